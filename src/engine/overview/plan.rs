//! What of a catalog an overview needs, laid out for it once: tests, groups of conditions, and what hangs on what.
//!
//! Each different test of a catalog is one *leaf*, however many policies ask it. Leaves that compare one expression with
//! constants stand side by side in the order of their constants, so that whatever is known of the expression settles all of
//! them by two searches: below the one place, between them, above the other. Conditions made of others are *groups*; leaves
//! and groups together are *nodes*, numbered so that parts come before what they are parts of.
//!
//! Must never: hold anything that depends on a company or a day.

use super::super::calculator::Calculator;
use super::super::set::BitSet;
use super::super::sort;
use super::super::tally::SumPlan;
use super::amounts::AmountPlan;
use super::{Side, Sides, position};
use crate::model::{Catalog, Comparison, ConditionKind, Expression, ExpressionId, FactId, Operator, PolicyId, Value};
use policy_kernel::{Choice, Groups, Kind, Links, Node, Policies, Position, Run};

/// What a leaf tests.
#[derive(Clone, Debug)]
enum Test {
    /// On which side of a place a subject lies; `above` if the test holds above it.
    Side { subject: u32, above: bool, cut: Position },
    /// Whether a subject is one of these leaves of its list.
    OneOf { subject: u32, codes: BitSet },
    /// Anything else: what evaluation says.
    Single,
    /// A judge's own condition.
    Judge,
}

/// An expression that leaves compare with constants.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) expression: ExpressionId,
    /// The fact, where it is nothing but one.
    pub(super) fact: Option<FactId>,
    /// The fact's step.
    pub(super) step: Option<Position>,
    /// The subjects of which it is the quotient, where it is one of two facts that are compared with constants too.
    pub(super) quotient: Option<[u32; 2]>,
    pub(super) tests: Tests,
}

/// The leaves of one subject.
#[derive(Debug)]
pub(super) enum Tests {
    /// Those that hold below their cuts, and those that hold above.
    Ordered { below: Run, above: Run },
    /// Those that hold for some leaves of a list.
    Choice(Choice),
}

/// The whole layout.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The node of each condition.
    pub(crate) node_of: Vec<Node>,
    pub(super) subjects: Vec<Subject>,
    /// Leaves that are evaluated one by one.
    pub(super) singles: Vec<(Node, ExpressionId)>,
    /// The expression of each leaf; none of a judge.
    pub(super) leaves: Vec<Option<ExpressionId>>,
    pub(super) groups: Groups,
    pub(crate) policies: Policies,
    /// The subjects, and the singles, that read each fact.
    pub(super) subjects_of: Links,
    pub(super) singles_of: Links,
    /// The subject of each leaf that compares one with a constant; `NONE` for the others.
    pub(super) subject_of: Vec<u32>,
    /// Subjects whose expressions ask for a fact more than once.
    pub(super) repeating_subjects: BitSet,
    /// Leaves whose expressions ask for a fact more than once.
    pub(super) repeating: BitSet,
    /// Policies of which all nodes that hang together with others must hold, and stand in one place each.
    pub(super) direct: BitSet,
    /// What benefits come to.
    pub(crate) amounts: AmountPlan,
    /// What they are added to.
    pub(crate) sums: SumPlan,
}

pub(super) const NONE: u32 = u32::MAX;
/// Marks a group among the places of nodes while they are not numbered yet.
const GROUP: u32 = 1 << 31;

/// A plan while it is made.
struct Draft<'a> {
    calculator: &'a Calculator,
    /// Where each expression's test is, once it has been laid out.
    places: Vec<u32>,
    /// The subject of each expression that is one.
    subject_of: Vec<u32>,
    subjects: Vec<ExpressionId>,
    leaves: Vec<(Test, Option<ExpressionId>)>,
    kinds: Vec<Kind>,
    parts: Vec<Vec<u32>>,
}

