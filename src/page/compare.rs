//! Two designs side by side: the present one, called A, and another, called B, that is chosen here. What is chosen is looked at
//! and no part of the design. Everything follows once the hand rests.

mod pairs;

use super::browser::{self, Mark, Paper, web};
use super::designs;
use super::element::{RowText, button, el, keep_text, say, table, watch};
use super::picture::still;
use super::stage;
use super::store::Store;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use tempo_designer::bundle::opening::{MOST_BYTES, opened, too_large};
use tempo_designer::catalog::{OPERATOR_SIZES, OperatorSize, operator_size};
use tempo_designer::compare::{Comparison, Load, at_load, compare, of_size, size_for, size_words};
use tempo_designer::design::Design;
use tempo_designer::design::edit::recalled;
use tempo_designer::diagram::{LOAD_HEADS, Row, Scene, Size, break_rows, load_chart, load_rows};
use tempo_designer::problem::Problem;
use tempo_designer::quantity::{Style, Unit, show};
use tempo_designer::ring::Placement;
use tempo_designer::{Assessment, assess_on};

/// What it is called in the palette.
pub const USE: &str = "Compare with another design";
/// What its tab is called.
const TAB: &str = "Compare";
/// Steps that can be chosen, the latest.
const STEPS: usize = 20;
/// What B is.
#[derive(Clone)]
enum From {
    /// On the platform of A.
    Size(&'static OperatorSize),
    Design(Arc<Design>),
}

#[derive(Clone)]
struct Other {
    /// Of its entry in the list.
    key: String,
    name: String,
    from: From,
}

/// The two as they are compared.
pub struct Seen {
    both: [Arc<Assessment>; 2],
    told: Comparison,
    /// What is to be said of a size of the operator's.
    of_size: Vec<String>,
}

/// What is looked at; it stays when the tab is left.
#[derive(Clone, Copy)]
struct Looked {
    other: RwSignal<Other>,
    load: RwSignal<Load>,
    /// What is the same as well.
    whole: RwSignal<bool>,
    seen: Memo<Arc<Seen>>,
}

thread_local! {
    static LOOKED: Cell<Option<Looked>> = const { Cell::new(None) };
}

impl Looked {
    fn of(store: Store) -> Looked {
        let looked = LOOKED.get();
        let looked = looked.unwrap_or_else(|| store.owner.with_value(|owner| owner.with(|| Looked::new(store))));
        LOOKED.set(Some(looked));
        looked
    }

    /// First beside the size that its label would have one choose.
    fn new(store: Store) -> Looked {
        let size = store.design.with_untracked(|design| size_for(design));
        let other = RwSignal::new(of_operator(size));
        let load = RwSignal::new(Load::First);
        let compute = move |old: Option<&Arc<Seen>>| {
            let a = store.settled.get();
            let other = other.get();
            let second = match &other.from {
                From::Size(size) => of_size(size, &a.design),
                From::Design(design) => Design::clone(design),
            };
            let [first, second] = at_load(&a.design, &second, load.get());
            let known = old.map(|old| &old.both);
            let first = if first == a.design { a } else { assessed(first, known.map(|both| &both[0])) };
            let both = [first, assessed(second, known.map(|both| &both[1]))];
            let told = compare(&both[0], &both[1]);
            let of_size = match other.from {
                From::Size(size) => size_words(size, &both[1]),
                From::Design(_) => Vec::new(),
            };
            Arc::new(Seen { both, told, of_size })
        };
        Looked { other, load, whole: RwSignal::new(false), seen: Memo::new_with_compare(compute, |_, _| true) }
    }

