//! The middle of the screen: tabs over pictures and tables of the same figures.

use super::browser::{self, Key, Mark, take, web};
use super::diagram;
use super::element::{RowText, button, el, say, table, watch};
use super::findings;
use super::picture::parts;
use super::store::Store;
use leptos::prelude::*;
use tempo_designer::Assessment;
use tempo_designer::design::{Role, edit};
use tempo_designer::diagram::{Row, Size, cost_chart, cost_rows, flow, growth_chart, growth_rows, node_rows, nodes};
use tempo_designer::quantity::{Style, Unit, show};

/// One view of the stage. A new one is one more row of [`TABS`].
struct Tab {
    id: &'static str,
    label: &'static str,
    view: fn(Store) -> Mark,
    /// The same as a table, for a view that is a picture.
    table: Option<fn(Store) -> Mark>,
}

static TABS: [Tab; 4] = [
    Tab { id: "tab-flow", label: "Data flow", view: |store| parts(store, "flow", flow), table: Some(flow_table) },
    Tab { id: "tab-nodes", label: "Nodes", view: |store| parts(store, "nodes", nodes), table: Some(nodes_table) },
    Tab { id: "tab-cost", label: "Cost", view: cost, table: Some(cost_table) },
    Tab { id: "tab-figures", label: "Figures", view: figures, table: None },
];
/// The tabs whose pictures leave room for an open list of findings.
pub const OPEN_TABS: [usize; 2] = [0, 4];

/// From here on the views stand side by side, and nothing hides behind a tab.
const WIDE: &str = "(min-width: 2560px)";

pub fn stage(store: Store) -> Mark {
    let wide = RwSignal::new(false);
    browser::on_media(WIDE, Box::new(move |is| wide.set(is)));
    let stage = el("section", "stage").with("id", "stage").with("aria-labelledby", "stage-title").with("tabindex", "-1");
    let (inside, findings) = (stage.clone(), findings::findings(store, wide));
    watch(Box::new(move || {
        inside.clear();
        inside.append(&say("h2", "vh", "Diagrams and figures").with("id", "stage-title"));
        if wide.get() {
            board(store, &inside)
        } else {
            tabbed(store, &inside)
        }
        inside.append(&findings);
    }));
    stage
}

fn board(store: Store, stage: &Mark) {
    let board = el("div", "board");
    for tab in &TABS {
        let head = el("div", "tabs").holding(&[&say("h3", "", tab.label).with("id", tab.id)]);
        if tab.table.is_some() {
            head.append(&switch(store));
        }
        let panel = el("div", "panel").with("tabindex", "0").with("role", "group").with("aria-labelledby", tab.id);
        board.append(&el("section", "part").with("aria-labelledby", tab.id).holding(&[&head, &panel]));
        watch(Box::new(move || show_in(store, &panel, tab)));
    }
    stage.append(&board);
}

fn tabbed(store: Store, stage: &Mark) {
    let list = el("div", "tablist").with("role", "tablist").with("aria-labelledby", "stage-title");
    let buttons: Vec<Mark> = TABS
        .iter()
        .enumerate()
        .map(|(at, tab)| {
            let button = button("", tab.label).with("role", "tab").with("id", tab.id).with("aria-controls", "panel");
            let button = button.with("data-tab", &at.to_string());
            list.append(&button);
            button
        })
        .collect();
    let head = el("div", "tabs").holding(&[&list]);
    let switch = switch(store);
    head.append(&switch);
    let panel = el("div", "panel").with("id", "panel").with("role", "tabpanel").with("tabindex", "0");
    stage.append(&head);
    stage.append(&panel);
    watch(Box::new(move || {
        let open = store.tab.get().min(TABS.len() - 1);
        for (at, button) in buttons.iter().enumerate() {
            button.set("aria-selected", if at == open { "true" } else { "false" });
            button.set("tabindex", if at == open { "0" } else { "-1" });
        }
        let tab = &TABS[open];
        switch.set_or_unset("hidden", tab.table.is_none().then_some(""));
        panel.set("aria-labelledby", tab.id);
        show_in(store, &panel, tab);
    }));
}

/// A tab's view, or its table where that is asked for.
fn show_in(store: Store, panel: &Mark, tab: &Tab) {
    panel.clear();
    let view = match tab.table {
        Some(table) if store.table.get() => table(store),
        _ => (tab.view)(store),
    };
    panel.append(&view);
}

