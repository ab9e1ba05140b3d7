//! A value pulled up and down on the data flow, by mouse, pen or finger. One pull is one step of undo; Escape or a pointer
//! that the browser takes away puts everything back.

use super::browser::{self, Key, Mark, Pointer, Timer, claim, take, web};
use super::store::{Row, Said, Store};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use tempo_designer::Assessment;
use tempo_designer::design::fields::Value;
use tempo_designer::design::{Role, edit};
use tempo_designer::diagram::{Dragged, stops};

/// What moves less is a press.
const PRESS: f64 = 4.0;
/// A finger that rests so long, in milliseconds, wants to pull; one that moves before wants to scroll.
const REST: u32 = 200;
/// A finger that moves less rests.
const FINGER: f64 = 10.0;

/// The hand on the diagram.
#[derive(Clone, Copy)]
pub struct Pull {
    /// What is being pulled, as the picture shows it.
    pub shown: RwSignal<Option<Arc<Dragged>>>,
    /// Things are pressed by fingers.
    pub coarse: RwSignal<bool>,
}

thread_local! {
    static HELD: RefCell<Option<Held>> = const { RefCell::new(None) };
    /// The press that the browser makes of the end of a pull is none.
    static DONE: Cell<bool> = const { Cell::new(false) };
}

/// The pointer that is down on a component or a resource.
struct Held {
    pointer: Pointer,
    thing: Mark,
    row: Row,
    from: Value,
    stops: i32,
    state: State,
    /// It was further away than a press goes.
    moved: bool,
    /// Until a finger has rested.
    _rest: Option<Timer>,
}

#[derive(PartialEq)]
enum State {
    Pressed,
    Pulling,
    /// Given up while the pointer is still down.
    Over,
}

impl Pull {
    pub fn new() -> Pull {
        let coarse = RwSignal::new(false);
        browser::on_media("(pointer: coarse)", Box::new(move |is| coarse.set(is)));
        Pull { shown: RwSignal::new(None), coarse }
    }

    pub fn is_on(self) -> bool {
        self.shown.get_untracked().is_some()
    }
}

/// What is held, taken out, to be [held](hold) again.
#[inline(never)]
fn held() -> Option<Held> {
    HELD.take()
}

#[inline(never)]
fn hold(held: Held) {
    HELD.set(Some(held));
}

/// Lets a picture be pulled at.
pub fn listen(store: Store, picture: &Mark) {
    type Heard = fn(Store, &web::Event);
    let heard: [(&'static str, Heard); 7] = [
        ("pointerdown", press),
        ("pointermove", travel),
        ("pointerup", release),
        ("pointercancel", |store, _| give_up(store)),
        ("touchmove", stay),
        ("contextmenu", stay),
        ("click", |_, event| {
            if DONE.get() {
                claim(event);
            }
        }),
    ];
    for (kind, act) in heard {
        browser::on(picture, kind, Box::new(move |event| act(store, event)));
    }
}

fn press(store: Store, event: &web::Event) {
    let Some(pointer) = Pointer::of(event).filter(|pointer| pointer.alone) else { return };
    // One whose end was never heard.
    give_up(store);
    drop(held());
    // A resource's own field, a component's replicas.
    let Some(thing) = Mark::of(event).and_then(|mark| mark.closest("[data-turn],[data-select]")) else { return };
    let Some(row) = row_of(store, &thing) else { return };
    let rest = pointer.touch.then(|| browser::after(REST, Box::new(move || begin(store))));
    let from = store.design.with_untracked(|design| (row.field.get)(design));
    hold(Held { pointer, thing, row, from, stops: 0, state: State::Pressed, moved: false, _rest: rest });
}

/// The field that a part of the data flow changes.
pub fn row_of(store: Store, mark: &Mark) -> Option<Row> {
    match mark.attribute("data-turn") {
        Some(path) => store.row(&path),
        None => {
            let name = mark.attribute("data-component")?;
            let role = Role::ALL.into_iter().find(|role| role.target() == name)?;
            store.row(edit::replicas(role)?.path)
        }
    }
}

fn begin(store: Store) {
    let Some(mut held) = held() else { return };
    if held.state == State::Pressed {
        held.state = State::Pulling;
        store.begin(held.row);
        show(store, &held, store.assessment.get_untracked(), None);
        // A finger is captured anyway, and its press would be lost to the button under it.
        if !held.pointer.touch {
            held.thing.capture(&held.pointer);
        }
    }
    hold(held);
}

fn show(store: Store, held: &Held, before: Arc<Assessment>, refused: Option<String>) {
    store.pull.shown.set(Some(Arc::new(Dragged { field: held.row.field, before, refused })));
}

fn travel(store: Store, event: &web::Event) {
    let Some(pointer) = Pointer::of(event) else { return };
    let Some(mut held) = held() else { return };
    if pointer.id == held.pointer.id {
        let (x, y) = (pointer.at.0 - held.pointer.at.0, held.pointer.at.1 - pointer.at.1);
        let far = x.hypot(y);
        held.moved |= far >= PRESS;
        if held.state == State::Pressed && held.pointer.touch && far >= FINGER {
            // It scrolls. Dropped, the timer never runs.
            return;
        }
        if held.state == State::Pressed && !held.pointer.touch && held.moved {
            hold(held);
            begin(store);
            return travel(store, event);
        }
        let to = stops(y);
        if held.state == State::Pulling && to != held.stops {
            held.stops = to;
            follow(store, &held);
        }
    }
    hold(held);
}

/// Sets the value as far as it may go.
fn follow(store: Store, held: &Held) {
    let (mut at, mut refused) = (held.stops, None);
    while let Err(why) = store.pull(held.row, &edit::pulled(held.row.ladder, &held.from, at)) {
        refused = Some(why);
        if at == 0 {
            break;
        }
        at -= at.signum();
    }
    if let Some(why) = &refused {
        held.row.said.set(Said::Wrong(why.clone()));
    }
    let Some(shown) = store.pull.shown.get_untracked().filter(|shown| shown.refused != refused) else { return };
    show(store, held, Arc::clone(&shown.before), refused);
}

fn release(store: Store, event: &web::Event) {
    let (Some(pointer), Some(held)) = (Pointer::of(event), held()) else { return };
    if pointer.id != held.pointer.id {
        hold(held);
        return;
    }
    if held.state == State::Pulling {
        store.pull.shown.set(None);
        store.let_go();
    }
    if held.state != State::Pressed && held.moved {
        DONE.set(true);
        browser::soon(Box::new(|| DONE.set(false)));
    }
}

/// Puts everything back. What the pointer does until it comes up is nothing more.
fn give_up(store: Store) {
    let Some(mut held) = held() else { return };
    if held.state == State::Pulling {
        store.pull.shown.set(None);
        store.put_back(held.row);
    }
    held.state = State::Over;
    hold(held);
}

/// Neither scrolling nor a menu while something is held.
fn stay(_: Store, event: &web::Event) {
    if HELD.with_borrow(|held| held.as_ref().is_some_and(|held| held.state != State::Pressed)) {
        take(event);
    }
}

/// Escape gives the pull up. While it lasts, no key does anything else.
pub fn key(store: Store, event: &web::Event) -> bool {
    let on = store.pull.is_on();
    if on && Key::of(event).is_some_and(|key| key.name == "Escape") {
        take(event);
        give_up(store);
    }
    on
}
