/** One question of the form: its label, its hints, its controls, “I don't know”, and what is wrong with the answer. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FactDescription, FactValue, ListItem } from '../types.js';
import { isoDate, ONLY, ownText, rangesOf, readMoney, type Answer } from './answers.js';
import { figure, money } from './format.js';
import { fieldId, type View } from './view.js';
import { say } from './words.js';

/** A question as its parts see it. */
interface Question {
  view: View;
  fact: FactDescription;
  answer: Answer;
  id: string;
  label: string;
  /** The ids of its hints and its error, for `aria-describedby`. */
  describedBy: string;
  /** Whether the answer was refused, for the year of a key if only some years were. */
  wrong: (key?: string) => boolean;
  put: (change: Partial<Answer>) => void;
  leave: () => void;
}

/** Lists of up to so many items are drawn as radio buttons. */
const FEW = 4;

export function field(view: View, fact: FactDescription): TemplateResult {
  const id = fieldId(view, fact.name);
  const answer = view.profile.answer(fact.name);
  const problem = view.problems.get(fact.name);
  const label = say(fact.label, view.lang);
  const ask = fact.ask ? say(fact.ask, view.lang) : undefined;
  const question: Question = {
    view,
    fact,
    answer,
    id,
    label,
    describedBy: [ask && addsTo(label, ask) && `${id}-ask`, problem && `${id}-error`].filter(Boolean).join(' '),
    wrong: (key = ONLY) => problem !== undefined && (problem.years.length === 0 || problem.years.includes(Number(key))),
    put: (change) => view.act.answer(fact.name, { ...answer, ...change }),
    leave: () => view.act.leave(fact.name),
  };
  const single = hasOneControl(fact, answer, view);
  const unit = fact.yearly ? unitOf(question) : '';
  return html`
    <div class="field ${problem ? 'wrong' : ''}" role="group" aria-labelledby="${id}-label" part="field">
      <div class="field-head">
        ${single
          ? html`<label class="label" id="${id}-label" for=${id}>${label}</label>`
          : html`<span class="label" id="${id}-label">${label}${unit ? html`<span class="unit-note">${view.words.inUnit(unit)}</span>` : nothing}</span>`}
      </div>
      ${fact.where ? where(say(fact.where, view.lang), view) : nothing}
      ${ask && addsTo(label, ask) ? html`<p class="hint" id="${id}-ask">${ask}</p>` : nothing}
      ${answer.given === undefined ? controls(question) : given(question)}
      ${problem ? html`<p class="error" id="${id}-error">${errorMark}${problem.message}</p>` : nothing}
    </div>
  `;
}

/** Whether a question says more than the label above it. */
function addsTo(label: string, ask: string): boolean {
  return ask.replace(/(分别)?是多少|[？?]/g, '') !== label;
}

const errorMark = html`<svg class="mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
  <circle cx="8" cy="8" r="7"></circle>
  <path d="M8 4.2v4.6M8 11.6h.01"></path>
</svg>`;

/** Whether a `<label for>` can name the question's control. */
function hasOneControl(fact: FactDescription, answer: Answer, view: View): boolean {
  if (fact.yearly || answer.given !== undefined) return false;
  switch (fact.type) {
    case 'boolean':
    case 'choices':
      return false;
    case 'choice':
      return !isFew(itemsOf(view, fact));
    default:
      return true;
  }
}

function where(text: string, { words }: View): TemplateResult {
  return html`<details class="where"><summary>${words.where}</summary><p>${text}</p></details>`;
}

/** A value from outside that no control can show. */
function given(question: Question): TemplateResult {
  const { view, answer, put } = question;
  const { words } = view;
  const text = answer.given === undefined ? '' : describe(question, answer.given);
  return html`
    <p class="given">
      <span>${words.given}<b>${text}</b></span>
      <button type="button" class="link" @click=${() => put({ given: undefined })}>${words.change}</button>
    </p>
  `;
}

