//! What stands directly behind a number: `万元`, `%`, `年`, `人`. One reader for rules and for profiles.

use rust_decimal::Decimal;

/// What a number with something behind it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Nothing stands behind it, or only 万 or 亿.
    Number,
    /// `%`, `‰`
    Percent,
    /// 元
    Money,
    /// 年, 个月: months
    Period,
    /// 日, 天
    Days,
    /// Anything else: the name of a declared unit, or a mistake.
    Unit(String),
}

/// Powers of ten that may stand before a unit.
const SCALES: [(&str, i64); 6] = [
    ("万亿", 1_000_000_000_000),
    ("亿", 100_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("万", 10_000),
    ("千", 1_000),
];

/// The value in its own unit (元, months, days, the declared unit) and what it counts; `None` on overflow.
///
/// `500` and `万元` give 5,000,000 元, `3` and `年` 36 months, `5` and `%` the number 0.05.
pub fn measured(value: Decimal, suffix: &str) -> Option<(Decimal, Counted)> {
    let simple = match suffix {
        "" => Some((value, Counted::Number)),
        "%" => Some((value.checked_mul(Decimal::new(1, 2))?, Counted::Percent)),
        "‰" => Some((value.checked_mul(Decimal::new(1, 3))?, Counted::Percent)),
        "元" => Some((value, Counted::Money)),
        "年" => Some((value.checked_mul(Decimal::from(12))?, Counted::Period)),
        "个月" => Some((value, Counted::Period)),
        "日" | "天" => Some((value, Counted::Days)),
        _ => None,
    };
    if simple.is_some() {
        return simple;
    }
    for (name, factor) in SCALES {
        if let Some(unit) = suffix.strip_prefix(name) {
            let value = value.checked_mul(Decimal::from(factor))?;
            return match unit {
                "" => Some((value, Counted::Number)),
                "元" => Some((value, Counted::Money)),
                unit => Some((value, Counted::Unit(unit.to_owned()))),
            };
        }
    }
    Some((value, Counted::Unit(suffix.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::{Counted, measured};
    use rust_decimal::Decimal;

    #[test]
    fn scales_stand_before_units() {
        let number = |text: &str| Decimal::from_str_exact(text).unwrap();
        for (value, suffix, expected, counted) in [
            ("500", "万元", "5000000", Counted::Money),
            ("2", "亿元", "200000000", Counted::Money),
            ("3.5", "元", "3.5", Counted::Money),
            ("1.5", "万亿元", "1500000000000", Counted::Money),
            ("5", "%", "0.05", Counted::Percent),
            ("0.5", "‰", "0.0005", Counted::Percent),
            ("3", "年", "36", Counted::Period),
            ("6", "个月", "6", Counted::Period),
            ("10", "天", "10", Counted::Days),
            ("3", "千瓦时", "3000", Counted::Unit("瓦时".into())),
            ("30", "人", "30", Counted::Unit("人".into())),
            ("2", "万人", "20000", Counted::Unit("人".into())),
        ] {
            assert_eq!(measured(number(value), suffix), Some((number(expected), counted)), "{value}{suffix}");
        }
    }
}
