//! Compiled expressions as people read them: `应纳税所得额 × 20%`, `取小(合同金额 × 50%, 1,000万元)`, with names or with figures.

use crate::model::{
    Catalog, Comparison, Date, Expression, ExpressionId, Function, Language, Operator, Quantifier, Type, Value,
};
use rust_decimal::Decimal;

/// How tightly an operator binds; what binds less is put in parentheses.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Atom,
}

/// What stands for a fact, a definition or a figure of a parameter, in place of its name.
pub(crate) type Figures<'f> = &'f dyn Fn(ExpressionId) -> Option<String>;

/// The expression as text; `hint` is its type, which literals need to show their unit.
pub fn text(catalog: &Catalog, id: ExpressionId, hint: &Type) -> String {
    part(catalog, &|_| None, id, hint).0
}

/// The expression as text with figures put in where there are some.
pub(crate) fn with_figures(catalog: &Catalog, figures: Figures, id: ExpressionId, hint: &Type) -> String {
    part(catalog, figures, id, hint).0
}

fn part(catalog: &Catalog, figures: Figures, id: ExpressionId, hint: &Type) -> (String, Binding) {
    let text = |catalog: &Catalog, id: ExpressionId, hint: &Type| part(catalog, figures, id, hint).0;
    if let Some(figure) = figures(id) {
        return (figure, Binding::Atom);
    }
    let inner = |id: ExpressionId, hint: &Type, least: Binding| {
        let (text, binding) = part(catalog, figures, id, hint);
        if binding < least { format!("({text})") } else { text }
    };
    let join = |ids: &[ExpressionId], separator: &str, least: Binding| {
        ids.iter().map(|id| inner(*id, &Type::Boolean, least)).collect::<Vec<_>>().join(separator)
    };
    match &catalog.expressions[id] {
        Expression::Constant(value) => (constant(catalog, value, hint), Binding::Atom),
        Expression::Fact(fact) => (catalog.facts[*fact].name.clone(), Binding::Atom),
        Expression::Definition(definition) => (catalog.definitions[*definition].name.clone(), Binding::Atom),
        Expression::Parameter { parameter, place } => {
            let name = &catalog.parameters[*parameter].name;
            match place {
                None => (name.clone(), Binding::Atom),
                Some(place) => (format!("{name}({})", text(catalog, *place, &Type::Text)), Binding::Atom),
            }
        }
        Expression::EvaluationDate => ("基准日".into(), Binding::Atom),
        Expression::And(parts) => (join(parts, " 且 ", Binding::Comparison), Binding::And),
        Expression::Or(parts) => (join(parts, " 或 ", Binding::And), Binding::Or),
        Expression::Not(of) => (format!("非({})", text(catalog, *of, &Type::Boolean)), Binding::Atom),
        Expression::Compare { comparison, left, right } => {
            let sign = match comparison {
                Comparison::Equal => "=",
                Comparison::NotEqual => "≠",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "≤",
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => "≥",
            };
            let hint = type_of(catalog, *left).or_else(|| type_of(catalog, *right)).unwrap_or(Type::Number);
            let (left, right) = (inner(*left, &hint, Binding::Sum), inner(*right, &hint, Binding::Sum));
            (format!("{left} {sign} {right}"), Binding::Comparison)
        }
        Expression::Same { left, right } => {
            let hint = type_of(catalog, *left).unwrap_or(Type::Text);
            let (left, right) = (inner(*left, &hint, Binding::Sum), inner(*right, &hint, Binding::Sum));
            (format!("{left} = {right}"), Binding::Comparison)
        }
        Expression::OneOf { subject, codes } | Expression::ContainsAny { subject, codes } => {
            let subject_text = inner(*subject, &Type::Text, Binding::Sum);
            let list = type_of(catalog, *subject).and_then(|found| match found {
                Type::Choice(list) | Type::Choices(list) => Some(list),
                _ => None,
            });
            let labels: Vec<String> = codes
                .iter()
                .filter_map(|code| list.and_then(|list| catalog.lists[list].item(*code)))
                .map(|item| item.label.zh.clone())
                .collect();
            (format!("{subject_text} 属于 {}", labels.join("、")), Binding::Comparison)
        }
        Expression::If { condition, then, otherwise } => {
            let condition = text(catalog, *condition, &Type::Boolean);
            let (then, otherwise) = (text(catalog, *then, hint), text(catalog, *otherwise, hint));
            (format!("(如果 {condition} 则 {then} 否则 {otherwise})"), Binding::Atom)
        }
        Expression::Arithmetic { operator, left, right } => {
            let (sign, binding) = match operator {
                Operator::Add => ("+", Binding::Sum),
                Operator::Subtract => ("−", Binding::Sum),
                Operator::Multiply => ("×", Binding::Product),
                Operator::Divide => ("÷", Binding::Product),
                Operator::Power => ("^", Binding::Product),
            };
            // A factor without a unit of its own is a share or a number, whatever the product is.
            let is_product = binding == Binding::Product;
            let side = |id: ExpressionId, least: Binding| {
                let found = type_of(catalog, id);
                let hint = match (&found, is_product) {
                    (Some(found), _) => found,
                    (None, true) => &Type::Percent,
                    (None, false) => hint,
                };
                inner(id, hint, least)
            };
            let right_least = match operator {
                Operator::Subtract => Binding::Product,
                Operator::Divide | Operator::Power => Binding::Atom,
                _ => binding,
            };
            (format!("{} {sign} {}", side(*left, binding), side(*right, right_least)), binding)
        }
        Expression::PlusMonths { date, months } => {
            let date = inner(*date, &Type::Date, Binding::Sum);
            (format!("{date} + {}", inner(*months, &Type::Period, Binding::Product)), Binding::Sum)
        }
        Expression::Call { function, arguments } => {
            let arguments: Vec<String> = arguments.iter().map(|id| text(catalog, *id, hint)).collect();
            (format!("{}({})", name(*function), arguments.join(", ")), Binding::Atom)
        }
        Expression::Item { series, index } => {
            (format!("{}[{index}]", text(catalog, *series, &Type::Number)), Binding::Atom)
        }
        Expression::YearOf { series, year } => {
            (format!("{}[{year}年度]", text(catalog, *series, &Type::Number)), Binding::Atom)
        }
        Expression::Variable(_) => ("该条".into(), Binding::Atom),
        Expression::List(parts) => {
            let parts: Vec<String> = parts.iter().map(|id| text(catalog, *id, hint)).collect();
            (format!("[{}]", parts.join(", ")), Binding::Atom)
        }
        Expression::Record(parts) => {
            let parts: Vec<String> = parts.iter().map(|id| text(catalog, *id, hint)).collect();
            (format!("{{{}}}", parts.join(", ")), Binding::Atom)
        }
        Expression::Field { record, position } => {
            let of = match type_of(catalog, *record) {
                Some(Type::Record(record)) => catalog.records[record].fields.get(*position as usize).cloned(),
                _ => None,
            };
            let name = of.map_or_else(|| format!("{}", position + 1), |(name, _)| name);
            (format!("{}.{name}", text(catalog, *record, hint)), Binding::Atom)
        }
        Expression::Each { quantifier, over, body, .. } => {
            let list = text(catalog, *over, hint);
            let body = text(catalog, *body, &Type::Boolean);
            let text = match quantifier {
                Quantifier::Map | Quantifier::Flatten => format!("{list} 逐条计 {body}"),
                Quantifier::Filter => format!("{list}（限 {body}）"),
                Quantifier::Some => format!("{list} 中有一条 {body}"),
                Quantifier::Every => format!("{list} 每条都 {body}"),
            };
            (text, Binding::Atom)
        }
        Expression::AtLeast(needed, parts) => {
            (format!("至少 {needed} 项成立({})", join(parts, "，", Binding::Or)), Binding::Atom)
        }
        Expression::Table(_) => ("查表".into(), Binding::Atom),
        Expression::Tiers { of, .. } => (format!("分级累进({})", text(catalog, *of, hint)), Binding::Atom),
    }
}

