/** All styles of the element, in the order in which they build on each other. */

import { advice } from './advice.js';
import { base } from './base.js';
import { entries } from './entries.js';
import { form } from './form.js';
import { layout } from './layout.js';
import { print } from './print.js';
import { results } from './results.js';
import { tokens } from './tokens.js';

export const styles = [tokens, base, form, entries, results, advice, layout, print];
