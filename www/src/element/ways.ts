/** What would have to be true to qualify: of one policy that is not met, and of all that one change would meet. */

import { html, nothing, type TemplateResult } from 'lit';
import type { NearMiss, Way, Ways } from '../types.js';
import { worth } from './benefit.js';
import { statusMark } from './icons.js';
import { later } from './later.js';
import { policyLink } from './link.js';
import type { View } from './view.js';

/** So many policies are told that one change would meet. */
const NEAR = 5;

/** The ways to qualify for one policy. */
export function ways(view: View, { ways: list, fixed }: Ways): TemplateResult {
  const { words } = view;
  return html`
    ${list.length > 0
      ? html`<ol class="ways">${list.map((each) => html`<li>${way(view, each)}</li>`)}</ol>`
      : html`<p>${words.noWay}</p>`}
    ${fixed.length > 0
      ? html`<p class="note">${words.fixedConditions}</p>
          <ul class="materials fixed">${fixed.map((says) => html`<li>${says}</li>`)}</ul>`
      : nothing}
    ${list.length > 0 ? html`<p class="note">${words.mustBeTrue}</p>` : nothing}
  `;
}

function way(view: View, { changes, status, benefits, gains, loses, earliest }: Way): TemplateResult {
  const { words } = view;
  const worthText = worth(view, benefits);
  const others = (name: string, ids: readonly string[]) =>
    ids.length > 0 ? html`<div><dt>${name}</dt><dd>${ids.map((id) => policyLink(view, id))}</dd></div>` : nothing;
  return html`
    <ul class="changes">${changes.map((change) => html`<li>${words.factChange(change)}</li>`)}</ul>
    <dl class="rows">
      <div><dt>${words.then}</dt><dd>${statusMark(status)} ${words.status[status]}${worthText === undefined ? nothing : words.gives(worthText)}</dd></div>
      ${earliest === undefined ? nothing : html`<div><dt>${words.earliest}</dt><dd>${earliest}</dd></div>`} ${others(words.gains, gains)} ${others(words.loses, loses)}
    </dl>
  `;
}

/** The policies that one change would meet. */
export function nearMisses(view: View): TemplateResult {
  const { words } = view;
  return later(view, 'near', words.nearMisses, words.nearMissesNote, () => {
    const list = view.advice.nearMisses()?.slice(0, NEAR);
    if (!list) return undefined;
    if (list.length === 0) return html`<p class="note">${words.noNearMiss}</p>`;
    return html`
      <ul class="near">${list.map((each) => near(view, each))}</ul>
      <p class="note">${words.mustBeTrue}</p>
    `;
  });
}

function near(view: View, { policy, way: its }: NearMiss): TemplateResult {
  return html`<li><h4>${policyLink(view, policy)}</h4>${way(view, its)}</li>`;
}
