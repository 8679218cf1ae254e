import type { ImageInfo } from '../src/core/codecs/codec';
import { DenoiseError, toDenoiseError } from '../src/core/errors';
import type {
  EditorStart,
  EditorState,
  EncodedResult,
  FileEvent,
  HostApi,
  PageApi,
  PageCommand,
  RunSettings,
  RunSummary,
  SavedFile,
} from '../src/shared/protocol';
import { type Channel, RpcPeer, withTransfer } from '../src/shared/rpc';
import { fill } from '../src/shared/strings';
import { button, element } from './dom';
import type { PersistedState } from './persistedState';
import { StatusPanel } from './view/statusPanel';
import { Toolbar } from './view/toolbar';
import { Viewer } from './view/viewer';
import { startWorker, type WorkerConnection } from './workerClient';

/** The editor's page: shows what the worker computes and does what person and host ask. */
export class Editor implements PageApi {
  private readonly host: RpcPeer<PageApi, HostApi>;
  private readonly worker: Promise<WorkerConnection>;
  private readonly viewer: Viewer;
  private readonly toolbar: Toolbar;
  private readonly status: StatusPanel;
  private readonly failure = element('div', { class: 'failure', role: 'alert', hidden: '' });
  private opening: Promise<ImageInfo>;
  private hasResult = false;
  private isStale = false;
  private state: EditorState = { phase: 'opening', page: 0, viewMode: 'split', zoom: 1 };

  constructor(
    private readonly start: EditorStart,
    root: HTMLElement,
    channel: Channel,
    saved: PersistedState,
  ) {
    const { strings } = start;
    this.host = new RpcPeer<PageApi, HostApi>(channel, this);
    this.worker = startWorker(
      start.workerScript,
      {
        progress: (progress) => {
          this.status.progress(progress);
          this.update({ progress });
        },
        engine: (report) => this.status.showEngine(report),
      },
      // what it held is lost, the file is not
      (error) => this.fail(error),
    );
    this.viewer = new Viewer(strings, start.fileName, this.worker, saved, {
      changed: () => this.update({ viewMode: this.viewer.mode, zoom: this.viewer.zoom, page: this.viewer.page }),
      failed: (error) => this.status.say(toDenoiseError(error).message),
      chooseReference: () => this.host.call('chooseReference'),
    });
    this.toolbar = new Toolbar(strings, {
      denoise: () => this.host.notify('requestRun'),
      stop: () => this.stop(),
      // while it waits for its turn only the host knows of the run
      cancel: () => this.host.notify('requestCancel'),
      save: () => this.host.notify('requestSave'),
      command: (name) => void this.command(name),
      peek: (isPeeking) => {
        this.viewer.compare.isPeeking = isPeeking;
      },
    });
    this.status = new StatusPanel(strings, {
      openSaved: () => this.host.notify('openSaved'),
      revealSaved: () => this.host.notify('revealSaved'),
      reload: () => this.reload(),
    });
    const title = element('h1', { class: 'spoken', text: start.fileName });
    root.append(element('header', {}, title, this.toolbar.root), this.failure, this.viewer.root, this.status.root);
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
    try {
      const summary = await (await this.worker).call('run', settings);
      this.hasResult = true;
      this.viewer.resultChanged();
      this.status.done(summary);
      this.update({ phase: 'done', summary, progress: undefined });
      return summary;
    } catch (thrown) {
      this.runEnded(toDenoiseError(thrown));
      throw thrown;
    }
  };

  readonly stop = async (): Promise<void> => (await this.worker).notify('stop');

  readonly cancel = async (): Promise<void> => {
    if (this.state.phase === 'queued') this.runEnded(new DenoiseError('cancelled', ''));
    (await this.worker).notify('cancel');
  };

  readonly encode = async (): Promise<EncodedResult> => (await this.worker).call('encode');

  readonly saved = (file: SavedFile): void => this.status.saved(file);

  readonly command = async (name: PageCommand): Promise<void> => {
    if (await this.viewer.command(name)) return;
    throw new DenoiseError('unsupported', `this editor does not know the command "${name}"`);
  };

  readonly fileEvent = (event: FileEvent): void => {
    const { strings } = this.start;
    const isBusy = this.state.phase === 'running' || this.state.phase === 'queued';
    if (event === 'changed' && !isBusy && !this.hasResult) {
      this.reload();
      return;
    }
    this.isStale = event === 'changed';
    if (event === 'changed') this.status.stale(strings.fileChanged);
    else this.status.say(strings.fileDeleted);
  };

  private reload(): void {
    this.opening = this.load();
  }

  private load(): Promise<ImageInfo> {
    const loading = this.loadFile();
    // whoever waits for `opened` gets the error; the page shows it either way
    loading.catch((error: unknown) => this.fail(toDenoiseError(error)));
    return loading;
  }

  private async loadFile(): Promise<ImageInfo> {
    this.update({ phase: 'opening', error: undefined });
    this.status.working(this.start.strings.opening);
    const file = await this.host.call('readFile');
    const worker = await this.worker;
    // handed over, because a copy of a large file takes as long as decoding it
    const { info, shape } = await worker.call('open', withTransfer(file, [file.bytes.buffer as ArrayBuffer]));
    this.hasResult = false;
    this.isStale = false;
    this.failure.hidden = true;
    this.viewer.root.hidden = false;
    await this.viewer.showFile(info, shape);
    const { before: noise } = await worker.call('noise', shape.page);
    this.status.say(this.factsText(info, noise));
    this.update({ phase: 'idle', image: info, noise, summary: undefined });
    return info;
  }

  private factsText(info: ImageInfo, noise: number): string {
    const { strings } = this.start;
    const { width, height, color, bitDepth, pages, compression, axes = [], unreadable = [] } = info;
    const facts = [`${width}×${height}`, color, `${bitDepth}-bit`, compression];
    if (pages > 1) facts.push(fill(strings.pageOf, 1, pages));
    for (const { name, count } of axes) facts.push(fill(strings.axes[name], count));
    if (unreadable.length > 0) facts.push(fill(strings.unreadable, unreadable.length));
    if (Number.isFinite(noise)) facts.push(fill(strings.noise, Number(noise.toPrecision(3))));
    return facts.join(' · ');
  }

  private runEnded(error: DenoiseError): void {
    const { strings } = this.start;
    this.update({ phase: this.hasResult ? 'done' : 'idle', progress: undefined });
    if (error.code === 'cancelled') this.status.say(strings.cancelled);
    else this.status.failed(error.message);
    if (this.isStale) this.status.stale(strings.fileChanged);
  }

  private fail({ code, message }: DenoiseError): void {
    const { strings, fileName } = this.start;
    this.viewer.root.hidden = true;
    this.failure.hidden = false;
    this.failure.replaceChildren(
      element('h2', { text: fill(strings.cannotOpen, fileName) }),
      element('p', { text: message }),
      button(strings.tryAgain, strings.tryAgain, () => this.reload()),
    );
    this.status.say('');
    this.update({ phase: 'failed', error: { code, message }, image: undefined });
  }

  /** Takes note of a change, shows it, and tells the host. */
  private update(change: Partial<EditorState>): void {
    this.state = { ...this.state, ...change };
    const { phase, viewMode, zoom, page, image } = this.state;
    this.toolbar.show({
      phase,
      hasResult: this.hasResult,
      mode: viewMode,
      zoom,
      page,
      pages: image?.pages ?? 1,
      showsDetails: this.viewer.showsDetails,
    });
    this.host.notify('stateChanged', this.state);
  }
}
