/**
 * The data that crosses the boundary between the engine and JavaScript: what a catalog tells about itself, what a company
 * tells about itself, and what comes out. Field names are those of the language's JSON (`docs/api.md`); amounts and numbers
 * are decimal text, dates are ISO 8601, so that nothing is ever a binary float.
 */

export type Language = 'zh' | 'en';

/** A text in Chinese and, where somebody has translated it, in English. */
export interface LocalizedText {
  zh: string;
  en?: string;
}

// ---------------------------------------------------------------------------------------------------------------- catalog

/** Everything a page needs to draw a form and to introduce policies. */
export interface CatalogDescription {
  /** The format version of the catalog's bytes. */
  format: number;
  /** Facts in the order a form asks them; facts of one section stand together. */
  facts: FactDescription[];
  lists: Record<string, ListItem[]>;
  policies: PolicyDescription[];
  groups: GroupDescription[];
}

export type FactType =
  | 'boolean' | 'number' | 'integer' | 'percent' | 'money' | 'quantity'
  | 'date' | 'period' | 'days' | 'text' | 'choice' | 'choices' | 'list';

export interface FactDescription {
  name: string;
  /** The type of the fact, or of each year of a yearly one. */
  type: FactType;
  /** 人, 件, kWh … of a quantity; 元 of money; absent otherwise. */
  unit?: string;
  /** How many of the last closed years are asked; absent where the fact is not yearly. */
  yearly?: number;
  /** The name of the list of a choice or choices. */
  list?: string;
  label: LocalizedText;
  ask?: LocalizedText;
  /** Where the reader finds it in the company's own books. */
  where?: LocalizedText;
  section: string;
  /** The unit that a form asks in, and how many of the fact's own unit (元) it is. */
  ask_unit?: { name: string; factor: string };
  /** What a text looks like, if it cannot be anything: a unified social credit code. */
  format?: 'credit_code';
  /**
   * What the beginning of such a text tells of choices: by the name of the choice, for each beginning the codes that it leaves open. The
   * longest beginning that fits counts; where none does, nothing is told.
   */
  tells?: Record<string, Record<string, string[]>>;
  /** Limits of the ranges a reader may answer with, ascending, in the fact's own unit; each range ends one step below the next limit. */
  brackets: string[];
  /** The distance between two neighbouring values. */
  step?: string;
  domain?: { min?: string; max?: string; above?: string; below?: string };
  can_change: 'no' | 'up' | 'down' | 'any';
  /** The ids of the policies that read it, directly or through definitions. */
  readers: string[];
  /** Of a list of records: their fields. Of a list of plain values: one field whose name is empty, which stands for its elements. */
  fields?: FactDescription[];
  /** Of a list of records: the fields that together differ from record to record. */
  key?: string[];
}

export interface ListItem {
  code: string;
  label: LocalizedText;
  /** The code above it in a tree. */
  parent?: string;
  /** Whether it can be a fact's value: true for leaves. */
  leaf: boolean;
}

export type PolicyKind = 'policy' | 'space' | 'service' | 'market' | 'talent' | 'fund';
export type PolicyState = 'in_force' | 'draft' | 'repealed' | 'unverified';
export type Delivery = 'automatic' | 'instant' | 'approval' | 'filing' | 'application' | 'review' | 'list';

export interface PolicyDescription {
  id: string;
  title: LocalizedText;
  summary?: LocalizedText;
  kind: PolicyKind;
  /** 国家, 广东省, 深圳市, 南山区 … */
  level: string;
  authority?: LocalizedText;
  sources: SourceDescription[];
  state: PolicyState;
  in_force: { from?: string | 'unknown'; to?: string | 'unknown' };
  supersedes: string[];
  delivery: Delivery;
  materials: { name: LocalizedText; may_follow: boolean; shared: boolean }[];
  apply?: { url?: string; office?: string; phone?: string };
  /** The names of the facts it reads, directly or through definitions. */
  facts: string[];
}

export type Grade = 'A' | 'G' | 'B' | 'C';

export interface SourceDescription {
  title?: string;
  number?: string;
  clause?: string;
  url?: string;
  checked?: string;
  grade?: Grade;
  confidence?: 'verbatim' | 'recalled';
}

export interface GroupDescription {
  name: string;
  says?: LocalizedText;
  members: string[];
  at_most?: number;
}

// ------------------------------------------------------------------------------------------------------------------ facts

