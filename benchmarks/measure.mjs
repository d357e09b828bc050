// One size of catalog, in a process of its own: every engine is first checked to give the same answers, then all are timed by turns.
// Started by run.mjs, with the options for Node that it needs, and sends it what it found.

import { readFile } from 'node:fs/promises';

import { describeCatalog, sizeOf } from './catalog.mjs';
import { asFact, companies, halfKnown, valueOf } from './companies.mjs';
import * as floor from './floor.mjs';
import * as ours from './ours.mjs';
import { dice } from './random.mjs';
import { compare, compareOpen } from './results.mjs';

/** In the order of the table. */
const RIVALS = ['generated-js', 'typed-arrays', 'json-logic-engine', 'json-logic-js', 'zen', 'json-rules-engine'];
/** A sample of something fast is so many calls that it takes this long. */
const SAMPLE_MS = 25;
const WARM_UP_MS = 2000;
/** Draws which company changes, and to what. */
const random = dice(5);

process.once('message', async (options) => {
  try {
    process.send({ done: await measure(options) });
  } catch (error) {
    process.send({ fault: error.stack });
  }
  process.disconnect();
});

const progress = (text) => process.send({ progress: text });

/** `{size, checked, sections}`: what was measured, see `run.mjs` for how it is shown. Times are milliseconds. */
async function measure({ policies, rounds, only, count, file }) {
  const catalog = describeCatalog(policies);
  const bytes = await readFile(file);
  const rivals = [floor];
  for (const rival of RIVALS) rivals.push(await import(`./rivals/${rival}.mjs`));
  const unknown = only.find((part) => !rivals.some(({ name }) => name.includes(part)));
  if (unknown) throw new Error(`no rival is called ${unknown}; there are ${rivals.map(({ name }) => name).join('; ')}`);
  const chosen = rivals.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  await ours.prepare(catalog, bytes);
  // Changes are checked against the floor in any case.
  for (const rival of new Set([floor, ...chosen])) await rival.prepare(catalog);

  const known = companies(catalog, count);
  const open = halfKnown(catalog, known);
  const counts = await agree(catalog, chosen, known, open);
  await agreeAfterChanges(catalog, known[0]);

  const sections = [];
  const time = async (title, contenders) => sections.push({ title, rows: await turns(title, rounds, contenders) });

  const encoded = { known: known.map(ours.encode), open: open.map(ours.encode) };
  const whole = { name: 'ours', run: ours.evaluate, on: encoded.known };
  await time('all facts known', [whole, ...chosen.map(({ name, evaluate }) => ({ name, run: evaluate, on: known }))]);

  const opens = chosen.filter((rival) => rival.opens);
  await time('half of the facts unknown or bounded', [
    { name: 'ours', run: ours.evaluate, on: encoded.open },
    ...opens.map(({ name, evaluateOpen }) => ({ name, run: evaluateOpen, on: open })),
  ]);

  const floors = chosen.includes(floor) ? [{ name: `${floor.name}, everything again`, run: floor.evaluate, on: known }] : [];
  await time('one fact changed', [
    { ...whole, name: 'ours, everything again' },
    ...floors,
    { name: 'ours, redrawn', sample: () => changes(catalog, known, encoded.known, false) },
    { name: 'ours, unknown before', sample: () => changes(catalog, known, encoded.known, true) },
  ]);

  await time('statuses and amounts read', [
    { ...whole, name: 'ours, evaluated' },
    { name: 'ours, read', run: ours.read, on: encoded.known },
  ]);

  const text = JSON.stringify(catalog);
  const compiled = chosen.filter((rival) => rival !== floor);
  await time('catalog bytes to ready', [
    { name: 'ours', run: ours.ready, on: [bytes] },
    { name: 'the description, JSON.parse alone', run: JSON.parse, on: [text] },
    ...compiled.map((rival) => ({ name: `${rival.name}, from the description`, run: (json) => rival.prepare(JSON.parse(json)), on: [text] })),
  ]);
  return { size: sizeOf(catalog), bytes: bytes.length, text: Buffer.byteLength(text), companies: count, counts, sections };
}

