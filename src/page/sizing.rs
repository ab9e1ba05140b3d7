//! The tab Auto-size: the goals, the search in slices of the browser's time, and what it came to. A part that comes later.

use super::browser::{self, Mark, web};
use super::controls;
use super::element::{button, el, keep_text, say, watch};
use super::store::{Row, Said, Store};
use leptos::prelude::*;
use std::cell::{Cell, OnceCell};
use std::rc::Rc;
use std::sync::Arc;
use tempo_designer::assess;
use tempo_designer::design::fields::Group;
use tempo_designer::design::{Component, Cores, Design, Role, edit};
use tempo_designer::sizing::{Outcome, Sized, Sizing, changed, worse};

/// The place among the tabs.
pub const TAB: usize = 5;
const SIZE: &str = "Size it";

/// What the search is at.
#[derive(Clone, Copy)]
struct Search {
    store: Store,
    /// How far it is, while it runs.
    running: RwSignal<Option<f64>>,
    /// What it came to, and for which design, with its cost.
    found: RwSignal<Option<Arc<(Design, f64, Outcome)>>>,
    given_up: RwSignal<bool>,
    /// The search was asked for while the text of a goal was refused: what to do first.
    unread: RwSignal<Option<String>>,
}

thread_local! {
    /// Made once, so that what was found is still there when the tab is opened again.
    static VIEW: OnceCell<Mark> = const { OnceCell::new() };
}

pub fn view(store: Store) -> Mark {
    VIEW.with(|view| view.get_or_init(|| store.owner.with_value(|owner| owner.with(|| made(store)))).clone())
}

fn made(store: Store) -> Mark {
    let search = Search {
        store,
        running: RwSignal::new(None),
        found: RwSignal::new(None),
        given_up: RwSignal::new(false),
        unread: RwSignal::new(None),
    };
    let mut fields = Vec::new();
    let goals = el("div", "rows goals");
    for row in store.rows.iter().filter(|row| row.field.group == Group::Goals) {
        goals.append(&controls::field(*row, &mut fields));
    }
    controls::keep(store, fields);
    let go = button("b p", SIZE).with("data-size", "go");
    let stop = button("b o", "Cancel").with("data-size", "stop");
    let bar = el("progress", "").with("max", "1").with("aria-label", "Search");
    let status = el("p", "").with("role", "status").with("id", "size-says");
    let line = el("div", "line-of").holding(&[&go, &stop, &bar]);
    let result = el("div", "stack").with("id", "sized");
    let panel = el("div", "sizing").with("data-may-scroll", "").holding(&[
        &say("p", "m", "The cheapest design for this workload that holds the goals: replicas, requests and limits, volume, node type, copies and zones."),
        &el("section", "box-card").with("aria-label", "Goals").holding(&[&goals, &line, &status]),
        &result,
    ]);
    watch(Box::new(move || {
        let running = search.running.get();
        for mark in [&stop, &bar] {
            mark.set_or_unset("hidden", running.is_none().then_some(""));
        }
        go.set_or_unset("aria-disabled", running.is_some().then_some("true"));
        bar.set("value", &format!("{:.2}", running.unwrap_or(0.0)));
    }));
    keep_text(&status, Box::new(move || says(search)));
    watch(Box::new(move || {
        result.clear();
        search.found.with(|found| {
            if let Some(found) = found {
                let (from, _, outcome) = &**found;
                match outcome {
                    Outcome::Sized(sized) => show(&result, search, from, sized),
                    Outcome::Infeasible { why, drops } => {
                        let list = el("ul", "claim-more");
                        drops.iter().for_each(|drop| list.append(&say("li", "", &drop.sentence())));
                        let card = el("section", "box-card infeasible").with("aria-label", "Nothing holds all goals");
                        result.append(&card.holding(&[&say("p", "claim-words", why), &list]));
                    }
                    Outcome::Unpriced { why } => result.append(&say("p", "claim-words", why)),
                }
            }
        });
    }));
    browser::on(&panel, "click", Box::new(move |event| press(search, event)));
    panel
}

/// What is said of the search as a whole.
fn says(search: Search) -> String {
    if search.running.get().is_some() {
        return "Searching.".to_owned();
    }
    // Gone once the goal is one again.
    if let Some(words) = search.unread.get().filter(|_| refused(search.store, true).is_some()) {
        return words;
    }
    if search.given_up.get() {
        return "Given up; the design is as it was.".to_owned();
    }
    let now = search.store.design.get();
    search.found.with(|found| match found.as_deref() {
        None => String::new(),
        Some((_, cost, Outcome::Sized(sized))) if sized.design == *now => {
            format!("In use. {}", sized.claim(*cost))
        }
        Some((from, _, _)) if *from != *now => "The design has changed since: size it again.".to_owned(),
        Some((_, cost, Outcome::Sized(sized))) => sized.claim(*cost),
        Some(_) => "Nothing holds all goals.".to_owned(),
    })
}

fn press(search: Search, event: &web::Event) {
    let pressed = Mark::of(event).and_then(|mark| mark.closest("[data-size]")?.attribute("data-size"));
    match pressed.as_deref() {
        Some("go") if search.running.get_untracked().is_none() => search.begin(),
        Some("stop") => {
            search.running.set(None);
            search.given_up.set(true);
            focus("go");
        }
        Some("use") => {
            let sized = search.found.with_untracked(|found| match found.as_deref() {
                Some((_, _, Outcome::Sized(sized))) => Some(sized.design.clone()),
                _ => None,
            });
            if let Some(design) = sized {
                search.store.replace("Use the sized design".to_owned(), design);
                focus("go");
            }
        }
        _ => {}
    }
}

/// What had the focus may have gone.
fn focus(name: &'static str) {
    browser::soon(Box::new(move || {
        if let Some(button) = Mark::find(&format!("[data-size={name}]")) {
            button.focus();
        }
    }));
}

