// json-logic-js, which walks the rule of each policy.

import jsonLogic from 'json-logic-js';
import { results } from '../results.mjs';
import { note, shapes, withRatios } from './amounts.mjs';
import { rulesOf } from './json-logic.mjs';

export const name = 'json-logic-js';

let complete;
let rules;
let shape;
let out;

export async function prepare(catalog) {
  complete = withRatios(catalog);
  rules = rulesOf(catalog);
  shape = shapes(catalog);
  out = results(catalog, { bounds: false });
}

export function evaluate(company) {
  const facts = complete(company);
  let at = 0;
  for (let n = 0; n < rules.length; n++) {
    const row = jsonLogic.apply(rules[n], facts);
    at = note(out, n, shape[n], row, at);
    out.least[n] = row[row.length - 1];
  }
}

export const report = () => out;
