//! The ring against vectors computed by the ring code that Tempo vendors, and what holds of every ring.
//!
//! `RING_VECTORS=FILE cargo test --test ring -- --nocapture` checks another file of the same form.

use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempo_designer::ring::{
    GoRand, Gone, Instance, KEYS, Operation, Outage, Outcome, ReadError, Ring, RingError, RingSpec, State, WholeRing,
    parse_trace, shard_seed, token_for,
};

/// Sections and the count of their vectors; what nobody has built yet is counted, not hidden.
#[derive(Default)]
struct Tally {
    passed: usize,
    not_implemented: usize,
}

#[test]
fn vectors() {
    let file = std::env::var("RING_VECTORS")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/ring-vectors.json").to_owned());
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let vectors: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut tally = Tally::default();
    for (section, rows) in sections(&vectors) {
        let check: Option<fn(&Value) -> usize> = match section.as_str() {
            "cases" => Some(case),
            "ownership" => Some(ownership),
            "moves" => Some(moves),
            "failures" => Some(failures),
            "shuffle_shard" => Some(shuffle_shard),
            "tokens.shuffle_shard_random" => Some(shuffle_shard_random),
            _ => None,
        };
        if let Some(check) = check {
            let passed: usize = rows.iter().map(check).sum();
            println!("{section}: {passed} passed");
            tally.passed += passed;
        } else {
            println!("{section}: {} not implemented", rows.len());
            tally.not_implemented += rows.len();
        }
    }
    println!("{} vectors passed, {} not implemented", tally.passed, tally.not_implemented);
    assert!(tally.passed > 0);
}

/// A section is a list of vectors, or an object of such lists: `tokens.spread_minimizing` is one of these.
fn sections(vectors: &Value) -> Vec<(String, &[Value])> {
    let mut found = Vec::new();
    for (name, content) in vectors.as_object().expect("an object of sections") {
        match content {
            Value::Array(rows) => found.push((name.clone(), rows.as_slice())),
            Value::Object(_) => found.extend(sections(content).into_iter().map(|(list, rows)| (format!("{name}.{list}"), rows))),
            // Such as `source`.
            _ => {}
        }
    }
    found
}

fn case(row: &Value) -> usize {
    let members = list(row, "instances").iter().map(|instance| {
        let tokens = list(instance, "tokens").iter().map(|token| u32::try_from(integer(token)).expect("a token")).collect();
        (member(instance), tokens)
    });
    let ring = Ring::from_tokens(number(row, "replication_factor"), flag(row, "zone_awareness"), members.collect());
    let operation = operation(string(row, "operation"));
    for probe in list(row, "probes") {
        let place = format!("{} {}", string(row, "name"), string(probe, "trace_id"));
        let trace = parse_trace(string(probe, "trace_id")).expect("a trace id");
        let key = token_for(string(probe, "tenant"), trace);
        assert_eq!(u64::from(key), integer(&probe["token"]), "{place}");
        let walk = ring.walk(key, operation);
        assert_eq!(walk.set, ring.replication_set(key, operation), "{place}");
        let (replicas, max_failures, error) = match walk.set {
            Ok(set) => (Some(set.instances), set.max_failures, None),
            Err(RingError::EmptyRing) => (None, 0, Some("empty_ring")),
            Err(RingError::TooFewHealthy { .. }) => (None, 0, Some("too_few_healthy")),
        };
        let expected = probe["error"].as_str().filter(|error| !error.is_empty());
        assert_eq!(error, expected, "{place}");
        let ids = replicas.map(|set| set.iter().map(|&at| ring.instances()[at].id.as_str()).collect::<Vec<_>>());
        let expected =
            probe["replicas"].as_array().map(|ids| ids.iter().map(|id| id.as_str().expect("an id")).collect::<Vec<_>>());
        assert_eq!(ids, expected, "{place}");
        assert_eq!(max_failures as u64, integer(&probe["max_failures"]), "{place}");
    }
    list(row, "probes").len()
}

fn ownership(row: &Value) -> usize {
    let ring = Ring::build(&spec(row));
    let decimal: Vec<String> = ring.tokens().iter().map(u32::to_string).collect();
    let hash: String = Sha256::digest(decimal.join(",")).iter().map(|byte| format!("{byte:02x}")).collect();
    let place = string(row, "name");
    assert_eq!(hash, string(row, "tokens_sha256"), "{place}");
    let told = ring.ownership();
    assert_eq!(told.primary, integers(row, "primary"), "{place}");
    assert_eq!(told.in_set, integers(row, "in_set"), "{place}");
    assert_eq!(ring.ring_page_owned(), integers(row, "ring_page_owned"), "{place}");
    1
}

