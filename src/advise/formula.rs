//! Compiled expressions as people read them: `应纳税所得额 × 20%`, `取小(合同金额 × 50%, 1,000万元)`; or as rules write them.

use crate::model::{
    Catalog, Comparison, Date, Expression, ExpressionId, Function, Language, Operator, Quantifier, Type, Value,
    separated,
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

/// In which words an expression is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// For readers: `应纳税所得额 × 20% ≤ 300万元`.
    Plain,
    /// As rules write it: `应纳税所得额 * 20% <= 300万元`.
    Rules,
}

/// The expression as text for readers; `hint` is its type, which literals need to show their unit.
pub fn text(catalog: &Catalog, id: ExpressionId, hint: &Type) -> String {
    Printer { catalog, notation: Notation::Plain, figures: None }.text(id, hint)
}

/// The expression as text for readers, with figures put in where there are some.
pub(crate) fn with_figures(catalog: &Catalog, figures: Figures, id: ExpressionId, hint: &Type) -> String {
    Printer { catalog, notation: Notation::Plain, figures: Some(figures) }.text(id, hint)
}

/// The expression as rules write it; `hint` is its type.
pub fn written(catalog: &Catalog, id: ExpressionId, hint: &Type) -> String {
    Printer { catalog, notation: Notation::Rules, figures: None }.text(id, hint)
}

/// A literal of that type as rules write it.
pub fn literal(catalog: &Catalog, value: &Value, value_type: &Type) -> String {
    Printer { catalog, notation: Notation::Rules, figures: None }.constant(value, value_type)
}

/// A number of that type as people write it.
pub fn number(catalog: &Catalog, value: Decimal, value_type: &Type) -> String {
    Printer { catalog, notation: Notation::Plain, figures: None }.number(value, value_type)
}

/// The type of the first of these that has one of its own.
#[cfg(feature = "lang")]
pub(crate) fn type_of_any(catalog: &Catalog, ids: &[ExpressionId]) -> Option<Type> {
    ids.iter().find_map(|id| type_of(catalog, *id))
}

/// What stands for a fact, a definition or a figure of a parameter, in place of its name.
pub(crate) type Figures<'f> = &'f dyn Fn(ExpressionId) -> Option<String>;

struct Printer<'c> {
    catalog: &'c Catalog,
    notation: Notation,
    figures: Option<Figures<'c>>,
}

