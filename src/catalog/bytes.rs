//! A catalog as bytes: what the native compiler builds, the browser loads.
//!
//! Layout: eight bytes `POLICYC\n`, the format version (u16, little-endian), the length of what follows the checksum (u32), a
//! CRC-32 of the version, the length and the payload (u32), and the payload: the [`Catalog`] as [`super::coding`] has it. Reading
//! refuses anything else: another version, a flipped byte, a byte too few or too many. What has been read is then checked once
//! ([`check`]), so that evaluation can follow every id without looking. Must never: panic on any bytes, or build a catalog from
//! bytes that were not written as one.

use super::coding::{Coded, Reader};
use crate::model::credit_code;
use crate::model::{
    Amount, Arena, Beforehand, Catalog, ConditionId, ConditionKind, Expression, ExpressionId, Extent, Fact, Field, Id,
    Language, List, ParameterValue, Plain, Source, TextId, Type, Value, Words, limits,
};
use std::fmt;

/// The format version that is written and read.
pub const FORMAT: u16 = 7;
/// How deep types of lists and records may nest.
const DEEPEST_TYPE: u16 = 64;

const MAGIC: &[u8; 8] = b"POLICYC\n";

/// Why bytes are not a catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CatalogError {
    /// They do not begin like one.
    NotACatalog,
    /// They were written by another version of the compiler.
    OtherVersion {
        /// The version they have.
        found: u16,
    },
    /// Some are missing or too many.
    WrongLength,
    /// Some have been changed.
    Damaged,
    /// They are whole, but what they say does not fit together.
    Malformed {
        /// What does not fit, for the makers of the compiler.
        what: &'static str,
    },
    /// The catalog is too large to be written.
    TooLarge,
}

impl CatalogError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            CatalogError::NotACatalog => "not_a_catalog",
            CatalogError::OtherVersion { .. } => "other_version",
            CatalogError::WrongLength => "wrong_length",
            CatalogError::Damaged => "damaged",
            CatalogError::Malformed { .. } => "malformed",
            CatalogError::TooLarge => "too_large",
        }
    }

    /// What to tell people.
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (CatalogError::NotACatalog, Language::Chinese) => "这不是规则库文件".to_owned(),
            (CatalogError::NotACatalog, Language::English) => "these bytes are not a catalog".to_owned(),
            (CatalogError::OtherVersion { found }, Language::Chinese) => {
                format!("规则库的格式版本是 {found}，本程序只能读取版本 {FORMAT}，请用同一版本重新生成")
            }
            (CatalogError::OtherVersion { found }, Language::English) => {
                format!("the catalog has format version {found}, this program reads version {FORMAT}; build it again")
            }
            (CatalogError::WrongLength, Language::Chinese) => "规则库文件不完整".to_owned(),
            (CatalogError::WrongLength, Language::English) => "the catalog is not complete".to_owned(),
            (CatalogError::Damaged, Language::Chinese) => "规则库文件已损坏（校验和不符）".to_owned(),
            (CatalogError::Damaged, Language::English) => "the catalog is damaged: its checksum differs".to_owned(),
            (CatalogError::Malformed { what }, Language::Chinese) => format!("规则库内容不一致：{what}"),
            (CatalogError::Malformed { what }, Language::English) => format!("the catalog is not consistent: {what}"),
            (CatalogError::TooLarge, Language::Chinese) => "规则库过大".to_owned(),
            (CatalogError::TooLarge, Language::English) => "the catalog is too large".to_owned(),
        }
    }
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}

impl std::error::Error for CatalogError {}

/// Writes a catalog; the same catalog always gives the same bytes.
///
/// # Errors
///
/// A catalog of more than 4 GB, or one that [`check`] refuses.
pub fn encode(catalog: &Catalog) -> Result<Vec<u8>, CatalogError> {
    check(catalog)?;
    let payload = payload_of(catalog);
    let length = u32::try_from(payload.len()).map_err(|_| CatalogError::TooLarge)?.to_le_bytes();
    let version = FORMAT.to_le_bytes();
    let checksum = checksum(&version, &length, &payload).to_le_bytes();
    Ok([MAGIC, &version[..], &length, &checksum, &payload].concat())
}

