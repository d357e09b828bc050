//! An overview: where a company stands with every policy, and the truth of every condition, at once.
//!
//! [`super::evaluate`] tells of one truth everything there is to tell, with reasons, and takes its time; most of it is never
//! looked at. An overview keeps one byte for each different test and each group of conditions, laid out by a [`Plan`]. What is
//! known of a fact settles all comparisons of it by two searches, all other truths follow in one pass, and a fact that changes
//! touches only what it decides. `docs/performance.md` has the measurements.
//!
//! What evaluation says plainly is not always all there is to say: where one unknown stands in several places of a policy,
//! [`super::cases`] may know more. An overview tells which policies these are; the session asks `cases` for them alone.
//!
//! Must never: say anything of a policy that its verdict does not say; ask for a reason.

pub(crate) mod amounts;
mod plan;
mod position;

use super::calculator::Calculator;
use super::evaluate::{self, View};
use super::narrow::Narrowed;
use super::possible::{Outcomes, Possible};
use super::set::BitSet;
use crate::model::{ExpressionId, FactId, PolicyId};
pub(crate) use plan::Plan;
use plan::{NONE, Subject, Tests};
use policy_kernel::{
    Amounts, Around, Bounds, Change, Company, Glanced, Kind, Node, Position, Run, Settled, State, Status, Sums,
};

/// What is known of an ordered subject: the places that it lies between, and its runs.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    around: Option<Around>,
    runs: [Settled; 2],
}

/// The truths of one company, as of one day.
#[derive(Clone, Debug)]
pub(crate) struct Overview {
    states: Vec<State>,
    /// What is known of each ordered subject.
    known: Vec<Known>,
    /// What the parts of each group come to.
    sums: Sums,
    /// Room for what changes.
    changes: Vec<Change>,
    /// What the facts can be that formulas read.
    numbers: Vec<Bounds>,
    /// Room for looking at one policy after the other.
    apart: Apart,
    open: Vec<(Node, Side)>,
}

impl Overview {
    /// Looks at nothing yet.
    pub(crate) fn new(plan: &Plan) -> Overview {
        Overview {
            states: vec![State::OPEN_JUDGE; plan.groups.node_count()],
            known: vec![Known::default(); plan.subjects.len()],
            sums: plan.groups.nothing(),
            changes: Vec::new(),
            numbers: Vec::new(),
            apart: Apart::default(),
            open: Vec::new(),
        }
    }

    /// Looks at everything.
    pub(crate) fn everything(&mut self, plan: &Plan, view: &dyn View) {
        for (subject, known) in plan.subjects.iter().zip(&mut self.known) {
            look(plan, view, subject, &mut self.states, known, None);
        }
        for (node, expression) in &plan.singles {
            put(&mut self.states, *node, state_of(view.value(*expression)), None);
        }
        plan.groups.settle(&mut self.states, &mut self.sums);
        plan.amounts.refresh_all(&mut self.numbers, &|fact| view.fact(fact));
    }

    /// Looks again at what these facts decide, and tells the policies whose roots have changed.
    pub(crate) fn update(&mut self, plan: &Plan, view: &dyn View, facts: &BitSet, tell: &mut dyn FnMut(u32)) {
        let Overview { states, known, sums, changes, numbers, .. } = self;
        changes.clear();
        for fact in facts.iter() {
            let id = FactId::from_index(fact);
            plan.amounts.refresh(numbers, id, view.fact(id));
            for subject in plan.subjects_of.of(fact) {
                if let (Some(subject), Some(known)) =
                    (plan.subjects.get(*subject as usize), known.get_mut(*subject as usize))
                {
                    look(plan, view, subject, states, known, Some(changes));
                }
            }
            for single in plan.singles_of.of(fact) {
                if let Some((node, expression)) = plan.singles.get(*single as usize) {
                    put(states, *node, state_of(view.value(*expression)), Some(changes));
                }
            }
        }
        plan.groups.follow(states, sums, changes);
        changes.iter().flat_map(|change| plan.policies.of(change.node)).for_each(|policy| tell(*policy));
    }

