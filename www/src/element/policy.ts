/** One policy: its verdict in two lines, opening to reasons, ways to qualify, amounts, how to get it, and where it is written. */

import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { PolicyDescription, SourceDescription, Verdict, WindowVerdict } from '../types.js';
import { benefits, headline } from './benefit.js';
import { failed, missingFacts } from './conditions.js';
import { statusMark } from './icons.js';
import { link, policyLink } from './link.js';
import { policyTitle, type View } from './view.js';
import { ways } from './ways.js';
import { why } from './why.js';
import { say, type Words } from './words.js';

/** One that is closed shows its verdict alone, and is drawn anew when there is another one. */
export function policy(view: View, verdict: Verdict): unknown {
  const { catalog, openPolicies, printing, lang } = view;
  const open = printing || openPolicies.has(verdict.policy);
  return open ? drawn(view, verdict, open) : guard([verdict, catalog, lang], () => drawn(view, verdict, open));
}

function drawn(view: View, verdict: Verdict, open: boolean): TemplateResult {
  const { catalog, words, act } = view;
  const description = catalog.policies.find(({ id }) => id === verdict.policy);
  const toggled = (event: Event) => act.toggle(verdict.policy, (event.target as HTMLDetailsElement).open);
  return html`
    <li class="policy" part="policy">
      <details id="policy-${verdict.policy}" .open=${open} @toggle=${toggled}>
        <summary>
          <span class="policy-mark">${statusMark(verdict.status)}</span>
          <span class="policy-main">
            <h4>${policyTitle(view, verdict.policy)}</h4>
            <span class="hidden">${words.status[verdict.status]}</span>
            <span class="facts-line">
              ${description ? factsLine(view, description, verdict) : nothing}
            </span>
          </span>
          ${headline(view, verdict)}
        </summary>
        ${open && description ? body(view, description, verdict) : nothing}
      </details>
      ${open ? nothing : upFront(view, verdict)}
    </li>
  `;
}

/** Fewer days left than this are pointed out. */
const SOON = 30;

/** The line under a title: whose policy it is, how one gets it, and by when. */
function factsLine({ words }: View, description: PolicyDescription, { status, window, reason }: Verdict): TemplateResult {
  const pressing = window.state === 'closed' || (window.state === 'open' && (window.days_left ?? SOON) < SOON);
  return html`
    <span>${words.policyLevel(description.level)}</span>
    ${status === 'not_in_force' && reason
      ? html`<span>${words.reason[reason]}</span>`
      : html`<span>${words.deliveries[description.delivery]}</span><span class=${pressing ? 'pressing' : ''}>${windowText(words, window)}</span>`}
    ${description.state === 'unverified' ? html`<span class="tag warn">${words.unverified}</span>` : nothing}
  `;
}

function windowText(words: Words, { state, opens, closes, days_left: days }: WindowVerdict): string {
  switch (state) {
    case 'open':
      return words.windowOpen(closes, days);
    case 'not_yet':
      return words.windowNotYet(opens);
    case 'closed':
      return words.windowClosed(closes);
    case 'rolling':
      return words.windowRolling;
    case 'unknown':
      return words.windowUnknown;
  }
}

/** What a reader should not have to open a policy for: why it fails, or what is missing. */
function upFront(view: View, verdict: Verdict): TemplateResult | typeof nothing {
  const { words } = view;
  switch (verdict.status) {
    case 'ineligible':
      return html`
        <div class="up-front">
          <span class="missing-name">${words.failedConditions}</span>
          <ul class="reasons">${failed(verdict.conditions).map(({ says }) => html`<li>${says}</li>`)}</ul>
        </div>
      `;
    case 'undetermined':
      return verdict.missing.length > 0 ? html`<div class="up-front">${missingFacts(view, verdict.missing)}</div>` : nothing;
    case 'not_in_force':
      return verdict.successor === undefined
        ? nothing
        : html`
            <div class="up-front">
              <span class="missing-name">${words.successor}</span>
              ${policyLink(view, verdict.successor)}
              ${verdict.survives ? html`<span>${words.survives}${verdict.survives}</span>` : nothing}
            </div>
          `;
    default:
      return nothing;
  }
}

