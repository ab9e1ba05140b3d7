//! The palette: one field over everything that has a name, and what each of them reads now. A part that comes later.

use super::browser::{self, Key, Mark, take, web};
use super::element::{button, el, say};
use super::lab::Lab;
use super::later::{self, Part};
use super::store::Store;

use super::{app, bundle, compare, explain, findings, measured, own, scenarios, sizing, stage};
use leptos::prelude::*;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use tempo_designer::advice::{summary, together};
use tempo_designer::bundle::bundle as build;
use tempo_designer::catalog::OPERATOR_SIZES;
use tempo_designer::failure::Scenario;
use tempo_designer::find::{Entry, Kind, entries, find};

/// Entries that are listed at once; who needs more types another letter.
const SHOWN: usize = 60;
/// Entries that Page Up and Page Down go by.
const PAGE: usize = 8;

/// The place of the failure lab among the tabs.
const LAB: usize = 2;

struct Palette {
    store: Store,
    dialog: Mark,
    input: Mark,
    list: Mark,
    count: Mark,
    all: RefCell<Vec<Entry>>,
    /// Places in `all` of what is listed, with their elements.
    listed: RefCell<Vec<(usize, Mark)>>,
    at: Cell<usize>,
}

thread_local! {
    /// Made when it is first asked for, then kept with its listeners.
    static PALETTE: OnceCell<Rc<Palette>> = const { OnceCell::new() };
}

pub fn open(store: Store) {
    let palette = PALETTE.with(|palette| Rc::clone(palette.get_or_init(|| Palette::new(store))));
    if palette.dialog.is("[open]") {
        return;
    }
    palette.all.replace(everything(store));
    palette.input.set_value("");
    explain::close();
    palette.dialog.call("showModal");
    palette.input.focus();
    palette.search();
}

