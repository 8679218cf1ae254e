import type { EncodedImage, ImageDocument, WriteOptions } from '../codecs/codec';
import { type Raster, sampleArrayFor } from '../image/raster';
import { roundBlend } from './lowCounts';

/**
 * original + strength * (denoised - original) in every sample. At strength 0 the samples are the original's, at 1 the
 * denoised ones, bit for bit; integers round to nearest, or by dithering where that would lose the picture. Of a result
 * in floats the blend is one too.
 */
export function blend(original: Raster, denoised: Raster, strength: number): Raster {
  if (strength === 1) return denoised;
  const { sampleFormat, bitDepth } = denoised;
  if (strength === 0 && original.sampleFormat === sampleFormat && original.bitDepth === bitDepth) return original;
  const isInteger = sampleFormat !== 'float';
  const values = new (isInteger ? Float64Array : sampleArrayFor(sampleFormat, bitDepth))(original.samples.length);
  for (let i = 0; i < values.length; i++) {
    const before = original.samples[i];
    const after = denoised.samples[i];
    values[i] = before === after || !Number.isFinite(before) ? before : before + strength * (after - before);
  }
  return isInteger ? roundBlend(original, denoised, values) : { ...original, sampleFormat, bitDepth, samples: values };
}

/** Gives the pages of a file, or of a version of it. */
export type PageReader = Pick<ImageDocument, 'readPage'>;

/**
 * The pages of a file between its original and its denoised version, blended when they are read, so that another
 * strength costs no training.
 * @param denoised the result at full strength
 * @param cleaned the pages that were denoised; the others are the original's
 */
export function blendedPages(
  original: PageReader,
  denoised: PageReader,
  cleaned: ReadonlySet<number>,
  strength: number,
): PageReader {
  const blended = async (index: number) =>
    blend(await original.readPage(index), await denoised.readPage(index), strength);
  return { readPage: (index) => (cleaned.has(index) ? blended(index) : original.readPage(index)) };
}

/** Writes a file with some of its pages, those `changed`, read from elsewhere; the others stay as they are. */
export function writeChanged(
  source: ImageDocument,
  pages: PageReader,
  changed: ReadonlySet<number>,
  options: WriteOptions,
): Promise<EncodedImage> {
  return source.write(async (index) => (changed.has(index) ? pages.readPage(index) : undefined), options);
}
