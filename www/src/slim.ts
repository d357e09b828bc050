/** The package's `./slim`: the same API, without the engine's WebAssembly, which the caller brings. */

import { Calculator } from './api.js';
import { typeName } from './arguments.js';
import { startEngine, type EngineSource } from './engine.js';
import { UsageError } from './errors.js';
import { readBytes, type CatalogSource } from './source.js';

export { Calculator, Overview, Session, STATUSES, TRUTHS, Verdicts, type OpenOptions } from './api.js';
export { CalculatorError, CatalogError, EngineError, FactError, UsageError } from './errors.js';
export type { EngineSource } from './engine.js';
export type { CatalogSource } from './source.js';
export type * from './types.js';

/** How to load a catalog without an inlined engine. */
export interface SlimOptions {
  /** `policy-calculator/engine.wasm`: its bytes, its URL, a Response, or the compiled module. Only the first call needs it. */
  wasm?: EngineSource;
}

/** Loads a catalog, and starts the engine from `options.wasm` where that has not been done. */
export async function loadCalculator(source: CatalogSource, { wasm }: SlimOptions = {}): Promise<Calculator> {
  const [bytes] = await Promise.all([readBytes(source), startEngine(() => brought(wasm))]);
  return new Calculator(bytes);
}

function brought(wasm: EngineSource | undefined): EngineSource {
  if (wasm !== undefined) return wasm;
  throw new UsageError('wrong_argument', 'wasm', `wasm must be the engine's bytes, URL, Response or module, not ${typeName(wasm)}`);
}
