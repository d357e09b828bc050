// The notice of other people's work inside the package: Lit, and the Rust crates compiled into the engine.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { root, run } from './step.mjs';
import { TARGET } from './toolchain.mjs';

/** The npm packages whose code goes into the bundles. */
const bundled = ['lit', 'lit-element', 'lit-html', '@lit/reactive-element'];

/** One text: every work with its licence's name, and each licence text once. */
export async function thirdPartyLicences() {
  const works = [...(await npmWorks()), ...(await crates())];
  const texts = new Map();
  for (const work of works) {
    for (const text of await licenceTexts(work.folder)) {
      texts.set(text, [...(texts.get(text) ?? []), work.name]);
    }
  }
  const list = works.map(({ name, licence }) => `${name} (${licence})`).join('\n');
  const parts = [...texts].map(([text, names]) => `${'-'.repeat(80)}\n${names.join(', ')}\n\n${text}`);
  return `policy-calculator contains these works of others:\n\n${list}\n\n${parts.join('\n\n')}\n`;
}

async function npmWorks() {
  return Promise.all(
    bundled.map(async (name) => {
      const folder = path.join(root, 'node_modules', name);
      const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
      return { name: `${name} ${version}`, licence: license, folder };
    }),
  );
}

/** The crates whose code the engine's features pull in: cargo leaves out what only builds or tests it, and macros. */
async function crates() {
  const engine = ['--no-default-features', '--features', 'wasm'];
  const tree = ['tree', '--target', TARGET, ...engine, '-e', 'normal,no-proc-macro', '--prefix', 'none', '-f', '{p}'];
  const { stdout: lines } = await run('cargo', tree);
  // A line is `name v1.2.3`, and a mark behind it where the crate was listed before.
  const inside = new Set([...lines.matchAll(/^(\S+) v(\S+)/gm)].map(([, name, version]) => `${name} ${version}`));
  const { stdout } = await run('cargo', ['metadata', '--format-version', '1', '--filter-platform', TARGET, ...engine]);
  const { packages } = JSON.parse(stdout);
  return packages
    // Our own have no source.
    .filter(({ source }) => source !== null)
    .map(({ name, version, license, manifest_path: manifest }) => ({
      name: `${name} ${version}`,
      licence: license ?? 'see its text',
      folder: path.dirname(manifest),
    }))
    .filter(({ name }) => inside.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A package's licence files. The Apache text is the package's own LICENSE: where there is another, that one is passed on. */
async function licenceTexts(folder) {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  const short = names.filter((name) => !/apache/i.test(name));
  const files = short.length > 0 ? short : names;
  return Promise.all(files.map(async (name) => (await readFile(path.join(folder, name), 'utf8')).trim()));
}
