import type { PlacedPicture } from '../../src/shared/viewing';
import { type PaintedPicture, placeOnCanvas } from '../view/tilePainter';
import { pixelatedFrom } from '../view/viewport';

/** More than the pieces of the part that is looked at while the network learns. */
const mostPictures = 64;

/** Pictures of parts of a page that lie over its tiles. */
export class PlacedPictures {
  /** The one put last stands last. */
  private readonly pictures = new Map<string, { readonly place: PlacedPicture; readonly canvas: OffscreenCanvas }>();

  get isEmpty(): boolean {
    return this.pictures.size === 0;
  }

  clear(): void {
    this.pictures.clear();
  }

  put(place: PlacedPicture): void {
    const { x, y, width, height, pixels } = place;
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
    const key = `${x}/${y}/${width}/${height}`;
    this.pictures.delete(key);
    this.pictures.set(key, { place, canvas });
    const [oldest] = this.pictures.keys();
    if (this.pictures.size > mostPictures) this.pictures.delete(oldest);
  }

  paint(context: CanvasRenderingContext2D, picture: PaintedPicture, ratio: number): void {
    context.imageSmoothingEnabled = picture.viewport.scale < pixelatedFrom;
    for (const { place, canvas } of this.pictures.values()) {
      const to = placeOnCanvas(place, 0, picture, ratio);
      context.drawImage(canvas, to.x, to.y, to.width, to.height);
    }
  }
}
