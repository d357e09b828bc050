//! Facts as they cross from JavaScript: all of them as one text, since one text crosses in less time than many values.
//!
//! The text is made of parts, each ended by U+001F. A value is one part: `n`, `t` or `f` for null, true and false, `#` and a number in
//! JavaScript's shortest decimal text, `"` and a text, `!` and the name of what no fact can be, such as `NaN`; or several: `[` and how
//! many values follow, `{` and how many members do, each its name and its value. In names and texts U+001E stands before a letter:
//! `e` for itself, `f` for U+001F. `www/src/crossing.ts` writes it. Must never: panic, or take one value for another.

use crate::engine::Input;
use std::borrow::Cow;

/// Ends a part.
const END: char = '\u{1f}';
/// Stands before the letter of a character that a name or a text could not hold otherwise.
const ESCAPE: char = '\u{1e}';
/// How deep arrays and objects may nest.
const DEEPEST: u32 = 5;

/// What has not been read yet of a text.
#[derive(Clone, Debug)]
pub struct Crossing<'t>(&'t str);

impl<'t> Crossing<'t> {
    /// Names and values by turns, or one value.
    pub fn new(text: &'t str) -> Crossing<'t> {
        Crossing(text)
    }

    fn part(&mut self) -> Option<&'t str> {
        let end = self.0.bytes().position(|byte| byte == END as u8)?;
        let part = self.0.get(..end)?;
        self.0 = self.0.get(end + 1..)?;
        Some(part)
    }

    /// The next name; nothing at the end.
    pub fn name(&mut self) -> Option<Cow<'t, str>> {
        self.part().map(plain)
    }

    /// The next value; nothing at the end, or where there is none.
    pub fn value(&mut self) -> Option<Input> {
        self.value_within(0)
    }

    fn value_within(&mut self, depth: u32) -> Option<Input> {
        let part = self.part()?;
        let mut letters = part.chars();
        let (kind, rest) = (letters.next()?, letters.as_str());
        match kind {
            'n' => Some(Input::Null),
            't' => Some(Input::Boolean(true)),
            'f' => Some(Input::Boolean(false)),
            '#' => Some(Input::Number(rest.to_owned())),
            '"' => Some(Input::Text(plain(rest).into_owned())),
            '!' => Some(Input::Other(rest.to_owned())),
            _ if depth >= DEEPEST => None,
            '[' => {
                let values = (0..rest.parse::<u32>().ok()?).map(|_| self.value_within(depth + 1));
                values.collect::<Option<_>>().map(Input::Array)
            }
            '{' => {
                let members = (0..rest.parse::<u32>().ok()?)
                    .map(|_| Some((self.name()?.into_owned(), self.value_within(depth + 1)?)));
                members.collect::<Option<_>>().map(Input::Object)
            }
            _ => None,
        }
    }
}

/// A name or a text without what stands before letters in it.
fn plain(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte == ESCAPE as u8) {
        return Cow::Borrowed(text);
    }
    let mut pieces = text.split(ESCAPE);
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let mut letters = piece.chars();
        plain.push(if letters.next() == Some('f') { END } else { ESCAPE });
        plain.push_str(letters.as_str());
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn escaped(text: &str) -> String {
        text.replace(ESCAPE, "\u{1e}e").replace(END, "\u{1e}f")
    }

    fn written(value: &Input) -> String {
        match value {
            Input::Null => "n\u{1f}".to_owned(),
            Input::Boolean(truth) => format!("{}\u{1f}", if *truth { 't' } else { 'f' }),
            Input::Number(number) => format!("#{number}\u{1f}"),
            Input::Text(text) => format!("\"{}\u{1f}", escaped(text)),
            Input::Other(name) => format!("!{name}\u{1f}"),
            Input::Array(values) => {
                format!("[{}\u{1f}", values.len()) + &values.iter().map(written).collect::<String>()
            }
            Input::Object(members) => {
                let member = |(name, value): &(String, Input)| format!("{}\u{1f}{}", escaped(name), written(value));
                format!("{{{}\u{1f}", members.len()) + &members.iter().map(member).collect::<String>()
            }
        }
    }

    fn values() -> impl Strategy<Value = Input> {
        let text = "[a\u{1e}\u{1f}\"\\[{#!efn万]{0,4}";
        let plain = prop_oneof![
            Just(Input::Null),
            any::<bool>().prop_map(Input::Boolean),
            any::<i32>().prop_map(|number| Input::Number(number.to_string())),
            text.prop_map(Input::Text),
            Just(Input::Other("NaN".to_owned())),
        ];
        plain.prop_recursive(3, 16, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Input::Array),
                prop::collection::vec((text, inner), 0..4).prop_map(Input::Object),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(facts in prop::collection::vec(("[a\u{1e}\u{1f}ef]{0,3}", values()), 0..4)) {
            let text: String = facts.iter().map(|(name, value)| escaped(name) + "\u{1f}" + &written(value)).collect();
            let mut crossing = Crossing::new(&text);
            for (name, value) in facts {
                prop_assert_eq!((crossing.name(), crossing.value()), (Some(name.into()), Some(value)));
            }
            prop_assert_eq!(crossing.name(), None);
        }

        #[test]
        fn whatever_else_there_is_does_no_harm(text in "[nt#\"!\\[{0-9\u{1e}\u{1f}ef]{0,30}") {
            let mut crossing = Crossing::new(&text);
            while let (Some(_), Some(_)) = (crossing.name(), crossing.value()) {}
        }
    }

    #[test]
    fn a_text_that_nests_without_end_is_no_value() {
        assert_eq!(Crossing::new(&"[1\u{1f}".repeat(100_000)).value(), None);
        assert_eq!(Crossing::new("[4294967295\u{1f}n\u{1f}").value(), None);
    }
}
