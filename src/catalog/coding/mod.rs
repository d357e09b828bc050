//! How the parts of a catalog are written as bytes, and read again.
//!
//! There are five ways to write something: a number as LEB128 (a signed one zigzag before), a text as its length and its UTF-8,
//! a list as its length and its items, what may be missing as 0, or 1 and itself, and a choice as its number and its parts.
//! [`layout`] says of each type what it is made of. Reading allocates once for each list and not at all for texts that are only
//! shown, which are one string in the catalog. Must never: panic on any bytes, allocate much more than there are bytes, recurse
//! as deep as bytes say.

mod layout;

use crate::model::{Arena, Date, Id, Texts};
use rust_decimal::Decimal;

/// What can be written and read.
pub(super) trait Coded: Sized {
    /// Appends it.
    fn write(&self, out: &mut Vec<u8>);
    /// Takes it off the front; `None` where the bytes are no such thing.
    fn read(from: &mut Reader<'_>) -> Option<Self>;
}

/// Bytes that have not been read yet.
pub(super) struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    /// The beginning of these.
    pub(super) fn new(bytes: &'b [u8]) -> Reader<'b> {
        Reader { rest: bytes }
    }

    /// Whether all has been read.
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    #[inline(always)]
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u32> {
        // Nearly all have one to three bytes.
        let (number, rest) = match self.rest {
            [a @ 0..0x80, rest @ ..] => (u32::from(*a), rest),
            [a, b @ 0..0x80, rest @ ..] => (u32::from(a & 0x7f) | u32::from(*b) << 7, rest),
            [a, b, c @ 0..0x80, rest @ ..] => {
                (u32::from(a & 0x7f) | u32::from(b & 0x7f) << 7 | u32::from(*c) << 14, rest)
            }
            _ => return self.long_number(),
        };
        self.rest = rest;
        Some(number)
    }

    fn long_number(&mut self) -> Option<u32> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return u32::try_from(number).ok();
            }
            if shift > 28 {
                return None;
            }
        }
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.number()? as usize;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(text).ok()
    }

    /// Room for so many `T`, as long as the bytes that are left can be expected to hold them.
    fn room_for<T>(&self, count: usize) -> Vec<T> {
        /// How much larger things are in memory than in bytes, at most in any catalog that was compiled.
        const GROWTH: usize = 32;
        let most = self.rest.len().saturating_mul(GROWTH) / size_of::<T>().max(1);
        Vec::with_capacity(count.min(most))
    }
}

fn write_number(number: u32, out: &mut Vec<u8>) {
    write_long(u128::from(number), out);
}

fn write_long(mut number: u128, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    // A text of 4 GB would make the payload too long, which is refused.
    write_number(text.len() as u32, out);
    out.extend(text.bytes());
}

impl Coded for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn read(from: &mut Reader<'_>) -> Option<bool> {
        match from.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Coded for u8 {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(*self);
    }
    fn read(from: &mut Reader<'_>) -> Option<u8> {
        from.byte()
    }
}

impl Coded for u32 {
    fn write(&self, out: &mut Vec<u8>) {
        write_number(*self, out);
    }
    #[inline(always)]
    fn read(from: &mut Reader<'_>) -> Option<u32> {
        from.number()
    }
}

impl Coded for i32 {
    fn write(&self, out: &mut Vec<u8>) {
        write_number(((self << 1) ^ (self >> 31)) as u32, out);
    }
    fn read(from: &mut Reader<'_>) -> Option<i32> {
        let number = from.number()?;
        Some((number >> 1) as i32 ^ -((number & 1) as i32))
    }
}

impl Coded for String {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(self, out);
    }
    fn read(from: &mut Reader<'_>) -> Option<String> {
        from.text().map(str::to_owned)
    }
}

/// Its scale, and its mantissa without trailing zeros; never a float and never text.
impl Coded for Decimal {
    fn write(&self, out: &mut Vec<u8>) {
        let value = self.normalize();
        let mantissa = value.mantissa();
        out.push(value.scale() as u8);
        write_long(((mantissa << 1) ^ (mantissa >> 127)) as u128, out);
    }
    fn read(from: &mut Reader<'_>) -> Option<Decimal> {
        let scale = u32::from(from.byte()?);
        let (mut number, mut shift) = (0u128, 0);
        loop {
            let byte = from.byte()?;
            number |= u128::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        let mantissa = (number >> 1) as i128 ^ -((number & 1) as i128);
        Decimal::try_from_i128_with_scale(mantissa, scale).ok()
    }
}

impl Coded for Date {
    fn write(&self, out: &mut Vec<u8>) {
        self.days().write(out);
    }
    fn read(from: &mut Reader<'_>) -> Option<Date> {
        Date::from_days(i32::read(from)?)
    }
}

impl<T: ?Sized> Coded for Id<T> {
    fn write(&self, out: &mut Vec<u8>) {
        write_number(self.index() as u32, out);
    }
    #[inline(always)]
    fn read(from: &mut Reader<'_>) -> Option<Id<T>> {
        from.number().map(|number| Id::from_index(number as usize))
    }
}

impl<T: Coded> Coded for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.is_some().write(out);
        self.iter().for_each(|item| item.write(out));
    }
    #[inline]
    fn read(from: &mut Reader<'_>) -> Option<Option<T>> {
        match from.byte()? {
            0 => Some(None),
            1 => T::read(from).map(Some),
            _ => None,
        }
    }
}

