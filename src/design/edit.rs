//! One edit of one field as a person makes it. Goes in: a text or a value. Comes out: the changed design and what to say
//! about it, or the sentence that refuses it.

use super::fields::{FIELDS, Field, Group, Kind, Value, field, impossible};
use super::steps::walked;
use super::{Design, Role, Share};
use crate::quantity::{Dimension, significant};

/// An edit that was let through.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    pub design: Design,
    /// What was understood, or what went along: said below the field.
    pub note: Option<String>,
}

/// Reads `text` into `field`.
///
/// # Errors
/// Sentences: what is wrong, and what to type. Also when the value is allowed by itself and impossible beside another.
pub fn typed(design: &Design, field: &Field, text: &str) -> Result<Edit, String> {
    let read = field.read(design, text)?;
    let mut edit = set(design, field, &read.value)?;
    edit.note = read.note.or(edit.note);
    Ok(edit)
}

/// Sets `field` to a value of its own [`Kind`].
///
/// # Errors
/// As [`typed`]: an impossibility that `design` did not have.
pub fn set(design: &Design, field: &Field, value: &Value) -> Result<Edit, String> {
    let mut changed = design.clone();
    field.apply(&mut changed, value);
    let note = lower_requests(field, &mut changed)
        .or_else(|| moved_along(design, &changed))
        .or_else(|| in_force(field, &changed))
        .or_else(|| undiscounted(field, &changed));
    match refusal(design, &changed, field.path) {
        Some(why) => Err(why),
        None => Ok(Edit { design: changed, note }),
    }
}

/// Why an edit of the field at `path` is not let through: an impossibility that the old design did not have.
pub(super) fn refusal(old: &Design, new: &Design, path: &str) -> Option<String> {
    let known = impossible(old);
    let all = impossible(new);
    let found = all.iter().find(|found| known.iter().all(|old| old.key != found.key))?;
    let elsewhere = super::fields::field(&found.key)
        .filter(|other| other.path != path)
        .map_or(String::new(), |other| format!(" The field is {}.", other.label));
    Some(format!("{} {}{elsewhere}", found.what, found.remedy))
}

/// A limit that goes below its request takes the request along, and says so: otherwise a limit could only be lowered in
/// two edits, the first of them in another field.
fn lower_requests(field: &Field, design: &mut Design) -> Option<String> {
    let Group::Component(role) = field.group else { return None };
    let component = design.component_mut(role);
    let lowered = if field.path.ends_with(".memory_limit") && component.memory_request > component.memory_limit {
        component.memory_request = component.memory_limit;
        component.memory_request.kubernetes()
    } else if let Some(limit) = component.cpu_limit
        && field.path.ends_with(".cpu_limit")
        && component.cpu_request > limit
    {
        component.cpu_request = limit;
        limit.kubernetes()
    } else {
        return None;
    };
    Some(format!("The request went down to {lowered} with it: Kubernetes refuses one above the limit."))
}

/// Where the provider changes, its region and machine do.
fn moved_along(old: &Design, new: &Design) -> Option<String> {
    let (from, to) = (&old.platform, &new.platform);
    (from.provider != to.provider)
        .then(|| format!("Region and node type went along: {} → {}, {} → {}.", from.region, to.region, from.node, to.node))
}

/// What the peak is where a profile says it, and the factor does not.
fn in_force(field: &Field, design: &Design) -> Option<String> {
    let told = matches!(field.path, "workload.peak_factor" | "workload.profile") && design.hours().is_some();
    let peak = significant(design.peak_factor());
    told.then(|| format!("The profile of the day is in force, not Peak over mean: its busiest hour is {peak} times the mean."))
}

/// How nodes are bought has no price of its own.
fn undiscounted(field: &Field, design: &Design) -> Option<String> {
    let platform = &design.platform;
    (field.path == "platform.purchase" && platform.purchase != "on-demand" && platform.node_discount == Share::default())
        .then(|| "State the discount in Node discount: the bill has none until then.".to_owned())
}

/// What a change of one field is called by undo: `Ingester, replicas 3 → 4`.
#[must_use]
pub fn label(field: &Field, old: &Design, new: &Design) -> String {
    let name = name(field);
    match (field.get)(new) {
        Value::Flag(on) => format!("{name} {}", if on { "on" } else { "off" }),
        value => {
            let as_shown = |value: &Value| match shown(field, value) {
                (text, _) if text.is_empty() => "none".to_owned(),
                (text, unit) => text + unit,
            };
            let idle = field.path == "workload.peak_factor" && new.hours().is_some();
            let effect = if idle { ", without effect under the profile" } else { "" };
            format!("{name} {} → {}{effect}", as_shown(&(field.get)(old)), as_shown(&value))
        }
    }
}

