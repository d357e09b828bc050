// The synthetic catalog: made from a seed, described once in plain data, and written as rules for `policy build`.
//
// 60 facts and 6 ratios of them; every policy has 6 to 12 conditions on different ones of these 66, and pays min(cap, rate × base)
// or a marginal tariff. All rivals are generated from the plain description, and ours from the rules, so both say the same.
//
// Every figure is chosen so that exact decimals and binary floats give the same fen: bases are whole hundreds of yuan and rates whole
// percents, and a ratio of such numbers is never so close to a threshold without being on it that a float could not tell.

import { dice } from './random.mjs';

const SEED = 20261123;
/** Limits that a fact of that kind is compared with; what the share of distinct conditions depends on. */
const LIMITS = 60;

/**
 * The description of a catalog of so many policies:
 *
 * - `facts`: `{name, type, min, max, step, codes}`; `type` is `money` (in yuan), `count`, `share` (5% is 0.05), `day` (whole days since
 *   1970), `flag` or `choice`; only ordered ones have `min`, `max` and `step`, only choices `codes`.
 * - `ratios`: `{name, over, under}`, the quotient of two facts.
 * - `policies`: `{id, parts, amount}`; all parts must hold. A part is a test or `{any: [tests]}`. A test is `{name, op, …}` with
 *   `op` `least` or `most` (`limit`), `range` (`from`, `to`, both included), `in` (`codes`) or `is` (`value`). An amount has a `base` and
 *   either `rate` and `cap`, or `tiers`: rows `[limit, rate]`, the last limit being `null`. Rates are whole percents.
 */
export function describeCatalog(policies) {
  const { next, whole, pick, sample } = dice(SEED);
  const facts = [];
  const add = (count, type, more) => {
    for (let n = 1; n <= count; n++) facts.push({ name: `${type}${String(n).padStart(2, '0')}`, type, ...more(n) });
  };
  // A ratio divides by money, so money never is 0.
  add(24, 'money', (n) => ({ min: 100, max: [1e7, 5e7, 1e8, 1e9][n % 4], step: 100 }));
  add(10, 'count', (n) => ({ min: 0, max: [200, 500, 3000][n % 3], step: 1 }));
  add(8, 'share', () => ({ min: 0, max: 1, step: 0.001 }));
  add(4, 'day', () => ({ min: days('2000-01-01'), max: days('2026-10-31'), step: 1 }));
  add(8, 'choice', (n) => ({ codes: Array.from({ length: [6, 12, 20][n % 3] }, (_, code) => `c${n}_${code + 1}`) }));
  add(6, 'flag', () => ({}));

  // Both facts of a ratio have the same range, so that the quotients lie around 1.
  const ratios = [1, 2, 3, 4, 5, 6].map((n) => ({ name: `ratio${n}`, over: facts[n - 1].name, under: facts[n + 7].name }));

  const subjects = [...facts, ...ratios].map((subject) => ({ name: subject.name, tests: testsOf(subject, { whole, sample }) }));
  const money = facts.filter(({ type }) => type === 'money');

  const list = [];
  for (let n = 1; n <= policies; n++) {
    const tests = sample(subjects, whole(6, 12)).map(({ name, tests }) => ({ name, ...tests({ next, whole, pick }) }));
    // Three policies in ten let the company choose between two or three of the conditions.
    const parts = next() < 0.3 ? [{ any: tests.splice(0, whole(2, 3)) }] : [];
    const at = whole(0, tests.length);
    list.push({
      id: `p${String(n).padStart(5, '0')}`,
      parts: [...tests.slice(0, at), ...parts, ...tests.slice(at)],
      amount: amountOf(pick(money), { next, whole }),
    });
  }
  return { facts, ratios, policies: list };
}

/** What can be asked of a fact or a ratio. Limits are such that about three companies in four pass. */
function testsOf(subject, { whole, sample }) {
  if (subject.type === 'flag') return ({ next }) => ({ op: 'is', value: next() < 0.75 });
  if (subject.type === 'choice') {
    const { codes } = subject;
    const sets = Array.from({ length: 2 * LIMITS }, () => {
      const chosen = new Set(sample(codes, whole(Math.ceil(codes.length / 2), codes.length - 1)));
      return codes.filter((code) => chosen.has(code));
    });
    return ({ pick }) => ({ op: 'in', codes: pick(sets) });
  }
  // Low limits to be reached, high ones not to be passed, on a grid that a drafter would choose.
  const { low, high } = limitsOf(subject);
  return ({ next, pick }) => {
    const kind = next();
    if (kind < 0.45) return { op: 'least', limit: pick(low) };
    if (kind < 0.75) return { op: 'most', limit: pick(high) };
    // Fewer ends than limits, since every pair of them is another condition.
    return { op: 'range', from: pick(low.slice(0, 12)), to: pick(high.slice(-12)) };
  };
}

function limitsOf(subject) {
  if (!subject.type) {
    const hundredths = (from, step) => Array.from({ length: LIMITS }, (_, n) => (from + n * step) / 100);
    return { low: hundredths(5, 1), high: hundredths(150, 7) };
  }
  const { min, max, type } = subject;
  const grid = { money: max / 1000, count: 1, share: 0.001, day: 30 }[type];
  const at = (part) => {
    const value = min + part * (max - min);
    return type === 'day' ? min + Math.round((value - min) / grid) * grid : rounded(Math.round(value / grid) * grid);
  };
  const spread = (from, to) => Array.from({ length: LIMITS }, (_, n) => at(from + ((to - from) * n) / (LIMITS - 1)));
  return { low: spread(0.04, 0.45), high: spread(0.55, 0.96) };
}

