//! Every small mistake that an author could have made in a catalog.

use super::Found;
use super::expressions::{limits, literals, needs, rewrites};
use super::mutation::{
    BenefitChange, ConditionChange, FigureChange, Mutation, PolicyChange, Rewrite, Root, Site, Slot,
};
use super::step;
use crate::advise::formula::written;
use crate::audit::closure::Closure;
use crate::catalog::places::Places;
use crate::engine::BitSet;
use crate::lang::source::Span;
use crate::model::{
    Amount, Benefit, Bound, Bounds, Catalog, Certainty, Condition, ConditionId, ConditionKind, Definition, Expression,
    ExpressionId, ParameterRow, ParameterValue, Policy, PolicyId, TableId, Text, Type, Value, When, Window,
};
use std::collections::{BTreeMap, HashMap};

/// All mutations of a catalog: those of definitions, conditions, policies and figures.
pub(super) fn all(catalog: &Catalog, places: &Places) -> Vec<Found> {
    let mut enumerator = Enumerator { catalog, places, found: Vec::new() };
    enumerator.definitions();
    enumerator.conditions();
    for (id, policy) in catalog.policies.entries() {
        enumerator.policy(id, policy);
    }
    enumerator.figures();
    enumerator.found
}

struct Enumerator<'c> {
    catalog: &'c Catalog,
    places: &'c Places,
    found: Vec<Found>,
}

/// To whom mutations belong.
struct Owner {
    owners: Vec<String>,
    what: Text,
    place: Option<Span>,
}

