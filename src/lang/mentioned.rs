//! What an expression mentions, for comparing it with words: its figures and how they are compared, and the names it reads.
//!
//! Takes a tree as it was written. Whether its names exist and its types fit is none of its business: what it cannot make out
//! it leaves out.

use super::prose::Reading;
use super::source::Span;
use super::syntax::{Argument, Kind, Node, Test};
use crate::model::literal::{Counted, measured};
use crate::model::{Comparison, Date, Operator, Quantifier};
use rust_decimal::Decimal;

/// A figure of an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    /// What it means.
    pub reading: Reading,
    /// As the author wrote it.
    pub written: String,
    /// Where it stands.
    pub span: Span,
    /// How something is compared with it: `>=` for the 5 of `x >= 5` and of `5 <= x`; empty where that cannot be told.
    /// Under `not` also what is written there, since words may be turned by a word far from the figure.
    pub senses: Vec<Comparison>,
    /// Whether something is compared with it directly, so that the words must say it.
    pub decides: bool,
}

/// What an expression mentions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mentioned {
    /// Its figures.
    pub constants: Vec<Constant>,
    /// The names it reads.
    pub names: Vec<String>,
    /// The names of which it reads single years or elements.
    pub indexed: Vec<String>,
    /// Its texts: codes, mostly.
    pub texts: Vec<String>,
    /// How many years back it looks in series.
    pub years_back: Vec<u32>,
}

impl Mentioned {
    /// What a condition mentions.
    pub fn by_condition(tree: &Node) -> Mentioned {
        let mut mentioned = Mentioned::default();
        mentioned.truth(tree, Sense::AsWritten);
        mentioned
    }

    /// What the tests of a table's cell mention.
    pub fn by_tests(tests: &[Test]) -> Mentioned {
        let mut mentioned = Mentioned::default();
        tests.iter().for_each(|test| mentioned.test(test, Sense::AsWritten, tests.len() == 1));
        mentioned
    }

    /// Adds what something else mentions.
    pub fn extend(&mut self, other: Mentioned) {
        self.constants.extend(other.constants);
        self.names.extend(other.names);
        self.indexed.extend(other.indexed);
        self.texts.extend(other.texts);
        self.years_back.extend(other.years_back);
    }

    /// The same, if it cannot be told how anything is compared.
    pub fn senseless(mut self) -> Mentioned {
        self.constants.iter_mut().for_each(|constant| constant.senses.clear());
        self
    }

    /// A part of the expression that is true or false.
    fn truth(&mut self, node: &Node, sense: Sense) {
        match &node.kind {
            Kind::And(left, right) | Kind::Or(left, right) => {
                self.truth(left, sense);
                self.truth(right, sense);
            }
            Kind::Not(inner) => self.truth(inner, sense.negated()),
            Kind::Compare(sign, left, right) => {
                self.operand(right, sense.of(*sign), true);
                self.operand(left, sense.of(sign.turned()), true);
            }
            Kind::Between(subject, low, high) => {
                self.operand(subject, Vec::new(), false);
                self.operand(low, sense.of(Comparison::GreaterOrEqual), true);
                self.operand(high, sense.of(Comparison::LessOrEqual), true);
            }
            Kind::In(subject, tests) => {
                self.operand(subject, Vec::new(), false);
                tests.iter().for_each(|test| self.test(test, sense, tests.len() == 1));
            }
            Kind::If(condition, then, otherwise) => {
                self.truth(condition, Sense::Unclear);
                self.truth(then, sense);
                otherwise.iter().for_each(|otherwise| self.truth(otherwise, sense));
            }
            Kind::Call { name, arguments, .. } if matches!(name.as_str(), "all" | "any") => {
                arguments.iter().for_each(|Argument { value, .. }| self.truth(value, sense));
            }
            Kind::Quantified { quantifier: Quantifier::Some | Quantifier::Every, bindings, body } => {
                bindings.iter().for_each(|(_, _, list)| self.operand(list, Vec::new(), false));
                self.truth(body, sense);
            }
            _ => self.operand(node, Vec::new(), false),
        }
    }

