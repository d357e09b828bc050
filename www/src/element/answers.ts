/**
 * What a reader has answered, and how it becomes facts.
 *
 * An answer keeps what was typed, letter by letter, so that nothing is lost when it is refused, when the reader changes
 * their mind, or when the date moves on. Yearly answers are kept by calendar year.
 */

import type { Bounded, FactDescription, Facts, FactScalar, FactValue } from '../types.js';
import { dividedBy, isDecimal, times } from './decimal.js';

/** What was answered to one question. */
export interface Answer {
  /** “I don't know” was chosen. */
  unknown?: boolean;
  /** Ranges are chosen instead of exact figures. */
  ranged?: boolean;
  /** What was typed or chosen: by year for a yearly fact, under `''` for others. */
  texts: Record<string, string>;
  /** The positions of the chosen ranges, by the same keys. */
  ranges: Record<string, string>;
  /** The codes of a `choices` fact, once anything or “none of these” was chosen. */
  codes?: string[] | undefined;
  /** Whether a period was typed in months; else in years. */
  inMonths?: boolean;
  /** A value from outside that the form's controls cannot show; it holds until the reader answers anew. */
  given?: FactValue | undefined;
}

export const blank: Answer = { texts: {}, ranges: {} };

/** The key of a value that is not yearly. */
export const ONLY = '';

/** The fact that says since when the company exists, which the language names (section 4). */
const FOUNDED = '成立日期';

/** Everything that was answered. */
export class Profile {
  readonly #facts: ReadonlyMap<string, FactDescription>;
  readonly #answers = new Map<string, Answer>();
  /** The last year that is closed. */
  lastYear: number;
  /** The company's first year, where the reader said that it did not exist in the years before. */
  firstYear: number | undefined;

  constructor(facts: readonly FactDescription[], asOf: string) {
    this.#facts = new Map(facts.map((fact) => [fact.name, fact]));
    this.lastYear = Profile.lastYearOf(asOf);
  }

  /** The last year that is closed on a day. */
  static lastYearOf(asOf: string): number {
    return Number(asOf.slice(0, 4)) - 1;
  }

  answer(name: string): Answer {
    return this.#answers.get(name) ?? blank;
  }

  put(name: string, answer: Answer): void {
    this.#answers.set(name, answer);
  }

  clear(): void {
    this.#answers.clear();
    this.firstYear = undefined;
  }

  /** The years that a yearly question asks for, oldest first. */
  asked(fact: FactDescription): number[] {
    return span(this.lastYear - (fact.yearly ?? 1) + 1, this.lastYear);
  }

  /** The company's first year as far as the answers tell. */
  get founded(): number {
    const date = isoDate(this.answer(FOUNDED).texts[ONLY] ?? '');
    const byDate = this.#facts.get(FOUNDED)?.type === 'date' && date ? Number(date.slice(0, 4)) : -Infinity;
    return Math.max(byDate, this.firstYear ?? -Infinity);
  }

  /** The years of a series: those that are asked and in which the company existed. */
  years(fact: FactDescription): number[] {
    return this.asked(fact).filter((year) => year >= this.founded);
  }