/** A value as a reader would say it. */
function describe(question: Question, value: FactValue): string {
  const { fact, view } = question;
  const { words, lang } = view;
  if (value === null) return words.unknown;
  if (Array.isArray(value)) return value.map((each) => describe(question, each)).join(words.comma);
  if (typeof value !== 'object') {
    const own = typeof value === 'boolean' ? undefined : ownText(fact, value);
    return own === undefined ? labelOf(question, String(value)) : figure(fact, own, words, lang);
  }
  if ('in' in value) return describe(question, value.in as FactValue);
  const { min, max, below, ...years } = value as Record<string, string | number | undefined>;
  const said = (limit: string | number | undefined) => (limit === undefined ? undefined : describe(question, limit));
  if (min !== undefined && max !== undefined) return `${said(min)}–${said(max)}`;
  if (min !== undefined && below !== undefined) return words.between(said(min) ?? '', said(below) ?? '');
  if (min !== undefined) return words.from(said(min) ?? '');
  if (max !== undefined) return words.upTo(said(max) ?? '');
  if (below !== undefined) return words.below(said(below) ?? '');
  return Object.entries(years).map(([year, each]) => `${words.year(Number(year))} ${said(each) ?? words.unknown}`).join(words.comma);
}

function labelOf({ fact, view }: Question, code: string): string {
  const item = itemsOf(view, fact).find((known) => known.code === code);
  return item ? say(item.label, view.lang) : code;
}

function controls(question: Question): TemplateResult {
  const { fact, view } = question;
  switch (fact.type) {
    case 'boolean':
      return radios(question, [
        { value: 'true', label: view.words.yes },
        { value: 'false', label: view.words.no },
      ]);
    case 'choice': {
      const items = itemsOf(view, fact);
      if (isFew(items)) return radios(question, items.map(({ code, label }) => ({ value: code, label: say(label, view.lang) })));
      return cascade(question, items);
    }
    case 'choices':
      return checkboxes(question, itemsOf(view, fact));
    default:
      return figures(question);
  }
}

// ---------------------------------------------------------------------------------------------------------------- choices

function itemsOf(view: View, fact: FactDescription): ListItem[] {
  return view.catalog.lists[fact.list ?? ''] ?? [];
}

function isFew(items: ListItem[]): boolean {
  return items.length <= FEW && items.every((item) => item.parent === undefined);
}

function radios({ view, answer, id, describedBy, wrong, put }: Question, options: { value: string; label: string }[]): TemplateResult {
  const chosen = answer.unknown ? undefined : answer.texts[ONLY];
  const option = (value: string, label: string, checked: boolean, change: () => void, first: boolean) => html`
    <label class="option">
      <input type="radio" id=${first ? id : `${id}-${value}`} name=${id} .checked=${live(checked)} @change=${change}
        aria-describedby=${describedBy || nothing} aria-invalid=${wrong() ? 'true' : nothing} />
      <span>${label}</span>
    </label>
  `;
  return html`
    <div class="options">
      ${options.map(({ value, label }, index) =>
        option(value, label, chosen === value, () => put({ unknown: false, texts: { [ONLY]: value } }), index === 0),
      )}
      ${option('unknown', view.words.unknown, answer.unknown ?? false, () => put({ unknown: true }), false)}
    </div>
  `;
}

function checkboxes({ view, answer, id, describedBy, put }: Question, items: ListItem[]): TemplateResult {
  const { words, lang } = view;
  const codes = answer.unknown ? undefined : answer.codes;
  const option = (key: string, label: string, checked: boolean, change: (on: boolean) => void) => html`
    <label class="option">
      <input type="checkbox" id=${key} .checked=${live(checked)} aria-describedby=${describedBy || nothing}
        @change=${(event: Event) => change((event.target as HTMLInputElement).checked)} />
      <span>${label}</span>
    </label>
  `;
  const without = (code: string) => (codes ?? []).filter((chosen) => chosen !== code);
  const choose = (code: string, on: boolean) => {
    const left = on ? [...without(code), code] : without(code);
    put({ unknown: false, codes: left.length > 0 ? left : undefined });
  };
  const only = (on: boolean, unknown: boolean) => put({ unknown: on && unknown, codes: on && !unknown ? [] : undefined });
  return html`
    <div class="options stacked">
      ${items
        .filter((item) => item.leaf)
        .map((item, index) =>
          option(index === 0 ? id : `${id}-${index}`, say(item.label, lang), codes?.includes(item.code) ?? false, (on) =>
            choose(item.code, on),
          ),
        )}
      ${option(`${id}-none`, words.noneOfThese, codes?.length === 0, (on) => only(on, false))}
      ${option(`${id}-unknown`, words.unknown, answer.unknown ?? false, (on) => only(on, true))}
    </div>
  `;
}

/** The value of a select that says “I don't know”; no code can be empty text behind a question mark. */
const UNKNOWN = '?';

/** The selects of a tree stand two in a row where its labels are about this short. */
const SHORT = { zh: 6, en: 20 };

