//! Everything that has a name, and how it is found by a few letters. Goes in: an assessment and its bundle. Comes out: what
//! a person may want to go to, with what it reads now; and of those the ones that a text asks for, the best first.

use crate::Assessment;
use crate::bundle::Bundle;
use crate::catalog::TERMS;
use crate::design::edit;
use crate::design::fields::{FIELDS, Value};

/// What a thing is. In the order in which things of equal fit are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Command,
    View,
    Control,
    Finding,
    Fix,
    Figure,
    File,
    Term,
}

impl Kind {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Command => "command",
            Kind::View => "view",
            Kind::Control => "control",
            Kind::Finding => "finding",
            Kind::Fix => "fix",
            Kind::Figure => "figure",
            Kind::File => "file",
            Kind::Term => "term",
        }
    }
}

/// One thing that can be found.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub kind: Kind,
    pub name: String,
    /// What it reads now, or one line about it.
    pub value: String,
    /// Other words it is known by: its place in the document, its name in Tempo's configuration.
    pub also: String,
    /// What stands for it elsewhere: the path of a field or file, the id of a figure or finding, a command's name.
    pub target: String,
}

/// Every control, finding, fix, figure, file and term. Commands and views belong to the page, which adds them.
#[must_use]
pub fn entries(assessment: &Assessment, bundle: &Bundle) -> Vec<Entry> {
    let mut all = Vec::new();
    let mut add = |kind, name: String, value: String, also: String, target: &str| {
        all.push(Entry { kind, name, value, also, target: target.to_owned() });
    };
    for field in FIELDS.iter() {
        let value = match (field.get)(&assessment.design) {
            Value::Flag(on) => if on { "on" } else { "off" }.to_owned(),
            Value::Unset => "none".to_owned(),
            value => {
                let (text, unit) = edit::shown(field, &value);
                if unit.is_empty() { text } else { format!("{text}\u{202f}{unit}") }
            }
        };
        add(Kind::Control, edit::name(field), value, format!("{} {}", field.path, field.explained()), field.path);
    }
    for finding in &assessment.findings {
        let also = format!("{} {}", finding.id, finding.message);
        add(Kind::Finding, finding.title.to_owned(), finding.severity.word().to_owned(), also, finding.id);
        if let Some(fix) = &finding.fix {
            add(Kind::Fix, fix.title.clone(), finding.title.to_owned(), finding.id.to_owned(), finding.id);
        }
    }
    for id in assessment.estimate.sheet.ids() {
        if let Some(figure) = assessment.estimate.figure(id) {
            add(Kind::Figure, figure.label().to_owned(), figure.show(), format!("{id} {}", figure.meaning()), id);
        }
    }
    for file in &bundle.files {
        add(Kind::File, file.path.clone(), file.why.to_owned(), String::new(), &file.path);
    }
    for term in TERMS {
        add(Kind::Term, term.name.to_owned(), term.meaning.to_owned(), term.also.join(" "), term.name);
    }
    all
}

/// The places of the entries that `wanted` asks for, the best first. Every word of it has to be found; a word is found best
/// as a word of the name, then as the beginning of one, then within one, then in the other words, and last as letters of
/// the name in their order. Of equals the kind decides, then the order of `all`.
#[must_use]
pub fn find(all: &[Entry], wanted: &str) -> Vec<usize> {
    let wanted = fold(wanted);
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let mut found: Vec<(u32, Kind, usize)> =
        all.iter().enumerate().filter_map(|(at, entry)| Some((distance(entry, &wanted, &words)?, entry.kind, at))).collect();
    found.sort();
    found.into_iter().map(|(_, _, at)| at).collect()
}

/// How far an entry is from what is asked for; `None` where a word is not found.
fn distance(entry: &Entry, wanted: &str, words: &[&str]) -> Option<u32> {
    let (name, also) = (fold(&entry.name), fold(&entry.also));
    if name == wanted.trim() {
        return Some(0);
    }
    let mut sum = if name.starts_with(wanted.trim()) { 1 } else { 2 };
    for word in words {
        sum += 2 * one(&name, &also, entry.kind, word)?;
    }
    Some(sum)
}

fn one(name: &str, also: &str, kind: Kind, word: &str) -> Option<u32> {
    let parts = |text: &str, fits: &dyn Fn(&str) -> bool| text.split(|c: char| !c.is_alphanumeric()).any(fits);
    let ranks: [(u32, &dyn Fn() -> bool); 7] = [
        (0, &|| parts(name, &|part| part == word)),
        (1, &|| parts(name, &|part| part.starts_with(word))),
        (3, &|| name.contains(word)),
        (5, &|| parts(also, &|part| part == word)),
        (6, &|| kind.word() == word || parts(also, &|part| part.starts_with(word))),
        (8, &|| also.contains(word)),
        (10, &|| word.len() > 3 && in_order(name, word)),
    ];
    ranks.iter().find(|(_, fits)| fits()).map(|(rank, _)| *rank)
}

/// Whether the letters stand in the text in their order, the first of them at the beginning of a word: `repf` in
/// `replication factor`.
fn in_order(text: &str, letters: &str) -> bool {
    let starts = text.split(|c: char| !c.is_alphanumeric()).map(|part| part.as_ptr() as usize - text.as_ptr() as usize);
    starts.into_iter().any(|start| {
        let mut rest = text[start..].chars();
        let mut letters = letters.chars();
        letters.next().is_some_and(|first| rest.next() == Some(first)) && letters.all(|letter| rest.any(|c| c == letter))
    })
}

/// Lower case, and the narrow blank as a blank.
fn fold(text: &str) -> String {
    text.to_lowercase().replace('\u{202f}', " ")
}
