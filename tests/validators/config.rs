//! A tempo.yaml against the list of keys and types read out of Tempo's own code (tests/data).
//!
//! Tempo reads its file strictly: one unknown key, or one value of another type, and no process starts.

use std::collections::HashMap;

use yaml_serde::Value;

/// A row of the data file.
struct Key {
    /// `a.b[].c`; `[]` stands for every item of a list.
    path: String,
    /// The Go type.
    kind: String,
    /// Any key may stand below: a map of the user's own names, or a part that Tempo hands on.
    open: bool,
    list: bool,
    /// Accepted, but only in a file that has no key of the present layout.
    legacy: bool,
}

impl Key {
    fn read(row: &serde_json::Value) -> Option<Self> {
        let text = |name| row.get(name)?.as_str().map(str::to_owned);
        let flag = |name| row.get(name).is_some_and(|flag| flag == true);
        let legacy = text("layout").as_deref() == Some("legacy");
        Some(Self { path: text("path")?, kind: text("type")?, open: flag("open"), list: flag("list"), legacy })
    }
}

/// One sentence for each key that the release would refuse.
pub fn faults(config: &Value, release: &str) -> Vec<String> {
    below("", config, release)
}

/// The same for the per-tenant file: below each tenant's id stands an object like `overrides.defaults`.
pub fn faults_of_tenants(file: &Value, release: &str) -> Vec<String> {
    let entries = file.as_mapping().filter(|root| root.len() == 1).and_then(|root| root.get("overrides")?.as_mapping());
    let Some(entries) = entries else { return vec!["The file has one key, overrides, with tenants below it.".to_owned()] };
    let faults_of = |(id, limits): (&Value, &Value)| {
        let mut faults = below("overrides.defaults", limits, release);
        if !id.is_string() {
            faults.push(format!("{id:?} is no text."));
        }
        faults
    };
    entries.iter().flat_map(faults_of).collect()
}

fn below(path: &str, config: &Value, release: &str) -> Vec<String> {
    let data = match release {
        "2.10.8" => include_str!("../data/tempo-config-2.10.8.json"),
        "3.0.3" => include_str!("../data/tempo-config-3.0.3.json"),
        _ => panic!("tests/data has no keys of release {release}"),
    };
    let rows: Vec<serde_json::Value> = serde_json::from_str(data).expect("tests/data holds JSON lists");
    let keys: Vec<Key> = rows.iter().map(|row| Key::read(row).expect("a row has a path and a type")).collect();
    let keys = keys.iter().map(|key| (key.path.as_str(), key)).collect();
    let mut faults = Vec::new();
    Walk { keys, faults: &mut faults }.value(path, config);
    faults
}

struct Walk<'a> {
    keys: HashMap<&'a str, &'a Key>,
    faults: &'a mut Vec<String>,
}

impl Walk<'_> {
    fn value(&mut self, path: &str, value: &Value) {
        if let Some(key) = self.keys.get(path).copied() {
            if key.legacy {
                self.faults.push(format!("{path} belongs to the old layout. Write it under overrides.defaults."));
            }
            if key.open {
                return;
            }
            // A list whose items have keys of their own is described by those.
            let described = self.below(&format!("{path}[]"));
            if !described {
                self.leaf(key, value);
                return;
            }
        } else if !path.is_empty() && !self.below(path) {
            self.faults.push(format!("{path} is no key of this release."));
            return;
        }
        match value {
            Value::Mapping(entries) => {
                for (name, value) in entries {
                    let name = name.as_str().unwrap_or("(a key that is no text)");
                    self.value(&if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }, value);
                }
            }
            Value::Sequence(items) if self.below(&format!("{path}[]")) => {
                items.iter().for_each(|item| self.value(&format!("{path}[]"), item));
            }
            other => self.faults.push(format!("{path} holds {}, where keys are expected.", kind(other))),
        }
    }

    /// Whether keys exist below `path`.
    fn below(&self, path: &str) -> bool {
        self.keys.keys().any(|key| {
            let rest = key.strip_prefix(path);
            rest.is_some_and(|rest| rest.starts_with('.') || rest.starts_with("[]"))
        })
    }

    fn leaf(&mut self, key: &Key, value: &Value) {
        if key.list && value.is_sequence() {
            return;
        }
        let fits = match key.kind.trim_start_matches('*') {
            // Go's decoder would take a bare integer as nanoseconds.
            "time.Duration" => value.as_str().is_some_and(go_duration),
            "model.Duration" => value.as_str().is_some_and(prometheus_duration),
            "bool" => value.is_bool(),
            "int" | "int64" => value.is_i64(),
            "uint" | "uint8" | "uint32" | "uint64" => value.is_u64(),
            "float64" => value.is_number(),
            // Without a unit the value is refused.
            "flagext.Bytes" => value.as_str().is_some_and(|text| text.ends_with('B')),
            "flagext.StringSliceCSVMulti" => value.is_string() || value.is_sequence(),
            list if list.starts_with("[]") || key.list => value.is_sequence(),
            map if map.starts_with("map[") => value.is_mapping(),
            // The rest are names and texts with parsers of their own.
            _ => value.is_string(),
        };
        if !fits {
            self.faults.push(format!("{} holds {}, where {} is expected.", key.path, kind(value), key.kind));
        }
    }
}

