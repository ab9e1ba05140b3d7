//! The tables of both designs: figures, fields, and what is survived and found.

use super::{Looked, focus};
use crate::browser::{self, Mark, web};
use crate::element::{RowText, button, el, say, table, watch};
use crate::store::Store;
use crate::views::CHAPTERS;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use tempo_designer::compare::{FigurePair, PER_MILLION, Side};
use tempo_designer::design::edit;
use tempo_designer::design::fields::field;
use tempo_designer::verdict::promise;

/// The figures that are always shown, and first.
const SHORT: [&str; 6] =
    ["capacity.sustainable", "capacity.headroom", "storage.stored", "cost.total", PER_MILLION, "nodes.count"];

/// The figures of both, number by number.
pub fn figures(looked: Looked) -> Mark {
    let heads = ["Figure", "A", "B", "B over A", "Differs", "A, range", "B, range"];
    let rows = move || {
        let whole = looked.whole.get();
        looked.seen.with(|seen| {
            let told = &seen.told;
            let heading = |words: &str| RowText { class: "heading".to_owned(), cells: vec![(words.to_owned(), None)] };
            let mut rows = vec![heading("In short")];
            rows.extend(SHORT.iter().filter_map(|id| told.figure(id)).map(figure_row));
            for (title, kinds) in CHAPTERS {
                let of_kind = |pair: &&FigurePair| kinds.contains(&pair.id.split('.').next().unwrap_or_default());
                let shown = |pair: &&FigurePair| (whole || pair.differs) && !SHORT.contains(&pair.id.as_str());
                let mut chapter = told.figures.iter().filter(of_kind).filter(shown).peekable();
                if chapter.peek().is_some() {
                    rows.push(heading(title));
                    rows.extend(chapter.map(figure_row));
                }
            }
            rows
        })
    };
    table("Figures", &heads, Box::new(rows))
}

fn figure_row(pair: &FigurePair) -> RowText {
    let cell = |side: Side, of: &str| {
        let known = pair.ranges[side as usize].is_some();
        (pair.shown(side), known.then(|| format!("{of}:{}", pair.id)))
    };
    let or_dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let (class, word) = match (pair.differs, pair.better) {
        (false, _) => ("same", "same"),
        (true, None) => ("differs", "differs"),
        (true, Some(Side::A)) => ("better", "A is better"),
        (true, Some(Side::B)) => ("better", "B is better"),
    };
    let plain = |text: String| (text, None);
    RowText {
        class: class.to_owned(),
        cells: vec![
            plain(pair.label.clone()),
            cell(Side::A, "a"),
            cell(Side::B, "b"),
            plain(or_dash(pair.shown_ratio())),
            plain(word.to_owned()),
            plain(or_dash(pair.shown_range(Side::A))),
            plain(or_dash(pair.shown_range(Side::B))),
        ],
    }
}

/// The fields of both; what differs can be taken over into A.
pub fn fields(store: Store, looked: Looked, wrong: &Mark) -> Mark {
    let head = el("tr", "");
    for name in ["Field", "A", "B", "Differs"] {
        head.append(&say("th", "", name).with("scope", "col"));
    }
    let body = el("tbody", "");
    let table = el("table", "t words").holding(&[&say("caption", "", "Fields"), &el("thead", "").holding(&[&head]), &body]);
    // Where the focus was whose row goes with the press.
    let pressed_at = Rc::new(Cell::new(None::<usize>));
    let (rows, focused) = (body.clone(), Rc::clone(&pressed_at));
    watch(Box::new(move || {
        let whole = looked.whole.get();
        rows.clear();
        looked.seen.with(|seen| {
            for pair in seen.told.fields.iter().filter(|pair| whole || pair.differs) {
                let row = el("tr", if pair.differs { "differs" } else { "same" });
                row.append(&el("th", "").with("scope", "row").holding(&[&say("span", "", &pair.label)]));
                pair.values.iter().for_each(|value| row.append(&say("td", "", value)));
                let last = el("td", "");
                if pair.differs && field(&pair.path).is_some() {
                    let words = format!("Take B’s: {}", pair.label);
                    last.append(&button("use", "Take B’s").with("data-take", &pair.path).with("aria-label", &words));
                } else {
                    last.append(&say("span", "", if pair.differs { "differs" } else { "same" }));
                }
                row.append(&last);
                rows.append(&row);
            }
        });
        if rows.all("tr").is_empty() {
            let none = say("td", "", "No field differs.").with("colspan", "4");
            rows.append(&el("tr", "same").holding(&[&none]));
        }
        if let Some(at) = focused.take() {
            let left = rows.all("[data-take]");
            match left.get(at).or(left.last()) {
                Some(next) => next.focus(),
                None => focus("#compare-only"),
            }
        }
    }));
    let wrong = wrong.clone();
    let pressed = move |event: &web::Event| {
        let Some(taken) = Mark::of(event).and_then(|mark| mark.closest("[data-take]")) else { return };
        let Some(field) = taken.attribute("data-take").and_then(|path| field(&path)) else { return };
        let value = looked.seen.with_untracked(|seen| (field.get)(&seen.both[1].design));
        let now = store.design.get_untracked();
        wrong.clear();
        match edit::set(&now, field, &value) {
            Ok(edit) => {
                let rows = taken.closest("tbody").map(|body| body.all("[data-take]")).unwrap_or_default();
                pressed_at.set(rows.iter().position(|other| *other == taken));
                store.replace(edit::label(field, &now, &edit.design), edit.design);
            }
            Err(why) => {
                wrong.set_text(&format!("{}: {why}", field.label));
                wrong.show_nearest();
            }
        }
    };
    browser::on(&table, "click", Box::new(pressed));
    table
}

/// What the loss of one thing does to both, and what is found in one of them only.
pub fn found(looked: Looked) -> Mark {
    let rows = move || {
        let whole = looked.whole.get();
        looked.seen.with(|seen| {
            let row = |name: String, a: String, b: String| {
                let same = a == b;
                let word = if same { "same" } else { "differs" };
                let cells = [name, a, b, word.to_owned()].map(|text| (text, None)).to_vec();
                RowText { class: word.to_owned(), cells }
            };
            let losses = seen.told.losses.iter().filter(|(_, [a, b])| whole || a.0 != b.0);
            let mut rows: Vec<RowText> = losses
                .map(|(what, [a, b])| row(format!("Loss of a {what}"), promise(a.0).to_owned(), promise(b.0).to_owned()))
                .collect();
            for (at, only) in seen.told.findings.iter().enumerate() {
                for finding in only {
                    let name = format!("{} {}, {}", finding.id, finding.title, finding.severity.word());
                    let (found, not) = ("found".to_owned(), "not found".to_owned());
                    rows.push(if at == 0 { row(name, found, not) } else { row(name, not, found) });
                }
            }
            if rows.is_empty() {
                rows.push(RowText {
                    class: "same".to_owned(),
                    cells: vec![("The same is survived and found.".to_owned(), None)],
                });
            }
            rows
        })
    };
    table("What is survived and found", &["Loss or finding", "A", "B", "Differs"], Box::new(rows))
}
