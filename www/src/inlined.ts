/** The engine's WebAssembly as it is inlined, in one text. */

import { engineBytes } from '../generated/engine-bytes.js';
import { startEngine } from './engine.js';
import { EngineError } from './errors.js';

/** Starts the engine from the inlined bytes, where it has not been started. */
export function startInlined(): Promise<void> {
  return startEngine(inlined);
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
