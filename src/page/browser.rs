//! Everything that can fail for reasons outside the program: elements, storage, clipboard, downloads, timers. The only file
//! that touches web-sys and gloo. What the browser refuses (a full storage, a clipboard without permission) is answered
//! with `None` or `false`; no caller needs to know a browser's error types.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use tempo_designer::quantity::decimal;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent, Node, js_sys};

/// The types of events, for handlers.
pub mod web {
    pub use web_sys::Event;
}

/// Under which the page keeps things in the browser.
const PREFIX: &str = "tempo-designer.";
const SVG: &str = "http://www.w3.org/2000/svg";

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// One element of the page.
#[derive(Clone, PartialEq)]
pub struct Mark(Element);

impl Mark {
    /// The element that an event came from.
    pub fn of(event: &Event) -> Option<Mark> {
        event.target()?.dyn_into().ok().map(Mark)
    }

    pub fn by_id(id: &str) -> Option<Mark> {
        document()?.get_element_by_id(id).map(Mark)
    }

    pub fn find(selector: &str) -> Option<Mark> {
        document()?.query_selector(selector).ok()?.map(Mark)
    }

    pub fn focused() -> Option<Mark> {
        document()?.active_element().map(Mark)
    }

    pub fn body() -> Option<Mark> {
        document()?.body().map(|body| Mark(body.into()))
    }

    /// A new element of the page that belongs nowhere yet.
    ///
    /// # Panics
    /// When there is no document, or the tag is no name: neither happens to a page that runs our own code.
    pub fn new(tag: &str) -> Mark {
        Mark(document().and_then(|document| document.create_element(tag).ok()).expect("a document and a tag"))
    }

    /// The same for SVG.
    ///
    /// # Panics
    /// As [`Mark::new`].
    pub fn svg(tag: &str) -> Mark {
        Mark(document().and_then(|document| document.create_element_ns(Some(SVG), tag).ok()).expect("a document and a tag"))
    }

    pub fn closest(&self, selector: &str) -> Option<Mark> {
        self.0.closest(selector).ok()?.map(Mark)
    }

    pub fn is(&self, selector: &str) -> bool {
        self.0.matches(selector).unwrap_or(false)
    }

    pub fn attribute(&self, name: &str) -> Option<String> {
        self.0.get_attribute(name)
    }

    /// Setting what is there already costs nothing but the look: a browser would lay the element out anew.
    pub fn set(&self, name: &str, value: &str) {
        if self.0.get_attribute(name).as_deref() != Some(value) {
            self.write(name, value);
        }
    }

    /// Sets an attribute that is known to be another, without the look.
    pub fn write(&self, name: &str, value: &str) {
        // Fails for names that are not XML, which none of ours are.
        let _ = self.0.set_attribute(name, value);
    }

