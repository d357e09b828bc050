// A browser, a server and pages for the tests: every request is counted, every complaint of the page is kept.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { launch } from '../../scripts/lib/browser.mjs';
import { root } from '../../scripts/lib/step.mjs';
import { serve } from '../../scripts/serve.mjs';

const shots = path.join(root, 'target', 'screenshots');

/** Opens a browser on a server; `options` are those of `serve`. */
export async function site(options) {
  const [browser, server] = await Promise.all([launch(), serve(options)]);
  const served = [];
  server.server.on('request', (request) => served.push(request.url));

  return {
    url: server.url,
    served,
    /** A page at `place`, with what it asked for and what it complained of. */
    async open(place = '', { width = 1280, height = 900, ...more } = {}) {
      const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', ...more });
      const requests = [];
      context.on('request', (request) => requests.push(request.url()));
      const page = await context.newPage();
      const complaints = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
      });
      await page.goto(new URL(place, server.url).href);
      return { page, requests, complaints, close: () => context.close() };
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Waits until the element shows results. */
export async function ready(page) {
  await page.getByRole('heading', { name: /^(测算结果|Results)$/ }).waitFor();
}

/** Opens a section of the form. */
export async function openSection(page, name) {
  const section = page.locator('details.section').filter({ has: page.getByRole('heading', { name, exact: true }) });
  if (!(await section.evaluate((details) => details.open))) await section.locator('summary').first().click();
}

/** Opens all sections of the form and all policies of the results. */
export async function openAll(page) {
  await page.locator('policy-calculator').evaluate(async (element) => {
    for (const details of element.shadowRoot.querySelectorAll('details.section, li.policy > details')) details.open = true;
    await new Promise(requestAnimationFrame);
    await element.updateComplete;
  });
  await page.locator('li.policy .body').first().waitFor();
}

/** The status under which a policy stands, as the element says it. */
export async function statusOf(page, title) {
  const item = page.locator('li.policy').filter({ has: page.getByRole('heading', { name: title }) });
  return item.locator('summary .hidden').first().textContent();
}

/** How many policies the counts name for a status. */
export async function count(page, status) {
  const button = page.locator('.counts').getByRole('button', { name: new RegExp(`^\\d+ ${status}$`) });
  return Number(await button.locator('.count').textContent());
}

/** Keeps a picture for people to look at; no test compares it. */
export async function picture(page, name, options = {}) {
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`), ...options });
}
