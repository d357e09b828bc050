//! What a catalog tells about itself, for those who draw forms and introduce policies. Plain data in the shape of the JSON
//! that `docs/api.md` describes; texts in all languages there are.

use super::calculator::Calculator;
use super::decimal;
use super::literal::period_text;
use super::set::BitSet;
use super::verdict::SourceDescription;
use crate::catalog::bytes::FORMAT;
use crate::model::{
    Apply, Bound, CanChange, Catalog, Delivery, Fact, Format, Group, List, Material, Policy, PolicyKind, State, Tells,
    Text, Type, When, Words,
};
use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Everything a page needs.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct CatalogDescription {
    /// The format version of the catalog's bytes.
    pub format: u16,
    /// Facts in the order a form asks them; facts of one section stand together.
    pub facts: Vec<FactDescription>,
    /// Lists by name.
    pub lists: Named<Vec<ListItemDescription>>,
    /// Policies in the catalog's order.
    pub policies: Vec<PolicyDescription>,
    /// Groups.
    pub groups: Vec<GroupDescription>,
}

/// Things by their names, in order: an object in JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T>(pub Vec<(String, T)>);

impl<T> Named<T> {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, thing) in &self.0 {
            map.serialize_entry(name, thing)?;
        }
        map.end()
    }
}

/// A text in all languages there are.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LocalizedText {
    /// In Simplified Chinese.
    pub zh: String,
    /// In English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl From<&Text> for LocalizedText {
    fn from(text: &Text) -> Self {
        LocalizedText { zh: text.zh.clone(), en: text.en.clone() }
    }
}

fn localized(text: &Option<Text>) -> Option<LocalizedText> {
    text.as_ref().map(LocalizedText::from)
}

fn words(catalog: &Catalog, words: Words) -> LocalizedText {
    LocalizedText::from(&catalog.texts.text(words))
}

/// A fact.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct FactDescription {
    /// Its unique name.
    pub name: String,
    /// Its type, or that of each year.
    #[serde(rename = "type")]
    pub value_type: &'static str,
    /// 人, 件 … of a quantity; 元 of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// How many of the last closed years are asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yearly: Option<u8>,
    /// The list of a choice or choices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// What it is called.
    pub label: LocalizedText,
    /// The question a form asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<LocalizedText>,
    /// Where the reader finds it.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub find: Option<LocalizedText>,
    /// The part of the form it belongs to.
    pub section: String,
    /// The unit that a form asks in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask_unit: Option<AskUnitDescription>,
    /// `credit_code`: what a text looks like, if it cannot be anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// What the beginning of a text tells of choices.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub tells: Named<Named<Vec<String>>>,
    /// Limits of the ranges a reader may answer with.
    pub brackets: Vec<String>,
    /// The distance between two neighbouring values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The values it can have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<DomainDescription>,
    /// `no`, `up`, `down` or `any`
    pub can_change: &'static str,
    /// The policies that read it.
    pub readers: Vec<String>,
    /// Of a list of records, their fields; of a list of plain values, one field without a name that stands for its elements.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FactDescription>,
    /// The fields that no two records of a list have in common.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<String>,
}

/// The unit that a form asks in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AskUnitDescription {
    /// As shown.
    pub name: String,
    /// How many of the fact's own unit it is.
    pub factor: String,
}

/// The values a fact can have.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct DomainDescription {
    /// The least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// The most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// It is above this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<String>,
    /// It is below this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
}

/// One code of a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ListItemDescription {
    /// As profiles write it.
    pub code: String,
    /// As readers see it.
    pub label: LocalizedText,
    /// The code above it in a tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Whether it can be a fact's value.
    pub leaf: bool,
}

/// A policy.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct PolicyDescription {
    /// Its unique id.
    pub id: String,
    /// Its title.
    pub title: LocalizedText,
    /// A sentence on what it gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<LocalizedText>,
    /// 一饼六找
    pub kind: PolicyKind,
    /// 国家, 广东省 …
    pub level: String,
    /// Who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<LocalizedText>,
    /// Its documents.
    pub sources: Vec<SourceDescription>,
    /// Where it stands in its life.
    pub state: State,
    /// From when to when.
    pub in_force: InForceDescription,
    /// The policies it ends.
    pub supersedes: Vec<String>,
    /// How one gets it.
    pub delivery: Delivery,
    /// What an application needs.
    pub materials: Vec<MaterialDescription>,
    /// Where and how to apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apply: Option<ApplyDescription>,
    /// The facts it reads.
    pub facts: Vec<String>,
}