/// Reads a catalog and checks it.
///
/// # Errors
///
/// Anything but the unchanged bytes that [`encode`] of this format version gave.
pub fn decode(bytes: &[u8]) -> Result<Catalog, CatalogError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(CatalogError::NotACatalog)?;
    let (version, rest) = rest.split_first_chunk::<2>().ok_or(CatalogError::WrongLength)?;
    if u16::from_le_bytes(*version) != FORMAT {
        return Err(CatalogError::OtherVersion { found: u16::from_le_bytes(*version) });
    }
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(CatalogError::WrongLength)?;
    let (expected, payload) = rest.split_first_chunk::<4>().ok_or(CatalogError::WrongLength)?;
    if usize::try_from(u32::from_le_bytes(*length)) != Ok(payload.len()) {
        return Err(CatalogError::WrongLength);
    }
    if checksum(version, length, payload) != u32::from_le_bytes(*expected) {
        return Err(CatalogError::Damaged);
    }
    let mut reader = Reader::new(payload);
    let catalog = Catalog::read(&mut reader).ok_or(CatalogError::Malformed { what: "encoding" })?;
    if !reader.is_at_end() {
        return Err(CatalogError::WrongLength);
    }
    check(&catalog)?;
    Ok(catalog)
}

fn payload_of(catalog: &Catalog) -> Vec<u8> {
    let mut payload = Vec::new();
    catalog.write(&mut payload);
    payload
}

fn checksum(version: &[u8], length: &[u8], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(version);
    hasher.update(length);
    hasher.update(payload);
    hasher.finalize()
}

/// Checks every id and every order that evaluation relies on.
///
/// # Errors
///
/// The first thing that does not fit.
pub fn check(catalog: &Catalog) -> Result<(), CatalogError> {
    Checker { catalog, what: None }.run()
}

struct Checker<'a> {
    catalog: &'a Catalog,
    what: Option<&'static str>,
}