impl Draft<'_> {
    fn catalog(&self) -> &Catalog {
        self.calculator.catalog()
    }

    fn leaf(&mut self, test: Test, expression: Option<ExpressionId>) -> u32 {
        self.leaves.push((test, expression));
        self.leaves.len() as u32 - 1
    }

    fn group(&mut self, kind: Kind, parts: Vec<u32>) -> u32 {
        self.kinds.push(kind);
        self.parts.push(parts);
        (self.kinds.len() as u32 - 1) | GROUP
    }

    /// Lays out a truth; parts first, by a stack, since chains of definitions can be long.
    #[inline(never)]
    fn expression(&mut self, root: ExpressionId) -> u32 {
        let mut open = vec![root];
        while let Some(id) = open.last().copied() {
            let known = self.places.get(id.index()).copied().unwrap_or(NONE);
            if known != NONE {
                open.pop();
                continue;
            }
            let mut parts = Vec::new();
            let kind = {
                let catalog = self.calculator.catalog();
                match &catalog.expressions[id] {
                    Expression::Definition(definition) => {
                        parts.push(catalog.definitions[*definition].body);
                        None
                    }
                    Expression::And(of) => {
                        parts.extend(of);
                        Some(Kind::All)
                    }
                    Expression::Or(of) => {
                        parts.extend(of);
                        Some(Kind::Any)
                    }
                    Expression::Not(of) => {
                        parts.push(*of);
                        Some(Kind::Not)
                    }
                    Expression::AtLeast(needed, of) => {
                        parts.extend(of);
                        Some(Kind::AtLeast(*needed))
                    }
                    _ => None,
                }
            };
            let before = open.len();
            open.extend(parts.iter().filter(|part| self.places.get(part.index()) == Some(&NONE)));
            if open.len() > before {
                continue;
            }
            open.pop();
            let places: Vec<u32> = parts.iter().filter_map(|part| self.places.get(part.index()).copied()).collect();
            let place = match (kind, places.first()) {
                (Some(kind), _) => self.group(kind, places),
                (None, Some(same)) => *same,
                (None, None) => {
                    let test = self.test(id);
                    self.leaf(test, Some(id))
                }
            };
            if let Some(slot) = self.places.get_mut(id.index()) {
                *slot = place;
            }
        }
        self.places.get(root.index()).copied().unwrap_or(NONE)
    }

    /// What a test that is not made of others tests.
    fn test(&mut self, id: ExpressionId) -> Test {
        let catalog = self.calculator.catalog();
        match &catalog.expressions[id] {
            Expression::OneOf { subject, codes } => {
                let codes = codes.iter().map(|code| *code as usize).collect();
                Test::OneOf { subject: self.subject(*subject), codes }
            }
            Expression::Compare { comparison, left, right } => {
                let (subject, constant, turned) = match (self.constant(*left), self.constant(*right)) {
                    (None, Some(constant)) => (*left, constant, false),
                    (Some(constant), None) => (*right, constant, true),
                    _ => return Test::Single,
                };
                let (above, after) = match (comparison, turned) {
                    (Comparison::Less, false) | (Comparison::Greater, true) => (false, false),
                    (Comparison::LessOrEqual, false) | (Comparison::GreaterOrEqual, true) => (false, true),
                    (Comparison::GreaterOrEqual, false) | (Comparison::LessOrEqual, true) => (true, false),
                    (Comparison::Greater, false) | (Comparison::Less, true) => (true, true),
                    (Comparison::Equal | Comparison::NotEqual, _) => return Test::Single,
                };
                match position::of_cut(constant, after) {
                    Some(cut) => Test::Side { subject: self.subject(subject), above, cut },
                    None => Test::Single,
                }
            }
            _ => Test::Single,
        }
    }

    /// A number that is written in the rules.
    fn constant(&self, id: ExpressionId) -> Option<rust_decimal::Decimal> {
        match &self.catalog().expressions[id] {
            Expression::Constant(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    fn subject(&mut self, id: ExpressionId) -> u32 {
        let id = super::super::evaluate::resolved(self.calculator.catalog(), id);
        match self.subject_of.get_mut(id.index()) {
            Some(place) if *place == NONE => {
                *place = self.subjects.len() as u32;
                self.subjects.push(id);
                *place
            }
            Some(place) => *place,
            None => NONE,
        }
    }
}

impl Plan {
    /// Lays out a calculator's catalog.
    pub(crate) fn new(calculator: &Calculator) -> Plan {
        let catalog = calculator.catalog();
        let mut draft = Draft {
            calculator,
            places: vec![NONE; catalog.expressions.len()],
            subject_of: vec![NONE; catalog.expressions.len()],
            subjects: Vec::new(),
            leaves: Vec::new(),
            kinds: Vec::new(),
            parts: Vec::new(),
        };
        let mut places: Vec<u32> = Vec::with_capacity(catalog.conditions.len());
        for (id, condition) in catalog.conditions.entries() {
            // What stands inside a list is asked of each of its elements, and is none of a policy's conditions.
            if condition.kind.expression().is_some_and(|own| calculator.scopes.is_open(own)) {
                places.push(draft.leaves.len() as u32);
                draft.leaf(Test::Judge, None);
                continue;
            }
            let parts =
                condition.kind.children().iter().filter_map(|child| places.get(child.index()).copied()).collect();
            let place = match &condition.kind {
                ConditionKind::Test(test) => draft.expression(*test),
                ConditionKind::All(_) => draft.group(Kind::All, parts),
                ConditionKind::Any(_) => draft.group(Kind::Any, parts),
                ConditionKind::Not(_) => draft.group(Kind::Not, parts),
                ConditionKind::AtLeast(needed, _) => draft.group(Kind::AtLeast(*needed), parts),
                ConditionKind::Judged(None) => draft.leaf(Test::Judge, None),
                ConditionKind::Judged(Some(answer)) => {
                    let answer = draft.expression(*answer);
                    draft.group(Kind::Answered, vec![answer])
                }
            };
            debug_assert!(place != NONE, "condition {id:?} has no place");
            places.push(place);
        }
        number(calculator, &draft, &places)
    }
}

/// Gives every leaf and group its number.
#[inline(never)]
fn number(calculator: &Calculator, draft: &Draft, places: &[u32]) -> Plan {
    let catalog = calculator.catalog();
    // Leaves by subject and cut, then all others.
    let mut order: Vec<u32> = (0..draft.leaves.len() as u32).collect();
    let test = |leaf: u32| draft.leaves.get(leaf as usize).map(|(test, _)| test);
    let key = |leaf: &u32| match test(*leaf) {
        Some(Test::Side { subject, above, cut }) => (*subject, 1 + u8::from(*above), *cut),
        Some(Test::OneOf { subject, .. }) => (*subject, 0, 0),
        Some(Test::Single) => (NONE, 0, 0),
        Some(Test::Judge) | None => (NONE, 1, 0),
    };
    sort::by_key(&mut order, key);
    let mut node_of_leaf = vec![0; order.len()];
    let mut subjects: Vec<Subject> = Vec::with_capacity(draft.subjects.len());
    for expression in &draft.subjects {
        let fact = match &catalog.expressions[*expression] {
            Expression::Fact(fact) => Some(*fact),
            _ => None,
        };
        let tests = Tests::Ordered { below: Run::default(), above: Run::default() };
        let step = fact.and_then(|fact| position::of_step(catalog.facts[fact].step));
        subjects.push(Subject { expression: *expression, fact, step, quotient: None, tests });
    }
    let mut chosen: Vec<(u32, Node, Vec<&[u64]>)> = Vec::new();
    let (mut singles, mut leaves, mut subject_of) = (Vec::new(), Vec::with_capacity(order.len()), Vec::new());
    for (node, leaf) in order.iter().enumerate() {
        let node = node as Node;
        if let Some(slot) = node_of_leaf.get_mut(*leaf as usize) {
            *slot = node;
        }
        let Some((test, expression)) = draft.leaves.get(*leaf as usize) else { continue };
        leaves.push(*expression);
        let mut asked = NONE;
        match test {
            Test::Side { subject, above: is_above, cut } => {
                if let Some(Subject { tests: Tests::Ordered { below, above }, .. }) =
                    subjects.get_mut(*subject as usize)
                {
                    let run = if *is_above { above } else { below };
                    if run.cuts.is_empty() {
                        run.first = node;
                    }
                    run.cuts.push(*cut);
                    asked = *subject;
                }
            }
            Test::OneOf { subject, codes } => {
                match chosen.last_mut() {
                    Some((of, _, sets)) if of == subject => sets.push(codes.words()),
                    _ => chosen.push((*subject, node, vec![codes.words()])),
                }
                asked = *subject;
            }
            Test::Single => singles.extend(expression.map(|expression| (node, expression))),
            Test::Judge => {}
        }
        subject_of.push(asked);
    }
    let quotients: Vec<_> = subjects.iter().map(|subject| quotient(catalog, &subjects, subject.expression)).collect();
    subjects.iter_mut().zip(quotients).for_each(|(subject, quotient)| subject.quotient = quotient);
    for (subject, first, sets) in &chosen {
        if let Some(Subject { tests, .. }) = subjects.get_mut(*subject as usize) {
            *tests = Tests::Choice(Choice::new(*first, sets));
        }
    }
    let (group_order, group_of) = order_of_groups(draft, &node_of_leaf);
    let first_group = order.len() as u32;
    let node = |place: u32| match place & GROUP {
        0 => node_of_leaf.get(place as usize).copied().unwrap_or(0),
        _ => first_group + group_of.get((place & !GROUP) as usize).copied().unwrap_or(0),
    };
    let node_of: Vec<Node> = places.iter().map(|place| node(*place)).collect();
    let parts = Links::new(draft.parts.len(), &|tell| {
        for (group, drafted) in group_order.iter().enumerate() {
            let parts = draft.parts.get(*drafted as usize).into_iter().flatten();
            parts.for_each(|part| tell(group, node(*part)));
        }
    });
    let kinds = group_order.iter().filter_map(|drafted| draft.kinds.get(*drafted as usize).copied());
    let groups = Groups::new(order.len(), kinds.collect(), parts);
    let readers = |expressions: &dyn Fn(usize) -> Option<ExpressionId>, count: usize| {
        Links::new(catalog.facts.len(), &|tell| {
            for item in 0..count {
                let reads = expressions(item).and_then(|id| calculator.expression_reads.get(id.index()));
                reads.into_iter().flat_map(BitSet::iter).for_each(|fact| tell(fact, item as u32));
            }
        })
    };
    let subjects_of = readers(&|item| subjects.get(item).map(|subject| subject.expression), subjects.len());
    let singles_of = readers(&|item| singles.get(item).map(|(_, expression)| *expression), singles.len());
    let is_repeating = |expression: ExpressionId| calculator.sharing().repeats(expression);
    let repeating = leaves.iter().enumerate().filter(|(_, leaf)| leaf.is_some_and(is_repeating));
    let repeating: BitSet = repeating.map(|(node, _)| node).collect();
    let repeating_subjects = subjects.iter().enumerate().filter(|(_, subject)| is_repeating(subject.expression));
    let repeating_subjects = repeating_subjects.map(|(number, _)| number).collect();
    let roots = catalog.policies.iter().filter_map(|policy| node_of.get(policy.eligible.index()).copied());
    let roots: Vec<Node> = roots.collect();
    let range_of = |parts: &[Node]| {
        let subject = range_of(&subjects, &subject_of, parts)?;
        Some(subject.expression).filter(|expression| !is_repeating(*expression))
    };
    let (rivals, direct) = rivals(calculator, &groups, &leaves, &repeating, &range_of, &roots);
    Plan {
        amounts: AmountPlan::new(calculator, &node_of),
        sums: SumPlan::new(catalog),
        policies: Policies::new(roots, groups.node_count(), rivals),
        node_of,
        subjects,
        singles,
        leaves,
        groups,
        subjects_of,
        singles_of,
        subject_of,
        repeating_subjects,
        repeating,
        direct,
    }
}

/// The two subjects of which an expression is the quotient.
#[inline(never)]
fn quotient(catalog: &Catalog, subjects: &[Subject], expression: ExpressionId) -> Option<[u32; 2]> {
    let resolved = |id| &catalog.expressions[super::super::evaluate::resolved(catalog, id)];
    let Expression::Arithmetic { operator: Operator::Divide, left, right } = resolved(expression) else { return None };
    let subject = |id| match resolved(id) {
        Expression::Fact(fact) => subjects.iter().position(|subject| subject.fact == Some(*fact)),
        _ => None,
    };
    let (over, under) = (subject(*left)?, subject(*right)?);
    (over != under).then_some([over as u32, under as u32])
}

/// The subject that some parts all compare with constants between which it has a value: such as the two ends of a range. If both
/// ends lie within what is known of it then so does that value, and if one of them does not it is settled: so plain logic says
/// all there is to say.
#[inline(never)]
fn range_of<'s>(subjects: &'s [Subject], subject_of: &[u32], parts: &[Node]) -> Option<&'s Subject> {
    let number = subject_of.get(*parts.first()? as usize).copied()?;
    let subject = subjects.get(number as usize)?;
    let mut all: Option<Sides> = None;
    for part in parts {
        let same = subject_of.get(*part as usize) == Some(&number);
        let mine = Sides::of(subject, number, *part, Side::All).filter(|mine| same && mine.codes.is_none())?;
        match &mut all {
            Some(all) => all.meet(&mine),
            None => all = Some(mine),
        }
    }
    let Sides { low, high, .. } = all?;
    let has_value = if subject.fact.is_some() { position::fits(low, high, subject.step) } else { low < high };
    Some(subject).filter(|_| has_value)
}

