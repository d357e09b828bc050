// A project as a user of the package has it: an empty folder into which the packed package was installed. The tests
// beside this file look at that, never at dist/, so that what is missing from the package is missing here too.

import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { npm } from '../../scripts/lib/npm.mjs';
import { root } from '../../scripts/lib/step.mjs';

const execute = promisify(execFile);

/** Packs the package and installs it into a new folder, which goes when the tests end. */
export async function project() {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'policy-calculator-')));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // `--ignore-scripts`: the build has run already.
  const { stdout } = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
  const [packed] = Object.values(JSON.parse(stdout));
  await write(folder, { 'package.json': JSON.stringify({ name: 'user', private: true, type: 'module' }) });
  // The package depends on nothing, so that this needs no registry.
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await npm(['install', ...quiet, path.join(folder, packed.filename)], { cwd: folder, env: { npm_config_local_prefix: folder } });
  return {
    folder,
    installed: path.join(folder, 'node_modules/policy-calculator'),
    files: packed.files.map(({ path: name }) => name).sort(),
    manifest: JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')),
    write: (files) => write(folder, files),
    /** Runs Node in the project and gives what it printed. */
    node: async (...args) => (await execute(process.execPath, args, { cwd: folder })).stdout,
  };
}

async function write(folder, files) {
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
}

/** The first sample company's facts, as JSON. */
async function sampleFacts() {
  const folder = path.join(root, 'rules/companies');
  const [name] = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return JSON.stringify(JSON.parse(await readFile(path.join(folder, name), 'utf8')).facts);
}

/** A program against the package's API, which prints how many verdicts the sample company gets. */
export async function program(load) {
  return `${load}
const calculator = await open();
const session = calculator.open({ asOf: '2026-11-23', facts: ${await sampleFacts()} });
const { verdicts } = JSON.parse(JSON.stringify(session.verdicts()));
console.log(verdicts.length > 0 && verdicts.every(({ policy, status }) => policy && status) ? 'verdicts' : 'nothing');
session.free();
`;
}

/** How each entry is loaded, as `open`. */
export const inlined = `import { loadCalculator } from 'policy-calculator';
import catalog from 'policy-calculator/catalog';
const open = () => loadCalculator(catalog);`;

export const slim = `import { loadCalculator } from 'policy-calculator/slim';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
const { resolve } = createRequire(import.meta.url);
const catalog = await readFile(resolve('policy-calculator/catalog.bin'));
const wasm = await readFile(resolve('policy-calculator/engine.wasm'));
const open = () => loadCalculator(new Uint8Array(catalog), { wasm: new Uint8Array(wasm) });`;
