//! Files of the user, and what goes to the clipboard and to the folder of downloads.

use super::{Mark, document, items, part, take, text_in};
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlInputElement, js_sys};

thread_local! {
    /// The files of a drop, which wait for the part that can do something with them.
    static DROPPED: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// A file of the user.
#[derive(Clone)]
pub struct Paper(JsValue);

impl Paper {
    pub fn name(&self) -> String {
        text_in(&self.0, "name").unwrap_or_default()
    }

    pub fn bytes(&self) -> usize {
        part(&self.0, "size").as_f64().unwrap_or(0.0) as usize
    }

    /// Reads it; `None` if it can no longer be read.
    pub fn read(&self, then: Box<dyn FnOnce(Option<Vec<u8>>)>) {
        let answer = Closure::once_into_js(move |buffer: JsValue| {
            // Anything else is the browser's reason why not.
            let read = part(&buffer, "byteLength").as_f64().is_some();
            then(read.then(|| js_sys::Uint8Array::new(&buffer).to_vec()));
        });
        let method = |of: &JsValue, name: &str| part(of, name).dyn_into::<js_sys::Function>();
        if let Ok(promise) = method(&self.0, "arrayBuffer").and_then(|read| read.call0(&self.0)) {
            let _ = method(&promise, "then").and_then(|then| then.call2(&promise, &answer, &answer));
        }
    }
}

/// Whether files are dragged. Only when they are dropped does the browser tell which.
pub fn carries_files(event: &Event) -> bool {
    items(&part(&part(event, "dataTransfer"), "types")).iter().any(|kind| kind.as_string().as_deref() == Some("Files"))
}

/// Whether a drag has gone out of the window.
pub fn left_window(event: &Event) -> bool {
    part(event, "relatedTarget").is_null()
}

/// Puts the files of a drop by, which the browser shows at that moment only, for [`dropped`].
pub fn catch(event: &Event) {
    DROPPED.set(part(&part(event, "dataTransfer"), "files"));
}

/// The files that are dropped on a place of their own, while elsewhere on the page a file is a design; `None` until they are let go.
pub fn dropped_here(kind: &str, event: &Event) -> Option<Vec<Paper>> {
    if !carries_files(event) {
        return None;
    }
    take(event);
    event.stop_propagation();
    Mark::body().iter().for_each(|body| body.unset("data-dropping"));
    (kind == "drop").then(|| {
        catch(event);
        dropped()
    })
}

/// The files of the last drop.
pub fn dropped() -> Vec<Paper> {
    papers(&DROPPED.take())
}

fn papers(list: &JsValue) -> Vec<Paper> {
    items(list).into_iter().map(Paper).collect()
}

/// The files chosen in a file input, which forgets them: the same can be chosen again.
pub fn chosen(input: &Mark) -> Vec<Paper> {
    let chosen = papers(&part(&input.0, "files"));
    input.set_value("");
    chosen
}

/// Gives the clipboard what is selected in ASCII digits and blanks, so that it can be pasted back anywhere.
pub fn copy_plain(event: &Event) {
    let selected = || {
        let input: HtmlInputElement = document()?.active_element()?.dyn_into().ok()?;
        let (from, to) = (input.selection_start().ok()??, input.selection_end().ok()??);
        Some(input.value().chars().skip(from as usize).take((to - from) as usize).collect::<String>())
    };
    let on_page = || web_sys::window()?.get_selection().ok()?.map(|selection| String::from(selection.to_string()));
    let (Some(event), Some(text)) = (event.dyn_ref::<web_sys::ClipboardEvent>(), selected().or_else(on_page)) else { return };
    if text.contains('\u{202f}')
        && let Some(data) = event.clipboard_data()
        && data.set_data("text/plain", &text.replace('\u{202f}', " ")).is_ok()
    {
        event.prevent_default();
    }
}

/// Puts text on the clipboard. The browser may refuse without telling in time, which costs nothing but a second press.
pub fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.navigator().clipboard().write_text(text);
    }
}

/// Hands a file to the user.
pub fn download(name: &str, kind: &str, bytes: &[u8]) -> Option<()> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let link: web_sys::HtmlAnchorElement = document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser reads the blob after the click has returned.
    Timeout::new(10_000, move || drop(web_sys::Url::revoke_object_url(&url))).forget();
    Some(())
}
