//! A mutation in words: what the rules say, and what the mutant says.

use super::cut::Cut;
use super::enumerate::named;
use super::mutation::{
    BenefitChange, ConditionChange, FigureChange, Mutation, PolicyChange, Rewrite, Root, Site, Slot,
};
use crate::advise::formula::{literal, type_of, written};
use crate::model::{
    Benefit, Bounds, Catalog, ConditionId, ConditionKind, Expression, ExpressionId, ParameterValue, Policy, TableId,
    Text, Type, Value, When, Window,
};

/// What the rules and the mutant say. The mutation is one of the whole catalog; what was cut out has it made.
pub(super) fn of(catalog: &Catalog, mutation: &Mutation, cut: &Cut) -> (Text, Text) {
    match mutation {
        Mutation::Expression(site, rewrite) => expression(catalog, site, rewrite, cut),
        Mutation::Condition(ids, change) => {
            ids.first().map_or_else(|| (same(""), same("")), |id| condition(catalog, *id, change))
        }
        Mutation::Benefit(policy, position, change) => {
            let benefit = catalog.policies[*policy].benefits.get(*position);
            benefit.map_or_else(|| (same(""), same("")), |it| of_benefit(catalog, it, change))
        }
        Mutation::Policy(policy, change) => dates(catalog, &catalog.policies[*policy], change),
        Mutation::Figure(parameter, row, change) => {
            let parameter = &catalog.parameters[*parameter];
            let Some(row) = parameter.rows.get(*row) else { return (same(""), same("")) };
            match change {
                FigureChange::From(day) => (same(format!("from: {}", row.from)), same(format!("from: {day}"))),
                FigureChange::Value(value) => {
                    let show = |value: &ParameterValue| figure(catalog, value, &parameter.value_type);
                    (same(format!("{}: {}", row.from, show(&row.value))), same(show(value)))
                }
            }
        }
    }
}

fn same(text: impl Into<String>) -> Text {
    let text = text.into();
    Text::new(text.clone(), text)
}

fn dropped() -> Text {
    Text::new("（删去）", "(dropped)")
}

fn expression(catalog: &Catalog, site: &Site, rewrite: &Rewrite, cut: &Cut) -> (Text, Text) {
    let value_type = match &site.root {
        Root::Definition(ids) => ids.first().map_or(Type::Number, |id| catalog.definitions[*id].value_type.clone()),
        Root::Test(_) => Type::Boolean,
        Root::Amount(..) => Type::Money,
    };
    let table = match &catalog.expressions[site.node] {
        Expression::Table(table) => Some(*table),
        _ => None,
    };
    match (rewrite, table) {
        (Rewrite::RowDropped(row), Some(table)) => (row_text(catalog, table, *row, &value_type), dropped()),
        (Rewrite::RowsSwapped(row), Some(table)) => {
            let first = row_text(catalog, table, *row, &value_type);
            (first, Text::new("（与下一行对调）", "(swapped with the next)"))
        }
        (Rewrite::RowResult(row, value), Some(table)) => {
            (row_text(catalog, table, *row, &value_type), same(format!("→ {}", literal(catalog, value, &value_type))))
        }
        (Rewrite::Without(position), _) => {
            let part = match &catalog.expressions[site.node] {
                Expression::And(parts) | Expression::Or(parts) => parts.get(*position).copied(),
                _ => None,
            };
            let whole = written(catalog, site.node, &value_type);
            (same(part.map_or(whole, |part| written(catalog, part, &Type::Boolean))), dropped())
        }
        (Rewrite::Operand(position, value), _) => operand(catalog, site.node, *position, value, &value_type)
            .unwrap_or_else(|| whole(catalog, site.node, cut, &value_type)),
        _ => whole(catalog, site.node, cut, &value_type),
    }
}

/// The expression before and after.
fn whole(catalog: &Catalog, node: ExpressionId, cut: &Cut, value_type: &Type) -> (Text, Text) {
    let before = written(catalog, node, value_type);
    let after = cut.mutated.map_or_else(String::new, |id| written(&cut.catalog, id, value_type));
    (same(before), same(after))
}

/// A literal before and after, where the whole expression would be too much to read.
fn operand(
    catalog: &Catalog,
    node: ExpressionId,
    position: usize,
    value: &Value,
    value_type: &Type,
) -> Option<(Text, Text)> {
    match &catalog.expressions[node] {
        Expression::If { condition, then, otherwise } => {
            let (word, before) = if position == 1 { ("then", then) } else { ("else", otherwise) };
            let condition = written(catalog, *condition, &Type::Boolean);
            let (before, after) = (written(catalog, *before, value_type), literal(catalog, value, value_type));
            Some((same(format!("if {condition} … {word} {before}")), same(format!("{word} {after}"))))
        }
        Expression::Tiers { of, rows } => {
            let limit_type = type_of(catalog, *of).unwrap_or_else(|| value_type.clone());
            // Operand 0 is what is sliced.
            let mut operands = vec![(*of, value_type.clone(), Text::default())];
            for (number, row) in (1..).zip(rows) {
                let limit = Text::new(format!("第{number}级上限"), format!("limit of slice {number}"));
                let rate = Text::new(format!("第{number}级税率"), format!("rate of slice {number}"));
                operands.extend(row.up_to.map(|id| (id, limit_type.clone(), limit)));
                operands.push((row.rate, Type::Percent, rate));
            }
            let (before, its_type, name) = operands.get(position)?;
            let before = written(catalog, *before, its_type);
            let en = name.en.as_deref().unwrap_or_default();
            let before = Text::new(format!("{} {before}", name.zh), format!("{en} {before}"));
            Some((before, same(literal(catalog, value, its_type))))
        }
        _ => None,
    }
}