    /// A test; whether it is the only one, so that to pass it is to pass them all.
    fn test(&mut self, test: &Test, sense: Sense, is_only: bool) {
        match test {
            Test::Any => {}
            Test::Compare(sign, node) => self.operand(node, sense.of(*sign), true),
            Test::Range { low, low_inclusive, high, high_inclusive } => {
                let from = if *low_inclusive { Comparison::GreaterOrEqual } else { Comparison::Greater };
                let to = if *high_inclusive { Comparison::LessOrEqual } else { Comparison::Less };
                self.operand(low, sense.of(from), true);
                self.operand(high, sense.of(to), true);
            }
            Test::Not(inner) => inner.iter().for_each(|test| self.test(test, sense.negated(), inner.len() == 1)),
            Test::Value(Node { kind: Kind::Range(range), .. }) => self.test(range, sense, is_only),
            Test::Value(Node { kind: Kind::List(items), .. }) => {
                let senses = if items.len() == 1 { sense.of(Comparison::Equal) } else { Vec::new() };
                items.iter().for_each(|item| self.operand(item, senses.clone(), true));
            }
            Test::Value(node) => {
                self.operand(node, if is_only { sense.of(Comparison::Equal) } else { Vec::new() }, true);
            }
        }
    }

    /// A part of the expression that is compared or computed with.
    fn operand(&mut self, node: &Node, senses: Vec<Comparison>, decides: bool) {
        match &node.kind {
            Kind::Number { value, suffix } => {
                let constant = figure(*value, suffix).map(|reading| (reading, format!("{value}{suffix}")));
                self.push(constant, node.span, senses, decides);
            }
            Kind::Date(text) => self.day(text, node.span, decides),
            Kind::Text(text) => {
                self.day(text, node.span, decides);
                self.texts.push(text.clone());
            }
            Kind::Name(name) => self.names.push(name.clone()),
            Kind::Path(of, name, _) => {
                self.operand(of, Vec::new(), false);
                self.names.push(name.clone());
            }
            Kind::Index(of, index) => {
                match &of.kind {
                    Kind::Name(name) => self.indexed.push(name.clone()),
                    _ => self.operand(of, Vec::new(), false),
                }
                self.index(index);
            }
            Kind::Negate(inner) => self.operand(inner, senses, false),
            Kind::Arithmetic(operator, left, right) => self.arithmetic(*operator, left, right, senses, decides),
            Kind::If(condition, then, otherwise) => {
                self.truth(condition, Sense::Unclear);
                self.operand(then, senses.clone(), decides);
                otherwise.iter().for_each(|otherwise| self.operand(otherwise, senses.clone(), decides));
            }
            Kind::Call { name, arguments, .. } => self.call(name, arguments, node.span, senses, decides),
            Kind::List(items) => items.iter().for_each(|item| self.operand(item, Vec::new(), decides)),
            Kind::Record(fields) => fields.iter().for_each(|(_, _, value)| self.operand(value, Vec::new(), false)),
            Kind::Range(test) => self.test(test, Sense::Unclear, true),
            Kind::Quantified { bindings, body, .. } => {
                bindings.iter().for_each(|(_, _, list)| self.operand(list, Vec::new(), false));
                self.operand(body, senses, false);
            }
            Kind::Boolean(_) => {}
            Kind::And(..) | Kind::Or(..) | Kind::Not(_) | Kind::Compare(..) | Kind::Between(..) | Kind::In(..) => {
                self.truth(node, Sense::Unclear);
            }
        }
    }

    /// A sum, a product, a quotient: `研发费用 >= 营业收入 * 5%` compares with the 5%, `成立日期 + 3年 <= 基准日` with the three years.
    fn arithmetic(&mut self, operator: Operator, left: &Node, right: &Node, senses: Vec<Comparison>, decides: bool) {
        match operator {
            Operator::Multiply => {
                for part in [left, right] {
                    let is_product = matches!(part.kind, Kind::Arithmetic(Operator::Multiply, ..));
                    self.operand(part, senses.clone(), decides && (is_product || is_rate(part)));
                }
            }
            Operator::Divide => {
                if let (Kind::Number { value: a, suffix }, Kind::Number { value: b, suffix: of }) =
                    (&left.kind, &right.kind)
                    && let (true, true, Some(quotient)) = (suffix.is_empty(), of.is_empty(), a.checked_div(*b))
                {
                    let written = format!("{a}/{b}");
                    self.push(Some((Reading::Share(quotient), written)), left.span.to(right.span), senses, decides);
                    return;
                }
                self.operand(left, senses, false);
                self.operand(right, Vec::new(), false);
            }
            Operator::Add | Operator::Subtract => {
                for (part, other) in [(left, right), (right, left)] {
                    match &part.kind {
                        Kind::Number { value, suffix } => {
                            let reading = figure(*value, suffix);
                            // 1 + 5%: the growth is what is compared with.
                            let is_growth = matches!(reading, Some(Reading::Share(_)))
                                && matches!(&other.kind, Kind::Number { suffix, .. } if suffix.is_empty());
                            let is_shift = matches!(reading, Some(Reading::Months(_) | Reading::Days(_)));
                            let senses = if is_growth { senses.clone() } else { Vec::new() };
                            let constant = reading.map(|reading| (reading, format!("{value}{suffix}")));
                            self.push(constant, part.span, senses, is_growth || is_shift && decides);
                        }
                        Kind::Arithmetic(..) => self.operand(part, Vec::new(), decides),
                        _ => self.operand(part, Vec::new(), false),
                    }
                }
            }
            Operator::Power => {
                self.operand(left, senses, false);
                self.operand(right, Vec::new(), false);
            }
        }
    }

