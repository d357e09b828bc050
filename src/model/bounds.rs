//! What is known of an ordered value that is not known exactly: an interval, either side of which may be missing.

use rust_decimal::Decimal;

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bound {
    /// Where the interval ends.
    pub value: Decimal,
    /// Whether `value` itself belongs to it.
    pub inclusive: bool,
}

impl Bound {
    /// An end that belongs to the interval.
    pub fn inclusive(value: Decimal) -> Self {
        Bound { value, inclusive: true }
    }

    /// An end that does not.
    pub fn exclusive(value: Decimal) -> Self {
        Bound { value, inclusive: false }
    }
}

/// An interval of an ordered value; a missing end means that nothing is known on that side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// The lower end.
    pub min: Option<Bound>,
    /// The upper end.
    pub max: Option<Bound>,
}

impl Bounds {
    /// Every value.
    pub const ANY: Bounds = Bounds { min: None, max: None };

    /// Exactly one value.
    pub fn exactly(value: Decimal) -> Self {
        Bounds { min: Some(Bound::inclusive(value)), max: Some(Bound::inclusive(value)) }
    }

    /// The one value it holds, if it holds only one.
    pub fn point(&self) -> Option<Decimal> {
        match (self.min, self.max) {
            (Some(min), Some(max)) if min.value == max.value && min.inclusive && max.inclusive => Some(min.value),
            _ => None,
        }
    }

    /// Whether no value lies in it.
    pub fn is_empty(&self) -> bool {
        match (self.min, self.max) {
            (Some(min), Some(max)) => {
                min.value > max.value || (min.value == max.value && !(min.inclusive && max.inclusive))
            }
            _ => false,
        }
    }

    /// Whether `value` lies in it.
    pub fn contains(&self, value: Decimal) -> bool {
        let above = self.min.is_none_or(|min| value > min.value || (min.inclusive && value == min.value));
        let below = self.max.is_none_or(|max| value < max.value || (max.inclusive && value == max.value));
        above && below
    }

    /// What lies in both.
    pub fn intersection(&self, other: &Bounds) -> Bounds {
        Bounds { min: tighter(self.min, other.min, Decimal::gt), max: tighter(self.max, other.max, Decimal::lt) }
    }

    /// The smallest interval around both.
    pub fn hull(&self, other: &Bounds) -> Bounds {
        Bounds { min: looser(self.min, other.min, Decimal::lt), max: looser(self.max, other.max, Decimal::gt) }
    }
}

/// Of two ends on the same side the one that leaves less; `inward(a, b)` says whether `a` lies further in.
fn tighter(a: Option<Bound>, b: Option<Bound>, inward: fn(&Decimal, &Decimal) -> bool) -> Option<Bound> {
    match (a, b) {
        (None, other) | (other, None) => other,
        (Some(a), Some(b)) if a.value == b.value => {
            Some(Bound { value: a.value, inclusive: a.inclusive && b.inclusive })
        }
        (Some(a), Some(b)) => Some(if inward(&a.value, &b.value) { a } else { b }),
    }
}

/// Of two ends on the same side the one that leaves more; `outward(a, b)` says whether `a` lies further out.
fn looser(a: Option<Bound>, b: Option<Bound>, outward: fn(&Decimal, &Decimal) -> bool) -> Option<Bound> {
    let (a, b) = (a?, b?);
    if a.value == b.value {
        return Some(Bound { value: a.value, inclusive: a.inclusive || b.inclusive });
    }
    Some(if outward(&a.value, &b.value) { a } else { b })
}
