import type { PageCommand } from '../../src/shared/protocol';
import type { CompareView } from './compareView';

const arrowPan = 40;
/** What stays in sight when Space moves on by a view. */
const spacePan = 0.9;

/** Shows the original while it is held down. */
export const originalKey = 'b';

const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const commands: Record<string, PageCommand> = {
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  '0': 'fit',
  '1': 'actualSize',
  PageUp: 'previousPage',
  PageDown: 'nextPage',
};

/**
 * The keys of the picture: arrows and Space pan, with Shift the arrows move from pixel to pixel, and the zoom keys of
 * VS Code's own preview. With Ctrl, Cmd or Alt they are VS Code's.
 */
export function listenToViewKeys(view: CompareView, run: (command: PageCommand) => void): void {
  view.canvas.addEventListener('keydown', (event) => {
    if (isBare(event) && onKey(event, view, run)) event.preventDefault();
  });
  holdForOriginal(view, view.canvas);
  document.addEventListener('copy', (event) => {
    // elsewhere it is text that is copied
    if (document.activeElement !== view.canvas) return;
    event.preventDefault();
    run('copyResult');
  });
}

/**
 * Shows the original while its key is held down on the target. The toolbar's button shows the original as well: only what
 * the key has begun ends with it.
 */
export function holdForOriginal(view: CompareView, target: HTMLElement): void {
  let isHeld = false;
  const hold = (holds: boolean) => {
    if (holds !== isHeld) view.isPeeking = holds;
    isHeld = holds;
  };
  const isOurs = ({ key }: KeyboardEvent) => key.toLowerCase() === originalKey;
  target.addEventListener('keydown', (event) => isOurs(event) && isBare(event) && hold(true));
  target.addEventListener('keyup', (event) => isOurs(event) && hold(false));
  target.addEventListener('blur', () => hold(false));
}

const isBare = ({ ctrlKey, metaKey, altKey }: KeyboardEvent) => !ctrlKey && !metaKey && !altKey;

function onKey({ key, shiftKey }: KeyboardEvent, view: CompareView, run: (command: PageCommand) => void): boolean {
  const arrow = arrows[key];
  if (arrow && shiftKey) view.moveCursor(...arrow);
  else if (arrow) view.panBy(-arrow[0] * arrowPan, -arrow[1] * arrowPan);
  else if (key === ' ') view.panByViews(0, shiftKey ? -spacePan : spacePan);
  else if (key === 'Escape') view.cursor = undefined;
  else if (key in commands) run(commands[key]);
  else return false;
  return true;
}
