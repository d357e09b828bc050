// A table of many companies for `policy match`, on stdout.
//
// node benchmarks/table.mjs known 100000     of the synthetic catalog, all facts known
// node benchmarks/table.mjs half 100000      of the synthetic catalog, half of the facts unknown or bounded
// node benchmarks/table.mjs sample 100000    of the real catalog: the sample companies of rules/companies, amounts of money redrawn

import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { main, root, Stop } from '../scripts/lib/step.mjs';
import { describeCatalog } from './catalog.mjs';
import { asFact, companies, halfKnown } from './companies.mjs';
import { dice } from './random.mjs';

const KINDS = { known: (count) => synthetic(count, false), half: (count) => synthetic(count, true), sample };
/** So many companies are drawn, of which the others are mixed. */
const BATCH = 1_000;

await main(async () => {
  const [kind, count] = process.argv.slice(2);
  if (!KINDS[kind] || !(Number(count) > 0)) throw new Stop('node benchmarks/table.mjs known|half|sample COUNT');
  const { names, rows } = await KINDS[kind](Number(count));
  await write(['id', ...names]);
  let id = 0;
  for (const row of rows) await write([`c${++id}`, ...row]);
});

async function write(cells) {
  if (!process.stdout.write(`${cells.map(quoted).join(',')}\n`)) await once(process.stdout, 'drain');
}

function quoted(text) {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function synthetic(count, half) {
  // The facts do not depend on how many policies there are.
  const catalog = describeCatalog(1);
  const known = companies(catalog, BATCH);
  const batch = half ? halfKnown(catalog, known) : known;
  const texts = batch.map((company) => catalog.facts.map((fact) => cell(asFact(fact, company[fact.name]))));
  const { pick } = dice(count);
  return { names: catalog.facts.map(({ name }) => name), rows: repeated(count, () => mixed(texts, pick)) };
}

/** Each fact of one of two companies, so that hardly any two companies are the same. */
function mixed(texts, pick) {
  const [a, b] = [pick(texts), pick(texts)];
  return a.map((text, fact) => pick([text, b[fact]]));
}

async function sample(count) {
  const folder = path.join(root, 'rules/companies');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const all = await Promise.all(files.map(async (name) => JSON.parse(await readFile(path.join(folder, name), 'utf8')).facts));
  const names = [...new Set(all.flatMap((facts) => Object.keys(facts)))];
  const { pick, next } = dice(count);
  const redrawn = (text) =>
    text.replaceAll(/(\d+(?:\.\d+)?)(万?元)/g, (_, number, unit) => `${Math.round(number * (0.5 + next()))}${unit}`);
  const row = () => {
    const facts = pick(all);
    return names.map((name) => redrawn(cell(facts[name] ?? null)));
  };
  return { names, rows: repeated(count, row) };
}

function* repeated(count, row) {
  for (let n = 0; n < count; n++) yield row();
}

function cell(value) {
  if (value === null) return '';
  if (typeof value === 'object' && 'max' in value) return `${value.min}~${value.max}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
