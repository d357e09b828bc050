// Everything the other scripts stand on: found, or installed side by side, each as a step of its own.

import { browser } from './browser.mjs';
import { npmDependencies } from './npm.mjs';
import { all, Stop } from './step.mjs';
import { rust, rustLinters, wasmBindgen, wasmTarget } from './toolchain.mjs';
import { valgrind } from './valgrind.mjs';

/** What a build needs. */
export async function buildTools() {
  checkNode();
  const [, [wasm, bindgen]] = await all(npmDependencies(), rustTools());
  return { wasm, bindgen };
}

/** What the tests need beyond a build. */
export async function testTools() {
  checkNode();
  const [, [wasm, bindgen], found, counter] = await all(npmDependencies(), rustTools(rustLinters), browser(), valgrind());
  return { wasm, bindgen, browser: found, valgrind: counter };
}

async function rustTools(...more) {
  await rust();
  return all(wasmTarget(), wasmBindgen(), ...more.map((tool) => tool()));
}

/** A clear word instead of the syntax error that an old Node would give. */
function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Stop(`Node ${process.versions.node} is too old: 20.19 or newer is needed (https://nodejs.org).`);
}
