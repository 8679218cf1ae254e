import { jointChannelsOf, type PictureChannels } from '../../src/core/image/raster';
import type { Means } from './areaMeans';

/**
 * What was changed, after minus before, of the colour channels: of inks their mean in one, else each channel. A result of
 * one channel counts for every channel of the original.
 */
export function difference(after: Means, before: Means, page: PictureChannels): Means {
  const { width, height } = before;
  const { colorChannels } = page;
  const changes = new Float64Array(width * height * colorChannels);
  for (let pixel = 0, to = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < colorChannels; c++, to++) {
      const result = after.values[pixel * after.channels + Math.min(c, after.channels - 1)];
      changes[to] = result - before.values[pixel * before.channels + c];
    }
  }
  const all = { width, height, channels: colorChannels, values: changes };
  return jointChannelsOf(page) === 4 ? channelMean(all) : all;
}

function channelMean({ width, height, channels, values }: Means): Means {
  const means = Float64Array.from({ length: width * height }, (_, pixel) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[pixel * channels + c];
    return sum / channels;
  });
  return { width, height, channels: 1, values: means };
}