fn kind(value: &Value) -> String {
    match value {
        Value::Mapping(_) => "keys".to_owned(),
        Value::Sequence(_) => "a list".to_owned(),
        Value::String(text) => format!("the text \"{text}\""),
        other => format!("{other:?}"),
    }
}

/// `time.ParseDuration`: `1h30m`, `1.5s`; no days or weeks.
fn go_duration(text: &str) -> bool {
    durations(text, &["ns", "us", "µs", "ms", "s", "m", "h"], true).is_some()
}

/// Prometheus' own: whole numbers, each unit at most once, from large to small.
fn prometheus_duration(text: &str) -> bool {
    const UNITS: [&str; 7] = ["y", "w", "d", "h", "m", "s", "ms"];
    let order = |units: Vec<usize>| units.windows(2).all(|pair| pair[0] < pair[1]);
    durations(text, &UNITS, false).is_some_and(order)
}

/// The positions in `units` of the units of a duration; None if it is none.
fn durations(text: &str, units: &[&str], fractions: bool) -> Option<Vec<usize>> {
    if text == "0" {
        return Some(Vec::new());
    }
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || fractions && c == '.'))?;
        let (number, after) = rest.split_at(digits);
        number.parse::<f64>().ok()?;
        let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        found.push(units.iter().position(|unit| *unit == &after[..end])?);
        rest = &after[end..];
    }
    (!found.is_empty()).then_some(found)
}

#[test]
fn durations_are_told_apart() {
    let check = |text, go, prometheus| {
        assert_eq!((go_duration(text), prometheus_duration(text)), (go, prometheus), "{text}");
    };
    check("168h", true, true);
    check("7d", false, true);
    check("1.5h", true, false);
    check("30m1h", true, false);
    check("1d12h", false, true);
    check("0", true, true);
    check("5", false, false);
    check("5M", false, false);
    check("", false, false);
}

#[test]
fn faults_are_found() {
    let check = |text: &str, fault: Option<&str>| {
        let found = faults(&yaml_serde::from_str(text).expect("the test writes YAML"), "2.10.8");
        match fault {
            None => assert_eq!(found, Vec::<String>::new(), "{text}"),
            Some(fault) => assert!(found.len() == 1 && found[0].contains(fault), "{text}: {found:?}"),
        }
    };
    check("server: {http_listen_port: 3200}", None);
    check("server: {http_listen_port: '3200'}", Some("int is expected"));
    check("server: {http_listen_prot: 3200}", Some("no key"));
    check("server: 3200", Some("keys are expected"));
    check("distributor: {receivers: {otlp: {protocols: {grpc: {endpoint: '0.0.0.0:4317'}}}}}", None);
    check("cache: {caches: [{roles: [bloom], memcached: {host: cache}}]}", None);
    check("cache: {caches: [{memcached: {hots: cache}}]}", Some("no key"));
    check("memberlist: {join_members: ['dns+a:7946']}", None);
    check("compactor: {compaction: {block_retention: 168h}}", None);
    check("compactor: {compaction: {block_retention: 7d}}", Some("time.Duration"));
    check("overrides: {block_retention: 168h}", Some("old layout"));
}

#[test]
fn faults_of_tenants_are_found() {
    let check = |text: &str, fault: Option<&str>| {
        let found = faults_of_tenants(&yaml_serde::from_str(text).expect("the test writes YAML"), "2.10.8");
        match fault {
            None => assert_eq!(found, Vec::<String>::new(), "{text}"),
            Some(fault) => assert!(found.len() == 1 && found[0].contains(fault), "{text}: {found:?}"),
        }
    };
    check("overrides: {}", None);
    check("overrides: {a: {ingestion: {rate_limit_bytes: 1}, compaction: {block_retention: 30d}}}", None);
    check("overrides: {a: {ingestion_rate_limit_bytes: 1}}", Some("no key"));
    check("overrides: {a: {compaction: {block_retention: 1.5h}}}", Some("model.Duration"));
    check("overrides: {2024: {}}", Some("no text"));
    check("a: {}", Some("one key"));
}
