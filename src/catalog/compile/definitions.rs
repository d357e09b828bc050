//! Derived facts: values, tables, tiers, scores, and functions of the author, which are written out where they are called.

use super::super::examples::Subject;
use super::super::fields::{Fields, entries, scalar, sequence};
use super::super::yaml::{Kind, Node};
use super::{Compiler, DeclarationState, Symbol, normalized};
use crate::lang::check;
use crate::lang::context::{Resolution, Typed};
use crate::lang::diagnostic::Diagnostic;
use crate::lang::source::Span;
use crate::lang::suggest::near;
use crate::lang::syntax::Argument;
use crate::lang::typing;
use crate::model::{
    Comparison, Definition, DefinitionId, Expression, Operator, PolicyId, Selection, SourceId, Text, Tier, Type, Value,
    limits,
};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// The keys that say how a definition gets its value.
const FORMS: [&str; 5] = ["value", "table", "tiers", "score", "select"];

impl<'d> Compiler<'d> {
    fn key_of(&self, index: usize, key: &str) -> Option<&'d Node> {
        let Kind::Mapping(entries) = &self.declarations.get(index)?.node.kind else { return None };
        entries.iter().find(|(found, _)| found.text() == key).map(|(_, node)| node)
    }

    /// Whether the definition has parameters.
    pub(super) fn is_function(&self, index: usize) -> bool {
        self.key_of(index, "given").is_some()
    }

    /// Compiles a definition, if that has not been done.
    pub(super) fn definition(&mut self, index: usize) {
        let Some(declaration) = self.declarations.get(index) else { return };
        let span = declaration.name_span;
        if self.is_function(index) {
            self.check_function(index);
        } else {
            self.definition_at(index, span);
        }
    }

    fn set_state(&mut self, index: usize, state: DeclarationState) {
        if let Some(declaration) = self.declarations.get_mut(index) {
            declaration.state = state;
        }
    }

    /// The definition, compiled now if it has not been; `span` is where it is asked for.
    pub(super) fn definition_at(&mut self, index: usize, span: Span) -> Option<DefinitionId> {
        let declaration = self.declarations.get(index)?;
        let (name, node, policy) = (declaration.name.clone(), declaration.node, declaration.policy);
        let name_span = declaration.name_span;
        match declaration.state {
            DeclarationState::Done(id) => {
                self.stands_behind(index);
                return Some(id);
            }
            DeclarationState::Faulty | DeclarationState::Function => return None,
            DeclarationState::Compiling => {
                self.cycle(&name, span);
                return None;
            }
            DeclarationState::Waiting => {}
        }
        if self.path.len() > limits::NAMES {
            self.too_long_a_chain(span, limits::NAMES, ("个定义", "definitions"));
            self.set_state(index, DeclarationState::Faulty);
            return None;
        }
        self.set_state(index, DeclarationState::Compiling);
        self.sizes.levels.push(0);
        let outer_policy = std::mem::replace(&mut self.policy, policy);
        let choosable = self.choosable.take();
        self.arguments.push(HashMap::new());
        self.path.push((name.clone(), span));
        let id = self.compile_definition(&name, node, policy);
        self.path.pop();
        self.arguments.pop();
        self.choosable = choosable;
        self.policy = outer_policy;
        let level = self.sizes.levels.pop().unwrap_or(0);
        let id = id.filter(|id| {
            let body = self.catalog.definitions[*id].body;
            self.within_chain(body, name_span)
        });
        if level > limits::NAMES {
            self.too_long_a_chain(name_span, limits::NAMES, ("个定义", "definitions"));
        }
        let id = id.filter(|_| level <= limits::NAMES);
        if let Some(declaration) = self.declarations.get_mut(index) {
            declaration.level = level;
        }
        self.set_state(index, id.map_or(DeclarationState::Faulty, DeclarationState::Done));
        self.stands_behind(index);
        if let Some(id) = id {
            self.places.add_definition(id, name_span);
        }
        id
    }

    /// Notes that a definition stands behind the one that is being compiled.
    fn stands_behind(&mut self, index: usize) {
        let level = self.declarations.get(index).map_or(0, |declaration| declaration.level);
        if let Some(outer) = self.sizes.levels.last_mut() {
            *outer = (*outer).max(level + 1);
        }
    }

    /// Reports a definition that needs itself, with the whole way round.
    fn cycle(&mut self, name: &str, span: Span) {
        let start = self.path.iter().position(|(known, _)| known == name).unwrap_or(0);
        let mut names: Vec<String> = self.path.iter().skip(start).map(|(name, _)| name.clone()).collect();
        names.push(name.to_owned());
        let way = names.join(" → ");
        let steps: Vec<(String, Span)> = self.path.iter().skip(start + 1).cloned().collect();
        let message = Text::new(format!("定义绕成了圈：{way}"), format!("these definitions need each other: {way}"));
        let help = Text::new(
            "让其中一个不再依赖另一个，例如直接用指标",
            "let one of them do without the other, for example by reading facts instead",
        );
        let mut fault = Diagnostic::error("E0210", span, message).help(help);
        for (step, place) in steps.into_iter().filter(|(_, place)| *place != span) {
            let what = Text::new(format!("这里用到 `{step}`"), format!("`{step}` is needed here"));
            fault = fault.related(place, what);
        }
        self.diagnostics.push(fault);
    }

    fn compile_definition(&mut self, name: &str, node: &'d Node, policy: Option<PolicyId>) -> Option<DefinitionId> {
        if !matches!(node.kind, Kind::Mapping(_)) {
            let typed = self.any_expression(node, None)?;
            let value_type = typed.value_type;
            let name = name.to_owned();
            let definition = Definition { name, policy, value_type, body: typed.id, label: None, source: None };
            return Some(self.push_definition(definition));
        }
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let has_type = fields.get("type").is_some();
        let declared = self.declared_type(&mut fields).map(|(value_type, _)| value_type);
        let label = fields.localized("label", &mut self.diagnostics);
        let source = fields.get("source");
        let source = source.and_then(|node| self.definition_source(node));
        let examples = fields.get("examples");
        fields.get("note");
        fields.get("says");
        let (value_type, body) = {
            self.chosen = None;
            let typed = self.body(name, &mut fields, declared.as_ref(), policy, source);
            fields.finish(&mut self.diagnostics);
            if has_type && declared.is_none() {
                return None;
            }
            let typed = typed?;
            (declared.unwrap_or(typed.value_type), typed.id)
        };
        let definition = Definition { name: name.to_owned(), policy, value_type, body, label, source };
        let id = self.push_definition(definition);
        if let Some((filter, condition)) = self.chosen.take() {
            self.catalog.selections.push(Selection { definition: id, filter, condition });
        }
        if let Some(examples) = examples {
            self.pending_examples.push((Subject::Definition(id), examples));
        }
        Some(id)
    }

    fn definition_source(&mut self, node: &'d Node) -> Option<SourceId> {
        match &node.kind {
            Kind::Sequence(items) => {
                let mut sources: Vec<_> = items.iter().map(|item| self.source(item, None)).collect();
                if sources.is_empty() { None } else { sources.swap_remove(0) }
            }
            _ => self.source(node, None),
        }
    }

    /// The value that `value`, `table`, `tiers` or `score` describes.
    fn body(
        &mut self,
        name: &str,
        fields: &mut Fields<'d>,
        declared: Option<&Type>,
        policy: Option<PolicyId>,
        source: Option<SourceId>,
    ) -> Option<Typed> {
        let (value, table) = (fields.get("value"), fields.get("table"));
        let (tiers, score, select) = (fields.get("tiers"), fields.get("score"), fields.get("select"));
        let (veto, pass) = (fields.get("veto"), fields.get("pass"));
        if veto.is_some() && score.is_none() || pass.is_some() && score.is_none() {
            self.error("E0004", fields.span, "`veto` 和 `pass` 只用于 `score`", "`veto` and `pass` belong to `score`");
        }
        let typed = match (value, table, tiers, score, select) {
            (Some(value), None, None, None, None) => self.any_expression(value, declared),
            (None, Some(table), None, None, None) => self.table(table, declared),
            (None, None, Some(tiers), None, None) => self.tiers(tiers),
            (None, None, None, Some(score), None) => self.score(name, score, veto, pass, policy, source),
            (None, None, None, None, Some(select)) => self.select(select, source),
            (None, None, None, None, None) if FORMS.iter().any(|form| fields.misspelt(form)) => None,
            (None, None, None, None, None) => {
                let head = fields.head();
                let message =
                    Text::new(format!("`{name}` 没有写值"), format!("`{name}` does not say what its value is"));
                let help = Text::new(
                    "写 value、table、tiers、score 或 select 中的一个",
                    "write one of `value`, `table`, `tiers`, `score` or `select`",
                );
                self.diagnostics.push(Diagnostic::error("E0005", head, message).help(help));
                None
            }
            _ => {
                self.error(
                    "E0004",
                    fields.span,
                    "value、table、tiers、score、select 只能写一个",
                    "only one of `value`, `table`, `tiers`, `score` and `select` can stand here",
                );
                None
            }
        }?;
        match declared {
            Some(declared) if !typing::fits(self, &typed, declared) => {
                let message = Text::new(
                    format!(
                        "`{name}` 声明为{}，值却是{}",
                        typing::type_zh(self, declared),
                        typing::type_zh(self, &typed.value_type)
                    ),
                    format!(
                        "`{name}` is declared as {}, but its value is {}",
                        typing::type_en(self, declared),
                        typing::type_en(self, &typed.value_type)
                    ),
                );
                let span = value.or(table).or(tiers).or(select).map_or(fields.span, |node| node.span);
                self.diagnostics.push(Diagnostic::error("E0204", span, message));
                None
            }
            _ => Some(typed),
        }
    }

    fn tiers(&mut self, node: &'d Node) -> Option<Typed> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let of = fields.required("of");
        let rows = fields.required("rows");
        fields.finish(&mut self.diagnostics);
        let of = self.any_expression(of?, None)?;
        if !of.value_type.is_ordered() || of.value_type == Type::Date {
            let (zh, en) = (typing::type_zh(self, &of.value_type), typing::type_en(self, &of.value_type));
            self.error("E0204", node.span, format!("{zh}不能分级计算"), format!("{en} cannot be sliced into tiers"));
            return None;
        }
        let mut tiers = Vec::new();
        let mut last: Option<(Decimal, Span)> = None;
        let rows_span = rows?.span;
        let rows = sequence(rows?, &mut self.diagnostics)?;
        if !self.within("E0322", rows_span, rows.len(), limits::ROWS, ("级", "tiers")) {
            return None;
        }
        for (index, row) in rows.iter().enumerate() {
            let [limit, rate] = sequence(row, &mut self.diagnostics)? else {
                self.error("E0301", row.span, "每级写 [上限, 比率]", "a tier is [limit, rate]");
                return None;
            };
            let open = limit.as_scalar().is_some_and(|scalar| scalar.text() == "-");
            let up_to = if open { None } else { Some(self.expression(limit, &of.value_type)?) };
            if open && index + 1 < rows.len() {
                let message = Text::new("只有最后一级可以没有上限", "only the last tier may have no limit");
                let help = Text::new("把这一级放到最后", "put this tier last");
                self.diagnostics.push(Diagnostic::error("E0304", limit.span, message).help(help));
            }
            if let Some(value) = up_to.and_then(|limit| self.build.number_of(limit)) {
                if let Some((_, before)) = last.filter(|(last, _)| value <= *last) {
                    let message = Text::new("各级上限要从小到大", "limits must ascend");
                    let what = Text::new("上一级的上限", "the limit of the tier before");
                    self.diagnostics.push(Diagnostic::error("E0304", limit.span, message).related(before, what));
                }
                last = Some((value, limit.span));
            }
            tiers.push(Tier { up_to, rate: self.expression(rate, &Type::Number)? });
        }
        Some(Typed { id: self.build.tiers(of.id, tiers), value_type: of.value_type })
    }

    /// A sum of parts, some of which may veto the whole. Parts, `.pass` and subtotals become definitions of their own.
    fn score(
        &mut self,
        name: &str,
        node: &'d Node,
        veto: Option<&'d Node>,
        pass: Option<&'d Node>,
        policy: Option<PolicyId>,
        source: Option<SourceId>,
    ) -> Option<Typed> {
        let sum = self.score_sum(name, node, policy, source);
        let mut vetoes = Vec::new();
        for (part, least) in veto.and_then(|node| entries(node, &mut self.diagnostics)).unwrap_or(&[]) {
            let full = format!("{name}.{}", normalized(part.text()));
            let Some(id) = self.parts.get(&(policy, full)).copied() else {
                let known = self.parts.keys().filter_map(|(of, full)| {
                    (*of == policy).then(|| full.strip_prefix(&format!("{name}.")).map(str::to_owned)).flatten()
                });
                let known = known.collect();
                self.unknown("E0201", part, "得分项", "part of the score", known);
                continue;
            };
            let value = self.definition_value(id);
            let Some(least) = self.expression(least, &Type::Number) else { continue };
            vetoes.push(self.build.compare(Comparison::Less, value.id, least));
        }
        let pass = pass.map(|pass| self.expression(pass, &Type::Number));
        let sum = sum?;
        let total = if vetoes.is_empty() {
            sum
        } else {
            let zero = self.build.number(Decimal::ZERO);
            let vetoed = self.build.or(vetoes);
            Typed {
                id: self.build.add(Expression::If { condition: vetoed, then: zero, otherwise: sum.id }),
                value_type: Type::Number,
            }
        };
        if let Some(pass) = pass {
            let pass = pass?;
            let body = self.build.compare(Comparison::GreaterOrEqual, total.id, pass);
            self.part(format!("{name}.pass"), Typed { id: body, value_type: Type::Boolean }, policy, source);
        }
        Some(total)
    }

    fn score_sum(
        &mut self,
        name: &str,
        node: &'d Node,
        policy: Option<PolicyId>,
        source: Option<SourceId>,
    ) -> Option<Typed> {
        let mut sum: Option<Typed> = None;
        let mut complete = true;
        for (key, part) in entries(node, &mut self.diagnostics)? {
            let full = format!("{name}.{}", normalized(key.text()));
            let is_form = |node: &Node| {
                matches!(&node.kind, Kind::Mapping(entries)
                    if entries.iter().any(|(key, _)| FORMS.contains(&key.text())))
            };
            let typed = match &part.kind {
                Kind::Mapping(_) if is_form(part) => {
                    let mut fields = Fields::new(part, &mut self.diagnostics)?;
                    fields.get("note");
                    fields.localized("label", &mut self.diagnostics);
                    let typed = self.body(&full, &mut fields, Some(&Type::Number), policy, source);
                    fields.finish(&mut self.diagnostics);
                    typed
                }
                Kind::Mapping(_) => self.score_sum(&full, part, policy, source),
                _ => self.expression(part, &Type::Number).map(|id| Typed { id, value_type: Type::Number }),
            };
            let Some(typed) = typed else {
                complete = false;
                continue;
            };
            let id = self.part(full, typed, policy, source);
            self.places.add_definition(id, key.span());
            let value = self.definition_value(id);
            sum = Some(match sum {
                None => value,
                Some(sum) => {
                    Typed { id: self.build.arithmetic(Operator::Add, sum.id, value.id), value_type: Type::Number }
                }
            });
        }
        if sum.is_none() && complete {
            self.error("E0005", node.span, "评分没有任何得分项", "this score has no parts");
        }
        sum.filter(|_| complete)
    }

    fn part(&mut self, name: String, typed: Typed, policy: Option<PolicyId>, source: Option<SourceId>) -> DefinitionId {
        let value_type = typed.value_type;
        let definition = Definition { name: name.clone(), policy, value_type, body: typed.id, label: None, source };
        let id = self.push_definition(definition);
        self.parts.insert((policy, name), id);
        id
    }

    /// What `评价得分.创新` stands for: a part of a score.
    pub(super) fn score_part(&mut self, name: &str, span: Span) -> Resolution {
        let Some((base, _)) = name.split_once('.') else { return Resolution::Unknown };
        let Some(Symbol::Definition(index)) = self.symbol(base) else { return Resolution::Unknown };
        if self.key_of(index, "score").is_none() {
            return Resolution::Unknown;
        }
        let policy = self.declarations.get(index).and_then(|declaration| declaration.policy);
        if self.definition_at(index, span).is_none() {
            return Resolution::Faulty;
        }
        match self.parts.get(&(policy, name.to_owned())).copied() {
            Some(id) => Resolution::Found(self.definition_value(id)),
            None => Resolution::Unknown,
        }
    }

    /// The parameters of a function of the author.
    fn parameters_of(&mut self, index: usize) -> Option<Vec<(String, Type)>> {
        let given = self.key_of(index, "given")?;
        let mut parameters = Vec::new();
        for (name, node) in entries(given, &mut self.diagnostics)? {
            let value_type = match &node.kind {
                Kind::Mapping(_) => {
                    let mut fields = Fields::new(node, &mut self.diagnostics)?;
                    let declared = self.declared_type(&mut fields);
                    fields.finish(&mut self.diagnostics);
                    declared?.0
                }
                _ => {
                    let written = scalar(node, &mut self.diagnostics)?;
                    self.short_type(written)?
                }
            };
            parameters.push((normalized(name.text()), value_type));
        }
        Some(parameters)
    }

    /// Compiles a function once with values of the right types, so that its faults are found although nobody calls it.
    fn check_function(&mut self, index: usize) {
        let Some(parameters) = self.parameters_of(index) else {
            self.set_state(index, DeclarationState::Faulty);
            return;
        };
        let mut arguments = HashMap::new();
        for (name, value_type) in parameters {
            let value = match &value_type {
                Type::Boolean => Value::Boolean(false),
                Type::Text => Value::Text(String::new()),
                Type::Choice(list) => Value::Code(self.catalog.lists[*list].leaves().next().unwrap_or(0)),
                Type::Choices(_) => Value::Codes(Vec::new()),
                Type::List(_) => {
                    let id = self.build.add(Expression::List(Vec::new()));
                    arguments.insert(name, Typed { id, value_type });
                    continue;
                }
                _ => Value::Number(Decimal::ONE),
            };
            arguments.insert(name, Typed { id: self.build.constant(value), value_type });
        }
        let name_span = self.declarations.get(index).map(|declaration| declaration.name_span);
        let fine = name_span.and_then(|span| self.write_out(index, arguments, span)).is_some();
        self.set_state(index, if fine { DeclarationState::Function } else { DeclarationState::Faulty });
    }

    /// Writes a function's body out with these arguments; `span` is where it is called.
    fn write_out(&mut self, index: usize, arguments: HashMap<String, Typed>, span: Span) -> Option<Typed> {
        let declaration = self.declarations.get(index)?;
        let (name, node, policy) = (declaration.name.clone(), declaration.node, declaration.policy);
        if self.path.iter().any(|(known, _)| *known == name) {
            self.cycle(&name, span);
            return None;
        }
        let calls = self.arguments.iter().filter(|arguments| !arguments.is_empty()).count();
        if calls >= limits::CALL_DEPTH || self.path.len() > limits::NAMES {
            let most = limits::CALL_DEPTH;
            let message = Text::new(
                format!("带参数的定义互相调用超过 {most} 层"),
                format!("definitions with parameters call each other more than {most} levels deep"),
            );
            let help = Text::new("少分几层，或写成一张 table", "use fewer levels, or a table");
            self.diagnostics.push(Diagnostic::error("E0216", span, message).help(help));
            return None;
        }
        if !self.room_for_call(span) {
            return None;
        }
        let outer_policy = std::mem::replace(&mut self.policy, policy);
        let choosable = self.choosable.take();
        self.arguments.push(arguments);
        self.path.push((name.clone(), span));
        let typed = self.function_body(&name, node, policy);
        self.path.pop();
        self.arguments.pop();
        self.choosable = choosable;
        self.policy = outer_policy;
        typed.filter(|typed| self.within_chain(typed.id, span))
    }

    fn function_body(&mut self, name: &str, node: &'d Node, policy: Option<PolicyId>) -> Option<Typed> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        fields.get("given");
        let declared = self.declared_type(&mut fields).map(|(value_type, _)| value_type);
        fields.localized("label", &mut self.diagnostics);
        fields.get("source");
        fields.get("note");
        if let Some(score) = fields.get("score") {
            self.error("E0107", score.span, "带参数的定义不能是评分", "a definition with parameters cannot be a score");
            return None;
        }
        if let Some(examples) = fields.get("examples") {
            self.error(
                "E0314",
                examples.span,
                "带参数的定义由用到它的政策来举例",
                "a definition with parameters is tested by the examples of what calls it",
            );
        }
        let typed = self.body(name, &mut fields, declared.as_ref(), policy, None);
        fields.finish(&mut self.diagnostics);
        let typed = typed?;
        Some(Typed { id: typed.id, value_type: declared.unwrap_or(typed.value_type) })
    }

    /// Calls a function of the author: arguments in order, or by name.
    pub(super) fn call_function(
        &mut self,
        index: usize,
        name_span: Span,
        arguments: &[Argument],
        span: Span,
    ) -> Option<Typed> {
        if matches!(self.declarations.get(index)?.state, DeclarationState::Faulty) {
            return None;
        }
        let name = self.declarations.get(index)?.name.clone();
        let parameters = self.parameters_of(index)?;
        if arguments.len() != parameters.len() {
            let wanted: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
            let message = Text::new(
                format!("`{name}` 需要 {} 个参数，这里有 {} 个", parameters.len(), arguments.len()),
                format!("`{name}` takes {} argument(s), here are {}", parameters.len(), arguments.len()),
            );
            let help = Text::new(
                format!("写作 `{name}({})`", wanted.join(", ")),
                format!("write `{name}({})`", wanted.join(", ")),
            );
            self.diagnostics.push(Diagnostic::error("E0203", span, message).help(help));
            return None;
        }
        let mut bound = HashMap::new();
        let mut complete = true;
        for (position, argument) in arguments.iter().enumerate() {
            let parameter = match &argument.name {
                None => parameters.get(position),
                Some((name, _)) => parameters.iter().find(|(known, _)| known == name),
            };
            let Some((parameter, value_type)) = parameter else {
                if let Some((written, span)) = &argument.name {
                    let message = Text::new(
                        format!("`{name}` 没有参数 `{written}`"),
                        format!("`{name}` has no parameter `{written}`"),
                    );
                    let known: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
                    let help = Text::new(
                        format!("它的参数是 {}", known.join("、")),
                        format!("its parameters are {}", known.join(", ")),
                    );
                    let near = near(written, known.iter().copied());
                    self.diagnostics.push(Diagnostic::error("E0203", *span, message).help(help).suggest(near));
                }
                return None;
            };
            match check::expect(self, &argument.value, value_type) {
                Some(id) => {
                    bound.insert(parameter.clone(), Typed { id, value_type: value_type.clone() });
                }
                None => complete = false,
            }
        }
        if !complete || bound.len() != parameters.len() {
            return None;
        }
        let result = self.write_out(index, bound, name_span);
        if result.is_none() && !self.diagnostics.has_errors() {
            self.error("E0213", name_span, format!("`{name}` 不能用"), format!("`{name}` cannot be used"));
        }
        result
    }
}
