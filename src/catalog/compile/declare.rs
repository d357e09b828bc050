//! The first pass: units, lists, facts and parameters whole, everything else by name.

use super::super::fields::{Fields, entries, localized, scalar, sequence, wrong_kind};
use super::super::yaml::{Kind, Node, Scalar};
use super::{Compiler, Declaration, DeclarationState, SharedCondition, SharedState, Symbol, normalized};
use crate::lang::check::{self, Context, Typed};
use crate::lang::diagnostic::Diagnostic;
use crate::lang::parse;
use crate::lang::source::Span;
use crate::lang::suggest::nearest;
use crate::lang::syntax::Argument;
use crate::lang::unary;
use crate::model::{
    AskUnit, Bound, Bounds, CanChange, Expression, Fact, List, ListId, ListItem, Parameter, ParameterId, ParameterRow,
    ParameterValue, PolicyId, Text, Type, Unit, Value,
};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// The top-level keys of a document.
const SECTIONS: [&str; 8] =
    ["units", "lists", "facts", "parameters", "definitions", "conditions", "policies", "groups"];

/// Words of the language that cannot be names.
const RESERVED: [&str; 14] =
    ["and", "or", "not", "if", "then", "else", "in", "between", "true", "false", "null", "some", "every", "基准日"];

impl<'d> Compiler<'d> {
    pub(super) fn declare(&mut self, documents: &'d [Node]) {
        let mut sections: HashMap<&str, Vec<(&'d Scalar, &'d Node)>> = HashMap::new();
        for document in documents {
            let Some(top) = entries(document, &mut self.diagnostics) else { continue };
            for (key, node) in top {
                if !SECTIONS.contains(&key.text()) {
                    let help = match nearest(key.text(), SECTIONS) {
                        Some(name) => check::did_you_mean(name),
                        None => Text::new(
                            format!("最上层可以写 {}", SECTIONS.join("、")),
                            format!("the top-level keys are {}", SECTIONS.join(", ")),
                        ),
                    };
                    let message = Text::new(
                        format!("最上层没有键 `{}`", key.text()),
                        format!("there is no top-level key `{}`", key.text()),
                    );
                    self.diagnostics.push(Diagnostic::error("E0004", key.span(), message).help(help));
                    continue;
                }
                if node.is_empty() {
                    continue;
                }
                if key.text() == "units" {
                    self.declare_units(node);
                    continue;
                }
                let Some(items) = entries(node, &mut self.diagnostics) else { continue };
                sections.entry(key.text()).or_default().extend(items.iter().map(|(name, node)| (name, node)));
            }
        }
        let mut section = |name: &str| sections.remove(name).unwrap_or_default();
        for (name, node) in section("lists") {
            self.declare_list(name, node);
        }
        for (name, node) in section("facts") {
            self.declare_fact(name, node);
        }
        for (name, node) in section("parameters") {
            self.declare_parameter(name, node);
        }
        for (name, node) in section("definitions") {
            self.declare_definition(name, node, None);
        }
        for (name, node) in section("conditions") {
            if let Some(first) = self.shared.iter().find(|shared| shared.name.text() == name.text()) {
                let first = first.name.span();
                self.duplicate(name, first);
                continue;
            }
            self.shared.push(SharedCondition { name: name.clone(), node, state: SharedState::Waiting });
        }
        for (name, node) in section("policies") {
            if let Some((first, _)) = self.policies.iter().find(|(known, _)| known.text() == name.text()) {
                let first = first.span();
                self.duplicate(name, first);
                continue;
            }
            self.policies.push((name.clone(), node));
        }
        for (name, node) in section("groups") {
            if let Some((first, _)) = self.groups.iter().find(|(known, _)| known.text() == name.text()) {
                let first = first.span();
                self.duplicate(name, first);
                continue;
            }
            self.groups.push((name.clone(), node));
        }
        self.declare_locals();
    }

    fn duplicate(&mut self, name: &Scalar, first: Span) {
        let message = Text::new(
            format!("名称 `{}` 已经用过", name.text()),
            format!("the name `{}` is already taken", name.text()),
        );
        let label = Text::new("第一次在这里", "first here");
        let help = Text::new("名称在整个规则库里唯一，换一个", "names are unique in the whole catalog; choose another");
        self.diagnostics.push(Diagnostic::error("E0008", name.span(), message).related(first, label).help(help));
    }

