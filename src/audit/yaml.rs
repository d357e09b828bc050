//! Values as examples write them, inside braces on one line.

use crate::catalog::examples::FactInput;
use rust_decimal::Decimal;

/// A fact's value.
pub(crate) fn value(input: &FactInput) -> String {
    match input {
        FactInput::Null => "null".to_owned(),
        FactInput::Boolean(value) => value.to_string(),
        FactInput::Number(number) => number.clone(),
        FactInput::Text(word) => text(word),
        FactInput::Array(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(", ")),
        FactInput::Object(members) => {
            let members = members.iter().map(|(key, item)| format!("{}: {}", text(key), value(item)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text, in quotes where it could be taken for something else.
pub(crate) fn text(word: &str) -> String {
    const SIGNS: &str = ",:#[]{}\"'\n&*!|>@`";
    let is_plain = word.starts_with(char::is_alphanumeric)
        && word.trim() == word
        && Decimal::from_str_exact(word).is_err()
        && !["true", "false", "null", "yes", "no", "on", "off"].contains(&word.to_lowercase().as_str())
        && !word.contains(|letter| SIGNS.contains(letter));
    if is_plain { word.to_owned() } else { format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_where_they_need_it() {
        for (word, expected) in [
            ("企业法人", "企业法人"),
            ("300万元", "300万元"),
            ("5.01%", "5.01%"),
            ("2026-01-01", "2026-01-01"),
            ("440305007", "\"440305007\""),
            ("true", "\"true\""),
            ("", "\"\""),
            ("a, b", "\"a, b\""),
            ("说“是”", "说“是”"),
            ("a \"b\"", "\"a \\\"b\\\"\""),
            ("-x", "\"-x\""),
        ] {
            assert_eq!(text(word), expected);
        }
        let input = FactInput::Object(vec![("min".into(), FactInput::Text("1元".into()))]);
        assert_eq!(value(&FactInput::Array(vec![input, FactInput::Null])), "[{min: 1元}, null]");
    }
}
