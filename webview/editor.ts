import { adviceOn } from '../src/core/advice';
import type { ImageInfo } from '../src/core/codecs/codec';
import { DenoiseError, toDenoiseError } from '../src/core/errors';
import { fill, text } from '../src/core/text';
import type {
  EarlierResult,
  EditorPhase,
  EditorStart,
  EditorState,
  EncodedResult,
  FileEvent,
  HostApi,
  PageApi,
  PageCommand,
  SavedFile,
} from '../src/shared/protocol';
import { type Channel, RpcPeer, withTransfer } from '../src/shared/rpc';
import type { RunSettings, RunSummary } from '../src/shared/run';
import { button, element } from './dom';
import { Tuning } from './panels/tuning';
import type { PersistedState } from './persistedState';
import { StatusPanel } from './view/statusPanel';
import { Toolbar } from './view/toolbar';
import { Viewer } from './view/viewer';
import { inWindowLanguage, messageOf } from './windowText';
import { startWorker, type WorkerConnection } from './workerClient';

const isBusy = (phase: EditorPhase): boolean => phase === 'running' || phase === 'queued';

/** The editor's page: shows what the worker computes and does what person and host ask. */
export class Editor implements PageApi {
  private readonly host: RpcPeer<PageApi, HostApi>;
  /** Undefined from when it broke down until it is needed again. */
  private worker: Promise<WorkerConnection> | undefined;
  private readonly viewer: Viewer;
  private readonly tuning: Tuning;
  private readonly toolbar: Toolbar;
  private readonly status: StatusPanel;
  private readonly failure = element('div', { class: 'failure', role: 'alert', hidden: '' });
  private opening: Promise<ImageInfo>;
  /** Says that the file is not what is shown any more; undefined while it is. */
  private staleText: string | undefined;
  private state: EditorState = { phase: 'opening', hasResult: false, page: 0, viewMode: 'split', zoom: 1 };

  constructor(
    private readonly start: EditorStart,
    root: HTMLElement,
    channel: Channel,
    saved: PersistedState,
  ) {
    const { strings } = start;
    this.host = new RpcPeer<PageApi, HostApi>(channel, this);
    this.viewer = new Viewer(strings, start.fileName, () => this.connection(), saved, {
      changed: () => this.viewChanged(),
      failed: (error) => this.status.say(messageOf(error, strings)),
      chooseReference: () => this.host.call('chooseReference'),
    });
    this.tuning = new Tuning(strings, this.viewer, () => this.connection(), this.host, saved, {
      changed: () => this.update({}),
      blended: () => void this.blended(),
      failed: (error) => this.status.say(messageOf(error, strings)),
    });
    this.toolbar = new Toolbar(strings, {
      denoise: () => this.tuning.requestRun('all'),
      stop: () => this.stop(),
      // while it waits for its turn only the host knows of the run
      cancel: () => this.host.notify('requestCancel'),
      save: () => this.host.notify('requestSave'),
      saveAs: () => this.host.notify('requestSaveAs'),
      command: (name) => void this.command(name),
      peek: (isPeeking) => {
        this.viewer.compare.isPeeking = isPeeking;
      },
    });
    this.status = new StatusPanel(strings, {
      openSaved: () => this.host.notify('openSaved'),
      revealSaved: () => this.host.notify('revealSaved'),
      reload: () => this.host.notify('requestReload'),
    });
    const title = element('h1', { class: 'spoken', text: start.fileName });
    root.append(
      element('header', {}, title, this.toolbar.root, this.tuning.warnings.root),
      this.failure,
      this.viewer.root,
      this.tuning.pageBar.root,
      this.status.root,
    );
    this.opening = this.load();
    this.host.notify('ready');
  }

  readonly opened = (): Promise<ImageInfo> => this.opening;

  readonly queued = (): void => {
    this.update({ phase: 'queued' });
    this.status.working(this.start.strings.queued);
  };

