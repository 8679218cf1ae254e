import { packBits, unpackBits } from '../bitPacking';
import { allocateBytes, allocateSamples } from '../pageMemory';
import { AdaptiveFilter, undoFilter } from './filters';
import { ColorType, type PngHeader, samplesPerPixel } from './header';
import { filteredSize, type Pass, passesOf, rowLength } from './interlace';

/** Samples as the file holds them (palette indices not looked up): [height][width][samplesPerPixel]. */
export type FileSamples = Uint8Array | Uint16Array;

/**
 * The samples of the inflated image data.
 * @param filtered rows with their filter bytes, of the size `filteredSize` gives; used as scratch memory.
 * @throws DenoiseError `damaged` (a filter type that does not exist), `too-large`.
 */
export function readScanlines(header: PngHeader, filtered: Uint8Array): FileSamples {
  const perPixel = samplesPerPixel(header);
  const samples = allocateSamples('uint', header.bitDepth, header.width * header.height * perPixel) as FileSamples;
  const distance = filterDistance(header);
  let offset = 0;
  for (const pass of passesOf(header)) {
    const length = rowLength(header, pass);
    const line = samples.slice(0, pass.width * perPixel) as FileSamples;
    let above: Uint8Array = new Uint8Array(length);
    for (let row = 0; row < pass.height; row++) {
      const bytes = filtered.subarray(offset + 1, offset + 1 + length);
      undoFilter(filtered[offset]!, bytes, above, distance);
      const start = rowStart(header, pass, row, perPixel);
      if (pass.stepX === 1) {
        unpackRow(bytes, header.bitDepth, samples, start, line.length);
      } else {
        unpackRow(bytes, header.bitDepth, line, 0, line.length);
        scatter(line, samples, start, pass.stepX, perPixel);
      }
      above = bytes;
      offset += 1 + length;
    }
  }
  return samples;
}

/** The rows of an image with their filter bytes, ready to be deflated. Throws `too-large`. */
export function writeScanlines(header: PngHeader, samples: FileSamples): Uint8Array {
  const perPixel = samplesPerPixel(header);
  const distance = filterDistance(header);
  const filtered = allocateBytes(filteredSize(header));
  // Indices and packed samples are no smooth signal: filters make them larger (PNG section 12.7).
  const adaptive = header.colorType !== ColorType.palette && header.bitDepth >= 8;
  let offset = 0;
  for (const pass of passesOf(header)) {
    const length = rowLength(header, pass);
    const filter = new AdaptiveFilter(length);
    const line = samples.slice(0, pass.width * perPixel) as FileSamples;
    let above = new Uint8Array(length);
    let bytes = new Uint8Array(length);
    for (let row = 0; row < pass.height; row++) {
      const start = rowStart(header, pass, row, perPixel);
      if (pass.stepX === 1) {
        packRow(samples, start, line.length, header.bitDepth, bytes);
      } else {
        gather(samples, start, pass.stepX, perPixel, line);
        packRow(line, 0, line.length, header.bitDepth, bytes);
      }
      const out = filtered.subarray(offset, offset + 1 + length);
      if (adaptive) filter.filter(bytes, above, distance, out);
      else out.set(bytes, 1);
      [above, bytes] = [bytes, above];
      offset += 1 + length;
    }
  }
  return filtered;
}

/** How far to the left a filter looks: the bytes of a pixel, at least 1. */
function filterDistance(header: PngHeader): number {
  return Math.max(1, (samplesPerPixel(header) * header.bitDepth) >> 3);
}

function rowStart(header: PngHeader, pass: Pass, row: number, perPixel: number): number {
  return ((pass.y + row * pass.stepY) * header.width + pass.x) * perPixel;
}

function unpackRow(bytes: Uint8Array, bitDepth: number, samples: FileSamples, start: number, count: number): void {
  if (bitDepth === 8) {
    samples.set(bytes, start);
  } else if (bitDepth === 16) {
    for (let i = 0, from = 0; i < count; i++, from += 2) samples[start + i] = (bytes[from]! << 8) | bytes[from + 1]!;
  } else {
    unpackBits(bytes, 0, bitDepth, count, samples, start);
  }
}

function packRow(samples: FileSamples, start: number, count: number, bitDepth: number, bytes: Uint8Array): void {
  if (bitDepth === 8) {
    bytes.set(samples.subarray(start, start + count));
  } else if (bitDepth === 16) {
    for (let i = 0, to = 0; i < count; i++, to += 2) {
      const sample = samples[start + i]!;
      bytes[to] = sample >> 8;
      bytes[to + 1] = sample;
    }
  } else {
    packBits(samples, start, bitDepth, count, bytes, 0);
  }
}

function scatter(line: FileSamples, samples: FileSamples, start: number, stepX: number, perPixel: number): void {
  for (let from = 0, to = start; from < line.length; from += perPixel, to += stepX * perPixel) {
    for (let i = 0; i < perPixel; i++) samples[to + i] = line[from + i]!;
  }
}

function gather(samples: FileSamples, start: number, stepX: number, perPixel: number, line: FileSamples): void {
  for (let to = 0, from = start; to < line.length; to += perPixel, from += stepX * perPixel) {
    for (let i = 0; i < perPixel; i++) line[to + i] = samples[from + i]!;
  }
}
