#!/usr/bin/env node
/**
 * A stand-in for the desktop "code" executable that understands what an extension test run needs, so that it can be
 * given to @vscode/test-electron as vscodeExecutablePath:
 *
 *   code [folder] --extensionDevelopmentPath=DIR --extensionTestsPath=FILE [--extensionDevelopmentKind=web]
 *        [--extensions-dir=DIR] [--user-data-dir=DIR]
 *
 * and --version, --install-extension, --list-extensions, --uninstall-extension. Its exit code is the test run's.
 */
import './guard.cjs';
import fs from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { launchBrowser } from './browser.mjs';
import { home, installed } from './paths.mjs';
import { patience } from './patience.mjs';
import { runCli, startServer, workbenchUrl } from './server.mjs';
import { serveWebExtension } from './webExtension.mjs';

/** The test report puts this before each of its lines, to tell them from VS Code's own log. */
const REPORT_MARK = '\u2063';

/** Exit codes of runs that brought no result, beside those of the tests themselves. */
const EXIT = { usage: 64, harness: 70, crash: 71, serverEnded: 72, timeout: 73 };

const timeoutSeconds = Number(process.env.VSCODE_OFFLINE_TIMEOUT || 600);
const logFile = path.join(home, 'last-run.log');
const screenshot = path.join(home, 'last-failure.png');

function parseArguments(args) {
  const options = new Map();
  const rest = [];
  for (const argument of args) {
    const [, name, value] = /^--([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name) options.set(name, value ?? true);
    else rest.push(argument);
  }
  return { options, rest };
}

/** VS Code takes file paths and file URIs alike. */
const toPath = (value) => value && (/^[a-z][\w+.-]+:\/\//i.test(value) ? new URL(value).pathname : path.resolve(value));

function printVersion() {
  const product = JSON.parse(fs.readFileSync(path.join(installed().server, 'product.json'), 'utf8'));
  console.log([product.version, product.commit, process.arch].join('\n'));
}

function openLog() {
  fs.mkdirSync(home, { recursive: true });
  const file = fs.createWriteStream(logFile);
  return (text) => {
    const line = text.endsWith('\n') ? text : `${text}\n`;
    file.write(line);
    if (process.env.VSCODE_OFFLINE_VERBOSE) process.stderr.write(line);
  };
}

function readSettings(userDataDir) {
  const file = userDataDir && path.join(userDataDir, 'User/settings.json');
  return file && fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

/**
 * Opens the workbench and waits for the tests' end.
 * @returns {Promise<{ code: number, why?: string }>} the exit code, and why there is no result where there is none
 */
async function runTests(page, server, { extension, tests, folder, isWeb, log }) {
  const finished = withResolvers();
  page.on('crash', () => finished.resolve({ code: EXIT.crash, why: 'the page crashed' }));
  page.on('pageerror', (error) => log(`[pageerror] ${error.name}: ${error.message}\n${error.stack}`));
  server.gone.then((code) => finished.resolve({ code: EXIT.serverEnded, why: `the server ended early with ${code}` }));
  const why = `no sign of life in ${timeoutSeconds} s`;
  const timer = setTimeout(() => finished.resolve({ code: EXIT.timeout, why }), timeoutSeconds * 1000);
  // The names under which the workbench looks for its test driver.
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const text = format(...args);
    if (!text.startsWith(REPORT_MARK)) return log(`[${type}] ${text}`);
    timer.refresh();
    console.log(text.replaceAll(REPORT_MARK, ''));
  });
  await page.exposeFunction('codeAutomationExit', (code) => finished.resolve({ code }));

  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
    ['enableProposedApi', ''],
  ];
  if (isWeb) {
    await serveWebExtension(page, server, { extension, tests });
  } else {
    const remote = (file) => `vscode-remote://${server.authority}${file}`;
    payload.push(['extensionDevelopmentPath', remote(extension)], ['extensionTestsPath', remote(tests)]);
  }
  await page.goto(workbenchUrl(server, { folder, payload }), { timeout: patience() });
  const result = await finished.promise;
  clearTimeout(timer);
  return result;
}

/** Promise.withResolvers() is not in Node 20. */
function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function main() {
  const { options, rest } = parseArguments(process.argv.slice(2));
  if (options.has('version')) {
    printVersion();
    return 0;
  }
  if (['install-extension', 'list-extensions', 'uninstall-extension'].some((verb) => options.has(verb))) {
    const isDesktopOnly = (argument) => /^--(no-sandbox|disable-|user-data-dir)/.test(argument);
    process.stdout.write(runCli(process.argv.slice(2).filter((argument) => !isDesktopOnly(argument))));
    return 0;
  }
  const extension = toPath(options.get('extensionDevelopmentPath'));
  const tests = toPath(options.get('extensionTestsPath'));
  if (!extension || !tests) {
    console.error('this stand-in only runs tests: it needs --extensionDevelopmentPath and --extensionTestsPath');
    return EXIT.usage;
  }

  const log = openLog();
  const server = await startServer({
    forTests: true,
    extensionsDir: options.get('extensions-dir'),
    settings: readSettings(options.get('user-data-dir')),
    log,
  });
  let browser;
  try {
    browser = await launchBrowser();
    // nobody looks at it, and every pixel is drawn by the processor
    const page = await browser.newPage({ viewport: { width: 640, height: 480 } });
    const isWeb = options.get('extensionDevelopmentKind') === 'web';
    const { code, why } = await runTests(page, server, { extension, tests, folder: rest[0], isWeb, log });
    if (code !== 0) {
      await page.screenshot({ path: screenshot, timeout: 5000 }).catch(() => {});
      console.error(`extension tests failed (${why ?? `exit code ${code}`}); see ${logFile} and ${screenshot}`);
    }
    return code;
  } finally {
    await browser?.close().catch(() => {});
    await server.stop();
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(128));
try {
  process.exit(await main());
} catch (error) {
  console.error(error);
  process.exit(EXIT.harness);
}
