import UPNG from 'upng-js';
import { type Text, text } from '../text';
import type { ColorTable } from './colorTable';

const mostColors = 256;
/** Source entries that unchanged pixels may hold on to; the rest is for the new colours. */
const mostKept = 128;
/** Pixels the quantiser looks at: more take time and hardly move the colours it finds. */
const quantizerPixels = 1 << 20;

/** A palette made for an image, and the image in its terms. */
export interface FittedPalette {
  /** Colours of the depth of the source's. */
  readonly table: ColorTable;
  /** One a pixel. */
  readonly indices: Uint8Array;
  /** Bits of an index: 1, 2, 4 or 8, and not less than the source's. */
  readonly bitDepth: number;
  /** For the user: what was done. */
  readonly note: Text;
}

/**
 * Fits colours to a palette of at most 256 entries. Entries of the source that unchanged pixels use stay where they are,
 * the most used first; upng-js's quantiser, which sees 8 bits of each channel, finds the
 * other colours, for every alpha level on its own, because alpha is
 * not to change. Every other pixel gets the nearest colour of its alpha level.
 *
 * @param samples grey or RGB, with or without alpha: [pixel][channel], depth and channels as in `source`.
 * @param source a palette of at most 256 entries.
 * @param sourceDepth bits of its indices.
 * @param sourceIndices the source's index of every pixel.
 * @param pinned an entry of the source that something besides pixels points at.
 */
export function fitPalette(
  samples: ColorTable['colors'],
  source: ColorTable,
  sourceDepth: number,
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
  return {
    table,
    indices,
    bitDepth: indexDepth(table, sourceDepth),
    note: text(
      'The result has colours that the palette of the source lacks, so its colours were fitted to a new palette, of which it uses {0} colours.',
      new Set(indices).size,
    ),
  };
}

/** The smallest depth whose indices reach all entries, but not less than the source's. */
function indexDepth({ colors, channels }: ColorTable, sourceDepth: number): number {
  const entries = colors.length / channels;
  return [1, 2, 4, 8].find((depth) => depth >= sourceDepth && 2 ** depth >= entries) ?? 8;
}

/** An image with its source's palette. */
class PaletteImage {
  readonly #channels: number;
  readonly #colorChannels: number;
  /** Levels of a channel: 256, or 65536 when colours have 16 bits. */
  readonly #levels: number;

  constructor(
    readonly samples: ColorTable['colors'],
    readonly source: ColorTable,
    readonly sourceIndices: ArrayLike<number>,
  ) {
    this.#channels = source.channels;
    this.#levels = levelsOf(source.colors);
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

  /** At most `slots` colours (see #color) for the pixels: their own when these are few enough. */
  quantize(pixels: Uint32Array, slots: number): number[] {
    const own = new Set<number>();
    for (let i = 0; i < pixels.length && own.size <= slots; i++) own.add(this.#color(pixels[i]!));
    if (own.size <= slots) return [...own];
    const stride = Math.ceil(pixels.length / quantizerPixels);
    const rgba = new Uint32Array(Math.ceil(pixels.length / stride));
    for (let i = 0; i < rgba.length; i++) rgba[i] = this.#packed(pixels[i * stride]!, 256) | 0xff000000;
    const { plte } = UPNG.quantize([rgba.buffer], slots);
    return [...new Set(plte.map(({ est }) => this.#colorOfBytes(est.rgba & 0xffffff)))];
  }

  /** A colour as an entry of the table. */
  withAlpha(color: number, alpha: number): number[] {
    const rgb = channelsOf(color, this.#levels).slice(0, this.#colorChannels);
    return this.#channels > this.#colorChannels ? [...rgb, alpha] : rgb;
  }

  /** A pixel's colour as a number: red counts 1, green the number of levels, blue its square. */
  #color(pixel: number): number {
    return this.#packed(pixel, this.#levels);
  }

  /** The colour with `levels` levels a channel. */
  #packed(pixel: number, levels: number): number {
    const start = pixel * this.#channels;
    const scale = this.#levels / levels;
    const red = Math.floor(this.samples[start]! / scale);
    if (this.#colorChannels === 1) return red * (1 + levels + levels * levels);
    const green = Math.floor(this.samples[start + 1]! / scale);
    return red + levels * (green + levels * Math.floor(this.samples[start + 2]! / scale));
  }

  #colorOfBytes(rgb: number): number {
    const most = this.#levels - 1;
    const [red, green, blue] = channelsOf(rgb, 256).map((byte) => (byte * most) / 255) as [number, number, number];
    return red + this.#levels * (green + this.#levels * blue);
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

function levelsOf(colors: ColorTable['colors']): number {
  return colors.BYTES_PER_ELEMENT === 1 ? 256 : 65536;
}

/** Red, green and blue of a colour that is a number. */
function channelsOf(color: number, levels: number): number[] {
  const green = Math.floor(color / levels);
  return [color % levels, green % levels, Math.floor(green / levels)];
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
  const unused = Array<number>(channels).fill(levelsOf(colors) - 1);
  const merged = Array.from(entries, (entry) => entry ?? unused).flat();
  return { colors: colors instanceof Uint8Array ? Uint8Array.from(merged) : Uint16Array.from(merged), channels };
}

/** Finds the entry nearest to a colour among those of the same alpha, each colour once. */
class NearestColor {
  readonly #found = new Map<number, number>();

  constructor(readonly table: ColorTable) {}

  assign(samples: ColorTable['colors'], pixels: Uint32Array, indices: Uint8Array): void {
    const { channels, colors } = this.table;
    const levels = levelsOf(colors);
    for (const pixel of pixels) {
      const start = pixel * channels;
      let key = 0;
      for (let i = start; i < start + channels; i++) key = key * levels + samples[i]!;
      let entry = this.#found.get(key);
      if (entry === undefined) {
        entry = this.#search(samples, start);
        this.#found.set(key, entry);
      }
      indices[pixel] = entry;
    }
  }

  #search(samples: ColorTable['colors'], start: number): number {
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
