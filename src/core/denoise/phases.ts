import { type Raster, sampleArrayFor } from '../image/raster';

/** Phases of a mosaic: the four places in a 2x2 cell, row by row. */
const phases = 4;

/**
 * A grey page whose pixels belong to four pictures in turn, such as the raw data of a camera, as a page of half its size
 * with a channel for each place in the 2x2 cells. Where a side is odd, cells are filled up from their neighbours.
 * Channels beyond the first are left behind.
 */
export function phasesApart(page: Raster): Raster {
  const { width, height, channels, sampleFormat, bitDepth, samples } = page;
  const columns = Math.ceil(width / 2);
  const rows = Math.ceil(height / 2);
  const apart = new (sampleArrayFor(sampleFormat, bitDepth))(rows * columns * phases);
  for (let i = 0; i < apart.length; i++) {
    const { x, y } = placeOf(i, columns);
    apart[i] = samples[(inside(y, height) * width + inside(x, width)) * channels];
  }
  const shape = { width: columns, height: rows, channels: phases, colorChannels: phases };
  return { ...page, ...shape, mosaic: undefined, jointChannels: undefined, alpha: undefined, samples: apart };
}

/** The opposite: the page with the samples of `apart`; channels beyond the first are the page's own. */
export function phasesTogether(page: Raster, apart: Raster): Raster {
  const { width, height, channels } = page;
  const { sampleFormat, bitDepth } = apart;
  const samples = new (sampleArrayFor(sampleFormat, bitDepth))(page.samples.length);
  samples.set(page.samples);
  for (let i = 0; i < apart.samples.length; i++) {
    const { x, y } = placeOf(i, apart.width);
    if (x < width && y < height) samples[(y * width + x) * channels] = apart.samples[i];
  }
  return { ...page, sampleFormat, bitDepth, samples };
}

/** Where the i-th sample of a page with its phases apart lies on the page itself. */
function placeOf(i: number, columns: number): { readonly x: number; readonly y: number } {
  const phase = i % phases;
  const cell = Math.floor(i / phases);
  return { x: 2 * (cell % columns) + (phase & 1), y: 2 * Math.floor(cell / columns) + (phase >> 1) };
}

/** The nearest place of the same phase inside. A side of one pixel has one phase only. */
const inside = (at: number, size: number) => (at < size ? at : Math.max(0, at - 2));
