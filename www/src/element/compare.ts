/** The same company on another day: which policies differ, from what to what, and which conditions turned. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Change, Changes, Standing, Truth } from '../types.js';
import { worth } from './benefit.js';
import { statusMark } from './icons.js';
import { policyLink } from './link.js';
import type { View } from './view.js';

/** So many conditions that turned are told of one policy. */
const TURNED = 4;

/** The button in the head of the results. */
export function compareButton({ words, openParts, act }: View): TemplateResult {
  const open = openParts.has('comparison');
  return html`
    <button type="button" class="link compare-toggle" aria-expanded=${open ? 'true' : 'false'} aria-controls=${open ? 'comparison' : nothing}
      @click=${() => act.toggleComparison()}>
      ${open ? words.closeComparison : words.compare}
    </button>
  `;
}

export function comparison(view: View): TemplateResult | typeof nothing {
  const { words, openParts, otherDay, asOf, act } = view;
  if (!openParts.has('comparison')) return nothing;
  const changes = otherDay === '' || otherDay === asOf ? undefined : view.advice.changes(otherDay);
  const chosen = ({ target }: Event) => act.compareWith((target as HTMLInputElement).value);
  return html`
    <section class="comparison" id="comparison" aria-label=${words.compare}>
      <p class="comparison-head">
        <label for="other-day">${words.compareWith}</label>
        <input type="date" id="other-day" .value=${otherDay} min="1990-01-01" max="2199-12-31" @change=${chosen} />
      </p>
      <p class="note" role="status">${summary(view, changes)}</p>
      ${changes && changes.changes.length > 0 ? html`<ul class="differences">${changes.changes.map((each) => difference(view, each))}</ul>` : nothing}
    </section>
  `;
}

function summary({ words, otherDay, asOf }: View, changes: Changes | undefined): string {
  if (otherDay === '' || otherDay === asOf) return words.chooseDay(asOf);
  if (!changes) return words.computing;
  return words.differences(changes.from, changes.to, changes.changes.length);
}

function difference(view: View, { policy, before, after, turned }: Change): TemplateResult {
  const { words } = view;
  const [old, anew] = [given(view, before), given(view, after)];
  const rest = turned.length - TURNED;
  return html`
    <li>
      ${policyLink(view, policy)}
      <p class="standings">${standing(view, before)}<span class="arrow" aria-hidden="true">→</span><span class="hidden">${words.to}</span>${standing(view, after)}</p>
      ${old === anew ? nothing : html`<p class="note">${words.beforeAfter(old, anew)}</p>`}
      ${turned.length > 0
        ? html`<ul class="turned">
            ${turned.slice(0, TURNED).map(({ says, before: was, after: is }) => html`<li>${says}${words.aside(words.beforeAfter(truth(view, was), truth(view, is)))}</li>`)}
            ${rest > 0 ? html`<li>${words.andMore(rest)}</li>` : nothing}
          </ul>`
        : nothing}
    </li>
  `;
}

/** What a policy gives that can be had. */
function given(view: View, its: Standing | null): string {
  const none = !its || its.status === 'ineligible' || its.status === 'not_in_force';
  return (none ? undefined : worth(view, its.benefits)) ?? view.words.nothingGiven;
}

function standing({ words }: View, its: Standing | null): TemplateResult {
  if (!its) return html`<span>${words.noSuchPolicy}</span>`;
  const reason = its.status === 'not_in_force' && its.reason ? words.aside(words.reason[its.reason]) : '';
  return html`<span class="standing">${statusMark(its.status)}${words.statusShort[its.status]}${reason}</span>`;
}

function truth({ words }: View, its: Truth | null): string {
  return its === null ? words.noSuchCondition : words.truth[its];
}