/// From when to when a policy is in force; `unknown` where that is not known, absent where there is no limit.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct InForceDescription {
    /// Its first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What an application needs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MaterialDescription {
    /// What it is.
    pub name: LocalizedText,
    /// It may be handed in later.
    pub may_follow: bool,
    /// Government has it already.
    pub shared: bool,
}

/// Where and how to apply.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ApplyDescription {
    /// The page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// Its telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A group of policies.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct GroupDescription {
    /// Its unique name.
    pub name: String,
    /// In plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<LocalizedText>,
    /// The ids of its policies.
    pub members: Vec<String>,
    /// How many of them can be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
}

pub(crate) fn describe(calculator: &Calculator) -> CatalogDescription {
    let catalog = calculator.catalog();
    let mut sections: Vec<&str> = Vec::new();
    for fact in catalog.facts.iter() {
        if !sections.contains(&fact.section.as_str()) {
            sections.push(&fact.section);
        }
    }
    let in_section = |section: &&str| {
        let section = section.to_string();
        catalog.facts.entries().filter(move |(_, fact)| fact.section == section)
    };
    let facts = sections.iter().flat_map(in_section);
    CatalogDescription {
        format: FORMAT,
        facts: facts.map(|(id, fact)| describe_fact(calculator, Some(id.index()), fact)).collect(),
        lists: Named(catalog.lists.iter().map(|list| (list.name.clone(), describe_list(list))).collect()),
        policies: catalog
            .policies
            .entries()
            .map(|(id, policy)| describe_policy(calculator, id.index(), policy))
            .collect(),
        groups: catalog.groups.iter().map(|group| describe_group(catalog, group)).collect(),
    }
}

/// A value of that type as text that a fact's reader takes back.
fn value_text(value: Decimal, each: &Type) -> String {
    match each {
        Type::Date => super::evaluate::day(value).map_or_else(|_| decimal::text(value), |day| day.to_string()),
        Type::Period => period_text(value),
        _ => decimal::text(value),
    }
}

fn describe_fact(calculator: &Calculator, index: Option<usize>, fact: &Fact) -> FactDescription {
    let catalog = calculator.catalog();
    let mut fields: Vec<_> =
        fact.fields.iter().map(|id| describe_fact(calculator, None, &catalog.fields[*id].0)).collect();
    if let (Type::List(element), [plain]) = (&fact.value_type, fields.as_mut_slice())
        && !matches!(catalog.elements[*element], Type::Record(_))
    {
        plain.name = String::new();
        plain.label = LocalizedText::from(&fact.label);
    }
    let (each, yearly) = match &fact.value_type {
        Type::Series(each) => (&**each, Some(fact.years)),
        single => (single, None),
    };
    let whole = fact.step.is_some_and(|step| step == Decimal::ONE);
    let value_type = match each {
        Type::Boolean => "boolean",
        Type::Number if whole => "integer",
        Type::Number | Type::Series(_) => "number",
        Type::Percent => "percent",
        Type::Money => "money",
        Type::Quantity(_) => "quantity",
        Type::Date => "date",
        Type::Period => "period",
        Type::Days => "days",
        Type::Text => "text",
        Type::Choice(_) => "choice",
        Type::Choices(_) => "choices",
        Type::List(_) => "list",
        Type::Record(_) => "record",
    };
    let unit = match each {
        Type::Money => Some("元".to_owned()),
        Type::Quantity(unit) => Some(catalog.units[*unit].name.clone()),
        _ => None,
    };
    let list = match each {
        Type::Choice(list) | Type::Choices(list) => Some(catalog.lists[*list].name.clone()),
        _ => None,
    };
    let text = |inclusive: bool, bound: Option<Bound>| {
        bound.filter(|bound| bound.inclusive == inclusive).map(|bound| value_text(bound.value, each))
    };
    let domain = DomainDescription {
        min: text(true, fact.domain.min),
        max: text(true, fact.domain.max),
        above: text(false, fact.domain.min),
        below: text(false, fact.domain.max),
    };
    // A fact is read too where one is read that it tells of.
    let told = fact.tells.iter().map(|tells| tells.fact.index());
    let read: Vec<usize> = index.into_iter().chain(told).collect();
    let is_read = |reads: &BitSet| read.iter().any(|index| reads.contains(*index));
    let readers = catalog.policies.iter().zip(calculator.policy_reads().iter()).filter(|(_, reads)| is_read(reads));
    FactDescription {
        name: fact.name.clone(),
        value_type,
        unit,
        yearly,
        list,
        label: LocalizedText::from(&fact.label),
        ask: localized(&fact.ask),
        find: localized(&fact.find),
        section: fact.section.clone(),
        ask_unit: fact
            .ask_unit
            .as_ref()
            .map(|unit| AskUnitDescription { name: unit.name.clone(), factor: decimal::text(unit.factor) }),
        format: fact.format,
        tells: Named(fact.tells.iter().map(|tells| describe_tells(catalog, tells)).collect()),
        brackets: fact.brackets.iter().map(|limit| value_text(*limit, each)).collect(),
        step: fact.step.map(decimal::text),
        domain: Some(domain).filter(|domain| *domain != DomainDescription::default()),
        can_change: match fact.can_change {
            CanChange::No => "no",
            CanChange::Up => "up",
            CanChange::Down => "down",
            CanChange::Any => "any",
        },
        readers: readers.map(|(policy, _)| policy.id.clone()).collect(),
        key: fact.key.iter().filter_map(|position| Some(fields.get(*position as usize)?.name.clone())).collect(),
        fields,
    }
}

