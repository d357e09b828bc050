// json-logic-engine, each policy's rule compiled to a function by `build`.

import { LogicEngine } from 'json-logic-engine';
import { results } from '../results.mjs';
import { note, shapes, withRatios } from './amounts.mjs';
import { rulesOf } from './json-logic.mjs';

export const name = 'json-logic-engine, compiled';

let complete;
let rules;
let shape;
let out;

export async function prepare(catalog) {
  complete = withRatios(catalog);
  const engine = new LogicEngine();
  rules = rulesOf(catalog).map((rule) => engine.build(rule));
  shape = shapes(catalog);
  out = results(catalog, { bounds: false });
}

export function evaluate(company) {
  const facts = complete(company);
  let at = 0;
  for (let n = 0; n < rules.length; n++) {
    const row = rules[n](facts);
    at = note(out, n, shape[n], row, at);
    out.least[n] = row[row.length - 1];
  }
}

export const report = () => out;
