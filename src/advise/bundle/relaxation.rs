//! A first guess at prices: the linear relaxation, in which an item may be chosen in part, solved in rounded fixed-point numbers
//! by the simplex method.
//!
//! A bound that follows from prices holds whatever they are ([`super::prices`] computes it exactly), so that rounding here can
//! only make a bound larger, never wrong. Must never: decide anything but where to look first.

/// Binary digits after the point.
const PLACES: u32 = 30;
/// 1
pub(super) const ONE: i64 = 1 << PLACES;
/// What is taken for 0: rounding leaves such rests.
const TINY: i64 = 1 << 8;
/// Far from the ends, so that sums of a few such numbers fit.
const FAR: i64 = 1 << 58;
/// Larger tables are not worth their time.
const LARGEST_TABLE: usize = 400_000;

/// The weighted shares of some items are at most `room` together.
pub(super) struct Row {
    /// Items with their weights.
    pub(super) weights: Vec<(usize, i64)>,
    pub(super) room: i64,
}

/// Where the relaxation has its optimum, or near it.
#[derive(Default)]
pub(super) struct Guess {
    /// Each row's price.
    pub(super) prices: Vec<i64>,
    /// Which part of each item is chosen, from 0 to [`ONE`].
    pub(super) shares: Vec<i64>,
    /// How many numbers have been computed.
    pub(super) work: u64,
}

/// `part / whole` as a fixed-point number; beyond a million it counts as a million.
pub(super) fn share(part: i128, whole: i128) -> i64 {
    let share = part.saturating_mul(i128::from(ONE)) / whole.max(1);
    i64::try_from(share.clamp(0, i128::from(ONE) * 1_000_000)).unwrap_or(0)
}

/// `number · whole`.
pub(super) fn part_of(number: i64, whole: i128) -> i128 {
    (i128::from(number) * whole) >> PLACES
}

/// Products of 128 bits are slow in WebAssembly, and most numbers here are small.
fn times(a: i64, b: i64) -> i64 {
    match (i32::try_from(a), i32::try_from(b)) {
        (Ok(a), Ok(b)) => (i64::from(a) * i64::from(b)) >> PLACES,
        _ => clamped((i128::from(a) * i128::from(b)) >> PLACES),
    }
}

fn over(a: i64, b: i64) -> i64 {
    let b = if b == 0 { 1 } else { b };
    match i32::try_from(a) {
        Ok(a) => ((i64::from(a) << PLACES) / b).clamp(-FAR, FAR),
        Err(_) => clamped((i128::from(a) << PLACES) / i128::from(b)),
    }
}

fn clamped(value: i128) -> i64 {
    i64::try_from(value.clamp(i128::from(-FAR), i128::from(FAR))).unwrap_or(0)
}

/// Chooses parts of items of these gains so that the sum is largest; `None` where the table would be too large.
pub(super) fn guess(gains: Vec<i64>, rows: &[Row]) -> Option<Guess> {
    if (gains.len() + 1).saturating_mul(rows.len()) > LARGEST_TABLE {
        return None;
    }
    let mut table = Table::new(gains, rows);
    let most_steps = 8 * (table.count + rows.len());
    let mut work = 0;
    for _ in 0..most_steps {
        match table.step() {
            Some(rows) => work += (rows * table.count) as u64,
            None => break,
        }
    }
    Some(Guess { work, ..table.guess() })
}

/// Variables are the items, from 0 to 1, and then what each row leaves, from 0 up. A variable in a column is 0; an item that is 1
/// instead is turned: it is counted downwards from there.
struct Table {
    /// How many items there are.
    count: usize,
    /// The weights of the columns in each row, and what the row's own variable is.
    rows: Vec<Vec<i64>>,
    gains: Vec<i64>,
    columns: Vec<usize>,
    basics: Vec<usize>,
    turned: Vec<bool>,
}

impl Table {
    fn new(gains: Vec<i64>, rows: &[Row]) -> Table {
        let count = gains.len();
        let dense = |row: &Row| {
            let mut dense = vec![0; count + 1];
            for (item, weight) in row.weights.iter().chain(&[(count, row.room)]) {
                if let Some(place) = dense.get_mut(*item) {
                    *place = *weight;
                }
            }
            dense
        };
        Table {
            count,
            rows: rows.iter().map(dense).collect(),
            gains,
            columns: (0..count).collect(),
            basics: (count..count + rows.len()).collect(),
            turned: vec![false; count],
        }
    }

    /// Lets the column grow with which most is gained; nothing where none gains. Gives how many rows were computed.
    fn step(&mut self) -> Option<usize> {
        let (column, gain) =
            self.gains.iter().copied().enumerate().max_by_key(|(column, gain)| (*gain, usize::MAX - column))?;
        if gain <= TINY {
            return None;
        }
        let is_item = *self.columns.get(column)? < self.count;
        match self.stop(column) {
            Some((distance, row, at_end)) if !is_item || distance < ONE => self.exchange(row, column, at_end),
            _ if is_item => {
                self.turn(column);
                Some(1)
            }
            _ => None,
        }
    }

