// One size of catalog for growth.mjs, in a process of its own: times in milliseconds, and how large the engine's memory has become. The
// memory of WebAssembly never shrinks, so that its size is the most there has been.

import { readFile } from 'node:fs/promises';

import { describeCatalog } from './catalog.mjs';
import { asFact, asFacts, companies, halfKnown, valueOf } from './companies.mjs';
import { dice } from './random.mjs';

const AS_OF = '2026-11-23';
/** How often each time is taken. */
const ROUNDS = 9;

process.once('message', async (file) => {
  try {
    process.send({ done: await grown(await readFile(file)) });
  } catch (error) {
    process.send({ fault: error.stack });
  }
  process.disconnect();
});

async function grown(bytes) {
  const memory = engineMemory();
  const { loadCalculator } = await import('../dist/index.js');
  // The facts are the same in every catalog.
  const catalog = describeCatalog(1);
  const known = companies(catalog, ROUNDS + 1);
  const [all, half] = [known, halfKnown(catalog, known)].map((list) => list.map((company) => asFacts(catalog, company)));

  const calculator = await loadCalculator(bytes);
  const [before, loaded] = [memory.atStart, memory.now()];
  const session = calculator.open({ asOf: AS_OF });
  const first = timed(() => session.overview());
  const looked = memory.now();

  const evaluate = (facts) => {
    session.setAll(facts);
    session.overview();
    session.truths();
  };
  const times = (list) => {
    // The first leaves nothing of what came before, and warms up.
    evaluate(list[0]);
    return median(list.slice(1).map((facts) => timed(() => evaluate(facts))));
  };
  const [evaluated, open] = [times(all), times(half)];

  evaluate(all[0]);
  session.sums();
  const random = dice(5);
  const changes = catalog.facts.map((fact) => {
    let value = known[0][fact.name];
    while (value === known[0][fact.name]) value = valueOf(fact, random);
    const given = asFact(fact, value);
    return timed(() => {
      session.set(fact.name, given);
      session.overview();
      session.sums();
    });
  });
  const after = memory.now();
  session.free();
  calculator.free();

  const loads = [];
  for (let round = 0; round < ROUNDS; round++) {
    globalThis.gc();
    const started = performance.now();
    const again = await loadCalculator(bytes);
    loads.push(performance.now() - started);
    again.free();
  }
  return { before, loaded, looked, after, first, known: evaluated, open, change: median(changes), load: median(loads) };
}

/** Hears of the engine's memory when it is started, since the package does not show it; Node starts modules of its own too. */
function engineMemory() {
  const found = { atStart: undefined, now: undefined };
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...words) => {
      const result = await original(...words);
      const { memory, catalog_new: isOurs } = (result.instance ?? result).exports;
      if (isOurs) {
        found.now = () => memory.buffer.byteLength;
        found.atStart = found.now();
      }
      return result;
    };
  }
  return found;
}

function timed(work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
