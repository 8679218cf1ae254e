import { describe, expect, it } from 'vitest';
import { defaultMapping } from '../../../webview/worker/displayRange';
import { histogramOf } from '../../../webview/worker/histogram';
import { shownChannels } from '../../../webview/worker/picture';
import { rasterOf, shownPixels } from './pages';

const whole = { black: 0, white: 255, gamma: 1 };
const grey = (value: number) => [value, value, value, 255];

describe('a page of several channels on the screen', () => {
  const bands = rasterOf(new Uint8Array([10, 20, 30, 40, 50]), { channels: 5, jointChannels: 1 });

  it('shows its first grey channel, or the one that was chosen', () => {
    expect(shownPixels(bands, whole)).toEqual([grey(10)]);
    expect([0, 1, 2, 3, 4].map((channel) => shownPixels(bands, { ...whole, channel })[0][0])).toEqual([
      10, 20, 30, 40, 50,
    ]);
  });

  it('shows RGB in its colours, without taking infrared for ink or alpha', () => {
    const infrared = rasterOf(new Uint8Array([10, 20, 30, 40]), { channels: 4, jointChannels: 3 });
    expect(shownPixels(infrared, whole)).toEqual([[10, 20, 30, 255]]);
    const alphaToo = rasterOf(new Uint8Array([10, 20, 30, 40, 128]), {
      ...{ channels: 5, colorChannels: 4, jointChannels: 3 },
    });
    expect(shownPixels(alphaToo, whole)).toEqual([[10, 20, 30, 128]]);
  });

  it('stretches by what is shown, and knows the range of every channel', () => {
    const samples = Uint16Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? i / 2 : 10 * i));
    const dyes = rasterOf(samples, { channels: 2, jointChannels: 1 });
    expect(defaultMapping(dyes).white).toBeLessThan(1000);
    const { ranges, bins } = histogramOf(dyes);
    expect(bins).toHaveLength(2);
    expect(ranges?.[0].white).toBeLessThan(1000);
    expect(ranges?.[1].white).toBeGreaterThan(19_000);
    expect(histogramOf(rasterOf(samples, { channels: 2 })).ranges).toBeUndefined();
  });

  it('spends a preview on what is looked at', () => {
    expect(shownChannels(bands, whole)).toEqual([0]);
    expect(shownChannels(bands, { ...whole, channel: 3 })).toEqual([3]);
    expect(shownChannels({ ...bands, jointChannels: 3 }, whole)).toEqual([0, 1, 2]);
  });
});
