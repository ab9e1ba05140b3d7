//! What moves a figure, against the design estimated anew with that one thing changed.

use std::collections::BTreeSet;
use tempo_designer::Assessment;
use tempo_designer::assess;
use tempo_designer::catalog::COEFFICIENTS;
use tempo_designer::design::fields::{FIELDS, Kind, Value, field};
use tempo_designer::design::{Design, Measured, document, edit};
use tempo_designer::estimate::{Mover, Sensitivity, sensitivity};
use tempo_designer::quantity::Dimension;

fn of(assessment: &Assessment, id: &str) -> Sensitivity {
    sensitivity(&assessment.design, &assessment.placement, &assessment.estimate, id).expect("a figure")
}

fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 3e-6 * a.abs().max(b.abs())
}

/// Designs that take different ways through the formulas.
fn designs() -> Vec<Design> {
    let with = |text: &[&str]| {
        let mut design = Design::default();
        text.iter().for_each(|change| document::assign(&mut design, change).expect("a change"));
        design
    };
    vec![
        Design::default(),
        with(&[
            "workload.spans=90k/s",
            "workload.searches=20/s",
            "workload.unique_characters=80 B",
            "components.ingester.replicas=9",
            "components.querier.replicas=12",
            "components.compactor.replicas=4",
            "platform.zone_awareness=true",
            "tempo.rate_strategy=global",
        ]),
        with(&[
            "platform.provider=gcp",
            "workload.tenants=4",
            "workload.lookback=48h",
            "components.ingester.volume=none",
            "components.querier.cpu_limit=none",
            "tempo.replication_factor=1",
        ]),
    ]
}

#[test]
fn every_end_is_what_the_design_estimated_anew_gives() {
    for design in designs() {
        let a = assess(&design);
        for id in [
            "cost.total",
            "capacity.headroom",
            "capacity.sustainable",
            "demand.ingester.memory",
            "storage.stored",
            "query.latency",
        ] {
            let found = of(&a, id);
            assert!(close(found.likely, a.estimate.range(id).likely), "{id}");
            for bar in &found.bars {
                for (at, end) in bar.ends.iter().enumerate() {
                    let Some(end) = end else { continue };
                    let mut changed = design.clone();
                    match &bar.mover {
                        Mover::Coefficient(row) => {
                            let numbers = [[row.low, row.high][at] / row.written_in().0; 3];
                            changed.put_measured(Measured { row, numbers, note: String::new() });
                        }
                        Mover::Field(field) => {
                            let now = (field.get)(&design).number();
                            let Kind::Number { dimension, min, max, .. } = field.kind else { panic!("{}", field.path) };
                            let step = if dimension == Dimension::Count { (now * 0.2).round().max(1.0) } else { now * 0.2 };
                            let value = [now - step, now + step][at].clamp(min, max);
                            changed = edit::set(&design, field, &Value::Number(value)).expect("it was let through").design;
                        }
                        Mover::Given(_) => continue,
                    }
                    let anew = assess(&changed).estimate.range(id).likely;
                    assert!(close(end.result, anew), "{id}, {}: {} and anew {anew}", bar.mover.key(), end.result);
                }
            }
        }
    }
}

/// What has no bar does not move the figure: no coefficient and no number of the design.
#[test]
fn what_has_no_bar_moves_nothing() {
    for design in designs() {
        let a = assess(&design);
        for id in ["cost.total", "capacity.headroom", "demand.querier.memory"] {
            let found = of(&a, id);
            let keys: BTreeSet<String> = found.bars.iter().map(|bar| bar.mover.key()).collect();
            let likely = a.estimate.range(id).likely;
            let still = |changed: &Design, what: &str| {
                let anew = assess(changed).estimate.range(id).likely;
                assert!((anew - likely).abs() <= 2e-5 * likely.abs(), "{id}, {what}: {likely} and {anew}");
            };
            for row in COEFFICIENTS.iter().filter(|row| !keys.contains(&format!("coefficient:{}", row.id))) {
                let mut changed = design.clone();
                let numbers = [row.high / row.written_in().0; 3];
                changed.put_measured(Measured { row, numbers, note: String::new() });
                still(&changed, row.id);
            }
            // The seed of the ring is no quantity.
            let others = FIELDS.iter().filter(|field| !keys.contains(&format!("field:{}", field.path)));
            for field in others.filter(|field| field.path != "platform.ring_seed") {
                let Kind::Number { dimension, .. } = field.kind else { continue };
                let Some(now) = (field.get)(&design).optional_number() else { continue };
                let more = if dimension == Dimension::Count { now + (now * 0.2).round().max(1.0) } else { now * 1.2 };
                if let Ok(edit) = edit::set(&design, field, &Value::Number(more)) {
                    still(&edit.design, field.path);
                }
            }
        }
    }
}

