//! Everything that can fail for reasons outside the program: elements, storage, clipboard, downloads, timers. The only folder
//! that touches web-sys and gloo. What the browser refuses (a full storage, a clipboard without permission) is answered
//! with `None` or `false`; no caller needs to know a browser's error types.

mod event;
mod file;
mod kept;
mod mark;

pub use event::*;
pub use file::*;
pub use kept::*;
pub use mark::Mark;

use wasm_bindgen::prelude::*;
use web_sys::{Document, js_sys};

/// The types of events, for handlers.
pub mod web {
    pub use web_sys::Event;
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// What an object has under a name. For what is asked for once: each method of web-sys is a function in the first view.
fn part(of: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(of, &name.into()).unwrap_or_default()
}

fn text_in(of: &JsValue, name: &str) -> Option<String> {
    part(of, name).as_string()
}

/// What stands in a list of the browser.
fn items(list: &JsValue) -> Vec<JsValue> {
    let count = part(list, "length").as_f64().unwrap_or(0.0) as usize;
    (0..count).map(|at| part(list, &at.to_string())).collect()
}

/// Takes in the rules of a style sheet. Through CSSOM: the policy forbids `style` elements. A browser without such sheets shows
/// what they are for plainly.
pub fn take_style(rules: &str) {
    let Some(document) = document() else { return };
    let made = part(&js_sys::global(), "CSSStyleSheet")
        .dyn_into::<js_sys::Function>()
        .and_then(|class| js_sys::Reflect::construct(&class, &js_sys::Array::new()));
    let Ok(sheet) = made else { return };
    if let Ok(replace) = part(&sheet, "replaceSync").dyn_into::<js_sys::Function>() {
        let _ = replace.call1(&sheet, &rules.into());
    }
    // A list that may be frozen: it is replaced, not added to.
    let all = js_sys::Array::from(&part(&document, "adoptedStyleSheets"));
    all.push(&sheet);
    let _ = js_sys::Reflect::set(&document, &"adoptedStyleSheets".into(), &all);
}

/// `light`, `dark`, or anything else for what the system says.
pub fn set_theme(theme: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-theme", theme);
    }
}

/// What index.html shows until now makes room for the page. Nothing is painted in between.
pub fn begin() {
    if let Some(early) = Mark::by_id("early") {
        early.remove();
    }
}

/// The page stands, and tests may begin.
pub fn ready() {
    if let Some(body) = Mark::body() {
        body.set("data-ready", "true");
    }
}

/// A fault of the program, for a report. boot.js sees the trap that follows and says the sentence for the user.
pub fn report(fault: &str) {
    web_sys::console::error_1(&fault.into());
}
