//! What holds for every design: parts 2 and 3 of the first issue.

#[path = "random/mod.rs"]
mod random;

use proptest::prelude::*;
use proptest::sample::Index;
use tempo_designer::assess;
use tempo_designer::compare::compare;
use tempo_designer::design::fields::{FIELDS, Field, Kind, Value};
use tempo_designer::design::tenants::{self, TENANT_FIELDS};
use tempo_designer::design::{Design, Role, document, edit};
use tempo_designer::diagram::{Size, load_chart, svg};
use tempo_designer::estimate::{CellId, Range, TenantUse};

fn rows() -> Vec<&'static Field> {
    FIELDS.iter().collect()
}

/// A value that the field allows, somewhere on its ladder or among its choices.
fn allowed(field: &Field, design: &Design, at: Index) -> Option<Value> {
    match &field.kind {
        Kind::Number { .. } => {
            let ladder = field.ladder();
            Some(Value::Number(ladder[at.index(ladder.len())]))
        }
        Kind::Choice(options) => {
            let options = options(design);
            (!options.is_empty()).then(|| Value::Text(options[at.index(options.len())].to_owned()))
        }
        Kind::Flag => Some(Value::Flag(at.index(2) == 1)),
        Kind::Text { .. } => None,
    }
}

fn designs() -> impl Strategy<Value = Design> {
    let edits = proptest::collection::vec((any::<Index>(), any::<Index>()), 0..25);
    // Half of the designs list tenants.
    let listed = prop_oneof![Just(Vec::new()), proptest::collection::vec(random::listed(), 1..5)];
    (edits, listed).prop_map(|(edits, listed)| {
        let rows = rows();
        let mut design = Design::default();
        for (row, at) in edits {
            let field = rows[row.index(rows.len())];
            if let Some(value) = allowed(field, &design, at) {
                field.apply(&mut design, &value);
            }
        }
        random::list(&mut design, listed);
        design
    })
}

