//! A finished layout. The renderers name classes, never colours: those live in the style sheets.

use crate::design::Role;

/// The room a scene is laid out for, in CSS pixels at the root's type size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// What a press on a group does.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// Select the component: its controls and files.
    Component(Role),
    /// Step a field by so many steps: the − and + of a node.
    Step(&'static str, i32),
    /// Explain a figure.
    Figure(String),
    /// Take the ingester with this place in the ring down, or bring it back.
    Ingester(usize),
    /// Go to the field's control; the keys and a pull change its value here.
    Turn(Turn),
}

/// A field that is changed where it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    pub path: &'static str,
    /// None where the field is not set.
    pub now: Option<f64>,
    pub min: f64,
    pub max: f64,
    /// The value in words and units.
    pub says: String,
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
    /// A filled outline, closed, without curves. What a load moves is drawn by these: `points` is no property of style, so
    /// that a change of it is not one of style, as that of a path or a rectangle is.
    Area {
        points: String,
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

impl Scene {
    /// The figures that the scene draws by id, with the words they are drawn with; each once, in the order of the drawing.
    #[must_use]
    pub fn figures(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        figures(&self.shapes, &mut found);
        found
    }
}

fn figures(shapes: &[Shape], found: &mut Vec<(String, String)>) {
    for shape in shapes {
        let Shape::Group(group) = shape else { continue };
        match &group.target {
            Some(Target::Figure(figure)) if found.iter().all(|(known, _)| known != figure) => {
                // A label goes on with the value, which a table sets apart.
                let words = group.label.split([':', ',']).next().unwrap_or_default();
                found.push((figure.clone(), words.to_owned()));
            }
            _ => figures(&group.children, found),
        }
    }
}

/// Pushing shapes. A trait of its own for one body: pictures push hundreds, and each copy of the growing of a list would be
/// carried to every visitor of the page.
pub(super) trait Shapes {
    fn put(&mut self, shape: Shape);
}

impl Shapes for Vec<Shape> {
    #[inline(never)]
    fn put(&mut self, shape: Shape) {
        self.push(shape);
    }
}

#[inline(never)]
pub(super) fn rect(x: f64, y: f64, width: f64, height: f64, radius: f64, class: &str) -> Shape {
    Shape::Rect { x, y, width, height, radius, class: class.to_owned() }
}

/// A filled outline through these points.
#[inline(never)]
pub(super) fn area(points: &[(f64, f64)], class: &str) -> Shape {
    let mut out = String::with_capacity(points.len() * 12);
    for (x, y) in points {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&coordinate(*x));
        out.push(',');
        out.push_str(&coordinate(*y));
    }
    Shape::Area { points: out, class: class.to_owned() }
}

/// A rectangle that moves. A corner is three edges, which at a few units of radius nobody tells from an arc.
pub(super) fn block(x: f64, y: f64, width: f64, height: f64, radius: f64, class: &str) -> Shape {
    let corners = [(x, y, 1.0, 1.0), (x + width, y, -1.0, 1.0), (x + width, y + height, -1.0, -1.0), (x, y + height, 1.0, -1.0)];
    // No rounder than half of it, as SVG has it for its rectangles.
    let radius = radius.min(width / 2.0).min(height / 2.0);
    if radius <= 0.0 {
        return area(&corners.map(|(x, y, ..)| (x, y)), class);
    }
    // One less the sine of 0, 30, 60 and 90 degrees.
    let turn = [1.0, 0.5, 0.134, 0.0].map(|part| radius * part);
    let mut points = Vec::with_capacity(16);
    for (at, (x, y, right, down)) in corners.into_iter().enumerate() {
        for step in 0..4 {
            let (across, along) = if at % 2 == 0 { (turn[3 - step], turn[step]) } else { (turn[step], turn[3 - step]) };
            points.push((x + right * across, y + down * along));
        }
    }
    area(&points, class)
}

pub(super) fn text(x: f64, y: f64, text: impl AsRef<str>, class: &str) -> Shape {
    words(x, y, text.as_ref(), class)
}