/** A value that is known only to lie somewhere; `below` is an upper limit that does not belong to it. */
export type Bounded =
  | { min?: string | number; max?: string | number; below?: string | number }
  | { in: string[] };

/** One value: text such as "1800万元", "5%", "2018-05-01" or a code; a number; a truth; `null` where it is not known. */
export type FactScalar = string | number | boolean | null | Bounded;

/** One record of a list, by field; a field that is absent or `null` is not known. The codes of a `choices` field are an array. */
export type FactRecord = Record<string, FactScalar | FactScalar[]>;

/** One element of a list: a record, a plain value or the codes of one; `null` where it is there but not known. */
export type FactElement = FactScalar | FactScalar[] | FactRecord;

/**
 * A value, the codes of a `choices` fact, one value a year (an array, oldest first, or an object keyed by year), or the
 * elements of a list: all of them, so that `[]` says that there are none.
 */
export type FactValue = FactScalar | FactScalar[] | Record<string, FactScalar> | FactElement[];

/** A company's facts by name. What is absent or `null` is unknown, never "no". */
export type Facts = Record<string, FactValue>;

/** Why a fact was refused. The others still count. */
export interface FactProblem {
  fact: string;
  /**
   * `unknown_fact`, `wrong_type`, `needs_percent`, `not_in_list`, `out_of_domain`, `off_step`, `empty_range`, `unknown_key`,
   * `series_length`, `wrong_year`, `too_long`, `duplicate_key`, `bad_credit_code`, `contradicts`
   */
  code: string;
  message: string;
  /** The entry of a list that it concerns, counted from 1, … */
  entry?: number;
  /** … and the field of that entry. */
  field?: string;
}

// --------------------------------------------------------------------------------------------------------------- verdicts

export type Status = 'eligible' | 'review' | 'undetermined' | 'ineligible' | 'not_in_force';
export type Truth = 'true' | 'false' | 'unknown' | 'judged' | 'error';

export interface VerdictsJson {
  as_of: string;
  verdicts: Verdict[];
}

export interface Verdict {
  policy: string;
  status: Status;
  /** Why it is not in force. */
  reason?: 'draft' | 'repealed' | 'not_yet' | 'expired' | 'superseded';
  /** The policy that took its place. */
  successor?: string;
  /** What remains in force of it, in plain words. */
  survives?: string;
  benefits: BenefitVerdict[];
  window: WindowVerdict;
  conditions: ConditionVerdict[];
  source: SourceDescription;
  /** Facts that are still needed to settle the status. */
  missing: string[];
  errors: ValueProblem[];
}

export interface BenefitVerdict {
  kind: 'grant' | 'tax' | 'fee' | 'charge' | 'loan' | 'interest' | 'rent' | 'voucher' | 'insurance' | 'qualification' | 'service';
  says?: string;
  /** The truth of the benefit's own `when`; absent where it has none. */
  when?: Truth;
  /** In `unit`; `null` where there is no amount, or no bound on that side. */
  min: string | null;
  max: string | null;
  unit: '元';
  /** `ceiling` is never to be shown as if it were the payout. */
  certainty: 'fixed' | 'formula' | 'ceiling' | 'floor' | 'none';
  measure: 'cash' | 'deduction' | 'credit';
  per: 'once' | 'month' | 'year' | 'project';
  clause?: string;
  /** For reference only: seen at grade C or recalled; kept out of totals. */
  reference: boolean;
  missing: string[];
}

export interface WindowVerdict {
  state: 'not_yet' | 'open' | 'closed' | 'rolling' | 'unknown';
  opens?: string;
  closes?: string;
  /** closes − as_of, while it is open or not yet open. */
  days_left?: number;
}

export interface ConditionVerdict {
  id?: string;
  kind: 'test' | 'all' | 'any' | 'not' | 'at_least' | 'judged';
  /** How many, for `at_least`. */
  n?: number;
  says: string;
  clause?: string;
  source?: SourceDescription;
  fix?: string;
  truth: Truth;
  /** The facts it reads. */
  facts: string[];
  /** Those of them that are not known and could still change its truth. */
  missing: string[];
  children: ConditionVerdict[];
}

export interface ValueProblem {
  /** `division_by_zero`, `no_row`, `no_element`, `not_closed` …: see `docs/api.md`. */
  code: string;
  message: string;
  clause?: string;
}

/** A value over all completions: known, between two ends, one of some codes, not known, or an error. */
export type ValueView =
  | { value: PlainValue }
  | { min?: string; max?: string }
  | { in: string[] }
  | { unknown: true; missing: string[] }
  | { error: { code: string; message: string } };