/// What a field is called where its group is not seen: `Ingester, replicas`.
#[must_use]
pub fn name(field: &Field) -> String {
    match field.group {
        Group::Component(role) => format!("{}, {}", role.title(), lower_first(field.label)),
        _ => field.label.to_owned(),
    }
}

/// `CPU request` and `WAL volume` stay as they are.
pub(crate) fn lower_first(label: &str) -> String {
    let mut characters = label.chars();
    match (characters.next(), characters.clone().next()) {
        (Some(first), Some(second)) if !second.is_ascii_uppercase() => {
            std::iter::once(first.to_ascii_lowercase()).chain(characters).collect()
        }
        _ => label.to_owned(),
    }
}

/// What stands in a field's box, and the unit behind it: `2 000` and `/s`. Reads back to the same value.
#[must_use]
pub fn shown<T>(field: &Field<T>, value: &Value) -> (String, &'static str) {
    let text = field.spell(value);
    let Kind::Number { dimension, .. } = field.kind else { return (text, "") };
    let suffix = dimension.suffix();
    let bare = text.strip_suffix(suffix).unwrap_or(&text);
    match dimension {
        Dimension::Count | Dimension::Factor | Dimension::SpanRate | Dimension::EventRate => (grouped(bare), suffix),
        _ => (bare.to_owned(), suffix),
    }
}

/// Groups the digits before the point by three.
fn grouped(text: &str) -> String {
    let whole = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut out = String::with_capacity(text.len() + 9);
    for (at, digit) in text.chars().enumerate() {
        if at > 0 && at < whole && (whole - at) % 3 == 0 {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// The same for ears: `2000 spans per second`.
#[must_use]
pub fn spoken(field: &Field, value: &Value) -> String {
    let text = field.spell(value);
    let Kind::Number { dimension, .. } = field.kind else { return text };
    let bare = text.strip_suffix("/s").unwrap_or(&text);
    match dimension {
        _ if text.is_empty() => "not set".to_owned(),
        Dimension::SpanRate => format!("{bare} spans per second"),
        Dimension::EventRate => format!("{bare} per second"),
        Dimension::Factor => format!("{text} times"),
        Dimension::Count => text,
        Dimension::Cpu if text.ends_with(|c: char| c.is_ascii_digit()) => format!("{text} core{}", plural(&text)),
        _ => in_words(&text, dimension),
    }
}

fn plural(number: &str) -> &'static str {
    if number == "1" { "" } else { "s" }
}

/// `1h30m` as `1 hour 30 minutes`, `8Gi` as `8 gibibytes`. A unit without a row here stays as it is.
fn in_words(text: &str, dimension: Dimension) -> String {
    const UNITS: [(&str, &str); 20] = [
        ("ms", "millisecond"),
        ("s", "second"),
        ("h", "hour"),
        ("d", "day"),
        ("B", "byte"),
        ("k", "kilobyte"),
        ("M", "megabyte"),
        ("G", "gigabyte"),
        ("TiB", "tebibyte"),
        ("kB", "kilobyte"),
        ("MB", "megabyte"),
        ("GB", "gigabyte"),
        ("TB", "terabyte"),
        ("Ki", "kibibyte"),
        ("Mi", "mebibyte"),
        ("Gi", "gibibyte"),
        ("Ti", "tebibyte"),
        ("KiB", "kibibyte"),
        ("MiB", "mebibyte"),
        ("GiB", "gibibyte"),
    ];
    let (text, rate) = text.strip_suffix("/s").map_or((text, ""), |text| (text, " per second"));
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len()));
        let (unit, next) = after.split_at(after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len()));
        let number = number.trim();
        let name = match (unit, dimension) {
            ("m", Dimension::Cpu) => "millicore",
            ("m", _) => "minute",
            _ => UNITS.iter().find(|row| row.0 == unit).map_or(unit, |row| row.1),
        };
        let ending = if name == unit { "" } else { plural(number) };
        words.push(format!("{number} {name}{ending}").trim().to_owned());
        rest = next.trim_start();
    }
    format!("{}{rate}", words.join(" "))
}

/// The stop of a slider that stands for `value`: the last one not above it.
#[must_use]
pub fn stop_at(ladder: &[f64], value: f64) -> usize {
    ladder.partition_point(|&stop| stop <= value).saturating_sub(1)
}