    fn call(&mut self, name: &str, arguments: &[Argument], span: Span, senses: Vec<Comparison>, decides: bool) {
        match (name, arguments) {
            ("date", [Argument { value: Node { kind: Kind::Text(text), .. }, .. }]) => self.day(text, span, decides),
            ("date", [year, month, day]) => {
                let whole = |argument: &Argument| match &argument.value.kind {
                    Kind::Number { value, .. } => i32::try_from(*value).ok(),
                    _ => None,
                };
                let date = whole(year).zip(whole(month).zip(whole(day))).and_then(|(year, (month, day))| {
                    Date::from_ymd(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
                });
                match date {
                    Some(date) => self.push(Some((Reading::Day(date), date.to_string())), span, Vec::new(), decides),
                    None => arguments.iter().for_each(|argument| self.operand(&argument.value, Vec::new(), false)),
                }
            }
            // Rounding keeps what is compared; its other argument is a scale.
            (
                "abs" | "round up" | "round down" | "round half up" | "round half down" | "floor" | "ceiling",
                [value, rest @ ..],
            ) => {
                self.operand(&value.value, senses, decides);
                rest.iter().for_each(|argument| self.operand(&argument.value, Vec::new(), false));
            }
            _ => {
                // What an author's function is called by is a name too.
                self.names.push(name.to_owned());
                arguments.iter().for_each(|argument| self.operand(&argument.value, Vec::new(), false));
            }
        }
    }

    /// `[-1]` looks back a year, `[2023年度]` names one, anything else is a condition on elements.
    fn index(&mut self, index: &Node) {
        match &index.kind {
            Kind::Negate(inner) if matches!(inner.kind, Kind::Number { .. }) => {
                if let Kind::Number { value, .. } = inner.kind {
                    self.years_back.extend(u32::try_from(value).ok());
                }
            }
            Kind::Number { value, suffix } if suffix.starts_with('年') => {
                let year = i32::try_from(*value).ok().map(|year| (Reading::Year(year), format!("{value}{suffix}")));
                self.push(year, index.span, Vec::new(), false);
            }
            Kind::Number { .. } => {}
            _ => self.truth(index, Sense::AsWritten),
        }
    }

    fn day(&mut self, text: &str, span: Span, decides: bool) {
        let day = Date::parse(text).map(|day| (Reading::Day(day), text.to_owned()));
        self.push(day, span, Vec::new(), decides);
    }

    fn push(&mut self, constant: Option<(Reading, String)>, span: Span, senses: Vec<Comparison>, decides: bool) {
        if let Some((reading, written)) = constant {
            let decides = decides && !reading.is_zero();
            self.constants.push(Constant { reading, written, span, senses, decides });
        }
    }
}

/// Whether it is a share, or a factor by which something grows: 5%, 1.05. Other factors may only change units.
fn is_rate(node: &Node) -> bool {
    match &node.kind {
        Kind::Number { value, suffix } => {
            matches!(figure(*value, suffix), Some(Reading::Share(_))) || suffix.is_empty() && !value.fract().is_zero()
        }
        _ => false,
    }
}

/// How the comparisons of a part bear on the whole.
#[derive(Clone, Copy)]
enum Sense {
    /// The whole needs them.
    AsWritten,
    /// The whole needs their opposite.
    Negated,
    /// It cannot be told.
    Unclear,
}

impl Sense {
    fn negated(self) -> Sense {
        match self {
            Sense::AsWritten => Sense::Negated,
            Sense::Negated => Sense::AsWritten,
            Sense::Unclear => Sense::Unclear,
        }
    }

