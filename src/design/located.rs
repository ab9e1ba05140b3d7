//! YAML text -> a small tree in which every node knows its line and column. With limits, since the text may be anybody's.

use crate::problem::{Place, Problem};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

const MAX_DEPTH: usize = 32;

/// How much a text may hold, and how a refusal calls it.
pub(crate) struct Limits {
    /// What the text is meant to be written in.
    pub language: &'static str,
    pub bytes: usize,
    pub nodes: usize,
    /// Keys of one mapping: each is compared with all before it.
    pub keys: usize,
    /// What the text is, and how large such a one is.
    pub usual: &'static str,
}

/// Of a design document.
pub(super) const DESIGN: Limits = Limits {
    language: "YAML",
    bytes: 1_000_000,
    nodes: 20_000,
    keys: 1_000,
    usual: "A design has a few kilobytes and about a hundred values: open its design.yaml.",
};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub place: Place,
    pub content: Content,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    /// `plain` scalars may be YAML's null; quoted ones never are.
    Scalar {
        text: String,
        plain: bool,
    },
    Map(Vec<(String, Node)>),
    List(Vec<Node>),
}

impl Node {
    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self.content {
            Content::Scalar { .. } => "a value",
            Content::Map(_) => "a mapping",
            Content::List(_) => "a list",
        }
    }
}

fn place(mark: &Marker) -> Place {
    Place { line: mark.line(), column: mark.col() + 1 }
}

/// A mapping under construction holds its pending key; a list does not need one.
enum Open {
    Map { place: Place, entries: Vec<(String, Node)>, key: Option<(String, Place)> },
    List { place: Place, items: Vec<Node> },
}

impl Open {
    fn close(self) -> Node {
        match self {
            Open::Map { place, entries, .. } => Node { place, content: Content::Map(entries) },
            Open::List { place, items } => Node { place, content: Content::List(items) },
        }
    }
}

/// The first document of `text` as far as it can be read, and everything that stood in the way. JSON is read as well: YAML's
/// flow style takes it in.
pub(crate) fn read(text: &str, limits: &Limits) -> (Option<Node>, Vec<Problem>) {
    let mut problems = Vec::new();
    if text.len() > limits.bytes {
        problems.push(Problem::new("", format!("The text has {} bytes.", text.len()), limits.usual));
        return (None, problems);
    }
    let mut open: Vec<Open> = Vec::new();
    let mut root: Option<Node> = None;
    let mut nodes = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let message = error.info().trim_end_matches('.');
                let what = format!("This is not {}: {message}.", limits.language);
                let problem = Problem::new("", what, "What stands before it was read; mend this place.");
                problems.push(problem.at(place(error.marker())));
                break;
            }
        };
        let at = place(&span.start);
        let node = match event {
            Event::Scalar(text, style, _, _) => {
                if let Some(Open::Map { key: key @ None, .. }) = open.last_mut() {
                    *key = Some((text.into_owned(), at));
                    continue;
                }
                Node { place: at, content: Content::Scalar { text: text.into_owned(), plain: style == ScalarStyle::Plain } }
            }
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                if let Some(Open::Map { key: key @ None, .. }) = open.last_mut() {
                    problems.push(
                        Problem::new("", "A key is not a plain word.", "Write keys as in the example that init prints.").at(at),
                    );
                    *key = Some((String::new(), at));
                }
                if open.len() >= MAX_DEPTH {
                    problems.push(
                        Problem::new("", format!("The text is nested deeper than {MAX_DEPTH} levels."), limits.usual).at(at),
                    );
                    break;
                }
                open.push(match event {
                    Event::MappingStart(..) => Open::Map { place: at, entries: Vec::new(), key: None },
                    _ => Open::List { place: at, items: Vec::new() },
                });
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => match open.pop() {
                Some(closed) => closed.close(),
                None => continue,
            },
            Event::Alias(_) => {
                problems.push(Problem::new("", "Aliases are not read.", "Write the value out.").at(at));
                Node { place: at, content: Content::Scalar { text: String::new(), plain: true } }
            }
            Event::DocumentEnd => break,
            _ => continue,
        };
        nodes += 1;
        let crowded = matches!(open.last(), Some(Open::Map { entries, .. }) if entries.len() >= limits.keys);
        if nodes > limits.nodes || crowded {
            let (most, of) = if crowded { (limits.keys, "keys in one mapping") } else { (limits.nodes, "values") };
            problems.push(Problem::new("", format!("The text has more than {most} {of}."), limits.usual).at(at));
            break;
        }
        attach(&mut open, &mut root, node, &mut problems);
    }
    // After a break the open parts still hold what was read.
    while let Some(part) = open.pop() {
        attach(&mut open, &mut root, part.close(), &mut problems);
    }
    (root, problems)
}

fn attach(open: &mut [Open], root: &mut Option<Node>, node: Node, problems: &mut Vec<Problem>) {
    match open.last_mut() {
        None => *root = Some(node),
        Some(Open::List { items, .. }) => items.push(node),
        Some(Open::Map { entries, key, .. }) => {
            let Some((key, at)) = key.take() else { return };
            if entries.iter().any(|(known, _)| *known == key) {
                problems.push(
                    Problem::new(key, "This key stands twice in the same mapping; the first one counts.", "Delete one.").at(at),
                );
            } else {
                // Problems about an entry point at its value, except that an unknown key is found by its name.
                entries.push((key, node));
            }
        }
    }
}
