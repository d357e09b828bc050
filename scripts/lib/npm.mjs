// The npm dependencies of package-lock.json.

import { existsSync } from 'node:fs';
import path from 'node:path';

import { whenChanged } from './fresh.mjs';
import { Failed, root, run, step, Stop } from './step.mjs';

/** Installs the dependencies when the lock file has changed or something is gone. */
export function npmDependencies() {
  return step('npm dependencies', async (note) => {
    const inputs = ['package-lock.json', { text: `${process.platform} ${process.arch}` }];
    // npm writes this file last, so a broken-off installation has none.
    const worked = await whenChanged('npm', inputs, ['node_modules/.package-lock.json'], async () => {
      if (await complete()) return;
      try {
        await npm(['ci', '--include=dev']);
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        throw new Stop(
          `${error.message}\n\nThe npm dependencies could not be installed. With a connection to the npm registry (or a mirror set by\n` +
            '  npm config set registry URL\n), run `npm ci` and start again.',
        );
      }
    });
    if (!worked) note('up to date');
  });
}

/** Whether every package of the lock file is there in its version: so after somebody's own `npm ci`. */
async function complete() {
  if (!existsSync(path.join(root, 'node_modules/.package-lock.json'))) return false;
  const { code } = await npm(['ls', '--all'], { check: false });
  return code === 0;
}

/** Runs npm: the one that runs this script, if one does. */
export function npm(args, options) {
  const own = process.env.npm_execpath;
  return own?.endsWith('.js') || own?.endsWith('.cjs')
    ? run(process.execPath, [own, ...args], options)
    : run('npm', args, options);
}
