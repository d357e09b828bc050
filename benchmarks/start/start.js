// A page's own script, as benchmarks/start.mjs measures it: from its first line to the first verdicts on the real catalog. What the address
// asks for: `entry=slim` or `inlined`; `first=overview` (statuses and amounts) or `verdicts` (all of them, as objects, with reasons).
// `globalThis.measured` is a promise of the milliseconds, since the first line, at which each step was over.

const began = performance.now();
const marks = {};
const mark = (name) => (marks[name] = performance.now() - began);

// Two steps run side by side inside of loadCalculator; the ends of both are heard here.
const after = (object, name, label) => {
  const original = object[name];
  object[name] = async function (...words) {
    const result = await original.apply(this, words);
    mark(label);
    return result;
  };
};
after(WebAssembly, 'instantiateStreaming', 'compiled');
after(WebAssembly, 'instantiate', 'compiled');
after(Response.prototype, 'arrayBuffer', 'fetched');

const asked = new URLSearchParams(location.search);

async function start() {
  const calculator = asked.get('entry') === 'slim' ? await slim() : await inlined();
  mark('loaded');
  const session = calculator.open({ asOf: '2026-11-23' });
  mark('opened');
  const first = asked.get('first') === 'overview' ? session.overview().statuses : [...session.verdicts()];
  mark('answered');
  if (first.length !== calculator.catalog.policies.length) throw new Error('an answer is missing');
  return marks;
}

async function slim() {
  const { loadCalculator } = await import('/dist/slim.js');
  mark('imported');
  return loadCalculator('/dist/catalog.bin', { wasm: '/dist/engine.wasm' });
}

async function inlined() {
  const [{ loadCalculator }, { catalog }] = await Promise.all([import('/dist/index.js'), import('/dist/catalog.js')]);
  mark('imported');
  return loadCalculator(catalog);
}

globalThis.measured = start();
