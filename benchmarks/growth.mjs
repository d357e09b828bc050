// How time and memory grow with the catalog: `npm run build && npm run bench:growth`. Synthetic catalogs of 100 to 100,000 policies, our engine
// in WebAssembly under Node, and one Markdown table. Behind each figure stands what it is for 1,000 policies: where that does not
// rise from left to right, growth is at most linear.
//
//   --policies 100,1000     other sizes
//   --release               with a `policy` command built for speed, as it would be installed; else the one of `npm run build`

import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { policy } from '../scripts/build.mjs';
import { main, print, root, run, step, Stop } from '../scripts/lib/step.mjs';
import { describeCatalog, rulesOf, sizeOf } from './catalog.mjs';
import { folderOf, written } from './scenes.mjs';

const LINES = {
  'conditions': ({ size }) => [size.conditions, ''],
  'bytes of the catalog': ({ bytes }) => [bytes, ''],
  '`policy build`': ({ build }) => [build, 'ms'],
  'bytes to ready': ({ load }) => [load, 'ms'],
  'first overview, nothing known, before anything is warm': ({ first }) => [first, 'ms'],
  'overview and truths, all facts known': ({ known }) => [known, 'ms'],
  'overview and truths, half known': ({ open }) => [open, 'ms'],
  'one fact changed, overview and sums': ({ change }) => [change, 'ms'],
};

await main(async () => {
  const { values } = parseArgs({
    options: { policies: { type: 'string', default: '100,1000,10000,100000' }, release: { type: 'boolean', default: false } },
  });
  const sizes = values.policies.split(',').map(Number);
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) throw new Stop(`--policies takes whole numbers above 0, not ${values.policies}`);
  if (!existsSync(path.join(root, 'dist/index.js'))) throw new Stop('dist/ is missing. Run `npm run build` first.');
  const command = values.release ? await released() : policy;

  const measured = [];
  for (const policies of sizes) {
    const catalog = describeCatalog(policies);
    const folder = folderOf(policies);
    await written(folder, rulesOf(catalog));
    const file = path.join(folder, 'catalog.bin');
    let build;
    await step(`policy build, ${figure(policies)} policies`, async () => {
      const started = performance.now();
      await run(command, ['build', path.join(folder, 'rules'), '-o', file]);
      build = performance.now() - started;
    });
    const grown = await step(`${figure(policies)} policies`, () => inOwnProcess(file));
    measured.push({ size: sizeOf(catalog), bytes: (await stat(file)).size, build, ...grown });
  }
  print(`\n\`policy build\` by ${path.relative(root, command)}, Node ${process.versions.node}\n`);
  print(table(measured));
});

async function released() {
  await step('policy command, for speed', () => run('cargo', ['build', '--release', '--bin', 'policy']));
  return path.join(root, 'target/release', path.basename(policy));
}

/** Memory that WebAssembly once had is never given back, so that each size has a process of its own. */
function inOwnProcess(file) {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(root, 'benchmarks/grown.mjs'), [], { execArgv: ['--expose-gc'] });
    child.on('message', ({ done, fault }) => (fault ? reject(new Stop(fault)) : resolve(done)));
    child.on('exit', (code, signal) => reject(new Stop(`the measurement ended early (${signal ?? code})`)));
    child.send(file);
  });
}

function table(measured) {
  const row = (name, cell) => `| ${name} | ${measured.map(cell).join(' | ')} |`;
  const memory = (which) => (one) => `${megabytes(one[which])} (${(one[which] / one.bytes).toFixed(1)} × the bytes)`;
  return [
    row('measured (for 1,000 policies)', ({ size }) => `${figure(size.policies)} policies`),
    `|---|${measured.map(() => '---:|').join('')}`,
    ...Object.entries(LINES).map(([name, read]) =>
      row(name, (one) => {
        const [value, unit] = read(one);
        return `${digits(value)}${unit && ` ${unit}`} (${digits((1000 * value) / one.size.policies)})`;
      }),
    ),
    row('memory of WebAssembly before', ({ before }) => megabytes(before)),
    row('memory, the catalog loaded', memory('loaded')),
    row('memory, after the first overview', memory('looked')),
    row('memory, after all of the above', memory('after')),
  ].join('\n');
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function digits(value) {
  return value >= 100 ? figure(Math.round(value)) : String(Number(value.toPrecision(2)));
}

function figure(value) {
  return value.toLocaleString('en-US');
}
