//! `policy explain RULES POLICY --facts FILE`: why a verdict is what it is for one company, and how its amounts come about.

use super::company::{Opened, open};
use super::input::Failure;
use super::output;
use super::words::Words;
use policy_calculator::advise::explain::{self, Because, Computation, Explanation, OpenFact};
use policy_calculator::engine::{Status, Truth};
use policy_calculator::model::{Certainty, Date, Grade, Language, Text};
use std::path::Path;
use std::process::ExitCode;

pub fn run(
    rules: &Path,
    policy: &str,
    facts: &Path,
    as_of: Option<Date>,
    as_json: bool,
    language: Language,
) -> Result<ExitCode, Failure> {
    let Opened { catalog, mut session, refused, .. } = open(rules, facts, as_of, language)?;
    let words = Words { catalog: &catalog, language };
    words.known_policy(policy)?;
    if let Some(explanation) = explain::explain(&mut session, policy) {
        if as_json {
            let document = serde_json::to_string(&explanation);
            output::line(&document.map_err(|error| Failure::finding(Text::chinese(error.to_string())))?)?;
        } else {
            output::write(&words.explanation(&explanation))?;
        }
    }
    Ok(if refused { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

impl Words<'_> {
    fn explanation(&self, explanation: &Explanation) -> String {
        let mut lines = vec![format!("{}  [{}]", explanation.title, explanation.policy)];
        lines.push(self.status(explanation.status).to_owned());
        if let Some(successor) = &explanation.successor {
            lines.push(format!("→ {}", self.title(successor)));
        }
        let would_be = explanation.status == Status::NotInForce;
        if would_be {
            lines.push(
                self.say("以下是假如它在执行期的情况：", "What follows is what would be if it were in force:")
                    .to_owned(),
            );
        }
        lines.push(String::new());
        lines.push(self.say("原因", "why").to_owned());
        explanation.because.iter().for_each(|because| self.because(because, &mut lines));
        if !explanation.open.is_empty() {
            lines.push(String::new());
            lines.push(self.say("还差这些信息", "still needed").to_owned());
            explanation.open.iter().for_each(|open| lines.push(self.open_fact(open)));
        }
        for computation in &explanation.amounts {
            lines.push(String::new());
            self.computation(computation, &mut lines);
        }
        lines.push(String::new());
        lines.push(
            self.say(
                "按所填信息测算，不构成承诺，以主管部门审核为准。",
                "Computed from the facts given, no promise; the authority decides.",
            )
            .to_owned(),
        );
        lines.push(String::new());
        lines.join("\n")
    }

    fn because(&self, because: &Because, lines: &mut Vec<String>) {
        let sign = match because.truth {
            Truth::True => "✓",
            Truth::False => "✗",
            Truth::Unknown => "?",
            Truth::Judged => "◐",
            Truth::Error => "!",
        };
        let source = because.source.as_ref();
        let number = source.and_then(|source| source.number.clone().or_else(|| source.title.clone()));
        let place: Vec<String> = [number, because.clause.clone()].into_iter().flatten().collect();
        let grade = source.and_then(|source| source.grade).map(grade).unwrap_or_default();
        let grade =
            if grade.is_empty() { String::new() } else { format!("，{} {grade}", self.say("来源", "grade")) };
        let place = if place.is_empty() { String::new() } else { format!("（{}{grade}）", place.join(" ")) };
        lines.push(format!("  {sign} {}{place}", because.says));
        for known in &because.facts {
            let value = known.value.as_deref().unwrap_or(self.say("未填", "not known"));
            lines.push(format!("      {}：{value}", known.label));
        }
        if let Some(fix) = &because.fix {
            lines.push(format!("      → {fix}"));
        }
    }

    fn open_fact(&self, open: &OpenFact) -> String {
        let can = match (open.can_meet, open.can_fail) {
            (true, true) => self.say("答了就能定：可能符合，也可能不符合", "its answer alone can settle it either way"),
            (true, false) => self.say("可能由此符合", "its answer alone can settle that the conditions hold"),
            (false, true) => self.say("可能由此不符合", "its answer alone can settle that they do not"),
            (false, false) => self.say("要和别的信息一起才能定", "it settles nothing alone"),
        };
        format!("  {}：{can}", open.label)
    }

    fn computation(&self, computation: &Computation, lines: &mut Vec<String>) {
        let title = computation.says.as_deref().unwrap_or(self.say("金额", "amount"));
        lines.push(format!("{}{title}", self.say("怎么算：", "how: ")));
        for step in &computation.steps {
            let name = match step.name.as_str() {
                "" => self.say("金额", "amount"),
                "cap" => self.say("上限", "cap"),
                "at_least" => self.say("最低", "floor"),
                "step" => self.say("取整", "rounded down"),
                "least" => self.say("最少", "least"),
                "most" => self.say("最多", "most"),
                other => other,
            };
            let mut text = format!("  {name} = {}", step.formula);
            if let Some(figures) = &step.figures {
                text.push_str(&format!(" = {figures}"));
            }
            match &step.value {
                Some(value) if step.figures.as_ref() != Some(value) && step.formula != *value => {
                    text.push_str(&format!(" = {value}"));
                }
                None => text.push_str(self.say(" = 待定", " = open")),
                _ => {}
            }
            let place: Vec<&str> = step.clause.as_deref().into_iter().chain(step.grade.map(grade)).collect();
            if !place.is_empty() {
                text.push_str(&format!("（{}）", place.join("，")));
            }
            lines.push(text);
        }
        if computation.certainty == Certainty::Ceiling {
            lines.push(self.say("  这是上限，不是可得额。", "  This is a ceiling, not what will be paid.").to_owned());
        }
        if computation.reference {
            lines.push(
                self.say("  依据尚未核对原文，仅供参考。", "  For reference only: the text has not been checked.")
                    .to_owned(),
            );
        }
    }
}

fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "A",
        Grade::G => "G",
        Grade::B => "B",
        Grade::C => "C",
    }
}
