//! The menu of the designs that the browser keeps: to open, copy, delete and hand over, with the steps made. A part
//! that comes later.

use super::browser::{self, Mark, web};
use super::element::{button, el, say, watch};
use super::keep::{self, key, new_slot};
use super::store::Store;
use super::{notice, opening};
use leptos::prelude::*;
use tempo_designer::design::edit::{kept, recalled};
use tempo_designer::design::share::{LONGEST, encode};
use tempo_designer::design::{Design, document};
use tempo_designer::quantity::{Style, Unit, decimal, show};

const ID: &str = "designs";
const BUTTON: &str = "designs-button";
/// What is deleted waits under this name, until it is deleted for good.
const DELETED: &str = "deleted.";

/// Opens the menu, which its button opens and closes by itself once it has been made. The focus goes to the button `at`
/// where one is named, or to the one that stands in for it.
pub fn open(store: Store, at: &'static str) {
    let (Some(body), Some(button)) = (Mark::body(), Mark::by_id(BUTTON)) else { return };
    if Mark::by_id(ID).is_none() {
        let popover = el("div", "pop").with("id", ID).with("popover", "auto").with("role", "dialog");
        let popover = popover.with("aria-labelledby", "designs-title");
        store.owner.with_value(|owner| owner.with(|| popover.append(&contents(store))));
        browser::on(&popover, "toggle", Box::new(move |_| store.shelf.update(|changes| *changes += 1)));
        body.append(&popover);
        button.set("popovertarget", ID);
        button.unset("data-command");
    }
    // After the press that asked for it, which would close it again.
    let opened = move || {
        if !Mark::by_id(ID).is_some_and(|popover| popover.is_popover_open()) {
            button.press();
        }
        if !at.is_empty() {
            // The list is drawn once the menu is seen. Where a link would be too long there is the file.
            let named = move || match Mark::find(&format!("#{ID} [data-shelf={at}]")) {
                Some(mark) => mark.focus(),
                None => focus(&format!("#{ID} [data-shelf=save]")),
            };
            browser::next_frame(Box::new(named));
        }
    };
    browser::soon(Box::new(opened));
}

fn focus(selector: &str) {
    if let Some(mark) = Mark::find(selector) {
        mark.focus();
    }
}

/// The designs kept under names that begin so, the one changed last first, each with its slot, its time and its text.
pub fn all(of: &str) -> Vec<(u64, f64, String)> {
    let read = |(name, text): (String, String)| {
        let slot = slot_of(name.strip_prefix(of)?)?;
        let (at, lines) = keep::parts(&text);
        Some((slot, decimal(at).unwrap_or(0.0), lines.to_owned()))
    };
    let mut all: Vec<_> = browser::all_kept().into_iter().filter_map(read).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all
}

/// The slot that [`key`] is for.
fn slot_of(key: &str) -> Option<u64> {
    let rest = key.strip_prefix("design")?;
    if rest.is_empty() { Some(0) } else { rest.strip_prefix('.')?.parse().ok() }
}

/// Opens what is kept in a slot, as one step.
fn open_kept(store: Store, slot: u64, text: String, label: String) {
    let design = recalled(&text);
    // First, since what is open now is kept under way, and could be of the same slot.
    store.put_away();
    keep::learn(slot, Some(text));
    store.open(label, slot, design);
}

/// Opens a design that comes from elsewhere, as one step. One that is kept just so is not kept twice.
pub fn open_as_new(store: Store, label: String, design: Design) {
    let text = kept(&design);
    match all("").into_iter().find(|(_, _, known)| *known == text) {
        Some((slot, _, text)) => open_kept(store, slot, text, label),
        None => store.open(label, new_slot(), design),
    }
}

/// Other tabs have kept something.
pub fn other_tabs(store: Store) {
    store.shelf.update(|changes| *changes += 1);
    let (present, design) = store.present();
    for (name, old) in browser::others_kept() {
        // What was deleted there is kept again with the next edit here.
        let Some(text) = keep::kept_in(present).filter(|_| slot_of(&name) == Some(present)) else { continue };
        if text == kept(&design) {
            keep::learn(present, Some(text));
        } else if old.is_some_and(|old| !keep::is_known(present, keep::parts(&old).1)) {
            // It wrote without having seen what was written here.
            store.part(present);
            store.put_away();
        } else {
            notice::changed_elsewhere(store);
        }
    }
}

/// Shows what another tab has made of this design, as one step.
pub fn take_other(store: Store) {
    let (slot, _) = store.present();
    notice::unsay("tabs");
    if let Some(text) = keep::kept_in(slot) {
        // Not by way of putting the present away: it would part.
        keep::learn(slot, Some(text.clone()));
        store.open_over("Took the version of the other tab".to_owned(), slot, recalled(&text));
    }
}

