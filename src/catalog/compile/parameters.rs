//! Parameters: figures by date and by place.

use super::super::fields::{Fields, date, scalar, sequence};
use super::super::yaml::{Kind, Node, Scalar};
use super::{Compiler, Symbol, normalized};
use crate::lang::check;
use crate::lang::context::{Context, Typed};
use crate::lang::diagnostic::Diagnostic;
use crate::lang::source::Span;
use crate::lang::syntax::Argument;
use crate::lang::{codes, typing};
use crate::model::{
    Bound, Bounds, Expression, Parameter, ParameterId, ParameterRow, ParameterValue, Text, Type, Value,
};

impl<'d> Compiler<'d> {
    pub(super) fn declare_parameter(&mut self, name: &'d Scalar, node: &'d Node) {
        let parameter = self.parameter(name, node);
        let symbol = match parameter {
            Some(parameter) => Symbol::Parameter(self.catalog.parameters.push(parameter)),
            None => Symbol::Faulty,
        };
        self.take_name(name, symbol);
    }

    fn parameter(&mut self, name: &Scalar, node: &'d Node) -> Option<Parameter> {
        let (by, declared, rows) = match &node.kind {
            Kind::Sequence(rows) => (None, None, rows.as_slice()),
            _ => {
                let mut fields = Fields::new(node, &mut self.diagnostics)?;
                let by = fields.get("by").and_then(|node| scalar(node, &mut self.diagnostics));
                let declared = self.declared_type(&mut fields);
                let rows = fields.required("rows");
                fields.get("label");
                fields.get("source");
                fields.finish(&mut self.diagnostics);
                (by, declared, sequence(rows?, &mut self.diagnostics)?)
            }
        };
        let by = match by {
            Some(name) => Some(self.list_named(name)?),
            None => None,
        };
        let mut value_type = declared.map(|(value_type, _)| value_type);
        let mut figures: Vec<ParameterRow> = Vec::new();
        let mut days: Vec<Span> = Vec::new();
        for row in rows {
            let Some(mut fields) = Fields::new(row, &mut self.diagnostics) else { continue };
            let from_node = fields.required("from");
            let from = from_node.and_then(|node| date(node, &mut self.diagnostics));
            let value = fields.required("value");
            let at = fields.get("at").and_then(|node| scalar(node, &mut self.diagnostics));
            let source = fields.get("source").and_then(|node| self.source(node, None));
            fields.get("clause");
            let has_unknown = fields.has_unknown();
            fields.finish(&mut self.diagnostics);
            let at = match (by, at) {
                (Some(list), Some(code)) => codes::position(self, list, code.text(), code.span()),
                (Some(_), None) if has_unknown => continue,
                (Some(_), None) => {
                    self.error("E0005", row.span, "缺少 `at`：哪个地方", "`at` is missing: which place?");
                    continue;
                }
                (None, Some(code)) => {
                    self.error("E0004", code.span(), "没有 `by` 就不能写 `at`", "`at` needs `by`");
                    continue;
                }
                (None, None) => None,
            };
            if by.is_some() && at.is_none() {
                continue;
            }
            let (Some(from_node), Some(from), Some(value)) = (from_node, from, value) else { continue };
            let Some(value) = self.parameter_value(value, &mut value_type) else { continue };
            let same = figures.iter().position(|figure| figure.from == from && figure.at == at);
            if let Some(first) = same.and_then(|index| days.get(index)) {
                let message = Text::new("同一天有两个数", "two figures start on the same day");
                let what = Text::new("前一个数从这一天开始", "the other figure starts on this day");
                self.diagnostics.push(Diagnostic::error("E0319", from_node.span, message).related(*first, what));
            }
            days.push(from_node.span);
            figures.push(ParameterRow { at, from, value, source });
        }
        figures.sort_by_key(|figure| figure.from);
        let Some(value_type) = value_type else {
            if !self.diagnostics.has_errors() {
                self.error("E0005", node.span, "看不出是哪一类数，写上 `type`", "the type is not clear: write `type`");
            }
            return None;
        };
        Some(Parameter { name: normalized(name.text()), value_type, by, rows: figures })
    }

    /// A figure: written out, `unknown`, or `{min: …, max: …}`. The first one written out settles the type.
    pub(super) fn parameter_value(&mut self, node: &'d Node, value_type: &mut Option<Type>) -> Option<ParameterValue> {
        if node.as_scalar().is_some_and(|scalar| scalar.plain && scalar.text() == "unknown") {
            return Some(ParameterValue::Unknown);
        }
        if let Kind::Mapping(_) = &node.kind {
            let mut fields = Fields::new(node, &mut self.diagnostics)?;
            let (min, max) = (fields.get("min"), fields.get("max"));
            fields.finish(&mut self.diagnostics);
            let mut side = |node: Option<&'d Node>| -> Option<Option<Bound>> {
                let Some(node) = node else { return Some(None) };
                match self.parameter_value(node, value_type)? {
                    ParameterValue::Known(Value::Number(value)) => Some(Some(Bound::inclusive(value))),
                    _ => None,
                }
            };
            let (min, max) = (side(min)?, side(max)?);
            return Some(ParameterValue::Bounded(Bounds { min, max }));
        }
        let typed = self.any_expression(node, value_type.as_ref())?;
        let expected = value_type.get_or_insert_with(|| typed.value_type.clone()).clone();
        if !typing::fits(self, &typed, &expected) {
            let (zh, en) = (typing::type_zh(self, &expected), typing::type_en(self, &expected));
            let (found_zh, found_en) =
                (typing::type_zh(self, &typed.value_type), typing::type_en(self, &typed.value_type));
            let message = Text::new(
                format!("参数的各个数值要是同一类：前面是{zh}，这里是{found_zh}"),
                format!("all figures of a parameter have one type: {en} before, {found_en} here"),
            );
            self.diagnostics.push(Diagnostic::error("E0204", node.span, message));
            return None;
        }
        match self.build.value_of(typed.id).cloned() {
            Some(value) => Some(ParameterValue::Known(value)),
            None => {
                self.error("E0215", node.span, "这里要写明数值，不能是算式", "a value must be written out here");
                None
            }
        }
    }

    /// Reads a parameter by place: `残保金比例(注册地)`.
    pub(super) fn parameter_at(
        &mut self,
        parameter: ParameterId,
        name_span: Span,
        arguments: &[Argument],
        span: Span,
    ) -> Option<Typed> {
        let (name, by) = (self.catalog.parameters[parameter].name.clone(), self.catalog.parameters[parameter].by);
        let Some(list) = by else {
            self.error("E0213", name_span, format!("`{name}` 没有参数"), format!("`{name}` takes no arguments"));
            return None;
        };
        let [argument] = arguments else {
            self.error("E0203", span, format!("`{name}` 需要一个地方"), format!("`{name}` takes one place"));
            return None;
        };
        let place = check::expect(self, &argument.value, &Type::Choice(list))?;
        let value_type = self.catalog.parameters[parameter].value_type.clone();
        let id = self.build().add(Expression::Parameter { parameter, place: Some(place) });
        Some(Typed { id, value_type })
    }
}
