import * as vscode from 'vscode';
import type { ImageInfo } from '../core/codecs/codec';
import { DenoiseError, toDenoiseError } from '../core/errors';
import { type Text, text } from '../core/text';
import type {
  EditorState,
  EncodedResult,
  FileEvent,
  HostApi,
  PageApi,
  PageCommand,
  SourceFile,
} from '../shared/protocol';
import { RpcPeer } from '../shared/rpc';
import type { RunOverrides, RunRequest, RunSummary } from '../shared/run';
import { Deferred } from './deferred';
import { copyDiagnostics } from './diagnostics';
import { Disposable } from './disposable';
import type { EditorDocument, ResultHolder } from './editorDocument';
import { watchFile } from './fileWatch';
import { fileName } from './imageUris';
import type { JobQueue } from './jobQueue';
import type { Log } from './log';
import { askTarget, offerSaveAs, showError } from './messages';
import { readAutoSave, readRunSettings } from './settings';
import { chooseReference, type FileStamp, readSource, stampOf } from './sourceFile';

/** One open editor: the page that shows a document, and what is done with it. */
export class EditorSession extends Disposable implements ResultHolder {
  private readonly page: RpcPeer<HostApi, PageApi>;
  private readonly pageStarted = new Deferred<void>();
  private pageStarts = 0;
  private readonly stateChanges = this.register(new vscode.EventEmitter<EditorState>());
  private readonly activations = this.register(new vscode.EventEmitter<void>());
  private waiting: AbortController | undefined;
  private savedUri: vscode.Uri | undefined;
  private overrides: Partial<RunOverrides> | undefined;
  /** What the result came of. */
  private lastRequest: RunRequest = { pages: 'all' };

  /** What the page reported last. */
  state: EditorState = { phase: 'opening', hasResult: false, page: 0, viewMode: 'split', zoom: 1 };
  /** The file as it was when the page got it. */
  source: FileStamp | undefined;
  /** The last thing that did not work. */
  lastError: DenoiseError | undefined;
  readonly onDidChangeState = this.stateChanges.event;
  /** The tab came to the front or went back. */
  readonly onDidChangeActive = this.activations.event;

  constructor(
    private readonly document: EditorDocument,
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
    this.register({ dispose: () => this.closed() });
    this.register(panel.onDidDispose(() => this.dispose()));
    this.register(panel.onDidChangeViewState(() => this.activations.fire()));
    this.register(
      watchFile(this.uri, {
        changed: () => void this.fileChanged(),
        deleted: () => this.page.notify('fileEvent', 'deleted'),
      }),
    );
    this.register(document.onDidSave(({ target, notes }) => this.noteSaved(target, notes)));
    document.holder = this;
  }

  get uri(): vscode.Uri {
    return this.document.uri;
  }

  get name(): string {
    return fileName(this.uri);
  }

  get isActive(): boolean {
    return this.panel.active;
  }

  get isUnsaved(): boolean {
    return this.document.isUnsaved;
  }

  /** A run is under way or waits for its turn. */
  get isAtWork(): boolean {
    return this.state.phase === 'running' || this.state.phase === 'queued';
  }

  get summary(): RunSummary | undefined {
    return this.state.hasResult ? this.state.summary : undefined;
  }

  /** Resolves when the image is on the screen; rejects with why it cannot be shown. */
  async opened(): Promise<ImageInfo> {
    await this.pageStarted.promise;
    return this.asked(() => this.page.call('opened'));
  }

  /**
   * Denoises with the present settings when no other editor is at it; the result is unsaved then. Rejects with
   * `cancelled` when it was.
   */
  async denoise(request: RunRequest): Promise<void> {
    await this.run(request);
    this.document.markUnsaved();
  }

  /**
   * Denoises and saves beside the source; undefined when the person declined to replace a file. VS Code would pin the
   * tab of a document that becomes unsaved, and many files would leave many tabs open: it only hears of a result that
   * could not be saved. Rejects as `denoise` and `save` do.
   */
  async denoiseAndSave(request: RunRequest): Promise<vscode.Uri | undefined> {
    await this.run(request);
    let saved: vscode.Uri | undefined;
    try {
      saved = await this.save();
      return saved;
    } finally {
      if (!saved) this.document.markUnsaved();
    }
  }

  /** Denoises for a command of this editor, with what was last chosen in its page. */
  async denoisePages(pages: RunRequest['pages']): Promise<void> {
    await this.runAndKeep({ pages, overrides: this.overrides });
  }

  stop(): void {
    this.page.notify('stop');
  }

  cancel(): void {
    this.waiting?.abort();
    this.page.notify('cancel');
  }

  /**
   * Saves beside the source; undefined when the person declined to replace a file. Rejects with `write-failed`, whatever
   * the reason, and with `disposed`.
   */
  async save(): Promise<vscode.Uri | undefined> {
    try {
      return await this.document.save();
    } catch (thrown) {
      throw saveError(thrown);
    }
  }

  /** Saves where the person chooses. Rejects as `save` does. */
  async saveAs(): Promise<void> {
    const target = await askTarget(this.uri, this.summary?.samples);
    if (target) await this.saveTo(target);
  }

  /**
   * As `saveAs`, in 32-bit floats. A result in other samples has been rounded, so it is made again first, as it was but for
   * that. Rejects as `denoise` does, too.
   */
  async saveAsFloats(): Promise<void> {
    const target = await askTarget(this.uri, 'float32');
    if (!target) return;
    if (this.summary?.samples !== 'float32') await this.denoise({ ...this.lastRequest, samples: 'float32' });
    await this.saveTo(target);
  }

  /** Rejects with `unsupported` when the page cannot do that. */
  async command(name: PageCommand): Promise<void> {
    await this.opened();
    await this.page.call('command', name);
  }

