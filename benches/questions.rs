//! How many questions it takes until every verdict and amount is settled: this project's order against three others.
//!
//! 200 random companies over the real catalog; every order is told the exact value of what it asks, and ends when no fact can
//! change anything. Orders (a) and (b) do not know which facts still matter: they look at what the rules read. Prints a Markdown table. `cargo bench --bench questions [COMPANIES]`

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failed unwrap is a failed benchmark"
)]

use policy_calculator::advise::questions;
use policy_calculator::catalog::compile;
use policy_calculator::engine::{Calculator, Input, Session, Status, Verdict};
use policy_calculator::model::{Catalog, Date, Fact, Language, Type};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A small generator of even numbers: the same companies in every run (Steele and others, SplitMix64, 2014).
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }
}

fn main() {
    let companies = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(200usize);
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), &mut files);
    files.sort();
    let texts = files.iter().map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap()));
    let catalog = Arc::new(compile(texts).catalog.unwrap());
    let calculator = Arc::new(Calculator::new(Arc::clone(&catalog)).unwrap());
    let mut dice = Dice(1);
    let profiles: Vec<_> = (0..companies).map(|_| company(&calculator, &mut dice)).collect();
    println!("| order | questions until all is settled, mean | of (b) |\n|---|---:|---:|");
    let reads: BTreeMap<String, Vec<String>> =
        calculator.describe().policies.into_iter().map(|policy| (policy.id, policy.facts)).collect();
    let orders: [(&str, &mut Order); 4] = [
        ("this project's", &mut |session, answered, _| best(session, answered)),
        ("(a) the order of the files", &mut |session, answered, _| first(session, answered)),
        ("(b) the fact that most open policies read", &mut |session, answered, _| commonest(session, answered, &reads)),
        ("(c) a random relevant fact", &mut |session, _, dice| any(session, dice)),
    ];
    let mut rows = Vec::new();
    for (name, order) in orders {
        let mut dice = Dice(2);
        let total: usize = profiles.iter().map(|facts| interview(&calculator, facts, order, &mut dice)).sum();
        rows.push((name, total as f64 / companies as f64));
    }
    let total: usize = profiles.iter().map(|facts| hindsight(&calculator, facts)).sum();
    rows.push(("what suffices for those who know the answers beforehand", total as f64 / companies as f64));
    let base = rows[2].1;
    for (name, mean) in rows {
        println!("| {name} | {mean:.1} | {:.0} % |", 100.0 * mean / base);
    }
}

/// Names the next fact to ask, given what has been answered; nothing where all is settled.
type Order<'o> = dyn FnMut(&mut Session, &BTreeSet<String>, &mut Dice) -> Option<String> + 'o;

/// Asks until nothing is open; how many questions that took.
fn interview(
    calculator: &Arc<Calculator>,
    facts: &BTreeMap<String, Input>,
    order: &mut Order,
    dice: &mut Dice,
) -> usize {
    let mut session = Session::open(Arc::clone(calculator), Date::parse("2026-11-23").unwrap(), Language::Chinese);
    let mut answered = BTreeSet::new();
    while let Some(fact) = order(&mut session, &answered, dice) {
        // In another order an answer may not fit those before it; then it stays unknown, and counts.
        let _ = session.set(&fact, &facts[&fact]);
        assert!(answered.insert(fact.clone()), "{fact} is asked again");
    }
    answered.len()
}

/// How few of the facts asked settle the same: answers are taken back as long as nothing opens, in four random orders. This is a
/// smallest set in the sense that none of its facts can be left out, perhaps not the smallest of all.
fn hindsight(calculator: &Arc<Calculator>, facts: &BTreeMap<String, Input>) -> usize {
    let mut fewest = usize::MAX;
    for seed in 0..4 {
        let mut dice = Dice(seed);
        let mut session = Session::open(Arc::clone(calculator), Date::parse("2026-11-23").unwrap(), Language::Chinese);
        let mut asked = Vec::new();
        let mut seen = BTreeSet::new();
        while let Some(fact) = best(&mut session, &seen) {
            let _ = session.set(&fact, &facts[&fact]);
            seen.insert(fact.clone());
            asked.push(fact);
        }
        let mut needed = asked.len();
        while !asked.is_empty() {
            let fact = asked.swap_remove(dice.throw(asked.len()));
            session.clear(&fact);
            if open(&mut session).is_empty() {
                needed -= 1;
            } else {
                let _ = session.set(&fact, &facts[&fact]);
            }
        }
        fewest = fewest.min(needed);
    }
    fewest
}

/// The engine's next question that has not been asked: one that nobody could answer is still open.
fn best(session: &mut Session, asked: &BTreeSet<String>) -> Option<String> {
    let mut most = 1;
    loop {
        let next = questions::next(session, most, None).questions;
        let count = next.len();
        let found = next.into_iter().map(|question| question.fact).find(|fact| !asked.contains(fact));
        if found.is_some() || count < most {
            return found;
        }
        most *= 4;
    }
}

