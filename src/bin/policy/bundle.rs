//! `policy bundle`: the set of benefits with the highest total, what it gives up and why, as text or as JSON.

use super::company::{Opened, open};
use super::input::Failure;
use super::output;
use super::words::Words;
use policy_calculator::advise::bundle::result::{
    Apart, Bundle, Chosen, ChosenBenefit, GivenUp, LimitKind, LimitReached, Why,
};
use policy_calculator::advise::bundle::{BestBundle, Effort, best_bundle};
use policy_calculator::engine::{Status, WindowState};
use policy_calculator::model::{Certainty, Date, Language, Text};
use std::path::Path;
use std::process::ExitCode;

pub fn run(
    rules: &Path,
    facts: &Path,
    as_of: Option<Date>,
    as_json: bool,
    language: Language,
) -> Result<ExitCode, Failure> {
    let Opened { catalog, mut session, refused, .. } = open(rules, facts, as_of, language)?;
    let found = best_bundle(&mut session, Effort::THOROUGH);
    if as_json {
        let document = serde_json::to_string(&found);
        output::line(&document.map_err(|error| Failure::finding(Text::chinese(error.to_string())))?)?;
    } else {
        output::write(&Words { catalog: &catalog, language }.best_bundle(&found))?;
    }
    Ok(if refused { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

impl Words<'_> {
    fn best_bundle(&self, found: &BestBundle) -> String {
        let mut lines = vec![format!("{} {}", self.say("基准日", "as of"), found.as_of), found.counted.says.clone()];
        let most =
            found.max.as_ref().map_or_else(|| self.say("没有上限", "no bound").to_owned(), |max| self.money(max));
        lines.push(format!(
            "{}{}{}{most}",
            self.say("最少 ", "at least "),
            self.money(&found.min),
            self.say("，最多 ", ", at most "),
        ));
        let safe = self.say("现在就能算数的", "What is safe to claim now");
        lines.extend(self.bundle(safe, &found.safe));
        if found.best == found.safe {
            let same = self.say(
                "没有其他可能的政策或金额：这就是最多的。",
                "Nothing else is possible: this is the most there is.",
            );
            lines.extend([String::new(), same.to_owned()]);
        } else {
            let best = self.say("还没定的都如愿时最好的", "The best, if all that is open turns out well");
            lines.extend(self.bundle(best, &found.best));
        }
        if !found.apart.is_empty() {
            lines.extend([String::new(), self.say("另列，不计入合计：", "Apart, not counted:").to_owned()]);
            lines.extend(found.apart.iter().map(|apart| format!("  {}", self.apart(apart))));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    fn bundle(&self, title: &str, bundle: &Bundle) -> Vec<String> {
        let total = self.say("可比金额", "comparison value");
        let mut lines = vec![String::new(), format!("{title}  {total} {}", self.money(&bundle.total))];
        if bundle.least != bundle.total {
            let least = self.say("  这一组最少只有 ", "  this set comes to no less than ");
            lines.push(format!("{least}{}", self.money(&bundle.least)));
        }
        lines.extend(bundle.chosen.iter().map(|chosen| format!("  {}", self.chosen(chosen))));
        if bundle.chosen.is_empty() {
            lines.push(self.say("  没有", "  nothing").to_owned());
        }
        for sum in &bundle.sums {
            let each = format!("{} {} {}", self.kind(sum.kind), self.per(sum.per), self.money(&sum.amount));
            lines.push(format!("  = {each}"));
        }
        lines.extend(bundle.limits.iter().map(|limit| format!("  {}", self.limit(limit))));
        lines.extend(bundle.given_up.iter().map(|other| format!("  {}", self.given_up(other))));
        for tie in &bundle.ties {
            let same = self.say("  同样多：改选 ", "  just as much: ");
            let instead = self.say("，不选 ", " instead of ");
            let order = self.say("；按规则库的先后取了这一组", "; the catalog's order decided");
            lines.push(format!("{same}{}{instead}{}{order}", self.titles(&tie.takes), self.titles(&tie.leaves)));
        }
        if !bundle.open.is_empty() {
            let open = self.say("  金额没有上限，只算了最少的：", "  without a bound, counted with the least: ");
            lines.push(format!("{open}{}", self.titles(&bundle.open)));
        }
        if !bundle.proof.closed {
            let bound = bundle.proof.bound.as_ref().map(|bound| self.money(bound)).unwrap_or_default();
            let open = self.say(
                "  找到的最好一组，没有证明再没有更好的；不会超过 ",
                "  the best set found; not proved to be the best; none exceeds ",
            );
            lines.push(format!("{open}{bound}"));
        }
        lines
    }

    fn titles(&self, ids: &[String]) -> String {
        let titles: Vec<&str> = ids.iter().map(|id| self.title(id)).collect();
        titles.join(self.say("、", ", "))
    }

    /// A group by its name, which is Chinese; in English by what it says.
    fn group<'g>(&'g self, name: &'g str) -> &'g str {
        let found = self.catalog.groups.iter().find(|group| group.name == name);
        let says = found.and_then(|group| group.says.as_ref()).filter(|_| self.language == Language::English);
        says.map_or(name, |says| says.in_language(self.language))
    }

    fn groups(&self, names: &[String]) -> String {
        let groups: Vec<&str> = names.iter().map(|name| self.group(name)).collect();
        groups.join(self.say("、", ", "))
    }

    fn chosen(&self, chosen: &Chosen) -> String {
        let benefits: Vec<String> = chosen.benefits.iter().map(|benefit| self.paid(benefit)).collect();
        let mut notes: Vec<&str> = Vec::new();
        if chosen.status != Status::Eligible {
            notes.push(self.status(chosen.status));
        }
        match chosen.window {
            WindowState::NotYet => notes.push(self.say("还没开始受理", "not open yet")),
            WindowState::Closed => notes.push(self.say("本期已截止", "closed for now")),
            WindowState::Open | WindowState::Rolling | WindowState::Unknown => {}
        }
        let notes =
            if notes.is_empty() { String::new() } else { format!("（{}）", notes.join(self.say("，", ", "))) };
        format!("{}{notes}  {}", self.title(&chosen.policy), benefits.join(self.say("、", ", ")))
    }

    fn paid(&self, benefit: &ChosenBenefit) -> String {
        let up_to = if benefit.certainty == Certainty::Ceiling { self.say("最高不超过", "up to ") } else { "" };
        let paid = format!("{} {up_to}{}", self.per(benefit.per), self.money(&benefit.paid));
        if benefit.paid == benefit.amount {
            return paid;
        }
        let without = self.say("，不受组限制时 ", ", without groups ");
        format!("{paid}{without}{}", self.money(&benefit.amount))
    }

    fn limit(&self, limit: &LimitReached) -> String {
        let amount = limit.limit.as_ref().map(|limit| self.money(limit));
        let amount = amount.unwrap_or_else(|| self.say("未知", "unknown").to_owned());
        let what = match limit.kind {
            LimitKind::EachCap => self.say("每项最多", "each pays at most"),
            LimitKind::Cap => self.say("合计最多", "together at most"),
            LimitKind::HighestDifference => self.say("就高补差，已领", "the highest less what was received,"),
        };
        let wanted = self.say("不封顶是", "without it");
        let colon = self.say("：", ": ");
        let comma = self.say("，", ", ");
        let titles = self.titles(&limit.policies);
        let group = self.group(&limit.group);
        format!("⊤ {group}{colon}{what} {amount}{comma}{wanted} {}（{titles}）", self.money(&limit.wanted))
    }

    fn given_up(&self, other: &GivenUp) -> String {
        let mut text = format!("− {} {}", self.title(&other.policy), self.money(&other.counted));
        if other.status != Status::Eligible {
            text.push_str(&format!("（{}）", self.status(other.status)));
        }
        if !other.groups.is_empty() {
            let full = self.say("；名额已满：", "; no room left in ");
            text.push_str(&format!("{full}{}", self.groups(&other.groups)));
        }
        let Some(loss) = &other.loss else {
            return text;
        };
        if !other.leaves.is_empty() {
            let instead = self.say("；选它就要放弃 ", "; it would cost ");
            text.push_str(&format!("{instead}{}", self.titles(&other.leaves)));
        }
        if !other.takes.is_empty() {
            let with = self.say("，可换来 ", ", and bring ");
            text.push_str(&format!("{with}{}", self.titles(&other.takes)));
        }
        if !other.affects.is_empty() {
            let changes = self.say("；选它会改变金额的：", "; it would change the amount of ");
            text.push_str(&format!("{changes}{}", self.titles(&other.affects)));
        }
        if loss == "0" {
            text.push_str(self.say("，合计一样", "; the total would be the same"));
            return text;
        }
        let less = if other.exact {
            self.say("，合计少 ", "; the total would be less by ")
        } else {
            self.say("，合计至多少 ", "; the total would be less by at most ")
        };
        text.push_str(&format!("{less}{}", self.money(loss)));
        text
    }

    fn apart(&self, apart: &Apart) -> String {
        let why = match apart.why {
            Why::Deduction => self.say("扣除额，不是到手的钱", "a deduction, not money received"),
            Why::Credit => self.say("额度，要还的", "credit, to be paid back"),
            Why::Reference => self.say("来源只供参考", "for reference only"),
            Why::NoAmount => self.say("算不出金额", "no amount"),
        };
        let range = self.range(apart.min.as_deref(), apart.max.as_deref());
        let mut notes = vec![self.status(apart.status).to_owned(), why.to_owned()];
        if !apart.excluded_by.is_empty() {
            let full = self.say("与上面所选不能并享：", "cannot be had beside the set above: ");
            notes.push(format!("{full}{}", self.groups(&apart.excluded_by)));
        }
        let notes = notes.join(self.say("；", "; "));
        let range = if range.is_empty() { range } else { format!(" {range}") };
        format!("{}  {}{range}（{notes}）", self.title(&apart.policy), self.kind(apart.kind))
    }
}
