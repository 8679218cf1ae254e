/** The Chromium that shows the workbench. */
import { chromium } from 'playwright-core';
import { findChromium } from './paths.mjs';

const FLAGS = [
  '--no-sandbox', // Chromium refuses to run as root with it, and the only pages it opens are ours
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // WebGL without a GPU: Chromium no longer falls back to software by itself
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  // without a GPU the processor rasterises sooner by itself than through software GL
  '--disable-gpu-rasterization',
  // a page that Playwright fulfils itself counts as "public" and may otherwise not reach a loopback server
  '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
];

/** Starts Chromium with software WebGL, headless unless HEADED is set. */
export function launchBrowser(moreFlags = []) {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium found: install it, or set CHROMIUM_PATH to its executable');
  return chromium.launch({ executablePath, headless: !process.env.HEADED, args: [...FLAGS, ...moreFlags] });
}
