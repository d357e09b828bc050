// Our engine as the benchmark sees it: the only file that knows its API. It is the published package as `npm run build` leaves it in
// dist/, with the WebAssembly engine in it, loading the bytes that `policy build` made of the same catalog as rules.

import { loadCalculator, STATUSES, TRUTHS } from '../dist/index.js';
import { asFacts } from './companies.mjs';
import { testsOfPolicy } from './catalog.mjs';
import { INELIGIBLE, UNDETERMINED, ELIGIBLE, FALSE, UNKNOWN, TRUE, results } from './results.mjs';

/** By the numbers of an overview; the catalog has neither judges nor policies that are not in force. */
const STATUS = STATUSES.map((status) => ({ ineligible: INELIGIBLE, undetermined: UNDETERMINED, eligible: ELIGIBLE })[status]);
const TRUTH = TRUTHS.map((truth) => ({ false: FALSE, unknown: UNKNOWN, true: TRUE })[truth]);
/** The day it judges by; no rule of the catalog asks. */
const AS_OF = '2026-11-23';

export const name = 'ours';

let catalog;
let session;
let overview;
let truths;
let out;
/** Where the tests of the description stand among our conditions. */
let places;

export async function prepare(description, bytes) {
  catalog = description;
  const calculator = await loadCalculator(bytes);
  session = calculator.open({ asOf: AS_OF });
  out = results(catalog);
  places = catalog.policies.flatMap((policy) => {
    const conditions = calculator.conditions(policy.id);
    const tests = flat(session.verdict(policy.id).conditions).map(({ children }, n) => (children.length === 0 ? [conditions[n]] : []));
    if (tests.flat().length !== testsOfPolicy(policy).length) throw new Error(`${policy.id} has ${tests.flat().length} conditions`);
    return tests.flat();
  });
}

/** Each condition before its parts. */
const flat = (conditions) => conditions.flatMap((condition) => [condition, ...flat(condition.children)]);

/** From the catalog's bytes to a session that answers, and the memory given back. The engine has been started before. */
export async function ready(bytes) {
  const calculator = await loadCalculator(bytes);
  const opened = calculator.open({ asOf: AS_OF });
  calculator.free();
  opened.free();
}

/** A company as a page would hold it. Outside of what is timed, as the rivals are given their own plain values too. */
export const encode = (company) => asFacts(catalog, company);

/** All facts in, every status, amount and condition's truth out. */
export function evaluate(facts) {
  const refused = session.setAll(facts);
  if (refused.length > 0) throw new Error(`refused: ${refused[0].message}`);
  overview = session.overview();
  truths = session.truths();
}

/** One fact in, statuses, amounts and sums brought up to date. */
export function change(name, value) {
  session.set(name, value);
  overview = session.overview();
  return session.sums();
}

/** Statuses and amounts alone, read into arrays as a page that draws its own list would. */
export function read() {
  const { statuses, least, most } = overview;
  for (let n = 0; n < statuses.length; n++) {
    out.statuses[n] = STATUS[statuses[n]];
    const [low, high] = [least[n], most[n]];
    // Without an amount both are negative, and without a bound the upper one.
    out.least[n] = low < 0 ? NaN : low / 100;
    out.most[n] = high >= 0 ? high / 100 : low < 0 ? NaN : Infinity;
  }
  return out;
}

/** What the last evaluation came to, in the form that is compared. */
export function report() {
  overview = session.overview({ amounts: 'all' });
  read();
  truths = session.truths();
  places.forEach((place, at) => {
    out.truths[at] = TRUTH[truths[place]];
  });
  return out;
}