fn ordered(range: Range) -> bool {
    range.low <= range.likely && range.likely <= range.high
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn part_2_a_document_reads_back_to_the_same_design(design in designs()) {
        let (read, problems) = document::read(&document::write(&design));
        prop_assert_eq!(read, design.clone());
        let known = tempo_designer::design::fields::contradictions(&design);
        prop_assert_eq!(problems.len(), known.len(), "{:?}", problems);
    }

    #[test]
    fn part_2_no_text_makes_the_document_panic(text in "\\PC{0,200}") {
        let _ = document::read(&text);
        let _ = document::read(&format!("version: 1\nworkload:\n  spans: {text}\n"));
    }

    #[test]
    fn part_2_no_text_makes_a_field_panic(row in any::<Index>(), text in "\\PC{0,30}") {
        let rows = rows();
        let field = rows[row.index(rows.len())];
        if let Err(why) = field.read(&Design::default(), &text) {
            prop_assert!(why.len() > 10, "{}", why);
        }
    }

    #[test]
    fn part_2_every_value_on_a_ladder_is_taken_as_typed(row in any::<Index>(), at in any::<Index>()) {
        let rows = rows();
        let field = rows[row.index(rows.len())];
        let design = Design::default();
        if let Some(value) = allowed(field, &design, at) {
            let text = field.spell(&value);
            let read = field.read(&design, &text);
            prop_assert_eq!(read.map(|read| read.value), Ok(value), "{} {}", field.path, text);
        }
    }

    #[test]
    fn part_3_ranges_stay_ordered_and_finite_demands(design in designs()) {
        let assessment = assess(&design);
        for id in assessment.estimate.sheet.ids() {
            let range = assessment.estimate.range(id);
            prop_assert!(ordered(range), "{}: {:?}", id, range);
            prop_assert!(!range.likely.is_nan(), "{}", id);
            if !id.starts_with("capacity.") {
                prop_assert!(range.likely >= 0.0, "{}: {:?}", id, range);
            }
        }
    }

    // What is taken over from the assessment before is what would have been worked out.
    #[test]
    fn an_edit_assessed_on_the_last_one_is_the_same(design in designs(), row in any::<Index>(), at in any::<Index>()) {
        let rows = rows();
        let field = rows[row.index(rows.len())];
        let before = assess(&design);
        let mut edited = design.clone();
        if let Some(value) = allowed(field, &design, at) {
            field.apply(&mut edited, &value);
        }
        let ring = std::sync::Arc::new(tempo_designer::ring::Placement::of(&edited));
        let alone = tempo_designer::assess_on(&edited, std::sync::Arc::clone(&ring), None);
        prop_assert!(tempo_designer::assess_on(&edited, ring, Some(&before)) == alone, "{}", field.path);
    }

    #[test]
    fn part_3_more_load_never_raises_headroom(design in designs(), factor in 1.1f64..10.0) {
        let mut more = design.clone();
        more.workload.spans *= factor;
        let (a, b) = (assess(&design).estimate.range("capacity.headroom"), assess(&more).estimate.range("capacity.headroom"));
        for (a, b) in [(a.low, b.low), (a.likely, b.likely), (a.high, b.high)] {
            prop_assert!(b <= a * 1.000_001 || a.is_infinite(), "{} then {}", a, b);
        }
    }

    #[test]
    fn part_3_more_replicas_never_lower_throughput(design in designs(), role in 0usize..5, more in 1u32..20) {
        let role = Role::ALL[role];
        let mut larger = design.clone();
        larger.component_mut(role).replicas = (design.component(role).replicas + more).min(1000);
        let (before, after) = (assess(&design).estimate, assess(&larger).estimate);
        // An ingester that draws unlucky tokens may get a larger share than any had before: the draw is allowed for, the
        // rest is not.
        let luck = (after.range("ring.max_share").likely / before.range("ring.max_share").likely).max(1.0);
        let (before, after) = (before.range("capacity.sustainable").likely, after.range("capacity.sustainable").likely);
        prop_assert!(after * luck >= before * 0.999_999, "{:?}: {} then {}, luck {}", role, before, after, luck);
    }

    #[test]
    fn part_3_the_headroom_is_where_the_first_utilisation_reaches_one(design in designs()) {
        let estimate = assess(&design).estimate;
        let headroom = estimate.range("capacity.headroom").likely;
        if headroom > 0.0 && headroom.is_finite() && design.workload.spans.get() > 0.0 {
            let worst = |factor: f64| {
                let mut scaled = design.clone();
                scaled.workload.spans = design.workload.spans * headroom * factor;
                let scaled = assess(&scaled).estimate;
                scaled.utilisations.iter().map(|u| scaled.sheet.range(u.cell).likely).fold(0.0, f64::max)
            };
            // Jobs and nodes come whole, so that a utilisation may leap past one: below it all hold, above it one does not.
            prop_assert!(worst(0.999_99) <= 1.000_01, "at {} times the load: {}", headroom, worst(0.999_99));
            prop_assert!(worst(1.000_1) > 1.0, "above {} times the load: {}", headroom, worst(1.000_1));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn issue_4_the_tenants_parts_come_to_the_whole(design in designs()) {
        let estimate = assess(&design).estimate;
        let (even, left) = design.even();
        let likely = |id: String| estimate.range(&id).likely;
        if !design.tenants.is_empty() && (even > 0 || left.get() == 0.0) {
            let near = |a: f64, b: f64| (a - b).abs() <= b.abs() * 1e-9;
            let listed = |id: &str| design.tenants.iter().map(|tenant| likely(format!("{id}.{}", tenant.id))).sum::<f64>();
            let others = f64::from(design.other_tenants());
            let peak = listed("limits.tenant_peak") + others * likely("limits.tenant_peak".to_owned());
            prop_assert!(near(peak, likely("load.peak".to_owned())), "{peak}");
            let kept = listed("storage.kept") + likely("storage.kept_others".to_owned());
            prop_assert!(near(kept, likely("storage.kept".to_owned())), "{kept}");
            // Between all of it for the shortest retention and all for the longest.
            let (shortest, longest) = design.retentions();
            let rate = likely("storage.rate".to_owned());
            prop_assert!(kept >= rate * shortest.seconds() * 0.999_999 && kept <= rate * longest.seconds() * 1.000_001);
        }
        // The utilisations are those of the tenant that uses most.
        for (id, limit) in [
            ("utilisation.distributor.rate_limit", (|tenant| tenant.rate) as fn(&TenantUse) -> CellId),
            ("utilisation.ingester.live_traces", |tenant| tenant.live_traces),
            ("limits.burst", |tenant| tenant.burst),
            ("limits.trace", |tenant| tenant.trace),
        ] {
            prop_assert_eq!(estimate.worst_tenant(limit).map(|(_, share)| share), Some(likely(id.to_owned())), "{}", id);
        }
    }

    #[test]
    fn issue_4_a_kept_design_is_recalled_with_its_tenants(design in designs()) {
        prop_assert_eq!(edit::recalled(&edit::kept(&design)), design);
    }

    #[test]
    fn issue_4_no_text_makes_a_tenant_panic(row in 0usize..7, text in "\\PC{0,30}") {
        let design = tenants::added(&Design::default()).design;
        let field = &TENANT_FIELDS[row];
        match tenants::typed(&design, 0, field, &text) {
            Ok(edit) => prop_assert!(tempo_designer::design::fields::impossible(&edit.design).is_empty()),
            Err(why) => prop_assert!(why.len() > 10, "{}", why),
        }
        let _ = document::read(&format!("version: 1\ntenants:\n  - id: a\n    {}: {text}\n", field.path));
        let _ = document::read(&format!("version: 1\ntenants: {text}\n"));
    }
}

#[test]
fn part_2_fields_have_unique_paths_and_help() {
    let mut paths: Vec<_> = FIELDS.iter().map(|field| field.path).collect();
    paths.sort_unstable();
    assert!(paths.windows(2).all(|pair| pair[0] != pair[1]));
    for field in &FIELDS {
        assert!(field.explained().len() > 10 && field.explained().ends_with('.'), "{}", field.path);
        assert!(!field.label.is_empty(), "{}", field.path);
    }
}

#[test]
fn part_2_the_default_is_the_seed_guides_topology() {
    let design = Design::default();
    let of = |role: Role| {
        let c = design.component(role);
        (
            c.replicas,
            c.cpu_request.kubernetes(),
            c.cpu_limit.map(|cores| cores.kubernetes()),
            c.memory_request.kubernetes(),
            c.memory_limit.kubernetes(),
        )
    };
    let row = |replicas, request: &str, limit: &str, memory: &str, memory_limit: &str| {
        (replicas, request.to_owned(), Some(limit.to_owned()), memory.to_owned(), memory_limit.to_owned())
    };
    // As printed in the guide.
    assert_eq!(of(Role::Distributor), row(3, "500m", "2", "1Gi", "4Gi"));
    assert_eq!(of(Role::Ingester), row(3, "1", "4", "2Gi", "8Gi"));
    assert_eq!(of(Role::QueryFrontend), row(2, "500m", "2", "512Mi", "2Gi"));
    assert_eq!(of(Role::Querier), row(3, "1", "4", "1Gi", "4Gi"));
    assert_eq!(of(Role::Compactor), row(1, "1", "4", "2Gi", "8Gi"));
    assert_eq!(design.ingester.volume.map(|volume| volume.kubernetes()), Some("10Gi".to_owned()));
    assert_eq!(
        (design.tempo.replication_factor, design.workload.retention.tempo(), design.release.as_str()),
        (3, "168h".to_owned(), "2.10.8")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn issue_4_packing_never_exceeds_a_node_and_loses_no_pod(design in designs()) {
        let Some(packing) = assess(&design).estimate.packing else { return Ok(()) };
        let room = packing.room;
        let mut placed = [0u32; 5];
        for node in &packing.nodes {
            prop_assert!(node.cpu <= room.cpu + 1e-6 && node.memory <= room.memory, "{:?} in {:?}", node, room);
            prop_assert!(node.pods.iter().sum::<u32>() <= room.pods);
            placed.iter_mut().zip(node.pods).for_each(|(sum, pods)| *sum += pods);
        }
        for (at, role) in Role::ALL.into_iter().enumerate() {
            let unfit: u32 = packing.unfit.iter().filter(|unfit| unfit.role == role).map(|unfit| unfit.pods).sum();
            prop_assert_eq!(placed[at] + unfit, design.component(role).replicas, "{:?}", role);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn issue_7_any_two_designs_stand_side_by_side(first in designs(), second in designs()) {
        let [a, b] = [assess(&first), assess(&second)];
        let (told, back) = (compare(&a, &b), compare(&b, &a));
        prop_assert_eq!(told.figures.iter().map(|pair| pair.differs).collect::<Vec<_>>(), back.figures.iter().map(|pair| pair.differs).collect::<Vec<_>>());
        for words in told.says.iter().chain(&back.says) {
            prop_assert!(words.ends_with('.') && !words.contains("NaN"), "{}", words);
        }
        for id in a.estimate.sheet.ids().chain(b.estimate.sheet.ids()) {
            prop_assert!(told.figure(id).is_some(), "{}", id);
        }
        for (curve, of) in told.curves.iter().zip([&a, &b]) {
            prop_assert_eq!(curve.first.map(|first| first.multiple), of.estimate.bottleneck().map(|binding| binding.multiple));
            for pair in curve.points.windows(2) {
                let [less, more] = [pair[0], pair[1]];
                prop_assert!(more.cost.likely >= less.cost.likely && more.cost.low <= more.cost.high);
            }
        }
        let scene = load_chart(&told, Size { width: 358.0, height: 300.0 });
        let drawn = svg(&scene, "");
        prop_assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{}", drawn);
    }
}
