/**
 * The entries of a fact that is a list, as they stand in the form: each a set of answers to the list's fields.
 *
 * An entry in which nothing was typed is not part of the list. A list without entries is one of which nothing is known,
 * unless the reader has said that there are none.
 */

import type { FactDescription, FactElement, FactProblem, FactRecord, FactValue } from '../types.js';
import { answerOf, blank, singleValue, type Answer } from './answers.js';

export interface Entry {
  /** Never used twice, so that nothing said of a deleted entry sticks to another. */
  readonly id: number;
  /** What was answered, by the name of the field. */
  readonly answers: Readonly<Record<string, Answer>>;
}

let lastId = 0;

export function blankEntry(): Entry {
  return { id: ++lastId, answers: {} };
}

/** The fields of a list; the only one of a list of plain values has no name. */
export function fieldsOf(list: FactDescription): readonly FactDescription[] {
  return list.fields ?? [];
}

/** The nameless field of a list whose elements are plain values, not records. */
export function plainField(list: FactDescription): FactDescription | undefined {
  return fieldsOf(list).find(({ name }) => name === '');
}

/** The entries of which one has a field answered anew. */
export function withField(entries: readonly Entry[], id: number, field: string, answer: Answer): Entry[] {
  return entries.map((entry) => (entry.id === id ? { ...entry, answers: { ...entry.answers, [field]: answer } } : entry));
}

/** An entry as the engine takes it; undefined where nothing was typed. */
export function entryValue(list: FactDescription, { answers }: Entry): FactElement | undefined {
  const values = fieldsOf(list).map((field) => [field.name, singleValue(field, answers[field.name] ?? blank)] as const);
  const answered = values.filter(([, value]) => value !== undefined);
  if (answered.length === 0) return undefined;
  return plainField(list) ? answered[0]?.[1] : (Object.fromEntries(answered) as FactRecord);
}

/** A list as the engine takes it; undefined where nothing was answered. */
export function listValue(list: FactDescription, answer: Answer): FactElement[] | undefined {
  if (answer.some === undefined) return undefined;
  if (!answer.some) return [];
  const elements = (answer.entries ?? []).map((entry) => entryValue(list, entry)).filter((element) => element !== undefined);
  return elements.length > 0 ? elements : undefined;
}

/** The answer that stands for a list from outside. What the form cannot show stays as it came. */
export function listAnswer(list: FactDescription, value: FactValue): Answer {
  if (value === null) return { ...blank, unknown: true };
  const entries = Array.isArray(value) ? value.map((element) => entryOf(list, element)) : [undefined];
  const shown = entries.filter((entry) => entry !== undefined);
  return shown.length === entries.length ? { ...blank, some: shown.length > 0, entries: shown } : { ...blank, given: value };
}

/** An element from outside as an entry; undefined where it does not fit the list. */
function entryOf(list: FactDescription, element: FactElement): Entry | undefined {
  const fields = fieldsOf(list);
  const values = recordOf(list, element);
  if (values === undefined || !Object.keys(values).every((name) => fields.some((field) => field.name === name))) return undefined;
  const answers: Record<string, Answer> = {};
  for (const field of fields) {
    const value = values[field.name] ?? undefined;
    if (value !== undefined) answers[field.name] = answerOf(field, value);
  }
  const entry = { ...blankEntry(), answers };
  // An entry of which nothing is known is an entry all the same.
  const [first] = fields;
  if (entryValue(list, entry) === undefined && first) answers[first.name] = { ...blank, unknown: true };
  return entry;
}

function recordOf(list: FactDescription, element: FactElement): FactRecord | undefined {
  if (element === null) return {};
  if (plainField(list)) return { '': element as FactRecord[string] };
  return typeof element === 'object' && !Array.isArray(element) ? (element as FactRecord) : undefined;
}

/** The elements without the value at which a problem lies; undefined where it does not lie at one value. */
export function withoutCell(list: FactDescription, elements: readonly FactElement[], problem: FactProblem): FactElement[] | undefined {
  const index = (problem.entry ?? 0) - 1;
  const element = elements[index] ?? null;
  const put = (sound: FactElement) => elements.map((each, at) => (at === index ? sound : each));
  if (element === null) return undefined;
  if (plainField(list)) return put(null);
  const { field } = problem;
  const record = element as FactRecord;
  return field === undefined || (record[field] ?? null) === null ? undefined : put({ ...record, [field]: null });
}
