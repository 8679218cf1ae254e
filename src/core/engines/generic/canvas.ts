/*
 * Images of the network in WebAssembly memory: [row][column][channel], zeros around as far as filters reach, 4 channels a
 * pixel or a multiple of 8. What the channels beyond the image's own hold does not matter.
 */

export interface Canvas {
  /** Address of the plane's first pixel. */
  readonly address: number;
  readonly rowBytes: number;
  readonly pixelBytes: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** All of its memory, with the zeros around. */
  readonly start: number;
  readonly bytes: number;
}

/** Channels of a pixel in memory. */
export const paddedChannels = (channels: number): number => (channels <= 4 ? 4 : Math.ceil(channels / 8) * 8);

/** Bytes of a row of the plane itself. */
export const planeRowBytes = ({ width, pixelBytes }: Canvas): number => width * pixelBytes;

/** The pixel `distance` rows above and columns to the left of the plane's first. */
export const before = ({ address, rowBytes, pixelBytes }: Canvas, distance: number): number =>
  address - distance * (rowBytes + pixelBytes);

/** Hands out parts of a memory from an address on. */
export class Allocator {
  private readonly free: { readonly start: number; readonly bytes: number }[] = [];

  constructor(private next: number) {}

  get end(): number {
    return this.next;
  }

  /** Address of so many bytes, aligned for vectors and cache lines. */
  allocate(bytes: number): number {
    const start = Math.ceil(this.next / 64) * 64;
    this.next = start + bytes;
    return start;
  }

  floats(count: number): number {
    return this.allocate(4 * count);
  }

  /** @param border pixels of zeros on every side; whoever allocates clears them */
  canvas(channels: number, height: number, width: number, border: number): Canvas {
    const pixelBytes = 4 * paddedChannels(channels);
    const rowBytes = (width + 2 * border) * pixelBytes;
    const bytes = (height + 2 * border) * rowBytes;
    const start = this.place(bytes);
    const address = start + border * (rowBytes + pixelBytes);
    return { address, rowBytes, pixelBytes, channels, height, width, start, bytes };
  }

  /** Gives a canvas's memory to those allocated later. */
  release({ start, bytes }: Canvas): void {
    this.free.push({ start, bytes });
  }

  /** The smallest released part that is large enough, else a new one. */
  private place(bytes: number): number {
    const fitting = this.free.filter((part) => part.bytes >= bytes).sort((a, b) => a.bytes - b.bytes);
    if (fitting.length === 0) return this.allocate(bytes);
    this.free.splice(this.free.indexOf(fitting[0]), 1);
    return fitting[0].start;
  }
}
