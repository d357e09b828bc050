/**
 * What a reader has answered to one question, and how it becomes the value of a fact and comes from one.
 *
 * An answer keeps what was typed, letter by letter, so that nothing is lost when it is refused, when the reader changes
 * their mind, or when the date moves on. Yearly answers are kept by calendar year.
 */

import type { Bounded, FactDescription, FactScalar, FactValue } from '../types.js';
import { dividedBy, isDecimal, times } from './decimal.js';
import type { Entry } from './entries.js';

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
  /** Whether a list has entries at all, once that was said. */
  some?: boolean | undefined;
  /** The entries of a list as they stand in the form, blank ones too. They stay while “none” is said, so that it can be taken back. */
  entries?: readonly Entry[];
  /** A value from outside that the form's controls cannot show; it holds until the reader answers anew. */
  given?: FactValue | undefined;
}

export const blank: Answer = { texts: {}, ranges: {} };

/** The key of a value that is not yearly. */
export const ONLY = '';

export function filled(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}

// ------------------------------------------------------------------------------------------------- from answers to facts

/** The value of a fact that is neither yearly nor a list; undefined where nothing was answered. */
export function singleValue(fact: FactDescription, answer: Answer): FactScalar | FactScalar[] | undefined {
  if (answer.unknown) return null;
  // What came from outside for such a fact was one of these.
  if (answer.given !== undefined) return answer.given as FactScalar;
  return answer.codes ?? cellValue(fact, answer, ONLY) ?? undefined;
}

/** The value of one control; null where it is empty. */
export function cellValue(fact: FactDescription, answer: Answer, key: string): FactScalar {
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

/** The answer that stands for a value from outside, of a fact that is not a list. */
export function answerOf(fact: FactDescription, value: FactValue, lastYear = 0): Answer {
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
    const years = value as FactScalar[];
    return Object.fromEntries(years.map((cell, index) => [lastYear - years.length + 1 + index, cell]));
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
