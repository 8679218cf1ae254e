import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { denoise } from '../../../src/core/denoise/denoise';
import { createRandom } from '../../../src/core/denoise/random';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine } from '../../../src/core/engines/engine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { estimateNoise } from '../../../src/core/image/noise';
import { type Raster, type SampleFormat, sampleArrayFor } from '../../../src/core/image/raster';
import { unmeasuredSamples } from '../../../src/core/image/unmeasured';
import { machineOn } from '../../../src/core/methods/machine';
import { inEnglish } from '../../../src/core/text';
import { blurringEngine } from './blurringEngine';

const options = validateOptions({ preset: 'custom', iterations: 3 });

interface Kind {
  readonly sampleFormat: SampleFormat;
  readonly bitDepth: number;
  /** Of the scene's values. */
  readonly offset: number;
  /** What such files hold where nothing was measured. */
  readonly sentinels: readonly number[];
}

const kinds: readonly Kind[] = [
  { sampleFormat: 'uint', bitDepth: 16, offset: 0, sentinels: [65535, 65534] },
  { sampleFormat: 'uint', bitDepth: 16, offset: 60_000, sentinels: [0] },
  { sampleFormat: 'uint', bitDepth: 32, offset: 0, sentinels: [4294967295, 4294967294] },
  { sampleFormat: 'uint', bitDepth: 32, offset: 4_000_000_000, sentinels: [0, 4294967295] },
  { sampleFormat: 'int', bitDepth: 16, offset: -20_000, sentinels: [-32768, 32767] },
  { sampleFormat: 'int', bitDepth: 32, offset: -1_000_000, sentinels: [-(2 ** 31)] },
  { sampleFormat: 'float', bitDepth: 32, offset: 0, sentinels: [-9999, -3.4028234663852886e38, Math.fround(1e20)] },
  { sampleFormat: 'float', bitDepth: 64, offset: 1e9, sentinels: [-9999, Number.NaN, -1.7976931348623157e308] },
  { sampleFormat: 'float', bitDepth: 32, offset: -500, sentinels: [Number.NaN, Number.NEGATIVE_INFINITY] },
];

const side = 48;
const sigma = 60;

/** A smooth scene of some 900 levels with noise of sigma 60. */
function scene({ sampleFormat, bitDepth, offset }: Kind, channels: number, seed: number): Raster {
  const random = createRandom(seed);
  const samples = new (sampleArrayFor(sampleFormat, bitDepth))(side * side * channels);
  for (let i = 0; i < samples.length; i++) {
    const pixel = Math.floor(i / channels);
    const value =
      1200 + 400 * Math.sin((pixel % side) / 9) + 300 * Math.cos(pixel / side / 7) + sigma * random.normal();
    samples[i] = offset + (sampleFormat === 'float' ? value : Math.round(value));
  }
  return { width: side, height: side, channels, colorChannels: channels, sampleFormat, bitDepth, samples };
}

const gap = fc.record({
  left: fc.integer({ min: 0, max: side - 6 }),
  top: fc.integer({ min: 0, max: side - 6 }),
  width: fc.oneof(fc.integer({ min: 2, max: 20 }), fc.constant(side)),
  height: fc.oneof(fc.integer({ min: 2, max: 20 }), fc.constant(side)),
});