/// `row 3: 科技人员占比 >= 20% → 12`
fn row_text(catalog: &Catalog, id: TableId, position: usize, value_type: &Type) -> Text {
    let table = &catalog.tables[id];
    let text = |id: ExpressionId, value_type: &Type| written(catalog, id, value_type);
    match table.rows.get(position) {
        Some(row) => {
            let (when, then, number) = (text(row.when, &Type::Boolean), text(row.then, value_type), position + 1);
            Text::new(format!("表第{number}行 {when} → {then}"), format!("table row {number}, {when} → {then}"))
        }
        None => {
            let otherwise = table.otherwise.map_or_else(String::new, |id| text(id, value_type));
            Text::new(format!("表的 else → {otherwise}"), format!("table else → {otherwise}"))
        }
    }
}

fn condition(catalog: &Catalog, id: ConditionId, change: &ConditionChange) -> (Text, Text) {
    let kind = &catalog.conditions[id].kind;
    let child = |position: &usize| kind.children().get(*position).map_or_else(|| same(""), |id| named(catalog, *id));
    match (change, kind) {
        (ConditionChange::Connected, ConditionKind::All(_)) => (same("all"), same("any")),
        (ConditionChange::Connected, _) => (same("any"), same("all")),
        (ConditionChange::Without(position), _) => (child(position), dropped()),
        (ConditionChange::Needed(needed), ConditionKind::AtLeast(before, _)) => {
            (same(format!("at_least {before}")), same(format!("at_least {needed}")))
        }
        (ConditionChange::Plain, _) => (same("not"), dropped()),
        _ => (same("judged"), same("true")),
    }
}

fn of_benefit(catalog: &Catalog, benefit: &Benefit, change: &BenefitChange) -> (Text, Text) {
    let limit = |name: &str, id: Option<ExpressionId>| {
        let text = id.map_or_else(String::new, |id| written(catalog, id, &Type::Money));
        (same(format!("{name}: {text}")), dropped())
    };
    match change {
        BenefitChange::Unconditional => {
            let when = benefit.when.map_or_else(|| same(""), |when| named(catalog, when));
            let (zh, en) = (when.zh.clone(), when.en.clone().unwrap_or(when.zh));
            (Text::new(format!("when: {zh}"), format!("when: {en}")), dropped())
        }
        BenefitChange::Without(Slot::Cap) => limit("cap", benefit.cap),
        BenefitChange::Without(Slot::AtLeast) => limit("at_least", benefit.at_least),
        BenefitChange::Without(_) => limit("step", benefit.step),
        BenefitChange::Certain => (same("certainty: ceiling"), same("certainty: formula")),
    }
}

fn dates(catalog: &Catalog, policy: &Policy, change: &PolicyChange) -> (Text, Text) {
    let shifted = |name: &str, day: String, days: i32| (same(format!("{name}: {day}")), later(days));
    let window = |position: &usize, is_opening: bool| match policy.windows.get(*position) {
        Some(Window::Once { opens, closes }) => if is_opening { opens } else { closes }.to_string(),
        Some(Window::Yearly { opens, closes }) => {
            let (month, day) = if is_opening { opens } else { closes };
            format!("{month:02}-{day:02}")
        }
        _ => String::new(),
    };
    match change {
        PolicyChange::From(days) => shifted("from", when(policy.from), *days),
        PolicyChange::To(days) => shifted("to", when(policy.to), *days),
        PolicyChange::Opens(position, days) => shifted("opens", window(position, true), *days),
        PolicyChange::Closes(position, days) => shifted("closes", window(position, false), *days),
        PolicyChange::NotEnding(older) => (same(format!("supersedes: {}", catalog.policies[*older].id)), dropped()),
    }
}

fn when(when: When) -> String {
    match when {
        When::Day(day) => day.to_string(),
        When::Open | When::Unknown => String::new(),
    }
}

fn later(days: i32) -> Text {
    if days > 0 {
        Text::new("（晚一天）", "(a day later)")
    } else {
        Text::new("（早一天）", "(a day earlier)")
    }
}

fn figure(catalog: &Catalog, value: &ParameterValue, value_type: &Type) -> String {
    match value {
        ParameterValue::Known(value) => literal(catalog, value, value_type),
        ParameterValue::Unknown => "unknown".to_owned(),
        ParameterValue::Bounded(Bounds { min, max }) => {
            let end = |bound: &Option<crate::model::Bound>| {
                let value = bound.map(|bound| Value::Number(bound.value));
                value.map_or_else(|| "…".to_owned(), |value| literal(catalog, &value, value_type))
            };
            format!("{} – {}", end(min), end(max))
        }
    }
}
