//! Elements put together at run time, and what keeps them true. One piece of code serves all of them, where `view!`
//! compiles each element anew: it halves the page (docs/performance.md). Signals, memos and effects are Leptos'.

use super::browser::Mark;
use leptos::prelude::Effect;
use std::cell::RefCell;
use tempo_designer::catalog::term_of;

/// An element with its class.
pub fn el(tag: &str, class: &str) -> Mark {
    let mark = Mark::new(tag);
    if !class.is_empty() {
        mark.set("class", class);
    }
    mark
}

/// The same that says something.
pub fn say(tag: &str, class: &str, text: &str) -> Mark {
    let mark = el(tag, class);
    mark.set_text(text);
    mark
}

pub fn button(class: &str, text: &str) -> Mark {
    say("button", class, text).with("type", "button")
}

/// A button that opens the explanation of a figure.
pub fn figure(class: &str, id: &str, text: &str) -> Mark {
    button(class, text).with("data-figure", id)
}

pub fn icon(shape: &str) -> Mark {
    let path = Mark::svg("path").with("d", shape);
    Mark::svg("svg").with("class", "ic").with("viewBox", "0 0 16 16").with("aria-hidden", "true").holding(&[&path])
}

impl Mark {
    pub fn with(self, name: &str, value: &str) -> Mark {
        self.set(name, value);
        self
    }

    pub fn holding(self, children: &[&Mark]) -> Mark {
        children.iter().for_each(|child| self.append(child));
        self
    }

    /// Everything inside goes.
    pub fn clear(&self) {
        self.set_text("");
    }
}

/// Runs now and again whenever a signal that it read has changed. What it sets up inside is taken down before it runs again.
pub fn watch(run: Box<dyn Fn()>) {
    Effect::new(move |_: Option<()>| run());
}

/// An element and what it said last, so that saying the same again does not ask the browser.
pub struct Words {
    pub mark: Mark,
    said: RefCell<String>,
}

impl Words {
    pub fn new(mark: Mark) -> Words {
        Words { mark, said: RefCell::default() }
    }

    pub fn say(&self, text: &str) {
        if *self.said.borrow() != text {
            self.mark.write_text(text);
            self.said.replace(text.to_owned());
        }
    }
}

/// Keeps an element's text. An element whose text is the same is left alone.
pub fn keep_text(mark: &Mark, text: Box<dyn Fn() -> String>) {
    let words = Words::new(mark.clone());
    watch(Box::new(move || words.say(&text())));
}

/// One row of a table as text: the first cell is its head, and a cell with a figure can be pressed.
#[derive(Clone, PartialEq)]
pub struct RowText {
    pub class: String,
    pub cells: Vec<(String, Option<String>)>,
}

/// A table with its caption and column heads, and a body that is kept by `rows`.
pub fn table(caption: &str, heads: &[&str], rows: Box<dyn Fn() -> Vec<RowText>>) -> Mark {
    let head = el("tr", "");
    for name in heads {
        let cell = el("th", "").with("scope", "col");
        cell.append(&match term_of(name) {
            Some(term) => figure("fig", &format!("term:{}", term.name), name),
            None => say("span", "", name),
        });
        head.append(&cell);
    }
    let body = el("tbody", "");
    let table = el("table", "t").holding(&[&say("caption", "", caption), &el("thead", "").holding(&[&head]), &body]);
    let drawn = RefCell::new(Vec::<(RowText, Mark, Vec<Mark>)>::new());
    watch(Box::new(move || {
        let rows = rows();
        let mut drawn = drawn.borrow_mut();
        let kept = rows.len().min(drawn.len());
        drawn.drain(kept..).for_each(|(_, row, _)| row.remove());
        for (at, new) in rows.into_iter().enumerate() {
            match drawn.get_mut(at) {
                Some((old, row, texts)) => refresh(old, new, row, texts),
                None => {
                    let row = el("tr", "");
                    let texts = cells(&row, &new);
                    body.append(&row);
                    drawn.push((new, row, texts));
                }
            }
        }
    }));
    table
}

fn refresh(old: &mut RowText, new: RowText, row: &Mark, texts: &mut Vec<Mark>) {
    let same_kind = old.class == new.class
        && old.cells.len() == new.cells.len()
        && old.cells.iter().zip(&new.cells).all(|(old, new)| old.1 == new.1);
    if same_kind {
        for ((mark, old), new) in texts.iter().zip(&old.cells).zip(&new.cells) {
            if old.0 != new.0 {
                mark.write_text(&new.0);
            }
        }
    } else {
        row.clear();
        *texts = cells(row, &new);
    }
    *old = new;
}

/// The cells' elements, and of each the one that holds its text.
fn cells(row: &Mark, text: &RowText) -> Vec<Mark> {
    row.set("class", &text.class);
    let cell = |(at, (words, id)): (usize, &(String, Option<String>))| {
        let cell = if at == 0 { el("th", "").with("scope", "row") } else { el("td", "") };
        let holder = match id {
            Some(id) => figure("fig", id, words),
            None => say("span", "", words),
        };
        if at == 0 && !text.class.is_empty() {
            cell.append(&el("span", "sw"));
        }
        cell.append(&holder);
        row.append(&cell);
        holder
    };
    text.cells.iter().enumerate().map(cell).collect()
}
