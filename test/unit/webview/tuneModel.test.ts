import { describe, expect, it } from 'vitest';
import {
  isTuneValues,
  overridesOf,
  parseNumber,
  type TuneValues,
  valuesOf,
  withPreset,
} from '../../../webview/panels/tuneModel';

const fast = valuesOf({ method: 'zs-n2m', preset: 'fast', seed: 3, strength: 0.5 });

describe('the tune panel’s values', () => {
  it('begin with what a run by the settings would do', () => {
    expect(fast).toEqual({
      method: 'zs-n2m',
      preset: 'fast',
      iterations: 2000,
      learningRate: 0.006,
      sigma: 0,
      seed: 3,
      strength: 0.5,
    });
    const custom = {
      method: 'zs-n2n',
      preset: 'custom',
      iterations: 77,
      learningRate: 0.01,
      sigma: 0,
      seed: 1,
      strength: 1,
    } as const;
    expect(valuesOf(custom)).toEqual(custom);
  });

  it('take another preset’s numbers with it, and leave seed and strength', () => {
    expect(withPreset(fast, 'reference')).toEqual({
      method: 'zs-n2m',
      preset: 'reference',
      iterations: 2000,
      learningRate: 0.001,
      sigma: 0,
      seed: 3,
      strength: 0.5,
    });
    expect(withPreset(fast, 'custom')).toEqual({ ...fast, preset: 'custom' });
  });

  it('override only what is not the preset’s own', () => {
    expect(overridesOf(fast)).toEqual({ method: 'zs-n2m', preset: 'fast', seed: 3, strength: 0.5 });
    expect(overridesOf({ ...fast, iterations: 10 })).toMatchObject({ preset: 'fast', iterations: 10 });
    // of custom the settings have numbers of their own, which must not take the place of those seen
    expect(overridesOf({ ...fast, preset: 'custom' })).toMatchObject({ iterations: 2000, learningRate: 0.006 });
  });

  it('have for a method only the numbers that it has', () => {
    const known: TuneValues = { ...fast, method: 'bm3d', sigma: 12.5 };
    expect(overridesOf(known)).toEqual({ method: 'bm3d', preset: 'fast', sigma: 12.5, strength: 0.5 });
    expect(overridesOf({ ...known, sigma: 0 })).toEqual({ method: 'bm3d', preset: 'fast', strength: 0.5 });
    expect(overridesOf({ ...known, preset: 'custom' })).toEqual({
      method: 'bm3d',
      preset: 'custom',
      sigma: 12.5,
      strength: 0.5,
    });
  });

  it('are taken over from earlier only while they are in their ranges', () => {
    expect(isTuneValues(fast)).toBe(true);
    for (const change of [
      { method: 'bm4d' },
      { sigma: -1 },
      { preset: 'slow' },
      { iterations: 0 },
      { strength: 2 },
      { seed: 'x' },
      { learningRate: null },
    ]) {
      expect(isTuneValues({ ...fast, ...change })).toBe(false);
    }
    expect(isTuneValues(undefined)).toBe(false);
  });
});

describe('a number as typed', () => {
  it.each([
    ['iterations', '4000', 4000],
    ['iterations', ' 12 ', 12],
    ['iterations', '', 'notWhole'],
    ['iterations', '1.5', 'notWhole'],
    ['iterations', '0', 'outOfRange'],
    ['iterations', '200001', 'outOfRange'],
    ['learningRate', '1e-3', 0.001],
    ['learningRate', '0,002', 0.002],
    ['learningRate', 'fast', 'notNumber'],
    ['learningRate', '1', 'outOfRange'],
    ['seed', '4294967295', 4294967295],
    ['seed', '-1', 'outOfRange'],
    ['strength', '0', 0],
  ] as const)('%s “%s” is %s', (name, text, expected) => {
    expect(parseNumber(name, text)).toBe(expected);
  });
});
