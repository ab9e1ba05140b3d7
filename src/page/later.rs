//! What the first view does without. Its code and words are a second WebAssembly file, fetched when somebody first asks
//! for a part of it, or is about to. All that only [`made`] reaches is moved there by the build (xtask/src/bin/bindgen.rs).

use super::browser::Mark;
use super::element::say;
use super::store::Store;
use super::{bundle, explain, views};
use leptos::prelude::Owner;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// What can be asked for.
#[derive(Clone, Copy)]
pub enum Part {
    View { tab: usize, table: bool },
    Explanation,
    Download,
}

#[wasm_split(later, fallible, preload(fetched))]
fn made(store: Store, part: Part, owner: Option<Owner>) -> Result<Option<Mark>, SplitLoaderError> {
    let make = || match part {
        Part::View { tab, table } => views::view(store, tab, table),
        Part::Explanation => Some(explain::contents(store)),
        Part::Download => {
            bundle::download(store);
            None
        }
    };
    Ok(owner.map_or_else(make, |owner| owner.with(make)))
}

/// Somebody is about to ask.
pub fn expect() {
    spawn_local(async {
        // What fails here is asked for again, and said then.
        let _ = fetched().await;
    });
}

/// Makes a part and puts it into `place`, unless that has been taken for another meanwhile. The part belongs to what runs
/// now, and goes when that is run again. `then` runs once it stands.
pub fn put(store: Store, part: Part, place: &Mark, then: Box<dyn FnOnce()>) {
    let waits = say("p", "waits m", "On its way.").with("role", "status");
    place.append(&waits);
    let owner = Owner::current();
    spawn_local(async move {
        arrived(fetched().await.is_ok());
        if waits.is("body *")
            && let Ok(Some(mark)) = made(store, part, owner).await
        {
            waits.replace(&mark);
            then();
        } else {
            waits.remove();
        }
    });
}

/// Does a part that is nothing to look at.
pub fn run(store: Store, part: Part) {
    spawn_local(async move { arrived(made(store, part, None).await.is_ok()) });
}

/// Says, or no longer says, that something did not arrive.
fn arrived(all: bool) {
    const ID: &str = "missing";
    if let Some(old) = Mark::by_id(ID) {
        old.remove();
    }
    if !all && let Some(body) = Mark::body() {
        let words = "A part of the page did not arrive. Check the connection, then ask for it again.";
        body.append(&say("p", "toast", words).with("id", ID).with("role", "alert"));
    }
}
