import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeGoldenValues } from '../unit/engines/goldenTests';
import { type EngineBrowser, openEngineBrowser, remoteEngine } from './engineBrowser';

let browser: EngineBrowser;
beforeAll(async () => {
  browser = await openEngineBrowser();
});
afterAll(() => browser?.close());

it('there is WebGL 2 here, in software, and the probe says so', async () => {
  const { support, renderer } = await (await browser.openWorker()).call('probe');
  expect(support).toBe('software');
  expect(renderer).toMatch(/swiftshader/i);
});

describe.each(['webgl', 'tfjs', 'wasm'] as const)('engine %s in Chromium', (id) => {
  describeGoldenValues(async () => remoteEngine(await browser.openWorker(), id));
});
