//! What came of all lines: the counts, the page in docs/, and the list of failures.

use super::case::{Case, Class};
use super::exceptions::Exception;
use super::judge::{Behaviour, Outcome};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Every line with what became of it.
pub struct Report {
    results: Vec<(Case, Outcome)>,
    /// Tells the data from other data.
    checksum: u32,
}

/// How many lines were excepted for one reason.
#[derive(Default)]
struct Count {
    /// By what of that kind.
    details: BTreeMap<String, usize>,
    classes: BTreeMap<Class, usize>,
}

impl Report {
    pub fn new(results: Vec<(Case, Outcome)>, checksum: u32) -> Report {
        Report { results, checksum }
    }

    /// The lines that failed, by class: id, text, inputs, what was expected and what came.
    pub fn failures(&self) -> Vec<String> {
        let mut failed: Vec<_> = self
            .results
            .iter()
            .filter_map(|(case, outcome)| match outcome {
                Outcome::Failed(got) => Some((case.class, case, got)),
                _ => None,
            })
            .collect();
        failed.sort_by_key(|(class, ..)| *class);
        let line = |(class, case, got): (Class, &Case, &String)| {
            let written = case.written().split_whitespace().collect::<Vec<_>>().join(" ");
            let inputs = serde_json::Value::Object(case.inputs.clone());
            format!("{class} | {} | {written} | {inputs} | expected {} | got {got}", case.id, case.expected)
        };
        failed.into_iter().map(line).collect()
    }

    /// The line of the page that says from which data it was made.
    pub fn provenance(&self) -> String {
        format!("Data: {} lines, CRC-32 {:08x}.", self.results.len(), self.checksum)
    }

    /// The page in Markdown.
    pub fn page(&self) -> String {
        let mut page = String::from(INTRODUCTION);
        page.push_str(&self.provenance());
        page.push_str("\n\n## Inside the profile\n\n");
        page.push_str(
            "| class | what must come out | lines | pass | refused by name | fail | pass, mean over folders |\n",
        );
        page.push_str("|---|---|--:|--:|--:|--:|--:|\n");
        for class in Class::ALL.into_iter().filter(|class| !class.is_outside()) {
            let of_class: Vec<&(Case, Outcome)> = self.results.iter().filter(|(case, _)| case.class == class).collect();
            let count = |wanted: fn(&Outcome) -> bool| of_class.iter().filter(|(_, outcome)| wanted(outcome)).count();
            let passed = count(|outcome| *outcome == Outcome::Passed);
            let excepted = count(|outcome| matches!(outcome, Outcome::Excepted(_)));
            let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
            let mean = mean_over_folders(&of_class);
            let lines = of_class.len();
            let asks = class.asks();
            let _ = writeln!(page, "| `{class}` | {asks} | {lines} | {passed} | {excepted} | {failed} | {mean} |");
        }
        page.push_str("\n## Refused by name\n\n");
        page.push_str(EXCEPTIONS);
        page.push_str("| what a line needs | lines | by class |\n|---|--:|---|\n");
        for (reason, Count { details, classes }) in self.exceptions() {
            let lines: usize = classes.values().sum();
            let by_class = listed(classes.iter().map(|(class, count)| format!("`{class}` {count}")));
            let details = listed(details.iter().map(|(what, count)| format!("{what} {count}")));
            let what = if details.is_empty() { reason.to_owned() } else { format!("{reason}: {details}") };
            let _ = writeln!(page, "| {what} | {lines} | {by_class} |");
        }
        page.push_str("\nOne by one, those of the core (`value1`, `kleene1`, `rterr1`):\n\n");
        page.push_str("| line | what it needs |\n|---|---|\n");
        for (case, outcome) in &self.results {
            if let (Class::Value1 | Class::Kleene1 | Class::Rterr1, Outcome::Excepted(exception)) =
                (case.class, outcome)
            {
                let what = exception.what.as_ref().map(|what| format!(": {what}")).unwrap_or_default();
                let _ = writeln!(page, "| {} | {}{what} |", case.id, exception.reason);
            }
        }
        page.push_str("\n## Outside the profile\n\n");
        page.push_str(OUTSIDE);
        page.push_str(
            "| class | lines | kit's value | another value | unknown | error | refused | not runnable here | fail |\n",
        );
        page.push_str("|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        for class in Class::ALL.into_iter().filter(|class| class.is_outside()) {
            let outcomes =
                || self.results.iter().filter(move |(case, _)| case.class == class).map(|(_, outcome)| outcome);
            let count = |behaviour| outcomes().filter(|outcome| **outcome == Outcome::Behaved(behaviour)).count();
            let columns = [
                outcomes().count(),
                count(Behaviour::SameValue),
                count(Behaviour::OtherValue),
                count(Behaviour::Unknown),
                count(Behaviour::Error),
                count(Behaviour::Refused),
                count(Behaviour::NotRunnable),
                outcomes().filter(|outcome| matches!(outcome, Outcome::Failed(_))).count(),
            ];
            let _ = writeln!(page, "| `{class}` | {} |", columns.map(|count| count.to_string()).join(" | "));
        }
        page
    }