impl Enumerator<'_> {
    fn add(&mut self, owner: &Owner, mutation: Mutation) {
        let Owner { owners, what, place } = owner;
        self.found.push(Found { mutation, owners: owners.clone(), what: what.clone(), place: *place });
    }

    fn definitions(&mut self) {
        for (id, definition) in self.catalog.definitions.entries() {
            let name = match definition.policy {
                Some(policy) => format!("{}.{}", self.catalog.policies[policy].id, definition.name),
                None => definition.name.clone(),
            };
            let owner = Owner { owners: vec![name], what: Text::default(), place: self.places.definition(id) };
            let named = |name: &str| {
                let same = |other: &Definition| other.policy == definition.policy && other.name == name;
                self.catalog.definitions.find(same).map(|(id, _)| id)
            };
            let is_passed = named(&format!("{}.pass", definition.name));
            let root = Root::Definition(std::iter::once(id).chain(is_passed).collect());
            // Whether a score is passed is made of the score itself, whose mutations are made in both.
            let score = definition.name.strip_suffix(".pass").and_then(named);
            let known = score.map_or(BitSet::EMPTY, |score| nodes(self.catalog, self.catalog.definitions[score].body));
            let before = self.found.len();
            let changes = literals(self.catalog, definition.body, &definition.value_type);
            self.value(&owner, &root, definition.body, &definition.value_type, changes);
            let mut index = 0;
            self.found.retain(|found| {
                index += 1;
                let is_known =
                    matches!(&found.mutation, Mutation::Expression(site, _) if known.contains(site.node.index()));
                index <= before || !is_known
            });
        }
    }

    /// The conditions that policies use, each once, however many names it has.
    fn conditions(&mut self) {
        let mut users: BTreeMap<ConditionId, Vec<String>> = BTreeMap::new();
        for (id, policy) in self.catalog.policies.entries() {
            for condition in Closure::of_policy(self.catalog, id).conditions() {
                users.entry(condition).or_default().push(policy.id.clone());
            }
        }
        let mut first: HashMap<Span, usize> = HashMap::new();
        let mut groups: Vec<(Vec<ConditionId>, Vec<String>)> = Vec::new();
        for (id, policies) in users {
            let known = self.places.written(id).map(|place| *first.entry(place).or_insert(groups.len()));
            match known.and_then(|index| groups.get_mut(index)) {
                Some((ids, all)) => {
                    ids.push(id);
                    all.extend(policies);
                    all.sort();
                    all.dedup();
                }
                None => groups.push((vec![id], policies)),
            }
        }
        for (ids, owners) in groups {
            let Some(first) = ids.first() else { continue };
            let condition = &self.catalog.conditions[*first];
            let owner = Owner { owners, what: named(self.catalog, *first), place: self.places.written(*first) };
            for change in combinations(condition) {
                self.add(&owner, Mutation::Condition(ids.clone(), change));
            }
            if let Some(test) = condition.kind.expression() {
                self.value(&owner, &Root::Test(ids), test, &Type::Boolean, Vec::new());
            }
        }
    }

    fn policy(&mut self, id: PolicyId, policy: &Policy) {
        let owner = |what: Text, place| Owner { owners: vec![policy.id.clone()], what, place };
        for (position, benefit) in policy.benefits.iter().enumerate() {
            let name = format!("benefits[{position}]");
            let owner = owner(Text::new(name.clone(), name), self.places.benefit(id, position));
            self.benefit(&owner, id, position, benefit);
        }
        let dates = owner(Text::new("in_force", "in_force"), None);
        for days in [1, -1] {
            if let When::Day(_) = policy.from {
                self.add(&dates, Mutation::Policy(id, PolicyChange::From(days)));
            }
            if let When::Day(_) = policy.to {
                self.add(&dates, Mutation::Policy(id, PolicyChange::To(days)));
            }
        }
        let windows = owner(Text::new("window", "window"), None);
        for (position, window) in policy.windows.iter().enumerate() {
            if let Window::Once { .. } | Window::Yearly { .. } = window {
                for days in [1, -1] {
                    self.add(&windows, Mutation::Policy(id, PolicyChange::Opens(position, days)));
                    self.add(&windows, Mutation::Policy(id, PolicyChange::Closes(position, days)));
                }
            }
        }
        let supersedes = owner(Text::new("supersedes", "supersedes"), None);
        for older in &policy.supersedes {
            self.add(&supersedes, Mutation::Policy(id, PolicyChange::NotEnding(*older)));
        }
    }

    fn benefit(&mut self, owner: &Owner, id: PolicyId, position: usize, benefit: &Benefit) {
        let mut changes = Vec::new();
        if benefit.when.is_some() {
            changes.push(BenefitChange::Unconditional);
        }
        let slots = [
            (Slot::Formula, if let Amount::Formula(formula) = benefit.amount { Some(formula) } else { None }),
            (Slot::Min, if let Amount::Range { min, .. } = benefit.amount { min } else { None }),
            (Slot::Max, if let Amount::Range { max, .. } = benefit.amount { max } else { None }),
            (Slot::Cap, benefit.cap),
            (Slot::AtLeast, benefit.at_least),
            (Slot::Step, benefit.step),
        ];
        for (slot, expression) in slots {
            let Some(expression) = expression else { continue };
            let is_limit = matches!(slot, Slot::Cap | Slot::AtLeast | Slot::Step);
            if is_limit {
                changes.push(BenefitChange::Without(slot));
            }
            let root = Root::Amount(id, position, slot);
            let literals = if is_limit {
                limits(self.catalog, expression)
            } else {
                literals(self.catalog, expression, &Type::Money)
            };
            self.value(owner, &root, expression, &Type::Money, literals);
        }
        if benefit.certainty == Certainty::Ceiling {
            changes.push(BenefitChange::Certain);
        }
        for change in changes {
            self.add(owner, Mutation::Benefit(id, position, change));
        }
    }

    /// A value; `literals` are the changes if it is nothing but a literal.
    fn value(&mut self, owner: &Owner, root: &Root, id: ExpressionId, value_type: &Type, literals: Vec<Rewrite>) {
        for rewrite in literals {
            let site = Site { root: root.clone(), row: None, node: id };
            self.add(owner, Mutation::Expression(site, rewrite));
        }
        self.part(owner, root, None, &[id], value_type);
    }

    /// What a value, or a row of a table in it, is made of, up to the definitions that it names and the rows of further tables.
    fn part(
        &mut self,
        owner: &Owner,
        root: &Root,
        row: Option<(TableId, usize)>,
        roots: &[ExpressionId],
        value_type: &Type,
    ) {
        let mut all = BitSet::EMPTY;
        let mut tables = Vec::new();
        // What is the opposite of a test is not negated a second time.
        let mut opposites = BitSet::EMPTY;
        let mut open = roots.to_vec();
        while let Some(id) = open.pop() {
            if all.contains(id.index()) {
                continue;
            }
            all.insert(id.index());
            match &self.catalog.expressions[id] {
                Expression::Table(table) => tables.push(*table),
                Expression::Not(inner) => {
                    opposites.insert(inner.index());
                    open.push(*inner);
                }
                other => other.for_each_operand(&mut |operand| open.push(operand)),
            }
        }
        for node in all.iter().map(ExpressionId::from_index) {
            for rewrite in rewrites(self.catalog, node, value_type) {
                if rewrite != Rewrite::Negated || !opposites.contains(node.index()) {
                    let site = Site { root: root.clone(), row, node };
                    self.add(owner, Mutation::Expression(site, rewrite));
                }
            }
        }
        for id in tables {
            let table = &self.catalog.tables[id];
            for (position, of) in table.rows.iter().enumerate() {
                self.part(owner, root, Some((id, position)), &[of.when, of.then], value_type);
            }
            if let Some(otherwise) = table.otherwise {
                self.part(owner, root, Some((id, table.rows.len())), &[otherwise], value_type);
            }
        }
    }

    fn figures(&mut self) {
        for (id, parameter) in self.catalog.parameters.entries() {
            let owner = Owner { owners: vec![parameter.name.clone()], what: Text::default(), place: None };
            for (position, row) in parameter.rows.iter().enumerate() {
                for change in figure(row, &parameter.value_type) {
                    self.add(&owner, Mutation::Figure(id, position, change));
                }
            }
        }
    }
}

