import { type Text, text } from '../text';
import type { AssumptionKind, AssumptionWarning } from './assumptions';
import { findingSentence } from './findingTexts';

/** What was found in the pages of a file, by page. */
export type PageFindings = ReadonlyMap<number, readonly AssumptionWarning[]>;

/**
 * A sentence for each kind of finding: which pages show it, and the largest amount of them. Of a file with one page the
 * page is not named.
 * @param pages how many were looked at
 */
export function describeFindings(findings: PageFindings, pages: number): Text[] {
  const byKind = new Map<AssumptionKind, { largest: AssumptionWarning; pages: number[] }>();
  for (const [page, ofPage] of findings) {
    for (const finding of ofPage) {
      const known = byKind.get(finding.kind);
      const largest = known && known.largest.amount >= finding.amount ? known.largest : finding;
      byKind.set(finding.kind, { largest, pages: [...(known?.pages ?? []), page + 1] });
    }
  }
  return [...byKind.values()].map(({ largest, pages: numbers }) => {
    const sentence = findingSentence(largest);
    if (pages === 1) return sentence;
    if (numbers.length === 1) return text('Page {0}: {1}', numbers[0], sentence);
    return text('Pages {0}: {1}', ranges(numbers), sentence);
  });
}

/** Ascending numbers in short: 1-4, 7. */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs[runs.length - 1];
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}
