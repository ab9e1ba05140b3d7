//! The middle of the screen: tabs over pictures and tables of the same figures.

use super::browser::{self, Key, Mark, take, web};
use super::store::Store;
use super::{findings, picture, ring};
use leptos::prelude::*;
use std::sync::Arc;
use tempo_designer::Assessment;
use tempo_designer::design::Role;
use tempo_designer::diagram::{Row, Size, cost_chart, cost_rows, flow, growth_chart, growth_rows, node_rows, nodes};

/// One view of the stage. A new one is one more row of [`TABS`].
struct Tab {
    id: &'static str,
    label: &'static str,
    view: fn(Store) -> AnyView,
    /// The same as a table, for a view that is a picture.
    table: Option<fn(Store) -> AnyView>,
}

static TABS: [Tab; 5] = [
    Tab { id: "tab-flow", label: "Data flow", view: |store| picture::parts(store, "flow", flow), table: Some(flow_table) },
    Tab { id: "tab-ring", label: "Ring", view: ring::ring, table: Some(ring::table) },
    Tab { id: "tab-nodes", label: "Nodes", view: |store| picture::parts(store, "nodes", nodes), table: Some(nodes_table) },
    Tab { id: "tab-cost", label: "Cost", view: cost, table: Some(cost_table) },
    Tab { id: "tab-figures", label: "Figures", view: figures, table: None },
];

/// From here on the views stand side by side, and nothing hides behind a tab.
const WIDE: &str = "(min-width: 2560px)";

pub fn stage(store: Store) -> AnyView {
    let wide = RwSignal::new(false);
    browser::on_media(WIDE, move |is| wide.set(is));
    let views = move || if wide.get() { board(store) } else { tabbed(store) };
    view! {
        <section id="stage" class="stage" aria-labelledby="stage-title" tabindex="-1">
            <h2 id="stage-title" class="vh">"Diagrams and figures"</h2>
            {views}
            {findings::findings(store, wide)}
        </section>
    }
    .into_any()
}

fn board(store: Store) -> AnyView {
    let parts = TABS.iter().map(|tab| {
        view! {
            <section class="part" aria-labelledby=tab.id>
                <div class="tabs"><h3 id=tab.id>{tab.label}</h3> {tab.table.map(|_| switch(store))}</div>
                <div class="panel" tabindex="0" role="group" aria-labelledby=tab.id>{shown(store, tab)}</div>
            </section>
        }
    });
    view! { <div class="board">{parts.collect_view()}</div> }.into_any()
}

fn tabbed(store: Store) -> AnyView {
    let tabs = TABS.iter().enumerate().map(|(at, tab)| {
        let active = move || store.tab.get() == at;
        view! {
            <button
                type="button"
                role="tab"
                id=tab.id
                aria-controls="panel"
                aria-selected=move || active().to_string()
                tabindex=move || if active() { "0" } else { "-1" }
                on:click=move |_| store.tab.set(at)
            >
                {tab.label}
            </button>
        }
    });
    let open = move || &TABS[store.tab.get()];
    view! {
        <div class="tabs">
            <div class="tablist" role="tablist" aria-labelledby="stage-title" on:keydown=move |event| tab_key(store, &event)>
                {tabs.collect_view()}
            </div>
            {move || open().table.map(|_| switch(store))}
        </div>
        <div id="panel" class="panel" role="tabpanel" aria-labelledby=move || open().id tabindex="0">
            {move || shown(store, open())}
        </div>
    }
    .into_any()
}

/// A tab's view, or its table where that is asked for.
fn shown(store: Store, tab: &'static Tab) -> AnyView {
    match tab.table {
        Some(table) => (move || if store.table.get() { table(store) } else { (tab.view)(store) }).into_any(),
        None => (tab.view)(store),
    }
}

fn switch(store: Store) -> AnyView {
    let choice = |table: bool, word: &'static str| {
        view! {
            <button type="button" aria-pressed=move || (store.table.get() == table).to_string() on:click=move |_| store.table.set(table)>
                {word}
            </button>
        }
    };
    view! { <div class="seg" role="group" aria-label="Shown as">{choice(false, "Diagram")} {choice(true, "Table")}</div> }
        .into_any()
}

