//! The texts of the catalog that is being compiled: equal ones are kept once, and there is an id for each.

use crate::model::{Text, TextId, Texts, Words};
use std::collections::HashMap;

#[derive(Default)]
pub(super) struct TextTable {
    texts: Texts,
    known: HashMap<String, TextId>,
}

impl TextTable {
    pub(super) fn add(&mut self, text: &str) -> TextId {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let id = self.texts.add(text);
        self.known.insert(text.to_owned(), id);
        id
    }

    pub(super) fn add_words(&mut self, Text { zh, en }: &Text) -> Words {
        Words { zh: self.add(zh), en: en.as_deref().map(|en| self.add(en)) }
    }

    /// The same for what may be missing.
    pub(super) fn maybe(&mut self, text: Option<String>) -> Option<TextId> {
        text.map(|text| self.add(&text))
    }

    /// The same for what may be missing.
    pub(super) fn maybe_words(&mut self, text: Option<Text>) -> Option<Words> {
        text.map(|text| self.add_words(&text))
    }

    pub(super) fn finish(self) -> Texts {
        self.texts
    }
}
