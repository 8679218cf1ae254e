import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeGoldenValues } from '../unit/engines/goldenTests';
import { describeNetworks } from '../unit/engines/networkGoldenTests';
import { softwareWebgl } from '../vscode-offline/host.mjs';
import { type EngineBrowser, openEngineBrowser, remoteEngine } from './engineBrowser';

let browser: EngineBrowser;
beforeAll(async () => {
  browser = await openEngineBrowser();
});
afterAll(() => browser?.close());

it('there is WebGL 2 here, in the software that was asked for, and the probe says so', async () => {
  const { support, renderer } = await (await browser.openWorker()).call('probe');
  expect(support).toBe('software');
  expect(renderer?.toLowerCase()).toContain(softwareWebgl);
});

describe.each(['webgl', 'tfjs', 'wasm'] as const)('engine %s in Chromium', (id) => {
  describeGoldenValues(async () => remoteEngine(await browser.openWorker(), id));
});

describe.each(['tfjs', 'generic'] as const)('engine %s in Chromium', (id) => {
  describeNetworks(async () => remoteEngine(await browser.openWorker(), id));
});