function body(view: View, description: PolicyDescription, verdict: Verdict): TemplateResult {
  const { words, lang, act, openPolicies, advice } = view;
  const known = view.facts.filter((fact) => description.facts.includes(fact.name));
  // What was only opened for paper is not explained.
  const asked = openPolicies.has(description.id);
  const explanation = asked ? advice.explanation(description.id) : undefined;
  const its = asked && verdict.status === 'ineligible' ? advice.ways(description.id) : undefined;
  const named = explanation !== undefined && explanation.open.length > 0;
  return html`
    <div class="body">
      ${description.summary ? html`<p class="policy-summary">${say(description.summary, lang)}</p>` : nothing}
      ${verdict.status === 'not_in_force' ? html`<p class="warning">${words.wouldBe}</p>` : nothing}
      ${verdict.status === 'undetermined' && verdict.missing.length > 0 && !named ? missingFacts(view, verdict.missing) : nothing}
      ${part(explanation ? words.why : words.conditions, why(view, verdict, explanation))}
      ${its ? part(words.ways, ways(view, its)) : nothing}
      ${verdict.benefits.length > 0 ? part(words.amount, benefits(view, verdict, explanation)) : nothing} ${errors(view, verdict)}
      ${part(words.how, how(view, description, verdict))}
      ${description.materials.length > 0 ? part(words.materials, materials(view, description)) : nothing}
      ${part(words.basis, basis(view, description, verdict))}
      ${known.length > 0 ? link(words.onlyThese + words.aside(words.fields(known.length)), () => act.limit(description.id)) : nothing}
    </div>
  `;
}

function part(title: string, content: TemplateResult): TemplateResult {
  return html`<section class="policy-part"><h5>${title}</h5>${content}</section>`;
}

function errors({ words }: View, verdict: Verdict): TemplateResult | typeof nothing {
  if (verdict.errors.length === 0) return nothing;
  return part(
    words.errors,
    html`<ul class="reasons">${verdict.errors.map(({ message, clause }) => html`<li>${message}${clause ? html` <span class="clause">${clause}</span>` : nothing}</li>`)}</ul>`,
  );
}

function how({ words }: View, { delivery, apply }: PolicyDescription, { window }: Verdict): TemplateResult {
  // Only the web's own addresses: a catalog must not be able to put script behind a link.
  const url = /^https?:\/\//i.test(apply?.url ?? '') ? apply?.url : undefined;
  const rows: [string, unknown][] = [
    [words.delivery, words.deliveries[delivery]],
    [words.window, windowText(words, window)],
    [words.office, apply?.office],
    [words.phone, apply?.phone],
    [
      words.apply,
      url && html`<a href=${url} target="_blank" rel="noopener noreferrer">${url}<span class="hidden">${words.aside(words.opens)}</span></a>`,
    ],
  ];
  return html`<dl class="rows">
    ${rows.map(([name, value]) => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing))}
  </dl>`;
}

function materials({ words, lang }: View, { materials: list }: PolicyDescription): TemplateResult {
  return html`<ul class="materials">
    ${list.map(
      ({ name, may_follow: mayFollow, shared }) => html`
        <li>
          ${say(name, lang)} ${mayFollow ? html`<span class="tag">${words.mayFollow}</span>` : nothing}
          ${shared ? html`<span class="tag good">${words.shared}</span>` : nothing}
        </li>
      `,
    )}
  </ul>`;
}

function basis(view: View, description: PolicyDescription, verdict: Verdict): TemplateResult {
  const { words, lang } = view;
  const { in_force: dates, authority, supersedes } = description;
  const day = (date: string | undefined) => (date === 'unknown' ? undefined : date);
  return html`
    <ul class="sources">${description.sources.map((source) => sourceLine(words, source))}</ul>
    <dl class="rows">
      ${authority ? html`<div><dt>${words.authority}</dt><dd>${say(authority, lang)}</dd></div>` : nothing}
      <div><dt>${words.validity}</dt><dd>${words.inForce(day(dates.from), day(dates.to))}</dd></div>
      ${verdict.successor ? html`<div><dt>${words.successor}</dt><dd>${policyLink(view, verdict.successor)}</dd></div>` : nothing}
      ${supersedes.length > 0
        ? html`<div><dt>${words.supersedes}</dt><dd>${supersedes.map((id) => policyLink(view, id))}</dd></div>`
        : nothing}
    </dl>
  `;
}

function sourceLine(words: Words, { title, number, clause, grade, confidence, checked, url }: SourceDescription): TemplateResult {
  const name = title && title !== number ? `《${title}》` : undefined;
  const rest = [number, clause].filter(Boolean).join(' ');
  const text = name ? html`${name} <span class="number">${rest}</span>` : html`${rest}`;
  const safe = /^https?:\/\//i.test(url ?? '');
  return html`
    <li>
      ${safe ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${text}<span class="hidden">${words.aside(words.opens)}</span></a>` : text}
      <span class="source-notes">
        ${grade ? html`<span class="tag ${grade === 'C' ? 'warn' : ''}">${grade} ${words.grade[grade]}</span>` : nothing}
        ${confidence === 'recalled' ? html`<span class="tag warn">${words.recalled}</span>` : nothing}
        ${checked ? html`<span>${words.checked(checked)}</span>` : nothing}
      </span>
    </li>
  `;
}