    /// Writes the statuses of policies in force as plain evaluation has them, lists those that can be had, and appends those of
    /// which cases may say more.
    pub(crate) fn statuses(
        &self,
        plan: &Plan,
        in_force: &[bool],
        statuses: &mut [Status],
        had: &mut Vec<u32>,
        closer: &mut Vec<u32>,
    ) {
        plan.policies.settle(&self.states, in_force, statuses, had, closer);
    }

    /// The truths of all nodes, as plain evaluation has them, by their numbers.
    pub(crate) fn truths(&self) -> Vec<u8> {
        State::truths(&self.states)
    }

    /// Appends those of some policies that are open.
    pub(crate) fn open_among(&self, plan: &Plan, policies: &[u32], open: &mut Vec<u32>) {
        plan.policies.open_among(policies, &self.states, open);
    }

    /// What is known of a policy's conditions, as plain evaluation has it.
    pub(crate) fn root(&self, plan: &Plan, policy: PolicyId) -> State {
        plan.policies.state(policy.index(), &self.states)
    }

    /// What a benefit comes to, of a policy whose conditions can hold, or surely do; benefits are counted over all policies.
    pub(crate) fn amount(&self, plan: &Plan, benefit: usize, is_sure: bool) -> Glanced {
        plan.amounts.benefits.glance(benefit, &self.numbers, &self.states, is_sure)
    }

    /// Writes what all benefits come to, where only some policies can be had, and appends those of which it cannot tell that.
    pub(crate) fn amounts(
        &self,
        plan: &Plan,
        had: &[u32],
        statuses: &[Status],
        vague: &[bool],
        amounts: &mut Amounts,
        asked: &mut Vec<u32>,
    ) {
        let company = Company { states: &self.states, numbers: &self.numbers, statuses, vague };
        plan.amounts.benefits.settle(&plan.policies, had, company, amounts, asked);
    }

    /// Whether going through cases could tell more of a policy than plain evaluation does.
    pub(crate) fn is_vague(&mut self, plan: &Plan, calculator: &Calculator, view: &dyn View, policy: PolicyId) -> bool {
        let Some(root) = plan.root(policy) else { return false };
        let state = self.state(root);
        plan.policies.may_be_vague(policy.index(), state, &self.states)
            && (state.is_judged_with_error() || !self.is_independent(plan, calculator, view, policy, root))
    }

    #[inline]
    fn state(&self, node: Node) -> State {
        self.states.get(node as usize).copied().unwrap_or_default()
    }

    /// The only one of some parts that can hold, if all others surely fail: where any of them must, it is this one.
    fn only_able(&self, parts: &[Node]) -> Option<Node> {
        let mut able = parts.iter().copied().filter(|part| {
            let state = self.state(*part);
            state.is_open() || state.can_be_true()
        });
        able.next().filter(|_| able.next().is_none())
    }

    /// What the open ones of some parts ask of a subject together, if they all ask the same one.
    fn range(&self, plan: &Plan, parts: &[Node]) -> Option<Sides> {
        let mut range: Option<Sides> = None;
        for node in parts.iter().filter(|part| self.state(**part).is_open()) {
            let number = plan.subject_of.get(*node as usize).copied()?;
            let mine = Sides::of(plan.subjects.get(number as usize)?, number, *node, Side::All)?;
            match &mut range {
                Some(range) if range.subject == number => range.meet(&mine),
                Some(_) => return None,
                None => range = Some(mine),
            }
        }
        range
    }

    /// Whether what keeps a policy open surely does: some values meet all its conditions, others do not. Where all nodes that hang together
    /// must hold, nothing else has to be looked at: it reads other facts than they do, and plain logic says all of it.
    fn is_independent(
        &mut self,
        plan: &Plan,
        calculator: &Calculator,
        view: &dyn View,
        policy: PolicyId,
        root: Node,
    ) -> bool {
        let (mut apart, mut open) = (std::mem::take(&mut self.apart), std::mem::take(&mut self.open));
        let from = [root];
        let from = if plan.direct.contains(policy.index()) { plan.policies.rivals(policy.index()) } else { &from };
        let is_independent = [Overview::has_both, Overview::is_all_apart].iter().any(|is_so| {
            apart.clear();
            open.clear();
            open.extend(from.iter().map(|node| (*node, Side::All)));
            is_so(self, plan, calculator, view, &mut apart, &mut open)
                && apart.can_be_met(plan, calculator, &self.known, view)
        });
        (self.apart, self.open) = (apart, open);
        is_independent
    }

