import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WriteOptions } from '../../../src/core/codecs/codec';
import { openImage } from '../../../src/core/codecs/registry';
import { describedAsFloats } from '../../../src/core/codecs/tiff/floatSamples';
import { blendedPages, writeChanged } from '../../../src/core/denoise/blend';
import { denoiseDocument } from '../../../src/core/denoise/document';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine } from '../../../src/core/engines/engine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { asFloats } from '../../../src/core/image/raster';
import { machineOn } from '../../../src/core/methods/machine';
import { inEnglish } from '../../../src/core/text';
import { readFixture } from './fixtures';

const floats: WriteOptions = { samples: 'float32' };

describe('a result in 32-bit floats', () => {
  it.each([
    'tiff/u1-1-lzw-mm.tif',
    'tiff/planar-mm-none.tif',
    'tiff/rgba.tif',
    'tiff/rgb-2-extra.tif',
    'tiff/cmyk-u2.tif',
    'tiff/palette-8bit.tif',
    'tiff/f2-none-ii.tif',
    'tiff/f2-zip2-mm.tif',
    'tiff/f4-1-zip2-mm.tif',
    'tiff/f4-1-zip3-ii.tif',
    'tiff/f8-2-lzw2-ii.tif',
    'tiff/lzma-f4.tif',
    'pngsuite/basn2c16.png',
    'pngsuite/basn4a08.png',
    'pngsuite/basn3p04.png',
  ])('of %s holds every value exactly, those between whole numbers too', async (name) => {
    const document = await openImage(readFixture(name));
    const source = await document.readPage(0);
    const exact = asFloats(source);
    const samples = exact.samples.map((value) => value + 0.25);
    const { bytes } = await document.write(async () => ({ ...exact, samples }), floats);
    const again = await openImage(bytes);
    expect(again.info).toMatchObject({ format: 'tiff', sampleFormat: 'float', bitDepth: 32, pages: 1 });
    const page = await again.readPage(0);
    expect(page).toMatchObject({ channels: source.channels, colorChannels: source.colorChannels });
    expect([...page.samples]).toEqual([...samples]);
  });

  it('of L*a*b* is refused before a raster is asked for', async () => {
    const document = await openImage(readFixture('tiff/lab-cie-8.tif'));
    let asked = 0;
    const write = document.write(async () => {
      asked++;
      return undefined;
    }, floats);
    await expect(write).rejects.toThrow(/cannot be written as 32-bit floats/);
    expect(asked).toBe(0);
  });

  it('keeps the rest of a TIFF file, and says in OME-XML what its samples are', () => {
    const before = '<OME><Image><Pixels ID="a" SizeX="4" Type="uint16" SignificantBits="12"/></Image></OME>';
    expect(describedAsFloats(before)).toBe('<OME><Image><Pixels ID="a" SizeX="4" Type="float"/></Image></OME>');
    expect(describedAsFloats('Type="uint16"')).toBe('Type="uint16"');
  });
});

describe('denoising to 32-bit floats', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createWasmEngine();
  });
  afterAll(() => engine.dispose());

  const options = (strength: number, samples = 'float32') =>
    validateOptions({ preset: 'custom', iterations: 20, strength, samples });

  it.each(['tiff/u1-1-lzw-mm.tif', 'tiff/imagej-stack.tif', 'pngsuite/basn0g08.png'])(
    'makes of %s at another strength what a run with this strength makes',
    async (name) => {
      const source = await openImage(readFixture(name));
      const full = await denoiseDocument(source, options(1), machineOn(engine));
      const denoised = await openImage(full.encoded.bytes);
      for (const strength of [0, 0.4]) {
        const asked = await denoiseDocument(source, options(strength), machineOn(engine));
        const pages = blendedPages(source, denoised, full.cleaned, strength);
        const { bytes } = await writeChanged(source, pages, full.cleaned, floats);
        expect(Buffer.compare(bytes, asked.encoded.bytes)).toBe(0);
      }
    },
  );

  it.each([
    ['float32', 'asSource'],
    ['asSource', 'float32'],
  ])('takes pages denoised before as %s into a result written as %s', async (before, after) => {
    const source = await openImage(readFixture('tiff/pages-ii.tif'));
    const first = await denoiseDocument(source, options(1, before), machineOn(engine), { page: 0 });
    const result = await openImage(first.encoded.bytes);
    const plan = { page: 1, earlier: { pages: first.cleaned, result } };
    const { encoded } = await denoiseDocument(source, options(1, after), machineOn(engine), plan);
    const [earlier, again] = [await result.readPage(0), await (await openImage(encoded.bytes)).readPage(0)];
    const { sampleFormat } = after === 'float32' ? { sampleFormat: 'float' } : await source.readPage(0);
    expect(again.sampleFormat).toBe(sampleFormat);
    again.samples.forEach((value, i) => {
      expect(Math.abs(value - earlier.samples[i])).toBeLessThanOrEqual(0.5);
    });
  });

  it('says that PNG files have no floats', async () => {
    const source = await openImage(readFixture('pngsuite/basn0g08.png'));
    const { encoded } = await denoiseDocument(source, options(1), machineOn(engine));
    expect(encoded.notes.map(inEnglish)).toEqual([
      'PNG files have no floats: the result is a TIFF file, without the metadata of the source.',
    ]);
  });
});
