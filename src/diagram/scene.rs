//! A finished layout. The renderers name classes, never colours: those live in the style sheets.

use crate::design::Role;

/// The room a scene is laid out for, in CSS pixels at the root's type size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// What a press on a group does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Select the component: its controls and files.
    Component(Role),
    /// Step a field by so many steps: the − and + of a node.
    Step(&'static str, i32),
    /// Explain a figure.
    Figure(String),
}

/// One mark, or a group of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Group(Group),
    Rect {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        radius: f64,
        class: String,
    },
    /// `stroke` is the width of the line where it carries meaning; otherwise the class gives it.
    Path {
        d: String,
        class: String,
        stroke: Option<f64>,
    },
    /// `class` holds the alignment too: `mid`, `end`, or the start.
    Text {
        x: f64,
        y: f64,
        text: String,
        class: String,
    },
}

/// A thing of the diagram with a name and perhaps an action.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Group {
    /// Stays the same while the thing stays the same, so that a renderer can keep its elements.
    pub key: String,
    pub class: String,
    /// Drawn in its own coordinates, moved here.
    pub at: (f64, f64),
    /// Said by screen readers; every group with a target has one.
    pub label: String,
    pub target: Option<Target>,
    /// The component of a node, for styling and tests.
    pub role: Option<Role>,
    pub children: Vec<Shape>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The element's id: `flow`.
    pub id: &'static str,
    pub size: Size,
    pub title: String,
    /// One sentence of what the picture says.
    pub description: String,
    pub shapes: Vec<Shape>,
}

pub(super) fn rect(x: f64, y: f64, width: f64, height: f64, radius: f64, class: &str) -> Shape {
    Shape::Rect { x, y, width, height, radius, class: class.to_owned() }
}

pub(super) fn text(x: f64, y: f64, text: impl Into<String>, class: &str) -> Shape {
    Shape::Text { x, y, text: text.into(), class: class.to_owned() }
}

pub(super) fn path(d: impl Into<String>, class: &str) -> Shape {
    Shape::Path { d: d.into(), class: class.to_owned(), stroke: None }
}

/// A coordinate as SVG wants it: a tenth of a pixel, no trailing zeros.
pub(super) fn coordinate(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}
