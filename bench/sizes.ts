import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { encodePng } from '../src/core/codecs/png/encode';
import { readStructure } from '../src/core/codecs/png/structure';
import { openImage } from '../src/core/codecs/registry';
import { createRandom } from '../src/core/denoise/random';
import type { Raster } from '../src/core/image/raster';

const sample = 'test/fixtures/samples/clean/plane.png';

export interface SizeResult {
  readonly megapixels: number;
  readonly format: string;
  readonly seconds: Record<'decode' | 'train' | 'infer' | 'encode' | 'total', number>;
  /** Largest resident set of the process. */
  readonly peakMegabytes: number;
}

/** A sample laid side by side, with fresh noise. */
function pictureOf(tile: Raster, megapixels: number): Raster {
  const height = Math.round(Math.sqrt((megapixels * 1e6) / 1.5));
  const width = Math.round((megapixels * 1e6) / height);
  const random = createRandom(megapixels);
  const samples = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = ((y % tile.height) * tile.width + (x % tile.width)) * 3;
      for (let c = 0; c < 3; c++, i++)
        samples[i] = Math.min(255, Math.max(0, tile.samples[from + c] + 50 * (random.next() - 0.5)));
    }
  }
  return { ...tile, width, height, samples };
}

async function writePng(file: string, raster: Raster): Promise<void> {
  const source = readStructure(readFileSync(sample));
  const { width, height } = raster;
  writeFileSync(file, (await encodePng({ ...source, header: { ...source.header, width, height } }, raster)).bytes);
}

/** Uncompressed, as microscopes and scanners write large pictures: header, samples, bits per sample, directory. */
function writeTiff(file: string, { width, height, samples }: Raster): void {
  const headerBytes = 8;
  const bitsAt = headerBytes + samples.length + (samples.length % 2);
  const directoryAt = bitsAt + 6;
  const entries = [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, 3, bitsAt],
    [259, 3, 1, 1],
    [262, 3, 1, 2],
    [273, 4, 1, headerBytes],
    [277, 3, 1, 3],
    [278, 4, 1, height],
    [279, 4, 1, samples.length],
  ];
  const bytes = Buffer.alloc(directoryAt + 2 + 12 * entries.length + 4);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(directoryAt, 4);
  bytes.set(samples, headerBytes);
  for (let i = 0; i < 3; i++) bytes.writeUInt16LE(8, bitsAt + 2 * i);
  bytes.writeUInt16LE(entries.length, directoryAt);
  entries.forEach(([tag, type, count, value], i) => {
    const at = directoryAt + 2 + 12 * i;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(count, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  });
  writeFileSync(file, bytes);
}

/** Denoises a picture of that size with the command line, in a process of its own. */
export async function measureSize(megapixels: number, format: 'png' | 'tif', preset: string): Promise<SizeResult> {
  const folder = 'out/bench-sizes';
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/picture.${format}`;
  const raster = pictureOf(await (await openImage(readFileSync(sample))).readPage(0), megapixels);
  if (format === 'png') await writePng(file, raster);
  else writeTiff(file, raster);
  const child = spawn(process.execPath, ['dist/cli.js', file, '--preset', preset, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let peak = 0;
  const watch = setInterval(() => {
    try {
      const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      peak = Math.max(peak, Number(kilobytes ?? 0) / 1024);
    } catch {
      // the process has just ended
    }
  }, 50);
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`${megapixels} megapixels: the command line ended with ${code}`);
  return { megapixels, format, seconds: JSON.parse(output).seconds, peakMegabytes: Math.round(peak) };
}
