// Steps with a name and a clock: what every script shows while it works, and how it stops when it cannot go on.
//
// A step prints one line when it ends: its name, its seconds and a note. What its commands print is kept back and shown
// only when they fail; VERBOSE=1 shows it as it comes. This module uses nothing but Node, since it runs before `npm ci`.

import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout: every path in the scripts starts from it. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const verbose = Boolean(process.env.VERBOSE);
const terminal = process.stdout.isTTY && !verbose;

/** Something a person must do before the script can go on: its message says what, and needs no stack. */
export class Stop extends Error {}

/** A command that ended badly: its output is the message. */
export class Failed extends Error {
  constructor(command, reason, output) {
    super(`${command}: ${reason}${output.trim() && !verbose ? `\n${output.trimEnd()}` : ''}`);
    // All that it printed, also where the message leaves it out; hidden, so that a test report does not show it twice.
    Object.defineProperty(this, 'all', { value: output });
  }
}

/** The steps under way. */
const running = new Map();
let pulse;

/**
 * Does one named piece of work and prints how long it took. `work` is given `note`, which sets the text behind the name.
 * Steps may run side by side.
 */
export async function step(name, work) {
  const key = Symbol(name);
  const started = performance.now();
  const state = { name, started, note: '', shown: started };
  running.set(key, state);
  pulse ??= setInterval(beat, terminal ? 200 : 1000);
  try {
    const result = await work((text) => {
      state.note = text;
    });
    finish(key, '✓');
    return result;
  } catch (error) {
    finish(key, '✗');
    throw error;
  }
}

function finish(key, mark) {
  const { name, started, note } = running.get(key);
  running.delete(key);
  if (running.size === 0) {
    clearInterval(pulse);
    pulse = undefined;
  }
  const seconds = took(performance.now() - started);
  print(`${mark} ${name}${' '.repeat(Math.max(1, 44 - width(name)))}${seconds.padStart(8)}${note ? `   ${note}` : ''}`);
  beat();
}

/** What runs now: on a terminal one line that is written over, elsewhere a line every half minute. */
function beat() {
  const now = performance.now();
  const states = [...running.values()];
  if (terminal) {
    const line = states.map((s) => `${s.name} ${took(now - s.started)}`).join(' · ');
    process.stdout.write(`\r\x1b[2K${line ? `… ${line}`.slice(0, (process.stdout.columns ?? 80) - 1) : ''}`);
    return;
  }
  for (const state of states) {
    if (now - state.shown < 30_000) continue;
    state.shown = now;
    console.log(`… ${state.name}, ${took(now - state.started)} so far`);
  }
}

/** Prints a line without breaking the one that shows what runs. */
export function print(text = '') {
  if (terminal) process.stdout.write('\r\x1b[2K');
  console.log(text);
}

/** Seconds as a person reads them. */
export function took(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** The columns a text takes on a terminal: a Chinese character takes two. */
function width(text) {
  return [...text].reduce((sum, character) => sum + (/[\u2e80-\uffef]/.test(character) ? 2 : 1), 0);
}

/**
 * Runs a command to its end and gives back what it printed. A bad end is a `Failed`, unless `check` is false: then the
 * caller reads `code`. `limit` is a time limit in milliseconds.
 */
export function run(command, args = [], { cwd = root, env = {}, limit = 0, check = true } = {}) {
  return new Promise((resolve, reject) => {
    const shown = [path.basename(command), ...args].join(' ');
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    let stdout = '';
    let late = false;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      chunks.push(text);
      if (verbose) process.stdout.write(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      chunks.push(text);
      if (verbose) process.stderr.write(text);
    });
    const timer = limit
      ? setTimeout(() => {
          late = true;
          child.kill('SIGKILL');
        }, limit)
      : undefined;
    child.on('error', (error) => {
      clearTimeout(timer);
      if (check) reject(new Failed(shown, error.message, ''));
      else resolve({ code: 127, stdout: '', output: error.message });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const output = chunks.join('');
      if (code === 0 || !check) {
        resolve({ code: code ?? 1, stdout, output });
        return;
      }
      const reason = late ? `no end after ${took(limit)}` : signal ? `ended by ${signal}` : `exit ${code}`;
      reject(new Failed(shown, reason, output));
    });
  });
}

/** The first line a command prints, or undefined when there is no such command. */
export async function firstLine(command, args) {
  const { code, stdout } = await run(command, args, { check: false, limit: 30_000 });
  return code === 0 ? stdout.split('\n')[0].trim() : undefined;
}

/** Waits for all of several steps, so that a person hears of every fault at once. */
export async function all(...work) {
  const results = await Promise.allSettled(work);
  const faults = results.filter((result) => result.status === 'rejected').map((result) => result.reason);
  if (faults.length === 1) throw faults[0];
  if (faults.length > 1) {
    const text = faults.map(describe).join('\n\n');
    throw faults.every((fault) => fault instanceof Stop) ? new Stop(text) : new Failed('several steps', 'failed', text);
  }
  return results.map((result) => result.value);
}

/** What to show of an error: a stack only where the fault is the script's own. */
export function describe(error) {
  return error instanceof Stop || error instanceof Failed ? error.message : (error?.stack ?? String(error));
}

/** Runs a script's main function; a fault is shown and makes the exit code 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    print(`\n${describe(error)}`);
    process.exitCode = 1;
  }
}

/** Whether the module at `url` is what `node` was started with, not an import. */
export function isMain(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}