/// 2 000 spans/s of 500 B: the mean ingest is their product, so that a fifth of either is a fifth of 1 MB/s, and nothing else
/// is in it.
#[test]
fn a_product_is_known_by_hand() {
    let found = of(&assess(&Design::default()), "load.mean");
    assert_eq!(found.likely, 1e6);
    let bars: Vec<_> = found.bars.iter().map(|bar| (bar.mover.key(), bar.swing)).collect();
    assert_eq!(bars, [("field:workload.bytes_per_span".to_owned(), 4e5), ("field:workload.spans".to_owned(), 4e5)]);
    let ends = found.bars[1].ends.clone().map(|end| end.map(|end| (end.value, end.result)));
    assert_eq!(ends, [Some(("1\u{202f}600/s".to_owned(), 8e5)), Some(("2\u{202f}400/s".to_owned(), 1.2e6))]);
    assert_eq!(
        found.words(&found.bars[1]),
        "An input of the design, 20 % less and more: 800\u{202f}kB/s with 1\u{202f}600/s, 1.2\u{202f}MB/s with 2\u{202f}400/s; now 1.0\u{202f}MB/s with 2\u{202f}000/s."
    );
}

#[test]
fn the_widest_bar_comes_first_and_twice_is_the_same() {
    for design in designs() {
        let a = assess(&design);
        assert_eq!(of(&a, "cost.total"), of(&a, "cost.total"));
        // Every seventh figure of each chapter's alphabet: all of them take a minute.
        for id in a.estimate.sheet.ids().step_by(7) {
            let found = of(&a, id);
            assert!(found.bars.windows(2).all(|pair| pair[0].swing >= pair[1].swing), "{id}");
            let keys: BTreeSet<_> = found.bars.iter().map(|bar| (bar.mover.key(), bar.label.clone())).collect();
            assert_eq!(keys.len(), found.bars.len(), "{id}: a bar stands twice");
            for bar in &found.bars {
                let words = found.words(bar);
                assert!(words.ends_with('.') && !words.contains("NaN") && !bar.now.is_empty(), "{id}: {words}");
                let results = bar.ends.iter().flatten().map(|end| (end.result - found.likely).abs());
                assert!(results.fold(0.0, f64::max) <= bar.swing, "{id}: {words}");
            }
        }
    }
}

/// No end of a coefficient lies outside the figure's own range, which takes all of them to their worst at once.
#[test]
fn no_coefficient_leads_out_of_the_range() {
    let a = assess(&Design::default());
    for id in
        ["storage.stored", "demand.ingester.memory", "demand.distributor.cpu", "query.latency", "cost.total", "capacity.headroom"]
    {
        let range = a.estimate.range(id);
        for bar in of(&a, id).bars.iter().filter(|bar| matches!(bar.mover, Mover::Coefficient(_)) && !bar.anew) {
            for end in bar.ends.iter().flatten() {
                let hair = 1e-5 * range.likely;
                assert!(end.result >= range.low - hair && end.result <= range.high + hair, "{id}, {}", bar.label);
            }
        }
    }
}

#[test]
fn a_refused_end_is_left_out_and_said() {
    let mut design = Design::default();
    field("tempo.query_backend_after").unwrap().apply(&mut design, &Value::Number(1_750.0));
    let found = of(&assess(&design), "query.block_bytes");
    let bar = found.bars.iter().find(|bar| bar.mover.key() == "field:tempo.query_backend_after").expect("a bar");
    assert!(bar.ends[0].is_some() && bar.ends[1].is_none());
    assert!(found.words(bar).contains("the other way is not allowed"), "{}", found.words(bar));
    assert!(sensitivity(&design, &assess(&design).placement, &assess(&design).estimate, "no.such").is_none());
}
