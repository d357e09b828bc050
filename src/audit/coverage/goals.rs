//! All that examples can show of a catalog, with names and places.

use super::{Goal, Item, Kind, Sight, State};
use crate::advise::formula::{type_of_any, written};
use crate::catalog::places::Places;
use crate::engine::{BitSet, Limit, Way};
use crate::lang::source::Span;
use crate::model::{
    Benefit, Catalog, Condition, ConditionId, ConditionKind, Definition, DefinitionId, Expression, ExpressionId,
    Function, Language, Policy, PolicyId, TableId, Text, TextId, Type,
};
use std::collections::HashMap;

/// Every goal and its item, whose state is still open.
pub(super) fn of(catalog: &Catalog, places: &Places) -> Vec<(Goal, Item)> {
    let mut goals = Goals { catalog, places, expressions: BitSet::EMPTY, tables: BitSet::EMPTY, found: Vec::new() };
    for (id, definition) in catalog.definitions.entries() {
        goals.definition(id, definition);
    }
    for (id, policy) in catalog.policies.entries() {
        goals.policy(id, policy);
    }
    goals.found
}

struct Goals<'c> {
    catalog: &'c Catalog,
    places: &'c Places,
    /// Expressions and tables that have an owner already: what is shared belongs to the first one.
    expressions: BitSet,
    tables: BitSet,
    found: Vec<(Goal, Item)>,
}

/// A value that is looked at, and to whom it belongs.
struct Owner<'o> {
    name: &'o str,
    place: Option<Span>,
    value_type: &'o Type,
}

impl<'c> Goals<'c> {
    fn add(&mut self, goal: Goal, kind: Kind, owner: &str, what: Text, sight: Text, place: Option<Span>) {
        self.found.push((goal, Item { kind, owner: owner.to_owned(), what, sight, place, state: State::Missing }));
    }

    fn definition(&mut self, id: DefinitionId, definition: &Definition) {
        let name = match definition.policy {
            Some(policy) => format!("{}.{}", self.catalog.policies[policy].id, definition.name),
            None => definition.name.clone(),
        };
        let place = self.places.definition(id);
        self.value(&Owner { name: &name, place, value_type: &definition.value_type }, definition.body);
    }

    fn policy(&mut self, id: PolicyId, policy: &Policy) {
        let conditions = self.conditions(policy);
        let mut names: HashMap<&str, usize> = HashMap::new();
        for (condition, _) in &conditions {
            if let Some(name) = own_name(&self.catalog.conditions[*condition]).map(|name| &self.catalog.texts[name]) {
                *names.entry(name).or_default() += 1;
            }
        }
        for (condition, path) in &conditions {
            let of = &self.catalog.conditions[*condition];
            let is_unique = own_name(of).is_some_and(|name| names.get(&self.catalog.texts[name]) == Some(&1));
            let (what, place) = (named(self.catalog, of, path, is_unique), self.places.condition(*condition));
            let open = if matches!(of.kind, ConditionKind::Judged(_)) { "judged" } else { "unknown" };
            for (sight, word) in [(Sight::True, "true"), (Sight::False, "false"), (Sight::Open, open)] {
                if sight == Sight::Open || of.kind != ConditionKind::Judged(None) {
                    let goal = Goal::Truth(id, *condition, sight);
                    self.add(goal, Kind::Condition, &policy.id, what.clone(), Text::new(word, word), place);
                }
            }
            if let Some(test) = of.kind.expression() {
                self.value(&Owner { name: &policy.id, place, value_type: &Type::Boolean }, test);
            }
        }
        for (position, benefit) in policy.benefits.iter().enumerate() {
            let place = self.places.benefit(id, position);
            for part in benefit.expressions() {
                self.value(&Owner { name: &policy.id, place, value_type: &Type::Money }, part);
            }
            self.limits(id, policy, position, benefit, place);
        }
    }

    /// The conditions of a policy, parents first, each once, with the way to them.
    fn conditions(&self, policy: &Policy) -> Vec<(ConditionId, String)> {
        let whens = policy.benefits.iter().enumerate();
        let whens = whens.filter_map(|(index, it)| Some((it.when?, format!("benefits[{index}].when"))));
        let mut open: Vec<_> = std::iter::once((policy.eligible, "eligible".to_owned())).chain(whens).collect();
        open.reverse();
        let (mut seen, mut found) = (BitSet::EMPTY, Vec::new());
        while let Some((id, path)) = open.pop() {
            if seen.contains(id.index()) {
                continue;
            }
            seen.insert(id.index());
            let kind = &self.catalog.conditions[id].kind;
            let word = match kind {
                ConditionKind::All(_) => "all",
                ConditionKind::Any(_) => "any",
                ConditionKind::AtLeast(..) => "of",
                _ => "not",
            };
            let children = kind.children().iter().enumerate().rev();
            open.extend(children.map(|(index, child)| (*child, format!("{path}.{word}[{index}]"))));
            found.push((id, path));
        }
        found
    }

