import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { openImage } from '../../../src/core/codecs/registry';
import { DenoiseError, toDenoiseError } from '../../../src/core/errors';
import { text } from '../../../src/core/text';
import { readLimits, readRunSettings } from '../../../src/host/settings';
import { uiStrings } from '../../../src/host/uiStrings';
import { forVscode, messageOf, plain } from '../../../src/host/windowText';
import { messageOf as pageMessageOf } from '../../../webview/windowText';
import { readFixture } from '../codecs/fixtures';
import { fake, Uri } from '../fakeVscode';

const german = JSON.parse(readFileSync(new URL('../../../l10n/bundle.l10n.de.json', import.meta.url), 'utf8'));
const uri = Uri.file('/work/noisy.png') as unknown as vscode.Uri;

const thrownBy = async (act: () => unknown): Promise<DenoiseError> => {
  try {
    await act();
  } catch (thrown) {
    return toDenoiseError(thrown);
  }
  throw new Error('nothing was thrown');
};

/** A PNG whose header has been changed after its checksum was made. */
function damagedImage(): Uint8Array {
  const bytes = readFixture('pngsuite/basn2c16.png').slice();
  bytes[19] ^= 1;
  return bytes;
}

beforeEach(() => fake.reset());

describe('an error in a German window', () => {
  beforeEach(() => {
    fake.translations = german;
  });

  it('is German in messages and in the page, and English in the log', async () => {
    const error = await thrownBy(() => openImage(damagedImage()));
    const said = 'Die Prüfsumme (CRC) des PNG-Chunks IHDR bei Byte 8 stimmt nicht: Die Datei wurde verändert.';
    expect(messageOf(error)).toBe(said);
    expect(pageMessageOf(error, uiStrings())).toBe(said);
    expect(error.message).toBe('The PNG chunk IHDR at byte 8 fails its CRC: the file was changed.');
  });

  it('is German with all that stands in it', async () => {
    fake.settings = { preset: 'best', method: 'zs-n3n', maxMegapixels: 0 };
    expect(messageOf(await thrownBy(() => readRunSettings(uri)))).toBe(
      'Einstellung zeroShotDenoise.method ist "zs-n3n"; erlaubt sind zs-n2n, zs-n2m, bm3d',
    );
    expect(messageOf(await thrownBy(() => readLimits(uri)))).toBe(
      'Die Einstellung zeroShotDenoise.maxMegapixels muss eine Zahl von 1 bis 2000 sein',
    );
  });

  it('is German where VS Code shows it', async () => {
    const error = new DenoiseError('write-failed', 'the folder may not be written to');
    await expect(forVscode(() => Promise.reject(error))).rejects.toThrow('in den Ordner darf nicht geschrieben werden');
    const cancelled = new Error('Canceled');
    await expect(forVscode(() => Promise.reject(cancelled))).rejects.toBe(cancelled);
  });
});

it('an error in an English window is English, and one from elsewhere is as it came', async () => {
  const error = await thrownBy(() => openImage(damagedImage()));
  expect(messageOf(error)).toBe(error.message);
  expect(pageMessageOf(error, uiStrings())).toBe(error.message);
  expect(messageOf(new TypeError('x is not a function'))).toBe('x is not a function');
});

it('a name in a message becomes no link, and nothing that is acted on', async () => {
  // as VS Code finds links in messages
  const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
  const name = '[x](command:workbench.action.terminal.new).png';
  expect(name).toMatch(link);
  expect(plain(`“${name}”: [y](https://a.b)\u202e\n`)).not.toMatch(link);
  expect(plain('a\u202e\nb (c)')).toBe('a\\u202e\\x0ab (c)');
  const thrown = forVscode(() =>
    Promise.reject(new DenoiseError('write-failed', text('“{0}” could not be written', name))),
  );
  await expect(thrown).rejects.toMatchObject({ message: expect.not.stringMatching(link) });
});
