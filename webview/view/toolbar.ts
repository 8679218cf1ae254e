import { type EditorPhase, type PageCommand, type ViewMode, viewModes } from '../../src/shared/protocol';
import type { UiStrings } from '../../src/shared/strings';
import { button, element } from '../dom';

export interface ToolbarActions {
  denoise(): void;
  stop(): void;
  cancel(): void;
  save(): void;
  saveAs(): void;
  command(name: PageCommand): void;
}

/** What the toolbar shows. */
export interface ToolbarState {
  readonly phase: EditorPhase;
  readonly hasResult: boolean;
  readonly mode: ViewMode;
  readonly zoom: number;
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
  private readonly zoom: HTMLButtonElement;

  constructor(
    private readonly strings: UiStrings,
    actions: ToolbarActions,
  ) {
    const s = strings;
    this.denoise = button(s.denoise, s.denoise, actions.denoise);
    this.denoise.classList.add('primary');
    this.stop = button(s.stop, s.stopHint, actions.stop);
    this.cancel = button(s.cancel, s.cancelHint, actions.cancel);
    this.keeping = [
      button(s.save, s.saveHint, actions.save),
      button(s.saveAs, s.saveAsHint, actions.saveAs),
      button(s.copy, s.copyHint, () => actions.command('copyResult')),
    ];
    this.modes = new Map(viewModes.map((mode) => [mode, button(s[mode], s[mode], () => actions.command(mode))]));
    this.zoom = button('100%', s.actualSize, () => actions.command('actualSize'));
    this.root = element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': s.denoise },
      element('div', { class: 'group' }, this.denoise, this.stop, this.cancel, ...this.keeping),
      element('div', { class: 'group', role: 'group', 'aria-label': s.compare }, ...this.modes.values()),
      element(
        'div',
        { class: 'group' },
        button('−', s.zoomOut, () => actions.command('zoomOut')),
        this.zoom,
        button('+', s.zoomIn, () => actions.command('zoomIn')),
        button(s.fit, s.fit, () => actions.command('fit')),
      ),
    );
  }

  show({ phase, hasResult, mode, zoom }: ToolbarState): void {
    const isBusy = phase === 'running' || phase === 'queued';
    const isOpen = phase !== 'opening' && phase !== 'failed';
    this.denoise.hidden = isBusy;
    this.denoise.disabled = !isOpen;
    this.denoise.textContent = hasResult ? this.strings.denoiseAgain : this.strings.denoise;
    this.stop.hidden = phase !== 'running';
    this.cancel.hidden = !isBusy;
    for (const keep of this.keeping) keep.hidden = isBusy || !hasResult;
    for (const [name, modeButton] of this.modes) {
      modeButton.disabled = !hasResult;
      modeButton.setAttribute('aria-pressed', String(hasResult && name === mode));
    }
    this.zoom.textContent = `${Math.round(zoom * 100)}%`;
  }
}
