// How long the workloads of benchmarks/native/ take as a native program, and `policy build` of 10,000 synthetic policies:
// `npm run build && npm run bench:native`. What follows `--` goes to Divan: `npm run bench:native -- overview`.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { policy } from '../scripts/build.mjs';
import { main, root, step, Stop } from '../scripts/lib/step.mjs';
import { describeCatalog, rulesOf } from './catalog.mjs';
import { scenes, written } from './scenes.mjs';

await main(async () => {
  if (!existsSync(policy)) throw new Stop('target/debug/policy is missing. Run `npm run build` first.');
  const folder = await step('scenes', async () => {
    const made = await scenes();
    await written(path.join(made, 'build'), rulesOf(describeCatalog(10_000)));
    return made;
  });
  const args = ['bench', '--features', 'build', '--bench', 'engine', '--', ...process.argv.slice(2)];
  const cwd = path.join(root, 'benchmarks/native');
  // Divan draws its table while it measures.
  const { status } = spawnSync('cargo', args, { cwd, stdio: 'inherit', env: { ...process.env, SCENES: folder } });
  process.exitCode = status ?? 1;
});
