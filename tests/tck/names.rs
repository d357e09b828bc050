//! Names of the kit as identifiers: FEEL allows spaces and signs in names, this language does not.

use super::scan::{is_word, outside_quotes, replace_words};

/// Names that are no identifiers and what stands for them, longest first.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pairs: Vec<(String, String)>,
}

impl Names {
    /// Takes the names of one line.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Names {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for name in names {
            if !is_identifier(name) && !pairs.iter().any(|(known, _)| known == name) {
                let identifier: String =
                    name.chars().map(|letter| if is_word(letter) { letter } else { '_' }).collect();
                pairs.push((name.to_owned(), identifier));
            }
        }
        pairs.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Names { pairs }
    }

    /// The identifier of a name.
    pub fn identifier(&self, name: &str) -> String {
        let known = self.pairs.iter().find(|(known, _)| known == name);
        known.map_or_else(|| name.to_owned(), |(_, identifier)| identifier.clone())
    }

    /// The text with identifiers for names, outside of quotes.
    pub fn text(&self, text: &str) -> String {
        outside_quotes(text, |part| {
            self.pairs
                .iter()
                .fold(part.to_owned(), |part, (name, identifier)| replace_words(&part, name, || identifier.clone()))
        })
    }
}

fn is_identifier(name: &str) -> bool {
    name.chars().all(is_word) && !name.starts_with(|first: char| first.is_numeric())
}

#[test]
fn names_become_identifiers_outside_quotes() {
    let names = Names::new(["Another Date", "Another Date and Time", "age"]);
    let text = names.text("Another Date and Time > Another Date and \"Another Date\" = age");
    assert_eq!(text, "Another_Date_and_Time > Another_Date and \"Another Date\" = age");
    assert_eq!(names.identifier("Another Date"), "Another_Date");
}
