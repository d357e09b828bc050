// `npm run bench`: our engine in WebAssembly under Node against others, on a synthetic catalog. Installs the others on first use, builds
// the catalogs, checks that all engines agree, and prints one Markdown table. benchmarks/README.md says what its lines mean.
//
// --policies 100,1000   the sizes of the catalog (100, 1,000 and 10,000)
// --rounds 9            how often each engine has its turn
// --only zen            only the rivals whose names contain it, and ours; several with commas
// --companies 200       how many companies all must agree on, for a quick look

import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { policy } from '../scripts/build.mjs';
import { whenChanged } from '../scripts/lib/fresh.mjs';
import { npm } from '../scripts/lib/npm.mjs';
import { main, print, root, step, Stop } from '../scripts/lib/step.mjs';
import { describeCatalog, rulesOf } from './catalog.mjs';
import { compiled, folderOf } from './scenes.mjs';

const here = path.join(root, 'benchmarks');

// What has been compiled stays compiled, and V8 optimizes after fewer calls than it would by itself: else ten thousand generated functions
// would be optimized in the middle of the measurement, which takes a minute and several times as long for each evaluation meanwhile.
const WARM = ['--expose-gc', '--no-flush-bytecode', '--interrupt-budget=5000'];

await main(async () => {
  const options = read();
  for (const needed of [policy, path.join(root, 'dist/index.js'), path.join(root, 'node_modules/binaryen')]) {
    if (!existsSync(needed)) throw new Stop(`${path.relative(root, needed)} is missing. Run \`npm run build\` first.`);
  }
  await peers();
  const measured = [];
  for (const policies of options.sizes) {
    const build = () => compiled(folderOf(policies), rulesOf(describeCatalog(policies)));
    const file = await step(`policy build, ${figure(policies)} policies`, build);
    const title = `${figure(policies)} policies`;
    measured.push(await step(title, (note) => inOwnProcess({ ...options, policies, file }, note)));
  }
  print();
  print(table(measured, options.rounds));
});

function read() {
  const { values } = parseArgs({
    options: {
      policies: { type: 'string', default: '100,1000,10000' },
      rounds: { type: 'string', default: '9' },
      only: { type: 'string', default: '' },
      companies: { type: 'string', default: '200' },
    },
  });
  const count = (name, text) => {
    if (/^[1-9]\d*$/.test(text)) return Number(text);
    throw new Stop(`--${name} takes a whole number above 0, not ${text}`);
  };
  return {
    sizes: values.policies.split(',').map((text) => count('policies', text)),
    rounds: count('rounds', values.rounds),
    count: count('companies', values.companies),
    only: values.only.split(',').filter(Boolean),
  };
}

/** The rivals have a lock file of their own, so that nobody else has to install them. */
async function peers() {
  await step('the peers', async (note) => {
    const inputs = ['benchmarks/package-lock.json'];
    const worked = await whenChanged('peers', inputs, ['benchmarks/node_modules/.package-lock.json'], () =>
      npm(['ci', '--prefix', here]),
    );
    if (!worked) note('up to date');
  });
}

/** Engines leave heaps and compiled code behind, so that each size begins anew. */
function inOwnProcess(options, note) {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(here, 'measure.mjs'), [], { execArgv: WARM });
    child.on('message', ({ progress, done, fault }) => {
      if (progress) note(progress);
      if (done) {
        note(`${done.companies} companies agreed on`);
        resolve(done);
      }
      if (fault) reject(new Stop(fault));
    });
    child.on('exit', (code, signal) => reject(new Stop(`the measurement ended early (${signal ?? code})`)));
    child.send(options);
  });
}

/** A line for every measurement; times in milliseconds, each with its ratio to the first line of its section. */
function table(measured, rounds) {
  const [first] = measured;
  const lines = [
    `| measured: median of ${rounds} rounds (ratio to the first line of its part) | engine | ${measured.map(({ size }) => `${figure(size.policies)} policies`).join(' | ')} |`,
    `|---|---|${measured.map(() => '---:|').join('')}`,
    line('conditions, of them distinct', '', ({ size }) => `${figure(size.conditions)}, ${figure(size.distinct)}`),
    line('bytes of the catalog, of the description as JSON', '', ({ bytes, text }) => `${figure(bytes)}, ${figure(text)}`),
    line('companies that all agree on', '', ({ companies }) => figure(companies)),
    line('statuses that ours alone settles, facts open', '', ({ counts }) => `${figure(counts.settled)} of ${figure(counts.statuses)}`),
    line('amounts that ours bounds closer, facts open', '', ({ counts }) => `${figure(counts.narrower)} of ${figure(counts.amounts)}`),
  ];
  first.sections.forEach(({ title, rows }, section) => {
    rows.forEach(({ name }, row) => {
      lines.push(
        line(title, name, ({ sections }) => {
          const { time, ratio } = sections[section].rows[row];
          return `${digits(time)} ms (${digits(ratio)}×)`;
        }),
      );
    });
  });
  return lines.join('\n');

  function line(what, engine, cell) {
    return `| ${what} | ${engine} | ${measured.map(cell).join(' | ')} |`;
  }
}

/** Two digits that count; more where a number has them before its point. */
function digits(value) {
  return value >= 100 ? figure(Math.round(value)) : String(Number(value.toPrecision(2)));
}

function figure(value) {
  return value.toLocaleString('en-US');
}
