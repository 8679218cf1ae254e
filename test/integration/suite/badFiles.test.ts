import * as vscode from 'vscode';
import { equal, eventually, ok } from './expect';
import { api, configure, denoiseOne, exists, read, write } from './workspace';

const lfsPointer = `version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
`;

/** tiny.png with another size in its header, and the header's check sum made right. */
async function pngOfSize(width: number, height: number): Promise<Uint8Array> {
  const bytes = await read('tiny.png');
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  view.setUint32(29, crc32(bytes.subarray(12, 29)));
  return bytes;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** One transparent-red pixel. */
const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

suite('files that cannot be denoised', () => {
  suiteSetup(async () => {
    const good = await read('plane.png');
    await write('empty.png', '');
    await write('truncated.png', good.subarray(0, good.length >> 1));
    await write('pointer.tif', lfsPointer);
    await write('text.png', 'This is no picture at all.');
    await write('huge.png', await pngOfSize(20_000, 20_000));
    await write(
      'pixel.png',
      Uint8Array.from(atob(onePixel), (character) => character.charCodeAt(0)),
    );
    const damaged = good.slice();
    damaged[damaged.length >> 1] ^= 0xff;
    await write('damaged.png', damaged);
  });
  setup(() => configure({ preset: 'custom', iterations: 5 }));
  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await configure({ preset: undefined, iterations: undefined });
  });

  const cases: [name: string, code: string, message: RegExp][] = [
    ['empty.png', 'empty-file', /empty/],
    ['truncated.png', 'truncated', /ends|truncated|cut|missing/i],
    ['pointer.tif', 'lfs-pointer', /git lfs pull/],
    ['text.png', 'not-an-image', /neither PNG nor TIFF/],
    ['huge.png', 'too-large', /20000/],
    ['damaged.png', 'damaged', /check|CRC|damaged/i],
    ['pixel.png', 'too-small', /1x1.*at least 2/],
    ['missing.png', 'file-not-found', /not there|deleted/],
  ];
  for (const [name, code, message] of cases) {
    test(`${name}: ${code}`, async () => {
      const { error, saved } = await denoiseOne(name);
      equal(error?.code, code, error?.message);
      ok(message.test(error?.message ?? ''), `message: ${error?.message}`);
      equal(saved, undefined);
      ok(!(await exists(name.replace('.', '.denoised.'))), 'something was written');
      const { editors } = await api();
      // what cannot be opened is said in the editor too; a single pixel can be looked at
      const phase = name === 'pixel.png' ? 'idle' : 'failed';
      if (name !== 'missing.png')
        await eventually(() => editors.active?.state.phase === phase, { what: `phase ${phase}` });
    });
  }
});
