//! `policy facts RULES`: the facts that a form asks for, with their questions and who reads them, as a page in Markdown.
//!
//! The page depends on nothing but the rules, so that one kept beside them can be compared with them.

use super::input::{Failure, catalog};
use super::output;
use policy_calculator::advise::formula;
use policy_calculator::engine::Calculator;
use policy_calculator::model::{
    Bound, CanChange, Catalog, Definition, Expression, ExpressionId, Fact, FactId, Field, Format, Language, List, Text,
    Type,
};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

pub fn run(rules: &Path, language: Language) -> Result<ExitCode, Failure> {
    let catalog = Arc::new(catalog(rules, language)?);
    let calculator = Calculator::new(Arc::clone(&catalog))?;
    let readers = calculator.describe().facts.into_iter().map(|fact| (fact.name, fact.readers)).collect();
    let page = Page { definitions: definitions_by_fact(&catalog), readers, catalog: &catalog, language };
    output::write(&page.text())?;
    Ok(ExitCode::SUCCESS)
}

/// The names of the definitions that read each fact themselves; those of a policy with its id.
fn definitions_by_fact(catalog: &Catalog) -> HashMap<FactId, Vec<String>> {
    let mut readers: HashMap<FactId, Vec<String>> = HashMap::new();
    for definition in catalog.definitions.iter() {
        let name = match definition.policy {
            Some(policy) => format!("{} ({})", definition.name, catalog.policies[policy].id),
            None => definition.name.clone(),
        };
        for fact in read_by(catalog, definition) {
            let names = readers.entry(fact).or_default();
            if !names.contains(&name) {
                names.push(name.clone());
            }
        }
    }
    readers
}

/// The facts that a definition reads itself, not through others.
fn read_by(catalog: &Catalog, definition: &Definition) -> BTreeSet<FactId> {
    let mut facts = BTreeSet::new();
    let mut seen: BTreeSet<ExpressionId> = BTreeSet::new();
    let mut open = vec![definition.body];
    while let Some(id) = open.pop() {
        match &catalog.expressions[id] {
            Expression::Fact(fact) => {
                facts.insert(*fact);
            }
            Expression::Definition(_) => {}
            _ if seen.insert(id) => catalog.for_each_part(id, &mut |part| open.push(part)),
            _ => {}
        }
    }
    facts
}

struct Page<'c> {
    catalog: &'c Catalog,
    /// The ids of the policies that read a fact, by its name.
    readers: HashMap<String, Vec<String>>,
    /// The names of the definitions that read a fact.
    definitions: HashMap<FactId, Vec<String>>,
    language: Language,
}

