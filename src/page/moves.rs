//! What moves a figure most: the tornado below its explanation, and on the tab of all figures. It follows once the hand rests.

use super::browser::{self, Mark, Timer};
use super::element::{RowText, el, say, table, watch};
use super::picture::parts;
use super::store::Store;
use leptos::prelude::*;
use std::cell::RefCell;
use std::sync::Arc;
use tempo_designer::Assessment;
use tempo_designer::diagram::{Scene, Size, tornado, tornado_rows};
use tempo_designer::estimate::{MOVED, Sensitivity, sensitivity};

const TITLE: &str = "What moves it most";
/// Bars drawn; the table has all.
const DRAWN: usize = 10;
/// Milliseconds that what was asked for has to itself before the bars are worked out.
const FIRST: u32 = 60;

type Found = RwSignal<Option<Arc<Sensitivity>>>;

/// Below an explanation: of the figure that is explained, nothing where that is no figure of the sheet.
pub fn of_explained(store: Store) -> Mark {
    section(store, "tornado-explained", say("h3", "", TITLE), move || store.explained.with(|shown| shown.last().cloned()))
}

/// Figures that are asked about first.
const FIRST_ASKED: [&str; 9] = [
    "cost.total",
    "capacity.headroom",
    "capacity.sustainable",
    "storage.stored",
    "query.latency",
    "demand.ingester.memory",
    "demand.ingester.cpu",
    "demand.compactor.memory",
    "disk.ride_out",
];

/// The same with a list to choose the figure from.
pub fn chooser(store: Store) -> Mark {
    let chosen = RwSignal::new(FIRST_ASKED[0].to_owned());
    let list = el("select", "").with("id", "moves-of");
    store.assessment.with_untracked(|a| {
        for figure in FIRST_ASKED.iter().filter_map(|id| a.estimate.figure(id)) {
            list.append(&say("option", "", figure.label()).with("value", figure.id()));
        }
    });
    let select = list.clone();
    browser::on(&list, "change", Box::new(move |_| chosen.set(select.value())));
    let label = say("label", "", TITLE).with("for", "moves-of");
    let line = el("div", "line-of").holding(&[&label, &el("span", "box").holding(&[&list])]);
    el("div", "chapter").holding(&[&section(store, "tornado-figures", line, move || Some(chosen.get()))])
}

/// The bars of the figure that `chosen` names.
fn section(store: Store, id: &'static str, title: Mark, chosen: impl Fn() -> Option<String> + 'static) -> Mark {
    let found: Found = RwSignal::new(None);
    let words = say("p", "m", &format!("{MOVED} Press one to see or change it."));
    let place = el("div", "tornado");
    let rows = move || found.with(|found| found.iter().flat_map(|found| tornado_rows(found)).map(row).collect());
    let all = table("What moves it most", &["What", "Low end", "High end", "How"], Box::new(rows));
    let scroll =
        el("div", "scroll").with("role", "group").with("aria-label", "What moves it most, as a table").with("tabindex", "0");
    let fold = el("details", "fold-of").holding(&[&say("summary", "", "As a table"), &scroll.holding(&[&all])]);
    let around = el("section", "tornado-box").with("hidden", "").holding(&[&title, &words, &place, &fold]);
    let draw = move |_: &Assessment, size: Size| -> Scene {
        found.with(|found| match found {
            Some(found) => tornado(found, DRAWN, size),
            None => Scene { id: "tornado", size, title: String::new(), description: String::new(), shapes: Vec::new() },
        })
    };
    place.append(&el("div", "room").holding(&[&parts(store, id, Box::new(draw))]));
    let timer = RefCell::new(None::<Timer>);
    let shown = around.clone();
    watch(Box::new(move || {
        let (id, assessment) = (chosen(), store.settled.get());
        let id = id.filter(|id| assessment.estimate.figure(id).is_some());
        shown.set_or_unset("hidden", id.is_none().then_some(""));
        let Some(id) = id else {
            timer.replace(None);
            return;
        };
        let work = move || {
            let a = &assessment;
            found.set(sensitivity(&a.design, &a.placement, &a.estimate, &id).map(Arc::new));
        };
        timer.replace(Some(browser::after(FIRST, Box::new(work))));
    }));
    around
}

fn row(cells: Vec<String>) -> RowText {
    RowText { class: String::new(), cells: cells.into_iter().map(|text| (text, None)).collect() }
}
