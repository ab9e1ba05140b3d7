//! The views behind the other tabs, and every view as a table: a part that comes later.

use super::browser::{self, Mark};
use super::compare;
use super::element::{RowText, el, keep_text, table};
use super::evidence;
use super::lab::{self, Lab};
use super::moves;
use super::own;
use super::picture::parts;
use super::ring;
use super::sizing;
use super::store::Store;
use leptos::prelude::*;
use tempo_designer::Assessment;
use tempo_designer::design::Role;
use tempo_designer::diagram::{DAY_HEADS, Row, Size, cost_rows, day_rows, flow, growth_rows, node_rows, nodes, ring_rows};
use tempo_designer::failure::{Carried, share};
use tempo_designer::quantity::{Style, Unit, ascii, show};

type View = fn(Store) -> Mark;

/// In the order of the tabs: the view, and the same as a table.
const VIEWS: &[[View; 2]] = &[
    [super::stage::data_flow, flow_table],
    [ring::ring, ring_table],
    [lab::lab, lab_table],
    [|store| parts(store, "nodes", Box::new(nodes)), nodes_table],
    [super::bill::view, cost_table],
    [sizing::view, sizing::view],
    [compare::view, compare::tables],
    [figures, figures],
    [evidence::evidence, evidence::evidence],
];

pub fn view(store: Store, tab: usize, table: bool) -> Option<Mark> {
    VIEWS.get(tab).map(|view| view[usize::from(table)](store))
}

/// Puts all tables of a view on the clipboard, as a spreadsheet takes them, and says so.
pub fn copy(tab: usize) {
    let Some(panel) = Mark::find(&format!("[data-panel='{tab}']")) else { return };
    let line = |row: &Mark| row.all("th, td").iter().map(|cell| ascii(&cell.text())).collect::<Vec<_>>().join("\t");
    let table = |table: &Mark| {
        table.all("caption").iter().map(Mark::text).chain(table.all("tr").iter().map(line)).collect::<Vec<_>>().join("\n")
    };
    let text = panel.all("table").iter().map(table).collect::<Vec<_>>().join("\n\n");
    if text.is_empty() {
        return;
    }
    browser::copy(&format!("{text}\n"));
    let says = move |word: &'static str| {
        if let Some(button) = Mark::find(&format!("[data-copies='{tab}'] span")) {
            button.set_text(word);
        }
    };
    says("Copied");
    browser::after(2_000, Box::new(move || says("Copy table"))).forget();
}

/// The diagram's numbers as a table: what flows, and what carries it.
fn flow_table(store: Store) -> Mark {
    let components = move || store.assessment.with(|a| Role::ALL.map(|role| component(a, role)).to_vec());
    let flows = move || {
        store.assessment.with(|a| {
            let scene = flow(a, Size { width: 800.0, height: 500.0 });
            scene.figures().into_iter().filter_map(|(id, words)| figure_row(a, &id, Some(words))).collect()
        })
    };
    el("div", "tables").with("data-may-scroll", "").holding(&[
        &table(
            "Components at the peak",
            &["Component", "Pods", "Scarcest", "Used", "Range", "Runs out at"],
            Box::new(components),
        ),
        &table("Flows", &["From and to", "Likely", "Range"], Box::new(flows)),
    ])
}

fn component(assessment: &Assessment, role: Role) -> RowText {
    let estimate = &assessment.estimate;
    let scarcest = estimate.of(role).first().copied();
    let (resource, id) = scarcest.map_or_else(Default::default, |u| (u.resource.name(), u.figure()));
    let (used, range) = estimate.figure(&id).map_or_else(Default::default, |figure| (figure.show(), figure.show_range()));
    // What runs out first as the load grows need not be what is used most now.
    let first = estimate.binding.iter().find(|binding| binding.role == role);
    let holds = first.map_or("never".to_owned(), |first| {
        format!("{}, {}", show(first.multiple, Unit::ONE, Style::Times), first.resource.name())
    });
    let plain = |text: String| (text, None);
    RowText {
        class: format!("c-{}", role.target()),
        cells: vec![
            plain(role.title().to_owned()),
            plain(assessment.design.component(role).replicas.to_string()),
            plain(resource.to_owned()),
            (used, Some(id)),
            plain(range),
            plain(holds),
        ],
    }
}

/// A figure as a row: its words, its likely value to be pressed, its range.
fn figure_row(assessment: &Assessment, id: &str, words: Option<String>) -> Option<RowText> {
    let figure = assessment.estimate.figure(id)?;
    let words = words.unwrap_or_else(|| figure.label().to_owned());
    let cells = vec![(words, None), (figure.show(), Some(id.to_owned())), (figure.show_range(), None)];
    Some(RowText { class: String::new(), cells })
}

