//! Chosen records: `select: {each: 笔, from: 贷款, where: {…}, with: {贴息: …}}`. The conditions stay a tree, so that every record
//! can be told why; columns are computed for the records that are chosen.

use super::super::fields::{Fields, entries, scalar};
use super::super::yaml::{Node, Scalar};
use super::{Compiler, normalized};
use crate::lang::context::{Context, Typed};
use crate::lang::diagnostic::Diagnostic;
use crate::lang::lists;
use crate::lang::typing;
use crate::model::{Expression, ExpressionId, Quantifier, Record, RecordId, SourceId, Text, Type};

impl<'d> Compiler<'d> {
    /// The list of the records that a selection chooses, with their computed columns.
    pub(super) fn select(&mut self, node: &'d Node, source: Option<SourceId>) -> Option<Typed> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let each = fields.required("each");
        let from = fields.required("from");
        let (condition, columns) = (fields.get("where"), fields.get("with"));
        fields.get("note");
        fields.finish(&mut self.diagnostics);
        let (each, from) = (scalar(each?, &mut self.diagnostics)?, from?);
        if condition.is_none() && columns.is_none() {
            let message =
                Text::new("既没有筛选，也没有算出新的列", "this neither chooses records nor computes anything");
            let help =
                Text::new("写 where（选哪些）或 with（算什么）", "write `where` (which ones) or `with` (what of them)");
            self.diagnostics.push(Diagnostic::error("E0005", node.span, message).help(help));
            return None;
        }
        let list = self.any_expression(from, None)?;
        let record = match lists::element_of(self, &list, from.span)? {
            Type::Record(record) => record,
            other => {
                let (zh, en) = (typing::type_zh(self, &other), typing::type_en(self, &other));
                self.error(
                    "E0223",
                    from.span,
                    format!("select 选的是记录，这里的每一个是{zh}"),
                    format!("`select` chooses records, but each of these is {en}"),
                );
                return None;
            }
        };
        let name = normalized(each.text());
        lists::free_name(self, &name, each.span())?;
        let chosen = match condition {
            Some(condition) => self.chosen_records(condition, &list, record, &name, source),
            None => Some(list.id),
        };
        let Some(columns) = columns else {
            let value_type = self.list_of(Type::Record(record));
            return Some(Typed { id: chosen?, value_type });
        };
        self.computed_columns(columns, chosen?, record, &name, node)
    }

    /// The filter that the conditions make.
    fn chosen_records(
        &mut self,
        node: &'d Node,
        list: &Typed,
        record: RecordId,
        name: &str,
        source: Option<SourceId>,
    ) -> Option<ExpressionId> {
        let (variable, id) = self.build.variable(list.id);
        self.bind(vec![(name.to_owned(), Typed { id, value_type: Type::Record(record) })]);
        let condition = self.condition(node, source);
        self.unbind();
        let condition = condition?;
        if self.has_judge(condition) {
            let message = Text::new("逐条的条件里不能由评审认定", "no judge decides record by record");
            let help = Text::new(
                "把认定结果作为记录的一个字段，或把 judged 写到政策的 eligible 里",
                "make the outcome a field of the record, or put `judged` into the policy's `eligible`",
            );
            self.diagnostics.push(Diagnostic::error("E0332", node.span, message).help(help));
            return None;
        }
        let body = self.as_expression(condition);
        let filter = self.build.each(Quantifier::Filter, list.id, variable, body);
        self.chosen = Some((filter, condition));
        lists::within_limits(self, filter, node.span)
    }

    /// Each record with further columns behind its own fields; a column may use those before it by their names.
    fn computed_columns(
        &mut self,
        node: &'d Node,
        list: ExpressionId,
        record: RecordId,
        name: &str,
        whole: &Node,
    ) -> Option<Typed> {
        let mut fields = self.catalog.records[record].fields.clone();
        let (variable, element) = self.build.variable(list);
        let mut values: Vec<ExpressionId> =
            (0u32..).zip(&fields).map(|(position, _)| self.build.field(element, position)).collect();
        let mut known = vec![(name.to_owned(), Typed { id: element, value_type: Type::Record(record) })];
        let mut complete = true;
        for (column, expression) in entries(node, &mut self.diagnostics)? {
            let Some(typed) = self.column(column, expression, &fields, &known) else {
                complete = false;
                continue;
            };
            let column = normalized(column.text());
            fields.push((column.clone(), typed.value_type.clone()));
            values.push(typed.id);
            known.push((column, typed));
        }
        if !complete {
            return None;
        }
        let body = self.build.add(Expression::Record(values));
        let id = self.build.each(Quantifier::Map, list, variable, body);
        let id = lists::within_limits(self, id, whole.span)?;
        let record = self.record_of(Record { fields });
        let value_type = self.list_of(record);
        Some(Typed { id, value_type })
    }

    fn column(
        &mut self,
        column: &Scalar,
        expression: &'d Node,
        fields: &[(String, Type)],
        known: &[(String, Typed)],
    ) -> Option<Typed> {
        let text = normalized(column.text());
        if fields.iter().any(|(name, _)| *name == text) {
            let message = Text::new(format!("字段 `{text}` 写了两次"), format!("the field `{text}` is given twice"));
            self.diagnostics.push(Diagnostic::error("E0222", column.span(), message));
            return None;
        }
        lists::free_name(self, &text, column.span())?;
        self.bind(known.to_vec());
        let typed = self.any_expression(expression, None);
        self.unbind();
        typed
    }
}
