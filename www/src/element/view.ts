/** What the templates are given: the state to draw, and what the reader can do. Templates read it and change nothing. */

import type { CatalogDescription, FactDescription, FactProblem, Language, PolicyDescription, Totals, Verdict } from '../types.js';
import type { Answer, Profile } from './answers.js';
import { say, type Words } from './words.js';

/** Why an answer was refused, and in which years. */
export interface Problem extends FactProblem {
  years: number[];
}

/** What the reader can do. */
export interface Actions {
  /** Answers a question anew; every keystroke does. */
  answer(name: string, answer: Answer): void;
  /** Leaves a control: from now on its problem is shown. */
  leave(name: string): void;
  /** Says in which year the company began, or takes it back. */
  begin(year: number | undefined): void;
  /** Goes to the question of a fact. */
  goTo(name: string): void;
  /** Goes to a policy or a group of policies. */
  show(id: string): void;
  /** Opens or closes a policy. */
  toggle(policy: string, open: boolean): void;
  /** Opens or closes a section of the form. */
  toggleSection(section: string, open: boolean): void;
  /** Limits the form to the questions of one policy, or shows all again. */
  limit(policy: string | undefined): void;
  /** Shows all policies of a long group. */
  unfold(group: string): void;
  reset(): void;
}

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
  /** The problems of answers that the reader has left. */
  problems: ReadonlyMap<string, Problem>;
  openPolicies: ReadonlySet<string>;
  openSections: ReadonlySet<string>;
  unfolded: ReadonlySet<string>;
  /** The policy to whose questions the form is limited. */
  only: PolicyDescription | undefined;
  /** Whether everything is to be open, for paper. */
  printing: boolean;
  act: Actions;
}

/** The id of a fact's first control. */
export function fieldId(view: View, name: string): string {
  return `fact-${view.catalog.facts.findIndex((fact) => fact.name === name)}`;
}

/** What a fact is called. */
export function factLabel(view: View, name: string): string {
  const fact = view.catalog.facts.find((known) => known.name === name);
  return fact ? say(fact.label, view.lang) : name;
}

/** What a policy is called. */
export function policyTitle(view: View, id: string): string {
  const policy = view.catalog.policies.find((known) => known.id === id);
  return policy ? say(policy.title, view.lang) : id;
}
