/** Buttons that look like links: they lead to another place of the element. */

import { html, type TemplateResult } from 'lit';
import { policyTitle, type View } from './view.js';

export function link(text: string, action: () => void): TemplateResult {
  return html`<button type="button" class="link" @click=${action}>${text}</button>`;
}

/** A policy's title, leading to it. */
export function policyLink(view: View, id: string): TemplateResult {
  return link(policyTitle(view, id), () => view.act.show(`policy-${id}`));
}
