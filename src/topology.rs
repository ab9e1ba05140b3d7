//! What a design becomes on a cluster: the pods of each role, and where they may stand.

use crate::design::{Design, Role};
use crate::quantity::GIB;

/// Ingester pods of one StatefulSet may not share a node.
///
/// Required as long as the nodes for it are few; beyond that a preference, since a pod that finds no free node would stay
/// pending. The node count of the estimate and the manifests follow the same rule.
#[must_use]
pub fn hostname_anti_affinity(design: &Design) -> bool {
    design.ingester.replicas <= 6 && !design.platform.zone_awareness
}

/// The StatefulSets the ingesters stand in: one, or one per zone with zone awareness. Each with its zone, if it has one,
/// and its replicas; the earlier zones take what does not divide.
#[must_use]
pub fn ingester_sets(design: &Design) -> Vec<(Option<String>, u32)> {
    let replicas = design.ingester.replicas;
    if !design.platform.zone_awareness {
        return vec![(None, replicas)];
    }
    let zones = design.platform.zones.max(1);
    (0..zones)
        .map(|zone| (Some(design.zone_name(zone as usize)), replicas / zones + u32::from(zone < replicas % zones)))
        .collect()
}

/// How many pods of a role drains may take at once: the `maxUnavailable` of its PodDisruptionBudget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Budget {
    Pods(u32),
    Percent(u32),
}

impl Budget {
    /// Of so many replicas; Kubernetes rounds a share up.
    #[must_use]
    pub fn pods(self, replicas: u32) -> u32 {
        match self {
            Budget::Pods(pods) => pods.min(replicas),
            Budget::Percent(share) => (replicas * share).div_ceil(100),
        }
    }
}

/// The budget of a role; `None` for a single replica, which has nobody to keep apart from.
///
/// Ingesters go one at a time over all zones, since recent reads ask every ingester. Of the roles that any pod can stand in
/// for, a quarter goes where one at a time would make a drain last for hours.
#[must_use]
pub fn eviction_budget(design: &Design, role: Role) -> Option<Budget> {
    match (role, design.component(role).replicas) {
        (_, 0 | 1) => None,
        (Role::Distributor | Role::Querier, 8..) => Some(Budget::Percent(25)),
        _ => Some(Budget::Pods(1)),
    }
}

/// Seconds from SIGTERM to SIGKILL.
///
/// Those that answer queries never exit by themselves (grafana/tempo v2.10.8 tempodb/tempodb.go, Shutdown waits for the poller
/// for ever), so that they always sit the whole period out: long enough for a running query, and no longer.
#[must_use]
pub fn grace_seconds(design: &Design, role: Role) -> u32 {
    match role {
        Role::Distributor | Role::Compactor => 60,
        Role::Ingester => 360,
        Role::QueryFrontend | Role::Querier => design.tempo.query_timeout.seconds().ceil() as u32 + 15,
    }
}

/// Seconds that an ingester is ready before the next one is rolled.
pub const INGESTER_MIN_READY: u32 = 15;

/// Bytes of the disk of an ingester without a volume: it stays when the container dies and goes with the pod.
pub const INGESTER_SCRATCH: f64 = GIB.of(10.0);

/// What the loss of one thing does to writes and to data already acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Survival {
    Yes,
    /// It may or may not: where the copies lie is left to chance.
    NotPromised,
    No,
}

impl Survival {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Survival::Yes => "yes",
            Survival::NotPromised => "not promised",
            Survival::No => "no",
        }
    }
}

/// The three losses a design review asks about, with the reason for each answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survivals {
    pub pod: (Survival, String),
    pub node: (Survival, String),
    pub zone: (Survival, String),
}

/// Write quorum of one trace in Tempo: floor(RF/2)+1, except that RF 2 asks for one success.
#[must_use]
pub fn write_quorum(replication_factor: u32) -> u32 {
    if replication_factor == 2 { 1 } else { replication_factor / 2 + 1 }
}