fn moves(row: &Value) -> usize {
    let ring = Ring::build(&spec(row));
    let without = ring.instances().iter().position(|instance| instance.id == string(row, "without")).expect("an instance");
    let told = ring.moves(without);
    let place = format!("{} without {}", string(row, "name"), string(row, "without"));
    assert_eq!(told.primary_changed, integer(&row["primary_changed"]), "{place}");
    assert_eq!(told.set_changed, integer(&row["set_changed"]), "{place}");
    assert_eq!(told.received, integers(row, "received"), "{place}");
    1
}

fn failures(row: &Value) -> usize {
    let ring = Ring::build(&spec(row));
    let write = operation(string(row, "write_operation"));
    for (at, scenario) in list(row, "scenarios").iter().enumerate() {
        let place = format!("{} scenario {at}: {scenario}", string(row, "name"));
        let index = |id: &str| ring.instances().iter().position(|instance| instance.id == id).expect("an instance");
        let mut down = vec![false; ring.instances().len()];
        list(scenario, "down").iter().for_each(|id| down[index(id.as_str().expect("an id"))] = true);
        let mut states = vec![State::Active; ring.instances().len()];
        for (id, state) in scenario["states"].as_object().into_iter().flatten() {
            states[index(id)] = state_of(state.as_str().expect("a state"));
        }
        let gone = match string(scenario, "mode") {
            "timed_out" => Gone::Killed,
            "left" => Gone::Left,
            other => panic!("mode {other}"),
        };
        let told = ring.in_states(&states).impact(Outage { down: &down, gone, write });
        for (name, told) in [
            ("write_fail", told.write_refused),
            ("read_fail", told.read_failed),
            ("all_replicas_down", told.all_copies_down),
            ("read_silent_miss", told.silent_gap),
        ] {
            assert_eq!(told, integer(&scenario[name]), "{name}, {place}");
        }
        let (error, whole) = match told.whole_ring {
            Ok(whole) => ("", whole),
            Err(error) => {
                let name = if error == ReadError::EmptyRing { "empty_ring" } else { "too_many_unhealthy" };
                (name, WholeRing { asked: 0, max_errors: 0, max_unavailable_zones: 0 })
            }
        };
        assert_eq!(error, string(scenario, "read_all_error"), "{place}");
        assert_eq!(whole.asked as u64, integer(&scenario["read_all_instances"]), "{place}");
        assert_eq!(whole.max_errors as u64, integer(&scenario["read_all_max_errors"]), "{place}");
        assert_eq!(whole.max_unavailable_zones as u64, integer(&scenario["read_all_max_unavailable_zones"]), "{place}");
        // Until the heartbeat times out the dead are called and fail, which refuses neither more nor less.
        if let Some(before) = scenario["before_timeout"].as_object() {
            assert_eq!(told.write_refused, integer(&before["write_fail"]), "{place}");
            assert_eq!(told.read_failed, integer(&before["read_fail"]), "{place}");
            assert_eq!(Some(told.whole_ring.is_err()), before["read_all_fail"].as_bool(), "{place}");
        }
    }
    list(row, "scenarios").len()
}

fn shuffle_shard(row: &Value) -> usize {
    let ring = Ring::build(&spec(row));
    let shard = ring.shuffle_shard(string(row, "tenant"), number(row, "shard_size"));
    let ids: Vec<&str> = shard.iter().map(|&at| ring.instances()[at].id.as_str()).collect();
    let expected: Vec<&str> = list(row, "shard").iter().map(|id| id.as_str().expect("an id")).collect();
    assert_eq!(ids, expected, "{} {} {}", string(row, "name"), string(row, "tenant"), number(row, "shard_size"));
    1
}

fn shuffle_shard_random(row: &Value) -> usize {
    let place = format!("{} {}", string(row, "tenant"), string(row, "zone"));
    let seed = shard_seed(string(row, "tenant"), string(row, "zone"));
    assert_eq!(seed.to_string(), string(row, "seed"), "{place}");
    let mut random = GoRand::new(seed);
    for expected in integers(row, "uint32") {
        assert_eq!(u64::from(random.uint32()), expected, "{place}");
    }
    1
}

