// The package in a bundler, as it comes: no plugin, no setting.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';

import { build } from 'esbuild';

import { inlined, program, project } from './project.mjs';

/** How every WebAssembly module begins, in base64. */
const engineStart = /H4sIAAAAAA/;

describe('in a bundler', () => {
  let user;
  before(async () => {
    user = await project();
  });

  /** Bundles a program and answers the warnings and the bundle's text. */
  async function bundle(name, text, options = {}) {
    await user.write({ [`${name}.js`]: text });
    const { warnings } = await build({
      absWorkingDir: user.folder,
      entryPoints: [`${name}.js`],
      outfile: `${name}.bundle.mjs`,
      bundle: true,
      minify: true,
      format: 'esm',
      logLevel: 'silent',
      ...options,
    });
    return { warnings, code: await readFile(path.join(user.folder, `${name}.bundle.mjs`), 'utf8') };
  }

  for (const platform of ['browser', 'neutral', 'node']) {
    test(`becomes one file that calculates, for ${platform}`, async () => {
      const { warnings } = await bundle(`for-${platform}`, await program(inlined), { platform });
      assert.deepEqual(warnings, []);
      assert.equal(await user.node(`for-${platform}.bundle.mjs`), 'verdicts\n');
    });
  }

  test('keeps the element that is imported for its effect', async () => {
    const { code } = await bundle('element', `import 'policy-calculator/element';`);
    assert.match(code, /customElements/);
  });

  test('leaves out what is not used', async () => {
    const { code: whole } = await bundle('whole', `export * from 'policy-calculator';`);
    const { code: slim } = await bundle('slim', `export * from 'policy-calculator/slim';`);
    const { code: nothing } = await bundle('nothing', `import 'policy-calculator';`);
    assert.match(whole, engineStart);
    assert.doesNotMatch(slim, engineStart, 'the inlined engine came along');
    assert.equal(nothing, '', 'something is left of an import that uses nothing');
  });

  test('gives a bundler the raw engine as a file', async () => {
    const text = `import url from 'policy-calculator/engine.wasm'; console.log(url);`;
    assert.deepEqual((await bundle('raw', text, { loader: { '.wasm': 'file' } })).warnings, []);
  });
});