fn switch(store: Store) -> Mark {
    let choices = [button("", "Diagram").with("data-command", "diagram"), button("", "Table").with("data-command", "table")];
    let switch = el("div", "seg").with("role", "group").with("aria-label", "Shown as").holding(&[&choices[0], &choices[1]]);
    watch(Box::new(move || {
        let table = store.table.get();
        choices[0].set("aria-pressed", if table { "false" } else { "true" });
        choices[1].set("aria-pressed", if table { "true" } else { "false" });
    }));
    switch
}

/// A press on a tab.
pub fn click(store: Store, event: &web::Event) {
    let tab = Mark::of(event).and_then(|mark| mark.closest("[data-tab]")?.attribute("data-tab")?.parse().ok());
    if let Some(at) = tab {
        store.tab.set(at);
    }
}

/// Keys on the tabs and in the pictures.
pub fn key(store: Store, event: &web::Event) {
    let (Some(key), Some(mark)) = (Key::of(event), Mark::of(event)) else { return };
    if mark.closest("svg.d").is_some() {
        let press = |mark: &Mark| super::app::act(store, mark);
        diagram::key(event, &press, &|mark: &Mark, steps: f64| step(store, mark, steps));
        return;
    }
    if !mark.is("[data-tab]") {
        return;
    }
    let (at, count) = (store.tab.get_untracked(), TABS.len());
    let next = match key.name.as_str() {
        "ArrowRight" => (at + 1) % count,
        "ArrowLeft" => (at + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return,
    };
    take(event);
    store.tab.set(next);
    if let Some(tab) = Mark::by_id(TABS[next].id) {
        tab.focus();
    }
}

/// Steps the replicas of the node that has the focus.
fn step(store: Store, mark: &Mark, steps: f64) {
    let name = mark.attribute("data-component");
    let role = Role::ALL.into_iter().find(|role| Some(role.target()) == name.as_deref());
    if let Some(row) = role.and_then(edit::replicas).and_then(|field| store.row(field.path)) {
        store.begin(row);
        store.step(row, steps);
    }
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
    let holds = estimate.holds(role).map_or("never".to_owned(), |at| show(at, Unit::ONE, Style::Times));
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

/// Where the money goes, and what fills the store meanwhile.
fn cost(store: Store) -> Mark {
    let half = |picture: Mark| el("div", "room").holding(&[&picture]);
    el("div", "pair").holding(&[&half(parts(store, "cost", cost_chart)), &half(parts(store, "growth", growth_chart))])
}

fn cost_table(store: Store) -> Mark {
    el("div", "tables").with("data-may-scroll", "").holding(&[
        &plain(store, "The monthly bill", &["Line", "Likely", "Range"], cost_rows),
        &plain(store, "Stored bytes, first retention period", &["Age", "Low", "Likely", "High"], growth_rows),
    ])
}

fn nodes_table(store: Store) -> Mark {
    let table = plain(store, "Pods on nodes", &["Node", "Zone", "Pods", "Cores requested", "Gi requested"], node_rows);
    el("div", "tables").with("data-may-scroll", "").holding(&[&table])
}

/// A table of texts.
fn plain(store: Store, caption: &str, heads: &[&str], rows: fn(&Assessment) -> Vec<Row>) -> Mark {
    let row = |row: Row| RowText { class: String::new(), cells: row.into_iter().map(|text| (text, None)).collect() };
    table(caption, heads, Box::new(move || store.assessment.with(|a| rows(a).into_iter().map(row).collect())))
}

/// Figures of one kind under one heading, by the first word of their id.
const CHAPTERS: [(&str, &[&str]); 6] = [
    ("Load", &["load"]),
    ("Capacity", &["capacity", "utilisation", "ring"]),
    ("What one pod needs", &["demand", "ingester", "outage", "wal", "disk"]),
    ("Queries", &["query"]),
    ("Storage", &["storage"]),
    ("Nodes and cost", &["nodes", "cost"]),
];

/// Every figure of the sheet, by chapter.
fn figures(store: Store) -> Mark {
    let all = el("div", "tables columns").with("data-may-scroll", "");
    for (title, kinds) in CHAPTERS {
        let seen = RwSignal::new(false);
        let rows = move || {
            // What is out of sight follows once the hand rests: a step of the load changes nearly every row.
            let a = if seen.get() { store.assessment.get() } else { store.settled.get() };
            let of_kind = |id: &&str| kinds.contains(&id.split('.').next().unwrap_or_default());
            a.estimate.sheet.ids().filter(of_kind).filter_map(|id| figure_row(&a, id, None)).collect()
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
