import type { Area, Size } from '../tileGrid';

/** Sides of a frame in page pixels: what a click gives, and the least that can be previewed. */
export const usualSide = 256;
export const leastSide = 16;
/** Larger parts would take longer to denoise than one likes to wait for. */
export const largestSide = 768;

const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** The frame in whole pixels, of a side that can be previewed, and on the page as far as the page is large enough. */
export function placedFrame({ x, y, width, height }: Area, page: Size): Area {
  const along = (start: number, length: number, room: number) => {
    const side = Math.round(within(length, Math.min(leastSide, room), Math.min(largestSide, room)));
    return [Math.round(within(start, 0, room - side)), side] as const;
  };
  const [left, across] = along(x, width, page.width);
  const [top, down] = along(y, height, page.height);
  return { x: left, y: top, width: across, height: down };
}

/** The frame between two points of the page; about the first where they are almost one. */
export function frameBetween(from: { x: number; y: number }, to: { x: number; y: number }, page: Size): Area {
  const width = Math.abs(to.x - from.x);
  const height = Math.abs(to.y - from.y);
  if (width < leastSide / 2 && height < leastSide / 2) {
    return placedFrame(
      { x: from.x - usualSide / 2, y: from.y - usualSide / 2, width: usualSide, height: usualSide },
      page,
    );
  }
  const limited = (start: number, end: number) => start + within(end - start, -largestSide, largestSide);
  const endX = limited(from.x, to.x);
  const endY = limited(from.y, to.y);
  const area = {
    x: Math.min(from.x, endX),
    y: Math.min(from.y, endY),
    width: Math.abs(endX - from.x),
    height: Math.abs(endY - from.y),
  };
  return placedFrame(area, page);
}

/** The frame to begin with: in the middle of what is in sight. */
export function firstFrame(seen: Area, page: Size): Area {
  const width = Math.min(usualSide, seen.width / 2);
  const height = Math.min(usualSide, seen.height / 2);
  return placedFrame(
    { x: seen.x + (seen.width - width) / 2, y: seen.y + (seen.height - height) / 2, width, height },
    page,
  );
}

const step = 8;
const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-step, 0],
  ArrowRight: [step, 0],
  ArrowUp: [0, -step],
  ArrowDown: [0, step],
};

/** The frame moved by an arrow key, or with Shift its size changed; undefined for other keys. */
export function frameByKey(frame: Area, { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>, page: Size) {
  const move = moves[key];
  if (!move) return undefined;
  const [dx, dy] = move;
  const moved = shiftKey
    ? { ...frame, width: frame.width + dx, height: frame.height + dy }
    : { ...frame, x: frame.x + dx, y: frame.y + dy };
  return placedFrame(moved, page);
}
