/**
 * Checks of what callers hand in, so that a mistake is named at the door and never reaches the engine as something else.
 */

import { UsageError } from './errors.js';
import type { FactProblem, FactValue, Facts, Language } from './types.js';

/** The types of catalog sources, for messages. */
export const SOURCES = 'a Uint8Array, an ArrayBuffer, a URL, the text of a URL, or a Response';

/** What a value is, in a word a person recognises. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return typeof value;
  return value.constructor?.name ?? 'object';
}

export function checkName(name: unknown): asserts name is string {
  if (typeof name === 'string' && name !== '') return;
  throw new UsageError('wrong_argument', 'name', `name must be the name of a fact, not ${typeName(name)}`);
}

export function checkId(id: unknown): asserts id is string {
  if (typeof id === 'string' && id !== '') return;
  throw new UsageError('wrong_argument', 'id', `id must be the id of a policy, not ${typeName(id)}`);
}

/** How many: a whole number from 1 on. */
export function checkCount(name: string, count: unknown): asserts count is number {
  if (Number.isInteger(count) && (count as number) >= 1) return;
  const given = typeof count === 'number' ? String(count) : typeName(count);
  throw new UsageError('wrong_argument', name, `${name} must be a whole number from 1 on, not ${given}`);
}

export function checkLanguage(lang: unknown): asserts lang is Language {
  if (lang === 'zh' || lang === 'en') return;
  throw new UsageError('wrong_argument', 'lang', `lang must be "zh" or "en", not ${JSON.stringify(lang) ?? typeName(lang)}`);
}

/** A day that exists, as ISO 8601: `2026-02-30` is refused. */
export function checkDate(asOf: unknown): asserts asOf is string {
  if (typeof asOf === 'string' && isDate(asOf)) return;
  const given = typeof asOf === 'string' ? JSON.stringify(asOf) : typeName(asOf);
  throw new UsageError('wrong_argument', 'asOf', `asOf must be a date such as "2026-11-23", not ${given}`);
}

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

export function checkFacts(facts: unknown): asserts facts is Facts {
  if (isPlainObject(facts)) return;
  throw new UsageError('wrong_argument', 'facts', `facts must be an object of values by name, not ${typeName(facts)}`);
}

/** Refuses what cannot be a fact's value at all, such as a function; whether it fits the fact is for the engine to say. */
export function shapeProblem(fact: string, value: unknown): FactProblem | undefined {
  if (isFactValue(value)) return undefined;
  return { fact, code: 'wrong_type', message: `${fact}: ${typeName(value)} cannot be the value of a fact` };
}

function isFactValue(value: unknown): value is FactValue {
  return isCell(value) || (Array.isArray(value) && value.every((each) => isCell(each) || isRecord(each))) || isRecord(value);
}

/** A record of a list, or the years of a series. */
function isRecord(value: unknown): boolean {
  return isPlainObject(value) && Object.values(value).every(isCell);
}

/** A value, what is known of one, or codes. */
function isCell(value: unknown): boolean {
  return isScalar(value) || isBounded(value) || (Array.isArray(value) && value.every(isScalar));
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isBounded(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  return Object.values(value).every((each) => isScalar(each) || (Array.isArray(each) && each.every(isScalar)));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of another window has another Object.prototype, which has no prototype of its own either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