    /// Whether one of what must hold can fail, and of each choice there is something that can hold apart from all else.
    fn has_both(
        &self,
        plan: &Plan,
        calculator: &Calculator,
        view: &dyn View,
        apart: &mut Apart,
        open: &mut Vec<(Node, Side)>,
    ) -> bool {
        let mut can_fail = false;
        let mut choices = Vec::new();
        while let Some((node, side)) = open.pop() {
            let state = self.state(node);
            if !state.is_open() {
                continue;
            }
            if state.is_judged_with_error() {
                return false;
            }
            match plan.groups.group(node) {
                Some((Kind::Not, parts)) if side == Side::All => {
                    open.extend(parts.iter().map(|part| (*part, Side::Not)))
                }
                Some(_) if side == Side::Not => return false,
                Some((Kind::All, parts)) => open.extend(parts.iter().map(|part| (*part, Side::All))),
                Some((Kind::Any, parts)) => match self.only_able(parts) {
                    Some(part) => open.push((part, Side::All)),
                    None => choices.push(parts),
                },
                Some(_) => return false,
                None => {
                    let is_fact = plan.leaves.get(node as usize).is_some_and(Option::is_some);
                    can_fail |= is_fact && !plan.repeating.contains(node as usize);
                    if !apart.add(plan, calculator, node, side) {
                        return false;
                    }
                }
            }
        }
        let mut can_hold = |part: Node| match plan.groups.group(part) {
            Some((Kind::All, parts)) => self
                .range(plan, parts)
                .is_some_and(|range| apart.add_range(plan, calculator, &self.known, view, &range)),
            Some((Kind::Not, [part])) if plan.groups.group(*part).is_none() => {
                apart.add(plan, calculator, *part, Side::Other)
            }
            Some(_) => false,
            None => apart.add(plan, calculator, part, Side::Other),
        };
        let is_able = |part: &Node| self.state(*part).can_be_true();
        can_fail && choices.iter().all(|parts| parts.iter().copied().filter(is_able).any(&mut can_hold))
    }

    fn is_all_apart(
        &self,
        plan: &Plan,
        calculator: &Calculator,
        view: &dyn View,
        apart: &mut Apart,
        open: &mut Vec<(Node, Side)>,
    ) -> bool {
        while let Some((node, side)) = open.pop() {
            let state = self.state(node);
            if !state.is_open() {
                continue;
            }
            if state.is_judged_with_error() {
                return false;
            }
            match plan.groups.group(node) {
                Some((kind, parts)) => {
                    if let (Kind::Any, Side::All, Some(part)) = (kind, side, self.only_able(parts)) {
                        open.push((part, Side::All));
                        continue;
                    }
                    let side = match (kind, side) {
                        (Kind::All, Side::All) => Side::All,
                        (Kind::Not, Side::All) => Side::Not,
                        (Kind::All, _) => match self.range(plan, parts) {
                            Some(range) if apart.add_range(plan, calculator, &self.known, view, &range) => continue,
                            Some(_) => return false,
                            None => Side::Other,
                        },
                        _ => Side::Other,
                    };
                    open.extend(parts.iter().map(|part| (*part, side)));
                }
                None => {
                    if !apart.add(plan, calculator, node, side) {
                        return false;
                    }
                }
            }
        }
        true
    }
}

/// How a leaf stands below the root of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// It must hold.
    All,
    /// It must fail.
    Not,
    /// It depends.
    Other,
}

