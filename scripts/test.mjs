// `npm test`: installs what is missing, builds, and runs every test there is, the fast ones first. A suite that fails
// does not stop the next; a table at the end counts them all, and the exit code is 1 if anything failed or is missing.
//
// `npm test -- rust browser` runs only the named suites (and the build, where they need it). VERBOSE=1 shows all output.

import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { guard } from '../benchmarks/instructions.mjs';
import { build, policy, testedMark, wasmFeatures } from './build.mjs';
import { testTools } from './lib/bootstrap.mjs';
import { driverEnvironment } from './lib/browser.mjs';
import { describe, Failed, main, print, root, run, step, Stop, took } from './lib/step.mjs';

/** Every suite: its short name, what the table calls it, whether it needs the build, and how it runs. */
const suites = [
  { name: 'fmt', title: 'Rust formatting', work: formatted },
  {
    name: 'clippy',
    title: 'Rust lints',
    work: () => checker('cargo', ['clippy', '--all-targets', '--all-features', '--', '-D', 'warnings']),
  },
  { name: 'rust', title: 'Rust tests', work: rustTests },
  { name: 'build', title: 'build', work: (tools) => build(tools).then(() => ({})) },
  { name: 'check', title: 'the rules themselves', built: true, work: () => checker(policy, ['check', 'rules']) },
  { name: 'rules', title: "the rules' own examples", built: true, work: rules },
  { name: 'coverage', title: 'coverage of the examples', built: true, work: coverage },
  { name: 'mutants', title: 'mutants of the rules', built: true, work: mutants },
  { name: 'types', title: 'TypeScript', built: true, work: () => checker(process.execPath, [tsc, '--noEmit']) },
  { name: 'node', title: 'API in Node', built: true, work: () => nodeTests('tests/node') },
  { name: 'wasm-node', title: 'WebAssembly tests in Node', built: true, work: (tools) => wasmTests(tools, {}) },
  {
    name: 'wasm-browser',
    title: 'WebAssembly tests in Chromium',
    built: true,
    work: async (tools) => wasmTests(tools, await driverEnvironment(tools.browser)),
  },
  { name: 'browser', title: 'pages in Chromium', built: true, work: () => nodeTests('tests/browser') },
  { name: 'instructions', title: 'instructions of the engine', built: true, work: guard },
  { name: 'packaging', title: 'the npm package', built: true, work: () => nodeTests('tests/packaging') },
];

const tsc = path.join(root, 'node_modules/typescript/bin/tsc');

await main(async () => {
  const chosen = choose(process.argv.slice(2));
  const started = performance.now();
  const tools = await testTools();
  print();
  const results = [];
  for (const suite of chosen) results.push(await runSuite(suite, tools, results));
  table(results, performance.now() - started);
  if (results.some((result) => result.fault)) process.exitCode = 1;
});

/** The suites to run: all, or those named and the build that they need. */
function choose(names) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new Stop(`There is no suite ${unknown.join(', ')}. The suites: ${suites.map((suite) => suite.name).join(', ')}`);
  }
  if (names.length === 0) return suites;
  const named = suites.filter((suite) => names.includes(suite.name));
  return suites.filter((suite) => named.includes(suite) || (suite.name === 'build' && named.some(({ built }) => built)));
}

/** One suite's line of the table. A fault is shown at once, so that it can be read while the next suite runs. */
async function runSuite(suite, tools, before) {
  const started = performance.now();
  const line = (more) => ({ title: suite.title, seconds: performance.now() - started, ...more });
  if (suite.built && before.some((result) => result.title === 'build' && result.fault)) {
    return line({ fault: 'not run: the build failed' });
  }
  try {
    const work = () => suite.work(tools);
    const counts = suite.name === 'build' ? await work() : await step(suite.title, work);
    return line(counts);
  } catch (error) {
    print(`\n${describe(error)}\n`);
    return line({ fault: 'failed', ...error.counts });
  }
}

/** A command that only says yes or no. */
async function checker(command, args) {
  await run(command, args);
  return {};
}

/** The project and its native benchmarks, which are a package of their own. */
async function formatted() {
  await run('cargo', ['fmt', '--all', '--check']);
  return checker('cargo', ['fmt', '--check', '--manifest-path', 'benchmarks/native/Cargo.toml']);
}

