//! The walk from a key to its replication set, step by step (dskit `ring/ring.go`, `findInstancesForKey`).

use super::{Instance, Ring, State};
use std::fmt;

/// What the set is wanted for (dskit `ring/ring.go`, `NewOp`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Operation {
    /// What distributors use unless `distributor.extend_writes` is off.
    #[default]
    Write,
    WriteNoExtend,
    /// Of one key: a querier with `querier.query_relevant_ingesters`.
    Read,
}

impl Operation {
    /// An instance in this state may stay in the set.
    #[must_use]
    pub fn allows(self, state: State) -> bool {
        match self {
            Operation::Write | Operation::WriteNoExtend => state == State::Active,
            Operation::Read => state != State::Joining,
        }
    }

    /// An instance in this state makes the set one larger.
    #[must_use]
    pub fn extends_on(self, state: State) -> bool {
        match self {
            Operation::Write => state != State::Active,
            Operation::WriteNoExtend => false,
            Operation::Read => matches!(state, State::Pending | State::Joining),
        }
    }

    /// Whether the instance counts. A heartbeat that is too old never extends a set, it only removes the instance.
    #[must_use]
    pub fn healthy(self, instance: &Instance) -> bool {
        self.allows(instance.state) && !instance.late
    }
}

/// Why a key has no set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingError {
    /// Nobody has a token.
    EmptyRing,
    TooFewHealthy {
        healthy: usize,
        needed: usize,
    },
}

impl fmt::Display for RingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RingError::EmptyRing => f.write_str("The ring is empty: no instance has a token."),
            RingError::TooFewHealthy { healthy, needed } => {
                write!(f, "Too few healthy instances in the set: {healthy} of the {needed} that are needed.")
            }
        }
    }
}

/// How many of a set have to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorum {
    pub needed: usize,
}

impl Quorum {
    /// Of a set of which `picked` members were found, healthy or not.
    ///
    /// RF 2 has Tempo's own strategy, one is enough (Tempo `pkg/ring/ring.go`, `EventuallyConsistentStrategy`); all others
    /// ask for more than half of the factor or of the set, whichever is larger (dskit `ring/replication_strategy.go`).
    #[must_use]
    pub fn of(replication_factor: usize, picked: usize) -> Quorum {
        Quorum { needed: if replication_factor == 2 { 1 } else { replication_factor.max(picked) / 2 + 1 } }
    }
}

/// Who is asked for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicationSet {
    /// Indices of the instances, in the order of the walk.
    pub instances: Vec<usize>,
    /// So many of them may fail.
    pub max_failures: usize,
}

/// What one token of the walk did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its owner holds this copy, counted from one.
    Takes { copy: usize, extends: bool },
    /// Its owner was picked, and dropped at the end for its state or its heartbeat.
    Drops { extends: bool },
    /// Its owner was picked before.
    HasOne,
    /// The zone of its owner has its copy already.
    ZoneHasOne,
}

/// One token on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Index of the token.
    pub at: usize,
    pub token: u32,
    pub instance: usize,
    pub outcome: Outcome,
}

/// The way from a key to its set, with every token that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    pub key: u32,
    pub operation: Operation,
    pub steps: Vec<Step>,
    pub set: Result<ReplicationSet, RingError>,
}

/// Per zone: copies found, and members looked at.
#[derive(Clone, Copy, Default)]
struct Zone {
    found: usize,
    examined: usize,
}

impl Ring {
    /// Who holds `key`.
    pub fn replication_set(&self, key: u32, operation: Operation) -> Result<ReplicationSet, RingError> {
        self.follow(key, operation, usize::MAX, |_| ())
    }

    /// The same, given up as soon as nothing can come of it: no more than RF members do not extend a set, so one of twice as many
    /// has no quorum any more. Where a whole zone is LEAVING the way goes on through all of its members, and this spares it.
    pub(super) fn quorum(&self, key: u32, operation: Operation) -> Result<ReplicationSet, RingError> {
        let factor = self.replication_factor();
        // RF 2 is content with one, however many there are.
        self.follow(key, operation, if factor == 2 { usize::MAX } else { 2 * factor }, |_| ())
    }

    /// Who holds `key`, and why each token on the way was taken or passed over.
    #[must_use]
    pub fn walk(&self, key: u32, operation: Operation) -> Walk {
        let mut steps = Vec::new();
        let set = self.follow(key, operation, usize::MAX, |step| steps.push(step));
        Walk { key, operation, steps, set }
    }

    fn follow(
        &self,
        key: u32,
        operation: Operation,
        patience: usize,
        mut visit: impl FnMut(Step),
    ) -> Result<ReplicationSet, RingError> {
        let count = self.tokens().len();
        if count == 0 {
            return Err(RingError::EmptyRing);
        }
        let mut zones = vec![Zone::default(); if self.zone_awareness() { self.zones().len() } else { 0 }];
        let mut wanted = self.replication_factor();
        let mut picked: Vec<usize> = Vec::with_capacity(wanted + 1);
        let mut healthy: Vec<usize> = Vec::with_capacity(wanted + 1);
        let mut at = self.first_token(key);
        for _ in 0..count {
            if picked.len() >= wanted.min(self.instances().len()).min(patience) {
                break;
            }
            // Members of the blank zone are never counted below, so with any of them this never ends the walk.
            if !zones.is_empty()
                && zones.iter().zip(self.zone_members()).all(|(zone, &members)| zone.found >= 1 || zone.examined >= members)
            {
                break;
            }
            let instance = self.owners()[at] as usize;
            let here = at;
            let step = |outcome| Step { at: here, token: self.tokens()[here], instance, outcome };
            let member = &self.instances()[instance];
            at = if at + 1 == count { 0 } else { at + 1 };
            if picked.contains(&instance) {
                visit(step(Outcome::HasOne));
                continue;
            }
            let limited = !zones.is_empty() && !member.zone.is_empty();
            if limited {
                let zone = &mut zones[self.zone_of(instance)];
                if zone.found >= 1 {
                    visit(step(Outcome::ZoneHasOne));
                    continue;
                }
                zone.examined += 1;
            }
            picked.push(instance);
            let extends = operation.extends_on(member.state);
            if extends {
                // The next one may come from the same zone.
                wanted += 1;
            } else if limited {
                zones[self.zone_of(instance)].found += 1;
            }
            if operation.healthy(member) {
                healthy.push(instance);
                visit(step(Outcome::Takes { copy: healthy.len(), extends }));
            } else {
                visit(step(Outcome::Drops { extends }));
            }
        }
        let needed = Quorum::of(self.replication_factor(), picked.len()).needed;
        match healthy.len().checked_sub(needed) {
            Some(max_failures) => Ok(ReplicationSet { instances: healthy, max_failures }),
            None => Err(RingError::TooFewHealthy { healthy: healthy.len(), needed }),
        }
    }
}
