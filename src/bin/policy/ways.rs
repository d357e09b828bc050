//! `policy ways`: what would have to be true for a company to qualify for a policy or, without one, near misses over all.

use super::company::{Opened, open};
use super::input::Failure;
use super::output;
use super::words::Words;
use policy_calculator::advise::ways::{self, Bound, FactChange, NearMiss, Way, Ways};
use policy_calculator::engine::Status;
use policy_calculator::model::{Date, Language, Text};
use std::path::Path;
use std::process::ExitCode;

pub fn run(
    rules: &Path,
    policy: Option<&str>,
    facts: &Path,
    as_of: Option<Date>,
    as_json: bool,
    language: Language,
) -> Result<ExitCode, Failure> {
    let Opened { catalog, mut session, refused, .. } = open(rules, facts, as_of, language)?;
    let words = Words { catalog: &catalog, language };
    let broken = |error: serde_json::Error| Failure::finding(Text::chinese(error.to_string()));
    match policy {
        Some(policy) => {
            words.known_policy(policy)?;
            if let Some(ways) = ways::ways(&mut session, policy) {
                if as_json {
                    output::line(&serde_json::to_string(&ways).map_err(broken)?)?;
                } else {
                    output::write(&words.ways(&ways))?;
                }
            }
        }
        None => {
            let misses = ways::near_misses(&mut session, 1);
            if as_json {
                output::line(&serde_json::to_string(&misses).map_err(broken)?)?;
            } else {
                output::write(&words.near_misses(&misses))?;
            }
        }
    }
    Ok(if refused { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

impl Words<'_> {
    fn ways(&self, ways: &Ways) -> String {
        let mut lines = vec![format!("{}  [{}]", ways.title, ways.policy), self.status(ways.status).to_owned()];
        if ways.status == Status::Ineligible {
            if ways.ways.is_empty() {
                lines.push(
                    self.say(
                        "没有企业自己能改变的情况可以使它符合。",
                        "Nothing that a company can change would meet its conditions.",
                    )
                    .to_owned(),
                );
            } else {
                lines.push(
                    self.say(
                        "如果以下任何一组情况属实，条件就不再不满足：",
                        "If any one of these sets were true, its conditions would not be failed:",
                    )
                    .to_owned(),
                );
            }
            for (index, way) in ways.ways.iter().enumerate() {
                lines.push(format!("{}.", index + 1));
                lines.extend(self.way(way).into_iter().map(|line| format!("   {line}")));
            }
            for fixed in &ways.fixed {
                lines.push(format!("{}{fixed}", self.say("单靠一项改变不了：", "not to be turned by one change: ")));
            }
            lines.push(
                self.say(
                    "填报必须如实；这里说的是将来要做到什么。",
                    "What is filed must be true; this says what would have to come about.",
                )
                .to_owned(),
            );
        }
        lines.push(String::new());
        lines.join("\n")
    }

    fn near_misses(&self, misses: &[NearMiss]) -> String {
        let mut lines = Vec::new();
        if misses.is_empty() {
            lines.push(self.say("没有只差一项的政策。", "There is no policy that one change would meet.").to_owned());
        }
        for miss in misses {
            lines.push(format!("{}  [{}]", miss.title, miss.policy));
            lines.extend(self.way(&miss.way).into_iter().map(|line| format!("   {line}")));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    fn way(&self, way: &Way) -> Vec<String> {
        let mut lines: Vec<String> = way.changes.iter().map(|change| self.fact_change(change)).collect();
        if let Some(day) = &way.earliest {
            lines.push(format!("{}{day}", self.say("最早：", "not before: ")));
        }
        let mut after = self.status(way.status).to_owned();
        let worth = self.worth(&way.benefits);
        if !worth.is_empty() {
            after.push_str(&format!("：{}", worth.join(self.say("、", ", "))));
        }
        lines.push(format!("→ {after}"));
        for (what, ids) in [
            (self.say("同时符合：", "also met: "), &way.gains),
            (self.say("不再符合：", "no longer met: "), &way.loses),
        ] {
            if !ids.is_empty() {
                let titles: Vec<&str> = ids.iter().map(|id| self.title(id)).collect();
                lines.push(format!("{what}{}", titles.join(self.say("、", ", "))));
            }
        }
        lines
    }

    fn fact_change(&self, change: &FactChange) -> String {
        let year = if change.last_year { self.say("（某一完整年度）", " (of a closed year)") } else { "" };
        let bound = match change.bound {
            Bound::AtLeast => self.say("达到", "at least "),
            Bound::AtMost => self.say("不超过", "at most "),
            Bound::Exactly => self.say("为", "is "),
        };
        let to = change.to.as_deref().unwrap_or(self.say("其他选项之一", "one of the other choices"));
        let from = change
            .from
            .as_deref()
            .map(|from| format!("{}{from}{}", self.say("（现在 ", " (now "), self.say("）", ")")));
        format!("{}{year} {bound}{to}{}", change.label, from.unwrap_or_default())
    }
}
