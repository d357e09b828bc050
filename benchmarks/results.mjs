// What every engine answers, in one form, so that answers can be compared: arrays over the policies and over all their tests.

import { testsOfPolicy } from './catalog.mjs';

/** Statuses and truths have the same order, so that an engine may compute one from the other: all is the least, any the greatest. */
export const [INELIGIBLE, UNDETERMINED, ELIGIBLE] = [0, 1, 2];
export const [FALSE, UNKNOWN, TRUE] = [0, 1, 2];

/**
 * Room for the answers to one company. `least` and `most` are what is paid, in yuan; they mean nothing where a policy is ineligible. An
 * engine that knows no bounds gives one array for both. `truths` has every test of every policy, in the description's order.
 */
export function results(catalog, { bounds = true } = {}) {
  const policies = catalog.policies.length;
  const least = new Float64Array(policies);
  return {
    statuses: new Uint8Array(policies),
    least,
    most: bounds ? new Float64Array(policies) : least,
    truths: new Uint8Array(catalog.policies.reduce((sum, policy) => sum + testsOfPolicy(policy).length, 0)),
  };
}

/** Yuan as whole fen: what decides whether two amounts are the same. */
const fen = (yuan) => Math.round(yuan * 100);

/** Throws where an engine's answers to a company of which all is known differ from ours. */
export function compare(name, theirs, ours, catalog) {
  let at = 0;
  catalog.policies.forEach((policy, n) => {
    const say = (what, a, b) => {
      throw new Error(`${name} disagrees on ${policy.id}: ${what} ${a}, ours ${b}`);
    };
    if (theirs.statuses[n] !== ours.statuses[n]) say('status', theirs.statuses[n], ours.statuses[n]);
    if (ours.statuses[n] === ELIGIBLE) {
      if (fen(theirs.least[n]) !== fen(ours.least[n])) say('amount', theirs.least[n], ours.least[n]);
      if (ours.least[n] !== ours.most[n]) say('one amount', theirs.least[n], `${ours.least[n]}–${ours.most[n]}`);
    }
    for (const test of testsOfPolicy(policy)) {
      if (theirs.truths[at] !== ours.truths[at]) say(`truth of ${JSON.stringify(test)}`, theirs.truths[at], ours.truths[at]);
      at += 1;
    }
  });
}

/**
 * Where facts are open, a rival that reasons condition by condition may leave open what ours settles, and never the other way round. Throws
 * where what is definite to the rival is not the same to us, or where our bounds of an amount are not within the rival's; counts where we
 * said more.
 */
export function compareOpen(name, theirs, ours, catalog, counts) {
  let at = 0;
  catalog.policies.forEach((policy, n) => {
    const say = (what, a, b) => {
      throw new Error(`${name} disagrees on ${policy.id} with open facts: ${what} ${a}, ours ${b}`);
    };
    counts.statuses += 1;
    if (theirs.statuses[n] !== ours.statuses[n]) {
      if (theirs.statuses[n] !== UNDETERMINED) say('status', theirs.statuses[n], ours.statuses[n]);
      counts.settled += 1;
    }
    if (ours.statuses[n] !== INELIGIBLE) {
      counts.amounts += 1;
      const [low, high] = [fen(theirs.least[n]) - fen(ours.least[n]), fen(ours.most[n]) - fen(theirs.most[n])];
      // Not a number where we have none, which is not within anything.
      if (!(low <= 0 && high <= 0)) say('amount', `${theirs.least[n]}–${theirs.most[n]}`, `${ours.least[n]}–${ours.most[n]}`);
      if (low < 0 || high < 0) counts.narrower += 1;
    }
    for (const test of testsOfPolicy(policy)) {
      if (theirs.truths[at] !== ours.truths[at]) say(`truth of ${JSON.stringify(test)}`, theirs.truths[at], ours.truths[at]);
      at += 1;
    }
  });
}