    /// Takes a name, or reports why it cannot be taken.
    fn take_name(&mut self, name: &Scalar, symbol: Symbol) -> bool {
        let text = normalized(name.text());
        let mut letters = text.chars();
        let starts = letters.next().is_some_and(|letter| letter == '_' || unicode_ident::is_xid_start(letter));
        if !starts || !letters.all(unicode_ident::is_xid_continue) || RESERVED.contains(&text.as_str()) {
            let message = Text::new(format!("`{text}` 不能作名称"), format!("`{text}` cannot be a name"));
            let help = Text::new(
                "名称由文字、数字和下划线组成，不以数字开头，不是语言的关键词",
                "a name consists of letters, digits and underscores, does not start with a digit and is no keyword",
            );
            self.diagnostics.push(Diagnostic::error("E0016", name.span(), message).help(help));
            return false;
        }
        if let Some((_, first)) = self.symbols.get(&text) {
            let first = *first;
            self.duplicate(name, first);
            return false;
        }
        self.symbols.insert(text, (symbol, name.span()));
        true
    }

    fn declare_units(&mut self, node: &'d Node) {
        match &node.kind {
            Kind::Sequence(items) => {
                for item in items {
                    if let Some(name) = scalar(item, &mut self.diagnostics) {
                        self.declare_unit(name, None);
                    }
                }
            }
            Kind::Mapping(entries) => {
                for (name, node) in entries {
                    let label = match &node.kind {
                        Kind::Mapping(inner) if inner.iter().any(|(key, _)| key.text() == "label") => {
                            Fields::new(node, &mut self.diagnostics).and_then(|mut fields| {
                                let label = fields.localized("label", &mut self.diagnostics);
                                fields.finish(&mut self.diagnostics);
                                label
                            })
                        }
                        _ => localized(node, &mut self.diagnostics),
                    };
                    self.declare_unit(name, label);
                }
            }
            Kind::Scalar(_) => wrong_kind(node, "单位的列表", "a list of units", &mut self.diagnostics),
        }
    }

    fn declare_unit(&mut self, name: &Scalar, label: Option<Text>) {
        let text = normalized(name.text());
        if ["元", "%", "‰", "年", "个月", "日", "天"].contains(&text.as_str()) {
            self.error(
                "E0008",
                name.span(),
                format!("单位 `{text}` 是语言自带的"),
                format!("the unit `{text}` is built in"),
            );
            return;
        }
        if self.catalog.units.iter().any(|unit| unit.name == text) {
            return;
        }
        let label = label.unwrap_or_else(|| Text::chinese(name.text()));
        self.catalog.units.push(Unit { name: text, label });
    }

    fn declare_list(&mut self, name: &'d Scalar, node: &'d Node) {
        if let Some((_, first)) = self.symbols.get(&format!("list {}", name.text())) {
            let first = *first;
            self.duplicate(name, first);
            return;
        }
        self.symbols.insert(format!("list {}", name.text()), (Symbol::Faulty, name.span()));
        let mut items: Vec<ListItem> = Vec::new();
        let mut parents: Vec<Option<Scalar>> = Vec::new();
        match &node.kind {
            Kind::Sequence(codes) => {
                for code in codes {
                    if let Some(code) = scalar(code, &mut self.diagnostics) {
                        self.list_code(code, &mut items, Text::chinese(code.text()));
                        parents.resize(items.len(), None);
                    }
                }
            }
            Kind::Mapping(codes) => {
                for (code, node) in codes {
                    let mut parent = None;
                    let is_item = matches!(&node.kind, Kind::Mapping(inner)
                        if inner.iter().any(|(key, _)| matches!(key.text(), "label" | "parent")));
                    let label = if is_item {
                        let Some(mut fields) = Fields::new(node, &mut self.diagnostics) else { continue };
                        let label = fields.localized("label", &mut self.diagnostics);
                        parent = fields.get("parent").and_then(|node| scalar(node, &mut self.diagnostics)).cloned();
                        fields.get("note");
                        fields.finish(&mut self.diagnostics);
                        label
                    } else {
                        localized(node, &mut self.diagnostics)
                    };
                    let label = label.unwrap_or_else(|| Text::chinese(code.text()));
                    self.list_code(code, &mut items, label);
                    if parents.len() < items.len() {
                        parents.push(parent);
                    }
                }
            }
            Kind::Scalar(_) => {
                wrong_kind(node, "代码的列表", "a list of codes", &mut self.diagnostics);
                return;
            }
        }
        let items = self.resolve_parents(items, &parents);
        if items.is_empty() {
            self.error("E0311", node.span, "列表是空的", "this list is empty");
        }
        self.catalog.lists.push(List { name: name.text().to_owned(), items });
    }