fn tab_key(store: Store, event: &web::Event) {
    let Some(key) = Key::of(event) else { return };
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

/// The diagram's numbers as a table: what flows, then what carries it.
fn flow_table(store: Store) -> AnyView {
    let flows = figure_rows(store, |a| {
        let scene = flow(a, Size { width: 800.0, height: 500.0 });
        scene.figures()
    });
    let components = Role::ALL.map(|role| component_row(store, role)).into_iter().collect_view();
    view! {
        <div class="tables" data-may-scroll="">
            <table class="t">
                <caption>"Components at the peak"</caption>
                <thead>
                    <tr><th scope="col">"Component"</th> <th scope="col">"Pods"</th> <th scope="col">"Scarcest"</th> <th scope="col">"Used"</th> <th scope="col">"Range"</th> <th scope="col">"Runs out at"</th></tr>
                </thead>
                <tbody>{components}</tbody>
            </table>
            <table class="t">
                <caption>"Flows"</caption>
                <thead><tr><th scope="col">"From and to"</th> <th scope="col">"Likely"</th> <th scope="col">"Range"</th></tr></thead>
                {flows}
            </table>
        </div>
    }
    .into_any()
}

fn component_row(store: Store, role: Role) -> AnyView {
    let cells = Memo::new(move |_| {
        store.assessment.with(|a| {
            let pods = a.design.component(role).replicas.to_string();
            let scarcest = a.estimate.of(role).first().copied();
            let figure =
                scarcest.and_then(|u| a.estimate.figure(&u.figure()).map(|f| (u, f.id().to_owned(), f.show(), f.show_range())));
            let (resource, id, used, range) =
                figure.map_or_else(Default::default, |(u, id, used, range)| (u.resource.name(), id, used, range));
            let holds = a.estimate.holds(role).map_or("never".to_owned(), |at| {
                tempo_designer::quantity::show(at, tempo_designer::quantity::Unit::ONE, tempo_designer::quantity::Style::Times)
            });
            (pods, resource, id, used, range, holds)
        })
    });
    let row = move || {
        let (pods, resource, id, used, range, holds) = cells.get();
        view! {
            <tr class=format!("c-{}", role.target())>
                <th scope="row"><span class="sw"></span>{role.title()}</th>
                <td>{pods}</td>
                <td>{resource}</td>
                <td><button type="button" class="fig" data-figure=id>{used}</button></td>
                <td>{range}</td>
                <td>{holds}</td>
            </tr>
        }
    };
    row.into_any()
}

/// Where the money goes, and what fills the store meanwhile.
fn cost(store: Store) -> AnyView {
    view! {
        <div class="pair">
            <div class="room">{picture::parts(store, "cost", cost_chart)}</div>
            <div class="room">{picture::parts(store, "growth", growth_chart)}</div>
        </div>
    }
    .into_any()
}

fn cost_table(store: Store) -> AnyView {
    let (bill, stored) = (rows_of(store, cost_rows), rows_of(store, growth_rows));
    view! {
        <div class="tables" data-may-scroll="">
            {plain_table("The monthly bill", &["Line", "Likely", "Range"], bill)}
            {plain_table("Stored bytes, first retention period", &["Age", "Low", "Likely", "High"], stored)}
        </div>
    }
    .into_any()
}

fn nodes_table(store: Store) -> AnyView {
    let heads = ["Node", "Zone", "Pods", "Cores requested", "Gi requested"];
    let table = plain_table("Pods on nodes", &heads, rows_of(store, node_rows));
    view! { <div class="tables" data-may-scroll="">{table}</div> }.into_any()
}

fn rows_of(store: Store, rows: fn(&Assessment) -> Vec<Row>) -> Memo<Vec<Row>> {
    Memo::new(move |_| store.assessment.with(|a| rows(a)))
}

/// A table of texts; rows that stay are left alone.
pub fn plain_table(caption: &'static str, heads: &[&'static str], rows: Memo<Vec<Row>>) -> AnyView {
    let heads = heads.iter().map(|head| view! { <th scope="col">{*head}</th> }).collect_view();
    let row = |row: Row| {
        let mut cells = row.into_iter();
        let name = cells.next().unwrap_or_default();
        view! { <tr><th scope="row">{name}</th> {cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    };
    view! {
        <table class="t">
            <caption>{caption}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody><For each=move || rows.get() key=Clone::clone children=row /></tbody>
        </table>
    }
    .into_any()
}

/// Figures of one kind under one heading, by the first word of their id.
const CHAPTERS: [(&str, &[&str]); 6] = [
    ("Load", &["load"]),
    ("Capacity", &["capacity", "utilisation", "ring"]),
    ("What one pod needs", &["demand", "ingester", "outage", "wal"]),
    ("Queries", &["query"]),
    ("Storage", &["storage"]),
    ("Nodes and cost", &["nodes", "cost"]),
];

/// Every figure of the sheet, by chapter.
fn figures(store: Store) -> AnyView {
    let chapter = |(title, kinds): (&'static str, &'static [&'static str])| {
        let rows = figure_rows(store, move |a| {
            let of_kind = |id: &&str| kinds.contains(&id.split('.').next().unwrap_or_default());
            a.estimate.sheet.ids().filter(of_kind).map(|id| (id.to_owned(), String::new())).collect()
        });
        view! {
            <table class="t">
                <caption>{title}</caption>
                <thead class="vh"><tr><th scope="col">"Figure"</th> <th scope="col">"Likely"</th> <th scope="col">"Range"</th></tr></thead>
                {rows}
            </table>
        }
    };
    view! { <div class="tables columns" data-may-scroll="">{CHAPTERS.map(chapter).into_iter().collect_view()}</div> }.into_any()
}

/// A table's body of figures: label, likely value to be pressed, range. Rows whose words stay are left alone.
fn figure_rows(store: Store, list: impl Fn(&Assessment) -> Vec<(String, String)> + Send + Sync + 'static) -> AnyView {
    let rows = Memo::new(move |_| {
        let assessment: Arc<_> = store.assessment.get();
        let row = |(id, label): (String, String)| {
            let figure = assessment.estimate.figure(&id)?;
            let label = if label.is_empty() { figure.label().to_owned() } else { label };
            let (shown, range) = (figure.show(), figure.show_range());
            Some((id, label, shown, range))
        };
        list(&assessment).into_iter().filter_map(row).collect::<Vec<_>>()
    });
    view! {
        <tbody>
            <For each=move || rows.get() key=Clone::clone let((id, label, shown, range))>
                <tr>
                    <th scope="row">{label}</th>
                    <td><button type="button" class="fig" data-figure=id>{shown}</button></td>
                    <td>{range}</td>
                </tr>
            </For>
        </tbody>
    }
    .into_any()
}
