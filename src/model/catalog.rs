//! A compiled rule set: everything an evaluation, a form and a verdict need, in flat arenas.

use super::{
    Arena, Bounds, Date, Expression, ExpressionId, Id, List, ListId, Record, Table, Text, TextId, Texts, Type, Unit,
    Value, Words,
};
use rust_decimal::Decimal;
use serde::Serialize;

/// A compiled rule set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    /// What is only shown: the words of conditions, policies and benefits, and what their sources are called.
    pub texts: Texts,
    /// Declared units.
    pub units: Arena<Unit>,
    /// Closed vocabularies.
    pub lists: Arena<List>,
    /// The types of what lists of values hold.
    pub elements: Arena<Type>,
    /// The types of records.
    pub records: Arena<Record>,
    /// Fields of the records that facts list.
    pub fields: Arena<Field>,
    /// What a company knows about itself, in the order a form asks.
    pub facts: Arena<Fact>,
    /// Dated figures.
    pub parameters: Arena<Parameter>,
    /// All expressions; see [`Expression`] for the order they stand in.
    pub expressions: Arena<Expression>,
    /// All decision tables.
    pub tables: Arena<Table>,
    /// Derived facts, those local to a policy included.
    pub definitions: Arena<Definition>,
    /// Definitions that choose records, with the reasons for each.
    pub selections: Arena<Selection>,
    /// Conditions; children stand before their parents.
    pub conditions: Arena<Condition>,
    /// Where official texts say things.
    pub sources: Arena<Source>,
    /// Policies.
    pub policies: Arena<Policy>,
    /// How benefits stack.
    pub groups: Arena<Group>,
    /// What is known of a company of which nothing is known.
    pub beforehand: Beforehand,
}

/// Of which questions plain evaluation says all there is to say, as long as nothing is known of any fact that they read: the same
/// for every company, so that cases are gone through when a catalog is built and not on every visit. Only of questions for which they
/// would be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beforehand {
    /// The days for which this is known of what asks for the day.
    pub days: Option<Span>,
    /// Of conditions, ascending.
    pub truths: Vec<Plain>,
    /// Of what benefits come to, counted over all policies, ascending.
    pub amounts: Vec<Plain>,
}

/// All days from the first to the last, both of them included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: Date,
    /// The last.
    pub until: Date,
}

/// A question of which plain evaluation says all there is to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// The number of the condition or benefit.
    pub question: u32,
    /// Whether it asks for the day, so that this is known for [`Beforehand::days`] only.
    pub dated: bool,
    /// Whether it cannot fail, though plainly it seems so.
    pub never_fails: bool,
}

/// The number of a fact in the catalog.
pub type FactId = Id<Fact>;
/// The number of a parameter in the catalog.
pub type ParameterId = Id<Parameter>;
/// The number of a definition in the catalog.
pub type DefinitionId = Id<Definition>;
/// The number of a condition in the catalog.
pub type ConditionId = Id<Condition>;
/// The number of a source in the catalog.
pub type SourceId = Id<Source>;
/// The number of a policy in the catalog.
pub type PolicyId = Id<Policy>;

/// What a company knows about itself (指标).
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its unique name.
    pub name: String,
    /// Its type; a yearly fact is a series.
    pub value_type: Type,
    /// How many of the last closed years are asked, for a series.
    pub years: u8,
    /// The distance between two neighbouring values: 0.01 for money, 1 for integers, dates, days and periods.
    pub step: Option<Decimal>,
    /// The values it can have, where its type is ordered; for a series each year's.
    pub domain: Bounds,
    /// What it is called.
    pub label: Text,
    /// The question a form asks.
    pub ask: Option<Text>,
    /// Where the reader finds it in the company's own books.
    pub find: Option<Text>,
    /// The part of the form it belongs to.
    pub section: String,
    /// How a form asks and shows it, if not in its own unit.
    pub ask_unit: Option<AskUnit>,
    /// Limits of the ranges a reader may answer with, ascending.
    pub brackets: Vec<Decimal>,
    /// Whether a company can change it.
    pub can_change: CanChange,
    /// How long a change takes at least, in months.
    pub earliest: Option<i32>,
    /// Of a list of records, the declarations of their fields in the order of the record's type; of a list of plain values,
    /// the one declaration of its elements.
    pub fields: Vec<FieldId>,
    /// Positions of the fields that no two records of a list have in common.
    pub key: Vec<u32>,
    /// What a text looks like, if it cannot be anything.
    pub format: Option<Format>,
    /// What its beginning tells of other facts.
    pub tells: Vec<Tells>,
}

