import type { Size } from '../tileGrid';

/** Where a picture lies in the view: view = picture * scale + offset, in CSS pixels. */
export interface Viewport {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** The steps of VS Code's own image preview. */
export const zoomSteps = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.5, 2, 3, 5, 7, 10, 15, 20] as const;
export const smallestZoom = zoomSteps[0];
export const largestZoom = zoomSteps[zoomSteps.length - 1];

/** From this scale on pixels are drawn as squares. */
export const pixelatedFrom = 3;

/** From this scale on a grid divides the pixels. */
export const griddedFrom = 10;

/** The whole picture, centred, never enlarged. */
export function fitted(picture: Size, view: Size): Viewport {
  const scale = Math.min(1, view.width / picture.width, view.height / picture.height);
  return centred(picture, view, scale);
}

export function centred(picture: Size, view: Size, scale: number): Viewport {
  return { scale, left: (view.width - picture.width * scale) / 2, top: (view.height - picture.height * scale) / 2 };
}

/** Zooms so that the picture's point under (x, y) of the view stays there. */
export function zoomedAt({ scale, left, top }: Viewport, to: number, x: number, y: number): Viewport {
  const limited = Math.min(Math.max(to, Math.min(scale, smallestZoom)), largestZoom);
  const ratio = limited / scale;
  return { scale: limited, left: x - (x - left) * ratio, top: y - (y - top) * ratio };
}

/** Keeps the picture in sight: centred along a side where it is smaller than the view, without gaps where larger. */
export function kept({ scale, left, top }: Viewport, picture: Size, view: Size): Viewport {
  const along = (offset: number, length: number, room: number) =>
    length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, offset));
  return {
    scale,
    left: along(left, picture.width * scale, view.width),
    top: along(top, picture.height * scale, view.height),
  };
}

/** The point of the picture in the middle of the view, as shares of its width and height. */
export function centreOf({ scale, left, top }: Viewport, picture: Size, view: Size): { x: number; y: number } {
  return {
    x: (view.width / 2 - left) / (picture.width * scale),
    y: (view.height / 2 - top) / (picture.height * scale),
  };
}

/** Puts a point of the picture, in shares of its width and height, into the middle of the view. */
export function centredOn(centre: { x: number; y: number }, picture: Size, view: Size, scale: number): Viewport {
  return {
    scale,
    left: view.width / 2 - centre.x * picture.width * scale,
    top: view.height / 2 - centre.y * picture.height * scale,
  };
}

/** The next step of the zoom ladder above (1) or below (-1) a scale. */
export function nextZoom(scale: number, direction: 1 | -1): number {
  const beyond = zoomSteps.filter((step) => (direction > 0 ? step > scale + 1e-6 : step < scale - 1e-6));
  return (direction > 0 ? beyond[0] : beyond.at(-1)) ?? scale;
}
