//! Words for readers, in the languages they read.

use super::Id;
use std::ops::Index;

/// A language that messages and pages are shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// 简体中文
    #[default]
    Chinese,
    /// English
    English,
}

/// All texts in one, with a separator between them. The library's own is made anew for each kind of text, of a slice that has to be made first.
pub(crate) fn separated(texts: &mut dyn Iterator<Item = String>, separator: &str) -> String {
    let mut joined = texts.next().unwrap_or_default();
    for text in texts {
        joined.push_str(separator);
        joined.push_str(&text);
    }
    joined
}

/// A text in Chinese and, where somebody has translated it, in English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Text {
    /// The text in Simplified Chinese; the one that counts.
    pub zh: String,
    /// Its translation.
    pub en: Option<String>,
}

impl Text {
    /// A text in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Text { zh: zh.into(), en: Some(en.into()) }
    }

    /// A text that has no translation.
    pub fn chinese(zh: impl Into<String>) -> Self {
        Text { zh: zh.into(), en: None }
    }

    /// The text in that language, or in Chinese where it has not been translated.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => self.en.as_deref().unwrap_or(&self.zh),
        }
    }
}

/// The number of a text in the catalog.
pub type TextId = Id<str>;

/// A text of the catalog in Chinese and, where somebody has translated it, in English.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Words {
    /// The text in Simplified Chinese; the one that counts.
    pub zh: TextId,
    /// Its translation.
    pub en: Option<TextId>,
}

/// The texts of a catalog that are only shown, one after the other in one string, so that a catalog is read without looking
/// into them. The compiler keeps equal texts once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts {
    letters: String,
    /// Where each text ends.
    ends: Vec<u32>,
}

impl Texts {
    /// Appends a text and gives its id.
    pub fn add(&mut self, text: &str) -> TextId {
        self.letters.push_str(text);
        self.ends.push(u32::try_from(self.letters.len()).unwrap_or(u32::MAX));
        Id::from_index(self.ends.len() - 1)
    }

    /// Appends a text in the languages it has.
    pub fn add_words(&mut self, text: &Text) -> Words {
        Words { zh: self.add(&text.zh), en: text.en.as_deref().map(|en| self.add(en)) }
    }

    /// The texts of these lengths in bytes, one after the other; `None` where they are not these letters.
    pub fn from_parts(lengths: Vec<u32>, letters: String) -> Option<Texts> {
        let (mut ends, mut end) = (lengths, 0u32);
        for length in &mut ends {
            end = end.checked_add(*length)?;
            *length = end;
            if !letters.is_char_boundary(end as usize) {
                return None;
            }
        }
        (end as usize == letters.len()).then_some(Texts { letters, ends })
    }

    /// Their lengths in bytes.
    pub fn lengths(&self) -> impl Iterator<Item = u32> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        self.ends.iter().zip(starts).map(|(end, start)| end - start)
    }

    /// All of them, one after the other.
    pub fn letters(&self) -> &str {
        &self.letters
    }

    /// Whether `id` is the number of a text.
    pub fn contains(&self, id: TextId) -> bool {
        id.index() < self.ends.len()
    }

    /// The text in that language, or in Chinese where it has not been translated.
    pub fn say(&self, words: Words, language: Language) -> &str {
        match (language, words.en) {
            (Language::English, Some(en)) => &self[en],
            _ => &self[words.zh],
        }
    }

    /// The text in all languages it has.
    pub fn text(&self, words: Words) -> Text {
        Text { zh: self[words.zh].to_owned(), en: words.en.map(|en| self[en].to_owned()) }
    }
}

impl Index<TextId> for Texts {
    type Output = str;
    fn index(&self, id: TextId) -> &str {
        let end = |index: usize| self.ends.get(index).map_or(0, |end| *end as usize);
        let start = id.index().checked_sub(1).map_or(0, end);
        self.letters.get(start..end(id.index())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> (Texts, Words) {
        let mut texts = Texts::default();
        texts.add("");
        let words = texts.add_words(&Text::new("小微企业", "small companies"));
        (texts, words)
    }

    #[test]
    fn texts_are_kept_one_after_the_other() {
        let (mut texts, words) = texts();
        let last = texts.add("第一条");
        assert_eq!(texts.say(words, Language::English), "small companies");
        assert_eq!((&texts[words.zh], &texts[last], &texts[Id::from_index(0)]), ("小微企业", "第一条", ""));
        assert_eq!(texts.text(words), Text::new("小微企业", "small companies"));
        let chinese = Words { zh: last, en: None };
        assert_eq!(texts.say(chinese, Language::English), "第一条");
        assert!(texts.contains(last) && !texts.contains(Id::from_index(4)));
        assert_eq!(&texts[Id::from_index(4)], "");
    }

    #[test]
    fn texts_are_made_of_their_lengths_and_letters() {
        let (texts, _) = texts();
        let of = |lengths: &[u32], letters: &str| Texts::from_parts(lengths.to_vec(), letters.to_owned());
        assert_eq!(texts.lengths().collect::<Vec<_>>(), [0, 12, 15]);
        assert_eq!(of(&[0, 12, 15], texts.letters()), Some(texts.clone()));
        assert_eq!(of(&[], ""), Some(Texts::default()));
        assert_eq!(of(&[3, 2], "企业"), None, "the second ends within a letter");
        assert_eq!(of(&[3], "企业"), None, "letters are left");
        assert_eq!(of(&[3, 4], "企业"), None, "letters are missing");
        assert_eq!(of(&[1, u32::MAX], "ab"), None);
    }
}