/// The open leaves of a policy, as far as they can be told apart by what they read.
#[derive(Clone, Debug, Default)]
struct Apart {
    /// What several comparisons ask of one fact that must all hold.
    sides: Vec<Sides>,
    /// Tests that must hold and read more than one fact, or in another way.
    others: Vec<ExpressionId>,
    /// The facts of `sides`, what `others` read, what anything else reads that may or may not hold, and the judges.
    compared: BitSet,
    read_by_others: BitSet,
    alone: BitSet,
    judges: BitSet,
}

impl Apart {
    fn clear(&mut self) {
        self.sides.clear();
        self.others.clear();
        self.compared.clear();
        self.read_by_others.clear();
        self.alone.clear();
        self.judges.clear();
    }

    /// Adds an open leaf; `false` where it cannot be told apart from those before it.
    fn add(&mut self, plan: &Plan, calculator: &Calculator, node: Node, side: Side) -> bool {
        let Some(expression) = plan.leaves.get(node as usize).copied().flatten() else {
            let is_new = !self.judges.contains(node as usize);
            self.judges.insert(node as usize);
            return is_new;
        };
        let number = plan.subject_of.get(node as usize).copied().unwrap_or(NONE);
        let Some(reads) = calculator.expression_reads.get(expression.index()) else { return false };
        if let (Some(subject), Side::All | Side::Not) = (plan.subjects.get(number as usize), side)
            && let Some(mine) = Sides::of(subject, number, node, side)
        {
            if let Some(sides) = self.sides.iter_mut().find(|sides| sides.subject == number) {
                sides.meet(&mine);
                return true;
            }
            self.sides.push(mine);
            return match subject.fact {
                Some(fact) => {
                    self.compared.insert(fact.index());
                    !self.alone.contains(fact.index())
                }
                None => self.add_other(plan, node, reads),
            };
        }
        if side == Side::All && number == NONE {
            self.others.push(expression);
            return self.add_other(plan, node, reads);
        }
        !plan.repeating.contains(node as usize) && self.add_alone(reads)
    }

    /// Adds what reads more than one fact, or in another way, and must hold.
    fn add_other(&mut self, plan: &Plan, node: Node, reads: &BitSet) -> bool {
        let is_apart = !reads.intersects(&self.alone) && !reads.intersects(&self.read_by_others);
        self.read_by_others.extend(reads);
        is_apart && !plan.repeating.contains(node as usize)
    }

    /// Adds what may or may not hold, if nothing else reads the same facts.
    fn add_alone(&mut self, reads: &BitSet) -> bool {
        let is_apart = ![&self.alone, &self.read_by_others, &self.compared].iter().any(|read| reads.intersects(read));
        if is_apart {
            self.alone.extend(reads);
        }
        is_apart
    }

    /// Adds a range that may or may not hold.
    fn add_range(
        &mut self,
        plan: &Plan,
        calculator: &Calculator,
        known: &[Known],
        view: &dyn View,
        range: &Sides,
    ) -> bool {
        let Some(subject) = plan.subjects.get(range.subject as usize) else { return false };
        let Some(reads) = calculator.expression_reads.get(subject.expression.index()) else { return false };
        let can_be_met = match subject.fact {
            Some(fact) => range.can_be_met(plan, known, view, fact),
            None => {
                !plan.repeating_subjects.contains(range.subject as usize) && range.meets(view.value(subject.expression))
            }
        };
        can_be_met && self.add_alone(reads)
    }

