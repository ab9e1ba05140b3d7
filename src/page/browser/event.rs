//! What is heard: keys, pointers, time, room and sight.

use super::{Mark, document};
use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use tempo_designer::quantity::decimal;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, KeyboardEvent, js_sys};

/// A key press, as far as the page looks at it.
pub struct Key {
    pub name: String,
    pub shift: bool,
    pub alt: bool,
    /// Ctrl, or Cmd where that is the one.
    pub command: bool,
    /// The key is held down.
    pub repeat: bool,
    /// An input method is putting a character together: the key is its own.
    pub composing: bool,
}

impl Key {
    pub fn of(event: &Event) -> Option<Key> {
        let event: &KeyboardEvent = event.dyn_ref()?;
        Some(Key {
            name: event.key(),
            shift: event.shift_key(),
            alt: event.alt_key(),
            command: event.ctrl_key() || event.meta_key(),
            repeat: event.repeat(),
            composing: event.is_composing(),
        })
    }
}

/// A pointer that went down, moved or came up.
pub struct Pointer {
    pub id: i32,
    /// In the window.
    pub at: (f64, f64),
    /// The first finger, or the first button and no other.
    pub alone: bool,
    pub touch: bool,
}

impl Pointer {
    pub fn of(event: &Event) -> Option<Pointer> {
        let event: &web_sys::PointerEvent = event.dyn_ref()?;
        Some(Pointer {
            id: event.pointer_id(),
            at: (f64::from(event.client_x()), f64::from(event.client_y())),
            alone: event.is_primary() && event.button() == 0,
            touch: event.pointer_type() == "touch",
        })
    }
}

/// Takes the event for the page: the browser does nothing of its own with it, if it still can be kept from it.
pub fn take(event: &Event) {
    if event.cancelable() {
        event.prevent_default();
    }
}

/// Takes the event, and nobody further out hears of it.
pub fn claim(event: &Event) {
    take(event);
    event.stop_propagation();
}

/// Calls `act` on every event of this kind anywhere in the page, for as long as the page lives.
pub fn on_page(kind: &'static str, act: Box<dyn FnMut(&Event)>) {
    if let Some(document) = document() {
        EventListener::new_with_options(&document, kind, EventListenerOptions::enable_prevent_default(), act).forget();
    }
}

/// The same for what the window itself hears: storage, address, the end of the page.
pub fn on_window(kind: &'static str, act: Box<dyn FnMut(&Event)>) {
    if let Some(window) = web_sys::window() {
        EventListener::new(&window, kind, act).forget();
    }
}

/// The same for one element and what lies in it, for as long as the element lives.
pub fn on(mark: &Mark, kind: &'static str, act: Box<dyn FnMut(&Event)>) {
    EventListener::new_with_options(&mark.0, kind, EventListenerOptions::enable_prevent_default(), act).forget();
}

/// Runs its work after a while; dropped, it never does.
pub struct Timer(Timeout);

impl Timer {
    /// Lets it run whatever becomes of the timer.
    pub fn forget(self) {
        self.0.forget();
    }
}

pub fn after(milliseconds: u32, work: Box<dyn FnOnce()>) -> Timer {
    Timer(Timeout::new(milliseconds, work))
}

/// Once what is being rendered stands.
pub fn soon(work: Box<dyn FnOnce()>) {
    Timeout::new(0, work).forget();
}

/// In the frame after the next one: what is heavy must not hold up the figures, which stand in the next.
pub fn next_frame(work: Box<dyn FnOnce()>) {
    frame(Box::new(move || frame(work)));
}

fn frame(work: Box<dyn FnOnce()>) {
    if let Some(window) = web_sys::window() {
        let _ = window.request_animation_frame(Closure::once_into_js(work).unchecked_ref());
    }
}

/// Tells the room inside an element, now and whenever it changes, in CSS pixels at a root type size of 16. One that does not scroll
/// is as high as what it holds, and so gives no height.
pub fn on_resize(mark: &Mark, tell: Box<dyn Fn(f64, f64)>) {
    let element = mark.0.clone();
    let told = Closure::<dyn FnMut()>::new(move || {
        let scale = root_size() / 16.0;
        let scrolls = style_of(&element, "overflow-y").is_some_and(|overflow| overflow != "visible");
        let height = if scrolls { f64::from(element.client_height()) } else { 0.0 };
        tell(f64::from(element.client_width()) / scale, height / scale);
    });
    if let Ok(observer) = web_sys::ResizeObserver::new(told.as_ref().unchecked_ref()) {
        observer.observe(&mark.0);
    }
    // Not left to the observer: what is below would be placed once without and once with what fills the room.
    let _ = told.as_ref().unchecked_ref::<js_sys::Function>().call0(&JsValue::NULL);
    told.forget();
}

fn style_of(element: &Element, property: &str) -> Option<String> {
    web_sys::window()?.get_computed_style(element).ok()??.get_property_value(property).ok()
}

fn root_size() -> f64 {
    let size = || decimal(style_of(&document()?.document_element()?, "font-size")?.strip_suffix("px")?);
    size().unwrap_or(16.0)
}

/// Tells whether a media query holds, now and whenever that changes.
pub fn on_media(query: &str, tell: Box<dyn Fn(bool)>) {
    let Some(list) = web_sys::window().and_then(|window| window.match_media(query).ok()?) else { return };
    tell(list.matches());
    let of = list.clone();
    EventListener::new(&list, "change", move |_| tell(of.matches())).forget();
}

/// Whether a media query holds now.
pub fn is_media(query: &str) -> bool {
    web_sys::window().and_then(|window| window.match_media(query).ok()?).is_some_and(|list| list.matches())
}

/// Tells whether any of an element is in sight, now and whenever that changes.
pub fn on_visible(mark: &Mark, tell: Box<dyn Fn(bool)>) {
    let told = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        if let Ok(entry) = entries.pop().dyn_into::<web_sys::IntersectionObserverEntry>() {
            tell(entry.is_intersecting());
        }
    });
    if let Ok(observer) = web_sys::IntersectionObserver::new(told.as_ref().unchecked_ref()) {
        observer.observe(&mark.0);
    }
    told.forget();
}
