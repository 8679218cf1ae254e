/**
 * Makes samples/ from clean pictures: crops them to samples/clean/ and adds noise from a seeded generator. The tests get
 * their own copies.
 *
 *   npm run samples -- FOLDER     FOLDER holds kodim01.png, kodim05.png and kodim20.png of the Kodak True Color suite
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ImageDocument } from '../src/core/codecs/codec';
import { decodePng } from '../src/core/codecs/png/decode';
import { encodePng } from '../src/core/codecs/png/encode';
import { readStructure } from '../src/core/codecs/png/structure';
import { openImage } from '../src/core/codecs/registry';
import { createRandom, type RandomSource } from '../src/core/denoise/random';
import { integerRange, type Raster } from '../src/core/image/raster';

const side = 256;
const gaussianSigma = 25;
const photonsAtWhite = 40;

/** The middle of a raster, `side` pixels square. */
function centreCrop(raster: Raster): Raster {
  const { channels, width, height } = raster;
  const left = Math.floor((width - side) / 2);
  const top = Math.floor((height - side) / 2);
  const samples = raster.samples.slice(0, side * side * channels);
  for (let y = 0; y < side; y++) {
    const from = ((top + y) * width + left) * channels;
    samples.set(raster.samples.subarray(from, from + side * channels), y * side * channels);
  }
  return { ...raster, width: side, height: side, samples };
}

/** Luminance (ITU-R BT.601) in 16 bits. */
function toGrey16({ samples, width, height, channels }: Raster): Uint16Array {
  return Uint16Array.from({ length: width * height }, (_, i) => {
    const at = i * channels;
    return Math.round((0.299 * samples[at] + 0.587 * samples[at + 1] + 0.114 * samples[at + 2]) * 257);
  });
}

/** An uncompressed 16-bit grey TIFF 6.0 file of one strip. */
function grey16Tiff(samples: Uint16Array, width: number, height: number): Uint8Array {
  const short = 3;
  const long = 4;
  const entries: [number, number, number][] = [
    [256, long, width],
    [257, long, height],
    [258, short, 16],
    [259, short, 1],
    [262, short, 1],
    [273, long, 8 + 2 + 9 * 12 + 4],
    [277, short, 1],
    [278, long, height],
    [279, long, samples.length * 2],
  ];
  const bytes = new Uint8Array(entries[5][2] + samples.length * 2);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0, 8, 0, 0, 0, entries.length, 0]);
  entries.forEach(([tag, type, value], i) => {
    const at = 10 + i * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, 1, true);
    view.setUint32(at + 8, value, true);
  });
  samples.forEach((sample, i) => {
    view.setUint16(entries[5][2] + i * 2, sample, true);
  });
  return bytes;
}

type Noise = (value: number, white: number, random: RandomSource) => number;

/** The same everywhere: standard deviation 25 of 255. */
const gaussian: Noise = (value, white, random) => value + (gaussianSigma / 255) * white * random.normal();

/** As a camera counts photons: variance proportional to brightness. */
const shot: Noise = (value, white, random) => value + Math.sqrt((value * white) / photonsAtWhite) * random.normal();

function addNoise(raster: Raster, noise: Noise, seed: number): Raster {
  const random = createRandom(seed);
  const { min, max } = integerRange(raster.sampleFormat, raster.bitDepth);
  const samples = raster.samples.slice();
  for (let i = 0; i < samples.length; i++) {
    samples[i] = Math.round(Math.min(max, Math.max(min, noise(samples[i], max, random))));
  }
  return { ...raster, samples };
}

async function rewrite(document: ImageDocument, raster: Raster, file: string): Promise<void> {
  const { bytes } = await document.write(async () => raster);
  writeFileSync(file, bytes);
  console.log(`${file}: ${bytes.length} bytes`);
}

/** The middle of a PNG file, with all else it says. */
async function croppedPng(source: string): Promise<Uint8Array> {
  const file = readStructure(readFileSync(source));
  const header = { ...file.header, width: side, height: side };
  const { bytes } = await encodePng({ ...file, header }, centreCrop(await decodePng(file)));
  return bytes;
}

async function main(folder: string | undefined): Promise<void> {
  if (!folder) throw new Error('name the folder that holds the Kodak pictures');
  mkdirSync('samples/clean', { recursive: true });
  const grey = centreCrop(await (await openImage(readFileSync(path.join(folder, 'kodim05.png')))).readPage(0));
  writeFileSync('samples/clean/motorcycles-16bit.tif', grey16Tiff(toGrey16(grey), side, side));
  writeFileSync('samples/clean/plane.png', await croppedPng(path.join(folder, 'kodim20.png')));
  writeFileSync('samples/clean/wall.png', await croppedPng(path.join(folder, 'kodim01.png')));

  const noisy: [string, Noise, number][] = [
    ['plane.png', gaussian, 20],
    ['wall.png', gaussian, 1],
    ['motorcycles-16bit.tif', shot, 5],
  ];
  for (const [name, noise, seed] of noisy) {
    const document = await openImage(readFileSync(`samples/clean/${name}`));
    await rewrite(document, addNoise(await document.readPage(0), noise, seed), `samples/${name}`);
    for (const file of [name, `clean/${name}`]) copyFileSync(`samples/${file}`, `test/fixtures/samples/${file}`);
  }
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
