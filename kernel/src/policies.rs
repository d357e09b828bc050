//! The policies over the nodes: each has a root, and stands as its root does.

use super::Node;
use super::links::Links;
use super::state::State;
use super::status::Status;

/// The policies of a catalog, in its order.
#[derive(Debug)]
pub struct Policies {
    roots: Vec<Node>,
    /// The policies of each root.
    by_root: Links,
    /// The nodes of each policy that hang together with another one of it. Plain logic may not say everything of a policy that is open
    /// while two of them are, or one that stands here twice since it hangs together with itself.
    rivals: Links,
}

impl Policies {
    /// Policies with these roots among so many nodes; `rivals` leads from each to its nodes that hang together.
    pub fn new(roots: Vec<Node>, nodes: usize, rivals: Links) -> Policies {
        let by_root = Links::new(nodes, &|tell| {
            roots.iter().enumerate().for_each(|(policy, root)| tell(*root as usize, policy as u32));
        });
        Policies { roots, by_root, rivals }
    }

    /// The root of a policy.
    pub fn root(&self, policy: usize) -> Option<Node> {
        self.roots.get(policy).copied()
    }

    /// The policies of a root.
    pub fn of(&self, root: Node) -> &[u32] {
        self.by_root.of(root as usize)
    }

    /// The nodes of a policy that hang together with others of it.
    pub fn rivals(&self, policy: usize) -> &[Node] {
        self.rivals.of(policy)
    }

    /// What is known of a policy's root.
    #[inline(always)]
    pub fn state(&self, policy: usize, states: &[State]) -> State {
        self.roots.get(policy).and_then(|root| states.get(*root as usize)).copied().unwrap_or_default()
    }

    /// Whether plain logic may not say everything of a policy in a state.
    #[inline(always)]
    pub fn may_be_vague(&self, policy: usize, state: State, states: &[State]) -> bool {
        state.is_open() && (state.is_judged_with_error() || self.are_rivals_open(policy, states))
    }

    #[inline(always)]
    fn are_rivals_open(&self, policy: usize, states: &[State]) -> bool {
        let is_open = |node: &&Node| states.get(**node as usize).is_none_or(|state| state.is_open());
        self.rivals.of(policy).iter().filter(is_open).nth(1).is_some()
    }

    /// Writes the statuses of all policies in force as plain logic has them, lists those that can be had, and appends those of which
    /// it may not say everything, which are among these.
    #[inline(never)]
    pub fn settle(
        &self,
        states: &[State],
        in_force: &[bool],
        statuses: &mut [Status],
        had: &mut Vec<u32>,
        closer: &mut Vec<u32>,
    ) {
        // Each is written down and the next one written over it if it cannot be had: which can follows no pattern that a processor
        // could guess.
        had.clear();
        had.resize(statuses.len(), 0);
        let mut count = 0;
        for (policy, ((slot, in_force), root)) in (0..).zip(statuses.iter_mut().zip(in_force).zip(&self.roots)) {
            if !in_force {
                continue;
            }
            *slot = states.get(*root as usize).copied().unwrap_or_default().status();
            if let Some(place) = had.get_mut(count) {
                *place = policy;
            }
            count += usize::from(*slot != Status::Ineligible);
        }
        had.truncate(count);
        // Whatever is open can be had.
        let is_vague = |policy: &&u32| {
            let state = self.state(**policy as usize, states);
            self.may_be_vague(**policy as usize, state, states)
        };
        closer.extend(had.iter().filter(is_vague));
    }

    /// Appends those of some policies that are open.
    #[inline(never)]
    pub fn open_among(&self, policies: &[u32], states: &[State], open: &mut Vec<u32>) {
        open.extend(policies.iter().filter(|policy| self.state(**policy as usize, states).is_open()));
    }
}
