// Does a piece of work only when its inputs have changed since it last succeeded.
//
// Inputs are compared by content, so that a fresh clone, a touched file or another branch and back cost nothing. What
// Cargo builds is not asked here: Cargo knows best.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { root } from './step.mjs';

const stamps = path.join(root, '.tools', 'stamps');

/**
 * Calls `work` unless the last call of this `name` had the same inputs and its outputs still exist. An input is a path
 * from the root (a folder stands for all in it) or `{ text }`. Answers whether it worked.
 */
export async function whenChanged(name, inputs, outputs, work) {
  const stamp = path.join(stamps, name);
  const digest = await digestOf(inputs);
  const before = existsSync(stamp) ? await readFile(stamp, 'utf8') : '';
  if (before === digest && outputs.every((output) => existsSync(path.join(root, output)))) return false;
  // Half-done work must not look done.
  await rm(stamp, { force: true });
  await work();
  await mkdir(stamps, { recursive: true });
  await writeFile(stamp, digest);
  return true;
}

async function digestOf(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    if (typeof input !== 'string') {
      hash.update(`text\0${input.text}\0`);
      continue;
    }
    for (const file of await filesBelow(input)) {
      const bytes = await readFile(path.join(root, file));
      hash.update(`${file}\0${bytes.length}\0`).update(bytes);
    }
  }
  return hash.digest('hex');
}

/** The files below a path from the root, in a fixed order; none when there is no such path. */
export async function filesBelow(from) {
  const full = path.join(root, from);
  if (!existsSync(full)) return [];
  if (!(await stat(full)).isDirectory()) return [from];
  const names = (await readdir(full)).sort();
  const lists = await Promise.all(names.map((name) => filesBelow(path.posix.join(from, name))));
  return lists.flat();
}
