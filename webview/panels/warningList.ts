import type { AssumptionWarning } from '../../src/core/denoise/assumptions';
import { findingText } from '../../src/core/denoise/findingTexts';
import type { Text } from '../../src/core/text';
import type { UiStrings } from '../../src/shared/strings';
import { element, iconButton } from '../dom';
import { icon } from '../icons';
import { inWindowLanguage } from '../windowText';

/** Says in what a page is not as the method assumes, why that matters and what was done about it. */
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

  private item(warning: AssumptionWarning): HTMLElement {
    const { title, why } = findingText(warning);
    const inWords = (said: Text) => inWindowLanguage(said, this.strings);
    const item = element(
      'div',
      { class: 'warning' },
      icon('warning'),
      element('details', {}, element('summary', { text: inWords(title) }), element('p', { text: inWords(why) })),
    );
    const { close } = this.strings;
    const dismiss = iconButton('close', close, close, () => {
      this.dismissed.add(warning.kind);
      item.remove();
      this.root.hidden = this.root.childElementCount === 0;
    });
    dismiss.classList.add('compact');
    item.append(dismiss);
    return item;
  }
}
