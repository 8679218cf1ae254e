import type * as vscode from 'vscode';
import type { FileOwner } from '../core/temporaryName';

/**
 * What a host that runs in Node knows of files on its own disk beyond what VS Code tells. Web extension hosts, and files on
 * other machines, go without it.
 */
export interface DiskFiles {
  /** Texts by which the file can be told under all of its names; see KeysOf. */
  keysOf(file: string): Promise<readonly string[]>;
  /** The path without links, also of what does not exist yet. */
  realPathOf(file: string): Promise<string>;
  /** Gives a result the permissions of its source. */
  copyPermissions(source: string, result: string): Promise<void>;
  /** This process, and whether another one has ended for certain. */
  thisProcess(): FileOwner;
  isGone(owner: FileOwner): boolean;
}

/** The path of a file on the host's own disk; undefined for all others. */
export const diskPath = (uri: vscode.Uri): string | undefined => (uri.scheme === 'file' ? uri.fsPath : undefined);