    /// The attribute, or none where there is no value.
    pub fn set_or_unset(&self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.set(name, value),
            None => self.unset(name),
        }
    }

    /// A variable for the style sheets. Through CSSOM: the policy forbids `style` attributes.
    pub fn write_style(&self, name: &str, value: &str) {
        let style = match self.0.dyn_ref::<HtmlElement>() {
            Some(element) => element.style(),
            None => match self.0.dyn_ref::<web_sys::SvgElement>() {
                Some(element) => element.style(),
                None => return,
            },
        };
        let _ = style.set_property(name, value);
    }

    pub fn unset(&self, name: &str) {
        let _ = self.0.remove_attribute(name);
    }

    /// Changes the words of an element where they are others.
    pub fn set_text(&self, text: &str) {
        self.change_text(text, false);
    }

    /// Sets words that are known to be others, without the look.
    pub fn write_text(&self, text: &str) {
        self.change_text(text, true);
    }

    /// In place: a new text node would be styled and laid out from nothing.
    fn change_text(&self, text: &str, other: bool) {
        let alone = self.0.first_child().filter(|child| child.node_type() == Node::TEXT_NODE && child.next_sibling().is_none());
        match alone {
            Some(node) if !text.is_empty() => {
                if other || node.node_value().as_deref() != Some(text) {
                    node.set_node_value(Some(text));
                }
            }
            _ => self.0.set_text_content(Some(text)),
        }
    }

    pub fn text(&self) -> String {
        self.0.text_content().unwrap_or_default()
    }

    pub fn append(&self, child: &Mark) {
        let _ = self.0.append_child(&child.0);
    }

    pub fn append_text(&self, text: &str) {
        let _ = self.0.append_with_str_1(text);
    }

    pub fn scroll_to_start(&self) {
        self.0.set_scroll_top(0);
        self.0.set_scroll_left(0);
    }

    /// Puts `child` at place `at` among the children, moving it there if it is one of them.
    pub fn put(&self, child: &Mark, at: usize) {
        let there = self.0.child_nodes().item(at as u32);
        if there.as_ref() != Some(child.0.as_ref()) {
            let _ = self.0.insert_before(&child.0, there.as_ref());
        }
    }

    pub fn remove(&self) {
        self.0.remove();
    }

    /// Takes the place of this element, if it has one.
    pub fn replace(&self, by: &Mark) {
        let _ = self.0.replace_with_with_node_1(&by.0);
    }

    pub fn all(&self, selector: &str) -> Vec<Mark> {
        let Ok(list) = self.0.query_selector_all(selector) else { return Vec::new() };
        (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok().map(Mark)).collect()
    }

    /// What is typed or chosen.
    pub fn value(&self) -> String {
        if let Some(input) = self.0.dyn_ref::<HtmlInputElement>() {
            input.value()
        } else {
            self.0.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value).unwrap_or_default()
        }
    }

    pub fn set_value(&self, value: &str) {
        if let Some(input) = self.0.dyn_ref::<HtmlInputElement>() {
            input.set_value(value);
        } else if let Some(select) = self.0.dyn_ref::<HtmlSelectElement>() {
            select.set_value(value);
        }
    }

    pub fn checked(&self) -> bool {
        self.0.dyn_ref::<HtmlInputElement>().is_some_and(HtmlInputElement::checked)
    }

    pub fn set_checked(&self, checked: bool) {
        if let Some(input) = self.0.dyn_ref::<HtmlInputElement>() {
            input.set_checked(checked);
        }
    }

    pub fn focus(&self) {
        if let Some(element) = self.0.dyn_ref::<HtmlElement>() {
            let _ = element.focus();
        } else {
            // SVG elements have the method, web-sys' type does not.
            self.call("focus");
        }
    }

    /// Calls a method of the element that takes nothing: `showModal` and `close` of a dialog.
    pub fn call(&self, method: &str) {
        let _ = js_sys::Reflect::get(&self.0, &method.into())
            .and_then(|method| method.unchecked_into::<js_sys::Function>().call0(&self.0));
    }

    /// Scrolls as little as it takes to bring the element into sight.
    pub fn show_nearest(&self) {
        let how = web_sys::ScrollIntoViewOptions::new();
        how.set_block(web_sys::ScrollLogicalPosition::Nearest);
        self.0.scroll_into_view_with_scroll_into_view_options(&how);
    }

    /// Presses it.
    pub fn press(&self) {
        if let Some(element) = self.0.dyn_ref::<HtmlElement>() {
            element.click();
        }
    }

    pub fn select_text(&self) {
        if let Some(input) = self.0.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    }

    /// Opens the groups that hide the element, as a press on their headings would.
    pub fn unfold(&self) {
        let mut at = self.0.parent_element();
        while let Some(element) = at {
            if element.tag_name() == "DETAILS" {
                let _ = element.set_attribute("open", "");
            }
            at = element.parent_element();
        }
    }

    /// Where in this element a press was, from 0 to 1 in each direction.
    pub fn place_of(&self, event: &Event) -> Option<(f64, f64)> {
        let event: &web_sys::MouseEvent = event.dyn_ref()?;
        let (left, top, right, bottom) = self.edges();
        let part = |at: i32, from: f64, to: f64| (f64::from(at) - from) / (to - from).max(1.0);
        Some((part(event.client_x(), left, right), part(event.client_y(), top, bottom)))
    }

    /// Left, top, right and bottom in the window.
    pub fn edges(&self) -> (f64, f64, f64, f64) {
        let rect = self.0.get_bounding_client_rect();
        (rect.left(), rect.top(), rect.right(), rect.bottom())
    }

    pub fn middle(&self) -> (f64, f64) {
        let (left, top, right, bottom) = self.edges();
        ((left + right) / 2.0, (top + bottom) / 2.0)
    }

    /// All that this pointer does until it comes up is for this element, wherever it goes.
    pub fn capture(&self, pointer: &Pointer) {
        // Fails for a pointer that is up already: then there is nothing to follow.
        let _ = self.0.set_pointer_capture(pointer.id);
    }

    pub fn is_popover_open(&self) -> bool {
        self.is(":popover-open")
    }

    pub fn hide_popover(&self) {
        if let Some(element) = self.0.dyn_ref::<HtmlElement>() {
            let _ = element.hide_popover();
        }
    }

    /// Shows this popover below `anchor`, above it where there is more room, and always within the window.
    pub fn show_popover(&self, anchor: &Mark) {
        let (Some(element), Some((width, height))) = (self.0.dyn_ref::<HtmlElement>(), window_size()) else { return };
        let (left, top, _, bottom) = anchor.edges();
        let style = element.style();
        for name in ["top", "bottom", "left", "max-height"] {
            let _ = style.set_property(name, "auto");
        }
        let _ = element.show_popover();
        let own = element.get_bounding_client_rect();
        let left = left.min(width - own.width() - 16.0).max(8.0);
        let _ = style.set_property("left", &format!("{left}px"));
        let below = height - bottom - 16.0;
        let (side, offset, room) = if below >= own.height() || below >= top {
            ("top", bottom + 8.0, below)
        } else {
            ("bottom", height - top + 8.0, top - 16.0)
        };
        // An anchor that fills the window leaves room on neither side: then the popover lies on it.
        let (side, offset, room) = if room < 220.0 { ("top", 8.0, height - 16.0) } else { (side, offset, room) };
        let _ = style.set_property(side, &format!("{offset}px"));
        let _ = style.set_property("max-height", &format!("{room}px"));
    }
}