    fn choose(self, other: Other) {
        self.load.set(if matches!(other.from, From::Size(_)) { Load::First } else { Load::Each });
        self.other.set(other);
    }
}

/// On the ring of before, where that is the same.
fn assessed(design: Design, old: Option<&Arc<Assessment>>) -> Arc<Assessment> {
    match old {
        Some(old) if old.design == design => Arc::clone(old),
        Some(old) => {
            let ring = old.placement.follow(&design).map_or_else(|| Arc::clone(&old.placement), Arc::new);
            Arc::new(assess_on(&design, ring, Some(old)))
        }
        None => Arc::new(assess_on(&design, Arc::new(Placement::of(&design)), None)),
    }
}

fn of_operator(size: &'static OperatorSize) -> Other {
    let rate =
        size.rate.map_or(String::new(), |rate| format!(", {}", show(rate.get(), Unit::BYTE.per(Unit::SECOND), Style::Auto)));
    Other { key: format!("size:{}", size.id), name: format!("{}{rate}", size.id), from: From::Size(size) }
}

/// All that can be chosen, in groups: sizes, steps, kept designs, and the default.
fn choices(store: Store) -> Vec<(&'static str, Other)> {
    let mut all: Vec<(&'static str, Other)> =
        OPERATOR_SIZES.iter().map(|size| ("Sizes of the Tempo Operator", of_operator(size))).collect();
    let design = |group, key: String, name: String, design: Arc<Design>| (group, Other { key, name, from: From::Design(design) });
    store.with_history(|history| {
        let steps: Vec<&str> = history.steps().collect();
        for (at, step) in steps.iter().enumerate().rev().filter(|(at, _)| *at != history.at()).take(STEPS) {
            let name = if at == 0 { "As it was when the page opened".to_owned() } else { format!("After “{step}”") };
            all.extend(history.design(at).map(|of| design("Steps", format!("step:{at}"), name, Arc::clone(of))));
        }
    });
    let (present, _) = store.present();
    for (slot, _, text) in designs::all("").into_iter().filter(|(slot, ..)| *slot != present) {
        let kept = recalled(&text);
        all.push(design("Kept in this browser", format!("kept:{slot}"), kept.name.clone(), Arc::new(kept)));
    }
    let default = Design::default();
    all.push(design("Others", "default".to_owned(), format!("{}, the default", default.name), Arc::new(default)));
    all
}

/// Shows the view with the focus on what is chosen; with a key, that is chosen first.
pub fn ask(store: Store, key: &str) {
    if let Some(size) = key.strip_prefix("size:").and_then(operator_size) {
        Looked::of(store).choose(of_operator(size));
    }
    stage::show(store, stage::names().position(|name| name == TAB).unwrap_or_default());
    // Once the tab stands and has had the focus.
    browser::soon(Box::new(|| browser::soon(Box::new(|| focus("#compare-with")))));
}

fn focus(selector: &str) {
    Mark::find(selector).iter().for_each(|mark| {
        mark.show_nearest();
        mark.focus();
    });
}

/// The chart, and below it the numbers.
pub fn view(store: Store) -> Mark {
    let looked = Looked::of(store);
    let draw = move |size: Size| -> Scene { looked.seen.with(|seen| load_chart(&seen.told, size)) };
    let chart = el("section", "box-card load-box").with("aria-label", "Over a growing load");
    chart.append(&say("h3", "", "While the load grows and each cluster stays"));
    chart.append(&still("load-chart", Box::new(draw)));
    around(store, looked, &[&chart])
}

/// The same with the chart as tables.
pub fn tables(store: Store) -> Mark {
    let looked = Looked::of(store);
    let load = plain(looked, "While the load grows and each cluster stays", &LOAD_HEADS, load_rows);
    let breaks = plain(looked, "Where each breaks", &["Design", "Runs out", "Of its load"], break_rows);
    around(store, looked, &[&scroll("Over a growing load", &load), &scroll("Where each breaks", &breaks)])
}

fn plain(looked: Looked, caption: &str, heads: &[&str], rows: fn(&Comparison) -> Vec<Row>) -> Mark {
    let row = |row: Row| RowText { class: String::new(), cells: row.into_iter().map(|text| (text, None)).collect() };
    table(caption, heads, Box::new(move || looked.seen.with(|seen| rows(&seen.told).into_iter().map(row).collect())))
}

fn scroll(name: &str, table: &Mark) -> Mark {
    let place = el("div", "scroll pairs").with("data-may-scroll", "").with("role", "group").with("aria-label", name);
    place.with("tabindex", "0").holding(&[table])
}

fn around(store: Store, looked: Looked, charts: &[&Mark]) -> Mark {
    let said = el("p", "vh").with("role", "status");
    let wrong = el("p", "field-message wrong").with("role", "alert");
    let says = sentences(looked, "The main differences", |seen| &seen.told.says);
    let of_size = sentences(looked, "The size, and what its load needs", |seen| &seen.of_size);
    let only = el("input", "").with("type", "checkbox").with("id", "compare-only");
    only.set_checked(!looked.whole.get_untracked());
    let filter = el("label", "only").holding(&[&only, &say("span", "", "Only what differs")]);
    browser::on(&only.clone(), "change", Box::new(move |_| looked.whole.set(!only.checked())));

    let view = el("div", "compare").with("data-may-scroll", "");
    for part in [&pick(store, looked, &wrong), &wrong, &said, &sides(looked), &says] {
        view.append(part);
    }
    charts.iter().for_each(|chart| view.append(chart));
    view.append(&of_size);
    view.append(&filter);
    view.append(&scroll("Fields of both", &pairs::fields(store, looked, &wrong)));
    view.append(&scroll("What is survived and found", &pairs::found(looked)));
    view.append(&scroll("Figures of both", &pairs::figures(looked)).with("id", "compare-figures"));
    let note = "The ranges of both hang on the same coefficients, so that B over A is surer than either of the two.";
    view.append(&say("p", "m", note));
    // Only a choice is spoken of: edits of the design change the numbers ten times a second.
    let first = Cell::new(true);
    watch(Box::new(move || {
        looked.other.track();
        looked.load.track();
        if !first.replace(false) {
            said.set_text(&looked.seen.with_untracked(|seen| summary(&seen.told)));
        }
    }));
    for kind in ["dragover", "drop"] {
        let wrong = wrong.clone();
        browser::on(&view, kind, Box::new(move |event| drop_on(looked, kind, event, &wrong)));
    }
    view
}

/// Sentences under their heading; nothing where there are none.
fn sentences(looked: Looked, title: &str, of: fn(&Seen) -> &Vec<String>) -> Mark {
    let list = el("ul", "compare-says");
    let all = el("section", "stack").with("aria-label", title).holding(&[&say("h3", "", title), &list]);
    let around = all.clone();
    watch(Box::new(move || {
        list.clear();
        looked.seen.with(|seen| {
            of(seen).iter().for_each(|words| list.append(&say("li", "", words)));
            around.set_or_unset("hidden", of(seen).is_empty().then_some(""));
        });
    }));
    all
}

/// `B is 1x.medium: 31 fields and 80 figures differ.`
fn summary(told: &Comparison) -> String {
    let fields = told.fields.iter().filter(|pair| pair.differs).count();
    let figures = told.figures.iter().filter(|pair| pair.differs).count();
    let of = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    format!("B is {}: {} and {} differ.", told.names[1], of(fields, "field"), of(figures, "figure"))
}

/// Which is which, with the sign that each has in the chart.
fn sides(looked: Looked) -> Mark {
    let list = el("dl", "sides");
    for (at, (letter, class)) in [("A", "side side-a"), ("B", "side side-b")].into_iter().enumerate() {
        let name = el("dd", "");
        let words = move || {
            looked.seen.with(|seen| {
                let mean = seen.told.sheets[at].figure("load.mean").map(|figure| figure.show()).unwrap_or_default();
                let now = if at == 0 { ", the present design" } else { "" };
                format!("{}{now}, at {mean} on the mean", seen.told.names[at])
            })
        };
        keep_text(&name, Box::new(words));
        list.append(&el("dt", "").holding(&[&el("span", class).with("aria-hidden", "true"), &say("span", "", letter)]));
        list.append(&name);
    }
    list
}

/// What B is, whose load both bear, and the way to B itself.
fn pick(store: Store, looked: Looked, wrong: &Mark) -> Mark {
    let select = el("select", "").with("id", "compare-with");
    let label = el("label", "").holding(&[&say("span", "", "Compare with"), &select]);
    let file = button("b o", "A file…").with("data-compare", "file").with("aria-label", "Compare with a file");
    let chooser = el("input", "").with("type", "file").with("accept", ".yaml,.yml,.zip").with("hidden", "");
    let chooser = chooser.with("aria-label", "A design.yaml, or the zip of a bundle, to compare with");
    let loads = [("Each its own", Load::Each), ("Of A", Load::First), ("Of B", Load::Second)];
    let seg = el("div", "seg").with("role", "group").with("aria-labelledby", "compare-load");
    for (at, (word, load)) in loads.into_iter().enumerate() {
        let choice = button("", word).with("data-compare", "load").with("data-at", &at.to_string());
        seg.append(&choice);
        watch(Box::new(move || choice.set("aria-pressed", if looked.load.get() == load { "true" } else { "false" })));
    }
    let whose = el("div", "whose").holding(&[&say("span", "", "Load").with("id", "compare-load"), &seg]);
    let open = button("b o", "Open B").with("data-compare", "open");
    let all: Rc<RefCell<Vec<(&'static str, Other)>>> = Rc::default();
    let (listed, options) = (Rc::clone(&all), select.clone());
    watch(Box::new(move || {
        store.shelf.track();
        store.settled.track();
        let chosen = looked.other.get();
        let mut new = choices(store);
        // A file, or a step that is gone, is in none of the groups.
        if new.iter().all(|(_, other)| other.key != chosen.key) {
            new.push(("Others", chosen.clone()));
        }
        let same = |old: &[(&str, Other)]| {
            old.len() == new.len()
                && old.iter().zip(&new).all(|(old, new)| (&old.1.key, &old.1.name) == (&new.1.key, &new.1.name))
        };
        if !same(&listed.borrow()) {
            options.clear();
            let mut open: Option<(&str, Mark)> = None;
            for (group, other) in &new {
                let option = say("option", "", &other.name).with("value", &other.key);
                match &open {
                    Some((name, mark)) if name == group => mark.append(&option),
                    _ => {
                        let mark = el("optgroup", "").with("label", group).holding(&[&option]);
                        options.append(&mark);
                        open = Some((group, mark));
                    }
                }
            }
        }
        listed.replace(new);
        options.set_value(&chosen.key);
    }));
    let (value, message) = (select.clone(), wrong.clone());
    let changed = move |_: &web::Event| {
        let found = all.borrow().iter().find(|(_, other)| other.key == value.value()).map(|(_, other)| other.clone());
        message.clear();
        found.into_iter().for_each(|other| looked.choose(other));
    };
    browser::on(&select, "change", Box::new(changed));
    let row = el("div", "pick").holding(&[&label, &file, &chooser, &whose, &open]);
    let chosen = chooser.clone();
    let pressed = move |event: &web::Event| {
        let Some(pressed) = Mark::of(event).and_then(|mark| mark.closest("[data-compare]")) else { return };
        match pressed.attribute("data-compare").as_deref() {
            Some("file") => {
                // Not now: a press within a press would be heard while this one is.
                let chooser = chooser.clone();
                browser::soon(Box::new(move || chooser.press()));
            }
            Some("load") => {
                let at = pressed.attribute("data-at").and_then(|at| at.parse::<usize>().ok()).unwrap_or_default();
                looked.load.set(loads[at.min(2)].1);
            }
            Some("open") => open_other(store, looked),
            _ => {}
        }
    };
    browser::on(&row, "click", Box::new(pressed));
    let message = wrong.clone();
    browser::on(&chosen.clone(), "change", Box::new(move |_| read_files(looked, &browser::chosen(&chosen), &message)));
    row
}

/// Makes B the present design in one step; what was A stands beside it then.
fn open_other(store: Store, looked: Looked) {
    let [a, b] = looked.seen.with_untracked(|seen| seen.both.clone());
    if a.design == b.design {
        return;
    }
    designs::open_as_new(store, format!("Opened “{}”", b.design.name), b.design.clone());
    let name = format!("{}, before", a.design.name);
    looked.choose(Other { key: "before".to_owned(), name, from: From::Design(Arc::new(a.design.clone())) });
}

/// A file that is dropped here is compared with; anywhere else on the page it is opened.
fn drop_on(looked: Looked, kind: &str, event: &web::Event, wrong: &Mark) {
    if let Some(files) = browser::dropped_here(kind, event) {
        read_files(looked, &files, wrong);
    }
}

fn read_files(looked: Looked, files: &[Paper], wrong: &Mark) {
    let refuse = |problem: Problem, wrong: &Mark| wrong.set_text(&format!("Not compared: {problem}"));
    wrong.clear();
    match files {
        [] => {}
        [file] if file.bytes() > MOST_BYTES => refuse(too_large(&file.name(), file.bytes()), wrong),
        [file] => {
            let (name, wrong) = (file.name(), wrong.clone());
            let then = move |bytes: Option<Vec<u8>>| match bytes.map(|bytes| opened(&name, &bytes)) {
                Some(Ok(design)) => {
                    let words = format!("{}, from {name}", design.name);
                    looked.choose(Other { key: "file".to_owned(), name: words, from: From::Design(Arc::new(design)) });
                }
                Some(Err(problem)) => refuse(problem, &wrong),
                None => refuse(Problem::new(&name, "The browser cannot read it.", "Choose a file that is still there."), &wrong),
            };
            file.read(Box::new(then));
        }
        more => {
            let what = format!("{} files at once cannot be compared with.", more.len());
            refuse(Problem::new("", what, "Choose one design.yaml, or the zip of one bundle."), wrong);
        }
    }
}

/// Explains a figure of either side, `a:` or `b:` before its id; what it is called.
pub fn explain(store: Store, body: &Mark, id: &str) -> Option<String> {
    let (side, letter, rest) = match id.split_once(':')? {
        ("a", rest) => (0, "A", rest),
        ("b", rest) => (1, "B", rest),
        _ => return None,
    };
    Looked::of(store).seen.with(|seen| {
        let figure = seen.told.sheets[side].figure(rest)?;
        super::explain::explain(body, store, &seen.both[side], figure);
        // What it is made of is of the same design.
        for part in body.all("[data-figure]") {
            let id = part.attribute("data-figure").unwrap_or_default();
            if !id.contains(':') {
                part.set("data-figure", &format!("{}:{id}", letter.to_ascii_lowercase()));
            }
        }
        // The controls are those of the present design.
        if side == 1 {
            body.all("[data-goto]").iter().for_each(Mark::remove);
        }
        Some(format!("{letter}: {}", figure.label()))
    })
}
