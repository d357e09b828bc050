//! `policy explain RULES POLICY`: what a policy asks and gives, with its clauses. `policy explain E0201`: what a diagnostic's
//! code means.

use super::input::{Failure, catalog};
use super::output;
use policy_calculator::advise::formula;
use policy_calculator::lang::explained::{self, CODES};
use policy_calculator::lang::suggest::nearest;
use policy_calculator::model::{
    Amount, Benefit, Catalog, Certainty, ConditionId, ConditionKind, Delivery, Grade, Language, Measure, Per, Policy,
    Source, State, Text, Type, When, Window, Words,
};
use std::path::Path;
use std::process::ExitCode;

pub fn run(rules: &Path, id: &str, language: Language) -> Result<ExitCode, Failure> {
    let catalog = catalog(rules, language)?;
    let Some((_, policy)) = catalog.policies.find(|policy| policy.id == id) else {
        let hint = nearest(id, catalog.policies.iter().map(|policy| policy.id.as_str()));
        let (zh, en) = match hint {
            Some(name) => (format!("；是不是 {name}？"), format!("; did you mean {name}?")),
            None => (String::new(), String::new()),
        };
        return Err(Failure::usage(Text::new(format!("没有政策 {id}{zh}"), format!("there is no policy {id}{en}"))));
    };
    output::write(&Page { catalog: &catalog, language }.policy(policy))?;
    Ok(ExitCode::SUCCESS)
}

/// What a diagnostic's code means, with an example of the mistake and its mend.
pub fn code(code: &Path, language: Language) -> Result<ExitCode, Failure> {
    let code = code.to_string_lossy().to_uppercase();
    let Some(found) = explained::find(&code) else {
        let hint = nearest(&code, CODES.iter().map(|known| known.code)).unwrap_or_else(|| "E0201".to_owned());
        return Err(Failure::usage(Text::new(
            format!("没有诊断代码 {code}；写 policy explain {hint}，或 policy explain 规则文件夹 政策"),
            format!("there is no diagnostic {code}; write policy explain {hint}, or policy explain RULES POLICY"),
        )));
    };
    let say = |(zh, en): (&'static str, &'static str)| match language {
        Language::Chinese => zh,
        Language::English => en,
    };
    let mut lines = vec![format!("{}  {}", found.code, say(found.title)), String::new(), say(found.means).to_owned()];
    if let Some(example) = found.example {
        for (title, text) in [(("错例", "mistake"), example.mistake), (("改正", "mend"), example.mend)] {
            lines.push(String::new());
            lines.push(say(title).to_owned());
            lines.extend(text.lines().map(|line| format!("    {line}")));
        }
    }
    output::line(&lines.join("\n"))?;
    Ok(ExitCode::SUCCESS)
}

struct Page<'c> {
    catalog: &'c Catalog,
    language: Language,
}

