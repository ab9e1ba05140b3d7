//! Scenarios of failure and their time line: worked by hand, and what holds for every design.

use proptest::prelude::*;
use tempo_designer::design::{Design, PerSecond, document};
use tempo_designer::diagram::{Shape, Size, timeline};
use tempo_designer::estimate::{Range, day};
use tempo_designer::failure::{Outcome, Scenario, Standing, Timeline, recovery, scenarios, simulate};
use tempo_designer::quantity::{HOUR, Style, Unit, show};
use tempo_designer::ring::{Gone, KEYS, Outage, Share, State};
use tempo_designer::{Assessment, assess};

fn designed(changes: &[&str]) -> Assessment {
    let mut design = Design::default();
    for change in changes {
        document::assign(&mut design, change).expect("a field and its value");
    }
    assess(&design)
}

fn all(assessment: &Assessment, hours: f64) -> Vec<Outcome> {
    scenarios(assessment, &assessment.placement, &Standing::of(assessment, &assessment.placement), hours)
}

#[track_caller]
fn one(outcomes: &[Outcome], scenario: Scenario) -> &Outcome {
    outcomes.iter().find(|outcome| outcome.scenario == scenario).expect("the cluster has it")
}

fn run(assessment: &Assessment, scenario: Scenario, seconds: f64) -> Timeline {
    simulate(assessment, &assessment.placement, &Standing::of(assessment, &assessment.placement), scenario, seconds)
}

#[track_caller]
fn near(what: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() <= expected.abs() * 1e-6 + 1e-9, "{what}: {found} is not {expected}");
}

#[track_caller]
fn says(outcome: &Outcome, part: &str) {
    assert!(outcome.says.iter().any(|sentence| sentence.contains(part)), "{part} is not in {:#?}", outcome.says);
}

const RF_1: &[&str] = &["tempo.replication_factor=1"];
const RF_2: &[&str] = &["tempo.replication_factor=2"];
const AWARE: &[&str] = &["platform.zone_awareness=true", "components.ingester.replicas=6"];

/// Of each: traces refused as keys or as "all", whether every recent query fails, silent and lost keys.
struct Row {
    changes: &'static [&'static str],
    scenario: Scenario,
    refused: u64,
    fails: bool,
    silent: u64,
    lost: u64,
}

#[test]
fn each_scenario_by_hand() {
    use Scenario::*;
    let rf_1 = designed(RF_1);
    // RF 1: who holds most holds the keys of which nobody else has a copy.
    let most = rf_1.placement.ownership.in_set.iter().copied().max().expect("three");
    let mut shares = rf_1.placement.ownership.in_set.clone();
    shares.sort_unstable();
    // The two largest of three.
    let two = shares[1] + shares[2];
    // RF 2 on three: a key is lost with both its copies, and refused with them, since one answer is enough. Of three pairs of
    // ingesters each key has one, so that the pair that lacks ingester i holds all but the keys of i.
    let rf_2 = designed(RF_2);
    let pair = KEYS - rf_2.placement.ownership.in_set.iter().copied().min().expect("three");
    let row = |changes, scenario, refused, fails, silent, lost| Row { changes, scenario, refused, fails, silent, lost };
    for Row { changes, scenario, refused, fails, silent, lost } in [
        // RF 3 on 3 without zones: every set is all three, two have to answer. max(3, 3) - 1 = 2 have to be healthy for reads.
        row(&[], Kill, 0, false, 0, 0),
        row(&[], CleanStop, 0, false, 0, 0),
        row(&[], RollingUpdate, 0, false, 0, 0),
        row(&[], Permitted, 0, false, 0, 0),
        row(&[], TwoKilled, KEYS, true, 0, 0),
        // One ingester a node and a zone.
        row(&[], NodeLoss, 0, false, 0, 0),
        row(&[], ZoneLoss, 0, false, 0, 0),
        row(&[], DeadEntry, 0, false, 0, 0),
        // Two zones hold two copies and two answer.
        row(AWARE, ZoneLoss, 0, false, 0, 0),
        row(AWARE, Kill, 0, false, 0, 0),
        row(AWARE, RollingUpdate, 0, false, 0, 0),
        // One of a zone is LEAVING: its neighbour stands in, 4 in the set, 3 are needed and there.
        row(AWARE, CleanStop, 0, false, 0, 0),
        row(RF_1, Kill, most, true, 0, most),
        // LEAVING makes a set of two of which two have to answer; gone, others take the keys and nobody has the old ones.
        row(RF_1, CleanStop, most, false, most, 0),
        row(RF_1, RollingUpdate, most, false, most, 0),
        row(RF_1, NodeLoss, most, true, 0, most),
        row(RF_1, ZoneLoss, most, true, 0, most),
        row(RF_1, TwoKilled, two, true, 0, two),
        row(RF_2, Kill, 0, false, 0, 0),
        row(RF_2, CleanStop, 0, false, 0, 0),
        // max(3, 2) - 1 = 2 have to be healthy.
        row(RF_2, TwoKilled, pair, true, 0, pair),
    ] {
        let assessment = designed(changes);
        let outcomes = all(&assessment, 2.0);
        let outcome = one(&outcomes, scenario);
        let told = format!("{changes:?} {scenario:?}");
        assert_eq!(outcome.traces_refused, Share::of_keys(refused), "{told}");
        assert_eq!(outcome.unreadable.whole_ring.is_some(), fails, "{told}");
        assert_eq!(outcome.silent, Share::of_keys(silent), "{told}");
        assert_eq!(outcome.lost.keys, Share::of_keys(lost), "{told}");
        // 200 spans a request in traces of 10: 20 traces.
        near(&told, outcome.requests_refused, 1.0 - (1.0 - Share::of_keys(refused).value()).powi(20));
    }
}

