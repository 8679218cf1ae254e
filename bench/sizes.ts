import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { encodePng } from '../src/core/codecs/png/encode';
import { readStructure } from '../src/core/codecs/png/structure';
import { openImage } from '../src/core/codecs/registry';
import { createRandom } from '../src/core/denoise/random';
import type { Raster } from '../src/core/image/raster';

export interface SizeResult {
  readonly megapixels: number;
  readonly seconds: Record<'decode' | 'train' | 'infer' | 'encode' | 'total', number>;
  /** Largest resident set of the process. */
  readonly peakMegabytes: number;
}

/** An 8-bit RGB PNG of a sample laid side by side, with fresh noise. */
async function writePicture(megapixels: number, file: string): Promise<void> {
  const source = readStructure(readFileSync('samples/clean/plane.png'));
  const tile = await (await openImage(readFileSync('samples/clean/plane.png'))).readPage(0);
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
  const raster: Raster = { ...tile, width, height, samples };
  writeFileSync(file, (await encodePng({ ...source, header: { ...source.header, width, height } }, raster)).bytes);
}

/** Denoises a picture of that size with the command line, in a process of its own. */
export async function measureSize(megapixels: number, preset: string): Promise<SizeResult> {
  const folder = 'out/bench-sizes';
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/picture.png`;
  await writePicture(megapixels, file);
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
  return { megapixels, seconds: JSON.parse(output).seconds, peakMegabytes: Math.round(peak) };
}