#[inline(never)]
fn words(x: f64, y: f64, text: &str, class: &str) -> Shape {
    Shape::Text { x, y, text: text.to_owned(), class: class.to_owned() }
}

pub(super) fn path(d: impl AsRef<str>, class: &str) -> Shape {
    line(d.as_ref(), class)
}

#[inline(never)]
fn line(d: &str, class: &str) -> Shape {
    Shape::Path { d: d.to_owned(), class: class.to_owned(), stroke: None }
}

/// A thing with a name and perhaps an action.
#[inline(never)]
pub(super) fn group(
    key: &str,
    class: &str,
    at: (f64, f64),
    label: String,
    target: Option<Target>,
    children: Vec<Shape>,
) -> Shape {
    Shape::Group(Group { key: key.to_owned(), class: class.to_owned(), at, label, target, role: None, children })
}

/// A sentence of class `s` in as many lines as `width` asks for, the first at `y`; and where the next thing may begin.
pub(super) fn lines(out: &mut Vec<Shape>, sentence: &str, class: &str, at: (f64, f64), width: f64) -> f64 {
    // As wide as letters of this size are on the mean, and a little more.
    let most = (width / 5.6).max(12.0) as usize;
    let (x, mut y) = at;
    let mut line = String::new();
    for word in sentence.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > most {
            out.push(text(x, y, std::mem::take(&mut line), class));
            y += LINE;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push(text(x, y, line, class));
    y + LINE
}

/// How wide words are at most, at a type size of 11: digits and capitals are the wide ones, and bold digits no wider.
pub(super) fn width(words: &str) -> f64 {
    6.2 * words.chars().count() as f64
}

/// From one line of a sentence to the next.
const LINE: f64 = 16.0;

/// A coordinate as SVG wants it: a tenth of a pixel, no trailing zeros.
#[must_use]
pub fn coordinate(value: f64) -> String {
    // By whole numbers: writing a float takes five times as long, and a picture has a thousand of these.
    let tenths = (value * 10.0).round() as i64;
    let (sign, whole, tenth) = (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    if tenth == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{tenth}") }
}

/// The nearest of `places` from `here` in the direction of an arrow key, `(1, 0)` for right; what lies off the line counts
/// twice as far.
#[must_use]
pub fn nearest(here: (f64, f64), direction: (f64, f64), places: &[(f64, f64)]) -> Option<usize> {
    let distance = |at: &(f64, f64)| {
        let (dx, dy) = (at.0 - here.0, at.1 - here.1);
        let along = dx * direction.0 + dy * direction.1;
        let across = (dx * direction.1 - dy * direction.0).abs();
        (along > 1.0 && across <= along * 3.0).then_some(along + 2.0 * across)
    };
    let near = places.iter().enumerate().filter_map(|(at, place)| Some((at, distance(place)?)));
    near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::{Shape, lines, nearest};

    #[test]
    fn a_sentence_breaks_between_words() {
        let mut shapes = Vec::new();
        let end = lines(&mut shapes, "58 % of 3 nodes is idle", "s", (0.0, 10.0), 12.0 * 5.7);
        let told: Vec<_> = shapes.iter().map(|shape| if let Shape::Text { text, .. } = shape { text } else { "" }).collect();
        assert_eq!((told, end), (vec!["58 % of 3", "nodes is", "idle"], 58.0));
    }

    #[test]
    fn arrows_go_to_what_lies_that_way() {
        let grid = [(0.0, 0.0), (100.0, 0.0), (200.0, 10.0), (0.0, 100.0)];
        for (from, direction, found) in [
            (0, (1.0, 0.0), Some(1)),
            (1, (1.0, 0.0), Some(2)),
            (2, (1.0, 0.0), None),
            (0, (0.0, 1.0), Some(3)),
            (3, (0.0, -1.0), Some(0)),
        ] {
            assert_eq!(nearest(grid[from], direction, &grid), found);
        }
    }
}
