/** A part of the results that takes time: it is folded, and computed once the reader opens it. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Part, View } from './view.js';

/** `content` asks for what it shows and gives undefined until that is there. On paper it is shown only if the reader had opened it. */
export function later(view: View, part: Part, title: string, note: string, content: () => TemplateResult | undefined): TemplateResult {
  const { words, openParts, act } = view;
  const open = openParts.has(part);
  return html`
    <details class="later" id=${partId(part)} data-part=${part} .open=${open} @toggle=${(event: Event) => act.togglePart(part, (event.target as HTMLDetailsElement).open)}>
      <summary><h3>${title}</h3><span class="note">${note}</span></summary>
      ${open ? html`<div class="later-body">${content() ?? html`<p class="note pending">${words.computing}</p>`}</div>` : nothing}
    </details>
  `;
}

/** The id of a part, by which the reader is led to it. */
export function partId(part: Part): string {
  return `part-${part}`;
}
