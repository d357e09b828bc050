/** The package `policy-calculator`: everything in one module, the engine's WebAssembly inlined. */

import { Calculator } from './api.js';
import { startInlined } from './inlined.js';
import { readBytes, type CatalogSource } from './source.js';

export { Calculator, Overview, Session, STATUSES, TRUTHS, Verdicts, type OpenOptions } from './api.js';
export { CalculatorError, CatalogError, EngineError, FactError, UsageError } from './errors.js';
export type { CatalogSource } from './source.js';
export type * from './types.js';

/** Loads a catalog: from its bytes, which makes no request, or from a URL or a Response. */
export async function loadCalculator(source: CatalogSource): Promise<Calculator> {
  const [bytes] = await Promise.all([readBytes(source), startInlined()]);
  return new Calculator(bytes);
}
