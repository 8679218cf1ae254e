import type { ImageInfo } from '../../src/core/codecs/codec';
import { validateOptions } from '../../src/core/denoise/validateOptions';
import type { HostApi, PageApi, PageCommand } from '../../src/shared/protocol';
import type { RpcPeer } from '../../src/shared/rpc';
import type { RunProgress, RunRequest } from '../../src/shared/run';
import type { UiStrings } from '../../src/shared/strings';
import type { PageArea, PlacedPicture } from '../../src/shared/viewing';
import { element } from '../dom';
import type { PersistedState } from '../persistedState';
import type { Viewer } from '../view/viewer';
import type { WorkerConnection } from '../workerClient';
import { LiveView } from './liveView';
import { PageBar } from './pageBar';
import { RegionPreview } from './regionPreview';
import { TrainingPanel } from './trainingPanel';
import { valuesOf } from './tuneModel';
import { TunePanel } from './tunePanel';
import { WarningList } from './warningList';

export interface TuningEvents {
  /** What panels are shown has changed. */
  changed(): void;
  /** The result has another strength. */
  blended(): void;
  failed(error: unknown): void;
}

/** Everything about what a run is to do, and about watching it: the panels around the viewer. */
export class Tuning {
  readonly pageBar: PageBar;
  readonly warnings: WarningList;
  private readonly panel: TunePanel;
  private readonly training: TrainingPanel;
  private readonly trainingPlace = element('div', { hidden: '' });
  private readonly preview: RegionPreview;
  private readonly live: LiveView;
  private isRunning = false;
  private hasOwnResult = false;
  /** The strength that is asked for while the worker still blends by another one. */
  private wantedStrength: number | undefined;
  private isBlending = false;

  constructor(
    strings: UiStrings,
    private readonly viewer: Viewer,
    private readonly worker: () => Promise<WorkerConnection>,
    private readonly host: RpcPeer<PageApi, HostApi>,
    private readonly saved: PersistedState,
    private readonly on: TuningEvents,
  ) {
    this.panel = new TunePanel(strings, {
      changed: (overrides) => {
        saved.update({ tune: this.panel.current });
        host.notify('tuned', overrides);
      },
      strengthMoved: (strength) => void this.blend(strength),
      reset: () => void this.readSettings(),
    });
    this.training = new TrainingPanel(strings);
    this.pageBar = new PageBar(strings, {
      show: (page) => void viewer.showPage(page).catch(on.failed),
      denoiseThisPage: () => this.requestRun('current'),
    });
    this.warnings = new WarningList(strings);
    this.live = new LiveView(viewer, worker);
    this.preview = new RegionPreview(strings, viewer.compare, {
      preview: (area) => this.previewArea(area),
      denoise: () => this.requestRun('all'),
      left: (error) => this.previewLeft(error),
    });
    viewer.compare.root.append(this.preview.root);
    viewer.panels.prepend(this.panel.root);
    this.panel.root.after(this.trainingPlace);
    this.panel.isShown = saved.current.showsTune ?? false;
  }

  get showsTune(): boolean {
    return this.panel.isShown;
  }

  get isPreviewing(): boolean {
    return this.preview.isActive;
  }

  /** Another file is shown, or another version of it. */
  async opened(info: ImageInfo): Promise<void> {
    this.preview.leave();
    this.hasOwnResult = false;
    this.warnings.clear();
    this.pageBar.open(info);
    this.pageBar.show(this.viewer.page);
    const { tune } = this.saved.current;
    if (!tune) await this.readSettings();
    else {
      this.panel.show(tune);
      if (this.panel.overrides) this.host.notify('tuned', this.panel.overrides);
    }
    void this.check();
  }

  /** Asks the host for a run with what the panel says; not while the panel says what is wrong with it. */
  requestRun(pages: RunRequest['pages']): void {
    if (this.panel.isValid) this.host.notify('requestRun', { pages, overrides: this.panel.overrides });
    else {
      this.showPanel(true);
      this.panel.focusInvalid();
    }
  }