describe('a gap in a picture', () => {
  it('keeps its samples bit for bit and does not spread, whatever it holds', async () => {
    const kind = fc
      .constantFrom(...kinds)
      .chain((kind) => fc.record({ kind: fc.constant(kind), value: fc.constantFrom(...kind.sentinels) }));
    const run = fc.asyncProperty(
      kind,
      gap,
      fc.constantFrom(1, 3),
      fc.nat(),
      async ({ kind, value }, gap, channels, seed) => {
        fc.pre(gap.width < side || gap.height < side);
        const whole = scene(kind, channels, seed);
        const isInGap = (i: number, margin = 0) => {
          const [x, y] = [Math.floor(i / channels) % side, Math.floor(i / channels / side)];
          const isAlong = (at: number, from: number, size: number) => at >= from - margin && at < from + size + margin;
          return isAlong(x, gap.left, gap.width) && isAlong(y, gap.top, gap.height);
        };
        const holed = { ...whole, samples: whole.samples.map((v, i) => (isInGap(i) ? value : v)) };
        const engine = blurringEngine(channels);
        const expected = (await denoise(whole, options, machineOn(engine))).raster.samples;
        const { raster, notes } = await denoise(holed, options, machineOn(engine));
        expect(notes).toHaveLength(1);
        expect(inEnglish(notes[0])).toMatch(/^(\d+ samples|One sample) /);
        let [farthest, squares, count] = [0, 0, 0];
        expect(raster.samples.every((v, i) => !isInGap(i) || Object.is(v, holed.samples[i]))).toBe(true);
        raster.samples.forEach((result, i) => {
          if (isInGap(i)) return;
          const difference = Math.abs(result - expected[i]);
          if (!isInGap(i, 1)) farthest = Math.max(farthest, difference);
          squares += difference ** 2;
          count++;
        });
        expect(farthest).toBeLessThanOrEqual(1);
        // pixels beside the gap see what is filled in, which is no worse than one pixel's noise
        expect(Math.sqrt(squares / count)).toBeLessThan(sigma / 2);
        expect(Math.abs(estimateNoise(holed) / estimateNoise(whole) - 1)).toBeLessThan(0.25);
      },
    );
    await fc.assert(run, { seed: 9, numRuns: 40 });
  });

  it('is found where the file declares its value, though others are like it', () => {
    const kind: Kind = { sampleFormat: 'float', bitDepth: 32, offset: 0, sentinels: [] };
    const raster = scene(kind, 1, 5);
    raster.samples.fill(Math.fround(1200.1), 500, 700);
    const declared = unmeasuredSamples({ ...raster, noData: 1200.1 });
    expect(declared.findings).toContainEqual({ kind: 'noData', count: 200, value: Math.fround(1200.1) });
    expect(unmeasuredSamples({ ...raster, noData: -9999 }).findings.map(({ kind }) => kind)).not.toContain('noData');
  });

  it('may take most of the picture', async () => {
    const raster = scene({ sampleFormat: 'float', bitDepth: 32, offset: 0, sentinels: [] }, 1, 6);
    raster.samples.fill(-9999, 0, side * 40);
    let seen = new Float32Array(0);
    const engine = blurringEngine(1, (crops) => {
      seen = crops.slice();
    });
    const result = await denoise(raster, options, machineOn(engine));
    expect(result.raster.samples.subarray(0, side * 40)).toEqual(raster.samples.subarray(0, side * 40));
    // training sees the scene's own range, from places that are mostly measured
    expect(Math.min(...seen)).toBeGreaterThan(-0.5);
    expect(Math.max(...seen)).toBeLessThan(1.5);
  });

  it('leaves a picture as it is that is nothing else', async () => {
    const raster = scene({ sampleFormat: 'float', bitDepth: 32, offset: 0, sentinels: [] }, 1, 7);
    raster.samples.fill(Number.NaN);
    const { raster: result, statistics } = await denoise(raster, options, machineOn(blurringEngine(1)));
    expect(result.samples).toEqual(raster.samples);
    expect(statistics.iterations).toBe(0);
  });
});

describe('values that are measurements', () => {
  const kindsOf = (raster: Raster) => unmeasuredSamples(raster).findings.map(({ kind }) => kind);
  const picture = (
    value: (x: number, y: number, normal: () => number) => number,
    more: Partial<Raster> = {},
  ): Raster => {
    const random = createRandom(3);
    const bits = more.bitDepth ?? 8;
    const samples = new (sampleArrayFor(more.sampleFormat ?? 'uint', bits))(128 * 128);
    samples.forEach((_, i) => {
      const wanted = value(i % 128, Math.floor(i / 128), random.normal);
      samples[i] = more.sampleFormat === 'float' ? wanted : Math.max(0, Math.min(2 ** bits - 1, Math.round(wanted)));
    });
    return {
      width: 128,
      height: 128,
      channels: 1,
      colorChannels: 1,
      sampleFormat: 'uint',
      bitDepth: bits,
      samples,
      ...more,
    };
  };

  it.each([10, 25, 50])('are all those of a photograph with noise of sigma %i, clipped at both ends', (sigma) => {
    expect(kindsOf(picture((x, y, normal) => 1.9 * x + 5 + 10 * Math.sin(y / 5) + sigma * normal()))).toEqual([]);
  });

  it('are the clipped whites of 16 bits', () => {
    const whites = picture((x, _, normal) => 30_000 + 300 * x + 3000 * normal(), { bitDepth: 16 });
    expect(whites.samples).toContain(65535);
    expect(kindsOf(whites)).toEqual([]);
  });

  it.each([0.02, 0.15, 0.3, 1])('are counts of %f photons a pixel', (mean) => {
    const random = createRandom(8);
    const counted = picture((x) => {
      const rate = mean * (0.5 + x / 128);
      let [count, product] = [0, random.next()];
      for (; product > Math.exp(-rate); product *= random.next()) count++;
      return count;
    });
    expect(kindsOf(counted)).toEqual([]);
  });

  it('are the steps of a smooth gradient', () => {
    expect(kindsOf(picture((x, y) => 40 + x / 12 + y / 15))).toEqual([]);
  });

  it('is salt and pepper, which is noise', () => {
    const random = createRandom(4);
    const salted = picture((x, _, normal) =>
      random.next() < 0.05 ? 255 * random.integer(2) : 20 + x / 4 + 3 * normal(),
    );
    expect(kindsOf(salted)).toEqual([]);
  });
});

