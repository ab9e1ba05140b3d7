//! One's own ring: the page of a running cluster's ring, pasted or chosen as a file. It is looked at and no part of the design:
//! no link and no file holds it, and all figures stay those of the design's ring.

use super::browser::{self, Key, Mark, Paper, web};
use super::element::{button, el, keep_text, say, watch};
use super::stage;
use super::store::Store;
use leptos::prelude::*;
use std::sync::Arc;
use tempo_designer::problem::Problem;
use tempo_designer::ring::{MOST_BYTES, Placement, read_page};

/// What the disclosure is called, in the palette as well.
pub const USE: &str = "Use a running cluster’s ring";
pub const BACK: &str = "Back to the design’s ring";
/// The place of the ring among the tabs.
const RING: usize = 1;

const HELP: &str = "RF and zone awareness are not in it: those of the design are taken. The ring stays in this tab of the browser \
                    until it is closed; no link and no file holds it. A distributor gives it:";
const ASK: &str = "curl -H 'Accept: application/json' http://…:3200/ingester/ring";

/// What is said of the pasted ring, and below it the field for another.
pub fn own(store: Store) -> Mark {
    let area = el("textarea", "mono").with("id", "own-ring").with("rows", "5").with("aria-describedby", "own-says own-help");
    for (name, value) in [("spellcheck", "false"), ("autocomplete", "off"), ("autocapitalize", "off")] {
        area.set(name, value);
    }
    let said = el("p", "field-message wrong").with("id", "own-says").with("role", "alert");
    let help = say("p", "m", HELP).with("id", "own-help").holding(&[&say("code", "mono", ASK)]);
    let chooser = el("input", "").with("type", "file").with("accept", ".json,application/json").with("hidden", "");
    let (take_it, file) = (button("b p", "Use this ring").with("data-own", "use"), button("b o", "Choose a file…"));
    let field = el("div", "own-field").holding(&[
        &say("label", "", "The JSON of its page /ingester/ring").with("for", "own-ring"),
        &area,
        &said,
        &el("div", "line-of").holding(&[&take_it, &file.with("data-own", "file"), &chooser]),
        &help,
    ]);
    let fold = el("details", "own").with("id", "own").holding(&[&say("summary", "", USE), &field]);
    let around = el("div", "own-ring").holding(&[&line(store), &fold]);
    let choose = chooser.clone();
    browser::on(
        &fold,
        "click",
        Box::new(move |event| {
            match Mark::of(event).and_then(|mark| mark.closest("[data-own]")?.attribute("data-own")).as_deref() {
                Some("use") => read(store, &area.value()),
                // In a turn of its own: its press comes back through here.
                Some("file") => {
                    let choose = choose.clone();
                    browser::soon(Box::new(move || choose.press()));
                }
                _ => {}
            }
        }),
    );
    let chosen = chooser.clone();
    browser::on(&chooser, "change", Box::new(move |_| read_files(store, &browser::chosen(&chosen))));
    // Text of its own: the page would undo an edit of the design.
    browser::on(
        &fold,
        "keydown",
        Box::new(|event| {
            let typed = Key::of(event).filter(|key| key.command && ["z", "y"].contains(&key.name.to_ascii_lowercase().as_str()));
            if typed.is_some() && Mark::of(event).is_some_and(|mark| mark.is("textarea")) {
                event.stop_propagation();
            }
        }),
    );
    for kind in ["dragover", "drop"] {
        browser::on(&fold, kind, Box::new(move |event| drop(store, kind, event)));
    }
    around
}

/// What is said of the pasted ring, with the way back to the design's; nothing where there is none.
pub fn line(store: Store) -> Mark {
    let words = el("p", "").with("role", "status");
    let back_again = button("b o", BACK).with("data-own", "back");
    let line = el("div", "own-line").holding(&[&words, &back_again]);
    let said = move || store.placement.with(|placement| placement.page().map(|page| page.says(&placement.ring)));
    keep_text(&words, Box::new(move || said().unwrap_or_default()));
    let hidden = line.clone();
    watch(Box::new(move || hidden.set_or_unset("hidden", store.own.with(Option::is_none).then_some(""))));
    browser::on(&back_again, "click", Box::new(move |_| back(store)));
    line
}

/// A file that is dropped here is a ring; anywhere else on the page it is a design.
fn drop(store: Store, kind: &str, event: &web::Event) {
    if let Some(files) = browser::dropped_here(kind, event) {
        read_files(store, &files);
    }
}

fn read_files(store: Store, files: &[Paper]) {
    let wrong = |what: &str| refuse(&Problem::new("", what, "Choose the one file that holds the page’s JSON."));
    match files {
        [] => {}
        [file] if file.bytes() > MOST_BYTES => wrong("The file is larger than the page of any ring."),
        [file] => file.read(Box::new(move |bytes| match bytes.map(String::from_utf8) {
            Some(Ok(text)) => read(store, &text),
            Some(Err(_)) => wrong("The file holds no text."),
            None => wrong("The browser cannot read the file."),
        })),
        _ => wrong("These are several files."),
    }
}

/// Takes the page for the ring that is looked at, or says why not: then all stays as it was.
fn read(store: Store, text: &str) {
    match read_page(text) {
        Ok(page) => {
            say_below("");
            let placement = store.design.with_untracked(|design| Placement::of_page(Arc::new(page), design));
            store.own.set(Some(Arc::new(placement)));
            follow(store);
            // Half a megabyte, which nobody reads.
            area().iter().for_each(|area| area.set_value(""));
            Mark::by_id("own").iter().for_each(|fold| fold.unset("open"));
            // Once it is shown.
            browser::soon(Box::new(|| focus("[data-own=back]")));
        }
        Err(problem) => refuse(&problem),
    }
}

fn refuse(problem: &Problem) {
    say_below(&problem.to_string());
    area().iter().for_each(Mark::focus);
}

fn say_below(words: &str) {
    area().iter().for_each(|area| area.set_or_unset("aria-invalid", (!words.is_empty()).then_some("true")));
    Mark::by_id("own-says").iter().for_each(|said| said.set_text(words));
}

/// The design's ring again.
pub fn back(store: Store) {
    store.own.set(None);
    follow(store);
    focus("#own > summary");
}

/// The part of another ring that was looked at is nobody's choice.
fn follow(store: Store) {
    if let Some(look) = store.ring.get_untracked() {
        look.to_trace();
    }
}

/// Shows the ring, and the field for another.
pub fn ask(store: Store) {
    store.table.set(false);
    stage::show(store, RING);
    // Once the tab stands and has had the focus.
    browser::soon(Box::new(|| {
        browser::soon(Box::new(|| {
            if let Some(area) = area() {
                area.unfold();
                area.show_nearest();
                area.focus();
            }
        }));
    }));
}

fn area() -> Option<Mark> {
    Mark::by_id("own-ring")
}

fn focus(selector: &str) {
    Mark::find(selector).iter().for_each(Mark::focus);
}
