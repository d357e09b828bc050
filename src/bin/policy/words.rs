//! What several commands say of a catalog's parts, in the reader's language.

use super::input::Failure;
use policy_calculator::advise::changes::Worth;
use policy_calculator::advise::formula::amount;
use policy_calculator::engine::Status;
use policy_calculator::model::{BenefitKind, Catalog, Certainty, Language, Measure, Per, Text};
use rust_decimal::Decimal;

/// A catalog and the language in which it is spoken of.
pub struct Words<'c> {
    /// Where titles and labels are.
    pub catalog: &'c Catalog,
    /// The reader's language.
    pub language: Language,
}

impl Words<'_> {
    /// One of two texts.
    pub fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    /// What a status says; never a promise.
    pub fn status(&self, status: Status) -> &'static str {
        match status {
            Status::Eligible => self.say("符合条件", "eligible"),
            Status::Review => self.say("可能符合，待评审", "may qualify, review"),
            Status::Undetermined => self.say("待补充信息", "undetermined"),
            Status::Ineligible => self.say("不符合", "ineligible"),
            Status::NotInForce => self.say("不在执行期", "not in force"),
        }
    }

    /// From and to, as people write it.
    pub fn range(&self, min: Option<&str>, max: Option<&str>) -> String {
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
    pub fn money(&self, text: &str) -> String {
        Decimal::from_str_exact(text).map_or_else(|_| text.to_owned(), |value| amount(value, self.language))
    }

    /// What sort of benefit it is.
    pub fn kind(&self, kind: BenefitKind) -> &'static str {
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

    /// What an amount is for.
    pub fn per(&self, per: Per) -> &'static str {
        match per {
            Per::Once => self.say("一次性", "once"),
            Per::Month => self.say("每月", "a month"),
            Per::Year => self.say("每年", "a year"),
            Per::Project => self.say("每个项目", "a project"),
        }
    }

    /// What a policy is called.
    pub fn title<'n>(&'n self, id: &'n str) -> &'n str {
        let policy = self.catalog.policies.find(|policy| policy.id == id);
        policy.map_or(id, |(_, policy)| self.catalog.texts.say(policy.title, self.language))
    }

    /// What a fact is called.
    pub fn label<'n>(&'n self, name: &'n str) -> &'n str {
        let fact = self.catalog.facts.find(|fact| fact.name == name);
        fact.map_or(name, |(_, fact)| fact.label.in_language(self.language))
    }

    /// What benefits come to, one text each; those without an amount are left out.
    pub fn worth(&self, benefits: &[Worth]) -> Vec<String> {
        let known = benefits.iter().filter(|worth| worth.min.is_some() || worth.max.is_some());
        known.map(|worth| self.one_worth(worth)).collect()
    }

    fn one_worth(&self, worth: &Worth) -> String {
        let mut text = match (worth.certainty, worth.max.as_deref()) {
            (Certainty::Ceiling, Some(max)) => format!("{}{}", self.say("最高不超过", "up to "), self.money(max)),
            (Certainty::Ceiling, None) => self.say("上限未定", "ceiling open").to_owned(),
            _ => self.range(worth.min.as_deref(), worth.max.as_deref()),
        };
        text.push_str(match worth.measure {
            Measure::Cash => "",
            Measure::Deduction => self.say("（扣除额）", " (deduction)"),
            Measure::Credit => self.say("（额度）", " (credit)"),
        });
        if worth.reference {
            text.push_str(self.say("（参考）", " (reference)"));
        }
        format!("{}{text}（{}）", self.kind(worth.kind), self.per(worth.per))
    }

    /// Whether the catalog has that policy.
    ///
    /// # Errors
    ///
    /// If it does not, with what is written nearly the same.
    pub fn known_policy(&self, id: &str) -> Result<(), Failure> {
        if self.catalog.policies.iter().any(|policy| policy.id == id) {
            return Ok(());
        }
        Err(Failure::usage(Text::new(
            format!("规则库里没有政策 {id}；`policy eval` 列出全部政策"),
            format!("the catalog has no policy {id}; `policy eval` lists them all"),
        )))
    }
}
