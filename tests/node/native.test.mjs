// The engine in WebAssembly against the native one: for every example of every policy, and for random rules and profiles,
// the same JSON, byte for byte.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { policy } from '../../scripts/build.mjs';
import { root } from '../../scripts/lib/step.mjs';
import { catalogBytes, dist } from './package.mjs';

const { loadCalculator } = await import(dist('index.js'));

test('native and WebAssembly agree on every example', async () => {
  const file = path.join(root, 'target', 'examples.jsonl');
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
  // Whether every example holds is for the rules' own tests to say: here both engines need only agree on it.
  await promisify(execFile)(policy, ['test', 'rules', '--dump', file], { cwd: root, maxBuffer: 1 << 28 }).catch(() => {});
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  assert.ok(lines.length >= 100, `only ${lines.length} examples`);

  const calculator = await loadCalculator(await catalogBytes());
  for (const line of lines) {
    const { policy: id, example, as_of: asOf, facts, all, verdicts } = JSON.parse(line);
    const session = calculator.open({ asOf });
    session.setAll(facts);
    assert.equal(JSON.stringify(all ? session.verdicts() : session.verdict(id)), verdicts, `${id}: ${example}`);
    session.free();
  }
});

test('native and WebAssembly agree on random rules and profiles', async () => {
  const file = path.join(root, 'target', 'random-rules.jsonl');
  await rm(file, { force: true });
  const count = process.env.RANDOM_RULES ?? '200';
  const env = { ...process.env, RANDOM_RULES: count, RANDOM_RULES_FILE: file };
  await promisify(execFile)('cargo', ['test', '--lib', 'random_rules_for_other_hosts'], { cwd: root, env });
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  assert.equal(lines.length, Number(count));

  for (const line of lines) {
    const { seed, catalog, as_of: asOf, facts, refused, verdicts, totals } = JSON.parse(line);
    const calculator = await loadCalculator(new Uint8Array(Buffer.from(catalog, 'hex')));
    const session = calculator.open({ asOf });
    assert.equal(JSON.stringify(session.setAll(facts)), refused, `seed ${seed}: refused facts`);
    assert.equal(JSON.stringify(session.verdicts()), verdicts, `seed ${seed}: verdicts`);
    assert.equal(JSON.stringify(session.totals()), totals, `seed ${seed}: totals`);
    session.free();
  }
});
