import {
  type DisplayMapping,
  type Layer,
  layers,
  type Picture,
  type TileAddress,
  type TileRequest,
} from '../../src/shared/viewing';
import { coarsestLevel, type Size } from '../tileGrid';
import { type CachedTile, TileCache } from './tileCache';
import { TileQueue, type WantedTile } from './tileQueue';

/** Enough for four screens of 4K and the coarser levels below them. */
const cacheBytes = 192 * 2 ** 20;

interface DrawableTile extends CachedTile {
  readonly bitmap: ImageBitmap;
}

/** What a layer looks like now; tiles of an older version are shown until their successors are there. */
interface Look {
  readonly version: number;
  readonly mapping: DisplayMapping;
}

const plain: DisplayMapping = { black: 0, white: 255, gamma: 1 };

/** Gives the tiles that are there, and fetches those that are missing or out of date. */
export class TileSource {
  private readonly cache = new TileCache<DrawableTile>(cacheBytes);
  private readonly queue = new TileQueue();
  private readonly looks: Record<Layer, Look>;
  /** Versions of tiles that could not be had. */
  private readonly failed = new Map<string, number>();
  private wanted: WantedTile[] = [];
  /** Goes up with every file, so that tiles of the one before are not taken for its own. */
  private generation = 0;

  constructor(
    private readonly fetchTile: (request: TileRequest) => Promise<Picture>,
    private readonly on: { arrived(): void; failed(error: unknown): void },
  ) {
    const look = { version: 0, mapping: plain };
    this.looks = { before: look, after: look, difference: look };
  }

  /** Forgets everything: another file is shown. */
  clear(): void {
    this.generation++;
    this.cache.clear();
    this.failed.clear();
    for (const layer of layers) this.invalidate(layer);
  }

  setMapping(layer: Layer, mapping: DisplayMapping): void {
    this.looks[layer] = { version: this.looks[layer].version + 1, mapping };
  }

  /** The layer's samples have changed. */
  invalidate(layer: Layer): void {
    this.setMapping(layer, this.looks[layer].mapping);
  }

  /** The tile's picture, perhaps one that is out of date; undefined when there is none. */
  peek(address: TileAddress): ImageBitmap | undefined {
    return this.cache.get(keyOf(address))?.bitmap;
  }

  /** As `peek`; what is missing or out of date will be fetched, lowest `order` first. */
  get(address: TileAddress, order: number): ImageBitmap | undefined {
    const key = keyOf(address);
    const tile = this.cache.get(key);
    const { version } = this.looks[address.layer];
    if (tile?.version !== version && this.failed.get(key) !== version) {
      this.wanted.push({ key: `${key}/${version}`, order, fetch: () => this.fetch(address, key) });
    }
    return tile?.bitmap;
  }

  /** Fetches the whole page in one tile, whether anything is drawn or not. */
  prefetch(layer: Layer, { page, ...size }: Size & { readonly page: number }): void {
    this.get({ layer, page, level: coarsestLevel(size), column: 0, row: 0 }, 0);
    this.fetchWanted();
  }

  /** Resolves when all that was asked for is there. */
  whenIdle(): Promise<void> {
    return this.queue.whenIdle();
  }

  /** Fetches what was asked for since the last call, and nothing that was asked for before it. */
  fetchWanted(): void {
    this.queue.want(this.wanted);
    this.wanted = [];
  }

  private async fetch(address: TileAddress, key: string): Promise<void> {
    const { generation } = this;
    const { version, mapping } = this.looks[address.layer];
    try {
      const { pixels, width, height } = await this.fetchTile({ ...address, mapping });
      const bitmap = await createImageBitmap(new ImageData(pixels, width, height));
      if (generation !== this.generation) bitmap.close();
      else this.cache.put(key, { bitmap, version });
      this.on.arrived();
    } catch (error) {
      if (generation !== this.generation) return;
      this.failed.set(key, version);
      this.on.failed(error);
    }
  }
}

const keyOf = ({ layer, page, level, column, row }: TileAddress) => `${layer}/${page}/${level}/${column}/${row}`;
