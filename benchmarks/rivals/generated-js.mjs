// Generated JavaScript: a function a policy, its thresholds written into it, which fills in the truth of each of its conditions, the
// status and the amount. What a team without an engine would write or generate.
//
// With open facts the functions work on both ends of every fact and with three truths, as numbers that `min` and `max` combine.

import { encoder } from '../layout.mjs';
import { results } from '../results.mjs';
import { withRatios } from './amounts.mjs';

export const name = 'generated JavaScript';
export const opens = true;

let catalog;
let complete;
let known;
let open;
let write;
let slots;
let out;

export async function prepare(description) {
  catalog = description;
  complete = withRatios(catalog);
  out = results(catalog);
  write = encoder(catalog);
  const subjects = [...catalog.facts, ...catalog.ratios];
  slots = { low: new Float64Array(subjects.length), high: new Float64Array(subjects.length), bits: new Int32Array(subjects.length) };
  known = functions('f, s, l, h, t', knownPolicy);
  open = functions('low, high, bits, s, l, h, t', openPolicy(subjects));
}

export function evaluate(company) {
  const facts = complete(company);
  const { statuses, least, most, truths } = out;
  for (let n = 0; n < known.length; n++) known[n](facts, statuses, least, most, truths);
}

export function evaluateOpen(company) {
  const { low, high, bits } = slots;
  write(company, low, high, bits);
  const { statuses, least, most, truths } = out;
  for (let n = 0; n < open.length; n++) open[n](low, high, bits, statuses, least, most, truths);
}

export const report = () => out;

/** One function for each policy. */
function functions(parameters, write) {
  let test = 0;
  const texts = catalog.policies.map((policy, n) => {
    const lines = [];
    const part = (one) => (one.any ? { any: one.any.map(part) } : write.test(one, `t[${test++}]`, lines));
    const parts = policy.parts.map(part);
    write.outcome(policy, parts, n, lines);
    return `(${parameters}) => {\n${lines.join('\n')}\n}`;
  });
  // Some hundreds at a time, which keeps each text small enough for the parser.
  const made = [];
  for (let from = 0; from < texts.length; from += 500) {
    made.push(...new Function(`return [${texts.slice(from, from + 500).join(',\n')}];`)());
  }
  return made;
}

const tiersText = ({ tiers: [[first, low], [second, middle], [, high]] }, x) =>
  `(Math.min(${x}, ${first}) * ${low} + Math.max(0, Math.min(${x}, ${second}) - ${first}) * ${middle} + Math.max(0, ${x} - ${second}) * ${high}) / 100`;
const amountText = (amount, x) => (amount.tiers ? tiersText(amount, x) : `Math.min(${x} * ${amount.rate} / 100, ${amount.cap})`);

const knownPolicy = {
  test(test, truth, lines) {
    const x = `f.${test.name}`;
    const text = {
      least: `${x} >= ${test.limit}`,
      most: `${x} <= ${test.limit}`,
      range: `${x} >= ${test.from} && ${x} <= ${test.to}`,
      is: test.value ? x : `!${x}`,
      in: test.codes?.map((code) => `${x} === "${code}"`).join(' || '),
    }[test.op];
    const local = `c${lines.length}`;
    lines.push(`const ${local} = ${text}; ${truth} = ${local} ? 2 : 0;`);
    return local;
  },
  outcome({ amount }, parts, n, lines) {
    const holds = parts.map((part) => (part.any ? `(${part.any.join(' || ')})` : part)).join(' && ');
    lines.push(`if (${holds}) { s[${n}] = 2; l[${n}] = h[${n}] = ${amountText(amount, `f.${amount.base}`)}; } else s[${n}] = 0;`);
  },
};

const openPolicy = (subjects) => {
  const slotOf = new Map(subjects.map(({ name }, slot) => [name, slot]));
  const codesOf = new Map(subjects.map(({ name, codes }) => [name, codes]));
  return {
    test(test, truth, lines) {
      const slot = slotOf.get(test.name);
      const [low, high] = [`low[${slot}]`, `high[${slot}]`];
      const least = (limit) => `${low} >= ${limit} ? 2 : ${high} >= ${limit} ? 1 : 0`;
      const most = (limit) => `${high} <= ${limit} ? 2 : ${low} <= ${limit} ? 1 : 0`;
      const among = () => {
        const mask = test.codes.reduce((bits, code) => bits | (1 << codesOf.get(test.name).indexOf(code)), 0);
        return `(bits[${slot}] & ${~mask}) === 0 ? 2 : (bits[${slot}] & ${mask}) !== 0 ? 1 : 0`;
      };
      const text = {
        least: () => least(test.limit),
        most: () => most(test.limit),
        range: () => `Math.min(${least(test.from)}, ${most(test.to)})`,
        is: () => (test.value ? least(1) : most(0)),
        in: among,
      }[test.op]();
      const local = `c${lines.length}`;
      lines.push(`const ${local} = ${text}; ${truth} = ${local};`);
      return local;
    },
    outcome({ amount }, parts, n, lines) {
      const all = parts.map((part) => (part.any ? `Math.max(${part.any.join(', ')})` : part)).join(', ');
      const slot = slotOf.get(amount.base);
      const amounts = `l[${n}] = ${amountText(amount, `low[${slot}]`)}; h[${n}] = ${amountText(amount, `high[${slot}]`)};`;
      lines.push(`const holds = Math.min(${all}); s[${n}] = holds; if (holds > 0) { ${amounts} }`);
    },
  };
};