/// What the texts of a fact look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A unified social credit code; see [`super::credit_code`].
    CreditCode,
}

/// What the beginning of a text tells of a choice: a credit code that begins with 92 is that of a 个体工商户.
#[derive(Clone, Debug, PartialEq)]
pub struct Tells {
    /// The fact that is told, a choice.
    pub fact: FactId,
    /// Beginnings, and for each the positions of the leaves that it leaves open, ascending and at least one. The longest
    /// beginning that fits counts; where none does, nothing is told.
    pub beginnings: Vec<(String, Vec<u32>)>,
}

impl Tells {
    /// The leaves that a text leaves open; `None` if it tells nothing.
    pub fn leaves(&self, text: &str) -> Option<&[u32]> {
        let fitting = self.beginnings.iter().filter(|(beginning, _)| text.starts_with(beginning.as_str()));
        fitting.max_by_key(|(beginning, _)| beginning.len()).map(|(_, leaves)| leaves.as_slice())
    }
}

/// A field of the records that a fact lists, declared like a fact. INVARIANT: its type is neither a list, a series nor a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field(pub Fact);

/// The number of a field in the catalog.
pub type FieldId = Id<Field>;

/// The most records that a fact can list.
pub const LONGEST_LIST: usize = 1_000;

/// A larger unit that a form asks in: 万元 is 10,000 元.
#[derive(Clone, Debug, PartialEq)]
pub struct AskUnit {
    /// As shown.
    pub name: String,
    /// How many of the fact's own unit it is.
    pub factor: Decimal,
}

/// In which direction a company can change a fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CanChange {
    /// Not at all.
    #[default]
    No,
    /// It can grow.
    Up,
    /// It can shrink.
    Down,
    /// Either.
    Any,
}

/// A dated figure that changes by notice, not by rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its unique name.
    pub name: String,
    /// Its type.
    pub value_type: Type,
    /// The tree it is set by, for a parameter by place.
    pub by: Option<ListId>,
    /// Its figures.
    pub rows: Vec<ParameterRow>,
}

/// One figure of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterRow {
    /// The position of the place it holds at and below, for a parameter by place.
    pub at: Option<u32>,
    /// The first day it holds; it holds until the next row for the same place.
    pub from: Date,
    /// The figure.
    pub value: ParameterValue,
    /// Where it was announced.
    pub source: Option<SourceId>,
}

/// What is known of a figure. The company is never asked for it: what is open counts as a judge.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterValue {
    /// Known exactly.
    Known(Value),
    /// Known to lie in an interval.
    Bounded(Bounds),
    /// Not known.
    Unknown,
}

/// A derived fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Its name; unique, or unique within its policy.
    pub name: String,
    /// The policy it is local to.
    pub policy: Option<PolicyId>,
    /// The type of its value.
    pub value_type: Type,
    /// Its value.
    pub body: ExpressionId,
    /// What it is called, if not by its name.
    pub label: Option<Text>,
    /// Where the official text defines it.
    pub source: Option<SourceId>,
}

/// A definition that chooses records by a tree of conditions, so that every record can be told why.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// What it is the value of.
    pub definition: DefinitionId,
    /// The filter, an [`Expression::Each`]; its elements are the records to choose from.
    pub filter: ExpressionId,
    /// What the filter asks of each record. Its expressions read the filter's variable.
    pub condition: ConditionId,
}

