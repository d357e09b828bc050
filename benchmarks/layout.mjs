// The catalog as flat tables of numbers, for the rivals that are nothing but loops: every distinct test once, choices among tests once, and
// for every policy the numbers of its parts.
//
// A fact takes one slot. An ordered fact or a ratio is a number with two ends, a flag is 0 or 1, and a choice is a set of bits, one for
// each of its codes. So there are two kinds of tests: whether a number lies in a range, and whether bits lie in a set.

import { testsOfPolicy } from './catalog.mjs';

/** The flat tables of a catalog. Numbers of tests (and of `any` after them) say where their truths stand in one table. */
export function layOut(catalog) {
  const subjects = [...catalog.facts, ...catalog.ratios];
  const slotOf = new Map(subjects.map(({ name }, slot) => [name, slot]));
  const factOf = new Map(catalog.facts.map((fact) => [fact.name, fact]));

  const key = (part) => JSON.stringify(part);
  const distinct = (parts) => [...new Map(parts.map((part) => [key(part), part])).values()];
  const tests = distinct(catalog.policies.flatMap(testsOfPolicy));
  const ranges = tests.filter(({ op }) => op !== 'in').sort((a, b) => slotOf.get(a.name) - slotOf.get(b.name));
  const sets = tests.filter(({ op }) => op === 'in').sort((a, b) => slotOf.get(a.name) - slotOf.get(b.name));
  const anys = distinct(catalog.policies.flatMap(({ parts }) => parts.filter(({ any }) => any)));
  const numbers = new Map([...ranges, ...sets, ...anys].map((part, number) => [key(part), number]));
  const numberOf = (part) => numbers.get(key(part));
  // An `any` of two gets a third part that is never true, so that all have the same length.
  const never = numbers.size;

  // Policies of one form stand together, so that each form needs one loop without a branch in it.
  const forms = new Map();
  catalog.policies.forEach((policy, index) => {
    const form = `${policy.amount.tiers ? 'tiers' : 'rate'} ${policy.parts.length}`;
    if (!forms.has(form)) forms.set(form, []);
    forms.get(form).push(index);
  });
  const order = [...forms.values()].flat();
  const inOrder = order.map((index) => catalog.policies[index]);

  const from = ({ op, limit, from, value }) => (op === 'least' ? limit : op === 'most' ? -Infinity : op === 'is' ? Number(value) : from);
  const to = ({ op, limit, to, value }) => (op === 'least' ? Infinity : op === 'most' ? limit : op === 'is' ? Number(value) : to);
  const bits = ({ name, codes }) => codes.reduce((mask, code) => mask | (1 << factOf.get(name).codes.indexOf(code)), 0);

  return {
    slots: subjects.length,
    truths: never + 1,
    ranges: { slot: ranges.map(({ name }) => slotOf.get(name)), from: ranges.map(from), to: ranges.map(to) },
    sets: { slot: sets.map(({ name }) => slotOf.get(name)), bits: sets.map(bits) },
    anys: anys.map(({ any }) => [0, 1, 2].map((n) => (any[n] ? numberOf(any[n]) : never))),
    forms: [...forms].map(([form, { length }]) => ({ tiers: form.startsWith('tiers'), parts: Number(form.split(' ')[1]), policies: length })),
    /** The catalog's number of each policy, in the order of the tables. */
    order,
    parts: inOrder.map(({ parts }) => parts.map(numberOf)),
    base: inOrder.map(({ amount }) => slotOf.get(amount.base)),
    figures: inOrder.map(({ amount }) =>
      amount.tiers
        ? [amount.tiers[0][0], amount.tiers[1][0], ...amount.tiers.map(([, rate]) => rate / 100)]
        : [amount.rate / 100, amount.cap],
    ),
    /** Every test of every policy, in the catalog's order. */
    shown: catalog.policies.flatMap(testsOfPolicy).map(numberOf),
  };
}

/** Writes a company into slots: both ends of each number, which may be the same array, and the bits of choices. */
export function encoder(catalog) {
  const { facts, ratios } = catalog;
  const slotOf = new Map(facts.map(({ name }, slot) => [name, slot]));
  const fields = facts.map((fact, slot) => ({
    name: fact.name,
    slot,
    codes: fact.codes && new Map(fact.codes.map((code, bit) => [code, 1 << bit])),
    all: fact.codes && 2 ** fact.codes.length - 1,
    min: fact.min ?? 0,
    max: fact.max ?? 1,
  }));
  const quotients = ratios.map(({ over, under }, n) => [facts.length + n, slotOf.get(over), slotOf.get(under)]);

  return (company, low, high, bits) => {
    for (const { name, slot, codes, all, min, max } of fields) {
      const value = company[name];
      if (codes) {
        bits[slot] =
          value === undefined ? all : value.in ? value.in.reduce((mask, code) => mask | codes.get(code), 0) : codes.get(value);
      } else if (typeof value === 'object') {
        low[slot] = value.min;
        high[slot] = value.max;
      } else {
        low[slot] = value === undefined ? min : Number(value);
        high[slot] = value === undefined ? max : Number(value);
      }
    }
    // All bases of ratios are above 0.
    for (const [slot, over, under] of quotients) {
      const [least, most] = [low[over] / high[under], high[over] / low[under]];
      low[slot] = least;
      high[slot] = most;
    }
  };
}
