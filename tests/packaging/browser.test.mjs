// The package's files in a browser without a bundler, under the strict Content-Security-Policy.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { launch } from '../../scripts/lib/browser.mjs';
import { contentSecurityPolicy, serve } from '../../scripts/serve.mjs';
import { project } from './project.mjs';

const html = (body) => `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>Portal</title></head><body>${body}</body></html>`;

describe('in a browser without a bundler', () => {
  let user;
  let browser;
  let served;
  before(async () => {
    user = await project();
    const site = path.join(user.folder, 'site');
    await mkdir(site);
    const files = {
      'classic.html': html('<policy-calculator></policy-calculator><script src="/package/dist/element.iife.js"></script>'),
      'module.html': html('<policy-calculator></policy-calculator><script type="module" src="module.js"></script>'),
      'module.js': `import '/package/dist/element.js';
import { loadCalculator } from '/package/dist/index.js';
import catalog from '/package/dist/catalog.js';
const calculator = await loadCalculator(catalog);
document.querySelector('policy-calculator').catalog = calculator;
document.title = 'loaded';`,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(site, name), text);
    browser = await launch();
    // Not even the page's own server may be asked once it has loaded.
    const policy = contentSecurityPolicy.replace("connect-src 'self'", "connect-src 'none'");
    served = await serve({ folder: site, mounts: { '/package/': user.installed }, policy });
  });
  after(async () => {
    await browser?.close();
    await served?.close();
  });

  /** Opens a page, waits for `ready` in it, and answers what went wrong meanwhile. */
  async function faults(name, ready) {
    const page = await browser.newPage();
    const seen = [];
    page.on('console', (message) => message.type() === 'error' && seen.push(message.text()));
    page.on('pageerror', (error) => seen.push(error.message));
    await page.goto(served.url + name);
    await page.waitForFunction(ready);
    await page.close();
    return seen;
  }

  test('the all-in-one file registers the element as a classic script', async () => {
    const drawn = () => document.querySelector('policy-calculator').shadowRoot?.childElementCount > 0;
    assert.deepEqual(await faults('classic.html', drawn), []);
  });

  test('the modules load, and the element takes the Calculator of the API', async () => {
    const filled = () => document.title === 'loaded' && document.querySelector('policy-calculator').shadowRoot?.childElementCount > 0;
    assert.deepEqual(await faults('module.html', filled), []);
  });
});
