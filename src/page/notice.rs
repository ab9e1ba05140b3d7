//! Sentences that stay until they are closed, no longer true, or another takes their place. A part that comes later.

use super::browser::{self, Mark, Refusal};
use super::designs;
use super::element::{button, el, say};
use super::store::Store;

/// A button's name and what it does.
type Offer = (&'static str, fn(Store));

/// Says it below the verdict.
pub fn stay(store: Store, about: &str, words: &str, offer: Option<Offer>) {
    let Some(body) = Mark::body() else { return };
    if let Some(old) = Mark::by_id("stays") {
        if old.attribute("data-said").as_deref() == Some(words) {
            return;
        }
        old.remove();
    }
    let bar = el("div", "toast stays").with("id", "stays").with("data-about", about).with("data-said", words);
    bar.append(&say("span", "", words).with("role", "alert"));
    for (name, act) in offer.into_iter().chain([("Close", close as fn(Store))]) {
        let button = button("b", name);
        browser::on(&button, "click", Box::new(move |_| act(store)));
        bar.append(&button);
    }
    body.append(&bar);
}

fn close(_: Store) {
    if let Some(bar) = Mark::by_id("stays") {
        bar.remove();
    }
}

/// What was said about this is no longer true.
pub fn unsay(about: &str) {
    if let Some(old) = Mark::find(&format!("#stays[data-about={about}]")) {
        old.remove();
    }
}

/// The browser did not take the design.
pub fn not_kept(store: Store, refusal: Refusal) {
    let words = match refusal {
        Refusal::Full => {
            "The browser’s storage for this site is full: what you change is not kept. Delete designs for good under Designs, or download this one."
        }
        Refusal::Forbidden => {
            "The browser keeps nothing for this site: this design is gone once the tab is closed. Allow the site to store data, or download it."
        }
    };
    stay(store, "storage", words, Some(("Download it", designs::download)));
}

/// The design went on in another slot.
pub fn parted(store: Store) {
    let words = "Another tab has changed this design, too. Yours goes on as a design of its own; both stand under Designs.";
    stay(store, "tabs", words, None);
}

/// Another tab has written where this one has nothing to lose.
pub fn changed_elsewhere(store: Store) {
    let words = "Another tab has changed this design. What you change here goes on as a design of its own.";
    stay(store, "tabs", words, Some(("Show its version", designs::take_other)));
}
