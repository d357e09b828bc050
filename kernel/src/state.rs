//! The truth of a condition in one byte, and how such bytes combine: what the engine's three-valued logic does for one condition
//! at a time and with all reasons, here by a look into a small table.
//!
//! Must never: give another outcome than that logic; the engine's tests compare them over every combination.

use super::status::{Status, Truth};

/// What is known of a truth. The bits follow from each other as in `State::of_parts`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
/// It can be true or an error.
const NOT_FALSE: u8 = 32;
/// It can be false or an error.
const NOT_TRUE: u8 = 64;

impl State {
    /// It holds, and nothing could change that.
    pub(crate) const TRUE: State = State(YES | NOT_FALSE);
    /// It fails, and nothing could change that.
    pub(crate) const FALSE: State = State(NO | NOT_TRUE);
    /// A judge's own condition that nobody has answered.
    pub const OPEN_JUDGE: State = State(YES | NO | JUDGED | NOT_FALSE | NOT_TRUE);

    const fn of_parts(yes: bool, no: bool, error: bool, open: u8) -> State {
        let mut bits = 0;
        if yes {
            bits |= YES | NOT_FALSE;
        }
        if no {
            bits |= NO | NOT_TRUE;
        }
        if error {
            bits |= ERROR | NOT_FALSE | NOT_TRUE;
        }
        let is_settled = (!yes && !no) || (!error && yes != no);
        State(if is_settled { bits } else { bits | (open & (FACTS | JUDGED)) })
    }

    /// A truth that can be true, be false, be an error, and that facts or a judge keep open.
    pub const fn new(yes: bool, no: bool, error: bool, facts: bool, judged: bool) -> State {
        let open = if facts { FACTS } else { 0 } | if judged { JUDGED } else { 0 };
        State::of_parts(yes, no, error, open)
    }

    /// How it is told.
    #[inline]
    pub fn truth(self) -> Truth {
        TRUTHS.get(self.0 as usize).copied().unwrap_or(Truth::Error)
    }

    /// How a policy in force stands whose root it is.
    #[inline]
    pub fn status(self) -> Status {
        STATUSES.get(self.0 as usize).copied().unwrap_or(Status::Undetermined)
    }

    /// The numbers by which several are told.
    #[inline(never)]
    pub fn truths(states: &[State]) -> Vec<u8> {
        states.iter().map(|state| state.truth() as u8).collect()
    }

    const fn told(self) -> Truth {
        match self.0 {
            state if state & (NO | ERROR) == 0 && state & YES != 0 => Truth::True,
            state if state & (YES | ERROR) == 0 && state & NO != 0 => Truth::False,
            state if state & (YES | NO) == 0 => Truth::Error,
            state if state & (FACTS | JUDGED) == JUDGED => Truth::Judged,
            _ => Truth::Unknown,
        }
    }

    /// Whether something could still change it.
    #[inline(always)]
    pub fn is_open(self) -> bool {
        !matches!(self.0 & (YES | NO | ERROR), YES | NO | ERROR | 0)
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
    pub fn negated(self) -> State {
        State::of_parts(self.0 & NO != 0, self.0 & YES != 0, self.0 & ERROR != 0, self.0)
    }

    /// An answer to a judge: until it is known, it is the judge who is asked.
    pub fn answered(self) -> State {
        if self.is_open() { State((self.0 & !FACTS) | JUDGED) } else { self }
    }
}

/// Several truths, as far as it matters for whether all or any of them hold: what they have in common, and what some has.
#[derive(Clone, Copy)]
pub(crate) struct Gathered {
    common: u8,
    some: u8,
}

impl Gathered {
    pub(crate) const NONE: Gathered = Gathered { common: u8::MAX, some: 0 };

    #[inline(always)]
    pub(crate) fn add(&mut self, state: State) {
        self.common &= state.0;
        self.some |= state.0;
    }

    /// Whether every one holds.
    #[inline(always)]
    pub(crate) fn all(self) -> State {
        let index = (self.common & YES) | (self.common >> 4 & 2) | (self.some << 1 & 0b11_1100);
        ALL.get(index as usize).copied().unwrap_or_default()
    }

    /// Whether one holds.
    #[inline(always)]
    pub(crate) fn any(self) -> State {
        let index =
            (self.common >> 1 & 1) | (self.common >> 5 & 2) | (self.some & YES) << 2 | (self.some << 1 & 0b11_1000);
        ANY.get(index as usize).copied().unwrap_or_default()
    }
}

/// How each state is told.
#[expect(clippy::indexing_slicing, reason = "a table that is made while compiling")]
static TRUTHS: [Truth; 256] = {
    let mut table = [Truth::Error; 256];
    let mut state = 0;
    while state < 256 {
        table[state] = State(state as u8).told();
        state += 1;
    }
    table
};

/// How a policy stands whose root is in each state.
#[expect(clippy::indexing_slicing, reason = "a table that is made while compiling")]
static STATUSES: [Status; 256] = {
    let mut table = [Status::Undetermined; 256];
    let mut state = 0;
    while state < 256 {
        table[state] = Status::of(State(state as u8).told());
        state += 1;
    }
    table
};

/// By `common` can be true, `common` can be true or an error, and of `some` the bits from NO to JUDGED.
#[expect(clippy::indexing_slicing, reason = "a table that is made while compiling")]
static ALL: [State; 64] = {
    let mut table = [State(0); 64];
    let mut index = 0;
    while index < 64 {
        let some = (index as u8 >> 2) << 1;
        let error = index & 2 != 0 && some & ERROR != 0;
        table[index] = State::of_parts(index & 1 != 0, some & NO != 0, error, some);
        index += 1;
    }
    table
};

/// By `common` can be false, `common` can be false or an error, and of `some` YES and the bits from ERROR to JUDGED.
#[expect(clippy::indexing_slicing, reason = "a table that is made while compiling")]
static ANY: [State; 64] = {
    let mut table = [State(0); 64];
    let mut index = 0;
    while index < 64 {
        let some = (index as u8 >> 3) << 2;
        let error = index & 2 != 0 && some & ERROR != 0;
        table[index] = State::of_parts(index & 4 != 0, index & 1 != 0, error, some);
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
