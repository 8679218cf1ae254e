import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { denoise } from '../../../src/core/denoise/denoise';
import { denoiseJudged } from '../../../src/core/denoise/judgedPage';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine } from '../../../src/core/engines/engine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import type { Raster } from '../../../src/core/image/raster';
import type { Region } from '../../../src/core/image/region';
import { machineOn } from '../../../src/core/methods/machine';
import { bayer, dots, errorOf, photograph, points, smooth, strokes } from './scenes';

let engine: Engine;
beforeAll(async () => {
  engine = await createWasmEngine();
});
afterAll(() => engine.dispose());

const options = (iterations: number, preset = 'custom') => validateOptions({ preset, iterations });
const kindsOf = ({ findings }: { findings: readonly { kind: string }[] }) => findings.map(({ kind }) => kind);

describe('a page that is judged', () => {
  it('comes out as the method makes it where nothing is wrong', async () => {
    const page = photograph(smooth, { sigma: 15 });
    const judged = await denoiseJudged(page, options(300), machineOn(engine));
    const plain = await denoise(page, options(300), machineOn(engine));
    expect(judged.raster.samples).toEqual(plain.raster.samples);
    expect(kindsOf(judged)).toEqual([]);
  });

  it.each([
    ['letters', strokes],
    ['printed dots', dots],
    ['a smooth picture', smooth],
  ])('is kept, and nothing is trained, where %s are without noise', async (_, scene) => {
    const page = photograph(scene, { sigma: 0 });
    const judged = await denoiseJudged(page, options(100_000), machineOn(engine));
    expect(judged.raster.samples).toEqual(page.samples);
    expect(judged.statistics.iterations).toBe(0);
    expect(judged.findings).toEqual([{ kind: 'noNoise', amount: 1 }]);
  });

  it('is kept when it has two levels, with specks as without', async () => {
    const { samples, ...shape } = photograph(smooth, { sigma: 40 });
    const page: Raster = { ...shape, bitDepth: 1, samples: samples.map((value) => (value > 110 ? 1 : 0)) };
    const judged = await denoiseJudged(page, options(100_000), machineOn(engine));
    expect([judged.raster, kindsOf(judged)]).toEqual([page, ['noNoise']]);
  });

  it.each([
    [96, 96],
    [97, 63],
  ])('is denoised phase by phase when it is a mosaic, of %i x %i pixels', async (width, height) => {
    const page = photograph(bayer, { width, height, sigma: 12 });
    const judged = await denoiseJudged(page, options(400), machineOn(engine));
    expect(judged.raster).toMatchObject({ width, height, channels: 1, colorChannels: 1 });
    expect(kindsOf(judged)).toContain('mosaic');
    expect(errorOf(judged.raster, bayer)).toBeLessThan(0.5 * errorOf(page, bayer));
  });

  it('is taken for a mosaic when the file says so', async () => {
    const page: Raster = { ...photograph(smooth, { sigma: 12 }), mosaic: { width: 2, height: 2 } };
    expect(kindsOf(await denoiseJudged(page, options(20), machineOn(engine)))).toContain('mosaic');
    const three: Raster = { ...page, mosaic: { width: 6, height: 6 } };
    expect(kindsOf(await denoiseJudged(three, options(20), machineOn(engine)))).not.toContain('mosaic');
  });

  it('shows a mosaic’s pieces where they lie on the page, as they will be', async () => {
    const page = photograph(bayer, { width: 97, height: 63, sigma: 12 });
    const wanted: Region = { left: 41, top: 21, width: 56, height: 42 };
    const shown: { piece: Raster; place: Region }[] = [];
    const live = { region: () => wanted, show: (piece: Raster, place: Region) => shown.push({ piece, place }) };
    await denoiseJudged(page, options(400), machineOn(engine), { live });
    expect(shown.length).toBeGreaterThan(0);
    for (const { piece, place } of shown) {
      expect(place).toEqual({ left: 40, top: 20, width: 57, height: 43 });
      expect([piece.width, piece.height, piece.samples.length]).toEqual([57, 43, 57 * 43]);
    }
  });

  it('keeps its points, says how much was kept, and goes on from what fits only', async () => {
    const page = photograph(points, { sigma: 4 });
    const judged = await denoiseJudged(page, options(300), machineOn(engine), {}, { learned: new Float32Array(5) });
    expect(errorOf(judged.raster, points)).toBeLessThan(0.3 * errorOf(page, points));
    expect(judged.statistics.iterations).toBe(300);
    const again = await denoiseJudged(page, options(300), machineOn(engine), {}, { learned: judged.parameters });
    expect(again.statistics.iterations).toBe(75);
    const letters = await denoiseJudged(photograph(strokes, { sigma: 15 }), options(300), machineOn(engine));
    const kept = letters.findings.find(({ kind }) => kind === 'kept');
    expect(kept?.amount).toBeGreaterThan(0.5);
  });

  it('is only looked at by the reference recipe', async () => {
    const page = photograph(points, { sigma: 4 });
    const judged = await denoiseJudged(page, options(30, 'reference'), machineOn(engine));
    const plain = await denoise(page, options(30, 'reference'), machineOn(engine));
    expect(judged.raster.samples).toEqual(plain.raster.samples);
  });
});
