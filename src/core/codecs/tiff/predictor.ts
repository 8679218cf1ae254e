import { hostIsLittleEndian } from '../byteOrder';

/** Values of the Predictor tag (TIFF 6.0, section 14; Adobe's TIFF Technical Note 3). */
export const Predictor = { none: 1, horizontal: 2, floatingPoint: 3 } as const;

/** Integer samples or the bits of floats, of up to 32 bits, to be added without regard to sign. */
function unsignedView(bytes: Uint8Array, sampleSize: number): Uint8Array | Uint16Array | Uint32Array {
  if (sampleSize === 1) return bytes;
  const length = bytes.length / sampleSize;
  return sampleSize === 2
    ? new Uint16Array(bytes.buffer, bytes.byteOffset, length)
    : new Uint32Array(bytes.buffer, bytes.byteOffset, length);
}

/**
 * Undoes horizontal differencing in place. Floats count as the integers that their bits are.
 * @param bytes rows of `rowLength` bytes, samples of 1, 2, 4 or 8 bytes in the byte order of this machine.
 * @param stride samples between neighbours of the same channel.
 */
export function undoHorizontal(bytes: Uint8Array, rowLength: number, sampleSize: number, stride: number): void {
  if (sampleSize === 8) {
    undoHorizontal64(bytes, rowLength, stride);
    return;
  }
  const samples = unsignedView(bytes, sampleSize);
  const perRow = rowLength / sampleSize;
  for (let start = 0; start < samples.length; start += perRow) {
    // Sums wrap around in the typed array.
    for (let i = start + stride; i < start + perRow; i++) samples[i]! += samples[i - stride]!;
  }
}

/** Applies horizontal differencing in place; see undoHorizontal. */
export function applyHorizontal(bytes: Uint8Array, rowLength: number, sampleSize: number, stride: number): void {
  if (sampleSize === 8) {
    applyHorizontal64(bytes, rowLength, stride);
    return;
  }
  const samples = unsignedView(bytes, sampleSize);
  const perRow = rowLength / sampleSize;
  for (let start = 0; start < samples.length; start += perRow) {
    for (let i = start + perRow - 1; i >= start + stride; i--) samples[i]! -= samples[i - stride]!;
  }
}

/** Of a number of 64 bits, the places of the words of lower and of higher value. */
const [lowWord, highWord] = hostIsLittleEndian ? [0, 1] : [1, 0];

/** undoHorizontal for 8 bytes, in words of 32 bits: BigInt would take many times as long. */
function undoHorizontal64(bytes: Uint8Array, rowLength: number, stride: number): void {
  const words = unsignedView(bytes, 4);
  const perRow = rowLength / 4;
  for (let start = 0; start < words.length; start += perRow) {
    for (let i = start + 2 * stride; i < start + perRow; i += 2) {
      const before = i - 2 * stride;
      const low = words[i + lowWord]! + words[before + lowWord]!;
      words[i + lowWord] = low;
      words[i + highWord]! += words[before + highWord]! + (low > 0xffffffff ? 1 : 0);
    }
  }
}

function applyHorizontal64(bytes: Uint8Array, rowLength: number, stride: number): void {
  const words = unsignedView(bytes, 4);
  const perRow = rowLength / 4;
  for (let start = 0; start < words.length; start += perRow) {
    for (let i = start + perRow - 2; i >= start + 2 * stride; i -= 2) {
      const before = i - 2 * stride;
      const low = words[i + lowWord]! - words[before + lowWord]!;
      words[i + lowWord] = low;
      words[i + highWord]! -= words[before + highWord]! + (low < 0 ? 1 : 0);
    }
  }
}

/**
 * Undoes the floating point predictor in place: bytes are differences, and a row holds first the most significant bytes
 * of all its samples, then the next ones, whatever the byte order of the file.
 * The samples that result are in the byte order of this machine.
 */
export function undoFloatingPoint(bytes: Uint8Array, rowLength: number, sampleSize: number, stride: number): void {
  const planes = new Uint8Array(rowLength);
  const count = rowLength / sampleSize;
  for (let start = 0; start < bytes.length; start += rowLength) {
    const row = bytes.subarray(start, start + rowLength);
    for (let i = stride; i < rowLength; i++) row[i]! += row[i - stride]!;
    planes.set(row);
    for (let plane = 0; plane < sampleSize; plane++) {
      const offset = byteOfPlane(plane, sampleSize);
      for (let i = 0; i < count; i++) row[i * sampleSize + offset] = planes[plane * count + i]!;
    }
  }
}

/** Applies the floating point predictor in place; see undoFloatingPoint. */
export function applyFloatingPoint(bytes: Uint8Array, rowLength: number, sampleSize: number, stride: number): void {
  for (let start = 0; start < bytes.length; start += rowLength) {
    const row = bytes.subarray(start, start + rowLength);
    const samples = row.slice();
    const count = rowLength / sampleSize;
    for (let plane = 0; plane < sampleSize; plane++) {
      const offset = byteOfPlane(plane, sampleSize);
      for (let i = 0; i < count; i++) row[plane * count + i] = samples[i * sampleSize + offset]!;
    }
    for (let i = rowLength - 1; i >= stride; i--) row[i]! -= row[i - stride]!;
  }
}

/** Where in a sample of this machine the bytes of a plane belong; plane 0 has the most significant ones. */
function byteOfPlane(plane: number, sampleSize: number): number {
  return hostIsLittleEndian ? sampleSize - 1 - plane : plane;
}
