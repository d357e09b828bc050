//! A policy or a definition with its examples, cut out of the catalog: what it takes to tell whether an example notices a mutation.

use super::cut::{Cut, Keep, Map, cut};
use super::enumerate::named;
use super::mutation::{BenefitChange, ConditionChange, FigureChange, Mutation, PolicyChange, Root, Site};
use crate::audit::closure::Closure;
use crate::catalog::bytes::CatalogError;
use crate::catalog::examples::{Example, Expectation, Subject};
use crate::engine::{BitSet, Calculator};
use crate::lang::source::Span;
use crate::model::{Catalog, ConditionId, DefinitionId, PolicyId, Text};
use std::collections::HashMap;
use std::sync::Arc;

/// A policy or a definition with its examples.
pub(super) struct Extract {
    /// Its name: a policy's id or a definition's name.
    pub(super) name: String,
    /// What it is in the whole catalog.
    pub(super) of: Subject,
    /// What it is in its own catalog.
    pub(super) own: Subject,
    /// Its own catalog.
    pub(super) catalog: Catalog,
    /// Its own catalog, prepared.
    pub(super) calculator: Arc<Calculator>,
    /// Its examples, whose ids are those of its own catalog.
    pub(super) examples: Vec<Example>,
    /// The definitions of its own catalog whose values its examples tell.
    pub(super) values: Vec<DefinitionId>,
    /// Whatever of the whole catalog it depends on.
    closure: Closure,
    /// What authors call the conditions of its own catalog.
    names: HashMap<ConditionId, Text>,
    keep: Keep,
    map: Map,
}

impl Extract {
    /// Cuts out one subject.
    ///
    /// # Errors
    ///
    /// If what is cut out is not a catalog that the engine accepts.
    pub(super) fn new(catalog: &Catalog, of: Subject, examples: &[Example]) -> Result<Extract, CatalogError> {
        let examples: Vec<&Example> = examples.iter().filter(|example| example.of == of).collect();
        let mut closure = match of {
            Subject::Policy(policy) => Closure::of_policy(catalog, policy),
            Subject::Definition(definition) => Closure::of_definition(catalog, definition),
        };
        let mut keep = Keep::default();
        match of {
            Subject::Policy(policy) => {
                keep.policies.push(policy);
                let successors = catalog.policies.entries().filter(|(_, newer)| newer.supersedes.contains(&policy));
                keep.dates.extend(successors.map(|(id, _)| id));
            }
            Subject::Definition(definition) => {
                keep.definitions.push(definition);
                keep.dates.extend(catalog.definitions[definition].policy);
            }
        }
        for (definition, _) in examples.iter().flat_map(|example| &example.expect.values) {
            closure.add_definition(catalog, *definition);
            if !keep.definitions.contains(definition) {
                keep.definitions.push(*definition);
            }
        }
        let given = examples.iter().flat_map(|example| &example.facts);
        let given = given.filter_map(|(name, _)| catalog.facts.find(|fact| fact.name == *name));
        keep.facts = given.map(|(id, _)| id.index()).collect();
        let Cut { catalog: own_catalog, map, .. } = cut(catalog, &keep, None);
        let definition = |id: &DefinitionId| map.definitions.get(id).copied().unwrap_or(*id);
        let policy = |id: &PolicyId| map.policies.get(id).copied().unwrap_or(*id);
        let own = match &of {
            Subject::Policy(id) => Subject::Policy(policy(id)),
            Subject::Definition(id) => Subject::Definition(definition(id)),
        };
        let examples = examples.into_iter().map(|example| Example {
            of: own,
            parameters: example
                .parameters
                .iter()
                .filter_map(|(id, value)| Some((*map.parameters.get(id)?, value.clone())))
                .collect(),
            expect: Expectation {
                values: example.expect.values.iter().map(|(id, value)| (definition(id), value.clone())).collect(),
                ..example.expect.clone()
            },
            ..example.clone()
        });
        let examples = examples.collect();
        let keep = Keep {
            policies: keep.policies.iter().map(policy).collect(),
            dates: keep.dates.iter().map(policy).collect(),
            definitions: keep.definitions.iter().map(definition).collect(),
            facts: (0..own_catalog.facts.len()).collect::<BitSet>(),
        };
        let name = match of {
            Subject::Policy(policy) => catalog.policies[policy].id.clone(),
            Subject::Definition(definition) => catalog.definitions[definition].name.clone(),
        };
        let calculator = Arc::new(Calculator::new(Arc::new(own_catalog.clone()))?);
        let values = keep.definitions.clone();
        let names = map.conditions.iter().map(|(old, new)| (*new, named(catalog, *old))).collect();
        Ok(Extract { name, of, own, catalog: own_catalog, calculator, examples, values, closure, names, keep, map })
    }

