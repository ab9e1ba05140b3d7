//! `tempo.yaml` against the release's key list, and the rules against its metrics.

use super::cluster::documents;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use tempo_designer::bundle::{Bundle, BundleFile, TokenKind};
use yaml_serde::Value;

pub struct Key {
    kind: String,
    default: Value,
    open: bool,
}

/// Every key of the configuration by its path.
pub fn keys() -> &'static BTreeMap<String, Key> {
    static KEYS: OnceLock<BTreeMap<String, Key>> = OnceLock::new();
    KEYS.get_or_init(read_keys)
}

fn read_keys() -> BTreeMap<String, Key> {
    let rows: Value = yaml_serde::from_str(include_str!("../data/tempo-config-2.10.8.json")).expect("JSON is YAML");
    let rows = rows.as_sequence().expect("a list");
    rows.iter()
        .filter(|row| row.get("layout").and_then(Value::as_str) != Some("legacy"))
        .map(|row| {
            let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let key = Key {
                kind: text("type"),
                default: row.get("default").cloned().unwrap_or(Value::Null),
                open: row.get("open").and_then(Value::as_bool) == Some(true),
            };
            (text("path"), key)
        })
        .collect()
}

/// Names of 2.10.8, histograms with the suffixes of their series.
pub fn metrics() -> BTreeSet<String> {
    let rows: Value = yaml_serde::from_str(include_str!("../data/tempo-metrics.json")).expect("JSON is YAML");
    let mut names = BTreeSet::new();
    for row in rows.as_sequence().expect("a list") {
        let releases = row.get("releases").and_then(Value::as_sequence).cloned().unwrap_or_default();
        if !releases.contains(&Value::from("2.10.8")) {
            continue;
        }
        let name = row.get("name").and_then(Value::as_str).unwrap_or_default();
        names.insert(name.to_owned());
        if row.get("kind").and_then(Value::as_str) == Some("histogram") {
            names.extend(["bucket", "sum", "count"].map(|suffix| format!("{name}_{suffix}")));
        }
    }
    // Registered by dskit's runtimeconfig, with a per-tenant file alone, which the list was taken without.
    names.insert("tempo_runtime_config_last_reload_successful".to_owned());
    names
}

fn text_of(bundle: &Bundle, path: &str) -> String {
    bundle.files.iter().find(|file| file.path == path).map(BundleFile::text).expect("the file is there")
}

pub fn unknown_keys(keys: &BTreeMap<String, Key>, bundle: &Bundle) -> Vec<String> {
    let mut found = Vec::new();
    let root = documents(&text_of(bundle, "config/tempo.yaml")).remove(0);
    walk("", &root, keys, &mut found);
    for (tenant, limits) in tenants(bundle) {
        let mut own = Vec::new();
        walk("overrides.defaults", &limits, keys, &mut own);
        found.extend(own.into_iter().map(|what| format!("config/overrides.yaml, {tenant}: {what}")));
    }
    found
}

/// The entries of the per-tenant file: each is an object like `overrides.defaults`.
fn tenants(bundle: &Bundle) -> Vec<(String, Value)> {
    let root = documents(&text_of(bundle, "config/overrides.yaml")).remove(0);
    let Some(root) = root.as_mapping().filter(|root| root.len() == 1) else { panic!("one key, not {root:?}") };
    let entries = root.get("overrides").and_then(Value::as_mapping).expect("a mapping of tenants");
    entries.iter().map(|(id, limits)| (id.as_str().expect("an id is a text").to_owned(), limits.clone())).collect()
}

/// Limits that an entry lacks. It inherits nothing, so that a default which is not zero is lost: those of Tempo, the
/// generator's excepted, which no bundle runs, and those that `tempo.yaml` sets. And comments that tell a wrong default.
pub fn lost_defaults(keys: &BTreeMap<String, Key>, bundle: &Bundle) -> Vec<String> {
    const DEFAULTS: &str = "overrides.defaults.";
    let own = documents(&text_of(bundle, "config/tempo.yaml")).remove(0);
    let at = |root: &Value, path: &str| path.split('.').try_fold(root.clone(), |value, key| value.get(key).cloned());
    let zero = |value: &Value| {
        value.is_null()
            || [Value::from(0), Value::from(""), Value::from(false), Value::from("0s")].contains(value)
            || !is_leaf(value)
    };
    let mut found = Vec::new();
    for (tenant, limits) in tenants(bundle) {
        for (path, key) in keys {
            let Some(rest) = path.strip_prefix(DEFAULTS).filter(|rest| !rest.starts_with("metrics_generator.")) else { continue };
            if (at(&own, path).is_some() || !zero(&key.default)) && at(&limits, rest).is_none() {
                found.push(format!("{tenant} loses {rest}"));
            }
        }
        // Own limits aside, those two are what Tempo has.
        for rest in ["ingestion.retry_info_enabled", "read.max_bytes_per_tag_values_query"] {
            let default = keys.get(&format!("{DEFAULTS}{rest}")).map(|key| key.default.clone());
            if at(&limits, rest) != default {
                found.push(format!("{tenant}: {rest} is {:?}, Tempo's default {default:?}", at(&limits, rest)));
            }
        }
    }
    found
}

