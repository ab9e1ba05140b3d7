//! The window of the ring, drawn straight: every token, and the copies of the trace where they fall.

use super::circle::push;
use super::lanes::Lanes;
use super::{RingView, percent_of_ring};
use crate::diagram::scene::{Scene, Shape, Shapes, Size, path, rect, text};
use crate::quantity::group;
use crate::ring::{KEYS, Outcome};

const TOP: f64 = 26.0;
const BOTTOM: f64 = 24.0;
/// The radius of a numbered copy.
const COPY: f64 = 8.0;
/// How wide the words at the needle are.
const WORDS: f64 = 130.0;
/// Tokens of one ingester closer together than this are one mark on the screen.
const SAME: f64 = 1.0 / 3.0;

/// What one ingester has in the window.
#[derive(Clone, Default)]
struct Marks {
    ranges: String,
    ticks: String,
    last: f64,
}

/// The window of the ring as a straight strip, one lane as in the circle, tokens at the end of the ranges they own.
#[must_use]
pub fn ring_strip(view: &RingView, size: Size) -> Scene {
    let lanes = Lanes::of(view.ring, view.colouring);
    let widest = lanes.short.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let left = 10.0 + 6.0 * widest as f64;
    let width = (size.width - left - 6.0).max(1.0);
    let pitch = ((size.height - TOP - BOTTOM) / lanes.count() as f64).min(if lanes.count() == 1 { 48.0 } else { 24.0 });
    let top = |lane: usize| TOP + pitch * lane as f64;
    let height = pitch * 0.8;
    let x = |position: f64| left + width * position;

    let mut shapes = Vec::new();
    for (lane, name) in lanes.short.iter().enumerate() {
        shapes.put(rect(left, top(lane), width, height, 2.0, "lane"));
        shapes.put(text(left - 5.0, top(lane) + height / 2.0 + 4.0, name.clone(), "x end"));
    }
    let bottom = top(lanes.count());

    let mut marks = vec![Marks { last: -1.0, ..Marks::default() }; lanes.marks.len()];
    let seen = tokens_in(view, |owner, from, to| {
        let mark = &lanes.marks[owner];
        let (y, low) = (top(mark.lane) + height * mark.pattern.0, top(mark.lane) + height * mark.pattern.1);
        let own = &mut marks[owner];
        let (from, end) = (x(from), x(to.unwrap_or(1.0)));
        if end - from >= SAME {
            bar(&mut own.ranges, from, end, y, low);
        }
        if to.is_some() && end - own.last >= SAME {
            own.last = end;
            tick(&mut own.ticks, end, y, low);
        }
    });
    for (class, paths) in [("range", 0), ("tick", 1)] {
        for (mark, own) in lanes.marks.iter().zip(&marks) {
            let d = if paths == 0 { &own.ranges } else { &own.ticks };
            if !d.is_empty() {
                shapes.put(path(d.clone(), &format!("{class} {}", mark.class)));
            }
        }
    }
    walk_marks(&mut shapes, view, &lanes, bottom, size.width, |token, lane| {
        view.window.position(token).map(|position| (x(position), top(lane) + height / 2.0))
    });
    let start = u64::from(view.window.start());
    shapes.put(text(left, bottom + 16.0, format!("{} of the ring", percent_of_ring(start)), "x"));
    let end = (start + view.window.width) % KEYS;
    shapes.put(text(left + width, bottom + 16.0, percent_of_ring(end), "x end"));
    let description =
        format!("From {} to {} of the ring: {} tokens.", percent_of_ring(start), percent_of_ring(end), group(seen as f64));
    // As high as its lanes need, not as the room would let it be.
    let size = Size { height: (bottom + BOTTOM).min(size.height), ..size };
    Scene { id: "ring-window", size, title: "Part of the ring".to_owned(), description, shapes }
}

/// Calls with the owner and the stretch of each range in the window; the last one, whose token lies beyond it, has no end.
fn tokens_in(view: &RingView, mut visit: impl FnMut(usize, f64, Option<f64>)) -> usize {
    let (ring, window) = (view.ring, view.window);
    let count = ring.tokens().len();
    if count == 0 {
        return 0;
    }
    let first = ring.first_token(window.start());
    let mut from = 0.0;
    for seen in 0..count {
        let at = (first + seen) % count;
        let owner = ring.owners()[at] as usize;
        let Some(position) = window.position(ring.tokens()[at]) else {
            visit(owner, from, None);
            return seen;
        };
        visit(owner, from, Some(position));
        from = position;
    }
    // All tokens lie in the window: behind the last one the first owns what is left.
    visit(ring.owners()[first] as usize, from, None);
    count
}

/// The trace, the copies it takes and the instances that are dropped.
fn walk_marks(
    shapes: &mut Vec<Shape>,
    view: &RingView,
    lanes: &Lanes,
    bottom: f64,
    right: f64,
    place: impl Fn(u32, usize) -> Option<(f64, f64)>,
) {
    let Some(walk) = view.walk else { return };
    if let Some((x, _)) = place(walk.key, 0) {
        let mut d = String::new();
        tick(&mut d, x, TOP - 6.0, bottom + 2.0);
        shapes.put(path(d, "needle"));
        // The words stand on the side where there is room for them.
        let (at, class) = if x + WORDS < right { (x - 12.0, "x strong") } else { (x + 6.0, "x strong end") };
        shapes.put(text(at, TOP - 12.0, "trace → walks clockwise", class));
    }
    for step in &walk.steps {
        let Some((x, y)) = place(step.token, lanes.marks[step.instance].lane) else { continue };
        let (class, name) = match step.outcome {
            Outcome::Takes { copy, .. } => ("copy", copy.to_string()),
            Outcome::Drops { .. } => ("dropped", "×".to_owned()),
            Outcome::HasOne | Outcome::ZoneHasOne => continue,
        };
        shapes.put(rect(x - COPY, y - COPY, 2.0 * COPY, 2.0 * COPY, COPY, class));
        shapes.put(text(x, y + 4.0, name, &format!("{class}-no mid")));
    }
}

fn bar(out: &mut String, from: f64, to: f64, top: f64, bottom: f64) {
    for (command, value) in [('M', from), (' ', top), ('H', to), ('V', bottom), ('H', from)] {
        out.push(command);
        push(out, value);
    }
    out.push('Z');
}

fn tick(out: &mut String, x: f64, top: f64, bottom: f64) {
    for (command, value) in [('M', x), (' ', top), ('V', bottom)] {
        out.push(command);
        push(out, value);
    }
}