#[test]
fn the_picture_shows_who_is_worst() {
    let outcomes = all(&designed(&[]), 2.0);
    let subject = |scenario| one(&outcomes, scenario).subject.as_str();
    // All are alike: the lowest number.
    assert_eq!(subject(Scenario::Kill), "tempo-ingester-0");
    assert_eq!(subject(Scenario::TwoKilled), "tempo-ingester-0 and tempo-ingester-1");
    assert_eq!(subject(Scenario::ZoneLoss), "zone us-east-1a");
    let assessment = designed(RF_1);
    let shares = &assessment.placement.ownership.in_set;
    let worst = (0..shares.len()).reduce(|a, b| if shares[b] > shares[a] { b } else { a }).expect("three");
    assert_eq!(one(&all(&assessment, 2.0), Scenario::Kill).subject, format!("tempo-ingester-{worst}"));
    for outcome in &outcomes {
        let ingesters = 3;
        let down = outcome.down.flags(ingesters);
        let impact = assessment_impact(&designed(&[]), &down, outcome.down.gone);
        assert_eq!(outcome.impact, impact, "{:?}: the picture and the row are one", outcome.scenario);
    }
}

fn assessment_impact(assessment: &Assessment, down: &[bool], gone: Gone) -> tempo_designer::ring::Impact {
    assessment.placement.ring.impact(Outage { down, gone, ..Outage::default() })
}

#[test]
fn times_by_hand() {
    let outcomes = all(&designed(&[]), 2.0);
    let likely = |scenario| one(&outcomes, scenario).recover.range.likely;
    // A quarter of two WALs of 500 MiB at 130 MB/s.
    let replay = 0.25 * 2.0 * 524_288_000.0 / 130e6;
    near("kill", likely(Scenario::Kill), 2.0 + 19.0 + replay);
    let recreate = 3.1 + 6.0 + 19.0 + replay;
    near("clean stop", likely(Scenario::CleanStop), recreate);
    // Three turns with 15 s of minReadySeconds each.
    near("rolling update", likely(Scenario::RollingUpdate), 3.0 * (recreate + 15.0));
    // Noticed, given up, detached by force, attached, pulled, a new node, for the only one of its zone has gone.
    near("node", likely(Scenario::NodeLoss), 50.0 + 300.0 + 360.0 + 40.0 + 10.0 + 19.0 + replay + 180.0);
    near("zone", likely(Scenario::ZoneLoss), 6.0 + 19.0 + replay);
    assert_eq!(one(&outcomes, Scenario::ZoneLoss).recover.after, Some("the zone is back"));
    // 3.1 s of LEAVING at most, and no refusal in any of it.
    assert!(one(&outcomes, Scenario::RollingUpdate).refusing.is_none());
    assert!(one(&all(&designed(AWARE), 2.0), Scenario::RollingUpdate).refusing.is_none());
}

