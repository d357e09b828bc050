// json-rules-engine: one engine, a rule a policy. It decides eligibility and the truth of every condition; it has no amounts, so those of
// the policies it finds eligible are computed beside it.

import { Engine, Rule } from 'json-rules-engine';
import { results, ELIGIBLE, INELIGIBLE } from '../results.mjs';
import { amountOf, withRatios } from './amounts.mjs';

export const name = 'json-rules-engine';

let catalog;
let complete;
let engine;
let out;
let first;

export async function prepare(description) {
  catalog = description;
  complete = withRatios(catalog);
  engine = new Engine();
  engine.addOperator('between', (value, { from, to }) => value >= from && value <= to);
  catalog.policies.forEach(({ parts }, index) => {
    const all = parts.map((part) => (part.any ? { any: part.any.map(conditionOf) } : conditionOf(part)));
    engine.addRule(new Rule({ conditions: { all }, event: { type: 'policy', params: { index } } }));
  });
  out = results(catalog, { bounds: false });
  // Results come in the order in which rules end, so each policy's place among the truths is noted beforehand.
  let at = 0;
  first = catalog.policies.map(({ parts }) => {
    const begins = at;
    for (const { any } of parts) at += any?.length ?? 1;
    return begins;
  });
}

export async function evaluate(company) {
  const facts = complete(company);
  const { results: passed, failureResults: failed } = await engine.run(facts);
  for (const result of passed) {
    const index = noted(result, ELIGIBLE);
    const { amount } = catalog.policies[index];
    out.least[index] = amountOf(amount, facts[amount.base]);
  }
  for (const result of failed) noted(result, INELIGIBLE);
}

function noted({ conditions, event }, status) {
  const { index } = event.params;
  out.statuses[index] = status;
  let at = first[index];
  for (const part of conditions.all) {
    for (const { result } of part.any ?? [part]) out.truths[at++] = result ? 2 : 0;
  }
  return index;
}

function conditionOf({ name: fact, op, limit, from, to, value, codes }) {
  if (op === 'least') return { fact, operator: 'greaterThanInclusive', value: limit };
  if (op === 'most') return { fact, operator: 'lessThanInclusive', value: limit };
  if (op === 'range') return { fact, operator: 'between', value: { from, to } };
  if (op === 'is') return { fact, operator: 'equal', value };
  return { fact, operator: 'in', value: codes };
}

export const report = () => out;
