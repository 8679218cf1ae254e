import type { ImageInfo } from '../src/core/codecs/codec';
import { DenoiseError, toDenoiseError } from '../src/core/errors';
import type {
  EditorStart,
  EditorState,
  EncodedResult,
  FileEvent,
  HostApi,
  PageApi,
  RunSettings,
  RunSummary,
  SavedFile,
  ViewMode,
} from '../src/shared/protocol';
import { type Channel, RpcPeer } from '../src/shared/rpc';
import { fill } from '../src/shared/strings';
import { button, element } from './dom';
import { ImageView } from './view/imageView';
import { StatusPanel } from './view/statusPanel';
import { Toolbar } from './view/toolbar';
import { startWorker, type WorkerConnection } from './workerClient';

/** The editor's page: shows what the worker computes and does what person and host ask. */
export class Editor implements PageApi {
  private readonly host: RpcPeer<PageApi, HostApi>;
  private readonly worker: Promise<WorkerConnection>;
  private readonly view: ImageView;
  private readonly toolbar: Toolbar;
  private readonly status: StatusPanel;
  private readonly failure = element('div', { class: 'failure', role: 'alert', hidden: '' });
  private opening: Promise<ImageInfo>;
  private hasResult = false;
  private isStale = false;
  private state: EditorState = { phase: 'opening', viewMode: 'split', zoom: 1 };

  constructor(
    private readonly start: EditorStart,
    root: HTMLElement,
    channel: Channel,
  ) {
    const { strings } = start;
    this.host = new RpcPeer<PageApi, HostApi>(channel, this);
    this.worker = startWorker(
      { worker: start.workerScript, thread: start.threadScript },
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
    this.view = new ImageView({ picture: fill(strings.picture, start.fileName), divider: strings.divider }, (zoom) =>
      this.update({ zoom }),
    );
    this.toolbar = new Toolbar(strings, {
      denoise: () => this.host.notify('requestRun'),
      stop: () => this.stop(),
      // while it waits for its turn only the host knows of the run
      cancel: () => this.host.notify('requestCancel'),
      save: () => this.host.notify('requestSave'),
      setMode: (mode) => this.setViewMode(mode),
      zoomStep: (direction) => this.view.zoomStep(direction),
      fit: () => this.view.fit(),
      actualSize: () => this.view.actualSize(),
    });
    this.status = new StatusPanel(strings, {
      openSaved: () => this.host.notify('openSaved'),
      revealSaved: () => this.host.notify('revealSaved'),
      reload: () => this.reload(),
    });
    root.append(this.toolbar.root, this.failure, this.view.root, this.status.root);
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
      const { summary, picture } = await (await this.worker).call('run', settings);
      this.hasResult = true;
      this.view.setAfter(picture);
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

  readonly setViewMode = (mode: ViewMode): void => {
    this.view.setMode(mode);
    this.update({ viewMode: mode });
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
    const { info, picture, noise } = await (await this.worker).call('open', file);
    this.hasResult = false;
    this.isStale = false;
    this.failure.hidden = true;
    this.view.root.hidden = false;
    this.view.setBefore(picture);
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
    this.view.root.hidden = true;
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
    const { phase, viewMode, zoom } = this.state;
    this.toolbar.show({ phase, hasResult: this.hasResult, mode: viewMode, zoom });
    this.host.notify('stateChanged', this.state);
  }
}
