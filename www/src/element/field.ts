/**
 * One question of the form: its label, its hints, its controls, “I don't know”, and what is wrong with the answer. A field of
 * an entry of a list is a question too, a smaller one: what is left blank there is not known, and choices are selects.
 */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FactDescription, FactScalar, FactValue, ListItem } from '../types.js';
import { blank, isoDate, ONLY, ownText, rangesOf, readMoney, type Answer } from './answers.js';
import { withField, type Entry } from './entries.js';
import { figure, money } from './format.js';
import { controlId, keyOf, type Place, type View } from './view.js';
import { say } from './words.js';

/** A question as its parts see it. */
export interface Question {
  view: View;
  fact: FactDescription;
  answer: Answer;
  id: string;
  label: string;
  /** What it asks, where that says more than its label. */
  ask: string | undefined;
  /** Why the answer was refused. */
  problem: string | undefined;
  /** The ids of its hints and its error, for `aria-describedby`. */
  describedBy: string;
  /** Whether it is asked of an entry of a list. */
  ofEntry: boolean;
  /** Whether the answer was refused, for the year of a key if only some years were. */
  wrong: (key?: string) => boolean;
  put: (change: Partial<Answer>) => void;
  leave: () => void;
}

/** Lists of up to so many items are drawn as radio buttons. */
const FEW = 4;

/** The question of a fact. The card of next questions has its own way to say “I don't know”, and may show an answer in its own way. */
export function field(view: View, fact: FactDescription, answer = view.profile.answer(fact.name)): TemplateResult {
  const question = questionOf(view, fact, { fact: fact.name }, answer, (given) => view.act.answer(fact.name, given));
  const { id, label, problem } = question;
  const unit = fact.yearly ? unitOf(question) : '';
  return html`
    <div class="field ${problem ? 'wrong' : ''}" role="group" aria-labelledby="${id}-label" part="field">
      <div class="field-head">
        ${hasOneControl(question)
          ? html`<label class="label" id="${id}-label" for=${id}>${label}</label>`
          : html`<span class="label" id="${id}-label">${label}${unit ? html`<span class="unit-note">${view.words.inUnit(unit)}</span>` : nothing}</span>`}
      </div>
      ${body(question)}
    </div>
  `;
}

/** The question of a field of an entry. A list of plain values has one field without a label of its own. */
export function cell(view: View, list: FactDescription, entry: Entry, fact: FactDescription): TemplateResult {
  const place = { fact: list.name, cell: { entry: entry.id, field: fact.name } };
  const question = questionOf(view, fact, place, entry.answers[fact.name] ?? blank, (given) => {
    const answer = view.profile.answer(list.name);
    view.act.answer(list.name, { ...answer, entries: withField(answer.entries ?? [], entry.id, fact.name, given) });
  });
  const { id, label, problem } = question;
  const kind = `cell ${fact.type} ${problem ? 'wrong' : ''}`;
  const name = `label ${fact.name === '' ? 'hidden' : ''}`;
  return hasOneControl(question)
    ? html`<div class=${kind}><label class=${name} id="${id}-label" for=${id}>${label}</label>${body(question)}</div>`
    : html`<div class=${kind} role="group" aria-labelledby="${id}-label"><span class=${name} id="${id}-label">${label}</span>${body(question)}</div>`;
}

export function questionOf(view: View, fact: FactDescription, place: Place, answer: Answer, put: (answer: Answer) => void): Question {
  const id = controlId(view, place);
  const problem = view.problems.get(keyOf(place));
  const label = say(fact.label, view.lang);
  const said = fact.ask ? say(fact.ask, view.lang) : undefined;
  const ask = said && addsTo(label, said) ? said : undefined;
  return {
    view,
    fact,
    answer,
    id,
    label,
    ask,
    problem: problem?.message,
    describedBy: [ask && `${id}-ask`, problem && `${id}-error`].filter(Boolean).join(' '),
    ofEntry: place.cell !== undefined,
    wrong: (key = ONLY) => problem !== undefined && (problem.years.length === 0 || problem.years.includes(Number(key))),
    put: (change) => put({ ...answer, ...change }),
    leave: () => view.act.leave(place),
  };
}

function body(question: Question): TemplateResult {
  return html`${hints(question)} ${question.answer.given === undefined ? controls(question) : given(question)} ${error(question)}`;
}

/** Where to find it, and what it asks. */
export function hints({ view, fact, id, ask }: Question): TemplateResult {
  return html`
    ${fact.where ? where(say(fact.where, view.lang), view) : nothing}
    ${ask ? html`<p class="hint" id="${id}-ask">${ask}</p>` : nothing}
  `;
}