/// Sizes the design at hand, from wherever it is asked for.
pub fn begin() {
    browser::soon(Box::new(|| {
        if let Some(button) = Mark::find("[data-size=go]") {
            button.press();
        }
    }));
}

/// The goal whose text was refused, so that the design holds an older one; heard again when that changes, where asked to.
fn refused(store: Store, heard: bool) -> Option<Row> {
    let wrong = |said: &Said| matches!(said, Said::Wrong(_));
    let mut goals = store.rows.iter().filter(|row| row.field.group == Group::Goals);
    goals.find(|row| if heard { row.said.with(wrong) } else { row.said.with_untracked(wrong) }).copied()
}

impl Search {
    fn begin(self) {
        if let Some(row) = refused(self.store, false) {
            self.found.set(None);
            self.unread.set(Some(format!(
                "Not sized: the text of the goal “{}” is none that it can have. Mend or empty it, then size again.",
                row.field.label
            )));
            Mark::by_id(&format!("f{}", row.at)).iter().for_each(Mark::focus);
            return;
        }
        self.unread.set(None);
        let assessment = self.store.assessment.get_untracked();
        let cost = assessment.estimate.range("cost.total").likely;
        self.given_up.set(false);
        self.found.set(None);
        self.running.set(Some(0.0));
        let sizing = Sizing::new(&assessment.design);
        // One that was given up and begun anew is another.
        thread_local! { static TURN: Cell<u32> = const { Cell::new(0) }; }
        let own = TURN.with(|turn| {
            turn.set(turn.get().wrapping_add(1));
            turn.get()
        });
        let wanted = move || TURN.with(Cell::get) == own && self.running.get_untracked().is_some();
        self.go_on(Box::new(sizing), assessment.design.clone(), cost, Rc::new(wanted));
    }

    /// A piece of the search, then the browser's own work.
    fn go_on(self, mut sizing: Box<Sizing>, of: Design, cost: f64, wanted: Rc<dyn Fn() -> bool>) {
        browser::soon(Box::new(move || {
            if !wanted() {
                return;
            }
            if sizing.advance() {
                self.found.set(Some(Arc::new((of, cost, sizing.outcome()))));
                self.running.set(None);
                return;
            }
            self.running.set(Some(sizing.progress()));
            self.go_on(sizing, of, cost, wanted);
        }));
    }
}

const HEADS: [&str; 6] = ["Component", "Replicas", "CPU", "Memory", "Volume", "What forbids one less"];

fn show(result: &Mark, search: Search, from: &Design, sized: &Sized) {
    let head = el("tr", "");
    HEADS.iter().for_each(|name| head.append(&say("th", "", name).with("scope", "col")));
    let body = el("tbody", "");
    Role::ALL.iter().for_each(|&role| body.append(&row(role, from, sized)));
    let caption = say("caption", "", "Sized");
    let table = el("table", "t sized").holding(&[&caption, &el("thead", "").holding(&[&head]), &body]);
    let scroll = el("div", "scroll").with("role", "group").with("aria-label", "Sized").with("tabindex", "0");
    let use_it = button("b p", "Use this design").with("data-size", "use").with("aria-describedby", "size-says size-worse");
    let (hidden, design) = (use_it.clone(), sized.design.clone());
    watch(Box::new(move || {
        let in_use = search.store.design.with(|now| **now == design);
        hidden.set_or_unset("hidden", in_use.then_some(""));
    }));
    let others = el("ul", "claim-more");
    for field in changed(from, &sized.design) {
        others.append(&say("li", "", &edit::label(field, from, &sized.design)));
    }
    let worse = worse(&assess(from), &assess(&sized.design));
    let list = el("ul", "claim-more");
    worse.iter().for_each(|worse| list.append(&say("li", "", worse)));
    if worse.is_empty() {
        list.append(&say("li", "", "Nothing that the design is judged by."));
    }
    let title = say("h3", "", "What gets worse").with("id", "size-worse");
    result.append(&el("section", "box-card worse").with("aria-labelledby", "size-worse").holding(&[&title, &list]));
    result.append(&scroll.holding(&[&table]));
    result.append(&el("section", "box-card").with("aria-label", "Beside the components").holding(&[&others, &use_it]));
}

fn row(role: Role, from: &Design, sized: &Sized) -> Mark {
    let (old, new) = (from.component(role), sized.design.component(role));
    let name = el("th", "").with("scope", "row").holding(&[&el("span", "sw")]);
    name.append_text(role.title());
    let row = el("tr", &format!("c-{}", role.target())).holding(&[&name]);
    let cores = |of: &Component| {
        let limit = of.cpu_limit.map_or("no limit".to_owned(), Cores::kubernetes);
        format!("{} / {limit}", of.cpu_request.kubernetes())
    };
    let memory = |of: &Component| match of.memory_request == of.memory_limit {
        true => of.memory_limit.kubernetes(),
        false => format!("{} / {}", of.memory_request.kubernetes(), of.memory_limit.kubernetes()),
    };
    let volume = |of: &Component| of.volume.map_or("–".to_owned(), |volume| volume.kubernetes());
    let shown: [&dyn Fn(&Component) -> String; 4] = [&|of| of.replicas.to_string(), &cores, &memory, &volume];
    for show in shown {
        let (was, is) = (show(old), show(new));
        let cell = el("td", "").holding(&[&say("b", "", &is)]);
        if was != is {
            cell.append(&say("span", "m", &format!("was {was}")));
        }
        row.append(&cell);
    }
    let why = sized.fewer.iter().find(|fewer| fewer.role == role).map_or("", |fewer| fewer.why.as_str());
    row.append(&say("td", "why", why));
    row
}