/** A command that prints counts, which are read whether it fails or not. No test at all is a failure too. */
async function counted(read, command, args, options) {
  const fail = (error, counts) => Object.assign(error, { counts });
  try {
    const { output } = await run(command, args, options);
    const counts = read(output);
    if (counts.passed === 0) throw fail(new Stop(`${output}\nNo test ran.`), counts);
    if (counts.failed > 0) throw fail(new Stop(output), counts);
    return counts;
  } catch (error) {
    throw error instanceof Failed ? fail(error, read(error.all)) : error;
  }
}

async function rustTests() {
  try {
    return await counted(cargoCounts, 'cargo', ['test', '--no-fail-fast']);
  } finally {
    if (existsSync(path.dirname(testedMark))) await writeFile(testedMark, '');
  }
}

/** The sums of the lines with which cargo's and wasm-bindgen's tests end. */
function cargoCounts(output) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, ignored] of output.matchAll(/test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/g)) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
    counts.skipped += Number(ignored);
  }
  return counts;
}

/** The last lines of `node --test`. */
function nodeCounts(output) {
  const last = (word) => Number([...output.matchAll(new RegExp(`^\\S+ ${word} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
  return { passed: last('pass'), failed: last('fail') + last('cancelled'), skipped: last('skipped') + last('todo') };
}

/** The line with which `policy test` ends. */
function rulesCounts(output) {
  const [, passed, failed] = [...output.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1) ?? [0, 0, 0];
  return { passed: Number(passed), failed: Number(failed) };
}

function rules() {
  return counted(rulesCounts, policy, ['test', 'rules']);
}

/** What the examples show of every condition, row and branch of the rules. */
function coverage() {
  const read = (output) => pair(output, /^(\d+) seen, (\d+) missing/gm, 'failed');
  return counted(read, policy, ['test', 'rules', '--coverage']);
}

/** How many changed rules the examples notice; the command fails if too few. Those that survive are counted as skipped. */
function mutants() {
  const read = (output) => ({ failed: 0, ...pair(output, /^(\d+) killed, (\d+) survived/gm, 'skipped') });
  return counted(read, policy, ['test', 'rules', '--mutants']);
}

/** The two numbers of the last line that looks like that. */
function pair(output, line, second) {
  const [, passed, other] = [...output.matchAll(line)].at(-1) ?? [0, 0, 0];
  return { passed: Number(passed), [second]: Number(other) };
}

/** The tests under tests/wasm*.rs, where WebAssembly runs: Node, or the browser that `env` names. */
async function wasmTests({ wasm, bindgen }, env) {
  // Cargo must not be told to be quiet: wasm-bindgen's runner does not know the word.
  const args = ['test', '--package', 'policy-calculator', ...wasmFeatures, ...wasm.args, '--no-fail-fast', '--test', 'wasm*'];
  const runner = { CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: path.join(bindgen, 'wasm-bindgen-test-runner') };
  return counted(cargoCounts, wasm.command, args, { env: { ...wasm.env, ...runner, ...env } });
}

async function nodeTests(folder) {
  const full = path.join(root, folder);
  const names = existsSync(full) ? (await readdir(full)).filter((name) => name.endsWith('.test.mjs')).sort() : [];
  if (names.length === 0) throw new Stop(`There is no test in ${folder}/.`);
  const files = names.map((name) => path.join(folder, name));
  // A test that never ends, or leaves a browser open, must not hold up the rest.
  const limits = ['--test-timeout=300000', '--test-force-exit'];
  return counted(nodeCounts, process.execPath, ['--test', '--test-reporter=spec', ...limits, ...files]);
}

/** What every runner did, in columns. */
function table(results, total) {
  const shown = (value) => (value === undefined ? '' : String(value));
  const row = (title, passed, failed, skipped, seconds, note = '') =>
    `${title.padEnd(34)}${passed.padStart(8)}${failed.padStart(8)}${skipped.padStart(9)}${seconds.padStart(14)}   ${note}`.trimEnd();
  print();
  print(row('', 'passed', 'failed', 'skipped', 'time'));
  for (const { title, passed, failed, skipped, seconds, fault, note } of results) {
    print(row(title, shown(passed), shown(failed), shown(skipped), took(seconds), fault ?? note ?? 'ok'));
  }
  const sum = (key) => results.reduce((all, result) => all + (result[key] ?? 0), 0);
  const bad = results.filter((result) => result.fault).length;
  print(row('all', shown(sum('passed')), shown(sum('failed')), shown(sum('skipped')), took(total), bad ? `${bad} failed` : 'ok'));
}
