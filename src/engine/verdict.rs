//! What comes out: plain data in the shape of the JSON that `docs/api.md` describes, field by field. No behaviour.

use crate::model::{
    BenefitKind, Catalog, Certainty, Confidence, Grade, Language, Measure, Per, Source, SourceId, TextId, Words,
};
pub use policy_kernel::{Status, Truth};
use serde::{Serialize, Serializer};

/// All verdicts of a session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VerdictsJson {
    /// 基准日
    pub as_of: String,
    /// One for each policy, in the catalog's order.
    pub verdicts: Vec<Verdict>,
}

/// Why a policy is not in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 征求意见稿
    Draft,
    /// 废止、失效
    Repealed,
    /// Its first day has not come.
    NotYet,
    /// Its last day has passed.
    Expired,
    /// Another policy took its place.
    Superseded,
}

/// What the engine says about one policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// The policy's id.
    pub policy: String,
    /// Where the company stands.
    pub status: Status,
    /// Why it is not in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The policy that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// What remains in force of it, in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survives: Option<String>,
    /// What it gives.
    pub benefits: Vec<BenefitVerdict>,
    /// When one can apply.
    pub window: WindowVerdict,
    /// Its conditions, each with its truth.
    pub conditions: Vec<ConditionVerdict>,
    /// The main document.
    pub source: SourceDescription,
    /// Names of the facts that are still needed to settle the status.
    pub missing: Vec<String>,
    /// Values that cannot be computed.
    pub errors: Vec<ValueProblem>,
}

/// One benefit of a policy and how much it comes to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BenefitVerdict {
    /// What sort of thing it is.
    pub kind: BenefitKind,
    /// In plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// The truth of the benefit's own condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Truth>,
    /// The least, in 元; `None` where there is no amount.
    pub min: Option<String>,
    /// The most, in 元; `None` where there is no amount or no bound.
    pub max: Option<String>,
    /// 元
    pub unit: &'static str,
    /// How sure the amount is; a ceiling is never to be shown as if it were the payout.
    pub certainty: Certainty,
    /// What the amount counts.
    pub measure: Measure,
    /// What the amount is for.
    pub per: Per,
    /// Where the official text says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// For reference only; kept out of totals.
    pub reference: bool,
    /// Names of the facts that would settle the amount.
    pub missing: Vec<String>,
}

/// The state of a policy's window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum WindowState {
    NotYet,
    Open,
    Closed,
    Rolling,
    Unknown,
}

/// When one can apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WindowVerdict {
    /// Where the evaluation date stands.
    pub state: WindowState,
    /// The first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<String>,
    /// The last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<String>,
    /// `closes` less the evaluation date, while it is open or not yet open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<i32>,
}

/// What sort of condition it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the language's own")]
pub enum ConditionShape {
    Test,
    All,
    Any,
    Not,
    AtLeast,
    Judged,
}

/// One condition and its truth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConditionVerdict {
    /// Its name, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What sort it is.
    pub kind: ConditionShape,
    /// How many, for `at_least`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// In plain words; may be empty for combinations.
    pub says: String,
    /// Where the official text says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Which text, if not the policy's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceDescription>,
    /// What the company could do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// What it is.
    pub truth: Truth,
    /// Names of the facts it reads.
    pub facts: Vec<String>,
    /// Names of those that could still change its truth.
    pub missing: Vec<String>,
    /// The conditions it combines.
    pub children: Vec<ConditionVerdict>,
}

/// A record that a definition with `select` chooses from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecordVerdict {
    /// What is known of its fields.
    pub record: Fields,
    /// Whether it is chosen, and why.
    pub condition: ConditionVerdict,
    /// Values that cannot be computed.
    pub errors: Vec<ValueProblem>,
}

