/** The marks of statuses and truths. Each has its own shape, and a word always stands beside it. */

import { svg, type SVGTemplateResult } from 'lit';
import type { Status, Truth } from '../types.js';

const check = 'M4.4 8.3l2.4 2.4 4.8-5.2';
const cross = 'M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6';
const dots = 'M4.6 8h.01M8 8h.01M11.4 8h.01';
const bar = 'M4.8 8h6.4';
const person = 'M8 7.6a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8zM4.6 12a3.5 3.5 0 0 1 6.8 0';
const bang = 'M8 4.2v4.6M8 11.6h.01';

/** A filled disc for what is settled, a ring for what is open. */
function mark(kind: string, path: string): SVGTemplateResult {
  return svg`<svg class="mark ${kind}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <circle cx="8" cy="8" r="7"></circle><path d=${path}></path>
  </svg>`;
}

export function statusMark(status: Status): SVGTemplateResult {
  switch (status) {
    case 'eligible':
      return mark('full eligible', check);
    case 'review':
      return mark('full review', person);
    case 'undetermined':
      return mark('ring undetermined', dots);
    case 'ineligible':
      return mark('full ineligible', cross);
    case 'not_in_force':
      return mark('ring not_in_force', bar);
  }
}

export function truthMark(truth: Truth): SVGTemplateResult {
  switch (truth) {
    case 'true':
      return mark('full eligible', check);
    case 'false':
      return mark('full ineligible', cross);
    case 'unknown':
      return mark('ring undetermined', dots);
    case 'judged':
      return mark('full review', person);
    case 'error':
      return mark('ring ineligible', bang);
  }
}
