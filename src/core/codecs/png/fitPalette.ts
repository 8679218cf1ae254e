import UPNG from 'upng-js';
import type { ColorTable } from '../colorTable';

const mostColors = 256;
/** Source entries that unchanged pixels may hold on to; the rest is for the new colours. */
const mostKept = 128;
/** Pixels the quantiser looks at: more take time and hardly move the colours it finds. */
const quantizerPixels = 1 << 20;

/** A palette made for an image, and the image in its terms. */
export interface FittedPalette {
  readonly table: ColorTable;
  /** One a pixel. */
  readonly indices: Uint8Array;
  /** How many entries of the palette are in use. */
  readonly colors: number;
}

/**
 * Fits colours to a palette of at most 256 entries. Entries of the source that unchanged pixels use stay where they are,
 * the most used first; upng-js's quantiser finds the other colours, for every alpha level on its own, because alpha is
 * not to change. Every other pixel gets the nearest colour of its alpha level.
 *
 * @param samples 8-bit grey or RGB, with or without alpha: [pixel][channel], channels as in `source`.
 * @param sourceIndices the source's index of every pixel.
 * @param pinned an entry of the source that something besides pixels points at.
 */
export function fitPalette(
  samples: Uint8Array,
  source: ColorTable,
  sourceIndices: ArrayLike<number>,
  pinned?: number,
): FittedPalette {
  const image = new PaletteImage(samples, source, sourceIndices);
  const levels = image.alphaLevels();
  const kept = image.mostUsedEntries(Math.min(mostKept, mostColors - levels.size), pinned);
  const toFit = image.pixelsOutside(kept);
  const added = [...shareOut(toFit, mostColors - kept.size)].flatMap(([alpha, { pixels, slots }]) =>
    image.quantize(pixels, slots).map((color) => image.withAlpha(color, alpha)),
  );
  const table = mergeTables(source, kept, added);
  const indices = Uint8Array.from(sourceIndices);
  for (const pixels of toFit.values()) new NearestColor(table).assign(samples, pixels, indices);
  return { table, indices, colors: new Set(indices).size };
}

/** An image with its source's palette. */
class PaletteImage {
  readonly #channels: number;
  readonly #colorChannels: number;

  constructor(
    readonly samples: Uint8Array,
    readonly source: ColorTable,
    readonly sourceIndices: ArrayLike<number>,
  ) {
    this.#channels = source.channels;
    this.#colorChannels = source.channels < 3 ? 1 : 3;
  }

