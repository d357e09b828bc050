// What costs what in the engine's WebAssembly: `npm run bench:size` prints it as Markdown tables.
//
//   npm run bench:size                         the tables
//   npm run bench:size -- --functions FILE     also every function with its bytes, the largest first, into FILE
//   npm run bench:size -- --module FILE        of another module that has kept its names
//
// The engine is built as `npm run build` does, but names are mangled so that they tell what a generic function was made for, and wasm-opt
// keeps them. That changes the sum by a thousandth. What the compiler inlined counts for where it stands now; where several functions
// were the same, wasm-opt has kept one, which counts for whomever it is named after.
//
// Whose a function is: the crate and module in which its code is written. A library's generic function that was made for a type
// or a closure of ours stands in the column "made for it" of the module of the closure named last, or else of the type named first: it goes
// when the module no longer asks for it. What reads a catalog or hands results over by serde is one line each, since it cuts across modules.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

import { optimise, wasmFeatures } from '../scripts/build.mjs';
import { buildTools } from '../scripts/lib/bootstrap.mjs';
import { main, print, root, run, step, Stop } from '../scripts/lib/step.mjs';
import { TARGET } from '../scripts/lib/toolchain.mjs';

const OURS = /^policy_(calculator|kernel)$/;
const STANDARD = new Set(['core', 'alloc', 'std', 'hashbrown', 'dlmalloc', 'compiler_builtins', 'rustc_demangle', '__rustc']);
/** What the tables show of what many share. */
const COPIES_SHOWN = 40;

await main(async () => {
  const { values } = parseArgs({ options: { functions: { type: 'string' }, module: { type: 'string' } } });
  const file = values.module ?? (await named());
  const bytes = await readFile(file);
  const { functions, sections } = read(bytes);
  const names = await demangled(functions.map(({ name }) => name));
  const sized = functions.map(({ size }, n) => ({ size, name: names[n], ...belongs(names[n]) }));
  sized.sort((a, b) => b.size - a.size || a.name.localeCompare(b.name));
  if (values.functions) {
    const lines = sized.map(({ size, group, made, name }) => `${String(size).padStart(7)}  ${group}${made ? ', made for it' : ''}  ${name}\n`);
    await writeFile(values.functions, lines.join(''));
  }
  print();
  print(tables(sized, sections));
});

/** Builds the engine with names that tell everything, and answers where it is. */
async function named() {
  const { wasm, bindgen } = await buildTools();
  const folder = path.join(root, 'target/size');
  const out = path.join(folder, 'bound');
  await step('engine, compiled with full names', () => {
    const flags = [wasm.env.CARGO_ENCODED_RUSTFLAGS, '-Csymbol-mangling-version=v0'].join('\x1f');
    const args = ['rustc', '--package', 'policy-calculator', '--lib', '--crate-type', 'cdylib', ...wasmFeatures, ...wasm.args, '--target-dir', folder];
    return run(wasm.command, args, { env: { ...wasm.env, CARGO_ENCODED_RUSTFLAGS: flags } });
  });
  const file = path.join(folder, 'named.wasm');
  await step('engine, bound and optimised', async (note) => {
    await rm(out, { recursive: true, force: true });
    await mkdir(out, { recursive: true });
    const compiled = path.join(folder, TARGET, 'wasm/policy_calculator.wasm');
    await run(path.join(bindgen, 'wasm-bindgen'), ['--target', 'web', '--omit-default-module-path', '--out-dir', out, '--out-name', 'engine', compiled]);
    const bound = path.join(out, 'engine_bg.wasm');
    await optimise(bound, file, ['-g']);
    const shipped = path.join(folder, 'shipped.wasm');
    await optimise(bound, shipped, ['--strip-debug']);
    const bytes = await readFile(shipped);
    note(`without names ${figure(bytes.length)} bytes, ${figure(gzipSync(bytes, { level: 9 }).length)} with gzip`);
  });
  return file;
}

