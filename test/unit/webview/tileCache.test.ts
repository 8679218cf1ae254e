import { describe, expect, it } from 'vitest';
import { TileCache } from '../../../webview/view/tileCache';

/** A tile of 1 KiB that tells when it is let go of. */
function tile(closed: string[], name: string) {
  return { version: 0, bitmap: { width: 16, height: 16, close: () => closed.push(name) } };
}

describe('the cache of tiles', () => {
  it('stays within its budget and lets go of what was not looked at for longest', () => {
    const closed: string[] = [];
    const cache = new TileCache(3 * 1024);
    for (const name of ['a', 'b', 'c']) cache.put(name, tile(closed, name));
    cache.get('a');
    cache.put('d', tile(closed, 'd'));
    expect(closed).toEqual(['b']);
    expect(cache.bytes).toBe(3 * 1024);
    expect([cache.get('a'), cache.get('b')].map(Boolean)).toEqual([true, false]);
  });

  it('puts a newer version in place of the older one', () => {
    const closed: string[] = [];
    const cache = new TileCache(1024 * 1024);
    cache.put('a', tile(closed, 'old'));
    cache.put('a', { ...tile(closed, 'new'), version: 1 });
    expect(cache.get('a')?.version).toBe(1);
    expect([closed, cache.bytes]).toEqual([['old'], 1024]);
  });

  it('keeps a single tile that is larger than the budget, and forgets all when asked to', () => {
    const closed: string[] = [];
    const cache = new TileCache(10);
    cache.put('a', tile(closed, 'a'));
    expect(cache.get('a')).toBeDefined();
    cache.clear();
    expect([closed, cache.bytes, cache.get('a')]).toEqual([['a'], 0, undefined]);
  });
});