    /// What words may say of a figure that is compared so.
    fn of(self, comparison: Comparison) -> Vec<Comparison> {
        match self {
            Sense::AsWritten => vec![comparison],
            Sense::Negated => vec![comparison.opposite(), comparison],
            Sense::Unclear => Vec::new(),
        }
    }
}

/// What a number of an expression means; a declared unit counts.
fn figure(value: Decimal, suffix: &str) -> Option<Reading> {
    let (value, counted) = measured(value, suffix)?;
    Some(match counted {
        Counted::Money => Reading::Money(value),
        Counted::Percent => Reading::Share(value),
        Counted::Period => Reading::Months(value),
        Counted::Days => Reading::Days(value),
        Counted::Number => Reading::Count(value),
        // 千瓦时 is a unit, not a thousand 瓦时.
        Counted::Unit(unit) if unit == "瓦时" || unit == "瓦" => {
            Reading::Count(value.checked_div(Decimal::ONE_THOUSAND)?)
        }
        Counted::Unit(_) => Reading::Count(value),
    })
}

#[cfg(test)]
mod tests {
    use super::Mentioned;
    use crate::lang::diagnostic::Diagnostics;
    use crate::lang::parse;
    use crate::lang::source::{Span, Written};
    use crate::model::Comparison;

    /// Figures as `5% >=`, those that need not be said in brackets; then the years that it looks back.
    fn shown(expression: &str) -> String {
        let span = Span { file: 0, start: 0, end: expression.len() };
        let written = Written::new(expression, span, expression);
        let tree = parse::expression(&written, &mut Diagnostics::default()).unwrap();
        let mentioned = Mentioned::by_condition(&tree);
        let constant = |constant: &super::Constant| {
            let senses = constant.senses.iter().map(|sense| match sense {
                Comparison::Equal => " =",
                Comparison::NotEqual => " !=",
                Comparison::Less => " <",
                Comparison::LessOrEqual => " <=",
                Comparison::Greater => " >",
                Comparison::GreaterOrEqual => " >=",
            });
            let text = format!("{}{}", constant.written, senses.collect::<String>());
            if constant.decides { text } else { format!("[{text}]") }
        };
        let years = mentioned.years_back.iter().map(|years| format!("-{years}"));
        mentioned.constants.iter().map(constant).chain(years).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn figures_and_how_they_are_compared() {
        for (expression, expected) in [
            ("人数 >= 300", "300 >="),
            ("300人 <= 人数", "300人 >="),
            ("not(占比 > 5%)", "5% <= >"),
            ("not(not(占比 > 5%))", "5% >"),
            ("占比 in [5%..20%)", "5% >=, 20% <"),
            ("占比 between 5% and 20%", "5% >=, 20% <="),
            ("占比 in (< 5%, >= 20%)", "5% <, 20% >="),
            ("档次 in (2, 3)", "2, 3"),
            ("研发费用[-1] / 营业收入[-1] >= 60%", "60% >=, -1, -1"),
            ("研发费用 >= 营业收入 * 5%", "5% >="),
            ("月薪 >= 年薪 / 12 * 2", "[12], [2 >=]"),
            ("营业收入[-1] >= 营业收入[-3] * 1.05 * 1.05", "1.05 >=, 1.05 >=, -3, -1"),
            ("收入 >= 上年 * (1 + 20%)", "[1], 20% >="),
            ("成立日期 + 3年 > 基准日", "3年"),
            ("基准日 - 成立日期 >= 365日", "365日 >="),
            ("成立日期 >= @\"2024-01-01\"", "2024-01-01"),
            ("收入 > 0元 and 占比 = 100%", "[0元 >], 100% ="),
            ("占比 >= (if 收入 > 2亿元 then 3% else 4%)", "2亿元, 3% >=, 4% >="),
            ("count(贷款[金额 >= 100万元]) >= 3", "3 >=, 100万元 >="),
            ("持股 > 1/3", "1/3 >"),
            ("装机 >= 5000千瓦时", "5000千瓦时 >="),
        ] {
            assert_eq!(shown(expression), expected, "{expression}");
        }
    }
}
