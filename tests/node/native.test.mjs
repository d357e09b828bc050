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

const { loadCalculator, STATUSES } = await import(dist('index.js'));

/** An overview says what the verdicts say. */
function agrees(session, where) {
  const { statuses, least, most, starts } = session.overview({ amounts: 'all' });
  const cents = (amount, isHad) => (isHad && amount !== null ? Math.round(Number(amount) * 100) : -1);
  [...session.verdicts()].forEach(({ status, benefits }, n) => {
    assert.equal(STATUSES[statuses[n]], status, where);
    const isHad = status !== 'ineligible' && status !== 'not_in_force';
    benefits.forEach(({ min, max }, benefit) => {
      const place = starts[n] + benefit;
      assert.deepEqual([least[place], most[place]], [cents(min, isHad), cents(max, isHad)], where);
    });
  });
}

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
    if (all) agrees(session, `${id}: ${example}`);
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
    agrees(session, `seed ${seed}: overview`);
    session.free();
  }
});