/** Truth as a boolean; numbers, shares and money as plain decimal text; dates and periods in ISO 8601; lists and records as JSON. */
export type PlainValue = boolean | string | PlainValue[] | { [field: string]: PlainValue };

/** A record that a definition with `select` chooses from. */
export interface RecordVerdict {
  /** What is known of its fields. */
  record: Record<string, ValueView>;
  /** Whether it is chosen, and why. */
  condition: ConditionVerdict;
  errors: ValueProblem[];
}

/** One sum of cash amounts. */
export interface SumAmount {
  kind: BenefitVerdict['kind'];
  per: BenefitVerdict['per'];
  min: string;
  /** `null` where an amount in it has no upper end. */
  max: string | null;
}

/** What all verdicts come to, as far as it can be added, without the policies that it comes from. */
export interface Sums {
  /** How many policies have each status. */
  statuses: Record<Status, number>;
  /** Cash amounts of eligible policies, apart by what they are and what they are for; references and ceilings' minima never count. */
  amounts: SumAmount[];
}

/** The same with the policies. */
export interface Totals extends Sums {
  amounts: (SumAmount & { policies: string[] })[];
  /** Where policies of the sum exclude each other: the group's name and the policies left out of `amounts`. */
  excluded: { group: string; policies: string[] }[];
}

// ----------------------------------------------------------------------------------------------------------------- advice

/** What a benefit comes to, in short. */
export type Worth = Pick<BenefitVerdict, 'kind' | 'min' | 'max' | 'certainty' | 'measure' | 'per' | 'reference'>;

/** Where a company stands with a policy, in short. */
export interface Standing {
  status: Status;
  reason?: NonNullable<Verdict['reason']>;
  successor?: string;
  missing: string[];
  benefits: Worth[];
}

/** Why a policy's verdict is what it is. */
export interface Explanation {
  policy: string;
  title: string;
  status: Status;
  reason?: NonNullable<Verdict['reason']>;
  successor?: string;
  /** The fewest conditions that settle the status; while it is open, those that keep it so. */
  because: {
    says: string;
    truth: Truth;
    clause?: string;
    source?: SourceDescription;
    /** What the company could do about a failed one. */
    fix?: string;
    /** What it reads; `value` is `null` where nothing is known. */
    facts: { fact: string; label: string; value: string | null }[];
  }[];
  /** What each fact that is still needed could do alone. */
  open: { fact: string; label: string; can_meet: boolean; can_fail: boolean }[];
  /** How the amounts come about. */
  amounts: Computation[];
}

/** How one amount comes about, step by step; the last step gives it. */
export interface Computation {
  /** Which benefit of the policy, counted from 0. */
  benefit: number;
  says?: string;
  steps: {
    /** What is computed: a definition's label, or '' for the amount itself, `cap`, `at_least`, `step`, `least`, `most`. */
    name: string;
    /** With names: `应纳税所得额 × 20%`. */
    formula: string;
    /** With figures: `210万元 × 20%`. */
    figures?: string;
    /** `null` where it is not known. */
    value: string | null;
    clause?: string;
    grade?: 'A' | 'G' | 'B' | 'C';
  }[];
  certainty: BenefitVerdict['certainty'];
  reference: boolean;
}

/** What to answer next. */
export interface Questions {
  /** How many facts can still change something. */
  open: number;
  /** How many policies they concern. */
  policies: number;
  questions: Question[];
}

export interface Question {
  fact: string;
  label: string;
  ask: string;
  /** Whether one of the fact's brackets suffices for now. */
  answer: 'range' | 'value';
  /** The policies whose verdict or amount it can change. */
  policies: string[];
}

/** What would have to be true to qualify. */
export interface Ways {
  policy: string;
  title: string;
  status: Status;
  /** Best first; none where the conditions are not failed, or cannot be changed. */
  ways: Way[];
  /** Failed conditions that no change of a single fact can turn. */
  fixed: string[];
}

export interface Way {
  changes: {
    fact: string;
    label: string;
    from: string | null;
    to: string | null;
    bound: 'at_least' | 'at_most' | 'exactly';
    /** Whether it is the last closed year of a yearly fact. */
    last_year: boolean;
    /** The distance in thousandths of the present value. */
    relative: number;
  }[];
  status: Status;
  benefits: Worth[];
  /** Other policies that would come to be met, and that would no longer be. */
  gains: string[];
  loses: string[];
  /** The day before which it cannot come about. */
  earliest?: string;
}

