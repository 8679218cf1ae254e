import type { ImageInfo } from '../../src/core/codecs/codec';
import type { DisplayMapping, PageCommand, PageShape, ViewMode } from '../../src/shared/protocol';
import { viewModes } from '../../src/shared/protocol';
import { fill, type UiStrings } from '../../src/shared/strings';
import { element } from '../dom';
import type { PersistedState } from '../persistedState';
import type { WorkerConnection } from '../workerClient';
import { CompareView } from './compareView';
import { TileSource } from './tileSource';
import { listenToViewKeys } from './viewKeys';

export interface ViewerEvents {
  /** Mode, zoom or page have changed. */
  changed(): void;
  /** The picture could not be shown. */
  failed(error: unknown): void;
}

/** Everything about looking at the picture: the comparison, the pages, and the panels beside it. */
export class Viewer {
  readonly root: HTMLElement;
  readonly compare: CompareView;
  private readonly tiles: TileSource;
  private info: ImageInfo | undefined;
  private shape: PageShape | undefined;

  constructor(
    strings: UiStrings,
    fileName: string,
    private readonly worker: () => Promise<WorkerConnection>,
    private readonly saved: PersistedState,
    private readonly on: ViewerEvents,
  ) {
    this.tiles = new TileSource(async (request) => (await worker()).call('tile', request), {
      arrived: () => this.compare.draw(),
      failed: (error) => on.failed(error),
    });
    const labels = { picture: fill(strings.picture, fileName), keys: strings.pictureKeys, divider: strings.divider };
    this.compare = new CompareView(labels, this.tiles, {
      moved: () => this.noteOutlook(),
      hovered: () => {},
      cursorMoved: () => {},
      arranged: () => {},
    });
    listenToViewKeys(this.compare, (command) => this.command(command));
    this.root = element('div', { class: 'work' }, this.compare.root);
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

  /** Shows another file, or another version of it, and forgets the result of the one before. */
  async showFile(info: ImageInfo, first: PageShape): Promise<void> {
    this.info = info;
    this.compare.hasResult = false;
    this.tiles.clear();
    const { page, outlook } = this.saved.current;
    this.show(page > 0 && page < info.pages ? await (await this.worker()).call('shape', page) : first);
    this.compare.outlook = outlook;
  }

  /** There is a result, or another one than before. */
  resultChanged(): void {
    this.tiles.invalidate('after');
    this.tiles.invalidate('difference');
    this.compare.hasResult = true;
  }

  async showPage(page: number): Promise<void> {
    if (!this.info || page < 0 || page >= this.info.pages) return;
    this.show(await (await this.worker()).call('shape', page));
    this.noteOutlook();
  }

  /** The shown page of the result as it is on the screen: 8 bits a channel, PNG; undefined while there is none. */
  async resultPng(): Promise<Blob | undefined> {
    return this.shape && this.compare.hasResult ? this.tiles.wholePage('after', this.shape) : undefined;
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
    };
    await actions[name]?.();
    return name in actions;
  }

  private show(shape: PageShape): void {
    this.shape = shape;
    this.applyMapping(this.saved.current.mapping ?? shape.mapping);
    this.compare.showPage(shape);
  }

  private applyMapping(mapping: DisplayMapping): void {
    if (!this.shape) return;
    this.compare.setMapping('before', mapping);
    this.compare.setMapping('after', mapping);
    const limit = Math.abs(this.shape.mapping.white - this.shape.mapping.black) / this.saved.current.gain;
    this.compare.setMapping('difference', { black: -limit, white: limit, gamma: 1 });
  }

  private noteOutlook(): void {
    this.saved.update({ outlook: this.compare.outlook, page: this.page });
    this.on.changed();
  }
}