    fn list_code(&mut self, code: &Scalar, items: &mut Vec<ListItem>, label: Text) {
        let text = code.text();
        let looks_like_something_else = text.parse::<f64>().is_ok()
            || matches!(
                text.to_ascii_lowercase().as_str(),
                "yes" | "no" | "on" | "off" | "true" | "false" | "y" | "n" | ""
            );
        if code.plain && looks_like_something_else {
            let message =
                Text::new(format!("代码 `{text}` 要加引号"), format!("the code `{text}` must stand in quotes"));
            let help = Text::new(
                format!("写作 \"{text}\"，否则别的工具会把它读成数字或是非"),
                format!("write \"{text}\", or other tools read it as a number or a truth value"),
            );
            self.diagnostics.push(Diagnostic::error("E0009", code.span(), message).help(help));
        }
        if items.iter().any(|item| item.code == text) {
            self.error(
                "E0008",
                code.span(),
                format!("代码 `{text}` 写了两次"),
                format!("the code `{text}` stands here twice"),
            );
            return;
        }
        items.push(ListItem { code: text.to_owned(), label, parent: None });
    }

    /// Fills in the parents and puts every parent before its children.
    fn resolve_parents(&mut self, items: Vec<ListItem>, parents: &[Option<Scalar>]) -> Vec<ListItem> {
        let codes: Vec<String> = items.iter().map(|item| item.code.clone()).collect();
        let mut above: Vec<Option<usize>> = Vec::new();
        for parent in parents {
            above.push(parent.as_ref().and_then(|parent| {
                let position = codes.iter().position(|code| code == parent.text());
                if position.is_none() {
                    self.unknown("E0311", parent, "上级代码", "parent code", codes.clone());
                }
                position
            }));
        }
        let mut order: Vec<usize> = Vec::new();
        let mut placed = vec![false; items.len()];
        while order.len() < items.len() {
            let before = order.len();
            for index in 0..items.len() {
                let ready = above.get(index).copied().flatten().is_none_or(|parent| placed.get(parent) == Some(&true));
                if placed.get(index) == Some(&false) && ready {
                    order.push(index);
                    if let Some(flag) = placed.get_mut(index) {
                        *flag = true;
                    }
                }
            }
            if order.len() == before {
                let stuck = placed.iter().position(|placed| !placed).and_then(|index| parents.get(index)?.as_ref());
                if let Some(parent) = stuck {
                    let span = parent.span();
                    self.error("E0311", span, "上级代码绕成了圈", "the parents form a circle");
                }
                return items;
            }
        }
        let place: HashMap<usize, usize> = order.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let mut slots: Vec<Option<ListItem>> = items.into_iter().map(Some).collect();
        let mut sorted = Vec::new();
        for old in order {
            if let Some(mut item) = slots.get_mut(old).and_then(Option::take) {
                let parent = above.get(old).copied().flatten().and_then(|parent| place.get(&parent).copied());
                item.parent = parent.and_then(|parent| u32::try_from(parent).ok());
                sorted.push(item);
            }
        }
        sorted
    }

