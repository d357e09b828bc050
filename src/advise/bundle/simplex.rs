//! The most that given items can be paid where caps overlap: the simplex method on whole numbers.
//!
//! Takes what each item is worth and the caps; gives the payments, and for each cap the price at which its limit enters the
//! optimum, which proves that nothing better exists (`sum of cap × price + sum of worth × what prices leave of it` is the same
//! sum). Each row of the tableau keeps whole numbers over a scale of its own, so nothing is ever rounded. Bland's rule makes it
//! end. Must never: answer from numbers that did not fit; then it gives nothing.

use super::fraction::{Fraction, common_divisor};

/// An optimum and its proof.
#[derive(Debug)]
pub(super) struct Optimum {
    /// What each item is paid.
    pub(super) payments: Vec<Fraction>,
    /// Their sum.
    pub(super) total: Fraction,
    /// Each cap's price, in units of 1/`scale`.
    pub(super) prices: Vec<i128>,
    /// What a price of 1 is.
    pub(super) scale: i128,
}

/// More steps than any problem of this size has needed.
const MOST_STEPS: usize = 20_000;

/// `scale · basic + Σ coefficients · columns = right`, where `basic` is a variable.
struct Row {
    basic: usize,
    scale: i128,
    coefficients: Vec<i128>,
    right: i128,
}

/// Variables are the items and then, for each cap, what it leaves. A variable that is not basic is 0; where it stands at its
/// upper end instead, it is counted from there.
struct Tableau {
    /// The upper end of each variable, where it has one.
    upper: Vec<Option<i128>>,
    /// Whether each variable is counted downwards from its upper end.
    turned: Vec<bool>,
    /// The variable of each column.
    columns: Vec<usize>,
    rows: Vec<Row>,
    /// `scale · sum = right + Σ coefficients · columns`; `basic` means nothing here.
    sum: Row,
}

/// Where the entering variable has to stop.
struct Stop {
    distance: Fraction,
    /// The row whose variable reaches an end, and whether that is its upper one; the entering variable's own end otherwise.
    row: Option<(usize, bool)>,
    variable: usize,
}

/// The most that items of these worths can be paid under caps, each with its members' positions.
pub(super) fn most(worths: &[i128], caps: &[(i128, Vec<usize>)]) -> Option<Optimum> {
    let mut tableau = Tableau::new(worths, caps);
    for _ in 0..MOST_STEPS {
        match tableau.entering() {
            Some(column) => tableau.step(column)?,
            None => return tableau.optimum(worths.len()),
        }
    }
    None
}

impl Tableau {
    fn new(worths: &[i128], caps: &[(i128, Vec<usize>)]) -> Tableau {
        let count = worths.len();
        let rows = caps.iter().enumerate().map(|(number, (most, members))| {
            let mut coefficients = vec![0; count];
            for member in members {
                if let Some(place) = coefficients.get_mut(*member) {
                    *place = 1;
                }
            }
            Row { basic: count + number, scale: 1, coefficients, right: *most }
        });
        Tableau {
            upper: worths.iter().copied().map(Some).chain(caps.iter().map(|_| None)).collect(),
            turned: vec![false; count + caps.len()],
            columns: (0..count).collect(),
            rows: rows.collect(),
            sum: Row { basic: 0, scale: 1, coefficients: vec![1; count], right: 0 },
        }
    }

    /// The column of the first variable with whose growth the sum grows.
    fn entering(&self) -> Option<usize> {
        let gains = self.sum.coefficients.iter().zip(&self.columns).enumerate();
        let growing = gains.filter(|(_, (gain, _))| **gain > 0);
        growing.min_by_key(|(_, (_, variable))| **variable).map(|(column, _)| column)
    }

    fn upper(&self, variable: usize) -> Option<i128> {
        self.upper.get(variable).copied().flatten()
    }

    /// Lets the variable of a column grow as far as it can.
    fn step(&mut self, column: usize) -> Option<()> {
        let stop = self.stop(column)?;
        match stop.row {
            None => self.turn_column(column),
            Some((row, at_upper)) => {
                if at_upper {
                    let variable = self.rows.get(row)?.basic;
                    let upper = self.upper(variable)?;
                    self.rows.get_mut(row)?.turn(upper)?;
                    self.mark_turned(variable);
                }
                self.pivot(row, column)
            }
        }
    }

    /// The first end that is reached.
    fn stop(&self, column: usize) -> Option<Stop> {
        let entering = *self.columns.get(column)?;
        let own =
            self.upper(entering).map(|upper| Stop { distance: Fraction::whole(upper), row: None, variable: entering });
        let reached = self.rows.iter().enumerate().filter_map(|(number, row)| {
            let coefficient = *row.coefficients.get(column)?;
            let (distance, at_upper) = match coefficient {
                1.. => (Fraction::new(row.right, coefficient), false),
                0 => return None,
                _ => {
                    let room = self.upper(row.basic)?.checked_mul(row.scale)?.checked_sub(row.right)?;
                    (Fraction::new(room, coefficient.checked_neg()?), true)
                }
            };
            Some(Stop { distance, row: Some((number, at_upper)), variable: row.basic })
        });
        own.into_iter().chain(reached).min_by(|a, b| a.distance.cmp(&b.distance).then(a.variable.cmp(&b.variable)))
    }

