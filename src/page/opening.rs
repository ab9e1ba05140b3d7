//! What somebody wants opened: a link in the address, a file dropped on the page or chosen in the menu. Reading it is a part
//! that comes later; what is opened is one step of undo, and what is refused leaves the design alone.

use super::browser::{self, Mark, Paper, take};
use super::designs;
use super::later::{self, Part};
use super::notice::{stay, unsay};
use super::store::Store;
use tempo_designer::bundle::opening::{MOST_BYTES, opened, too_large};
use tempo_designer::design::Design;
use tempo_designer::design::share;
use tempo_designer::problem::Problem;

/// Looks at the address now and whenever it changes, and waits for files.
pub fn watch_for(store: Store) {
    let look = move || {
        // `#d1=`, or whatever version there may be; no part of the page is called so.
        let fragment = browser::fragment();
        if fragment.starts_with("#d") && fragment.contains('=') {
            later::run(store, Part::Link);
        }
    };
    // Once the page stands: the other part comes with the memory of this one.
    browser::soon(Box::new(look));
    browser::on_window("hashchange", Box::new(move |_| look()));
    for kind in ["dragover", "dragleave", "drop"] {
        browser::on_page(
            kind,
            Box::new(move |event| {
                let (true, Some(body)) = (browser::carries_files(event), Mark::body()) else { return };
                take(event);
                let over = kind != "drop" && !(kind == "dragleave" && browser::left_window(event));
                body.set_or_unset("data-dropping", over.then_some(""));
                if kind == "drop" {
                    browser::catch(event);
                    later::run(store, Part::Dropped);
                }
            }),
        );
    }
}

/// Opens the link in the address, and takes it out of there: a reload goes on with what was made of it.
pub fn open_link(store: Store) {
    let link = browser::fragment();
    browser::drop_fragment();
    open(store, "a link", share::decode(&link));
}

/// Opens the one file among those that were dropped or chosen.
pub fn open_files(store: Store, files: &[Paper]) {
    match files {
        [] => refuse(store, &Problem::new("", "What was dropped is no file.", "Drop a design.yaml, or the zip of a bundle.")),
        [file] if file.bytes() > MOST_BYTES => refuse(store, &too_large(&file.name(), file.bytes())),
        [file] => read(store, file),
        more => {
            let what = format!("{} files at once cannot be opened.", more.len());
            refuse(store, &Problem::new("", what, "Open one design.yaml, or the zip of one bundle."));
        }
    }
}

fn read(store: Store, file: &Paper) {
    let name = file.name();
    let then = move |bytes: Option<Vec<u8>>| {
        let design = match bytes {
            Some(bytes) => opened(&name, &bytes),
            None => Err(Problem::new(&name, "The browser cannot read it.", "A folder is none; open a file that is still there.")),
        };
        open(store, &name, design);
    };
    file.read(Box::new(then));
}

fn open(store: Store, from: &str, design: Result<Design, Problem>) {
    match design {
        Ok(design) => {
            unsay("opening");
            designs::open_as_new(store, format!("Opened “{}” from {from}", design.name), design);
        }
        Err(problem) => refuse(store, &problem),
    }
}

fn refuse(store: Store, problem: &Problem) {
    stay(store, "opening", &format!("Not opened: {problem} Your design is as it was."), None);
}
