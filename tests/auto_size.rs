//! Part 5 of issue 7: the cheapest design, held against a search through everything, and what forbids one replica less.

use proptest::prelude::*;
use std::sync::Arc;
use tempo_designer::Assessment;
use tempo_designer::design::{Bytes, Cores, Design, Loss, Millis, PerSecond, Role, document};
use tempo_designer::quantity::GIB;
use tempo_designer::ring::Placement;
use tempo_designer::sizing::{Outcome, Pods, Sized, Sizing, Space, Wish, dress, judge, lost, size, stand};

fn design(changes: &[&str]) -> Design {
    let mut design = Design::default();
    for change in changes {
        document::assign(&mut design, change).unwrap_or_else(|problem| panic!("{problem}"));
    }
    design
}

#[track_caller]
fn sized(changes: &[&str]) -> Sized {
    match size(&design(changes)) {
        Outcome::Sized(sized) => *sized,
        other => panic!("{changes:?}: {other:?}"),
    }
}

fn told(design: &Design) -> Assessment {
    stand(design, Arc::new(Placement::of(design)))
}

fn within(design: &Design, space: &Space) -> Outcome {
    let mut sizing = Sizing::within(design, space.clone());
    while !sizing.advance() {}
    sizing.outcome()
}

type Found<'f> = &'f mut dyn FnMut(&Assessment, &mut dyn FnMut() -> Assessment);

/// Every design of the space, one after the other, with its limits.
fn every(design: &Design, space: &Space, found: Found) {
    let none = [None];
    let volumes: Vec<Option<f64>> = space.volume.iter().copied().map(Some).collect();
    for &node in &space.nodes {
        for &copies in &space.copies {
            for &(zones, aware) in &space.zones {
                for volume in if volumes.is_empty() { &none[..] } else { &volumes[..] } {
                    let mut laid = design.clone();
                    laid.platform.node = node.to_owned();
                    laid.tempo.replication_factor = copies;
                    (laid.platform.zones, laid.platform.zone_awareness) = (zones, aware);
                    if let Some(volume) = volume {
                        laid.ingester.volume = Some(Bytes::new(*volume));
                    }
                    pods(&laid, space, 0, found);
                }
            }
        }
    }
}

fn pods(design: &Design, space: &Space, at: usize, found: Found) {
    let Some(&role) = Role::ALL.get(at) else {
        let placement = Arc::new(Placement::of(design));
        // Limits of tenants hang on what is lost, and that on where the pods stand.
        let bare = stand(&dress(design, &placement, [0; 5]), Arc::clone(&placement));
        return found(&bare, &mut || stand(&dress(design, &placement, lost(&bare)), Arc::clone(&placement)));
    };
    let of = &space.pods[at];
    for replicas in of.replicas.0..=of.replicas.1 {
        for &cpu in &of.cpu {
            for &memory in &of.memory {
                let mut design = design.clone();
                let component = design.component_mut(role);
                component.replicas = replicas;
                component.cpu_request = Cores::new(cpu);
                component.memory_limit = Bytes::new(memory);
                pods(&design, space, at + 1, found);
            }
        }
    }
}

fn cents(usd: f64) -> u64 {
    (usd * 100.0).round() as u64
}

/// The cheapest of all that break nothing.
fn cheapest(design: &Design, space: &Space) -> (usize, Option<u64>) {
    let (mut count, mut least) = (0, None);
    every(design, space, &mut |bare, dressed| {
        count += 1;
        // No limit costs anything.
        let cost = cents(bare.estimate.range("cost.total").likely);
        if least.is_none_or(|least| cost < least) && judge(&dressed()).is_empty() {
            least = Some(cost);
        }
    });
    (count, least)
}

/// One kind of pods that is chosen already.
fn fixed(replicas: u32, cpu: f64, gib: f64) -> Pods {
    Pods { replicas: (replicas, replicas), cpu: vec![cpu], memory: vec![GIB.of(gib)] }
}

#[derive(Clone, Debug)]
struct Case {
    design: Design,
    space: Space,
}

