//! The strip of tiles above everything, and what is said and offered after an edit.

use super::browser::{self, Mark};
use super::element::{Words, button, el, figure, icon, keep_text, say, watch};
use super::store::Store;
use leptos::prelude::*;
use std::cell::RefCell;
use tempo_designer::topology::Survival;
use tempo_designer::verdict::{DASHED, Kind, Tile, losses, promise, sentences, survival_sign, then, tiles};

pub fn verdict(store: Store) -> Mark {
    let section = el("section", "verdict").with("id", "verdict").with("aria-labelledby", "verdict-title").with("tabindex", "-1");
    section.append(&say("h2", "vh", "Verdict").with("id", "verdict-title"));
    let made = store.assessment.with_untracked(|a| tiles(a)).map(|tile| Shown::new(&tile));
    let lost = Losses::new();
    let findings = super::findings::tile(store);
    let [sustains, headroom, stored, cost, _] = &made;
    for tile in [&sustains.tile, &headroom.tile, &lost.tile, &stored.tile, &cost.tile, &findings] {
        section.append(tile);
    }
    watch(Box::new(move || {
        store.assessment.with(|a| {
            let then = then(a);
            for (at, (shown, tile)) in made.iter().zip(tiles(a)).enumerate() {
                shown.refresh(&tile, if at == 1 { &then } else { "" });
            }
            lost.refresh(losses(a));
        });
    }));
    section
}

/// A tile on the screen.
struct Shown {
    tile: Mark,
    value: Words,
    unit: Words,
    caption: Mark,
    /// The pieces of the caption, which change their words and stay.
    pieces: RefCell<Vec<(Kind, Words)>>,
    then: Words,
}

fn tile(id: &str, label: [&str; 2], value: &Mark, caption: &Mark) -> Mark {
    let label = say("span", "l", label[0]).holding(&[&say("span", "cap", label[1])]);
    figure("tile", id, "").holding(&[&label, value, caption])
}

impl Shown {
    fn new(of: &Tile) -> Shown {
        let (value, unit, caption) = (el("span", ""), el("span", "u"), el("span", "r"));
        let around = el("span", "tile-value").holding(&[&value]);
        around.append_text(" ");
        around.append(&unit);
        let tile = tile(of.figure, of.label, &around, &caption);
        let [value, unit, then] = [value, unit, el("span", "then")].map(Words::new);
        Shown { tile, value, unit, caption, pieces: RefCell::default(), then }
    }

    fn refresh(&self, tile: &Tile, then: &str) {
        self.value.say(&tile.value);
        self.unit.say(&tile.unit);
        let mut pieces = self.pieces.borrow_mut();
        if !pieces.iter().map(|piece| piece.0).eq(tile.caption.iter().map(|piece| piece.0)) {
            self.caption.clear();
            *pieces = tile.caption.iter().map(|(kind, _)| (*kind, Words::new(piece(*kind)))).collect();
            pieces.iter().map(|piece| &piece.1).chain([&self.then]).for_each(|words| self.caption.append(&words.mark));
        }
        pieces.iter().zip(&tile.caption).for_each(|((_, words), (_, text))| words.say(text));
        self.then.say(then);
    }
}

fn piece(kind: Kind) -> Mark {
    match kind {
        Kind::Range => el("span", ""),
        Kind::Rest => el("span", "cap"),
        Kind::Bottleneck => el("b", "cap"),
    }
}

/// The tile of the three losses: a shape and a word for each.
struct Losses {
    tile: Mark,
    marks: Mark,
    caption: [Mark; 2],
    now: RefCell<Option<tempo_designer::verdict::Losses>>,
}

impl Losses {
    fn new() -> Losses {
        let marks = el("span", "tile-value losses");
        let caption = [el("span", ""), el("span", "cap")];
        let line = el("span", "r").holding(&[&caption[0], &caption[1]]);
        Losses { tile: tile("survivals", ["Survives", " the loss of"], &marks, &line), marks, caption, now: RefCell::default() }
    }

    fn refresh(&self, lost: tempo_designer::verdict::Losses) {
        if self.now.borrow().as_ref() == Some(&lost) {
            return;
        }
        self.marks.clear();
        for (name, survival, _) in &lost.each {
            let (class, shape) = survival_sign(*survival);
            let icon = icon(shape);
            if *survival == Survival::NotPromised {
                let mut ring = Mark::svg("circle");
                for (name, value) in DASHED {
                    ring = ring.with(name, value);
                }
                icon.append(&ring);
            }
            let loss = el("span", if *survival == Survival::Yes { "loss" } else { "loss lost" });
            loss.append(&el("span", class).holding(&[&icon]));
            loss.append_text(name);
            loss.append(&say("span", "vh", &format!(" {} ", promise(*survival))));
            self.marks.append(&loss);
        }
        self.caption[0].set_text(&lost.caption.0);
        self.caption[1].set_text(&lost.caption.1);
        self.now.replace(Some(lost));
    }
}

/// The verdict as it changes, for screen readers: once the hand rests, and only what is new.
pub fn announce(store: Store) -> Mark {
    let line = el("p", "vh").with("role", "status").with("aria-live", "polite");
    let said = line.clone();
    let before = RefCell::new(store.assessment.with_untracked(|a| sentences(a)));
    // Settled edits are announced half a second later, so that a row of key presses is one sentence.
    let timer = RefCell::new(None);
    watch(Box::new(move || {
        let now = store.settled.with(|a| sentences(a));
        let new: Vec<_> = now.iter().filter(|text| !before.borrow().contains(text)).cloned().collect();
        if !new.is_empty() {
            before.replace(now);
            let line = said.clone();
            timer.replace(Some(browser::after(380, Box::new(move || line.set_text(&new.join(" "))))));
        }
    }));
    line
}

/// The bar that offers to take the last edit back. It stays while it is pointed at or focused.
pub fn undo_bar(store: Store) -> Mark {
    let text = el("span", "");
    let undo = button("b", "").with("data-command", "undo-bar").holding(&[&icon("M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H7")]);
    undo.append_text("Undo");
    let bar = el("div", "toast").with("hidden", "").holding(&[&text, &undo]);
    for kind in ["pointerenter", "focusin"] {
        browser::on(&bar, kind, Box::new(move |_| store.hold_undo_bar()));
    }
    for kind in ["pointerleave", "focusout"] {
        browser::on(&bar, kind, Box::new(move |_| store.let_undo_bar_go()));
    }
    let shown = bar.clone();
    watch(Box::new(move || shown.set_or_unset("hidden", store.undo_bar.with(Option::is_none).then_some(""))));
    keep_text(&text, Box::new(move || store.undo_bar.get().unwrap_or_default()));
    bar
}
