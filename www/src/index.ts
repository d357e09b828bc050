/** The package `policy-calculator`: everything in one module, the engine's WebAssembly inlined. */

import { engineBytes } from '../generated/engine-bytes.js';
import { Calculator } from './api.js';
import { startEngine } from './engine.js';
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

function inlined(): Uint8Array {
  return Uint8Array.from(atob(engineBytes), (character) => character.charCodeAt(0));
}
