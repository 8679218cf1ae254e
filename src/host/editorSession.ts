import * as vscode from 'vscode';
import type { ImageInfo } from '../core/codecs/codec';
import { DenoiseError, toDenoiseError } from '../core/errors';
import type {
  EditorState,
  HostApi,
  PageApi,
  ReferenceFile,
  RunSummary,
  SourceFile,
  ViewMode,
} from '../shared/protocol';
import { RpcPeer } from '../shared/rpc';
import { Deferred } from './deferred';
import { Disposable } from './disposable';
import { fileName, parentOf } from './imageUris';
import type { JobQueue } from './jobQueue';
import type { Log } from './log';
import { askOverwrite, offerSaveAs, showError } from './messages';
import { saveAs, saveBeside } from './outputFile';
import { readAutoSave, readMaxPixels, readOutputSettings, readRunSettings } from './settings';

/** One open editor: a file, the page that shows it, and what is done with it. */
export class EditorSession extends Disposable {
  private readonly page: RpcPeer<HostApi, PageApi>;
  private readonly pageStarted = new Deferred<void>();
  private readonly stateChanges = this.register(new vscode.EventEmitter<EditorState>());
  private readonly activations = this.register(new vscode.EventEmitter<void>());
  private waiting: AbortController | undefined;
  private savedUri: vscode.Uri | undefined;

  /** What the page reported last. */
  state: EditorState = { phase: 'opening', page: 0, viewMode: 'split', zoom: 1 };
  readonly onDidChangeState = this.stateChanges.event;
  /** The tab came to the front or went back. */
  readonly onDidChangeActive = this.activations.event;

  constructor(
    readonly uri: vscode.Uri,
    private readonly panel: vscode.WebviewPanel,
    private readonly queue: JobQueue,
    private readonly log: Log,
  ) {
    super();
    const { webview } = panel;
    this.page = new RpcPeer<HostApi, PageApi>(
      {
        post: (message) => void webview.postMessage(message),
        listen: (receive) => this.register(webview.onDidReceiveMessage(receive)),
      },
      this.hostApi(),
    );
    // Before the page's script runs nobody hears a call, so calls wait for its first one.
    this.pageStarted.promise.catch(() => {});
    this.register({
      dispose: () => {
        const reason = vscode.l10n.t('the editor of “{0}” was closed', this.name);
        this.pageStarted.reject(new DenoiseError('disposed', reason));
        this.waiting?.abort();
        this.page.dispose(reason);
      },
    });
    this.register(panel.onDidDispose(() => this.dispose()));
    this.register(panel.onDidChangeViewState(() => this.activations.fire()));
    this.watchFile();
  }

  get name(): string {
    return fileName(this.uri);
  }

  get isActive(): boolean {
    return this.panel.active;
  }

  /** Resolves when the image is on the screen; rejects with why it cannot be shown. */
  async opened(): Promise<ImageInfo> {
    await this.pageStarted.promise;
    return this.page.call('opened');
  }

  /** Denoises with the present settings when no other editor is at it. Rejects with `cancelled` when it was. */
  async denoise(): Promise<RunSummary> {
    const settings = readRunSettings(this.uri);
    await this.opened();
    const waiting = new AbortController();
    this.waiting = waiting;
    try {
      if (this.queue.length > 0) this.page.notify('queued');
      this.log.info(`${this.name}: denoising, ${JSON.stringify(settings)}`);
      const summary = await this.queue.run(() => this.page.call('run', settings), waiting.signal);
      this.log.info(`${this.name}: done, ${JSON.stringify(summary)}`);
      return summary;
    } finally {
      if (this.waiting === waiting) this.waiting = undefined;
    }
  }

  stop(): void {
    this.page.notify('stop');
  }

  cancel(): void {
    this.waiting?.abort();
    this.page.notify('cancel');
  }

