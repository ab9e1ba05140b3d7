//! The designs that the browser keeps, each under a key of its own: no list of them could be out of step with them. A tab
//! writes into the slot of the design that it shows. Where another tab has written there meanwhile it takes a new slot, so
//! that neither destroys what the other made.

use super::browser::{self, Mark, web};
use super::later::{self, Part};
use super::store::Store;
use leptos::prelude::*;
use std::cell::RefCell;
use std::sync::Arc;
use tempo_designer::design::Design;
use tempo_designer::design::edit::{kept, recalled};

/// What this tab knows of the storage.
struct Known {
    /// What it has last read from each slot or written there.
    texts: Vec<(u64, String)>,
    /// The slot that a new page begins with.
    marked: Option<u64>,
}

thread_local! {
    static KNOWN: RefCell<Known> = const { RefCell::new(Known { texts: Vec::new(), marked: None }) };
}

/// Whether this is what the tab has last read from the slot or written there.
pub fn is_known(slot: u64, text: &str) -> bool {
    KNOWN.with_borrow(|known| known.texts.iter().any(|(of, known)| *of == slot && known == text))
}

/// The slot holds this now, or, as far as this tab cares, nothing.
pub fn learn(slot: u64, text: Option<String>) {
    KNOWN.with_borrow_mut(|known| {
        known.texts.retain(|(of, _)| *of != slot);
        known.texts.extend(text.map(|text| (slot, text)));
    });
}

/// The first design keeps the key that it had when there was but one.
pub fn key(slot: u64) -> String {
    if slot == 0 { "design".to_owned() } else { format!("design.{slot}") }
}

/// When it was last changed, and the design's own lines. A page of an older release wrote no time.
pub fn parts(text: &str) -> (&str, &str) {
    match text.split_once('\n') {
        Some((first, rest)) if !first.contains('=') => (first, rest),
        _ => ("", text),
    }
}

/// The design in a slot as it is kept.
pub fn kept_in(slot: u64) -> Option<String> {
    browser::kept(&key(slot)).map(|text| parts(&text).1.to_owned())
}

/// A slot in which nothing is.
pub fn new_slot() -> u64 {
    let mut slot = browser::now() as u64;
    while browser::kept(&key(slot)).is_some() {
        slot += 1;
    }
    slot
}

/// What the page begins with: the design that this tab showed, else the one last worked on anywhere, else the default. A
/// design kept by an older page may have lines that are no longer read; the rest of it is still the user's.
pub fn recall() -> (u64, Design) {
    for marked in [browser::kept_in_tab("slot"), browser::kept("current"), Some("0".to_owned())] {
        if let Some(slot) = marked.and_then(|slot| slot.parse().ok())
            && let Some(text) = kept_in(slot)
        {
            let design = recalled(&text);
            learn(slot, Some(text));
            return (slot, design);
        }
    }
    (0, Design::default())
}

/// Listens for what may end the page, and for other tabs.
pub fn watch_over(store: Store) {
    // A hidden tab may be killed without another word.
    browser::on_page("visibilitychange", Box::new(move |_| store.leave()));
    browser::on_window("pagehide", Box::new(move |_| store.leave()));
    // What it means that another tab has kept something is a part that comes later.
    let heard = move |event: &web::Event| {
        browser::put_by(event);
        later::run(store, Part::OtherTab);
    };
    browser::on_window("storage", Box::new(heard));
}

impl Store {
    /// Takes what is typed and reads, then keeps the design.
    fn leave(self) {
        for row in self.rows {
            self.commit(*row, false);
        }
        self.put_away();
    }

    /// Keeps the design in its slot, unless it is there already.
    pub fn put_away(self) {
        let (mut slot, design) = self.present();
        let text = kept(&design);
        if !is_known(slot, &text) {
            if kept_in(slot).is_some_and(|there| there != text && !is_known(slot, &there)) {
                slot = self.part(slot);
            }
            match browser::keep(&key(slot), &format!("{}\n{text}", browser::now())) {
                Ok(()) => {
                    learn(slot, Some(text));
                    if let Some(old) = Mark::find("[data-about=storage]") {
                        old.remove();
                    }
                }
                Err(refusal) => later::run(self, Part::NotKept(refusal)),
            }
            self.shelf.update(|changes| *changes += 1);
        }
        if KNOWN.with_borrow_mut(|known| known.marked.replace(slot)) != Some(slot) {
            let slot = slot.to_string();
            browser::keep_in_tab("slot", &slot);
            // Where it cannot be kept, that has been said of the design itself.
            let _ = browser::keep("current", &slot);
        }
    }

    /// Another slot for the design of this tab.
    pub fn part(self, slot: u64) -> u64 {
        let new = new_slot();
        self.move_slot(slot, new);
        later::run(self, Part::Parted);
        new
    }

    pub fn present(self) -> (u64, Arc<Design>) {
        self.with_history(|history| (history.slot(), Arc::clone(history.present())))
    }
}
