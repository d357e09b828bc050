//! Where the parts of a catalog are written. A catalog itself holds no places, since it travels to browsers; who tells authors
//! about their rules has these beside it.

use crate::lang::source::Span;
use crate::model::{ConditionId, DefinitionId, PolicyId, TableId};
use std::collections::HashMap;

/// Where the parts of a catalog are written. What is used in several places has the first one.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// By the number of the condition.
    conditions: Vec<ConditionPlace>,
    definitions: HashMap<DefinitionId, Span>,
    benefits: HashMap<(PolicyId, usize), Span>,
    tables: HashMap<TableId, TablePlace>,
}

#[derive(Clone, Copy, Debug)]
struct ConditionPlace {
    used: Span,
    written: Span,
}

#[derive(Clone, Debug)]
struct TablePlace {
    rows: Vec<Span>,
    otherwise: Option<Span>,
}

impl Places {
    /// Where a condition stands in its policy.
    pub fn condition(&self, id: ConditionId) -> Option<Span> {
        self.conditions.get(id.index()).map(|place| place.used)
    }

    /// Where it is written what a condition asks: elsewhere if it uses a shared condition under words of its own. Two conditions with
    /// the same place are one to their author.
    pub fn written(&self, id: ConditionId) -> Option<Span> {
        self.conditions.get(id.index()).map(|place| place.written)
    }

    /// Where a definition, or a part of a score, stands.
    pub fn definition(&self, id: DefinitionId) -> Option<Span> {
        self.definitions.get(&id).copied()
    }

    /// Where a policy's benefit stands.
    pub fn benefit(&self, policy: PolicyId, position: usize) -> Option<Span> {
        self.benefits.get(&(policy, position)).copied()
    }

    /// Where a row of a table stands; the place of its `else`, if it has no such row.
    pub fn row(&self, table: TableId, position: usize) -> Option<Span> {
        let table = self.tables.get(&table)?;
        table.rows.get(position).copied().or(table.otherwise)
    }

    /// The next condition stands there, and what it asks is written there.
    pub(crate) fn add_condition(&mut self, used: Span, written: Span) {
        self.conditions.push(ConditionPlace { used, written });
    }

    pub(crate) fn add_definition(&mut self, id: DefinitionId, place: Span) {
        self.definitions.entry(id).or_insert(place);
    }

    pub(crate) fn add_benefit(&mut self, policy: PolicyId, position: usize, place: Span) {
        self.benefits.entry((policy, position)).or_insert(place);
    }

    pub(crate) fn add_table(&mut self, id: TableId, rows: Vec<Span>, otherwise: Option<Span>) {
        self.tables.entry(id).or_insert(TablePlace { rows, otherwise });
    }
}
