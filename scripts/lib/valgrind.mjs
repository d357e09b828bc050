// Valgrind, which counts the instructions of a program: the tests' guard against an engine that becomes slower.

import { firstLine, step, Stop } from './step.mjs';
import { aptInstall, canInstall } from './system.mjs';

export const valgrindAdvice = 'Valgrind is missing. Install it (Debian, Ubuntu: sudo apt-get install valgrind) and start again.';

/** The version of valgrind, installed where it can be; undefined where it cannot, since not every system has one. */
export function valgrind() {
  return step('valgrind', async (note) => {
    const version = () => firstLine('valgrind', ['--version']);
    const found = await version();
    if (found) {
      note(`${found}, present`);
      return found;
    }
    if (!(await canInstall())) {
      note('not here: instructions will not be counted');
      return undefined;
    }
    await aptInstall(['valgrind'], valgrindAdvice);
    const installed = await version();
    if (!installed) throw new Stop(valgrindAdvice);
    note(`${installed}, installed`);
    return installed;
  });
}
