/** The element's events: ids and statuses, so that a page which listens to everything learns nothing of the company. */

import type { Status } from '../types.js';

/** What each event carries in `detail`, by its name behind `policy-calculator:`. */
export interface EventDetails {
  /** The catalog is there and has been judged for the first time. */
  ready: { asOf: string; policies: string[] };
  /** Answers have changed: the names of the facts; none where all may have. */
  change: { facts: string[] };
  /** There are new verdicts. */
  result: { asOf: string; verdicts: { policy: string; status: Status }[] };
  /** The catalog could not be loaded or opened. */
  error: { code: string; message: string };
}

type EventMap = { [Name in keyof EventDetails as `policy-calculator:${Name}`]: CustomEvent<EventDetails[Name]> };

declare global {
  interface HTMLElementEventMap extends EventMap {}
}