    fn mark_turned(&mut self, variable: usize) {
        if let Some(turned) = self.turned.get_mut(variable) {
            *turned = !*turned;
        }
    }

    /// Counts a column's variable from its other end.
    fn turn_column(&mut self, column: usize) -> Option<()> {
        let variable = *self.columns.get(column)?;
        let upper = self.upper(variable)?;
        for row in &mut self.rows {
            let coefficient = row.coefficients.get_mut(column)?;
            row.right = row.right.checked_sub(coefficient.checked_mul(upper)?)?;
            *coefficient = coefficient.checked_neg()?;
        }
        let gain = self.sum.coefficients.get_mut(column)?;
        self.sum.right = self.sum.right.checked_add(gain.checked_mul(upper)?)?;
        *gain = gain.checked_neg()?;
        self.mark_turned(variable);
        Some(())
    }

    /// Exchanges a row's variable with a column's.
    fn pivot(&mut self, number: usize, column: usize) -> Option<()> {
        let row = self.rows.get_mut(number)?;
        let place = row.coefficients.get_mut(column)?;
        let pivot = std::mem::replace(place, row.scale);
        row.scale = pivot;
        std::mem::swap(&mut row.basic, self.columns.get_mut(column)?);
        let (before, rest) = self.rows.split_at_mut(number);
        let (row, after) = rest.split_first_mut()?;
        row.reduce();
        for other in before.iter_mut().chain(after) {
            other.eliminate(row, column, -1)?;
        }
        self.sum.eliminate(row, column, 1)
    }

    fn optimum(&self, count: usize) -> Option<Optimum> {
        let mut payments: Vec<_> = vec![Fraction::ZERO; count];
        for row in &self.rows {
            if let Some(payment) = payments.get_mut(row.basic) {
                *payment = Fraction::new(row.right, row.scale);
            }
        }
        for (variable, payment) in payments.iter_mut().enumerate() {
            if self.turned.get(variable) == Some(&true) {
                *payment = Fraction::whole(self.upper(variable)?).minus(*payment, super::fraction::Direction::Down);
            }
        }
        let mut prices = vec![0; self.rows.len()];
        for (variable, gain) in self.columns.iter().zip(&self.sum.coefficients) {
            if let Some(price) = variable.checked_sub(count).and_then(|cap| prices.get_mut(cap)) {
                *price = gain.checked_neg()?;
            }
        }
        Some(Optimum { payments, total: Fraction::new(self.sum.right, self.sum.scale), prices, scale: self.sum.scale })
    }
}

impl Row {
    /// Counts the row's own variable from its upper end.
    fn turn(&mut self, upper: i128) -> Option<()> {
        self.right = self.scale.checked_mul(upper)?.checked_sub(self.right)?;
        for coefficient in &mut self.coefficients {
            *coefficient = coefficient.checked_neg()?;
        }
        Some(())
    }

    /// Replaces the variable that has entered in `pivot`'s row; `sign` is −1 where it stands on the left side of this one.
    fn eliminate(&mut self, pivot: &Row, column: usize, sign: i128) -> Option<()> {
        let factor = *self.coefficients.get(column)?;
        if factor == 0 {
            return Some(());
        }
        // scale · x = right − …, so x enters with its own scale.
        let common = common_divisor(factor, pivot.scale);
        let (factor, scale) = (factor / common, pivot.scale / common);
        if let Some(place) = self.coefficients.get_mut(column) {
            *place = 0;
        }
        let combined = |mine: i128, theirs: i128| {
            let theirs = if theirs == 0 { 0 } else { factor.checked_mul(theirs)? };
            let mine = if scale == 1 || mine == 0 { mine } else { scale.checked_mul(mine)? };
            mine.checked_sub(theirs)
        };
        for (mine, theirs) in self.coefficients.iter_mut().zip(&pivot.coefficients) {
            *mine = combined(*mine, *theirs)?;
        }
        self.right = combined(self.right, if sign < 0 { pivot.right } else { pivot.right.checked_neg()? })?;
        self.scale = self.scale.checked_mul(scale)?;
        self.reduce();
        Some(())
    }

    /// Divides everything by what it has in common.
    fn reduce(&mut self) {
        let mut common = self.scale;
        for number in std::iter::once(&self.right).chain(&self.coefficients) {
            if common == 1 {
                return;
            }
            common = common_divisor(common, *number);
        }
        if common > 1 {
            self.scale /= common;
            self.right /= common;
            self.coefficients.iter_mut().for_each(|coefficient| *coefficient /= common);
        }
    }
}
