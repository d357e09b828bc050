// The Rust side: the compiler, its WebAssembly target, and the wasm-bindgen command of the version in Cargo.lock.
//
// The ordinary way to the target is `rustup target add`. Where that cannot be had (a mirror that carries only the
// default target, no rustup at all) and the system is Debian, its own compiler builds the standard library from
// Debian's sources instead; that asks for a minute or two, once per profile.

import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

import { firstLine, root, run, step, Stop } from './step.mjs';
import { aptInstall } from './system.mjs';

export const TARGET = 'wasm32-unknown-unknown';
const tools = path.join(root, '.tools');

/** What the distribution's way needs; `rust-web` is what Debian calls the compiler it keeps current for browsers. */
const debianPackages = ['rustc-web', 'cargo-web', 'rust-web-src'];
/** Says that the distribution's way was taken, so that the other one is not tried at every start. */
const buildStdMark = path.join(tools, 'build-std');

const installRust = `Install Rust from https://rustup.rs, or with
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh
and start again.`;

const linkerAdvice = `Rust needs a C compiler to link with. Install one and start again:
  Debian, Ubuntu   sudo apt-get install gcc libc6-dev
  macOS            xcode-select --install`;

/** A cargo that is new enough for Cargo.toml's `rust-version`, and the C compiler through which it links programs. */
export function rust() {
  return step('Rust', async (note) => {
    const wanted = (await readFile(path.join(root, 'Cargo.toml'), 'utf8')).match(/^rust-version = "([\d.]+)"/m)?.[1] ?? '0';
    const [cargo, rustc] = await Promise.all([firstLine('cargo', ['--version']), firstLine('rustc', ['--version'])]);
    if (!cargo || !rustc) throw new Stop(`Rust is missing. ${installRust}`);
    if (!atLeast(rustc, wanted)) throw new Stop(`${rustc} is too old: ${wanted} is needed. Run \`rustup update\`.`);
    if (process.platform !== 'win32' && !(await firstLine('cc', ['--version']))) {
      await aptInstall(['gcc', 'libc6-dev'], linkerAdvice);
    }
    note(rustc);
  });
}

/** The formatter and the linter, which a minimal installation of Rust leaves out. */
export function rustLinters() {
  return step('Rust formatter and linter', async (note) => {
    const missing = async () => {
      const found = await Promise.all(['fmt', 'clippy'].map((name) => firstLine('cargo', [name, '--version'])));
      return found.some((line) => line === undefined);
    };
    if (!(await missing())) return note('present');
    await run('rustup', ['component', 'add', 'rustfmt', 'clippy'], { check: false, limit: 300_000 });
    if (await missing()) throw new Stop('Run `rustup component add rustfmt clippy` and start again.');
    note('added by rustup');
  });
}

/** Messages of panics name source files; what is published must not name the folders of whoever built it. */
const anonymous = {
  CARGO_ENCODED_RUSTFLAGS: [
    `--remap-path-prefix=${process.env.CARGO_HOME ?? path.join(homedir(), '.cargo')}=/cargo`,
    `--remap-path-prefix=${root}=/policy-calculator`,
  ].join('\x1f'),
};

/**
 * How to run cargo for WebAssembly: `{ command, args, env }`, where `args` belong behind cargo's subcommand.
 * WASM_TOOLCHAIN=rustup or =build-std takes one way and not the other.
 */
export function wasmTarget() {
  return step('WebAssembly target', async (note) => {
    const asked = process.env.WASM_TOOLCHAIN;
    const ordinary = { command: 'cargo', args: ['--target', TARGET], env: anonymous };
    if (asked !== 'build-std') {
      if (await hasTarget()) {
        note('present');
        return ordinary;
      }
      if (asked === 'rustup' || !existsSync(buildStdMark)) {
        // A broken connection shows itself by silence, and the next way must not wait long for it.
        await run('rustup', ['target', 'add', TARGET], { check: false, limit: 90_000 });
        if (await hasTarget()) {
          note('added by rustup');
          return ordinary;
        }
      }
    }
    if (asked === 'rustup') throw new Stop(targetAdvice);
    const distribution = await debianCompiler();
    await mkdir(tools, { recursive: true });
    await writeFile(buildStdMark, 'The WebAssembly target comes from the distribution. Delete this file to ask rustup again.\n');
    note(`${distribution.version}, standard library from its sources`);
    return distribution;
  });
}

