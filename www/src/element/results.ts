/** The results: a summary that stays in sight with the six finders, what lies ahead, then the policies grouped by status. */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PolicyKind, Status, Verdict } from '../types.js';
import { bundle } from './bundle.js';
import { calendar } from './calendar.js';
import { compareButton, comparison } from './compare.js';
import { statusMark } from './icons.js';
import { policy } from './policy.js';
import { totals } from './totals.js';
import type { View } from './view.js';
import { nearMisses } from './ways.js';

/** Best news first. */
export const STATUSES: readonly Status[] = ['eligible', 'review', 'undetermined', 'ineligible', 'not_in_force'];

/** What a company looks for: 一饼六找. */
const FINDERS: readonly PolicyKind[] = ['policy', 'space', 'service', 'market', 'talent', 'fund'];

/** So many policies of a group are drawn before the reader asks for all. */
const FOLD = 40;

export function results(view: View): TemplateResult {
  const { words } = view;
  return html`
    <section class="results" part="results" aria-labelledby="results-title">
      <div class="summary" part="summary">
        <header class="pane-head">
          <h2 id="results-title" tabindex="-1">${words.results}</h2>
          <span class="as-of">${words.asOf(view.asOf)}</span>
          ${compareButton(view)}
        </header>
        ${finders(view)} ${counts(view)} ${totals(view)}
      </div>
      ${comparison(view)} ${bundle(view)} ${calendar(view)}
      ${STATUSES.map((status) => html`${status === 'ineligible' && view.totals.statuses.ineligible > 0 ? nearMisses(view) : nothing} ${group(view, status)}`)}
    </section>
  `;
}

/** A button a finder, with how many entries it has; a catalog of one kind needs none. */
function finders(view: View): TemplateResult | typeof nothing {
  const { words, catalog, finder, act } = view;
  const size = (kind: PolicyKind) => catalog.policies.filter((policy) => policy.kind === kind).length;
  const kinds = FINDERS.filter((kind) => size(kind) > 0);
  if (kinds.length < 2) return nothing;
  const button = (kind: PolicyKind | undefined, name: string, count: number) => html`
    <button type="button" aria-pressed=${kind === finder ? 'true' : 'false'} @click=${() => act.find(kind)}>
      ${name}<span class="finder-count">${count}</span>
    </button>
  `;
  return html`
    <div class="finders" part="finders" role="group" aria-label=${words.finders}>
      ${button(undefined, words.allFinders, catalog.policies.length)} ${kinds.map((kind) => button(kind, words.finder[kind], size(kind)))}
    </div>
  `;
}

/** The verdicts of the finder that is chosen. */
function found({ catalog, finder, verdicts }: View): Verdict[] {
  if (finder === undefined) return verdicts;
  const kinds = new Map(catalog.policies.map(({ id, kind }) => [id, kind]));
  return verdicts.filter(({ policy: id }) => kinds.get(id) === finder);
}

/** How many of the policies shown have each status; each count leads to its group. */
function counts(view: View): TemplateResult {
  const { words, act } = view;
  const shown = found(view);
  const size = (status: Status) => shown.filter((verdict) => verdict.status === status).length;
  return html`
    <ul class="counts">
      ${STATUSES.map(
        (status) => html`
          <li>
            <button type="button" ?disabled=${size(status) === 0} @click=${() => act.show(`group-${status}`)}>
              <span class="count">${size(status)}</span>
              <span class="count-name">${statusMark(status)}${words.statusShort[status]}</span>
            </button>
          </li>
        `,
      )}
    </ul>
  `;
}

function group(view: View, status: Status): TemplateResult | typeof nothing {
  const { words, act } = view;
  const members = found(view).filter((verdict) => verdict.status === status);
  if (members.length === 0) return nothing;
  members.sort(inOrder);
  const all = view.printing || view.unfolded.has(status) || members.length <= FOLD;
  return html`
    <section class="group" aria-labelledby="group-${status}">
      <header class="group-head">
        <h3 id="group-${status}" tabindex="-1">${words.status[status]}<span class="group-count">${words.policies(members.length)}</span></h3>
        <p class="note">${words.statusNote[status]}</p>
      </header>
      <ul class="policies">
        ${repeat(
          all ? members : members.slice(0, FOLD),
          ({ policy: id }) => id,
          (verdict) => policy(view, verdict),
        )}
      </ul>
      ${all ? nothing : html`<button type="button" class="link" @click=${() => act.unfold(status)}>${words.showAll(members.length)}</button>`}
    </section>
  `;
}

/** What can still be applied for comes first, then what lacks least; sort() keeps the catalog's order among equals. */
function inOrder(a: Verdict, b: Verdict): number {
  const closed = ({ window }: Verdict) => Number(window.state === 'closed');
  return closed(a) - closed(b) || a.missing.length - b.missing.length;
}

/** The counts on one line, for small screens and for screen readers. */
export function brief({ words, totals: { statuses } }: View): string {
  return words.summary(statuses);
}

/** The bar that stays at the lower edge of a small screen while the form is filled in. */
export function bar({ words, totals: { statuses }, act }: View): TemplateResult {
  return html`
    <div class="bar" part="bar">
      <ul>
        ${STATUSES.slice(0, 3).map(
          (status) => html`<li>${statusMark(status)}<span>${words.statusShort[status]}</span><b>${statuses[status]}</b></li>`,
        )}
      </ul>
      <button type="button" class="button" @click=${() => act.show('results-title')}>${words.toResults}</button>
    </div>
  `;
}
