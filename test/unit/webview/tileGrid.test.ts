import { describe, expect, it } from 'vitest';
import { coarsestLevel, levelFor, levelSize, tileArea, tileSide, tilesOver } from '../../../webview/tileGrid';

const page = { width: 1500, height: 700 };

describe('the tiles of a page', () => {
  it('reach down to the level that shows the whole page in one of them', () => {
    expect(
      [tileSide, tileSide + 1, 4 * tileSide, 4096].map((side) => coarsestLevel({ width: side, height: 9 })),
    ).toEqual([0, 1, 2, 3]);
    expect(levelSize(page, coarsestLevel(page))).toEqual({ width: 375, height: 175 });
  });

  it.each([0, 1, 2])('cover each pixel of level %s once', (level) => {
    const { width, height } = levelSize(page, level);
    const covered = new Uint8Array(width * height);
    for (const { column, row } of tilesOver(page, level, { x: 0, y: 0, ...page })) {
      const area = tileArea(page, level, column, row);
      for (let y = area.y; y < area.y + area.height; y++) {
        for (let x = area.x; x < area.x + area.width; x++) covered[y * width + x]++;
      }
    }
    expect(covered.every((times) => times === 1)).toBe(true);
  });

  it('are only those in sight', () => {
    expect(tilesOver(page, 0, { x: 600, y: 100, width: 300, height: 100 })).toEqual([{ column: 1, row: 0 }]);
    expect(tilesOver(page, 0, { x: 500, y: 500, width: 20, height: 20 })).toHaveLength(4);
    expect(tilesOver(page, 1, { x: 0, y: 0, width: 10, height: 10 })).toEqual([{ column: 0, row: 0 }]);
    expect(tilesOver(page, 0, { x: 1499.5, y: 699.5, width: 50, height: 50 })).toEqual([{ column: 2, row: 1 }]);
  });

  it('come from the coarsest level that is still as fine as the screen', () => {
    expect([4, 1, 0.6, 0.5, 0.3, 0.25, 0.01].map((scale) => levelFor(scale, page))).toEqual([0, 0, 0, 1, 1, 2, 2]);
  });
});
