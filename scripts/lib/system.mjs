// What the operating system can install: Debian's packages, where this account may install them.

import { existsSync, readFileSync } from 'node:fs';

import { run, Stop } from './step.mjs';

/** Debian itself: its neighbours name some packages otherwise (Ubuntu's `chromium` is an empty shell around a snap). */
export function onDebian() {
  if (process.platform !== 'linux' || !existsSync('/etc/os-release') || !existsSync('/usr/bin/apt-get')) return false;
  return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** The words that make a command run as root: none for root, `sudo -n` where it asks nothing, undefined otherwise. */
async function asRoot() {
  if (process.getuid?.() === 0) return [];
  const { code } = await run('sudo', ['-n', 'true'], { check: false, limit: 10_000 });
  return code === 0 ? ['sudo', '-n'] : undefined;
}

/** Whether packages can be installed here without asking anybody. */
export async function canInstall() {
  return onDebian() && (await asRoot()) !== undefined;
}

/** One installation at a time: the package manager holds a lock. */
let queue = Promise.resolve();
let updated = false;

/** Installs Debian packages. `advice` is what a person is told to do where that cannot be done. */
export function aptInstall(packages, advice) {
  const turn = queue.then(() => install(packages, advice));
  queue = turn.catch(() => {});
  return turn;
}

async function install(packages, advice) {
  const prefix = onDebian() ? await asRoot() : undefined;
  if (prefix === undefined) throw new Stop(advice);
  const apt = async (...args) => {
    const words = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=600', ...args];
    return run(words[0], words.slice(1));
  };
  try {
    // The lists of a fresh machine are empty or old, and then name packages that are no longer there.
    if (!updated) await apt('update');
    updated = true;
    await apt('install', '-y', '--no-install-recommends', ...packages);
  } catch (error) {
    throw new Stop(`${error.message}\n\n${advice}`);
  }
}
