import { decode } from 'jpeg-js';
import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import { concatBytes } from '../pageMemory';

/** What a page says of its JPEG blocks (TIFF Technical Note 2). */
export interface JpegPage {
  /** Quantisation and Huffman tables that all blocks share: a JPEG stream of its own without a picture. */
  readonly tables: Uint8Array | undefined;
  /** Whether three channels are YCbCr, which becomes RGB. */
  readonly isYCbCr: boolean;
  /** Channels of a block: 1 or 3. */
  readonly channels: number;
}

/** Bytes that the decoder takes for each byte of the picture: coefficients, lines and copies. */
const workingRatio = 24;
const workingAllowance = 64;

/**
 * Decodes a JPEG block into `out`, [row][column][channel], and returns how many bytes were written; rows that do not fit
 * are left out.
 * @throws DenoiseError `damaged` when the data are not valid or the picture has another width.
 */
export function decodeJpeg(
  data: Uint8Array,
  { tables, isYCbCr, channels }: JpegPage,
  columns: number,
  out: Uint8Array,
  what: Text,
): number {
  // The end mark of the tables and the start mark of the picture, of two bytes each, give way to each other.
  const stream = tables && tables.length > 4 ? concatBytes([tables.subarray(0, -2), data.subarray(2)]) : data;
  const picture = decodeStream(stream, isYCbCr, out.length, what);
  if (picture.width !== columns) {
    throw new DenoiseError(
      'damaged',
      text('{0} holds a JPEG picture of {1} columns instead of {2}.', what, picture.width, columns),
    );
  }
  const pixels = Math.min(picture.width * picture.height, Math.floor(out.length / channels));
  // The decoder gives three channels always, equal ones of grey.
  for (let pixel = 0, to = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < channels; channel++) out[to++] = picture.data[pixel * 3 + channel]!;
  }
  return pixels * channels;
}

function decodeStream(stream: Uint8Array, isYCbCr: boolean, most: number, what: Text) {
  try {
    return decode(stream, {
      useTArray: true,
      formatAsRGBA: false,
      colorTransform: isYCbCr,
      tolerantDecoding: false,
      // Whole units of the code may go beyond the block.
      maxResolutionInMP: most / 1e6 + 1,
      maxMemoryUsageInMB: (most * workingRatio) / 2 ** 20 + workingAllowance,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DenoiseError(
      'damaged',
      text('{0} cannot be decompressed: its JPEG data are not valid ({1}).', what, reason),
      { cause },
    );
  }
}
