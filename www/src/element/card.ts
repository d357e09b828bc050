/** Which questions stand in the card above the form, and in which order. */

import type { Question } from '../types.js';

/** So many questions stand in the card. */
export const ASKED = 3;

/** The card's state. */
export interface Card {
  /** The questions in it. */
  questions: readonly Question[];
  /** How many policies they and the others leave open; undefined until that is known. */
  open: number | undefined;
  /** How many questions the reader has put off. */
  skipped: number;
}

/**
 * The questions to show: those that stood there and are still to be asked keep their order, new ones come last. The one that
 * the reader is at stays, answered or not.
 */
export function arrange(shown: readonly Question[], next: readonly Question[], held: string | undefined): Question[] {
  const best = next.slice(0, ASKED);
  const anew = (name: string) => best.find(({ fact }) => fact === name);
  const kept = shown.filter(({ fact }) => fact === held || anew(fact)).map((question) => anew(question.fact) ?? question);
  const added = best.filter(({ fact }) => !kept.some((question) => question.fact === fact));
  return [...kept, ...added].slice(0, ASKED);
}
