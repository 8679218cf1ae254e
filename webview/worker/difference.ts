import type { Means } from './areaMeans';

/**
 * What was changed, after minus before, of the colour channels: of RGB each channel, of anything else their mean in one.
 * A result of one channel counts for every channel of the original.
 */
export function difference(after: Means, before: Means, colorChannels: number): Means {
  const { width, height } = before;
  const changes = new Float64Array(width * height * colorChannels);
  for (let pixel = 0, to = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < colorChannels; c++, to++) {
      const result = after.values[pixel * after.channels + Math.min(c, after.channels - 1)];
      changes[to] = result - before.values[pixel * before.channels + c];
    }
  }
  const all = { width, height, channels: colorChannels, values: changes };
  return colorChannels === 3 ? all : channelMean(all);
}

function channelMean({ width, height, channels, values }: Means): Means {
  const means = Float64Array.from({ length: width * height }, (_, pixel) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[pixel * channels + c];
    return sum / channels;
  });
  return { width, height, channels: 1, values: means };
}
