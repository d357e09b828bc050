// The browser of the tests: a Chromium or Chrome that is already there, its driver, and a Chinese font.
//
// Browser tests open it with `launch()`; the WebAssembly tests drive it through the driver. Nothing is downloaded past
// the system's own packages, and the browser is told not to call home.

import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { firstLine, root, run, step, Stop } from './step.mjs';
import { aptInstall, onDebian } from './system.mjs';

/** No sandbox, since a container or root cannot have one, and no traffic of its own that a test could mistake for ours. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const chromes = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'chromium',
  ],
};

const advice = `The browser tests need Chromium (or Chrome), the ChromeDriver of the same version and a Chinese font. Install them:
  Debian   sudo apt-get install chromium chromium-driver fonts-noto-cjk
  Ubuntu   Google Chrome and its ChromeDriver (https://googlechromelabs.github.io/chrome-for-testing/),
           sudo apt-get install fonts-noto-cjk
  macOS    brew install --cask google-chrome chromedriver
Elsewhere, or to choose: set CHROME_PATH and CHROMEDRIVER to the two programs. Then start again.`;

/** A program on the PATH, or at a full path. */
function find(names) {
  for (const name of names) {
    if (!name) continue;
    if (path.isAbsolute(name)) {
      if (existsSync(name)) return name;
      continue;
    }
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      if (existsSync(path.join(folder, name))) return path.join(folder, name);
    }
  }
  return undefined;
}

/** The browser's program: CHROME_PATH, or one of the usual places. */
export function findChrome() {
  return process.env.CHROME_PATH ? find([process.env.CHROME_PATH]) : find(chromes[process.platform] ?? []);
}

/** The driver's program: CHROMEDRIVER, the folder that GitHub's machines name, or the PATH. */
function findDriver() {
  const { CHROMEDRIVER, CHROMEWEBDRIVER } = process.env;
  if (CHROMEDRIVER) return find([CHROMEDRIVER]);
  return find([CHROMEWEBDRIVER && path.join(CHROMEWEBDRIVER, 'chromedriver'), 'chromedriver']);
}

/** Whether Chinese text can be drawn. Only Linux comes without a font for it. */
async function hasChineseFont() {
  if (process.platform !== 'linux') return true;
  const line = await firstLine('fc-list', [':lang=zh', 'family']);
  if (line !== undefined) return line !== '';
  return existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc');
}

/** Installs what is missing of browser, driver and font, and answers where they are: `{ chrome, driver }`. */
export function browser() {
  return step('browser, its driver and a Chinese font', async (note) => {
    const missing = [];
    // On Debian the two come from one source package, so that they always fit each other.
    if (!findChrome()) missing.push('chromium');
    if (!findDriver()) missing.push('chromium-driver');
    if (!(await hasChineseFont())) missing.push('fonts-noto-cjk');
    if (missing.length > 0) await aptInstall(missing, advice);
    const [chrome, driver] = [findChrome(), findDriver()];
    if (!chrome || !driver) throw new Stop(advice);
    const versions = await Promise.all([chrome, driver].map(async (file) => (await firstLine(file, ['--version'])) ?? ''));
    const [major, other] = versions.map((line) => line.match(/(\d+)\.\d/)?.[1]);
    if (!major || major !== other) {
      const cure = onDebian() ? 'Run `sudo apt-get install chromium chromium-driver`.' : advice;
      throw new Stop(`The browser (${chrome}: ${versions[0]}) and its driver (${driver}: ${versions[1]}) do not fit. ${cure}`);
    }
    note(`${versions[0].split(' built')[0]}${missing.length > 0 ? ', installed' : ', present'}`);
    return { chrome, driver };
  });
}

/** The environment in which wasm-bindgen's test runner finds the browser. */
export async function driverEnvironment({ chrome, driver }) {
  const file = path.join(root, '.tools', 'webdriver.json');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ 'goog:chromeOptions': { binary: chrome, args: flags } }, null, 2));
  return {
    CHROMEDRIVER: driver,
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: file,
    WASM_BINDGEN_USE_BROWSER: '1',
    // A busy machine needs longer than the runner's 20 and 5 seconds.
    WASM_BINDGEN_TEST_TIMEOUT: '180',
    WASM_BINDGEN_TEST_DRIVER_TIMEOUT: '60',
  };
}

/** Opens the browser for a test: playwright-core's `Browser`. */
export async function launch(options = {}) {
  const { chromium, found } = await playwright();
  return chromium.launch({ ...found, ...options });
}

/** The same with a profile in a folder, which remembers what a visitor's browser remembers: playwright-core's `BrowserContext`. */
export async function launchProfile(folder) {
  const { chromium, found } = await playwright();
  return chromium.launchPersistentContext(folder, found);
}

async function playwright() {
  const executablePath = findChrome();
  if (!executablePath) throw new Stop(advice);
  const { chromium } = await import('playwright-core');
  return { chromium, found: { executablePath, args: flags.filter((flag) => flag !== '--headless') } };
}