impl Printer<'_> {
    /// Of the word for readers and the word of the rules the one that is wanted.
    fn word(&self, plain: &'static str, rules: &'static str) -> &'static str {
        match self.notation {
            Notation::Plain => plain,
            Notation::Rules => rules,
        }
    }

    fn text(&self, id: ExpressionId, hint: &Type) -> String {
        self.part(id, hint).0
    }

    /// The text, in parentheses if it binds less than `least`.
    fn inner(&self, id: ExpressionId, hint: &Type, least: Binding) -> String {
        let (text, binding) = self.part(id, hint);
        if binding < least { format!("({text})") } else { text }
    }

    fn join(&self, ids: &[ExpressionId], separator: &str, least: Binding) -> String {
        separated(&mut ids.iter().map(|id| self.inner(*id, &Type::Boolean, least)), separator)
    }

    fn list(&self, ids: &[ExpressionId], hint: &Type) -> String {
        separated(&mut ids.iter().map(|id| self.text(*id, hint)), ", ")
    }

    fn part(&self, id: ExpressionId, hint: &Type) -> (String, Binding) {
        if let Some(figure) = self.figures.and_then(|figures| figures(id)) {
            return (figure, Binding::Atom);
        }
        let catalog = self.catalog;
        match &catalog.expressions[id] {
            Expression::Constant(value) => (self.constant(value, hint), Binding::Atom),
            Expression::Fact(fact) => (catalog.facts[*fact].name.clone(), Binding::Atom),
            Expression::Definition(definition) => (catalog.definitions[*definition].name.clone(), Binding::Atom),
            Expression::Parameter { parameter, place } => {
                let name = &catalog.parameters[*parameter].name;
                match place {
                    None => (name.clone(), Binding::Atom),
                    Some(place) => (format!("{name}({})", self.text(*place, &Type::Text)), Binding::Atom),
                }
            }
            Expression::EvaluationDate => ("基准日".into(), Binding::Atom),
            Expression::Chosen(policy) => {
                let policy = &catalog.policies[*policy];
                let text = match self.notation {
                    Notation::Plain => format!("选了{}", &catalog.texts[policy.title.zh]),
                    Notation::Rules => format!("chosen(\"{}\")", policy.id),
                };
                (text, Binding::Atom)
            }
            Expression::And(parts) => (self.join(parts, self.word(" 且 ", " and "), Binding::Comparison), Binding::And),
            Expression::Or(parts) => (self.join(parts, self.word(" 或 ", " or "), Binding::And), Binding::Or),
            Expression::Not(of) => {
                (format!("{}({})", self.word("非", "not"), self.text(*of, &Type::Boolean)), Binding::Atom)
            }
            Expression::Compare { comparison, left, right } => {
                let hint = type_of(catalog, *left).or_else(|| type_of(catalog, *right)).unwrap_or(Type::Number);
                let (left, right) = (self.inner(*left, &hint, Binding::Sum), self.inner(*right, &hint, Binding::Sum));
                (format!("{left} {} {right}", self.comparison(*comparison)), Binding::Comparison)
            }
            Expression::Same { left, right } => {
                let hint = type_of(catalog, *left).unwrap_or(Type::Text);
                let (left, right) = (self.inner(*left, &hint, Binding::Sum), self.inner(*right, &hint, Binding::Sum));
                (format!("{left} = {right}"), Binding::Comparison)
            }
            Expression::OneOf { subject, codes } | Expression::ContainsAny { subject, codes } => {
                let is_set = matches!(&catalog.expressions[id], Expression::ContainsAny { .. });
                (self.codes(*subject, codes, is_set), Binding::Comparison)
            }
            Expression::If { condition, then, otherwise } => {
                let condition = self.text(*condition, &Type::Boolean);
                let (then, otherwise) = (self.text(*then, hint), self.text(*otherwise, hint));
                let text = match self.notation {
                    Notation::Plain => format!("(如果 {condition} 则 {then} 否则 {otherwise})"),
                    Notation::Rules => format!("(if {condition} then {then} else {otherwise})"),
                };
                (text, Binding::Atom)
            }
            Expression::Arithmetic { operator, left, right } => self.arithmetic(*operator, *left, *right, hint),
            Expression::PlusMonths { date, months } => {
                let date = self.inner(*date, &Type::Date, Binding::Sum);
                (format!("{date} + {}", self.inner(*months, &Type::Period, Binding::Product)), Binding::Sum)
            }
            Expression::Call { function, arguments } => {
                let name = match self.notation {
                    Notation::Plain => name(*function),
                    Notation::Rules => rule_name(*function),
                };
                (format!("{name}({})", self.list(arguments, hint)), Binding::Atom)
            }
            Expression::Item { series, index } => {
                (format!("{}[{index}]", self.text(*series, &Type::Number)), Binding::Atom)
            }
            Expression::YearOf { series, year } => {
                let series = self.text(*series, &Type::Number);
                let text = match self.notation {
                    Notation::Plain => format!("{series}[{year}年度]"),
                    Notation::Rules => format!("{series}.{year}"),
                };
                (text, Binding::Atom)
            }
            Expression::Variable(_) => (self.word("该条", "item").into(), Binding::Atom),
            Expression::List(parts) => (format!("[{}]", self.list(parts, hint)), Binding::Atom),
            Expression::Record(parts) => (format!("{{{}}}", self.list(parts, hint)), Binding::Atom),
            Expression::Field { record, position } => {
                let of = match type_of(catalog, *record) {
                    Some(Type::Record(record)) => catalog.records[record].fields.get(*position as usize).cloned(),
                    _ => None,
                };
                let name = of.map_or_else(|| format!("{}", position + 1), |(name, _)| name);
                (format!("{}.{name}", self.text(*record, hint)), Binding::Atom)
            }
            Expression::Each { quantifier, over, body, .. } => {
                let list = self.text(*over, hint);
                let body = self.text(*body, &Type::Boolean);
                let text = match (quantifier, self.notation) {
                    (Quantifier::Map | Quantifier::Flatten, Notation::Plain) => format!("{list} 逐条计 {body}"),
                    (Quantifier::Filter, Notation::Plain) => format!("{list}（限 {body}）"),
                    (Quantifier::Some, Notation::Plain) => format!("{list} 中有一条 {body}"),
                    (Quantifier::Every, Notation::Plain) => format!("{list} 每条都 {body}"),
                    (Quantifier::Map | Quantifier::Flatten, Notation::Rules) => {
                        format!("(for item in {list} return {body})")
                    }
                    (Quantifier::Filter, Notation::Rules) => format!("{list}[{body}]"),
                    (Quantifier::Some, Notation::Rules) => format!("(some item in {list} satisfies {body})"),
                    (Quantifier::Every, Notation::Rules) => format!("(every item in {list} satisfies {body})"),
                };
                (text, Binding::Atom)
            }
            Expression::AtLeast(needed, parts) => {
                let text = match self.notation {
                    Notation::Plain => format!("至少 {needed} 项成立({})", self.join(parts, "，", Binding::Or)),
                    Notation::Rules => format!("at_least {needed} of ({})", self.join(parts, ", ", Binding::Or)),
                };
                (text, Binding::Atom)
            }
            Expression::Table(_) => (self.word("查表", "table").into(), Binding::Atom),
            Expression::Tiers { of, .. } => {
                (format!("{}({})", self.word("分级累进", "tiers"), self.text(*of, hint)), Binding::Atom)
            }
        }
    }

    fn comparison(&self, comparison: Comparison) -> &'static str {
        match comparison {
            Comparison::Equal => "=",
            Comparison::NotEqual => self.word("≠", "!="),
            Comparison::Less => "<",
            Comparison::LessOrEqual => self.word("≤", "<="),
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => self.word("≥", ">="),
        }
    }

    fn arithmetic(
        &self,
        operator: Operator,
        left: ExpressionId,
        right: ExpressionId,
        hint: &Type,
    ) -> (String, Binding) {
        let (sign, binding) = match operator {
            Operator::Add => ("+", Binding::Sum),
            Operator::Subtract => (self.word("−", "-"), Binding::Sum),
            Operator::Multiply => (self.word("×", "*"), Binding::Product),
            Operator::Divide => (self.word("÷", "/"), Binding::Product),
            Operator::Power => (self.word("^", "**"), Binding::Product),
        };
        // A factor without a unit of its own is a share or a number, whatever the product is; but what makes money of something else is
        // a price.
        let is_product = binding == Binding::Product;
        let is_price = |other: ExpressionId| {
            let other = type_of(self.catalog, other);
            operator == Operator::Multiply && *hint == Type::Money && other.is_some_and(|other| other != Type::Money)
        };
        let side = |id: ExpressionId, other: ExpressionId, least: Binding| {
            let found = type_of(self.catalog, id);
            let hint = match (&found, is_product) {
                (Some(found), _) => found,
                (None, true) if is_price(other) => hint,
                (None, true) => factor(self.catalog, id),
                (None, false) => hint,
            };
            self.inner(id, hint, least)
        };
        let right_least = match operator {
            Operator::Subtract => Binding::Product,
            Operator::Divide | Operator::Power => Binding::Atom,
            _ => binding,
        };
        (format!("{} {sign} {}", side(left, right, binding), side(right, left, right_least)), binding)
    }

    /// A test of codes. Rules name an inner code instead of all that stand below it.
    fn codes(&self, subject: ExpressionId, codes: &[u32], is_set: bool) -> String {
        let subject_text = self.inner(subject, &Type::Text, Binding::Sum);
        let list = type_of(self.catalog, subject).and_then(|found| match found {
            Type::Choice(list) | Type::Choices(list) => Some(&self.catalog.lists[list]),
            _ => None,
        });
        let Some(list) = list else { return format!("{subject_text} …") };
        if self.notation == Notation::Plain {
            let mut labels = codes.iter().filter_map(|code| list.item(*code)).map(|item| item.label.zh.clone());
            return format!("{subject_text} 属于 {}", separated(&mut labels, "、"));
        }
        let groups = list.covering(codes);
        let code = |position: &u32| list.item(*position).map_or("", |item| item.code.as_str()).to_owned();
        let quoted = |position: &u32| format!("\"{}\"", code(position));
        let are_leaves = groups.iter().all(|position| list.is_leaf(*position));
        match (groups.as_slice(), are_leaves, is_set) {
            ([only], true, false) => format!("{subject_text} = {}", quoted(only)),
            (several, true, false) => {
                format!("{subject_text} in ({})", separated(&mut several.iter().map(quoted), ", "))
            }
            (several, _, _) => {
                let test = if is_set { "list contains" } else { "within" };
                let tests = several.iter().map(|group| format!("{test}({subject_text}, {})", quoted(group)));
                tests.collect::<Vec<_>>().join(" or ")
            }
        }
    }

    fn constant(&self, value: &Value, hint: &Type) -> String {
        match (value, hint) {
            (Value::Boolean(true), _) => self.word("是", "true").into(),
            (Value::Boolean(false), _) => self.word("否", "false").into(),
            (Value::Number(value), hint) => self.number(*value, hint),
            (Value::Text(text), _) => match self.notation {
                Notation::Plain => format!("“{text}”"),
                Notation::Rules => format!("\"{text}\""),
            },
            (Value::Code(code), Type::Choice(list)) => {
                self.catalog.lists[*list].item(*code).map_or_else(String::new, |item| match self.notation {
                    Notation::Plain => item.label.zh.clone(),
                    Notation::Rules => format!("\"{}\"", item.code),
                })
            }
            (Value::Code(_) | Value::Codes(_) | Value::Series(_), _) => "…".into(),
        }
    }

    fn number(&self, value: Decimal, hint: &Type) -> String {
        let plain = value.normalize();
        match hint {
            Type::Money => match self.notation {
                Notation::Plain => money(value),
                Notation::Rules => rule_money(value),
            },
            Type::Percent => format!("{}%", percent(value)),
            Type::Quantity(unit) => format!("{plain}{}", self.catalog.units[*unit].name),
            Type::Period if self.notation == Notation::Rules && (plain % Decimal::from(12)).is_zero() => {
                format!("{}年", (plain / Decimal::from(12)).normalize())
            }
            Type::Period => format!("{plain}个月"),
            Type::Days => format!("{plain}日"),
            Type::Date => {
                let day =
                    i32::try_from(value).ok().and_then(Date::from_days).map_or_else(String::new, |d| d.to_string());
                match self.notation {
                    Notation::Plain => day,
                    Notation::Rules => format!("@\"{day}\""),
                }
            }
            _ => plain.to_string(),
        }
    }
}

