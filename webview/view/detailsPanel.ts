import type { ImageInfo } from '../../src/core/codecs/codec';
import type { ReferenceFile } from '../../src/shared/protocol';
import type { UiStrings } from '../../src/shared/strings';
import type { DisplayMapping, PageShape, Quality } from '../../src/shared/viewing';
import { element } from '../dom';
import { messageOf } from '../windowText';
import type { WorkerConnection } from '../workerClient';
import { FactsPanel } from './factsPanel';
import { HistogramPanel } from './histogramPanel';
import { QualityPanel } from './qualityPanel';

export interface DetailsEvents {
  /** A display range was chosen; undefined: the page's own. */
  mappingChosen(mapping: DisplayMapping | undefined): void;
  chooseReference(): void;
  /** Undefined when it is not known. */
  qualityKnown(quality: Quality | undefined): void;
}

/** Histogram, facts and quality of the page that is shown. Nothing is computed while it is hidden. */
export class DetailsPanel {
  readonly root: HTMLElement;
  private readonly histogram: HistogramPanel;
  private readonly facts: FactsPanel;
  private readonly quality: QualityPanel;
  private subject: { readonly info: ImageInfo; readonly shape: PageShape; readonly hasResult: boolean } | undefined;
  private referenceName: string | undefined;
  /** Goes up when something else is to be shown, so that answers about what was before are not. */
  private revision = 0;

  constructor(
    private readonly strings: UiStrings,
    private readonly worker: () => Promise<WorkerConnection>,
    private readonly on: DetailsEvents,
  ) {
    this.histogram = new HistogramPanel(strings, on.mappingChosen);
    this.facts = new FactsPanel(strings);
    this.quality = new QualityPanel(strings, on.chooseReference);
    this.root = element(
      'div',
      { class: 'details', hidden: '' },
      this.histogram.root,
      this.facts.root,
      this.quality.root,
    );
  }

  get isShown(): boolean {
    return !this.root.hidden;
  }

  set isShown(isShown: boolean) {
    this.root.hidden = !isShown;
    void this.update();
  }

  /** What the panel is about has changed: the page, or its result. */
  show(info: ImageInfo, shape: PageShape, hasResult: boolean): void {
    this.subject = { info, shape, hasResult };
    void this.update();
    void this.measureAgain();
  }

  /** The reference belonged to the file before. */
  forgetReference(): void {
    this.referenceName = undefined;
    this.quality.clear();
    this.on.qualityKnown(undefined);
  }

  showMapping(mapping: DisplayMapping): void {
    this.histogram.showMapping(mapping);
  }

  /** Measures by this file from now on, and says so when it does not fit. */
  async measureBy(reference: ReferenceFile): Promise<void> {
    const { subject } = this;
    if (!subject) return;
    this.quality.measuring(reference.name);
    try {
      const quality = await (await this.worker()).call('setReference', { ...reference, page: subject.shape.page });
      this.referenceName = reference.name;
      this.showQuality(quality);
    } catch (error) {
      this.quality.failed(messageOf(error, this.strings));
      this.on.qualityKnown(undefined);
    }
  }

  private async measureAgain(): Promise<void> {
    const { subject } = this;
    if (!subject || !this.referenceName) return;
    this.quality.measuring(this.referenceName);
    try {
      const quality = await (await this.worker()).call('quality', subject.shape.page);
      if (quality && subject === this.subject) this.showQuality(quality);
    } catch (error) {
      this.quality.failed(messageOf(error, this.strings));
    }
  }

  private showQuality(quality: Quality): void {
    if (this.referenceName) this.quality.show(this.referenceName, quality);
    this.on.qualityKnown(quality);
  }

  private async update(): Promise<void> {
    const revision = ++this.revision;
    if (!this.subject || !this.isShown) return;
    const { info, shape, hasResult } = this.subject;
    const { page } = shape;
    const worker = await this.worker();
    const [before, after, noise] = await Promise.all([
      worker.call('histogram', { layer: 'before', page }),
      hasResult ? worker.call('histogram', { layer: 'after', page }) : undefined,
      worker.call('noise', page),
    ]);
    if (revision !== this.revision) return;
    this.histogram.showCounts(shape, before, after);
    this.facts.show(info, shape, before, noise);
  }
}
