/**
 * The question of a fact that is a list: whether there are entries at all, the entries with their fields, and the ways to add
 * and delete one. “None” is an answer, which no number of blank entries is.
 */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FactDescription } from '../types.js';
import type { Answer } from './answers.js';
import { blankEntry, fieldsOf, type Entry } from './entries.js';
import { cell, error, given, hints, questionOf, type Question } from './field.js';
import { addId, entryId, type View } from './view.js';
import { say } from './words.js';

export function listField(view: View, list: FactDescription): TemplateResult {
  const answer = view.profile.answer(list.name);
  const question = questionOf(view, list, { fact: list.name }, answer, (put) => view.act.answer(list.name, put));
  const { id, label, problem, describedBy } = question;
  return html`
    <fieldset class="field list ${problem ? 'wrong' : ''}" aria-describedby=${describedBy || nothing} part="field">
      <legend class="field-head label" id="${id}-label">${label}</legend>
      ${hints(question)}
      ${answer.given === undefined
        ? html`${whether(question)} ${answer.some && !answer.unknown ? entries(question) : nothing}`
        : given(question)}
      ${error(question)}
    </fieldset>
  `;
}

/** Whether there are entries at all. */
function whether({ view, answer, id, put }: Question): TemplateResult {
  const { words } = view;
  const option = (key: string, text: string, checked: boolean, change: Partial<Answer>) => html`
    <label class="option">
      <input type="radio" id=${key} name=${id} .checked=${live(checked)} @change=${() => put(change)} />
      <span>${text}</span>
    </label>
  `;
  const { unknown = false, some, entries = [] } = answer;
  const first = entries.length > 0 ? entries : [blankEntry()];
  return html`
    <div class="options">
      ${option(id, words.someEntries, !unknown && some === true, { unknown: false, some: true, entries: first })}
      ${option(`${id}-none`, words.noEntries, !unknown && some === false, { unknown: false, some: false })}
      ${view.asking ? nothing : option(`${id}-unknown`, words.unknown, unknown, { unknown: true })}
    </div>
  `;
}

function entries({ view, fact: list, answer, label }: Question): TemplateResult {
  const { words, act } = view;
  const { entries: all = [] } = answer;
  return html`
    <div class="entries">
      ${repeat(
        all,
        ({ id }) => id,
        (each, index) => entry(view, list, each, index + 1),
      )}
      <div class="entries-end">
        <button type="button" class="add" id=${addId(view, list.name)} aria-label=${words.addEntry + words.aside(label)}
          @click=${() => act.addEntry(list.name, view.asking)}>
          ${words.addEntry}
        </button>
        <span class="hint">${words.entriesNote}</span>
      </div>
    </div>
  `;
}

/** The fields of one entry, its number and the way to delete it. */
function entry(view: View, list: FactDescription, each: Entry, number: number): TemplateResult {
  const { words, lang, act } = view;
  const label = say(list.label, lang);
  return html`
    <fieldset class="entry" id=${entryId(view, list.name, each.id)} tabindex="-1">
      <legend>${words.entry(number)}</legend>
      <div class="cells">${fieldsOf(list).map((field) => cell(view, list, each, field))}</div>
      <button type="button" class="link delete" aria-label=${words.deleteEntryOf(label, number)} @click=${() => act.deleteEntry(list.name, each.id, view.asking)}>
        ${words.deleteEntry}
      </button>
    </fieldset>
  `;
}
