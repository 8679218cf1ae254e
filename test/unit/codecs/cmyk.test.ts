import { afterAll, describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { denoiseDocument } from '../../../src/core/denoise/document';
import { validateOptions } from '../../../src/core/denoise/validateOptions';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { machineOn } from '../../../src/core/methods/machine';
import { hashSamples, readFixture, readJsonFixture } from './fixtures';

const expected = readJsonFixture<Record<string, { sha256: string[] }>>('tiff/expected.json');
const engine = await createWasmEngine();
afterAll(() => engine.dispose());

/** The recipe that puts nothing back: the pictures hold no noise, so that others would keep them. */
const options = (strength: number) => validateOptions({ preset: 'reference', iterations: 5, strength });

describe.each(['cmyk-u1.tif', 'cmyk-u2.tif'])('%s', (name) => {
  it('comes back as it was made at strength 0', async () => {
    const document = await openImage(readFixture(`tiff/${name}`));
    const { encoded } = await denoiseDocument(document, options(0), machineOn(engine), {});
    expect(encoded.notes).toEqual([]);
    const again = await openImage(encoded.bytes);
    expect(again.info).toEqual(document.info);
    // Of the samples that tifffile wrote, not of those that were read.
    expect(hashSamples((await again.readPage(0)).samples)).toBe(expected[name].sha256[0]);
  });

  it('is denoised in all four inks', async () => {
    const document = await openImage(readFixture(`tiff/${name}`));
    const { encoded } = await denoiseDocument(document, options(1), machineOn(engine), {});
    const [before, after] = [await document.readPage(0), await (await openImage(encoded.bytes)).readPage(0)];
    expect(after).toMatchObject({ channels: 4, colorChannels: 4, bitDepth: before.bitDepth });
    for (let ink = 0; ink < 4; ink++) {
      expect(after.samples.some((sample, i) => i % 4 === ink && sample !== before.samples[i])).toBe(true);
    }
  });
});
