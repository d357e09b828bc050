//! Small mistakes that an author could make, and whether the examples would notice them.
//!
//! Takes a catalog and its examples; makes one small change after another ([`mutation`], found by `enumerate`, made by `cut`), runs
//! the examples that it can touch, and where none fails looks for a profile that tells the change from the rules (`search`). Must
//! never: decide what the engine decides; call a mutant equivalent that an example kills.

mod cut;
mod enumerate;
mod expressions;
mod judge;
mod mutation;
mod observe;
mod report;
mod rewrite;
mod search;
mod step;
mod subject;
#[cfg(test)]
mod tests;
mod words;

pub use report::{Fate, Mutant, Report, Sample};

use crate::catalog::bytes::CatalogError;
use crate::catalog::examples::{Example, Subject};
use crate::catalog::places::Places;
use crate::lang::source::Span;
use crate::model::{Catalog, Date, Text};
use mutation::Mutation;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use subject::Extract;

/// What is asked.
pub struct Request<'r> {
    /// The rules.
    pub catalog: &'r Catalog,
    /// Where they are written.
    pub places: &'r Places,
    /// All their examples.
    pub examples: &'r [Example],
    /// The day as of which those are evaluated that give none.
    pub today: Date,
    /// Only mutants of what has a name that contains this.
    pub filter: Option<&'r str>,
    /// At most so many, evenly taken from all.
    pub sample: Option<usize>,
}

/// A mutation that has been found, and what its author calls the place.
struct Found {
    mutation: Mutation,
    /// The policies or the definition that it belongs to.
    owners: Vec<String>,
    /// The condition, the benefit, the parameter.
    what: Text,
    place: Option<Span>,
}

/// Makes every mutation and tells what became of it. `starts` is told how many there are, `ends` each time one is done.
///
/// # Errors
///
/// If the catalog itself is not one that the engine accepts.
pub fn run(
    request: &Request,
    starts: &(dyn Fn(usize) + Sync),
    ends: &(dyn Fn() + Sync),
) -> Result<Report, CatalogError> {
    let extracts = extracts(request.catalog, request.examples)?;
    let mut found = enumerate::all(request.catalog, request.places);
    if let Some(filter) = request.filter {
        found.retain(|found| found.owners.iter().any(|owner| owner.contains(filter)));
    }
    // What no policy and no example reads cannot change any verdict.
    found.retain(|found| extracts.iter().any(|extract| extract.reads(&found.mutation)));
    if let Some(sample) = request.sample.filter(|sample| *sample > 0 && *sample < found.len()) {
        let (all, mut index) = (found.len(), 0);
        found.retain(|_| {
            let is_taken = index * sample / all != (index + 1) * sample / all;
            index += 1;
            is_taken
        });
    }
    starts(found.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut judged = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(found) = found.get(number) else { break };
            judged.push(judge::judge(request, &extracts, number, found));
            ends();
        }
        judged
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut mutants: Vec<Mutant> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        // A fault of one worker is the fault of all: a report that lacks mutants would be a wrong one.
        let results = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|fault| resume_unwind(fault)));
        results.flatten().collect()
    });
    mutants.sort_by_key(|mutant| mutant.number);
    Ok(Report { mutants })
}

/// Every policy, and every definition that has examples, with what they need.
fn extracts(catalog: &Catalog, examples: &[Example]) -> Result<Vec<Extract>, CatalogError> {
    let with_examples =
        |id: &crate::model::DefinitionId| examples.iter().any(|example| example.of == Subject::Definition(*id));
    let definitions = catalog.definitions.ids().filter(with_examples).map(Subject::Definition);
    let subjects = definitions.chain(catalog.policies.ids().map(Subject::Policy));
    subjects.map(|subject| Extract::new(catalog, subject, examples)).collect()
}