/** Throws unless all give the same answers to all companies. Counts where ours says more of what is open. */
async function agree(catalog, rivals, known, open) {
  const counts = { statuses: 0, settled: 0, amounts: 0, narrower: 0 };
  for (let n = 0; n < known.length; n++) {
    progress(`company ${n + 1} of ${known.length}`);
    ours.evaluate(ours.encode(known[n]));
    const expected = ours.report();
    for (const rival of rivals) {
      await rival.evaluate(known[n]);
      compare(rival.name, rival.report(), expected, catalog);
    }
    ours.evaluate(ours.encode(open[n]));
    ours.report();
    for (const rival of rivals.filter(({ opens }) => opens)) {
      rival.evaluateOpen(open[n]);
      compareOpen(rival.name, rival.report(), expected, catalog, rival === floor ? counts : { ...counts });
    }
  }
  return counts;
}

/** Throws unless ours, brought up to date fact by fact, says what everything evaluated again says. */
async function agreeAfterChanges(catalog, company) {
  progress('changes');
  const changed = { ...company };
  ours.evaluate(ours.encode(changed));
  for (const fact of catalog.facts) {
    changed[fact.name] = valueOf(fact, random);
    ours.change(fact.name, asFact(fact, changed[fact.name]));
    floor.evaluate(changed);
    compare('everything evaluated again', floor.report(), ours.report(), catalog);
  }
}

/**
 * Each contender in turn, round after round, beginning with another one each time. Gives the median of each one's times, and the median of
 * their ratios to the first contender's in the same round, which what else the machine does moves less.
 */
async function turns(title, rounds, contenders) {
  const samples = contenders.map(() => []);
  const calls = [];
  for (const contender of contenders) calls.push(contender.sample ? 1 : await callsOf(contender));
  for (let round = 0; round < rounds; round++) {
    progress(`${title}, round ${round + 1} of ${rounds}`);
    for (let turn = 0; turn < contenders.length; turn++) {
      const n = (round + turn) % contenders.length;
      // Each begins with an empty heap, so that none pays for another's garbage.
      globalThis.gc();
      samples[n].push(await (contenders[n].sample ?? (() => timed(contenders[n], calls[n])))());
    }
  }
  return contenders.map(({ name }, n) => ({
    name,
    time: median(samples[n]),
    ratio: median(samples[n].map((time, round) => time / samples[0][round])),
  }));
}

/** How many calls make a sample. Asking also warms up, for as long as V8 may take to compile thousands of functions. */
async function callsOf(contender) {
  const warm = performance.now() + WARM_UP_MS;
  let calls = 1;
  for (;;) {
    const each = await timed(contender, calls);
    const enough = each * calls >= SAMPLE_MS;
    if (enough && performance.now() >= warm) return calls;
    if (!enough) calls = Math.min(calls * 4, Math.ceil((SAMPLE_MS * 1.2) / each));
  }
}

/** Milliseconds for each call, every call on the next of what it is measured on. */
async function timed({ run, on }, calls) {
  const started = performance.now();
  for (let call = 0; call < calls; call++) {
    const answer = run(on[call % on.length]);
    // Only what answers later is waited for: waiting costs a turn of the event loop.
    if (answer instanceof Promise) await answer;
  }
  return (performance.now() - started) / calls;
}

/** The median over all facts of changing one of them to another value of its domain, in a company drawn by lot. */
function changes(catalog, known, encoded, fromUnknown) {
  const number = random.whole(0, known.length - 1);
  ours.evaluate(encoded[number]);
  const times = catalog.facts.map((fact) => {
    let value = known[number][fact.name];
    while (value === known[number][fact.name]) value = valueOf(fact, random);
    if (fromUnknown) ours.change(fact.name, null);
    const given = asFact(fact, value);
    const started = performance.now();
    ours.change(fact.name, given);
    return performance.now() - started;
  });
  return median(times);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
