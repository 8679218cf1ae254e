import * as vscode from 'vscode';
import { DenoiseError } from '../core/errors';
import { type Text, text } from '../core/text';
import type { EarlierResult, EncodedResult } from '../shared/protocol';
import type { RunSummary } from '../shared/run';
import { Disposable } from './disposable';
import { readBackup, type StoredResult, writeBackup } from './hotExit';
import { fileName } from './imageUris';
import { JobQueue } from './jobQueue';
import { askOverwrite } from './messages';
import { exists, saveAs, saveBeside } from './outputFile';
import { assertNotSource, type FileContext } from './savePlan';
import { readOutputSettings } from './settings';
import { type FileStamp, isSameVersion, readSource, stampOf } from './sourceFile';

/** Where the result is while the editor's page runs. */
export interface ResultHolder {
  /** What the result there came of; undefined when there is none. */
  readonly summary: RunSummary | undefined;
  /** The source as it was when the page got it. */
  readonly source: FileStamp | undefined;
  encode(): Promise<EncodedResult>;
  /** Gives the result up and shows the file as it is now. */
  reload(): void;
}

export interface SavedResult {
  readonly target: vscode.Uri;
  readonly notes: readonly Text[];
}

/** The file that holds the result. */
interface ResultFile extends SavedResult {
  readonly stamp: FileStamp | undefined;
  /** As in ResultHolder, at the time of saving. */
  readonly summary: RunSummary | undefined;
  readonly source: FileStamp | undefined;
}

/** Writes a result somewhere; undefined when the person declined to replace a file. */
type Write = (bytes: Uint8Array) => Promise<vscode.Uri | undefined>;

interface SaveRequest {
  readonly write: Write;
  /** There once VS Code has asked for the save. */
  outcome?: Promise<vscode.Uri | undefined>;
}

/**
 * An image in our editor as VS Code knows it. What it marks as unsaved is the result; the image itself is never written.
 * VS Code clears its mark only after a save of its own, so while there is one all saving takes the way through VS Code.
 */
export class EditorDocument extends Disposable implements vscode.CustomDocument {
  private readonly changes = this.register(new vscode.EventEmitter<void>());
  private readonly saved = this.register(new vscode.EventEmitter<SavedResult>());
  private readonly saves = new JobQueue();
  private isMarked: boolean;
  private lastSaved: ResultFile | undefined;
  private request: SaveRequest | undefined;

  holder: ResultHolder | undefined;
  /** There is an unsaved result that was not there before: VS Code is to mark the tab. */
  readonly onDidChange = this.changes.event;
  readonly onDidSave = this.saved.event;

  /** @param backup an unsaved result of an earlier window; VS Code then shows the document as unsaved from the start. */
  constructor(
    readonly uri: vscode.Uri,
    private backup: vscode.Uri | undefined,
    private readonly files: FileContext,
  ) {
    super();
    this.isMarked = backup !== undefined;
  }

  get isUnsaved(): boolean {
    return this.isMarked;
  }

  /** A run ended or the result was given up: what was saved or backed up before is not the result any more. */
  resultChanged(): void {
    this.lastSaved = undefined;
    this.backup = undefined;
  }

  markUnsaved(): void {
    this.isMarked = true;
    this.changes.fire();
  }

  /**
   * Writes the result as the output settings say, unless that has been done; undefined when the person declined to
   * replace a file. Throws DenoiseError.
   */
  save(): Promise<vscode.Uri | undefined> {
    return this.saves.run(async () => {
      const target = this.lastSaved?.target;
      if (target && !this.isMarked && (await exists(target))) return target;
      return this.saveBy(this.writeBeside);
    });
  }

  /** Writes the result where the person said. Throws DenoiseError. */
  saveTo(target: vscode.Uri): Promise<vscode.Uri | undefined> {
    return this.saves.run(() => this.saveBy((bytes) => saveAs(this.uri, target, bytes, this.files)));
  }

  /**
   * What VS Code calls for Ctrl+S, its question before closing, Auto Save, and our own saving.
   * @throws vscode.CancellationError when the person declined to replace a file: the document stays unsaved
   */
  async saveForVscode(): Promise<void> {
    if (!this.isMarked) return;
    const request: SaveRequest = this.request ?? { write: this.writeBeside };
    request.outcome = this.write(request.write);
    if (!(await request.outcome)) throw new vscode.CancellationError();
    this.isMarked = false;
  }