/// The type of what has one of its own.
pub(crate) fn type_of(catalog: &Catalog, id: ExpressionId) -> Option<Type> {
    match &catalog.expressions[id] {
        Expression::Fact(fact) => Some(catalog.facts[*fact].value_type.clone()),
        Expression::Definition(definition) => Some(catalog.definitions[*definition].value_type.clone()),
        Expression::Parameter { parameter, .. } => Some(catalog.parameters[*parameter].value_type.clone()),
        Expression::EvaluationDate | Expression::PlusMonths { .. } => Some(Type::Date),
        Expression::Item { series, .. } => match type_of(catalog, *series)? {
            Type::Series(item) => Some(*item),
            other => Some(other),
        },
        Expression::Arithmetic { operator: Operator::Add | Operator::Subtract, left, right } => {
            type_of(catalog, *left).or_else(|| type_of(catalog, *right))
        }
        Expression::Call { function: Function::Min | Function::Max | Function::Sum | Function::Mean, arguments } => {
            let mut types = arguments.iter().filter_map(|id| type_of(catalog, *id));
            types.next().map(|found| match found {
                Type::Series(item) => *item,
                other => other,
            })
        }
        _ => None,
    }
}

fn constant(catalog: &Catalog, value: &Value, hint: &Type) -> String {
    match (value, hint) {
        (Value::Boolean(true), _) => "是".into(),
        (Value::Boolean(false), _) => "否".into(),
        (Value::Number(value), hint) => number(catalog, *value, hint),
        (Value::Text(text), _) => format!("“{text}”"),
        (Value::Code(code), Type::Choice(list)) => {
            catalog.lists[*list].item(*code).map_or_else(String::new, |item| item.label.zh.clone())
        }
        (Value::Code(_) | Value::Codes(_) | Value::Series(_), _) => "…".into(),
    }
}