    /// Whether all that must hold can hold together.
    fn can_be_met(&self, plan: &Plan, calculator: &Calculator, known: &[Known], view: &dyn View) -> bool {
        // What reads nothing that is compared is as it was.
        let is_untouched = |expression: &ExpressionId| {
            let reads = calculator.expression_reads.get(expression.index());
            reads.is_some_and(|reads| !reads.intersects(&self.compared)) && view.value(*expression).truths().yes
        };
        let mut is_quick = self.others.iter().all(is_untouched);
        for sides in &self.sides {
            let Some(fact) = sides.fact(plan).map(FactId::from_index) else { continue };
            let can_be_met = sides.can_be_met(plan, known, view, fact);
            if self.alone.contains(fact.index()) || !(can_be_met || self.read_by_others.contains(fact.index())) {
                return false;
            }
            is_quick &= can_be_met;
        }
        let derived = || {
            let subjects = self.sides.iter().filter(|sides| sides.fact(plan).is_none());
            subjects.filter_map(|sides| Some((sides, plan.subjects.get(sides.subject as usize)?.expression)))
        };
        // Nearly all derived values are quotients, of which it mostly takes no more than two products to tell.
        let fits = |(sides, _): (&Sides, ExpressionId)| self.quotient_fits(plan, known, sides);
        if is_quick && derived().all(fits) {
            return true;
        }
        let mut narrowed = Vec::new();
        for sides in &self.sides {
            let Some(fact) = sides.fact(plan).map(FactId::from_index) else { continue };
            if self.read_by_others.contains(fact.index()) {
                match sides.met(view, fact) {
                    Some(met) => narrowed.push((fact, met)),
                    None => return false,
                }
            }
        }
        if narrowed.is_empty() {
            // What must hold apart from comparisons of one value has been looked at already.
            return derived().all(|(sides, expression)| sides.meets(view.value(expression)));
        }
        let mut narrowed = Narrowed::to(view, narrowed);
        let roots = self.others.iter().copied().chain(derived().map(|(_, expression)| expression));
        narrowed.evaluate(roots, &calculator.expression_reads);
        self.others.iter().all(|expression| narrowed.value(*expression).truths().yes)
            && derived().all(|(sides, expression)| sides.meets(narrowed.value(expression)))
    }

    /// Whether a quotient of two facts surely can lie where it must while both of these do.
    fn quotient_fits(&self, plan: &Plan, known: &[Known], sides: &Sides) -> bool {
        let quotient = plan.subjects.get(sides.subject as usize).and_then(|subject| subject.quotient);
        let Some(subjects) = quotient else { return false };
        let around = subjects.map(|subject| {
            let (low, high) = known.get(subject as usize)?.around?;
            let own = self.sides.iter().find(|sides| sides.subject == subject);
            Some(own.map_or((low, high), |own| (low.max(own.low), high.min(own.high))))
        });
        matches!(around, [Some(over), Some(under)] if position::quotient_fits(over, under, (sides.low, sides.high)))
    }
}

/// What a policy asks of one fact altogether.
#[derive(Clone, Debug)]
struct Sides {
    subject: u32,
    low: Position,
    high: Position,
    codes: Option<BitSet>,
}

impl Sides {
    /// What one leaf asks of its fact.
    fn of(subject: &Subject, number: u32, node: Node, side: Side) -> Option<Sides> {
        let all = Sides { subject: number, low: Position::MIN, high: Position::MAX, codes: None };
        let holds = side == Side::All;
        match &subject.tests {
            Tests::Ordered { below, above } => {
                let in_run = |run: &Run| run.cuts.get(node.checked_sub(run.first)? as usize).copied();
                match (in_run(below), in_run(above)) {
                    (Some(cut), _) if holds => Some(Sides { high: cut, ..all }),
                    (Some(cut), _) => Some(Sides { low: cut, ..all }),
                    (_, Some(cut)) if holds => Some(Sides { low: cut, ..all }),
                    (_, Some(cut)) => Some(Sides { high: cut, ..all }),
                    _ => None,
                }
            }
            Tests::Choice(choice) if holds => {
                let codes = BitSet::of_words(choice.set(node)?);
                Some(Sides { codes: Some(codes), ..all })
            }
            Tests::Choice(_) => None,
        }
    }

    fn fact(&self, plan: &Plan) -> Option<usize> {
        plan.subjects.get(self.subject as usize)?.fact.map(FactId::index)
    }

    fn meet(&mut self, other: &Sides) {
        self.low = self.low.max(other.low);
        self.high = self.high.min(other.high);
        self.codes = match (self.codes.take(), &other.codes) {
            (Some(mine), Some(other)) => Some(mine.intersection(other)),
            (mine, other) => mine.or_else(|| other.clone()),
        };
    }

