//! One expression on its own: its text and the types of the facts it may read, without a document around it.
//!
//! The types are declared as a document would declare them. What they need besides is made up from them: a list for every set of
//! codes (the same codes are the same list), and every unit that a type names.

use super::super::examples::FactInput;
use super::super::fixes;
use super::super::yaml::{Kind, Node, Scalar};
use super::{Compilation, Compiler};
use crate::lang::check;
use crate::lang::diagnostic::{Diagnostics, Severity};
use crate::lang::parse;
use crate::lang::source::{Sources, Span, Written};
use crate::model::Definition;

/// The definition that the expression becomes; no author can give a definition this name.
pub const EXPRESSION: &str = "=";

/// The most years a series may have where its type does not say how many it has.
const YEARS: &str = "30";

/// Compiles one expression. `types` says what each fact is: the name of a type, `{"choice": [codes]}`,
/// `{"choices": [codes]}`, `{"series": type}`, or the keys of a fact's declaration. The catalog has the definition
/// [`EXPRESSION`] and no policy. The first of the sources is the text; each type stands in a source with its fact's name.
pub fn compile_expression(text: &str, types: &[(String, FactInput)], expected: Option<&FactInput>) -> Compilation {
    let mut sources = Sources::default();
    let whole = Span { file: sources.add("text", text), start: 0, end: text.len() };
    let mut surroundings = Surroundings::default();
    let mut facts = Vec::new();
    for (name, given) in types {
        let at = Place { file: sources.add(name.clone(), "") };
        let node = surroundings.fact(name, given, at);
        facts.push((at.scalar(name, false), node));
    }
    let expected = expected.map(|given| {
        let at = Place { file: sources.add("expect_type", "") };
        (at.scalar("expect_type", false), surroundings.fact("expect_type", given, at))
    });
    let document = surroundings.document(facts);
    let documents = [document];

    let mut compiler = Compiler::new(Diagnostics::default());
    compiler.declare(&documents);
    let expected_type = match &expected {
        None => None,
        Some((name, node)) => compiler.fact(name, node).map(|fact| fact.value_type),
    };
    let written = Written::new(text, whole, text);
    if let Some(tree) = parse::expression(&written, &mut compiler.diagnostics) {
        let typed = match &expected_type {
            None => check::check(&mut compiler, &tree, None).map(|typed| (typed.id, typed.value_type)),
            Some(expected) => check::expect(&mut compiler, &tree, expected).map(|id| (id, expected.clone())),
        };
        if let Some((body, value_type)) = typed {
            let name = EXPRESSION.to_owned();
            compiler.push_definition(Definition { name, policy: None, value_type, body, label: None, source: None });
        }
    }
    let (catalog, examples, places, diagnostics) = compiler.finish();
    let mut diagnostics = diagnostics.into_sorted();
    fixes::fit(&mut diagnostics, &[], &sources);
    let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Compilation { catalog: (!failed).then_some(catalog), examples, places, diagnostics, sources }
}

/// Where a type stands: it has no text, so all of its parts stand in the same place.
#[derive(Clone, Copy)]
struct Place {
    file: u32,
}

impl Place {
    fn span(self) -> Span {
        Span { file: self.file, start: 0, end: 0 }
    }

    fn scalar(self, text: &str, plain: bool) -> Scalar {
        Scalar { written: Written::new(text, self.span(), ""), plain, comment_follows: false, unsplit: None }
    }

    fn node(self, kind: Kind) -> Node {
        Node { kind, span: self.span() }
    }

    fn word(self, text: &str) -> Node {
        self.node(Kind::Scalar(self.scalar(text, false)))
    }

    /// What was given, as a document would have it: only text counts as quoted.
    fn given(self, input: &FactInput) -> Node {
        self.node(match input {
            FactInput::Null => Kind::Scalar(self.scalar("null", true)),
            FactInput::Boolean(value) => Kind::Scalar(self.scalar(if *value { "true" } else { "false" }, true)),
            FactInput::Number(text) => Kind::Scalar(self.scalar(text, true)),
            FactInput::Text(text) => Kind::Scalar(self.scalar(text, false)),
            FactInput::Array(items) => Kind::Sequence(items.iter().map(|item| self.given(item)).collect()),
            FactInput::Object(items) => {
                Kind::Mapping(items.iter().map(|(key, item)| (self.scalar(key, false), self.given(item))).collect())
            }
        })
    }
}