    fn limits(&mut self, id: PolicyId, policy: &Policy, position: usize, benefit: &Benefit, place: Option<Span>) {
        let limits = [
            (Limit::Cap, benefit.cap, "cap"),
            (Limit::AtLeast, benefit.at_least, "at_least"),
            (Limit::Step, benefit.step, "step"),
        ];
        for (limit, expression, word) in limits {
            let Some(expression) = expression else { continue };
            let what = format!("benefits[{position}].{word}: {}", written(self.catalog, expression, &Type::Money));
            for (binds, sight) in
                [(true, Text::new("起作用", "binding")), (false, Text::new("不起作用", "not binding"))]
            {
                let goal = Goal::Way(Way::Limit(id, position, limit, binds));
                self.add(goal, Kind::Limit, &policy.id, Text::new(what.clone(), what.clone()), sight, place);
            }
        }
    }

    /// What a value is made of, up to the definitions that it names.
    fn value(&mut self, owner: &Owner, root: ExpressionId) {
        let mut all = BitSet::EMPTY;
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if all.contains(id.index()) {
                continue;
            }
            all.insert(id.index());
            match &self.catalog.expressions[id] {
                Expression::Definition(_) => {}
                Expression::Table(table) => self.catalog.tables[*table].for_each_part(&mut |part| open.push(part)),
                other => other.for_each_operand(&mut |part| open.push(part)),
            }
        }
        for id in all.without(&self.expressions).iter().map(ExpressionId::from_index) {
            self.expression(owner, id);
        }
        self.expressions.extend(&all);
    }

    fn expression(&mut self, owner: &Owner, id: ExpressionId) {
        match &self.catalog.expressions[id] {
            Expression::If { condition, .. } => {
                let what = format!("if {}", written(self.catalog, *condition, &Type::Boolean));
                for (position, word) in [(0, "then"), (1, "else")] {
                    self.branch(owner, id, position, &what, Text::new(word, word));
                }
            }
            Expression::Call { function: Function::Min | Function::Max, arguments } if arguments.len() > 1 => {
                let what = written(self.catalog, id, owner.value_type);
                let value_type = type_of_any(self.catalog, arguments).unwrap_or_else(|| owner.value_type.clone());
                for (position, argument) in arguments.iter().enumerate() {
                    let argument = written(self.catalog, *argument, &value_type);
                    let (zh, en) = (format!("取 {argument}"), format!("decided by {argument}"));
                    self.branch(owner, id, position, &what, Text::new(zh, en));
                }
            }
            Expression::Tiers { rows, .. } => {
                let what = written(self.catalog, id, owner.value_type);
                for position in 0..rows.len() {
                    let number = position + 1;
                    let sight = Text::new(format!("第{number}级"), format!("slice {number}"));
                    self.branch(owner, id, position, &what, sight);
                }
            }
            Expression::Table(table) => self.table(owner, *table),
            _ => {}
        }
    }

    fn branch(&mut self, owner: &Owner, id: ExpressionId, position: usize, what: &str, sight: Text) {
        let what = Text::new(what, what);
        self.add(Goal::Way(Way::Part(id, position)), Kind::Branch, owner.name, what, sight, owner.place);
    }

    fn table(&mut self, owner: &Owner, id: TableId) {
        if self.tables.contains(id.index()) {
            return;
        }
        self.tables.insert(id.index());
        let table = &self.catalog.tables[id];
        let before = self.found.iter().filter(|(_, item)| item.owner == owner.name && item.kind == Kind::Row);
        // A second table of one owner is told apart from the first by what it is made of.
        let is_first = before.count() == 0;
        let rows = table.rows.iter().map(|row| (Some(row.when), row.then));
        let rows = rows.chain(table.otherwise.map(|otherwise| (None, otherwise)));
        for (position, (when, then)) in rows.enumerate() {
            let number = position + 1;
            let (mut zh, mut en) = match when {
                Some(when) => {
                    let when = written(self.catalog, when, &Type::Boolean);
                    (format!("表第{number}行 {when}"), format!("table row {number}, {when}"))
                }
                None => ("表的 else".to_owned(), "table else".to_owned()),
            };
            if !is_first {
                zh = format!("{zh} → {}", written(self.catalog, then, owner.value_type));
                en = format!("{en} → {}", written(self.catalog, then, owner.value_type));
            }
            let (sight, place) = (Text::new("选中", "chosen"), self.places.row(id, position).or(owner.place));
            self.add(Goal::Way(Way::Row(id, position)), Kind::Row, owner.name, Text::new(zh, en), sight, place);
        }
    }
}

/// What an author calls a condition.
fn own_name(condition: &Condition) -> Option<TextId> {
    condition.id.or(condition.says.map(|says| says.zh))
}

/// A condition in words; with the way to it, if its name alone does not tell which it is.
fn named(catalog: &Catalog, condition: &Condition, path: &str, is_unique: bool) -> Text {
    let texts = &catalog.texts;
    let (zh, en) = match (condition.id, condition.says) {
        (Some(id), _) => (&texts[id], &texts[id]),
        (None, Some(says)) => (texts.say(says, Language::Chinese), texts.say(says, Language::English)),
        (None, None) => return Text::new(path, path),
    };
    if is_unique { Text::new(zh, en) } else { Text::new(format!("{zh} [{path}]"), format!("{en} [{path}]")) }
}
