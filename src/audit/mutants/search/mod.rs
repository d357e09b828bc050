//! Looks for a profile that tells a mutant from the rules.
//!
//! Begins with the profiles of the examples, as they are and on other days, and varies one fact and then two that the mutated place
//! reads: over the values that the rules compare them with and their neighbours, over the values at which two sides of a comparison
//! meet, over codes, truths and what other examples say. The same mutant is always searched in the same way, and never for long:
//! what is not found may still be there. Must never: say that there is a difference where there is none.

mod candidates;
mod surroundings;

use super::mutation::{Mutation, PolicyChange};
use super::observe::{Observation, common_conditions};
use super::report::Sample;
use super::subject::Extract;
use crate::audit::examples::open;
use crate::catalog::examples::{Example, FactInput};
use crate::engine::{BitSet, Calculator, Input, Session, Way};
use crate::model::{ConditionId, Date, ParameterRow, When, Window};
use candidates::{Candidates, given};
use std::rc::Rc;
use std::sync::Arc;
use surroundings::Surroundings;

/// How many profiles are tried with one fact varied, and with two.
const SINGLES: usize = 400;
const PAIRS: usize = 300;
/// How many examples are varied, and how many in two facts at once.
const BASES: usize = 8;
const PAIR_BASES: usize = 2;
/// How many days are tried, on how many examples.
const DAYS: usize = 24;
const DAY_BASES: usize = 3;

/// A profile that tells the mutant from the rules, if one is found; best one whose difference an example can name.
pub(super) fn difference(
    extract: &Extract,
    mutation: &Mutation,
    mutant: &Arc<Calculator>,
    today: Date,
) -> Option<Sample> {
    let conditions = common_conditions(extract, mutant.catalog());
    let around = Rc::new(Surroundings::of(extract, mutation));
    let mut search = Search { extract, mutation, mutant, today, conditions, around, tries: 0, unnamed: None };
    search.run().or(search.unnamed)
}

struct Search<'s> {
    extract: &'s Extract,
    mutation: &'s Mutation,
    mutant: &'s Arc<Calculator>,
    today: Date,
    conditions: Vec<ConditionId>,
    around: Rc<Surroundings>,
    tries: usize,
    /// The first profile on which nothing but truths of conditions without an id differ.
    unnamed: Option<Sample>,
}

/// The rules and the mutant, open on the same profile.
struct Both {
    rules: Session,
    mutant: Session,
}

impl Both {
    fn set(&mut self, name: &str, value: &FactInput) -> bool {
        let input = Input::from(value);
        let (rules, mutant) = (self.rules.set(name, &input), self.mutant.set(name, &input));
        rules.is_ok() && mutant.is_ok()
    }
}

