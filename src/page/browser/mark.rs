//! One element of the page, and what is done to it.

use super::{Pointer, document, text_in};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, Node, js_sys};

const SVG: &str = "http://www.w3.org/2000/svg";

/// One element of the page.
#[derive(Clone, PartialEq)]
pub struct Mark(pub(super) Element);

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

    /// What is typed or chosen: by name, since input, select and textarea have it in common and no type.
    pub fn value(&self) -> String {
        text_in(&self.0, "value").unwrap_or_default()
    }

    pub fn set_value(&self, value: &str) {
        let _ = js_sys::Reflect::set(&self.0, &"value".into(), &value.into());
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
