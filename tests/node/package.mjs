// Where the tests find what was built.

import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { policy } from '../../scripts/build.mjs';
import { root } from '../../scripts/lib/step.mjs';

/** The URL of a module of the package, for `import`. */
export const dist = (name) => pathToFileURL(dist.path(name)).href;

/** The path of a file of the package. */
dist.path = (name) => path.join(root, 'dist', name);

export async function catalogBytes() {
  return new Uint8Array(await readFile(dist.path('catalog.bin')));
}

/** The bytes of a rules folder of the tests' own, compiled into a file below target/tests/. */
export async function compiled(rules, name) {
  const file = path.join(root, 'target/tests', name);
  await mkdir(path.dirname(file), { recursive: true });
  await promisify(execFile)(policy, ['build', path.join(root, rules), '-o', file]);
  return new Uint8Array(await readFile(file));
}

/** The element's own sources, compiled for a test of their functions. */
export async function source(name) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'www/src', name)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