    /// How many lines were excepted for each reason.
    fn exceptions(&self) -> BTreeMap<&'static str, Count> {
        let mut reasons: BTreeMap<&'static str, Count> = BTreeMap::new();
        for (case, outcome) in &self.results {
            if let Outcome::Excepted(Exception { reason, what }) = outcome {
                let Count { details, classes } = reasons.entry(reason).or_default();
                if let Some(what) = what {
                    *details.entry(what.clone()).or_default() += 1;
                }
                *classes.entry(case.class).or_default() += 1;
            }
        }
        reasons
    }
}

/// The mean over folders of the share of lines that pass.
fn mean_over_folders(results: &[&(Case, Outcome)]) -> String {
    let mut folders: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (case, outcome) in results {
        let (passed, lines) = folders.entry(&case.feature).or_default();
        *passed += usize::from(*outcome == Outcome::Passed);
        *lines += 1;
    }
    // Shares in hundred-thousandths, so that the page does not depend on how floats are printed.
    let shares: usize = folders.values().map(|(passed, lines)| passed * 100_000 / lines).sum();
    match shares.checked_div(folders.len()) {
        Some(mean) => format!("{}.{} %", mean / 1000, mean / 100 % 10),
        None => "–".to_owned(),
    }
}

fn listed(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

const INTRODUCTION: &str = "\
# Conformance

This page is written by `tests/tck.rs`; do not edit it. `TCK_FILE=… UPDATE_CONFORMANCE=1 cargo test --test tck` writes it anew.

The rule language takes its expressions from FEEL. How far they mean what FEEL means is measured with the public results of the
[DMN Technology Compatibility Kit](https://github.com/dmn-tck/tck). The kit's repository carries the Apache License 2.0; its
README states that test cases may be used under a Creative Commons licence, share alike with attribution. The data is not part
of this project: the test reads it from the file that the environment variable `TCK_FILE` names, and runs nothing where the variable is not set.

The language is a typed profile: it leaves out `null` and dynamic types, so part of the kit must be refused, and an operand `null`
stands for an unknown fact. This is a measurement, not a claim of conformance to DMN. Every line has a class that says what
must come out:

- `value1`, `value2`: the expected value; numbers may differ by less than 1e-8, as the kit allows, so exactness is proved elsewhere;
- `kleene1`, `kleene2`: an operand is unknown: where the kit has a value, that value; where it has `null`, none, whichever fitting
  type the operand has;
- `rterr1`, `rterr2`: the value is an error with a reason, or the text is refused with a position;
- `reject`: the text is refused with a position, whichever type an operand `null` has;
- `untyped`, `out`, `diverge`, `model`: outside the profile: nothing but a clear answer is asked.

Names with spaces or signs are mapped to identifiers. Two folders hold two fifths of all lines, hence the mean over folders.

";

const EXCEPTIONS: &str = "\
Lines of the first table that need what the language leaves out or does not name. Each is refused with a position and one of the
codes that belong to its reason; the rules stand in `tests/tck/exceptions.rs`.

";

const OUTSIDE: &str = "\
Each of these lines gets a value, or is refused with words and a position; none may panic or hang. A line is not runnable here if it needs other decisions,
or is neither an expression nor a table.

";
