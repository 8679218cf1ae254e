import { DenoiseError } from '../errors';
import { inEnglish, text } from '../text';
import { integerRange, type Raster } from './raster';

/** The peak value that PSNR and SSIM refer to: the span of an integer format, or of a float reference's finite values. */
export function peakOf(reference: Raster): number {
  if (reference.sampleFormat !== 'float') {
    const { min, max } = integerRange(reference.sampleFormat, reference.bitDepth);
    return max - min;
  }
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of reference.samples) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return max > min ? max - min : 1;
}

/** Peak signal-to-noise ratio in dB over the colour channels; infinite for equal images. */
export function psnr(image: Raster, reference: Raster): number {
  assertComparable(image, reference);
  const { channels, colorChannels } = reference;
  let sum = 0;
  for (let pixel = 0, i = 0; pixel < reference.width * reference.height; pixel++, i += channels) {
    for (let c = 0; c < colorChannels; c++) {
      const difference = image.samples[i + c] - reference.samples[i + c];
      sum += difference * difference;
    }
  }
  const meanSquare = sum / (reference.width * reference.height * colorChannels);
  return meanSquare === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(peakOf(reference) ** 2 / meanSquare);
}

const windowRadius = 5;
const windowSigma = 1.5;
/** Rows of positions that are measured at once: of a large image all of them would take gigabytes. */
const bandRows = 128;

/**
 * Mean structural similarity (Wang, Bovik, Sheikh & Simoncelli, 2004): 11x11 Gaussian window with standard deviation
 * 1.5, K1 = 0.01, K2 = 0.03, over the positions where the window fits, averaged over the colour channels. Images
 * smaller than the window use the largest odd window that fits.
 */
export function ssim(image: Raster, reference: Raster): number {
  assertComparable(image, reference);
  const { width, height, colorChannels } = reference;
  const radius = Math.min(windowRadius, Math.floor((Math.min(width, height) - 1) / 2));
  const window = gaussian(radius);
  const peak = peakOf(reference);
  const positions = (width - 2 * radius) * (height - 2 * radius);
  let sum = 0;
  for (let channel = 0; channel < colorChannels; channel++) {
    for (let top = 0; top < height - 2 * radius; top += bandRows) {
      const rows = Math.min(bandRows, height - 2 * radius - top) + 2 * radius;
      const band = (raster: Raster) => channelRows(raster, channel, top, rows);
      sum += similaritySum(band(image), band(reference), width, rows, window, peak);
    }
  }
  return sum / (positions * colorChannels);
}

/** Sum of the structural similarity over the positions where the window lies inside two planes [height][width]. */
function similaritySum(
  a: Float64Array,
  b: Float64Array,
  width: number,
  height: number,
  window: Float64Array,
  peak: number,
): number {
  const c1 = (0.01 * peak) ** 2;
  const c2 = (0.03 * peak) ** 2;
  const smooth = (plane: Float64Array) => filterValid(plane, width, height, window);
  const meanA = smooth(a);
  const meanB = smooth(b);
  const squareA = smooth(a.map((v) => v * v));
  const squareB = smooth(b.map((v) => v * v));
  const product = smooth(a.map((v, i) => v * b[i]));
  let sum = 0;
  for (let i = 0; i < meanA.length; i++) {
    const ma = meanA[i];
    const mb = meanB[i];
    const varianceA = squareA[i] - ma * ma;
    const varianceB = squareB[i] - mb * mb;
    const covariance = product[i] - ma * mb;
    sum += ((2 * ma * mb + c1) * (2 * covariance + c2)) / ((ma * ma + mb * mb + c1) * (varianceA + varianceB + c2));
  }
  return sum;
}

/**
 * Throws DenoiseError `invalid-option` when the reference has another size, depth or number of colour channels. Results in
 * 32-bit floats have the units of their source, so they compare with anything.
 */
export function assertComparable(image: Raster, reference: Raster): void {
  const shape = ({ width, height, colorChannels, bitDepth, sampleFormat }: Raster) =>
    text('{0}x{1}, {2} colour channel(s), {3}-bit {4}', width, height, colorChannels, bitDepth, sampleFormat);
  const isFloat = image.sampleFormat === 'float' && image.bitDepth === 32;
  const alike = isFloat ? { ...image, bitDepth: reference.bitDepth, sampleFormat: reference.sampleFormat } : image;
  if (inEnglish(shape(alike)) !== inEnglish(shape(reference))) {
    throw new DenoiseError(
      'invalid-option',
      text(
        'the reference does not fit: it is {0}, the image is {1}; give a clean version of the same image',
        shape(reference),
        shape(image),
      ),
    );
  }
}

/** Some rows of one channel: [rows][width]. */
function channelRows({ samples, channels, width }: Raster, channel: number, top: number, rows: number): Float64Array {
  const plane = new Float64Array(width * rows);
  const from = top * width * channels + channel;
  for (let i = 0; i < plane.length; i++) plane[i] = samples[from + i * channels];
  return plane;
}

function gaussian(radius: number): Float64Array {
  const window = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * windowSigma ** 2)),
  );
  const sum = window.reduce((a, b) => a + b, 0);
  return window.map((v) => v / sum);
}

/** Separable filter over the positions where the window lies inside: [height - n + 1][width - n + 1]. */
function filterValid(plane: Float64Array, width: number, height: number, window: Float64Array): Float64Array {
  const n = window.length;
  const outWidth = width - n + 1;
  const outHeight = height - n + 1;
  const rows = new Float64Array(outWidth * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < outWidth; x++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += window[k] * plane[y * width + x + k];
      rows[y * outWidth + x] = sum;
    }
  }
  const result = new Float64Array(outWidth * outHeight);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += window[k] * rows[(y + k) * outWidth + x];
      result[y * outWidth + x] = sum;
    }
  }
  return result;
}