/// What a factor without a unit of its own is: a share, unless it is a whole number.
fn factor(catalog: &Catalog, id: ExpressionId) -> &'static Type {
    match &catalog.expressions[id] {
        Expression::Constant(Value::Number(value)) if value.is_integer() => &Type::Number,
        _ => &Type::Percent,
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
        Expression::Variable(variable) => {
            let binds = |expression: &Expression| match expression {
                Expression::Each { variable: bound, over, .. } if bound == variable => Some(*over),
                _ => None,
            };
            match type_of(catalog, catalog.expressions.iter().find_map(binds)?)? {
                Type::List(element) => Some(catalog.elements[element].clone()),
                Type::Series(each) => Some(*each),
                _ => None,
            }
        }
        Expression::Field { record, position } => match type_of(catalog, *record)? {
            Type::Record(record) => {
                catalog.records[record].fields.get(*position as usize).map(|(_, value_type)| value_type.clone())
            }
            _ => None,
        },
        Expression::Each { quantifier: Quantifier::Filter, over, .. } => type_of(catalog, *over),
        _ => None,
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

/// An amount as rules write it: 万元 where that takes at most four places.
pub(crate) fn rule_money(value: Decimal) -> String {
    let plain = value.normalize();
    let ten_thousand = Decimal::from(10_000);
    let large = plain.checked_div(ten_thousand).map(|large| large.normalize());
    match large.filter(|large| large.scale() <= 4 && plain.abs() >= ten_thousand) {
        Some(large) => format!("{large}万元"),
        None => format!("{plain}元"),
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

/// The function as rules write it.
fn rule_name(function: Function) -> &'static str {
    match function {
        Function::CivilDate | Function::DateOfText => "date",
        Function::Concatenate => "concatenate",
        Function::Abs => "abs",
        Function::Floor => "floor",
        Function::Ceiling => "ceiling",
        Function::Modulo => "modulo",
        Function::Min => "min",
        Function::Max => "max",
        Function::Sum => "sum",
        Function::Mean => "mean",
        Function::Count => "count",
        Function::RoundUp => "round up",
        Function::RoundDown => "round down",
        Function::RoundHalfUp => "round half up",
        Function::RoundHalfDown => "round half down",
        Function::Year => "year",
        Function::Month => "month",
        Function::Day => "day",
        Function::Years => "years",
        Function::Months => "months",
        Function::Contains => "contains",
        Function::StartsWith => "starts with",
        Function::EndsWith => "ends with",
        Function::StringLength => "string length",
        Function::MonthsBetween => "years and months duration",
    }
}

#[cfg(test)]
mod tests {
    use super::text as text_for_readers;
    use super::*;
    use crate::catalog::compile;

    #[test]
    fn rules_are_written_as_their_authors_write_them() {
        let text = "
lists: {地区: {\"4403\": {label: 深圳市}, \"440305\": {label: 南山区, parent: \"4403\"}, \"440306\": {label: 宝安区, parent: \"4403\"}}}
facts:
  收入: {type: money}
  人数: {type: integer}
  营收: {type: money, yearly: 3}
  占比: {type: percent}
  上市: {type: boolean}
  注册地: {type: choice, of: 地区}
  成立日期: {type: date}
definitions:
  甲: {value: 'if 上市 and 占比 >= 12.5% then min(收入 * 1.5 / 12, 300万元) - (营收[-1] + 99.99元) else 0元'}
  乙: {value: 'not(within(注册地, \"4403\")) or 注册地 = \"440305\" or 成立日期 + 3年 <= @\"2024-02-29\"'}
  丙: {value: 'min(人数 * 200元, 3万元 * 人数, 收入 * 5%)'}
";
        let compilation = compile([("a.yaml".to_owned(), text.to_owned())]);
        let catalog = compilation.catalog.unwrap();
        let shown = |show: fn(&Catalog, ExpressionId, &Type) -> String| {
            let definitions = catalog.definitions.iter();
            definitions.map(|it| show(&catalog, it.body, &it.value_type)).collect::<Vec<_>>()
        };
        assert_eq!(
            shown(written),
            [
                "(if 上市 and 占比 >= 12.5% then min(收入 * 150% / 12, 300万元) - (营收[-1] + 99.99元) else 0元)",
                "not(within(注册地, \"4403\")) or 注册地 = \"440305\" or 成立日期 + 3年 <= @\"2024-02-29\"",
                "min(人数 * 200元, 3万元 * 人数, 收入 * 5%)",
            ],
        );
        assert_eq!(
            shown(text_for_readers),
            [
                "(如果 上市 且 占比 ≥ 12.5% 则 取小(收入 × 150% ÷ 12, 300万元) − (营收[-1] + 99.99元) 否则 0元)",
                "非(注册地 属于 南山区、宝安区) 或 注册地 属于 南山区 或 成立日期 + 36个月 ≤ 2024-02-29",
                "取小(人数 × 200元, 3万元 × 人数, 收入 × 5%)",
            ],
        );
    }

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
