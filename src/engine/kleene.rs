//! Logic on truths that may be unknown or an error, in Kleene's order false < error < true: `and` is the least, `or` the
//! greatest of its operands. Everything here takes sets of outcomes and gives sets of outcomes, operand by operand, so the
//! result holds every outcome that some completion gives. Must never: take an unknown for a no.

use super::possible::{Outcomes, Possible};

/// Every operand must be true.
pub(crate) fn all<'a>(operands: impl Iterator<Item = &'a Possible>) -> Possible {
    let (mut yes, mut no, mut not_false, mut error) = (true, false, true, false);
    let mut result = Possible::known(Outcomes::None);
    for operand in operands {
        let truths = operand.truths();
        yes &= truths.yes;
        no |= truths.no;
        not_false &= truths.yes || truths.error;
        error |= truths.error;
        result.depend_on(operand);
    }
    conclude(result, yes, not_false && error, no)
}

/// At least one operand must be true.
pub(crate) fn any<'a>(operands: impl Iterator<Item = &'a Possible>) -> Possible {
    let (mut yes, mut no, mut not_true, mut error) = (false, true, true, false);
    let mut result = Possible::known(Outcomes::None);
    for operand in operands {
        let truths = operand.truths();
        yes |= truths.yes;
        no &= truths.no;
        not_true &= truths.no || truths.error;
        error |= truths.error;
        result.depend_on(operand);
    }
    conclude(result, yes, not_true && error, no)
}

/// The operand must be false.
pub(crate) fn not(operand: &Possible) -> Possible {
    let truths = operand.truths();
    conclude(operand.clone(), truths.no, truths.error, truths.yes)
}

/// At least `needed` operands must be true: the `needed`-th greatest truth.
pub(crate) fn at_least<'a>(needed: usize, operands: impl Iterator<Item = &'a Possible>) -> Possible {
    let mut result = Possible::known(Outcomes::None);
    // How many can be true, can be false, can be an error; and of those that cannot be an error: must be and can be true.
    let (mut count, mut can_yes, mut can_no, mut can_fail, mut must, mut may) = (0, 0, 0, 0, 0, 0);
    for operand in operands {
        let truths = operand.truths();
        count += 1;
        can_yes += usize::from(truths.yes);
        can_no += usize::from(truths.no);
        can_fail += usize::from(truths.error);
        must += usize::from(truths.yes && !truths.error && !truths.no);
        may += usize::from(truths.yes && !truths.error);
        result.depend_on(operand);
    }
    // An error: fewer than `needed` are true, and with all that can fail they are enough.
    let fails = needed > must && may.min(needed.saturating_sub(1)) + can_fail >= needed && can_fail > 0;
    conclude(result, can_yes >= needed, fails, needed > 0 && can_no + needed > count)
}

fn conclude(mut result: Possible, yes: bool, error: bool, no: bool) -> Possible {
    if !error {
        result.error = None;
    }
    result.outcomes = if yes || no { Outcomes::Boolean { yes, no } } else { Outcomes::None };
    result.settled()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::error::{ErrorKind, ValueError};
    use crate::model::Id;

    /// Every set of outcomes that is not empty, as bits: false 1, error 2, true 4.
    fn operand(bits: u32) -> Possible {
        let error = ValueError { kind: ErrorKind::Empty, origin: Id::from_index(0) };
        Possible { error: (bits & 2 != 0).then_some(error), ..Possible::truth(bits & 4 != 0, bits & 1 != 0) }
    }

    fn bits(value: &Possible) -> u32 {
        let truths = value.truths();
        u32::from(truths.no) | u32::from(truths.error) << 1 | u32::from(truths.yes) << 2
    }

    /// What three operands give over every choice of one outcome each.
    fn expected(sets: [u32; 3], result: impl Fn(&mut [u32; 3]) -> u32) -> u32 {
        let outcomes = |set: u32| [1, 2, 4].into_iter().filter(move |bit| set & bit != 0);
        let mut all = 0;
        for a in outcomes(sets[0]) {
            for b in outcomes(sets[1]) {
                for c in outcomes(sets[2]) {
                    all |= result(&mut [a, b, c]);
                }
            }
        }
        all
    }

    #[test]
    fn holds_exactly_the_outcomes_of_all_choices() {
        for number in 0..343 {
            let sets = [number % 7 + 1, number / 7 % 7 + 1, number / 49 + 1];
            let operands = sets.map(operand);
            assert_eq!(bits(&all(operands.iter())), expected(sets, |x| *x.iter().min().unwrap()), "{sets:?}");
            assert_eq!(bits(&any(operands.iter())), expected(sets, |x| *x.iter().max().unwrap()), "{sets:?}");
            for needed in 1..=3 {
                let nth = |x: &mut [u32; 3]| {
                    x.sort_unstable();
                    x[3 - needed]
                };
                assert_eq!(bits(&at_least(needed, operands.iter())), expected(sets, nth), "{needed} of {sets:?}");
            }
            assert!(at_least(0, operands.iter()).is_true() && at_least(4, operands.iter()).is_false());
        }
        assert!(all([].iter()).is_true() && any([].iter()).is_false());
    }
}
