//! What changed: which verdicts and amounts differ between two sessions, and why.
//!
//! Takes two sessions, on two days or on two catalogs, and gives one entry for each policy that differs in status or in
//! amounts. This is targeted push without a profile leaving the machine: the catalog comes to the company, not the other
//! way. Must never: tell of a policy that is the same in both.

use crate::engine::{ConditionVerdict, Reason, Session, Status, Truth, Verdict};
use crate::model::{BenefitKind, Certainty, Measure, Per};
use serde::Serialize;
use std::sync::Arc;

/// What differs between two sessions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changes {
    /// 基准日 of the first session.
    pub from: String,
    /// 基准日 of the second one.
    pub to: String,
    /// The policies that differ, in the order of the second catalog, then those that only the first one has.
    pub changes: Vec<Change>,
}

/// One policy that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The policy's id.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// How it stood; `None` where the first catalog does not have it.
    pub before: Option<Standing>,
    /// How it stands; `None` where the second catalog does not have it.
    pub after: Option<Standing>,
    /// The conditions whose truth differs, those without further parts.
    pub turned: Vec<Turned>,
}

/// Where a company stands with a policy, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The status.
    pub status: Status,
    /// Why it is not in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The policy that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// The facts that are still needed.
    pub missing: Vec<String>,
    /// What it gives.
    pub benefits: Vec<Worth>,
}

/// What one benefit comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Worth {
    /// What sort of thing it is.
    pub kind: BenefitKind,
    /// The least, in 元.
    pub min: Option<String>,
    /// The most, in 元.
    pub max: Option<String>,
    /// How sure the amount is.
    pub certainty: Certainty,
    /// What it counts.
    pub measure: Measure,
    /// What it is for.
    pub per: Per,
    /// For reference only.
    pub reference: bool,
}

/// A condition whose truth differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Turned {
    /// In plain words.
    pub says: String,
    /// Where the official text says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Before; `None` where it was not a condition.
    pub before: Option<Truth>,
    /// After; `None` where it is no condition any more.
    pub after: Option<Truth>,
}

/// What differs between two sessions: on two days, see [`Session::on`], or on two catalogs.
pub fn between(before: &mut Session, after: &mut Session) -> Changes {
    let (old, new) = (before.shared_verdicts(), after.shared_verdicts());
    // In two sessions of one catalog they stand at the same places.
    let find = |verdicts: &[Arc<Verdict>], place: usize, id: &str| {
        let is_it = |verdict: &&Arc<Verdict>| verdict.policy == id;
        verdicts.get(place).filter(is_it).or_else(|| verdicts.iter().find(is_it)).cloned()
    };
    let mut changes = Vec::new();
    for (place, verdict) in new.iter().enumerate() {
        changes.extend(change(after, find(&old, place, &verdict.policy).as_deref(), Some(verdict)));
    }
    for (place, verdict) in old.iter().enumerate() {
        if find(&new, place, &verdict.policy).is_none() {
            changes.extend(change(before, Some(verdict), None));
        }
    }
    Changes { from: before.as_of().to_string(), to: after.as_of().to_string(), changes }
}

/// The entry for a policy, if it differs.
fn change(session: &Session, before: Option<&Verdict>, after: Option<&Verdict>) -> Option<Change> {
    if before.zip(after).is_some_and(|(before, after)| is_same(before, after)) {
        return None;
    }
    let policy = &after.or(before)?.policy;
    let standings = (before.map(Standing::of), after.map(Standing::of));
    let catalog = session.calculator().catalog();
    let title = catalog.policies.find(|found| found.id == *policy).map(|(_, policy)| policy.title);
    Some(Change {
        policy: policy.clone(),
        title: title.map(|title| catalog.texts.say(title, session.language()).to_owned()).unwrap_or_default(),
        before: standings.0,
        after: standings.1,
        turned: before.zip(after).map(|(before, after)| turned(before, after)).unwrap_or_default(),
    })
}

/// Whether a company stands the same with a policy.
pub(crate) fn is_same(before: &Verdict, after: &Verdict) -> bool {
    std::ptr::eq(before, after) || Standing::of(before) == Standing::of(after)
}

impl Standing {
    pub(crate) fn of(verdict: &Verdict) -> Standing {
        let worth = verdict.benefits.iter().map(|benefit| Worth {
            kind: benefit.kind,
            min: benefit.min.clone(),
            max: benefit.max.clone(),
            certainty: benefit.certainty,
            measure: benefit.measure,
            per: benefit.per,
            reference: benefit.reference,
        });
        Standing {
            status: verdict.status,
            reason: verdict.reason,
            successor: verdict.successor.clone(),
            missing: verdict.missing.clone(),
            benefits: worth.collect(),
        }
    }
}

/// The conditions without parts whose truth differs. Two conditions are the same one if they bear the same id or, without
/// one, the same words.
fn turned(before: &Verdict, after: &Verdict) -> Vec<Turned> {
    let (old, new) = (leaves(&before.conditions), leaves(&after.conditions));
    let same = |a: &ConditionVerdict, b: &ConditionVerdict| match (&a.id, &b.id) {
        (Some(a), Some(b)) => a == b,
        _ => a.says == b.says,
    };
    let mut turned = Vec::new();
    for condition in &new {
        let earlier = old.iter().find(|other| same(other, condition));
        if earlier.is_none_or(|earlier| earlier.truth != condition.truth) {
            turned.push(Turned {
                says: condition.says.clone(),
                clause: condition.clause.clone(),
                before: earlier.map(|earlier| earlier.truth),
                after: Some(condition.truth),
            });
        }
    }
    for condition in old.iter().filter(|condition| !new.iter().any(|other| same(other, condition))) {
        turned.push(Turned {
            says: condition.says.clone(),
            clause: condition.clause.clone(),
            before: Some(condition.truth),
            after: None,
        });
    }
    turned
}

/// The conditions without parts, in order.
fn leaves(conditions: &[ConditionVerdict]) -> Vec<&ConditionVerdict> {
    let mut found = Vec::new();
    for condition in conditions {
        if condition.children.is_empty() {
            found.push(condition);
        } else {
            found.extend(leaves(&condition.children));
        }
    }
    found
}