    /// The list that a field names.
    pub(super) fn list_named(&mut self, name: &Scalar) -> Option<ListId> {
        let found = self.catalog.lists.find(|list| list.name == name.text()).map(|(id, _)| id);
        if found.is_none() {
            let known = self.catalog.lists.iter().map(|list| list.name.clone()).collect();
            self.unknown("E0317", name, "列表", "list", known);
        }
        found
    }

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
                    self.error("E0005", name.span(), "缺少 `of`：选自哪个列表", "`of` is missing: which list?");
                    return None;
                };
                let list = scalar(of, &mut self.diagnostics)?;
                let list = self.list_named(list)?;
                Some((if name.text() == "choice" { Type::Choice(list) } else { Type::Choices(list) }, false))
            }
            "list" => {
                self.error(
                    "E0107",
                    name.span(),
                    "这一版还没有记录的清单；用汇总后的指标",
                    "lists of records are not part of this version; use a fact that holds the total",
                );
                None
            }
            _ => {
                let known = [
                    "boolean", "number", "integer", "percent", "money", "date", "period", "days", "text", "choice",
                    "choices",
                ];
                let known = known.iter().map(|name| (*name).to_owned()).collect();
                self.unknown("E0317", name, "类型", "type", known);
                None
            }
        }
    }

    fn declare_fact(&mut self, name: &'d Scalar, node: &'d Node) {
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

    fn fact(&mut self, name: &'d Scalar, node: &'d Node) -> Option<Fact> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        fields.required("type");
        let declared = self.declared_type(&mut fields);
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
        fields.get("note");
        fields.get("source");
        fields.finish(&mut self.diagnostics);

        let (item, whole) = declared?;
        let domain = match domain {
            Some(node) if item.is_ordered() => self.domain(&item, node)?,
            Some(node) => {
                self.error("E0312", node.span, "只有数、金额、日期等能有取值范围", "only ordered types have a domain");
                Bounds::ANY
            }
            None => Bounds::ANY,
        };
        let step = match step {
            Some(node) => self.literal(node, &item),
            None => match item {
                Type::Money => Some(Decimal::new(1, 2)),
                Type::Date | Type::Period | Type::Days => Some(Decimal::ONE),
                _ if whole => Some(Decimal::ONE),
                _ => None,
            },
        };
        let ask_unit = ask_unit.and_then(|node| self.ask_unit(node, &item));
        let earliest =
            earliest.and_then(|node| self.literal(node, &Type::Period)).and_then(|months| i32::try_from(months).ok());
        let limits: Vec<_> = brackets.iter().map(|node| self.literal(node, &item)).collect();
        let limits: Vec<Decimal> = limits.into_iter().collect::<Option<_>>()?;
        if let Some(index) = limits.windows(2).position(|pair| matches!(pair, [a, b] if a >= b)) {
            let span = brackets.get(index + 1).map_or(node.span, |node| node.span);
            self.error("E0313", span, "分档的界限要从小到大", "brackets must ascend");
        }
        let years = match yearly {
            Some(years @ 1..=30) if item.is_ordered() => u8::try_from(years).unwrap_or(1),
            Some(_) => {
                self.error(
                    "E0318",
                    node.span,
                    "`yearly` 是 1 到 30，并且只用于数、金额等",
                    "`yearly` is 1 to 30, for ordered types only",
                );
                0
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
        let measured = crate::model::literal::measured(Decimal::ONE, name.text());
        use crate::model::literal::Counted;
        match (measured, item) {
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

    fn declare_parameter(&mut self, name: &'d Scalar, node: &'d Node) {
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
        for row in rows {
            let Some(mut fields) = Fields::new(row, &mut self.diagnostics) else { continue };
            let from = fields.required("from");
            let from = from.and_then(|node| super::super::fields::date(node, &mut self.diagnostics));
            let value = fields.required("value");
            let at = fields.get("at").and_then(|node| scalar(node, &mut self.diagnostics));
            let source = fields.get("source").and_then(|node| self.source(node, None));
            fields.get("clause");
            fields.finish(&mut self.diagnostics);
            let at = match (by, at) {
                (Some(list), Some(code)) => check::position(self, list, code.text(), code.span()),
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
            let (Some(from), Some(value)) = (from, value) else { continue };
            let Some(value) = self.parameter_value(value, &mut value_type) else { continue };
            if figures.iter().any(|figure| figure.from == from && figure.at == at) {
                self.error("E0319", row.span, "同一天有两个数", "two figures start on the same day");
            }
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
        if !check::fits(self, &typed, &expected) {
            let (zh, en) = (check::type_zh(self, &expected), check::type_en(self, &expected));
            self.error("E0204", node.span, format!("这里需要{zh}"), format!("expected {en}"));
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

    pub(super) fn declare_definition(&mut self, name: &'d Scalar, node: &'d Node, policy: Option<PolicyId>) {
        let index = self.declarations.len();
        let text = normalized(name.text());
        match policy {
            None => {
                if !self.take_name(name, Symbol::Definition(index)) {
                    return;
                }
            }
            Some(policy) => {
                if let Some((_, first)) = self.symbols.get(&text) {
                    let first = *first;
                    self.duplicate(name, first);
                    return;
                }
                self.locals.insert((policy, text.clone()), index);
            }
        }
        self.declarations.push(Declaration {
            name: text,
            name_span: name.span(),
            node,
            policy,
            state: DeclarationState::Waiting,
        });
    }

    /// The `let` of every policy.
    fn declare_locals(&mut self) {
        for index in 0..self.policies.len() {
            let Some((_, node)) = self.policies.get(index) else { continue };
            let node: &'d Node = node;
            let Kind::Mapping(fields) = &node.kind else { continue };
            let Some((_, locals)) = fields.iter().find(|(key, _)| key.text() == "let") else { continue };
            let Some(locals) = entries(locals, &mut self.diagnostics) else { continue };
            let policy = PolicyId::from_index(index);
            for (name, node) in locals {
                self.declare_definition(name, node, Some(policy));
            }
        }
    }
}