/** The functions of a module with their bytes and names, and how large its sections are. */
function read(bytes) {
  let at = 8;
  const number = () => {
    let [value, shift, byte] = [0, 1, 0];
    do {
      byte = bytes[at++];
      value += (byte & 0x7f) * shift;
      shift *= 128;
    } while (byte & 0x80);
    return value;
  };
  const text = () => {
    const length = number();
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  const limits = () => {
    const flags = bytes[at++];
    number();
    if (flags & 1) number();
  };
  const kinds = ['custom', 'types', 'imports', 'functions', 'tables', 'memory', 'globals', 'exports', 'start', 'elements', 'code', 'data', 'data count'];

  let imported = 0;
  const sizes = [];
  const names = new Map();
  const sections = [];
  while (at < bytes.length) {
    const id = bytes[at++];
    const length = number();
    const end = at + length;
    if (id === 0 && text() === 'name') readNames(end);
    else if (id !== 0) sections.push({ name: kinds[id] ?? `section ${id}`, size: length });
    if (id === 2) readImports();
    if (id === 10) readCode();
    at = end;
  }
  if (names.size === 0) throw new Stop('The module has no names: it was stripped.');
  return { functions: sizes.map((size, n) => ({ size, name: names.get(imported + n) ?? '(without a name)' })), sections };

  function readImports() {
    for (let left = number(); left > 0; left--) {
      text();
      text();
      const kind = bytes[at++];
      if (kind === 0) {
        imported += 1;
        number();
      } else if (kind === 1) {
        at += 1;
        limits();
      } else if (kind === 2) limits();
      else at += 2;
    }
  }
  function readCode() {
    for (let left = number(); left > 0; left--) {
      const start = at;
      const length = number();
      at += length;
      sizes.push(at - start);
    }
  }
  function readNames(end) {
    while (at < end) {
      const kind = bytes[at++];
      const after = number() + at;
      if (kind === 1) for (let left = number(); left > 0; left--) names.set(number(), text());
      at = after;
    }
  }
}

/** Rust's names as a person writes them, by the `c++filt` that comes with the C compiler. */
async function demangled(names) {
  const plain = names.map((name) => name.replace(/\.\d+$/, ''));
  const text = await new Promise((resolve, reject) => {
    const filter = spawn('c++filt', [], { stdio: ['pipe', 'pipe', 'inherit'] });
    filter.on('error', () => reject(new Stop('c++filt is missing; it comes with binutils.')));
    let out = '';
    filter.stdout.setEncoding('utf8').on('data', (more) => (out += more));
    filter.on('close', () => resolve(out));
    filter.stdin.end(`${plain.join('\n')}\n`);
  });
  // The hashes of crates and of legacy names tell nothing.
  return text.trimEnd().split('\n').map((name) => name.replace(/\[[0-9a-f]{8,16}\]/g, '').replace(/::h[0-9a-f]{16}$/, ''));
}

/** Whose a function is: `group`, and whether it is a library's that was `made` for one of our modules. */
function belongs(name) {
  if (/serde_wasm_bindgen/.test(name)) return { group: 'results to JavaScript (serde, serde-wasm-bindgen)' };
  if (/catalog::coding/.test(name)) return { group: 'a catalog read' };
  if (/^(catalog|session)_[a-z_]+( |$)/.test(name)) return { group: 'exports of `src/wasm.rs`, with what was inlined into them' };
  const home = homeOf(name);
  if (OURS.test(home)) return { group: moduleOf(name) };
  const module = moduleOf(name);
  if (module) return { group: module, made: true, generic: genericOf(name) };
  if (STANDARD.has(home)) return { group: 'the standard library', generic: genericOf(name) };
  // Arithmetic on 128 bits and moving memory: the compiler's own.
  if (/^(__[a-z]+[24]|mem[a-z]+)$/.test(name)) return { group: 'the standard library' };
  if (home === 'js_sys' || home === 'wasm_bindgen' || !/::/.test(name)) return { group: 'wasm-bindgen, js-sys' };
  return { group: home.replaceAll('_', '-') };
}

/** The crate in which the code stands: that of the trait where the type belongs to no crate, or only the trait is not standard. */
function homeOf(name) {
  const [, type, trait] = name.match(/^<(.*?) as ([a-z_0-9]+)::/) ?? [];
  const crate = name.match(/^<*(?:dyn )?([a-z_0-9]+)::/)?.[1];
  if (OURS.test(trait) || (trait && (crate === undefined || (STANDARD.has(crate) && !STANDARD.has(trait))) && !type.includes(' as '))) return trait;
  return crate ?? (/::/.test(name) || /^</.test(name) ? 'core' : '');
}

/** Our module that a name tells of: that of the last closure, or of the first type that is more than a number of something. */
function moduleOf(name) {
  const modules = [...name.matchAll(/policy_(calculator|kernel)((?:::[a-z_0-9]+)*)([^ ,<>]*)/g)].map(([all, crate, levels]) => {
    if (crate === 'kernel') return { module: 'kernel', closure: all.includes('{closure') };
    const [outer = 'lib', inner = ''] = levels.split('::').filter(Boolean);
    const file = inner && ['', '.rs'].some((end) => existsSync(path.join(root, 'src', outer, inner + end)));
    return { module: file ? `${outer}::${inner}` : outer, closure: all.includes('{closure') };
  });
  const closure = modules.filter(({ closure }) => closure).at(-1);
  return (closure ?? modules.find(({ module }) => module !== 'model::arena') ?? modules[0])?.module;
}

/** A name without what it was made for. */
function genericOf(name) {
  let depth = 0;
  let out = '';
  // What stands in the outermost brackets of `<Type<…> as Trait<…>>::method` is the name itself.
  const start = name.startsWith('<') ? 1 : 0;
  for (const letter of name.slice(start).replaceAll('->', '→')) {
    if (letter === '<') depth += 1;
    else if (letter === '>') {
      if (depth > 0) depth -= 1;
    } else if (depth === 0) out += letter;
  }
  return out.replace(/::(?=::|$| )/g, '').replace(/^(\[|\(|&|\*).* as /, '… as ');
}

function tables(functions, sections) {
  const code = functions.reduce((sum, { size }) => sum + size, 0);
  const data = sections.find(({ name }) => name === 'data')?.size ?? 0;
  const rest = sections.filter(({ name }) => !['code', 'data'].includes(name)).reduce((sum, { size }) => sum + size, 0);
  const whole = code + data + rest;
  const share = (size) => `${((100 * size) / whole).toFixed(1)} %`;

  const groups = new Map();
  for (const { size, group, made } of functions) {
    const line = groups.get(group) ?? { own: 0, made: 0, count: 0 };
    line[made ? 'made' : 'own'] += size;
    line.count += 1;
    groups.set(group, line);
  }
  const rows = [...groups].map(([group, { own, made, count }]) => ({ group, own, made, count, sum: own + made }));
  rows.push({ group: 'data: constants and texts', own: data, made: 0, count: '', sum: data });
  rows.push({ group: 'types, imports, exports and other sections', own: rest, made: 0, count: '', sum: rest });
  rows.sort((a, b) => b.sum - a.sum);

  const copies = new Map();
  for (const { size, generic } of functions) {
    if (!generic) continue;
    const line = copies.get(generic) ?? { size: 0, count: 0 };
    line.size += size;
    line.count += 1;
    copies.set(generic, line);
  }
  const many = [...copies].sort(([, a], [, b]) => b.size - a.size).slice(0, COPIES_SHOWN);

  return [
    '| what | functions | own bytes | library code made for it | all | share |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows.map(({ group, own, made, count, sum }) => `| ${group} | ${figure(count)} | ${figure(own)} | ${made ? figure(made) : ''} | ${figure(sum)} | ${share(sum)} |`),
    `| everything | ${figure(functions.length)} | | | ${figure(whole)} | 100 % |`,
    '',
    '| code of the standard library and other libraries, all its copies | copies | bytes | share |',
    '|---|---:|---:|---:|',
    ...many.map(([generic, { size, count }]) => `| \`${generic}\` | ${figure(count)} | ${figure(size)} | ${share(size)} |`),
  ].join('\n');
}

function figure(value) {
  return value.toLocaleString('en-US');
}
