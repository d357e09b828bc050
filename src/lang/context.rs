//! What the checker asks of its surroundings, and what it gives them: names resolved, faults taken, typed expressions.

use super::build::Builder;
use super::diagnostic::Diagnostic;
use super::source::Span;
use super::syntax::Argument;
use crate::model::{Arena, ExpressionId, List, Record, Type, Unit};

/// A checked expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// Where it stands in the arena.
    pub id: ExpressionId,
    /// Its type.
    pub value_type: Type,
}

/// What a name stands for.
pub enum Resolution {
    /// A value.
    Found(Typed),
    /// A function of the author or a parameter by place, which needs arguments.
    NeedsArguments,
    /// Something that has a fault already reported.
    Faulty,
    /// Nothing.
    Unknown,
}

/// What an expression's surroundings provide.
pub trait Context {
    /// Where expressions are written.
    fn build(&mut self) -> &mut Builder;
    /// Takes a fault.
    fn report(&mut self, diagnostic: Diagnostic);
    /// Declared units.
    fn units(&self) -> &Arena<Unit>;
    /// Declared lists.
    fn lists(&self) -> &Arena<List>;
    /// The types of what lists hold.
    fn elements(&self) -> &Arena<Type>;
    /// The types of records.
    fn records(&self) -> &Arena<Record>;
    /// The type of a list of such values.
    fn list_of(&mut self, element: Type) -> Type;
    /// The type of a record with these fields.
    fn record_of(&mut self, record: Record) -> Type;
    /// Lets names stand for values until [`Context::unbind`]; they come before all other names.
    fn bind(&mut self, names: Vec<(String, Typed)>);
    /// Ends what the last [`Context::bind`] began.
    fn unbind(&mut self);
    /// What a name stands for. A definition is compiled when it is first asked for.
    fn resolve(&mut self, name: &str, span: Span) -> Resolution;
    /// Calls a function of the author, or reads a parameter by place; `None` if the name is neither. Arguments come
    /// unchecked, because their expected types are the callee's business.
    fn call(&mut self, name: &str, name_span: Span, arguments: &[Argument], span: Span) -> Option<Option<Typed>>;
    /// Whether the policy with this id is chosen, as an expression; reports where that cannot be asked.
    fn chosen(&mut self, policy: &str, span: Span) -> Option<ExpressionId>;
    /// How many years a fact's series has, if the expression is one.
    fn years(&self, series: ExpressionId) -> Option<u8>;
    /// Where the author declared a name, for pointing at it.
    fn declaration(&self, name: &str) -> Option<Span>;
    /// Names that could have been meant.
    fn names(&self) -> Vec<String>;
}
