//! `policy eval`: one company against all policies, as a table or as JSON.

use super::company::{Opened, open};
use super::input::Failure;
use super::output;
use super::words::Words;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Attribute, Cell, Color, ColumnConstraint, ContentArrangement, Table, Width};
use policy_calculator::engine::{BenefitVerdict, Reason, Status, Totals, Truth, Verdict, WindowState, WindowVerdict};
use policy_calculator::model::{Certainty, Date, Language, Measure, Text};
use serde_json::Value;
use std::path::Path;
use std::process::ExitCode;

pub fn run(
    rules: &Path,
    facts: &Path,
    as_of: Option<Date>,
    as_json: bool,
    language: Language,
) -> Result<ExitCode, Failure> {
    let Opened { catalog, mut session, name, refused } = open(rules, facts, as_of, language)?;
    if as_json {
        let document = serde_json::to_string(&session.verdicts())
            .map_err(|error| Failure::finding(Text::chinese(error.to_string())))?;
        output::line(&document)?;
    } else {
        let words = Words { catalog: &catalog, language };
        let verdicts = session.verdicts();
        output::line(&words.text(name.as_ref(), session.as_of(), &verdicts.verdicts, &session.totals()))?;
    }
    Ok(if refused { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

impl Words<'_> {
    fn text(&self, name: Option<&Value>, as_of: Date, verdicts: &[Verdict], totals: &Totals) -> String {
        let name = name.and_then(|name| match name {
            Value::String(name) => Some(name.as_str()),
            other => other.get(self.say("zh", "en")).or_else(|| other.get("zh")).and_then(Value::as_str),
        });
        let mut lines = vec![format!("{}{}{as_of}", name.unwrap_or(""), self.say("  基准日 ", "  as of "))];
        let mut table = Table::new();
        table.load_preset(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
        if table.width().is_none() {
            table.set_width(120);
        }
        table.set_header(vec![
            self.say("结论", "status"),
            self.say("政策", "policy"),
            self.say("金额", "amount"),
            self.say("申报时间", "window"),
            self.say("差什么", "what decides"),
        ]);
        for (index, least) in [(0, 16u16), (2, 18), (3, 16)] {
            if let Some(column) = table.column_mut(index) {
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
            }
        }
        for status in [Status::Eligible, Status::Review, Status::Undetermined, Status::Ineligible, Status::NotInForce] {
            for verdict in verdicts.iter().filter(|verdict| verdict.status == status) {
                let title = self.title(&verdict.policy);
                table.add_row(vec![
                    self.status_cell(status),
                    Cell::new(title),
                    Cell::new(self.amounts(verdict, status)),
                    Cell::new(self.window(&verdict.window)),
                    Cell::new(self.decides(verdict)),
                ]);
            }
        }
        lines.push(table.to_string());
        for amount in &totals.amounts {
            let sum = self.range(Some(amount.min.as_str()), amount.max.as_deref());
            let (kind, per) = (self.kind(amount.kind), self.per(amount.per));
            match self.language {
                Language::Chinese => lines.push(format!("符合条件的合计：{kind} {sum}（{per}）")),
                Language::English => lines.push(format!("sum of what is met: {kind} {sum} ({per})")),
            }
        }
        for excluded in &totals.excluded {
            let others: Vec<&str> = excluded.policies.iter().map(|id| self.title(id)).collect();
            let others = others.join(self.say("、", ", "));
            lines.push(format!("{} {}: {others}", self.say("互斥未计入", "excluded by"), excluded.group));
        }
        let caveat = self.say(
            "结论按所填指标和规则计算，以主管部门审核为准。",
            "Computed from the facts given and the rules; the authority decides.",
        );
        lines.push(caveat.to_owned());
        lines.join("\n")
    }

    fn status_cell(&self, status: Status) -> Cell {
        let (sign, color) = match status {
            Status::Eligible => ("✓", Color::Green),
            Status::Review => ("◐", Color::Cyan),
            Status::Undetermined => ("?", Color::Yellow),
            Status::Ineligible => ("✗", Color::Red),
            Status::NotInForce => ("–", Color::DarkGrey),
        };
        Cell::new(format!("{sign} {}", self.status(status))).fg(color).add_attribute(Attribute::Bold)
    }

    /// Amounts; those of a policy that is not in force are only what they would be.
    fn amounts(&self, verdict: &Verdict, status: Status) -> String {
        let lines: Vec<String> = verdict.benefits.iter().filter_map(|benefit| self.amount(benefit)).collect();
        match (lines.is_empty(), status) {
            (false, Status::NotInForce) => {
                format!("{}{}{}", self.say("（", "("), lines.join("\n"), self.say("）", ")"))
            }
            _ => lines.join("\n"),
        }
    }

    fn amount(&self, benefit: &BenefitVerdict) -> Option<String> {
        if benefit.min.is_none() && benefit.max.is_none() {
            return None;
        }
        let mut text = match (benefit.certainty, benefit.max.as_deref()) {
            (Certainty::Ceiling, Some(max)) => format!("{}{}", self.say("最高不超过", "up to "), self.money(max)),
            (Certainty::Ceiling, None) => self.say("上限未定", "ceiling open").to_owned(),
            _ => self.range(benefit.min.as_deref(), benefit.max.as_deref()),
        };
        match benefit.measure {
            Measure::Cash => {}
            Measure::Deduction => text.push_str(self.say("（扣除额）", " (deduction)")),
            Measure::Credit => text.push_str(self.say("（额度）", " (credit)")),
        }
        if benefit.reference {
            text.push_str(self.say("（参考）", " (reference)"));
        }
        Some(text)
    }

    fn window(&self, window: &WindowVerdict) -> String {
        let day = |date: &Option<String>| date.clone().unwrap_or_default();
        match (window.state, window.days_left) {
            (WindowState::Open, Some(days)) => match self.language {
                Language::Chinese => format!("至 {}，还有 {days} 天", day(&window.closes)),
                Language::English => format!("until {}, {days} days left", day(&window.closes)),
            },
            (WindowState::Open, None) => self.say("受理中", "open").to_owned(),
            (WindowState::NotYet, _) => format!("{} {}", day(&window.opens), self.say("开始", "opens")),
            (WindowState::Closed, _) => format!("{} {}", day(&window.closes), self.say("已截止", "closed")),
            (WindowState::Rolling, _) => self.say("随时", "any time").to_owned(),
            (WindowState::Unknown, _) => self.say("另行通知", "to be announced").to_owned(),
        }
    }

    fn decides(&self, verdict: &Verdict) -> String {
        match verdict.status {
            Status::Eligible => String::new(),
            Status::Undetermined if !verdict.missing.is_empty() => {
                let labels: Vec<&str> = verdict.missing.iter().map(|name| self.label(name)).collect();
                labels.join(self.say("、", ", "))
            }
            Status::Undetermined => {
                let messages: Vec<&str> = verdict.errors.iter().map(|error| error.message.as_str()).collect();
                messages.join("; ")
            }
            Status::NotInForce => {
                let reason = match verdict.reason {
                    Some(Reason::Draft) => self.say("征求意见稿", "a draft"),
                    Some(Reason::Repealed) => self.say("已失效", "repealed"),
                    Some(Reason::NotYet) => self.say("尚未施行", "not yet in force"),
                    Some(Reason::Expired) => self.say("已到期", "expired"),
                    Some(Reason::Superseded) => self.say("已被取代", "superseded"),
                    None => "",
                };
                match &verdict.successor {
                    Some(successor) => {
                        let survives = verdict.survives.as_ref();
                        let survives =
                            survives.map(|words| format!("{}{words}", self.say("；仍有效：", "; still valid: ")));
                        format!("{reason} → {}{}", self.title(successor), survives.unwrap_or_default())
                    }
                    None => reason.to_owned(),
                }
            }
            Status::Review => self.conditions(verdict, Truth::Judged),
            Status::Ineligible => self.conditions(verdict, Truth::False),
        }
    }

    /// The top conditions that have this truth.
    fn conditions(&self, verdict: &Verdict, truth: Truth) -> String {
        let found = verdict.conditions.iter().filter(|condition| condition.truth == truth);
        let says: Vec<&str> = found.map(|condition| condition.says.as_str()).filter(|says| !says.is_empty()).collect();
        says.join(self.say("；", "; "))
    }
}
