/** What the templates are given: the state to draw, and what the reader can do. Templates read it and change nothing. */

import type { CatalogDescription, FactDescription, FactProblem, Language, PolicyDescription, PolicyKind, Totals, Verdict } from '../types.js';
import type { Advice } from './advice.js';
import type { Answer } from './answers.js';
import type { Card } from './card.js';
import { fieldsOf } from './entries.js';
import type { Profile } from './profile.js';
import { say, type Words } from './words.js';

/** Where something is answered: at a fact, or at a field of an entry of a list. */
export interface Place {
  fact: string;
  cell?: { entry: number; field: string } | undefined;
}

/** Why an answer was refused, where, and in which years. */
export interface Problem extends FactProblem {
  place: Place;
  years: number[];
}

/** What the reader can do. */
export interface Actions {
  /** Answers a question anew; every keystroke does. */
  answer(name: string, answer: Answer): void;
  /** Leaves a control: from now on its problem is shown. */
  leave(place: Place): void;
  /** Adds an entry to a list, in the card or in the form. */
  addEntry(name: string, asking: boolean): void;
  /** Deletes an entry of a list. */
  deleteEntry(name: string, entry: number, asking: boolean): void;
  /** Says in which year the company began, or takes it back. */
  begin(year: number | undefined): void;
  /** Goes to where something is answered. */
  goTo(place: Place): void;
  /** Goes to a policy or a group of policies. */
  show(id: string): void;
  /** Opens or closes a policy. */
  toggle(policy: string, open: boolean): void;
  /** Opens or closes a section of the form. */
  /** Draws the questions of a section that is about to be opened. */
  drawSection(section: string): void;
  toggleSection(section: string, open: boolean): void;
  /** Limits the form to the questions of one policy, or shows all again. */
  limit(policy: string | undefined): void;
  /** Shows the entries of one finder only, or all again. */
  find(kind: PolicyKind | undefined): void;
  /** Shows all policies of a long group. */
  unfold(group: string): void;
  /** Comes to a question of the card: it stays until it is left. */
  hold(fact: string): void;
  /** Leaves a question of the card. */
  release(fact: string): void;
  /** Goes on to the next question of the card. */
  nextQuestion(fact: string): void;
  /** Puts a question of the card off, and goes on. */
  skip(fact: string): void;
  /** Asks again what was put off. */
  askAgain(): void;
  /** Opens or closes a part that costs time to compute. */
  togglePart(part: Part, open: boolean): void;
  /** Opens the comparison with another day, or closes it. */
  toggleComparison(): void;
  /** Compares with another day; with none where `day` is empty. */
  compareWith(day: string): void;
  /** Saves a file on the reader's machine. */
  save(name: string, type: string, text: string): void;
  reset(): void;
}

/** The parts of the results that are computed once the reader opens them. */
export type Part = 'near' | 'bundle' | 'calendar' | 'comparison';

/** The state of the element at one moment. */
export interface View {
  lang: Language;
  words: Words;
  catalog: CatalogDescription;
  /** The facts that some policy reads. */
  facts: FactDescription[];
  profile: Profile;
  asOf: string;
  verdicts: Verdict[];
  totals: Totals;
  /** The problems of answers that the reader has left, by the keys of their places. */
  problems: ReadonlyMap<string, Problem>;
  openPolicies: ReadonlySet<string>;
  openSections: ReadonlySet<string>;
  /** The sections whose questions are drawn although they are closed. */
  drawnSections: ReadonlySet<string>;
  unfolded: ReadonlySet<string>;
  /** The finder whose entries are shown; all of them where none is chosen. */
  finder: PolicyKind | undefined;
  /** The policy to whose questions the form is limited. */
  only: PolicyDescription | undefined;
  /** What the session advises; what is not computed yet is undefined. */
  advice: Advice;
  /** The next questions. */
  card: Card;
  /** Whether a question is drawn in the card. */
  asking: boolean;
  openParts: ReadonlySet<Part>;
  /** The day to compare with, or empty. */
  otherDay: string;
  /** Whether everything is to be open, for paper. */
  printing: boolean;
  act: Actions;
}

/** A text that stands for a place alone. No name has a slash. */
export function keyOf({ fact, cell }: Place): string {
  return cell ? `${fact}/${cell.entry}/${cell.field}` : fact;
}

/** The id of a place's first control. */
export function controlId(view: View, { fact: name, cell }: Place): string {
  const fact = view.catalog.facts.find((known) => known.name === name);
  if (!fact || !cell) return factId(view, name);
  return `${entryId(view, name, cell.entry)}-${fieldsOf(fact).findIndex((field) => field.name === cell.field)}`;
}

/** The id of an entry of a list. */
export function entryId(view: View, name: string, entry: number): string {
  return `${factId(view, name)}-${entry}`;
}

/** The id of the button that adds an entry to a list. */
export function addId(view: View, name: string): string {
  return `${factId(view, name)}-add`;
}

/** A question may stand in the card and in its section: each has ids of its own. */
function factId({ catalog, asking }: View, name: string): string {
  return `${asking ? 'next' : 'fact'}-${catalog.facts.findIndex((fact) => fact.name === name)}`;
}

/** What a fact is called. */
export function factLabel(view: View, name: string): string {
  const fact = view.catalog.facts.find((known) => known.name === name);
  return fact ? say(fact.label, view.lang) : name;
}

/** What a place is called: 银行贷款第 2 条：金额. */
export function placeLabel(view: View, { fact: name, cell }: Place): string {
  const label = factLabel(view, name);
  if (!cell) return label;
  const fact = view.catalog.facts.find((known) => known.name === name);
  const entries = view.profile.answer(name).entries ?? [];
  const number = entries.findIndex(({ id }) => id === cell.entry) + 1;
  const field = fact && fieldsOf(fact).find((known) => known.name === cell.field);
  return view.words.inEntry(label, number, field?.name ? say(field.label, view.lang) : undefined);
}

/** What a policy is called. */
export function policyTitle(view: View, id: string): string {
  const policy = view.catalog.policies.find((known) => known.id === id);
  return policy ? say(policy.title, view.lang) : id;
}

/** What a group says, or its name. */
export function groupTitle(view: View, name: string): string {
  const group = view.catalog.groups.find((known) => known.name === name);
  return group?.says ? say(group.says, view.lang) : name;
}