/// What an author calls a condition.
pub(super) fn named(catalog: &Catalog, id: ConditionId) -> Text {
    let condition = &catalog.conditions[id];
    match (&condition.id, &condition.says, &condition.kind) {
        (Some(id), _, _) => Text::new(&catalog.texts[*id], &catalog.texts[*id]),
        (None, Some(says), _) => catalog.texts.text(*says),
        (None, None, ConditionKind::Test(test)) => {
            let text = written(catalog, *test, &Type::Boolean);
            Text::new(text.clone(), text)
        }
        (None, None, ConditionKind::All(_)) => Text::new("all", "all"),
        (None, None, ConditionKind::Any(_)) => Text::new("any", "any"),
        (None, None, ConditionKind::Not(of)) => {
            let of = named(catalog, *of);
            let en = of.en.as_ref().unwrap_or(&of.zh);
            Text::new(format!("not({})", of.zh), format!("not({en})"))
        }
        (None, None, ConditionKind::AtLeast(..)) => Text::new("at_least", "at_least"),
        (None, None, ConditionKind::Judged(_)) => Text::new("judged", "judged"),
    }
}

/// The expressions that a value is made of, up to the definitions that it names.
fn nodes(catalog: &Catalog, root: ExpressionId) -> BitSet {
    let mut all = BitSet::EMPTY;
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if !all.contains(id.index()) {
            all.insert(id.index());
            catalog.expressions[id].for_each_operand(&mut |operand| open.push(operand));
        }
    }
    all
}

fn combinations(condition: &Condition) -> Vec<ConditionChange> {
    match &condition.kind {
        ConditionKind::All(ids) | ConditionKind::Any(ids) if ids.len() > 1 => {
            let without = (0..ids.len()).map(ConditionChange::Without);
            std::iter::once(ConditionChange::Connected).chain(without).collect()
        }
        ConditionKind::AtLeast(needed, ids) => needs(*needed, ids.len()).map(ConditionChange::Needed).collect(),
        ConditionKind::Not(_) => vec![ConditionChange::Plain],
        ConditionKind::Judged(_) => vec![ConditionChange::Holds],
        _ => Vec::new(),
    }
}

fn figure(row: &ParameterRow, value_type: &Type) -> Vec<FigureChange> {
    let mut changes = Vec::new();
    match &row.value {
        ParameterValue::Known(Value::Number(value)) => {
            let more = value.checked_add(step::of_type(value_type, *value));
            changes.extend(more.map(|more| FigureChange::Value(ParameterValue::Known(Value::Number(more)))));
        }
        ParameterValue::Known(Value::Boolean(value)) => {
            changes.push(FigureChange::Value(ParameterValue::Known(Value::Boolean(!value))));
        }
        ParameterValue::Bounded(bounds) => {
            let further = |bound: Bound| {
                let value = bound.value.checked_add(step::of_type(value_type, bound.value))?;
                Some(Bound { value, ..bound })
            };
            let moved = [
                bounds.min.and_then(further).map(|min| Bounds { min: Some(min), ..*bounds }),
                bounds.max.and_then(further).map(|max| Bounds { max: Some(max), ..*bounds }),
            ];
            let moved = moved.into_iter().flatten().filter(|bounds| !bounds.is_empty());
            changes.extend(moved.map(|bounds| FigureChange::Value(ParameterValue::Bounded(bounds))));
        }
        _ => {}
    }
    changes.extend([1, -1].into_iter().filter_map(|days| row.from.plus_days(days)).map(FigureChange::From));
    changes
}
