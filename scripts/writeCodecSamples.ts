/**
 * Writes every TIFF and PNG fixture again with our encoders, once unchanged and once with all samples changed, for
 * test/fixtures/check_written.py to read with other software. Usage: writeCodecSamples <empty folder>
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openImage } from '../src/core/codecs/registry';
import { integerRange, type Raster, type SampleArray } from '../src/core/image/raster';

interface WrittenFile {
  readonly file: string;
  readonly pages: readonly { readonly channels: number; readonly sha256: string }[];
}

/** In big-endian byte order. */
function hashSamples(samples: SampleArray): string {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const size = samples.BYTES_PER_ELEMENT;
  const swapped = Buffer.from(bytes);
  if (size === 2) swapped.swap16();
  if (size === 4) swapped.swap32();
  if (size === 8) swapped.swap64();
  return createHash('sha256').update(swapped).digest('hex');
}

/** Other colours of the same range; alpha and extra channels stay, and the colour of transparent pixels, which may be a key. */
function changed(raster: Raster): Raster {
  const samples = raster.samples.slice();
  const { channels, colorChannels, sampleFormat, bitDepth } = raster;
  // Floats change sign, which is exact in every precision.
  const { min, max } = sampleFormat === 'float' ? { min: 0, max: 0 } : integerRange(sampleFormat, bitDepth);
  for (let pixel = 0; pixel < samples.length; pixel += channels) {
    if (channels > colorChannels && samples[pixel + colorChannels] === 0) continue;
    for (let i = pixel; i < pixel + colorChannels; i++) samples[i] = min + max - samples[i]!;
  }
  return { ...raster, samples };
}

async function writeVariant(
  source: Uint8Array,
  file: string,
  change: (raster: Raster) => Raster,
): Promise<WrittenFile> {
  const document = await openImage(source);
  const pages: { channels: number; sha256: string }[] = [];
  const { bytes } = await document.write(async (index) => {
    const raster = change(await document.readPage(index));
    pages.push({ channels: raster.channels, sha256: hashSamples(raster.samples) });
    return raster;
  });
  writeFileSync(file, bytes);
  return { file: path.basename(file), pages };
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('Give the folder to write to.');
const written: WrittenFile[] = [];
for (const fixtures of ['test/fixtures/tiff', 'test/fixtures/pngsuite']) {
  for (const name of readdirSync(fixtures).filter((file) => /^[^x].*\.(png|tif)$/.test(file))) {
    const source = new Uint8Array(readFileSync(path.join(fixtures, name)));
    written.push(await writeVariant(source, path.join(folder, `same-${name}`), (raster) => raster));
    written.push(await writeVariant(source, path.join(folder, `changed-${name}`), changed));
  }
}
writeFileSync(path.join(folder, 'written.json'), JSON.stringify(written));
console.log(`${written.length} files`);