fn is_leaf(value: &Value) -> bool {
    !value.is_sequence() && !value.is_mapping()
}

fn walk(path: &str, value: &Value, keys: &BTreeMap<String, Key>, found: &mut Vec<String>) {
    if let Some(key) = keys.get(path) {
        if !key.open && !fits(&key.kind, value) {
            found.push(format!("{path} is a {}, not {value:?}", key.kind));
        }
        return;
    }
    match value {
        Value::Mapping(entries) => {
            for (key, value) in entries {
                let key = key.as_str().unwrap_or_default();
                let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
                walk(&path, value, keys, found);
            }
        }
        _ => found.push(format!("no key {path}")),
    }
}

fn fits(kind: &str, value: &Value) -> bool {
    match kind {
        "bool" | "*bool" => value.is_bool(),
        "int" | "int64" => value.as_i64().is_some(),
        "uint" | "uint32" | "uint64" => value.as_u64().is_some(),
        "time.Duration" | "model.Duration" => value.as_str().is_some_and(|text| seconds(text).is_some()),
        "flagext.StringSliceCSVMulti" | "[]string" => value.is_sequence(),
        "string" | "flagext.Secret" => value.is_string(),
        other => panic!("nobody has said what a {other} looks like"),
    }
}

/// Go's durations: `1h30m`, `250ms`.
fn seconds(text: &str) -> Option<f64> {
    let mut rest = text;
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let unit = rest[digits..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| at + digits);
        let factor = match &rest[digits..unit] {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 0.001,
            _ => return None,
        };
        total += rest[..digits].parse::<f64>().ok()? * factor;
        rest = &rest[unit..];
    }
    (total >= 0.0 && !text.is_empty()).then_some(total)
}

/// Comments that say `Tempo default` or `Tempo default: X`, held against the list.
pub fn wrong_defaults(keys: &BTreeMap<String, Key>, bundle: &Bundle) -> Vec<String> {
    let mut found = Vec::new();
    let file = bundle.files.iter().find(|file| file.path == "config/tempo.yaml").expect("the file is there");
    let mut open: Vec<String> = Vec::new();
    let mut above = String::new();
    for line in &file.lines {
        let part = |kind: TokenKind| line.tokens.iter().find(|token| token.kind == kind).map(|token| token.text.clone());
        let comment = part(TokenKind::Comment).unwrap_or_default();
        let Some(key) = part(TokenKind::Key) else {
            above.push_str(comment.trim_start_matches('#'));
            continue;
        };
        let said = format!("{above}{comment}");
        above.clear();
        let indent = line.tokens.first().filter(|token| token.kind == TokenKind::Plain).map_or(0, |token| token.text.len());
        open.truncate(indent / 2);
        open.push(key);
        let path = open.join(".");
        let (Some(at), Some(row)) = (said.find("Tempo default"), keys.get(&path)) else { continue };
        let value = part(TokenKind::Number).or(part(TokenKind::String)).unwrap_or_default();
        let told = said[at..].strip_prefix("Tempo default: ");
        let default = spelled(&row.default);
        let right = match told {
            None => same(&value, &default),
            Some(told) => same(told, &default) || (told == "none" && default.is_empty()),
        };
        if !right {
            found.push(format!("{path}: {said}, but the default is {default}"));
        }
    }
    found
}

fn spelled(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}

fn same(told: &str, default: &str) -> bool {
    let size = |text: &str| {
        let text = text.trim_end_matches("/s");
        let (number, unit) = text.split_once(' ').unwrap_or((text, "B"));
        let factor = match unit {
            "B" => 1.0,
            "MB" => 1e6,
            "MiB" => 1_048_576.0,
            _ => return None,
        };
        number.parse::<f64>().ok().map(|number| number * factor)
    };
    told == default
        || matches!((seconds(told), seconds(default)), (Some(a), Some(b)) if a == b)
        || matches!((size(told), size(default)), (Some(a), Some(b)) if a == b)
}

/// Names in expressions that the release does not register.
pub fn unknown_metrics(metrics: &BTreeSet<String>, bundle: &Bundle) -> Vec<String> {
    let mut found = Vec::new();
    for path in ["monitoring/rules.yaml", "optional/prometheus-operator/prometheusrule.yaml", "test/smoke.sh"] {
        let Some(file) = bundle.files.iter().find(|file| file.path == path) else { continue };
        for word in file.text().split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':') {
            let ours = word.contains(':');
            if (word.starts_with("tempo_") || word.starts_with("tempodb_")) && !ours && !metrics.contains(word) {
                found.push(format!("{path}: no metric {word}"));
            }
        }
    }
    found
}