impl Checker<'_> {
    /// Notes the first thing that does not fit.
    #[inline(always)]
    fn require(&mut self, holds: bool, what: &'static str) {
        if !holds && self.what.is_none() {
            self.what = Some(what);
        }
    }

    fn known<T>(&mut self, arena: &Arena<T>, ids: impl IntoIterator<Item = Id<T>>, what: &'static str) {
        for id in ids {
            self.require(arena.contains(id), what);
        }
    }

    fn text(&mut self, id: Option<TextId>) {
        self.require(id.is_none_or(|id| self.catalog.texts.contains(id)), "a text that does not exist");
    }

    fn words(&mut self, words: Option<Words>) {
        if let Some(Words { zh, en }) = words {
            self.text(Some(zh));
            self.text(en);
        }
    }

    fn run(mut self) -> Result<(), CatalogError> {
        // In this order: later steps follow the ids that earlier ones have checked.
        let steps: [fn(&mut Self); 8] = [
            Self::types,
            Self::lists,
            Self::expression_ids,
            Self::expression_order,
            Self::extents,
            Self::conditions,
            Self::documents,
            Self::beforehand,
        ];
        for step in steps {
            step(&mut self);
            if let Some(what) = self.what {
                return Err(CatalogError::Malformed { what });
            }
        }
        Ok(())
    }

    /// Types of lists and records are made of types that stand before them, and do not nest too deeply.
    fn types(&mut self) {
        let catalog = self.catalog;
        // For each element type the first record it may stand in, and how deep it nests; for each record how deep it nests.
        let mut elements: Vec<(usize, u16)> = Vec::with_capacity(catalog.elements.len());
        let mut deepest = vec![0u16; catalog.records.len()];
        for element in catalog.elements.iter() {
            let found = match element {
                Type::List(inner) => elements.get(inner.index()).map(|(record, depth)| (*record, depth + 1)),
                Type::Record(record) => catalog.records.contains(*record).then_some((record.index() + 1, 0)),
                _ => Some((0, 0)),
            };
            self.require(found.is_some(), "a list of no type");
            elements.push(found.unwrap_or((usize::MAX, DEEPEST_TYPE)));
        }
        for (index, record) in catalog.records.iter().enumerate() {
            for (_, value_type) in &record.fields {
                let found = match value_type {
                    Type::List(element) => elements.get(element.index()).copied(),
                    Type::Record(record) => Some((record.index() + 1, 0)),
                    _ => Some((0, 0)),
                };
                // Record `first - 1` is the one inside.
                let Some((first, depth)) = found.filter(|(first, _)| *first <= index) else {
                    self.require(false, "a record stands before its parts");
                    return;
                };
                let inner = first.checked_sub(1).and_then(|inner| deepest.get(inner).copied()).unwrap_or(0);
                if let Some(slot) = deepest.get_mut(index) {
                    *slot = (*slot).max(depth.saturating_add(inner).saturating_add(1));
                }
            }
        }
        self.require(deepest.iter().all(|depth| *depth <= DEEPEST_TYPE), "types nest too deeply");
        self.require(elements.iter().all(|(_, depth)| *depth <= DEEPEST_TYPE), "types nest too deeply");
        let types = catalog.elements.iter().chain(catalog.records.iter().flat_map(|r| r.fields.iter().map(|(_, t)| t)));
        types.for_each(|value_type| self.value_type(value_type));
    }

    /// What a fact lists: plain values, or records of plain values, declared one by one.
    fn listed(&mut self, fact: &Fact) {
        let catalog = self.catalog;
        let declared: Vec<&Type> = fact
            .fields
            .iter()
            .filter(|id| catalog.fields.contains(**id))
            .map(|id| &catalog.fields[*id].0.value_type)
            .collect();
        let fits = match &fact.value_type {
            Type::List(element) if catalog.elements.contains(*element) => match &catalog.elements[*element] {
                Type::Record(record) if catalog.records.contains(*record) => {
                    let fields = &catalog.records[*record].fields;
                    fields.len() == declared.len() && fields.iter().zip(&declared).all(|((_, of), field)| of == *field)
                }
                plain => declared == [plain],
            },
            _ => declared.is_empty(),
        };
        self.require(fits && declared.len() == fact.fields.len(), "a list without its fields");
        self.require(fact.key.iter().all(|position| (*position as usize) < declared.len()), "a key of no field");
    }

    /// What a text tells: it has a format, and the leaves that it leaves open are those of the choice it tells of.
    fn told(&mut self, fact: &Fact) {
        let catalog = self.catalog;
        let is_text = fact.value_type == Type::Text;
        self.require(is_text || fact.format.is_none(), "a format of no text");
        self.require(fact.format.is_some() || fact.tells.is_empty(), "any text tells of a fact");
        for tells in &fact.tells {
            let told = catalog.facts.contains(tells.fact).then(|| &catalog.facts[tells.fact].value_type);
            let list = match told {
                Some(Type::Choice(list)) if catalog.lists.contains(*list) => &catalog.lists[*list],
                _ => {
                    self.require(false, "a text tells of no choice");
                    return;
                }
            };
            let leaves: Vec<u32> = list.leaves().collect();
            for (beginning, left) in &tells.beginnings {
                self.require(credit_code::can_begin(beginning), "a beginning of no credit code");
                self.require(!left.is_empty(), "a text that leaves nothing");
                self.require(left.is_sorted_by(|a, b| a < b), "leaves that do not ascend");
                self.require(left.iter().all(|leaf| leaves.binary_search(leaf).is_ok()), "a text tells of no leaf");
            }
        }
    }

    /// No value can grow too large, and no list can take too much work.
    fn extents(&mut self) {
        let catalog = self.catalog;
        let mut extents: Vec<Extent> = Vec::with_capacity(catalog.expressions.len());
        // The list that each variable runs through.
        let mut lists: Vec<Option<ExpressionId>> = vec![None; catalog.expressions.len()];
        for expression in catalog.expressions.iter() {
            let (variable, over) = match expression {
                Expression::Each { variable, over, .. } => (variable, Some(*over)),
                Expression::Variable(variable) => (variable, None),
                _ => continue,
            };
            let slot = lists.get_mut(*variable as usize);
            self.require(slot.is_some(), "a variable out of range");
            if let (Some(slot), Some(over)) = (slot, over) {
                self.require(slot.replace(over).is_none(), "two lists are run through by one variable");
            }
        }
        // Before the first list is run through, no part brings work with it.
        let mut brings_work = false;
        for (id, expression) in catalog.expressions.entries() {
            if !brings_work && Extent::is_scalar(expression) {
                extents.push(Extent::SCALAR);
                continue;
            }
            let known = |id: ExpressionId| extents.get(id.index()).copied().unwrap_or(Extent::SCALAR);
            let extent = match expression {
                Expression::Fact(fact) => {
                    let fact = &catalog.facts[*fact];
                    Extent::of_type(&fact.value_type, fact.years, fact.fields.len())
                }
                Expression::Definition(id) => Extent { work: 0, loops: 0, ..known(catalog.definitions[*id].body) },
                Expression::Parameter { parameter, .. } => {
                    Extent::of_type(&catalog.parameters[*parameter].value_type, 0, 0)
                }
                Expression::Variable(variable) => {
                    let over = lists.get(*variable as usize).copied().flatten();
                    self.require(over.is_none_or(|over| over < id), "a variable stands before its list");
                    known(over.unwrap_or(id)).variable()
                }
                other => Extent::of(other, &known, &|table| Extent::of_table(&catalog.tables[table], &known)),
            };
            self.require(extent.is_within_limits(), "an expression can grow too large");
            if let Expression::YearOf { year, .. } = expression {
                self.require((1..=9999).contains(year), "a year of no calendar");
            }
            brings_work |= extent.work > 0 || extent.loops > 0;
            extents.push(extent);
        }
    }

    fn lists(&mut self) {
        for list in self.catalog.lists.iter() {
            for (position, item) in (0u32..).zip(&list.items) {
                self.require(item.parent.is_none_or(|parent| parent < position), "a code stands before its parent");
            }
        }
        for fact in self.catalog.facts.iter() {
            self.value_type(&fact.value_type);
            self.known(&self.catalog.fields, fact.fields.iter().copied(), "a list without its fields");
            self.listed(fact);
            self.told(fact);
        }
        for Field(field) in self.catalog.fields.iter() {
            self.value_type(&field.value_type);
            let plain = !matches!(field.value_type, Type::List(_) | Type::Record(_) | Type::Series(_));
            self.require(field.tells.is_empty(), "a field that tells of facts");
            self.require(plain && field.fields.is_empty() && field.key.is_empty(), "a field that is no plain value");
        }
        for definition in self.catalog.definitions.iter() {
            self.value_type(&definition.value_type);
            self.known(&self.catalog.policies, definition.policy, "a definition of no policy");
            self.known(&self.catalog.sources, definition.source, "a definition without its source");
        }
        for parameter in self.catalog.parameters.iter() {
            self.value_type(&parameter.value_type);
            let plain = !matches!(parameter.value_type, Type::List(_) | Type::Record(_));
            self.require(plain, "a figure that is no plain value");
            self.known(&self.catalog.lists, parameter.by, "a parameter by no list");
            let by = parameter.by.filter(|by| self.catalog.lists.contains(*by)).map(|by| &self.catalog.lists[by]);
            let of = match &parameter.value_type {
                Type::Choice(list) | Type::Choices(list) if self.catalog.lists.contains(*list) => {
                    Some(&self.catalog.lists[*list])
                }
                _ => None,
            };
            for row in &parameter.rows {
                let at = row.at.is_none_or(|at| by.is_some_and(|list| list.item(at).is_some()));
                self.require(at, "a figure at no place");
                self.known(&self.catalog.sources, row.source, "a figure without its source");
                if let ParameterValue::Known(value) = &row.value {
                    self.value(value, of);
                }
            }
        }
    }

    fn value_type(&mut self, value_type: &Type) {
        let catalog = self.catalog;
        match value_type {
            Type::Quantity(unit) => self.known(&catalog.units, [*unit], "a quantity of no unit"),
            Type::Choice(list) | Type::Choices(list) => self.known(&catalog.lists, [*list], "a choice of no list"),
            Type::Series(each) => self.require(each.is_ordered(), "a series of no numbers"),
            Type::List(element) => self.known(&catalog.elements, [*element], "a list of no type"),
            Type::Record(record) => self.known(&catalog.records, [*record], "a record of no type"),
            _ => {}
        }
    }

    /// Codes of a literal lie inside their list where it is known, and anyway inside some list.
    fn value(&mut self, value: &Value, list: Option<&List>) {
        match value {
            Value::Code(code) => self.codes(std::slice::from_ref(code), list),
            Value::Codes(codes) => self.codes(codes, list),
            _ => {}
        }
    }

    fn codes(&mut self, codes: &[u32], list: Option<&List>) {
        let longest = || self.catalog.lists.iter().map(|list| list.items.len()).max().unwrap_or(0);
        let length = list.map_or_else(longest, |list| list.items.len());
        self.require(codes.iter().all(|code| (*code as usize) < length), "a code outside its list");
    }

    fn expression_ids(&mut self) {
        let catalog = self.catalog;
        for expression in catalog.expressions.iter() {
            match expression {
                Expression::Constant(value) => self.value(value, None),
                Expression::Fact(fact) => self.known(&catalog.facts, [*fact], "an expression of no fact"),
                Expression::Definition(id) => self.known(&catalog.definitions, [*id], "an expression of no definition"),
                Expression::Parameter { parameter, .. } => {
                    self.known(&catalog.parameters, [*parameter], "an expression of no parameter");
                }
                Expression::Table(table) => self.known(&catalog.tables, [*table], "an expression of no table"),
                Expression::Chosen(policy) => self.known(&catalog.policies, [*policy], "an expression of no policy"),
                Expression::OneOf { codes, .. } | Expression::ContainsAny { codes, .. } => self.codes(codes, None),
                _ => {}
            }
        }
        for table in catalog.tables.iter() {
            self.known(&catalog.lists, table.list, "a table of no list");
        }
    }

    fn expression_order(&mut self) {
        let catalog = self.catalog;
        let mut depths: Vec<u16> = Vec::with_capacity(catalog.expressions.len());
        for id in catalog.expressions.ids() {
            let (mut deepest, mut ordered) = (0, true);
            catalog.for_each_part(id, &mut |part: ExpressionId| match depths.get(part.index()) {
                Some(depth) => deepest = deepest.max(*depth),
                None => ordered = false,
            });
            self.require(ordered, "an expression stands before its parts");
            self.require(deepest < limits::CHAIN, "expressions nest too deeply");
            depths.push(deepest.saturating_add(1));
        }
        // Tables that no expression names, and definitions: their expressions exist.
        for table in catalog.tables.iter() {
            table.for_each_part(&mut |part| self.known(&catalog.expressions, [part], "a table without its expression"));
        }
        for definition in catalog.definitions.iter() {
            self.known(&catalog.expressions, [definition.body], "a definition without its expression");
        }
    }

    fn conditions(&mut self) {
        /// The tree of a condition without parts.
        const LEAF: (u16, u32) = (1, 1);
        let catalog = self.catalog;
        // Depth and size of every condition's tree.
        let mut trees: Vec<(u16, u32)> = Vec::with_capacity(catalog.conditions.len());
        for condition in catalog.conditions.iter() {
            self.text(condition.id);
            self.words(condition.says);
            self.text(condition.clause);
            self.words(condition.fix);
            let source = condition.source.is_none_or(|source| catalog.sources.contains(source));
            self.require(source, "a condition without its source");
            if let ConditionKind::Test(_) | ConditionKind::Judged(_) = condition.kind {
                let own = condition.kind.expression().is_none_or(|own| catalog.expressions.contains(own));
                self.require(own, "a condition without its expression");
                trees.push(LEAF);
                continue;
            }
            let (mut depth, mut size) = (0u16, 1u32);
            for child in condition.kind.children() {
                match trees.get(child.index()) {
                    Some((child_depth, child_size)) => {
                        depth = depth.max(*child_depth);
                        size = size.saturating_add(*child_size);
                    }
                    None => self.require(false, "a condition stands before its parts"),
                }
            }
            if let ConditionKind::AtLeast(needed, children) = &condition.kind {
                self.require(*needed as usize <= children.len(), "a condition needs more than there are");
            }
            self.require(depth < limits::CONDITION_DEPTH, "conditions nest too deeply");
            self.require(size <= limits::POLICY_CONDITIONS, "a policy has too many conditions");
            trees.push((depth.saturating_add(1), size));
        }
    }

    fn documents(&mut self) {
        let catalog = self.catalog;
        let conditions =
            |this: &mut Self, id: ConditionId| this.known(&catalog.conditions, [id], "a policy without its condition");
        for Source { title, number, clause, url, .. } in catalog.sources.iter() {
            self.text(*title);
            self.text(*number);
            self.text(*clause);
            self.text(*url);
        }
        for policy in catalog.policies.iter() {
            self.words(Some(policy.title));
            self.words(policy.summary);
            self.words(policy.authority);
            self.text(Some(policy.level));
            self.known(&catalog.sources, policy.sources.iter().copied(), "a policy without its source");
            let ended = policy.supersedes.iter().chain(policy.survives.iter().map(|(older, _)| older));
            self.known(&catalog.policies, ended.copied(), "a policy ends one that does not exist");
            policy.conditions().for_each(|id| conditions(self, id));
            for benefit in &policy.benefits {
                self.known(&catalog.expressions, benefit.expressions(), "a benefit without its expression");
                self.known(&catalog.sources, benefit.source, "a benefit without its source");
                self.text(benefit.clause);
                self.words(benefit.says);
                self.known(&catalog.policies, benefit.depends_on.iter().copied(), "a benefit depends on no policy");
                if let Amount::Range { min: None, max: None } = benefit.amount {
                    self.require(false, "a benefit's range has no end");
                }
            }
        }
        for selection in catalog.selections.iter() {
            self.known(&catalog.definitions, [selection.definition], "a selection of no definition");
            self.known(&catalog.conditions, [selection.condition], "a selection without its condition");
            self.known(&catalog.expressions, [selection.filter], "a selection without its filter");
        }
        for group in catalog.groups.iter() {
            self.known(&catalog.policies, group.members.iter().copied(), "a group of no policy");
            let expressions = [group.each_cap, group.cap, group.highest_difference];
            self.known(&catalog.expressions, expressions.into_iter().flatten(), "a group without its expression");
            self.known(&catalog.sources, group.source, "a group without its source");
        }
    }

    fn beforehand(&mut self) {
        let catalog = self.catalog;
        let benefits = catalog.policies.iter().map(|policy| policy.benefits.len()).sum();
        let Beforehand { days, truths, amounts } = &catalog.beforehand;
        for (questions, count) in [(truths, catalog.conditions.len()), (amounts, benefits)] {
            let mut least = 0;
            for Plain { question, dated, .. } in questions {
                self.require((least..count).contains(&(*question as usize)), "something is known of no question");
                self.require(days.is_some() || !dated, "something is known of no day");
                least = *question as usize + 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Calculator;
    use crate::engine::tests::sample;
    use crate::model::{Expression, Operator};
    use proptest::prelude::*;

    /// Bytes with a checksum that fits, whatever they say.
    fn sealed(payload: &[u8]) -> Vec<u8> {
        let (version, length) = (FORMAT.to_le_bytes(), (payload.len() as u32).to_le_bytes());
        let checksum = checksum(&version, &length, payload).to_le_bytes();
        [MAGIC, &version[..], &length, &checksum, payload].concat()
    }

    #[test]
    fn reads_what_it_writes() {
        let catalog = sample().catalog;
        let bytes = encode(&catalog).unwrap();
        assert_eq!(decode(&bytes).as_ref(), Ok(&catalog));
        assert_eq!(encode(&decode(&bytes).unwrap()), Ok(bytes));
        assert_eq!(decode(&encode(&Catalog::default()).unwrap()), Ok(Catalog::default()));
    }

    #[test]
    fn every_flipped_byte_is_refused() {
        let bytes = encode(&sample().catalog).unwrap();
        for position in 0..bytes.len() {
            for flip in [1, 0x80, 0xff] {
                let mut other = bytes.clone();
                other[position] ^= flip;
                let error = decode(&other).unwrap_err();
                let expected: &[&str] = match position {
                    0..8 => &["not_a_catalog"],
                    8..10 => &["other_version"],
                    10..14 => &["wrong_length"],
                    _ => &["damaged"],
                };
                assert!(expected.contains(&error.code()), "{position}: {error}");
                assert!(!error.message(Language::Chinese).is_empty());
            }
        }
        for length in 0..bytes.len() {
            assert!(decode(&bytes[..length]).is_err());
        }
        assert_eq!(decode(&[&bytes[..], &[0]].concat()), Err(CatalogError::WrongLength));
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let refused = |change: &dyn Fn(&mut Catalog)| {
            let mut catalog = sample().catalog;
            change(&mut catalog);
            match (encode(&catalog), decode(&sealed(&payload_of(&catalog)))) {
                (Err(CatalogError::Malformed { what }), Err(CatalogError::Malformed { what: again }))
                    if what == again =>
                {
                    what
                }
                other => panic!("{other:?}"),
            }
        };
        type Change = dyn Fn(&mut Catalog);
        let cases: [(&Change, &str); 19] = [
            (
                &|c| {
                    c.expressions.push(Expression::Fact(Id::from_index(99)));
                },
                "an expression of no fact",
            ),
            (
                &|c| {
                    let (left, right) = (c.expressions.ids().next().unwrap(), Id::from_index(c.expressions.len()));
                    c.expressions.push(Expression::Arithmetic { operator: Operator::Add, left, right });
                },
                "an expression stands before its parts",
            ),
            (
                &|c| c.definitions[Id::from_index(0)].body = Id::from_index(c.expressions.len() - 1),
                "an expression stands before its parts",
            ),
            (
                &|c| c.tables[Id::from_index(0)].rows[0].then = Id::from_index(9_999),
                "an expression stands before its parts",
            ),
            (&|c| c.conditions[Id::from_index(0)].id = Some(Id::from_index(999)), "a text that does not exist"),
            (
                &|c| {
                    let zh = c.conditions[Id::from_index(0)].clause.unwrap();
                    c.conditions[Id::from_index(0)].fix = Some(Words { zh, en: Some(Id::from_index(999)) });
                },
                "a text that does not exist",
            ),
            (&|c| c.sources[Id::from_index(0)].url = Some(Id::from_index(999)), "a text that does not exist"),
            (&|c| c.policies[Id::from_index(0)].title.zh = Id::from_index(999), "a text that does not exist"),
            (&|c| c.policies[Id::from_index(0)].level = Id::from_index(999), "a text that does not exist"),
            (
                &|c| c.policies[Id::from_index(0)].benefits[0].clause = Some(Id::from_index(999)),
                "a text that does not exist",
            ),
            (&|c| c.lists[Id::from_index(0)].items[0].parent = Some(1), "a code stands before its parent"),
            (&|c| c.parameters[Id::from_index(0)].rows[0].at = Some(7), "a figure at no place"),
            (&|c| c.policies[Id::from_index(0)].eligible = Id::from_index(77), "a policy without its condition"),
            (
                &|c| c.policies[Id::from_index(0)].supersedes.push(Id::from_index(5)),
                "a policy ends one that does not exist",
            ),
            (&|c| c.groups[Id::from_index(0)].members.push(Id::from_index(5)), "a group of no policy"),
            (
                &|c| c.beforehand.truths = vec![Plain { question: c.conditions.len() as u32, ..Plain::default() }],
                "something is known of no question",
            ),
            (&|c| c.beforehand.amounts = vec![Plain::default(); 2], "something is known of no question"),
            (
                &|c| c.beforehand.truths = vec![Plain { dated: true, ..Plain::default() }],
                "something is known of no day",
            ),
            (
                &|c| {
                    c.expressions.push(Expression::OneOf { subject: Id::from_index(3), codes: vec![99] });
                },
                "a code outside its list",
            ),
        ];
        for (change, what) in cases {
            assert_eq!(refused(change), what);
        }
        assert_eq!(
            refused(&|c| {
                let mut last = Id::from_index(0);
                for _ in 0..2_000 {
                    last = c.expressions.push(Expression::Not(last));
                }
            }),
            "expressions nest too deeply"
        );
        assert_eq!(
            refused(&|c| {
                let mut last = Id::from_index(0);
                for _ in 0..40 {
                    let condition = c.conditions[last].clone();
                    last = c
                        .conditions
                        .push(crate::model::Condition { kind: ConditionKind::All(vec![last, last]), ..condition });
                }
            }),
            "a policy has too many conditions"
        );
    }

    /// A catalog with lists, records and what runs through them.
    #[cfg(feature = "lang")]
    fn lists() -> Catalog {
        const RULES: &str = "
lists:
  用途: [研发, 周转]
facts:
  贷款: {type: list, of: {金额: money, 用途: {type: choice, of: 用途}, 抵押: boolean}, key: [金额]}
  奖金: {type: list, of: money}
  营收: {type: money, yearly: 3}
definitions:
  合计: {value: 'sum(for 笔 in 贷款[用途 = \"研发\"] return 笔.金额 * 50%) + sum(奖金)'}
  成对: {value: 'for 笔 in 贷款, 奖 in [1元, 2元] return {金额: 笔.金额, 奖: 奖, 全: [奖, 笔.金额]}'}
  有: {value: 'some 笔 in 成对 satisfies every 奖 in 笔.全 satisfies 奖 > 笔.金额'}
  年度: {value: '营收[2023年度] + max(营收[item > 1元])'}
  各: {table: {hit: collect, in: [有], rows: [['true', '贷款[1]'], ['-', '贷款[-1]']]}}
";
        super::super::compile([("rules.yaml".to_owned(), RULES.to_owned())]).catalog.unwrap()
    }

    #[cfg(feature = "lang")]
    #[test]
    fn lists_that_do_not_fit_together_are_refused() {
        use crate::model::{Quantifier, Record};
        assert_eq!(decode(&encode(&lists()).unwrap()), Ok(lists()));
        let refused = |change: &dyn Fn(&mut Catalog)| {
            let mut catalog = lists();
            change(&mut catalog);
            match (encode(&catalog), decode(&sealed(&payload_of(&catalog)))) {
                (Err(CatalogError::Malformed { what }), Err(CatalogError::Malformed { what: again }))
                    if what == again =>
                {
                    what
                }
                other => panic!("{other:?}"),
            }
        };
        /// The first `Each` of the catalog, changed.
        fn change_each(catalog: &mut Catalog, change: impl Fn(&mut ExpressionId, &mut u32, &mut ExpressionId)) {
            for id in catalog.expressions.ids().collect::<Vec<_>>() {
                if let Expression::Each { over, variable, body, .. } = &mut catalog.expressions[id] {
                    return change(over, variable, body);
                }
            }
            panic!("no `for` in the catalog");
        }
        fn first_list(catalog: &Catalog) -> ExpressionId {
            catalog.expressions.find(|e| matches!(e, Expression::Fact(_))).unwrap().0
        }
        type Change = dyn Fn(&mut Catalog);
        let cases: [(&Change, &str); 21] = [
            (&|c| c.elements[Id::from_index(0)] = Type::List(Id::from_index(0)), "a list of no type"),
            (&|c| c.elements[Id::from_index(0)] = Type::List(Id::from_index(99)), "a list of no type"),
            (&|c| c.elements[Id::from_index(0)] = Type::Record(Id::from_index(99)), "a list of no type"),
            (
                &|c| c.records[Id::from_index(0)].fields[0].1 = Type::Record(Id::from_index(0)),
                "a record stands before its parts",
            ),
            (
                &|c| c.records[Id::from_index(0)].fields[0].1 = Type::List(Id::from_index(0)),
                "a record stands before its parts",
            ),
            (
                &|c| {
                    let mut inner = c.elements.push(Type::Boolean);
                    (0..70).for_each(|_| inner = c.elements.push(Type::List(inner)));
                },
                "types nest too deeply",
            ),
            (
                &|c| {
                    let mut inner = Type::Boolean;
                    for _ in 0..70 {
                        inner = Type::Record(c.records.push(Record { fields: vec![("甲".to_owned(), inner)] }));
                    }
                },
                "types nest too deeply",
            ),
            (&|c| c.elements[Id::from_index(1)] = Type::Choice(Id::from_index(9)), "a choice of no list"),
            (&|c| c.facts[Id::from_index(0)].fields.truncate(2), "a list without its fields"),
            (&|c| c.facts[Id::from_index(0)].fields.swap(0, 1), "a list without its fields"),
            (&|c| c.facts[Id::from_index(0)].fields[0] = Id::from_index(99), "a list without its fields"),
            (&|c| c.facts[Id::from_index(2)].fields.push(Id::from_index(0)), "a list without its fields"),
            (&|c| c.facts[Id::from_index(0)].key = vec![3], "a key of no field"),
            (
                &|c| {
                    let mut field = c.fields[Id::from_index(0)].clone();
                    field.0.value_type = Type::List(Id::from_index(0));
                    c.fields.push(field);
                },
                "a field that is no plain value",
            ),
            (&|c| c.fields[Id::from_index(0)].0.key = vec![0], "a field that is no plain value"),
            (&|c| change_each(c, |_, variable, _| *variable = 1_000_000), "a variable out of range"),
            (
                &|c| {
                    let over = first_list(c);
                    let body = over;
                    for _ in 0..2 {
                        c.expressions.push(Expression::Each { quantifier: Quantifier::Map, over, variable: 0, body });
                    }
                },
                "two lists are run through by one variable",
            ),
            (
                &|c| {
                    let variable = c.expressions.len() as u32;
                    let body = c.expressions.push(Expression::Variable(variable));
                    let over = c.expressions.push(Expression::List(Vec::new()));
                    c.expressions.push(Expression::Each { quantifier: Quantifier::Map, over, variable, body });
                },
                "a variable stands before its list",
            ),
            (
                &|c| {
                    let mut last = first_list(c);
                    (0..9).for_each(|_| last = c.expressions.push(Expression::List(vec![last, last])));
                },
                "an expression can grow too large",
            ),
            (
                &|c| {
                    // A list of lists, run through by three loops within each other.
                    let list = first_list(c);
                    let over = c.expressions.push(Expression::List(vec![list, list]));
                    let start = c.expressions.len() as u32;
                    let inner = c.expressions.push(Expression::Variable(start));
                    let mut body = inner;
                    for variable in 1..4 {
                        body = c.expressions.push(Expression::Each {
                            quantifier: Quantifier::Some,
                            over: inner,
                            variable: start + variable,
                            body,
                        });
                    }
                    c.expressions.push(Expression::Each { quantifier: Quantifier::Some, over, variable: start, body });
                },
                "an expression can grow too large",
            ),
            (
                &|c| {
                    let series = first_list(c);
                    c.expressions.push(Expression::YearOf { series, year: 10_000 });
                },
                "a year of no calendar",
            ),
        ];
        for (number, (change, what)) in cases.into_iter().enumerate() {
            assert_eq!(refused(change), what, "case {number}");
        }
    }

    proptest! {
        /// A catalog with lists, some of its bytes changed, is refused or can be evaluated, whatever is in the lists.
        #[cfg(feature = "lang")]
        #[test]
        fn changed_catalogs_with_lists_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            let mut payload = payload_of(&lists());
            for (position, byte) in changes {
                let position = position.index(payload.len());
                payload[position] = byte;
            }
            if let Ok(calculator) = Calculator::load(&sealed(&payload)) {
                let day = crate::model::Date::from_ymd(2026, 11, 23).unwrap();
                let mut session = crate::engine::Session::open(std::sync::Arc::new(calculator), day, Language::English);
                for facts in [r#"[{"金额": 1, "用途": "研发"}, null]"#, "[1, 2]", r#"[{}, {"抵押": true}]"#, "[]", "true"] {
                    for name in ["贷款", "奖金", "营收"] {
                        let _ = session.set(name, &crate::engine::tests::json(facts));
                    }
                    for name in ["合计", "成对", "有", "年度", "各"] {
                        let _ = session.value_of(name, None);
                    }
                }
                let _ = serde_json::to_string(&session.calculator().describe());
            }
        }
    }

    proptest! {
        #[test]
        fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(&bytes);
            let _ = decode(&sealed(&bytes));
        }

        /// A catalog with some bytes changed and the checksum made to fit is refused, or can be evaluated.
        #[test]
        fn changed_catalogs_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            let mut payload = payload_of(&sample().catalog);
            for (position, byte) in changes {
                let position = position.index(payload.len());
                payload[position] = byte;
            }
            if let Ok(calculator) = Calculator::load(&sealed(&payload)) {
                let day = crate::model::Date::from_ymd(2026, 11, 23).unwrap();
                let mut session = crate::engine::Session::open(std::sync::Arc::new(calculator), day, Language::English);
                for name in ["收入", "营收", "人数", "注册地"] {
                    let _ = session.set(name, &crate::engine::Input::Text("1".to_owned()));
                }
                let (_, _, _) = (session.verdicts(), session.totals(), session.value_of("额", None));
                let _ = serde_json::to_string(&session.calculator().describe());
            }
        }
    }
}
