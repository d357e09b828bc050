//! What becomes of one mutant: killed by an example, told from the rules by a profile that no example has, or neither.

use super::mutation::{Mutation, Root};
use super::report::{Fate, Mutant};
use super::search;
use super::subject::Extract;
use super::words;
use super::{Found, Request};
use crate::audit::examples::differences;
use crate::catalog::examples::Subject;
use crate::engine::Calculator;
use std::sync::Arc;

/// How many subjects are searched for a profile that tells a mutant from the rules.
const SEARCHED: usize = 3;

/// Makes the mutation and tells what becomes of it.
pub(super) fn judge(request: &Request, extracts: &[Extract], number: usize, found: &Found) -> Mutant {
    let mutation = &found.mutation;
    let mut mutant = Mutant {
        number,
        owners: found.owners.clone(),
        what: found.what.clone(),
        place: found.place,
        before: Default::default(),
        after: Default::default(),
        fate: Fate::Same,
    };
    let mut readers: Vec<&Extract> = extracts.iter().filter(|extract| extract.reads(mutation)).collect();
    // The examples of a definition itself know most about it.
    readers.sort_by_key(|extract| !is_own(extract, mutation));
    let mut searched = Vec::new();
    for (position, extract) in readers.into_iter().enumerate() {
        let translated = extract.translated(mutation);
        let cut = extract.mutated(&translated);
        if position == 0 {
            (mutant.before, mutant.after) = words::of(request.catalog, mutation, &cut);
        }
        let Ok(calculator) = Calculator::new(Arc::new(cut.catalog.clone())) else {
            mutant.fate = Fate::Refused;
            return mutant;
        };
        let calculator = Arc::new(calculator);
        for example in &extract.examples {
            let fails = differences(&cut.catalog, &calculator, example, request.today).is_ok_and(|it| !it.is_empty());
            if fails {
                mutant.fate = Fate::Killed { subject: extract.name.clone(), example: example.name.clone() };
                return mutant;
            }
        }
        if searched.len() < SEARCHED {
            searched.push((extract, translated, calculator));
        }
    }
    for (extract, translated, calculator) in &searched {
        if let Some(sample) = search::difference(extract, translated, calculator, request.today) {
            let is_plain = sample.unnamed.is_empty();
            if is_plain || matches!(mutant.fate, Fate::Same) {
                mutant.fate = Fate::Survived(Box::new(sample));
            }
            if is_plain {
                break;
            }
        }
    }
    mutant
}

/// Whether the mutation is one of the very definition whose examples these are.
fn is_own(extract: &Extract, mutation: &Mutation) -> bool {
    match (mutation, extract.of) {
        (Mutation::Expression(site, _), Subject::Definition(of)) => {
            matches!(&site.root, Root::Definition(ids) if ids.contains(&of))
        }
        _ => false,
    }
}
