//! What decides a ring: who is in it, and under which rules.

use crate::design::Design;
use crate::topology;

/// What an instance says of itself in the ring (dskit `ring/ring.proto`, `InstanceState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum State {
    Pending,
    Joining,
    #[default]
    Active,
    Leaving,
}

impl State {
    /// As Tempo's ring page spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            State::Pending => "PENDING",
            State::Joining => "JOINING",
            State::Active => "ACTIVE",
            State::Leaving => "LEAVING",
        }
    }
}

/// One member of the ring.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Instance {
    /// The pod's name, which is the ring's key too.
    pub id: String,
    /// The zone written into the ring; empty for none.
    pub zone: String,
    pub state: State,
    /// Its heartbeat is older than the timeout: still in the ring, counted by nobody.
    pub late: bool,
    /// The zone its node stands in, counted from zero: for display alone, the ring does not know it.
    pub node_zone: usize,
}

impl Instance {
    /// What keeps it from taking its part in a write; `None` for one that is ACTIVE and healthy.
    #[must_use]
    pub fn condition(&self) -> Option<&'static str> {
        match self.state {
            _ if self.late => Some("unhealthy"),
            State::Active => None,
            state => Some(state.name()),
        }
    }

    /// Its name, and what keeps it from a write: "ingester-2, unhealthy".
    #[must_use]
    pub fn called(&self, name: &str) -> String {
        self.condition().map_or_else(|| name.to_owned(), |condition| format!("{name}, {condition}"))
    }
}

/// What decides a ring. Two equal ones give the same tokens, so a ring is rebuilt only when this changes.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RingSpec {
    pub replication_factor: usize,
    pub zone_awareness: bool,
    /// In the order in which tokens are drawn: one more at the end leaves the tokens of all others as they are.
    pub instances: Vec<Instance>,
    pub tokens_per_instance: usize,
    pub seed: u64,
}

/// All of a design that its ring hangs on: told by a few values whether a ring still holds, without naming every pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Inputs {
    sets: Vec<(Option<String>, u32)>,
    prefix: String,
    node_zones: usize,
    replication_factor: usize,
    zone_awareness: bool,
    tokens_per_instance: usize,
    seed: u64,
}

impl Inputs {
    pub fn of(design: &Design) -> Self {
        Inputs {
            sets: topology::ingester_sets(design),
            prefix: format!("{}-ingester", design.platform.instance),
            node_zones: design.platform.zones.max(1) as usize,
            replication_factor: design.tempo.replication_factor as usize,
            zone_awareness: design.platform.zone_awareness,
            tokens_per_instance: design.tempo.num_tokens as usize,
            seed: u64::from(design.tempo.ring_seed),
        }
    }

    pub fn spec(&self) -> RingSpec {
        let Inputs { sets, prefix, node_zones, replication_factor, zone_awareness, tokens_per_instance, seed } = self;
        let mut instances = Vec::with_capacity(sets.iter().map(|(_, replicas)| *replicas as usize).sum());
        let rounds = sets.iter().map(|(_, replicas)| *replicas).max().unwrap_or(0);
        for ordinal in 0..rounds {
            for (set, (zone, _)) in sets.iter().enumerate().filter(|(_, (_, replicas))| ordinal < *replicas) {
                instances.push(match zone {
                    Some(zone) => Instance {
                        id: format!("{prefix}-zone-{}-{ordinal}", letter(set)),
                        zone: zone.clone(),
                        node_zone: set,
                        ..Instance::default()
                    },
                    None => Instance {
                        id: format!("{prefix}-{ordinal}"),
                        node_zone: ordinal as usize % *node_zones,
                        ..Instance::default()
                    },
                });
            }
        }
        RingSpec {
            replication_factor: *replication_factor,
            zone_awareness: *zone_awareness,
            instances,
            tokens_per_instance: *tokens_per_instance,
            seed: *seed,
        }
    }
}

impl RingSpec {
    /// The ingesters of a design, all ACTIVE and healthy.
    ///
    /// With zone awareness the zones take turns, so that one more ingester comes last and moves nobody else's tokens. Without
    /// it the ring holds no zones; the pods are then taken to stand round-robin in the zones of the nodes, as a spread
    /// constraint tends to place them.
    #[must_use]
    pub fn of(design: &Design) -> Self {
        Inputs::of(design).spec()
    }

    /// The ring of the same design with one more ingester, which comes last.
    #[must_use]
    pub fn with_one_more(design: &Design) -> Self {
        let mut more = design.clone();
        more.ingester.replicas += 1;
        RingSpec::of(&more)
    }
}

/// The zone sets are called by letters, not by the names of the zones: rollout rules know `zone-a`.
fn letter(set: usize) -> char {
    char::from(b'a' + (set % 26) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(replicas: u32, zones: u32, aware: bool) -> Design {
        let mut design = Design::default();
        design.ingester.replicas = replicas;
        design.platform.zones = zones;
        design.platform.zone_awareness = aware;
        design
    }

    fn ids(spec: &RingSpec) -> Vec<String> {
        spec.instances.iter().map(|i| format!("{} {} {}", i.id, i.zone, i.node_zone)).collect()
    }

    #[test]
    fn without_awareness_the_ring_holds_no_zones() {
        let spec = RingSpec::of(&design(4, 3, false));
        assert_eq!(ids(&spec), ["tempo-ingester-0  0", "tempo-ingester-1  1", "tempo-ingester-2  2", "tempo-ingester-3  0"]);
    }

    #[test]
    fn with_awareness_zones_take_turns() {
        let spec = RingSpec::of(&design(4, 3, true));
        let expected = [
            "tempo-ingester-zone-a-0 us-east-1a 0",
            "tempo-ingester-zone-b-0 us-east-1b 1",
            "tempo-ingester-zone-c-0 us-east-1c 2",
            "tempo-ingester-zone-a-1 us-east-1a 0",
        ];
        assert_eq!(ids(&spec), expected);
    }

    #[test]
    fn one_more_comes_last() {
        for (replicas, zones, aware) in [(3, 3, false), (4, 3, true), (5, 2, true), (1, 6, true)] {
            let design = design(replicas, zones, aware);
            let (now, then) = (RingSpec::of(&design), RingSpec::with_one_more(&design));
            assert_eq!(now.instances[..], then.instances[..replicas as usize], "{replicas} in {zones}");
        }
    }
}