/** Without what binary floats leave behind: the number that a person would write. */
export const rounded = (value) => Number(value.toFixed(6));

function amountOf(base, { next, whole }) {
  if (next() < 0.6) return { base: base.name, rate: whole(1, 20), cap: whole(1, 60) * (base.max / 1000) };
  const first = (whole(1, 9) * base.max) / 50;
  const second = first + (whole(1, 9) * base.max) / 25;
  const rate = whole(1, 6);
  return { base: base.name, tiers: [[first, rate], [second, rate + whole(1, 5)], [null, rate + whole(6, 10)]] };
}

/** Whole days since 1970 of an ISO day, and back. */
export const days = (iso) => Date.parse(iso) / 86_400_000;
export const iso = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** The tests of a policy one after the other, those of a choice among them in its place. */
export const testsOfPolicy = (policy) => policy.parts.flatMap((part) => part.any ?? [part]);

/** How large a catalog is: conditions are tests, an `any` around them is not counted. */
export function sizeOf(catalog) {
  const tests = catalog.policies.flatMap(testsOfPolicy);
  return {
    policies: catalog.policies.length,
    conditions: tests.length,
    distinct: new Set(tests.map((test) => JSON.stringify(test))).size,
  };
}

/** The catalog as rules: an array of `{file, text}`, JSON being YAML. */
export function rulesOf(catalog) {
  const typeOf = new Map(catalog.facts.map((fact) => [fact.name, fact.type]));
  const files = [{ file: 'facts.yaml', text: factsText(catalog) }];
  // A file of rules may have 4 MiB at most.
  const size = 500;
  for (let from = 0; from < catalog.policies.length; from += size) {
    const text = catalog.policies.slice(from, from + size).map((policy) => policyText(policy, typeOf));
    files.push({ file: `policies/from-${String(from + 1).padStart(5, '0')}.yaml`, text: `policies:\n${text.join('')}` });
  }
  return files;
}

function factsText({ facts, ratios }) {
  const lists = facts.filter(({ codes }) => codes).map(({ name, codes }) => `  list_${name}: [${codes.join(', ')}]\n`);
  const declared = facts.map((fact) => `  ${fact.name}: {${declaration(fact)}, section: ${fact.type}}\n`);
  const definitions = ratios.map(({ name, over, under }) => `  ${name}: ${over} / ${under}\n`);
  return `lists:\n${lists.join('')}facts:\n${declared.join('')}definitions:\n${definitions.join('')}`;
}

function declaration({ name, type, min, max, step }) {
  if (type === 'flag') return 'type: boolean';
  if (type === 'choice') return `type: choice, of: list_${name}`;
  const domain = `domain: '[${literal(type, min)}..${literal(type, max)}]'`;
  if (type === 'money') return `type: money, ${domain}, step: ${literal(type, step)}`;
  if (type === 'share') return `type: percent, ${domain}, step: ${literal(type, step)}`;
  return `type: ${type === 'count' ? 'integer' : 'date'}, ${domain}`;
}

/** A value as the rules write it. */
function literal(type, value) {
  if (type === 'money') return value % 10_000 === 0 ? `${value / 10_000}万元` : `${value}元`;
  if (type === 'share') return `${rounded(value * 100)}%`;
  if (type === 'day') return `@"${iso(value)}"`;
  return String(value);
}

function policyText({ id, parts, amount }, typeOf) {
  const condition = (part) =>
    part.any
      ? `        - any:\n${part.any.map((test) => `            - '${expression(test, typeOf)}'\n`).join('')}`
      : `        - '${expression(part, typeOf)}'\n`;
  const tariff = amount.tiers?.map(([limit, rate]) => `[${limit === null ? "'-'" : literal('money', limit)}, ${rate}%]`);
  return [
    `  ${id}:\n    title: Synthetic policy ${id}\n    level: 国家\n    source: {title: Synthetic document ${id}, grade: A}\n`,
    `    delivery: application\n`,
    tariff ? `    let:\n      tariff: {tiers: {of: ${amount.base}, rows: [${tariff.join(', ')}]}}\n` : '',
    `    eligible:\n      all:\n${parts.map(condition).join('')}`,
    `    benefits:\n      - kind: grant\n`,
    tariff
      ? `        amount: tariff\n`
      : `        amount: ${amount.base} * ${amount.rate}%\n        cap: ${literal('money', amount.cap)}\n`,
  ].join('');
}

function expression(test, typeOf) {
  const { name, op } = test;
  const value = (plain) => literal(typeOf.get(name), plain);
  if (op === 'least') return `${name} >= ${value(test.limit)}`;
  if (op === 'most') return `${name} <= ${value(test.limit)}`;
  if (op === 'range') return `${name} in [${value(test.from)}..${value(test.to)}]`;
  if (op === 'is') return test.value ? name : `not(${name})`;
  return `${name} in [${test.codes.map((code) => `"${code}"`).join(', ')}]`;
}
