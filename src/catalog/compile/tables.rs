//! Decision tables: columns, rows in their short and long forms, hit policies.

use super::super::fields::{Fields, scalar, sequence, split_by_comma};
use super::super::yaml::{Kind, Node};
use super::{Compiler, coverage};
use crate::lang::context::{Context, Typed};
use crate::lang::diagnostic::Diagnostic;
use crate::lang::source::Span;
use crate::lang::{codes, parse, typing, unary};
use crate::model::{Expression, ExpressionId, Hit, Table, TableRow, Text, Type, Value, limits};

/// A column: what its cells test.
pub(super) struct Column<'d> {
    pub typed: Option<Typed>,
    pub node: &'d Node,
}

/// A row that has been checked.
pub(super) struct Row {
    /// A condition for each column.
    pub tests: Vec<ExpressionId>,
    pub then: ExpressionId,
    pub span: Span,
    clause: Option<String>,
}

/// The results of a table so far.
struct Results<'d> {
    /// Their common type.
    value_type: Type,
    /// Whether the author declared it.
    declared: bool,
    /// All of them, if the type is not declared.
    all: Vec<(Typed, &'d Node)>,
    /// Whether they have no common type.
    differ: bool,
}

impl<'d> Compiler<'d> {
    pub(super) fn table(&mut self, node: &'d Node, declared: Option<&Type>) -> Option<Typed> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let hits = [
            ("unique", Some(Hit::Unique)),
            ("any", Some(Hit::Any)),
            ("first", Some(Hit::First)),
            ("collect sum", Some(Hit::CollectSum)),
            ("collect count", Some(Hit::CollectCount)),
            ("collect min", Some(Hit::CollectMin)),
            ("collect max", Some(Hit::CollectMax)),
            ("collect", Some(Hit::Collect)),
            ("rule order", Some(Hit::Collect)),
        ];
        let hit_node = fields.required("hit");
        let hit = fields.one_of("hit", &hits, None, &mut self.diagnostics);
        let inputs = fields.required("in");
        let rows = fields.required("rows");
        let otherwise = fields.get("else");
        fields.finish(&mut self.diagnostics);