    /// An example of a company of which nothing is known, for a subject that has none.
    pub(super) fn blank(&self) -> Example {
        let span = Span { file: 0, start: 0, end: 0 };
        Example {
            of: self.own,
            name: String::new(),
            span,
            as_of: None,
            facts: Vec::new(),
            parameters: Vec::new(),
            expect: Expectation::default(),
        }
    }

    /// Whether a mutation of the whole catalog can change anything here.
    pub(super) fn reads(&self, mutation: &Mutation) -> bool {
        let conditions = |ids: &[ConditionId]| ids.iter().any(|id| self.closure.conditions.contains(id.index()));
        let is_of = |policy: &PolicyId| self.of == Subject::Policy(*policy);
        match mutation {
            Mutation::Expression(site, _) => match &site.root {
                Root::Definition(ids) => ids.iter().any(|id| self.closure.definitions.contains(id.index())),
                Root::Test(ids) => conditions(ids),
                Root::Amount(policy, ..) => is_of(policy),
            },
            Mutation::Condition(ids, _) => conditions(ids),
            Mutation::Benefit(policy, ..) => is_of(policy),
            Mutation::Policy(_, PolicyChange::NotEnding(older)) => is_of(older),
            // When a policy begins, those end that it supersedes.
            Mutation::Policy(policy, PolicyChange::From(_)) => {
                is_of(policy) || matches!(self.of, Subject::Policy(_)) && self.map.policies.contains_key(policy)
            }
            Mutation::Policy(policy, _) => is_of(policy),
            Mutation::Figure(parameter, ..) => self.closure.parameters.contains(parameter.index()),
        }
    }

    /// A mutation of the whole catalog as one of its own.
    pub(super) fn translated(&self, mutation: &Mutation) -> Mutation {
        let map = &self.map;
        let conditions =
            |ids: &[ConditionId]| ids.iter().filter_map(|id| map.conditions.get(id).copied()).collect::<Vec<_>>();
        let policy = |id: &PolicyId| map.policies.get(id).copied().unwrap_or(*id);
        match mutation {
            Mutation::Expression(site, rewrite) => {
                let root = match &site.root {
                    Root::Definition(ids) => {
                        Root::Definition(ids.iter().filter_map(|id| map.definitions.get(id).copied()).collect())
                    }
                    Root::Test(ids) => Root::Test(conditions(ids)),
                    Root::Amount(of, position, slot) => Root::Amount(policy(of), *position, *slot),
                };
                let row = site.row.map(|(table, row)| (map.tables.get(&table).copied().unwrap_or(table), row));
                let node = map.expressions.get(&site.node).copied().unwrap_or(site.node);
                Mutation::Expression(Site { root, row, node }, rewrite.clone())
            }
            Mutation::Condition(ids, change) => Mutation::Condition(conditions(ids), ConditionChange::clone(change)),
            Mutation::Benefit(of, position, change) => {
                Mutation::Benefit(policy(of), *position, BenefitChange::clone(change))
            }
            Mutation::Policy(of, change) => {
                let change = match change {
                    PolicyChange::NotEnding(older) => PolicyChange::NotEnding(policy(older)),
                    other => other.clone(),
                };
                Mutation::Policy(policy(of), change)
            }
            Mutation::Figure(parameter, row, change) => {
                let parameter = map.parameters.get(parameter).copied().unwrap_or(*parameter);
                Mutation::Figure(parameter, *row, FigureChange::clone(change))
            }
        }
    }

    /// Its catalog with a mutation made that has been translated.
    pub(super) fn mutated(&self, mutation: &Mutation) -> Cut {
        cut(&self.catalog, &self.keep, Some(mutation))
    }

    /// Its catalog cut out once more, unchanged.
    #[cfg(test)]
    pub(super) fn mutated_by_nothing(&self) -> Catalog {
        cut(&self.catalog, &self.keep, None).catalog
    }

    /// What the author calls a condition of its own catalog.
    pub(super) fn name_of(&self, id: ConditionId) -> Text {
        self.names.get(&id).cloned().unwrap_or_default()
    }
}
