//! `policy eval`: one company against all policies, as a table or as JSON.

use super::input::{Failure, catalog, read, today};
use super::output;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Attribute, Cell, Color, ColumnConstraint, ContentArrangement, Table, Width};
use policy_calculator::audit::formula::amount;
use policy_calculator::engine::{
    BenefitVerdict, Calculator, Input, Reason, Session, Status, Totals, Truth, Verdict, WindowState, WindowVerdict,
};
use policy_calculator::model::{BenefitKind, Catalog, Certainty, Date, Language, Measure, Per, Text};
use rust_decimal::Decimal;
use serde_json::Value;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

pub fn run(
    rules: &Path,
    facts: &Path,
    as_of: Option<Date>,
    as_json: bool,
    language: Language,
) -> Result<ExitCode, Failure> {
    let as_of = match as_of {
        Some(date) => date,
        None => today()?,
    };
    let catalog = Arc::new(catalog(rules, language)?);
    let calculator = Calculator::new(Arc::clone(&catalog))?;
    let Company { name, facts } = company(facts)?;
    let mut session = Session::open(Arc::new(calculator), as_of, language);
    let problems = session.set_all(&facts);
    for problem in &problems {
        match language {
            Language::Chinese => eprintln!("指标“{}”没有采用：{}", problem.fact, problem.message),
            Language::English => eprintln!("the fact `{}` was not taken: {}", problem.fact, problem.message),
        }
    }
    if as_json {
        let document = serde_json::to_string(&session.verdicts())
            .map_err(|error| Failure::finding(Text::chinese(error.to_string())))?;
        output::line(&document)?;
    } else {
        let page = Page { catalog: &catalog, language };
        let verdicts = session.verdicts();
        output::line(&page.text(name.as_ref(), as_of, &verdicts.verdicts, &session.totals()))?;
    }
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// A company as a file has it.
struct Company {
    /// Its name, in one language or in `{"zh": …, "en": …}`.
    name: Option<Value>,
    /// Its facts by name.
    facts: Vec<(String, Input)>,
}

/// A company: facts by name, or `{"name": …, "facts": {…}}`.
fn company(path: &Path) -> Result<Company, Failure> {
    let text = read(path)?;
    let document: Value = serde_json::from_str(&text).map_err(|error| {
        Failure::finding(Text::new(
            format!("{} 不是 JSON：第 {} 行第 {} 列，{error}", path.display(), error.line(), error.column()),
            format!("{} is not JSON: line {}, column {}: {error}", path.display(), error.line(), error.column()),
        ))
    })?;
    let not_facts = || {
        Failure::finding(Text::new(
            format!("{} 里应是 {{\"指标\": 值, …}}", path.display()),
            format!("{} should hold {{\"fact\": value, …}}", path.display()),
        ))
    };
    let Value::Object(top) = document else { return Err(not_facts()) };
    let (name, facts) = match top.get("facts") {
        Some(Value::Object(facts)) => (top.get("name").cloned(), facts.clone()),
        Some(_) => return Err(not_facts()),
        None => (None, top),
    };
    Ok(Company { name, facts: facts.iter().map(|(name, value)| (name.clone(), Input::from(value))).collect() })
}

struct Page<'c> {
    catalog: &'c Catalog,
    language: Language,
}

impl Page<'_> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

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
                    self.status(status),
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

    fn status(&self, status: Status) -> Cell {
        let (text, color) = match status {
            Status::Eligible => (self.say("✓ 符合条件", "✓ eligible"), Color::Green),
            Status::Review => (self.say("◐ 可能符合，待评审", "◐ may qualify, review"), Color::Cyan),
            Status::Undetermined => (self.say("? 待补充信息", "? undetermined"), Color::Yellow),
            Status::Ineligible => (self.say("✗ 不符合", "✗ ineligible"), Color::Red),
            Status::NotInForce => (self.say("– 不在执行期", "– not in force"), Color::DarkGrey),
        };
        Cell::new(text).fg(color).add_attribute(Attribute::Bold)
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

    fn range(&self, min: Option<&str>, max: Option<&str>) -> String {
        match (min, max) {
            (Some(min), Some(max)) if min == max => self.money(min),
            (Some("0"), Some(max)) => format!("{}{}", self.say("最多", "at most "), self.money(max)),
            (Some(min), Some(max)) => format!("{} – {}", self.money(min), self.money(max)),
            (Some("0"), None) => self.say("待定", "open").to_owned(),
            (Some(min), None) => format!("{}{}", self.say("至少", "at least "), self.money(min)),
            (None, Some(max)) => format!("{}{}", self.say("最多", "at most "), self.money(max)),
            (None, None) => String::new(),
        }
    }

    /// An amount of a verdict as people write it.
    fn money(&self, text: &str) -> String {
        Decimal::from_str_exact(text).map_or_else(|_| text.to_owned(), |value| amount(value, self.language))
    }

    fn kind(&self, kind: BenefitKind) -> &'static str {
        match kind {
            BenefitKind::Grant => self.say("资助奖励", "grants"),
            BenefitKind::Tax => self.say("税收减免", "taxes saved"),
            BenefitKind::Fee => self.say("费用减免", "fees saved"),
            BenefitKind::Charge => self.say("收费减免", "charges saved"),
            BenefitKind::Loan => self.say("贷款", "loans"),
            BenefitKind::Interest => self.say("贴息", "interest"),
            BenefitKind::Rent => self.say("租金减免", "rent"),
            BenefitKind::Voucher => self.say("券", "vouchers"),
            BenefitKind::Insurance => self.say("保险", "insurance"),
            BenefitKind::Qualification => self.say("资质", "qualifications"),
            BenefitKind::Service => self.say("服务", "services"),
        }
    }

    fn per(&self, per: Per) -> &'static str {
        match per {
            Per::Once => self.say("一次性", "once"),
            Per::Month => self.say("每月", "a month"),
            Per::Year => self.say("每年", "a year"),
            Per::Project => self.say("每个项目", "a project"),
        }
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

    /// What a policy is called.
    fn title<'n>(&'n self, id: &'n str) -> &'n str {
        let policy = self.catalog.policies.find(|policy| policy.id == id);
        policy.map_or(id, |(_, policy)| policy.title.in_language(self.language))
    }

    /// What a fact is called.
    fn label<'n>(&'n self, name: &'n str) -> &'n str {
        let fact = self.catalog.facts.find(|fact| fact.name == name);
        fact.map_or(name, |(_, fact)| fact.label.in_language(self.language))
    }

    /// The top conditions that have this truth.
    fn conditions(&self, verdict: &Verdict, truth: Truth) -> String {
        let found = verdict.conditions.iter().filter(|condition| condition.truth == truth);
        let says: Vec<&str> = found.map(|condition| condition.says.as_str()).filter(|says| !says.is_empty()).collect();
        says.join(self.say("；", "; "))
    }
}