/// The value so many stops of a slider away from `from`, which need be none itself. What is not set goes up to the first.
#[must_use]
pub fn pulled(ladder: &[f64], from: &Value, stops: i32) -> Value {
    let at = from.optional_number();
    match at.or((stops > 0).then_some(f64::NEG_INFINITY)) {
        Some(value) if stops != 0 && !ladder.is_empty() => Value::Number(walked(ladder, value, stops)),
        _ => from.clone(),
    }
}

/// Where along a slider `value` lies, from 0 to 1, between its stops where it is none.
#[must_use]
pub fn along(ladder: &[f64], value: f64) -> f64 {
    let at = stop_at(ladder, value);
    let part = match ladder.get(at..at + 2) {
        Some([from, to]) => ((value - from) / (to - from)).clamp(0.0, 1.0),
        _ => 0.0,
    };
    (at as f64 + part) / (ladder.len().max(2) - 1) as f64
}

/// The field that holds the replicas of a role.
#[must_use]
pub fn replicas(role: Role) -> Option<&'static Field> {
    field(&format!("components.{}.replicas", role.key()))
}

/// Every field as `path=text`, one a line: how the page keeps a design between two visits. Not a document: no version, no
/// places, and nothing a person edits.
#[must_use]
pub fn kept(design: &Design) -> String {
    let mut text = FIELDS.iter().map(|field| format!("{}={}\n", field.path, field.write(design))).collect();
    super::tenants::kept(design, &mut text);
    super::prices::kept(design, &mut text);
    super::measured::kept(design, &mut text);
    text
}

