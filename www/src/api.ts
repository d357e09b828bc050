/**
 * The calculator as JavaScript uses it: a `Calculator` holds a catalog, a `Session` holds one company's facts and gives
 * verdicts. The engine itself is in WebAssembly; these classes check arguments, name errors and keep track of what is
 * freed. Nothing here makes a request.
 */

/// <reference lib="esnext.disposable" />

import { Catalog, type Session as EngineSession } from '../generated/engine.js';
import { checkCount, checkDate, checkFacts, checkId, checkLanguage, checkName, shapeProblem, typeName } from './arguments.js';
import { crossing, crossingFact } from './crossing.js';
import { CatalogError, FactError, UsageError } from './errors.js';
import type {
  BestBundle,
  Calendar,
  CatalogDescription,
  Changes,
  Explanation,
  FactProblem,
  Facts,
  FactValue,
  Language,
  NearMiss,
  Questions,
  RecordVerdict,
  Status,
  SumAmount,
  Sums,
  Totals,
  Truth,
  Verdict,
  VerdictsJson,
  Ways,
} from './types.js';

/** How to open a session. */
export interface OpenOptions {
  /** The day to judge by, as ISO 8601; today in Asia/Shanghai if left out. */
  asOf?: string;
  /** What is known of the company so far; a fact that is refused throws a `FactError`. */
  facts?: Facts;
  /** The language of conditions and messages; `zh` if left out. */
  lang?: Language;
}

/** A compiled catalog, ready to judge companies. */
export class Calculator {
  #inner: Catalog | undefined;
  #description: CatalogDescription | undefined;
  #layout: Layout | undefined;

  /** @internal Use `loadCalculator`. */
  constructor(bytes: Uint8Array) {
    try {
      this.#inner = new Catalog(bytes);
    } catch (cause) {
      const { code = 'not_a_catalog', message = String(cause) } = cause as { code?: string; message?: string };
      throw new CatalogError(code, 'source', message, { cause });
    }
  }

  /** What the catalog says of itself: facts, lists, policies and groups, enough to draw a form. */
  get catalog(): CatalogDescription {
    this.#description ??= this.#open().describe() as CatalogDescription;
    return this.#description;
  }

  /**
   * Where the truths of a policy's conditions stand in `Session.truths()`, in the order in which its verdict tells them, each before its
   * parts; undefined where the catalog has no such policy.
   */
  conditions(policy: string): Uint32Array | undefined {
    checkId(policy);
    return this.#open().conditions(policy);
  }

  /** Opens the catalog on one company. */
  open(options: OpenOptions = {}): Session {
    if (typeof options !== 'object' || options === null) {
      throw new UsageError('wrong_argument', 'options', `options must be an object, not ${typeName(options)}`);
    }
    const { asOf = today(), facts, lang = 'zh' } = options;
    checkDate(asOf);
    checkLanguage(lang);
    if (facts !== undefined) checkFacts(facts);
    this.#layout ??= { starts: this.#open().benefit_starts(), sums: this.#open().sums() as Layout['sums'] };
    const session = new Session(this.#open().open(asOf, lang), asOf, lang, this.#layout);
    if (facts !== undefined) {
      const [problem] = session.setAll(facts);
      if (problem) {
        session.free();
        throw new FactError(problem);
      }
    }
    return session;
  }

  /** Gives the catalog's memory back. Sessions that are open keep working. Not needed where garbage collection will do. */
  free(): void {
    this.#inner?.free();
    this.#inner = undefined;
  }

  #open(): Catalog {
    if (this.#inner) return this.#inner;
    throw new UsageError('freed', 'calculator', 'this calculator has been freed; load another one');
  }
}

/** Where the numbers of overviews and sums stand. */
interface Layout {
  /** Where the benefits of each policy begin, and last, how many there are. */
  starts: Uint32Array;
  /** What each sum is of. */
  sums: [kind: SumAmount['kind'], per: SumAmount['per']][];
}

/** A catalog open on one company's facts. Every method answers at once, from what is known at that moment. */
export class Session {
  #inner: EngineSession | undefined;
  #lang: Language;
  readonly #layout: Layout;
  #overview: Overview | undefined;
  /** The verdicts that have been asked for last. */
  readonly #verdicts: Verdict[] = [];
  /** The day it judges by. */
  readonly asOf: string;

  /** @internal Use `Calculator.open`. */
  constructor(inner: EngineSession, asOf: string, lang: Language, layout: Layout) {
    this.#inner = inner;
    this.#layout = layout;
    this.asOf = asOf;
    this.#lang = lang;
  }

  /** The language of conditions and messages. */
  get lang(): Language {
    return this.#lang;
  }

  set lang(lang: Language) {
    checkLanguage(lang);
    this.#open().set_language(lang);
    this.#lang = lang;
  }

  /** Sets one fact. `null` makes it unknown, and so does a value that is refused, which throws a `FactError`; the others stay. */
  set(name: string, value: FactValue): void {
    checkName(name);
    if (value === undefined) {
      throw new UsageError('wrong_argument', 'value', `value of ${name} is undefined; null stands for "not known"`);
    }
    const inner = this.#open();
    const misshapen = shapeProblem(name, value);
    if (misshapen) inner.clear(name);
    const problem = misshapen ?? (inner.set(name, crossing(value)) as FactProblem | undefined);
    if (problem) throw new FactError(problem);
  }