  /** VS Code's own Save As, which opens the target in place of this document. Without a result it copies the image. */
  async saveAsForVscode(target: vscode.Uri): Promise<void> {
    if (!this.holder?.summary && !this.isMarked) {
      // what is there is removed first, which would be the image itself
      await assertNotSource(this.uri, target, this.files.disk);
      await vscode.workspace.fs.copy(this.uri, target, { overwrite: true });
      return;
    }
    await this.write((bytes) => saveAs(this.uri, target, bytes, this.files));
    if (!this.isMarked) return;
    this.isMarked = false;
    // VS Code 1.100 keeps its mark after Save As and would ask about it; a save that has nothing to write clears it
    await vscode.workspace.save(this.uri);
  }

  /** Gives the result up; VS Code clears its mark by itself. */
  revert(): void {
    this.isMarked = false;
    this.backup = undefined;
    this.holder?.reload();
  }

  /** Keeps the unsaved result for the next window. */
  async backUp(destination: vscode.Uri): Promise<vscode.CustomDocumentBackup> {
    const written = await writeBackup(destination, await this.toStore());
    this.backup = destination;
    return written;
  }

  /**
   * The result of an earlier window, or of a page or worker that is no more: unsaved from its backup, saved from its file,
   * which must not have been written to since. Throws DenoiseError `read-failed`.
   */
  earlierResult(): Promise<EarlierResult | undefined> {
    return this.isMarked ? this.unsavedResult() : this.savedResult();
  }

  private async unsavedResult(): Promise<EarlierResult | undefined> {
    if (!this.backup) return undefined;
    const { source, ...result } = await readBackup(this.backup);
    return { ...result, isOfEarlierSource: !isSameVersion(source, await stampOf(this.uri)) };
  }

  private async savedResult(): Promise<EarlierResult | undefined> {
    if (!this.lastSaved?.summary) return undefined;
    const { target, notes, stamp, summary, source } = this.lastSaved;
    if (!isSameVersion(source, await stampOf(this.uri)) || !isSameVersion(stamp, await stampOf(target)))
      return undefined;
    const { bytes } = await readSource(target);
    return { bytes, notes, summary, isOfEarlierSource: false, savedAs: fileName(target) };
  }

  private readonly writeBeside: Write = (bytes) =>
    saveBeside(this.uri, bytes, readOutputSettings(this.uri), askOverwrite, this.files);

  private async saveBy(write: Write): Promise<vscode.Uri | undefined> {
    if (!this.isMarked) return this.write(write);
    const request: SaveRequest = { write };
    this.request = request;
    try {
      await vscode.workspace.save(this.uri);
    } catch (error) {
      // how our own part of the save ended says more than what VS Code makes of it
      if (!request.outcome) throw error;
    } finally {
      this.request = undefined;
    }
    // saved meanwhile at VS Code's own asking
    return request.outcome ?? this.lastSaved?.target;
  }

  private async write(write: Write): Promise<vscode.Uri | undefined> {
    const { summary, source } = this.holder ?? {};
    const { bytes, notes } = await this.encoded();
    const target = await write(bytes);
    if (!target) return undefined;
    this.lastSaved = { target, notes, stamp: await stampOf(target), summary, source };
    this.saved.fire({ target, notes });
    return target;
  }

  /** The result, from the page or, when it has none (not started yet, or broken down), from its backup. */
  private async encoded(): Promise<EncodedResult> {
    if (this.holder?.summary) return this.holder.encode();
    if (this.isMarked && this.backup) return readBackup(this.backup);
    throw new DenoiseError('internal', text('there is no result to save; denoise the image first'));
  }

  private async toStore(): Promise<StoredResult> {
    const { summary, source } = this.holder ?? {};
    if (this.holder && summary && source) return { ...(await this.holder.encode()), summary, source };
    if (this.backup) return readBackup(this.backup);
    throw new DenoiseError('internal', text('there is no result to save; denoise the image first'));
  }
}
