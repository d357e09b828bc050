//! A sentence letter by letter, full-width letters as their ASCII twins, with the way back to its bytes.

use rust_decimal::Decimal;
use std::ops::Range;

/// The letters of a sentence.
pub(super) struct Letters {
    letters: Vec<(usize, char)>,
    length: usize,
}

impl Letters {
    pub(super) fn of(sentence: &str) -> Letters {
        Letters {
            letters: sentence.char_indices().map(|(index, letter)| (index, folded(letter))).collect(),
            length: sentence.len(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.letters.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<char> {
        self.letters.get(at).map(|(_, letter)| *letter)
    }

    /// The letter before.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.get(at))
    }

    pub(super) fn is_digit(&self, at: usize) -> bool {
        self.get(at).is_some_and(|letter| letter.is_ascii_digit())
    }

    /// Whether the phrase stands there.
    pub(super) fn starts(&self, at: usize, phrase: &str) -> bool {
        phrase.chars().enumerate().all(|(offset, letter)| self.get(at + offset) == Some(letter))
    }

    /// Where the phrase begins that ends there, if it stands behind `start`.
    pub(super) fn ends(&self, start: usize, end: usize, phrase: &str) -> Option<usize> {
        let from = end.checked_sub(phrase.chars().count()).filter(|from| *from >= start)?;
        self.starts(from, phrase).then_some(from)
    }

    pub(super) fn text(&self, range: Range<usize>) -> String {
        self.letters.get(range).unwrap_or(&[]).iter().map(|(_, letter)| *letter).collect()
    }

    /// The bytes of the sentence that these letters are.
    pub(super) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let byte = |at: usize| self.letters.get(at).map_or(self.length, |(byte, _)| *byte);
        byte(range.start)..byte(range.end)
    }

    /// The first place from `at` on that holds no white space.
    pub(super) fn past_space(&self, mut at: usize) -> usize {
        while self.get(at).is_some_and(char::is_whitespace) {
            at += 1;
        }
        at
    }

    /// A number in digits, thousands separated by commas or spaces or not at all, and where it ends.
    pub(super) fn digits(&self, start: usize) -> Option<(Decimal, usize)> {
        let run = |mut at: usize| {
            let from = at;
            while self.is_digit(at) {
                at += 1;
            }
            at - from
        };
        let first = run(start);
        if first == 0 {
            return None;
        }
        let mut text = self.text(start..start + first);
        let mut end = start + first;
        while first <= 3 && self.get(end).is_some_and(separates) && run(end + 1) == 3 {
            text.push_str(&self.text(end + 1..end + 4));
            end += 4;
        }
        if self.get(end) == Some('.') {
            let places = run(end + 1);
            if places > 0 {
                text.push('.');
                text.push_str(&self.text(end + 1..end + 1 + places));
                end += 1 + places;
            }
        }
        Some((Decimal::from_str_exact(&text).ok()?, end))
    }
}

/// Whether the letter can stand between groups of three digits.
fn separates(letter: char) -> bool {
    matches!(letter, ',' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// Full-width digits, letters and signs as their ASCII twins; the marks that part a sentence stay what they are, so that
/// no Chinese comma separates thousands.
fn folded(letter: char) -> char {
    match letter {
        '，' | '：' | '；' | '！' | '？' => letter,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        '–' | '—' | '−' | '〜' => '-',
        other => other,
    }
}