describe('outliers', () => {
  const bright = { sampleFormat: 'float', bitDepth: 32, offset: 0, sentinels: [] } as const;
  const deep = { sampleFormat: 'uint', bitDepth: 32, offset: 0, sentinels: [] } as const;

  it('of any size and arrangement stay as they are and do not spread', async () => {
    const place = fc.record({ x: fc.integer({ min: 0, max: side - 2 }), y: fc.integer({ min: 0, max: side - 2 }) });
    const outlier = fc.record({
      place,
      kind: fc.constantFrom('pixel', 'cluster', 'column', 'row'),
      value: fc.constantFrom(12_345, 1e6, 2 ** 20, 1e9),
      scale: fc.constantFrom(1, 1e3, 1e20),
    });
    const run = fc.asyncProperty(
      fc.boolean(),
      fc.array(outlier, { minLength: 1, maxLength: 2 }),
      fc.nat(),
      async (isFloat, outliers, seed) => {
        const whole = scene(isFloat ? bright : deep, 1, seed);
        const random = createRandom(seed);
        const hot = new Map<number, number>();
        for (const { place, kind, value, scale } of outliers) {
          const width = kind === 'pixel' || kind === 'column' ? 1 : kind === 'row' ? side : 2;
          const height = kind === 'pixel' || kind === 'row' ? 1 : kind === 'column' ? side : 2;
          for (let y = 0; y < height; y++) {
            for (let x = 0; x < width; x++) {
              const at = ((kind === 'column' ? 0 : place.y) + y) * side + (kind === 'row' ? 0 : place.x) + x;
              const size = value * (isFloat ? scale : 1) * (1 + random.next());
              hot.set(at, isFloat ? Math.fround(size) : Math.round(size));
            }
          }
        }
        const spoilt = { ...whole, samples: whole.samples.slice() };
        for (const [at, value] of hot) spoilt.samples[at] = value;
        const engine = blurringEngine(1);
        const expected = (await denoise(whole, options, machineOn(engine))).raster.samples;
        const { raster } = await denoise(spoilt, options, machineOn(engine));
        let squares = 0;
        raster.samples.forEach((result, i) => {
          if (hot.has(i)) expect(result).toBe(spoilt.samples[i]);
          else squares += (result - expected[i]) ** 2;
        });
        expect(Math.sqrt(squares / raster.samples.length)).toBeLessThan(sigma / 2);
      },
    );
    await fc.assert(run, { seed: 4, numRuns: 40 });
  });

  it('are stars of a pixel, which keep their light', () => {
    const random = createRandom(5);
    const stars = scene({ ...bright, sampleFormat: 'uint', bitDepth: 8 }, 1, 1);
    stars.samples.forEach((_, i) => {
      stars.samples[i] = i % 211 === 97 ? 200 : Math.max(0, Math.round(10 + 3 * random.normal()));
    });
    expect(unmeasuredSamples(stars).findings).toEqual([{ kind: 'outlier', count: 11, value: undefined }]);
  });
});

describe('areas of one value', () => {
  it.each([0, 255])('stay %i where a noisy picture was masked with it, for any channels', async (value) => {
    for (const channels of [1, 3]) {
      const random = createRandom(channels);
      const samples = new Uint8Array(side * side * channels);
      const isMasked = (i: number) => Math.hypot((Math.floor(i / channels) % side) - 24, i / channels / side - 24) > 18;
      samples.forEach((_, i) => {
        samples[i] = isMasked(i) ? value : Math.max(0, Math.min(255, 90 + 2 * (i % side) + 20 * random.normal()));
      });
      const raster: Raster = {
        width: side,
        height: side,
        channels,
        colorChannels: channels,
        sampleFormat: 'uint',
        bitDepth: 8,
        samples,
      };
      const { raster: result, notes } = await denoise(raster, options, machineOn(blurringEngine(channels)));
      expect(samples.every((v, i) => !isMasked(i) || result.samples[i] === v)).toBe(true);
      // nothing of the mask's value comes in
      const edge = (24 * side + 7) * channels;
      expect(Math.abs(result.samples[edge] - 105)).toBeLessThan(45);
      expect(notes.map(inEnglish).join()).toContain('one exact value');
    }
  });
});

describe('empty lines at the edge of a picture', () => {
  it.each([
    ['rows', 0, (i: number) => Math.floor(i / side) < 2],
    ['columns', 255, (i: number) => i % side > side - 3],
  ])('stay as they are (%s of %d)', async (_, value, isEmpty) => {
    const random = createRandom(8);
    const samples = Uint8Array.from({ length: side * side }, (__, i) =>
      isEmpty(i) ? value : Math.max(0, Math.min(255, 110 + (i % side) + 15 * random.normal())),
    );
    const raster: Raster = {
      ...{ width: side, height: side, channels: 1, colorChannels: 1 },
      ...{ sampleFormat: 'uint', bitDepth: 8, samples },
    };
    const { raster: result } = await denoise(raster, options, machineOn(blurringEngine(1)));
    expect(samples.every((v, i) => !isEmpty(i) || result.samples[i] === v)).toBe(true);
  });
});

