//! Documents to catalog. First everything is declared, so that names may be used before they are defined and across files;
//! then definitions, conditions and policies are compiled, each definition when it is first asked for.
//!
//! INVARIANT (kept by compiling on demand): when an expression is written, everything it names has been written before, so
//! ids only point backwards; a definition that asks for itself is found while it is being compiled and reported as a path.

mod conditions;
mod coverage;
mod declare;
mod definitions;
mod examples;
mod facts;
mod groups;
mod limits;
mod lists;
mod parameters;
mod policies;
mod prose;
mod selections;
mod single;
mod tables;
mod tells;
mod texts;

pub use single::{EXPRESSION, compile_expression};

use super::examples::Example;
use super::fields::{self, Fields};
use super::fixes;
use super::places::Places;
use super::yaml::{self, Node, Scalar};
use crate::lang::build::Builder;
use crate::lang::check;
use crate::lang::context::{Context, Resolution, Typed};
use crate::lang::diagnostic::{Diagnostic, Diagnostics, Fix, Severity};
use crate::lang::parse;
use crate::lang::source::{Sources, Span, Written};
use crate::lang::suggest::near;
use crate::lang::syntax::{self, Argument};
use crate::model::{
    Arena, Catalog, ConditionId, Definition, DefinitionId, Expression, ExpressionId, Extent, Fact, FactId, Field, List,
    ParameterId, PolicyId, Record, Source, SourceId, Text, Type, Unit,
};
use std::collections::HashMap;
use texts::TextTable;
use unicode_normalization::UnicodeNormalization;

/// What came out of compiling a set of files.
pub struct Compilation {
    /// The catalog, if there was no error.
    pub catalog: Option<Catalog>,
    /// The authors' examples.
    pub examples: Vec<Example>,
    /// Where the catalog's parts are written.
    pub places: Places,
    /// What is wrong, in the order of the files.
    pub diagnostics: Vec<Diagnostic>,
    /// The files, for showing diagnostics.
    pub sources: Sources,
}

/// Compiles the documents of a rules folder: `(path as shown, text)`, in the order in which facts shall be asked.
pub fn compile(files: impl IntoIterator<Item = (String, String)>) -> Compilation {
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.add(path, text);
    }
    let mut diagnostics = Diagnostics::default();
    let mut documents = Vec::new();
    let mut unread = false;
    for (number, file) in sources.files().iter().enumerate() {
        if !limits::room_for(&sources, number, &mut diagnostics) {
            unread = true;
            break;
        }
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let before = diagnostics.len();
        let document = yaml::read(number, &file.text, &mut diagnostics);
        unread |= document.is_none() && diagnostics.len() > before;
        documents.extend(document);
    }
    let mut compiler = Compiler::new(diagnostics);
    compiler.incomplete = unread;
    compiler.declare(&documents);
    compiler.compile_all();
    let (catalog, examples, places, diagnostics) = compiler.finish();
    let mut diagnostics = diagnostics.into_sorted();
    fixes::fit(&mut diagnostics, &documents, &sources);
    let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Compilation { catalog: (!failed).then_some(catalog), examples, places, diagnostics, sources }
}

/// What a name of the author stands for.
#[derive(Clone, Copy)]
enum Symbol {
    Fact(FactId),
    Parameter(ParameterId),
    Definition(usize),
    /// Declared, but with a fault already reported.
    Faulty,
}

/// A definition that has been declared, and how far it has got.
struct Declaration<'d> {
    name: String,
    name_span: Span,
    node: &'d Node,
    policy: Option<PolicyId>,
    state: DeclarationState,
    /// How many definitions stand behind it in a row, once it is compiled.
    level: usize,
}

enum DeclarationState {
    Waiting,
    Compiling,
    Done(DefinitionId),
    /// It has parameters and is compiled where it is called.
    Function,
    Faulty,
}

/// A shared condition that has been declared.
struct SharedCondition<'d> {
    name: Scalar,
    node: &'d Node,
    state: SharedState,
}

enum SharedState {
    Waiting,
    Compiling,
    Done(Option<ConditionId>),
}