/// One condition of a policy, or a combination of conditions.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What must hold.
    pub kind: ConditionKind,
    /// A name for tests and links.
    pub id: Option<TextId>,
    /// In plain words; the compiler puts the expression's text where the author says nothing.
    pub says: Option<Words>,
    /// Where the official text says so.
    pub clause: Option<TextId>,
    /// Which text, if not the policy's own.
    pub source: Option<SourceId>,
    /// What the company could do about it.
    pub fix: Option<Words>,
}

/// What must hold for a condition.
#[derive(Clone, Debug, PartialEq)]
pub enum ConditionKind {
    /// A boolean expression.
    Test(ExpressionId),
    /// Every one.
    All(Vec<ConditionId>),
    /// At least one.
    Any(Vec<ConditionId>),
    /// Not this one.
    Not(ConditionId),
    /// So many of these.
    AtLeast(u32, Vec<ConditionId>),
    /// A person or an official list decides; where the boolean expression is known, it answers.
    Judged(Option<ExpressionId>),
}

/// Where an official text says something. Fields left out of a condition's, a benefit's or a figure's own source are
/// already filled in from the policy's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Source {
    /// The document's title.
    pub title: Option<TextId>,
    /// The document's number.
    pub number: Option<TextId>,
    /// Clauses.
    pub clause: Option<TextId>,
    /// Where the official text stands.
    pub url: Option<TextId>,
    /// The day somebody last compared the rule with it.
    pub checked: Option<Date>,
    /// How good the copy was.
    pub grade: Option<Grade>,
    /// Whether the words were seen or remembered.
    pub confidence: Option<Confidence>,
}

/// How close to the official text a rule's author got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Grade {
    /// 官方正文抄本
    A,
    /// 政府网站页面
    G,
    /// 逐条转录并写明文号
    B,
    /// 转述
    C,
}

/// Whether an author saw the words or remembers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Confidence {
    /// Seen in these words.
    Verbatim,
    /// From memory; to be checked against the text.
    Recalled,
}

/// A policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Its unique id.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// A sentence on what it gives, for lists.
    pub summary: Option<Words>,
    /// 一饼六找
    pub kind: PolicyKind,
    /// 国家, 广东省, 深圳市, 南山区, a street or a park.
    pub level: TextId,
    /// Who issued it.
    pub authority: Option<Words>,
    /// Its documents; the first one is the main one.
    pub sources: Vec<SourceId>,
    /// Where it stands in its life.
    pub state: State,
    /// Its first day.
    pub from: When,
    /// Its last day, inclusive; `Open` has no end.
    pub to: When,
    /// The policies it ends.
    pub supersedes: Vec<PolicyId>,
    /// What remains in force of policies that it ends, in plain words.
    pub survives: Vec<(PolicyId, Text)>,
    /// How one gets it.
    pub delivery: Delivery,
    /// When one can apply.
    pub windows: Vec<Window>,
    /// The root of its conditions.
    pub eligible: ConditionId,
    /// What it gives.
    pub benefits: Vec<Benefit>,
    /// What an application needs.
    pub materials: Vec<Material>,
    /// Where and how to apply.
    pub apply: Option<Apply>,
}

/// 一饼六找: what kind of help it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the language's own: 政策、空间、服务、市场、人才、资金")]
pub enum PolicyKind {
    Policy,
    Space,
    Service,
    Market,
    Talent,
    Fund,
}

/// Where a policy stands in its life, apart from dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// In force between its dates.
    InForce,
    /// 征求意见稿
    Draft,
    /// 废止、失效
    Repealed,
    /// Evaluated like one in force, and flagged.
    Unverified,
}

/// A day that may be left open or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// That day.
    Day(Date),
    /// No limit on this side.
    Open,
    /// There may be a limit, but it is not known; flagged, and treated like none.
    Unknown,
}

