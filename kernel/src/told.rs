//! Statuses and amounts as JavaScript takes them, whose only numbers are binary floats: whole ones, and none that a float could not tell
//! from its neighbours. Must never: be computed with.

use super::benefits::{Amounts, Benefits};
use super::formulas::{NO_AMOUNT, NOT_ASKED};
use super::status::Status;

/// What JavaScript can tell from its neighbours.
const MOST_SAFE: i64 = (1 << 53) - 1;

/// An end of an amount in 分; what is beyond whole numbers there is left to somebody else.
#[inline(always)]
const fn float(end: i64) -> f64 {
    (if end > MOST_SAFE { NOT_ASKED } else { end }) as f64
}

/// Both ends of each benefit's amount. Each is written where the amount itself is, since few policies can be had and all are told.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    least: Vec<f64>,
    most: Vec<f64>,
}

impl Told {
    /// So many benefits without amounts.
    pub(crate) fn nothing(count: usize) -> Told {
        Told { least: vec![float(NO_AMOUNT); count], most: vec![float(NO_AMOUNT); count] }
    }

    pub(crate) fn clear(&mut self) {
        self.least.fill(float(NO_AMOUNT));
        self.most.fill(float(NO_AMOUNT));
    }

    #[inline(always)]
    pub(crate) fn put(&mut self, benefit: usize, (least, most): (i64, i64)) {
        if let (Some(low), Some(high)) = (self.least.get_mut(benefit), self.most.get_mut(benefit)) {
            (*low, *high) = (float(least), float(most));
        }
    }

    /// The lower ends.
    pub fn least(&self) -> &[f64] {
        &self.least
    }

    /// The upper ends.
    pub fn most(&self) -> &[f64] {
        &self.most
    }
}

impl Benefits {
    /// Where some policies stand: of each its place, its status, and both ends of each of its benefits' amounts by turns.
    #[inline(never)]
    pub fn told(&self, policies: &[u32], statuses: &[Status], amounts: &Amounts) -> Vec<f64> {
        let mut news = Vec::with_capacity(4 * policies.len());
        for policy in policies {
            let Some(status) = statuses.get(*policy as usize) else { continue };
            news.push(f64::from(*policy));
            news.push(f64::from(*status as u8));
            for benefit in self.of(*policy as usize) {
                let end = |ends: &[f64]| ends.get(benefit).copied().unwrap_or(float(NO_AMOUNT));
                news.push(end(amounts.told().least()));
                news.push(end(amounts.told().most()));
            }
        }
        news
    }
}
