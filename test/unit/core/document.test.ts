import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageDocument } from '../../../src/core/codecs/codec';
import { openImage } from '../../../src/core/codecs/registry';
import { blendedPages, writeChanged } from '../../../src/core/denoise/blend';
import { type DocumentHooks, type DocumentPlan, denoiseDocument } from '../../../src/core/denoise/document';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import type { Engine } from '../../../src/core/engines/engine';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { machineOn } from '../../../src/core/methods/machine';

const fixtures = new URL('../../fixtures/', import.meta.url);
const open = (name: string) => openImage(readFileSync(new URL(name, fixtures)));
const samplesOf = async (document: ImageDocument, page: number) => (await document.readPage(page)).samples;

let engine: Engine;
beforeAll(async () => {
  engine = await createWasmEngine();
});
afterAll(() => engine.dispose());

const options = (strength = 1, iterations = 4) => validateOptions({ preset: 'custom', iterations, strength });
const run = (document: ImageDocument, plan: DocumentPlan = {}, hooks: DocumentHooks = {}, iterations = 4) =>
  denoiseDocument(document, options(1, iterations), machineOn(engine), plan, hooks);

describe('another strength after training', () => {
  const tiffs = readdirSync(new URL('tiff/', fixtures)).filter((name) =>
    /^(f2|f4|f8|i2|u1|u2|u4|grey|rgb|palette|cmyk|ycbcr|jpeg|zstd|pages|imagej|tiles).*\.tif$/.test(name),
  );
  const pngs = [
    'basn0g04',
    'basn2c16',
    'basn3p08',
    'basn3p04',
    'basn4a16',
    'basn6a08',
    'tbbn3p08',
    'tbrn2c08',
    'basi2c08',
  ];
  const files = [...tiffs.map((name) => `tiff/${name}`), ...pngs.map((name) => `pngsuite/${name}.png`)];

  it.each(files)('makes of %s the file that a run with this strength makes, byte for byte', async (name) => {
    const source = await open(name);
    const full = await run(source, { palette: 'expand' });
    const denoised = await openImage(full.encoded.bytes);
    for (const palette of ['expand', 'keep'] as const) {
      const asked = await denoiseDocument(source, options(0.6), machineOn(engine), { palette });
      const pages = blendedPages(source, denoised, full.cleaned, 0.6);
      const blended = await writeChanged(source, pages, full.cleaned, { palette });
      expect(Buffer.compare(blended.bytes, asked.encoded.bytes)).toBe(0);
      expect(blended.notes).toEqual(asked.encoded.notes);
    }
  });

  it('gives back the source’s samples at strength 0 and the full result at 1', async () => {
    const source = await open('tiff/f2-none-ii.tif');
    const { encoded, cleaned } = await run(source);
    const denoised = await openImage(encoded.bytes);
    const at = (strength: number) => blendedPages(source, denoised, cleaned, strength).readPage(0);
    expect((await at(0)).samples).toEqual(await samplesOf(source, 0));
    expect((await at(1)).samples).toEqual(await samplesOf(denoised, 0));
  });
});

describe('one page of a stack', () => {
  /** After so few steps only the preset that puts nothing back changes a page for certain. */
  const run = (document: ImageDocument, plan: DocumentPlan = {}, hooks: DocumentHooks = {}, iterations = 12) =>
    denoiseDocument(document, validateOptions({ preset: 'reference', iterations }), machineOn(engine), plan, hooks);

  it('is denoised alone; the others go through as they are', async () => {
    const source = await open('tiff/imagej-stack.tif');
    const { encoded, first, cleaned } = await run(source, { page: 1 });
    const result = await openImage(encoded.bytes);
    expect([...cleaned]).toEqual([1]);
    expect(first.original.samples).toEqual(await samplesOf(source, 1));
    expect(await samplesOf(result, 0)).toEqual(await samplesOf(source, 0));
    expect(await samplesOf(result, 1)).not.toEqual(await samplesOf(source, 1));
  });

  it('keeps the pages that were denoised before', async () => {
    const source = await open('tiff/pages-ii.tif');
    const earlier = await run(source, { page: 0 });
    const result = await openImage(earlier.encoded.bytes);
    const both = await run(source, { page: 1, earlier: { pages: earlier.cleaned, result } });
    const pages = await openImage(both.encoded.bytes);
    expect([...both.cleaned]).toEqual([0, 1]);
    expect(await samplesOf(pages, 0)).toEqual(await samplesOf(result, 0));
    expect(await samplesOf(pages, 1)).not.toEqual(await samplesOf(source, 1));
  });

  it('reports progress and looks for itself only', async () => {
    const source = await open('tiff/imagej-stack.tif');
    const places = new Set<string>();
    const looked = new Set<number>();
    const live = {
      region: (page: number) => {
        looked.add(page);
        return { left: 0, top: 0, width: 4, height: 4 };
      },
      show: () => {},
    };
    await run(source, { page: 1 }, { live, onProgress: ({ page, pages }) => places.add(`${page}/${pages}`) }, 400);
    expect([...places]).toEqual(['0/1']);
    expect([...looked]).toEqual([1]);
  });
});

describe('pages that start from the page before', () => {
  it('train for a quarter of the steps, in order, with the same result every time', async () => {
    const source = await open('tiff/imagej-stack.tif');
    const reused = await run(source, { reusePages: true }, {}, 40);
    expect(reused.statistics.iterations).toBe(40 + (source.info.pages - 1) * 10);
    const again = await run(source, { reusePages: true }, {}, 40);
    expect(Buffer.compare(again.encoded.bytes, reused.encoded.bytes)).toBe(0);
    const fresh = await run(source, {}, {}, 40);
    expect(fresh.statistics.iterations).toBe(40 * source.info.pages);
  });
});