  alphaLevels(): Set<number> {
    const levels = new Set<number>();
    for (let pixel = 0; pixel < this.sourceIndices.length; pixel++) levels.add(this.#alpha(pixel));
    return levels;
  }

  /** The entries that most unchanged pixels use, `pinned` before all others. */
  mostUsedEntries(count: number, pinned?: number): Set<number> {
    const uses = new Map<number, number>();
    if (pinned !== undefined) uses.set(pinned, Number.POSITIVE_INFINITY);
    for (let pixel = 0; pixel < this.sourceIndices.length; pixel++) {
      const entry = this.sourceIndices[pixel]!;
      if (this.#isUnchanged(pixel)) uses.set(entry, (uses.get(entry) ?? 0) + 1);
    }
    const byUse = [...uses].sort(([, a], [, b]) => b - a);
    return new Set(byUse.slice(0, count).map(([entry]) => entry));
  }

  /** The pixels that do not stay with an entry of `kept`, by alpha level. */
  pixelsOutside(kept: ReadonlySet<number>): Map<number, Uint32Array> {
    const counts = new Map<number, number>();
    for (const pixel of this.#outside(kept)) {
      const alpha = this.#alpha(pixel);
      counts.set(alpha, (counts.get(alpha) ?? 0) + 1);
    }
    const byAlpha = new Map([...counts].map(([alpha, count]) => [alpha, new Uint32Array(count)]));
    const filled = new Map<number, number>();
    for (const pixel of this.#outside(kept)) {
      const alpha = this.#alpha(pixel);
      const next = filled.get(alpha) ?? 0;
      byAlpha.get(alpha)![next] = pixel;
      filled.set(alpha, next + 1);
    }
    return byAlpha;
  }

  *#outside(kept: ReadonlySet<number>): Generator<number> {
    for (let pixel = 0; pixel < this.sourceIndices.length; pixel++) {
      if (!kept.has(this.sourceIndices[pixel]!) || !this.#isUnchanged(pixel)) yield pixel;
    }
  }

  /** At most `slots` colours, red in the lowest byte, for the pixels: their own when these are few enough. */
  quantize(pixels: Uint32Array, slots: number): number[] {
    const own = new Set<number>();
    for (let i = 0; i < pixels.length && own.size <= slots; i++) own.add(this.#color(pixels[i]!));
    if (own.size <= slots) return [...own];
    const stride = Math.ceil(pixels.length / quantizerPixels);
    const rgba = new Uint32Array(Math.ceil(pixels.length / stride));
    for (let i = 0; i < rgba.length; i++) rgba[i] = this.#color(pixels[i * stride]!) | 0xff000000;
    const { plte } = UPNG.quantize([rgba.buffer], slots);
    return [...new Set(plte.map(({ est }) => est.rgba & 0xffffff))];
  }

  /** A colour as an entry of the table. */
  withAlpha(color: number, alpha: number): number[] {
    const rgb = [color & 255, (color >> 8) & 255, color >> 16].slice(0, this.#colorChannels);
    return this.#channels > this.#colorChannels ? [...rgb, alpha] : rgb;
  }

  #color(pixel: number): number {
    const start = pixel * this.#channels;
    const red = this.samples[start]!;
    if (this.#colorChannels === 1) return red * 0x10101;
    return red | (this.samples[start + 1]! << 8) | (this.samples[start + 2]! << 16);
  }

  #alpha(pixel: number): number {
    return this.#channels > this.#colorChannels ? this.samples[(pixel + 1) * this.#channels - 1]! : 255;
  }

  #isUnchanged(pixel: number): boolean {
    const from = pixel * this.#channels;
    const entry = this.sourceIndices[pixel]! * this.#channels;
    for (let i = 0; i < this.#channels; i++) {
      if (this.samples[from + i] !== this.source.colors[entry + i]) return false;
    }
    return true;
  }
}

/** Gives every alpha level one slot at least, invisible pixels no more than that, the others more by their number. */
function shareOut(byAlpha: ReadonlyMap<number, Uint32Array>, slots: number) {
  const visible = [...byAlpha].reduce((sum, [alpha, pixels]) => sum + (alpha > 0 ? pixels.length : 0), 0);
  const toShare = slots - byAlpha.size;
  return new Map(
    [...byAlpha].map(([alpha, pixels]) => {
      const share = alpha > 0 ? Math.floor((toShare * pixels.length) / visible) : 0;
      return [alpha, { pixels, slots: 1 + share }];
    }),
  );
}

/** The kept entries in their old places and the added colours in the places between and after them. */
function mergeTables({ colors, channels }: ColorTable, kept: ReadonlySet<number>, added: number[][]): ColorTable {
  const entries: number[][] = [];
  for (const entry of kept) entries[entry] = [...colors.subarray(entry * channels, (entry + 1) * channels)];
  let next = 0;
  for (const color of added) {
    while (entries[next]) next++;
    entries[next] = color;
  }
  // What is left between kept entries is used by no pixel.
  const unused = Array<number>(channels).fill(255);
  const merged = Array.from(entries, (entry) => entry ?? unused);
  return { colors: Uint8Array.from(merged.flat()), channels };
}

/** Finds the entry nearest to a colour among those of the same alpha, each colour once. */
class NearestColor {
  readonly #found = new Map<number, number>();

  constructor(readonly table: ColorTable) {}

  assign(samples: Uint8Array, pixels: Uint32Array, indices: Uint8Array): void {
    const { channels } = this.table;
    for (const pixel of pixels) {
      const start = pixel * channels;
      let key = 0;
      for (let i = start; i < start + channels; i++) key = key * 256 + samples[i]!;
      let entry = this.#found.get(key);
      if (entry === undefined) {
        entry = this.#search(samples, start);
        this.#found.set(key, entry);
      }
      indices[pixel] = entry;
    }
  }

  #search(samples: Uint8Array, start: number): number {
    const { colors, channels } = this.table;
    const colorChannels = channels < 3 ? 1 : 3;
    let nearest = 0;
    let shortest = Number.POSITIVE_INFINITY;
    for (let entry = 0; entry < colors.length / channels; entry++) {
      const at = entry * channels;
      if (channels > colorChannels && colors[at + colorChannels] !== samples[start + colorChannels]) continue;
      let distance = 0;
      // Most entries are too far away in their first channel already.
      for (let i = 0; i < colorChannels && distance < shortest; i++) {
        const difference = colors[at + i]! - samples[start + i]!;
        distance += difference * difference;
      }
      if (distance >= shortest) continue;
      shortest = distance;
      nearest = entry;
    }
    return nearest;
  }
}