fn window_size() -> Option<(f64, f64)> {
    let window = web_sys::window()?;
    Some((window.inner_width().ok()?.as_f64()?, window.inner_height().ok()?.as_f64()?))
}

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
    /// What was heard and waits for the part that can do something with it: events of the storage, files of a drop.
    static WAITING: RefCell<(Vec<Event>, JsValue)> = const { RefCell::new((Vec::new(), JsValue::UNDEFINED)) };
}

/// Puts an event of the storage by, for [`others_kept`].
pub fn put_by(event: &Event) {
    WAITING.with_borrow_mut(|waiting| waiting.0.push(event.clone()));
}

/// What other tabs have kept since this was last asked: the name, and what was there before.
pub fn others_kept() -> Vec<(String, Option<String>)> {
    let read = |event: Event| Some((text_in(&event, "key")?.strip_prefix(PREFIX)?.to_owned(), text_in(&event, "oldValue")));
    WAITING.with_borrow_mut(|waiting| std::mem::take(&mut waiting.0)).into_iter().filter_map(read).collect()
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
    WAITING.with_borrow_mut(|waiting| waiting.1 = part(&part(event, "dataTransfer"), "files"));
}

/// The files of the last drop.
pub fn dropped() -> Vec<Paper> {
    papers(&WAITING.with_borrow_mut(|waiting| std::mem::take(&mut waiting.1)))
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

/// `light`, `dark`, or anything else for what the system says.
pub fn set_theme(theme: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-theme", theme);
    }
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
