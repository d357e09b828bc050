// Builds everything that ships: the `policy` command, the catalog's bytes, the engine in WebAssembly, the npm package's
// modules with their types, and the demo portal page. `npm run build` runs it; `npm start` and `npm test` call it.
//
//   src/    -> target/debug/policy
//   rules/  -> dist/catalog.bin, dist/catalog.js         (by the command)
//   src/, kernel/ -> www/generated/engine.js, dist/engine.wasm  (cargo, wasm-bindgen, wasm-opt)
//   www/    -> dist/*.js, dist/types/, dist/demo/         (esbuild, tsc)
//
// Each step is skipped when its inputs have not changed; Cargo decides for itself.

import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { buildTools } from './lib/bootstrap.mjs';
import { finishDeclarations } from './lib/declarations.mjs';
import { filesBelow, whenChanged } from './lib/fresh.mjs';
import { thirdPartyLicences } from './lib/licences.mjs';
import { isMain, main, root, run, step, Stop } from './lib/step.mjs';
import { TARGET } from './lib/toolchain.mjs';

const at = (...names) => path.join(root, ...names);

/** The command as cargo's dev profile builds it, which is the profile of `cargo test` too. */
export const policy = at('target', 'debug', process.platform === 'win32' ? 'policy.exe' : 'policy');

/** The cargo words of the engine: the tests in WebAssembly use the same, so that the standard library is built once. */
export const wasmFeatures = ['--profile', 'wasm', '--no-default-features', '--features', 'wasm'];

/**
 * Says that `cargo test` has built the crates with the features that the tests' own dependencies add to them. Asked for
 * the same, cargo finds the command built; asked for less, it would build a dozen crates a second time.
 */
export const testedMark = at('target', 'debug', 'tested');

/** Builds it all with the tools that bootstrap.mjs found. */
export async function build({ wasm, bindgen }) {
  // A test that is empty outside WebAssembly: it brings the features and costs nothing.
  const asTested = existsSync(testedMark) ? ['--test', 'wasm*'] : [];
  await step('policy command', () => run('cargo', ['build', '--bin', 'policy', ...asTested]));
  await step('catalog', catalog);
  await step('engine, compiled', () =>
    run(wasm.command, ['rustc', '--package', 'policy-calculator', '--lib', '--crate-type', 'cdylib', ...wasmFeatures, ...wasm.args], { env: wasm.env }),
  );
  await step('engine, bound and optimised', (note) => engine(bindgen, note));
  await step('web bundles', bundles);
  await step('types', types);
  await step('licences of what is inside', licences);
}

/** rules/ -> bytes, as a file and as a module. */
async function catalog(note) {
  if (!existsSync(at('rules'))) throw new Stop('There is no rules/ folder to compile.');
  const worked = await whenChanged(
    'catalog',
    ['rules', 'target/debug/policy', 'scripts/build.mjs'],
    ['dist/catalog.bin', 'dist/catalog.js', 'dist/catalog.d.ts'],
    async () => {
      await mkdir(at('dist'), { recursive: true });
      await run(policy, ['build', 'rules', '-o', at('dist/catalog.bin')]);
      const base64 = (await readFile(at('dist/catalog.bin'))).toString('base64');
      await writeFile(
        at('dist/catalog.js'),
        `// The catalog of real policies, as the bytes of catalog.bin.\n` +
          `const characters = atob("${base64}");\n` +
          `const catalog = new Uint8Array(characters.length);\n` +
          `for (let place = 0; place < catalog.length; place++) catalog[place] = characters.charCodeAt(place);\n` +
          `export { catalog, catalog as default };\n`,
      );
      await writeFile(
        at('dist/catalog.d.ts'),
        '/** The catalog of real policies: what `loadCalculator` and the element take. */\n' +
          'declare const catalog: Uint8Array<ArrayBuffer>;\nexport { catalog, catalog as default };\n',
      );
    },
  );
  note(worked ? await sizes('dist/catalog.bin') : 'up to date');
}

/** What the engine may use of WebAssembly. `--all-features` would let wasm-opt write what Node 20 cannot read. */
const wasmOptFeatures = [
  'bulk-memory',
  'bulk-memory-opt',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
];

/**
 * What makes the module smaller besides `-Oz`; docs/performance.md tells what was tried. A function with one caller is not
 * moved into it, which gzip likes better. Nothing lies in the first kilobyte of memory, so that offsets may be folded into
 * reads and writes: the linker puts the far end of the stack there, which is reached when the stack overflows and not before.
 */
const wasmOptSmaller = ['--one-caller-inline-max-function-size=0', '--low-memory-unused'];

/** Makes a module smaller; `names` says what becomes of the functions' names. */
export function optimise(from, to, names) {
  const features = wasmOptFeatures.map((name) => `--enable-${name}`);
  return run(process.execPath, [at('node_modules/binaryen/bin/wasm-opt'), '-Oz', ...wasmOptSmaller, ...names, '--strip-producers', ...features, from, '-o', to]);
}

