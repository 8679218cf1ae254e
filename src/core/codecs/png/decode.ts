import { DenoiseError } from '../../errors';
import type { Raster } from '../../image/raster';
import { text } from '../../text';
import { lookUpColors } from '../colorTable';
import { allocateBytes } from '../pageMemory';
import { checkDeflateCanHold, inflateInPieces } from '../zlib';
import { addKeyedAlpha, parseColorKey } from './colorKey';
import { ColorType, samplesPerPixel } from './header';
import { filteredSize } from './interlace';
import { paletteTable } from './palette';
import { type FileSamples, ScanlineReader } from './scanlines';
import { misplaced, type PngFile } from './structure';

/** Names the image data in messages. */
export const imageDataName = text('The PNG image data');

/** The raster that decodePng gives, without its samples. */
export function rasterShape(file: PngFile): Omit<Raster, 'samples'> {
  const { width, height, bitDepth, colorType } = file.header;
  const shape = { width, height, sampleFormat: 'uint' } as const;
  if (colorType === ColorType.palette) {
    const { channels } = paletteTable(file);
    return withAlpha({ ...shape, bitDepth: 8, channels, colorChannels: channels < 3 ? 1 : 3 });
  }
  const colorChannels = colorType === ColorType.rgb || colorType === ColorType.rgbAlpha ? 3 : 1;
  const channels = samplesPerPixel(file.header) + (file.transparency ? 1 : 0);
  return withAlpha({ ...shape, bitDepth, channels, colorChannels });
}

/** Says that the channel after the colours is alpha. PNG's colours are not multiplied by it (PNG section 4.2). */
function withAlpha(shape: Omit<Raster, 'samples'>): Omit<Raster, 'samples'> {
  const { channels, colorChannels } = shape;
  return channels > colorChannels ? { ...shape, alpha: { channel: colorChannels, associated: false } } : shape;
}

/** Inflates the image data. Throws DenoiseError `damaged`, `truncated`, `too-large`. */
export async function readFileSamples({ header, imageData, isInterrupted, notes }: PngFile): Promise<FileSamples> {
  const size = filteredSize(header);
  checkDeflateCanHold(imageData.length, size, imageDataName);
  const reader = new ScanlineReader(header);
  const read = (piece: Uint8Array) => reader.read(piece);
  await inflateInPieces(imageData, { min: size, max: size }, imageDataName, notes, read).catch((thrown) => {
    // The rest is in the chunks that do not count.
    throw isInterrupted && thrown instanceof DenoiseError && thrown.code === 'truncated' ? misplaced('IDAT') : thrown;
  });
  return reader.samples;
}

/**
 * Decodes an image: palettes become 8-bit RGB or grey, transparent colours and palette alpha become an alpha channel.
 * @throws DenoiseError `damaged`, `truncated`, `too-large`.
 */
export async function decodePng(file: PngFile): Promise<Raster> {
  const shape = rasterShape(file);
  const samples = await readFileSamples(file);
  const { colorType, bitDepth } = file.header;
  if (colorType === ColorType.palette) {
    const colors = allocateBytes(shape.width * shape.height * shape.channels);
    return { ...shape, samples: lookUpColors(samples, paletteTable(file), colors) };
  }
  if (!file.transparency) return { ...shape, samples };
  return { ...shape, samples: addKeyedAlpha(samples, parseColorKey(file.transparency, bitDepth), bitDepth) };
}