impl Page<'_> {
    fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    fn words<'t>(&self, text: &'t Text) -> &'t str {
        text.in_language(self.language)
    }

    fn text(&self) -> String {
        let mut lines = vec![self.say("# 指标", "# Facts").to_owned(), String::new(), self.head()];
        let mut sections: Vec<&str> = Vec::new();
        for fact in self.catalog.facts.iter() {
            if !sections.contains(&fact.section.as_str()) {
                sections.push(&fact.section);
            }
        }
        for section in sections {
            lines.extend([String::new(), format!("## {section}")]);
            for (id, fact) in self.catalog.facts.entries().filter(|(_, fact)| fact.section == section) {
                lines.push(String::new());
                self.fact(id, fact, &mut lines);
            }
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// What the page is and how it came about.
    fn head(&self) -> String {
        let (facts, policies) = (self.catalog.facts.len(), self.catalog.policies.len());
        match self.language {
            Language::Chinese => format!(
                "规则库向企业问的 {facts} 个指标，供 {policies} 项政策使用，按表单的次序。\n\n\
                 本页由命令生成，不要手改：`target/debug/policy facts rules > docs/facts.md`。"
            ),
            Language::English => format!(
                "The {facts} facts that the rules ask of a company for {policies} policies, in the order of the form.\n\n\
                 This page is generated, do not edit it: `target/debug/policy facts rules > docs/facts.md`."
            ),
        }
    }

    fn fact(&self, id: FactId, fact: &Fact, lines: &mut Vec<String>) {
        let label = self.words(&fact.label);
        lines.push(if label == fact.name { format!("### {label}") } else { format!("### {} · {label}", fact.name) });
        lines.push(String::new());
        let (colon, comma) = (self.say("：", ": "), self.say("、", ", "));
        let mut entry = |zh: &str, en: &str, text: String| {
            if !text.is_empty() {
                lines.push(format!("- {}{colon}{text}", self.say(zh, en)));
            }
        };
        let words = |text: &Option<Text>| text.as_ref().map_or_else(String::new, |text| self.words(text).to_owned());
        entry("问", "asks", words(&fact.ask));
        entry("在哪里找", "found in", words(&fact.find));
        entry("类型", "type", self.type_of(fact));
        entry("取值", "values", self.values(fact));
        entry("分档", "brackets", self.brackets(fact));
        for field in &fact.fields {
            let Field(field) = &self.catalog.fields[*field];
            entry("字段", "field", self.field(field, fact.fields.len() > 1));
        }
        entry("从它得出", "tells", self.told(fact));
        entry("能否改变", "can change", self.change(fact));
        let readers = self.readers.get(&fact.name).cloned().unwrap_or_default();
        entry("用于政策", "read by policies", readers.join(comma));
        let definitions = self.definitions.get(&id).cloned().unwrap_or_default();
        entry("用于定义", "read by definitions", definitions.join(comma));
    }

    /// What kind of value it is, in which unit and for how many years.
    fn type_of(&self, fact: &Fact) -> String {
        let (each, yearly) = match &fact.value_type {
            Type::Series(each) => (&**each, true),
            single => (single, false),
        };
        let name = match each {
            Type::Boolean => self.say("是或否", "yes or no").to_owned(),
            Type::Number => self.say("数", "number").to_owned(),
            Type::Percent => self.say("百分比", "share").to_owned(),
            Type::Money => self.say("金额", "money").to_owned(),
            Type::Quantity(unit) => format!("{} ({})", self.say("数量", "quantity"), self.catalog.units[*unit].name),
            Type::Date => self.say("日期", "date").to_owned(),
            Type::Period => self.say("期间", "period").to_owned(),
            Type::Days => self.say("天数", "days").to_owned(),
            Type::Text if fact.format == Some(Format::CreditCode) => {
                self.say("18 位代码，校验末位", "code of 18 characters, the last one checked").to_owned()
            }
            Type::Text => self.say("文字", "text").to_owned(),
            Type::Choice(list) => format!("{} {}", self.say("选一项：", "one of"), self.catalog.lists[*list].name),
            Type::Choices(list) => format!("{} {}", self.say("可选多项：", "some of"), self.catalog.lists[*list].name),
            Type::List(_) => self.say("清单", "list").to_owned(),
            Type::Series(_) | Type::Record(_) => String::new(),
        };
        let mut text = name.replace("： ", "：");
        if let Some(unit) = &fact.ask_unit {
            text.push_str(&match self.language {
                Language::Chinese => format!("，按{}填", unit.name),
                Language::English => format!(", asked in {}", unit.name),
            });
        }
        if yearly {
            text.push_str(&match self.language {
                Language::Chinese => format!("，最近 {} 个年度逐年填", fact.years),
                Language::English => format!(", for each of the last {} closed years", fact.years),
            });
        }
        text
    }

    /// The values it can have: an interval, or the codes of a short list.
    fn values(&self, fact: &Fact) -> String {
        let each = match &fact.value_type {
            Type::Series(each) => each,
            Type::Choice(list) | Type::Choices(list) => return self.codes(&self.catalog.lists[*list]),
            single => single,
        };
        let end = |sign: &str, bound: Bound| {
            let equal = if bound.inclusive { "=" } else { "" };
            format!("`{sign}{equal} {}`", formula::number(self.catalog, bound.value, each))
        };
        let (min, max) = (fact.domain.min.map(|bound| end(">", bound)), fact.domain.max.map(|bound| end("<", bound)));
        [min, max].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn codes(&self, list: &List) -> String {
        /// More codes than these are not listed.
        const FEW: usize = 12;
        let leaves: Vec<u32> = list.leaves().collect();
        if leaves.len() > FEW {
            return match self.language {
                Language::Chinese => format!("{} 个代码", leaves.len()),
                Language::English => format!("{} codes", leaves.len()),
            };
        }
        let labels = leaves.iter().filter_map(|leaf| list.item(*leaf)).map(|item| self.words(&item.label));
        labels.collect::<Vec<_>>().join(self.say("、", ", "))
    }

    /// What the beginning of a text tells of choices.
    fn told(&self, fact: &Fact) -> String {
        let mut told = Vec::new();
        for tells in &fact.tells {
            let choice = &self.catalog.facts[tells.fact];
            let Type::Choice(list) = choice.value_type else { continue };
            for (beginning, leaves) in &tells.beginnings {
                let items = leaves.iter().filter_map(|leaf| self.catalog.lists[list].item(*leaf));
                let labels: Vec<&str> = items.map(|item| self.words(&item.label)).collect();
                told.push(match self.language {
                    Language::Chinese => format!("{beginning} 开头的，{}是{}", choice.name, labels.join("或")),
                    Language::English => format!("{beginning}…: {} is {}", choice.name, labels.join(" or ")),
                });
            }
        }
        told.join(self.say("；", "; "))
    }

    fn brackets(&self, fact: &Fact) -> String {
        let each = match &fact.value_type {
            Type::Series(each) => each,
            single => single,
        };
        let limits = fact.brackets.iter().map(|limit| formula::number(self.catalog, *limit, each));
        limits.collect::<Vec<_>>().join(self.say("、", ", "))
    }

    fn field(&self, field: &Fact, has_name: bool) -> String {
        let type_of = self.type_of(field);
        if has_name { format!("{} ({type_of})", self.words(&field.label)) } else { type_of }
    }

    /// Whether a company can change it, in which direction and how fast.
    fn change(&self, fact: &Fact) -> String {
        let is_ordered = matches!(&fact.value_type, Type::Series(_)) || fact.value_type.is_ordered();
        let mut text = match (fact.can_change, &fact.value_type) {
            (CanChange::No, _) => self.say("不能", "no"),
            (CanChange::Up, Type::Boolean) => self.say("可以从否变成是", "from no to yes"),
            (CanChange::Down, Type::Boolean) => self.say("可以从是变成否", "from yes to no"),
            (CanChange::Up, _) if is_ordered => self.say("可以增加", "it can grow"),
            (CanChange::Down, _) if is_ordered => self.say("可以减少", "it can shrink"),
            _ => self.say("可以", "yes"),
        }
        .to_owned();
        if let Some(months) = fact.earliest {
            text.push_str(&match self.language {
                Language::Chinese => format!("，至少 {months} 个月"),
                Language::English => format!(", in {months} months at the earliest"),
            });
        }
        text
    }
}
