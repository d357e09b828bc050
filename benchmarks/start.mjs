// Cold start in Chromium: `npm run build && npm run bench:start`. From the first line of a page's own script to the first verdicts on the
// real catalog, nothing being known of the company; medians, in milliseconds.
//
//   --rounds 15     how often each line is measured, by turns
//   --slower 4      how many times slower the throttled processor is
//
// Each sample is a browser context of its own, with nothing in any cache, and a server on the same machine, so that hardly anything is waited
// for but work. "Visited before" is a profile on disk whose caches have the files and, as far as the browser keeps it, compiled code.
// Throttling slows the page's own thread down; what the browser compiles and fetches on others stays as fast as it is.

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { browser as findBrowser, launch, launchProfile } from '../scripts/lib/browser.mjs';
import { main, print, root, step, Stop } from '../scripts/lib/step.mjs';
import { serve } from '../scripts/serve.mjs';

/** How often a profile visits before it is measured, and how long it then has to write down what it compiled. */
const VISITS = 3;
const SETTLE_MS = 2000;

/** The steps of a start, each with how long it took. Of two that run side by side each counts from where both began. */
const STEPS = {
  'modules imported': ({ imported }) => imported,
  'engine fetched, compiled': ({ compiled, imported }) => compiled - imported,
  'catalog fetched': ({ fetched, imported }) => (fetched === undefined ? undefined : fetched - imported),
  'catalog read': ({ loaded, compiled, fetched = 0 }) => loaded - Math.max(compiled, fetched),
  opened: ({ opened, loaded }) => opened - loaded,
  'first answer': ({ answered, opened }) => answered - opened,
};

await main(async () => {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' }, slower: { type: 'string', default: '4' } } });
  const [rounds, slower] = [Number(values.rounds), Number(values.slower)];
  if (!Number.isInteger(rounds) || rounds < 1 || !(slower >= 1)) throw new Stop('--rounds takes a whole number above 0, --slower a number of at least 1');
  if (!existsSync(path.join(root, 'dist/slim.js'))) throw new Stop('dist/ is missing. Run `npm run build` first.');

  await findBrowser();
  const variants = [];
  for (const rate of slower === 1 ? [1] : [slower, 1]) {
    for (const entry of ['slim', 'inlined']) {
      for (const first of ['overview', 'verdicts']) {
        for (const visited of [false, true]) variants.push({ rate, entry, first, visited, samples: [] });
      }
    }
  }
  const options = { folder: path.join(root, 'benchmarks/start'), mounts: { '/dist/': 'dist' }, cacheControl: 'max-age=3600' };
  const profile = await mkdtemp(path.join(tmpdir(), 'start-'));
  const [server, browser, returning] = await Promise.all([serve(options), launch(), launchProfile(profile)]);
  try {
    await step('cold starts', async (note) => {
      for (const variant of variants.filter(({ visited, rate }) => visited && rate === 1)) {
        for (let visit = 0; visit < VISITS; visit++) await sample(returning, server.url, variant, SETTLE_MS);
      }
      for (let round = 0; round < rounds; round++) {
        for (const variant of variants) {
          note(`round ${round + 1} of ${rounds}`);
          variant.samples.push(await (variant.visited ? sample(returning, server.url, variant) : fresh(browser, server.url, variant)));
        }
      }
    });
    print(`\n${browser.version()}, ${rounds} rounds`);
  } finally {
    await Promise.all([browser.close(), returning.close(), server.close()]);
    await rm(profile, { recursive: true, force: true });
  }
  print(table(variants));
});

async function fresh(browser, url, variant) {
  const context = await browser.newContext();
  try {
    return await sample(context, url, variant);
  } finally {
    await context.close();
  }
}

/** One start in a page of its own: the milliseconds at which its steps were over. */
async function sample(context, url, { rate, entry, first }, settle = 0) {
  const page = await context.newPage();
  const control = await context.newCDPSession(page);
  await control.send('Emulation.setCPUThrottlingRate', { rate });
  await page.goto(`${url}?entry=${entry}&first=${first}`);
  const marks = await page.evaluate(() => globalThis.measured);
  if (settle > 0) await page.waitForTimeout(settle);
  await page.close();
  return marks;
}

function table(variants) {
  const names = Object.keys(STEPS);
  const lines = [
    `| processor | entry | first answer | visited before | all: median (least–most) | ${names.join(' | ')} |`,
    `|---|---|---|---|---:|${names.map(() => '---:|').join('')}`,
  ];
  for (const { rate, entry, first, visited, samples } of variants) {
    const whole = samples.map(({ answered }) => answered).sort((a, b) => a - b);
    const parts = names.map((name) => {
      const times = samples.map(STEPS[name]);
      return times.includes(undefined) ? '' : shown(median(times));
    });
    const answer = { overview: 'overview', verdicts: 'all verdicts' }[first];
    lines.push(
      `| ${rate === 1 ? 'as it is' : `${rate}× slower`} | ${entry === 'slim' ? '`./slim`' : 'inlined'} | ${answer} | ${visited ? 'yes' : 'no'} | ` +
        `${shown(median(whole))} (${shown(whole[0])}–${shown(whole.at(-1))}) | ${parts.join(' | ')} |`,
    );
  }
  return lines.join('\n');
}

function shown(milliseconds) {
  return milliseconds.toFixed(milliseconds < 10 ? 1 : 0);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
