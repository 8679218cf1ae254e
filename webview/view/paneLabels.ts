import type { UiStrings } from '../../src/shared/strings';
import type { Layer, Quality } from '../../src/shared/viewing';
import { element } from '../dom';
import type { Pane } from './modes';
import { decibels } from './qualityPanel';

/** Says which picture is which where there are two, and how good each is. */
export class PaneLabels {
  readonly root = element('div', { class: 'pane-labels' });
  private readonly labels = {
    before: element('span', { class: 'pane-label' }),
    after: element('span', { class: 'pane-label' }),
  };
  private quality: Quality | undefined;

  constructor(private readonly strings: UiStrings) {
    this.root.append(this.labels.before, this.labels.after);
    this.write();
  }

  showQuality(quality: Quality | undefined): void {
    this.quality = quality;
    this.write();
  }

  /** Puts the labels into the upper outer corners of the panes; nothing is said of a single one. */
  arrange(panes: readonly Pane[]): void {
    for (const name of ['before', 'after'] as const) {
      const index = panes.length < 2 ? -1 : panes.findIndex(({ layer }) => layer === name);
      const label = this.labels[name];
      label.hidden = index < 0;
      if (index < 0) continue;
      const { clip, frame } = panes[index];
      const isShared = frame.width > clip.width;
      // the two of a divided picture stand in the corners that the divider reaches last
      const isRight = isShared && index > 0;
      label.classList.toggle('right', isRight);
      label.style.left = isRight ? 'auto' : `${frame.x}px`;
      label.style.top = `${frame.y}px`;
    }
  }

  private write(): void {
    for (const name of ['before', 'after'] as const) this.labels[name].textContent = this.text(name);
  }

  private text(name: Exclude<Layer, 'difference'>): string {
    const similarity = this.quality?.[name];
    if (!similarity) return this.strings[name];
    return `${this.strings[name]} · ${decibels(similarity.psnr)} · SSIM ${similarity.ssim.toFixed(3)}`;
  }
}