/** One select for each level of a tree; a flat list is a tree of one level. An inner code stands for all below it. */
function cascade({ view, answer, id, label, describedBy, wrong, put, leave }: Question, items: ListItem[]): TemplateResult {
  const { words, lang } = view;
  const path = pathTo(items, answer.unknown ? '' : (answer.texts[ONLY] ?? ''));
  const levels = [undefined, ...path].map((parent) => ({ parent, below: items.filter((item) => item.parent === parent?.code) }));
  const select = ({ parent, below }: { parent: ListItem | undefined; below: ListItem[] }, index: number) => {
    const chosen = path[index]?.code;
    const first = parent === undefined;
    const change = (event: Event) => {
      const value = (event.target as HTMLSelectElement).value;
      put({ unknown: value === UNKNOWN, texts: value === UNKNOWN ? answer.texts : { [ONLY]: value || (parent?.code ?? '') } });
      leave();
    };
    return html`
      <select id=${first ? id : `${id}-${index}`} @change=${change} aria-label=${first ? nothing : words.level(label, index + 1)}
        aria-describedby=${describedBy || nothing} aria-invalid=${wrong() ? 'true' : nothing}>
        <option value="" .selected=${chosen === undefined && !answer.unknown}>
          ${parent ? words.optional : words.choose}
        </option>
        ${below.map((item) => html`<option value=${item.code} .selected=${item.code === chosen}>${codeAndLabel(item, lang)}</option>`)}
        ${first ? html`<option value=${UNKNOWN} .selected=${answer.unknown ?? false}>${words.unknown}</option>` : nothing}
      </select>
    `;
  };
  const letters = items.reduce((sum, item) => sum + say(item.label, lang).length, 0);
  const long = letters > SHORT[lang] * items.length;
  return html`<div class="cascade ${long ? 'long' : ''}">${levels.filter(({ below }) => below.length > 0).map(select)}</div>`;
}

/** Codes that people know, such as C39, stand before their label; codes that are words or long numbers do not. */
function codeAndLabel(item: ListItem, lang: View['lang']): string {
  const label = say(item.label, lang);
  return /^[A-Z]\d{0,4}$/.test(item.code) ? `${item.code} ${label}` : label;
}

/** The items from the root of a tree down to `code`. */
function pathTo(items: ListItem[], code: string): ListItem[] {
  const item = items.find((known) => known.code === code);
  return item ? [...pathTo(items, item.parent ?? ''), item] : [];
}

// ---------------------------------------------------------------------------------------------------------------- figures

/** A figure, a date or a text: typed, chosen as a range, or not known. */
function figures(question: Question): TemplateResult {
  const { view, fact, answer, put, leave } = question;
  const { words } = view;
  const unknown = html`
    <label class="check">
      <input type="checkbox" .checked=${live(answer.unknown ?? false)}
        @change=${(event: Event) => put({ unknown: (event.target as HTMLInputElement).checked })} />
      <span>${words.unknown}</span>
    </label>
  `;
  const other =
    fact.brackets.length > 0 && !answer.unknown
      ? html`<button type="button" class="link" @click=${() => (put({ ranged: !answer.ranged }), leave())}>
          ${answer.ranged ? words.byFigure : words.byRange}
        </button>`
      : nothing;
  if (!fact.yearly) {
    return html`<div class="figure">${control(question, ONLY)}${echo(question)}<span class="asides">${unknown}${other}</span></div>`;
  }
  return html`
    <div class="years">${view.profile.asked(fact).map((year) => yearly(question, year))}</div>
    <div class="asides">${unknown}${other}</div>
  `;
}

/** The control of one year, or the word that the company did not exist then. */
function yearly(question: Question, year: number): TemplateResult {
  const { view, answer, id, fact } = question;
  const { words, profile, act } = view;
  const { founded, lastYear } = profile;
  const key = String(year);
  const before = year < founded;
  const byHand = profile.firstYear !== undefined && profile.firstYear === founded;
  // The oldest year that is left can be struck out, and the youngest that was can be taken back.
  const canStrike = !answer.unknown && (before ? byHand && year === founded - 1 : isOldest(question, year) && year < lastYear);
  const strike = (event: Event) => {
    const on = (event.target as HTMLInputElement).checked;
    const oldest = profile.asked(fact)[0] ?? year;
    act.begin(on ? year + 1 : year === oldest ? undefined : year);
  };
  const inputId = isOldest(question, year) ? id : `${id}-${key}`;
  return html`
    <div class="year">
      ${before
        ? html`<span class="year-name">${words.year(year)}</span><span class="no-year">${words.noSuchYear}</span>`
        : html`<label class="year-name" for=${inputId}>${words.year(year)}</label>${control(question, key, inputId)}`}
      ${before ? nothing : echo(question, key)}
      ${canStrike
        ? html`<label class="check small">
            <input type="checkbox" .checked=${live(before)} @change=${strike} /><span>${words.notFounded}</span>
          </label>`
        : nothing}
    </div>
  `;
}