describe('transparent pixels', () => {
  const withAlpha = (associated: boolean): Raster => {
    const random = createRandom(2);
    const samples = new Uint8Array(side * side * 4);
    for (let i = 0; i < samples.length; i += 4) {
      const x = (i / 4) % side;
      const alpha = x < 16 ? 0 : x < 20 ? 100 : 255;
      samples[i + 3] = alpha;
      for (let c = 0; c < 3; c++) {
        const color = alpha === 0 ? 0 : 180 + 15 * random.normal();
        samples[i + c] = Math.max(
          0,
          Math.min(associated ? alpha : 255, associated ? (color * alpha) / 255 + 8 * random.normal() : color),
        );
      }
    }
    return {
      width: side,
      height: side,
      channels: 4,
      colorChannels: 3,
      sampleFormat: 'uint',
      bitDepth: 8,
      samples,
      alpha: { channel: 3, associated },
    };
  };

  it('keep their colours and do not darken the edge of what is seen', async () => {
    const raster = withAlpha(false);
    const { raster: result, notes } = await denoise(raster, options, machineOn(blurringEngine(3)));
    expect(notes.map(inEnglish)).toEqual([`${16 * side} transparent pixels keep their colours.`]);
    result.samples.forEach((value, i) => {
      const x = Math.floor(i / 4) % side;
      if (x < 16 || i % 4 === 3) expect(value).toBe(raster.samples[i]);
      else expect(Math.abs(value - 180)).toBeLessThan(25);
    });
  });

  it('leave colours that are multiplied by alpha within it', async () => {
    const raster = withAlpha(true);
    const { raster: result } = await denoise(raster, options, machineOn(blurringEngine(3)));
    for (let i = 0; i < result.samples.length; i += 4) {
      for (let c = 0; c < 3; c++) expect(result.samples[i + c]).toBeLessThanOrEqual(result.samples[i + 3]);
    }
  });

  it('are all visible where alpha is 0 throughout', () => {
    const raster = withAlpha(false);
    for (let i = 3; i < raster.samples.length; i += 4) raster.samples[i] = 0;
    expect(unmeasuredSamples(raster).findings.map(({ kind }) => kind)).not.toContain('transparent');
  });
});

describe('with the network itself', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createWasmEngine();
  });
  afterAll(() => engine.dispose());
  const trained = validateOptions({ preset: 'custom', iterations: 200 });
  const isFar = (i: number) => Math.floor(i / side) < 14 || Math.floor(i / side) > 29;
  const error = (a: Raster['samples'], b: Raster['samples'], offset = 0) => {
    let [squares, count] = [0, 0];
    a.forEach((value, i) => {
      if (!isFar(i)) return;
      squares += (value - b[i] - offset) ** 2;
      count++;
    });
    return Math.sqrt(squares / count);
  };

  it('integers far from zero come out as the same floats do', async () => {
    const asFloat = { sampleFormat: 'float', bitDepth: 64, sentinels: [] } as const;
    for (const kind of kinds.filter(({ offset }) => offset >= 60_000 || offset < -1000)) {
      const whole = scene(kind, 1, 11);
      const floats = { ...whole, ...asFloat, samples: Float64Array.from(whole.samples) };
      const expected = (await denoise(floats, trained, machineOn(engine))).raster.samples;
      const { raster } = await denoise(whole, trained, machineOn(engine));
      // of floats the mean is put right, too
      expect(error(raster.samples, expected)).toBeLessThan(sigma / 20);
      expect(error(raster.samples, whole.samples)).toBeGreaterThan(sigma / 5);
    }
  });

  it('a gap costs what is farther away next to nothing', async () => {
    const whole = scene(kinds[2], 1, 12);
    const holed = { ...whole, samples: whole.samples.map((v, i) => (isFar(i) || i % side < 9 ? v : 4294967295)) };
    const clean = scene({ ...kinds[2] }, 1, 12).samples.map((_, i) =>
      Math.round(1200 + 400 * Math.sin((i % side) / 9) + 300 * Math.cos(i / side / 7)),
    );
    const expected = error((await denoise(whole, trained, machineOn(engine))).raster.samples, clean);
    const actual = error((await denoise(holed, trained, machineOn(engine))).raster.samples, clean);
    expect(actual).toBeLessThan(1.15 * expected);
    expect(actual).toBeLessThan(0.95 * sigma);
  });
});