/// The groups of a draft as they are numbered, and the number of each. Parts come first; then those that are alike stand
/// together, since processors are good at doing the same many times over; and those that are parts of others in the order of their
/// own first leaves, so that ranges of one fact are beside each other and mostly in the same state.
#[inline(never)]
fn order_of_groups(draft: &Draft, node_of_leaf: &[Node]) -> (Vec<u32>, Vec<u32>) {
    let mut levels: Vec<u32> = Vec::with_capacity(draft.parts.len());
    for parts in &draft.parts {
        let groups = parts.iter().filter(|part| **part & GROUP != 0);
        let below = groups.filter_map(|part| levels.get((part & !GROUP) as usize)).max();
        levels.push(below.map_or(0, |level| level + 1));
    }
    let is_group = |part: &&u32| **part & GROUP != 0;
    let is_part: BitSet = draft.parts.iter().flatten().filter(is_group).map(|part| (part & !GROUP) as usize).collect();
    let mut order: Vec<u32> = (0..draft.parts.len() as u32).collect();
    sort::by_key(&mut order, |group| {
        let group = *group as usize;
        let kind = match draft.kinds.get(group) {
            Some(Kind::All) => 0,
            Some(Kind::Any) => 1,
            _ => 2,
        };
        let is_part = is_part.contains(group);
        let leaves = draft.parts.get(group).into_iter().flatten().filter_map(|part| node_of_leaf.get(*part as usize));
        let mut leaves = leaves.take(if is_part { 2 } else { 0 });
        (levels.get(group).copied(), kind, is_part, leaves.next(), leaves.next())
    });
    let mut numbers = vec![0; order.len()];
    for (number, group) in order.iter().enumerate() {
        if let Some(slot) = numbers.get_mut(*group as usize) {
            *slot = number as u32;
        }
    }
    (order, numbers)
}

