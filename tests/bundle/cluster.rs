//! A bundle as the API server sees it: objects by kind and name, and how they refer to each other.

use std::collections::BTreeSet;
use tempo_designer::bundle::{Bundle, archive};
use yaml_serde::Value;

/// All documents of a YAML text. What is indented is never a separator.
pub fn documents(text: &str) -> Vec<Value> {
    let read = |part: &str| yaml_serde::from_str(&format!("{part}\n")).unwrap_or_else(|why| panic!("{why}\n{part}"));
    text.trim_end().split("\n---\n").map(read).collect()
}

/// The value at a dotted path; null where there is none. Numbers are indices.
pub fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    const NULL: &Value = &Value::Null;
    path.split('/').fold(value, |value, key| match (value, key.parse::<usize>()) {
        (Value::Sequence(items), Ok(index)) => items.get(index).unwrap_or(NULL),
        (Value::Mapping(entries), _) => entries.get(Value::from(key)).unwrap_or(NULL),
        _ => NULL,
    })
}

pub fn text<'v>(value: &'v Value, path: &str) -> &'v str {
    at(value, path).as_str().unwrap_or_default()
}

pub fn items<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    at(value, path).as_sequence().map_or(&[], Vec::as_slice)
}

/// Entries of a mapping of texts.
pub fn pairs(value: &Value, path: &str) -> BTreeSet<(String, String)> {
    let entries = at(value, path).as_mapping().into_iter().flatten();
    entries
        .map(|(key, value)| (key.as_str().unwrap_or_default().to_owned(), value.as_str().unwrap_or_default().to_owned()))
        .collect()
}

pub struct Cluster {
    pub objects: Vec<Value>,
}

impl Cluster {
    pub fn of(bundle: &Bundle) -> Self {
        Cluster { objects: documents(&archive::multi_document(bundle)) }
    }

    pub fn kind<'c>(&'c self, kind: &'c str) -> impl Iterator<Item = &'c Value> {
        self.objects.iter().filter(move |object| text(object, "kind") == kind)
    }

    pub fn named(&self, kind: &str, name: &str) -> Option<&Value> {
        self.objects.iter().find(|object| text(object, "kind") == kind && text(object, "metadata/name") == name)
    }

    /// Deployments and StatefulSets.
    pub fn workloads(&self) -> impl Iterator<Item = &Value> {
        self.objects.iter().filter(|object| matches!(text(object, "kind"), "Deployment" | "StatefulSet"))
    }

    /// The workloads whose pods bear all these labels.
    pub fn selected<'c>(&'c self, labels: &BTreeSet<(String, String)>) -> Vec<&'c Value> {
        self.workloads().filter(|workload| labels.is_subset(&pairs(workload, "spec/template/metadata/labels"))).collect()
    }
}

/// A Kubernetes quantity in its base unit; `None` for what the API server refuses.
pub fn quantity(text: &str) -> Option<f64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match &text[digits.len()..] {
        "" => 1.0,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "Ki" => 1024.0,
        "Mi" => 1024f64.powi(2),
        "Gi" => 1024f64.powi(3),
        "Ti" => 1024f64.powi(4),
        _ => return None,
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return None;
    }
    digits.parse::<f64>().ok().map(|number| number * factor)
}

/// A label's value or the name of a port: the syntax that schema validation does not know.
pub fn is_label(text: &str) -> bool {
    text.len() <= 63
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
}

pub fn is_dns_label(text: &str) -> bool {
    is_label(text) && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
