// zen-engine-wasm: the WebAssembly build of ZEN for browsers, which offers its expressions and not its decision graphs. One expression a
// policy, an array of its tests with the amount behind them, on facts that are handed over once for each company.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import init, { Variable } from '@gorules/zen-engine-wasm/dist/zen_engine_wasm.js';
import { results } from '../results.mjs';
import { note, shapes, withRatios } from './amounts.mjs';

export const name = 'zen-engine-wasm';

let complete;
let expressions;
let shape;
let out;

export async function prepare(catalog) {
  complete = withRatios(catalog);
  // Made for pages, it would fetch its WebAssembly; Node gives it the bytes.
  const bytes = await readFile(createRequire(import.meta.url).resolve('@gorules/zen-engine-wasm/dist/zen_engine_wasm_bg.wasm'));
  await init({ module_or_path: bytes });
  expressions = catalog.policies.map(({ parts, amount }) => {
    const tests = parts.flatMap((part) => part.any ?? [part]).map(testOf);
    return `[${[...tests, amountText(amount)].join(', ')}]`;
  });
  shape = shapes(catalog);
  out = results(catalog, { bounds: false });
}

export function evaluate(company) {
  const facts = new Variable(complete(company));
  let at = 0;
  for (let n = 0; n < expressions.length; n++) {
    const row = facts.evaluateExpression(expressions[n]);
    at = note(out, n, shape[n], row, at);
    out.least[n] = Number(row[row.length - 1]);
  }
  facts.free();
}

function testOf({ name, op, limit, from, to, value, codes }) {
  if (op === 'least') return `${name} >= ${limit}`;
  if (op === 'most') return `${name} <= ${limit}`;
  if (op === 'range') return `${name} in [${from}..${to}]`;
  if (op === 'is') return value ? name : `not ${name}`;
  return `${name} in [${codes.map((code) => `"${code}"`).join(', ')}]`;
}

function amountText({ base, rate, cap, tiers }) {
  if (!tiers) return `min([${base} * ${rate} / 100, ${cap}])`;
  const [[first, low], [second, middle], [, high]] = tiers;
  const slices = [
    `min([${base}, ${first}]) * ${low}`,
    `max([0, min([${base}, ${second}]) - ${first}]) * ${middle}`,
    `max([0, ${base} - ${second}]) * ${high}`,
  ];
  return `(${slices.join(' + ')}) / 100`;
}

export const report = () => out;
