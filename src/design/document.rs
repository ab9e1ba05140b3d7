//! `design.yaml`: the design as a file a person can write by hand and keep in git.
//!
//! Written and read by walking [`FIELDS`], so that an unknown key has a place and a suggestion, and a new field needs
//! nothing here.

use super::fields::{FIELDS, Field, Kind, contradictions, nearest};
use super::located::{self, Content, Node};
use super::tenants::{self, TENANT_FIELDS, Tenant};
use super::{Design, fields, measured, prices};
use crate::catalog::COEFFICIENTS;
use crate::order::sort_short;
use crate::problem::{Place, Problem};
use crate::quantity::Dimension;

/// The version this program writes. Older ones are read; a newer one is refused with a sentence.
pub const VERSION: u32 = 1;

/// The document of a design: same design, same bytes. Fields that are not set are left out, unless the default sets them:
/// those are null, or they would read back as the default.
#[must_use]
pub fn write(design: &Design) -> String {
    let mut text = format!(
        "# A design of Tempo Topology Designer. Quantities as you would type them: 120k/s, 500m, 1.5Gi, 7d.\nversion: {VERSION}\n"
    );
    let default = Design::default();
    let mut open: Vec<&str> = Vec::new();
    for field in &FIELDS {
        let value = field.write(design);
        if value.is_empty() && field.write(&default).is_empty() {
            continue;
        }
        let value = if value.is_empty() { "null".to_owned() } else { scalar(&value) };
        let mut path: Vec<&str> = field.path.split('.').collect();
        let key = path.pop().unwrap_or_default();
        let shared = path.iter().zip(&open).take_while(|(a, b)| a == b).count();
        for (depth, part) in path.iter().enumerate().skip(shared) {
            text.push_str(&format!("{}{part}:\n", "  ".repeat(depth)));
        }
        text.push_str(&format!("{}{key}: {value}\n", "  ".repeat(path.len())));
        open = path;
    }
    if !design.tenants.is_empty() {
        text.push_str("tenants:\n");
    }
    for tenant in &design.tenants {
        for (at, field) in TENANT_FIELDS.iter().enumerate() {
            let value = field.write(tenant);
            if !value.is_empty() {
                text.push_str(&format!("  {} {}: {}\n", if at == 0 { "-" } else { " " }, field.path, scalar(&value)));
            }
        }
    }
    prices::write(design, &mut text, scalar);
    if !design.measured.is_empty() {
        text.push_str("measured:\n");
    }
    for own in &design.measured {
        text.push_str(&format!("  {}: {}\n", own.row.id, scalar(&own.write())));
    }
    text
}