/// What is known of each field of a record, an object in JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Fields(pub Vec<(String, ValueView)>);

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// A value that cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueProblem {
    /// A stable name: `division_by_zero`, `no_row` …
    pub code: String,
    /// In words.
    pub message: String,
    /// Where the official text has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
}

/// Where an official text says something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SourceDescription {
    /// The document's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Clauses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The day somebody last compared the rule with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<String>,
    /// How good the copy was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// Whether the words were seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<&'static str>,
}

impl SourceDescription {
    pub(crate) fn of(catalog: &Catalog, id: SourceId) -> SourceDescription {
        let Source { title, number, clause, url, checked, grade, confidence } = &catalog.sources[id];
        let text = |id: &Option<TextId>| id.map(|id| catalog.texts[id].to_owned());
        SourceDescription {
            title: text(title),
            number: text(number),
            clause: text(clause),
            url: text(url),
            checked: checked.map(|day| day.to_string()),
            grade: *grade,
            confidence: confidence.map(|confidence| match confidence {
                Confidence::Verbatim => "verbatim",
                Confidence::Recalled => "recalled",
            }),
        }
    }
}

/// What all verdicts come to, as far as it can be added.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Totals {
    /// How many policies have each status.
    pub statuses: StatusCounts,
    /// Cash of eligible policies, apart by what it is and what it is for.
    pub amounts: Vec<TotalAmount>,
    /// Policies left out because others of their group exclude them.
    pub excluded: Vec<Excluded>,
}

/// How many policies have each status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are those of `Status`")]
pub struct StatusCounts {
    pub eligible: usize,
    pub review: usize,
    pub undetermined: usize,
    pub ineligible: usize,
    pub not_in_force: usize,
}

/// One sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TotalAmount {
    /// What sort of benefit.
    pub kind: BenefitKind,
    /// What it is for.
    pub per: Per,
    /// The least, in 元.
    pub min: String,
    /// The most, in 元; `None` where there is no bound.
    pub max: Option<String>,
    /// The policies it comes from.
    pub policies: Vec<String>,
}

/// Policies that are left out of sums.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excluded {
    /// The group that excludes them.
    pub group: String,
    /// Their ids.
    pub policies: Vec<String>,
}

/// A value as `policy feel` prints it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ValueView {
    /// It is the same in every completion.
    Known {
        /// The value.
        value: PlainValue,
    },
    /// It lies in an interval.
    Bounded {
        /// The least it can be.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<String>,
        /// The most it can be.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<String>,
    },
    /// It is one of these codes.
    OneOf {
        /// Codes, in the list's order.
        #[serde(rename = "in")]
        codes: Vec<String>,
    },
    /// Nothing is known of it.
    Unknown {
        /// Always true.
        unknown: bool,
        /// Names of the facts that would settle it.
        missing: Vec<String>,
    },
    /// It is an error in every completion.
    Error {
        /// What went wrong.
        error: ErrorView,
    },
}

/// A value in JSON: truth as a boolean; numbers, shares and money as plain decimal text; dates and periods in ISO 8601; codes
/// and texts as text; sets, series and lists as arrays; records as objects, their fields in the order of their type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum PlainValue {
    Boolean(bool),
    Text(String),
    List(Vec<PlainValue>),
    Record(Vec<(String, PlainValue)>),
}

impl Serialize for PlainValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            PlainValue::Boolean(truth) => serializer.serialize_bool(*truth),
            PlainValue::Text(text) => serializer.serialize_str(text),
            PlainValue::List(items) => serializer.collect_seq(items),
            PlainValue::Record(fields) => serializer.collect_map(fields.iter().map(|(name, value)| (name, value))),
        }
    }
}

/// What went wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorView {
    /// A stable name.
    pub code: String,
    /// In words.
    pub message: String,
}

/// The text in a language, for those who build verdicts.
pub(crate) fn words(catalog: &Catalog, words: Option<Words>, language: Language) -> Option<String> {
    words.map(|words| catalog.texts.say(words, language).to_owned())
}
