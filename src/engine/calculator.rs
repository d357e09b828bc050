//! A catalog prepared for evaluation: what is worth knowing of it before there is any company.
//!
//! What only some questions need is worked out when one is first asked. Must never: hold anything that depends on a company
//! or a day.

use super::asking::Asking;
use super::describe::{self, CatalogDescription};
use super::overview::Plan;
use super::possible::Possible;
use super::profile::{self, Answer};
use super::reads::Reads;
use super::scope::Scopes;
use super::set::BitSet;
use super::sharing::Sharing;
use super::sort;
use crate::catalog::bytes::{self, CatalogError};
use crate::model::{Arena, Catalog, ConditionId, ConditionKind, FactId, Id, PolicyId};
use policy_kernel::Links;
use std::sync::{Arc, OnceLock};

/// A catalog and what is worth knowing about it beforehand. Share it between sessions.
#[derive(Debug)]
pub struct Calculator {
    pub(super) catalog: Arc<Catalog>,
    /// The facts that each expression reads, directly or through definitions and tables.
    pub(crate) expression_reads: Reads,
    /// What the conditions and policies read; worked out when a verdict is first made.
    tested: OnceLock<Tested>,
    /// What reads each fact.
    readers: Readers,
    /// What each fact can be of which nothing is known; worked out when somebody compares.
    unknown: OnceLock<Vec<Possible>>,
    /// The facts in the order of their names; made when one is first looked for.
    facts_by_name: OnceLock<Vec<FactId>>,
    /// The facts that hang together with others.
    tied: BitSet,
    /// The layout of overviews; made when the first one is asked for.
    pub(super) plan: OnceLock<Plan>,
    /// The policies in the order of their ids; made when one is first asked for.
    policies_by_id: OnceLock<Vec<PolicyId>>,
    /// Where the benefits of each policy begin among those of all; worked out when somebody asks.
    pub(super) benefit_starts: OnceLock<Vec<u32>>,
    /// Which expressions have a value only inside a list.
    pub(crate) scopes: Scopes,
    /// What asks whether a policy is chosen.
    pub(crate) choosing: Asking,
    /// What asks for the day; worked out when another day is first looked at.
    dated: OnceLock<Asking>,
    /// The policies that each policy's place is taken by.
    pub(super) successors: Links,
}

/// What the conditions and policies of a catalog read.
#[derive(Debug)]
struct Tested {
    /// The facts that each condition reads.
    condition_reads: Reads,
    /// The facts that each policy's conditions and amounts read.
    policy_reads: Reads,
    /// The first condition that tests the same expression as each condition; itself for one that is no test.
    first_tests: Vec<ConditionId>,
    /// Where one unknown may stand in several places.
    sharing: Sharing,
}

impl Tested {
    fn of(catalog: &Catalog, expression_reads: &Reads) -> Tested {
        let condition_reads = Reads::of_conditions(catalog, expression_reads);
        let policy_reads = Reads::of_policies(catalog, expression_reads, &condition_reads);
        let mut tests: Vec<Option<ConditionId>> = vec![None; catalog.expressions.len()];
        let first_tests = catalog.conditions.entries().map(|(id, condition)| match condition.kind {
            ConditionKind::Test(test) => tests.get_mut(test.index()).map_or(id, |first| *first.get_or_insert(id)),
            _ => id,
        });
        let first_tests = first_tests.collect();
        let sharing = Sharing::of(catalog, expression_reads, &condition_reads);
        Tested { condition_reads, policy_reads, first_tests, sharing }
    }
}

/// The expressions, conditions and policies that read each fact, each worked out when something of it is first forgotten.
#[derive(Debug, Default)]
struct Readers {
    expressions: OnceLock<Links>,
    conditions: OnceLock<Links>,
    policies: OnceLock<Links>,
}

/// The thing of that name; `in_order` has all of them in the order of their names, once one has been looked for.
fn named<T>(in_order: &OnceLock<Vec<Id<T>>>, things: &Arena<T>, name_of: fn(&T) -> &str, name: &str) -> Option<Id<T>> {
    let in_order = in_order.get_or_init(|| {
        let mut all: Vec<Id<T>> = things.ids().collect();
        sort::by(&mut all, |a, b| name_of(&things[*a]).cmp(name_of(&things[*b])));
        all
    });
    let place = in_order.partition_point(|id| name_of(&things[*id]) < name);
    at(in_order, place).copied().filter(|id| name_of(&things[*id]) == name)
}

pub(super) fn at<T>(items: &[T], index: usize) -> Option<&T> {
    items.get(index)
}

impl Calculator {
    /// Prepares a catalog for evaluation.
    ///
    /// # Errors
    ///
    /// A catalog whose parts do not fit together, which no compiler makes, is refused.
    pub fn new(catalog: Arc<Catalog>) -> Result<Calculator, CatalogError> {
        bytes::check(&catalog)?;
        Ok(Calculator::of(catalog))
    }

