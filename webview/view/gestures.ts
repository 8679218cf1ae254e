export interface ViewGestures {
  panBy(dx: number, dy: number): void;
  /** Multiplies the zoom about a point of the target. */
  zoomBy(factor: number, x: number, y: number): void;
  /** The pointer is over this point of the target; undefined when it has left. */
  hover(point: { x: number; y: number } | undefined): void;
}

const wheelZoomRate = 0.0075;
/** A notch of a mouse wheel says 100 or more where a pinch says a few. */
const largestWheelStep = 20;
const lineHeight = 16;

/**
 * Drag and wheel pan; the wheel with Ctrl or Cmd zooms, and so do a touch pad's pinch, which arrives as such, and two
 * fingers on a touch screen.
 */
export function listenToGestures(target: HTMLElement, on: ViewGestures): void {
  target.addEventListener('wheel', (event) => onWheel(event, on), { passive: false });
  const fingers = new Map<number, { x: number; y: number }>();
  target.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    target.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
  });
  target.addEventListener('pointermove', (event) => {
    const now = { x: event.offsetX, y: event.offsetY };
    on.hover(now);
    const last = fingers.get(event.pointerId);
    if (!last) return;
    fingers.set(event.pointerId, now);
    const [other] = [...fingers].filter(([id]) => id !== event.pointerId);
    if (!other) {
      on.panBy(now.x - last.x, now.y - last.y);
      return;
    }
    const [, still] = other;
    const factor = Math.hypot(now.x - still.x, now.y - still.y) / Math.hypot(last.x - still.x, last.y - still.y);
    if (Number.isFinite(factor) && factor > 0) on.zoomBy(factor, (now.x + still.x) / 2, (now.y + still.y) / 2);
  });
  for (const end of ['pointerup', 'pointercancel'] as const) {
    target.addEventListener(end, ({ pointerId }) => fingers.delete(pointerId));
  }
  target.addEventListener('pointerleave', () => on.hover(undefined));
}

function onWheel(event: WheelEvent, on: ViewGestures): void {
  event.preventDefault();
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? lineHeight : 1;
  if (event.ctrlKey || event.metaKey) {
    const step = Math.min(largestWheelStep, Math.max(-largestWheelStep, event.deltaY * unit));
    on.zoomBy(Math.exp(-step * wheelZoomRate), event.offsetX, event.offsetY);
  } else {
    on.panBy(-event.deltaX * unit, -event.deltaY * unit);
  }
}

/** Calls back with each movement while the pointer is held down on the target. */
export function dragging(target: HTMLElement, onMove: (event: PointerEvent) => void): void {
  target.addEventListener('pointerdown', (event) => target.setPointerCapture(event.pointerId));
  target.addEventListener('pointermove', (event) => {
    if (target.hasPointerCapture(event.pointerId)) onMove(event);
  });
}
