//! `policy ask`: an interview in the terminal. It asks the most useful question, takes an answer, and tells what that settled.

use super::company::{answer, read_company};
use super::input::{Failure, catalog, today};
use super::output;
use super::words::Words;
use policy_calculator::advise::questions::{self, AnswerKind, Question, Questions};
use policy_calculator::engine::{Calculator, Input, Session, Status};
use policy_calculator::model::{Catalog, Date, Fact, Language, Text, Type};
use rust_decimal::Decimal;
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// What `policy ask` was asked.
pub struct Request {
    /// A rules folder or a built catalog.
    pub rules: PathBuf,
    /// Ends when this policy is settled.
    pub policy: Option<String>,
    /// What is known already.
    pub facts: Option<PathBuf>,
    /// 基准日, today if left out.
    pub as_of: Option<Date>,
    /// The next questions as JSON, and no interview.
    pub json: bool,
}

pub fn run(request: &Request, language: Language) -> Result<ExitCode, Failure> {
    let catalog = Arc::new(catalog(&request.rules, language)?);
    let words = Words { catalog: &catalog, language };
    if let Some(id) = &request.policy {
        words.known_policy(id)?;
    }
    let as_of = request.as_of.map_or_else(today, Ok)?;
    let calculator = Arc::new(Calculator::new(Arc::clone(&catalog))?);
    let mut session = Session::open(calculator, as_of, language);
    let refused = match &request.facts {
        Some(path) => answer(&mut session, &read_company(path)?.facts, language),
        None => false,
    };
    if request.json {
        let questions = questions::next(&mut session, 5, request.policy.as_deref());
        let document = serde_json::to_string(&questions);
        output::line(&document.map_err(|error| Failure::finding(Text::chinese(error.to_string())))?)?;
    } else {
        interview(&mut session, &words, request.policy.as_deref())?;
    }
    Ok(if refused { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn interview(session: &mut Session, words: &Words, policy: Option<&str>) -> Result<(), Failure> {
    let mut lines = std::io::stdin().lock().lines();
    let mut skipped: Vec<String> = Vec::new();
    output::line(words.say("答不上来就直接回车；q 结束。", "Press Enter for what you do not know; q ends."))?;
    loop {
        let Questions { questions, open, policies } = questions::next(session, skipped.len() + 1, policy);
        let Some(question) = questions.into_iter().find(|question| !skipped.contains(&question.fact)) else { break };
        output::line(&words.question(&question, open, policies))?;
        std::io::stdout().flush().ok();
        let Some(Ok(line)) = lines.next() else { break };
        let line = line.trim();
        if line == "q" {
            break;
        }
        if line.is_empty() {
            skipped.push(question.fact);
            continue;
        }
        let found = words.catalog.facts.find(|fact| fact.name == question.fact);
        let input = found.map_or(Input::Null, |(_, fact)| read(words.catalog, fact, question.answer, line));
        if let Err(problem) = session.set(&question.fact, &input) {
            output::line(&format!("  ! {}", problem.message))?;
        }
    }
    output::write(&words.result(session))
}

/// What was typed: the number of a choice or range, 是/否, years apart by commas, or a value.
fn read(catalog: &Catalog, fact: &Fact, kind: AnswerKind, line: &str) -> Input {
    let number = line.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    if let (AnswerKind::Range, Some(number)) = (kind, number)
        && number <= fact.brackets.len()
    {
        let mut members = Vec::new();
        if let Some(low) = number.checked_sub(1).and_then(|below| fact.brackets.get(below)) {
            members.push(("min".to_owned(), Input::Text(literal(*low, fact))));
        }
        if let Some(high) = fact.brackets.get(number) {
            members.push(("below".to_owned(), Input::Text(literal(*high, fact))));
        }
        return match &fact.value_type {
            Type::Series(_) => Input::Array(vec![Input::Null, Input::Object(members)]),
            _ => Input::Object(members),
        };
    }
    match &fact.value_type {
        Type::Boolean => Input::Text(match line {
            "1" | "y" | "yes" | "Y" => "true".to_owned(),
            "2" | "n" | "no" | "N" => "false".to_owned(),
            other => other.to_owned(),
        }),
        Type::Choice(list) => {
            let chosen = number.and_then(|number| catalog.lists[*list].leaves().nth(number));
            let code = chosen.and_then(|leaf| catalog.lists[*list].item(leaf)).map(|item| item.code.clone());
            Input::Text(code.unwrap_or_else(|| line.to_owned()))
        }
        Type::Choices(list) => {
            let codes =
                line.split([',', '，', '、', ' ']).filter(|part| !part.is_empty() && *part != "0").map(|part| {
                    let number = part.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                    let chosen = number.and_then(|number| catalog.lists[*list].leaves().nth(number));
                    let code = chosen.and_then(|leaf| catalog.lists[*list].item(leaf)).map(|item| item.code.clone());
                    Input::Text(code.unwrap_or_else(|| part.to_owned()))
                });
            Input::Array(codes.collect())
        }
        Type::Series(_) => {
            let years = line.split(['，', '、', ' ', ';']).filter(|part| !part.is_empty());
            Input::Array(years.map(|part| if part == "?" { Input::Null } else { value(part, fact) }).collect())
        }
        _ => value(line, fact),
    }
}

/// A value; a bare number is in the unit in which the form asks.
fn value(text: &str, fact: &Fact) -> Input {
    let bare = text.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    match &fact.ask_unit {
        Some(unit) if bare => Input::Text(format!("{text}{}", unit.name)),
        _ => Input::Text(text.to_owned()),
    }
}

/// A bracket's end as facts are written.
fn literal(value: Decimal, fact: &Fact) -> String {
    let each = if let Type::Series(each) = &fact.value_type { each } else { &fact.value_type };
    match each {
        Type::Money => format!("{value}元"),
        Type::Percent => format!("{}%", value.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(value)),
        _ => value.to_string(),
    }
}

impl Words<'_> {
    fn question(&self, question: &Question, open: usize, policies: usize) -> String {
        let mut lines = vec![String::new()];
        lines.push(match self.language {
            Language::Chinese => format!("（还有 {policies} 项政策待定，涉及 {open} 个指标）"),
            Language::English => format!("({policies} policies open, {open} facts)"),
        });
        lines.push(question.ask.clone());
        if let Some((_, fact)) = self.catalog.facts.find(|fact| fact.name == question.fact) {
            lines.extend(self.choices(fact, question.answer));
            if let Some(find) = &fact.find {
                lines.push(format!("  {}{}", self.say("在哪里找：", "where: "), find.in_language(self.language)));
            }
        }
        lines.join("\n")
    }

    fn choices(&self, fact: &Fact, kind: AnswerKind) -> Vec<String> {
        let amount = |value| policy_calculator::advise::formula::amount(value, self.language);
        if kind == AnswerKind::Range {
            let mut lines = Vec::new();
            for number in 0..=fact.brackets.len() {
                let low = number.checked_sub(1).and_then(|below| fact.brackets.get(below)).copied();
                let high = fact.brackets.get(number).copied();
                let each = if let Type::Series(each) = &fact.value_type { each } else { &fact.value_type };
                let text = |value: Decimal| match each {
                    Type::Money => amount(value),
                    _ => value.normalize().to_string(),
                };
                let range = match (low, high) {
                    (None, Some(high)) => format!("{}{}", self.say("不到 ", "below "), text(high)),
                    (Some(low), Some(high)) => format!("{} – {}{}", text(low), self.say("不到 ", "below "), text(high)),
                    (Some(low), None) => format!("{}{}", text(low), self.say(" 以上", " or more")),
                    (None, None) => String::new(),
                };
                lines.push(format!("  {}. {range}", number + 1));
            }
            lines.push(self.say("  也可以直接填数。", "  Or type the figure.").to_owned());
            return lines;
        }
        match &fact.value_type {
            Type::Boolean => vec![self.say("  1. 是   2. 否", "  1. yes   2. no").to_owned()],
            Type::Choice(list) | Type::Choices(list) => {
                let list = &self.catalog.lists[*list];
                let leaves = list.leaves().filter_map(|leaf| list.item(leaf)).enumerate();
                leaves
                    .map(|(index, item)| format!("  {}. {}", index + 1, item.label.in_language(self.language)))
                    .collect()
            }
            Type::Series(_) => vec![
                self.say(
                    "  从早到近，用空格隔开，不知道的年度写 ?",
                    "  oldest first, apart by blanks, ? for a year not known",
                )
                .to_owned(),
            ],
            _ => fact.ask_unit.iter().map(|unit| format!("  {}{}", self.say("单位：", "unit: "), unit.name)).collect(),
        }
    }

    fn result(&self, session: &mut Session) -> String {
        let mut lines = vec![String::new()];
        let verdicts = session.verdicts().verdicts;
        for status in [Status::Eligible, Status::Review, Status::Undetermined] {
            let found: Vec<_> = verdicts.iter().filter(|verdict| verdict.status == status).collect();
            if !found.is_empty() {
                lines.push(self.status(status).to_owned());
                lines.extend(
                    found.iter().map(|verdict| format!("  {}  [{}]", self.title(&verdict.policy), verdict.policy)),
                );
            }
        }
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
}
