// The companies that the catalog is tried on: drawn from the facts' domains by a seed of their own.
//
// A company is plain data: an object of values by fact, as the description of the catalog has them. Where only a part is known a fact may
// also be `{min, max}` (both ends included), `{in: codes}`, or not be there.

import { dice } from './random.mjs';
import { iso, rounded } from './catalog.mjs';

const SEED = 200;

/** So many companies of which every fact is known. */
export function companies(catalog, count) {
  const random = dice(SEED);
  return Array.from({ length: count }, () =>
    Object.fromEntries(catalog.facts.map((fact) => [fact.name, valueOf(fact, random)])),
  );
}

/** The same companies with half of the facts, others for each company, unknown or bounded, one as often as the other. */
export function halfKnown(catalog, known) {
  const random = dice(SEED + 1);
  return known.map((company) => {
    const partial = { ...company };
    random.sample(catalog.facts, catalog.facts.length / 2).forEach((fact, n) => {
      const bounds = n % 2 === 0 ? boundsOf(fact, company[fact.name], random) : undefined;
      if (bounds) partial[fact.name] = bounds;
      else delete partial[fact.name];
    });
    return partial;
  });
}

/** A value of a fact's domain. */
export function valueOf(fact, { next, whole, pick }) {
  if (fact.type === 'flag') return next() < 0.75;
  if (fact.type === 'choice') return pick(fact.codes);
  return rounded(fact.min + whole(0, Math.round((fact.max - fact.min) / fact.step)) * fact.step);
}

/** Something less than the value itself; a flag has nothing between known and unknown. */
function boundsOf(fact, value, { whole, sample }) {
  if (fact.type === 'flag') return undefined;
  if (fact.type === 'choice') {
    const others = sample(fact.codes.filter((code) => code !== value), 2);
    return { in: fact.codes.filter((code) => code === value || others.includes(code)) };
  }
  const steps = Math.round((fact.max - fact.min) / fact.step);
  const away = () => whole(0, Math.floor(steps / 4)) * fact.step;
  return { min: rounded(Math.max(fact.min, value - away())), max: rounded(Math.min(fact.max, value + away())) };
}

/** A value, bounds, or `null` for what is unknown, as our API takes them. */
export function asFact(fact, value) {
  const one = (plain) => (fact.type === 'share' ? `${rounded(plain * 100)}%` : fact.type === 'day' ? iso(plain) : plain);
  if (value === undefined) return null;
  if (value.in) return value;
  if (typeof value === 'object') return { min: one(value.min), max: one(value.max) };
  return one(value);
}

/** All of a company as our API takes it; what is unknown is named too, so that nothing of the company before it remains. */
export const asFacts = (catalog, company) =>
  Object.fromEntries(catalog.facts.map((fact) => [fact.name, asFact(fact, company[fact.name])]));
