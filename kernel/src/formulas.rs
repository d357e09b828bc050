//! What benefits come to where the facts of their formulas are known, in whole numbers: a few steps on numbers of a fixed count of
//! places, which is exact as long as nothing overflows; then somebody else is asked. Must never: round before the end.

use super::Node;
use super::state::State;
use super::status::Truth;

/// How many numbers a formula may have at hand at once.
pub const HAND: usize = 9;
/// The places of a 分.
const CENT: u32 = 2;

/// The powers of ten. Computing one takes several of those products that WebAssembly is slow at, see [`times`].
#[expect(clippy::indexing_slicing, reason = "a table that is made while compiling")]
static TENS: [i64; 19] = {
    let mut table = [1; 19];
    let mut power = 1;
    while power < 19 {
        table[power] = table[power - 1] * 10;
        power += 1;
    }
    table
};

/// A step of a formula; takes its numbers from the hand and puts its result there.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// A number that is written in the rules.
    Number(i64),
    /// A fact's number, by its place among the bases.
    Base(u32),
    /// So many times the last number, which also puts it into smaller units.
    Times(i64),
    /// The last number and this one.
    Plus(i64),
    /// The last number, but no more than this one.
    AtMost(i64),
    /// The last number, but no less than this one.
    AtLeast(i64),
    /// Of the last two.
    Add,
    /// The last from the one before it.
    Subtract,
    /// Of the last two.
    Multiply,
    /// Of the last two.
    Min,
    /// Of the last two.
    Max,
    /// A tariff on the last number: so many slices, from that one on.
    Tiers(u32, u32),
}

/// A slice of a tariff: where it ends, and its rate.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// In the units of what the tariff is on.
    pub up_to: i64,
    /// In units that all slices of a tariff share.
    pub rate: i64,
}

/// What becomes of a formula's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// It is the amount.
    Both,
    /// 最高不超过
    UpTo,
    /// 不低于
    From,
}

impl Ends {
    /// What becomes of the least and the most that a formula comes to.
    #[inline(always)]
    fn of(self, least: i64, most: i64) -> Glanced {
        match self {
            Ends::Both => Glanced::Cents(least, most),
            Ends::UpTo => Glanced::Cents(0, most),
            Ends::From => Glanced::Cents(least, NO_AMOUNT),
        }
    }
}

/// A benefit whose amount can be told at a glance.
#[derive(Clone, Copy, Debug)]
pub struct Formula {
    /// Its first step, and how many it has.
    pub first: u32,
    /// At least one.
    pub count: u32,
    /// The places of its value.
    pub places: u32,
    /// What becomes of it.
    pub ends: Ends,
    /// The benefit's own condition.
    pub when: Option<Node>,
    /// Whether it is made of one fact's number in steps that never fall while that rises, so that both of its ends tell all there is.
    pub rises: bool,
}

/// The least and the most that a fact's number can be, where both are known and somebody gave them.
pub type Bounds = Option<(i64, i64)>;

/// What a benefit comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glanced {
    /// It has no amount, or its condition does not hold.
    Nothing,
    /// In 分; [`NO_AMOUNT`] for an upper end that nobody gave.
    Cents(i64, i64),
    /// Only the engine can tell.
    Ask,
}

/// Says of an amount that there is none, and of its upper end that nobody gave one.
pub const NO_AMOUNT: i64 = -1;

/// Says of an end of an amount that only somebody else knows it.
pub const NOT_ASKED: i64 = -2;

/// A share of one fact's number up to a cap, which most formulas are: it needs no steps, whose kinds a processor could not guess.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    base: u32,
    times: i64,
    at_most: i64,
    places: u32,
    ends: Ends,
    rises: bool,
}

impl Share {
    /// What [`Formulas::glance`] says.
    #[inline(never)]
    pub(crate) fn glance(&self, numbers: &[Bounds], is_sure: bool) -> Glanced {
        let Some(Some((low, high))) = numbers.get(self.base as usize).copied() else { return Glanced::Ask };
        if low != high && !(self.rises && is_sure) {
            return Glanced::Ask;
        }
        let Some(least) = self.value(low) else { return Glanced::Ask };
        let most = if low == high { Some(least) } else { self.value(high) };
        most.map_or(Glanced::Ask, |most| self.ends.of(least, most))
    }