  /** The names of the yearly facts: when the company's first year changes, all of them do. */
  get series(): string[] {
    return [...this.#facts.values()].filter((fact) => fact.yearly).map((fact) => fact.name);
  }

  /** Whether something stands there, “I don't know” included. */
  isAnswered(fact: FactDescription): boolean {
    const answer = this.answer(fact.name);
    if (answer.unknown || answer.given !== undefined || answer.codes) return true;
    const cells = answer.ranged ? answer.ranges : answer.texts;
    if (!fact.yearly) return filled(cells[ONLY]);
    const years = this.years(fact);
    return years.length > 0 && years.every((year) => filled(cells[year]));
  }

  /** The fact as the engine takes it; undefined where nothing was answered. */
  value(name: string): FactValue | undefined {
    const fact = this.#facts.get(name);
    if (!fact) return undefined;
    const answer = this.answer(name);
    if (answer.unknown) return null;
    if (answer.given !== undefined) return answer.given;
    if (answer.codes) return answer.codes;
    const cell = (key: string | number) => cellValue(fact, answer, String(key));
    if (!fact.yearly) return cell(ONLY) ?? undefined;
    const values = this.years(fact).map(cell);
    return values.some((value) => value !== null) ? values : undefined;
  }

  /** All facts that were answered. */
  facts(): Facts {
    const facts: Facts = {};
    for (const name of this.#answers.keys()) {
      const value = this.value(name);
      if (value !== undefined) facts[name] = value;
    }
    return facts;
  }

  /** Takes over facts from outside. What the catalog does not know is left alone. */
  take(facts: Facts): void {
    const lengths: number[] = [];
    for (const [name, value] of Object.entries(facts)) {
      const fact = this.#facts.get(name);
      if (!fact || value === undefined) continue;
      if (fact.yearly && Array.isArray(value)) lengths.push(value.length);
      this.put(name, answerOf(fact, value, this.lastYear));
    }
    const longest = Math.max(...this.series.map((name) => this.#facts.get(name)?.yearly ?? 1));
    const given = Math.max(...lengths);
    if (lengths.length > 0 && given < longest) this.firstYear = this.lastYear - given + 1;
  }
}

function filled(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}

function span(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

// ------------------------------------------------------------------------------------------------- from answers to facts

/** The value of one control; null where it is empty. */
function cellValue(fact: FactDescription, answer: Answer, key: string): FactScalar {
  if (answer.ranged) return rangesOf(fact)[Number(answer.ranges[key] || NaN)] ?? null;
  const text = answer.texts[key] ?? '';
  if (!filled(text)) return null;
  switch (fact.type) {
    case 'boolean':
      return text === 'true';
    case 'choice':
    case 'text':
      return text;
    case 'date':
      return isoDate(text) ?? text;
    default:
      return readFigure(fact, text, answer.inMonths ?? false);
  }
}

/** What was typed as a figure, with the unit that the form asks in put behind it. What is not a figure goes as it is. */
function readFigure(fact: FactDescription, typed: string, inMonths: boolean): string {
  const text = fold(typed);
  if (!isDecimal(text)) return fact.type === 'money' && /[\d][千万亿]+$/.test(text) ? `${text}元` : text;
  const plain = times(text, fact.ask_unit?.factor ?? '1');
  switch (fact.type) {
    case 'money':
      return `${plain}元`;
    case 'percent':
      return `${plain}%`;
    case 'period':
      return inMonths ? `${plain}个月` : inWholeMonths(plain);
    case 'days':
      return `${plain}日`;
    default:
      return plain;
  }
}

/** Years as whole months where they are: 1.5 years are 18 months. */
function inWholeMonths(years: string): string {
  const months = times(years, '12');
  return months.includes('.') ? `${years}年` : `${months}个月`;
}

/** Full-width digits and points as their ASCII twins, without separators and blanks. */
function fold(text: string): string {
  return text.normalize('NFKC').replace(/[\s,_]/g, '').replace(/^\+/, '').replace(/^\./, '0.');
}

/** The amount in 元 that a typed figure is read as, where it is one. */
export function readMoney(fact: FactDescription, typed: string): string | undefined {
  const match = /^(-?\d+(?:\.\d*)?)元$/.exec(readFigure(fact, typed, false));
  return match?.[1];
}

/** A day written the way people write days, as ISO 8601: 2018.5.1, 2018/05/01, 2018年5月1日, 20180501. */
export function isoDate(typed: string): string | undefined {
  const text = typed.normalize('NFKC').replace(/\s/g, '');
  const [, year, month = '', day = ''] =
    /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  return year === undefined ? undefined : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** The ranges that a reader may answer with, lowest first. */
export function rangesOf(fact: FactDescription): (Bounded & { min?: string; below?: string })[] {
  const limits = fact.brackets;
  const value = (own: string) => ownLiteral(fact, own);
  return limits.length === 0
    ? []
    : [
        { below: value(limits[0] ?? '0') },
        ...limits.slice(1).map((below, index) => ({ min: value(limits[index] ?? '0'), below: value(below) })),
        { min: value(limits.at(-1) ?? '0') },
      ];
}

/** A value in the fact's own unit as a literal. */
function ownLiteral(fact: FactDescription, own: string): string {
  switch (fact.type) {
    case 'money':
      return `${own}元`;
    case 'percent':
      return `${times(own, '100')}%`;
    case 'period':
      return `${own}个月`;
    case 'days':
      return `${own}日`;
    default:
      return own;
  }
}

// ------------------------------------------------------------------------------------------------- from facts to answers

const SCALES: Record<string, string> = {
  万亿: '1000000000000',
  亿: '100000000',
  千万: '10000000',
  百万: '1000000',
  万: '10000',
  千: '1000',
  '': '1',
};

/** The answer that stands for a value from outside. */
function answerOf(fact: FactDescription, value: FactValue, lastYear: number): Answer {
  if (value === null) return { ...blank, unknown: true };
  if (fact.type === 'choices') {
    const codes = Array.isArray(value) ? value : [value];
    return codes.every((code) => typeof code === 'string') ? { ...blank, codes } : { ...blank, given: value };
  }
  const cells = cellsOf(fact, value, lastYear);
  const answer: Answer = { texts: {}, ranges: {} };
  for (const [key, cell] of Object.entries(cells ?? {})) {
    if (cell === null) continue;
    const range = rangesOf(fact).findIndex((known) => JSON.stringify(known) === JSON.stringify(literalBounds(fact, cell)));
    if (range >= 0) {
      answer.ranged = true;
      answer.ranges[key] = String(range);
    } else if (typeof cell === 'object') {
      return { ...blank, given: value };
    } else {
      answer.texts[key] = textOf(fact, cell);
      if (fact.type === 'period' && /月$/.test(String(cell))) answer.inMonths = true;
    }
  }
  // Exact figures of some years beside ranges of others: the form shows one or the other.
  const mixed = answer.ranged && Object.keys(answer.texts).length > 0;
  return cells === undefined || mixed ? { ...blank, given: value } : answer;
}

/** One value a key; undefined where the value does not fit the fact. */
function cellsOf(fact: FactDescription, value: FactValue, lastYear: number): Record<string, FactScalar> | undefined {
  if (!fact.yearly) return Array.isArray(value) ? undefined : { [ONLY]: value as FactScalar };
  if (Array.isArray(value)) {
    return Object.fromEntries(value.map((cell, index) => [lastYear - value.length + 1 + index, cell]));
  }
  const keyed = typeof value === 'object' && value !== null && Object.keys(value).every((key) => /^\d{4}$/.test(key));
  return keyed ? (value as Record<string, FactScalar>) : undefined;
}

/** Bounds with their values written as `rangesOf` writes them. */
function literalBounds(fact: FactDescription, cell: FactScalar): FactScalar {
  if (typeof cell !== 'object' || cell === null || 'in' in cell) return cell;
  const bounds: Record<string, string> = {};
  for (const side of ['min', 'max', 'below'] as const) {
    const value = cell[side];
    if (value === undefined) continue;
    const own = ownText(fact, value);
    bounds[side] = own === undefined ? String(value) : ownLiteral(fact, own);
  }
  // Zero as the lowest value says nothing where a value cannot be less.
  const { min, ...rest } = bounds;
  const idle = min !== undefined && fact.domain?.min !== undefined && min === ownLiteral(fact, fact.domain.min);
  return idle && rest['below'] !== undefined ? rest : bounds;
}

/** A literal as plain decimal text in the fact's own unit; undefined where it is none. */
export function ownText(fact: FactDescription, value: string | number): string | undefined {
  if (typeof value === 'number') return isDecimal(String(value)) ? String(value) : undefined;
  const [, digits, scale = '', unit = ''] = /^(-?\d+(?:\.\d+)?)(万亿|亿|千万|百万|万|千)?(.*)$/.exec(fold(value)) ?? [];
  if (digits === undefined) return undefined;
  const scaled = times(digits, SCALES[scale] ?? '1');
  if (fact.type === 'percent') return unit === '%' ? dividedBy(scaled, '100') : undefined;
  if (fact.type === 'period') return unit === '年' ? times(scaled, '12') : unit === '个月' ? scaled : undefined;
  return scaled;
}

/** What a reader would have typed for a value. */
function textOf(fact: FactDescription, value: string | number | boolean): string {
  if (typeof value === 'boolean' || ['boolean', 'choice', 'text', 'date'].includes(fact.type)) return String(value);
  const own = ownText(fact, value);
  if (own === undefined) return String(value);
  switch (fact.type) {
    case 'percent':
      return times(own, '100');
    case 'period':
      return /月$/.test(String(value)) ? own : (dividedBy(own, '12') ?? String(value));
    default:
      return dividedBy(own, fact.ask_unit?.factor ?? '1') ?? String(value);
  }
}
