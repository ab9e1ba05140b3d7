//! The middle of the screen: tabs over pictures and tables of the same figures.

use super::browser::{self, Key, Mark, take, web};
use super::element::{button, el, say, watch};
use super::later::{self, Part};
use super::picture::parts;
use super::store::Store;
use super::{diagram, drag, findings};
use leptos::prelude::*;
use std::rc::Rc;
use tempo_designer::diagram::{Hand, flow_in_hand};

/// One view of the stage. A new one is one more row of [`TABS`], and one more of `views::VIEWS`.
struct Tab {
    id: &'static str,
    label: &'static str,
    /// A picture, which has its table.
    picture: bool,
}

static TABS: &[Tab] = &[
    Tab { id: "tab-flow", label: "Data flow", picture: true },
    Tab { id: "tab-ring", label: "Ring", picture: true },
    Tab { id: "tab-failures", label: "Failures", picture: true },
    Tab { id: "tab-nodes", label: "Nodes", picture: true },
    Tab { id: "tab-cost", label: "Cost", picture: true },
    Tab { id: "tab-size", label: "Auto-size", picture: false },
    Tab { id: "tab-compare", label: "Compare", picture: true },
    Tab { id: "tab-figures", label: "Figures", picture: false },
    Tab { id: "tab-evidence", label: "Evidence", picture: false },
];
/// The one that the page opens with; the code of the others comes later.
const FIRST: usize = 0;
/// The tabs whose pictures leave room for an open list of findings.
pub const OPEN_TABS: [usize; 2] = [0, 7];

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
    for (at, tab) in TABS.iter().enumerate() {
        let head = el("div", "tabs").holding(&[&say("h3", "", tab.label).with("id", tab.id)]);
        let copy = copier();
        copy.set("data-copies", &at.to_string());
        head.append(&copy);
        if tab.picture {
            head.append(&switch(store));
        }
        watch(Box::new(move || copy.set_or_unset("hidden", (!is_table(store, at)).then_some(""))));
        let panel = el("div", "panel").with("tabindex", "0").with("role", "group").with("aria-labelledby", tab.id);
        board.append(&el("section", "part").with("aria-labelledby", tab.id).holding(&[&head, &panel]));
        watch(Box::new(move || show_in(store, &panel, at)));
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
    let (copy, switch) = (copier(), switch(store));
    head.append(&copy);
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
        switch.set_or_unset("hidden", (!tab.picture).then_some(""));
        copy.set_or_unset("hidden", (!is_table(store, open)).then_some(""));
        copy.set("data-copies", &open.to_string());
        panel.set("aria-labelledby", tab.id);
        show_in(store, &panel, open);
    }));
}

/// A tab's view, or its table where that is asked for.
fn show_in(store: Store, panel: &Mark, tab: usize) {
    panel.clear();
    panel.set("data-panel", &tab.to_string());
    let table = TABS[tab].picture && store.table.get();
    if tab == FIRST && !table {
        panel.append(&data_flow(store));
    } else {
        later::put(store, Part::View { tab, table }, panel, Rc::new(|| ()));
    }
}

/// The picture of the first tab, which is worked on and not only looked at.
pub fn data_flow(store: Store) -> Mark {
    let draw = move |assessment: &tempo_designer::Assessment, size| {
        let dragged = store.pull.shown.get();
        let hand = Hand { coarse: store.pull.coarse.get(), chosen: store.selected.get(), dragged: dragged.as_deref() };
        flow_in_hand(assessment, size, &hand)
    };
    let picture = parts(store, "flow", Box::new(draw));
    drag::listen(store, &picture);
    picture
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

fn is_table(store: Store, tab: usize) -> bool {
    !TABS[tab].picture || store.table.get()
}

/// Copies the tables of the view whose place it carries: `views::copy`.
fn copier() -> Mark {
    button("b", "").holding(&[&say("span", "", "Copy table").with("aria-live", "polite")])
}

/// The names of the views, in their order.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABS.iter().map(|tab| tab.label)
}

/// Shows a view and goes to its tab, or its heading where all stand side by side.
pub fn show(store: Store, tab: usize) {
    store.tab.set(tab);
    browser::soon(Box::new(move || {
        if let Some(tab) = TABS.get(tab).and_then(|tab| Mark::by_id(tab.id)) {
            tab.show_nearest();
            tab.focus();
        }
    }));
}

/// A press on a tab, or on what copies a table.
pub fn click(store: Store, event: &web::Event) {
    let copied = Mark::of(event).and_then(|mark| mark.closest("[data-copies]")?.attribute("data-copies")?.parse().ok());
    if let Some(tab) = copied {
        later::run(store, Part::Copy { tab });
        return;
    }
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
        diagram::key(event, &press, &|mark: &Mark, steps: f64, more: bool| step(store, mark, steps, more));
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

/// Steps what has the focus: a node's replicas, a resource. `more`: the key is still held.
fn step(store: Store, mark: &Mark, steps: f64, more: bool) {
    if let Some(row) = drag::row_of(store, mark) {
        if !more {
            store.begin(row);
        }
        store.step(row, steps);
    }
}