    #[inline]
    fn value(&self, number: i64) -> Option<i64> {
        in_cents(times(number, self.times)?.min(self.at_most), self.places)
    }
}

/// The steps of all formulas.
#[derive(Debug, Default)]
pub struct Formulas {
    /// One formula's after the other's.
    pub steps: Vec<Step>,
    /// One tariff's after the other's.
    pub slices: Vec<Slice>,
}

impl Formulas {
    /// The steps of a formula.
    #[inline(always)]
    pub fn of(&self, formula: &Formula) -> &[Step] {
        let first = formula.first as usize;
        self.steps.get(first..first + formula.count as usize).unwrap_or_default()
    }

    /// A formula as a share up to a cap, if it is one and the benefit has no condition of its own.
    pub(crate) fn share(&self, formula: &Formula) -> Option<Share> {
        let (base, times, at_most) = match *self.of(formula) {
            [Step::Base(base)] => (base, 1, i64::MAX),
            [Step::Base(base), Step::Times(times)] => (base, times, i64::MAX),
            [Step::Base(base), Step::AtMost(most)] => (base, 1, most),
            [Step::Base(base), Step::Times(times), Step::AtMost(most)] => (base, times, most),
            _ => return None,
        };
        let Formula { places, ends, rises, when, .. } = *formula;
        when.is_none().then_some(Share { base, times, at_most, places, ends, rises })
    }

    /// What a benefit comes to, of a policy whose conditions can hold; or surely do, since otherwise they may bound the numbers.
    #[inline(never)]
    pub fn glance(&self, formula: &Formula, numbers: &[Bounds], states: &[State], is_sure: bool) -> Glanced {
        if let Some(when) = formula.when {
            match states.get(when as usize).copied().unwrap_or_default().truth() {
                Truth::True => {}
                Truth::False => return Glanced::Nothing,
                _ => return Glanced::Ask,
            }
        }
        let steps = self.of(formula);
        let Some((first, rest)) = steps.split_first() else { return Glanced::Ask };
        let (low, high) = match *first {
            Step::Number(number) => (number, number),
            Step::Base(base) => match numbers.get(base as usize) {
                Some(Some(bounds)) => *bounds,
                _ => return Glanced::Ask,
            },
            _ => return Glanced::Ask,
        };
        if low != high && !(formula.rises && is_sure) {
            return Glanced::Ask;
        }
        let Some(least) = self.value(formula, steps, low, rest, numbers) else { return Glanced::Ask };
        let most = if low == high { Some(least) } else { self.value(formula, steps, high, rest, numbers) };
        most.map_or(Glanced::Ask, |most| formula.ends.of(least, most))
    }

    /// A formula's value in 分, below 0 counting as 0, where its first step comes to that number.
    #[inline(never)]
    fn value(&self, formula: &Formula, steps: &[Step], first: i64, rest: &[Step], numbers: &[Bounds]) -> Option<i64> {
        let mut last = first;
        // Most formulas have one number at hand all the way; the others begin again.
        for step in rest {
            match *step {
                Step::Times(_) | Step::Plus(_) | Step::AtMost(_) | Step::AtLeast(_) | Step::Tiers(..) => {
                    last = self.alone(step, last)?;
                }
                _ => {
                    last = self.by_hand(steps, numbers)?;
                    break;
                }
            }
        }
        in_cents(last, formula.places)
    }

    /// What a step that takes only the last number makes of it.
    #[inline(always)]
    fn alone(&self, step: &Step, last: i64) -> Option<i64> {
        match *step {
            Step::Times(number) => times(last, number),
            Step::Plus(number) => last.checked_add(number),
            Step::AtMost(number) => Some(number.min(last)),
            Step::AtLeast(number) => Some(number.max(last)),
            Step::Tiers(first, count) => {
                let slices = self.slices.get(first as usize..(first + count) as usize)?;
                let (base, mut below, mut sum) = (last.max(0), 0i64, 0i64);
                for slice in slices {
                    let part = base.min(slice.up_to) - below;
                    if part <= 0 {
                        break;
                    }
                    sum = sum.checked_add(times(part, slice.rate)?)?;
                    below = slice.up_to;
                }
                Some(sum)
            }
            _ => None,
        }
    }

