//! Statuses and amounts as JavaScript takes them, whose only numbers are binary floats: whole ones, and none that a float could not tell
//! from its neighbours. Must never: be computed with.

use super::benefits::{Amounts, Benefits};
use super::formulas::{NO_AMOUNT, NOT_ASKED};
use super::status::Status;

/// What JavaScript can tell from its neighbours.
const MOST_SAFE: i64 = (1 << 53) - 1;

/// An end of an amount in 分; what is beyond whole numbers there is left to somebody else.
#[inline(always)]
fn float(end: i64) -> f64 {
    (if end > MOST_SAFE { NOT_ASKED } else { end }) as f64
}

/// Some ends of amounts.
#[inline(never)]
pub fn told(ends: &[i64]) -> Vec<f64> {
    ends.iter().copied().map(float).collect()
}

impl Benefits {
    /// Where some policies stand: of each its place, its status, and both ends of each of its benefits' amounts by turns.
    #[inline(never)]
    pub fn told(&self, policies: &[u32], statuses: &[Status], amounts: &Amounts) -> Vec<f64> {
        let mut told = Vec::with_capacity(4 * policies.len());
        for policy in policies {
            let Some(status) = statuses.get(*policy as usize) else { continue };
            told.push(f64::from(*policy));
            told.push(f64::from(*status as u8));
            for benefit in self.of(*policy as usize) {
                let end = |ends: &[i64]| float(ends.get(benefit).copied().unwrap_or(NO_AMOUNT));
                told.push(end(amounts.least()));
                told.push(end(amounts.most()));
            }
        }
        told
    }
}
