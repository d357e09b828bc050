// The catalogs and companies that are measured outside of `npm run bench` itself, as files: what benchmarks/native/ and the scripts for
// growth and instructions read.
//
// A scene is a folder with `catalog.bin` and `companies.json`: four companies as the API takes them, two of which everything is known and
// two of which half is known. Every company names all facts that any of them names, so that setting one leaves nothing of another.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { policy } from '../scripts/build.mjs';
import { root, run } from '../scripts/lib/step.mjs';
import { rules as rulesOfGroups, SORTS } from './bundle.mjs';
import { describeCatalog, rulesOf } from './catalog.mjs';
import { asFacts, companies, halfKnown } from './companies.mjs';

const made = path.join(root, 'target/benchmarks');

/** Makes all scenes that `benchmarks/native` knows, and answers the folder they stand in. */
export async function scenes() {
  const folder = path.join(made, 'scenes');
  await rm(folder, { recursive: true, force: true });
  await Promise.all([synthetic(path.join(folder, 'synthetic')), real(path.join(folder, 'real')), groups(path.join(folder, 'groups'))]);
  return folder;
}

async function synthetic(folder) {
  const catalog = describeCatalog(1000);
  await compiled(folder, rulesOf(catalog));
  const known = companies(catalog, 2);
  await keep(folder, [...known, ...halfKnown(catalog, known)].map((company) => asFacts(catalog, company)));
}

/** The rules of the project, with four of its own sample companies: a manufacturer, a software house, a start-up and a shop. */
async function real(folder) {
  await mkdir(folder, { recursive: true });
  await run(policy, ['build', path.join(root, 'rules'), '-o', path.join(folder, 'catalog.bin')]);
  const names = ['manufacturer', 'software', 'ai-startup', 'shopkeeper'];
  const read = async (name) => JSON.parse(await readFile(path.join(root, 'rules/companies', `${name}.json`), 'utf8')).facts;
  await keep(folder, await Promise.all(names.map(read)));
}

/** 200 policies in 60 groups that overlap: the hardest that the best bundle is measured on. No company has to be known. */
async function groups(folder) {
  const text = rulesOfGroups(1, 200, 60, SORTS['groups of 3 to 8']);
  await compiled(folder, [{ file: 'rules.yaml', text }]);
  await keep(folder, [{}, {}, {}, {}]);
}

async function keep(folder, list) {
  const names = [...new Set(list.flatMap(Object.keys))];
  const whole = list.map((company) => Object.fromEntries(names.map((name) => [name, company[name] ?? null])));
  await writeFile(path.join(folder, 'companies.json'), `${JSON.stringify(whole)}\n`);
}

/** Writes rules, compiles them by `command`, and answers the file of their bytes. */
export async function compiled(folder, rules, command = policy) {
  await written(folder, rules);
  const file = path.join(folder, 'catalog.bin');
  await run(command, ['build', path.join(folder, 'rules'), '-o', file]);
  return file;
}

/** Writes rules below `rules/` of a folder, and nothing else is left there. */
export async function written(folder, rules) {
  await rm(folder, { recursive: true, force: true });
  for (const { file, text } of rules) {
    const target = path.join(folder, 'rules', file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}

/** The folder of a synthetic catalog of so many policies. */
export const folderOf = (policies) => path.join(made, String(policies));
