import { afterAll, beforeAll } from 'vitest';
import { describeGoldenValues } from '../unit/engines/goldenTests';
import { openWebglBrowser, remoteEngine, type WebglBrowser } from './webglBrowser';

let browser: WebglBrowser;
beforeAll(async () => {
  browser = await openWebglBrowser();
});
afterAll(() => browser?.close());

describeGoldenValues(async () => remoteEngine(await browser.openWorker()));