function isOldest({ view, fact }: Question, year: number): boolean {
  return view.profile.asked(fact).find((asked) => asked >= view.profile.founded) === year;
}

/** One text box or one select of ranges. */
function control(question: Question, key: string, inputId = question.id): TemplateResult {
  const { view, fact, answer, describedBy, wrong, put, leave } = question;
  if (answer.ranged) return ranges(question, key, inputId);
  const typed = (event: Event) => put({ texts: { ...answer.texts, [key]: (event.target as HTMLInputElement).value } });
  const plain = fact.type === 'text' || fact.type === 'date';
  const unit = unitOf(question);
  return html`
    <span class="box ${fact.type}">
      <input type="text" id=${inputId} autocomplete="off" inputmode=${plain ? nothing : 'decimal'}
        placeholder=${fact.type === 'date' ? 'YYYY-MM-DD' : nothing}
        .value=${live(answer.texts[key] ?? '')} ?disabled=${answer.unknown ?? false}
        aria-describedby=${describedBy || nothing} aria-invalid=${wrong(key) ? 'true' : nothing}
        @input=${typed} @change=${leave} />
      ${fact.type === 'period' ? periodUnit(question) : unit && !fact.yearly ? html`<span class="unit">${view.words.unitName(unit)}</span>` : nothing}
    </span>
  `;
}

function periodUnit({ view, answer, label, put }: Question): TemplateResult {
  const { words } = view;
  return html`
    <select class="unit" aria-label=${label + words.aside(`${words.years} / ${words.months}`)} ?disabled=${answer.unknown ?? false}
      @change=${(event: Event) => put({ inMonths: (event.target as HTMLSelectElement).value === 'months' })}>
      <option value="years" .selected=${!answer.inMonths}>${words.years}</option>
      <option value="months" .selected=${answer.inMonths ?? false}>${words.months}</option>
    </select>
  `;
}

function unitOf({ fact, view }: Question): string {
  if (fact.type === 'percent') return '%';
  if (fact.type === 'days') return view.words.days;
  return fact.ask_unit?.name ?? fact.unit ?? '';
}

function ranges({ view, fact, answer, describedBy, wrong, put, leave }: Question, key: string, inputId: string): TemplateResult {
  const { words, lang } = view;
  const { brackets: limits } = fact;
  const name = (index: number) => {
    const [from, to] = [limits[index - 1], limits[index]].map((limit) => limit && figure(fact, limit, words, lang));
    if (!from) return words.below(to ?? '');
    return to ? words.between(from, to) : words.from(from);
  };
  const chosen = answer.ranges[key] ?? '';
  const change = (event: Event) => {
    put({ ranges: { ...answer.ranges, [key]: (event.target as HTMLSelectElement).value } });
    leave();
  };
  return html`
    <select id=${inputId} class="range" ?disabled=${answer.unknown ?? false} @change=${change}
      aria-describedby=${describedBy || nothing} aria-invalid=${wrong(key) ? 'true' : nothing}>
      <option value="" .selected=${chosen === ''}>${words.choose}</option>
      ${rangesOf(fact).map((_, index) => html`<option value=${index} .selected=${chosen === String(index)}>${name(index)}</option>`)}
    </select>
  `;
}

/** What a typed figure is read as, so that a figure in 元 where 万元 is asked catches the eye. */
function echo({ view, fact, answer }: Question, key = ONLY): TemplateResult | typeof nothing {
  const text = answer.texts[key] ?? '';
  if (answer.unknown || answer.ranged || text.trim() === '') return nothing;
  if (fact.type === 'date') {
    const date = isoDate(text);
    return date && date !== text ? html`<span class="echo">${view.words.inForceOf(date)}</span>` : nothing;
  }
  const yuan = fact.type === 'money' ? readMoney(fact, text) : undefined;
  return yuan === undefined ? nothing : html`<span class="echo">${view.words.inForceOf(money(yuan, view.lang))}</span>`;
}
