//! What authors have excepted from coverage: a text with one item a line, as it is printed, and behind ` # ` why no example can
//! show it.

use super::{Coverage, State};
use crate::model::Language;

/// One line of a file of exceptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The line's number, from 1.
    pub number: usize,
    /// The item as it was printed.
    pub item: String,
    /// Why no example shows it.
    pub reason: String,
}

/// Why an exception does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// There is no such item.
    NothingSuch,
    /// An example shows it.
    Seen,
    /// It is proved that nothing can show it; that needs no exception.
    Unreachable,
    /// It does not say why.
    NoReason,
}

impl Exception {
    /// The exceptions of a text; empty lines and those that begin with `#` are left out.
    pub fn read(text: &str) -> Vec<Exception> {
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let exceptions = lines.map(|(number, line)| {
            let (item, reason) = line.rsplit_once(" # ").unwrap_or((line, ""));
            // The place behind an item may be copied along.
            let item = item.trim().split_once("  (").map_or(item, |(item, _)| item).trim();
            Exception { number, item: item.to_owned(), reason: reason.trim().to_owned() }
        });
        exceptions.collect()
    }
}

impl Coverage {
    /// Excepts what these say, and gives those that do not hold.
    pub fn except<'e>(&mut self, exceptions: &'e [Exception]) -> Vec<(&'e Exception, Stale)> {
        let mut stale = Vec::new();
        for exception in exceptions {
            let languages = [Language::Chinese, Language::English];
            let named =
                self.items.iter_mut().filter(|item| languages.iter().any(|it| item.line(*it) == exception.item));
            let mut fault = Some(Stale::NothingSuch);
            for item in named {
                fault = match item.state {
                    State::Seen => Some(Stale::Seen),
                    State::Unreachable => Some(Stale::Unreachable),
                    State::Missing | State::Excepted(_) if exception.reason.is_empty() => Some(Stale::NoReason),
                    State::Missing | State::Excepted(_) => {
                        item.state = State::Excepted(exception.reason.clone());
                        None
                    }
                };
            }
            stale.extend(fault.map(|fault| (exception, fault)));
        }
        stale
    }
}
