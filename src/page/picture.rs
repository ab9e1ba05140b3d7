//! A scene on the page: laid out for the room it has, drawn anew as what it shows changes.

use super::browser::{self, Mark};
use super::diagram::Painter;
use super::element::{el, watch};
use super::store::Store;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::rc::Rc;
use tempo_designer::Assessment;
use tempo_designer::diagram::{Scene, Size};

/// What draws a picture; the signals that it reads draw it anew.
type Draw = Box<dyn Fn(&Assessment, Size) -> Scene>;

/// A picture of the assessment whose parts can be pressed and gone through by keys.
pub fn parts(store: Store, id: &'static str, draw: Draw) -> Mark {
    let says = format!("{id}-says");
    let root = svg(id).with("role", "group").with("aria-roledescription", "diagram").with("aria-describedby", &says);
    let description = el("p", "vh").with("id", &says);
    let around = el("div", "picture").holding(&[&root, &description]);
    let hint = match id {
        "flow" => "Arrow keys go from part to part, Enter opens one, plus and minus change it.",
        "lab-ring" => "Arrow keys go from part to part, Enter takes one down or brings it back.",
        _ => "Arrow keys go from part to part, Enter explains one.",
    };
    let room = room_of(&around);
    let painter = RefCell::new(Painter::new(root.clone()));
    let said = Rc::new(RefCell::new(String::new()));
    let new = Rc::clone(&said);
    watch(Box::new(move || {
        let chosen = store.selected.get();
        let Some(size) = room.get() else { return };
        let scene = store.assessment.with(|a| draw(a, size));
        root.set("aria-label", &scene.title);
        painter.borrow_mut().paint(&scene, chosen);
        new.replace(scene.description);
    }));
    // Nobody hears a paragraph while the numbers in it still move.
    watch(Box::new(move || {
        store.settled.track();
        if room.get().is_some() {
            description.set_text(&format!("{} {hint}", said.borrow()));
        }
    }));
    around
}

/// A picture that is looked at as a whole. `draw` is called again whenever a signal that it read has changed.
pub fn still(id: &str, draw: Box<dyn Fn(Size) -> Scene>) -> Mark {
    let root = svg(id);
    let around = el("div", "picture").holding(&[&root]);
    let room = room_of(&around);
    let painter = RefCell::new(Painter::new(root.clone()));
    watch(Box::new(move || {
        let Some(size) = room.get() else { return };
        let scene = draw(size);
        root.set("role", "img");
        root.set("aria-label", &format!("{}. {}", scene.title, scene.description));
        painter.borrow_mut().paint(&scene, None);
    }));
    el("div", "room").holding(&[&around])
}

fn svg(id: &str) -> Mark {
    Mark::svg("svg").with("id", id).with("class", "d")
}

/// The room a picture has, once it stands on the page.
fn room_of(picture: &Mark) -> RwSignal<Option<Size>> {
    let room = RwSignal::new(None);
    let place = picture.clone();
    // As soon as what is being put together stands, and before anything of it is painted: what lies below must not jump.
    spawn_local(async move {
        if let Some(around) = place.closest(".room, .panel") {
            browser::on_resize(
                &around,
                Box::new(move |width, height| {
                    // A pixel less, so that rounding never brings a scroll bar.
                    let new = Some(Size { width, height: (height - 1.0).max(0.0) });
                    if room.try_get_untracked().is_some_and(|old| old != new) {
                        room.set(new);
                    }
                }),
            );
        }
    });
    room
}
