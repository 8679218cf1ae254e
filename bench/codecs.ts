/**
 * How long 4096 x 4096 pixels of 16-bit RGB take to decode and to encode, against zlib inflating and deflating the same
 * bytes in the same run.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import { Notes } from '../src/core/codecs/notes';
import { concatBytes } from '../src/core/codecs/pageMemory';
import { readChunks, writeChunks } from '../src/core/codecs/png/chunks';
import { ColorType, type PngHeader, serializeHeader } from '../src/core/codecs/png/header';
import { pngCodec } from '../src/core/codecs/png/pngCodec';
import { filterScanlines } from '../src/core/codecs/png/scanlines';
import { openImage } from '../src/core/codecs/registry';
import { readDirectoryChain } from '../src/core/codecs/tiff/directoryReader';
import { readHeader } from '../src/core/codecs/tiff/header';
import { FieldType, Tag } from '../src/core/codecs/tiff/tags';
import { TiffWriter } from '../src/core/codecs/tiff/tiffWriter';
import { createRandom } from '../src/core/denoise/random';

const side = 4096;
const rowsPerStrip = 64;

export interface Measurement {
  readonly name: string;
  /** The shortest of all runs. */
  readonly seconds: number;
  /** Of the same bytes by zlib, the shortest of all runs; none for what has no Deflate in it. */
  readonly zlibSeconds: number | undefined;
}

/** A smooth picture with noise of a few hundred levels: [height][width][3]. */
function picture(): Uint16Array {
  const random = createRandom(1);
  const samples = new Uint16Array(side * side * 3);
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const light = 30000 + 15000 * Math.sin(x / 300) * Math.cos(y / 400);
      for (let c = 0; c < 3; c++) samples[i++] = light + c * 2000 + random.integer(512);
    }
  }
  return samples;
}

/** 4096 x 4096 pixels of 16-bit RGB. */
export const noisyPng = (): Uint8Array => pngOf(picture());

function pngOf(samples: Uint16Array): Uint8Array {
  const header: PngHeader = { width: side, height: side, bitDepth: 16, colorType: ColorType.rgb, interlaced: false };
  return writeChunks([
    { type: 'IHDR', data: serializeHeader(header) },
    { type: 'IDAT', data: deflateSync(concatBytes([...filterScanlines(header, samples)]), { level: 6 }) },
    { type: 'IEND', data: new Uint8Array() },
  ]);
}

/** With strips of 64 rows, uncompressed, under the tag of another compression that the codec is to write. */
async function tiffOf(samples: Uint16Array, compression: number, predictor: number): Promise<Uint8Array> {
  const plain = plainTiff(samples, 1, 1);
  if (compression === 1) return plain;
  // The pixels come from a file without compression; the layout to write them in from one that says otherwise.
  const source = await openImage(plain);
  const layout = await openImage(plainTiff(samples, compression, predictor));
  return (await layout.write((index) => source.readPage(index))).bytes;
}

function plainTiff(samples: Uint16Array, compression: number, predictor: number): Uint8Array {
  const writer = new TiffWriter(true, false);
  const bytes = new Uint8Array(samples.buffer);
  const stripLength = bytes.length / (side / rowsPerStrip);
  const offsets: number[] = [];
  for (let start = 0; start < bytes.length; start += stripLength) {
    offsets.push(writer.append(bytes.subarray(start, start + stripLength)));
  }
  const short = (tag: number, ...values: number[]) => writer.numbers(tag, FieldType.short, values);
  const page = writer.appendDirectory([
    short(Tag.imageWidth, side),
    short(Tag.imageLength, side),
    short(Tag.bitsPerSample, 16, 16, 16),
    short(Tag.compression, compression),
    short(Tag.photometricInterpretation, 2),
    short(Tag.samplesPerPixel, 3),
    short(Tag.rowsPerStrip, rowsPerStrip),
    short(Tag.predictor, predictor),
    writer.offsets(Tag.stripOffsets, offsets),
    writer.offsets(
      Tag.stripByteCounts,
      offsets.map(() => stripLength),
    ),
  ]);
  return writer.finish(page);
}

/** The blocks of Deflate data in a file, each with its content: the zlib work that is in the file. */
function zlibBlocks(file: Uint8Array): Uint8Array[] {
  if (pngCodec.matches(file)) {
    const data = readChunks(file, new Notes()).flatMap((chunk) => (chunk.type === 'IDAT' ? [chunk.data] : []));
    return [concatBytes(data)];
  }
  const [page] = readDirectoryChain(readHeader(file));
  if (page?.number(Tag.compression) !== 8) return [];
  const byteCounts = page.numbers(Tag.stripByteCounts) ?? [];
  return (page.numbers(Tag.stripOffsets) ?? []).map((offset, i) =>
    file.subarray(offset, offset + (byteCounts[i] ?? 0)),
  );
}

async function secondsOf(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

/** Decoding and encoding of a file, each run next to zlib's so that both see the same machine. */
async function measure(name: string, file: Uint8Array, runs: number): Promise<Measurement[]> {
  const blocks = zlibBlocks(file);
  const contents = blocks.map((block) => inflateSync(block));
  const source = await openImage(file);
  const raster = await source.readPage(0);
  const times = { decode: [] as number[], inflate: [] as number[], encode: [] as number[], deflate: [] as number[] };
  for (let run = 0; run < runs; run++) {
    times.inflate.push(await secondsOf(() => blocks.map((block) => inflateSync(block))));
    times.decode.push(await secondsOf(async () => (await openImage(file)).readPage(0)));
    times.deflate.push(await secondsOf(() => contents.map((content) => deflateSync(content, { level: 6 }))));
    times.encode.push(await secondsOf(() => source.write(async () => raster)));
  }
  const zlib = (seconds: number[]) => (blocks.length > 0 ? Math.min(...seconds) : undefined);
  return [
    { name: `${name}, decode`, seconds: Math.min(...times.decode), zlibSeconds: zlib(times.inflate) },
    { name: `${name}, encode`, seconds: Math.min(...times.encode), zlibSeconds: zlib(times.deflate) },
  ];
}

/** Measures all and prints it line by line. */
export async function measureCodecs(runs = 5): Promise<Measurement[]> {
  const samples = picture();
  const files: [string, () => Promise<Uint8Array>][] = [
    ['PNG', async () => pngOf(samples)],
    ['TIFF, no compression', () => tiffOf(samples, 1, 1)],
    ['TIFF, LZW, predictor 2', () => tiffOf(samples, 5, 2)],
    ['TIFF, Deflate, predictor 2', () => tiffOf(samples, 8, 2)],
  ];
  const results: Measurement[] = [];
  console.log(`4096 x 4096, 16-bit RGB, best of ${runs}; zlib: the same bytes inflated or deflated (level 6)`);
  for (const [name, make] of files) {
    for (const result of await measure(name, await make(), runs)) {
      const { seconds, zlibSeconds } = result;
      const compared = zlibSeconds ? `  zlib ${zlibSeconds.toFixed(2)} s  x${(seconds / zlibSeconds).toFixed(2)}` : '';
      console.log(`${result.name.padEnd(36)}${seconds.toFixed(2)} s${compared}`);
      results.push(result);
    }
  }
  return results;
}
