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
  '--ignore-gpu-blocklist',
  // without a GPU the processor rasterises sooner by itself than through software GL
  '--disable-gpu-rasterization',
  // a page that Playwright fulfils itself counts as "public" and may otherwise not reach a loopback server
  '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
];

/** WebGL without a GPU: Chromium no longer falls back to software by itself. */
const SOFTWARE_WEBGL = {
  /** Chromium's own, on Vulkan. */
  swiftshader: { flags: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] },
  /** Mesa's, on OpenGL ES: other compilers, other roundings, other limits. */
  llvmpipe: {
    flags: ['--use-gl=angle', '--use-angle=gl-egl'],
    env: { LIBGL_ALWAYS_SOFTWARE: '1', GALLIUM_DRIVER: 'llvmpipe' },
  },
};

/** The implementation of WebGL that browsers are started with: SOFTWARE_WEBGL, a key of the table above. */
export const softwareWebgl = process.env.SOFTWARE_WEBGL || 'swiftshader';

/** Starts Chromium with software WebGL, headless unless HEADED is set. */
export function launchBrowser(moreFlags = [], webgl = softwareWebgl) {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium found: install it, or set CHROMIUM_PATH to its executable');
  const { flags, env } = SOFTWARE_WEBGL[webgl];
  return chromium.launch({
    executablePath,
    headless: !process.env.HEADED,
    args: [...FLAGS, ...flags, ...moreFlags],
    env: { ...process.env, ...env },
  });
}

/** The name that a browser's WebGL gives itself; undefined where there is none. */
export async function webglRenderer(webgl) {
  const browser = await launchBrowser([], webgl);
  try {
    const page = await browser.newPage();
    return await page.evaluate(() => {
      const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
      const names = gl?.getExtension('WEBGL_debug_renderer_info');
      return names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : undefined;
    });
  } finally {
    await browser.close();
  }
}
