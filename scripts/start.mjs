// `npm start`: installs what is missing, builds, prints a sample company's verdicts, then serves the demo portal page.
// With `--once` it ends after the verdicts.

import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { build, policy } from './build.mjs';
import { buildTools } from './lib/bootstrap.mjs';
import { main, print, root, Stop } from './lib/step.mjs';
import { serveDemo, wantedPort } from './serve.mjs';

await main(async () => {
  wantedPort();
  await build(await buildTools());
  await verdicts();
  if (!process.argv.includes('--once')) await serveDemo();
});

/** The first sample company's verdicts, as the command prints them. */
async function verdicts() {
  const [sample] = (await readdir(path.join(root, 'rules/companies'))).filter((name) => name.endsWith('.json')).sort();
  if (!sample) throw new Stop('There is no sample company in rules/companies/.');
  const args = ['eval', 'rules', '--facts', `rules/companies/${sample}`];
  print(`\n$ policy ${args.join(' ')}\n`);
  // The command draws its table for the terminal that it sees.
  const code = await new Promise((resolve, reject) => {
    spawn(policy, args, { cwd: root, stdio: 'inherit' }).on('error', reject).on('close', resolve);
  });
  if (code !== 0) throw new Stop(`policy ${args.join(' ')}: exit ${code}`);
  print();
}
