import { expect, it } from 'vitest';
import type { AssumptionWarning } from '../../../src/core/denoise/assumptions';
import { describeFindings } from '../../../src/core/denoise/pageFindings';
import { inEnglish } from '../../../src/core/text';

const clipped = (amount: number): AssumptionWarning => ({ kind: 'clipped', amount });
const mosaic: AssumptionWarning = { kind: 'mosaic', amount: 1 };
const said = (findings: [number, AssumptionWarning[]][], pages: number) =>
  describeFindings(new Map(findings), pages).map(inEnglish);

it('says each finding once, with its pages and its largest amount', () => {
  const [first, second, ...others] = said(
    [
      [0, [clipped(0.1)]],
      [1, [clipped(0.3)]],
      [2, []],
      [4, [clipped(0.2), mosaic]],
    ],
    5,
  );
  expect(first).toMatch(/^Pages 1-2, 5: 30 % of the values are cut off at black or white\. Where /);
  expect(second).toMatch(/^Page 5: The page is a mosaic of 2 × 2 phases/);
  expect(others).toEqual([]);
});

it('names no page of a file that has one', () => {
  expect(said([[0, [mosaic]]], 1)).toEqual([expect.stringMatching(/^The page is a mosaic/)]);
  expect(said([[0, []]], 1)).toEqual([]);
});
