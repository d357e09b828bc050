//! Numbers with their units, in the words of the catalog's types.

use super::context::Context;
use super::diagnostic::Diagnostic;
use super::source::Span;
use super::suggest::{did_you_mean, near};
use crate::model::literal::{Counted, measured};
use crate::model::{Text, Type};
use rust_decimal::Decimal;

/// The value of a literal in its own unit, and its type.
pub(super) fn literal(cx: &mut dyn Context, value: Decimal, suffix: &str, span: Span) -> Option<(Decimal, Type)> {
    // A declared unit wins over what its letters could also mean: 千瓦时 is not a thousand 瓦时.
    if let Some((unit, _)) = cx.units().find(|unit| unit.name == suffix) {
        return Some((value, Type::Quantity(unit)));
    }
    let Some((value, counted)) = measured(value, suffix) else {
        let message = Text::new("数字太大", "this number is too large");
        cx.report(Diagnostic::error("E0105", span, message));
        return None;
    };
    match counted {
        Counted::Number => Some((value, Type::Number)),
        Counted::Percent => Some((value, Type::Percent)),
        Counted::Money => Some((value, Type::Money)),
        Counted::Period | Counted::Days if !value.fract().is_zero() => {
            let message = Text::new("期间要是整数", "periods are whole numbers");
            cx.report(Diagnostic::error("E0105", span, message));
            None
        }
        Counted::Period => Some((value, Type::Period)),
        Counted::Days => Some((value, Type::Days)),
        Counted::Unit(unit) => {
            if let Some((id, _)) = cx.units().find(|known| known.name == unit) {
                return Some((value, Type::Quantity(id)));
            }
            let known = ["元", "万元", "亿元", "%", "‰", "年", "个月", "日", "天"];
            let near = near(&unit, known.into_iter().chain(cx.units().iter().map(|unit| unit.name.as_str())));
            let message = Text::new(format!("没有单位 `{unit}`"), format!("there is no unit `{unit}`"));
            let help = Text::new(
                format!("先在 units 里声明 `{unit}`；名称与数字之间要有运算符"),
                format!("declare `{unit}` under `units`; an operator must stand between a number and a name"),
            );
            // What is underlined is the number with its unit, so the unit alone cannot be written there.
            let help = near.map_or(help, |near| did_you_mean(near.name));
            cx.report(Diagnostic::error("E0104", span, message).help(help));
            None
        }
    }
}
