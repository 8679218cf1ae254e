import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ImageDocument } from '../../../src/core/codecs/codec';
import { englishFacts } from '../../../src/core/codecs/englishFacts';
import { DenoiseError } from '../../../src/core/errors';
import type { Raster, SampleArray } from '../../../src/core/image/raster';

const folder = new URL('../../fixtures/', import.meta.url);

/** The bytes of a file under test/fixtures. */
export function readFixture(path: string): Uint8Array {
  return new Uint8Array(readFileSync(fileURLToPath(new URL(path, folder))));
}

export function readJsonFixture<T>(path: string): T {
  return JSON.parse(readFileSync(fileURLToPath(new URL(path, folder)), 'utf8')) as T;
}

/** The SHA-256 of samples in big-endian byte order, as the scripts that make the expected values compute it. */
export function hashSamples(samples: SampleArray): string {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength).slice();
  const size = samples.BYTES_PER_ELEMENT;
  for (let start = 0; size > 1 && start < bytes.length; start += size) bytes.subarray(start, start + size).reverse();
  return createHash('sha256').update(bytes).digest('hex');
}

/** The code of the DenoiseError that a promise rejects with; any other error is thrown on. */
export async function errorCodeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof DenoiseError) return thrown.code;
    throw thrown;
  }
  return 'no error';
}

/** What a document says of itself, in English. */
export const facts = ({ info }: ImageDocument) => englishFacts(info);

/** Writes a document with the samples it has. */
export function writeUnchanged(document: ImageDocument) {
  return document.write((index) => document.readPage(index));
}

/** A raster with samples that `change` alters in place. */
export function altered(raster: Raster, change: (samples: SampleArray) => void): Raster {
  const samples = raster.samples.slice();
  change(samples);
  return { ...raster, samples };
}
