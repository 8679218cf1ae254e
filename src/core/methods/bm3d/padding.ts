import { cutPlanes, type Planes } from '../../nonlocal/planes';

/** The picture with both sides at least `least` long: mirrored at its right and lower edge as often as it takes. */
export function padded(image: Planes, least: number): Planes {
  const { planes } = image;
  const height = Math.max(least, image.height);
  const width = Math.max(least, image.width);
  if (height === image.height && width === image.width) return image;
  const samples = new Float32Array(planes * height * width);
  for (let plane = 0, to = 0; plane < planes; plane++) {
    for (let y = 0; y < height; y++) {
      const row = (plane * image.height + mirrored(y, image.height)) * image.width;
      for (let x = 0; x < width; x++) samples[to++] = image.samples[row + mirrored(x, image.width)]!;
    }
  }
  return { height, width, planes, samples };
}

/** The picture without what `padded` added. */
export function unpadded(image: Planes, height: number, width: number): Planes {
  if (image.height === height && image.width === width) return image;
  return cutPlanes(image, 0, 0, height, width);
}

function mirrored(at: number, length: number): number {
  const folded = at % (2 * length);
  return folded < length ? folded : 2 * length - 1 - folded;
}
