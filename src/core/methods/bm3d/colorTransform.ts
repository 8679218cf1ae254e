import type { Planes } from '../../nonlocal/planes';

/**
 * Channels in a space where the picture is mostly in the first plane and the noise of the planes stays independent. Rows are
 * planes: for three channels brightness and two differences, as CBM3D has them (Dabov et al., 2007, section 5); for other
 * numbers the orthonormal cosine transform along the channels, whose first row is their mean but for a factor.
 */
export function decorrelation(channels: number): readonly (readonly number[])[] {
  if (channels === 3) {
    return [
      [1 / 3, 1 / 3, 1 / 3],
      [1 / 2, 0, -1 / 2],
      [1 / 4, -1 / 2, 1 / 4],
    ];
  }
  return Array.from({ length: channels }, (_, plane) =>
    Array.from({ length: channels }, (_, channel) => {
      const scale = Math.sqrt((plane === 0 ? 1 : 2) / channels);
      return scale * Math.cos((Math.PI * (2 * channel + 1) * plane) / (2 * channels));
    }),
  );
}

/** The matrix that undoes the decorrelation: [channel][plane]. */
export function recorrelation(channels: number): readonly (readonly number[])[] {
  const matrix = decorrelation(channels);
  // the rows are orthogonal, so the inverse is the transpose over their squared lengths
  const squares = matrix.map((row) => row.reduce((sum, value) => sum + value * value, 0));
  return Array.from({ length: channels }, (_, channel) => matrix.map((row, plane) => row[channel]! / squares[plane]!));
}

/** Standard deviation in each plane of noise that has that of 1 in every channel. */
export function planeSigmas(channels: number): number[] {
  return decorrelation(channels).map((row) => Math.hypot(...row));
}

/**
 * @param values [height][width][channel]
 * @param factor what all values are multiplied by
 */
export function toPlanes(
  values: Float32Array,
  height: number,
  width: number,
  channels: number,
  factor: number,
): Planes {
  const pixels = height * width;
  const matrix = decorrelation(channels);
  const samples = new Float32Array(pixels * channels);
  for (const [plane, row] of matrix.entries()) {
    for (let pixel = 0, from = 0; pixel < pixels; pixel++, from += channels) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) sum += row[channel]! * values[from + channel]!;
      samples[plane * pixels + pixel] = sum * factor;
    }
  }
  return { height, width, planes: channels, samples };
}

/** The reverse of toPlanes: [height][width][channel]. */
export function fromPlanes({ height, width, planes: channels, samples }: Planes, factor: number): Float32Array {
  const pixels = height * width;
  const matrix = recorrelation(channels);
  const values = new Float32Array(pixels * channels);
  for (const [channel, row] of matrix.entries()) {
    for (let pixel = 0, to = channel; pixel < pixels; pixel++, to += channels) {
      let sum = 0;
      for (let plane = 0; plane < channels; plane++) sum += row[plane]! * samples[plane * pixels + pixel]!;
      values[to] = sum / factor;
    }
  }
  return values;
}
