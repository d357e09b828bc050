//! Cuts out of a catalog what some policies and definitions need, and makes a mutation on the way.
//!
//! What is cut out is a catalog of its own, renumbered, whose parts stand in the order that `bytes::check` asks for. Expressions are
//! shared between everything that has the same ones, so a mutation is never made in place: everything from the mutated place up to the
//! definition, condition or amount that it is a part of is written anew, and everything else stays shared. Words for readers are left
//! out. Must never: change what the rules mean anywhere else.

use super::mutation::{BenefitChange, ConditionChange, FigureChange, Mutation, PolicyChange, Root, Site, Slot};
use super::rewrite;
use crate::audit::closure::Closure;
use crate::engine::BitSet;
use crate::model::{
    Amount, Benefit, Catalog, Certainty, Condition, ConditionId, ConditionKind, Date, Definition, DefinitionId,
    Expression, ExpressionId, Fact, FactId, Field, List, ParameterId, ParameterRow, Policy, PolicyId, Table, TableId,
    Tells, Text, Value, When, Window, Words,
};
use std::collections::HashMap;

/// What is to be cut out.
#[derive(Clone, Debug, Default)]
pub(super) struct Keep {
    /// Whole policies.
    pub(super) policies: Vec<PolicyId>,
    /// Policies of which only the dates are needed, and that they end others.
    pub(super) dates: Vec<PolicyId>,
    /// Definitions that are needed besides those that policies read.
    pub(super) definitions: Vec<DefinitionId>,
    /// Facts that are needed besides those that are read.
    pub(super) facts: BitSet,
}

/// What has been cut out.
#[derive(Debug)]
pub(super) struct Cut {
    /// A catalog of its own.
    pub(super) catalog: Catalog,
    /// Where the parts of the whole are in it.
    pub(super) map: Map,
    /// What the mutated expression has become.
    pub(super) mutated: Option<ExpressionId>,
}

/// Where the parts of a catalog are in what has been cut out of it. Expressions are those that no mutation has touched.
#[derive(Clone, Debug, Default)]
pub(super) struct Map {
    pub(super) expressions: HashMap<ExpressionId, ExpressionId>,
    pub(super) tables: HashMap<TableId, TableId>,
    pub(super) definitions: HashMap<DefinitionId, DefinitionId>,
    pub(super) conditions: HashMap<ConditionId, ConditionId>,
    pub(super) policies: HashMap<PolicyId, PolicyId>,
    pub(super) parameters: HashMap<ParameterId, ParameterId>,
    pub(super) facts: HashMap<FactId, FactId>,
}

/// Cuts out what is to be kept, with the mutation made.
pub(super) fn cut(catalog: &Catalog, keep: &Keep, mutation: Option<&Mutation>) -> Cut {
    let mut closure = Closure::default();
    for id in &keep.policies {
        closure.extend(&Closure::of_policy(catalog, *id));
    }
    for id in &keep.definitions {
        closure.add_definition(catalog, *id);
    }
    let mut cutter = Cutter::new(catalog, mutation);
    cutter.vocabulary();
    cutter.facts(&closure, &keep.facts);
    cutter.parameters(&closure);
    cutter.policy_numbers(keep);
    for id in closure.conditions() {
        cutter.condition(id);
    }
    for id in &keep.definitions {
        cutter.definition(*id);
    }
    cutter.policies(keep);
    Cut { catalog: cutter.into, map: cutter.map, mutated: cutter.mutated }
}

/// Which way an expression is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Scope {
    /// As it was.
    Outside,
    /// Above the mutated place, or beside it.
    Inside {
        /// Whether this is the very row of a table that the mutated place stands in, or no row has to be looked for.
        active: bool,
    },
}

