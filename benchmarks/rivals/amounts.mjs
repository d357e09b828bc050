// What the rivals share that do not compute amounts or a policy's outcome themselves: always in their favour, plain JavaScript being faster.

import { ELIGIBLE, INELIGIBLE } from '../results.mjs';

/** The amount of a policy for a base, in yuan. */
export function amountOf({ rate, cap, tiers }, base) {
  if (!tiers) return Math.min((base * rate) / 100, cap);
  const [[first, low], [second, middle], [, high]] = tiers;
  const slices = [Math.min(base, first) * low, Math.max(0, Math.min(base, second) - first) * middle, Math.max(0, base - second) * high];
  return (slices[0] + slices[1] + slices[2]) / 100;
}

/**
 * Gives a company's facts with the ratios of them, which no rival has to compute in its own language. Written out, so that JavaScript's
 * engine lays every company out alike and finds its fields at once; an object that is copied and added to becomes a hash table.
 */
export function withRatios({ facts, ratios }) {
  const given = facts.map(({ name }) => `${name}: c.${name}`);
  const computed = ratios.map(({ name, over, under }) => `${name}: c.${over} / c.${under}`);
  const write = new Function('c', `return { ${[...given, ...computed].join(', ')} };`);
  // While one such object is kept, so is their common layout, and what was compiled for it outlives a garbage collection.
  let latest;
  return (company) => (latest = write(company));
}

/** For each policy how many tests each part has: what turns the truths of a row of tests into the policy's status. */
export const shapes = (catalog) => catalog.policies.map(({ parts }) => parts.map(({ any }) => any?.length ?? 1));

/** Notes the truths of one policy's tests and its status; gives back where the next policy's truths begin. */
export function note(out, policy, shape, truths, at) {
  let holds = true;
  let test = 0;
  for (const length of shape) {
    let some = false;
    for (const end = test + length; test < end; test++) {
      const truth = truths[test] === true;
      out.truths[at++] = truth ? 2 : 0;
      some ||= truth;
    }
    holds &&= some;
  }
  out.statuses[policy] = holds ? ELIGIBLE : INELIGIBLE;
  return at;
}