/** The compiled module -> its JavaScript side, the small module, and the module packed into a string. */
async function engine(bindgen, note) {
  const compiled = `target/${TARGET}/wasm/policy_calculator.wasm`;
  const worked = await whenChanged(
    'engine',
    [compiled, 'package-lock.json', 'scripts/build.mjs'],
    ['www/generated/engine.js', 'www/generated/engine.d.ts', 'www/generated/engine-bytes.ts', 'dist/engine.wasm'],
    async () => {
      const out = at('www/generated');
      await rm(out, { recursive: true, force: true });
      await mkdir(at('dist'), { recursive: true });
      // Without a default path the module holds no `new URL(…, import.meta.url)`, which bundlers would follow.
      await run(path.join(bindgen, 'wasm-bindgen'), [
        ...['--target', 'web', '--omit-default-module-path', '--out-dir', out, '--out-name', 'engine'],
        at(compiled),
      ]);
      const module = path.join(out, 'engine_bg.wasm');
      // Names go only now: wasm-bindgen reads the sections that a stripped module lacks.
      await optimise(module, module, ['--strip-debug']);
      // Packed before it is written as text: what is sent is compressed again, which finds nothing to save in base64.
      const base64 = gzipSync(await readFile(module), { level: 9 }).toString('base64');
      await writeFile(
        path.join(out, 'engine-bytes.ts'),
        `// The engine's WebAssembly module, gzip in base64.\nexport const engineBytes: string =\n  '${base64}';\nexport default engineBytes;\n`,
      );
      await copyFile(module, at('dist/engine.wasm'));
    },
  );
  note(`${worked ? '' : 'up to date, '}${await sizes('dist/engine.wasm')}`);
}

/** www/ -> the package's modules and the demo page. */
async function bundles(note) {
  const worked = await whenChanged(
    'bundles',
    ['www', 'rules/companies', 'dist/catalog.bin', 'package-lock.json', 'tsconfig.json', 'scripts/build.mjs'],
    ['dist/index.js', 'dist/slim.js', 'dist/element.js', 'dist/element.iife.js', 'dist/demo/index.html'],
    async () => {
      const esbuild = await import('esbuild');
      const common = {
        absWorkingDir: root,
        bundle: true,
        minify: true,
        target: 'es2022',
        platform: 'browser',
        charset: 'utf8',
        legalComments: 'eof',
        tsconfig: 'tsconfig.json',
        logLevel: 'silent',
      };
      await clearBundles();
      await Promise.all([
        // What the entries share is one file, so that a Calculator of one is a Calculator to the others.
        esbuild.build({
          ...common,
          entryPoints: ['www/src/index.ts', 'www/src/slim.ts', 'www/src/element.ts'],
          format: 'esm',
          splitting: true,
          chunkNames: 'shared-[hash]',
          outdir: 'dist',
        }),
        esbuild.build({ ...common, entryPoints: ['www/src/element.ts'], format: 'iife', outfile: 'dist/element.iife.js' }),
        demo(esbuild, common),
      ]).catch((error) => {
        throw new Stop(error.message);
      });
    },
  );
  note(`${worked ? '' : 'up to date, '}all in one file: ${await sizes('dist/element.iife.js')}`);
}

/** The demo portal page: a folder that any web server can serve as it is. */
async function demo(esbuild, common) {
  await esbuild.build({
    ...common,
    entryPoints: ['www/demo/demo.ts', 'www/demo/demo.css'],
    format: 'esm',
    outdir: 'dist/demo',
  });
  const plain = (await filesBelow('www/demo')).filter((file) => !/\.(ts|css)$/.test(file));
  for (const file of plain) await cp(at(file), at('dist/demo', path.relative('www/demo', file)));
  await copyFile(at('dist/catalog.bin'), at('dist/demo/catalog.bin'));
  if (existsSync(at('rules/companies'))) await cp(at('rules/companies'), at('dist/demo/companies'), { recursive: true });
}

/** Removes the last bundles: shared parts carry a hash in their names, and would pile up. */
async function clearBundles() {
  await rm(at('dist/demo'), { recursive: true, force: true });
  for (const name of await readdir(at('dist'))) {
    if (name.endsWith('.js') && name !== 'catalog.js') await rm(at('dist', name), { force: true });
  }
}

const typeScripts = ['scripts/build.mjs', 'scripts/lib/declarations.mjs'];

/** Declarations for the package's modules. */
async function types(note) {
  const worked = await whenChanged(
    'types',
    ['www/src', 'www/generated/engine.d.ts', 'package-lock.json', 'tsconfig.json', 'tsconfig.types.json', ...typeScripts],
    ['dist/types/src/index.d.ts', 'dist/types/src/element.d.ts'],
    async () => {
      await rm(at('dist/types'), { recursive: true, force: true });
      await run(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.types.json']);
      const entries = ['index', 'slim', 'element'].map((name) => `src/${name}.d.ts`);
      await finishDeclarations(at('dist/types'), entries, at('www/generated/engine.d.ts'));
    },
  );
  if (!worked) note('up to date');
}

/** The licences that Lit and the Rust crates ask to be passed on with them. */
async function licences(note) {
  const worked = await whenChanged(
    'licences',
    ['Cargo.toml', 'Cargo.lock', 'package-lock.json', 'scripts/lib/licences.mjs'],
    ['dist/THIRD-PARTY.txt'],
    async () => writeFile(at('dist/THIRD-PARTY.txt'), await thirdPartyLicences()),
  );
  if (!worked) note('up to date');
}

/** Bytes on disk and on the wire. */
async function sizes(file) {
  const { size } = await stat(at(file));
  const zipped = gzipSync(await readFile(at(file)), { level: 9 }).length;
  return `${(size / 1000).toFixed(1)} KB, ${(zipped / 1000).toFixed(1)} KB gzip`;
}

if (isMain(import.meta.url)) await main(async () => build(await buildTools()));
