/** Serves an extension to the workbench's page as a web extension, so that it runs in the web worker extension host. */
import fs from 'node:fs';
import path from 'node:path';

const MOUNT = '/dev-extension/';

const decodeAttribute = (text) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const encodeAttribute = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/**
 * Answers the page's configuration and the extension's files from here. The extension appears under the workbench's
 * own origin, because the page's content security policy allows no other.
 *
 * @param {import('playwright-core').Page} page
 * @param {{ origin: string, authority: string }} server
 * @param {{ extension: string, tests: string }} paths the extension's folder, and the test script inside it
 */
export async function serveWebExtension(page, server, { extension, tests }) {
  const testsInside = path.relative(extension, tests);
  if (testsInside.startsWith('..')) throw new Error('a web extension may only load tests from inside its own folder');
  const served = (name) => ({ scheme: 'http', authority: server.authority, path: MOUNT + name });
  const developmentOptions = { extensions: [served('')], extensionTestsPath: served(testsInside) };

  const isWorkbench = (url) => url.origin === server.origin && url.pathname === '/';
  await page.route(isWorkbench, async (route) => {
    const answer = await route.fetch();
    const setting = /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)/;
    const body = (await answer.text()).replace(setting, (_match, head, value) => {
      const configuration = JSON.parse(decodeAttribute(value));
      configuration.developmentOptions = { ...configuration.developmentOptions, ...developmentOptions };
      return head + encodeAttribute(JSON.stringify(configuration));
    });
    await route.fulfill({ response: answer, body });
  });
  await page.route(`${server.origin}${MOUNT}**`, (route) => {
    const name = decodeURIComponent(new URL(route.request().url()).pathname).slice(MOUNT.length);
    const file = path.join(extension, name);
    const isInside = file.startsWith(extension + path.sep) && fs.existsSync(file);
    return isInside ? route.fulfill({ path: file }) : route.fulfill({ status: 404, body: '' });
  });
}
