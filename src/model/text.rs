//! Words for readers, in the languages they read.

use serde::{Deserialize, Serialize};

/// A language that messages and pages are shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// 简体中文
    #[default]
    Chinese,
    /// English
    English,
}

/// A text in Chinese and, where somebody has translated it, in English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
