//! Metric names in rules and dashboards against the list of those that Tempo registers (tests/data).
//!
//! promtool judges the language only: a misspelt metric is a rule that never fires.

use std::collections::{BTreeSet, HashMap};

use yaml_serde::Value;

/// A row of the data file.
struct Metric {
    name: String,
    kind: String,
    releases: Vec<String>,
}

impl Metric {
    fn read(row: &serde_json::Value) -> Option<Self> {
        let text = |name| row.get(name)?.as_str().map(str::to_owned);
        let releases = row.get("releases")?.as_array()?.iter().filter_map(|release| release.as_str().map(str::to_owned));
        Some(Self { name: text("name")?, kind: text("kind")?, releases: releases.collect() })
    }
}

/// Registered by code that both releases vendor, and missing from the list because it appears only with a per-tenant
/// overrides file, which our bundles have: grafana/dskit runtimeconfig/manager.go, used by Tempo's own mixin as well.
const WITH_OVERRIDES: [&str; 1] = ["tempo_runtime_config_last_reload_successful"];

/// One sentence for each name that nothing provides.
pub fn faults(documents: &[Value], release: &str) -> Vec<String> {
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../data/tempo-metrics.json")).expect("tests/data holds JSON lists");
    let metrics: Vec<Metric> = rows.iter().map(|row| Metric::read(row).expect("a row has name, kind, releases")).collect();
    let metrics: HashMap<&str, &Metric> = metrics.iter().map(|metric| (metric.name.as_str(), metric)).collect();

    let mut recorded = BTreeSet::new();
    let mut asked = BTreeSet::new();
    for document in documents {
        texts(document, "record", &mut |text| _ = recorded.insert(text.to_owned()));
        texts(document, "expr", &mut |text| asked.extend(names(text).map(str::to_owned)));
    }
    assert!(!asked.is_empty(), "no expression asks for a metric of Tempo");
    let known = |name: &String| recorded.contains(name) || WITH_OVERRIDES.contains(&name.as_str());
    asked.iter().filter(|name| !known(name)).filter_map(|name| fault(name, &metrics, release)).collect()
}

fn fault(name: &str, metrics: &HashMap<&str, &Metric>, release: &str) -> Option<String> {
    let series = ["_bucket", "_sum", "_count"].iter().find_map(|end| {
        let metric = metrics.get(name.strip_suffix(end)?)?;
        (metric.kind == "histogram" || metric.kind == "summary").then_some(*metric)
    });
    match metrics.get(name).copied().or(series) {
        None => Some(format!("{name} is no metric of Tempo and is recorded by no rule.")),
        Some(metric) if !metric.releases.iter().any(|known| known == release) => {
            Some(format!("{name} exists in {}, not in {release}.", metric.releases.join(", ")))
        }
        Some(_) => None,
    }
}

/// Every text under `key`, at any depth.
fn texts(value: &Value, key: &str, found: &mut impl FnMut(&str)) {
    match value {
        Value::Mapping(entries) => {
            for (name, value) in entries {
                match value {
                    Value::String(text) if name.as_str() == Some(key) => found(text),
                    other => texts(other, key, found),
                }
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| texts(item, key, found)),
        _ => {}
    }
}

/// Names in an expression that only Tempo, or a rule of ours, can provide. What stands in quotes is a label's value.
fn names(expression: &str) -> impl Iterator<Item = &str> {
    let outside = expression.split('"').step_by(2);
    let words = outside.flat_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':'));
    words.filter(|word| ["tempo_", "tempodb_"].iter().any(|start| word.starts_with(start)))
}

#[test]
fn names_are_judged() {
    let check = |expression: &str, fault: Option<&str>| {
        let rule = format!("groups: [{{rules: [{{record: 'tempo_designer:a', expr: '{expression}'}}]}}]");
        let found = faults(&[yaml_serde::from_str(&rule).expect("the test writes YAML")], "2.10.8");
        match fault {
            None => assert_eq!(found, Vec::<String>::new(), "{expression}"),
            Some(fault) => assert!(found.len() == 1 && found[0].contains(fault), "{expression}: {found:?}"),
        }
    };
    check("rate(tempo_distributor_spans_received_total{job=\"tempo_x\"}[5m])", None);
    check("histogram_quantile(0.9, rate(tempo_request_duration_seconds_bucket[5m]))", None);
    check("tempo_designer:a > 1", None);
    check("tempo_designer:b > 1", Some("recorded by no rule"));
    check("tempo_querier_query_duration_seconds > 1", Some("no metric"));
    check("tempo_live_store_ready == 0", Some("not in 2.10.8"));
}