/// A scalar as YAML takes it back as the same text: quoted only where it must be.
fn scalar(text: &str) -> String {
    let first = text.chars().next().unwrap_or(' ');
    let plain = !text.is_empty()
        && text.trim() == text
        && !"-?:,[]{}#&*!|>'\"%@`~".contains(first)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.chars().any(char::is_control)
        && !matches!(text.to_ascii_lowercase().as_str(), "null" | "yes" | "no" | "on" | "off" | "y" | "n");
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

/// Reads a document. What can be read is in the design, the rest keeps its default; every problem is told at once.
///
/// Never panics and never gives nothing: a document without a single readable line is the default and its problems.
#[must_use]
pub fn read(text: &str) -> (Design, Vec<Problem>) {
    let mut design = Design::default();
    let (root, mut problems) = located::read(text, &located::DESIGN);
    let Some(root) = root else {
        if problems.is_empty() {
            problems.push(Problem::new("", "The document is empty.", "`tempo-designer init` prints one to begin with."));
        }
        return (design, problems);
    };
    let mut found = Vec::new();
    collect("", &root, &mut found, &mut problems);
    match found.iter().position(|(path, _)| path == "version") {
        None => problems.push(Problem::new(
            "version",
            "The document has no version.",
            format!("Write version: {VERSION} as its first line."),
        )),
        Some(at) => {
            let (_, node) = found.remove(at);
            version(node, &mut problems);
        }
    }
    // A rate of bytes is turned into spans by the bytes per span, and a region's choices hang on the provider: such fields
    // are read after those they depend on, wherever they stand in the text.
    let mut fields: Vec<(&Field, &Node)> = Vec::new();
    let mut places = Vec::new();
    for (path, node) in &found {
        match fields::field(path) {
            Some(field) => fields.push((field, node)),
            None if path == "tenants" => read_tenants(&mut design, node, &mut places, &mut problems),
            None if path == "prices" => read_prices(&mut design, node, &mut problems),
            None => match path.strip_prefix("measured.") {
                Some(id) => read_measured(&mut design, id, node, &mut problems),
                // An empty list.
                None if path == "measured"
                    && matches!(&node.content, Content::Scalar { text, plain } if written(text, *plain).is_empty()) => {}
                None => problems.push(unknown(path, node)),
            },
        }
    }
    sort_short(&mut fields, |(a, _), (b, _)| order(a).cmp(&order(b)));
    for (field, node) in fields {
        places.push((field.path.to_owned(), node.place));
        set(&mut design, field, node, &mut problems);
    }
    for problem in contradictions(&design) {
        // Of two entries with one id the later one is told.
        match places.iter().rfind(|(path, _)| *path == problem.key) {
            Some((_, place)) => problems.push(problem.at(*place)),
            None => problems.push(problem),
        }
    }
    sort_short(&mut problems, |a, b| a.place.cmp(&b.place));
    (design, problems)
}

/// The design of a document without a fault. What is still to be said, such as a role for the credentials, is none: a design
/// may be put away half made.
///
/// # Errors
/// The first problem, and how many more there are.
pub fn whole(text: &str) -> Result<Design, Problem> {
    let (design, mut problems) = read(text);
    let open = fields::asked(&design);
    problems.retain(|problem| !open.iter().any(|known| known.key == problem.key && known.what == problem.what));
    let more = problems.len().saturating_sub(1);
    match problems.into_iter().next() {
        None => Ok(design),
        Some(mut first) => {
            match more {
                0 => {}
                1 => first.remedy.push_str(" One more problem stands behind it."),
                _ => first.remedy.push_str(&format!(" {more} more problems stand behind it.")),
            }
            Err(first)
        }
    }
}

fn order(field: &Field) -> u8 {
    match (&field.kind, field.path) {
        (Kind::Number { dimension: Dimension::SpanRate, .. }, _) => 9,
        (_, "platform.provider") => 0,
        (_, "platform.region") => 1,
        _ => 2,
    }
}

fn version(node: &Node, problems: &mut Vec<Problem>) {
    let text = if let Content::Scalar { text, .. } = &node.content { text.trim() } else { "" };
    match text.parse::<u32>() {
        Ok(known) if (1..=VERSION).contains(&known) => {}
        Ok(newer) if newer > VERSION => problems.push(
            Problem::new(
                "version",
                format!("Version {newer} is newer than this program, which reads up to {VERSION}."),
                "Open it with a newer release.",
            )
            .at(node.place),
        ),
        _ => problems
            .push(Problem::new("version", format!("“{text}” is not a version."), format!("Write {VERSION}.")).at(node.place)),
    }
}

/// All leaves of the tree with their dotted paths.
fn collect<'a>(path: &str, node: &'a Node, found: &mut Vec<(String, &'a Node)>, problems: &mut Vec<Problem>) {
    let Content::Map(entries) = &node.content else {
        if path.is_empty() {
            problems.push(
                Problem::new("", format!("The document is {}, not a mapping.", node.kind()), "Begin it with version: 1.")
                    .at(node.place),
            );
        } else {
            found.push((path.to_owned(), node));
        }
        return;
    };
    for (key, child) in entries {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        if matches!(child.content, Content::Map(_))
            && fields::field(&path).is_none()
            && !matches!(path.as_str(), "tenants" | "prices")
        {
            collect(&path, child, found, problems);
        } else {
            found.push((path, child));
        }
    }
}

fn unknown(path: &str, node: &Node) -> Problem {
    let remedy = match nearest(path) {
        Some(near) => format!("Did you mean {near}?"),
        None => "Delete it; `tempo-designer init` prints every key.".to_owned(),
    };
    Problem::new(path, "No such key.", remedy).at(node.place)
}

/// A coefficient of one's own; null leaves the catalog's.
fn read_measured(design: &mut Design, id: &str, node: &Node, problems: &mut Vec<Problem>) {
    let Content::Scalar { text, plain } = &node.content else {
        let what = format!("Here stands {}, where one value belongs.", node.kind());
        problems.push(Problem::new(format!("measured.{id}"), what, "Write one value.").at(node.place));
        return;
    };
    if let Err(problem) = assign_measured(design, id, written(text, *plain)) {
        problems.push(problem.at(node.place));
    }
}

/// Puts a text in place of a row of the catalog; an empty one takes it away.
///
/// # Errors
/// The id is unknown or the text cannot be read; the design stays as it is.
fn assign_measured(design: &mut Design, id: &str, text: &str) -> Result<(), Problem> {
    let place = format!("measured.{id}");
    let Some(row) = measured::row(id) else {
        let near = COEFFICIENTS.iter().map(|row| row.id).min_by_key(|known| fields::distance(known, id)).unwrap_or_default();
        return Err(Problem::new(place, format!("No coefficient is called {id}."), format!("Did you mean {near}?")));
    };
    if text.trim().is_empty() || text.trim() == "none" {
        design.measured.retain(|own| own.row.id != id);
        return Ok(());
    }
    design.put_measured(measured::typed(row, text).map_err(|(what, remedy)| Problem::new(place, what, remedy))?);
    Ok(())
}

/// The list of tenants that differ: an entry without an id is told and left out, a value that cannot be read keeps its
/// default.
fn read_tenants(design: &mut Design, list: &Node, places: &mut Vec<(String, Place)>, problems: &mut Vec<Problem>) {
    const EXAMPLE: &str = "Write entries such as - id: team-a, and its share below.";
    let no_entries = Vec::new();
    let items = match &list.content {
        Content::List(items) => items,
        Content::Scalar { text, plain } if written(text, *plain).is_empty() => &no_entries,
        _ => {
            let what = format!("The listed tenants are {}, not a list.", list.kind());
            problems.push(Problem::new("tenants", what, EXAMPLE).at(list.place));
            return;
        }
    };
    places.push(("tenants".to_owned(), list.place));
    for (at, item) in items.iter().enumerate() {
        let place = format!("tenants, entry {}", at + 1);
        let Content::Map(entries) = &item.content else {
            let what = format!("The entry is {}, not a mapping.", item.kind());
            problems.push(Problem::new(place, what, EXAMPLE).at(item.place));
            continue;
        };
        let mut tenant = Tenant::default();
        let mut own = Vec::new();
        let known = problems.len();
        for (key, node) in entries {
            let key_place = format!("{place}, {key}");
            let Content::Scalar { text, plain } = &node.content else {
                let what = format!("Here stands {}, where one value belongs.", node.kind());
                problems.push(Problem::new(key_place, what, "Write one value.").at(node.place));
                continue;
            };
            let Some(field) = tenants::tenant_field(key) else {
                problems.push(tenants::unknown_key(&key_place, key).at(node.place));
                continue;
            };
            own.push((key, node.place));
            match field.read(design, written(text, *plain)) {
                Ok(read) => (field.set)(&mut tenant, &read.value),
                Err(why) => problems.push(Problem::new(key_place, why, "").at(node.place)),
            }
        }
        if !tenant.id.is_empty() {
            places.extend(own.into_iter().map(|(key, place)| (format!("tenants.{}.{key}", tenant.id), place)));
            design.tenants.push(tenant);
        } else if problems.len() == known {
            problems.push(Problem::new(place, "The entry has no id.", EXAMPLE).at(item.place));
        }
    }
}

/// The user's own prices: an entry that cannot be read is told and left out.
fn read_prices(design: &mut Design, list: &Node, problems: &mut Vec<Problem>) {
    const EXAMPLE: &str = "Write entries such as - {kind: node, id: m7i.2xlarge, region: us-east-1, usd: 0.25}.";
    let items = match &list.content {
        Content::List(items) => items.as_slice(),
        Content::Scalar { text, plain } if written(text, *plain).is_empty() => &[],
        _ => {
            problems.push(Problem::new("prices", format!("The prices are {}, not a list.", list.kind()), EXAMPLE).at(list.place));
            return;
        }
    };
    for (at, item) in items.iter().enumerate() {
        let place = format!("prices, entry {}", at + 1);
        let Content::Map(entries) = &item.content else {
            problems.push(Problem::new(place, format!("The entry is {}, not a mapping.", item.kind()), EXAMPLE).at(item.place));
            continue;
        };
        let text = |node: &Node| match &node.content {
            Content::Scalar { text, plain } => written(text, *plain).to_owned(),
            _ => node.kind().to_owned(),
        };
        let texts: Vec<(String, String)> = entries.iter().map(|(key, node)| (key.clone(), text(node))).collect();
        if let Err((key, what, remedy)) = prices::entry(design, &texts) {
            let node = entries.iter().find(|(known, _)| *known == key).map_or(item.place, |(_, node)| node.place);
            problems.push(Problem::new(format!("{place}, {key}"), what, remedy).at(node));
        }
    }
}

/// The text of a scalar; a null leaves the default, or unsets what may be unset.
fn written(text: &str, plain: bool) -> &str {
    if plain && matches!(text, "~" | "null") { "" } else { text }
}

fn set(design: &mut Design, field: &Field, node: &Node, problems: &mut Vec<Problem>) {
    let text = match &node.content {
        Content::Scalar { text, plain } => written(text, *plain).to_owned(),
        Content::List(items) => {
            let words: Vec<_> = items
                .iter()
                .filter_map(|item| if let Content::Scalar { text, .. } = &item.content { Some(text.as_str()) } else { None })
                .collect();
            words.join(", ")
        }
        Content::Map(_) => {
            problems.push(
                Problem::new(
                    field.path,
                    "A mapping stands where one value belongs.",
                    format!("Write {}: {}.", field.path, field.write(&Design::default())),
                )
                .at(node.place),
            );
            return;
        }
    };
    match field.read(design, &text) {
        Ok(read) => field.apply(design, &read.value),
        Err(why) => problems.push(Problem::new(field.path, why, String::new()).at(node.place)),
    }
}

/// Applies one `path=value` of the command line.
///
/// # Errors
/// The path is unknown or the value cannot be read; the design stays as it is.
pub fn assign(design: &mut Design, assignment: &str) -> Result<(), Problem> {
    let Some((path, text)) = assignment.split_once('=') else {
        return Err(Problem::new(
            "--set",
            format!("“{assignment}” has no equals sign."),
            "Write --set components.ingester.replicas=6.",
        ));
    };
    let path = path.trim();
    if let Some((id, key)) = path.strip_prefix("tenants.").and_then(|rest| rest.rsplit_once('.')) {
        return tenants::assign(design, id, key, text).map_err(|why| Problem { key: format!("--set {}", why.key), ..why });
    }
    if let Some(path) = path.strip_prefix("prices.") {
        return prices::assign(design, path, text);
    }
    if let Some(id) = path.strip_prefix("measured.") {
        return assign_measured(design, id, text).map_err(|why| Problem { key: format!("--set {}", why.key), ..why });
    }
    let Some(field) = fields::field(path) else {
        let remedy =
            nearest(path).map_or("`tempo-designer init` prints every key.".to_owned(), |near| format!("Did you mean {near}?"));
        return Err(Problem::new("--set", format!("No field is called {path}."), remedy));
    };
    let read = field.read(design, text).map_err(|why| Problem::new(format!("--set {path}"), why, String::new()))?;
    field.apply(design, &read.value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_reads_back_without_a_problem() {
        let design = Design::default();
        let (read, problems) = read(&write(&design));
        assert_eq!(problems, []);
        assert_eq!(read, design);
    }

    #[test]
    fn what_the_default_sets_can_be_unset() {
        let mut design = Design::default();
        design.platform.loki_uid = None;
        design.distributor.cpu_limit = None;
        assert_eq!(read(&write(&design)), (design, Vec::new()));
    }

    #[test]
    fn every_problem_is_told_at_once_and_the_rest_is_read() {
        let (design, problems) = read(
            "version: 1\nworkload:\n  spans: 120k/s\n  retention: 7days!\ncomponents:\n  ingester:\n    memory_limit: 6\n    replica: 5\n    replicas: 4\n",
        );
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3, "{told:#?}");
        assert!(told[0].starts_with("line 4, column 14, workload.retention: “7days!”"), "{}", told[0]);
        assert!(
            told[1].starts_with("line 7, column 19, components.ingester.memory_limit: 6 bytes? Type 6Gi or 6Mi."),
            "{}",
            told[1]
        );
        assert!(told[2].contains("Did you mean components.ingester.replicas?"), "{}", told[2]);
        assert_eq!((design.workload.spans.get(), design.ingester.replicas), (120_000.0, 4));
    }

    #[test]
    fn a_byte_rate_becomes_spans_wherever_it_stands() {
        let (design, problems) = read("version: 1\nworkload:\n  spans: 5 TB/day\n  bytes_per_span: 1000\n");
        assert_eq!(problems, []);
        assert_eq!(design.workload.spans.get(), 57_870.0);
    }

    #[test]
    fn broken_yaml_keeps_what_stands_before_it() {
        let (design, problems) = read("version: 1\ncomponents:\n  querier:\n    replicas: 7\n  ingester: [\n");
        assert_eq!(design.querier.replicas, 7);
        assert!(!problems.is_empty());
    }

    #[test]
    fn contradictions_are_placed() {
        let (_, problems) = read("version: 1\ncomponents:\n  querier:\n    memory_request: 8Gi\n");
        assert!(
            problems[0].to_string().starts_with("line 4, column 21, components.querier.memory_request: The request 8Gi is above"),
            "{}",
            problems[0]
        );
    }

    #[test]
    fn assignments_name_the_nearest_field() {
        let mut design = Design::default();
        assert_eq!(assign(&mut design, "components.ingester.replicas=6"), Ok(()));
        assert_eq!(design.ingester.replicas, 6);
        let why = assign(&mut design, "ingester.replicas=6").unwrap_err().to_string();
        assert!(why.contains("Did you mean components."), "{why}");
    }
}
