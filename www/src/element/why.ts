/** Why a verdict is what it is, before all its conditions; and how an amount comes about, step by step. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Computation, Explanation, Verdict } from '../types.js';
import { conditions } from './conditions.js';
import { truthMark } from './icons.js';
import type { View } from './view.js';

type Because = Explanation['because'][number];
type Open = Explanation['open'][number];
type Step = Computation['steps'][number];

/** So many deciding conditions are told before the reader opens all. */
const TOLD = 6;

/** The reasons of a verdict, with all conditions folded away below them. Until there is an explanation, the conditions alone. */
export function why(view: View, verdict: Verdict, explanation: Explanation | undefined): TemplateResult {
  if (!explanation || explanation.because.length === 0) return conditions(view, verdict.conditions);
  const { words, printing } = view;
  const told = explanation.because.slice(0, TOLD);
  const rest = explanation.because.length - told.length;
  return html`
    <ul class="conditions because">${told.map((each) => reason(view, each, verdict))}</ul>
    ${rest > 0 ? html`<p class="note">${words.moreReasons(rest)}</p>` : nothing}
    ${explanation.open.length > 0 ? open(view, explanation.open) : nothing}
    <details class="more" ?open=${printing}>
      <summary>${words.allConditions}</summary>
      ${conditions(view, verdict.conditions)}
    </details>
  `;
}

function reason(view: View, { says, truth, clause, source, fix, facts }: Because, verdict: Verdict): TemplateResult {
  const { words } = view;
  const document = source?.number ?? source?.title;
  const own = verdict.source.number ?? verdict.source.title;
  // What is not known is told below, with what it could do.
  const known = facts.filter(({ value }) => value !== null);
  const place = [document === own ? undefined : document, clause ?? source?.clause].filter(Boolean).join(' ');
  return html`
    <li class="condition">
      <div class="condition-line">
        <span class="truth ${truth}">${truthMark(truth)}${words.truth[truth]}</span>
        <span class="says">${says}${place ? html` <span class="clause">${place}</span>` : nothing}</span>
      </div>
      ${known.length > 0
        ? html`<ul class="condition-more read">${known.map(({ label, value }) => html`<li><span class="read-label">${label}</span>${value}</li>`)}</ul>`
        : nothing}
      ${truth === 'false' && fix ? html`<p class="condition-more fix"><b>${words.fix}</b> ${fix}</p>` : nothing}
    </li>
  `;
}

/** What each missing fact could do alone; each leads to its question. */
function open(view: View, list: readonly Open[]): TemplateResult {
  const { words, act } = view;
  return html`
    <p class="open-head">${words.stillNeeded}</p>
    <ul class="open">
      ${list.map(
        (each) => html`
          <li>
            <button type="button" class="chip" @click=${() => act.goTo({ fact: each.fact })}>${each.label}</button>
            <span>${words.canDo(each.can_meet, each.can_fail)}</span>
          </li>
        `,
      )}
    </ul>
  `;
}

/** How the amount of one benefit comes about; nothing where it has none. */
export function computation(view: View, { amounts }: Explanation, benefit: number): TemplateResult | typeof nothing {
  const { words } = view;
  const found = amounts.find((each) => each.benefit === benefit);
  if (!found || found.steps.length === 0) return nothing;
  return html`
    <details class="more steps">
      <summary>${words.howComputed}</summary>
      <ol>${found.steps.map((each) => step(view, each))}</ol>
      ${found.certainty === 'ceiling' ? html`<p class="note">${words.certainty.ceiling}</p>` : nothing}
      ${found.reference ? html`<p class="note">${words.referenceNote}</p>` : nothing}
    </details>
  `;
}

/** One step: what is computed, by which formula, with which figures, to what. What would only be said twice is said once. */
function step({ words }: View, { name, formula, figures, value, clause, grade }: Step): TemplateResult {
  const said = [formula, figures, value ?? words.openAmount].filter((text) => text !== undefined);
  const lines = said.filter((text, index) => text !== said[index + 1]);
  return html`
    <li>
      <span class="step-name">${words.steps[name] ?? name}</span>
      ${lines.map((text, index) => html`<span class="step-line ${index === lines.length - 1 ? 'last' : ''}">${/^[≈≥≤]/.test(text) ? text : `= ${text}`}</span>`)}
      ${clause || grade
        ? html`<span class="step-place">
            ${clause ? html`<span>${clause}</span>` : nothing}
            ${grade ? html`<span class="tag ${grade === 'C' ? 'warn' : ''}">${grade} ${words.grade[grade]}</span>` : nothing}
          </span>`
        : nothing}
    </li>
  `;
}
