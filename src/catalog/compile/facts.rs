//! Facts: types, domains, and what a form needs to ask for them.

use super::super::fields::{Fields, scalar, sequence};
use super::super::yaml::{Kind, Node, Scalar};
use super::{Compiler, Symbol, normalized};
use crate::lang::context::Context;
use crate::lang::diagnostic::{Diagnostic, Fix};
use crate::lang::parse;
use crate::lang::unary;
use crate::model::literal::{Counted, measured};
use crate::model::{AskUnit, Bounds, CanChange, Fact, Field, Format, Record, Text, Type};
use rust_decimal::Decimal;

impl<'d> Compiler<'d> {
    /// The type that `type`, `of` and `unit` describe; the flag says whether only whole numbers are meant.
    pub(super) fn declared_type(&mut self, fields: &mut Fields<'d>) -> Option<(Type, bool)> {
        let node = fields.get("type");
        let of = fields.get("of");
        let unit = fields.get("unit");
        let node = node?;
        let name = scalar(node, &mut self.diagnostics)?;
        let simple = match name.text() {
            "boolean" => Some(Type::Boolean),
            "number" | "integer" => match unit {
                None => Some(Type::Number),
                Some(unit) => {
                    let unit = scalar(unit, &mut self.diagnostics)?;
                    let text = normalized(unit.text());
                    let found = self.catalog.units.find(|known| known.name == text).map(|(id, _)| id);
                    if found.is_none() {
                        let known = self.catalog.units.iter().map(|unit| unit.name.clone()).collect();
                        self.unknown("E0104", unit, "单位", "unit", known);
                    }
                    Some(Type::Quantity(found?))
                }
            },
            "percent" => Some(Type::Percent),
            "money" => Some(Type::Money),
            "date" => Some(Type::Date),
            "period" => Some(Type::Period),
            "days" => Some(Type::Days),
            "text" => Some(Type::Text),
            _ => None,
        };
        if let Some(value_type) = simple {
            return Some((value_type, name.text() == "integer"));
        }
        match name.text() {
            "choice" | "choices" => {
                let Some(of) = of else {
                    if fields.misspelt("of") {
                        return None;
                    }
                    let message = Text::new("缺少 `of`：选自哪个列表", "`of` is missing: which list?");
                    let help = Text::new("写作 of: 列表的名称", "write `of:` and the name of a list");
                    self.diagnostics.push(Diagnostic::error("E0005", name.span(), message).help(help));
                    return None;
                };
                let list = scalar(of, &mut self.diagnostics)?;
                let list = self.list_named(list)?;
                Some((if name.text() == "choice" { Type::Choice(list) } else { Type::Choices(list) }, false))
            }
            "list" => {
                let Some(of) = of else {
                    self.error("E0005", name.span(), "缺少 `of`：清单里是什么", "`of` is missing: a list of what?");
                    return None;
                };
                Some((self.list_type(of)?, false))
            }
            _ => {
                let known = [
                    "boolean", "number", "integer", "percent", "money", "date", "period", "days", "text", "choice",
                    "choices", "list",
                ];
                let known = known.iter().map(|name| (*name).to_owned()).collect();
                self.unknown("E0317", name, "类型", "type", known);
                None
            }
        }
    }

    /// The type of a list of records with these fields, or of plain values of that type. The declarations of the fields wait in
    /// `self.list_fields` for the fact that they belong to.
    fn list_type(&mut self, of: &'d Node) -> Option<Type> {
        self.list_fields.clear();
        let Kind::Mapping(entries) = &of.kind else {
            let written = scalar(of, &mut self.diagnostics)?;
            let field = self.short_field(written, written)?;
            let element = field.value_type.clone();
            self.list_fields.push(Field(field));
            return Some(self.list_of(element));
        };
        let mut fields = Vec::new();
        let mut complete = true;
        for (name, node) in entries {
            let field = match &node.kind {
                Kind::Scalar(written) => self.short_field(name, written),
                _ => self.fact(name, node),
            };
            let Some(field) = field else {
                complete = false;
                continue;
            };
            if matches!(field.value_type, Type::Series(_) | Type::List(_)) {
                self.error(
                    "E0318",
                    name.span(),
                    "清单的字段不能又是清单或逐年的指标",
                    "a field of a list is neither a list nor a yearly series",
                );
                complete = false;
            }
            if let Some(tells) = super::tells::of(node) {
                self.error("E0333", tells.span, "字段不能有 `tells`", "a field of a list tells nothing of facts");
                complete = false;
            }
            self.field_names.push((field.name.clone(), name.span()));
            fields.push(Field(field));
        }
        if entries.is_empty() {
            self.error("E0005", of.span, "清单没有任何字段", "this list has no fields");
            return None;
        }
        if !complete {
            return None;
        }
        let record = Record { fields: fields.iter().map(|Field(f)| (f.name.clone(), f.value_type.clone())).collect() };
        self.list_fields = fields;
        let record = self.record_of(record);
        Some(self.list_of(record))
    }

