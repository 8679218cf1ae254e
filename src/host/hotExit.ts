import * as vscode from 'vscode';
import { DenoiseError, toDenoiseError } from '../core/errors';
import { text } from '../core/text';
import type { EncodedResult } from '../shared/protocol';
import type { RunSummary } from '../shared/run';
import type { FileStamp } from './sourceFile';
import { removeQuietly } from './temporaryFiles';

/** An unsaved result as it outlives its window. */
export interface StoredResult extends EncodedResult {
  readonly summary: RunSummary;
  /** The source it was made from, as it was when it was read. */
  readonly source: FileStamp;
}

/** Backups of another version are not read. */
const version = 1;

/** Bytes in front of the JSON text that say how long that is, little-endian. */
const lengthBytes = 4;

type Header = Omit<StoredResult, 'bytes'> & { readonly version: number };

/** Writes the length of a JSON text, the text (everything but the bytes), and the bytes of the result file. */
export async function writeBackup(destination: vscode.Uri, result: StoredResult): Promise<vscode.CustomDocumentBackup> {
  const { bytes, ...rest } = result;
  const header = new TextEncoder().encode(JSON.stringify({ ...rest, version } satisfies Header));
  const file = new Uint8Array(lengthBytes + header.length + bytes.length);
  new DataView(file.buffer).setUint32(0, header.length, true);
  file.set(header, lengthBytes);
  file.set(bytes, lengthBytes + header.length);
  await vscode.workspace.fs.writeFile(destination, file);
  return { id: destination.toString(), delete: () => void removeQuietly(destination) };
}

/** Throws DenoiseError `read-failed` when there is no backup that this version can read. */
export async function readBackup(backup: vscode.Uri): Promise<StoredResult> {
  try {
    const file = new Uint8Array(await vscode.workspace.fs.readFile(backup));
    const headerLength = new DataView(file.buffer).getUint32(0, true);
    const text = new TextDecoder().decode(file.subarray(lengthBytes, lengthBytes + headerLength));
    const { version: found, ...rest } = JSON.parse(text) as Header;
    if (found !== version) throw new Error(`version ${found}`);
    return { ...rest, bytes: file.slice(lengthBytes + headerLength) };
  } catch (error) {
    throw new DenoiseError(
      'read-failed',
      text('the unsaved result could not be read back: {0}', toDenoiseError(error).message),
    );
  }
}