/// Whether the design goes on taking writes and answering queries after one loss.
///
/// Replica counts and quorum decide pod and node; a zone also needs zone awareness, without which nothing keeps two copies
/// of a trace out of one zone (facts: dskit's ring, Tempo's `pkg/ring`).
#[must_use]
pub fn survivals(design: &Design) -> Survivals {
    let factor = design.tempo.replication_factor;
    let ingesters = design.ingester.replicas;
    let quorum = write_quorum(factor);
    let zones = design.platform.zones;
    let aware = design.platform.zone_awareness;
    // A zone-aware ring takes one copy per zone and no second one, however many ingesters stand there.
    let copies = factor.min(ingesters).min(if aware { zones } else { factor });
    let tolerated = copies.saturating_sub(quorum);
    let single: Vec<&str> = [Role::Distributor, Role::QueryFrontend, Role::Querier]
        .into_iter()
        .filter(|&role| design.component(role).replicas < 2)
        .map(Role::title)
        .collect();
    let pod = if tolerated < 1 {
        let (count, what) = if aware && zones < factor.min(ingesters) { (zones, "zone") } else { (ingesters, "ingester") };
        let many = if count == 1 { "" } else { "s" };
        (Survival::No, format!("a write needs {quorum} of the copies that RF {factor} on {count} {what}{many} makes: {copies}"))
    } else if let Some(role) = single.first() {
        (Survival::No, format!("there is one {} only", role.to_ascii_lowercase()))
    } else {
        (Survival::Yes, format!("{quorum} of {copies} copies are enough"))
    };
    let node = match pod.0 {
        Survival::Yes if hostname_anti_affinity(design) => (Survival::Yes, "no two ingesters share a node".to_owned()),
        Survival::Yes if aware => (Survival::Yes, "copies lie in distinct zones".to_owned()),
        Survival::Yes => (Survival::NotPromised, "two ingesters may share a node".to_owned()),
        _ => pod.clone(),
    };
    let zone = if zones < 2 {
        (Survival::No, "all nodes stand in one zone".to_owned())
    } else if pod.0 != Survival::Yes {
        (Survival::No, pod.1.clone())
    } else if !aware {
        (Survival::NotPromised, "awareness is off".to_owned())
    } else {
        (Survival::Yes, "copies lie in distinct zones".to_owned())
    };
    Survivals { pod, node, zone }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(replication_factor: u32, ingesters: u32, zones: u32, aware: bool, expected: [Survival; 3]) {
        let mut design = Design::default();
        design.tempo.replication_factor = replication_factor;
        design.ingester.replicas = ingesters;
        design.platform.zones = zones;
        design.platform.zone_awareness = aware;
        let told = survivals(&design);
        assert_eq!([told.pod.0, told.node.0, told.zone.0], expected, "{told:?}");
    }

    #[test]
    fn three_losses_three_answers() {
        use Survival::*;
        check(3, 3, 3, false, [Yes, Yes, NotPromised]);
        check(3, 3, 3, true, [Yes, Yes, Yes]);
        check(3, 3, 1, false, [Yes, Yes, No]);
        check(1, 3, 3, false, [No, No, No]);
        check(2, 2, 2, true, [Yes, Yes, Yes]);
        check(3, 2, 3, false, [No, No, No]);
        // Two zones hold two copies, and both have to answer: floor(3/2) + 1.
        check(3, 4, 2, true, [No, No, No]);
    }

    #[test]
    fn budgets_and_grace_periods() {
        let mut design = Design::default();
        assert_eq!(eviction_budget(&design, Role::Compactor), None, "one replica");
        for (replicas, pods) in [(2, 1), (7, 1), (8, 2), (9, 3), (40, 10)] {
            design.querier.replicas = replicas;
            assert_eq!(eviction_budget(&design, Role::Querier).map(|budget| budget.pods(replicas)), Some(pods), "{replicas}");
            design.query_frontend.replicas = replicas;
            assert_eq!(eviction_budget(&design, Role::QueryFrontend), Some(Budget::Pods(1)));
            design.ingester.replicas = replicas;
            assert_eq!(eviction_budget(&design, Role::Ingester), Some(Budget::Pods(1)));
        }
        assert_eq!(grace_seconds(&design, Role::Querier), 45, "query_timeout of 30 s and 15 s");
    }

    #[test]
    fn issue_4_fewer_zones_than_copies_make_fewer_copies() {
        use Survival::*;
        // RF 5 in 3 zones: 3 copies, floor(5/2) + 1 = 3 of them needed.
        check(5, 9, 3, true, [No, No, No]);
        // In 4 zones one copy is to spare, and so is a zone.
        check(5, 8, 4, true, [Yes, Yes, Yes]);
        // RF 2 asks for one success, and one zone holds one copy.
        check(2, 4, 1, true, [No, No, No]);
        check(3, 4, 1, true, [No, No, No]);
        // More copies than ingesters: RF 5 on 4 has one to spare, on 3 none.
        check(5, 4, 3, false, [Yes, Yes, NotPromised]);
        check(5, 3, 3, false, [No, No, No]);
        let mut design = Design::default();
        (design.platform.zone_awareness, design.platform.zones, design.ingester.replicas) = (true, 2, 4);
        assert_eq!(survivals(&design).pod.1, "a write needs 2 of the copies that RF 3 on 2 zones makes: 2");
    }
}