fn spec(row: &Value) -> RingSpec {
    RingSpec {
        replication_factor: number(row, "replication_factor"),
        zone_awareness: flag(row, "zone_awareness"),
        instances: list(row, "instances").iter().map(member).collect(),
        tokens_per_instance: number(row, "tokens_per_instance"),
        seed: integer(&row["token_seed"]),
    }
}

/// UNHEALTHY is short for ACTIVE with a heartbeat past the timeout.
fn member(row: &Value) -> Instance {
    Instance {
        id: string(row, "id").to_owned(),
        zone: string(row, "zone").to_owned(),
        state: state_of(string(row, "state")),
        late: string(row, "state") == "UNHEALTHY",
        node_zone: 0,
    }
}

fn operation(name: &str) -> Operation {
    match name {
        "Write" => Operation::Write,
        "WriteNoExtend" => Operation::WriteNoExtend,
        "Read" => Operation::Read,
        other => panic!("operation {other}"),
    }
}

fn state_of(name: &str) -> State {
    match name {
        "ACTIVE" | "UNHEALTHY" => State::Active,
        "LEAVING" => State::Leaving,
        "PENDING" => State::Pending,
        "JOINING" => State::Joining,
        other => panic!("state {other}"),
    }
}

fn list<'a>(row: &'a Value, key: &str) -> &'a [Value] {
    row[key].as_array().map_or(&[], Vec::as_slice)
}

fn string<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_else(|| panic!("{key} is a text"))
}

fn integer(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is a whole number"))
}

fn number(row: &Value, key: &str) -> usize {
    usize::try_from(integer(&row[key])).expect("a small number")
}

fn flag(row: &Value, key: &str) -> bool {
    row[key].as_bool().unwrap_or_else(|| panic!("{key} is true or false"))
}

fn integers(row: &Value, key: &str) -> Vec<u64> {
    list(row, key).iter().map(integer).collect()
}

/// Any small ring: instances in some zones, some of them without one.
fn any_ring() -> impl Strategy<Value = RingSpec> {
    (1usize..6, any::<bool>(), prop::collection::vec(0usize..5, 1..12), 1usize..9, any::<u64>()).prop_map(
        |(replication_factor, zone_awareness, zones, tokens_per_instance, seed)| {
            let zone = |zone: usize| if zone == 0 { String::new() } else { format!("zone-{zone}") };
            let instance =
                |(at, &name): (usize, &usize)| Instance { id: format!("i-{at}"), zone: zone(name), ..Instance::default() };
            let instances = zones.iter().enumerate().map(instance).collect();
            RingSpec { replication_factor, zone_awareness, instances, tokens_per_instance, seed }
        },
    )
}

/// How many copies a key of this ring has while all are ACTIVE.
fn copies(spec: &RingSpec) -> usize {
    let mut zones: Vec<&str> = spec.instances.iter().map(|instance| instance.zone.as_str()).collect();
    if spec.zone_awareness {
        let blank = zones.iter().filter(|zone| zone.is_empty()).count();
        zones.retain(|zone| !zone.is_empty());
        zones.sort_unstable();
        zones.dedup();
        spec.replication_factor.min(zones.len() + blank)
    } else {
        spec.replication_factor.min(zones.len())
    }
}

