import { fill } from '../../src/core/text';
import type { EditorPhase, PageCommand } from '../../src/shared/protocol';
import type { UiStrings } from '../../src/shared/strings';
import { type ViewMode, viewModes } from '../../src/shared/viewing';
import { button, element, iconButton } from '../dom';
import { roveWithin } from './roving';

export interface ToolbarActions {
  denoise(): void;
  stop(): void;
  cancel(): void;
  save(): void;
  saveAs(): void;
  command(name: PageCommand): void;
  /** Shows the original alone, or no longer. */
  peek(isPeeking: boolean): void;
}

/** What the toolbar shows. */
export interface ToolbarState {
  readonly phase: EditorPhase;
  readonly hasResult: boolean;
  readonly mode: ViewMode;
  readonly zoom: number;
  /** The page shown, from 0, and how many there are. */
  readonly page: number;
  readonly pages: number;
  readonly showsDetails: boolean;
  readonly showsTune: boolean;
  /** A part of the picture is being chosen or previewed. */
  readonly isPreviewing: boolean;
}

/** The row of buttons above the picture. */
export class Toolbar {
  readonly root: HTMLElement;
  private readonly denoise: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly cancel: HTMLButtonElement;
  /** Save, Save as and Copy: there is a result to keep. */
  private readonly keeping: readonly HTMLButtonElement[];
  private readonly modes: ReadonlyMap<ViewMode, HTMLButtonElement>;
  private readonly original: HTMLButtonElement;
  private readonly previousPage: HTMLButtonElement;
  private readonly nextPage: HTMLButtonElement;
  private readonly page = element('span', { class: 'page' });
  private readonly pager: HTMLElement;
  private readonly zoom: HTMLButtonElement;
  private readonly details: HTMLButtonElement;
  private readonly tune: HTMLButtonElement;
  private readonly preview: HTMLButtonElement;

  constructor(
    private readonly strings: UiStrings,
    actions: ToolbarActions,
  ) {
    const s = strings;
    const command = (name: PageCommand) => () => actions.command(name);
    this.denoise = button(s.denoise, s.denoise, actions.denoise);
    this.denoise.classList.add('primary');
    this.stop = button(s.stop, s.stopHint, actions.stop);
    this.cancel = button(s.cancel, s.cancelHint, actions.cancel);
    this.keeping = [
      button(s.save, s.saveHint, actions.save),
      button(s.saveAs, s.saveAsHint, actions.saveAs),
      button(s.copy, s.copyHint, command('copyResult')),
    ];
    this.modes = new Map(viewModes.map((mode) => [mode, iconButton(mode, s[mode], s[mode], command(mode))]));
    this.original = iconButton('original', s.original, s.originalHint);
    this.original.classList.add('compact');
    listenWhileHeld(this.original, actions.peek);
    this.previousPage = compactButton('previousPage', s.previousPage, command('previousPage'));
    this.nextPage = compactButton('nextPage', s.nextPage, command('nextPage'));
    this.pager = group(s.pages, this.previousPage, this.page, this.nextPage);
    this.zoom = button('100%', s.actualSize, command('actualSize'));
    this.zoom.classList.add('action', 'zoom');
    this.details = compactButton('details', s.details, command('toggleHistogram'), s.detailsHint);
    this.tune = compactButton('tune', s.tune.open, command('toggleTune'), s.tune.openHint);
    this.preview = compactButton('preview', s.preview.start, command('previewRegion'), s.preview.startHint);
    this.root = element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': s.toolbar },
      element(
        'div',
        { class: 'group run' },
        this.denoise,
        this.stop,
        this.cancel,
        ...this.keeping,
        this.tune,
        this.preview,
      ),
      group(s.compare, ...this.modes.values(), this.original),
      this.pager,
      group(
        s.zoomAndDetails,
        compactButton('zoomOut', s.zoomOut, command('zoomOut')),
        this.zoom,
        compactButton('zoomIn', s.zoomIn, command('zoomIn')),
        compactButton('fit', s.fit, command('fit')),
        this.details,
      ),
    );
    roveWithin(this.root);
  }

  show({ phase, hasResult, mode, zoom, page, pages, showsDetails, showsTune, isPreviewing }: ToolbarState): void {
    const isBusy = phase === 'running' || phase === 'queued';
    const isOpen = phase !== 'opening' && phase !== 'failed';
    this.denoise.hidden = isBusy;
    this.denoise.disabled = !isOpen;
    setText(this.denoise, hasResult ? this.strings.denoiseAgain : this.strings.denoise);
    this.stop.hidden = phase !== 'running';
    this.cancel.hidden = !isBusy;
    for (const keep of this.keeping) keep.hidden = isBusy || !hasResult;
    for (const [name, modeButton] of this.modes) {
      modeButton.disabled = !hasResult;
      modeButton.setAttribute('aria-pressed', String(hasResult && name === mode));
    }
    this.original.disabled = !hasResult;
    this.pager.hidden = pages < 2;
    this.previousPage.disabled = page === 0;
    this.nextPage.disabled = page === pages - 1;
    setText(this.page, fill(this.strings.pageOf, page + 1, pages));
    setText(this.zoom, `${Math.round(zoom * 100)}%`);
    this.details.setAttribute('aria-expanded', String(showsDetails));
    this.tune.disabled = !isOpen;
    this.tune.setAttribute('aria-expanded', String(showsTune));
    this.preview.disabled = !isOpen || isBusy;
    this.preview.setAttribute('aria-pressed', String(isPreviewing));
  }
}

/** Writing the same text again would make the browser lay the bar out anew at every movement of the picture. */
function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

function group(label: string, ...children: HTMLElement[]): HTMLElement {
  return element('div', { class: 'group', role: 'group', 'aria-label': label }, ...children);
}

/** A button whose picture says enough. */
function compactButton(name: Parameters<typeof iconButton>[0], label: string, onClick: () => void, hint = label) {
  const made = iconButton(name, label, hint, onClick);
  made.classList.add('compact');
  return made;
}

/** Tells when the button is pressed and let go, by pointer or by Space and Enter. */
function listenWhileHeld(target: HTMLButtonElement, onHold: (isHeld: boolean) => void): void {
  const hold = (isHeld: boolean) => {
    target.setAttribute('aria-pressed', String(isHeld));
    onHold(isHeld);
  };
  hold(false);
  target.addEventListener('pointerdown', ({ pointerId }) => {
    target.setPointerCapture(pointerId);
    hold(true);
  });
  target.addEventListener('keydown', ({ key }) => (key === ' ' || key === 'Enter') && hold(true));
  for (const end of ['pointerup', 'pointercancel', 'keyup', 'blur'] as const) {
    target.addEventListener(end, () => hold(false));
  }
}