/** A policy that few changes would meet. */
export interface NearMiss {
  policy: string;
  title: string;
  way: Way;
  /** The most cash for each change, in 元. */
  per_change: string;
}

/** The set of benefits with the highest total; amounts in 元. */
export interface BestBundle {
  as_of: string;
  /** What totals count; they only serve to compare. */
  counted: { id: 'one_year'; says: string };
  /** The worst case: whatever turns out, a set with this total can be had. */
  min: string;
  /** The best case; `null` where an amount has no bound. */
  max: string | null;
  /** Of the policies the company is eligible for, with the least that amounts can be. */
  safe: Bundle;
  /** Of all policies that are not excluded, with the most that amounts can be. */
  best: Bundle;
  /** What is not counted: deductions, credits, figures for reference, benefits without an amount. */
  apart: {
    policy: string;
    status: Status;
    /** Its place among the policy's benefits, from 0. */
    benefit: number;
    kind: BenefitVerdict['kind'];
    measure: BenefitVerdict['measure'];
    per: BenefitVerdict['per'];
    min: string | null;
    max: string | null;
    why: 'deduction' | 'credit' | 'reference' | 'no_amount';
    /** Groups that allow no more than what the safe bundle has of them. */
    excluded_by?: string[];
  }[];
}

/** A set of policies, each with what it pays. */
export interface Bundle {
  /** What it comes to over one year, for comparison only. */
  total: string;
  /** What this very set comes to at least. */
  least: string;
  /** What it pays, apart by what it is and what it is for. */
  sums: { kind: BenefitVerdict['kind']; per: BenefitVerdict['per']; amount: string; counted: string; policies: string[] }[];
  chosen: {
    policy: string;
    status: Status;
    window: WindowVerdict['state'];
    /** What it adds to the total. */
    counted: string;
    benefits: {
      benefit: number;
      kind: BenefitVerdict['kind'];
      per: BenefitVerdict['per'];
      certainty: BenefitVerdict['certainty'];
      /** Without groups, and with them. */
      amount: string;
      paid: string;
    }[];
    /** The policies that its amounts depend on. */
    depends_on?: { policy: string; chosen: boolean }[];
  }[];
  given_up: {
    policy: string;
    status: Status;
    /** What it would come to by itself. */
    counted: string;
    /** Groups that allow no more than what is chosen of them. */
    groups: string[];
    /** What the best set with it has instead, and what that set has not. */
    takes: string[];
    leaves: string[];
    /** Policies of the set whose amounts depend on whether this one is chosen. */
    affects?: string[];
    /** How much less that set comes to; `null` where no set has it. */
    loss: string | null;
    /** Whether the loss is proved; otherwise it may be less. */
    exact: boolean;
  }[];
  /** Limits of groups that lower what the set pays. */
  limits: {
    group: string;
    kind: 'each_cap' | 'highest_difference' | 'cap';
    policies: string[];
    /** What it allows, or has been received already; `null` where that has no bound. */
    limit: string | null;
    /** What the policies would come to without it. */
    wanted: string;
  }[];
  /** Other sets with the same total; the catalog's order decided. */
  ties: { takes: string[]; leaves: string[] }[];
  /** Policies whose amounts have no bound and are counted with the least. */
  open: string[];
  /** No set comes to more than `bound`; `closed` where the total reaches it. */
  proof: { bound: string | null; closed: boolean; splits: number };
}

/** What lies ahead, by day. */
export interface Calendar {
  from: string;
  until: string;
  events: CalendarEvent[];
}

export interface CalendarEvent {
  date: string;
  days_left: number;
  kind:
    | 'opens' | 'closes' | 'begins' | 'ends' | 'superseded'
    | 'gained' | 'lost' | 'needs_facts' | 'amount_changes' | 'changes';
  policy: string;
  title: string;
  /** Where the company stands with the policy today. */
  status: Status;
  /** What differs from the day before; absent for windows. */
  change?: Change;
}

/** What differs between two days, or two catalogs. */
export interface Changes {
  from: string;
  to: string;
  changes: Change[];
}

export interface Change {
  policy: string;
  title: string;
  /** `null` where that side has no such policy. */
  before: Standing | null;
  after: Standing | null;
  /** The conditions without parts whose truth differs. */
  turned: { says: string; clause?: string; before: Truth | null; after: Truth | null }[];
}