/// Why the README rolls pod by pod. Both of a zone are LEAVING: each makes the set one larger, 5 / 2 + 1 = 3 have to answer, and
/// two zones give 2.
#[test]
fn a_zone_that_leaves_at_once_refuses_everything() {
    let ring = &designed(AWARE).placement.ring;
    let leaving = |zone: &str| if zone.ends_with('b') { State::Leaving } else { State::Active };
    let states: Vec<State> = ring.instances().iter().map(|instance| leaving(&instance.zone)).collect();
    assert_eq!(ring.in_states(&states).impact(Outage::default()).write_refused, KEYS);
}

#[test]
fn what_is_lost_by_hand() {
    // In memory: a trace of 2 s and 5 s idle, and half a flush check of 10 s. RF 1 at 1 MB/s.
    let assessment = designed(RF_1);
    let outcomes = all(&assessment, 2.0);
    let kill = one(&outcomes, Scenario::Kill);
    near("window", kill.lost.window.likely, 2.0 + 5.0 + 5.0);
    near("bytes", kill.lost.bytes.likely, 1e6 * 12.0 * kill.lost.keys.value());
    says(kill, "not yet in a WAL is lost for good");
    // A container that dies keeps its emptyDir, a lost node does not: then all that is not in the store is lost.
    let scratch = designed(&["tempo.replication_factor=1", "components.ingester.volume="]);
    let outcomes = all(&scratch, 2.0);
    near("memory alone", one(&outcomes, Scenario::Kill).lost.window.likely, 12.0);
    let unflushed = |assessment: &Assessment| {
        let sheet = recovery(assessment, 3, 0.0);
        sheet.range(sheet.find("recovery.unflushed").expect("a figure"))
    };
    for scenario in [Scenario::NodeLoss, Scenario::ZoneLoss, Scenario::CleanStop] {
        let lost = &one(&outcomes, scenario).lost;
        assert_eq!(lost.window, unflushed(&scratch), "{scenario:?}");
        assert!(lost.keys.part > 0, "{scenario:?}");
    }
    // RF 3 without volumes: the roll of 3 turns overtakes a flush that takes longer, whoever holds the copies.
    let scratch = designed(&["components.ingester.volume="]);
    let outcomes = all(&scratch, 2.0);
    let roll = one(&outcomes, Scenario::RollingUpdate);
    assert_eq!(roll.lost.keys, Share::of_keys(KEYS));
    near("overtaken", roll.lost.window.likely, unflushed(&scratch).likely - roll.recover.range.likely);
    assert!(one(&outcomes, Scenario::NodeLoss).lost.is_nothing());
    assert!(one(&all(&designed(&[]), 2.0), Scenario::RollingUpdate).lost.is_nothing(), "volumes keep it");
}

#[test]
fn sentences_of_the_facts() {
    let outcomes = all(&designed(&[]), 2.0);
    says(one(&outcomes, Scenario::DeadEntry), "The next loss anywhere fails every query for recent data.");
    says(one(&outcomes, Scenario::DeadEntry), "readiness_check_ring_health");
    says(one(&outcomes, Scenario::Permitted), "1 distributor, 1 ingester, 1 query-frontend, 1 querier, 1 compactor");
    says(one(&outcomes, Scenario::Permitted), "No compactor is left");
    says(one(&outcomes, Scenario::Permitted), "one node carries at most 1 distributor, 1 ingester");
    says(one(&outcomes, Scenario::TwoKilled), "100\u{202f}% of the push requests are refused, with 20 traces each");
    says(one(&outcomes, Scenario::RollingUpdate), "sits out its 45\u{202f}s");
    says(one(&outcomes, Scenario::ZoneLoss), "Volumes are bound to their zone");
    says(one(&all(&designed(AWARE), 2.0), Scenario::DeadEntry), "The next loss in another zone fails");
    let alone =
        all(&designed(&["components.distributor.replicas=1", "components.query_frontend.replicas=1", "platform.zones=1"]), 2.0);
    says(one(&alone, Scenario::ZoneLoss), "No distributor is left: every push is refused, until the zone is back");
    says(one(&alone, Scenario::ZoneLoss), "No querier is left: no query is answered");
    // Eight queriers: a quarter may go at once.
    says(one(&all(&designed(&["components.querier.replicas=8"]), 2.0), Scenario::Permitted), "2 queriers");
}