  readonly run = async (settings: RunSettings): Promise<RunSummary> => {
    this.update({ phase: 'running', progress: undefined, error: undefined });
    this.status.working(this.start.strings.startingEngine);
    this.tuning.runStarted();
    try {
      const summary = await (await this.connection()).call('run', settings);
      this.viewer.resultChanged();
      this.tuning.runEnded(true);
      this.status.done(summary);
      this.update({ phase: 'done', hasResult: true, summary, progress: undefined });
      return summary;
    } catch (thrown) {
      this.tuning.runEnded(false);
      // a worker that broke down has been reported already
      if (this.state.phase !== 'failed') this.runEnded(toDenoiseError(thrown));
      throw thrown;
    }
  };

  readonly stop = async (): Promise<void> => (await this.connection()).notify('stop');

  readonly cancel = async (): Promise<void> => {
    if (this.state.phase === 'queued') this.runEnded(new DenoiseError('cancelled', ''));
    (await this.connection()).notify('cancel');
  };

  readonly encode = async (): Promise<EncodedResult> => (await this.connection()).call('encode');

  readonly saved = (file: SavedFile): void => this.status.saved(file);

  readonly fileEvent = (event: FileEvent): void => {
    const { fileChanged, fileOlder, fileDeleted } = this.start.strings;
    const { phase, hasResult } = this.state;
    if (event === 'deleted') {
      this.status.say(fileDeleted);
    } else if (event === 'changed' && !isBusy(phase) && !hasResult) {
      this.host.notify('requestReload');
    } else {
      this.staleText = event === 'older' ? fileOlder : fileChanged;
      this.status.stale(this.staleText);
    }
  };

  readonly reload = (): Promise<ImageInfo> => {
    this.opening = this.load();
    return this.opening;
  };

  readonly command = async (name: PageCommand): Promise<void> => {
    if (name === 'copyResult') return this.copyResult();
    if (this.tuning.command(name) || (await this.viewer.command(name))) return;
    throw new DenoiseError('unsupported', text('the editor cannot do "{0}"', name));
  };

  /** The result is another one now, and not saved. */
  private async blended(): Promise<void> {
    const { summary, page } = this.state;
    this.host.notify('resultChanged');
    this.status.say(this.start.strings.unsaved);
    const { after } = await (await this.connection()).call('noise', page);
    if (summary && after !== undefined) this.update({ summary: { ...summary, noiseAfter: after } });
  }

  private viewChanged(): void {
    const { mode: viewMode, zoom, page } = this.viewer;
    const isOtherPage = page !== this.state.page;
    this.update({ viewMode, zoom, page });
    this.tuning.moved();
    if (isOtherPage) this.tuning.pageChanged();
  }

  private async copyResult(): Promise<void> {
    const { strings } = this.start;
    try {
      if (!this.state.hasResult) throw new DenoiseError('unsupported', 'there is no result yet');
      await this.viewer.command('copyResult');
      this.status.say(strings.copied);
    } catch (error) {
      this.status.say(fill(strings.notCopied, messageOf(error, strings)));
    }
  }

  /** The worker; a new one where the last has broken down. */
  private connection(): Promise<WorkerConnection> {
    this.worker ??= this.startWorker();
    return this.worker;
  }

  private startWorker(): Promise<WorkerConnection> {
    const starting = startWorker(
      { worker: this.start.workerScript, thread: this.start.threadScript },
      {
        progress: (progress) => {
          this.status.progress(progress);
          this.tuning.progress(progress);
          this.update({ progress });
        },
        live: (piece) => this.tuning.showLive(piece),
        engine: (engine) => {
          this.status.showEngine(engine);
          this.update({ engine });
        },
      },
      (error) => {
        this.worker = undefined;
        // what it held is lost, the file is not
        this.fail(error);
      },
    );
    starting.catch(() => {
      this.worker = undefined;
    });
    return starting;
  }

  private load(): Promise<ImageInfo> {
    const loading = this.loadFile();
    // whoever waits for `opened` gets the error; the page shows it either way
    loading.catch((error: unknown) => this.fail(toDenoiseError(error)));
    return loading;
  }

