import { describe, expect, it } from 'vitest';
import { fitted, kept, nextZoom, zoomedAt } from '../../../webview/view/viewport';

const view = { width: 800, height: 600 };

describe('the view', () => {
  it('shows the whole of a large picture and does not enlarge a small one', () => {
    expect(fitted({ width: 1600, height: 600 }, view)).toEqual({ scale: 0.5, left: 0, top: 150 });
    expect(fitted({ width: 100, height: 100 }, view)).toEqual({ scale: 1, left: 350, top: 250 });
  });

  it('keeps the point under the pointer in its place while zooming', () => {
    const before = { scale: 1, left: -200, top: -100 };
    const after = zoomedAt(before, 4, 300, 200);
    const under = ({ scale, left, top }: typeof before) => [(300 - left) / scale, (200 - top) / scale];
    expect(under(after)).toEqual(under(before));
  });

  it('stays between the smallest and the largest zoom', () => {
    expect(zoomedAt({ scale: 1, left: 0, top: 0 }, 1000, 0, 0).scale).toBe(20);
    expect(zoomedAt({ scale: 1, left: 0, top: 0 }, 0.0001, 0, 0).scale).toBe(0.1);
  });

  it('leaves no gap beside a picture that is larger than the view', () => {
    expect(kept({ scale: 1, left: 500, top: -5000 }, { width: 2000, height: 2000 }, view)).toEqual({
      scale: 1,
      left: 0,
      top: -1400,
    });
  });

  it('climbs the zoom steps of VS Code’s own preview', () => {
    expect([nextZoom(1, 1), nextZoom(1, -1), nextZoom(0.43, 1), nextZoom(20, 1)]).toEqual([1.5, 0.9, 0.5, 20]);
  });
});