/// The nodes of each policy that hang together, see [`Policies`]: they read a fact that another one reads too, read one in several
/// ways, or are used in several places. And the policies of which all of these must hold, and stand in one place each.
#[inline(never)]
fn rivals(
    calculator: &Calculator,
    groups: &Groups,
    leaves: &[Option<ExpressionId>],
    repeating: &BitSet,
    range_of: &dyn Fn(&[Node]) -> Option<ExpressionId>,
    roots: &[Node],
) -> (Links, BitSet) {
    let mut rivals: Vec<(usize, Node)> = Vec::new();
    let mut direct = BitSet::EMPTY;
    // The last policy in which each node was met; and for each fact the last one that reads it, with how many of its nodes do.
    let mut nodes = vec![NONE; groups.node_count()];
    let mut readers = vec![(NONE, 0u32); calculator.catalog().facts.len()];
    let (mut open, mut met) = (Vec::new(), Vec::new());
    let reads = |expression: &ExpressionId| {
        calculator.expression_reads.get(expression.index()).into_iter().flat_map(BitSet::iter)
    };
    for (policy, root) in roots.iter().enumerate() {
        let mark = policy as u32;
        open.clear();
        open.push((*root, true));
        met.clear();
        let mut is_direct = true;
        while let Some((node, must_hold)) = open.pop() {
            if nodes.get_mut(node as usize).is_none_or(|last| std::mem::replace(last, mark) == mark) {
                rivals.extend([(policy, node); 2]);
                is_direct = false;
                continue;
            }
            let read = match groups.group(node) {
                Some((kind, parts)) => match range_of(parts).filter(|_| kind == Kind::All) {
                    Some(subject) => subject,
                    None => {
                        let must_hold = must_hold && kind == Kind::All;
                        open.extend(parts.iter().map(|part| (*part, must_hold)));
                        continue;
                    }
                },
                None => match leaves.get(node as usize) {
                    Some(Some(expression)) => *expression,
                    _ => continue,
                },
            };
            if repeating.contains(node as usize) {
                rivals.extend([(policy, node); 2]);
                is_direct = false;
            }
            met.push((node, read, must_hold));
            for fact in reads(&read) {
                if let Some((last, count)) = readers.get_mut(fact) {
                    *count = if *last == mark { *count + 1 } else { 1 };
                    *last = mark;
                }
            }
        }
        let is_read_again = |fact: usize| readers.get(fact).is_none_or(|(_, count)| *count > 1);
        for (node, read, must_hold) in &met {
            if reads(read).any(is_read_again) {
                rivals.push((policy, *node));
                is_direct &= must_hold;
            }
        }
        if is_direct {
            direct.insert(policy);
        }
    }
    (Links::new(roots.len(), &|tell| rivals.iter().for_each(|(policy, node)| tell(*policy, *node))), direct)
}

impl Plan {
    /// The root of a policy's conditions.
    pub(super) fn root(&self, policy: PolicyId) -> Option<Node> {
        self.policies.root(policy.index())
    }
}
