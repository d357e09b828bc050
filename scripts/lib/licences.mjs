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

/** The crates that the engine's features pull in, without what only builds or tests them. */
async function crates() {
  const words = ['metadata', '--format-version', '1', '--filter-platform', TARGET];
  const { stdout } = await run('cargo', [...words, '--no-default-features', '--features', 'wasm']);
  const { packages, resolve } = JSON.parse(stdout);
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const reached = new Set();
  const visit = (id) => {
    if (reached.has(id)) return;
    reached.add(id);
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) {
      if (kinds.some(({ kind }) => kind === null)) visit(pkg);
    }
  };
  visit(resolve.root);
  // A procedural macro runs in the compiler and leaves nothing of itself in the engine.
  const inside = ({ id, targets }) =>
    id !== resolve.root && reached.has(id) && !targets.some(({ kind }) => kind.includes('proc-macro'));
  return packages
    .filter(inside)
    .map(({ name, version, license, manifest_path: manifest }) => ({
      name: `${name} ${version}`,
      licence: license ?? 'see its text',
      folder: path.dirname(manifest),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The licence files of a package. The Apache text is the same everywhere, and is in LICENSE: where MIT is offered too, take that. */
async function licenceTexts(folder) {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  const short = names.filter((name) => !/apache/i.test(name));
  const files = short.length > 0 ? short : names;
  return Promise.all(files.map(async (name) => (await readFile(path.join(folder, name), 'utf8')).trim()));
}