/// Hands the design over as the file that opens here and with the command.
pub fn download(store: Store) {
    let text = store.design.with_untracked(|design| document::write(design));
    browser::download("design.yaml", "application/yaml", text.as_bytes());
}

/// What stands in the menu.
pub fn contents(store: Store) -> Mark {
    let title = say("h2", "", "Designs").with("id", "designs-title").with("tabindex", "-1").with("autofocus", "");
    let close = button("b", "Close").with("data-shelf", "close");
    let head = el("div", "pop-head").holding(&[&title, &close]);
    let new = button("b o", "New").with("data-shelf", "new");
    let file = button("b o", "Open a file…").with("data-shelf", "file");
    let chooser = el("input", "").with("type", "file").with("accept", ".yaml,.yml,.zip").with("hidden", "");
    let chooser = chooser.with("aria-label", "A design.yaml, or the zip of a bundle");
    let hint = say("p", "m", "A design.yaml or the zip of a bundle can also be dropped anywhere on the page.");
    let said = el("p", "shelf-said").with("role", "status");
    let shelf = el("div", "shelf");
    let body = el("div", "pop-body").holding(&[&el("div", "shelf-row").holding(&[&new, &file, &chooser]), &hint, &said, &shelf]);
    let all = el("div", "pop-all").holding(&[&head, &body]);
    watch(Box::new(move || {
        store.shelf.track();
        store.settled.track();
        list(store, &shelf);
    }));
    let pick = chooser.clone();
    let pressed = move |event: &web::Event| {
        let Some(pressed) = Mark::of(event).and_then(|mark| mark.closest("[data-shelf]")) else { return };
        if pressed.is("[data-shelf=file]") {
            // Not now: a press within a press would be heard while this one is.
            let pick = pick.clone();
            browser::soon(Box::new(move || pick.press()));
        } else {
            press(store, &pressed, &said);
        }
    };
    browser::on(&all, "click", Box::new(pressed));
    let chosen = chooser.clone();
    let picked = move |_: &web::Event| {
        let files = browser::chosen(&chosen);
        if !files.is_empty() {
            hide();
            opening::open_files(store, &files);
        }
    };
    browser::on(&chooser, "change", Box::new(picked));
    all
}

fn hide() {
    if let Some(popover) = Mark::by_id(ID) {
        popover.hide_popover();
    }
}

/// Draws the lists anew. The focus stays on the same button, or goes to the heading where that is gone.
fn list(store: Store, shelf: &Mark) {
    if !Mark::by_id(ID).is_some_and(|popover| popover.is_popover_open()) {
        return;
    }
    let focused = Mark::focused().filter(|mark| mark.closest(".shelf").is_some());
    let again = focused.as_ref().and_then(|mark| Some((mark.attribute("data-shelf")?, mark.attribute("data-at")?)));
    shelf.clear();
    let (present, design) = store.present();
    let mut kept_designs = all("");
    if !kept_designs.iter().any(|(slot, ..)| *slot == present) {
        kept_designs.insert(0, (present, 0.0, kept(&design)));
    }
    let rows = el("ul", "");
    for (slot, at, text) in &kept_designs {
        let name = if slot == &present { design.name.clone() } else { name(text) };
        rows.append(&row(*slot, &name, *at, slot == &present));
    }
    shelf.append(&rows);
    let deleted: Vec<_> =
        all(DELETED).into_iter().filter(|(slot, ..)| !kept_designs.iter().any(|(known, ..)| known == slot)).collect();
    if !deleted.is_empty() {
        shelf.append(&say("h3", "", "Deleted"));
        let rows = el("ul", "");
        for (slot, _, text) in &deleted {
            let name = name(text);
            rows.append(&el("li", "").holding(&[
                &say("span", "shelf-name", &name),
                &act("restore", *slot, "Put back", &name),
                &act("purge", *slot, "Delete for good", &name),
            ]));
        }
        shelf.append(&rows);
    }
    hand_over(shelf, &design);
    steps(store, shelf);
    if let Some((what, at)) = again {
        let same = Mark::find(&format!("#{ID} [data-shelf='{what}'][data-at='{at}']"));
        match same {
            Some(mark) => mark.focus(),
            None => focus("#designs-title"),
        }
    }
}

/// The name in a kept design.
fn name(text: &str) -> String {
    recalled(text).name
}

fn act(what: &str, at: u64, words: &str, name: &str) -> Mark {
    button("use", words).with("data-shelf", what).with("data-at", &at.to_string()).with("aria-label", &format!("{words}: {name}"))
}

fn row(slot: u64, name: &str, changed: f64, present: bool) -> Mark {
    let title = button("shelf-name", name).with("data-shelf", "open").with("data-at", &slot.to_string());
    if present {
        title.set("aria-current", "true");
    }
    let when = match (present, changed > 0.0) {
        (true, _) => "open now".to_owned(),
        (false, true) => browser::moment(changed),
        (false, false) => String::new(),
    };
    el("li", "").holding(&[
        &title,
        &say("span", "m", &when),
        &act("copy", slot, "Duplicate", name),
        &act("delete", slot, "Delete", name),
    ])
}