/// Lists and units that the types need.
#[derive(Default)]
struct Surroundings {
    /// The codes of each list, its name, and its node.
    lists: Vec<(FactInput, Scalar, Node)>,
    units: Vec<Node>,
}

impl Surroundings {
    /// The declaration of a fact of that type.
    fn fact(&mut self, name: &str, given: &FactInput, at: Place) -> Node {
        let mut entries = Vec::new();
        self.entries(name, given, at, &mut entries);
        at.node(Kind::Mapping(entries))
    }

    fn entries(&mut self, name: &str, given: &FactInput, at: Place, entries: &mut Vec<(Scalar, Node)>) {
        let mut put = |key: &str, node: Node| {
            if !entries.iter().any(|(known, _)| known.text() == key) {
                entries.push((at.scalar(key, false), node));
            }
        };
        let FactInput::Object(items) = given else {
            put("type", at.given(given));
            return;
        };
        let mut each = None;
        for (key, value) in items {
            match (key.as_str(), value) {
                ("choice" | "choices", _) => {
                    put("type", at.word(key));
                    put("of", self.list(name, value, at));
                }
                ("of", FactInput::Array(_) | FactInput::Object(_)) if !is_list(given) => {
                    put("of", self.list(name, value, at));
                }
                ("list", _) => {
                    put("type", at.word("list"));
                    put("of", self.fields_of(value, at));
                }
                ("of", FactInput::Object(_)) => put("of", self.fields_of(value, at)),
                ("series", _) => each = Some(value),
                ("unit", FactInput::Text(_)) => {
                    self.units.push(at.given(value));
                    put("unit", at.given(value));
                }
                _ => put(key, at.given(value)),
            }
        }
        if let Some(each) = each {
            self.entries(name, each, at, entries);
            if !entries.iter().any(|(key, _)| key.text() == "yearly") {
                entries.push((at.scalar("yearly", false), at.word(YEARS)));
            }
        }
    }

    /// The fields of a list of records, or the type of its elements.
    fn fields_of(&mut self, given: &FactInput, at: Place) -> Node {
        let FactInput::Object(fields) = given else { return at.given(given) };
        let fields = fields.iter().map(|(name, given)| {
            let node = match given {
                FactInput::Text(_) => at.given(given),
                _ => self.fact(name, given, at),
            };
            (at.scalar(name, false), node)
        });
        let fields = fields.collect();
        at.node(Kind::Mapping(fields))
    }

    /// The name of the list with these codes.
    fn list(&mut self, name: &str, codes: &FactInput, at: Place) -> Node {
        if let FactInput::Text(_) = codes {
            return at.given(codes);
        }
        if let Some((_, known, _)) = self.lists.iter().find(|(known, ..)| known == codes) {
            return at.word(known.text());
        }
        self.lists.push((codes.clone(), at.scalar(name, false), at.given(codes)));
        at.word(name)
    }

    /// A document that declares the facts and all they need.
    fn document(self, facts: Vec<(Scalar, Node)>) -> Node {
        let at = Place { file: 0 };
        let lists = self.lists.into_iter().map(|(_, name, node)| (name, node)).collect();
        let section = |name: &str, kind: Kind| (at.scalar(name, false), at.node(kind));
        at.node(Kind::Mapping(vec![
            section("units", Kind::Sequence(self.units)),
            section("lists", Kind::Mapping(lists)),
            section("facts", Kind::Mapping(facts)),
        ]))
    }
}

/// Whether the type is that of a list of records, whose `of` are its fields.
fn is_list(given: &FactInput) -> bool {
    let FactInput::Object(items) = given else { return false };
    items.iter().any(|(key, value)| key == "type" && *value == FactInput::Text("list".to_owned()))
}