fn cost_table(store: Store) -> Mark {
    let line = super::day::of(store);
    let hours = Box::new(move || line.with(|day| day_rows(day)).into_iter().map(plain_row).collect());
    el("div", "tables").with("data-may-scroll", "").holding(&[
        &plain(store, "The monthly bill", &["Line", "Likely", "Range"], cost_rows),
        &plain(store, "Stored bytes, first retention period", &["Age", "Low", "Likely", "High"], growth_rows),
        &table("The load over the day", &DAY_HEADS, hours),
    ])
}

fn nodes_table(store: Store) -> Mark {
    let table = plain(store, "Pods on nodes", &["Node", "Zone", "Pods", "Cores requested", "Gi requested"], node_rows);
    el("div", "tables pods").with("data-may-scroll", "").holding(&[&table])
}

fn ring_table(store: Store) -> Mark {
    let heads = ["Ingester", "Zone", "First copy", "Any copy", "Ring page"];
    let rows = move || store.design.with(|design| store.placement.with(|placement| ring_rows(design, placement)));
    let rows = move || rows().into_iter().map(plain_row).collect();
    let table = table("Shares of the ring", &heads, Box::new(rows));
    el("div", "tables").with("data-may-scroll", "").holding(&[&own::line(store), &table])
}

/// Who is down, what that does, and what the rest carries.
fn lab_table(store: Store) -> Mark {
    let lab = Lab::of(store);
    let plain = |text: String| (text, None);
    let figures = move || {
        lab.seen.with(|seen| {
            let sheet = &seen.report.sheet;
            let row = |id: &str| {
                let figure = sheet.figure(id)?;
                let value = if id == "failure.recent" { figure.show() } else { share(figure.range().likely) };
                Some(RowText {
                    class: String::new(),
                    cells: vec![plain(figure.label().to_owned()), (value, Some(id.to_owned()))],
                })
            };
            sheet.ids().filter_map(row).collect()
        })
    };
    let carried = move || {
        let percent = |share: f64| show(share, Unit::ONE, Style::Percent);
        let row = |role: &Carried| RowText {
            class: format!("c-{}", role.role.target()),
            cells: vec![
                plain(role.role.title().to_owned()),
                plain(role.resource.name().to_owned()),
                plain(percent(role.before)),
                plain(role.after.map_or("nobody left".to_owned(), percent)),
            ],
        };
        lab.seen.with(|seen| seen.report.carried.iter().map(row).collect())
    };
    let claim = el("p", "");
    keep_text(&claim, Box::new(move || lab.seen.with(|seen| lab::words(&seen.report.claim))));
    el("div", "tables").with("data-may-scroll", "").holding(&[
        &claim,
        &table("What it does", &["Figure", "Value"], Box::new(figures)),
        &table("What the rest carries at the peak", &["Component", "Scarcest", "Before", "Now"], Box::new(carried)),
    ])
}

/// A table of texts.
fn plain(store: Store, caption: &str, heads: &[&str], rows: fn(&Assessment) -> Vec<Row>) -> Mark {
    table(caption, heads, Box::new(move || store.assessment.with(|a| rows(a).into_iter().map(plain_row).collect())))
}

fn plain_row(row: Row) -> RowText {
    RowText { class: String::new(), cells: row.into_iter().map(|text| (text, None)).collect() }
}

/// Figures of one kind under one heading, by the first word of their id.
pub const CHAPTERS: [(&str, &[&str]); 8] = [
    ("Load", &["load"]),
    ("Capacity", &["capacity", "utilisation", "ring"]),
    ("What one pod needs", &["demand", "ingester", "outage", "wal", "disk"]),
    ("Limits", &["limits"]),
    ("Queries", &["query"]),
    ("Storage", &["storage"]),
    ("Object-store requests", &["requests"]),
    ("Nodes and cost", &["nodes", "cost"]),
];

/// Every figure of the sheet, by chapter.
fn figures(store: Store) -> Mark {
    let all = el("div", "tables columns").with("data-may-scroll", "");
    all.append(&moves::chooser(store));
    for (title, kinds) in CHAPTERS {
        let seen = RwSignal::new(false);
        let rows = move || {
            // What is out of sight follows once the hand rests: a step of the load changes nearly every row.
            let a = if seen.get() { store.assessment.get() } else { store.settled.get() };
            let of_kind = |id: &&str| kinds.contains(&id.split('.').next().unwrap_or_default());
            // First the limits as they are used, whichever chapter their figure is of, then what they are made of.
            let used = a.estimate.limits();
            let limits = if title == "Limits" { &used[..] } else { &[] };
            let others = a.estimate.sheet.ids().filter(|id| !limits.contains(id)).filter(of_kind);
            let rows = limits.iter().copied().chain(others);
            rows.filter_map(|id| figure_row(&a, id, None)).collect()
        };
        let chapter = el("div", "chapter").holding(&[&table(title, &["Figure", "Likely", "Range"], Box::new(rows))]);
        browser::on_visible(
            &chapter,
            Box::new(move |is| {
                seen.try_set(is);
            }),
        );
        all.append(&chapter);
    }
    all
}