/// How one gets a benefit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// 免申即享
    Automatic,
    /// 秒批
    Instant,
    /// 核准
    Approval,
    /// 备查
    Filing,
    /// 申报
    Application,
    /// 评审
    Review,
    /// 名单
    List,
}

/// When one can apply; all days are inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Once, between two days.
    Once {
        /// The first day.
        opens: Date,
        /// The last day.
        closes: Date,
    },
    /// Every year between two days (month, day); the second may lie in the next year.
    Yearly {
        /// Month and day.
        opens: (u8, u8),
        /// Month and day; 29 February is 28 February in common years.
        closes: (u8, u8),
    },
    /// At any time.
    Rolling,
    /// Announced elsewhere.
    Unknown,
}

/// What a policy gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Benefit {
    /// What sort of thing it is.
    pub kind: BenefitKind,
    /// In plain words.
    pub says: Option<Words>,
    /// A further condition of this benefit alone.
    pub when: Option<ConditionId>,
    /// How much, in 元.
    pub amount: Amount,
    /// The most that is paid, in 元.
    pub cap: Option<ExpressionId>,
    /// The least that is paid, in 元.
    pub at_least: Option<ExpressionId>,
    /// Amounts are rounded down to a multiple of this, in 元.
    pub step: Option<ExpressionId>,
    /// How sure the amount is.
    pub certainty: Certainty,
    /// What the amount counts.
    pub measure: Measure,
    /// What the amount is for.
    pub per: Per,
    /// Where the official text says so.
    pub clause: Option<TextId>,
    /// Which text, if not the policy's own.
    pub source: Option<SourceId>,
    /// Whether the amount is for reference only: seen at grade C or recalled.
    pub reference: bool,
    /// Policies whose choice changes this amount.
    pub depends_on: Vec<PolicyId>,
}

/// How much a benefit is, before cap, floor and step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// It cannot be computed.
    None,
    /// A formula.
    Formula(ExpressionId),
    /// A range that the source itself gives.
    Range {
        /// The least.
        min: Option<ExpressionId>,
        /// The most.
        max: Option<ExpressionId>,
    },
}

/// What sort of thing a benefit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the language's own")]
pub enum BenefitKind {
    Grant,
    Tax,
    Fee,
    Charge,
    Loan,
    Interest,
    Rent,
    Voucher,
    Insurance,
    Qualification,
    Service,
}

/// How sure an amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// 定额
    Fixed,
    /// 公式值
    Formula,
    /// 最高不超过
    Ceiling,
    /// 不低于
    Floor,
    /// 不可算
    None,
}

/// What an amount counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Money received or not paid; the only one that enters totals.
    Cash,
    /// What is taken off a base.
    Deduction,
    /// What may be borrowed or guaranteed.
    Credit,
}

/// What an amount is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the language's own")]
pub enum Per {
    Once,
    Month,
    Year,
    Project,
}

/// What an application needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// What it is.
    pub name: Text,
    /// 容缺: it may be handed in later.
    pub may_follow: bool,
    /// Government has it already and does not ask for it again.
    pub shared: bool,
}

/// Where and how to apply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Apply {
    /// The page.
    pub url: Option<String>,
    /// The office.
    pub office: Option<String>,
    /// Its telephone.
    pub phone: Option<String>,
}

/// How benefits stack.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its unique name.
    pub name: String,
    /// In plain words.
    pub says: Option<Text>,
    /// The policies it holds together, ascending.
    pub members: Vec<PolicyId>,
    /// How many of them can be had.
    pub at_most: Option<u32>,
    /// The most that each one pays, in 元.
    pub each_cap: Option<ExpressionId>,
    /// The most that all pay together, in 元.
    pub cap: Option<ExpressionId>,
    /// What `cap` is for.
    pub per: Option<Per>,
    /// 就高补差: only the largest is paid, less what was received (元).
    pub highest_difference: Option<ExpressionId>,
    /// Where the official text says so.
    pub source: Option<SourceId>,
}