fn cases() -> impl Strategy<Value = Case> {
    let load = (2.0f64..4.6, prop_oneof![Just(0.1), Just(1.0), Just(4.0)], prop_oneof![Just(10.0), Just(200.0)]);
    let goals = (
        prop_oneof![Just(Loss::None), Just(Loss::Pod), Just(Loss::Node), Just(Loss::Zone)],
        prop_oneof![Just(1.0), Just(1.25), Just(2.0)],
        prop_oneof![Just(None), Just(Some(1.0)), Just(Some(4.0))],
    );
    let free = (0usize..5, 1usize..5, 1u32..3, prop_oneof![Just(0.5), Just(1.0)], prop_oneof![Just(1.0), Just(3.0)]);
    let place = (
        prop_oneof![Just(vec!["m7i.2xlarge"]), Just(vec!["m7i.xlarge", "r7i.2xlarge"]), Just(vec!["c7i.2xlarge", "m7i.4xlarge"])],
        prop_oneof![
            Just((vec![3], vec![(3, true)])),
            Just((vec![1, 3], vec![(1, false), (3, false)])),
            Just((vec![2], vec![(2, true), (3, true)])),
            Just((vec![3], vec![(1, false), (3, true)])),
        ],
        prop_oneof![Just(false), Just(true)],
    );
    (load, goals, free, place).prop_map(|(load, goals, free, place)| {
        let mut design = Design::default();
        design.workload.spans = PerSecond::new(10f64.powf(load.0).round());
        design.workload.searches = PerSecond::new(load.1);
        design.workload.spans_per_request = load.2;
        design.goals.survive = goals.0;
        design.goals.headroom = goals.1;
        design.goals.search_latency = goals.2.map(Millis::from_seconds);
        if place.2 {
            design.querier.cpu_limit = None;
        }
        let mut pods = [fixed(3, 2.0, 1.0), fixed(6, 2.0, 8.0), fixed(2, 0.5, 1.5), fixed(3, 2.0, 2.0), fixed(3, 1.0, 20.0)];
        let (first, other) = (free.0, (free.0 + free.1) % 5);
        let step = |role: usize| if role == 1 { 3 } else { 1 };
        let big = pods[first].clone();
        pods[first] = Pods {
            replicas: (free.2 * step(first), (free.2 + 2) * step(first)),
            cpu: vec![free.3, 2.0 * free.3],
            memory: vec![big.memory[0] / 2.0 * free.4, big.memory[0] * free.4],
        };
        let big = pods[other].clone();
        pods[other] = Pods { replicas: (step(other), 2 * step(other)), cpu: vec![0.5, 3.0], ..big };
        let volume = if free.0 == 1 { vec![GIB.of(2.0), GIB.of(10.0)] } else { vec![GIB.of(20.0)] };
        let space = Space { nodes: place.0, copies: place.1.0, zones: place.1.1, pods, volume };
        Case { design, space }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn part_5_equals_a_search_through_everything(case in cases()) {
        let (count, least) = cheapest(&case.design, &case.space);
        prop_assert!(count > 8);
        match within(&case.design, &case.space) {
            Outcome::Sized(sized) => {
                prop_assert_eq!(Some(cents(sized.cost)), least);
                prop_assert_eq!(cents(sized.bound), cents(sized.cost), "not proven in so small a space");
                let broken = judge(&told(&sized.design));
                prop_assert!(broken.is_empty(), "{:?}", broken);
            }
            _ => prop_assert_eq!(None, least),
        }
    }
}

/// Each reason by taking one away, sizes and limits as they are, and looking whether that very wish is broken.
fn reasons_hold(sized: &Sized) {
    assert_eq!(judge(&told(&sized.design)), []);
    for fewer in &sized.fewer {
        let mut design = sized.design.clone();
        let component = design.component_mut(fewer.role);
        let left = component.replicas - fewer.by;
        component.replicas = left;
        let Some(expected) = &fewer.broken else {
            let cost = told(&design).estimate.range("cost.total").likely;
            assert!(cents(cost) >= cents(sized.cost), "{fewer:?} costs {cost}, not {}", sized.cost);
            continue;
        };
        if left == 0 {
            assert_eq!((expected.wish, expected.role), (Wish::Runs, Some(fewer.role)));
            continue;
        }
        let broken = judge(&told(&design));
        let same = |broken: &&tempo_designer::sizing::Broken| broken.wish == expected.wish && broken.role == expected.role;
        assert!(broken.iter().any(|broken| same(&broken)), "{fewer:?}\n{broken:#?}");
    }
}

#[test]
fn part_5_one_less_breaks_what_is_told() {
    for changes in [
        &[][..],
        &["goals.survive=none"],
        &["goals.survive=zone", "workload.spans=20k/s"],
        &["goals.search_latency=2s", "workload.searches=5"],
        &["goals.headroom=2", "platform.provider=gcp"],
        &["workload.spans=115k/s", "goals.survive=pod"],
    ] {
        reasons_hold(&sized(changes));
    }
}

#[test]
fn part_5_the_same_design_gives_the_same_answer() {
    let design = design(&["workload.spans=60k/s", "goals.survive=zone"]);
    let first = size(&design);
    assert_eq!(first, size(&design));
    let Outcome::Sized(sized) = first else { panic!("{first:?}") };
    // Sized again, nothing is left to gain.
    let Outcome::Sized(again) = size(&sized.design) else { panic!("it was feasible") };
    assert_eq!((cents(again.cost), &again.design), (cents(sized.cost), &sized.design));
}

#[test]
fn part_5_goals_are_dropped_one_by_one_where_nothing_holds_all() {
    let of = |changes: &[&str]| match size(&design(changes)) {
        Outcome::Infeasible { why, drops } => (why, drops),
        other => panic!("{other:?}"),
    };
    let cost = |changes: &[&str]| Some(sized(changes).cost);
    let (why, drops) = of(&["goals.budget=810"]);
    assert!(why.contains("above the budget"), "{why}");
    let told: Vec<_> = drops.iter().map(|drop| (drop.wish, drop.cost.map(cents))).collect();
    let expected = [(Wish::Survive, cost(&["goals.survive=none"])), (Wish::Headroom, None), (Wish::Budget, cost(&[]))];
    assert_eq!(told, expected.map(|(wish, cost)| (wish, cost.map(cents))));
    // No number of queriers is faster than a request to the store.
    let (_, drops) = of(&["goals.search_latency=100ms"]);
    let told: Vec<_> = drops.iter().map(|drop| (drop.wish, drop.cost.is_some())).collect();
    assert_eq!(told, [(Wish::Survive, false), (Wish::Headroom, false), (Wish::SearchLatency, true)]);
}

#[test]
fn part_5_surviving_costs_what_it_asks_for() {
    let none = sized(&["goals.survive=none"]);
    assert_eq!((none.design.tempo.replication_factor, none.design.platform.zones), (1, 1));
    let node = sized(&["goals.survive=node"]);
    assert_eq!((node.design.tempo.replication_factor, node.design.platform.zone_awareness), (3, false));
    let zone = sized(&["goals.survive=zone"]);
    assert_eq!((zone.design.tempo.replication_factor, zone.design.platform.zones), (3, 3));
    assert!(zone.design.platform.zone_awareness);
    assert!(none.cost < node.cost && node.cost <= zone.cost, "{} {} {}", none.cost, node.cost, zone.cost);
    // Above six ingesters may share a node: then only zones keep the copies apart.
    let many = sized(&["goals.survive=node", "workload.spans=400k/s"]);
    assert!(many.design.platform.zone_awareness && many.design.ingester.replicas > 6);
}

#[test]
fn part_5_limits_of_tenants_do_not_refuse_what_is_to_be_held() {
    let sized = sized(&["workload.spans=115k/s", "tempo.rate_limit=1 MB/s", "goals.headroom=1.5"]);
    let estimate = told(&sized.design).estimate;
    assert!(estimate.range("capacity.headroom").likely >= 1.5 - 1e-5);
    assert!(sized.design.tempo.rate_limit.get() > 1e6);
}

#[test]
fn part_5_without_prices_nothing_is_the_cheapest() {
    let mut design = Design::default();
    design.platform.region = "nowhere-1".to_owned();
    assert!(matches!(size(&design), Outcome::Unpriced { why } if why.contains("nowhere-1")));
}