struct Compiler<'d> {
    diagnostics: Diagnostics,
    /// Whether there are declarations that could not be read, so that an unknown name may be one of them.
    incomplete: bool,
    build: Builder,
    texts: TextTable,
    /// Everything but texts, which are in `texts`, and expressions and tables, which are in `build`.
    catalog: Catalog,
    symbols: HashMap<String, (Symbol, Span)>,
    declarations: Vec<Declaration<'d>>,
    /// Parts of scores by their full names (`评价得分.创新`), and the policy they are local to.
    parts: HashMap<(Option<PolicyId>, String), DefinitionId>,
    /// Names local to a policy.
    locals: HashMap<(PolicyId, String), usize>,
    shared: Vec<SharedCondition<'d>>,
    policies: Vec<(Scalar, &'d Node)>,
    groups: Vec<(Scalar, &'d Node)>,
    facts: Vec<(FactId, &'d Node)>,
    /// The policy whose rules are being compiled.
    policy: Option<PolicyId>,
    /// The policies whose choice the benefit that is being compiled depends on.
    choosable: Option<Vec<PolicyId>>,
    /// Arguments of the author's functions that are being written out, innermost last.
    arguments: Vec<HashMap<String, Typed>>,
    /// Names of definitions being compiled, for the path of a cycle.
    path: Vec<(String, Span)>,
    sources: HashMap<Source, SourceId>,
    examples: Vec<Example>,
    places: Places,
    /// Examples that wait until every definition is compiled.
    pending_examples: Vec<(super::examples::Subject, &'d Node)>,
    used_facts: Vec<bool>,
    /// Declarations of fields that wait for the fact whose list has them.
    list_fields: Vec<Field>,
    /// The filter and the conditions of the selection that the definition being compiled has.
    chosen: Option<(ExpressionId, ConditionId)>,
    /// The names of all fields, to be compared with all other names.
    field_names: Vec<(String, Span)>,
    /// How large what is being compiled has become.
    sizes: limits::Sizes,
}

/// The codes of faults that say that there is no such thing.
const UNKNOWN: [&str; 8] = ["E0104", "E0201", "E0202", "E0305", "E0306", "E0314", "E0315", "E0317"];

impl<'d> Compiler<'d> {
    fn new(diagnostics: Diagnostics) -> Self {
        Compiler {
            diagnostics,
            incomplete: false,
            build: Builder::default(),
            texts: TextTable::default(),
            catalog: Catalog::default(),
            symbols: HashMap::new(),
            declarations: Vec::new(),
            parts: HashMap::new(),
            locals: HashMap::new(),
            shared: Vec::new(),
            policies: Vec::new(),
            groups: Vec::new(),
            facts: Vec::new(),
            policy: None,
            choosable: None,
            arguments: Vec::new(),
            path: Vec::new(),
            sources: HashMap::new(),
            examples: Vec::new(),
            places: Places::default(),
            pending_examples: Vec::new(),
            used_facts: Vec::new(),
            list_fields: Vec::new(),
            chosen: None,
            field_names: Vec::new(),
            sizes: limits::Sizes::default(),
        }
    }

    fn compile_all(&mut self) {
        for index in 0..self.declarations.len() {
            self.definition(index);
        }
        for index in 0..self.shared.len() {
            self.shared_condition(index);
        }
        self.compile_policies();
        self.compile_groups();
        self.compile_examples();
        self.warn_of_unused_facts();
        self.check_sizes();
    }

    fn finish(mut self) -> (Catalog, Vec<Example>, Places, Diagnostics) {
        if self.incomplete {
            self.diagnostics.retain(|diagnostic| !UNKNOWN.contains(&diagnostic.code));
        }
        let mut catalog = self.catalog;
        catalog.texts = self.texts.finish();
        (catalog.expressions, catalog.tables) = self.build.finish();
        (catalog, self.examples, self.places, self.diagnostics)
    }

    fn warn_of_unused_facts(&mut self) {
        if self.diagnostics.has_errors() {
            return;
        }
        let used = |id: FactId| self.used_facts.get(id.index()) != Some(&false);
        for (id, node) in &self.facts {
            // A fact is read too where one is read that it tells of.
            if !used(*id) && !self.catalog.facts[*id].tells.iter().any(|tells| used(tells.fact)) {
                let name = &self.catalog.facts[*id].name;
                let message =
                    Text::new(format!("没有规则用到指标 `{name}`"), format!("no rule reads the fact `{name}`"));
                let help = Text::new("删去它，或在规则里用上它", "remove it, or use it in a rule");
                let span = self.symbols.get(name).map_or(node.span, |(_, span)| *span);
                self.diagnostics.push(Diagnostic::warning("W0401", span, message).help(help));
            }
        }
    }

    /// An expression that stands in a document, of the expected type.
    fn expression(&mut self, node: &Node, expected: &Type) -> Option<ExpressionId> {
        let tree = self.tree(node)?;
        let id = self.nested(node, |compiler| check::expect(compiler, &tree, expected))?;
        self.within_chain(id, node.span).then_some(id)
    }

    /// An expression of whatever type.
    fn any_expression(&mut self, node: &Node, hint: Option<&Type>) -> Option<Typed> {
        let tree = self.tree(node)?;
        let typed = self.nested(node, |compiler| check::check(compiler, &tree, hint))?;
        self.within_chain(typed.id, node.span).then_some(typed)
    }

    /// The tree of an expression that stands in a document.
    fn tree(&mut self, node: &Node) -> Option<syntax::Node> {
        let written = self.written(node)?;
        let before = self.diagnostics.len();
        let tree = parse::expression(&written, &mut self.diagnostics);
        if tree.is_none() && node.as_scalar().is_some_and(|scalar| scalar.comment_follows) {
            let message =
                Text::new("表达式没有写完，` #` 后面被当成了注释", "` #` began a comment before this expression ended");
            let help = Text::new("要用到 # 就给整个表达式加单引号", "quote the whole expression if `#` belongs to it");
            self.diagnostics.truncate(before);
            self.diagnostics.push(Diagnostic::error("E0014", node.span, message).help(help));
        }
        tree
    }

    /// The text of an expression, after looking for the traps that YAML sets.
    fn written(&mut self, node: &Node) -> Option<Written> {
        let scalar = fields::scalar(node, &mut self.diagnostics)?;
        if fields::opens_a_bracket(node) {
            fields::split_by_comma(scalar, &mut self.diagnostics);
            return None;
        }
        Some(scalar.written.clone())
    }

    /// The source of a rule, with what it leaves out taken from `base`; `None` where neither says anything.
    fn source(&mut self, node: &Node, base: Option<SourceId>) -> Option<SourceId> {
        use crate::model::{Confidence, Grade};
        let diagnostics = &mut self.diagnostics;
        let mut fields = Fields::new(node, diagnostics)?;
        let mut source = base.map(|base| self.catalog.sources[base].clone()).unwrap_or_default();
        let number = self.texts.maybe(fields.text("number", diagnostics));
        let title = self.texts.maybe(fields.text("title", diagnostics));
        let is_other = title.is_some_and(|title| Some(title) != source.title)
            || number.is_some_and(|number| Some(number) != source.number);
        if is_other {
            // Another document: nothing that was said of the first one is true of it.
            source = Source::default();
        }
        source.number = number.or(source.number);
        source.title = title.or(source.title);
        source.clause = self.texts.maybe(fields.text("clause", diagnostics)).or(source.clause);
        source.url = self.texts.maybe(fields.text("url", diagnostics)).or(source.url);
        source.checked = fields.date("checked", diagnostics).or(source.checked);
        let grades = [("A", Some(Grade::A)), ("G", Some(Grade::G)), ("B", Some(Grade::B)), ("C", Some(Grade::C))];
        source.grade = fields.one_of("grade", &grades, None, diagnostics).or(source.grade);
        let confidences = [("verbatim", Some(Confidence::Verbatim)), ("recalled", Some(Confidence::Recalled))];
        source.confidence = fields.one_of("confidence", &confidences, None, diagnostics).or(source.confidence);
        fields.get("note");
        if base.is_some() && is_other && source.grade.is_none() {
            let message = Text::new(
                "引用另一份文件，要写明它自己的来源等级 `grade`",
                "another document is cited here: say its own `grade`",
            );
            let help = Text::new(
                "A 官方正文，G 政府网站，B 逐条转录，C 转述",
                "A official text, G government site, B transcribed, C retold",
            );
            diagnostics.push(Diagnostic::error("E0321", fields.head(), message).help(help));
        }
        fields.finish(diagnostics);
        Some(self.intern_source(source))
    }

    fn intern_source(&mut self, source: Source) -> SourceId {
        if let Some(id) = self.sources.get(&source) {
            return *id;
        }
        let id = self.catalog.sources.push(source.clone());
        self.sources.insert(source, id);
        id
    }

    /// What a name stands for here: an argument, a name of the policy, or a name of the catalog.
    fn symbol(&self, name: &str) -> Option<Symbol> {
        if let Some(policy) = self.policy
            && let Some(index) = self.locals.get(&(policy, name.to_owned()))
        {
            return Some(Symbol::Definition(*index));
        }
        self.symbols.get(name).map(|(symbol, _)| *symbol)
    }

    /// A value of a finished definition.
    fn definition_value(&mut self, id: DefinitionId) -> Typed {
        let Definition { value_type, body, .. } = &self.catalog.definitions[id];
        let (value_type, extent) = (value_type.clone(), self.build.extent(*body));
        Typed {
            id: self.build.add_with_extent(Expression::Definition(id), Extent { work: 0, loops: 0, ..extent }),
            value_type,
        }
    }

    fn push_definition(&mut self, definition: Definition) -> DefinitionId {
        self.catalog.definitions.push(definition)
    }

    /// A condition on the evaluation's surroundings that is not met.
    fn error(&mut self, code: &'static str, span: Span, zh: impl Into<String>, en: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, span, Text::new(zh, en)));
    }

    /// Reports that nothing of that kind has this name.
    fn unknown(&mut self, code: &'static str, written: &Scalar, what_zh: &str, what_en: &str, known: Vec<String>) {
        let name = written.text();
        let near = near(name, known.iter().map(String::as_str));
        let message = Text::new(format!("没有{what_zh} `{name}`"), format!("there is no {what_en} `{name}`"));
        self.diagnostics.push(Diagnostic::error(code, written.span(), message).help(listed(&known)).suggest(near));
    }
}

/// What there is to choose from, if it is little enough to be read.
fn listed(known: &[String]) -> Option<Text> {
    const FEW: usize = 12;
    let few = !known.is_empty() && known.len() <= FEW;
    few.then(|| Text::new(format!("可以写 {}", known.join("、")), format!("it can be {}", known.join(", "))))
}

/// A name as it is compared: NFKC.
fn normalized(name: &str) -> String {
    name.nfkc().collect()
}

impl Context for Compiler<'_> {
    fn build(&mut self) -> &mut Builder {
        &mut self.build
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn units(&self) -> &Arena<Unit> {
        &self.catalog.units
    }

    fn lists(&self) -> &Arena<List> {
        &self.catalog.lists
    }

    fn elements(&self) -> &Arena<Type> {
        &self.catalog.elements
    }

    fn records(&self) -> &Arena<Record> {
        &self.catalog.records
    }

    fn list_of(&mut self, element: Type) -> Type {
        let elements = &mut self.catalog.elements;
        let known = elements.find(|known| *known == element).map(|(id, _)| id);
        Type::List(known.unwrap_or_else(|| elements.push(element)))
    }

    fn record_of(&mut self, record: Record) -> Type {
        let records = &mut self.catalog.records;
        let known = records.find(|known| *known == record).map(|(id, _)| id);
        Type::Record(known.unwrap_or_else(|| records.push(record)))
    }

    fn bind(&mut self, names: Vec<(String, Typed)>) {
        let mut scope = self.arguments.last().cloned().unwrap_or_default();
        scope.extend(names);
        self.arguments.push(scope);
    }

    fn unbind(&mut self) {
        self.arguments.pop();
    }

    fn resolve(&mut self, name: &str, span: Span) -> Resolution {
        if name == "基准日" {
            return Resolution::Found(Typed { id: self.build.add(Expression::EvaluationDate), value_type: Type::Date });
        }
        if let Some(typed) = self.arguments.last().and_then(|arguments| arguments.get(name)) {
            return Resolution::Found(typed.clone());
        }
        match self.symbol(name) {
            None => self.score_part(name, span),
            Some(Symbol::Faulty) => Resolution::Faulty,
            Some(Symbol::Fact(fact)) => {
                if let Some(used) = self.used_facts.get_mut(fact.index()) {
                    *used = true;
                }
                let Fact { value_type, years, fields, .. } = &self.catalog.facts[fact];
                let extent = Extent::of_type(value_type, *years, fields.len());
                let value_type = value_type.clone();
                Resolution::Found(Typed { id: self.build.add_with_extent(Expression::Fact(fact), extent), value_type })
            }
            Some(Symbol::Parameter(parameter)) => {
                if self.catalog.parameters[parameter].by.is_some() {
                    return Resolution::NeedsArguments;
                }
                let value_type = self.catalog.parameters[parameter].value_type.clone();
                let extent = Extent::of_type(&value_type, 0, 0);
                let id = self.build.add_with_extent(Expression::Parameter { parameter, place: None }, extent);
                Resolution::Found(Typed { id, value_type })
            }
            Some(Symbol::Definition(index)) => {
                if self.is_function(index) {
                    return Resolution::NeedsArguments;
                }
                match self.definition_at(index, span) {
                    Some(id) => Resolution::Found(self.definition_value(id)),
                    None => Resolution::Faulty,
                }
            }
        }
    }

    fn call(&mut self, name: &str, name_span: Span, arguments: &[Argument], span: Span) -> Option<Option<Typed>> {
        match self.symbol(name)? {
            Symbol::Faulty => Some(None),
            Symbol::Parameter(parameter) => Some(self.parameter_at(parameter, name_span, arguments, span)),
            Symbol::Definition(index) if self.is_function(index) => {
                Some(self.call_function(index, name_span, arguments, span))
            }
            Symbol::Fact(_) | Symbol::Definition(_) => {
                let message = Text::new(
                    format!("`{name}` 不是函数，没有参数"),
                    format!("`{name}` is not a function and takes no arguments"),
                );
                let help = Text::new(format!("直接写 `{name}`"), format!("write `{name}` alone"));
                let fix = arguments.is_empty().then(|| Fix::in_expression(span, name));
                self.diagnostics.push(Diagnostic::error("E0213", name_span, message).help(help).fix(fix));
                Some(None)
            }
        }
    }

    fn chosen(&mut self, policy: &str, span: Span) -> Option<ExpressionId> {
        let Some(choosable) = &self.choosable else {
            let message = Text::new(
                "`chosen` 只能写在支持的金额、cap、at_least、step 和 when 里",
                "`chosen` stands only in a benefit's amount, cap, at_least, step and when",
            );
            let help = Text::new(
                "别处不知道企业选了哪些政策；把这一部分直接写进支持里",
                "elsewhere nobody knows what a company chooses; write this part into the benefit",
            );
            self.diagnostics.push(Diagnostic::error("E0225", span, message).help(help));
            return None;
        };
        let ids: Vec<(String, PolicyId)> =
            choosable.iter().filter_map(|id| Some((self.policies.get(id.index())?.0.text().to_owned(), *id))).collect();
        if let Some((_, id)) = ids.iter().find(|(known, _)| known == policy) {
            return Some(self.build.add(Expression::Chosen(*id)));
        }
        let near = near(policy, ids.iter().map(|(known, _)| known.as_str()));
        let message = Text::new(
            format!("这项支持的 `depends_on` 里没有 `{policy}`"),
            format!("this benefit's `depends_on` does not name `{policy}`"),
        );
        let help = Text::new(
            format!("给这项支持加上 depends_on: [{policy}]"),
            format!("give the benefit `depends_on: [{policy}]`"),
        );
        self.diagnostics.push(Diagnostic::error("E0225", span, message).help(help).suggest(near));
        None
    }

    fn years(&self, series: ExpressionId) -> Option<u8> {
        match self.build.expression(series) {
            Expression::Fact(fact) => Some(self.catalog.facts[*fact].years).filter(|years| *years > 0),
            _ => None,
        }
    }

    fn declaration(&self, name: &str) -> Option<Span> {
        if self.arguments.last().is_some_and(|arguments| arguments.contains_key(name)) {
            return None;
        }
        match self.symbol(name)? {
            Symbol::Definition(index) => self.declarations.get(index).map(|declaration| declaration.name_span),
            _ => self.symbols.get(name).map(|(_, span)| *span),
        }
    }

    fn names(&self) -> Vec<String> {
        // Lists are kept among the symbols under names that no author can write.
        let mut names: Vec<String> = self.symbols.keys().filter(|name| !name.contains(' ')).cloned().collect();
        if let Some(policy) = self.policy {
            names.extend(self.locals.keys().filter(|(of, _)| *of == policy).map(|(_, name)| name.clone()));
        }
        names.extend(self.arguments.last().into_iter().flat_map(|arguments| arguments.keys().cloned()));
        names.push("基准日".to_owned());
        names.sort();
        names
    }
}
