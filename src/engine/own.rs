//! What a view says itself of a few facts, expressions or conditions, and not its base.

use super::possible::Possible;

/// What some numbered things can be, few of many.
#[derive(Clone, Debug, Default)]
pub(super) struct Own(Vec<(u32, Possible)>);

impl Own {
    /// Nothing is said of any.
    pub(super) const NOTHING: Own = Own(Vec::new());

    /// What is said of one.
    pub(super) fn get(&self, number: usize) -> Option<&Possible> {
        self.0.get(self.place(number).ok()?).map(|(_, possible)| possible)
    }

    /// Says something of one.
    pub(super) fn put(&mut self, number: usize, possible: Possible) {
        match self.place(number) {
            Ok(place) => {
                if let Some((_, slot)) = self.0.get_mut(place) {
                    *slot = possible;
                }
            }
            Err(place) => self.0.insert(place, (number as u32, possible)),
        }
    }

    /// All of which something is said, ascending.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().map(|(number, _)| *number as usize)
    }

    fn place(&self, number: usize) -> Result<usize, usize> {
        self.0.binary_search_by_key(&(number as u32), |(number, _)| *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_that_was_said_holds() {
        let truth = |yes| Possible::truth(yes, !yes);
        let mut own = Own::NOTHING;
        for (number, yes) in [(7, true), (2, true), (900, false), (7, false)] {
            own.put(number, truth(yes));
        }
        assert_eq!(own.numbers().collect::<Vec<_>>(), [2, 7, 900]);
        assert_eq!(own.get(7), Some(&truth(false)));
        assert_eq!(own.get(3), None);
    }
}