proptest! {
    // A counter-example belongs into a test of its own, not into a file of seeds.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_add_up(spec in any_ring()) {
        let told = Ring::build(&spec).ownership();
        prop_assert_eq!(told.primary.iter().sum::<u64>(), KEYS);
        prop_assert_eq!(told.in_set.iter().sum::<u64>(), copies(&spec) as u64 * KEYS);
    }

    #[test]
    fn the_order_of_instances_does_not_matter(spec in any_ring(), turn in 0usize..12) {
        let ring = Ring::build(&spec);
        let tokens = |at: usize| {
            let own = |(_, owner): &(&u32, &u32)| **owner as usize == at;
            ring.tokens().iter().zip(ring.owners()).filter(own).map(|(token, _)| *token).collect::<Vec<u32>>()
        };
        let mut members: Vec<(Instance, Vec<u32>)> = spec.instances.iter().cloned().enumerate().map(|(at, i)| (i, tokens(at))).collect();
        let turn = turn % members.len();
        members.rotate_left(turn);
        let turned = Ring::from_tokens(spec.replication_factor, spec.zone_awareness, members);
        let (mut told, mut page) = (ring.ownership(), ring.ring_page_owned());
        for shares in [&mut told.primary, &mut told.in_set, &mut page] {
            shares.rotate_left(turn);
        }
        prop_assert_eq!(told, turned.ownership());
        prop_assert_eq!(page, turned.ring_page_owned());
    }

    /// The sweep over all ranges and the walk of one key are two ways to the same sets.
    #[test]
    fn ownership_is_the_sum_of_the_walks(spec in any_ring()) {
        let ring = Ring::build(&spec);
        let mut in_set = vec![0; spec.instances.len()];
        for at in 0..ring.tokens().len() {
            let before = ring.tokens()[(at + ring.tokens().len() - 1) % ring.tokens().len()];
            for step in ring.walk(before, Operation::Write).steps {
                if matches!(step.outcome, Outcome::Takes { .. }) {
                    in_set[step.instance] += ring.range(at);
                }
            }
        }
        prop_assert_eq!(ring.ownership().in_set, in_set);
    }

    /// ceil(size / zones) of each zone, or all it has; without zone awareness as many as asked for.
    #[test]
    fn a_shard_has_its_size(spec in any_ring(), tenant in "\\PC*", size in 0usize..20) {
        let ring = Ring::build(&spec);
        let shard = ring.shuffle_shard(&tenant, size);
        prop_assert!(shard.is_sorted_by(|one, next| one < next));
        let of_zone = |of: &[usize], zone| of.iter().filter(|&&at| ring.zone_of(at) == zone).count();
        let all: Vec<usize> = (0..spec.instances.len()).collect();
        if size == 0 {
            prop_assert_eq!(&shard, &all);
        } else if spec.zone_awareness {
            for zone in 0..ring.zones().len() {
                prop_assert_eq!(of_zone(&shard, zone), size.div_ceil(ring.zones().len()).min(of_zone(&all, zone)));
            }
        } else {
            prop_assert_eq!(shard.len(), size.min(all.len()));
        }
    }

    #[test]
    fn a_shard_is_stable(spec in any_ring(), tenant in "[a-z]{1,8}", size in 1usize..20, zone in any::<prop::sample::Index>()) {
        let ring = Ring::build(&spec);
        let shard = ring.shuffle_shard(&tenant, size);
        let larger = ring.shuffle_shard(&tenant, size + 1);
        prop_assert!(shard.iter().all(|member| larger.contains(member)));
        // A zone more would change how many each zone gives.
        let mut more = spec.clone();
        let zone = zone.get(&spec.instances).zone.clone();
        more.instances.push(Instance { id: "one-more".to_owned(), zone, ..Instance::default() });
        let then = Ring::build(&more).shuffle_shard(&tenant, size);
        let gone = shard.iter().filter(|member| !then.contains(member)).count();
        let come: Vec<&usize> = then.iter().filter(|member| !shard.contains(member)).collect();
        prop_assert!(gone <= 1 && come.len() <= 1, "{:?}, then {:?}", shard, then);
        prop_assert!(come.iter().all(|&&member| member == spec.instances.len()));
    }

    /// A tenant is placed on its own ingesters as on a ring that never had another.
    #[test]
    fn a_subring_is_a_ring_of_its_own(spec in any_ring(), tenant in "[a-z]{1,8}", size in 0usize..9, key in any::<u32>()) {
        let ring = Ring::build(&spec);
        let shard = ring.shuffle_shard(&tenant, size);
        let tokens = |at: usize| {
            let own = |(_, owner): &(&u32, &u32)| **owner as usize == at;
            ring.tokens().iter().zip(ring.owners()).filter(own).map(|(token, _)| *token).collect::<Vec<u32>>()
        };
        let members = shard.iter().map(|&at| (spec.instances[at].clone(), tokens(at))).collect();
        let subring = ring.subring(&shard);
        prop_assert_eq!(&subring, &Ring::from_tokens(spec.replication_factor, spec.zone_awareness, members));
        if size == 0 {
            prop_assert_eq!(subring.walk(key, Operation::Write), ring.walk(key, Operation::Write));
        }
    }

    #[test]
    fn no_text_is_too_much_for_a_trace_id(text in "\\PC*") {
        let _ = parse_trace(&text);
    }
}
