import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import { JpegDecoder } from '../jpeg/decoder';
import type { Frame } from '../jpeg/frame';
import { JpegError } from '../jpeg/jpegError';
import { rowReader, type Spreading } from '../jpeg/upsampling';
import { yccToRgb } from '../jpeg/ycc';

/** What a page says of its JPEG blocks (TIFF Technical Note 2). */
export interface JpegPage {
  /** Quantisation and Huffman tables that all blocks share: a JPEG stream of its own without a picture. */
  readonly tables: Uint8Array | undefined;
  /**
   * Whether three channels are YCbCr, which becomes RGB. All other channels stay as they are coded, whatever marks of
   * Adobe's or JFIF's say of them: the page says what they are.
   */
  readonly isYCbCr: boolean;
  /** Channels of a block. */
  readonly channels: number;
}

/** Rows that are decoded beyond those that are needed, as the colours of the last ones depend on them. */
const moreRows = 16;

/**
 * Decodes a JPEG block into `out`, [row][column][channel], and returns how many bytes were written; rows that do not fit
 * are left out. The samples are those of libtiff with libjpeg at their defaults.
 * @throws DenoiseError `damaged` when the data are not valid or the picture has another width or other channels,
 * `truncated` when they end too early, `unsupported` when they are of a kind of JPEG that is not read.
 */
export function decodeJpeg(
  data: Uint8Array,
  { tables, isYCbCr, channels }: JpegPage,
  columns: number,
  out: Uint8Array,
  what: Text,
): number {
  const mostRows = Math.ceil(out.length / (columns * channels)) + moreRows;
  const frame = naming(what, () => {
    const decoder = new JpegDecoder();
    if (tables && tables.length > 0) decoder.readTableStream(tables);
    return decoder.decode(data, { width: columns, components: channels, mostRows });
  });
  const length = interleave(frame, 'smooth', columns, out);
  if (isYCbCr) yccToRgb(new Uint8ClampedArray(out.buffer, out.byteOffset, length));
  return length;
}

/** Runs what reads JPEG data; its JpegError becomes a DenoiseError that names the data. */
export function naming<T>(what: Text, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof JpegError)) throw cause;
    const { code, reason } = cause;
    const said =
      code === 'unsupported'
        ? text('{0} holds JPEG data that are not supported: {1}.', what, reason)
        : text('{0} cannot be decompressed: its JPEG data are not valid ({1}).', what, reason);
    throw new DenoiseError(code, said, { cause });
  }
}

/**
 * Puts the components of a picture into pixels: the first `columns` of each row, as many whole rows as `out` has room for.
 * @returns the bytes written.
 */
export function interleave(frame: Frame, spreading: Spreading, columns: number, out: Uint8Array): number {
  const { components } = frame;
  const channels = components.length;
  const rows = Math.min(frame.height, Math.floor(out.length / (columns * channels)));
  const readers = components.map((component) => rowReader(component, frame, spreading));
  const line = new Uint8Array(columns);
  for (let y = 0; y < rows; y++) {
    for (const [channel, readRow] of readers.entries()) {
      readRow(y, line);
      let to = y * columns * channels + channel;
      for (let x = 0; x < columns; x++, to += channels) out[to] = line[x]!;
    }
  }
  return rows * columns * channels;
}
