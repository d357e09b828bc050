//! How a text is written as a YAML scalar on one line: plain where that is safe, else in the quotes that need no escapes.

/// Which quotes to prefer where quotes are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// `"…"`, for people's words and for codes.
    Double,
    /// `'…'`, for expressions, in which `"` has a meaning.
    Single,
}

/// A text that YAML gives back as it is. `in_flow` says that it stands inside `[…]` or `{…}`. `None` if it cannot stand on one
/// line without escapes.
pub(super) fn written(text: &str, in_flow: bool, quotes: Quotes) -> Option<String> {
    if may_be_plain(text, in_flow) { Some(text.to_owned()) } else { quoted(text, quotes) }
}

/// The text in quotes; `None` if it would need escapes.
pub(super) fn quoted(text: &str, quotes: Quotes) -> Option<String> {
    if text.chars().any(is_unprintable) {
        return None;
    }
    if quotes == Quotes::Double && !text.contains(['"', '\\']) {
        return Some(format!("\"{text}\""));
    }
    Some(format!("'{}'", text.replace('\'', "''")))
}

/// Whether YAML reads the text as itself without quotes, here and in any place nearby.
fn may_be_plain(text: &str, in_flow: bool) -> bool {
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return false };
    let starts_well = match first {
        '-' | '?' | ':' => letters.next().is_some_and(|second| !second.is_whitespace() && second != first),
        _ => !",[]{}#&*!|>'\"%@`".contains(first),
    };
    starts_well
        && text.trim() == text
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.starts_with("...")
        && !(in_flow && text.contains([',', '[', ']', '{', '}']))
        && !text.chars().any(is_unprintable)
}

/// Letters that YAML gives back only if they are escaped, and those that some readers take for the end of a line.
fn is_unprintable(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a plain text means more than its letters, here or to other readers of YAML, so that quotes around it matter.
pub(super) fn is_special(text: &str) -> bool {
    has_own_meaning(text) || is_mistakable(text)
}

/// Whether a plain text is a word with a meaning of its own where an expression could stand.
pub(super) fn has_own_meaning(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "" | "~" | "null" | "unknown" | "none")
}

/// Whether other readers of YAML take the plain text for a truth value.
pub(super) fn is_truth_elsewhere(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off" | "y" | "n")
}

/// Whether a code without quotes would be taken for a number, a day or a truth value.
pub(super) fn is_mistakable(text: &str) -> bool {
    is_figure(text) || is_truth_elsewhere(text) || matches!(text.to_ascii_lowercase().as_str(), "true" | "false")
}

/// Whether YAML takes the plain text for a number or a day.
fn is_figure(text: &str) -> bool {
    let is_day = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let is_radix = ["0x", "0o", "0b"].iter().any(|prefix| text.starts_with(prefix));
    is_day || is_radix || text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Quotes, is_special, written};

    #[test]
    fn quotes_stand_only_where_they_are_needed() {
        for (text, in_flow, expected) in [
            ("营业收入 > 3", false, "营业收入 > 3"),
            ("a: b", false, "\"a: b\""),
            ("a:b", true, "a:b"),
            ("a #b", false, "\"a #b\""),
            ("a#b", false, "a#b"),
            ("a, b", false, "a, b"),
            ("a, b", true, "\"a, b\""),
            ("[-1]", false, "\"[-1]\""),
            ("x[-1]", false, "x[-1]"),
            ("x[-1]", true, "\"x[-1]\""),
            ("-", true, "\"-\""),
            ("-1", true, "-1"),
            ("---", false, "\"---\""),
            ("> 3", false, "\"> 3\""),
            ("\"甲\"", false, "'\"甲\"'"),
            ("it's \"so\": ok", false, "'it''s \"so\": ok'"),
            ("a\\b: c", false, "'a\\b: c'"),
            (" a", false, "\" a\""),
            ("a:", false, "\"a:\""),
            ("", false, "\"\""),
        ] {
            assert_eq!(written(text, in_flow, Quotes::Double).as_deref(), Some(expected), "{text:?}");
        }
        assert_eq!(written(">= 3", false, Quotes::Single).as_deref(), Some("'>= 3'"));
        assert_eq!(written("a\nb", false, Quotes::Single), None);
    }

    #[test]
    fn special_words_are_known() {
        for text in ["", "~", "null", "True", "no", "Off", "12", "1.5", "-3", "1e5", "0x1f", "2026-01-01", "unknown"] {
            assert!(is_special(text), "{text}");
        }
        for text in ["甲", "12人", "nothing", "2026年"] {
            assert!(!is_special(text), "{text}");
        }
    }
}
