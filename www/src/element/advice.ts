/**
 * What a session advises, computed while nobody types. A template asks for what it shows and draws what is there; what is not
 * there yet, or not of these answers any more, is computed in an idle moment, and the element is told to draw anew.
 *
 * Reasons and ways of an open policy cost a few milliseconds and come at once. What looks at all policies costs more: it waits
 * until the reader has paused. Nothing is computed twice for the same answers, and nothing while a button is held down.
 */

import type { Session } from '../api.js';
import type { BestBundle, Calendar, Changes, Explanation, NearMiss, Questions, Ways } from '../types.js';
import { whenIdle } from './idle.js';

interface Result {
  value: unknown;
  /** Whether it is of the answers as they are now. */
  current: boolean;
  /** Whether it was asked for since the answers last changed: what nobody looks at is forgotten. */
  asked: boolean;
}

interface Task {
  work: (session: Session) => unknown;
  /** Whether it waits for a pause. */
  waits: boolean;
}

/**
 * Questions are asked for by so many. The engine looks at that many closely in any case, so that what is put off costs
 * nothing.
 */
const BATCH = 24;

const QUESTIONS = 'questions';

export class Advice {
  #session: Session | undefined;
  readonly #results = new Map<string, Result>();
  readonly #tasks = new Map<string, Task>();
  /** The moment before which nothing is computed that waits for a pause. */
  #pauseEnds = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #cancelIdle: (() => void) | undefined;
  readonly #tell: () => void;
  readonly #isBusy: () => boolean;

  /** `tell` is called when something new is there; while `isBusy` says so, nothing is computed. */
  constructor(tell: () => void, isBusy: () => boolean) {
    this.#tell = tell;
    this.#isBusy = isBusy;
  }

  /** The answers have changed: what is shown is computed anew, the costly part of it after a pause of so many milliseconds. */
  renew(session: Session, pause: number): void {
    if (session !== this.#session) this.forget();
    this.#session = session;
    for (const [key, result] of this.#results) {
      if (!result.asked) this.#results.delete(key);
      result.current = result.asked = false;
    }
    this.#tasks.clear();
    this.#pauseEnds = performance.now() + pause;
  }

  /** Nothing of what was computed holds any more, not even for a moment: another session, another language. */
  forget(): void {
    this.stop();
    this.#results.clear();
    this.#session = undefined;
  }

  /** Computes nothing any more until something is asked for. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#cancelIdle?.();
    this.#cancelIdle = undefined;
    this.#tasks.clear();
  }

  explanation(policy: string): Explanation | undefined {
    return this.#ask(`explain ${policy}`, { work: (session) => session.explain(policy), waits: false });
  }

  ways(policy: string): Ways | undefined {
    return this.#ask(`ways ${policy}`, { work: (session) => session.waysToQualify(policy), waits: false });
  }

  /** At least so many questions, of one policy alone if one is named. */
  questions(least: number, policy: string | undefined): Questions | undefined {
    const count = Math.ceil(least / BATCH) * BATCH;
    return this.#ask(`${QUESTIONS} ${count} ${policy ?? ''}`, { work: (session) => session.nextQuestions(count, policy), waits: true });
  }

  nearMisses(): NearMiss[] | undefined {
    return this.#ask('near misses', { work: (session) => session.nearMisses(1), waits: true });
  }

  bestBundle(): BestBundle | undefined {
    return this.#ask('bundle', { work: (session) => session.bestBundle(), waits: true });
  }

  calendar(until: string): Calendar | undefined {
    return this.#ask('calendar', { work: (session) => session.calendar(until), waits: true });
  }

  changes(day: string): Changes | undefined {
    return this.#ask(`changes ${day}`, { work: (session) => session.changes(day), waits: true });
  }

  /** Computes the questions at once, because the reader asks to go on. */
  hurryQuestions(): void {
    for (const [key, task] of [...this.#tasks]) if (key.startsWith(QUESTIONS)) this.#compute(key, task);
  }

  #ask<T>(key: string, task: Task): T | undefined {
    const result = this.#results.get(key);
    if (result) result.asked = true;
    if (!result?.current && this.#session) {
      this.#tasks.set(key, task);
      this.#plan();
    }
    return result?.value as T | undefined;
  }

  #compute(key: string, { work }: Task): void {
    this.#tasks.delete(key);
    if (this.#session) this.#results.set(key, { value: work(this.#session), current: true, asked: true });
  }

  #plan(): void {
    if (this.#timer !== undefined || this.#cancelIdle || this.#tasks.size === 0) return;
    const allWait = [...this.#tasks.values()].every(({ waits }) => waits);
    const wait = this.#isBusy() ? 100 : allWait ? Math.max(0, this.#pauseEnds - performance.now()) : 0;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#cancelIdle = whenIdle((hasTime) => {
        this.#cancelIdle = undefined;
        this.#run(hasTime);
      });
    }, wait);
  }

  #run(hasTime: () => boolean): void {
    const paused = performance.now() >= this.#pauseEnds;
    const ready = [...this.#tasks].filter(([, { waits }]) => paused || !waits).sort(([, a], [, b]) => Number(a.waits) - Number(b.waits));
    if (ready.length > 0 && !this.#isBusy()) {
      // One costly task a turn, so that what was typed meanwhile comes in between.
      for (const [key, task] of ready) {
        this.#compute(key, task);
        if (task.waits || !hasTime()) break;
      }
      this.#tell();
    }
    this.#plan();
  }
}