/// A number as people write it, with the unit of its type.
pub(crate) fn number(catalog: &Catalog, value: Decimal, hint: &Type) -> String {
    match hint {
        Type::Money => money(value),
        Type::Percent => format!("{}%", percent(value)),
        Type::Quantity(unit) => format!("{}{}", value.normalize(), catalog.units[*unit].name),
        Type::Period => format!("{}个月", value.normalize()),
        Type::Days => format!("{}日", value.normalize()),
        Type::Date => i32::try_from(value).ok().and_then(Date::from_days).map_or_else(String::new, |d| d.to_string()),
        _ => value.normalize().to_string(),
    }
}

/// A share in hundredths.
fn percent(value: Decimal) -> Decimal {
    value.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(value).normalize()
}

/// A value over a power of ten, exactly.
fn shifted(value: Decimal, places: u32) -> Decimal {
    let mut moved = value.normalize();
    if moved.set_scale(moved.scale() + places).is_err() {
        moved = value;
    }
    moved
}

/// An amount as people write it in Chinese: 万元 from 10,000 元 on, thousands separated.
pub fn money(value: Decimal) -> String {
    let ten_thousand = Decimal::from(10_000);
    if value.abs() >= ten_thousand {
        format!("{}万元", grouped(shifted(value, 4)))
    } else {
        format!("{}元", grouped(value))
    }
}

/// An amount as people write it in that language.
pub fn amount(value: Decimal, language: Language) -> String {
    match language {
        Language::Chinese => money(value),
        Language::English => format!("CNY {}", grouped(value)),
    }
}

/// A number with its thousands separated.
fn grouped(value: Decimal) -> String {
    let text = value.normalize().to_string();
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

fn name(function: Function) -> &'static str {
    match function {
        Function::CivilDate | Function::DateOfText => "日期",
        Function::Concatenate => "连接",
        Function::Abs => "绝对值",
        Function::Floor => "向下取整",
        Function::Ceiling => "向上取整",
        Function::Modulo => "余数",
        Function::Min => "取小",
        Function::Max => "取大",
        Function::Sum => "合计",
        Function::Mean => "平均",
        Function::Count => "个数",
        Function::RoundUp => "进位到",
        Function::RoundDown => "舍去到",
        Function::RoundHalfUp => "四舍五入到",
        Function::RoundHalfDown => "五舍六入到",
        Function::Year => "年",
        Function::Month => "月",
        Function::Day => "日",
        Function::Years => "整年数",
        Function::Months => "零月数",
        Function::Contains => "含有",
        Function::StartsWith => "开头是",
        Function::EndsWith => "结尾是",
        Function::StringLength => "字数",
        Function::MonthsBetween => "相隔年月",
    }
}

#[cfg(test)]
mod tests {
    use super::{amount, money};
    use crate::model::Language;
    use rust_decimal::Decimal;

    #[test]
    fn money_is_written_as_people_write_it() {
        for (value, text) in [
            ("600000", "60万元"),
            ("9999.5", "9,999.5元"),
            ("10000", "1万元"),
            ("12345678900", "1,234,567.89万元"),
            ("0", "0元"),
            ("-20000", "-2万元"),
        ] {
            assert_eq!(money(Decimal::from_str_exact(value).unwrap()), text);
        }
        assert_eq!(amount(Decimal::from(1_234_567), Language::English), "CNY 1,234,567");
    }
}
