import { halfToNumber, numberToHalf } from '../../image/halfFloat';
import type { SampleArray } from '../../image/raster';
import { sampleArrayFor } from '../../image/raster';
import { packBits, unpackBits } from '../bitPacking';
import { hostIsLittleEndian, swapByteOrder } from '../byteOrder';
import { allocateBytes, allocateSamples } from '../pageMemory';
import { doublesToLongs, longsToDoubles } from './longIntegers';
import { blockRowLength, type PageLayout, samplesPerBlockPixel } from './pageLayout';
import { applyFloatingPoint, applyHorizontal, Predictor, undoFloatingPoint, undoHorizontal } from './predictor';

/** Whether samples are numbers of whole bytes; others are packed bit by bit. */
function hasWholeBytes(bitDepth: number): boolean {
  return bitDepth === 8 || bitDepth === 16 || bitDepth === 32 || bitDepth === 64;
}

/** Halves are held as 32-bit floats, which can say all that halves can. */
function isHalf({ sampleFormat, bitDepth }: PageLayout): boolean {
  return sampleFormat === 'float' && bitDepth === 16;
}

function isLongInteger({ sampleFormat, bitDepth }: PageLayout): boolean {
  return sampleFormat !== 'float' && bitDepth === 64;
}

/**
 * The samples of a decompressed block: [row][column][channel].
 * @param bytes whole rows at the start of their buffer; used as the memory of the samples or as scratch.
 */
export function bytesToSamples(bytes: Uint8Array<ArrayBuffer>, layout: PageLayout, littleEndian: boolean): SampleArray {
  const { bitDepth, sampleFormat, predictor } = layout;
  const rowLength = blockRowLength(layout);
  const stride = samplesPerBlockPixel(layout);
  if (!hasWholeBytes(bitDepth)) return unpackRows(bytes, layout);
  const size = bitDepth / 8;
  if (predictor === Predictor.floatingPoint) {
    undoFloatingPoint(bytes, rowLength, size, stride);
  } else {
    if (littleEndian !== hostIsLittleEndian) swapByteOrder(bytes, size);
    if (predictor === Predictor.horizontal) undoHorizontal(bytes, rowLength, size, stride);
  }
  if (isHalf(layout)) {
    return Float32Array.from(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / size), halfToNumber);
  }
  if (isLongInteger(layout)) {
    return longsToDoubles(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), sampleFormat);
  }
  const SamplesType = sampleArrayFor(sampleFormat, bitDepth) as unknown as new (
    buffer: ArrayBuffer,
    offset: number,
    length: number,
  ) => SampleArray;
  return new SamplesType(bytes.buffer, bytes.byteOffset, bytes.length / size);
}

/** The reverse of bytesToSamples; the samples' memory may be used for the bytes. */
export function samplesToBytes(samples: SampleArray, layout: PageLayout, littleEndian: boolean): Uint8Array {
  const { bitDepth, predictor } = layout;
  const rowLength = blockRowLength(layout);
  const stride = samplesPerBlockPixel(layout);
  if (!hasWholeBytes(bitDepth)) return packRows(samples as Uint8Array | Uint16Array, layout);
  const size = bitDepth / 8;
  const stored = storedNumbers(samples, layout);
  const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
  if (predictor === Predictor.floatingPoint) {
    applyFloatingPoint(bytes, rowLength, size, stride);
    return bytes;
  }
  if (predictor === Predictor.horizontal) applyHorizontal(bytes, rowLength, size, stride);
  if (littleEndian !== hostIsLittleEndian) swapByteOrder(bytes, size);
  return bytes;
}

/** The samples as the file has them. */
function storedNumbers(samples: SampleArray, layout: PageLayout): SampleArray {
  if (isHalf(layout)) return Uint16Array.from(samples, numberToHalf);
  return isLongInteger(layout) ? doublesToLongs(samples as Float64Array, layout.sampleFormat) : samples;
}

function unpackRows(bytes: Uint8Array, layout: PageLayout): SampleArray {
  const rowLength = blockRowLength(layout);
  const perRow = layout.grid.blockWidth * samplesPerBlockPixel(layout);
  const rows = bytes.length / rowLength;
  const samples = allocateSamples('uint', layout.bitDepth, rows * perRow) as Uint8Array | Uint16Array;
  for (let row = 0; row < rows; row++) {
    unpackBits(bytes, row * rowLength, layout.bitDepth, perRow, samples, row * perRow);
  }
  return samples;
}

function packRows(samples: Uint8Array | Uint16Array, layout: PageLayout): Uint8Array {
  const rowLength = blockRowLength(layout);
  const perRow = layout.grid.blockWidth * samplesPerBlockPixel(layout);
  const rows = samples.length / perRow;
  const bytes = allocateBytes(rows * rowLength);
  for (let row = 0; row < rows; row++) {
    packBits(samples, row * perRow, layout.bitDepth, perRow, bytes, row * rowLength);
  }
  return bytes;
}