impl Search<'_> {
    fn run(&mut self) -> Option<Sample> {
        let bases = self.bases();
        for base in &bases {
            if let Some(sample) = self.on_another_day(base, base.as_of.unwrap_or(self.today)) {
                return Some(sample);
            }
        }
        let days = self.days();
        for base in bases.iter().take(DAY_BASES) {
            let own = base.as_of.unwrap_or(self.today);
            let beside = [own.plus_days(-1), own.plus_days(1)].into_iter().flatten();
            for day in days.iter().copied().chain(beside).take(DAYS) {
                if let Some(sample) = self.on_another_day(base, day) {
                    return Some(sample);
                }
            }
        }
        for base in bases.iter().take(BASES) {
            if let Some(sample) = self.vary_one(base) {
                return Some(sample);
            }
        }
        self.tries = 0;
        bases.iter().take(PAIR_BASES).find_map(|base| self.vary_two(base))
    }

    /// The examples to begin with, or a company of which nothing is known: first those that choose the row of a table that the
    /// mutated place stands in, then those that get something, since only they show amounts.
    fn bases(&self) -> Vec<Example> {
        let row = match self.mutation {
            Mutation::Expression(site, _) => site.row,
            _ => None,
        };
        let rank = |example: &Example| {
            let chooses = row.is_some_and(|(table, row)| self.chooses(example, Way::Row(table, row)));
            let status = match example.expect.status.as_deref() {
                Some("eligible") => 0,
                Some("review") => 1,
                _ => 2,
            };
            (!chooses, status)
        };
        let plain = self.extract.examples.iter().filter(|example| example.parameters.is_empty());
        let mut bases: Vec<Example> = plain.cloned().collect();
        bases.sort_by_cached_key(rank);
        if bases.is_empty() {
            bases.push(self.extract.blank());
        }
        bases
    }

    /// Whether an example surely goes that way.
    fn chooses(&self, example: &Example, way: Way) -> bool {
        let opened = open(&self.extract.catalog, &self.extract.calculator, example, self.today);
        let mut found = false;
        if let Ok((mut session, _)) = opened {
            let all: BitSet = self.extract.catalog.expressions.ids().map(|id| id.index()).collect();
            session.ways(&all, &mut |seen, sure| found |= sure && seen == way);
        }
        found
    }

    /// The days on which something that the mutation touches begins or ends, and their neighbours.
    fn days(&self) -> Vec<Date> {
        let catalog = &self.extract.catalog;
        let figures = |rows: &[ParameterRow]| rows.iter().map(|row| row.from).collect::<Vec<_>>();
        let days = match self.mutation {
            Mutation::Policy(id, change) => {
                let policy = &catalog.policies[*id];
                match change {
                    PolicyChange::Opens(position, _) | PolicyChange::Closes(position, _) => {
                        let base =
                            self.extract.examples.first().and_then(|example| example.as_of).unwrap_or(self.today);
                        policy.windows.get(*position).map_or_else(Vec::new, |window| ends(window, base.ymd().0))
                    }
                    _ => [policy.from, policy.to].into_iter().filter_map(day).collect(),
                }
            }
            Mutation::Figure(parameter, ..) => figures(&catalog.parameters[*parameter].rows),
            _ => self.around.closure.parameters().flat_map(|id| figures(&catalog.parameters[id].rows)).collect(),
        };
        days.into_iter().flat_map(|day| [day.plus_days(-1), Some(day), day.plus_days(1)]).flatten().collect()
    }

    fn open(&self, base: &Example) -> Option<Both> {
        let open = |calculator: &Arc<Calculator>| open(&self.extract.catalog, calculator, base, self.today).ok();
        let (rules, refused) = open(&self.extract.calculator)?;
        let (mutant, _) = open(self.mutant)?;
        refused.is_empty().then_some(Both { rules, mutant })
    }

    fn on_another_day(&mut self, base: &Example, day: Date) -> Option<Sample> {
        let moved = Example { as_of: Some(day), ..base.clone() };
        let mut both = self.open(&moved)?;
        let is_other = (base.as_of != Some(day)).then_some(day);
        self.compare(&mut both, base, is_other, &[])
    }

    fn vary_one(&mut self, base: &Example) -> Option<Sample> {
        let around = self.around.clone();
        let mut both = self.open(base)?;
        let candidates = Candidates::new(self.extract, &around, base, self.today);
        for fact in candidates.facts() {
            let name = &self.extract.catalog.facts[fact].name;
            for value in candidates.values(fact, &mut both.rules) {
                if self.tries >= SINGLES {
                    return None;
                }
                self.tries += 1;
                if both.set(name, &value)
                    && let Some(sample) = self.compare(&mut both, base, None, &[(name, &value)])
                {
                    return Some(sample);
                }
            }
            both.set(name, given(base, name));
        }
        None
    }

    fn vary_two(&mut self, base: &Example) -> Option<Sample> {
        /// Of each of two facts the first so many values.
        const FEW: usize = 8;
        let around = self.around.clone();
        let mut both = self.open(base)?;
        let candidates = Candidates::new(self.extract, &around, base, self.today);
        let facts = candidates.facts();
        for (first, second) in facts.iter().flat_map(|first| facts.iter().map(move |second| (*first, *second))) {
            if first == second {
                continue;
            }
            let (first_name, second_name) =
                (&self.extract.catalog.facts[first].name, &self.extract.catalog.facts[second].name);
            let large = candidates.large(first);
            let values = candidates.values(first, &mut both.rules);
            for one in large.iter().chain(values.iter().take(FEW)) {
                if !both.set(first_name, one) {
                    continue;
                }
                // Where two sides meet depends on what the first fact is.
                for other in candidates.values(second, &mut both.rules).iter().take(FEW) {
                    if self.tries >= PAIRS {
                        return None;
                    }
                    self.tries += 1;
                    let varied = [(first_name, one), (second_name, other)];
                    if both.set(second_name, other)
                        && let Some(sample) = self.compare(&mut both, base, None, &varied)
                    {
                        return Some(sample);
                    }
                }
                both.set(second_name, given(base, second_name));
            }
            both.set(first_name, given(base, first_name));
        }
        None
    }

    /// The profile as an example, if the rules and the mutant differ on it.
    fn compare(
        &mut self,
        both: &mut Both,
        base: &Example,
        as_of: Option<Date>,
        varied: &[(&String, &FactInput)],
    ) -> Option<Sample> {
        let rules = Observation::of(self.extract, &mut both.rules, &self.conditions);
        let mutant = Observation::of(self.extract, &mut both.mutant, &self.conditions);
        if rules == mutant {
            return None;
        }
        let mut expect = rules.against(&mutant, self.extract);
        let mut instead = mutant.against(&rules, self.extract);
        let mut unnamed = Vec::new();
        if expect.is_empty() {
            let truth = |(_, value): &(ConditionId, &str)| ("truth".to_owned(), format!("{{…: {value}}}"));
            let differing = rules.unnamed(&mutant, self.extract);
            expect.extend(differing.first().map(truth));
            instead.extend(mutant.unnamed(&rules, self.extract).first().map(truth));
            unnamed.extend(differing.iter().take(1).map(|(id, _)| self.extract.name_of(*id)));
        }
        let is_blank = !self.extract.examples.iter().any(|example| example.name == base.name);
        let changed = varied.iter().filter(|(name, value)| given(base, name) != *value);
        let sample = Sample {
            subject: self.extract.name.clone(),
            like: (!is_blank).then(|| base.name.clone()),
            as_of,
            facts: changed.map(|(name, value)| ((*name).clone(), (*value).clone())).collect(),
            expect,
            instead,
            unnamed,
        };
        if sample.unnamed.is_empty() {
            return Some(sample);
        }
        self.unnamed.get_or_insert(sample);
        None
    }
}

fn day(when: When) -> Option<Date> {
    match when {
        When::Day(day) => Some(day),
        When::Open | When::Unknown => None,
    }
}

fn ends(window: &Window, year: i32) -> Vec<Date> {
    match window {
        Window::Once { opens, closes } => vec![*opens, *closes],
        Window::Yearly { opens, closes } => {
            let days = [opens, closes].into_iter().filter_map(|(month, day)| Date::from_ymd(year, *month, *day));
            days.collect()
        }
        Window::Rolling | Window::Unknown => Vec::new(),
    }
}
