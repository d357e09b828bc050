/** The package `policy-calculator`: everything in one module, the engine's WebAssembly inlined. */

import { engineBytes } from '../generated/engine-bytes.js';
import { Calculator } from './api.js';
import { startEngine } from './engine.js';
import { EngineError } from './errors.js';
import { readBytes, type CatalogSource } from './source.js';

export { Calculator, Overview, Session, STATUSES, TRUTHS, Verdicts, type OpenOptions } from './api.js';
export { CalculatorError, CatalogError, EngineError, FactError, UsageError } from './errors.js';
export type { CatalogSource } from './source.js';
export type * from './types.js';

/** Loads a catalog: from its bytes, which makes no request, or from a URL or a Response. */
export async function loadCalculator(source: CatalogSource): Promise<Calculator> {
  const [bytes] = await Promise.all([readBytes(source), startEngine(inlined)]);
  return new Calculator(bytes);
}

/** The engine, unpacked while it is compiled. The `Response` is made here: nothing is requested. */
function inlined(): Response {
  if (typeof DecompressionStream === 'undefined') {
    const missing = "this browser has no DecompressionStream, which unpacks it; 'policy-calculator/slim' with engine.wasm works without";
    throw new EngineError('not_started', 'wasm', `the engine could not be started: ${missing}`);
  }
  // By hand: `Uint8Array.from` with a function takes fifteen times as long, as long as compiling the engine.
  const characters = atob(engineBytes);
  const packed = new Uint8Array(characters.length);
  for (let place = 0; place < packed.length; place++) packed[place] = characters.charCodeAt(place);
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(unpacked, { headers: { 'content-type': 'application/wasm' } });
}
