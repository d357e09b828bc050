//! Whole numbers of any length, for the few products and powers that outgrow 128 bits.
//!
//! Plain schoolbook arithmetic on 32-bit limbs: it is called only where the fast way in [`super::decimal`] does not fit, and
//! its callers bound the length. Must never: be used for anything but exact intermediate results.

use std::cmp::Ordering;

/// A whole number from 0; limbs from the least significant, without zeros at the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Natural(Vec<u32>);

impl Natural {
    pub(crate) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// How many binary digits it has.
    pub(crate) fn bits(&self) -> usize {
        self.0.last().map_or(0, |top| self.0.len() * 32 - top.leading_zeros() as usize)
    }

    /// The same number where it fits 128 bits.
    pub(crate) fn to_u128(&self) -> Option<u128> {
        if self.0.len() > 4 {
            return None;
        }
        Some(self.0.iter().rev().fold(0, |sum, limb| sum << 32 | u128::from(*limb)))
    }

    fn trimmed(mut limbs: Vec<u32>) -> Natural {
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
        Natural(limbs)
    }

    pub(crate) fn times(&self, other: &Natural) -> Natural {
        let mut limbs = vec![0u32; self.0.len() + other.0.len()];
        for (shift, a) in self.0.iter().enumerate() {
            let mut carry = 0u64;
            let mut others = other.0.iter();
            for limb in limbs.iter_mut().skip(shift) {
                let sum = u64::from(*limb) + u64::from(*a) * others.next().map_or(0, |b| u64::from(*b)) + carry;
                *limb = sum as u32;
                carry = sum >> 32;
            }
        }
        Natural::trimmed(limbs)
    }

    pub(crate) fn plus(&self, other: &Natural) -> Natural {
        let mut limbs = Vec::with_capacity(self.0.len().max(other.0.len()) + 1);
        let mut carry = 0u64;
        for index in 0..=self.0.len().max(other.0.len()) {
            let limb = |number: &Natural| number.0.get(index).map_or(0, |limb| u64::from(*limb));
            let sum = limb(self) + limb(other) + carry;
            limbs.push(sum as u32);
            carry = sum >> 32;
        }
        Natural::trimmed(limbs)
    }

    /// `self − other`, where `other` is not greater.
    pub(crate) fn minus(&self, other: &Natural) -> Natural {
        let mut limbs = Vec::with_capacity(self.0.len());
        let mut borrow = 0i64;
        for (index, limb) in self.0.iter().enumerate() {
            let difference = i64::from(*limb) - other.0.get(index).map_or(0, |limb| i64::from(*limb)) - borrow;
            borrow = i64::from(difference < 0);
            limbs.push(difference as u32);
        }
        Natural::trimmed(limbs)
    }

    /// 10 to the power of `exponent`.
    pub(crate) fn power_of_ten(exponent: usize) -> Natural {
        Natural::from(10u128).power(exponent)
    }

    pub(crate) fn power(&self, mut exponent: usize) -> Natural {
        let (mut result, mut base) = (Natural::from(1u128), self.clone());
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result.times(&base);
            }
            exponent >>= 1;
            if exponent > 0 {
                base = base.times(&base);
            }
        }
        result
    }

    /// Quotient and remainder of a division by a small number that is not 0.
    pub(crate) fn divided_by_small(&self, divisor: u32) -> (Natural, u32) {
        let divisor = u64::from(divisor.max(1));
        let mut remainder = 0u64;
        let mut limbs: Vec<u32> = self
            .0
            .iter()
            .rev()
            .map(|limb| {
                let part = remainder << 32 | u64::from(*limb);
                remainder = part % divisor;
                (part / divisor) as u32
            })
            .collect();
        limbs.reverse();
        (Natural::trimmed(limbs), remainder as u32)
    }

    /// The quotient, rounded down, and the remainder; `divisor` is not 0.
    pub(crate) fn divided_by(&self, divisor: &Natural) -> (Natural, Natural) {
        let mut quotient = vec![0u32; self.0.len()];
        let mut rest = Natural(Vec::new());
        for position in (0..self.bits()).rev() {
            let bit = self.0.get(position / 32).map_or(0, |limb| limb >> (position % 32) & 1);
            rest = rest.plus(&rest);
            if bit == 1 {
                rest = rest.plus(&Natural::from(1u128));
            }
            if rest >= *divisor {
                rest = rest.minus(divisor);
                if let Some(limb) = quotient.get_mut(position / 32) {
                    *limb |= 1 << (position % 32);
                }
            }
        }
        (Natural::trimmed(quotient), rest)
    }
}

impl From<u128> for Natural {
    fn from(mut value: u128) -> Natural {
        let mut limbs = Vec::new();
        while value > 0 {
            limbs.push(value as u32);
            value >>= 32;
        }
        Natural(limbs)
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