struct Cutter<'c> {
    from: &'c Catalog,
    mutation: Option<&'c Mutation>,
    site: Option<&'c Site>,
    /// Expressions that read a variable that is bound further out.
    open: BitSet,
    into: Catalog,
    map: Map,
    /// Equal expressions and tables are written once.
    known: HashMap<Expression, ExpressionId>,
    known_tables: HashMap<Table, TableId>,
    /// What has been written anew.
    inside: HashMap<(ExpressionId, bool), ExpressionId>,
    /// Whether the mutated place stands below an expression.
    above: HashMap<(ExpressionId, bool), bool>,
    /// Numbers of variables outside and inside.
    variables: HashMap<(u32, bool), u32>,
    mutated: Option<ExpressionId>,
}

impl<'c> Cutter<'c> {
    fn new(from: &'c Catalog, mutation: Option<&'c Mutation>) -> Cutter<'c> {
        let site = match mutation {
            Some(Mutation::Expression(site, _)) => Some(site),
            _ => None,
        };
        Cutter {
            from,
            mutation,
            site,
            open: if site.is_some() { open(from) } else { BitSet::EMPTY },
            into: Catalog::default(),
            map: Map::default(),
            known: HashMap::new(),
            known_tables: HashMap::new(),
            inside: HashMap::new(),
            above: HashMap::new(),
            variables: HashMap::new(),
            mutated: None,
        }
    }

    /// Units, lists and types, which keep their numbers.
    fn vocabulary(&mut self) {
        self.into.units = self.from.units.clone();
        self.into.lists = self.from.lists.iter().map(without_labels).collect();
        self.into.elements = self.from.elements.clone();
        self.into.records = self.from.records.clone();
        self.into.fields = self.from.fields.iter().map(|Field(fact)| Field(without_words(fact))).collect();
    }

    fn facts(&mut self, closure: &Closure, others: &BitSet) {
        for (id, fact) in self.from.facts.entries() {
            if closure.facts.contains(id.index()) || others.contains(id.index()) {
                let new = self.into.facts.push(without_words(fact));
                self.map.facts.insert(id, new);
            }
        }
        // What a text tells of facts that are not there is told to nobody.
        for (id, fact) in self.from.facts.entries() {
            let Some(new) = self.map.facts.get(&id).copied() else { continue };
            let told = fact.tells.iter().filter_map(|tells| {
                Some(Tells { fact: *self.map.facts.get(&tells.fact)?, beginnings: tells.beginnings.clone() })
            });
            let told: Vec<Tells> = told.collect();
            self.into.facts[new].tells = told;
        }
    }

    fn parameters(&mut self, closure: &Closure) {
        for id in closure.parameters() {
            let mut parameter = self.from.parameters[id].clone();
            for row in &mut parameter.rows {
                row.source = None;
            }
            if let Some(Mutation::Figure(of, position, change)) = self.mutation
                && *of == id
                && let Some(row) = parameter.rows.get_mut(*position)
            {
                figure(row, change);
            }
            let new = self.into.parameters.push(parameter);
            self.map.parameters.insert(id, new);
        }
    }

    /// Gives the policies their numbers before anything is written that is local to one.
    fn policy_numbers(&mut self, keep: &Keep) {
        let mut ids: Vec<PolicyId> = keep.policies.iter().chain(&keep.dates).copied().collect();
        ids.sort();
        ids.dedup();
        self.map.policies = ids.into_iter().enumerate().map(|(index, id)| (id, PolicyId::from_index(index))).collect();
    }

    fn policies(&mut self, keep: &Keep) {
        let mut ids: Vec<(PolicyId, PolicyId)> = self.map.policies.iter().map(|(old, new)| (*old, *new)).collect();
        ids.sort_by_key(|(_, new)| *new);
        let nothing = ids.iter().any(|(id, _)| !keep.policies.contains(id)).then(|| self.nothing());
        for (id, _) in ids {
            let mut policy = self.policy(id, keep.policies.contains(&id), nothing);
            if let Some(Mutation::Policy(of, change)) = self.mutation
                && *of == id
            {
                let gone = match change {
                    PolicyChange::NotEnding(older) => self.map.policies.get(older).copied(),
                    _ => None,
                };
                dates(&mut policy, change, gone);
            }
            self.into.policies.push(policy);
        }
    }

    /// A condition that stands for those of policies of which only the dates are needed.
    fn nothing(&mut self) -> ConditionId {
        let test = self.add(Expression::Constant(Value::Boolean(true)));
        let kind = ConditionKind::Test(test);
        self.into.conditions.push(Condition { kind, id: None, says: None, clause: None, source: None, fix: None })
    }

    /// What is shown of no policy and no condition.
    fn no_words(&mut self) -> Words {
        self.into.texts.add_words(&Text::default())
    }

    fn policy(&mut self, id: PolicyId, is_whole: bool, nothing: Option<ConditionId>) -> Policy {
        let policy = &self.from.policies[id];
        let title = self.no_words();
        let eligible = self.map.conditions.get(&policy.eligible).copied().filter(|_| is_whole).or(nothing);
        let benefits = if is_whole { policy.benefits.as_slice() } else { &[] };
        let benefits = benefits.iter().enumerate().map(|(position, benefit)| self.benefit(id, position, benefit));
        let benefits = benefits.collect();
        let supersedes = policy.supersedes.iter().filter_map(|older| self.map.policies.get(older).copied()).collect();
        Policy {
            id: policy.id.clone(),
            title,
            summary: None,
            level: title.zh,
            authority: None,
            sources: Vec::new(),
            supersedes,
            survives: Vec::new(),
            windows: policy.windows.clone(),
            eligible: eligible.unwrap_or_else(|| ConditionId::from_index(0)),
            benefits,
            materials: Vec::new(),
            apply: None,
            kind: policy.kind,
            state: policy.state,
            from: policy.from,
            to: policy.to,
            delivery: policy.delivery,
        }
    }

    fn benefit(&mut self, policy: PolicyId, position: usize, benefit: &Benefit) -> Benefit {
        let when = benefit.when.and_then(|when| self.map.conditions.get(&when).copied());
        let mut write = |slot: Slot, id: Option<ExpressionId>| {
            id.map(|id| {
                let is_root = matches!(self.site, Some(Site { root: Root::Amount(of, at, which), .. })
                    if (*of, *at, *which) == (policy, position, slot));
                self.root(id, is_root)
            })
        };
        let amount = match benefit.amount {
            Amount::None => Amount::None,
            Amount::Formula(formula) => write(Slot::Formula, Some(formula)).map_or(Amount::None, Amount::Formula),
            Amount::Range { min, max } => Amount::Range { min: write(Slot::Min, min), max: write(Slot::Max, max) },
        };
        let mut result = Benefit {
            says: None,
            when,
            amount,
            cap: write(Slot::Cap, benefit.cap),
            at_least: write(Slot::AtLeast, benefit.at_least),
            step: write(Slot::Step, benefit.step),
            clause: None,
            source: None,
            depends_on: Vec::new(),
            ..benefit.clone()
        };
        if let Some(Mutation::Benefit(of, at, change)) = self.mutation
            && (*of, *at) == (policy, position)
        {
            match change {
                BenefitChange::Unconditional => result.when = None,
                BenefitChange::Without(Slot::Cap) => result.cap = None,
                BenefitChange::Without(Slot::AtLeast) => result.at_least = None,
                BenefitChange::Without(Slot::Step) => result.step = None,
                BenefitChange::Without(_) => {}
                BenefitChange::Certain => result.certainty = Certainty::Formula,
            }
        }
        result
    }

    fn condition(&mut self, id: ConditionId) {
        let Condition { kind, id: name, says, .. } = &self.from.conditions[id];
        let child = |id: &ConditionId| self.map.conditions.get(id).copied().unwrap_or(*id);
        let children = |ids: &[ConditionId]| ids.iter().map(child).collect::<Vec<_>>();
        let mut kind = match kind {
            ConditionKind::Test(_) | ConditionKind::Judged(_) => kind.clone(),
            ConditionKind::All(ids) => ConditionKind::All(children(ids)),
            ConditionKind::Any(ids) => ConditionKind::Any(children(ids)),
            ConditionKind::Not(of) => ConditionKind::Not(child(of)),
            ConditionKind::AtLeast(needed, ids) => ConditionKind::AtLeast(*needed, children(ids)),
        };
        let is_root = matches!(self.site, Some(Site { root: Root::Test(ids), .. }) if ids.contains(&id));
        if let ConditionKind::Test(test) | ConditionKind::Judged(Some(test)) = &mut kind {
            *test = self.root(*test, is_root);
        }
        if let Some(Mutation::Condition(ids, change)) = self.mutation
            && ids.contains(&id)
        {
            kind = match change {
                ConditionChange::Holds => ConditionKind::Test(self.add(Expression::Constant(Value::Boolean(true)))),
                other => combined(kind, other),
            };
        }
        // Whether a combination has words decides how a verdict shows it, so they are emptied, not taken away.
        let says = says.map(|_| self.no_words());
        let name = name.map(|name| self.into.texts.add(&self.from.texts[name]));
        let condition = Condition { kind, id: name, says, clause: None, source: None, fix: None };
        let new = self.into.conditions.push(condition);
        self.map.conditions.insert(id, new);
    }

    fn definition(&mut self, id: DefinitionId) -> DefinitionId {
        if let Some(known) = self.map.definitions.get(&id) {
            return *known;
        }
        let Definition { name, policy, value_type, body, .. } = &self.from.definitions[id];
        let is_root = matches!(self.site, Some(Site { root: Root::Definition(ids), .. }) if ids.contains(&id));
        let body = self.root(*body, is_root);
        let policy = policy.and_then(|policy| self.map.policies.get(&policy).copied());
        let new = self.into.definitions.push(Definition {
            name: name.clone(),
            policy,
            value_type: value_type.clone(),
            body,
            label: None,
            source: None,
        });
        self.map.definitions.insert(id, new);
        new
    }

    /// Writes a whole value; `is_mutated` if the mutation is made in it.
    fn root(&mut self, id: ExpressionId, is_mutated: bool) -> ExpressionId {
        let active = self.site.is_some_and(|site| site.row.is_none());
        self.expression(id, if is_mutated { Scope::Inside { active } } else { Scope::Outside })
    }

    fn add(&mut self, expression: Expression) -> ExpressionId {
        if let Some(known) = self.known.get(&expression) {
            return *known;
        }
        let id = self.into.expressions.push(expression.clone());
        self.known.insert(expression, id);
        id
    }

    fn expression(&mut self, id: ExpressionId, scope: Scope) -> ExpressionId {
        let scope = match scope {
            Scope::Inside { active } if !self.is_above(id, active) && !self.open.contains(id.index()) => Scope::Outside,
            scope => scope,
        };
        let known = match scope {
            Scope::Outside => self.map.expressions.get(&id),
            Scope::Inside { active } => self.inside.get(&(id, active)),
        };
        if let Some(known) = known {
            return *known;
        }
        let from = self.from;
        let written = match &from.expressions[id] {
            Expression::Fact(fact) => Expression::Fact(self.map.facts.get(fact).copied().unwrap_or(*fact)),
            Expression::Definition(definition) => Expression::Definition(self.definition(*definition)),
            Expression::Parameter { parameter, place } => Expression::Parameter {
                parameter: self.map.parameters.get(parameter).copied().unwrap_or(*parameter),
                place: place.map(|place| self.expression(place, scope)),
            },
            Expression::Table(table) => Expression::Table(self.table(id, *table, scope)),
            Expression::Variable(variable) => Expression::Variable(self.variable(*variable, scope)),
            // Outside of bundles it is open, whichever policy it asks for.
            Expression::Chosen(policy) => {
                Expression::Chosen(self.map.policies.get(policy).copied().unwrap_or(PolicyId::from_index(0)))
            }
            Expression::Each { quantifier, over, variable, body } => {
                let over = self.expression(*over, scope);
                let variable = self.variable(*variable, scope);
                let body = self.expression(*body, scope);
                Expression::Each { quantifier: *quantifier, over, variable, body }
            }
            other => other.with_operands(&mut |operand| self.expression(operand, scope)),
        };
        let new = match self.rewrite_of(id, scope) {
            Some(rewrite) => {
                let new = rewrite::expression(rewrite, written, &mut |expression| self.add(expression));
                self.mutated = Some(new);
                new
            }
            None => self.add(written),
        };
        match scope {
            Scope::Outside => self.map.expressions.insert(id, new),
            Scope::Inside { active } => self.inside.insert((id, active), new),
        };
        new
    }

    /// The change to be made to this expression, if it is the mutated one.
    fn rewrite_of(&self, id: ExpressionId, scope: Scope) -> Option<&'c super::mutation::Rewrite> {
        match self.mutation {
            Some(Mutation::Expression(site, rewrite))
                if scope == (Scope::Inside { active: true }) && site.node == id =>
            {
                Some(rewrite)
            }
            _ => None,
        }
    }

    fn table(&mut self, node: ExpressionId, id: TableId, scope: Scope) -> TableId {
        let from = self.from;
        let mut table = from.tables[id].clone();
        for (position, row) in table.rows.iter_mut().enumerate() {
            let scope = self.row_scope(id, position, scope);
            row.when = self.expression(row.when, scope);
            row.then = self.expression(row.then, scope);
            row.clause = None;
        }
        let scope_of_else = self.row_scope(id, table.rows.len(), scope);
        table.otherwise = table.otherwise.map(|otherwise| self.expression(otherwise, scope_of_else));
        if let Some(rewrite) = self.rewrite_of(node, scope) {
            rewrite::table(rewrite, &mut table, &mut |expression| self.add(expression));
        }
        let new = match self.known_tables.get(&table) {
            Some(known) => *known,
            None => {
                let new = self.into.tables.push(table.clone());
                self.known_tables.insert(table, new);
                new
            }
        };
        if scope == Scope::Outside {
            self.map.tables.insert(id, new);
        }
        new
    }

    /// How a row of a table is written.
    fn row_scope(&self, table: TableId, position: usize, scope: Scope) -> Scope {
        match (scope, self.site.and_then(|site| site.row)) {
            (Scope::Outside, _) => Scope::Outside,
            (Scope::Inside { .. }, Some(row)) => Scope::Inside { active: row == (table, position) },
            (Scope::Inside { .. }, None) => Scope::Inside { active: false },
        }
    }

    /// Whether the mutated place is this expression or stands below it.
    fn is_above(&mut self, id: ExpressionId, active: bool) -> bool {
        let Some(site) = self.site else { return false };
        if active && site.node == id {
            return true;
        }
        if let Some(known) = self.above.get(&(id, active)) {
            return *known;
        }
        let mut found = false;
        match &self.from.expressions[id] {
            Expression::Definition(_) => {}
            Expression::Table(table) => {
                let rows = &self.from.tables[*table];
                for (position, row) in rows.rows.iter().enumerate() {
                    let active = site.row == Some((*table, position));
                    found |= self.is_above(row.when, active) || self.is_above(row.then, active);
                }
                let active = site.row == Some((*table, rows.rows.len()));
                found |= rows.otherwise.is_some_and(|otherwise| self.is_above(otherwise, active));
            }
            other => other.for_each_operand(&mut |operand| found |= self.is_above(operand, active)),
        }
        self.above.insert((id, active), found);
        found
    }

    /// The number of a variable in what is cut out: the lists around it may be written more than once.
    fn variable(&mut self, variable: u32, scope: Scope) -> u32 {
        let next = u32::try_from(self.variables.len()).unwrap_or(u32::MAX);
        *self.variables.entry((variable, scope == Scope::Outside)).or_insert(next)
    }
}

