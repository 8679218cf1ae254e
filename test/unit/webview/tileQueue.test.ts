import { describe, expect, it } from 'vitest';
import { TileQueue } from '../../../webview/view/tileQueue';

/** Tiles that are fetched when the test says so. */
function slowTiles() {
  const begun: string[] = [];
  const finish = new Map<string, () => void>();
  const wanted = (key: string, order = 1) => ({
    key,
    order,
    fetch: () => {
      begun.push(key);
      return new Promise<void>((resolve) => finish.set(key, resolve));
    },
  });
  const done = async (key: string) => {
    finish.get(key)?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { begun, wanted, done };
}

describe('the queue of tiles', () => {
  it('fetches a few at a time, the most urgent first', async () => {
    const { begun, wanted, done } = slowTiles();
    const queue = new TileQueue(2);
    queue.want([wanted('far', 9), wanted('near', 1), wanted('whole', 0)]);
    expect(begun).toEqual(['whole', 'near']);
    await done('whole');
    expect(begun).toEqual(['whole', 'near', 'far']);
  });

  it('never fetches what has scrolled away before its turn', async () => {
    const { begun, wanted, done } = slowTiles();
    const queue = new TileQueue(1);
    queue.want([wanted('a', 0), wanted('left behind'), wanted('also')]);
    queue.want([wanted('b')]);
    await done('a');
    await done('b');
    expect(begun).toEqual(['a', 'b']);
  });

  it('does not fetch a tile twice at once', async () => {
    const { begun, wanted, done } = slowTiles();
    const queue = new TileQueue(2);
    queue.want([wanted('a')]);
    queue.want([wanted('a')]);
    await done('a');
    expect(begun).toEqual(['a']);
  });
});
