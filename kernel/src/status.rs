//! The words for how a condition and a policy stand. Their numbers cross into JavaScript.

use serde::Serialize;

/// What a condition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Truth {
    /// In every completion.
    True,
    /// In every completion.
    False,
    /// Completions differ.
    Unknown,
    /// Completions differ, but no fact does: a judge decides.
    Judged,
    /// It cannot be evaluated in any completion.
    Error,
}

/// Where a company stands with a policy (language, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Status {
    /// Its conditions hold in every completion.
    Eligible,
    /// No fact is missing, and judges still decide.
    Review,
    /// Facts are missing, or the conditions cannot be evaluated.
    Undetermined,
    /// Its conditions fail in every completion.
    Ineligible,
    /// The policy is not in force on the evaluation date.
    NotInForce,
}

impl Status {
    /// The status that follows from the truth of the conditions, for a policy in force.
    pub const fn of(root: Truth) -> Status {
        match root {
            Truth::True => Status::Eligible,
            Truth::False => Status::Ineligible,
            Truth::Judged => Status::Review,
            Truth::Unknown | Truth::Error => Status::Undetermined,
        }
    }

    /// Whether the policy can be had, as far as is known.
    #[inline(always)]
    pub fn can_be_had(self) -> bool {
        (self as u8) < Status::Ineligible as u8
    }

    /// How many of some policies have each status, in their order.
    #[inline(never)]
    pub fn counts(policies: &[u32], statuses: &[Status]) -> [i32; 5] {
        /// Bits for each count: five of them share a number, so that no addition has to wait for memory.
        const BITS: u32 = 12;
        const MOST: u64 = (1 << BITS) - 1;
        let mut counts = [0; 5];
        for some in policies.chunks(MOST as usize) {
            let statuses = some.iter().filter_map(|policy| statuses.get(*policy as usize));
            let packed = statuses.fold(0u64, |packed, status| packed + (1 << (BITS * *status as u32)));
            for (status, count) in (0..).zip(&mut counts) {
                *count += (packed >> (BITS * status) & MOST) as i32;
            }
        }
        counts
    }

    /// The numbers by which some are told.
    #[inline(never)]
    pub fn numbers(statuses: &[Status]) -> Vec<u8> {
        statuses.iter().map(|status| *status as u8).collect()
    }
}
