/** The stages of `npm test`, in their order. */
import path from 'node:path';
import { versions } from '../test/vscode-offline/paths.mjs';
import { VSCE_PACKAGE } from './package.mjs';
import { dependency, root } from './project.mjs';

/** The oldest VS Code that package.json's engines.vscode allows. */
const FLOOR_VERSION = '1.100.3';

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} what for people
 * @property {string[]} command what Node runs
 * @property {string[]} [after] stages whose results it uses: they run too when only this one is asked for
 * @property {boolean} [usesBuild] needs dist/
 * @property {boolean} [usesChromium] needs a browser
 * @property {boolean} [usesLlvmpipe] needs Mesa's software WebGL in it
 * @property {string} [leftOutBy] the environment variable that leaves it out when set
 * @property {Record<string, string>} [env] more variables of its environment
 * @property {string | string[]} [vscode] the VS Code versions it needs
 * @property {'vitest' | 'mocha'} [counts] the test runner whose counts it reports
 */

/** In a log, Biome's colours would hide the text. */
const PLAIN = process.stderr.isTTY ? [] : ['--colors=off'];

const resultsFile = (stage) => path.join(root, 'out', `vitest-${stage}.json`);

function vitest(project, { stage = project, options = [] } = {}) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile(stage)}`];
  return [dependency('vitest/vitest.mjs'), 'run', '--project', project, ...options, ...reporters];
}

/** Each of them would like the whole machine. */
const ONE_FILE_AT_A_TIME = ['--no-file-parallelism'];

/** A workbench in which nothing works would keep each test waiting. */
const FEW_FAILURES_SUFFICE = '--bail=5';

function engine(name, webgl, more = {}) {
  return {
    name,
    what: `engines in a real browser, WebGL by ${webgl}`,
    command: vitest('engine', { stage: name, options: ONE_FILE_AT_A_TIME }),
    env: { SOFTWARE_WEBGL: webgl },
    usesBuild: true,
    usesChromium: true,
    counts: 'vitest',
    ...more,
  };
}

function integration(name, what, { options = [], version = versions.default, ...more } = {}) {
  const command = [path.join(root, 'test/integration/run.mjs'), `--vscode=${version}`, ...options];
  return { name, what, command, usesBuild: true, usesChromium: true, vscode: version, counts: 'mocha', ...more };
}

/** @type {Stage[]} */
export const stages = [
  {
    name: 'lint',
    what: 'format and lint rules',
    command: [dependency('@biomejs/biome/bin/biome'), 'ci', ...PLAIN, '.'],
  },
  { name: 'types', what: 'TypeScript', command: [dependency('typescript/bin/tsc')] },
  {
    name: 'core-types',
    what: 'TypeScript: core without Node, DOM and vscode',
    command: [dependency('typescript/bin/tsc'), '-p', 'src/core'],
  },
  { name: 'build', what: 'production build', command: ['esbuild.mjs', '--production'] },
  { name: 'unit', what: 'core, host and page in Node', command: vitest('unit'), usesBuild: true, counts: 'vitest' },
  engine('engine', 'swiftshader'),
  engine('engine-llvmpipe', 'llvmpipe', { usesLlvmpipe: true, leftOutBy: 'SKIP_LLVMPIPE' }),
  { name: 'package', what: 'packed .vsix', command: VSCE_PACKAGE, after: ['build'] },
  integration('integration', `VS Code ${versions.default}`),
  integration('web', `VS Code ${versions.default}, web extension host`, { options: ['--web'] }),
  integration('floor', `VS Code ${FLOOR_VERSION}, the oldest supported, packed .vsix installed`, {
    version: FLOOR_VERSION,
    options: ['--vsix'],
    after: ['package'],
  }),
  {
    name: 'e2e',
    what: 'clicks through the real workbench',
    command: vitest('e2e', { options: [...ONE_FILE_AT_A_TIME, FEW_FAILURES_SUFFICE] }),
    after: ['package'],
    usesBuild: true,
    usesChromium: true,
    vscode: [versions.default, FLOOR_VERSION],
    counts: 'vitest',
  },
];

/** The file with the JSON report of a stage that runs vitest. */
export const vitestResults = (stage) => resultsFile(stage.name);

/**
 * The named stages and those they build on, in running order; all stages when no name is given.
 * @param {string[]} names
 * @returns {Stage[]}
 */
export function selectStages(names) {
  if (names.length === 0) return stages;
  const selected = new Set();
  const select = (name) => {
    const stage = stages.find((candidate) => candidate.name === name);
    if (!stage) throw new Error(`no stage "${name}"; there are ${stages.map((each) => each.name).join(', ')}`);
    selected.add(stage);
    stage.after?.forEach(select);
  };
  names.forEach(select);
  return stages.filter((stage) => selected.has(stage));
}
