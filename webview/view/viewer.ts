import type { ImageInfo } from '../../src/core/codecs/codec';
import { fill } from '../../src/core/text';
import type { PageCommand, ReferenceFile } from '../../src/shared/protocol';
import type { UiStrings } from '../../src/shared/strings';
import {
  type DisplayMapping,
  type PageShape,
  type TileRequest,
  type ViewMode,
  viewModes,
} from '../../src/shared/viewing';
import { element } from '../dom';
import type { PersistedState } from '../persistedState';
import type { WorkerConnection } from '../workerClient';
import { CompareView } from './compareView';
import { copyPicture } from './copyPicture';
import { DetailsPanel } from './detailsPanel';
import { DifferenceLegend } from './differenceLegend';
import { Inspector } from './inspector';
import type { Pane } from './modes';
import { PaneLabels } from './paneLabels';
import { TileSource } from './tileSource';
import { listenToViewKeys } from './viewKeys';

export interface ViewerEvents {
  /** Mode, zoom, page or what panels are shown have changed. */
  changed(): void;
  /** Something could not be shown or done. */
  failed(error: unknown): void;
  chooseReference(): Promise<ReferenceFile | undefined>;
}

/** Everything about looking at the picture: the comparison, the pages, and the panels beside it. */
export class Viewer {
  readonly root: HTMLElement;
  readonly compare: CompareView;
  /** What stands beside the picture; each panel hides itself. */
  readonly panels: HTMLElement;
  private readonly tiles: TileSource;
  private readonly inspector: Inspector;
  private readonly labels: PaneLabels;
  private readonly legend: DifferenceLegend;
  private readonly details: DetailsPanel;
  private info: ImageInfo | undefined;
  private shape: PageShape | undefined;
  private hasResult = false;
  private reported = '';

  constructor(
    strings: UiStrings,
    fileName: string,
    private readonly worker: () => Promise<WorkerConnection>,
    private readonly saved: PersistedState,
    private readonly on: ViewerEvents,
  ) {
    this.tiles = new TileSource(async (request) => (await worker()).call('tile', this.standIn(request)), {
      arrived: () => this.compare.draw(),
      failed: on.failed,
    });
    this.inspector = new Inspector(async (pixel) => (await worker()).call('inspect', pixel));
    this.labels = new PaneLabels(strings);
    this.legend = new DifferenceLegend(strings, (gain) => this.setGain(gain));
    this.details = new DetailsPanel(strings, worker, {
      mappingChosen: (mapping) => this.setMapping(mapping),
      chooseReference: () => void this.run('chooseReference'),
      qualityKnown: (quality) => this.labels.showQuality(quality),
    });
    const texts = { picture: fill(strings.picture, fileName), keys: strings.pictureKeys, divider: strings.divider };
    this.compare = new CompareView(texts, this.tiles, {
      moved: () => this.noteOutlook(),
      hovered: (pixel) => this.inspector.pointAt(pixel),
      cursorMoved: (pixel) => this.inspector.moveCursor(pixel),
      arranged: (panes) => this.arrange(panes),
    });
    const { labels, legend, inspector } = this;
    this.compare.root.append(labels.root, legend.root, inspector.root, inspector.liveRegion);
    listenToViewKeys(this.compare, (command) => void this.run(command));
    this.panels = element('aside', { class: 'panels', 'aria-label': strings.details }, this.details.root);
    this.root = element('div', { class: 'work' }, this.compare.root, this.panels);
    this.details.isShown = saved.current.showsDetails;
  }

  get mode(): ViewMode {
    return this.compare.mode;
  }

  get zoom(): number {
    return this.compare.scale;
  }

  /** The page shown, from 0. */
  get page(): number {
    return this.shape?.page ?? 0;
  }

  /** How the page is shown: as the person chose, or by its own range. */
  get mapping(): DisplayMapping | undefined {
    return this.saved.current.mapping ?? this.shape?.mapping;
  }

  /** The result of a run that still trains grows over the original, even if it is the first. */
  set isGrowing(isGrowing: boolean) {
    const hasResult = this.hasResult || (isGrowing && this.mode !== 'difference');
    if (this.compare.hasResult !== hasResult) this.compare.hasResult = hasResult;
  }

  /** Resolves when the pictures in sight are up to date. */
  whenShown(): Promise<void> {
    return this.tiles.whenIdle();
  }

  get showsDetails(): boolean {
    return this.details.isShown;
  }