#[test]
fn the_disk_is_full_when_the_estimate_says_so() {
    for changes in [&[][..], AWARE, RF_1, &["components.ingester.replicas=40", "workload.spans=20000/s"]] {
        let assessment = designed(changes);
        let ride_out = assessment.estimate.range("disk.ride_out");
        let day = run(&assessment, Scenario::StoreOut, 1.5 * ride_out.likely);
        let disk = day.series.iter().find(|series| series.id == "disk").expect("a curve");
        let (limit, _) = disk.limit.as_ref().expect("the volume");
        let moment = day.moments.iter().find(|moment| moment.says.contains("is full")).expect("named");
        near("ride-out", moment.at, ride_out.likely);
        for (curve, full) in [(&disk.likely, ride_out.likely), (&disk.high, ride_out.low)] {
            let first = curve.iter().position(|value| f64::from(*value) >= limit * (1.0 - 1e-6)).expect("it fills");
            assert!(
                (first as f64 * day.step - full).abs() <= day.step + 1.0,
                "{changes:?}: {first} x {} is not {full}",
                day.step
            );
        }
    }
    // All three volumes fill at once: from then until the first flush that succeeds all is lost.
    let assessment = designed(&[]);
    let full = assessment.estimate.range("disk.ride_out").likely;
    let outcomes = all(&assessment, 24.0);
    let lost = &one(&outcomes, Scenario::StoreOut).lost;
    near("lost", lost.bytes.likely, 1e6 * (24.0 * HOUR + 60.0 - full));
    let day = run(&assessment, Scenario::StoreOut, 24.0 * HOUR);
    let curve = &day.series.iter().find(|series| series.id == "lost").expect("a curve").likely;
    assert!((f64::from(*curve.last().expect("points")) / lost.bytes.likely - 1.0).abs() < 1e-4, "the chart and the row are one");
    // An outage that the volume holds loses nothing.
    assert!(run(&assessment, Scenario::StoreOut, full - 60.0).series[6].likely.iter().all(|lost| *lost == 0.0));
}

#[test]
fn a_loss_that_only_bad_luck_brings_is_told_as_one() {
    // From the busiest hour on the disks are likely to hold for two hours, and may not.
    let assessment = designed(&["workload.profile=office"]);
    let outcomes = all(&assessment, 2.0);
    let outcome = one(&outcomes, Scenario::StoreOut);
    let bytes = outcome.lost.bytes;
    assert!(bytes.likely == 0.0 && bytes.high > 0.0, "{bytes:?}");
    let high = show(bytes.high, Unit::BYTE, Style::Auto);
    assert_eq!(tempo_designer::failure::lost(&outcome.lost), format!("nothing likely, up to {high}"));
    assert!(outcome.says.iter().any(|sentence| sentence.contains("likely to hold") && sentence.contains(&high)));
    let line = run(&assessment, Scenario::StoreOut, 2.0 * HOUR);
    let scene = timeline(&line, Size { width: 800.0, height: 400.0 });
    let beside = format!("nothing likely, up to {high}");
    assert!(scene.shapes.iter().any(|shape| matches!(shape, Shape::Text { text, .. } if *text == beside)), "{beside}");
}

#[test]
fn what_never_ends_is_said_in_words() {
    let assessment = designed(&["workload.profile=office", "workload.spans=60k"]);
    for outcome in all(&assessment, 2.0) {
        assert!(outcome.says.iter().all(|sentence| !sentence.contains('∞')), "{:?}", outcome.says);
    }
    let day = day(&assessment);
    assert!(day.says.iter().any(|sentence| sentence.contains("never catches up")), "{:?}", day.says);
    assert!(day.sheet.ids().all(|id| !day.sheet.figure(id).is_some_and(|figure| figure.show().contains('∞'))));
}