    /// Prepares a catalog that has been checked.
    fn of(catalog: Arc<Catalog>) -> Calculator {
        let successors = Links::new(catalog.policies.len(), &|tell| {
            for (id, policy) in catalog.policies.entries() {
                policy.supersedes.iter().for_each(|older| tell(older.index(), id.index() as u32));
            }
        });
        Calculator {
            expression_reads: Reads::of_expressions(&catalog),
            tested: OnceLock::new(),
            readers: Readers::default(),
            unknown: OnceLock::new(),
            facts_by_name: OnceLock::new(),
            tied: profile::tied(&catalog),
            plan: OnceLock::new(),
            policies_by_id: OnceLock::new(),
            benefit_starts: OnceLock::new(),
            scopes: Scopes::of(&catalog),
            choosing: Asking::for_choices(&catalog),
            dated: OnceLock::new(),
            successors,
            catalog,
        }
    }

    /// What the conditions and policies read.
    fn tested(&self) -> &Tested {
        self.tested.get_or_init(|| Tested::of(&self.catalog, &self.expression_reads))
    }

    /// The facts that each condition reads.
    pub(crate) fn condition_reads(&self) -> &Reads {
        &self.tested().condition_reads
    }

    /// The facts that each policy's conditions and amounts read.
    pub(crate) fn policy_reads(&self) -> &Reads {
        &self.tested().policy_reads
    }

    /// The first condition that tests the same expression as each condition; itself for one that is no test.
    pub(super) fn first_tests(&self) -> &[ConditionId] {
        &self.tested().first_tests
    }

    /// What asks for the day.
    pub(super) fn dated(&self) -> &Asking {
        self.dated.get_or_init(|| Asking::for_the_day(&self.catalog))
    }

    /// Where one unknown may stand in several places.
    pub(super) fn sharing(&self) -> &Sharing {
        &self.tested().sharing
    }

    /// The expressions that read each fact.
    pub(super) fn expression_readers(&self) -> &Links {
        self.readers.expressions.get_or_init(|| self.expression_reads.readers(self.catalog.facts.len()))
    }

    /// The conditions that read each fact.
    pub(super) fn condition_readers(&self) -> &Links {
        self.readers.conditions.get_or_init(|| self.condition_reads().readers(self.catalog.facts.len()))
    }

    /// The policies that read each fact.
    pub(super) fn policy_readers(&self) -> &Links {
        self.readers.policies.get_or_init(|| self.policy_reads().readers(self.catalog.facts.len()))
    }

    /// Reads a catalog from its bytes and prepares it.
    ///
    /// # Errors
    ///
    /// Bytes that are not a whole, unchanged catalog of this format version are refused.
    pub fn load(bytes: &[u8]) -> Result<Calculator, CatalogError> {
        // Reading checks it.
        Ok(Calculator::of(Arc::new(bytes::decode(bytes)?)))
    }

    /// The catalog itself.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// What a page needs to draw a form and to introduce policies.
    pub fn describe(&self) -> CatalogDescription {
        describe::describe(self)
    }

    /// The fact of that name.
    pub(super) fn fact_named(&self, name: &str) -> Option<FactId> {
        named(&self.facts_by_name, &self.catalog.facts, |fact| &fact.name, name)
    }

    /// Whether a fact hangs together with others; see [`profile::tied`].
    pub(super) fn is_tied(&self, id: FactId) -> bool {
        self.tied.contains(id.index())
    }

    /// What each fact can be of which nothing is known.
    pub(super) fn unknown(&self) -> &[Possible] {
        let unknown = |id| profile::possible_alone(&self.catalog, id, &Answer::Unknown);
        self.unknown.get_or_init(|| self.catalog.facts.ids().map(unknown).collect())
    }

    /// The facts of these names, one after the other. Who names many names them in the catalog's order as a rule, so that the next
    /// one is tried before it is looked for.
    pub(super) fn facts_named<'n>(&self, names: &mut dyn Iterator<Item = &'n str>) -> Vec<Option<FactId>> {
        let facts = &self.catalog.facts;
        let mut next = 0;
        let find = |name: &'n str| {
            let guess = FactId::from_index(next);
            let is_next = facts.contains(guess) && facts[guess].name == name;
            let found = if is_next { Some(guess) } else { self.fact_named(name) };
            next = found.map_or(next, |id| id.index() + 1);
            found
        };
        names.map(find).collect()
    }

    /// The policy with that id.
    pub(super) fn policy_with(&self, id: &str) -> Option<PolicyId> {
        named(&self.policies_by_id, &self.catalog.policies, |policy| &policy.id, id)
    }

    /// The names of facts, in the catalog's order.
    pub(crate) fn names(&self, facts: &BitSet) -> Vec<String> {
        let ids = facts.iter().map(FactId::from_index);
        ids.filter(|id| self.catalog.facts.contains(*id)).map(|id| self.catalog.facts[id].name.clone()).collect()
    }
}