    /// Whether some value that the fact can have meets them all.
    fn can_be_met(&self, plan: &Plan, known: &[Known], view: &dyn View, fact: FactId) -> bool {
        let Some(codes) = &self.codes else {
            let step = plan.subjects.get(self.subject as usize).and_then(|subject| subject.step);
            let around = known.get(self.subject as usize).and_then(|known| known.around);
            return around.is_some_and(|(low, high)| position::fits(low.max(self.low), high.min(self.high), step));
        };
        match &view.fact(fact).outcomes {
            Outcomes::Choice(possible) => possible.intersects(codes),
            _ => false,
        }
    }

    /// Whether they leave something of what a derived value can be.
    fn meets(&self, value: &Possible) -> bool {
        value.interval().is_some_and(|interval| {
            let (low, high) = position::around(interval);
            low.max(self.low) < high.min(self.high)
        })
    }

    /// What the fact can be where they are all met.
    fn met(&self, view: &dyn View, fact: FactId) -> Option<Possible> {
        let known = view.fact(fact);
        let outcomes = match (&known.outcomes, &self.codes) {
            (Outcomes::Ordered(interval), None) => {
                let between = position::between(self.low, self.high);
                Outcomes::Ordered(interval.intersection(&between)?.stepped(view.catalog().facts[fact].step)?)
            }
            (Outcomes::Choice(possible), Some(codes)) if possible.intersects(codes) => {
                Outcomes::Choice(possible.intersection(codes))
            }
            _ => return None,
        };
        Some(Possible { outcomes, ..known.clone() }.settled())
    }
}

/// A truth in a byte.
pub(super) fn state_of(truth: &Possible) -> State {
    let truths = truth.truths();
    state(truths.yes, truths.no, truth)
}

/// A truth that can be these, of an operand that is open or can fail like `operand`.
fn state(yes: bool, no: bool, operand: &Possible) -> State {
    State::new(yes, no, operand.error.is_some(), !operand.facts.is_empty(), operand.judged)
}

/// Puts a leaf's state in its place; appends the change if it is another one.
fn put(states: &mut [State], node: Node, after: State, changes: Option<&mut Vec<Change>>) {
    if let Some(slot) = states.get_mut(node as usize)
        && *slot != after
    {
        let before = std::mem::replace(slot, after);
        changes.into_iter().for_each(|changes| changes.push(Change { node, before, after }));
    }
}

/// Looks at the leaves of a subject: at all of them, or where somebody asks for what changes, at that.
fn look(
    plan: &Plan,
    view: &dyn View,
    subject: &Subject,
    states: &mut [State],
    known: &mut Known,
    mut changes: Option<&mut Vec<Change>>,
) {
    let value = match subject.fact {
        Some(fact) => view.fact(fact),
        None => view.value(subject.expression),
    };
    let states_of = [(false, false), (true, false), (false, true), (true, true)].map(|(yes, no)| state(yes, no, value));
    match &subject.tests {
        Tests::Choice(choice) => {
            let possible = match &value.outcomes {
                Outcomes::Choice(possible) => possible.words(),
                _ => &[],
            };
            choice.settle(possible, states_of, states, changes);
        }
        Tests::Ordered { below, above } => {
            known.around = value.interval().map(position::around);
            let is_rounded = value.interval().is_some_and(|interval| interval.rounded.is_some());
            let [none, holds, fails, both] = states_of;
            let sides = |before, behind| if known.around.is_some() { [before, both, behind] } else { [none; 3] };
            let sides = [sides(fails, holds), sides(holds, fails)];
            for ((run, sides), old) in [below, above].into_iter().zip(sides).zip(&mut known.runs) {
                let new = run.find(known.around, sides);
                match &mut changes {
                    Some(changes) => run.refill(*old, new, states, changes),
                    None => run.fill(new, states),
                }
                *old = new;
                // Where the value had to be rounded, what lies beside it is decided by looking closer.
                if is_rounded {
                    for node in run.first as usize + new.open..run.first as usize + new.settled {
                        if let Some(Some(expression)) = plan.leaves.get(node) {
                            let state = state_of(&evaluate::expression(view, *expression));
                            put(states, node as Node, state, changes.as_deref_mut());
                        }
                    }
                }
            }
        }
    }
}