/// The expressions that read a variable that is bound further out.
fn open(catalog: &Catalog) -> BitSet {
    let mut free: Vec<BitSet> = Vec::with_capacity(catalog.expressions.len());
    let mut open = BitSet::EMPTY;
    for (id, expression) in catalog.expressions.entries() {
        let mut reads = BitSet::EMPTY;
        catalog.for_each_part(id, &mut |part| {
            if let Some(part) = free.get(part.index()) {
                reads.extend(part);
            }
        });
        match expression {
            Expression::Variable(variable) => reads.insert(*variable as usize),
            Expression::Each { variable, .. } => reads = reads.without(&BitSet::one(*variable as usize)),
            _ => {}
        }
        if !reads.is_empty() {
            open.insert(id.index());
        }
        free.push(reads);
    }
    open
}

fn combined(kind: ConditionKind, change: &ConditionChange) -> ConditionKind {
    let without = |mut ids: Vec<ConditionId>, position: &usize| {
        if *position < ids.len() {
            ids.remove(*position);
        }
        ids
    };
    match (change, kind) {
        (ConditionChange::Connected, ConditionKind::All(ids)) => ConditionKind::Any(ids),
        (ConditionChange::Connected, ConditionKind::Any(ids)) => ConditionKind::All(ids),
        (ConditionChange::Without(position), ConditionKind::All(ids)) => ConditionKind::All(without(ids, position)),
        (ConditionChange::Without(position), ConditionKind::Any(ids)) => ConditionKind::Any(without(ids, position)),
        (ConditionChange::Needed(needed), ConditionKind::AtLeast(_, ids)) => ConditionKind::AtLeast(*needed, ids),
        (ConditionChange::Plain, ConditionKind::Not(of)) => ConditionKind::All(vec![of]),
        (_, kind) => kind,
    }
}