const targetAdvice = `The WebAssembly target of Rust is missing and could not be added. Either
  rustup target add ${TARGET}
with a connection to static.rust-lang.org (or a mirror in RUSTUP_DIST_SERVER), or on Debian, beside rustup,
  sudo apt-get install ${debianPackages.join(' ')}
then start again.`;

/** Whether the compiler that cargo uses has a standard library for WebAssembly, whoever brought it. */
async function hasTarget() {
  const folder = await firstLine('rustc', ['--print', 'target-libdir', '--target', TARGET]);
  if (!folder || !existsSync(folder)) return false;
  return (await readdir(folder)).some((name) => name.startsWith('libstd-'));
}

/** Debian's own compiler, told to build the standard library from Debian's sources. */
async function debianCompiler() {
  const source = '/usr/lib/rustlib/src/rust/library/std/Cargo.toml';
  const present = () => ['/usr/bin/rustc', '/usr/bin/cargo', source].every((file) => existsSync(file));
  if (!present()) await aptInstall(debianPackages, targetAdvice);
  if (!present()) throw new Stop(targetAdvice);
  // Debian's compiler comes without a linker for WebAssembly; rustup's carries one, whatever targets it has.
  const sysroot = await firstLine('rustc', ['--print', 'sysroot']);
  const host = (await run('rustc', ['-vV'])).stdout.match(/^host: (.+)$/m)?.[1];
  const linker = path.join(sysroot ?? '', 'lib/rustlib', host ?? '', 'bin/rust-lld');
  if (!existsSync(linker)) throw new Stop(`There is no rust-lld in ${sysroot}. ${installRust}`);
  return {
    version: await firstLine('/usr/bin/rustc', ['--version']),
    command: '/usr/bin/cargo',
    args: ['--target', TARGET, '-Z', 'build-std=std,panic_abort'],
    env: {
      ...anonymous,
      PATH: `/usr/bin${path.delimiter}${process.env.PATH}`,
      RUSTC: '/usr/bin/rustc',
      RUSTC_BOOTSTRAP: '1',
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: linker,
    },
  };
}

/** The folder with `wasm-bindgen` and its test runner, both of the version of the crate: any other refuses the module. */
export function wasmBindgen() {
  return step('wasm-bindgen command', async (note) => {
    const lock = await readFile(path.join(root, 'Cargo.lock'), 'utf8');
    const version = lock.match(/name = "wasm-bindgen"\nversion = "([^"]+)"/)?.[1];
    if (!version) throw new Stop('Cargo.lock names no wasm-bindgen: the WebAssembly module cannot be built.');
    const own = path.join(tools, 'bin');
    for (const folder of [own, ...(process.env.PATH ?? '').split(path.delimiter)]) {
      if (await matches(folder, version)) {
        note(`${version}, present`);
        return folder;
      }
    }
    try {
      // A light optimisation halves the time this takes, and the command works on small modules only.
      await run('cargo', ['install', '--force', '--root', tools, 'wasm-bindgen-cli', '--version', version], {
        env: { CARGO_PROFILE_RELEASE_OPT_LEVEL: '1', CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16' },
      });
    } catch (error) {
      throw new Stop(
        `${error.message}\n\nThe wasm-bindgen command could not be built. With a connection to crates.io run\n` +
          `  cargo install wasm-bindgen-cli --version ${version}\nand start again.`,
      );
    }
    note(`${version}, built`);
    return own;
  });
}

async function matches(folder, version) {
  const commands = ['wasm-bindgen', 'wasm-bindgen-test-runner'].map((name) => path.join(folder, name));
  if (!commands.every((file) => existsSync(file))) return false;
  const lines = await Promise.all(commands.map((file) => firstLine(file, ['--version'])));
  return lines.every((line) => line?.split(' ')[1] === version);
}

/** Compares a version as a command prints it with a version of numbers and dots. */
function atLeast(printed, wanted) {
  const found = (printed.match(/\d+(\.\d+)+/)?.[0] ?? '0').split('.').map(Number);
  const parts = wanted.split('.').map(Number);
  for (const [i, part] of parts.entries()) {
    if ((found[i] ?? 0) !== part) return (found[i] ?? 0) > part;
  }
  return true;
}
