//! What outlives the page: the browser's storage, the address, and the clock that dates what is kept.

use super::{items, part, text_in};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{Event, js_sys};

/// Under which the page keeps things in the browser.
const PREFIX: &str = "tempo-designer.";

/// Why the browser keeps nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Full,
    Forbidden,
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What was kept under this name, if the browser keeps things for us at all.
pub fn kept(name: &str) -> Option<String> {
    storage()?.get_item(&format!("{PREFIX}{name}")).ok()?
}

/// Keeps a text for the next visits, and for other tabs.
pub fn keep(name: &str, text: &str) -> Result<(), Refusal> {
    let storage = storage().ok_or(Refusal::Forbidden)?;
    storage.set_item(&format!("{PREFIX}{name}"), text).map_err(|error| {
        if text_in(&error, "name").as_deref() == Some("QuotaExceededError") { Refusal::Full } else { Refusal::Forbidden }
    })
}

pub fn drop_kept(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&format!("{PREFIX}{name}"));
    }
}

/// Names and texts of all that is kept.
pub fn all_kept() -> Vec<(String, String)> {
    let Some(storage) = storage() else { return Vec::new() };
    let read = |key: JsValue| {
        let name = key.as_string()?.strip_prefix(PREFIX)?.to_owned();
        Some((kept(&name)?, name))
    };
    items(&js_sys::Object::keys(&storage)).into_iter().filter_map(read).map(|(text, name)| (name, text)).collect()
}

fn tab_storage() -> Option<web_sys::Storage> {
    let window: JsValue = web_sys::window().into();
    let storage = part(&window, "sessionStorage");
    storage.is_object().then(|| storage.unchecked_into())
}

/// The same for this tab alone: what outlives a reload, not the tab.
pub fn kept_in_tab(name: &str) -> Option<String> {
    tab_storage()?.get_item(&format!("{PREFIX}{name}")).ok()?
}

pub fn keep_in_tab(name: &str, text: &str) {
    if let Some(storage) = tab_storage() {
        let _ = storage.set_item(&format!("{PREFIX}{name}"), text);
    }
}

thread_local! {
    /// Events of the storage that wait for the part that can do something with them.
    static WAITING: RefCell<Vec<Event>> = const { RefCell::new(Vec::new()) };
}

/// Puts an event of the storage by, for [`others_kept`].
pub fn put_by(event: &Event) {
    WAITING.with_borrow_mut(|waiting| waiting.push(event.clone()));
}

/// What other tabs have kept since this was last asked: the name, and what was there before.
pub fn others_kept() -> Vec<(String, Option<String>)> {
    let read = |event: Event| Some((text_in(&event, "key")?.strip_prefix(PREFIX)?.to_owned(), text_in(&event, "oldValue")));
    WAITING.take().into_iter().filter_map(read).collect()
}

/// Milliseconds since 1970.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// A moment as the user's clock shows it: `2026-11-24 14:05`.
pub fn moment(milliseconds: f64) -> String {
    let date = js_sys::Date::new(&milliseconds.into());
    let there = js_sys::Date::new(&(milliseconds - date.get_timezone_offset() * 60_000.0).into());
    String::from(there.to_iso_string()).chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

fn in_address(name: &str) -> String {
    let window: JsValue = web_sys::window().into();
    text_in(&part(&window, "location"), name).unwrap_or_default()
}

/// What stands behind the `#` of the address, and the `#`.
pub fn fragment() -> String {
    in_address("hash")
}

/// The address without what stands behind its `#`.
pub fn address() -> String {
    in_address("href").split('#').next().unwrap_or_default().to_owned()
}

/// Takes the fragment out of the address, without a trace in the browser's history.
pub fn drop_fragment() {
    if let Some(Ok(history)) = web_sys::window().map(|window| window.history()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address()));
    }
}