  /** Shows another file, or another version of it, and forgets the result of the one before. */
  async showFile(info: ImageInfo, first: PageShape): Promise<void> {
    const { page, outlook } = this.saved.current;
    const shape = page > 0 && page < info.pages ? await (await this.worker()).call('shape', page) : first;
    this.info = info;
    this.hasResult = false;
    this.compare.hasResult = false;
    this.tiles.clear();
    this.details.forgetReference();
    this.show(shape);
    this.compare.outlook = outlook;
  }

  /** There is a result, or another one than before. */
  resultChanged(): void {
    this.hasResult = true;
    this.tiles.invalidate('after');
    this.tiles.invalidate('difference');
    this.compare.hasResult = true;
    if (this.info && this.shape) this.details.show(this.info, this.shape, true);
    this.inspector.refresh(this.page);
  }

  async showPage(page: number): Promise<void> {
    if (!this.info || page < 0 || page >= this.info.pages) return;
    this.show(await (await this.worker()).call('shape', page));
    this.noteOutlook();
  }

  setMode(mode: ViewMode): void {
    this.compare.setMode(mode);
  }

  /** Does what the command says; false when it is none of the view's. */
  async command(name: PageCommand): Promise<boolean> {
    const mode = viewModes.find((each) => each === name);
    if (mode) {
      this.setMode(mode);
      return true;
    }
    const actions: Partial<Record<PageCommand, () => void | Promise<void>>> = {
      nextMode: () => this.setMode(viewModes[(viewModes.indexOf(this.mode) + 1) % viewModes.length]),
      zoomIn: () => this.compare.zoomStep(1),
      zoomOut: () => this.compare.zoomStep(-1),
      fit: () => this.compare.fit(),
      actualSize: () => this.compare.actualSize(),
      nextPage: () => this.showPage(this.page + 1),
      previousPage: () => this.showPage(this.page - 1),
      toggleHistogram: () => this.showDetails(!this.showsDetails),
      chooseReference: () => this.chooseReference(),
      copyResult: () => this.copyResult(),
    };
    await actions[name]?.();
    return name in actions;
  }

  /** As `command`, for what nobody waits for. */
  private async run(name: PageCommand): Promise<void> {
    try {
      await this.command(name);
    } catch (error) {
      this.on.failed(error);
    }
  }

  /** Until there is a result the original lies below what is seen of it. */
  private standIn(request: TileRequest): TileRequest {
    return request.layer === 'after' && !this.hasResult ? { ...request, layer: 'before' } : request;
  }

  private show(shape: PageShape): void {
    if (!this.info) return;
    this.shape = shape;
    this.applyMapping();
    this.compare.showPage(shape);
    this.details.show(this.info, shape, this.hasResult);
    this.inspector.refresh(shape.page);
  }

  private showDetails(isShown: boolean): void {
    this.details.isShown = isShown;
    this.saved.update({ showsDetails: isShown });
    this.on.changed();
  }

  private setMapping(mapping: DisplayMapping | undefined): void {
    this.saved.update({ mapping });
    this.applyMapping();
  }

  private setGain(gain: number): void {
    this.saved.update({ gain });
    this.applyMapping();
  }

  private applyMapping(): void {
    if (!this.shape) return;
    const { mapping = this.shape.mapping, gain } = this.saved.current;
    this.compare.setMapping('before', mapping);
    this.compare.setMapping('after', mapping);
    this.details.showMapping(mapping);
    const { jointChannels, colorChannels } = this.shape;
    const hasOthers = jointChannels < colorChannels;
    const { black, white } = hasOthers ? mapping : this.shape.mapping;
    const limit = Math.abs(white - black) / gain;
    const channel = hasOthers ? mapping.channel : undefined;
    this.compare.setMapping('difference', { black: -limit, white: limit, gamma: 1, channel });
    this.legend.show(gain, limit);
  }

  private async chooseReference(): Promise<void> {
    const reference = await this.on.chooseReference();
    if (!reference) return;
    this.showDetails(true);
    await this.details.measureBy(reference);
  }

  private async copyResult(): Promise<void> {
    if (!this.shape) return;
    const worker = await this.worker();
    const { mapping = this.shape.mapping } = this.saved.current;
    const layer = this.hasResult ? 'after' : 'before';
    await copyPicture(this.shape, (tile) => worker.call('tile', { ...tile, layer, mapping }));
  }

  private arrange(panes: readonly Pane[]): void {
    this.labels.arrange(panes);
    this.legend.root.hidden = panes.every(({ layer }) => layer !== 'difference');
  }

  private noteOutlook(): void {
    this.saved.update({ outlook: this.compare.outlook, page: this.page });
    // while the picture is only panned there is nothing to tell
    const reported = `${this.mode} ${this.zoom} ${this.page}`;
    if (reported !== this.reported) this.on.changed();
    this.reported = reported;
  }
}