#[test]
fn the_time_line_agrees_with_the_row() {
    for changes in [&[][..], AWARE, RF_1, RF_2, &["components.ingester.replicas=7"]] {
        let assessment = designed(changes);
        let outcomes = all(&assessment, 2.0);
        for scenario in [Scenario::ZoneLoss, Scenario::Kill, Scenario::TwoKilled, Scenario::NodeLoss] {
            let outcome = one(&outcomes, scenario);
            let line = run(&assessment, scenario, 2.0 * HOUR);
            let most = |id: &str| {
                line.series.iter().find(|series| series.id == id).expect("a curve").likely.iter().copied().fold(0.0, f32::max)
            };
            near("refused", f64::from(most("refused")), f64::from((2_000.0 * outcome.requests_refused) as f32));
            assert_eq!(most("unread") > 0.0, outcome.unreadable.whole_ring.is_some() || outcome.silent.part > 0, "{scenario:?}");
            assert_eq!(f64::from(most("pods")), outcome.down.pods.len() as f64, "{scenario:?}");
            assert_eq!(most("lost") > 0.0, !outcome.lost.is_nothing(), "{scenario:?}");
            assert_eq!(line.subject, outcome.subject);
        }
    }
}

#[test]
fn every_limit_that_is_passed_is_named_when_it_is() {
    // 6 800 live traces on an ingester, of which 5 000 are allowed.
    let assessment = designed(&["tempo.max_traces_per_user=5000"]);
    for scenario in Scenario::ALL {
        let line = run(&assessment, scenario, 24.0 * HOUR);
        for series in &line.series {
            let Some((limit, _)) = &series.limit else { continue };
            let Some(first) = series.likely.iter().position(|value| f64::from(*value) >= limit * (1.0 - 1e-6)) else { continue };
            let named = line
                .moments
                .iter()
                .any(|moment| moment.series == series.id && (moment.at - first as f64 * line.step).abs() <= line.step + 1.0);
            assert!(named, "{scenario:?}: {} passes {limit} at {}", series.id, first as f64 * line.step);
        }
    }
}

#[test]
fn a_run_has_few_points_and_ends_as_it_began() {
    let assessment = designed(&[]);
    for (scenario, seconds) in
        Scenario::ALL.into_iter().flat_map(|scenario| [0.0, 60.0, 2.0 * HOUR, 720.0 * HOUR].map(|s| (scenario, s)))
    {
        let line = run(&assessment, scenario, seconds);
        assert!(line.duration >= seconds && line.step >= 1.0);
        for series in &line.series {
            assert!(series.likely.len() <= 1_001, "{}", series.likely.len());
            assert_eq!((series.likely.len(), series.low.len()), (series.high.len(), series.high.len()));
            assert!((series.likely.len() - 1) as f64 * line.step >= line.duration - line.step);
        }
        assert!(line.moments.windows(2).all(|pair| pair[0].at <= pair[1].at), "{scenario:?}");
        assert!(line.moments.iter().all(|moment| (0.0..=line.duration).contains(&moment.at)), "{scenario:?}");
        let pods = line.series.iter().find(|series| series.id == "pods").expect("a curve");
        assert_eq!((pods.likely[0], *pods.likely.last().expect("points")), (0.0, 0.0), "{scenario:?}");
    }
}

#[test]
fn what_the_cluster_does_not_have_has_no_row() {
    let assessment = designed(&["components.ingester.replicas=1", "tempo.replication_factor=1", "platform.zones=1"]);
    assert!(all(&assessment, 2.0).iter().all(|outcome| outcome.scenario != Scenario::TwoKilled));
    let line = run(&assessment, Scenario::TwoKilled, 60.0);
    assert!(line.series.is_empty() && !line.says.is_empty());
    for scenario in Scenario::ALL {
        assert_eq!(Scenario::from_key(scenario.key()), Some(scenario));
    }
}

fn sound(range: Range) -> bool {
    0.0 <= range.low && range.low <= range.likely && range.likely <= range.high
}

#[track_caller]
fn readable(sentence: &str) {
    assert!(!["NaN", "inf", "∞", "−"].iter().any(|word| sentence.contains(word)), "{sentence}");
    assert!(sentence.ends_with('.') && !sentence.contains(".."), "{sentence}");
}

