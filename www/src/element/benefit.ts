/** What a policy gives: in one line beside its title, and in full. */

import { html, nothing, type TemplateResult } from 'lit';
import type { BenefitVerdict, Explanation, Verdict, Worth } from '../types.js';
import { amount, isOpen } from './format.js';
import { missingFacts } from './conditions.js';
import type { View } from './view.js';
import { computation } from './why.js';

/** The amounts beside a policy's title, where it is worth showing them: not for what cannot be had. */
export function headline(view: View, { status, benefits: list }: Verdict): TemplateResult | typeof nothing {
  if (status === 'ineligible' || status === 'not_in_force') return nothing;
  const { words, lang } = view;
  const live = list.filter(({ when }) => when !== 'false');
  const first = live.find((benefit) => amount(benefit, words, lang) !== undefined) ?? live[0];
  if (!first) return nothing;
  const text = said(view, first);
  if (text === undefined) return html`<span class="headline"><span class="tags">${words.kind[first.kind]}</span></span>`;
  const rest = live.length - 1;
  // In bold only what is money that would come in, of a text that was checked.
  const apart = first.measure !== 'cash' || first.reference || isOpen(first);
  return html`
    <span class="headline">
      ${status === 'eligible' ? nothing : html`<span class="if">${words.ifQualified}</span>`}
      ${apart ? html`<span class="apart">${text}</span>` : html`<b>${text}</b>`}
      <span class="tags">
        ${first.reference ? html`<span class="tag warn">${words.reference}</span>` : nothing}
        ${rest > 0 ? html`<span>${words.andMore(rest)}</span>` : nothing}
      </span>
    </span>
  `;
}

/** An amount with what it is for, and what it is where it is not money received; undefined where there is none. */
function said({ words, lang }: View, benefit: Worth): string | undefined {
  const text = amount(benefit, words, lang);
  if (text === undefined || isOpen(benefit)) return text;
  const sum = text + words.perShort[benefit.per];
  if (benefit.measure === 'deduction') return words.deductible(sum);
  return benefit.measure === 'credit' ? words.creditable(sum) : sum;
}

/** What benefits come to, on one line: those that have an amount, each with what it is for; undefined where none has. */
export function worth(view: View, list: readonly Worth[]): string | undefined {
  const { words } = view;
  const texts = list.flatMap((each) => {
    const text = said(view, each);
    return text === undefined ? [] : [text + (each.reference ? words.aside(words.reference) : '')];
  });
  return texts.length > 0 ? texts.join(words.comma) : undefined;
}

/** All benefits of a policy, each with how its amount comes about where that is known. */
export function benefits(view: View, { benefits: list, status }: Verdict, explanation: Explanation | undefined): TemplateResult {
  return html`<ul class="benefits">
    ${list.map((benefit, index) => one(view, benefit, status === 'ineligible', explanation && computation(view, explanation, index)))}
  </ul>`;
}

function one(view: View, benefit: BenefitVerdict, lost: boolean, how: TemplateResult | typeof nothing | undefined): TemplateResult {
  const { words, lang } = view;
  const text = amount(benefit, words, lang);
  const certainty = text === undefined ? undefined : words.certainty[benefit.certainty];
  const notes = [
    certainty,
    text === undefined ? undefined : words.per[benefit.per],
    benefit.measure === 'deduction' ? words.deduction : benefit.measure === 'credit' ? words.credit : undefined,
    benefit.clause,
  ];
  return html`
    <li class=${benefit.when === 'false' ? 'idle' : ''}>
      <div class="benefit-line">
        <span class="benefit-says">${benefit.says ?? words.kind[benefit.kind]}</span>
        ${lost ? nothing : html`<span class="benefit-amount ${text === undefined ? 'none' : ''}">${text ?? words.noAmount}</span>`}
      </div>
      <p class="benefit-notes">
        ${notes.filter(Boolean).map((note) => html`<span>${note}</span>`)}
        ${benefit.reference ? html`<span class="tag warn">${words.reference}</span>` : nothing}
        ${benefit.when === 'false' ? html`<span class="tag">${words.notThis}</span>` : nothing}
        ${benefit.when === 'unknown' || benefit.when === 'judged' ? html`<span class="tag">${words.maybeThis}</span>` : nothing}
      </p>
      ${!lost && benefit.missing.length > 0 ? missingFacts(view, benefit.missing) : nothing} ${lost ? nothing : how}
    </li>
  `;
}
