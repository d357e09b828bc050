//! The truth of a condition in one byte, and how such bytes combine: what the engine's three-valued logic does for one condition
//! at a time and with all reasons, here by a look into a small table.
//!
//! Must never: give another outcome than that logic; the engine's tests compare them over every combination.

use super::status::{Status, Truth};

/// What is known of a truth: how it is told, see [`Truth`], stands above five bits that say what it can be and what keeps it open. These follow from
/// each other as in `State::of_parts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State(u8);

/// It can be true.
const YES: u8 = 1;
/// It can be false.
const NO: u8 = 2;
/// It can be an error.
const ERROR: u8 = 4;
/// Facts keep it open.
const FACTS: u8 = 8;
/// A judge keeps it open.
const JUDGED: u8 = 16;
/// Where the number of the truth stands.
const TOLD: u32 = 5;

/// Neither true nor false.
impl Default for State {
    fn default() -> State {
        State::NEITHER
    }
}

impl State {
    const NEITHER: State = State::of_parts(false, false, false, 0);
    /// A judge's own condition that nobody has answered.
    pub const OPEN_JUDGE: State = State::of_parts(true, true, false, JUDGED);

    const fn of_parts(yes: bool, no: bool, error: bool, open: u8) -> State {
        let bits = if yes { YES } else { 0 } | if no { NO } else { 0 } | if error { ERROR } else { 0 };
        let (told, open) = match (yes, no, error) {
            (true, false, false) => (Truth::True, 0),
            (false, true, false) => (Truth::False, 0),
            (false, false, _) => (Truth::Error, 0),
            _ if open & (FACTS | JUDGED) == JUDGED => (Truth::Judged, JUDGED),
            _ => (Truth::Unknown, open & (FACTS | JUDGED)),
        };
        State((told as u8) << TOLD | bits | open)
    }

    /// A truth that can be true, be false, be an error, and that facts or a judge keep open.
    pub const fn new(yes: bool, no: bool, error: bool, facts: bool, judged: bool) -> State {
        let open = if facts { FACTS } else { 0 } | if judged { JUDGED } else { 0 };
        State::of_parts(yes, no, error, open)
    }

    /// How it is told.
    #[inline(always)]
    pub const fn truth(self) -> Truth {
        match self.0 >> TOLD {
            0 => Truth::True,
            1 => Truth::False,
            2 => Truth::Unknown,
            3 => Truth::Judged,
            _ => Truth::Error,
        }
    }

    /// How a policy in force stands whose root it is.
    #[inline]
    pub fn status(self) -> Status {
        STATUSES.get((self.0 >> TOLD) as usize).copied().unwrap_or(Status::Undetermined)
    }

    /// The numbers by which several are told.
    #[inline(never)]
    pub fn truths(states: &[State]) -> Vec<u8> {
        // Eight in one number: a byte's lowest bits fall into its neighbour, and are taken off there.
        const EACH: u64 = u64::from_le_bytes([u8::MAX >> TOLD; 8]);
        let mut truths = vec![0; states.len()];
        let ((eights, rest), (told, told_rest)) = (states.as_chunks::<8>(), truths.as_chunks_mut::<8>());
        for (states, told) in eights.iter().zip(told) {
            *told = (u64::from_le_bytes(states.map(|State(state)| state)) >> TOLD & EACH).to_le_bytes();
        }
        rest.iter().zip(told_rest).for_each(|(State(state), told)| *told = state >> TOLD);
        truths
    }

    /// Whether something could still change it.
    #[inline(always)]
    pub fn is_open(self) -> bool {
        matches!(self.truth(), Truth::Unknown | Truth::Judged)
    }

    /// Whether it can be true.
    #[inline(always)]
    pub fn can_be_true(self) -> bool {
        self.0 & YES != 0
    }

    /// Whether it can fail while a judge takes part.
    #[inline(always)]
    pub fn is_judged_with_error(self) -> bool {
        self.0 & (JUDGED | ERROR) == JUDGED | ERROR
    }

    /// Not this one.
    pub const fn negated(self) -> State {
        State::of_parts(self.0 & NO != 0, self.0 & YES != 0, self.0 & ERROR != 0, self.0)
    }

    /// An answer to a judge: until it is known, it is the judge who is asked.
    pub fn answered(self) -> State {
        let [yes, no, error] = [YES, NO, ERROR].map(|bit| self.0 & bit != 0);
        State::of_parts(yes, no, error, JUDGED)
    }
}

/// Several truths, as far as it matters for whether all of them hold: how many cannot be true; how many can be neither true nor an
/// error; how many can be false, can be an error, are open for facts, are open for a judge. Six counts of ten bits in one number,
/// so that a truth is added, or taken out, by one addition. Whether any holds is the same question of their opposites.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts(u64);

/// The bits of one count, the lowest bit of each, and the highest.
const WIDTH: u32 = 10;
const LOWEST: u64 = 1 | 1 << WIDTH | 1 << (2 * WIDTH) | 1 << (3 * WIDTH) | 1 << (4 * WIDTH) | 1 << (5 * WIDTH);
const HIGHEST: u64 = LOWEST << (WIDTH - 1);

impl Counts {
    /// Of no truths.
    pub(crate) const NONE: Counts = Counts(0);
    /// So many truths can be counted.
    pub(crate) const MOST: usize = (1 << WIDTH) - 1;