fn figure(row: &mut ParameterRow, change: &FigureChange) {
    match change {
        FigureChange::Value(value) => row.value.clone_from(value),
        FigureChange::From(day) => row.from = *day,
    }
}

/// Changes a policy's dates; `gone` is the policy that it does not end any more.
fn dates(policy: &mut Policy, change: &PolicyChange, gone: Option<PolicyId>) {
    let later = |when: &mut When, days: i32| {
        if let When::Day(day) = when {
            *day = day.plus_days(days).unwrap_or(*day);
        }
    };
    match change {
        PolicyChange::From(days) => later(&mut policy.from, *days),
        PolicyChange::To(days) => later(&mut policy.to, *days),
        PolicyChange::NotEnding(_) => policy.supersedes.retain(|older| Some(*older) != gone),
        PolicyChange::Opens(position, days) => shift(policy.windows.get_mut(*position), *days, true),
        PolicyChange::Closes(position, days) => shift(policy.windows.get_mut(*position), *days, false),
    }
}

fn shift(window: Option<&mut Window>, days: i32, is_opening: bool) {
    match window {
        Some(Window::Once { opens, closes }) => {
            let day = if is_opening { opens } else { closes };
            *day = day.plus_days(days).unwrap_or(*day);
        }
        Some(Window::Yearly { opens, closes }) => {
            let day = if is_opening { opens } else { closes };
            // Counted in a leap year, so that 29 February has its place.
            let later = Date::from_ymd(2024, day.0, day.1).and_then(|day| day.plus_days(days));
            if let Some((_, month, number)) = later.map(Date::ymd) {
                *day = (month, number);
            }
        }
        _ => {}
    }
}

fn without_labels(list: &List) -> List {
    let items = list.items.iter();
    let items = items.map(|item| crate::model::ListItem { label: Text::default(), ..item.clone() });
    List { name: list.name.clone(), items: items.collect() }
}

fn without_words(fact: &Fact) -> Fact {
    Fact {
        name: fact.name.clone(),
        value_type: fact.value_type.clone(),
        years: fact.years,
        step: fact.step,
        domain: fact.domain,
        label: Text::default(),
        ask: None,
        find: None,
        section: String::new(),
        ask_unit: None,
        brackets: Vec::new(),
        can_change: fact.can_change,
        earliest: fact.earliest,
        fields: fact.fields.clone(),
        key: fact.key.clone(),
        format: fact.format,
        tells: Vec::new(),
    }
}
