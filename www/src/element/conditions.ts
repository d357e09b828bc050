/** The conditions of a policy as a list of lists, each with its truth as a mark and a word. */

import { html, nothing, type TemplateResult } from 'lit';
import type { ConditionVerdict } from '../types.js';
import { truthMark } from './icons.js';
import { factLabel, type View } from './view.js';

/** `settled` says that what stands above holds already, so that nothing here is lacking. */
export function conditions(view: View, list: readonly ConditionVerdict[], settled = false): TemplateResult {
  return html`<ul class="conditions ${settled ? 'settled' : ''}">
    ${list.map((each) => condition(view, each, settled))}
  </ul>`;
}

function condition(view: View, verdict: ConditionVerdict, settled: boolean): TemplateResult {
  const { words } = view;
  const { truth, clause, source, fix, children, missing } = verdict;
  const document = source?.number ?? source?.title;
  const place = [document, clause ?? source?.clause].filter(Boolean).join(' ');
  const open = truth === 'unknown' && children.length === 0 && !settled;
  return html`
    <li class="condition">
      <div class="condition-line">
        <span class="truth ${truth}">${truthMark(truth)}${words.truth[truth]}</span>
        <span class="says">${saysOf(view, verdict)}${place ? html` <span class="clause">${place}</span>` : nothing}</span>
      </div>
      ${open && missing.length > 0 ? html`<div class="condition-more">${missingFacts(view, missing)}</div>` : nothing}
      ${truth === 'false' && fix && !settled ? html`<p class="condition-more fix"><b>${words.fix}</b> ${fix}</p>` : nothing}
      ${children.length > 0 ? conditions(view, children, settled || truth === 'true') : nothing}
    </li>
  `;
}

/** What a condition says; a combination without words of its own says how its parts combine. */
function saysOf({ words }: View, { says, kind, n }: ConditionVerdict): string {
  if (says) return says;
  switch (kind) {
    case 'any':
      return words.anyOf;
    case 'not':
      return words.noneOf;
    case 'at_least':
      return words.atLeast(n ?? 1);
    default:
      return words.allOf;
  }
}

/** So many missing facts are named before the rest is only counted. */
const NAMED = 6;

/** The facts that are missing, each a way to its question. */
export function missingFacts(view: View, names: readonly string[]): TemplateResult {
  const { words, act } = view;
  const rest = names.length - NAMED;
  return html`
    <div class="missing">
      <span class="missing-name">${words.missing}</span>
      <ul>
        ${names
          .slice(0, NAMED)
          .map((name) => html`<li><button type="button" class="chip" @click=${() => act.goTo({ fact: name })}>${factLabel(view, name)}</button></li>`)}
        ${rest > 0 ? html`<li class="more">${words.missingMore(rest)}</li>` : nothing}
      </ul>
    </div>
  `;
}

/** The conditions that fail, as far down as they say something: what a reader must know first. */
export function failed(list: readonly ConditionVerdict[]): ConditionVerdict[] {
  return list.flatMap((each) => {
    if (each.truth !== 'false') return [];
    const deeper = each.kind === 'all' ? failed(each.children) : [];
    return deeper.length > 0 ? deeper : [each];
  });
}
