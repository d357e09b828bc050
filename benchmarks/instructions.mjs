// How many instructions the engine needs for each workload of benchmarks/native/, counted by valgrind: the same on a busy machine and on
// an idle one, so that a test can hold the engine to it.
//
//   npm run bench:instructions                 counts, and compares with the table
//   npm run bench:instructions -- --update     counts, and writes the table
//
// The table, benchmarks/native/instructions.json, belongs to one compiler on one kind of machine: another one makes other code. With
// those the counts are shown, and nothing is passed or failed. The suite `instructions` of `npm test` is the same.

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { policy } from '../scripts/build.mjs';
import { firstLine, isMain, main, print, root, run, step, Stop } from '../scripts/lib/step.mjs';
import { valgrind, valgrindAdvice } from '../scripts/lib/valgrind.mjs';
import { scenes } from './scenes.mjs';

const native = path.join(root, 'benchmarks/native');
const tableFile = path.join(native, 'instructions.json');
const program = path.join(root, 'target/native/release/instructions');

/**
 * How far a count may lie above the table's. Runs of one program on one machine differ by less than a hundredth, since hash maps draw
 * their seeds; other processors and C libraries copy and compare memory by other instructions, which are a few hundredths of
 * all. A regression worth stopping is larger than both, and small steps that add up are seen when the table is next written.
 */
const MARGIN = 0.1;

/** The suite: `{passed, failed, skipped, note}`; throws with its counts where one workload takes too many instructions. */
export async function guard({ valgrind: version }) {
  if (!version) return { passed: 0, failed: 0, skipped: 1, note: 'skipped: there is no valgrind here' };
  const counts = await counted();
  const table = await tableOf();
  const { lines, failed, lower, skipped } = compare(counts, table, await compiler());
  const passed = lines.length - failed - skipped;
  const text = [...lines, ...advice({ failed, lower, skipped, table })].join('\n');
  if (failed > 0) throw Object.assign(new Stop(text), { counts: { passed, failed, skipped } });
  if (lower > 0 || skipped > 0) print(`${text}\n`);
  const note = skipped > 0 ? 'skipped: the table was made with another compiler' : undefined;
  return { passed, failed, skipped, note };
}

/** Counts every workload: a map from its name to its instructions. */
async function counted() {
  await run('cargo', ['build', '--release', '--bin', 'instructions'], { cwd: native });
  const folder = await scenes();
  const { stdout } = await run(program);
  const left = stdout.trim().split('\n');
  const names = [...left];
  const counts = new Map();
  const worker = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) counts.set(name, await instructions(folder, name));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return new Map(names.map((name) => [name, counts.get(name)]));
}

/** What one workload takes. Each is a process of its own, so that none finds what another left. */
async function instructions(folder, name) {
  const [scene, workload] = name.split(' ');
  const out = path.join(folder, `${scene}-${workload}.callgrind`);
  await run('valgrind', [
    ...['--tool=callgrind', '--toggle-collect=*counted_workload*', `--callgrind-out-file=${out}`],
    ...[program, folder, scene, workload],
  ]);
  const count = Number((await readFile(out, 'utf8')).match(/^(?:totals|summary): (\d+)/m)?.[1]);
  if (!(count > 0)) throw new Stop(`Valgrind counted nothing for ${name}.`);
  return count;
}

/** The compiler and the machine that a count depends on. */
async function compiler() {
  const { stdout } = await run('rustc', ['-vV']);
  return { rustc: await firstLine('rustc', ['--version']), host: stdout.match(/^host: (.+)$/m)?.[1] };
}

async function tableOf() {
  return existsSync(tableFile) ? JSON.parse(await readFile(tableFile, 'utf8')) : { counts: {} };
}

/** A line for each workload, and how many are too high, clearly lower, or not to be compared. */
function compare(counts, table, found) {
  const same = table.rustc === found.rustc && table.host === found.host;
  const sums = { failed: 0, lower: 0, skipped: 0 };
  const lines = [];
  const add = (name, count, expected, verdict) => {
    const shown = (value) => (value === undefined ? '–' : value.toLocaleString('en-US')).padStart(16);
    const change = count && expected ? `${(100 * (count / expected - 1)).toFixed(1)} %` : '';
    lines.push(`${name.padEnd(36)}${shown(count)}${shown(expected)}${change.padStart(10)}   ${verdict}`.trimEnd());
  };
  for (const [name, count] of counts) {
    const expected = table.counts[name];
    const kind = !same ? 'skipped' : expected === undefined || count > expected * (1 + MARGIN) ? 'failed' : count < expected * (1 - MARGIN) ? 'lower' : 'ok';
    if (kind !== 'ok') sums[kind] += 1;
    add(name, count, expected, { ok: '', skipped: 'not compared', lower: 'lower', failed: expected === undefined ? 'not in the table' : 'TOO MANY' }[kind]);
  }
  for (const name of Object.keys(table.counts).filter((name) => !counts.has(name))) {
    sums.failed += 1;
    add(name, undefined, table.counts[name], 'NO SUCH WORKLOAD');
  }
  return { lines, ...sums };
}

function advice({ failed, lower, skipped, table }) {
  const update = 'npm run bench:instructions -- --update';
  const lines = [];
  if (skipped > 0) lines.push(`The table was made with ${table.rustc} on ${table.host}: another compiler makes other code, so nothing is compared.`);
  if (failed > 0) lines.push(`The engine needs more than ${100 * MARGIN} % more instructions than the table has. If that is meant (more rules, new workloads): ${update}`);
  if (lower > 0) lines.push(`The engine needs clearly fewer instructions than the table has. So that this stays: ${update}`);
  return lines;
}

if (isMain(import.meta.url)) {
  await main(async () => {
    const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } });
    if (!existsSync(policy)) throw new Stop('target/debug/policy is missing. Run `npm run build` first.');
    if (!(await valgrind())) throw new Stop(valgrindAdvice);
    const counts = await step('instructions', counted);
    const found = await compiler();
    const table = await tableOf();
    const { lines, ...sums } = compare(counts, table, found);
    print(`\n${'workload'.padEnd(36)}${'now'.padStart(16)}${'table'.padStart(16)}\n${lines.join('\n')}`);
    if (values.update) {
      await mkdir(path.dirname(tableFile), { recursive: true });
      await writeFile(tableFile, `${JSON.stringify({ ...found, counts: Object.fromEntries(counts) }, null, 2)}\n`);
      print(`\nWritten: ${path.relative(root, tableFile)}`);
      return;
    }
    print(`\n${advice({ ...sums, table }).join('\n')}`);
    if (sums.failed > 0) process.exitCode = 1;
  });
}