  /**
   * Writes the result as the output settings say; undefined when the person declined to replace a file. When that
   * cannot be done, says so and lets the person choose another place, so that the result is not lost.
   */
  async save(): Promise<vscode.Uri | undefined> {
    const { bytes, notes } = await this.page.call('encode');
    try {
      const target = await saveBeside(this.uri, bytes, readOutputSettings(this.uri), askOverwrite);
      return target && this.noteSaved(target, notes);
    } catch (error) {
      this.log.error(`${this.name}: ${toDenoiseError(error).message}`);
      const target = await offerSaveAs(this.uri, toDenoiseError(error));
      return target && this.noteSaved(await saveAs(this.uri, target, bytes), notes);
    }
  }

  async setViewMode(mode: ViewMode): Promise<void> {
    await this.opened();
    await this.page.call('command', mode);
  }

  private noteSaved(target: vscode.Uri, notes: readonly string[]): vscode.Uri {
    this.savedUri = target;
    this.log.info(`${this.name}: saved as ${target.toString(true)}`);
    this.page.notify('saved', { name: fileName(target), notes });
    return target;
  }

  private hostApi(): HostApi {
    return {
      ready: () => this.pageStarted.resolve(),
      readFile: () => this.readFile(this.uri),
      requestRun: () => void this.runFromPage(),
      requestCancel: () => this.cancel(),
      requestSave: () => void this.saveFromPage(),
      chooseReference: () => this.chooseReference(),
      openSaved: () => this.savedUri && void vscode.commands.executeCommand('vscode.open', this.savedUri),
      revealSaved: () => this.savedUri && void vscode.commands.executeCommand('revealInExplorer', this.savedUri),
      stateChanged: (state) => {
        this.state = state;
        this.stateChanges.fire(state);
      },
    };
  }

  private async chooseReference(): Promise<ReferenceFile | undefined> {
    const [chosen] = (await vscode.window.showOpenDialog({ defaultUri: parentOf(this.uri) })) ?? [];
    return chosen && { ...(await this.readFile(chosen)), name: fileName(chosen) };
  }

  private async readFile(uri: vscode.Uri): Promise<SourceFile> {
    const maxPixels = readMaxPixels(this.uri);
    try {
      // Posted as it comes (a view into a larger buffer), it would arrive broken.
      return { bytes: new Uint8Array(await vscode.workspace.fs.readFile(uri)), maxPixels };
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
        throw new DenoiseError(
          'file-not-found',
          vscode.l10n.t('the file is not there any more; it was moved or deleted'),
        );
      }
      throw new DenoiseError(
        'read-failed',
        vscode.l10n.t('the file could not be read: {0}', toDenoiseError(error).message),
      );
    }
  }

  /** The page shows a failed run itself; only what happened before it ran is left to say. */
  private async runFromPage(): Promise<void> {
    try {
      await this.denoise();
      if (readAutoSave(this.uri) === 'always') await this.save();
    } catch (error) {
      const { code } = toDenoiseError(error);
      if (code !== 'cancelled' && code !== 'disposed') await showError(this.uri, toDenoiseError(error));
    }
  }

  private async saveFromPage(): Promise<void> {
    try {
      await this.save();
    } catch (error) {
      await showError(this.uri, toDenoiseError(error));
    }
  }

  private watchFile(): void {
    const pattern = new vscode.RelativePattern(parentOf(this.uri), escapeGlob(this.name));
    const watcher = this.register(vscode.workspace.createFileSystemWatcher(pattern));
    const isOurs = (uri: vscode.Uri) => uri.toString() === this.uri.toString();
    this.register(watcher.onDidChange((uri) => isOurs(uri) && this.page.notify('fileEvent', 'changed')));
    this.register(watcher.onDidCreate((uri) => isOurs(uri) && this.page.notify('fileEvent', 'changed')));
    this.register(watcher.onDidDelete((uri) => isOurs(uri) && this.page.notify('fileEvent', 'deleted')));
  }
}

/** File names may hold characters that mean something in a glob pattern. */
const escapeGlob = (name: string) => name.replace(/[[\]{}*?]/g, '[$&]');
