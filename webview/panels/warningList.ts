import type { AssumptionWarning } from '../../src/core/denoise/assumptions';
import { fill } from '../../src/core/text';
import type { UiStrings } from '../../src/shared/strings';
import { element, iconButton } from '../dom';
import { icon } from '../icons';

/** Says in what the noise is not as the method assumes, and why that matters. */
export class WarningList {
  readonly root: HTMLElement;
  /** What a person has put away stays away until another file is shown. */
  private readonly dismissed = new Set<AssumptionWarning['kind']>();

  constructor(private readonly strings: UiStrings) {
    this.root = element('div', { class: 'warnings', role: 'status', hidden: '' });
  }

  clear(): void {
    this.dismissed.clear();
    this.show([]);
  }

  show(warnings: readonly AssumptionWarning[]): void {
    const shown = warnings.filter(({ kind }) => !this.dismissed.has(kind));
    this.root.replaceChildren(...shown.map((warning) => this.item(warning)));
    this.root.hidden = shown.length === 0;
  }

  private item({ kind, amount }: AssumptionWarning): HTMLElement {
    const { title, why } = this.strings.warnings[kind];
    const said = fill(title, kind === 'clipped' ? Math.round(amount * 100) : amount.toFixed(2));
    const item = element(
      'div',
      { class: 'warning' },
      icon('warning'),
      element('details', {}, element('summary', { text: said }), element('p', { text: why })),
    );
    const { close } = this.strings;
    const dismiss = iconButton('close', close, close, () => {
      this.dismissed.add(kind);
      item.remove();
      this.root.hidden = this.root.childElementCount === 0;
    });
    dismiss.classList.add('compact');
    item.append(dismiss);
    return item;
  }
}