  runStarted(): void {
    this.preview.leave();
    this.isRunning = true;
    this.wantedStrength = undefined;
    this.pageBar.isBusy = true;
    this.training.clear();
    this.placeTraining();
    this.live.start();
  }

  progress(progress: RunProgress): void {
    this.training.progress(progress);
  }

  showLive(piece: PlacedPicture): void {
    this.live.show(piece);
  }

  runEnded(hasNewResult: boolean): void {
    this.isRunning = false;
    this.pageBar.isBusy = false;
    this.hasOwnResult ||= hasNewResult;
    this.placeTraining();
    void this.live.end(hasNewResult);
    if (!hasNewResult) return;
    // moved while it ran
    if (this.wantedStrength !== undefined) void this.blend(this.wantedStrength);
    void this.check();
  }

  /** Zoom, place or page have changed. */
  moved(): void {
    this.pageBar.show(this.viewer.page);
    this.live.moved();
    this.preview.follow();
  }

  pageChanged(): void {
    this.live.pageChanged();
    void this.check();
  }

  /** Does what the command says; false when it is none of these panels'. */
  command(name: PageCommand): boolean {
    if (name === 'toggleTune') this.togglePanel();
    else if (name === 'previewRegion') this.togglePreview();
    else return false;
    return true;
  }

  private togglePanel(): void {
    this.showPanel(!this.showsTune);
    if (this.showsTune) this.panel.focus();
  }

  private showPanel(isShown: boolean): void {
    this.panel.isShown = isShown;
    this.placeTraining();
    this.saved.update({ showsTune: isShown });
    this.on.changed();
  }

  /** Beside the picture below the tune panel; without that on the picture, which would jump if room was made for it. */
  private placeTraining(): void {
    if (this.showsTune) this.training.showIn(this.isRunning || this.training.hasCurve ? this.trainingPlace : undefined);
    else this.training.showIn(this.isRunning ? this.viewer.compare.root : undefined);
    this.trainingPlace.hidden = !this.trainingPlace.contains(this.training.root) || this.training.root.hidden;
  }

  private togglePreview(): void {
    if (this.preview.isActive) this.preview.leave();
    else if (!this.isRunning) this.preview.start();
    this.on.changed();
  }

  private async previewArea(area: PageArea): Promise<PlacedPicture | undefined> {
    const { page, mapping } = this.viewer;
    const settings = await this.host.call('runSettings');
    const options = validateOptions({ ...settings.options, ...this.panel.overrides });
    if (!mapping) return undefined;
    const request = { page, area, mapping, settings: { ...settings, options } };
    return (await this.worker()).call('previewRegion', request);
  }

  private previewLeft(error: unknown): void {
    if (error) this.on.failed(error);
    this.on.changed();
  }

  private async readSettings(): Promise<void> {
    try {
      const { options } = await this.host.call('runSettings');
      this.panel.show(valuesOf(options));
      this.saved.update({ tune: undefined });
      this.host.notify('tuned', {});
    } catch (error) {
      this.on.failed(error);
    }
  }

  /** Blends the result anew; while one is being made only the last strength asked for counts. */
  private async blend(strength: number): Promise<void> {
    this.wantedStrength = strength;
    if (!this.hasOwnResult || this.isRunning || this.isBlending) return;
    this.isBlending = true;
    try {
      while (this.wantedStrength !== undefined) {
        const wanted = this.wantedStrength;
        this.wantedStrength = undefined;
        await (await this.worker()).call('setStrength', wanted);
        this.viewer.resultChanged();
      }
      this.on.blended();
    } catch (error) {
      this.on.failed(error);
    } finally {
      this.isBlending = false;
    }
  }

  private async check(): Promise<void> {
    const { page } = this.viewer;
    try {
      const warnings = await (await this.worker()).call('warnings', page);
      if (page === this.viewer.page) this.warnings.show(warnings);
    } catch (error) {
      this.on.failed(error);
    }
  }
}
