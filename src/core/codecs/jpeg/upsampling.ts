import { blockSide, type Component, type Frame } from './frame';

/** Writes the start of row `y` of a component, spread over the picture, into all of `out`. */
export type RowReader = (y: number, out: Uint8Array) => void;

/** How components of fewer samples are spread: by weights of near ones, as readers of JPEG do, or each as it is. */
export type Spreading = 'smooth' | 'replicated';

/**
 * Gives a component the size of the picture.
 *
 * `smooth` is libjpeg's default ("fancy upsampling"): where 1 of 2 samples is there, in either direction or both, a sample
 * is 3/4 of the nearest and 1/4 of the next one, so that colours change gradually. Rounding alternates, so that no
 * brightness is gained. All other ratios, and components of one or two columns, are replicated.
 */
export function rowReader(component: Component, { mostAcross, mostDown }: Frame, spreading: Spreading): RowReader {
  const { samples, width, height, blocksAcross } = component;
  const stride = blocksAcross * blockSide;
  const across = mostAcross / component.across;
  const down = mostDown / component.down;
  const row = (y: number) => {
    const start = Math.min(height - 1, Math.max(0, y)) * stride;
    return samples.subarray(start, start + width);
  };
  const isSmooth = spreading === 'smooth';
  // The other one of the two rows that are nearest.
  const beside = (y: number) => row((y >> 1) + (y & 1 ? 1 : -1));
  if (across === 1 && down === 1) return (y, out) => out.set(row(y).subarray(0, out.length));
  if (isSmooth && across === 2 && down === 1 && width > 2) return (y, out) => spreadAcross(row(y), out);
  if (isSmooth && across === 2 && down === 2 && width > 2) return (y, out) => spreadBoth(row(y >> 1), beside(y), out);
  if (isSmooth && across === 1 && down === 2) {
    return (y, out) => {
      const near = row(y >> 1);
      const far = beside(y);
      const rounding = y & 1 ? 2 : 1;
      for (let x = 0; x < out.length; x++) out[x] = (near[x]! * 3 + far[x]! + rounding) >> 2;
    };
  }
  return (y, out) => {
    const from = row(Math.floor(y / down));
    for (let x = 0; x < out.length; x++) out[x] = from[Math.floor(x / across)]!;
  };
}

function spreadAcross(from: Uint8ClampedArray, out: Uint8Array): void {
  const last = from.length - 1;
  for (let x = 0; x < out.length; x++) {
    const i = x >> 1;
    const isRight = (x & 1) === 1;
    const value = from[i]!;
    // The outermost samples have no neighbour, and stay.
    if (isRight) out[x] = i === last ? value : (value * 3 + from[i + 1]! + 2) >> 2;
    else out[x] = i === 0 ? value : (value * 3 + from[i - 1]! + 1) >> 2;
  }
}

function spreadBoth(near: Uint8ClampedArray, far: Uint8ClampedArray, out: Uint8Array): void {
  const last = near.length - 1;
  const column = (i: number) => near[i]! * 3 + far[i]!;
  for (let x = 0; x < out.length; x++) {
    const i = x >> 1;
    const isRight = (x & 1) === 1;
    const beside = column(isRight ? Math.min(last, i + 1) : Math.max(0, i - 1));
    out[x] = (column(i) * 3 + beside + (isRight ? 7 : 8)) >> 4;
  }
}