impl<A: Coded, B: Coded> Coded for (A, B) {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
        self.1.write(out);
    }
    fn read(from: &mut Reader<'_>) -> Option<(A, B)> {
        Some((A::read(from)?, B::read(from)?))
    }
}

impl<T: Coded> Coded for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        write_number(self.len() as u32, out);
        self.iter().for_each(|item| item.write(out));
    }
    #[inline(never)]
    fn read(from: &mut Reader<'_>) -> Option<Vec<T>> {
        let count = from.number()? as usize;
        if count == 0 {
            return Some(Vec::new());
        }
        let mut items = from.room_for(count);
        for _ in 0..count {
            items.push(T::read(from)?);
        }
        Some(items)
    }
}

impl<T: Coded> Coded for Arena<T> {
    fn write(&self, out: &mut Vec<u8>) {
        write_number(self.len() as u32, out);
        self.iter().for_each(|item| item.write(out));
    }
    fn read(from: &mut Reader<'_>) -> Option<Arena<T>> {
        Vec::read(from).map(Arena::from)
    }
}

/// The lengths of all, and their letters as one text.
impl Coded for Texts {
    fn write(&self, out: &mut Vec<u8>) {
        self.lengths().collect::<Vec<u32>>().write(out);
        write_text(self.letters(), out);
    }
    fn read(from: &mut Reader<'_>) -> Option<Texts> {
        let lengths = Vec::read(from)?;
        Texts::from_parts(lengths, from.text()?.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn again<T: Coded>(thing: &T) -> Option<T> {
        let mut bytes = Vec::new();
        thing.write(&mut bytes);
        let mut reader = Reader::new(&bytes);
        let read = T::read(&mut reader);
        assert!(reader.is_at_end());
        for length in 0..bytes.len() {
            assert!(T::read(&mut Reader::new(&bytes[..length])).is_none(), "{length} of {} bytes", bytes.len());
        }
        read
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            number: u32, signed: i32, text: String, bytes: Vec<u8>, maybe: Option<bool>,
            days in -719_162i32..=2_932_896, mantissa in -(1i128 << 95)..(1i128 << 95), scale in 0u32..=28,
        ) {
            prop_assert_eq!(again(&number), Some(number));
            prop_assert_eq!(again(&signed), Some(signed));
            prop_assert_eq!(again(&text), Some(text.clone()));
            prop_assert_eq!(again(&bytes), Some(bytes));
            prop_assert_eq!(again(&maybe), Some(maybe));
            prop_assert_eq!(again(&(text.clone(), signed)), Some((text, signed)));
            let date = Date::from_days(days).unwrap();
            prop_assert_eq!(again(&date), Some(date));
            let decimal = Decimal::from_i128_with_scale(mantissa, scale);
            prop_assert_eq!(again(&decimal), Some(decimal));
        }
    }

    #[test]
    fn what_is_no_such_thing_is_refused() {
        let read = |bytes: &[u8]| u32::read(&mut Reader::new(bytes));
        assert_eq!(read(&[0xff, 0xff, 0xff, 0xff, 0x0f]), Some(u32::MAX));
        assert_eq!(read(&[0xff, 0xff, 0xff, 0xff, 0x1f]), None);
        assert_eq!(read(&[0x80, 0x80, 0x80, 0x80, 0x80, 0]), None);
        assert_eq!(bool::read(&mut Reader::new(&[2])), None);
        assert_eq!(Option::<u8>::read(&mut Reader::new(&[2, 0])), None);
        assert_eq!(String::read(&mut Reader::new(&[1, 0xff])), None);
        assert_eq!(Decimal::read(&mut Reader::new(&[29, 2])), None, "the scale");
        assert_eq!(Decimal::read(&mut Reader::new(&[[0].as_slice(), &[0xff; 30]].concat())), None, "the mantissa");
        assert_eq!(Date::read(&mut Reader::new(&[0xff, 0xff, 0xff, 0xff, 0x0f])), None, "no year has so many digits");
    }

    /// A list that says to be long gets no more room than its bytes can be worth.
    #[test]
    fn no_more_is_allocated_than_bytes_can_be_worth() {
        let reader = Reader::new(&[0; 10]);
        assert!(reader.room_for::<u64>(usize::MAX).capacity() <= 100);
        assert_eq!(reader.room_for::<u64>(3).capacity(), 3);
        assert_eq!(
            Vec::<u64x>::read(&mut Reader::new(&[0xff, 0xff, 0xff, 0xff, 0x0f, 0])).map(|list| list.len()),
            None
        );
    }

    #[expect(non_camel_case_types, reason = "a number that takes eight bytes in memory")]
    struct u64x(#[expect(dead_code, reason = "only its size counts")] u64);

    impl Coded for u64x {
        fn write(&self, _: &mut Vec<u8>) {}
        fn read(from: &mut Reader<'_>) -> Option<u64x> {
            from.number().map(|number| u64x(u64::from(number)))
        }
    }
}