/// The fact that is told of, and the codes that each beginning leaves open.
fn describe_tells(catalog: &Catalog, tells: &Tells) -> (String, Named<Vec<String>>) {
    let told = &catalog.facts[tells.fact];
    let code = |leaf: &u32| match told.value_type {
        Type::Choice(list) => catalog.lists[list].item(*leaf).map(|item| item.code.clone()),
        _ => None,
    };
    let beginnings = tells.beginnings.iter();
    let codes = beginnings.map(|(beginning, leaves)| (beginning.clone(), leaves.iter().filter_map(code).collect()));
    (told.name.clone(), Named(codes.collect()))
}

fn describe_list(list: &List) -> Vec<ListItemDescription> {
    let mut leaves = list.leaves().peekable();
    let items = (0u32..).zip(&list.items).map(|(position, item)| ListItemDescription {
        code: item.code.clone(),
        label: LocalizedText::from(&item.label),
        parent: item.parent.and_then(|parent| list.item(parent)).map(|parent| parent.code.clone()),
        leaf: leaves.next_if_eq(&position).is_some(),
    });
    items.collect()
}

fn describe_policy(calculator: &Calculator, index: usize, policy: &Policy) -> PolicyDescription {
    let catalog = calculator.catalog();
    let day = |when: When| match when {
        When::Day(day) => Some(day.to_string()),
        When::Open => None,
        When::Unknown => Some("unknown".to_owned()),
    };
    let material = |material: &Material| MaterialDescription {
        name: LocalizedText::from(&material.name),
        may_follow: material.may_follow,
        shared: material.shared,
    };
    let apply = |Apply { url, office, phone }: &Apply| ApplyDescription {
        url: url.clone(),
        office: office.clone(),
        phone: phone.clone(),
    };
    PolicyDescription {
        id: policy.id.clone(),
        title: words(catalog, policy.title),
        summary: policy.summary.map(|summary| words(catalog, summary)),
        kind: policy.kind,
        level: catalog.texts[policy.level].to_owned(),
        authority: policy.authority.map(|authority| words(catalog, authority)),
        sources: policy.sources.iter().map(|source| SourceDescription::of(catalog, *source)).collect(),
        state: policy.state,
        in_force: InForceDescription { from: day(policy.from), to: day(policy.to) },
        supersedes: policy.supersedes.iter().map(|older| catalog.policies[*older].id.clone()).collect(),
        delivery: policy.delivery,
        materials: policy.materials.iter().map(material).collect(),
        apply: policy.apply.as_ref().map(apply),
        facts: calculator.policy_reads().get(index).map(|reads| facts_of(calculator, reads)).unwrap_or_default(),
    }
}

/// The names of facts that are read, and of those that tell of them.
fn facts_of(calculator: &Calculator, reads: &BitSet) -> Vec<String> {
    let mut facts = reads.clone();
    for (id, fact) in calculator.catalog().facts.entries() {
        if fact.tells.iter().any(|tells| reads.contains(tells.fact.index())) {
            facts.insert(id.index());
        }
    }
    calculator.names(&facts)
}

fn describe_group(catalog: &Catalog, group: &Group) -> GroupDescription {
    GroupDescription {
        name: group.name.clone(),
        says: localized(&group.says),
        members: group.members.iter().map(|member| catalog.policies[*member].id.clone()).collect(),
        at_most: group.at_most,
    }
}
