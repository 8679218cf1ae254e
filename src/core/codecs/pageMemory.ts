import { DenoiseError } from '../errors';
import type { Raster, SampleArray, SampleFormat } from '../image/raster';
import { sampleArrayFor } from '../image/raster';
import { text } from '../text';
import type { DecodeLimits } from './codec';

/** Refuses a page of more pixels than the limit. Call it before memory is taken. Throws `too-large`. */
export function checkPixelCount(width: number, height: number, limits: DecodeLimits): void {
  if (width * height <= limits.maxPixels) return;
  const megapixels = Math.ceil((width * height) / 1e6);
  throw new DenoiseError(
    'too-large',
    text(
      'The image is {0} x {1} pixels ({2} megapixels); at most {3} megapixels can be opened. Crop it or scale it down first.',
      width,
      height,
      megapixels,
      Math.floor(limits.maxPixels / 1e6),
    ),
  );
}

/** The limit is meant for colour and alpha; pictures of more channels may have as many values as those. */
const usualChannels = 4;

/** Refuses a page of more values than the largest page with four channels has. Throws `too-large`. */
export function checkSampleCount(width: number, height: number, channels: number, limits: DecodeLimits): void {
  const most = limits.maxPixels * usualChannels;
  if (width * height * channels <= most) return;
  throw new DenoiseError(
    'too-large',
    text(
      'The image is {0} x {1} pixels of {2} channels; at most {3} million values can be opened. Crop it or leave channels out first.',
      width,
      height,
      channels,
      Math.floor(most / 1e6),
    ),
  );
}

/** Refuses a file of more pages than the limit. Call it before memory is taken for them. Throws `too-large`. */
export function checkPageCount(pages: number, limits: Pick<DecodeLimits, 'maxPages'>): void {
  if (pages <= limits.maxPages) return;
  throw new DenoiseError(
    'too-large',
    text(
      'The file has more than {0} pages. To open it, raise the setting {1} (on the command line: {2}).',
      limits.maxPages,
      'zeroShotDenoise.maxPages',
      '--max-pages',
    ),
  );
}

/** A zeroed array of samples. Throws `too-large` when the system has no memory for it. */
export function allocateSamples(format: SampleFormat, bitDepth: number, length: number): SampleArray {
  const SamplesType = sampleArrayFor(format, bitDepth);
  return orTooLarge(() => new SamplesType(length), (length * bitDepth) / 8);
}

/** Zeroed bytes. Throws `too-large` when the system has no memory for them. */
export function allocateBytes(length: number): Uint8Array<ArrayBuffer> {
  return orTooLarge(() => new Uint8Array(length), length);
}

function orTooLarge<T>(allocate: () => T, bytes: number): T {
  try {
    return allocate();
  } catch (cause) {
    const mebibytes = Math.ceil(bytes / 2 ** 20);
    throw new DenoiseError('too-large', text('There is not enough memory for {0} MiB of samples.', mebibytes), {
      cause,
    });
  }
}

/** A page to be written must have the shape of the page that was read; anything else is a mistake of the caller. */
export function checkSameShape(raster: Raster, expected: Omit<Raster, 'samples'>): void {
  const keys = ['width', 'height', 'channels', 'colorChannels', 'sampleFormat', 'bitDepth'] as const;
  for (const key of keys) {
    if (raster[key] !== expected[key]) {
      throw new DenoiseError('internal', `The page to write has ${key} ${raster[key]}, its source ${expected[key]}.`);
    }
  }
  if (raster.samples.length !== raster.width * raster.height * raster.channels) {
    throw new DenoiseError('internal', `The page to write has ${raster.samples.length} samples: not one per channel.`);
  }
}

/** One array with the bytes of all parts, in order. Throws `too-large` when the system has no memory for it. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const only = parts[0];
  if (parts.length === 1 && only) return only;
  const whole = allocateBytes(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
