/** Starts the WebAssembly engine, once, however many calculators are loaded. */

import init, { type InitInput } from '../generated/engine.js';
import { EngineError } from './errors.js';

/** The engine's WebAssembly: its bytes, where they are, or the module compiled from them. */
export type EngineSource = Uint8Array | ArrayBuffer | URL | string | Response | WebAssembly.Module;

let started: Promise<void> | undefined;

/** Starts the engine from what `source` gives. Where it has been started already, `source` is not asked. */
export function startEngine(source: () => EngineSource): Promise<void> {
  started ??= start(source).catch((error: unknown) => {
    // A later call may bring a source that works.
    started = undefined;
    throw error;
  });
  return started;
}

async function start(source: () => EngineSource): Promise<void> {
  const wasm = source();
  try {
    await init({ module_or_path: wasm as InitInput });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const help = /unsafe-eval|Content.Security.Policy/i.test(reason)
      ? " (the page's Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src)"
      : '';
    throw new EngineError('not_started', 'wasm', `the engine could not be started: ${reason}${help}`, { cause });
  }
}