    const fn told(State(state): State) -> Counts {
        let is_not_true = (state & YES == 0) as u64;
        let is_false = (state & (YES | ERROR) == 0) as u64;
        let [no, error, facts, judged] = [state & NO != 0, state & ERROR != 0, state & FACTS != 0, state & JUDGED != 0];
        Counts(
            is_not_true
                | is_false << WIDTH
                | (no as u64) << (2 * WIDTH)
                | (error as u64) << (3 * WIDTH)
                | (facts as u64) << (4 * WIDTH)
                | (judged as u64) << (5 * WIDTH),
        )
    }

    /// Of one truth. One that holds counts nothing.
    #[inline(always)]
    pub(crate) fn of(state: State) -> Counts {
        COUNTS.get(state.0 as usize).copied().unwrap_or_default()
    }

    /// Adds as many again.
    #[inline(always)]
    pub(crate) fn add(&mut self, other: Counts) {
        self.0 = self.0.wrapping_add(other.0);
    }

    /// What has to be added where a truth gives way to another.
    #[inline(always)]
    pub(crate) fn change(before: Counts, after: Counts) -> Counts {
        Counts(after.0.wrapping_sub(before.0))
    }

    /// Adds a truth where nobody asks how many there are, which may be any number.
    #[inline(always)]
    pub(crate) fn join(&mut self, other: Counts) {
        self.0 |= other.0;
    }

    /// Which counts are not 0, each by its highest bit.
    #[inline(always)]
    fn some(self) -> u64 {
        // Anything but 0 below the highest bit carries into it.
        const BELOW: u64 = HIGHEST - LOWEST;
        (((self.0 & BELOW) + BELOW) | self.0) & HIGHEST
    }

    /// Whether other counts than before are not 0: only then the truths can come to something else.
    #[inline(always)]
    pub(crate) fn differs(self, before: Counts) -> bool {
        self.some() != before.some()
    }

    /// Which counts are not 0, one bit each.
    #[inline(always)]
    fn index(self) -> usize {
        // Moves the bit of count `k` from `10 k` to `58 + k`. All other products fall beside these six bits, none on another.
        const GATHER: u64 = 1 << 58 | 1 << 49 | 1 << 40 | 1 << 31 | 1 << 22 | 1 << 13;
        ((self.some() >> (WIDTH - 1)).wrapping_mul(GATHER) >> 58) as usize
    }

    /// Whether all truths hold.
    #[inline(always)]
    pub(crate) fn all(self) -> State {
        ALL.get(self.index()).copied().unwrap_or_default()
    }

    /// Whether not all of them do.
    #[inline(always)]
    pub(crate) fn not_all(self) -> State {
        NOT_ALL.get(self.index()).copied().unwrap_or_default()
    }
}

/// What each state counts.
#[expect(clippy::indexing_slicing, reason = "a table that is made while compiling")]
static COUNTS: [Counts; 256] = {
    let mut table = [Counts::NONE; 256];
    let mut state = 0;
    while state < 256 {
        table[state] = Counts::told(State(state as u8));
        state += 1;
    }
    table
};

/// How a policy stands by how its root is told.
#[expect(clippy::indexing_slicing, reason = "a table that is made while compiling")]
static STATUSES: [Status; 1 << (u8::BITS - TOLD)] = {
    let mut table = [Status::Undetermined; 1 << (u8::BITS - TOLD)];
    let mut told = 0;
    while told < table.len() {
        table[told] = Status::of(State((told as u8) << TOLD).truth());
        told += 1;
    }
    table
};

/// Whether all of some truths hold, by which of their [`Counts`] are not 0.
#[expect(clippy::indexing_slicing, reason = "a table that is made while compiling")]
static ALL: [State; 64] = {
    let mut table = [State::NEITHER; 64];
    let mut index = 0;
    while index < 64 {
        let [is_not_true, is_false, no, error] = [index & 1 != 0, index & 2 != 0, index & 4 != 0, index & 8 != 0];
        let open = if index & 16 != 0 { FACTS } else { 0 } | if index & 32 != 0 { JUDGED } else { 0 };
        table[index] = State::of_parts(!is_not_true, no, error && !is_false, open);
        index += 1;
    }
    table
};

/// Whether not all of them do.
#[expect(clippy::indexing_slicing, reason = "a table that is made while compiling")]
static NOT_ALL: [State; 64] = {
    let mut table = [State::NEITHER; 64];
    let mut index = 0;
    while index < 64 {
        table[index] = ALL[index].negated();
        index += 1;
    }
    table
};

/// How many of some truths can be what.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counted {
    count: u32,
    can_yes: u32,
    can_no: u32,
    can_fail: u32,
    must: u32,
    may: u32,
    open: u8,
}

impl Counted {
    pub(crate) fn add(&mut self, State(state): State) {
        self.count += 1;
        self.can_yes += u32::from(state & YES != 0);
        self.can_no += u32::from(state & NO != 0);
        self.can_fail += u32::from(state & ERROR != 0);
        self.must += u32::from(state & (YES | ERROR | NO) == YES);
        self.may += u32::from(state & (YES | ERROR) == YES);
        self.open |= state;
    }

    /// Whether so many hold; as the engine's logic has it.
    pub(crate) fn at_least(self, needed: u32) -> State {
        let fails =
            needed > self.must && self.may.min(needed.saturating_sub(1)) + self.can_fail >= needed && self.can_fail > 0;
        State::of_parts(self.can_yes >= needed, needed > 0 && self.can_no + needed > self.count, fails, self.open)
    }
}
