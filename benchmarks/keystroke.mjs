// What a keystroke costs in the page: `npm run build && npm run bench:keystroke`. The demo page in Chromium, with companies of which more and
// more is known; digits typed into one box after the other, and the milliseconds until the page stands as the new answer has it.
//
//   --boxes 25      how many boxes are typed into
//   --slower 4      how many times slower the throttled processor is
//
// Measured is what holds the page up between a keystroke and the next frame: the engine, drawing and layout. What waits for a pause (questions,
// calendar, bundle) is not in it. Beside it stands what a page costs by itself: writing into the box and laying the page out.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { browser as findBrowser, launch } from '../scripts/lib/browser.mjs';
import { main, print, root, step, Stop } from '../scripts/lib/step.mjs';
import { serve } from '../scripts/serve.mjs';

/** Companies by the number of their buttons on the page; nothing is known of the first. */
const COMPANIES = { 'nothing known': undefined, software: 0, manufacturer: 1, shopkeeper: 2 };
/** A pause between keystrokes, in which nothing else may be computed yet, and one in which everything is. */
const PAUSE_MS = 30;
const QUIET_MS = 3000;

await main(async () => {
  const { values } = parseArgs({ options: { boxes: { type: 'string', default: '25' }, slower: { type: 'string', default: '4' } } });
  const [boxes, slower] = [Number(values.boxes), Number(values.slower)];
  if (!Number.isInteger(boxes) || boxes < 1 || !(slower >= 1)) throw new Stop('--boxes takes a whole number above 0, --slower a number of at least 1');
  const folder = path.join(root, 'dist/demo');
  if (!existsSync(path.join(folder, 'index.html'))) throw new Stop('dist/demo/ is missing. Run `npm run build` first.');

  await findBrowser();
  const rows = [];
  const [server, browser] = await Promise.all([serve({ folder, mounts: { '/dist/': 'dist' } }), launch()]);
  try {
    await step('keystrokes', async (note) => {
      for (const rate of slower === 1 ? [1] : [1, slower]) {
        for (const [company, button] of Object.entries(COMPANIES)) {
          note(`${company}, ${speed(rate)}`);
          rows.push({ rate, company, ...(await typed(browser, server.url, { rate, button, boxes })) });
        }
      }
      note('');
    });
    print(`\n${browser.version()}\n`);
  } finally {
    await Promise.all([browser.close(), server.close()]);
  }
  print('| processor | company | keystrokes | median | nine in ten | slowest | writing and layout alone, median |');
  print('|---|---|---:|---:|---:|---:|---:|');
  for (const { rate, company, times, bare } of rows) {
    const shown = [0.5, 0.9, 1].map((part) => milliseconds(quantile(times, part)));
    print(`| ${speed(rate)} | ${company} | ${times.length} | ${shown.join(' | ')} | ${milliseconds(quantile(bare, 0.5))} |`);
  }
});

/** Types into boxes of a page of its own. */
async function typed(browser, url, { rate, button, boxes }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('policy-calculator .policy').first().waitFor();
    if (button !== undefined) await page.locator('#samples button').nth(button).click();
    const control = await context.newCDPSession(page);
    await control.send('Emulation.setCPUThrottlingRate', { rate });
    await page.waitForTimeout(QUIET_MS);
    return await page.evaluate(typeIn, { boxes, pause: PAUSE_MS, quiet: QUIET_MS });
  } finally {
    await context.close();
  }
}

/** Runs in the page: the milliseconds that each keystroke took. */
async function typeIn({ boxes, pause, quiet }) {
  const element = document.querySelector('policy-calculator');
  const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
  for (const section of element.shadowRoot.querySelectorAll('details.section')) section.open = true;
  await wait(quiet);
  const isShown = (input) => input.offsetParent !== null && input.closest('.section');
  const inputs = [...element.shadowRoot.querySelectorAll('input[inputmode=decimal]')].filter(isShown).slice(0, boxes);
  const [times, bare] = [[], []];
  for (const input of inputs) {
    const before = input.value;
    input.focus();
    for (const text of ['1', '12', '120', before]) {
      let began = performance.now();
      input.value = text;
      void element.offsetHeight;
      bare.push(performance.now() - began);
      began = performance.now();
      input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      await element.updateComplete;
      void element.offsetHeight;
      times.push(performance.now() - began);
      await wait(pause);
    }
  }
  return { times, bare };
}

function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round(part * (sorted.length - 1))];
}

function speed(rate) {
  return rate === 1 ? 'as it is' : `${rate}× slower`;
}

function milliseconds(time) {
  return `${time.toFixed(time < 10 ? 1 : 0)} ms`;
}