  private async loadFile(): Promise<ImageInfo> {
    this.update({ phase: 'opening', hasResult: false, error: undefined });
    this.status.working(this.start.strings.opening);
    const file = await this.host.call('readFile');
    const worker = await this.connection();
    // handed over, because a copy of a large file takes as long as decoding it
    const { info, shape } = await worker.call('open', withTransfer(file, [file.bytes.buffer]));
    this.staleText = undefined;
    this.failure.hidden = true;
    this.viewer.root.hidden = false;
    await this.viewer.showFile(info, shape);
    const { before: noise } = await worker.call('noise', shape.page);
    this.status.say(this.factsText(info, noise));
    this.update({ phase: 'idle', image: info, noise, summary: undefined });
    await this.tuning.opened(info);
    await this.restoreResult();
    return info;
  }

  /** Shows a result again that an earlier page or worker made. Where that fails, there is still the image. */
  private async restoreResult(): Promise<void> {
    try {
      const earlier = await this.host.call('earlierResult');
      if (earlier) await this.showRestored(earlier);
    } catch (error) {
      const { strings } = this.start;
      this.status.say(fill(strings.notRestored, messageOf(error, strings)));
    }
  }

  private async showRestored(earlier: EarlierResult): Promise<void> {
    const { strings } = this.start;
    const { summary, notes, savedAs: name, isOfEarlierSource } = earlier;
    await (await this.connection()).call('restore', earlier);
    this.viewer.resultChanged();
    if (name) this.status.saved({ name, notes });
    else this.status.restored(isOfEarlierSource ? strings.restoredEarlier : strings.restored);
    this.update({ phase: 'done', hasResult: true, summary, engine: summary.engine });
  }

  private factsText(info: ImageInfo, noise: number): string {
    const { strings } = this.start;
    const { width, height, color, bitDepth, pages, compression, axes = [], unreadable = [] } = info;
    const facts = [
      `${width}×${height}`,
      inWindowLanguage(color, strings),
      fill(strings.bitDepth, bitDepth),
      inWindowLanguage(compression, strings),
    ];
    if (pages > 1) facts.push(fill(strings.pageOf, 1, pages));
    for (const { name, count } of axes) facts.push(fill(strings.axes[name], count));
    if (unreadable.length > 0) facts.push(fill(strings.unreadable, unreadable.length));
    if (Number.isFinite(noise)) facts.push(fill(strings.noise, Number(noise.toPrecision(3))));
    return facts.join(' · ');
  }

  private runEnded(error: DenoiseError): void {
    const { strings } = this.start;
    this.update({ phase: this.state.hasResult ? 'done' : 'idle', progress: undefined });
    if (error.code === 'cancelled') this.status.say(strings.cancelled);
    else this.status.failed(messageOf(error, strings));
    if (this.staleText) this.status.stale(this.staleText);
  }

  private fail(error: DenoiseError): void {
    const { strings, fileName } = this.start;
    this.viewer.root.hidden = true;
    this.failure.hidden = false;
    const { code } = error;
    const advice = adviceOn(code);
    const isOurs = code === 'engine-failed' || code === 'engine-unavailable';
    this.failure.replaceChildren(
      element('h2', { text: isOurs ? strings.brokeDown : fill(strings.cannotOpen, fileName) }),
      element('p', { text: messageOf(error, strings) }),
      ...(advice ? [element('p', { text: inWindowLanguage(advice, strings) })] : []),
      button(strings.tryAgain, strings.tryAgain, () => this.reload()),
      button(strings.copyDiagnostics, strings.copyDiagnosticsHint, () => this.host.notify('copyDiagnostics')),
    );
    this.status.say('');
    this.update({ phase: 'failed', hasResult: false, error: { code, text: error.text }, image: undefined });
  }

  /** Takes note of a change, shows it, and tells the host. */
  private update(change: Partial<EditorState>): void {
    this.state = { ...this.state, ...change };
    const { phase, hasResult, viewMode, zoom, page, image } = this.state;
    this.toolbar.show({
      phase,
      hasResult,
      mode: viewMode,
      zoom,
      page,
      pages: image?.pages ?? 1,
      showsDetails: this.viewer.showsDetails,
      showsTune: this.tuning.showsTune,
      isPreviewing: this.tuning.isPreviewing,
    });
    this.host.notify('stateChanged', this.state);
  }
}