    /// What steps come to that may have several numbers at hand.
    #[inline(never)]
    fn by_hand(&self, steps: &[Step], numbers: &[Bounds]) -> Option<i64> {
        let mut hand = [0i64; HAND];
        let mut held = 0;
        for step in steps {
            match *step {
                Step::Number(number) => {
                    *hand.get_mut(held)? = number;
                    held += 1;
                }
                Step::Base(base) => {
                    let (low, high) = (*numbers.get(base as usize)?)?;
                    *hand.get_mut(held)? = Some(low).filter(|_| low == high)?;
                    held += 1;
                }
                Step::Add | Step::Subtract | Step::Multiply | Step::Min | Step::Max => {
                    held = held.checked_sub(1)?;
                    let right = *hand.get(held)?;
                    let left = hand.get_mut(held.checked_sub(1)?)?;
                    *left = match step {
                        Step::Add => left.checked_add(right)?,
                        Step::Subtract => left.checked_sub(right)?,
                        Step::Multiply => times(*left, right)?,
                        Step::Min => right.min(*left),
                        _ => right.max(*left),
                    };
                }
                Step::Times(_) | Step::Plus(_) | Step::AtMost(_) | Step::AtLeast(_) | Step::Tiers(..) => {
                    let last = hand.get_mut(held.checked_sub(1)?)?;
                    *last = self.alone(step, *last)?;
                }
            }
        }
        hand.first().copied()
    }
}

/// A value of so many places in 分, below 0 counting as 0.
#[inline]
fn in_cents(value: i64, places: u32) -> Option<i64> {
    let value = value.max(0);
    let unit = |places: u32| TENS.get(places as usize).copied();
    match places.checked_sub(CENT) {
        None => times(value, unit(CENT - places)?),
        Some(0) => Some(value),
        Some(finer) => {
            let one = unit(finer)?;
            Some(value / one + i64::from(value % one >= one / 2))
        }
    }
}

/// A product, if it fits. The processor's own check costs a multiplication of 128 bits in WebAssembly; most factors are short.
#[inline(always)]
fn times(a: i64, b: i64) -> Option<i64> {
    match a.unsigned_abs().leading_zeros() + b.unsigned_abs().leading_zeros() {
        65.. => Some(a.wrapping_mul(b)),
        _ => a.checked_mul(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_comes_to_what_its_steps_do() {
        const NUMBERS: [i64; 9] = [i64::MIN, -12_345, -1, 0, 1, 49, 50, 1_234_567, i64::MAX];
        let shapes = |number: i64, most: i64| {
            let [base, times, at_most] = [Step::Base(0), Step::Times(number), Step::AtMost(most)];
            [vec![base], vec![base, times], vec![base, at_most], vec![base, times, at_most]]
        };
        let ends = [Ends::Both, Ends::UpTo, Ends::From];
        let both = |yes| [(yes, false), (yes, true)];
        for (number, most) in NUMBERS.into_iter().flat_map(|number| NUMBERS.map(|most| (number, most))) {
            for steps in shapes(number, most) {
                let formulas = Formulas { steps: steps.clone(), slices: Vec::new() };
                for (places, ends) in [0, 2, 4, 25].into_iter().flat_map(|places| ends.map(|ends| (places, ends))) {
                    for (rises, is_sure) in [false, true].into_iter().flat_map(both) {
                        let formula = Formula { first: 0, count: steps.len() as u32, places, ends, when: None, rises };
                        let share = formulas.share(&formula).unwrap();
                        for (low, high) in NUMBERS.into_iter().zip(NUMBERS.into_iter().skip(1)) {
                            for bounds in [None, Some((low, low)), Some((low, high))] {
                                let expected = formulas.glance(&formula, &[bounds], &[], is_sure);
                                assert_eq!(
                                    share.glance(&[bounds], is_sure),
                                    expected,
                                    "{formula:?} {steps:?} {bounds:?}"
                                );
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_more_than_a_share_keeps_its_steps() {
        let [base, plus] = [Step::Base(0), Step::Plus(1)];
        let formulas = Formulas { steps: vec![base, plus, base], slices: Vec::new() };
        let formula = Formula { first: 0, count: 2, places: 2, ends: Ends::Both, when: None, rises: true };
        assert!(formulas.share(&formula).is_none());
        let alone = Formula { first: 2, count: 1, ..formula };
        assert!(formulas.share(&alone).is_some());
        assert!(formulas.share(&Formula { when: Some(0), ..alone }).is_none());
    }
}
