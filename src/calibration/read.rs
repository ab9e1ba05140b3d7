//! A file of evidence -> records: what it says, by name.

use crate::catalog::Form;
use crate::design::located::{self, Content, Limits, Node};
use crate::problem::Problem;
use crate::quantity::decimal;

const LIMITS: Limits = Limits {
    language: "JSON",
    bytes: 4_000_000,
    nodes: 100_000,
    keys: 1_000,
    usual: "A file of cases has some tens of kilobytes.",
};

/// Values by their names, in the order of the file. What is empty is not there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record(pub Vec<(String, String)>);

impl Record {
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    pub fn number(&self, name: &str) -> Option<f64> {
        number(self.text(name)?)
    }

    /// The first of several names that stands there.
    pub fn any(&self, names: &[&str]) -> Option<f64> {
        names.iter().find_map(|name| self.number(name))
    }
}

fn number(text: &str) -> Option<f64> {
    decimal(text.trim())
}

/// What a published case measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    pub entry: Record,
    /// One, or several where a value is a list.
    pub values: Vec<f64>,
}

/// One row or case of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    pub head: Record,
    /// What is stated of a published case.
    pub inputs: Record,
    pub measured: Vec<Measured>,
}

pub fn read(form: Form, text: &str) -> Result<Vec<Read>, Problem> {
    match form {
        Form::Runs | Form::Own => table(text),
        Form::Published => cases(text),
    }
}

fn table(text: &str) -> Result<Vec<Read>, Problem> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty());
    let names = lines.next().map(cells).unwrap_or_default();
    if !names.iter().any(|name| name == "run") {
        return Err(Problem::new("", "The table has no column run.", "Its first line names the columns, as tests/data/ shows."));
    }
    let record = |line: &str| {
        let pairs = names.iter().cloned().zip(cells(line)).filter(|(_, cell)| !cell.is_empty());
        Read { head: Record(pairs.collect()), ..Read::default() }
    };
    Ok(lines.map(record).collect())
}

/// The cells of a line: between quotes a comma is text.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in line.trim_end_matches('\r').chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn cases(text: &str) -> Result<Vec<Read>, Problem> {
    let (root, problems) = located::read(text, &LIMITS);
    if let Some(problem) = problems.into_iter().next() {
        return Err(problem);
    }
    let Some(list) = root.as_ref().and_then(|root| list(root, "cases")) else {
        return Err(Problem::new("", "The file has no list of cases.", "Write cases: as published-cases.json has them."));
    };
    Ok(list.iter().map(case).collect())
}

fn case(node: &Node) -> Read {
    let measured = list(node, "measured").unwrap_or_default();
    let entry = |node: &Node| {
        let values = match find(node, "value").map(|value| &value.content) {
            Some(Content::List(items)) => items.iter().filter_map(scalar).filter_map(number).collect(),
            Some(Content::Scalar { text, .. }) => number(text).into_iter().collect(),
            _ => Vec::new(),
        };
        Measured { entry: record(node), values }
    };
    Read {
        head: record(node),
        inputs: find(node, "inputs").map(record).unwrap_or_default(),
        measured: measured.iter().map(entry).collect(),
    }
}

fn find<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.content {
        Content::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, node)| node),
        _ => None,
    }
}

fn list<'n>(node: &'n Node, key: &str) -> Option<&'n [Node]> {
    match find(node, key).map(|node| &node.content) {
        Some(Content::List(items)) => Some(items),
        _ => None,
    }
}

fn scalar(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

/// The scalars of a mapping.
fn record(node: &Node) -> Record {
    match &node.content {
        Content::Map(entries) => {
            Record(entries.iter().filter_map(|(key, node)| Some((key.clone(), scalar(node)?.to_owned()))).collect())
        }
        _ => Record::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_by_the_names_of_its_columns() {
        let read = table("note,run,MBps\n\"a, b\",x,1.5\n,y,\n").unwrap();
        assert_eq!(read[0].head.text("note"), Some("a, b"));
        assert_eq!(read[0].head.number("MBps"), Some(1.5));
        assert_eq!((read[1].head.text("run"), read[1].head.text("MBps")), (Some("y"), None));
        assert!(table("a,b\n1,2\n").is_err() && table("").is_err());
    }

    #[test]
    fn a_case_has_what_is_stated_and_what_was_measured() {
        let text = r#"{"cases": [{"id": "x", "inputs": {"rf": 3}, "measured": [{"metric": "m", "value": [1, 2.5], "tol": 0}]}]}"#;
        let read = cases(text).unwrap();
        assert_eq!(read[0].head.text("id"), Some("x"));
        assert_eq!(read[0].inputs.number("rf"), Some(3.0));
        assert_eq!((read[0].measured[0].entry.text("metric"), &read[0].measured[0].values[..]), (Some("m"), &[1.0, 2.5][..]));
        assert!(cases("[]").is_err() && cases("{").is_err());
    }
}