    /// Reports fields that bear the name of something else: in a filter both would be meant.
    pub(super) fn check_field_names(&mut self) {
        for (name, span) in std::mem::take(&mut self.field_names) {
            let local = self.locals.iter().find(|((_, local), _)| *local == name).map(|(_, index)| *index);
            let local = local.and_then(|index| self.declarations.get(index)).map(|declaration| declaration.name_span);
            let Some(first) = self.symbols.get(&name).map(|(_, span)| *span).or(local) else { continue };
            let message = Text::new(
                format!("字段 `{name}` 与别的指标、参数或定义同名"),
                format!("the field `{name}` bears the name of something else"),
            );
            let help = Text::new("给字段另起一个名称", "choose another name for the field");
            let what = Text::new("同名的在这里", "the other one is here");
            self.diagnostics.push(Diagnostic::error("E0331", span, message).related(first, what).help(help));
        }
    }

    /// A field declared by its type alone: `合同号: text`, `用途: 贷款用途`.
    fn short_field(&mut self, name: &Scalar, written: &Scalar) -> Option<Fact> {
        let value_type = self.short_type(written)?;
        let step = self.usual_step(&value_type, written.text() == "integer");
        Some(Fact {
            name: normalized(name.text()),
            value_type,
            years: 0,
            step,
            domain: Bounds::ANY,
            label: Text::chinese(name.text()),
            ask: None,
            find: None,
            section: String::new(),
            ask_unit: None,
            brackets: Vec::new(),
            can_change: CanChange::No,
            earliest: None,
            fields: Vec::new(),
            key: Vec::new(),
            format: None,
            tells: Vec::new(),
        })
    }

    /// A type written as one word: a plain type, a list's name for one of its codes, a unit's name for a quantity.
    pub(super) fn short_type(&mut self, written: &Scalar) -> Option<Type> {
        let list = self.catalog.lists.find(|list| list.name == written.text()).map(|(id, _)| id);
        let unit = self.catalog.units.find(|unit| unit.name == written.text()).map(|(id, _)| id);
        Some(match (written.text(), list, unit) {
            ("boolean", ..) => Type::Boolean,
            ("number" | "integer", ..) => Type::Number,
            ("percent", ..) => Type::Percent,
            ("money", ..) => Type::Money,
            ("date", ..) => Type::Date,
            ("period", ..) => Type::Period,
            ("days", ..) => Type::Days,
            ("text", ..) => Type::Text,
            (_, Some(list), _) => Type::Choice(list),
            (_, _, Some(unit)) => Type::Quantity(unit),
            _ => {
                let known = self.catalog.lists.iter().map(|list| list.name.clone()).collect();
                self.unknown("E0317", written, "类型或列表", "type or list", known);
                return None;
            }
        })
    }

    /// The distance between neighbouring values of a type, where a fact does not say its own.
    fn usual_step(&self, value_type: &Type, whole: bool) -> Option<Decimal> {
        match value_type {
            Type::Money => Some(Decimal::new(1, 2)),
            Type::Date | Type::Period | Type::Days => Some(Decimal::ONE),
            _ if whole => Some(Decimal::ONE),
            _ => None,
        }
    }

