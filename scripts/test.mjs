/**
 * All checks: `npm test`. Installs what is missing on a new machine, runs the stages in order and ends with the line
 * "N passed, N failed" over all test runners. A stage that fails without a failed test counts as one failure.
 *
 *   node scripts/test.mjs [--keep-going] [--desktop] [stage ...]
 *
 * --keep-going runs the later stages even after one failed. --desktop runs the integration stages in the desktop VS
 * Code, which it downloads, instead of the offline one.
 */
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { removeLeftovers } from '../test/vscode-offline/runFolder.mjs';
import { setUpVscode } from '../test/vscode-offline/setup.mjs';
import { ensureBuilt, ensureChromium, ensureDependencies, ensureLlvmpipe } from './bootstrap.mjs';
import { startNode } from './childGroup.mjs';
import { selectStages, vitestResults } from './stages.mjs';
import { parseMochaCounts, readVitestCounts } from './testCounts.mjs';

/** guard.cjs looks for its parent every half second. */
const GUARD_DELAY_MS = 1_000;

/** @typedef {import('./stages.mjs').Stage} Stage */
/** @typedef {{ ok: boolean, seconds: number, counts?: import('./testCounts.mjs').TestCounts, why?: string }} Outcome */

/** The running stage, for the signal handler. */
let running;

function stopOnSignals() {
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ]) {
    process.once(signal, async () => {
      await running?.stop();
      await delay(GUARD_DELAY_MS);
      removeLeftovers();
      process.exit(128 + number);
    });
  }
}

/** Everything the stages need that is not part of the project. */
async function prepare(stages) {
  ensureDependencies();
  if (stages.some((stage) => stage.usesChromium)) ensureChromium();
  if (stages.some((stage) => stage.usesLlvmpipe)) await ensureLlvmpipe();
  if (process.env.VSCODE_EXECUTABLE === undefined) {
    for (const version of new Set(stages.flatMap((stage) => stage.vscode ?? []))) setUpVscode(version);
  }
  const isBuildStage = (stage) => stage.name === 'build';
  if (stages.some((stage) => stage.usesBuild) && !stages.some(isBuildStage)) ensureBuilt();
}

/** @returns {Promise<Outcome>} */
async function runStage(stage) {
  const started = Date.now();
  if (stage.counts === 'vitest') fs.rmSync(vitestResults(stage), { force: true }); // an old report is none
  running = startNode(stage.command, stage.env);
  const { code, output } = await running.ended;
  running = undefined;
  const seconds = (Date.now() - started) / 1000;
  if (!stage.counts) return { ok: code === 0, seconds };

  const counts = stage.counts === 'vitest' ? readVitestCounts(vitestResults(stage)) : parseMochaCounts(output);
  if (!counts) return { ok: false, seconds, why: 'ended without a result' };
  if (counts.passed === 0) return { ok: false, seconds, counts, why: 'no test passed' };
  return { ok: code === 0, seconds, counts };
}

const isLeftOut = ({ leftOutBy }) => leftOutBy !== undefined && Boolean(process.env[leftOutBy]);

function describe(stage, outcome) {
  if (isLeftOut(stage)) return `LEFT OUT, as ${stage.leftOutBy} is set`;
  if (!outcome) return 'not run';
  const { ok, seconds, counts, why } = outcome;
  const tests = counts ? `${counts.passed} passed, ${counts.failed} failed` : '';
  const skipped = counts?.skipped ? `, ${counts.skipped} skipped` : '';
  const result = ok ? 'ok' : 'FAILED';
  return `${result.padEnd(7)} ${seconds.toFixed(1).padStart(6)} s  ${[tests + skipped, why].filter(Boolean).join('; ')}`;
}

/** @param {Stage[]} stages @param {Map<Stage, Outcome>} outcomes */
function printSummary(stages, outcomes) {
  const width = (of) => Math.max(...stages.map((stage) => of(stage).length));
  const [nameWidth, whatWidth] = [width((stage) => stage.name), width((stage) => stage.what)];
  console.log('');
  for (const stage of stages) {
    const columns = [stage.name.padEnd(nameWidth), stage.what.padEnd(whatWidth), describe(stage, outcomes.get(stage))];
    console.log(columns.join('  ').trimEnd());
  }
  let [passed, failed] = [0, 0];
  for (const { ok, counts } of outcomes.values()) {
    passed += counts?.passed ?? 0;
    failed += counts?.failed || (ok ? 0 : 1);
  }
  console.log(`\n${passed} passed, ${failed} failed`);
}

async function main() {
  const options = { 'keep-going': { type: 'boolean' }, desktop: { type: 'boolean' } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.desktop) process.env.VSCODE_EXECUTABLE = 'desktop';
  const selected = selectStages(positionals);
  const stages = selected.filter((stage) => !isLeftOut(stage));
  await prepare(stages);

  const outcomes = new Map();
  for (const stage of stages) {
    console.log(`\n== ${stage.name}: ${stage.what}`);
    const outcome = await runStage(stage);
    outcomes.set(stage, outcome);
    if (!outcome.ok && !values['keep-going']) break;
  }
  printSummary(selected, outcomes);
  return [...outcomes.values()].every((outcome) => outcome.ok) ? 0 : 1;
}

stopOnSignals();
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
