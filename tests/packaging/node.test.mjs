// The package in plain Node: no bundler, no flag.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { inlined, program, project, slim } from './project.mjs';

describe('in Node', () => {
  let user;
  before(async () => {
    user = await project();
  });

  test('imports and calculates', async () => {
    await user.write({ 'inlined.mjs': await program(inlined) });
    assert.equal(await user.node('inlined.mjs'), 'verdicts\n');
  });

  test('calculates with the engine that the caller brings', async () => {
    await user.write({ 'slim.mjs': await program(slim) });
    assert.equal(await user.node('slim.mjs'), 'verdicts\n');
  });

  test('calculates in a worker', async () => {
    await user.write({
      'inlined.mjs': await program(inlined),
      'worker.mjs': `import { Worker } from 'node:worker_threads'; new Worker(new URL('inlined.mjs', import.meta.url));`,
    });
    assert.equal(await user.node('worker.mjs'), 'verdicts\n');
  });

  test('can be required from CommonJS', async () => {
    await user.write({ 'required.cjs': `console.log(typeof require('policy-calculator').loadCalculator);` });
    assert.equal(await user.node('--no-warnings', 'required.cjs'), 'function\n');
  });

  test('resolves every entry', async () => {
    const entries = Object.keys(user.manifest.exports).map((entry) => `policy-calculator${entry.slice(1)}`);
    await user.write({ 'resolve.mjs': `for (const entry of ${JSON.stringify(entries)}) console.log(import.meta.resolve(entry));` });
    assert.equal((await user.node('resolve.mjs')).trim().split('\n').length, entries.length);
  });
});
