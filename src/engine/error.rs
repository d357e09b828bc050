//! Why a value cannot be computed, in words for the people who read verdicts.

use super::decimal::Fault;
use crate::model::{Catalog, ExpressionId, Language, ParameterId};

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    /// In arithmetic.
    Arithmetic(Fault),
    /// No row of a table matches and there is no `else`, or a value lies beyond the last of the tiers.
    NoRow,
    /// Several rows of a `unique` table match.
    SeveralRows,
    /// Rows of an `any` table match and give different results.
    DifferingRows,
    /// A series has no such year.
    IndexOutside(i32),
    /// A list has no such element.
    NoElement(i32),
    /// A year of a series is asked for that had not closed on the evaluation date.
    NotClosed(i32),
    /// The mean, minimum or maximum of nothing.
    Empty,
    /// A parameter has no figure in force on the evaluation date (at the place asked for).
    NoFigure(ParameterId),
    /// Limits of tiers that do not ascend.
    TiersOutOfOrder,
    /// An operation on a value of a type it is not made for: the catalog was not made by this compiler.
    Malformed,
}

impl From<Fault> for ErrorKind {
    fn from(fault: Fault) -> Self {
        ErrorKind::Arithmetic(fault)
    }
}

/// What went wrong and in which expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ValueError {
    pub(crate) kind: ErrorKind,
    pub(crate) origin: ExpressionId,
}

impl ValueError {
    /// The stable name of the error in JSON.
    pub(crate) fn code(&self) -> &'static str {
        match self.kind {
            ErrorKind::Arithmetic(Fault::Overflow) => "overflow",
            ErrorKind::Arithmetic(Fault::DivisionByZero) => "division_by_zero",
            ErrorKind::Arithmetic(Fault::Vanished) => "vanished",
            ErrorKind::Arithmetic(Fault::NotWhole) => "not_whole",
            ErrorKind::Arithmetic(Fault::BadStep) => "bad_step",
            ErrorKind::NoRow => "no_row",
            ErrorKind::SeveralRows => "several_rows",
            ErrorKind::DifferingRows => "differing_rows",
            ErrorKind::IndexOutside(_) => "index_outside",
            ErrorKind::NoElement(_) => "no_element",
            ErrorKind::NotClosed(_) => "not_closed",
            ErrorKind::Empty => "empty",
            ErrorKind::NoFigure(_) => "no_figure",
            ErrorKind::Arithmetic(Fault::NoSuchDay) => "no_such_day",
            ErrorKind::TiersOutOfOrder => "tiers_out_of_order",
            ErrorKind::Malformed => "malformed",
        }
    }

    /// What to tell the reader.
    pub(crate) fn message(&self, catalog: &Catalog, language: Language) -> String {
        let (zh, en) = match self.kind {
            ErrorKind::Arithmetic(Fault::Overflow) => ("计算结果超出可表示的范围", "the result is too large"),
            ErrorKind::Arithmetic(Fault::DivisionByZero) => ("除数为零", "division by zero"),
            ErrorKind::Arithmetic(Fault::Vanished) => {
                ("计算结果过小，无法与零区分", "the result is too small to tell from zero")
            }
            ErrorKind::Arithmetic(Fault::NotWhole) => ("此处需要整数", "a whole number is needed here"),
            ErrorKind::Arithmetic(Fault::BadStep) => {
                ("取整的单位必须大于零", "the step to round to must be above zero")
            }
            ErrorKind::NoRow => ("表中没有适用的行", "no row of the table applies"),
            ErrorKind::SeveralRows => ("表中有多行同时适用", "several rows of the table apply at once"),
            ErrorKind::DifferingRows => {
                ("表中适用的各行结果不一致", "the rows of the table that apply give different results")
            }
            ErrorKind::IndexOutside(_) => ("企业没有该年度的数据", "the company has no such year"),
            ErrorKind::NoElement(_) => ("清单里没有这一条", "the list has no such entry"),
            ErrorKind::NotClosed(_) => ("该年度在基准日尚未结束", "this year had not closed on the evaluation date"),
            ErrorKind::Empty => ("没有可供计算的数据", "there is nothing to compute from"),
            ErrorKind::NoFigure(_) => ("在基准日没有生效的数值", "no figure is in force on the evaluation date"),
            ErrorKind::Arithmetic(Fault::NoSuchDay) => {
                ("不是公元1年至9999年里的一天", "this is no day of the years 1 to 9999")
            }
            ErrorKind::TiersOutOfOrder => ("分级的上限没有递增", "the limits of the tiers do not ascend"),
            ErrorKind::Malformed => ("规则库数据不一致", "the catalog is not consistent"),
        };
        let words = match language {
            Language::Chinese => zh,
            Language::English => en,
        };
        match (self.kind, language) {
            (ErrorKind::NoFigure(parameter), Language::Chinese) => {
                format!("参数“{}”{words}", catalog.parameters[parameter].name)
            }
            (ErrorKind::NoFigure(parameter), Language::English) => {
                format!("parameter `{}`: {words}", catalog.parameters[parameter].name)
            }
            (ErrorKind::IndexOutside(index) | ErrorKind::NoElement(index) | ErrorKind::NotClosed(index), _) => {
                format!("{words} [{index}]")
            }
            _ => String::from(words),
        }
    }
}
