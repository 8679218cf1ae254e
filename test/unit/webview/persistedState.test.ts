import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { initialViewState, PersistedState, type ViewState } from '../../../webview/persistedState';

/** Keeps the state as VS Code does: as what JSON makes of it. */
function store(kept?: unknown) {
  const made = {
    json: JSON.stringify(kept),
    writes: 0,
    getState: () => made.json && JSON.parse(made.json),
    setState: (state: unknown) => {
      made.writes++;
      made.json = JSON.stringify(state);
    },
  };
  return made;
}

describe('the state of the view', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('comes back as it was', () => {
    const kept = store();
    const state: ViewState = {
      outlook: { mode: 'side', split: 0.3, zoom: { scale: 2, x: 0.25, y: 0.75 } },
      page: 3,
      mapping: { black: 10, white: 4000, gamma: 1.8, channel: 1 },
      gain: 16,
      showsDetails: true,
    };
    new PersistedState(kept).update(state);
    vi.runAllTimers();
    expect(new PersistedState(kept).current).toEqual(state);
  });

  it('is written once for many changes in a row', () => {
    const kept = store();
    const state = new PersistedState(kept);
    for (let page = 0; page < 50; page++) state.update({ page });
    vi.runAllTimers();
    expect([kept.writes, new PersistedState(kept).current.page]).toEqual([1, 49]);
  });

  it.each([
    ['nothing', undefined],
    ['text', 'split'],
    ['another version’s', { mode: 'split', zoom: 1 }],
    ['an unknown mode', { ...initialViewState, outlook: { ...initialViewState.outlook, mode: 'x-ray' } }],
    ['a broken zoom', { ...initialViewState, outlook: { ...initialViewState.outlook, zoom: { scale: null } } }],
    ['a broken mapping', { ...initialViewState, mapping: { black: 'no' } }],
  ])('begins anew where %s was kept', (_what, kept) => {
    expect(new PersistedState(store(kept)).current).toEqual(initialViewState);
  });
});
