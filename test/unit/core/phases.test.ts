import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phasesApart, phasesTogether } from '../../../src/core/denoise/phases';
import { phaseShare } from '../../../src/core/noise/phaseShare';
import { bayer, dots, halfChequer, photograph, points, type Scene, smooth, strokes } from './scenes';

describe('the phases of a mosaic', () => {
  it('lie apart at half the size, the four places of a cell as channels', () => {
    const page = photograph((x, y) => 10 * y + x, { width: 4, height: 2, sigma: 0 });
    const apart = phasesApart(page);
    expect(apart).toMatchObject({ width: 2, height: 1, channels: 4, colorChannels: 4, bitDepth: 8 });
    expect([...apart.samples]).toEqual([0, 1, 10, 11, 2, 3, 12, 13]);
  });

  it('make the page again, whatever its size and its other channels', () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 3 }), (width, height, channels) => {
        const samples = Uint16Array.from({ length: width * height * channels }, (_, i) => (i * 7919) % 65521);
        const page = {
          width,
          height,
          channels,
          colorChannels: 1,
          sampleFormat: 'uint',
          bitDepth: 16,
          samples,
        } as const;
        const other = { ...page, samples: samples.map((value, i) => (i % channels === 0 ? 1 : value)) };
        expect(phasesTogether(other, phasesApart(page)).samples).toEqual(samples);
      }),
    );
  });
});

describe('the share of a page that alternates', () => {
  const share = (scene: Scene, sigma: number) => phaseShare(photograph(scene, { width: 130, height: 114, sigma }));

  it('is high in raw camera data, whatever its noise', () => {
    for (const sigma of [0, 2, 8, 20]) expect(share(bayer, sigma)).toBeGreaterThan(0.7);
    expect(share((x) => (x % 2 === 0 ? 90 : 110), 4)).toBe(1);
  });

  it('is that of the chequerboard in a picture with one', () => {
    expect(share(halfChequer, 10)).toBeGreaterThan(0.3);
    expect(share(halfChequer, 10)).toBeLessThan(0.5);
  });

  it('is low elsewhere', () => {
    for (const sigma of [0, 5, 25, 60]) expect(share(smooth, sigma)).toBeLessThan(0.02);
    expect(share(() => 128, 30)).toBe(0);
    for (const scene of [strokes, points, dots]) expect(share(scene, 10)).toBeLessThan(0.3);
  });

  it('is 0 of a page too small to say', () => {
    expect(phaseShare(photograph(bayer, { width: 12, height: 40, sigma: 2 }))).toBe(0);
  });
});