/// The policies in force whose verdict or amounts are not settled, with the facts that can still change them.
fn open(session: &mut Session) -> Vec<(String, BTreeSet<String>)> {
    let in_force = |verdict: &Verdict| verdict.status != Status::NotInForce;
    let verdicts = session.verdicts().verdicts.into_iter().filter(in_force);
    let missing = verdicts.map(|verdict| {
        let amounts = verdict.benefits.iter().flat_map(|benefit| &benefit.missing);
        let can_be_met = verdict.status != Status::Ineligible;
        let names = verdict.missing.iter().chain(amounts.filter(|_| can_be_met)).cloned().collect();
        (verdict.policy, names)
    });
    missing.filter(|(_, names): &(String, BTreeSet<String>)| !names.is_empty()).collect()
}

/// The first fact of the files that has not been answered, whether or not it still matters.
fn first(session: &mut Session, answered: &BTreeSet<String>) -> Option<String> {
    if open(session).is_empty() {
        return None;
    }
    let mut facts = session.calculator().catalog().facts.iter();
    facts.find(|fact| !answered.contains(&fact.name)).map(|fact| fact.name.clone())
}

/// The fact, not yet answered, that the rules of most open policies read.
fn commonest(
    session: &mut Session,
    answered: &BTreeSet<String>,
    reads: &BTreeMap<String, Vec<String>>,
) -> Option<String> {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for (policy, _) in open(session) {
        let unanswered = reads[&policy].iter().filter(|name| !answered.contains(*name));
        unanswered.for_each(|name| *counts.entry(name).or_default() += 1);
    }
    let facts = session.calculator().catalog().facts.iter().rev();
    let counted = facts.filter_map(|fact| Some((&fact.name, *counts.get(&fact.name)?)));
    counted.max_by_key(|(_, count)| *count).map(|(name, _)| name.clone())
}

/// Any fact that can still change something.
fn any(session: &mut Session, dice: &mut Dice) -> Option<String> {
    let facts: BTreeSet<String> = open(session).into_iter().flat_map(|(_, names)| names).collect();
    let count = facts.len();
    if count == 0 { None } else { facts.into_iter().nth(dice.throw(count)) }
}

/// A company: every fact one of the values that rules tell apart, or any plain one.
fn company(calculator: &Arc<Calculator>, dice: &mut Dice) -> BTreeMap<String, Input> {
    let catalog = calculator.catalog();
    let mut session = Session::open(Arc::clone(calculator), Date::parse("2026-11-23").unwrap(), Language::Chinese);
    let mut drawn = |fact: &Fact| {
        // What does not fit the fact's domain, or the other answers, is drawn again; at last nobody knows it.
        let fitting = (0..20).map(|_| answer(catalog, fact, dice)).find(|input| session.set(&fact.name, input).is_ok());
        (fact.name.clone(), fitting.unwrap_or(Input::Null))
    };
    catalog.facts.iter().map(&mut drawn).collect()
}

fn answer(catalog: &Catalog, fact: &Fact, dice: &mut Dice) -> Input {
    match &fact.value_type {
        Type::Boolean => Input::Boolean(dice.throw(2) == 0),
        Type::Text => Input::Text("某公司".to_owned()),
        Type::Choice(list) | Type::Choices(list) => {
            let leaves: Vec<u32> = catalog.lists[*list].leaves().collect();
            let code = |dice: &mut Dice| {
                let leaf = leaves[dice.throw(leaves.len())];
                Input::Text(catalog.lists[*list].items[leaf as usize].code.clone())
            };
            match &fact.value_type {
                Type::Choices(_) => Input::Array((0..dice.throw(3)).map(|_| code(dice)).collect()),
                _ => code(dice),
            }
        }
        Type::List(_) => Input::Array(Vec::new()),
        Type::Series(each) => Input::Array((0..fact.years).map(|_| number(fact, each, dice)).collect()),
        each => number(fact, each, dice),
    }
}

/// A value near a bracket's end or a plain one, within the fact's domain.
fn number(fact: &Fact, each: &Type, dice: &mut Dice) -> Input {
    let plain = [0, 1, 3, 10, 20, 50, 100, 300, 1_000];
    let digits = plain[dice.throw(plain.len())];
    let text = match each {
        Type::Money if !fact.brackets.is_empty() => {
            format!("{}元", fact.brackets[dice.throw(fact.brackets.len())])
        }
        Type::Money => format!("{digits}万元"),
        Type::Percent => format!("{}%", digits.min(100)),
        Type::Date => format!("{}-0{}-1{}", 2016 + dice.throw(10), 1 + dice.throw(9), dice.throw(8)),
        Type::Period => format!("{digits}个月"),
        Type::Days => format!("{digits}日"),
        _ => return Input::Number(digits.clamp(1, 100).to_string()),
    };
    Input::Text(text)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path);
        }
    }
}
