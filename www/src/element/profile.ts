/** Everything that a reader has answered: the company's facts as the form holds them. */

import type { FactDescription, Facts, FactValue } from '../types.js';
import { answerOf, blank, cellValue, filled, isoDate, ONLY, singleValue, type Answer } from './answers.js';
import { listAnswer, listValue } from './entries.js';

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
    if (fact.type === 'list') return listValue(fact, answer) !== undefined;
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
    if (fact.type === 'list') return listValue(fact, answer);
    if (!fact.yearly) return singleValue(fact, answer);
    const values = this.years(fact).map((year) => cellValue(fact, answer, String(year)));
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
      this.put(name, fact.type === 'list' ? listAnswer(fact, value) : answerOf(fact, value, this.lastYear));
    }
    const longest = Math.max(...this.series.map((name) => this.#facts.get(name)?.yearly ?? 1));
    const given = Math.max(...lengths);
    if (lengths.length > 0 && given < longest) this.firstYear = this.lastYear - given + 1;
  }
}

function span(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