impl Palette {
    fn new(store: Store) -> Rc<Palette> {
        let input = el("input", "")
            .with("type", "text")
            .with("role", "combobox")
            .with("aria-label", "Find a control, figure, finding, file, term, view or command")
            .with("placeholder", "Control, figure, finding, file, term, command")
            .with("aria-expanded", "true")
            .with("aria-controls", "palette-list")
            .with("aria-autocomplete", "list")
            .with("autocomplete", "off")
            .with("autocapitalize", "off")
            .with("spellcheck", "false");
        let list = el("ul", "").with("id", "palette-list").with("role", "listbox").with("aria-label", "Found");
        let count = el("p", "m").with("role", "status");
        let head = el("div", "palette-head").holding(&[&input, &button("b", "Close").with("data-close", "")]);
        let dialog = el("dialog", "palette").with("id", "palette").with("aria-label", "Find").holding(&[&head, &list, &count]);
        if let Some(body) = Mark::body() {
            body.append(&dialog);
        }
        let (all, listed) = (RefCell::default(), RefCell::default());
        let palette = Rc::new(Palette { store, dialog, input, list, count, all, listed, at: Cell::new(0) });
        type Heard = fn(&Palette, &web::Event);
        let heard: [(&'static str, Heard); 3] =
            [("input", |palette, _| palette.search()), ("keydown", Palette::key), ("click", Palette::click)];
        for (kind, act) in heard {
            let own = Rc::clone(&palette);
            browser::on(
                &palette.dialog,
                kind,
                Box::new(move |event| {
                    // What is typed and pressed here is nobody else's: the page would undo an edit of the design.
                    event.stop_propagation();
                    act(&own, event);
                }),
            );
        }
        palette
    }

    /// Lists what the text asks for.
    fn search(&self) {
        let all = self.all.borrow();
        let found = find(&all, &self.input.value());
        self.list.clear();
        let option = |(at, place): (usize, &usize)| {
            let entry = &all[*place];
            let long = matches!(entry.kind, Kind::File | Kind::Fix | Kind::Term);
            let option = el("li", if long { "long" } else { "" }).with("role", "option").with("id", &format!("palette-{at}"));
            let parts = [("name", entry.name.as_str()), ("kind m", entry.kind.word()), ("now", &entry.value)];
            for (class, text) in parts {
                option.append(&say("span", class, text));
                // So that the three are read as three.
                option.append_text(" ");
            }
            self.list.append(&option);
            (*place, option)
        };
        self.listed.replace(found.iter().take(SHOWN).enumerate().map(option).collect());
        self.count.set_text(&match found.len() {
            0 => "Nothing is called so. Try a shorter word, or one of its letters less.".to_owned(),
            1 => "1 found".to_owned(),
            count if count > SHOWN => format!("{count} found, the first {SHOWN} listed"),
            count => format!("{count} found"),
        });
        self.list.scroll_to_start();
        self.choose(0);
    }

    /// Makes the entry at this place of the list the one that Enter takes.
    fn choose(&self, at: usize) {
        let listed = self.listed.borrow();
        for (place, (_, option)) in listed.iter().enumerate() {
            option.set("aria-selected", if place == at { "true" } else { "false" });
        }
        let chosen = listed.get(at).map(|(_, option)| option);
        self.input.set_or_unset("aria-activedescendant", chosen.and_then(|option| option.attribute("id")).as_deref());
        if let Some(option) = chosen {
            option.show_nearest();
        }
        self.at.set(at);
    }

    fn key(&self, event: &web::Event) {
        let Some(key) = Key::of(event) else { return };
        if key.composing {
            return;
        }
        if key.command && key.name.eq_ignore_ascii_case("k") {
            take(event);
            self.dialog.call("close");
            return;
        }
        if key.alt || key.command || Mark::of(event).as_ref() != Some(&self.input) {
            return;
        }
        let (at, count) = (self.at.get(), self.listed.borrow().len());
        let last = count.saturating_sub(1);
        match key.name.as_str() {
            "ArrowDown" => self.choose(if at == last { 0 } else { at + 1 }),
            "ArrowUp" => self.choose(at.checked_sub(1).unwrap_or(last)),
            "PageDown" => self.choose((at + PAGE).min(last)),
            "PageUp" => self.choose(at.saturating_sub(PAGE)),
            "Enter" => self.take(at),
            _ => return,
        }
        take(event);
    }

    fn click(&self, event: &web::Event) {
        let Some(mark) = Mark::of(event) else { return };
        if let Some(option) = mark.closest("[role=option]") {
            let at = self.listed.borrow().iter().position(|(_, other)| *other == option);
            at.into_iter().for_each(|at| self.take(at));
        } else if mark == self.dialog || mark.is("[data-close]") {
            self.dialog.call("close");
        }
    }

    /// Closes, which gives the focus back, and does what the entry is for.
    fn take(&self, at: usize) {
        let place = self.listed.borrow().get(at).map(|(place, _)| *place);
        let Some(entry) = place.and_then(|place| self.all.borrow().get(place).cloned()) else { return };
        self.dialog.call("close");
        let (store, target) = (self.store, entry.target);
        match entry.kind {
            Kind::Control if target.starts_with("goals.") => {
                stage::show(store, sizing::TAB);
                browser::after(50, Box::new(move || app::go_to(store, &target))).forget();
            }
            Kind::Control => app::go_to(store, &target),
            Kind::Finding => findings::show_one(store, target),
            Kind::Fix => findings::mend(store, &target),
            Kind::Figure => explained(store, target),
            Kind::Term => explained(store, format!("term:{target}")),
            Kind::File => bundle::show_file(store, target),
            Kind::View => stage::show(store, target.parse().unwrap_or_default()),
            Kind::Command if target.starts_with("lab:") => {
                if let Some(scenario) = Scenario::from_key(&target["lab:".len()..]) {
                    scenarios::choose(store, Lab::of(store), scenario);
                    stage::show(store, LAB);
                }
            }
            Kind::Command if target == "own-cluster" => measured::ask(store),
            Kind::Command if target == "own-ring" => own::ask(store),
            Kind::Command if target == "design-ring" => own::back(store),
            Kind::Command if target.starts_with("compare:") => compare::ask(store, &target["compare:".len()..]),
            Kind::Command if target == "size" => {
                stage::show(store, sizing::TAB);
                sizing::begin();
            }
            Kind::Command if target == "copy-table" => later::run(store, Part::Copy { tab: store.tab.get_untracked() }),
            Kind::Command => app::run(store, &target),
        }
    }
}

/// Explains a figure where it stands, or below the button that opens the palette where it stands nowhere.
fn explained(store: Store, id: String) {
    let seen = |mark: &Mark| mark.is(":not([popover] *)") && mark.edges().0 < mark.edges().2;
    let places = Mark::body().map(|page| page.all(&format!("[data-figure='{id}']"))).unwrap_or_default();
    let anchor = places.into_iter().find(seen).or_else(|| Mark::find("[data-command=find]"));
    if let Some(anchor) = anchor {
        anchor.show_nearest();
        explain::open(store, id, anchor);
    }
}

/// What can be done and looked at, and all that the library knows by name.
fn everything(store: Store) -> Vec<Entry> {
    let mut all = Vec::new();
    let mut add = |kind, target: &str, name: &str, value: &str, also: &str| {
        let [name, value, also, target] = [name, value, also, target].map(str::to_owned);
        all.push(Entry { kind, name, value, also, target });
    };
    let assessment = store.whole();
    let command = Kind::Command;
    // First what changes nothing: it is what Enter takes before anything is typed.
    add(command, "findings", "Show the findings", &summary(&assessment.findings), "advice rules");
    add(command, "undo", "Undo", if store.can_undo() { "Ctrl Z" } else { "nothing to undo" }, "back take");
    add(command, "redo", "Redo", if store.can_redo() { "Ctrl Shift Z" } else { "nothing to redo" }, "again");
    if let Some(fix) = together(&assessment.design, &assessment.findings) {
        add(command, "mend-all", &fix.title, "all findings", "mend fix all");
    }
    match store.table.get_untracked() {
        true => add(command, "diagram", "Show diagrams", "now tables", "switch"),
        false => add(command, "table", "Show tables", "now diagrams", "switch"),
    }
    if Mark::find("[data-copies]:not([hidden])").is_some() {
        add(command, "copy-table", "Copy the table shown", "", "clipboard");
    }
    add(command, "copy-file", "Copy the file shown", &store.file.get_untracked(), "clipboard");
    add(command, "download-zip", "Download the bundle", "zip", "export manifests");
    add(command, "share", "Copy a link to this design", "", "share url send hand over");
    add(command, "save", "Download design.yaml", "", "export share file hand over");
    add(command, "open-file", "Open a file", "design.yaml or a bundle’s zip", "import load");
    add(command, "designs", "Open the menu of designs", "", "kept saved link share history open file");
    add(command, "size", "Auto-size this design", "", "cheapest optimise right size cost goals");
    add(command, "theme", "Change the theme", store.theme.get_untracked(), "dark light colours");
    let own = store.design.with_untracked(|design| design.measured.len());
    let own = if own > 0 { format!("{own} coefficients of your own") } else { String::new() };
    add(command, "own-cluster", measured::TITLE, &own, "measure calibrate fit prometheus promql coefficients catalog paste");
    let pasted = store.own.with_untracked(Option::is_some);
    add(command, "own-ring", own::USE, if pasted { "now a pasted one" } else { "" }, "paste json ingester ring page own real");
    if pasted {
        add(command, "design-ring", own::BACK, "", "own ring paste drop");
    }
    add(command, "compare:", compare::USE, "", "side by side diff difference versus");
    for size in &OPERATOR_SIZES {
        let name = format!("Compare with {}", size.id);
        add(command, &format!("compare:size:{}", size.id), &name, "Tempo Operator", "t-shirt size side by side");
    }
    let shown = store.tab.get_untracked();
    for (at, name) in stage::names().enumerate() {
        add(Kind::View, &at.to_string(), name, if at == shown { "shown" } else { "" }, "tab diagram");
    }
    for scenario in Scenario::ALL {
        add(command, &format!("lab:{}", scenario.key()), scenario.title(), "failure", "scenario outage lab survive");
    }
    let lab = Lab::of(store);
    lab.seen.with_untracked(|seen| {
        let sheet = &seen.report.sheet;
        for figure in sheet.ids().filter_map(|id| sheet.figure(id)) {
            add(Kind::Figure, figure.id(), figure.label(), &figure.show(), "failure lab");
        }
    });
    all.extend(entries(&assessment, &build(&assessment)));
    all
}
