/** A tile's picture as it was when its layer had this version. */
export interface CachedTile {
  readonly bitmap: Pick<ImageBitmap, 'width' | 'height' | 'close'>;
  readonly version: number;
}

/** Pictures of tiles, bounded in bytes: those that were not looked at for longest go first. */
export class TileCache<Tile extends CachedTile = CachedTile> {
  /** The one looked at last stands last. */
  private readonly tiles = new Map<string, Tile>();
  private held = 0;

  /** @param budget bytes that may be held; the tile put last stays whatever its size. */
  constructor(private readonly budget: number) {}

  get bytes(): number {
    return this.held;
  }

  get(key: string): Tile | undefined {
    const tile = this.tiles.get(key);
    if (!tile) return undefined;
    this.tiles.delete(key);
    this.tiles.set(key, tile);
    return tile;
  }

  put(key: string, tile: Tile): void {
    this.remove(key);
    this.tiles.set(key, tile);
    this.held += bytesOf(tile);
    for (const oldest of this.tiles.keys()) {
      if (this.held <= this.budget || oldest === key) break;
      this.remove(oldest);
    }
  }

  clear(): void {
    for (const key of [...this.tiles.keys()]) this.remove(key);
  }

  private remove(key: string): void {
    const tile = this.tiles.get(key);
    if (!tile) return;
    this.tiles.delete(key);
    this.held -= bytesOf(tile);
    tile.bitmap.close();
  }
}

const bytesOf = ({ bitmap }: CachedTile) => bitmap.width * bitmap.height * 4;
