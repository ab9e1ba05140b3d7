//! What holds of every outage of every ring: the laws that an operator relies on, and each quick pass against the plain way.

use proptest::prelude::*;
use tempo_designer::ring::{Gone, Impact, Instance, KEYS, Outage, Ring, RingSpec, State};

/// Any small ring: instances in some zones, some of them without one, some unhealthy, some coming or going.
fn any_ring(states: bool) -> impl Strategy<Value = Ring> {
    let instance = (0usize..5, prop::bool::weighted(0.1), 0usize..if states { 8 } else { 1 });
    (1usize..6, any::<bool>(), prop::collection::vec(instance, 1..12), 1usize..9, any::<u64>()).prop_map(
        |(replication_factor, zone_awareness, instances, tokens_per_instance, seed)| {
            let zone = |zone: usize| if zone == 0 { String::new() } else { format!("zone-{zone}") };
            let state = |at: usize| [State::Active, State::Leaving, State::Joining, State::Pending].get(at).copied();
            let instances = instances.iter().enumerate().map(|(at, &(name, late, state_at))| Instance {
                id: format!("i-{at}"),
                zone: zone(name),
                late,
                state: state(state_at).unwrap_or_default(),
                ..Instance::default()
            });
            let instances = instances.collect();
            Ring::build(&RingSpec { replication_factor, zone_awareness, instances, tokens_per_instance, seed })
        },
    )
}

fn killed(ring: &Ring, down: &[bool]) -> Impact {
    ring.impact(Outage { down, ..Outage::default() })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn more_killed_never_refuse_less(ring in any_ring(true), some in any::<u16>(), more in any::<u16>()) {
        let flags = |bits: u16| (0..ring.instances().len()).map(|at| bits >> at & 1 == 1).collect::<Vec<_>>();
        let (less, more) = (killed(&ring, &flags(some)), killed(&ring, &flags(some | more)));
        prop_assert!(less.write_refused <= more.write_refused);
        prop_assert!(less.read_failed <= more.read_failed);
        prop_assert!(less.all_copies_down <= more.all_copies_down);
        prop_assert!(less.whole_ring.is_ok() || more.whole_ring.is_err());
    }

    #[test]
    fn three_copies_in_three_zones_lose_nothing_with_a_zone(
        members in prop::array::uniform3(1usize..6), tokens_per_instance in 1usize..40, seed in any::<u64>(), lost in 0usize..3,
    ) {
        let zones = members.iter().enumerate().flat_map(|(zone, &count)| vec![zone; count]);
        let instances: Vec<Instance> = zones
            .enumerate()
            .map(|(at, zone)| Instance { id: format!("i-{at}"), zone: format!("zone-{zone}"), node_zone: zone, ..Instance::default() })
            .collect();
        let ring = Ring::build(&RingSpec { replication_factor: 3, zone_awareness: true, instances, tokens_per_instance, seed });
        let down: Vec<bool> = ring.instances().iter().map(|instance| instance.node_zone == lost).collect();
        for gone in [Gone::Killed, Gone::Left] {
            let impact = ring.impact(Outage { down: &down, gone, ..Outage::default() });
            prop_assert_eq!(impact.write_refused + impact.read_failed + impact.all_copies_down + impact.silent_gap, 0);
            prop_assert!(impact.whole_ring.is_ok());
        }
    }

    /// All groups in one pass, or one outage after the other.
    #[test]
    fn losses_are_the_impacts_of_each(ring in any_ring(true), groups in prop::collection::vec(0u32..4, 12)) {
        let losses = ring.losses(&groups, 4);
        for (group, loss) in losses.iter().enumerate() {
            let down: Vec<bool> = (0..ring.instances().len()).map(|at| groups[at] as usize == group).collect();
            let impact = killed(&ring, &down);
            prop_assert_eq!(loss.write_refused, impact.write_refused, "group {}", group);
            prop_assert_eq!(loss.read_failed, impact.read_failed, "group {}", group);
            prop_assert_eq!(loss.all_copies_down, impact.all_copies_down, "group {}", group);
        }
    }

    #[test]
    fn the_worst_pair_is_the_worst_of_all(ring in any_ring(true)) {
        let count = ring.instances().len();
        let groups: Vec<u32> = (0..count as u32).collect();
        let refused = |one: usize, other: usize| {
            let down: Vec<bool> = (0..count).map(|at| at == one || at == other).collect();
            killed(&ring, &down).write_refused
        };
        let all = (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other)));
        let worst = all.map(|(one, other)| refused(one, other)).max();
        let found = ring.worst_pair(&groups, count);
        prop_assert_eq!(found.map(|found| found.write_refused), worst);
        if let Some(found) = found {
            prop_assert_eq!(found.write_refused, refused(found.pair.0, found.pair.1));
        }
    }

    /// The fewest deaths that refuse anything: no smaller set does, and some set of that size does.
    #[test]
    fn the_fewest_deaths_are_the_fewest(ring in any_ring(false)) {
        let count = ring.instances().len();
        let refuses = |bits: u16| {
            let down: Vec<bool> = (0..count).map(|at| bits >> at & 1 == 1).collect();
            killed(&ring, &down).write_refused > 0
        };
        let fewest = (0..1u16 << count).filter(|&bits| refuses(bits)).map(u16::count_ones).min();
        prop_assert_eq!(ring.fewest_deaths_to_refuse().map(|deaths| deaths as u32), fewest);
    }

    /// Whoever is down is down, whether that is told or seen in the ring.
    #[test]
    fn a_heartbeat_that_is_too_old_is_a_death(ring in any_ring(true), some in any::<u16>()) {
        let down: Vec<bool> = (0..ring.instances().len()).map(|at| some >> at & 1 == 1).collect();
        prop_assert_eq!(killed(&ring, &down), killed(&ring.with_late(&down), &[]));
    }
}

#[test]
fn an_empty_ring_answers() {
    let ring = Ring::build(&RingSpec { replication_factor: 3, ..RingSpec::default() });
    let impact = killed(&ring, &[]);
    assert!(impact.whole_ring.is_err());
    assert_eq!((impact.write_refused, ring.fewest_deaths_to_refuse(), ring.worst_pair(&[], 0)), (0, None, None));
    assert_eq!(Impact { write_refused: KEYS / 2, ..impact }.requests_refused(3.0), 1.0 - 0.5f64.powi(3));
}
