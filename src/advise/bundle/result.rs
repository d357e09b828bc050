//! What comes out: plain data in the shape of the JSON that `docs/api.md` describes, field by field. No behaviour.
//!
//! Amounts are decimal text in 元.

use crate::engine::{Status, WindowState};
use crate::model::{BenefitKind, Certainty, Measure, Per};
use serde::Serialize;

/// The best set of benefits, for what is sure and for what is possible.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BestBundle {
    /// 基准日
    pub as_of: String,
    /// What totals count. They only serve to compare: what is paid once and what is paid yearly is never owed as one sum.
    pub counted: Counted,
    /// The worst case: whatever the missing facts and the judges come to, a set with this total can be had.
    pub min: String,
    /// The best case: no set comes to more; `None` where an amount has no bound.
    pub max: Option<String>,
    /// What is safe to claim now: of the policies that the company is eligible for, with the least that amounts can be.
    pub safe: Bundle,
    /// What is possible: of all policies that are not excluded, with the most that amounts can be.
    pub best: Bundle,
    /// What is not counted, and why.
    pub apart: Vec<Apart>,
}

/// What totals count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// `one_year`
    pub id: &'static str,
    /// In plain words.
    pub says: String,
}

/// A set of policies, each with what it pays.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bundle {
    /// What the set comes to, as [`Counted`] says.
    pub total: String,
    /// What this very set comes to at least, if all that is open turns out badly.
    pub least: String,
    /// What it pays, apart by what it is and what it is for.
    pub sums: Vec<BundleSum>,
    /// The policies of the set, in the catalog's order.
    pub chosen: Vec<Chosen>,
    /// Policies that are worth something and do not belong to the set, in the catalog's order.
    pub given_up: Vec<GivenUp>,
    /// Limits of groups that lower what the set pays.
    pub limits: Vec<LimitReached>,
    /// Other sets that come to the same. The one taken has, at the first policy of the catalog at which two differ, that policy.
    pub ties: Vec<Tie>,
    /// Policies whose amounts may be more than is counted, without a bound.
    pub open: Vec<String>,
    /// That nothing better exists.
    pub proof: ProofSummary,
}

/// One sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BundleSum {
    /// What sort of benefit.
    pub kind: BenefitKind,
    /// What it is for.
    pub per: Per,
    /// What is paid each time.
    pub amount: String,
    /// What of it the total counts.
    pub counted: String,
    /// The policies it comes from.
    pub policies: Vec<String>,
}

/// A policy of the set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chosen {
    /// Its id.
    pub policy: String,
    /// Where the company stands with it.
    pub status: Status,
    /// Whether one can apply now.
    pub window: WindowState,
    /// What it adds to the total.
    pub counted: String,
    /// Its cash benefits.
    pub benefits: Vec<ChosenBenefit>,
    /// The policies that its amounts depend on, and whether they belong to the set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Dependence>,
}

/// What one benefit of a chosen policy pays.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChosenBenefit {
    /// Its place among the policy's benefits, from 0.
    pub benefit: usize,
    /// What sort of thing it is.
    pub kind: BenefitKind,
    /// What it is for.
    pub per: Per,
    /// How sure the amount is; a ceiling is never to be shown as if it were the payout.
    pub certainty: Certainty,
    /// What it would pay without groups.
    pub amount: String,
    /// What it pays.
    pub paid: String,
}

/// Whether a policy that an amount depends on belongs to the set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dependence {
    /// Its id.
    pub policy: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A policy that is given up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GivenUp {
    /// Its id.
    pub policy: String,
    /// Where the company stands with it.
    pub status: Status,
    /// What it would come to by itself.
    pub counted: String,
    /// The groups that allow no more than what is chosen of them.
    pub groups: Vec<String>,
    /// What the best set with it has instead, the policy itself left out.
    pub takes: Vec<String>,
    /// What the best set with it does not have: what the policy is given up for.
    pub leaves: Vec<String>,
    /// The policies of the set whose amounts depend on whether it is chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub affects: Vec<String>,
    /// How much less the set with it comes to; `None` where no set has it.
    pub loss: Option<String>,
    /// Whether the loss is proved; otherwise it may be less.
    pub exact: bool,
}

/// What sort of limit a group sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the language's own")]
pub enum LimitKind {
    EachCap,
    HighestDifference,
    Cap,
}

/// A limit that lowers what the set pays.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LimitReached {
    /// The group.
    pub group: String,
    /// What sort of limit.
    pub kind: LimitKind,
    /// The chosen policies that it holds.
    pub policies: Vec<String>,
    /// What it allows; for `highest_difference` what has been received already; `None` where that has no bound.
    pub limit: Option<String>,
    /// What they would come to without it.
    pub wanted: String,
}

/// Another set with the same total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tie {
    /// What it has and this set has not.
    pub takes: Vec<String>,
    /// What this set has and it has not.
    pub leaves: Vec<String>,
}

/// Whether nothing better exists, and how that was found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProofSummary {
    /// No set comes to more than this; the total, unless the search was given up. `None` where nothing has been shown.
    pub bound: Option<String>,
    /// Whether the bound has been reached, so that nothing better exists.
    pub closed: bool,
    /// How often a policy had to be looked at both ways, with it and without.
    pub splits: usize,
}

/// A benefit that is not counted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Apart {
    /// The policy.
    pub policy: String,
    /// Where the company stands with it.
    pub status: Status,
    /// Its place among the policy's benefits, from 0.
    pub benefit: usize,
    /// What sort of thing it is.
    pub kind: BenefitKind,
    /// What the amount counts.
    pub measure: Measure,
    /// What the amount is for.
    pub per: Per,
    /// The least.
    pub min: Option<String>,
    /// The most.
    pub max: Option<String>,
    /// Why it is not counted.
    pub why: Why,
    /// Groups that allow no more than what the safe bundle has of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded_by: Vec<String>,
}

/// Why a benefit is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is taken off a base, not paid.
    Deduction,
    /// It may be borrowed, not kept.
    Credit,
    /// The text was seen at grade C or is recalled.
    Reference,
    /// There is no amount, or it cannot be computed.
    NoAmount,
}
