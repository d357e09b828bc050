//! FEEL text taken apart as far as the harness needs it: what is quoted and what is not, and words.

/// A stretch of text that is quoted, with its quotes, or is not.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    pub quoted: bool,
    pub text: String,
}

/// The text in stretches; put together again they are the text.
pub fn stretches(text: &str) -> Vec<Stretch> {
    let mut found = vec![Stretch { quoted: false, text: String::new() }];
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let starts = letter == '"' && found.last().is_some_and(|last| !last.quoted);
        let ends = letter == '"' && !starts;
        if starts {
            found.push(Stretch { quoted: true, text: String::new() });
        }
        if let Some(last) = found.last_mut() {
            last.text.push(letter);
            if last.quoted && letter == '\\' {
                last.text.extend(letters.next());
            }
        }
        if ends {
            found.push(Stretch { quoted: false, text: String::new() });
        }
    }
    found
}

/// The text with each stretch that is not quoted put through `change`.
pub fn outside_quotes(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let stretches = stretches(text);
    stretches.iter().map(|part| if part.quoted { part.text.clone() } else { change(&part.text) }).collect()
}

/// What stands between quotes, without them.
pub fn quoted(text: &str) -> Vec<String> {
    let quoted = stretches(text).into_iter().filter(|part| part.quoted);
    quoted.map(|part| part.text.trim_matches('"').to_owned()).collect()
}

/// The text without what is quoted; empty quotes stay in its place.
pub fn unquoted(text: &str) -> String {
    stretches(text).iter().map(|part| if part.quoted { "\"\"" } else { part.text.as_str() }).collect()
}

/// Whether a letter may stand in an identifier.
pub fn is_word(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

/// Replaces every occurrence of `name` that does not stand inside a longer word.
pub fn replace_words(text: &str, name: &str, mut with: impl FnMut() -> String) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(name) {
        let previous = before.chars().next_back().or_else(|| replaced.chars().next_back());
        let inside = previous.is_some_and(is_word) || after.chars().next().is_some_and(is_word);
        replaced.push_str(before);
        replaced.push_str(&if inside { name.to_owned() } else { with() });
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

/// Whether the name occurs outside quotes.
pub fn mentions(text: &str, name: &str) -> bool {
    let mut found = false;
    replace_words(&unquoted(text), name, || {
        found = true;
        String::new()
    });
    found
}

#[test]
fn quotes_and_words_are_told_apart() {
    let text = r#"a + "a \" a" + ab.a"#;
    assert_eq!(stretches(text).iter().map(|part| part.text.as_str()).collect::<String>(), text);
    assert_eq!(outside_quotes(text, |part| replace_words(part, "a", || "b".to_owned())), r#"b + "a \" a" + ab.b"#);
    assert_eq!(quoted(r#"f("x", "")"#), ["x", ""]);
    assert!(mentions("x.name", "name") && !mentions("\"name\" = names", "name"));
}