impl Page<'_> {
    fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.in_language(self.language)
    }

    fn words(&self, words: Words) -> &str {
        self.catalog.texts.say(words, self.language)
    }

    fn policy(&self, policy: &Policy) -> String {
        let mut lines = vec![format!("{}  ({})", self.words(policy.title), policy.id)];
        if let Some(summary) = policy.summary {
            lines.push(self.words(summary).to_owned());
        }
        lines.push(String::new());
        let mut row = |zh: &str, en: &str, value: String| {
            if !value.is_empty() {
                lines.push(format!("{}: {value}", self.say(zh, en)));
            }
        };
        row("层级", "level", self.catalog.texts[policy.level].to_owned());
        row("发布", "authority", policy.authority.map_or_else(String::new, |words| self.words(words).to_owned()));
        for source in &policy.sources {
            row("依据", "source", self.source(&self.catalog.sources[*source]));
        }
        row("状态", "state", self.state(policy));
        row("办理", "delivery", self.delivery(policy.delivery).to_owned());
        let windows: Vec<String> = policy.windows.iter().map(|window| self.window(window)).collect();
        row("时间", "window", windows.join(self.say("；", "; ")));
        lines.push(String::new());
        lines.push(self.say("条件", "conditions").to_owned());
        self.conditions(policy.eligible, 1, &mut lines);
        lines.push(String::new());
        lines.push(self.say("支持", "benefits").to_owned());
        for benefit in &policy.benefits {
            self.benefit(benefit, &mut lines);
        }
        if !policy.materials.is_empty() {
            lines.push(String::new());
            lines.push(self.say("材料", "materials").to_owned());
            for material in &policy.materials {
                let mut marks = String::new();
                if material.may_follow {
                    marks.push_str(self.say("（可容缺）", " (may follow)"));
                }
                if material.shared {
                    marks.push_str(self.say("（免提交）", " (already held)"));
                }
                lines.push(format!("  - {}{marks}", self.text(&material.name)));
            }
        }
        lines.push(String::new());
        lines.join("\n")
    }

    fn source(&self, source: &Source) -> String {
        let text = |id| self.catalog.texts[id].to_owned();
        let mut parts: Vec<String> =
            [source.title, source.number, source.clause].into_iter().flatten().map(text).collect();
        if let Some(grade) = source.grade {
            let letter = match grade {
                Grade::A => "A",
                Grade::G => "G",
                Grade::B => "B",
                Grade::C => "C",
            };
            parts.push(format!("{} {letter}", self.say("来源等级", "grade")));
        }
        if let Some(day) = source.checked {
            parts.push(format!("{} {day}", self.say("核对于", "checked")));
        }
        parts.join(self.say("，", ", "))
    }

    fn state(&self, policy: &Policy) -> String {
        let state = match policy.state {
            State::InForce => self.say("有效", "in force"),
            State::Draft => self.say("征求意见稿", "draft"),
            State::Repealed => self.say("已失效", "repealed"),
            State::Unverified => self.say("待核", "unverified"),
        };
        let day = |when: When, open: &str| match when {
            When::Day(day) => day.to_string(),
            When::Open => open.to_owned(),
            When::Unknown => "?".to_owned(),
        };
        format!("{state} {} – {}", day(policy.from, ""), day(policy.to, self.say("长期", "open")))
    }

    fn delivery(&self, delivery: Delivery) -> &'static str {
        let (zh, en) = match delivery {
            Delivery::Automatic => ("免申即享", "automatic"),
            Delivery::Instant => ("秒批", "instant"),
            Delivery::Approval => ("核准", "approval"),
            Delivery::Filing => ("备查", "filing"),
            Delivery::Application => ("申报", "application"),
            Delivery::Review => ("评审", "review"),
            Delivery::List => ("名单", "list"),
        };
        match self.language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    fn window(&self, window: &Window) -> String {
        match window {
            Window::Once { opens, closes } => format!("{opens} – {closes}"),
            Window::Yearly { opens, closes } => format!(
                "{} {:02}-{:02} – {:02}-{:02}",
                self.say("每年", "every year"),
                opens.0,
                opens.1,
                closes.0,
                closes.1
            ),
            Window::Rolling => self.say("随时", "at any time").to_owned(),
            Window::Unknown => self.say("另行通知", "announced elsewhere").to_owned(),
        }
    }

    fn conditions(&self, id: ConditionId, depth: usize, lines: &mut Vec<String>) {
        let condition = &self.catalog.conditions[id];
        let (head, children): (Option<String>, &[ConditionId]) = match &condition.kind {
            ConditionKind::Test(_) => (None, &[]),
            ConditionKind::Judged(_) => (Some(self.say("认定：", "decided by a person or a list: ").to_owned()), &[]),
            ConditionKind::All(of) => (Some(self.say("同时满足", "all of").to_owned()), of),
            ConditionKind::Any(of) => (Some(self.say("满足其一", "any of").to_owned()), of),
            ConditionKind::Not(of) => (Some(self.say("不属于", "not").to_owned()), std::slice::from_ref(of)),
            ConditionKind::AtLeast(n, of) => (Some(format!("{} {n}", self.say("至少满足", "at least"))), of),
        };
        let says = condition.says.map_or("", |says| self.words(says));
        let clause = condition.clause.map_or_else(String::new, |clause| format!("  [{}]", &self.catalog.texts[clause]));
        let line = match head {
            Some(head) if says.is_empty() => head,
            Some(head) if children.is_empty() => format!("{head}{says}"),
            Some(head) => format!("{says}（{head}）"),
            None => says.to_owned(),
        };
        lines.push(format!("{}- {line}{clause}", "  ".repeat(depth)));
        for child in children {
            self.conditions(*child, depth + 1, lines);
        }
    }

    fn benefit(&self, benefit: &Benefit, lines: &mut Vec<String>) {
        let formula = |id| formula::text(self.catalog, id, &Type::Money);
        let amount = match benefit.amount {
            Amount::None => String::new(),
            Amount::Formula(id) => formula(id),
            Amount::Range { min, max } => {
                format!("{} – {}", min.map_or_else(String::new, formula), max.map_or_else(String::new, formula))
            }
        };
        let mut parts = vec![self.certainty(benefit.certainty).to_owned()];
        if !amount.is_empty() {
            parts.push(amount);
        }
        if let Some(cap) = benefit.cap {
            parts.push(format!("{} {}", self.say("最高", "at most"), formula(cap)));
        }
        if let Some(least) = benefit.at_least {
            parts.push(format!("{} {}", self.say("最低", "at least"), formula(least)));
        }
        parts.push(
            match benefit.per {
                Per::Once => self.say("一次性", "once"),
                Per::Month => self.say("每月", "a month"),
                Per::Year => self.say("每年", "a year"),
                Per::Project => self.say("每个项目", "a project"),
            }
            .to_owned(),
        );
        match benefit.measure {
            Measure::Cash => {}
            Measure::Deduction => parts.push(self.say("扣除额", "a deduction").to_owned()),
            Measure::Credit => parts.push(self.say("额度", "a credit line").to_owned()),
        }
        if benefit.reference {
            parts.push(self.say("仅供参考", "for reference only").to_owned());
        }
        if let Some(clause) = benefit.clause {
            parts.push(format!("[{}]", &self.catalog.texts[clause]));
        }
        let says = benefit.says.map_or_else(String::new, |says| format!("{} — ", self.words(says)));
        lines.push(format!("  - {says}{}", parts.join(self.say("，", ", "))));
        if let Some(when) = benefit.when {
            self.conditions(when, 3, lines);
        }
    }

    fn certainty(&self, certainty: Certainty) -> &'static str {
        let (zh, en) = match certainty {
            Certainty::Fixed => ("定额", "fixed"),
            Certainty::Formula => ("按公式计算", "by formula"),
            Certainty::Ceiling => ("最高不超过", "a ceiling"),
            Certainty::Floor => ("不低于", "a floor"),
            Certainty::None => ("不可算", "cannot be computed"),
        };
        match self.language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }
}
