import { readFileSync } from 'node:fs';
import { openImage } from '../src/core/codecs/registry';
import { channelLikeness } from '../src/core/denoise/channelLikeness';
import { denoise } from '../src/core/denoise/denoise';
import { createRandom } from '../src/core/denoise/random';
import { validateOptions } from '../src/core/denoise/validateOptions';
import type { Engine } from '../src/core/engines/engine';
import { createWasmEngine } from '../src/core/engines/wasm/wasmEngine';
import type { Raster } from '../src/core/image/raster';
import { cropRaster } from '../src/core/image/region';
import { machineOn } from '../src/core/methods/machine';

const side = 160;
const sigma = 25;
const names = ['kodim01', 'kodim05', 'kodim20', 'kodim24'];

type Plane = Float32Array;

/** The three colours of a part of a Kodak picture. */
async function colors(name: string): Promise<Plane[]> {
  const picture = await (await openImage(readFileSync(`bench/kodak/${name}.png`))).readPage(0);
  const { samples } = cropRaster(picture, { left: 250, top: 150, width: side, height: side });
  return [0, 1, 2].map((c) => Float32Array.from({ length: side * side }, (_, i) => samples[3 * i + c]));
}

const mixed = (planes: readonly Plane[], weights: readonly number[], offset = 0): Plane =>
  planes[0].map((_, i) => offset + weights.reduce((sum, weight, c) => sum + weight * planes[c][i], 0));

/** Pages whose channels have more or less in common; clean, 0 to 255. */
async function scenes(): Promise<Record<string, Plane[]>> {
  const pictures = await Promise.all(names.map(colors));
  const green = pictures.map((picture) => picture[1]);
  const found: Record<string, Plane[]> = {};
  names.forEach((name, i) => {
    found[`${name}: its 3 colours`] = pictures[i];
  });
  found['4 other pictures'] = green;
  found['2 other pictures'] = green.slice(0, 2);
  found['2 pictures and their mean'] = [green[0], green[1], mixed(green, [0.5, 0.5])];
  found['kodim05 in 4 bands'] = [0, 1 / 3, 2 / 3, 1].map((at) =>
    mixed(pictures[1], [Math.max(0, 1 - 2 * at), 1 - Math.abs(2 * at - 1), Math.max(0, 2 * at - 1)]),
  );
  found['kodim20 in 4 bands'] = [0, 1 / 3, 2 / 3, 1].map((at) =>
    mixed(pictures[2], [Math.max(0, 1 - 2 * at), 1 - Math.abs(2 * at - 1), Math.max(0, 2 * at - 1)]),
  );
  names.forEach((name, i) => {
    found[`${name} and infrared`] = [...pictures[i], mixed(pictures[i], [-0.6, 0.9, -0.3], 100)];
  });
  return found;
}

function rasterOf(planes: readonly Plane[]): Raster {
  const channels = planes.length;
  const samples = Float32Array.from(
    { length: side * side * channels },
    (_, i) => planes[i % channels][Math.floor(i / channels)],
  );
  return { width: side, height: side, channels, colorChannels: channels, sampleFormat: 'float', bitDepth: 32, samples };
}

async function squaredError(engine: Engine, noisy: readonly Plane[], clean: readonly Plane[]): Promise<number[]> {
  const { raster } = await denoise(rasterOf(noisy), validateOptions({ preset: 'balanced' }), machineOn(engine));
  return clean.map((plane, c) => {
    let sum = 0;
    for (let i = 0; i < plane.length; i++) sum += (raster.samples[i * clean.length + c] - plane[i]) ** 2;
    return sum / plane.length;
  });
}

const decibels = (errors: readonly number[]) =>
  errors.reduce((sum, error) => sum + 10 * Math.log10(255 ** 2 / error), 0) / errors.length;

/** What channels gain or lose when one network cleans them together; the mean of their PSNR. */
export async function measureChannels() {
  const engine = await createWasmEngine();
  const rows = [];
  for (const [scene, clean] of Object.entries(await scenes())) {
    const random = createRandom(11);
    const noisy = clean.map((plane) => plane.map((value) => value + sigma * random.normal()));
    const alone: number[] = [];
    for (const [c, plane] of noisy.entries()) alone.push(...(await squaredError(engine, [plane], [clean[c]])));
    const together = await squaredError(engine, noisy, clean);
    const raster = rasterOf(noisy);
    const likeness = clean.slice(1).map((_, c) => channelLikeness(raster, c, c + 1).toFixed(2));
    const row: Record<string, string> = {
      scene,
      likeness: likeness.join(' '),
      alone: decibels(alone).toFixed(2),
      together: decibels(together).toFixed(2),
    };
    if (clean.length === 4) {
      const three = await squaredError(engine, noisy.slice(0, 3), clean.slice(0, 3));
      row['3 + 1'] = decibels([...three, alone[3]]).toFixed(2);
      const pairs = [
        ...(await squaredError(engine, noisy.slice(0, 2), clean.slice(0, 2))),
        ...(await squaredError(engine, noisy.slice(2), clean.slice(2))),
      ];
      row['2 + 2'] = decibels(pairs).toFixed(2);
    }
    console.log(JSON.stringify(row));
    rows.push(row);
  }
  engine.dispose();
  console.table(rows);
  return rows;
}
