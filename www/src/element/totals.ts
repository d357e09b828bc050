/** What the eligible policies come to: only amounts that may be added, what was left out and why, and the best bundle in one line. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Totals } from '../types.js';
import { bundleLine } from './bundle.js';
import { compare } from './decimal.js';
import { money, range } from './format.js';
import { groupTitle, policyTitle, type View } from './view.js';

export function totals(view: View): TemplateResult {
  const { words } = view;
  const { amounts } = view.totals;
  return html`
    <div class="totals" part="totals">
      <h3>${words.totals}</h3>
      ${amounts.length > 0
        ? html`<dl>${amounts.map((amount) => row(view, amount))}</dl>`
        : html`<p class="nothing">${view.totals.statuses.eligible > 0 ? words.nothingSure : words.nothingYet}</p>`}
      ${leftOut(view)} ${bundleLine(view)}
      <p class="note">${words.totalsNote}</p>
    </div>
  `;
}

function row(view: View, total: Totals['amounts'][number]): TemplateResult {
  const { words, lang } = view;
  const { kind, per, min, max, policies } = total;
  const capped = hasCeiling(view, total);
  const closed = view.verdicts.filter(({ policy, window }) => policies.includes(policy) && window.state === 'closed').length;
  // Where nothing is certain, the sum of ceilings is a ceiling.
  const text = capped && max !== null && compare(min, '0') === 0 ? words.ceiling(money(max, lang)) : range(min, max, words, lang);
  return html`
    <div>
      <dt>${words.kind[kind]}<span class="of">${words.policies(policies.length)}</span></dt>
      <dd>${text}${text === words.openAmount ? nothing : html`<span class="per">${words.perShort[per] || words.aside(words.per[per])}</span>`}</dd>
      ${capped ? html`<dd class="caveat">${words.withCeilings}</dd>` : nothing}
      ${closed > 0 ? html`<dd class="caveat">${words.withClosed(closed)}</dd>` : nothing}
    </div>
  `;
}

/** Whether a sum counts an amount that is only the most that may be paid. */
function hasCeiling(view: View, { kind, per, policies }: Totals['amounts'][number]): boolean {
  return view.verdicts.some(
    ({ policy, benefits }) =>
      policies.includes(policy) &&
      benefits.some((benefit) => benefit.kind === kind && benefit.per === per && benefit.certainty === 'ceiling' && benefit.max !== null),
  );
}

/** What is not in the sum: policies that exclude each other, and amounts whose text nobody has checked. */
function leftOut(view: View): TemplateResult | typeof nothing {
  const { words } = view;
  const { excluded } = view.totals;
  const references = view.verdicts.filter(
    ({ status, benefits }) =>
      status === 'eligible' && benefits.some(({ reference, when, min, max }) => reference && when !== 'false' && (min ?? max) !== null),
  ).length;
  if (excluded.length === 0 && references === 0) return nothing;
  return html`
    <ul class="left-out">
      ${excluded.map(({ group, policies }) => html`<li>${words.excluded(groupTitle(view, group), policies.map((id) => policyTitle(view, id)))}</li>`)}
      ${references > 0 ? html`<li>${words.references(references)}</li>` : nothing}
    </ul>
  `;
}
