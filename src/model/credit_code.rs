//! The unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, the last of which is computed from the others.
//!
//! What stands in it: the registering department and the kind of body (two characters), the area code of the *registering
//! authority* (six), the body's own number (nine), and the check character. Nothing is derived from the area: nearly every company
//! of Shenzhen is registered by the city and has 440300, wherever it works. Needs no memory but its own 18 bytes.

/// How many characters a code has.
pub const LENGTH: usize = 18;

/// The characters of a code, in the order of their values; I, O, S, V and Z are never used.
const CHARACTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// What the sum of all values, each times its weight, is counted in.
const MODULUS: usize = CHARACTERS.len();

/// A code whose check character fits: capital letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CreditCode([u8; LENGTH]);

/// Why a text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditCodeError {
    /// It has too many or too few characters.
    Length {
        /// How many it has, white space not counted.
        found: usize,
    },
    /// A character that no code has.
    Character {
        /// Which one, counted from 1.
        position: usize,
        /// As it was written.
        found: char,
    },
    /// The last character does not fit the others: one of the 18 is wrong.
    Check {
        /// The last character.
        found: char,
        /// What fits the first 17.
        expected: char,
    },
}

impl CreditCode {
    /// Reads a code; small and full-width letters count as capitals, and white space is passed over.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong: the length, a character, the check character.
    pub fn parse(text: &str) -> Result<CreditCode, CreditCodeError> {
        let letters = || text.chars().filter(|letter| !letter.is_whitespace());
        let found = letters().count();
        if found != LENGTH {
            return Err(CreditCodeError::Length { found });
        }
        let mut code = [0; LENGTH];
        for (position, (place, letter)) in code.iter_mut().zip(letters()).enumerate() {
            *place = character(letter).ok_or(CreditCodeError::Character { position: position + 1, found: letter })?;
        }
        let [first @ .., last] = &code;
        let expected = check_character(first);
        if *last != expected {
            return Err(CreditCodeError::Check { found: char::from(*last), expected: char::from(expected) });
        }
        Ok(CreditCode(code))
    }

    /// Its 18 characters.
    pub fn as_str(&self) -> &str {
        // They are all ASCII, so that there is always a text.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Whether a code can begin with these characters.
pub fn can_begin(text: &str) -> bool {
    (1..=LENGTH).contains(&text.len()) && text.bytes().all(|byte| CHARACTERS.contains(&byte))
}

/// The character of a code that is meant by a letter as people type it.
fn character(letter: char) -> Option<u8> {
    let ascii = match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0)?,
        other => other,
    };
    let byte = u8::try_from(ascii).ok()?.to_ascii_uppercase();
    CHARACTERS.contains(&byte).then_some(byte)
}

/// The last character of a code that begins with these: its value makes the weighted sum of all a multiple of 31.
fn check_character(first: &[u8]) -> u8 {
    let (mut sum, mut weight) = (0, 1);
    for byte in first {
        let value = CHARACTERS.iter().position(|character| character == byte).unwrap_or(0);
        sum += value * weight;
        weight = weight * 3 % MODULUS;
    }
    let value = (MODULUS - sum % MODULUS) % MODULUS;
    CHARACTERS.get(value).copied().unwrap_or(b'0')
}

#[cfg(test)]
mod tests {
    use super::{CHARACTERS, CreditCode, CreditCodeError, LENGTH, can_begin, check_character};
    use proptest::prelude::*;

    #[test]
    fn codes_of_real_and_of_made_up_companies() {
        for code in [
            "9144030071526726XG",
            "914403001922038216",
            "91440300708461136T",
            "91110000802100433B",
            "91440305MA5EXAMP1P",
            "91440305000000000N",
        ] {
            assert_eq!(CreditCode::parse(code).map(|code| code.as_str().to_owned()), Ok(code.to_owned()));
        }
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        for typed in [
            " 9144030071526726xg ",
            "９１４４０３００７１５２６７２６ＸＧ",
            "9144 0300 7152 6726 XG",
            "91440300\u{3000}71526726XG",
        ] {
            assert_eq!(CreditCode::parse(typed).unwrap().as_str(), "9144030071526726XG", "{typed}");
        }
    }

    #[test]
    fn every_character_can_be_the_check_character() {
        let mut missing: Vec<u8> = CHARACTERS.to_vec();
        for number in 0..1000 {
            let first = format!("91440300{number:09}");
            let last = check_character(first.as_bytes());
            missing.retain(|character| *character != last);
            let code = format!("{first}{}", char::from(last));
            assert_eq!(CreditCode::parse(&code).unwrap().as_str(), code);
        }
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, error) in [
            ("", CreditCodeError::Length { found: 0 }),
            ("440301103097413", CreditCodeError::Length { found: 15 }),
            ("9144030071526726XG1", CreditCodeError::Length { found: 19 }),
            ("914403OO71526726XG", CreditCodeError::Character { position: 7, found: 'O' }),
            ("91440305MA5ETEST01", CreditCodeError::Character { position: 15, found: 'S' }),
            ("9144030071526726*G", CreditCodeError::Character { position: 17, found: '*' }),
            ("9144030071526726X6", CreditCodeError::Check { found: '6', expected: 'G' }),
            ("9144030071526726汉字", CreditCodeError::Character { position: 17, found: '汉' }),
        ] {
            assert_eq!(CreditCode::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn what_a_code_can_begin_with() {
        assert!(can_begin("9") && can_begin("91") && can_begin("91440305MA5EXAMP1P"));
        for not in ["", "9I", "9a", "９１", "91440305MA5EXAMP1P0"] {
            assert!(!can_begin(not), "{not}");
        }
    }

    prop_compose! {
        fn code()(values in prop::collection::vec(0usize..31, LENGTH - 1)) -> String {
            let mut code: Vec<u8> = values.iter().map(|value| CHARACTERS[*value]).collect();
            code.push(check_character(&code));
            String::from_utf8(code).unwrap()
        }
    }

    proptest! {
        /// 31 is prime and no weight is a multiple of it.
        #[test]
        fn one_wrong_character_is_always_found(code in code(), place in 0usize..LENGTH, shift in 1usize..31) {
            let mut wrong = code.clone().into_bytes();
            let value = CHARACTERS.iter().position(|character| *character == wrong[place]).unwrap();
            wrong[place] = CHARACTERS[(value + shift) % 31];
            prop_assert!(CreditCode::parse(&String::from_utf8(wrong).unwrap()).is_err());
        }

        /// Neighbours have different weights, so that exchanging two that differ changes the sum.
        #[test]
        fn two_exchanged_neighbours_are_always_found(code in code(), place in 0usize..LENGTH - 1) {
            let mut wrong = code.clone().into_bytes();
            wrong.swap(place, place + 1);
            let differs = wrong != code.as_bytes();
            prop_assert_eq!(CreditCode::parse(&String::from_utf8(wrong).unwrap()).is_err(), differs);
        }

        #[test]
        fn any_text_is_a_code_or_is_not(text in ".{0,24}") {
            if let Ok(code) = CreditCode::parse(&text) {
                prop_assert_eq!(CreditCode::parse(code.as_str()), Ok(code));
            }
        }
    }
}
