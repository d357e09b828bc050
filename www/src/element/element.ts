/**
 * The `<policy-calculator>` element: it loads a catalog, draws its form and its results, and keeps the two in step.
 *
 * | attribute  | property   | what it is                                                                          |
 * |------------|------------|-------------------------------------------------------------------------------------|
 * | `src`      | `src`      | the URL of a compiled catalog                                                       |
 * |            | `catalog`  | its bytes or a `Calculator`: what works where the page may not connect to anything  |
 * | `lang`     | `lang`     | `zh-CN` or `en`; the closest ancestor's if left out                                 |
 * | `as-of`    | `asOf`     | the day to judge by; today in Asia/Shanghai if left out                             |
 *
 * Events (they bubble and cross shadow roots, and carry ids and statuses, never what was answered):
 * `policy-calculator:ready`, `:change`, `:result`, `:error`.
 */

import { html, LitElement, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { Calculator, type Session } from '../api.js';
import { CalculatorError, FactError } from '../errors.js';
import { loadCalculator } from '../index.js';
import { startInlined } from '../inlined.js';
import type { FactDescription, FactElement, FactProblem, Facts, FactValue, Language, PolicyKind, Question, Totals, Verdict } from '../types.js';
import { Advice } from './advice.js';
import { blank, type Answer } from './answers.js';
import { arrange, ASKED } from './card.js';
import { blankEntry, entryValue, plainField, withoutCell, type Entry } from './entries.js';
import type { EventDetails } from './events.js';
import { form } from './form.js';
import { whenIdle } from './idle.js';
import { Profile } from './profile.js';
import { bar, brief, results } from './results.js';
import { styles } from './styles/index.js';
import { addId, controlId, entryId, factLabel, keyOf, type Actions, type Part, type Place, type Problem, type View } from './view.js';
import { languageOf, wordsOf } from './words.js';

/** How long the counts must stand still before a screen reader says them, in milliseconds. */
const QUIET = 1200;

/** How long a reader must have paused before what is costly is computed, in milliseconds: longer while something is typed. */
const PAUSE = { chosen: 200, typed: 1500 };

/** How long a question of the card stays after it was left, in milliseconds, so that nothing moves under a click. */
const STAYS = 250;

/** So many faults of one list are told apart; the rest are told once these are mended. */
const MOST_FAULTS = 20;

export class PolicyCalculatorElement extends LitElement {
  static override readonly styles = styles;

  static override readonly properties: PropertyDeclarations = {
    src: { type: String },
    asOf: { type: String, attribute: 'as-of' },
    catalog: { attribute: false },
  };

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang'];
  }

  declare src: string | null;
  declare asOf: string | null;
  declare catalog: Calculator | Uint8Array | ArrayBuffer | null;

  #calculator: Calculator | undefined;
  /** Whether this element loaded the calculator itself, and so frees it. */
  #owned = false;
  #loading = 0;
  #failure: string | undefined;
  #session: Session | undefined;
  #facts: FactDescription[] = [];
  #profile: Profile | undefined;
  /** Facts set before there was a catalog. */
  #pending: Facts | undefined;
  /** Why answers were refused, by the keys of their places. */
  #problems = new Map<string, Problem>();
  /** The keys of the places that the reader has left. */
  #left = new Set<string>();
  #verdicts: Verdict[] = [];
  #totals: Totals | undefined;
  #stale = false;

  readonly #advice = new Advice(
    () => this.requestUpdate(),
    // While a button is held down nothing may move.
    () => this.shadowRoot?.querySelector(':active') != null,
  );
  /** The questions in the card. */
  #asked: readonly Question[] = [];
  /** How many policies are open; undefined until that is known. */
  #stillOpen: number | undefined;
  /** The question of the card that the reader is at. */
  #held: string | undefined;
  #releasing: ReturnType<typeof setTimeout> | undefined;
  /** The questions that the reader has put off. */
  readonly #skipped = new Set<string>();
  readonly #openParts = new Set<Part>();
  #otherDay = '';

  #lang: Language = 'zh';
  #openPolicies = new Set<string>();
  #openSections = new Set<string>();
  /** The sections whose questions are drawn. Those that are closed follow one by one in idle moments, so that a page is there sooner. */
  #drawnSections = new Set<string>();
  #drawing = false;
  #unfolded = new Set<string>();
  #only: string | undefined;
  #finder: PolicyKind | undefined;
  #printing = false;
  #announced = '';
  /** What has just happened to a list, for screen readers. */
  #news = '';
  #quiet: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.src = null;
    this.asOf = null;
    this.catalog = null;
  }

  // ------------------------------------------------------------------------------------------------------ public methods

  /** What was answered, as facts: “I don't know” as `null`, what was left blank not at all. */
  getFacts(): Facts {
    return this.#profile?.facts() ?? { ...this.#pending };
  }

  /** Replaces all answers, and gives back the facts that were refused. Before the catalog is there they wait for it. */
  setFacts(facts: Facts): FactProblem[] {
    if (!this.#profile || !this.#session) {
      this.#pending = { ...facts };
      return [];
    }
    this.#forget();
    this.#profile.take(facts);
    const known = new Set(this.#calculator?.catalog.facts.map(({ name }) => name));
    const strangers = Object.fromEntries(Object.entries(facts).filter(([name]) => !known.has(name)));
    const refused = this.#session.setAll(strangers);
    this.#sendAll();
    for (const key of this.#problems.keys()) this.#left.add(key);
    this.#changed([]);
    return [...refused, ...[...this.#problems.values()].map(({ place, years, ...problem }) => problem)];
  }

  /** Forgets all answers. */
  reset(): void {
    this.#pending = undefined;
    this.#forget();
    this.#changed([]);
  }

  // ---------------------------------------------------------------------------------------------------------- life cycle

  override connectedCallback(): void {
    super.connectedCallback();
    // While the catalog is on its way. What goes wrong is told when it is there.
    void startInlined().catch(() => undefined);
    this.#speak();
    window.addEventListener('beforeprint', this.#beforePrint);
    window.addEventListener('afterprint', this.#afterPrint);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('beforeprint', this.#beforePrint);
    window.removeEventListener('afterprint', this.#afterPrint);
    clearTimeout(this.#quiet);
    clearTimeout(this.#releasing);
    this.#advice.stop();
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'lang' && old !== value) this.#speak();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('catalog') || changed.has('src')) void this.#load();
    else if (changed.has('asOf')) this.#reopen();
    if (this.#stale) this.#judge();
    this.#choose();
  }

  protected override render(): TemplateResult {
    const words = wordsOf(this.#lang);
    const tag = this.#lang === 'en' ? 'en' : 'zh-CN';
    const view = this.#view();
    if (view) {
      return html`
        <div class="frame" lang=${tag}>
          <div class="columns">
            <div class="left">${form(view)}${bar(view)}</div>
            ${results(view)}
          </div>
          <p class="hidden" role="status">${this.#announced}</p>
          <p class="hidden" role="status">${this.#news}</p>
        </div>
      `;
    }
    if (this.#failure !== undefined) {
      return html`<div class="frame" lang=${tag}><div class="failure" role="alert"><h2>${words.failed}</h2><p>${this.#failure}</p></div></div>`;
    }
    const nothingGiven = this.catalog === null && !this.src;
    return html`<div class="frame" lang=${tag}><p class="loading" role="status">${nothingGiven ? words.noCatalog : words.loading}</p></div>`;
  }

  protected override updated(): void {
    const view = this.#view();
    if (!view) return;
    this.#drawMore();
    const text = brief(view);
    clearTimeout(this.#quiet);
    if (text === this.#announced) return;
    this.#quiet = setTimeout(() => {
      this.#announced = text;
      this.requestUpdate();
    }, QUIET);
  }

  /** Draws the next section that has not been drawn yet, in an idle moment. */
  #drawMore(): void {
    const next = this.#facts.find(({ section }) => !this.#drawnSections.has(section))?.section;
    if (next === undefined || this.#drawing) return;
    this.#drawing = true;
    whenIdle(() => {
      this.#drawing = false;
      this.#draw(next);
    });
  }

  #draw(section: string): void {
    if (this.#drawnSections.has(section)) return;
    this.#drawnSections.add(section);
    this.requestUpdate();
  }

  // ------------------------------------------------------------------------------------------------------------- loading

  /** Takes the catalog that the properties name. What was answered is kept. */
  async #load(): Promise<void> {
    const turn = ++this.#loading;
    const given = this.catalog ?? (this.src ? new URL(this.src, document.baseURI) : undefined);
    this.#failure = undefined;
    if (given === undefined) return;
    try {
      const owned = !(given instanceof Calculator);
      const calculator = owned ? await loadCalculator(given) : given;
      if (turn !== this.#loading) {
        // Another catalog was named in the meantime.
        if (owned) calculator.free();
        return;
      }
      this.#take(calculator, owned);
    } catch (error) {
      if (turn === this.#loading) this.#fail(error);
    }
  }

  #take(calculator: Calculator, owned: boolean): void {
    const answered = this.#pending ?? this.#profile?.facts();
    if (this.#owned) this.#calculator?.free();
    this.#calculator = calculator;
    this.#owned = owned;
    this.#facts = calculator.catalog.facts.filter((fact) => fact.readers.length > 0);
    // The card says where to begin; sections are opened by those who look for something.
    this.#openSections.clear();
    this.#drawnSections.clear();
    this.#openParts.clear();
    this.#asked = [];
    this.#skipped.clear();
    this.#only = undefined;
    this.#finder = undefined;
    this.#profile = undefined;
    this.#pending = answered;
    this.#reopen();
    if (this.#session) this.#send('ready', { asOf: this.#session.asOf, policies: calculator.catalog.policies.map(({ id }) => id) });
  }

  /** Opens the catalog as of the wanted day, with what was answered so far. */
  #reopen(): void {
    if (!this.#calculator) return;
    try {
      const session = this.#calculator.open({ lang: this.#lang, ...(this.asOf ? { asOf: this.asOf } : {}) });
      const answers = this.#profile;
      this.#advice.forget();
      this.#session?.free();
      this.#session = session;
      this.#failure = undefined;
      this.#problems.clear();
      if (answers) {
        // The same answers on another day: yearly ones are kept by calendar year.
        answers.lastYear = Profile.lastYearOf(session.asOf);
        this.#sendAll();
      } else {
        this.#profile = new Profile(this.#calculator.catalog.facts, session.asOf);
        if (this.#pending) this.setFacts(this.#pending);
        this.#pending = undefined;
      }
      this.#stale = true;
      this.requestUpdate();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#advice.forget();
    this.#session?.free();
    this.#session = undefined;
    this.#failure = error instanceof Error ? error.message : String(error);
    this.#send('error', { code: error instanceof CalculatorError ? error.code : 'unexpected', message: this.#failure });
    this.requestUpdate();
  }

  /** Takes the language of the element or its closest ancestor. */
  #speak(): void {
    const lang = languageOf(this.closest('[lang]')?.getAttribute('lang'));
    if (lang === this.#lang) return;
    this.#lang = lang;
    this.#news = '';
    if (this.#session) this.#session.lang = lang;
    this.#advice.forget();
    // Messages are in a language too.
    this.#sendAll();
    this.#stale = true;
    this.requestUpdate();
  }

  // ------------------------------------------------------------------------------------------------------------- answers

  #forget(): void {
    for (const name of Object.keys(this.#profile?.facts() ?? {})) this.#session?.clear(name);
    this.#profile?.clear();
    this.#problems.clear();
    this.#left.clear();
    this.#skipped.clear();
  }

  #answer(name: string, answer: Answer): void {
    const profile = this.#profile;
    if (!profile) return;
    const before = profile.founded;
    profile.put(name, answer);
    if (profile.founded === before) this.#sendFact(name);
    else this.#sendSeries(name);
    this.#changed([name]);
  }

  /** Adds a blank entry, which changes no fact yet, and goes to its first field. */
  async #addEntry(name: string, asking: boolean): Promise<void> {
    const answer = this.#profile?.answer(name);
    const entry = blankEntry();
    const entries = [...(answer?.entries ?? []), entry];
    this.#profile?.put(name, { ...blank, ...answer, some: true, entries });
    this.#say((view) => view.words.entryAdded(factLabel(view, name), entries.length));
    await this.updateComplete;
    const view = this.#view();
    if (view) this.renderRoot.querySelector<HTMLElement>(`#${entryId({ ...view, asking }, name, entry.id)} :is(input, select)`)?.focus();
  }

  /** Deletes an entry, and goes to the one that takes its place, else to the last one or to the button that adds one. */
  async #deleteEntry(name: string, id: number, asking: boolean): Promise<void> {
    const answer = this.#profile?.answer(name);
    const before = answer?.entries ?? [];
    const index = before.findIndex((entry) => entry.id === id);
    if (!answer || index < 0) return;
    const entries = before.filter((entry) => entry.id !== id);
    this.#answer(name, { ...answer, entries });
    this.#say((view) => view.words.entryDeleted(factLabel(view, name), index + 1, entries.length));
    await this.updateComplete;
    const next = entries[index] ?? entries.at(-1);
    const view = this.#view();
    if (!view) return;
    const place = { ...view, asking };
    this.renderRoot.querySelector<HTMLElement>(`#${next ? entryId(place, name, next.id) : addId(place, name)}`)?.focus();
  }

  #say(text: (view: View) => string): void {
    const view = this.#view();
    this.#news = view ? text(view) : '';
    this.requestUpdate();
  }

  #begin(year: number | undefined): void {
    const profile = this.#profile;
    if (!profile) return;
    profile.firstYear = year;
    this.#sendSeries();
    this.#changed(profile.series);
  }

  /** All series anew: they must agree on the company's first year, so no old one may stand beside a new one. */
  #sendSeries(...others: string[]): void {
    const names = new Set([...(this.#profile?.series ?? []), ...others]);
    for (const name of names) this.#session?.clear(name);
    for (const name of names) this.#sendFact(name);
  }

  #sendAll(): void {
    for (const { name } of this.#calculator?.catalog.facts ?? []) this.#sendFact(name);
  }

  /** Tells the session what one answer comes to. What is refused is left out, and remembered as a problem. */
  #sendFact(name: string): void {
    if (!this.#session) return;
    const value = this.#profile?.value(name);
    for (const [key, { fact }] of this.#problems) if (fact === name) this.#problems.delete(key);
    if (value === undefined) return this.#session.clear(name);
    const problem = this.#refusal(name, value);
    if (!problem) return;
    const list = this.#facts.find((fact) => fact.name === name && fact.type === 'list');
    if (list && this.#profile?.answer(name).given === undefined) return this.#sendEntries(list);
    // One bad year does not take the good ones with it.
    const years = this.#yearsOf(name);
    const cells = Array.isArray(value) && years.length === value.length ? value : [];
    const bad = cells.map((cell, index) => this.#refusal(name, cells.map((_, at) => (at === index ? cell : null))) !== undefined);
    const sound = cells.map((cell, index) => (bad[index] ? null : cell));
    this.#remember({ ...problem, place: { fact: name }, years: years.filter((_, index) => bad[index]) });
    if (sound.every((cell) => cell === null) || this.#refusal(name, sound)) this.#session.clear(name);
  }

  /** Tells the session a list in which something was refused: one bad field does not take the other entries with it. */
  #sendEntries(list: FactDescription): void {
    const { name } = list;
    const entries = this.#profile?.answer(name).entries ?? [];
    // Blank entries stand in as unknown ones, so that messages count entries as the form does.
    let elements: FactElement[] = entries.map((entry) => entryValue(list, entry) ?? null);
    for (let faults = 0; faults < MOST_FAULTS; faults++) {
      const problem = this.#refusal(name, elements);
      if (!problem) {
        this.#session?.set(name, elements.filter((_, index) => entries[index] && entryValue(list, entries[index]) !== undefined));
        return;
      }
      this.#remember({ ...problem, place: placeIn(list, entries, problem), years: [] });
      const sound = withoutCell(list, elements, problem);
      if (!sound) break;
      elements = sound;
    }
    this.#session?.clear(name);
  }

  #remember(problem: Problem): void {
    this.#problems.set(keyOf(problem.place), problem);
  }

  /** The years of a yearly fact. */
  #yearsOf(name: string): number[] {
    const fact = this.#facts.find((known) => known.name === name);
    return fact?.yearly === undefined ? [] : (this.#profile?.years(fact) ?? []);
  }

  #refusal(name: string, value: FactValue): FactProblem | undefined {
    try {
      this.#session?.set(name, value);
      return undefined;
    } catch (error) {
      if (error instanceof FactError) return error.problem;
      throw error;
    }
  }

  #changed(facts: string[]): void {
    this.#stale = true;
    this.requestUpdate();
    this.#send('change', { facts });
  }

  #judge(): void {
    this.#stale = false;
    if (!this.#session) return;
    this.#verdicts = [...this.#session.verdicts()];
    this.#totals = this.#session.totals();
    const typing = this.shadowRoot?.activeElement?.matches('input[type=text]') ?? false;
    this.#advice.renew(this.#session, typing ? PAUSE.typed : PAUSE.chosen);
    this.#send('result', {
      asOf: this.#session.asOf,
      verdicts: this.#verdicts.map(({ policy, status }) => ({ policy, status })),
    });
  }

  #send<Name extends keyof EventDetails>(name: Name, detail: EventDetails[Name]): void {
    this.dispatchEvent(new CustomEvent(`policy-calculator:${name}`, { detail, bubbles: true, composed: true }));
  }

  // ------------------------------------------------------------------------------------------------------ next questions

  /** Chooses the questions of the card from those that would settle most, without what the reader does not know or has put off. */
  #choose(): void {
    const profile = this.#profile;
    if (!profile || !this.#session) return;
    const aside = this.#facts.filter(({ name }) => profile.answer(name).unknown || this.#skipped.has(name));
    const next = this.#advice.questions(ASKED + aside.length, this.#only);
    this.#stillOpen = next?.policies;
    const names = new Set(aside.map(({ name }) => name));
    const open = (next?.questions ?? []).filter(({ fact }) => !names.has(fact));
    this.#asked = next || this.#held ? arrange(this.#asked, open, this.#held) : [];
  }

  #hold(fact: string): void {
    clearTimeout(this.#releasing);
    if (this.#held === fact) return;
    this.#held = fact;
    this.requestUpdate();
  }

  #release(fact: string): void {
    clearTimeout(this.#releasing);
    this.#releasing = setTimeout(() => {
      // The focus may have come back, or never have gone: a window that loses it tells its elements so.
      const at = this.shadowRoot?.activeElement?.closest<HTMLElement>('.asked')?.dataset['fact'];
      if (this.#held !== fact || at === fact) return;
      if (this.renderRoot.querySelector(':active')) return this.#release(fact);
      this.#held = undefined;
      this.requestUpdate();
    }, STAYS);
  }

  /** Goes on from a question of the card to the next one; a refused answer is told first. */
  async #nextQuestion(fact: string): Promise<void> {
    if ([...this.#problems.values()].some((problem) => problem.fact === fact)) {
      for (const [key, problem] of this.#problems) if (problem.fact === fact) this.#left.add(key);
      return this.requestUpdate();
    }
    const index = this.#asked.findIndex((question) => question.fact === fact);
    this.#held = undefined;
    this.#advice.hurryQuestions();
    this.requestUpdate();
    await this.updateComplete;
    const stayed = this.#asked[index]?.fact === fact;
    const next = this.#asked[stayed ? index + 1 : index] ?? this.#asked.find((question) => question.fact !== fact);
    const view = this.#view();
    const control = next && view && `#${controlId({ ...view, asking: true }, { fact: next.fact })}`;
    const target = this.renderRoot.querySelector<HTMLElement>(control || '#next-title');
    target?.focus({ preventScroll: true });
    target?.closest('.asked, .next')?.scrollIntoView({ block: 'nearest', behavior: this.#motion });
  }

  // ---------------------------------------------------------------------------------------------------------------- view

  #view(): View | undefined {
    const [calculator, session, profile, totals] = [this.#calculator, this.#session, this.#profile, this.#totals];
    if (!calculator || !session || !profile || !totals) return undefined;
    return {
      lang: this.#lang,
      words: wordsOf(this.#lang),
      catalog: calculator.catalog,
      facts: this.#facts,
      profile,
      asOf: session.asOf,
      verdicts: this.#verdicts,
      totals,
      problems: new Map([...this.#problems].filter(([key]) => this.#left.has(key))),
      openPolicies: this.#openPolicies,
      openSections: this.#openSections,
      drawnSections: this.#drawnSections,
      unfolded: this.#unfolded,
      finder: this.#finder,
      only: calculator.catalog.policies.find(({ id }) => id === this.#only),
      advice: this.#advice,
      card: { questions: this.#asked, open: this.#stillOpen, skipped: this.#skipped.size },
      asking: false,
      openParts: this.#openParts,
      otherDay: this.#otherDay,
      printing: this.#printing,
      act: this.#actions,
    };
  }

  readonly #actions: Actions = {
    answer: (name, answer) => this.#answer(name, answer),
    leave: (place) => {
      this.#left.add(keyOf(place));
      this.requestUpdate();
    },
    addEntry: (name, asking) => void this.#addEntry(name, asking),
    deleteEntry: (name, entry, asking) => void this.#deleteEntry(name, entry, asking),
    begin: (year) => this.#begin(year),
    goTo: (place) => void this.#goTo(place),
    show: (id) => void this.#show(id),
    toggle: (policy, open) => {
      if (this.#printing || this.#openPolicies.has(policy) === open) return;
      setMembership(this.#openPolicies, policy, open);
      this.requestUpdate();
    },
    toggleSection: (section, open) => {
      setMembership(this.#openSections, section, open);
      if (open) this.#draw(section);
    },
    drawSection: (section) => this.#draw(section),
    limit: (policy) => void this.#limit(policy),
    find: (kind) => {
      this.#finder = kind;
      this.requestUpdate();
    },
    unfold: (group) => {
      this.#unfolded.add(group);
      this.requestUpdate();
    },
    hold: (fact) => this.#hold(fact),
    release: (fact) => this.#release(fact),
    nextQuestion: (fact) => void this.#nextQuestion(fact),
    skip: (fact) => {
      this.#skipped.add(fact);
      void this.#nextQuestion(fact);
    },
    askAgain: () => {
      this.#skipped.clear();
      this.requestUpdate();
    },
    togglePart: (part, open) => {
      if (this.#openParts.has(part) === open) return;
      setMembership(this.#openParts, part, open);
      this.requestUpdate();
    },
    toggleComparison: () => void this.#toggleComparison(),
    compareWith: (day) => {
      this.#otherDay = day;
      this.requestUpdate();
    },
    save,
    reset: () => this.reset(),
  };

  async #goTo(place: Place): Promise<void> {
    const { fact: name } = place;
    const [view, fact] = [this.#view(), this.#facts.find((known) => known.name === name)];
    if (!view || !fact) return;
    if (view.only && !view.only.facts.includes(name)) this.#only = undefined;
    this.#openSections.add(fact.section);
    this.requestUpdate();
    await this.updateComplete;
    const control = this.renderRoot.querySelector<HTMLElement>(`#${controlId(view, place)}`);
    const field = control?.closest('.cell, .field');
    field?.scrollIntoView({ block: 'center', behavior: this.#motion });
    (control ?? field?.querySelector<HTMLElement>('button, input, select'))?.focus({ preventScroll: true });
  }

  async #show(id: string): Promise<void> {
    const policy = /^policy-(.*)$/.exec(id)?.[1];
    if (policy !== undefined) {
      this.#openPolicies.add(policy);
      const status = this.#verdicts.find((verdict) => verdict.policy === policy)?.status;
      if (status) this.#unfolded.add(status);
      const kind = this.#calculator?.catalog.policies.find((known) => known.id === policy)?.kind;
      if (kind !== this.#finder) this.#finder = undefined;
      this.requestUpdate();
      await this.updateComplete;
    }
    const target = this.renderRoot.querySelector<HTMLElement>(`[id="${CSS.escape(id)}"]`);
    if (!target) return;
    const summary = this.renderRoot.querySelector<HTMLElement>('.summary');
    const covered = summary && getComputedStyle(summary).position === 'sticky' ? summary.offsetHeight : 0;
    target.style.setProperty('scroll-margin-top', `${covered + 12}px`);
    target.scrollIntoView({ block: 'start', behavior: this.#motion });
    (target.querySelector<HTMLElement>('summary') ?? target).focus({ preventScroll: true });
  }

  async #toggleComparison(): Promise<void> {
    const open = !this.#openParts.has('comparison');
    setMembership(this.#openParts, 'comparison', open);
    this.requestUpdate();
    await this.updateComplete;
    if (open) this.renderRoot.querySelector<HTMLElement>('#other-day')?.focus();
  }

  async #limit(policy: string | undefined): Promise<void> {
    this.#only = policy;
    this.#asked = [];
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector('.form')?.scrollIntoView({ block: 'start', behavior: this.#motion });
    this.renderRoot.querySelector<HTMLElement>('.section summary')?.focus({ preventScroll: true });
  }

  get #motion(): ScrollBehavior {
    return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  }

  /** On paper nothing can be opened, so everything is. */
  readonly #beforePrint = () => this.#print(true);
  readonly #afterPrint = () => this.#print(false);

  #print(printing: boolean): void {
    this.#printing = printing;
    this.requestUpdate();
    // The page is printed as it is when this handler returns.
    this.performUpdate();
  }
}

/** Where in a list the fault lies. Entries that are one too many are told at what must differ. */
function placeIn(list: FactDescription, entries: readonly Entry[], problem: FactProblem): Place {
  const entry = entries[(problem.entry ?? 0) - 1];
  const field = problem.field ?? (problem.code === 'duplicate_key' ? list.key?.[0] : plainField(list)?.name);
  return { fact: list.name, cell: entry && field !== undefined ? { entry: entry.id, field } : undefined };
}

/** Saves a file from memory; nothing is sent. */
function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // Some browsers read it only after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function setMembership<T>(set: Set<T>, member: T, on: boolean): void {
  if (on) set.add(member);
  else set.delete(member);
}
