/** Reads how many tests passed and failed from what the test runners leave behind. */
import fs from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} TestCounts */

/**
 * @param {string} file what vitest's JSON reporter wrote
 * @returns {TestCounts | undefined} undefined where vitest ended without a report
 */
export function readVitestCounts(file) {
  if (!fs.existsSync(file)) return undefined;
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
}

/**
 * @param {string} output what a mocha run of test/integration printed
 * @returns {TestCounts | undefined} undefined where it ended without its closing line
 */
export function parseMochaCounts(output) {
  const lines = [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)];
  if (lines.length === 0) return undefined;
  const [passed, failed, skipped] = lines.at(-1).slice(1).map(Number);
  return { passed, failed, skipped };
}