/// A design that was [`kept`]. Lines that are no longer read leave the default.
#[must_use]
pub fn recalled(text: &str) -> Design {
    let mut design = Design::default();
    for line in text.lines() {
        let Some((path, value)) = line.split_once('=') else { continue };
        match field(path) {
            Some(field) => {
                if let Ok(read) = field.read(&design, value) {
                    field.apply(&mut design, &read.value);
                }
            }
            None if path == "prices" => super::prices::recall(&mut design, value),
            None => match path.strip_prefix("measured.") {
                Some(id) => super::measured::recall(&mut design, id, value),
                None => super::tenants::recall(&mut design, path, value),
            },
        }
    }
    design
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(path: &str, text: &str) -> Result<Edit, String> {
        typed(&Design::default(), field(path).expect("a field"), text)
    }

    #[test]
    fn a_limit_takes_its_request_along_and_says_so() {
        let edit = edit("components.ingester.memory_limit", "1.5Gi").unwrap();
        assert_eq!(edit.design.ingester.memory_request.kubernetes(), "1536Mi");
        assert!(edit.note.unwrap().contains("went down to 1536Mi"));
        let limit = field("components.ingester.memory_limit").unwrap();
        assert_eq!(label(limit, &Design::default(), &edit.design), "Ingester, memory limit 8Gi → 1536Mi");
    }

    #[test]
    fn a_provider_takes_the_like_of_its_region_and_machine_along_and_says_so() {
        let edit = edit("platform.provider", "gcp").unwrap();
        let platform = &edit.design.platform;
        assert_eq!((platform.region.as_str(), platform.node.as_str()), ("us-central1", "n2-standard-8"));
        assert_eq!(edit.note.unwrap(), "Region and node type went along: us-east-1 → us-central1, m7i.2xlarge → n2-standard-8.");
        let back = typed(&edit.design, field("platform.provider").unwrap(), "aws").unwrap();
        assert_eq!(back.design, Design::default());
    }

    #[test]
    fn a_factor_under_a_profile_is_told_to_do_nothing() {
        let office = edit("workload.profile", "office").unwrap();
        let factor = field("workload.peak_factor").unwrap();
        let after = typed(&office.design, factor, "4").unwrap();
        for note in [office.note, after.note] {
            assert!(note.unwrap().contains("is in force, not Peak over mean: its busiest hour is 1.83 times"));
        }
        assert_eq!(label(factor, &office.design, &after.design), "Peak over mean 2× → 4×, without effect under the profile");
        assert_eq!(typed(&after.design, field("workload.profile").unwrap(), "peak").unwrap().note, None);
        assert_eq!(edit("workload.peak_factor", "4").unwrap().note, None);
    }

    #[test]
    fn a_step_is_named_as_its_field_reads() {
        let spans = field("workload.spans").unwrap();
        let edit = edit("workload.spans", "50000").unwrap();
        assert_eq!(label(spans, &Design::default(), &edit.design), "Spans, mean 2\u{202f}000/s → 50\u{202f}000/s");
    }

    #[test]
    fn impossible_values_are_refused_and_missing_ones_are_asked_for() {
        let why = edit("components.ingester.memory_request", "9Gi").unwrap_err();
        assert!(why.contains("above the limit 8Gi") && why.contains("Type 8Gi or less"), "{why}");
        let why = edit("tempo.query_backend_after", "2h").unwrap_err();
        assert!(why.contains("above query_ingesters_until 30m"), "{why}");
        // Another kind of credentials can be looked at before its role is known; the bundle asks for it.
        let design = edit("platform.secret_mode", "irsa").unwrap().design;
        assert_eq!(crate::design::fields::asked(&design)[0].key, "platform.identity");
    }

    #[test]
    fn boxes_show_what_reads_back() {
        for (path, text, shown_text, unit, said) in [
            ("workload.spans", "120k/s", "120\u{202f}000", "/s", "120000 spans per second"),
            ("workload.peak_factor", "1.5", "1.5", "×", "1.5 times"),
            ("components.ingester.memory_limit", "12Gi", "12Gi", "", "12 gibibytes"),
            ("components.ingester.cpu_request", "1", "1", "", "1 core"),
            ("components.ingester.cpu_request", "500m", "500m", "", "500 millicores"),
            ("tempo.max_block_duration", "90m", "90m", "", "90 minutes"),
            ("workload.retention", "7d", "7d", "", "7 days"),
            ("workload.bytes_per_span", "500B", "500 B", "", "500 bytes"),
            ("tempo.rate_limit", "30MB/s", "30 MB/s", "", "30 megabytes per second"),
            ("tempo.max_traces_per_user", "1234567", "1\u{202f}234\u{202f}567", "", "1234567"),
            ("workload.unique_characters", "", "", "", "not set"),
        ] {
            let field = field(path).unwrap();
            let value = (field.get)(&edit(path, text).unwrap().design);
            assert_eq!(shown(field, &value), (shown_text.to_owned(), unit), "{path}");
            assert_eq!(spoken(field, &value), said);
            if !shown_text.is_empty() {
                assert_eq!(field.read(&Design::default(), shown_text).unwrap().value, value, "{path}");
            }
        }
    }

    #[test]
    fn a_kept_design_is_recalled() {
        let mut design = Design::default();
        design.platform.provider = "gcp".to_owned();
        field("platform.provider").unwrap().apply(&mut design, &Value::Text("gcp".to_owned()));
        design.platform.loki_uid = None;
        design.workload.spans = crate::quantity::PerSecond::new(123_456.5);
        assert_eq!(recalled(&kept(&design)), design);
        assert_eq!(recalled("no.such=1\nworkload.spans=much\nrubbish"), Design::default());
    }

    #[test]
    fn every_default_reads_back_from_its_box() {
        let design = Design::default();
        for field in &super::super::fields::FIELDS {
            let value = (field.get)(&design);
            let (text, _) = shown(field, &value);
            assert_eq!(field.read(&design, &text).map(|read| read.value), Ok(value), "{}", field.path);
        }
    }

    #[test]
    fn nodes_bought_otherwise_ask_for_their_discount() {
        let note = |design: &Design, text: &str| typed(design, field("platform.purchase").unwrap(), text).unwrap().note;
        let mut design = Design::default();
        assert!(note(&design, "spot").unwrap().starts_with("State the discount in Node discount"));
        assert_eq!(note(&design, "on-demand"), None);
        design.platform.node_discount = Share::new(0.6);
        assert_eq!(note(&design, "spot"), None);
    }

    #[test]
    fn what_is_negative_is_told_the_least() {
        let refused = typed(&Design::default(), field("goals.budget").unwrap(), "-5");
        assert_eq!(refused, Err("Budget -5 is below 1. Type 1 or more.".to_owned()));
    }

    #[test]
    fn a_value_between_two_stops_stands_at_the_lower() {
        assert_eq!([0.0, 1.0, 2.5, 3.0, 9.0].map(|value| stop_at(&[1.0, 2.0, 3.0], value)), [0, 0, 1, 2, 2]);
        assert_eq!([0.0, 1.0, 2.5, 3.0, 9.0].map(|value| along(&[1.0, 2.0, 3.0], value)), [0.0, 0.0, 0.75, 1.0, 1.0]);
    }
}
