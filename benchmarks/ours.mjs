// Our engine as the benchmark sees it: the only file that knows its API. It is the published package as `npm run build` leaves it in
// dist/, with the WebAssembly engine in it, loading the bytes that `policy build` made of the same catalog as rules.

import { loadCalculator } from '../dist/index.js';
import { asFacts } from './companies.mjs';
import { testsOfPolicy } from './catalog.mjs';
import { INELIGIBLE, UNDETERMINED, ELIGIBLE, FALSE, UNKNOWN, TRUE, results } from './results.mjs';

const STATUS = { ineligible: INELIGIBLE, undetermined: UNDETERMINED, eligible: ELIGIBLE };
const TRUTH = { false: FALSE, unknown: UNKNOWN, true: TRUE };
/** The day it judges by; no rule of the catalog asks. */
const AS_OF = '2026-11-23';

export const name = 'ours';

let catalog;
let session;
let verdicts;
let out;

export async function prepare(description, bytes) {
  catalog = description;
  session = await open(bytes);
  out = results(catalog);
}

/** From the catalog's bytes to a session that answers, and the memory given back. The engine has been started before. */
export async function ready(bytes) {
  (await open(bytes)).free();
}

async function open(bytes) {
  const calculator = await loadCalculator(bytes);
  const opened = calculator.open({ asOf: AS_OF });
  // The session keeps what it needs.
  calculator.free();
  return opened;
}

/** A company as a page would hold it. Outside of what is timed, as the rivals are given their own plain values too. */
export const encode = (company) => asFacts(catalog, company);

/** All facts in, every verdict with every condition's truth and all amounts out. */
export function evaluate(facts) {
  const refused = session.setAll(facts);
  if (refused.length > 0) throw new Error(`refused: ${refused[0].message}`);
  verdicts = session.verdicts();
}

/** One fact in, verdicts and totals brought up to date. */
export function change(name, value) {
  session.set(name, value);
  verdicts = session.verdicts();
  return session.totals();
}

/** Statuses and amounts alone, read into arrays as a page that draws its own list would. */
export function read() {
  let n = 0;
  for (const { status, benefits } of verdicts) {
    out.statuses[n] = STATUS[status];
    const { min, max } = benefits[0];
    // Without an amount both are `null`, and without a bound the upper one.
    out.least[n] = min === null ? NaN : Number(min);
    out.most[n] = max !== null ? Number(max) : min === null ? NaN : Infinity;
    n += 1;
  }
  return out;
}

/** What the last evaluation came to, in the form that is compared. */
export function report() {
  read();
  let at = 0;
  let n = 0;
  for (const { policy, conditions } of verdicts) {
    const expected = catalog.policies[n++];
    if (policy !== expected.id) throw new Error(`${policy} where ${expected.id} was expected`);
    const tests = leaves(conditions);
    if (tests.length !== testsOfPolicy(expected).length) throw new Error(`${policy} has ${tests.length} conditions`);
    for (const { truth } of tests) out.truths[at++] = TRUTH[truth];
  }
  return out;
}

const leaves = (conditions) =>
  conditions.flatMap((condition) => (condition.children.length > 0 ? leaves(condition.children) : [condition]));