/// The design as a file and as a link.
fn hand_over(shelf: &Mark, design: &Design) {
    shelf.append(&say("h3", "", "Hand this design over"));
    let row =
        el("div", "shelf-row").holding(&[&button("b o", "Download design.yaml").with("data-shelf", "save").with("data-at", "")]);
    let link = link(design);
    let count = |count: usize| show(count as f64, Unit::ONE, Style::Whole);
    let words = if link.len() > LONGEST {
        format!(
            "A link to it would have {} characters, and beyond {} many chats and tickets cut it. Hand over the file instead.",
            count(link.len()),
            count(LONGEST)
        )
    } else {
        row.append(&button("b o", "Copy link").with("data-shelf", "link").with("data-at", ""));
        format!("The link has {} characters and holds the whole design, as it is now. No server is sent it.", count(link.len()))
    };
    shelf.append(&row);
    shelf.append(&say("p", "m", &words));
}

fn link(design: &Design) -> String {
    format!("{}#{}", browser::address(), encode(design))
}

/// What undo would take back and redo bring again, the latest first.
fn steps(store: Store, shelf: &Mark) {
    let (labels, present) = store.with_history(|history| (history.steps().map(str::to_owned).collect::<Vec<_>>(), history.at()));
    shelf.append(&say("h3", "", "Steps").with("id", "steps-title"));
    let list = el("ol", "steps").with("reversed", "").with("aria-labelledby", "steps-title");
    for (at, label) in labels.iter().enumerate().rev() {
        let words = if at == 0 { "As it was when the page opened" } else { label };
        let step = button(if at > present { "undone" } else { "" }, words).with("data-shelf", "step");
        step.set("data-at", &at.to_string());
        if at == present {
            step.set("aria-current", "step");
        }
        list.append(&el("li", "").holding(&[&step]));
    }
    shelf.append(&list);
}

/// What a press in the menu does.
fn press(store: Store, pressed: &Mark, said: &Mark) {
    let what = pressed.attribute("data-shelf").unwrap_or_default();
    let at = pressed.attribute("data-at").and_then(|at| at.parse::<u64>().ok()).unwrap_or_default();
    let (present, design) = store.present();
    said.clear();
    match what.as_str() {
        "close" => hide(),
        "new" => {
            hide();
            store.open("New design from the default".to_owned(), new_slot(), Design::default());
        }
        "open" => {
            hide();
            if at != present
                && let Some(text) = keep::kept_in(at)
            {
                let label = format!("Opened “{}”", name(&text));
                open_kept(store, at, text, label);
            }
        }
        "copy" => {
            // What is open may be newer than what is kept of it.
            let of = if at == present { Some((*design).clone()) } else { keep::kept_in(at).map(|text| recalled(&text)) };
            if let Some(mut copy) = of {
                let label = format!("Duplicated “{}”", copy.name);
                copy.name.push_str(" copy");
                hide();
                store.open(label, new_slot(), copy);
            }
        }
        "delete" => delete(store, at),
        "restore" => {
            if let Some(text) = browser::kept(&format!("{DELETED}{}", key(at)))
                && browser::keep(&key(at), &text).is_ok()
            {
                browser::drop_kept(&format!("{DELETED}{}", key(at)));
                said.set_text("It stands among the designs again.");
            } else {
                said.set_text("It cannot be put back: the browser’s storage is full. Delete another for good first.");
            }
        }
        "purge" => {
            browser::drop_kept(&format!("{DELETED}{}", key(at)));
            said.set_text("It is gone for good.");
            // There may be room again for what was not kept.
            store.put_away();
        }
        "save" => download(store),
        "link" => {
            browser::copy(&link(&design));
            said.set_text("The link is copied.");
        }
        "step" => store.go_to_step(at as usize),
        _ => {}
    }
    store.shelf.update(|changes| *changes += 1);
}

/// Puts a design among the deleted. In place of the one that is open the next is opened, which is one step; undo brings it
/// back, too.
fn delete(store: Store, slot: u64) {
    let (present, design) = store.present();
    if slot == present {
        let label = format!("Deleted “{}”", design.name);
        match all("").into_iter().find(|(other, ..)| *other != slot) {
            Some((other, _, text)) => open_kept(store, other, text, label),
            None => store.open(label, new_slot(), Design::default()),
        }
    }
    if let Some(text) = browser::kept(&key(slot)) {
        // First out, then in: a full storage has no room for both.
        browser::drop_kept(&key(slot));
        if browser::keep(&format!("{DELETED}{}", key(slot)), &text).is_err() {
            let _ = browser::keep(&key(slot), &text);
        }
    }
    keep::learn(slot, None);
}
