import { DenoiseError } from '../../errors';
import { asFloats } from '../../image/raster';
import { text } from '../../text';
import type { Codec, DecodeLimits, ImageDocument, ImageInfo } from '../codec';
import { checkPixelCount } from '../pageMemory';
import { encodeFloatTiff } from '../tiff/floatTiff';
import { checkDeflateCanHold } from '../zlib';
import { decodePng, imageDataName, rasterShape } from './decode';
import { encodePng } from './encode';
import { ColorType } from './header';
import { filteredSize } from './interlace';
import { type PngFile, readStructure } from './structure';

/** Portable Network Graphics, third edition (ISO/IEC 15948), without animations. */
export const pngCodec: Codec = {
  format: 'png',

  /** Takes files whose signature was broken by a transfer as text too, so that open() can say so. */
  matches: (bytes) => bytes.length >= 4 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47,

  async open(bytes: Uint8Array, limits: DecodeLimits): Promise<ImageDocument> {
    const file = readStructure(bytes);
    checkPixelCount(file.header.width, file.header.height, limits);
    checkDeflateCanHold(file.imageData.length, filteredSize(file.header), imageDataName);
    return {
      info: infoOf(file),
      get notes() {
        return file.notes.all();
      },
      async readPage(index) {
        if (index !== 0) throw new DenoiseError('internal', `A PNG file has page 0 only, not page ${index}.`);
        return decodePng(file);
      },
      async write(page, options = {}) {
        const raster = await page(0);
        if (!raster) return { bytes, notes: file.notes.all() };
        const encoded = await (options.samples === 'float32'
          ? encodeFloatTiff(asFloats(raster), 'PNG')
          : encodePng(file, raster, options));
        return { ...encoded, notes: [...file.notes.all(), ...encoded.notes] };
      },
    };
  },
};

function infoOf(file: PngFile): ImageInfo {
  const { interlaced, colorType } = file.header;
  const shape = rasterShape(file);
  const base = colorType === ColorType.palette ? text('palette') : shape.colorChannels === 3 ? 'RGB' : text('grey');
  return {
    ...shape,
    format: 'png',
    pages: 1,
    compression: interlaced ? text('Deflate, interlaced (Adam7)') : 'Deflate',
    color: shape.channels > shape.colorChannels ? text('{0} + alpha', base) : base,
  };
}
