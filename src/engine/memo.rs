//! What has been evaluated, by number, until it is forgotten.

use super::possible::Possible;
use super::reads::Reads;
use super::set::BitSet;
use super::sort;
use policy_kernel::Links;
use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

/// Results by number; evaluated through a shared reference, once each.
#[derive(Clone, Debug)]
pub(super) struct Memo {
    cells: Vec<OnceCell<Arc<Possible>>>,
    /// The numbers of cells that have been filled since they were last looked through; some may be empty again.
    filled: RefCell<Vec<u32>>,
}

impl Memo {
    /// So many cells, all empty.
    pub(super) fn new(count: usize) -> Memo {
        Memo { cells: vec![OnceCell::new(); count], filled: RefCell::default() }
    }

    /// What has been evaluated.
    #[inline]
    pub(super) fn get(&self, number: usize) -> Option<&Possible> {
        self.cells.get(number)?.get().map(|result| &**result)
    }

    /// Keeps a result, if there is none yet, and gives what is kept.
    pub(super) fn put(&self, number: usize, result: Possible) -> Option<&Possible> {
        let cell = self.cells.get(number)?;
        if cell.set(Arc::new(result)).is_ok() {
            self.filled.borrow_mut().push(number as u32);
        }
        self.get(number)
    }

    /// Keeps a result in place of another one.
    pub(super) fn replace(&mut self, number: usize, result: Possible) {
        if let Some(cell) = self.cells.get_mut(number) {
            let was_empty = cell.take().is_none();
            *cell = OnceCell::from(Arc::new(result));
            if was_empty {
                self.filled.get_mut().push(number as u32);
            }
        }
    }

    /// Keeps what another memo of as many cells has kept, if it is to be; this one is empty.
    pub(super) fn take_over(&mut self, other: &Memo, is_kept: &mut dyn FnMut(usize) -> bool) {
        let filled = self.filled.get_mut();
        for (number, (cell, old)) in self.cells.iter_mut().zip(&other.cells).enumerate() {
            if old.get().is_some() && is_kept(number) {
                *cell = old.clone();
                filled.push(number as u32);
            }
        }
    }

    /// Forgets what reads one of these facts, and tells what that was. `reads` and `readers` say the same, from both sides.
    pub(super) fn forget<'c>(
        &mut self,
        facts: &BitSet,
        reads: &dyn Fn() -> &'c Reads,
        readers: &dyn Fn() -> &'c Links,
        forgotten: &mut dyn FnMut(usize),
    ) {
        let Memo { cells, filled } = self;
        let filled = filled.get_mut();
        // Neither is worked out before there is something to forget.
        if filled.is_empty() {
            return;
        }
        let (reads, readers) = (reads(), readers());
        let mut take = |number: u32| {
            let is_filled = cells.get_mut(number as usize).is_some_and(|cell| cell.take().is_some());
            if is_filled {
                forgotten(number as usize);
            }
        };
        // Whichever is shorter: what has been evaluated, or what could have been and reads the facts.
        let readers_count: usize = facts.iter().map(|fact| readers.of(fact).len()).sum();
        if readers_count < filled.len() {
            facts.iter().flat_map(|fact| readers.of(fact)).for_each(|number| take(*number));
            // What was emptied here may be filled, and counted, again.
            if filled.len() > 2 * cells.len() {
                filled.retain(|number| cells.get(*number as usize).is_some_and(|cell| cell.get().is_some()));
                sort::by(filled, u32::cmp);
                filled.dedup();
            }
        } else {
            filled.retain(|number| {
                let Some(reads) = reads.get(*number as usize) else { return false };
                let is_stale = reads.intersects(facts);
                if is_stale {
                    take(*number);
                }
                // What reads no fact is never forgotten.
                !is_stale && !reads.is_empty()
            });
        }
    }
}