  encode(): Promise<EncodedResult> {
    return this.page.call('encode');
  }

  reload(): void {
    this.cancel();
    this.document.resultChanged();
    this.page.notify('reload');
  }

  /** Does what person or page asked for, and says what did not work. */
  async attempt(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      await this.report(error);
    }
  }

  /**
   * Says what did not work, and offers another place for a result that could not be saved. Of cancelling and closing
   * there is nothing to say: the person did it.
   */
  async report(thrown: unknown): Promise<void> {
    const error = this.noted(thrown);
    if (error.code === 'cancelled' || error.code === 'disposed') return;
    if (error.code !== 'write-failed') return showError(this.uri, error);
    const target = await offerSaveAs(this.uri, error);
    if (target) await this.attempt(() => this.saveTo(target));
  }

  private async saveTo(target: vscode.Uri): Promise<void> {
    try {
      await this.document.saveTo(target);
    } catch (thrown) {
      throw saveError(thrown);
    }
  }

  private async run(request: RunRequest): Promise<void> {
    const { pages, overrides, samples } = request;
    this.lastRequest = request;
    const ofSettings = readRunSettings(this.uri, overrides);
    const settings = {
      ...ofSettings,
      options: { ...ofSettings.options, ...(samples && { samples }) },
      page: pages === 'current' ? this.state.page : undefined,
    };
    const waiting = new AbortController();
    try {
      await this.opened();
      this.waiting = waiting;
      if (this.queue.length > 0) this.page.notify('queued');
      this.log.info(`${this.name}: denoising, ${JSON.stringify(settings)}`);
      const runOnPage = () =>
        this.asked(async () => {
          await this.page.call('opened');
          return this.page.call('run', settings);
        });
      const summary = await this.queue.run(runOnPage, waiting.signal);
      this.document.resultChanged();
      this.log.info(`${this.name}: done, ${JSON.stringify(summary)}`);
    } finally {
      if (this.waiting === waiting) this.waiting = undefined;
    }
  }

  /** What a call to the page gives; when VS Code starts the page anew meanwhile, it is called again. */
  private async asked<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      const start = this.pageStarts;
      try {
        return await call();
      } catch (error) {
        if (start === this.pageStarts) throw error;
        this.log.info(`${this.name}: the page was started anew`);
      }
    }
  }

  private pageReady(): void {
    this.pageStarts++;
    this.page.abandon(text('the editor of “{0}” was loaded again', this.name));
    this.pageStarted.resolve();
  }

  private async runAndKeep(request: RunRequest): Promise<void> {
    if (readAutoSave(this.uri) === 'always') await this.denoiseAndSave(request);
    else await this.denoise(request);
  }

  private noteSaved(target: vscode.Uri, notes: readonly Text[]): void {
    this.savedUri = target;
    this.log.info(`${this.name}: saved as ${target.toString(true)}`);
    this.page.notify('saved', { name: fileName(target), notes });
  }

  private hostApi(): HostApi {
    return {
      ready: () => this.pageReady(),
      runSettings: async () => readRunSettings(this.uri),
      tuned: (overrides) => {
        this.overrides = overrides;
      },
      resultChanged: () => {
        this.document.resultChanged();
        this.document.markUnsaved();
      },
      readFile: () => this.readFile(),
      earlierResult: () => this.document.earlierResult(),
      requestRun: (request) => {
        this.overrides = request.overrides;
        void this.attempt(() => this.runAndKeep(request));
      },
      requestCancel: () => this.cancel(),
      requestSave: () => void this.attempt(() => this.save()),
      requestSaveAs: () => void this.attempt(() => this.saveAs()),
      requestReload: () => void this.attempt(() => this.requestReload()),
      copyDiagnostics: () => void this.attempt(() => copyDiagnostics(this)),
      chooseReference: () => chooseReference(this.uri),
      openSaved: () => this.savedUri && void vscode.commands.executeCommand('vscode.open', this.savedUri),
      revealSaved: () => this.savedUri && void vscode.commands.executeCommand('revealInExplorer', this.savedUri),
      stateChanged: (state) => {
        this.state = state;
        if (state.error) this.lastError = new DenoiseError(state.error.code, state.error.text);
        this.stateChanges.fire(state);
      },
    };
  }

  private async readFile(): Promise<SourceFile> {
    this.source = await stampOf(this.uri);
    return readSource(this.uri);
  }

  /** Reverting is VS Code's to do while it shows the document as unsaved; the editor is active, its button was pressed. */
  private async requestReload(): Promise<void> {
    if (this.isUnsaved) await vscode.commands.executeCommand('workbench.action.files.revert');
    else this.reload();
  }

  private async fileChanged(): Promise<void> {
    const now = await stampOf(this.uri);
    if (!now || this.isDisposed) return;
    const event: FileEvent = this.source && now.mtime < this.source.mtime ? 'older' : 'changed';
    this.page.notify('fileEvent', event);
  }

  private noted(thrown: unknown): DenoiseError {
    this.lastError = toDenoiseError(thrown);
    this.log.error(`${this.name}: ${this.lastError.code}: ${this.lastError.message}`);
    return this.lastError;
  }

  private closed(): void {
    if (this.document.holder === this) this.document.holder = undefined;
    const reason = text('the editor of “{0}” was closed', this.name);
    this.pageStarted.reject(new DenoiseError('disposed', reason));
    this.waiting?.abort();
    this.page.dispose(reason);
  }
}

/** A result that could not be saved, whether the settings or the disk were in the way, is told and mended in one way. */
function saveError(thrown: unknown): DenoiseError {
  const error = toDenoiseError(thrown);
  return error.code === 'disposed' ? error : new DenoiseError('write-failed', error.text, { cause: thrown });
}