    /// The positions of the fields that `key` names.
    fn key(&mut self, node: Option<&'d Node>, fields: &[Field]) -> Option<Vec<u32>> {
        let Some(node) = node else { return Some(Vec::new()) };
        let mut positions = Vec::new();
        for item in sequence(node, &mut self.diagnostics)? {
            let name = scalar(item, &mut self.diagnostics)?;
            let text = normalized(name.text());
            match fields.iter().position(|Field(field)| field.name == text) {
                Some(position) => positions.extend(u32::try_from(position)),
                None => {
                    let known = fields.iter().map(|Field(field)| field.name.clone()).collect();
                    self.unknown("E0211", name, "字段", "field", known);
                    return None;
                }
            }
        }
        Some(positions)
    }

    pub(super) fn declare_fact(&mut self, name: &'d Scalar, node: &'d Node) {
        let fact = self.fact(name, node);
        let symbol = match fact {
            Some(fact) => {
                let id = self.catalog.facts.push(fact);
                self.facts.push((id, node));
                self.used_facts.push(false);
                Symbol::Fact(id)
            }
            None => Symbol::Faulty,
        };
        self.take_name(name, symbol);
    }

    /// What a declaration says of a fact; it is not yet part of the catalog.
    pub(super) fn fact(&mut self, name: &'d Scalar, node: &'d Node) -> Option<Fact> {
        if let Some(type_name) =
            node.as_scalar().filter(|scalar| !scalar.is_empty() && !scalar.text().contains([':', '：']))
        {
            let text = type_name.text();
            let message = Text::new("指标要写成 {type: …}", "a fact is declared as {type: …}");
            let help = Text::new(format!("写作 {{type: {text}}}"), format!("write {{type: {text}}}"));
            let fix = Fix::in_file(node.span, format!("{{type: {text}}}"));
            self.diagnostics.push(Diagnostic::error("E0006", node.span, message).help(help).fix(fix));
            return None;
        }
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        fields.required("type");
        let declared = self.declared_type(&mut fields);
        let yearly_node = fields.get("yearly");
        let yearly = fields.integer("yearly", &mut self.diagnostics);
        let label = fields.localized("label", &mut self.diagnostics).unwrap_or_else(|| Text::chinese(name.text()));
        let ask = fields.localized("ask", &mut self.diagnostics);
        let find = fields.localized("where", &mut self.diagnostics);
        let section = fields.text("section", &mut self.diagnostics).unwrap_or_else(|| "其他".to_owned());
        let changes =
            [("no", CanChange::No), ("up", CanChange::Up), ("down", CanChange::Down), ("any", CanChange::Any)];
        let can_change = fields.one_of("can_change", &changes, CanChange::No, &mut self.diagnostics);
        let (domain, brackets) = (fields.get("domain"), fields.items("brackets"));
        let (step, ask_unit, earliest) = (fields.get("step"), fields.get("ask_unit"), fields.get("earliest"));
        let key = fields.get("key");
        let format_node = fields.get("format");
        let formats = [("credit_code", Some(Format::CreditCode))];
        let format = fields.one_of("format", &formats, None, &mut self.diagnostics);
        let tells = fields.get("tells");
        fields.get("note");
        fields.get("source");
        let type_unclear = ["yearly", "unit", "of"].iter().any(|key| fields.misspelt(key));
        fields.finish(&mut self.diagnostics);

        let (item, whole) = declared?;
        if type_unclear {
            // Rules that read it would find another type than the one that was meant: they stay silent.
            return None;
        }
        let list_fields = match item {
            Type::List(_) => std::mem::take(&mut self.list_fields),
            _ => Vec::new(),
        };
        let key = self.key(key, &list_fields)?;
        let domain = match domain {
            Some(node) if item.is_ordered() => self.domain(&item, node).unwrap_or(Bounds::ANY),
            Some(node) => {
                self.error("E0312", node.span, "只有数、金额、日期等能有取值范围", "only ordered types have a domain");
                Bounds::ANY
            }
            None => Bounds::ANY,
        };
        let step = match step {
            Some(node) => self.literal(node, &item),
            None => self.usual_step(&item, whole),
        };
        let ask_unit = ask_unit.and_then(|node| self.ask_unit(node, &item));
        let earliest =
            earliest.and_then(|node| self.literal(node, &Type::Period)).and_then(|months| i32::try_from(months).ok());
        let limits: Vec<_> = brackets.iter().map(|node| self.literal(node, &item)).collect();
        let limits: Vec<Decimal> = limits.into_iter().collect::<Option<_>>().unwrap_or_default();
        if let Some(index) = limits.windows(2).position(|pair| matches!(pair, [a, b] if a >= b)) {
            let span = brackets.get(index + 1).map_or(node.span, |node| node.span);
            let before = brackets.get(index).map_or(node.span, |node| node.span);
            let message = Text::new("分档的界限要从小到大", "brackets must ascend");
            let what = Text::new("前一个界限", "the bracket before");
            self.diagnostics.push(Diagnostic::error("E0313", span, message).related(before, what));
        }
        if let Some(node) = format_node.filter(|_| format.is_some() && item != Type::Text) {
            let message = Text::new("只有文字指标能有 `format`", "only a text fact has a `format`");
            let help = Text::new("写 type: text，或删去 format", "write `type: text`, or leave `format` out");
            self.diagnostics.push(Diagnostic::error("E0333", node.span, message).help(help));
        }
        if let Some(node) = tells.filter(|_| format.is_none() && format_node.is_none()) {
            let message = Text::new(
                "只有写了 `format` 的文字指标能有 `tells`",
                "only a text fact that says its `format` can tell of others",
            );
            let help =
                Text::new("写 format: credit_code，或删去 tells", "write `format: credit_code`, or leave `tells` out");
            self.diagnostics.push(Diagnostic::error("E0333", node.span, message).help(help));
        }
        let years = match yearly {
            Some(years @ 1..=30) if item.is_ordered() => u8::try_from(years).unwrap_or(1),
            Some(_) => {
                self.error(
                    "E0318",
                    yearly_node.map_or(node.span, |node| node.span),
                    "`yearly` 是 1 到 30，并且只用于数、金额等",
                    "`yearly` is 1 to 30, for ordered types only",
                );
                return None;
            }
            None => 0,
        };
        let value_type = if years > 0 { Type::Series(Box::new(item)) } else { item };
        Some(Fact {
            name: normalized(name.text()),
            value_type,
            years,
            step,
            domain,
            label,
            ask,
            find,
            section,
            ask_unit,
            brackets: limits,
            can_change,
            earliest,
            fields: list_fields.into_iter().map(|field| self.catalog.fields.push(field)).collect(),
            key,
            format,
            // What it tells of facts that stand behind it is read when all are declared.
            tells: Vec::new(),
        })
    }

