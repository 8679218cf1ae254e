/** The workspace that the tests open: a copy of the sample pictures, which they may change. */
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { root } from '../../scripts/project.mjs';
import { makeRunFolder, removeRunFolder } from '../vscode-offline/runFolder.mjs';

function pngChunk(name, data) {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(name, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

/** zlib.crc32() is not in every Node 20. */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** Noise of about 12 levels, the same for every run: without any there would be nothing to denoise. */
function noiseSource() {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return () => Math.round(24 * (uniform() + uniform() + uniform()));
}

/** An 8-bit RGB PNG of a smooth ramp with noise: about red 200 − x, green 100 + y, blue 50. */
function rampPng(width, height) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const stride = 1 + width * 3;
  const rows = Buffer.alloc(height * stride);
  const noise = noiseSource();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows.set([200 - x + noise(), 100 + y + noise(), 50 + noise()], y * stride + 1 + x * 3);
    }
  }
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const data = pngChunk('IDAT', zlib.deflateSync(rows));
  return Buffer.concat([signature, pngChunk('IHDR', header), data, pngChunk('IEND', Buffer.alloc(0))]);
}

/** Makes the workspace in a temporary folder: the samples and tiny.png, 32 x 16, for tests that need a quick result. */
export function makeWorkspace() {
  const runFolder = makeRunFolder();
  const folder = path.join(runFolder, 'workspace');
  fs.cpSync(path.join(root, 'test/fixtures/samples'), folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'tiny.png'), rampPng(32, 16));
  return { folder, remove: () => removeRunFolder(runFolder) };
}
