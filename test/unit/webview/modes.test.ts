import { describe, expect, it } from 'vitest';
import { type ModeState, paneGap, panesOf } from '../../../webview/view/modes';

const view = { width: 800, height: 600 };
const state: ModeState = { mode: 'split', split: 0.25, hasResult: true, isPeeking: false };
const layersOf = (change: Partial<ModeState>) => panesOf({ ...state, ...change }, view).map(({ layer }) => layer);

describe('the modes', () => {
  it('show one picture, or both', () => {
    expect(layersOf({ mode: 'before' })).toEqual(['before']);
    expect(layersOf({ mode: 'after' })).toEqual(['after']);
    expect(layersOf({ mode: 'difference' })).toEqual(['difference']);
    expect(layersOf({ mode: 'split' })).toEqual(['before', 'after']);
    expect(layersOf({ mode: 'side' })).toEqual(['before', 'after']);
  });

  it('divide one picture between original and result', () => {
    const [before, after] = panesOf(state, view);
    expect([before.clip.width, after.clip.x, after.clip.width]).toEqual([200, 200, 600]);
    expect(before.frame).toEqual(after.frame);
  });

  it('lay two pictures along the longer side of the view', () => {
    const [, right] = panesOf({ ...state, mode: 'side' }, view);
    expect(right.frame).toEqual({ x: 400 + paneGap / 2, y: 0, width: 400 - paneGap / 2, height: 600 });
    const [, lower] = panesOf({ ...state, mode: 'side' }, { width: 300, height: 600 });
    expect([lower.frame.x, lower.frame.y, lower.frame.width]).toEqual([0, 300 + paneGap / 2, 300]);
  });

  it('show the original while there is no result, and for as long as one peeks', () => {
    for (const mode of ['after', 'split', 'side', 'difference'] as const) {
      expect(layersOf({ mode, hasResult: false })).toEqual(['before']);
      expect(new Set(layersOf({ mode, isPeeking: true }))).toEqual(new Set(['before']));
    }
  });
});
