import { XzReadableStream } from 'xz-decompress';
import { DenoiseError } from '../../errors';
import { type Text, text } from '../../text';
import { allocateBytes } from '../pageMemory';
import { crc32 } from '../png/crc32';
import { crc64 } from './crc64';
import type { Decoded } from './decoded';
import { plainXz, readXzBlocks, type XzBlock } from './xzContainer';

/** The largest dictionary that the decoder takes, 64 MiB. */
const largestDictionary = 28;

/**
 * Decodes LZMA as libtiff writes it: an .xz file of LZMA2 data, mostly of differences between bytes (the delta filter),
 * which the decoder does not know. What does not fit is decompressed no further than to the end of a chunk, 2 MiB at most.
 * @throws DenoiseError `damaged`, `truncated`, or `unsupported` for filters other than delta and LZMA2 and for a dictionary
 * of more than 64 MiB.
 */
export async function decodeLzma(data: Uint8Array, out: Uint8Array, what: Text): Promise<Decoded> {
  const { blocks, end } = readXzBlocks(data, out.length, what);
  let length = 0;
  let isMore = false;
  for (const block of blocks) {
    const content = await decodeBlock(block, what);
    const part = content.subarray(0, out.length - length);
    out.set(part, length);
    length += part.length;
    isMore ||= part.length < content.length || block.isCut;
  }
  return { length, isMore, trailing: data.length - end };
}

async function decodeBlock(block: XzBlock, what: Text): Promise<Uint8Array> {
  const dictionary = Math.min(block.dictionary, dictionaryFor(block.length));
  if (dictionary > largestDictionary) {
    throw new DenoiseError('unsupported', text('{0} asks for more than 64 MiB to be decompressed.', what));
  }
  const content = allocateBytes(block.length);
  let length = 0;
  try {
    const packed = new Blob([plainXz({ ...block, dictionary }) as Uint8Array<ArrayBuffer>]);
    const reader = new XzReadableStream(packed.stream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      content.set(value, length);
      length += value.length;
    }
  } catch (cause) {
    throw notValid(what, cause);
  }
  for (const distance of block.distances.toReversed()) {
    for (let i = distance; i < content.length; i++) content[i]! += content[i - distance]!;
  }
  if (length !== block.length || !isRight(block.check, content)) throw notValid(what);
  return content;
}

/** The smallest dictionary that holds so many bytes: 4 KiB, 6 KiB, 8 KiB, 12 KiB... (xz file format, section 5.3.1). */
function dictionaryFor(length: number): number {
  let bits = 0;
  while ((2 + (bits & 1)) * 2 ** ((bits >> 1) + 11) < length) bits++;
  return bits;
}

function isRight({ kind, value }: XzBlock['check'], content: Uint8Array): boolean {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  if (kind === 'crc32') return view.getUint32(0, true) === crc32(content);
  if (kind !== 'crc64') return true;
  const [low, high] = crc64(content);
  return view.getUint32(0, true) === low && view.getUint32(4, true) === high;
}

function notValid(what: Text, cause?: unknown): DenoiseError {
  return new DenoiseError('damaged', text('{0} cannot be decompressed: its LZMA data are not valid.', what), { cause });
}
