import type { Layer, ViewMode } from '../../src/shared/viewing';
import type { Area, Size } from '../tileGrid';

/** One picture in the view, in CSS pixels. */
export interface Pane {
  readonly layer: Layer;
  /** What the picture is fitted to and centred in. */
  readonly frame: Area;
  /** The part of the frame that shows it. */
  readonly clip: Area;
}

/** Between two pictures side by side. */
export const paneGap = 4;

export interface ModeState {
  readonly mode: ViewMode;
  /** Share of the width that shows the original in `split`. */
  readonly split: number;
  readonly hasResult: boolean;
  /** The original is to be seen alone for the moment. */
  readonly isPeeking: boolean;
}

/** The mode there is something to show for. */
export function effectiveMode({ mode, hasResult }: ModeState): ViewMode {
  return hasResult ? mode : 'before';
}

/** The pictures that a mode shows, and where. */
export function panesOf(state: ModeState, view: Size): Pane[] {
  const whole: Area = { x: 0, y: 0, ...view };
  const mode = effectiveMode(state);
  if (mode === 'side') {
    const [first, second] = halves(view);
    return [
      { layer: 'before', frame: first, clip: first },
      { layer: state.isPeeking ? 'before' : 'after', frame: second, clip: second },
    ];
  }
  if (mode === 'split' && !state.isPeeking) {
    const edge = state.split * view.width;
    return [
      { layer: 'before', frame: whole, clip: { ...whole, width: edge } },
      { layer: 'after', frame: whole, clip: { ...whole, x: edge, width: view.width - edge } },
    ];
  }
  const layer = state.isPeeking || mode === 'split' ? 'before' : mode;
  return [{ layer, frame: whole, clip: whole }];
}

/** Beside each other in a wide view, one above the other in a high one. */
function halves({ width, height }: Size): [Area, Area] {
  if (width >= height) {
    const half = (width - paneGap) / 2;
    return [
      { x: 0, y: 0, width: half, height },
      { x: half + paneGap, y: 0, width: half, height },
    ];
  }
  const half = (height - paneGap) / 2;
  return [
    { x: 0, y: 0, width, height: half },
    { x: 0, y: half + paneGap, width, height: half },
  ];
}