  /** Sets many facts, and gives back those that were refused and are now unknown. */
  setAll(facts: Facts): FactProblem[] {
    checkFacts(facts);
    const inner = this.#open();
    const problems: FactProblem[] = [];
    let text = '';
    for (const name of Object.keys(facts)) {
      const value = facts[name];
      const problem = shapeProblem(name, value);
      if (problem) {
        problems.push(problem);
        inner.clear(name);
      } else {
        text += crossingFact(name, value);
      }
    }
    const refused = inner.set_all(text) as FactProblem[];
    return problems.length > 0 ? [...problems, ...refused] : refused;
  }

  /** Forgets one fact. */
  clear(name: string): void {
    checkName(name);
    this.#open().clear(name);
  }

  /**
   * The verdicts of all policies, in the catalog's order. One that says what it said the last time is the same object: `===` tells
   * what has changed. Change nothing in them.
   */
  verdicts(): Verdicts {
    const news = this.#open().new_verdicts() as (number | Verdict)[];
    for (let at = 0; at < news.length; at += 2) this.#verdicts[news[at] as number] = news[at + 1] as Verdict;
    return new Verdicts({ as_of: this.asOf, verdicts: [...this.#verdicts] });
  }

  /**
   * Statuses and amounts of all policies at a glance, without the reasons: thousands of policies in a millisecond. What is shown of one
   * comes from `verdict`, and so do amounts of undetermined policies that hang on open facts, unless `amounts` is `'all'`. There is one
   * overview of a session: this brings it up to date, where something has changed, and gives it back.
   */
  overview(options: { amounts?: 'all' } = {}): Overview {
    if (typeof options !== 'object' || options === null) {
      throw new UsageError('wrong_argument', 'options', `options must be an object, not ${typeName(options)}`);
    }
    const inner = this.#open();
    const overview = (this.#overview ??= new Overview(this.#layout.starts));
    const news = inner.overview(options.amounts === 'all', overview.statuses, overview.least, overview.most);
    if (news) overview.tell(news);
    return overview;
  }

  /** What all verdicts come to at a glance: the counts and sums of `totals`, without the policies that they come from. */
  sums(): Sums {
    const numbers = this.#open().sums();
    const statuses = Object.fromEntries(STATUSES.map((status, n) => [status, Number(numbers[n])])) as Sums['statuses'];
    const amounts: SumAmount[] = [];
    this.#layout.sums.forEach(([kind, per], n) => {
      const [there, least, most] = numbers.subarray(STATUSES.length + 3 * n) as unknown as [bigint, bigint, bigint];
      if (there) amounts.push({ kind, per, min: yuan(least), max: most < 0n ? null : yuan(most) });
    });
    return { statuses, amounts };
  }

  /**
   * The truths of everything that conditions are made of, as positions in `TRUTHS`, before anything is gone into case by case: a verdict
   * may know more where one unknown stands in several places. `Calculator.conditions` says where those of a policy stand; conditions that
   * ask the same share one.
   */
  truths(): Uint8Array {
    return this.#open().truths();
  }

  /** The verdict of one policy; undefined where the catalog has no such policy. */
  verdict(id: string): Verdict | undefined {
    checkId(id);
    return this.#open().verdict(id) as Verdict | undefined;
  }

  /**
   * The records that a definition with `select` chooses from, each with whether it is chosen and why; undefined where there is no
   * such definition. Definitions that are local to a policy are found with its id.
   */
  records(definition: string, policy?: string): RecordVerdict[] | undefined {
    checkName(definition);
    if (policy !== undefined) checkId(policy);
    return this.#open().records(definition, policy) as RecordVerdict[] | undefined;
  }

  /** What all verdicts come to. */
  totals(): Totals {
    return this.#open().totals() as Totals;
  }

  /**
   * Why the verdict of a policy is what it is: the fewest conditions that settle it, what missing facts could do, and how its amounts
   * come about. Undefined where the catalog has no such policy.
   */
  explain(id: string): Explanation | undefined {
    checkId(id);
    return this.#open().explain(id) as Explanation | undefined;
  }

  /** The facts whose answers would settle most, best first; never one that cannot change anything. Of one policy alone, if it is named. */
  nextQuestions(n = 3, policy?: string): Questions {
    checkCount('n', n);
    if (policy !== undefined) checkId(policy);
    return this.#open().next_questions(n, policy) as Questions;
  }

  /** The smallest changes with which a policy's conditions would no longer be failed; undefined where there is no such policy. */
  waysToQualify(id: string): Ways | undefined {
    checkId(id);
    return this.#open().ways_to_qualify(id) as Ways | undefined;
  }

  /** The policies that so few changes would meet, those that bring most for each change first. */
  nearMisses(changes = 1): NearMiss[] {
    checkCount('changes', changes);
    return this.#open().near_misses(changes) as NearMiss[];
  }

  /**
   * The set of benefits with the highest total, for what is safe to claim now and for what is possible: what it pays, what it gives up and
   * why. `thorough` searches on where a page would not wait; it matters only where hundreds of policies hang together.
   */
  bestBundle(options: { thorough?: boolean } = {}): BestBundle {
    if (typeof options !== 'object' || options === null) {
      throw new UsageError('wrong_argument', 'options', `options must be an object, not ${typeName(options)}`);
    }
    return this.#open().best_bundle(options.thorough === true) as BestBundle;
  }

  /** What opens, closes, begins, ends and turns for this company until a day, inclusive. */
  calendar(until: string): Calendar {
    checkDate(until);
    return this.#open().calendar(until) as Calendar;
  }

  /** What differs for this company on another day, or in another session, such as one of a newer catalog. */
  changes(other: string | Session): Changes {
    if (other instanceof Session) return this.#open().changes_to(other.#open()) as Changes;
    checkDate(other);
    return this.#open().changes(other) as Changes;
  }

  /** Gives the session's memory back. Not needed where garbage collection will do. */
  free(): void {
    this.#inner?.free();
    this.#inner = undefined;
    this.#overview = undefined;
    this.#verdicts.length = 0;
  }

  #open(): EngineSession {
    if (this.#inner) return this.#inner;
    throw new UsageError('freed', 'session', 'this session has been freed; open another one');
  }
}

// `using session = calculator.open()` where the platform knows the word.
export interface Session {
  [Symbol.dispose](): void;
}
if (typeof Symbol.dispose === 'symbol') {
  Object.defineProperty(Session.prototype, Symbol.dispose, { value: Session.prototype.free, configurable: true });
}

/** What the numbers in `Overview.statuses` stand for. */
export const STATUSES: readonly Status[] = ['eligible', 'review', 'undetermined', 'ineligible', 'not_in_force'];

/** What the numbers of `Session.truths()` stand for. */
export const TRUTHS: readonly Truth[] = ['true', 'false', 'unknown', 'judged', 'error'];

/**
 * Where a company stands with all policies, in typed arrays: the same statuses and amounts as the verdicts have. It is as the last call of
 * `Session.overview` left it; whoever wants to compare keeps copies.
 */
export class Overview {
  /** The status of each policy in the catalog's order, as a position in `STATUSES`. */
  readonly statuses: Uint8Array;
  /**
   * The lower end of each benefit's amount in 分, policy by policy; −1 where there is none (no amount, not met, or
   * not in force), −2 where the policy's verdict tells. Whole numbers.
   */
  readonly least: Float64Array;
  /** The upper ends; −1 also where nobody gave one. */
  readonly most: Float64Array;
  /** Where the benefits of each policy begin in `least` and `most`; the last number is how many there are. */
  readonly starts: Uint32Array;

  /** @internal Use `Session.overview`. */
  constructor(starts: Uint32Array) {
    const benefits = starts.at(-1) ?? 0;
    this.statuses = new Uint8Array(Math.max(0, starts.length - 1));
    this.least = new Float64Array(benefits);
    this.most = new Float64Array(benefits);
    this.starts = starts;
  }

  /**
   * Takes in news of some policies: of each its place, its status, and both ends of each of its benefits' amounts by turns.
   * @internal
   */
  tell(news: Float64Array): void {
    const { statuses, least, most, starts } = this;
    for (let at = 0; at < news.length; ) {
      const policy = news[at++]!;
      statuses[policy] = news[at++]!;
      const end = starts[policy + 1]!;
      for (let benefit = starts[policy]!; benefit < end; benefit++) {
        least[benefit] = news[at++]!;
        most[benefit] = news[at++]!;
      }
    }
  }

  /** How many policies there are. */
  get length(): number {
    return this.statuses.length;
  }

  /** The status of a policy by its position in the catalog; undefined where there is none. */
  status(policy: number): Status | undefined {
    return STATUSES[this.statuses[policy] ?? -1];
  }
}

/** An amount of 分 in 元, as verdicts write it. */
function yuan(fen: bigint): string {
  const [whole, rest] = [fen / 100n, String(fen % 100n).padStart(2, '0').replace(/0+$/, '')];
  return rest ? `${whole}.${rest}` : String(whole);
}

/** The verdicts of a moment: later facts do not change them. */
export class Verdicts implements Iterable<Verdict> {
  readonly #json: VerdictsJson;

  /** @internal Use `Session.verdicts`. */
  constructor(json: VerdictsJson) {
    this.#json = json;
  }

  /** The day they hold for. */
  get asOf(): string {
    return this.#json.as_of;
  }

  /** How many there are: one for each policy of the catalog. */
  get length(): number {
    return this.#json.verdicts.length;
  }

  [Symbol.iterator](): Iterator<Verdict> {
    return this.#json.verdicts.values();
  }

  /** The same document as `policy eval --json`. */
  toJSON(): VerdictsJson {
    return this.#json;
  }
}

/** Today's date where the policies are made. */
function today(): string {
  const format = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });
  const parts = new Map(format.formatToParts(new Date()).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}