    /// The row whose variable is the first to reach an end as the column grows, how far that is, and whether it is the upper end.
    fn stop(&self, column: usize) -> Option<(i64, usize, bool)> {
        let mut first: Option<(i64, usize, bool)> = None;
        for (number, row) in self.rows.iter().enumerate() {
            let (weight, value) = (*row.get(column)?, *row.last()?);
            let distance = if weight > TINY {
                over(value.max(0), weight)
            } else if weight < -TINY && self.basics.get(number).is_some_and(|variable| *variable < self.count) {
                over((ONE - value).max(0), -weight)
            } else {
                continue;
            };
            if first.is_none_or(|(nearest, ..)| distance < nearest) {
                first = Some((distance, number, weight < 0));
            }
        }
        first
    }

    /// Counts the item of a column from its other end.
    fn turn(&mut self, column: usize) {
        for row in &mut self.rows {
            let weight = row.get(column).copied().unwrap_or(0);
            if weight != 0 {
                row.last_mut().into_iter().for_each(|value| *value -= weight);
                row.get_mut(column).into_iter().for_each(|place| *place = -weight);
            }
        }
        self.gains.get_mut(column).into_iter().for_each(|gain| *gain = -*gain);
        self.mark_turned(self.columns.get(column).copied());
    }

    fn mark_turned(&mut self, variable: Option<usize>) {
        let turned = variable.and_then(|variable| self.turned.get_mut(variable));
        turned.into_iter().for_each(|turned| *turned = !*turned);
    }

    /// Exchanges the variables of a row and a column.
    fn exchange(&mut self, number: usize, column: usize, at_end: bool) -> Option<usize> {
        let mut row = std::mem::take(self.rows.get_mut(number)?);
        if at_end {
            row.iter_mut().for_each(|place| *place = -*place);
            row.last_mut().into_iter().for_each(|value| *value += ONE);
            self.mark_turned(self.basics.get(number).copied());
        }
        let pivot = row.get(column).copied().unwrap_or(ONE);
        row.iter_mut().filter(|place| **place != 0).for_each(|place| *place = over(*place, pivot));
        row.get_mut(column).into_iter().for_each(|place| *place = over(ONE, pivot));
        let filled: Vec<(usize, i64)> = row.iter().copied().enumerate().filter(|(_, weight)| *weight != 0).collect();
        let mut computed = 1;
        for other in self.rows.iter_mut().chain(std::iter::once(&mut self.gains)) {
            computed += usize::from(eliminate(other, column, &filled));
        }
        *self.rows.get_mut(number)? = row;
        std::mem::swap(self.columns.get_mut(column)?, self.basics.get_mut(number)?);
        Some(computed)
    }

    fn guess(&self) -> Guess {
        let mut prices = vec![0; self.rows.len()];
        for (variable, gain) in self.columns.iter().zip(&self.gains) {
            let price = variable.checked_sub(self.count).and_then(|row| prices.get_mut(row));
            price.into_iter().for_each(|price| *price = (-*gain).max(0));
        }
        let mut shares = vec![0; self.count];
        for (variable, row) in self.basics.iter().zip(&self.rows) {
            let share = shares.get_mut(*variable).zip(row.last());
            share.into_iter().for_each(|(share, value)| *share = *value);
        }
        for (share, turned) in shares.iter_mut().zip(&self.turned) {
            *share = if *turned { ONE - *share } else { *share }.clamp(0, ONE);
        }
        Guess { prices, shares, work: 0 }
    }
}

/// Replaces a column's variable by what the row that it has entered says of it; tells whether it was there.
fn eliminate(row: &mut [i64], column: usize, entered: &[(usize, i64)]) -> bool {
    let factor = row.get_mut(column).map_or(0, std::mem::take);
    if factor != 0 {
        for (place, weight) in entered {
            if let Some(mine) = row.get_mut(*place) {
                *mine -= times(factor, *weight);
            }
        }
    }
    factor != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_item_is_chosen_and_the_other_sets_the_price() {
        let both = Row { weights: vec![(0, ONE), (1, ONE)], room: ONE };
        let guess = guess(vec![ONE, ONE / 2], &[both]).unwrap();
        assert_eq!(guess.shares, [ONE, 0]);
        assert_eq!(guess.prices, [ONE / 2]);
    }

    #[test]
    fn a_cap_divides_an_item() {
        let half = Row { weights: vec![(0, ONE), (1, ONE)], room: ONE * 3 / 2 };
        let guess = guess(vec![ONE, ONE / 2], &[half]).unwrap();
        assert_eq!(guess.shares, [ONE, ONE / 2]);
        assert_eq!(guess.prices, [ONE / 2]);
    }
}
