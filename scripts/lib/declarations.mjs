// The package's declarations, made fit to stand alone: what tsc writes still speaks of Lit, which users of the package do
// not have. Without this, `document.createElement('policy-calculator')` would be no HTMLElement to them.

import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the element's own declarations say of Lit, and no more. */
const lit = `/** Lit, as far as the element's declarations speak of it. */
export declare class LitElement extends HTMLElement {
  /** Settles when what was set has been drawn. */
  readonly updateComplete: Promise<boolean>;
}
export type CSSResult = object;
export type CSSResultGroup = object;
export type PropertyDeclarations = object;
export type PropertyValues<T = unknown> = ReadonlyMap<PropertyKey, T>;
export type TemplateResult = object;
`;

/**
 * Finishes the declarations below `folder`, which tsc has written: brings the engine's, which tsc does not copy, takes
 * Lit out, and drops what none of the `entries` leads to.
 */
export async function finishDeclarations(folder, entries, engine) {
  await mkdir(path.join(folder, 'generated'), { recursive: true });
  await copyFile(engine, path.join(folder, 'generated/engine.d.ts'));
  await writeFile(path.join(folder, 'lit.d.ts'), lit);
  const kept = new Set();
  for (const entry of entries) await keep(path.join(folder, entry), folder, kept);
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const full = path.join(file.parentPath ?? file.path, file.name);
    if (file.isFile() && !kept.has(full)) await rm(full);
  }
}

/** Rewrites a declaration file and all that it leads to. */
async function keep(file, folder, kept) {
  if (kept.has(file)) return;
  kept.add(file);
  const ownLit = path.posix.join(path.relative(path.dirname(file), folder).replaceAll(path.sep, '/') || '.', 'lit.js');
  let text = (await readFile(file, 'utf8')).replace(/(from |import\()(['"])lit\2/g, (_, word) => `${word}'${ownLit}'`);
  // Else a project that has not asked for the newest library would not know the symbol.
  if (text.includes('Symbol.dispose')) text = `/// <reference lib="esnext.disposable" />\n${text}`;
  await writeFile(file, text);
  for (const [, , name] of text.matchAll(/(?:from |import |import\()(['"])(\.[^'"]*)\1/g)) {
    await keep(path.resolve(path.dirname(file), name.replace(/\.js$/, '.d.ts')), folder, kept);
  }
}
