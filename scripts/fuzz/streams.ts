import { unzlibSync, zlibSync } from 'fflate';
import { Notes } from '../../src/core/codecs/notes';
import { concatBytes } from '../../src/core/codecs/pageMemory';
import { type PngChunk, readChunks, signature, writeChunks } from '../../src/core/codecs/png/chunks';
import { readDirectoryChain } from '../../src/core/codecs/tiff/directoryReader';
import { readHeader } from '../../src/core/codecs/tiff/header';
import { Tag } from '../../src/core/codecs/tiff/tags';
import type { RandomSource } from '../../src/core/denoise/random';
import { type Damage, oneOf } from './damage';

/** Damage to compressed data and to what says where they are. Fixtures that cannot be read stay as they are. */
export const streamDamage: Damage = (bytes, random) => {
  const isPng = signature.every((byte, i) => bytes[i] === byte);
  try {
    return isPng ? damageChunks(bytes, random) : damageLengths(bytes, random);
  } catch {
    return bytes;
  }
};

const noise = (random: RandomSource) => Uint8Array.from({ length: random.integer(300) }, () => random.integer(256));

function damageChunks(bytes: Uint8Array, random: RandomSource): Uint8Array {
  const chunks = readChunks(bytes, new Notes());
  const file = writeChunks(oneOf([withOtherData, reordered, repeated, withOtherLength, split], random)(chunks, random));
  const end = file.length - 12;
  return oneOf([file, file, file.subarray(0, end + random.integer(12)), concatBytes([file, noise(random)])], random);
}

type ChunkDamage = (chunks: readonly PngChunk[], random: RandomSource) => PngChunk[];

/** Image data with more rows, or something after their stream. */
const withOtherData: ChunkDamage = (chunks, random) => {
  const isData = ({ type }: PngChunk) => type === 'IDAT';
  const stream = concatBytes(chunks.filter(isData).map(({ data }) => data));
  const data = oneOf(
    [
      () => concatBytes([stream, noise(random)]),
      () => zlibSync(concatBytes([unzlibSync(stream), noise(random)])),
      () => zlibSync(new Uint8Array(4_000_000)),
    ],
    random,
  )();
  const at = chunks.findIndex(isData);
  const others = chunks.filter((chunk) => !isData(chunk));
  return [...others.slice(0, at), { type: 'IDAT', data }, ...others.slice(at)];
};

const reordered: ChunkDamage = ([header, ...chunks], random) => {
  const end = chunks.pop()!;
  const [moved] = chunks.splice(random.integer(chunks.length), 1);
  chunks.splice(random.integer(chunks.length + 1), 0, moved!);
  return [header!, ...chunks, end];
};

const repeated: ChunkDamage = (chunks, random) => {
  const places = [...chunks];
  places.splice(1 + random.integer(chunks.length - 1), 0, oneOf(chunks, random));
  return places;
};

const withOtherLength: ChunkDamage = (chunks, random) => {
  const at = 1 + random.integer(chunks.length - 1);
  return chunks.map((chunk, i) =>
    i === at ? { ...chunk, data: noise(random).subarray(0, random.integer(40)) } : chunk,
  );
};

/** The image data in chunks of any length, some empty, and something between them. */
const split: ChunkDamage = (chunks, random) =>
  chunks.flatMap((chunk) => {
    if (chunk.type !== 'IDAT') return [chunk];
    const at = random.integer(chunk.data.length + 1);
    const between = oneOf<PngChunk[]>(
      [[], [{ type: 'IDAT', data: new Uint8Array() }], [{ type: 'tEXt', data: noise(random) }]],
      random,
    );
    return [{ ...chunk, data: chunk.data.subarray(0, at) }, ...between, { ...chunk, data: chunk.data.subarray(at) }];
  });

/** Tags by which data are longer or shorter than they should be, or of another compression. */
const lengthTags = [
  Tag.stripByteCounts,
  Tag.tileByteCounts,
  Tag.stripByteCounts,
  Tag.imageLength,
  Tag.imageWidth,
  Tag.rowsPerStrip,
  Tag.tileLength,
  Tag.compression,
];
const compressions = [1, 5, 8, 32773, 34925, 50000];

function damageLengths(bytes: Uint8Array, random: RandomSource): Uint8Array {
  const damaged = bytes.slice();
  const header = readHeader(damaged);
  const directory = oneOf(readDirectoryChain(header), random);
  const field = oneOf(
    directory.fields.filter(({ tag }) => (lengthTags as number[]).includes(tag)),
    random,
  );
  const size = field.data.length / field.count;
  const at = size * random.integer(field.count);
  // The values are views of the file.
  const view = new DataView(field.data.buffer, field.data.byteOffset + at, size);
  const value = header.source.littleEndian ? view.getUint8(0) : view.getUint8(size - 1);
  const changed =
    field.tag === Tag.compression
      ? oneOf(compressions, random)
      : oneOf([value + 1, Math.max(0, value - 1), value >> 1, value * 2, 0, 0xffff], random);
  if (size === 2) view.setUint16(0, changed, header.source.littleEndian);
  else if (size === 4) view.setUint32(0, changed, header.source.littleEndian);
  return damaged;
}
