/** Something to fetch: the lowest `order` goes first. */
export interface WantedTile {
  readonly key: string;
  readonly order: number;
  fetch(): Promise<void>;
}

/**
 * Fetches the tiles that are wanted, a few at a time. What is wanted changes with every frame: what has scrolled away
 * before its turn came is never fetched.
 */
export class TileQueue {
  private wanted: readonly WantedTile[] = [];
  private readonly underWay = new Set<string>();
  private readonly waiting: (() => void)[] = [];

  /** @param atOnce so many that the worker always has the next one, and not more: those cannot be taken back. */
  constructor(private readonly atOnce = 2) {}

  /** Takes the place of all that was wanted before. */
  want(tiles: readonly WantedTile[]): void {
    this.wanted = [...tiles].sort((a, b) => a.order - b.order);
    this.start();
  }

  /** Resolves when nothing is wanted any more. */
  whenIdle(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private get isIdle(): boolean {
    return this.wanted.length === 0 && this.underWay.size === 0;
  }

  private start(): void {
    for (const tile of this.wanted) {
      if (this.underWay.size >= this.atOnce) return;
      if (!this.underWay.has(tile.key)) void this.fetch(tile);
    }
  }

  private async fetch(tile: WantedTile): Promise<void> {
    this.underWay.add(tile.key);
    try {
      await tile.fetch();
    } finally {
      this.underWay.delete(tile.key);
      // it may have been wanted again meanwhile
      this.wanted = this.wanted.filter(({ key }) => key !== tile.key);
      this.start();
      if (this.isIdle) for (const resolve of this.waiting.splice(0)) resolve();
    }
  }
}