        // A table that collects gives a list of what its rows give.
        let element = match (hit, declared) {
            (Some(Hit::Collect), Some(Type::List(element))) => Some(self.catalog.elements[*element].clone()),
            (Some(Hit::Collect), _) => None,
            (_, declared) => declared.cloned(),
        };
        let declared = element.as_ref();
        let mut columns = Vec::new();
        let (inputs_node, rows_node) = (inputs?, rows?);
        let (inputs, rows) = (sequence(inputs_node, &mut self.diagnostics), sequence(rows_node, &mut self.diagnostics));
        let (inputs, rows) = (inputs?, rows?);
        if !self.within("E0322", inputs_node.span, inputs.len(), limits::COLUMNS, ("列", "columns"))
            || !self.within("E0322", rows_node.span, rows.len(), limits::ROWS, ("行", "rows"))
        {
            return None;
        }
        for input in inputs {
            columns.push(Column { typed: self.any_expression(input, None), node: input });
        }
        let mut complete = columns.iter().all(|column| column.typed.is_some()) && hit.is_some();
        let mut result =
            declared.cloned().map(|value_type| Results { value_type, declared: true, all: Vec::new(), differ: false });
        let mut table_rows = Vec::new();
        for row in rows {
            match self.row(row, rows_node, &columns, declared, &mut result) {
                Some(row) => table_rows.push(row),
                None => complete = false,
            }
        }
        let else_span = otherwise.map(|node| node.span);
        let otherwise = match otherwise {
            Some(node) => match self.output(node, declared, &mut result) {
                Some(id) => Some(id),
                None => {
                    complete = false;
                    None
                }
            },
            None => None,
        };
        if let Some(results) = result.as_ref().filter(|results| results.differ) {
            self.report_differing(results);
            complete = false;
        }
        let hit = hit.filter(|_| complete)?;
        let Some(Results { value_type, .. }) = result else {
            let span = rows_node.span;
            let message = Text::new("这张表没有任何行", "this table has no rows");
            let help = Text::new("每行写 [各列的条件…, 结果]", "a row is [a test for each column…, result]");
            self.diagnostics.push(Diagnostic::error("E0301", span, message).help(help));
            return None;
        };
        let summed = matches!(hit, Hit::CollectSum | Hit::CollectMin | Hit::CollectMax);
        if summed && (!value_type.is_ordered() || (hit == Hit::CollectSum && value_type == Type::Date)) {
            let (zh, en) = (typing::type_zh(self, &value_type), typing::type_en(self, &value_type));
            let span = hit_node.map_or(node.span, |node| node.span);
            let message = Text::new(format!("{zh}不能汇总"), format!("{en} cannot be collected"));
            let help = Text::new("用 first、unique、any 或 collect count", "use first, unique, any or collect count");
            self.diagnostics.push(Diagnostic::error("E0303", span, message).help(help));
            return None;
        }
        if hit == Hit::Collect
            && let Some(span) = else_span
        {
            self.error(
                "E0303",
                span,
                "收集结果的表没有 `else`：没有适用的行就是空清单",
                "a table that collects its results has no `else`: where no row matches, the list is empty",
            );
            return None;
        }
        let list = match &value_type {
            Type::Choice(list) | Type::Choices(list) if hit != Hit::Collect => Some(*list),
            _ => None,
        };
        let value_type = if hit == Hit::CollectCount { Type::Number } else { value_type };
        self.warn_of_coverage(hit, &columns, inputs_node, &table_rows, otherwise.is_some());
        let places = table_rows.iter().map(|row| row.span).collect();
        let rows = table_rows.into_iter().map(|row| TableRow {
            when: self.build.and(row.tests),
            then: row.then,
            clause: row.clause,
        });
        let rows = rows.collect();
        let value_type = if hit == Hit::Collect { self.list_of(value_type) } else { value_type };
        let id = self.build.table(Table { hit, rows, otherwise, list });
        if let Expression::Table(table) = self.build.expression(id) {
            self.places.add_table(*table, places, else_span);
        }
        Some(Typed { id, value_type })
    }

    fn row(
        &mut self,
        node: &'d Node,
        rows: &'d Node,
        columns: &[Column<'d>],
        declared: Option<&Type>,
        result: &mut Option<Results<'d>>,
    ) -> Option<Row> {
        let mut words = None;
        let (cells, then, clause) = match &node.kind {
            Kind::Sequence(items) => {
                let (then, cells) = items.split_last()?;
                (cells, then, None)
            }
            _ => {
                let mut fields = Fields::new(node, &mut self.diagnostics)?;
                let when = fields.required("when");
                let then = fields.required("then");
                let clause = fields.text("clause", &mut self.diagnostics);
                words = fields.get("says").zip(when);
                fields.get("certainty");
                fields.get("source");
                fields.finish(&mut self.diagnostics);
                (sequence(when?, &mut self.diagnostics)?, then?, clause)
            }
        };
        if cells.len() != columns.len() {
            // A comma inside a cell is the usual reason: `[…, f(x, y)]` is one cell too many.
            let split = cells.iter().chain([then]).find_map(|cell| {
                cell.as_scalar().filter(|scalar| {
                    let text = scalar.text();
                    scalar.plain && text.matches('(').count() != text.matches(')').count()
                })
            });
            if let Some(part) = split {
                split_by_comma(part, &mut self.diagnostics);
                return None;
            }
            let message = Text::new(
                format!("这一行有 {} 个条件，表头有 {} 列", cells.len(), columns.len()),
                format!("this row has {} test(s), the table has {} column(s)", cells.len(), columns.len()),
            );
            let fault = Diagnostic::error("E0301", node.span, message);
            let fault = match (columns.first(), columns.last()) {
                (Some(first), Some(last)) => {
                    fault.related(first.node.span.to(last.node.span), Text::new("表头在这里", "the columns are here"))
                }
                _ => fault,
            };
            self.diagnostics.push(fault.help(Text::new("不限的列写 '-'", "write '-' where anything goes")));
            return None;
        }
        let tests: Vec<_> = cells.iter().zip(columns).map(|(cell, column)| self.cell(cell, column)).collect();
        let then = self.output(then, declared, result);
        let tests: Vec<ExpressionId> = tests.into_iter().collect::<Option<_>>()?;
        if let Some((says, when)) = words {
            self.compare_words_of_row(says, columns, when, rows);
        }
        Some(Row { tests, then: then?, span: coverage::place(node), clause })
    }

    fn cell(&mut self, node: &'d Node, column: &Column<'d>) -> Option<ExpressionId> {
        let subject = column.typed.clone()?;
        if let Kind::Sequence(items) = &node.kind {
            if !self.within("E0112", node.span, items.len(), limits::ITEMS, ("项", "items")) {
                return None;
            }
            let parts: Vec<_> = items.iter().map(|item| self.cell(item, column)).collect();
            let parts: Vec<_> = parts.into_iter().collect::<Option<_>>()?;
            return Some(self.build.or(parts));
        }
        let text = scalar(node, &mut self.diagnostics)?.text();
        if text == "-" {
            return Some(self.build.boolean(true));
        }
        let written = self.written(node)?;
        if let Type::Choice(list) = subject.value_type {
            return unary::choice_cell(self, &subject, list, &written);
        }
        let tests = parse::unary_tests(&written, &mut self.diagnostics)?;
        let faults = self.diagnostics.len();
        let condition = unary::tests(self, &subject, &tests);
        let (zh, en) = (typing::type_zh(self, &subject.value_type), typing::type_en(self, &subject.value_type));
        let what = Text::new(format!("这一列是{zh}"), format!("this column is {en}"));
        self.diagnostics.relate(faults, column.node.span, &what);
        condition
    }

    /// The result of a row. All results of a table are of one type.
    fn output(
        &mut self,
        node: &'d Node,
        declared: Option<&Type>,
        result: &mut Option<Results<'d>>,
    ) -> Option<ExpressionId> {
        if let (Some(Type::Choice(list)), Some(scalar)) = (declared, node.as_scalar())
            && let Some(position) = self.catalog.lists[*list].position(scalar.text())
            && self.catalog.lists[*list].is_leaf(position)
        {
            return Some(self.build.constant(Value::Code(position)));
        }
        if let (Some(Type::Choice(list)), Some(scalar)) = (declared, node.as_scalar())
            && scalar.text().chars().all(|letter| letter.is_alphanumeric() || letter == '_')
            && !self.names_something(scalar.text())
        {
            codes::leaf(self, *list, scalar.text(), scalar.span());
            return None;
        }
        let typed = self.any_expression(node, declared)?;
        let Some(results) = result else {
            let (id, value_type) = (typed.id, typed.value_type.clone());
            *result = Some(Results { value_type, declared: false, all: vec![(typed, node)], differ: false });
            return Some(id);
        };
        let joined = match results.all.first() {
            None => typing::fits(self, &typed, &results.value_type).then(|| results.value_type.clone()),
            Some((first, _)) => {
                let first = Typed { id: first.id, value_type: results.value_type.clone() };
                typing::common(self, &first, &typed)
            }
        };
        let id = typed.id;
        match joined {
            Some(joined) => results.value_type = joined,
            None if results.declared => {
                let (expected, found) = (results.value_type.clone(), typed.value_type);
                self.differing(node.span, &expected, &found, None);
                return None;
            }
            None => results.differ = true,
        }
        if !results.declared {
            results.all.push((typed, node));
        }
        Some(id)
    }

    /// Reports a result of another type than the table's.
    fn differing(&mut self, span: Span, expected: &Type, found: &Type, other: Option<Span>) {
        let what = Text::new(typing::type_zh(self, expected), typing::type_en(self, expected));
        let message = Text::new(
            format!("各行的结果要是同一类：别处是{}，这里是{}", what.zh, typing::type_zh(self, found)),
            format!(
                "all results of a table have one type: {} elsewhere, {} here",
                typing::type_en(self, expected),
                typing::type_en(self, found)
            ),
        );
        let fault = Diagnostic::error("E0302", span, message);
        self.diagnostics.push(match other {
            Some(other) => fault.related(other, what),
            None => fault,
        });
    }

    /// Reports the results that do not go with the others: those that the fewest agree with.
    fn report_differing(&mut self, results: &Results<'d>) {
        let mut best = None;
        for candidate in &results.all {
            let others = results.all.iter();
            let agreeing = others.filter(|(other, _)| typing::common(self, &candidate.0, other).is_some()).count();
            // Between a bare number and something with a unit, the unit has probably been forgotten.
            let rank = (agreeing, candidate.0.value_type != Type::Number);
            if best.as_ref().is_none_or(|(most, _)| rank > *most) {
                best = Some((rank, candidate));
            }
        }
        let Some((_, (model, model_node))) = best else { return };
        for (typed, node) in &results.all {
            if typing::common(self, model, typed).is_none() {
                self.differing(node.span, &model.value_type, &typed.value_type, Some(model_node.span));
            }
        }
    }

    /// Whether a bare word in a result is a name rather than a misspelt code.
    fn names_something(&self, name: &str) -> bool {
        self.symbol(name).is_some() || self.arguments.last().is_some_and(|arguments| arguments.contains_key(name))
    }
}
