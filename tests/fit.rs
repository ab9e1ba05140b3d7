//! Coefficients fitted to a running cluster, against a cluster whose coefficients are known: the model's own.

use proptest::prelude::*;
use std::collections::BTreeSet;
use tempo_designer::catalog::coefficient;
use tempo_designer::design::share::{decode, encode};
use tempo_designer::design::{Design, Measured, document, edit};
use tempo_designer::estimate::{Answers, Fit, GAUGES, MANY, fit, gauge, query_for_all, read_answer, sort_in};
use tempo_designer::ring::Placement;
use tempo_designer::{Assessment, assess};

/// The cluster, at the load it is measured under.
fn cluster(scaled: &[(&'static str, f64)]) -> Assessment {
    let mut design = Design::default();
    for change in ["workload.spans=3k/s", "workload.searches=4/s", "workload.peak_factor=1", "components.ingester.replicas=5"] {
        document::assign(&mut design, change).expect("a change");
    }
    for (id, factor) in scaled {
        let row = coefficient(id);
        design.put_measured(Measured { row, numbers: [row.likely * factor / row.written_in().0; 3], note: String::new() });
    }
    assess(&design)
}

/// The design of who measures it: what it takes for the load is another one.
fn believed() -> Design {
    let mut design = Design::default();
    document::assign(&mut design, "components.ingester.replicas=5").expect("a change");
    design
}

/// The load and this figure of the cluster, as its Prometheus gives them.
fn answers(a: &Assessment, measured: &[(&'static str, &str)]) -> Answers {
    let load =
        [("spans", "load.peak_spans"), ("bytes", "load.peak"), ("requests", "load.peak_requests"), ("searches", "load.searches")];
    let mut answers = Answers::new();
    for (id, figure) in load.iter().chain(measured) {
        answers.insert(id, vec![(0.0, a.estimate.range(figure).likely)]);
    }
    answers.insert("lookups", vec![(0.0, 1.0)]);
    answers.insert("traces", vec![(0.0, a.estimate.range("load.peak_traces").likely * 3.0)]);
    answers
}

fn fitted(design: &Design, answers: &Answers) -> Fit {
    fit(design, &Placement::of(design), answers)
}

const CPU: [&str; 5] =
    ["ingester-cpu-bytes", "ingester-cpu-spans", "ingester-cpu-traces", "ingester-cpu-requests", "ingester-cpu-search"];

#[test]
fn the_factor_of_a_known_cluster_is_found() {
    let scaled: Vec<_> =
        CPU.iter().map(|id| (*id, 1.3)).chain([("compression", 0.6), ("inspected-share", 2.0), ("querier-scan", 0.5)]).collect();
    let a = cluster(&scaled);
    let measured = [
        ("flushed", "storage.flushed"),
        ("inspected", "query.inspected_rate"),
        ("ingester-cpu", "demand.ingester.cpu"),
        ("querier-cpu", "demand.querier.cpu_all"),
        ("ingester-memory", "demand.ingester.memory"),
    ];
    let fit = fitted(&believed(), &answers(&a, &measured));
    assert_eq!(fit.problems, []);
    let factor = |id: &str| fit.fitted.iter().find(|fitted| fitted.gauge.id == id).expect("it was fitted").factor;
    assert!((factor("ingester-cpu") - 1.3).abs() < 1e-4, "{}", factor("ingester-cpu"));
    assert!((factor("flushed") - 0.6).abs() < 1e-4);
    assert!((factor("inspected") - 2.0).abs() < 1e-4);
    // Memory hangs on the size of blocks, which hangs on the compression that was fitted before: nothing is left of it.
    assert!((factor("ingester-memory") - 1.0).abs() < 1e-3, "{}", factor("ingester-memory"));
    // Under the load that was measured the design now says what was measured, to the four digits of a coefficient.
    let mut there = fit.design.clone();
    there.workload = a.design.workload.clone();
    let estimate = assess(&there).estimate;
    for (id, figure) in measured {
        let (says, was) = (estimate.range(figure).likely, a.estimate.range(figure).likely);
        assert!((says - was).abs() < 2e-3 * was, "{id}: {says} and measured {was}");
    }
    assert!(fit.load.starts_with("Fitted at the measured load: spans received 3\u{202f}000\u{202f}spans/s, "), "{}", fit.load);
}

#[test]
fn a_fit_of_a_fit_is_the_same() {
    let a = cluster(&[("write-amplification", 1.5)]);
    let answers = answers(&a, &[("rewritten", "storage.rewritten"), ("distributor-memory", "demand.distributor.memory")]);
    let once = fitted(&believed(), &answers);
    assert_eq!(fitted(&once.design, &answers).design, once.design);
}

#[test]
fn what_there_was_no_load_of_is_not_fitted() {
    let a = cluster(&[]);
    let mut answers = answers(&a, &[("ingester-cpu", "demand.ingester.cpu"), ("inspected", "query.inspected_rate")]);
    answers.insert("searches", vec![(0.0, 0.0)]);
    let fit = fitted(&believed(), &answers);
    let ids: Vec<_> = fit.fitted.iter().flat_map(|fitted| &fitted.own).map(|own| own.row.id).collect();
    assert!(ids.contains(&"ingester-cpu-bytes") && !ids.contains(&"ingester-cpu-search"), "{ids:?}");
    assert_eq!(fit.problems.len(), 1);
    assert!(
        fit.problems[0].to_string().contains("Bytes inspected by searches: At the measured load the model has none of it"),
        "{}",
        fit.problems[0]
    );
}

fn range(fit: &Fit, id: &'static str) -> [f64; 3] {
    fit.design.measured(coefficient(id)).expect("it was fitted").base()
}

#[track_caller]
fn near(found: [f64; 3], expected: [f64; 3]) {
    let close = found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= 1.1e-3 * b);
    assert!(close, "{found:?}, expected {expected:?}");
}

#[test]
fn ranges_are_no_narrower_than_what_was_seen() {
    let a = cluster(&[]);
    let flushed = a.estimate.range("storage.flushed").likely;
    let row = coefficient("compression");
    let mut answers = answers(&a, &[]);
    let mut with = |factors: &[f64]| {
        answers.insert("flushed", factors.iter().map(|factor| (0.0, factor * flushed)).collect());
        fitted(&believed(), &answers)
    };
    // One value: as wide as the catalog's.
    let one = with(&[2.0]);
    near(range(&one, "compression"), [row.low * 2.0, row.likely * 2.0, row.high * 2.0]);
    assert!(one.fitted[0].reason.starts_with("One value: the range stays as wide"), "{}", one.fitted[0].reason);
    // Few values that lie further apart than the catalog's range does: theirs.
    near(range(&with(&[0.1, 1.0, 4.0]), "compression"), [row.likely * 0.1, row.likely, row.likely * 4.0]);
    // Many values of what one coefficient makes alone narrow it to their scatter, a quarter at least.
    let many: Vec<f64> = (0..MANY).map(|at| 0.9 + 0.2 * at as f64 / (MANY - 1) as f64).collect();
    near(range(&with(&many), "compression"), [row.likely / 1.25, row.likely, row.likely * 1.25]);
    let wide: Vec<f64> = (0..MANY).map(|at| 0.5 + at as f64 / (MANY - 1) as f64).collect();
    near(range(&with(&wide), "compression"), [row.likely * 0.5, row.likely, row.likely * 1.5]);
}

/// Values taken at different loads are held against the load of their own time.
#[test]
fn a_value_belongs_to_the_load_of_its_time() {
    let a = cluster(&[]);
    let [spans, bytes, copies] = ["load.peak_spans", "load.peak", "storage.rewritten"].map(|id| a.estimate.range(id).likely);
    let day =
        |value: f64| (1..=24).map(|hour| (1.8e9 + 3600.0 * f64::from(hour), value * f64::from(hour) / 12.0)).collect::<Vec<_>>();
    let answers = Answers::from([("spans", day(spans)), ("bytes", day(bytes)), ("rewritten", day(copies))]);
    let fit = fitted(&believed(), &answers);
    assert!((fit.fitted[0].factor - 1.0).abs() < 1e-4);
    let likely = coefficient("write-amplification").likely;
    near(range(&fit, "write-amplification"), [likely / 1.25, likely, likely * 1.25]);
    let note = &fit.design.measured[0].note;
    assert!(note.contains("2027-01-1") && note.ends_with("24 values"), "{note}");
}

#[test]
fn a_fitted_design_is_kept_shared_and_written() {
    let a = cluster(&[]);
    let answers = answers(&a, &[("ingester-memory", "demand.ingester.memory"), ("querier-cpu", "demand.querier.cpu_all")]);
    let design = fitted(&believed(), &answers).design;
    assert!(design.measured.len() > 4);
    assert_eq!(edit::recalled(&edit::kept(&design)), design);
    assert_eq!(document::read(&document::write(&design)), (design.clone(), Vec::new()));
    assert_eq!(decode(&encode(&design)), Ok(design.clone()));
    let mut back = design.clone();
    for own in &design.measured {
        document::assign(&mut back, &format!("measured.{}=none", own.row.id)).expect("back to the catalog");
    }
    assert_eq!(back, believed());
}

#[test]
fn a_coefficient_typed_by_hand_is_read_or_refused_with_its_place() {
    let (design, problems) = document::read(
        "version: 1\nmeasured:\n  compression: 0.3\n  wal-ratio: 1 / 2\n  ingester-cpu-byte: 1\n  ingester-completion:\n    low: 1\n  completion-rate: 21\n",
    );
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 4, column 14, measured.wal-ratio: “1 / 2” is neither one number nor low / likely / high. Type 1.35, or 1.04 / 1.35 / 1.75 as the catalog has it.",
            "line 5, column 22, measured.ingester-cpu-byte: No coefficient is called ingester-cpu-byte. Did you mean ingester-cpu-bytes?",
            "line 7, column 10, measured.ingester-completion.low: No coefficient is called ingester-completion.low. Did you mean ingester-completion?",
            "line 8, column 20, measured.completion-rate: “21” is not in MB/s. Type 21 MB/s, or 4.7 / 21 / 25 MB/s as the catalog has it.",
        ]
    );
    assert_eq!(design.measured.len(), 1);
    // The figures are those of the document's coefficient.
    let ratio = assess(&design).estimate.range("storage.compression");
    assert_eq!([ratio.low, ratio.likely, ratio.high], [0.0996, 0.3, 0.756]);
}

/// Every name in a query is a metric of Tempo 2.10 or of cAdvisor.
#[test]
fn queries_ask_for_what_exists() {
    let rows: Vec<serde_json::Value> = serde_json::from_str(include_str!("data/tempo-metrics.json")).expect("a list");
    let mut known = BTreeSet::from(["container_cpu_usage_seconds_total".to_owned(), "container_memory_rss".to_owned()]);
    for row in rows.iter().filter(|row| row["releases"].as_array().is_some_and(|all| all.iter().any(|one| one == "2.10.8"))) {
        let name = row["name"].as_str().expect("a name");
        match row["kind"].as_str() {
            Some("histogram") => known.extend(["sum", "count"].map(|end| format!("{name}_{end}"))),
            _ => _ = known.insert(name.to_owned()),
        }
    }
    let design = Design::default();
    for gauge in GAUGES {
        let query = gauge.query(&design);
        let outside: String = query.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        let words = outside.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let names: Vec<_> =
            words.filter(|word| ["tempo_", "tempodb_", "container_"].iter().any(|start| word.starts_with(start))).collect();
        assert_eq!(names.len(), 1, "{query}");
        assert!(known.contains(names[0]), "{} is no metric", names[0]);
        assert!(!query.contains('$') && query.matches('(').count() == query.matches(')').count(), "{query}");
        assert!(query_for_all(&design).contains(&query));
    }
}

#[test]
fn answers_go_where_they_belong_or_nowhere() {
    let take = |text: &str, field: Option<&str>| {
        let mut answers = Answers::new();
        let done = read_answer(text).and_then(|series| sort_in(&mut answers, series, field.and_then(gauge)));
        done.map(|()| answers).map_err(|why| why.to_string())
    };
    let vector = |labels: &[&str]| {
        let items: Vec<_> = labels.iter().map(|label| format!(r#"{{"metric":{{{label}}},"value":[1732400000,"2"]}}"#)).collect();
        format!(r#"{{"status":"success","data":{{"resultType":"vector","result":[{}]}}}}"#, items.join(","))
    };
    let (spans, bytes) = (r#""measured":"spans""#, r#""measured":"bytes""#);
    assert_eq!(
        take(&vector(&[spans, bytes]), None),
        Ok(Answers::from([("spans", vec![(1.7324e9, 2.0)]), ("bytes", vec![(1.7324e9, 2.0)])]))
    );
    assert_eq!(take("5", Some("spans")), Ok(Answers::from([("spans", vec![(0.0, 5.0)])])));
    for (text, field, said) in [
        ("5".to_owned(), None, "has no label `measured`"),
        (vector(&[r#""pod":"a""#, r#""pod":"b""#]), Some("spans"), "has 2 series, and the query gives one"),
        (vector(&[r#""measured":"rain""#]), None, "Nothing measured is called rain."),
        (vector(&[spans, spans]), None, "has two series of it"),
    ] {
        let why = take(&text, field).expect_err(&text);
        assert!(why.contains(said), "{why}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(text in "[\\[\\]{}\":,.0-9eE+ a-z-]{0,120}") {
        let _ = read_answer(&text);
        let _ = Measured::read(coefficient("compression"), &text);
    }

    /// Whatever is measured: what comes of it is ordered, and the design can be assessed.
    #[test]
    fn any_measurement_leaves_a_sound_design(values in proptest::collection::vec((0usize..19, 0.0f64..1e12), 1..6), few in 1usize..20) {
        let answers: Answers = values.iter().map(|(at, value)| {
            (GAUGES[at % GAUGES.len()].id, (0..few).map(|n| (n as f64, value * (1.0 + n as f64 / 7.0))).collect())
        }).collect();
        let fit = fitted(&Design::default(), &answers);
        for own in fit.fitted.iter().flat_map(|fitted| &fitted.own) {
            let [low, likely, high] = own.numbers;
            prop_assert!(0.0 <= low && low <= likely && likely <= high && high.is_finite(), "{own:?}");
        }
        let headroom = assess(&fit.design).estimate.range("capacity.headroom");
        prop_assert!(headroom.low <= headroom.likely && headroom.likely <= headroom.high);
    }
}

/// What an edit takes over from the design before is not what a coefficient of one's own changes.
#[test]
fn an_edit_of_a_coefficient_packs_anew() {
    let before = assess(&Design::default());
    let mut design = Design::default();
    document::assign(&mut design, "measured.daemonset-cpu=6.5 cores per node").expect("a coefficient");
    let after = tempo_designer::assess_on(&design, before.placement.clone(), Some(&before));
    assert_eq!(after.estimate, assess(&design).estimate);
    assert!(after.estimate.range("nodes.count").likely > before.estimate.range("nodes.count").likely);
}