    fn domain(&mut self, item: &Type, node: &Node) -> Option<Bounds> {
        let written = self.written(node)?;
        let tests = parse::unary_tests(&written, &mut self.diagnostics)?;
        unary::bounds(self, item, &tests, node.span)
    }

    /// A value written out, of the given type.
    pub(super) fn literal(&mut self, node: &Node, value_type: &Type) -> Option<Decimal> {
        let id = self.expression(node, value_type)?;
        let value = self.build.number_of(id);
        if value.is_none() {
            self.error("E0215", node.span, "这里要写明数值，不能是算式", "a value must be written out here");
        }
        value
    }

    fn ask_unit(&mut self, node: &Node, item: &Type) -> Option<AskUnit> {
        let name = scalar(node, &mut self.diagnostics)?;
        match (measured(Decimal::ONE, name.text()), item) {
            (Some((factor, Counted::Money)), Type::Money) => Some(AskUnit { name: name.text().to_owned(), factor }),
            (Some((factor, Counted::Unit(unit))), Type::Quantity(id)) if self.catalog.units[*id].name == unit => {
                Some(AskUnit { name: name.text().to_owned(), factor })
            }
            (Some((factor, Counted::Percent)), Type::Percent) => Some(AskUnit { name: name.text().to_owned(), factor }),
            _ => {
                self.error(
                    "E0104",
                    node.span,
                    format!("`{}` 不是这个指标的单位", name.text()),
                    format!("`{}` is not a unit of this fact", name.text()),
                );
                None
            }
        }
    }
}