/** What is wrong with the answer. */
export function error({ id, problem }: Question): TemplateResult | typeof nothing {
  return problem === undefined ? nothing : html`<p class="error" id="${id}-error">${errorMark}<span>${problem}</span></p>`;
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
function hasOneControl({ view, fact, answer, ofEntry }: Question): boolean {
  if (fact.yearly || answer.given !== undefined) return false;
  switch (fact.type) {
    case 'boolean':
      return ofEntry;
    case 'choices':
      return false;
    case 'choice':
      return ofEntry || !isFew(itemsOf(view, fact));
    default:
      return true;
  }
}

function where(text: string, { words }: View): TemplateResult {
  return html`<details class="where"><summary>${words.where}</summary><p>${text}</p></details>`;
}

/** A value from outside that no control can show. */
export function given(question: Question): TemplateResult {
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
  if (fact.type === 'list') return JSON.stringify(value);
  if (value === null) return words.unknown;
  if (Array.isArray(value)) return value.map((each) => describe(question, each as FactScalar)).join(words.comma);
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
  const { fact, view, ofEntry } = question;
  switch (fact.type) {
    case 'boolean': {
      const items = [['true', view.words.yes], ['false', view.words.no]] as const;
      const draw = ofEntry ? cascade : radios;
      return draw(question, items.map(([code, word]) => ({ code, label: { zh: word, en: word }, leaf: true })));
    }
    case 'choice': {
      const items = itemsOf(view, fact);
      return isFew(items) && !ofEntry ? radios(question, items) : cascade(question, items);
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

function radios({ view, answer, id, describedBy, wrong, put }: Question, items: ListItem[]): TemplateResult {
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
      ${items.map(({ code, label }, index) =>
        option(code, say(label, view.lang), chosen === code, () => put({ unknown: false, texts: { [ONLY]: code } }), index === 0),
      )}
      ${view.asking ? nothing : option('unknown', view.words.unknown, answer.unknown ?? false, () => put({ unknown: true }), false)}
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
      ${view.asking ? nothing : option(`${id}-unknown`, words.unknown, answer.unknown ?? false, (on) => only(on, true))}
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
        ${first && !view.asking ? html`<option value=${UNKNOWN} .selected=${answer.unknown ?? false}>${words.unknown}</option>` : nothing}
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
  const { view, fact, answer, ofEntry, put, leave } = question;
  const { words } = view;
  const box = html`
    <label class="check">
      <input type="checkbox" .checked=${live(answer.unknown ?? false)}
        @change=${(event: Event) => put({ unknown: (event.target as HTMLInputElement).checked })} />
      <span>${words.unknown}</span>
    </label>
  `;
  const unknown = view.asking ? nothing : box;
  const other =
    fact.brackets.length > 0 && !isClosed(question)
      ? html`<button type="button" class="link" @click=${() => (put({ ranged: !answer.ranged }), leave())}>
          ${answer.ranged ? words.byFigure : words.byRange}
        </button>`
      : nothing;
  if (!fact.yearly) {
    return html`<div class="figure">${control(question, ONLY)}${echo(question)}<span class="asides">${ofEntry ? nothing : unknown}${other}</span></div>`;
  }
  return html`
    <div class="years">${view.profile.asked(fact).map((year) => yearly(question, year))}</div>
    <div class="asides">${unknown}${other}</div>
  `;
}

/** Whether “I don't know” closes the controls of a figure. In an entry it has no control of its own, and typing takes it back. */
function isClosed({ answer, ofEntry }: Question): boolean {
  return (answer.unknown ?? false) && !ofEntry;
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
  const typed = (event: Event) => put({ unknown: false, texts: { ...answer.texts, [key]: (event.target as HTMLInputElement).value } });
  const shape = fact.type === 'date' ? 'YYYY-MM-DD' : nothing;
  const plain = fact.type === 'text' || fact.type === 'date';
  const unit = unitOf(question);
  return html`
    <span class="box ${fact.type}">
      <input type="text" id=${inputId} autocomplete="off" inputmode=${plain ? nothing : 'decimal'}
        placeholder=${answer.unknown && question.ofEntry ? view.words.unknown : shape}
        .value=${live(answer.texts[key] ?? '')} ?disabled=${isClosed(question)}
        aria-describedby=${describedBy || nothing} aria-invalid=${wrong(key) ? 'true' : nothing}
        @input=${typed} @change=${leave} />
      ${fact.type === 'period' ? periodUnit(question) : unit && !fact.yearly ? unitBox(question, unit) : nothing}
    </span>
  `;
}

function unitBox({ view, ofEntry }: Question, unit: string): TemplateResult {
  const { words } = view;
  return ofEntry
    ? html`<span class="unit" title=${words.unitName(unit)}>${words.unitShort(unit)}</span>`
    : html`<span class="unit">${words.unitName(unit)}</span>`;
}

function periodUnit(question: Question): TemplateResult {
  const { view, answer, label, put } = question;
  const { words } = view;
  return html`
    <select class="unit" aria-label=${label + words.aside(`${words.years} / ${words.months}`)} ?disabled=${isClosed(question)}
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

function ranges(question: Question, key: string, inputId: string): TemplateResult {
  const { view, fact, answer, describedBy, wrong, put, leave } = question;
  const { words, lang } = view;
  const { brackets: limits } = fact;
  const name = (index: number) => {
    const [from, to] = [limits[index - 1], limits[index]].map((limit) => limit && figure(fact, limit, words, lang));
    if (!from) return words.below(to ?? '');
    return to ? words.between(from, to) : words.from(from);
  };
  const chosen = answer.ranges[key] ?? '';
  const change = (event: Event) => {
    put({ unknown: false, ranges: { ...answer.ranges, [key]: (event.target as HTMLSelectElement).value } });
    leave();
  };
  return html`
    <select id=${inputId} class="range" ?disabled=${isClosed(question)} @change=${change}
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
