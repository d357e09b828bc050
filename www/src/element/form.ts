/** The form: what to answer next, then all questions of the catalog, section by section. */

import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FactDescription } from '../types.js';
import { field } from './field.js';
import { listField } from './list.js';
import { nextQuestions } from './questions.js';
import { keyOf, placeLabel, type View } from './view.js';
import { say } from './words.js';

export function form(view: View): TemplateResult {
  const { words, facts, only } = view;
  const shown = only ? facts.filter((fact) => only.facts.includes(fact.name)) : facts;
  return html`
    <section class="form" part="form" aria-labelledby="form-title">
      <header class="pane-head">
        <h2 id="form-title">${words.form}</h2>
        <span class="progress">${progress(view, facts)}</span>
        <button type="button" class="link" @click=${view.act.reset}>${words.reset}</button>
        <p class="note">${words.formNote}</p>
      </header>
      ${toCorrect(view)} ${only ? limited(view, say(only.title, view.lang), shown.length) : nothing} ${nextQuestions(view)}
      ${repeat(
        sectionsOf(shown),
        ([name]) => name,
        ([name, members]) => section(view, name, members),
      )}
    </section>
  `;
}

/** The facts of each section in the catalog's order; first the section with the fact that most policies read. */
export function sectionsOf(facts: readonly FactDescription[]): [string, FactDescription[]][] {
  const sections = new Map<string, FactDescription[]>();
  for (const fact of facts) sections.set(fact.section, [...(sections.get(fact.section) ?? []), fact]);
  const weight = (members: FactDescription[]) => Math.max(...members.map(({ readers }) => readers.length));
  return [...sections].sort(([, a], [, b]) => weight(b) - weight(a));
}

function progress({ words, profile }: View, facts: readonly FactDescription[]): string {
  return words.answered(facts.filter((fact) => profile.isAnswered(fact)).length, facts.length);
}

function section(view: View, name: string, facts: FactDescription[]): TemplateResult {
  const { act, only, openSections, drawnSections, profile, words } = view;
  const open = only !== undefined || openSections.has(name);
  const done = facts.every((fact) => profile.isAnswered(fact));
  const toggled = (event: Event) => {
    if (!only) act.toggleSection(name, (event.target as HTMLDetailsElement).open);
  };
  return html`
    <details class="section" data-section=${name} ?open=${open} @toggle=${toggled}>
      <summary @click=${() => act.drawSection(name)}>
        <h3>${words.section(name)}</h3>
        <span class="progress ${done ? 'done' : ''}">${progress(view, facts)}</span>
      </summary>
      <div class="fields">
        ${open || drawnSections.has(name)
          ? repeat(
              facts,
              (fact) => fact.name,
              (fact) => question(view, fact),
            )
          : nothing}
      </div>
    </details>
  `;
}

/** A question. It is drawn anew when something changes that it shows: there are hundreds, and most keystrokes change one. */
function question(view: View, fact: FactDescription): unknown {
  // The problems of its entries are many.
  if (fact.type === 'list') return listField(view, fact);
  const { profile, problems, lang } = view;
  const { lastYear, firstYear, founded } = profile;
  const years = fact.yearly ? [lastYear, firstYear, founded] : [];
  return guard([fact, profile, profile.answer(fact.name), problems.get(keyOf({ fact: fact.name })), lang, ...years], () => field(view, fact));
}

/** The answers that were refused, each a way to its question. */
function toCorrect(view: View): TemplateResult | typeof nothing {
  const places = [...view.problems.values()].map(({ place }) => place);
  if (places.length === 0) return nothing;
  return html`
    <div class="to-correct" role="group" aria-labelledby="to-correct">
      <p id="to-correct">${view.words.toCorrect(places.length)}</p>
      <ul>
        ${repeat(
          places,
          keyOf,
          (place) => html`<li><button type="button" class="link" @click=${() => view.act.goTo(place)}>${placeLabel(view, place)}</button></li>`,
        )}
      </ul>
    </div>
  `;
}

function limited({ words, act }: View, title: string, count: number): TemplateResult {
  return html`
    <div class="limited">
      <p>${words.onlyPolicy(title, count)}</p>
      <button type="button" class="link" @click=${() => act.limit(undefined)}>${words.allFields}</button>
    </div>
  `;
}