fn designs() -> impl Strategy<Value = Design> {
    let platform = (1u32..4, any::<bool>(), any::<bool>(), any::<bool>());
    let pods = (1u32..14, 1u32..4, 1u32..3, 1u32..10, 1u32..3);
    (pods, 1u32..6, platform, 0u32..1_000, 1.0f64..60_000.0).prop_map(
        |(pods, factor, (zones, aware, scratch, nodes), seed, spans)| {
            let mut design = Design::default();
            (design.ingester.replicas, design.distributor.replicas, design.query_frontend.replicas) = (pods.0, pods.1, pods.2);
            (design.querier.replicas, design.compactor.replicas) = (pods.3, pods.4);
            design.tempo.replication_factor = factor;
            (design.platform.zones, design.platform.zone_awareness) = (zones, aware);
            (design.tempo.ring_seed, design.workload.spans) = (seed, PerSecond::new(spans));
            if scratch {
                design.ingester.volume = None;
            }
            if nodes {
                design.platform.node = "nobody-knows".to_owned();
            }
            design
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_outcome_is_sound(design in designs(), hours in 0.0f64..100.0) {
        let assessment = assess(&design);
        let outcomes = all(&assessment, hours);
        prop_assert_eq!(&outcomes, &all(&assessment, hours), "same input, same output");
        for outcome in &outcomes {
            prop_assert!((0.0..=1.0).contains(&outcome.requests_refused));
            let of = |lasts: &Option<tempo_designer::failure::Lasts>| lasts.is_none_or(|lasts| sound(lasts.range));
            prop_assert!(sound(outcome.recover.range) && of(&outcome.refusing), "{:?}", outcome);
            prop_assert!(of(&outcome.unreadable.whole_ring) && of(&outcome.unreadable.relevant), "{:?}", outcome);
            prop_assert!(sound(outcome.lost.bytes) && sound(outcome.lost.window), "{:?}", outcome);
            prop_assert_eq!(outcome.refusing.is_some(), outcome.traces_refused.part > 0);
            outcome.says.iter().for_each(|sentence| readable(sentence));
        }
        // Who dies with more refuses no less: the worst pod stands on some node, the worst node in some zone.
        let refused = |scenario| outcomes.iter().find(|outcome| outcome.scenario == scenario).map(|outcome| outcome.impact.write_refused);
        let kill = refused(Scenario::Kill);
        for worse in [Scenario::TwoKilled, Scenario::NodeLoss, Scenario::ZoneLoss] {
            prop_assert!(refused(worse).is_none() || refused(worse) >= kill, "{:?}", worse);
        }
        prop_assert!(refused(Scenario::NodeLoss) <= refused(Scenario::ZoneLoss));
        // RF 3 over three zones with awareness holds one zone's loss, whatever stands where.
        if design.tempo.replication_factor == 3 && design.platform.zones == 3 && design.platform.zone_awareness
            && design.ingester.replicas >= 3 && design.distributor.replicas > 1
        {
            let zone = one(&outcomes, Scenario::ZoneLoss);
            prop_assert_eq!((zone.impact.write_refused, zone.lost.keys.part, zone.silent.part), (0, 0, 0));
        }
    }

    #[test]
    fn every_run_is_sound(design in designs(), hours in 0.0f64..48.0, at in 0usize..10) {
        let assessment = assess(&design);
        let scenario = Scenario::ALL[at];
        let line = run(&assessment, scenario, hours * HOUR);
        prop_assert_eq!(&line, &run(&assessment, scenario, hours * HOUR), "same input, same output");
        for series in &line.series {
            for curve in [&series.low, &series.likely, &series.high] {
                prop_assert!(curve.iter().all(|value| value.is_finite() && *value >= 0.0), "{:?}", series.id);
            }
        }
        line.says.iter().chain(line.moments.iter().map(|moment| &moment.says)).for_each(|sentence| readable(sentence));
    }

    #[test]
    fn more_killed_never_refuses_less(design in designs(), down in proptest::collection::vec(any::<bool>(), 14), more in 0usize..14) {
        let assessment = assess(&design);
        let before = assessment_impact(&assessment, &down, Gone::Killed);
        let mut worse = down.clone();
        worse[more] = true;
        let after = assessment_impact(&assessment, &worse, Gone::Killed);
        prop_assert!(after.write_refused >= before.write_refused && after.all_copies_down >= before.all_copies_down);
    }
}
