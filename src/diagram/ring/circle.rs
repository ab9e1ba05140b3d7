//! The full circle, binned to pixels, with the needle of the trace and the frame of the window.

use super::lanes::Lanes;
use super::{RingView, percent_of_ring};
use crate::diagram::scene::{Group, Scene, Shape, Shapes, Size, Target, path, rect, text};
use crate::quantity::{group, significant};
use crate::ring::{KEYS, Ring, Share, Spread};
use std::f64::consts::TAU;

/// Room for the quarters' names outside the circle.
const MARGIN: f64 = 20.0;
const LEGEND_ROW: f64 = 18.0;
/// Arcs up to this long are drawn as straight quadrangles: the difference is below a twentieth of a pixel, and an arc costs a
/// renderer several times as much.
const STRAIGHT: f64 = 4.0;
/// Above this no ingester has an element of its own name: nobody points at one of them.
const NAMED: usize = 60;
/// Above this marks of one look share a path.
const OWN_PATH: usize = 300;

/// A stretch of the circle with one owner, in turns from the top.
struct Run {
    instance: usize,
    from: f64,
    to: f64,
}

struct Layout {
    centre: (f64, f64),
    radius: f64,
    pitch: f64,
    lanes: usize,
}

impl Layout {
    fn of(view: &RingView, size: Size) -> (Layout, Lanes, Vec<(f64, f64)>) {
        let lanes = Lanes::of(view.ring, view.colouring);
        let legend = legend_places(&lanes.names, size.width);
        let rows = legend.last().map_or(0.0, |(_, y)| y + LEGEND_ROW);
        let room = (size.width.min(size.height - rows) / 2.0).max(MARGIN + 10.0);
        let radius = room - MARGIN;
        // A lone lane is drawn high, since what stands in it is told apart by its height.
        let most = if lanes.count() == 1 { radius * 0.26 } else { 22.0f64.max(radius * 0.14) };
        let pitch = (radius * 0.42 / lanes.count() as f64).min(most);
        let layout = Layout { centre: (size.width / 2.0, room), radius, pitch, lanes: lanes.count() };
        let top = 2.0 * room + 2.0;
        (layout, lanes, legend.into_iter().map(|(x, y)| (x, top + y)).collect())
    }

    fn inner(&self) -> f64 {
        self.radius - self.pitch * self.lanes as f64
    }

    /// Outer and inner radius of a part of a lane.
    fn radii(&self, lane: usize, pattern: (f64, f64)) -> (f64, f64) {
        let outer = self.radius - self.pitch * lane as f64;
        let height = self.pitch * 0.86;
        (outer - height * pattern.0, outer - height * pattern.1)
    }

    fn point(&self, radius: f64, turn: f64) -> (f64, f64) {
        let (sin, cos) = sin_cos(turn);
        (self.centre.0 + radius * sin, self.centre.1 - radius * cos)
    }

    /// A ring segment as one closed subpath.
    fn segment(&self, out: &mut String, outer: f64, inner: f64, from: f64, to: f64) {
        // SVG draws no arc that ends where it began, and needs a flag beyond half a turn.
        if to - from > 0.5 {
            let middle = (from + to) / 2.0;
            self.segment(out, outer, inner, from, middle);
            self.segment(out, outer, inner, middle, to);
            return;
        }
        let ((sin, cos), (sin_to, cos_to)) = (sin_cos(from), sin_cos(to));
        let (x, y) = self.centre;
        let corner = |out: &mut String, command: char, radius: f64, sin: f64, cos: f64| {
            out.push(command);
            push(out, x + radius * sin);
            out.push(' ');
            push(out, y - radius * cos);
        };
        let straight = (to - from) * TAU * outer <= STRAIGHT;
        corner(out, 'M', outer, sin, cos);
        if !straight {
            arc(out, outer, '1');
        }
        corner(out, if straight { 'L' } else { ' ' }, outer, sin_to, cos_to);
        corner(out, 'L', inner, sin_to, cos_to);
        if !straight {
            arc(out, inner, '0');
        }
        corner(out, if straight { 'L' } else { ' ' }, inner, sin, cos);
        out.push('Z');
    }
}

fn arc(out: &mut String, radius: f64, sweep: char) {
    out.push('A');
    push(out, radius);
    out.push(' ');
    push(out, radius);
    out.push_str(" 0 0 ");
    out.push(sweep);
}

/// Writes a coordinate in tenths without the detour through the formatter: thousands of them make one circle.
pub(super) fn push(out: &mut String, value: f64) {
    let tenths = (value * 10.0).round() as i64;
    if tenths < 0 {
        out.push('-');
    }
    let (mut whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (whole % 10) as u8;
        whole /= 10;
        if whole == 0 {
            break;
        }
    }
    digits[at..].iter().for_each(|&digit| out.push(char::from(digit)));
    if tenth != 0 {
        out.push('.');
        out.push(char::from(b'0' + tenth as u8));
    }
}

fn turn(key: u32) -> f64 {
    f64::from(key) / KEYS as f64
}

/// Stretches of one owner. With fewer tokens than pixels they are exact; otherwise each pixel belongs to the owner of its
/// middle, so that the areas stay fair while single thin owners may vanish.
fn runs(ring: &Ring, bins: usize) -> Vec<Run> {
    let (tokens, owners) = (ring.tokens(), ring.owners());
    let Some(&last) = tokens.last() else { return Vec::new() };
    let mut runs: Vec<Run> = Vec::with_capacity(bins.min(tokens.len()));
    let mut add = |instance: u32, from: f64, to: f64| match runs.last_mut() {
        Some(run) if run.instance == instance as usize => run.to = to,
        _ => runs.push(Run { instance: instance as usize, from, to }),
    };
    if tokens.len() <= bins {
        let mut from = turn(last) - 1.0;
        for (&token, &owner) in tokens.iter().zip(owners) {
            add(owner, from, turn(token));
            from = turn(token);
        }
    } else {
        let mut at = 0;
        for bin in 0..bins {
            let middle = ((2 * bin as u64 + 1) * KEYS / (2 * bins as u64)) as u32;
            while at < tokens.len() && tokens[at] <= middle {
                at += 1;
            }
            add(owners[at % tokens.len()], bin as f64 / bins as f64, (bin + 1) as f64 / bins as f64);
        }
    }
    runs
}

/// The whole ring as a circle: zero at the top, clockwise.
#[must_use]
pub fn ring_circle(view: &RingView, size: Size) -> Scene {
    let mut scene = ring_lanes(view, size);
    scene.shapes.extend(ring_marks(view, size));
    if let Some(walk) = view.walk {
        scene.description.push_str(&format!(" The trace stands at {}.", percent_of_ring(u64::from(walk.key))));
    }
    scene
}

/// The needle of the trace and the frame of the window, which move while the lanes stand.
#[must_use]
pub fn ring_marks(view: &RingView, size: Size) -> Vec<Shape> {
    let (layout, ..) = Layout::of(view, size);
    let mut shapes = Vec::new();
    if view.window.width < KEYS {
        let from = turn(view.window.start());
        let mut d = String::new();
        let to = from + view.window.width as f64 / KEYS as f64;
        layout.segment(&mut d, layout.radius + 4.0, (layout.inner() - 4.0).max(0.0), from, to);
        shapes.put(path(d, "frame"));
    }
    if let Some(walk) = view.walk {
        let (from, to) = (layout.point(layout.radius + 8.0, turn(walk.key)), layout.point(layout.inner() - 10.0, turn(walk.key)));
        let mut d = String::new();
        for (command, (x, y)) in [('M', from), ('L', to)] {
            d.push(command);
            push(&mut d, x);
            d.push(' ');
            push(&mut d, y);
        }
        shapes.put(path(d, "needle"));
    }
    shapes
}

/// The circle with its ingesters to be pressed, and those marked that are down; one flag for each. Where they are so many that
/// none has a name of its own, it is only looked at.
#[must_use]
pub fn ring_down(view: &RingView, size: Size, down: &[bool]) -> Scene {
    lanes(view, size, Some(down))
}

/// The circle without what moves: hangs on the ring, its colouring and the size alone.
#[must_use]
pub fn ring_lanes(view: &RingView, size: Size) -> Scene {
    lanes(view, size, None)
}

fn lanes(view: &RingView, size: Size, down: Option<&[bool]>) -> Scene {
    let (layout, lanes, legend) = Layout::of(view, size);
    let ring = view.ring;
    let mut shapes = Vec::new();
    for lane in 0..layout.lanes {
        let (outer, inner) = layout.radii(lane, (0.0, 1.0));
        let mut d = String::new();
        layout.segment(&mut d, outer, inner, 0.0, 1.0);
        shapes.put(path(d, "lane"));
    }
    let ownership = view.ownership;
    arcs(&mut shapes, view, &layout, &lanes, down);
    for (name, at) in [("0", 0.0), ("¼", 0.25), ("½", 0.5), ("¾", 0.75)] {
        let (x, y) = layout.point(layout.radius + 10.0, at);
        shapes.put(text(x, y + 4.0, name, "x mid"));
    }
    let spread = Spread::primary(ring);
    let imbalance = significant(ownership.primary_max_over_mean());
    let expected = significant(spread.max_p95);
    let (x, y) = layout.centre;
    shapes.put(text(x, y - 12.0, group(ring.tokens().len() as f64), "big mid"));
    let each = ring.tokens_per_instance().map_or("tokens".to_owned(), |each| format!("tokens, {} each", group(each as f64)));
    shapes.put(text(x, y + 5.0, each, "s mid"));
    // In a small circle the lanes leave no room for more.
    if layout.inner() >= 62.0 {
        shapes.put(text(x, y + 21.0, format!("max/mean {imbalance}"), "s mid"));
        shapes.put(text(x, y + 36.0, format!("expected up to {expected}"), "x mid"));
    }
    for (lane, &(x, y)) in legend.iter().enumerate() {
        let class = lanes.classes.get(lane).map_or("", String::as_str);
        shapes.put(rect(x, y + 4.0, 10.0, 10.0, 2.0, &format!("sw arc {class}")));
        shapes.put(text(x + 15.0, y + 13.0, lanes.names[lane].clone(), "s"));
    }
    let order = if lanes.count() > 1 { format!(" Lanes from the outside: {}.", lanes.names.join(", ")) } else { String::new() };
    let description = format!(
        "{} tokens of {} ingesters; the one that comes first most often does so {imbalance}× as often as the mean, random tokens \
         give up to {expected}× in 19 rings of 20.{order}",
        group(ring.tokens().len() as f64),
        group(ring.instances().len() as f64)
    );
    Scene { id: "ring", size, title: "Ring".to_owned(), description, shapes }
}

fn arcs(shapes: &mut Vec<Shape>, view: &RingView, layout: &Layout, lanes: &Lanes, down: Option<&[bool]>) {
    let (primary, in_set) = (&view.ownership.primary, &view.ownership.in_set);
    let gone = |at: usize| if down.is_some_and(|down| down.get(at) == Some(&true)) { " gone" } else { "" };
    let instances = view.ring.instances();
    let bins = ((layout.radius * TAU).round() as usize).clamp(64, 4096);
    let mut paths = vec![String::new(); instances.len()];
    for run in runs(view.ring, bins) {
        let mark = &lanes.marks[run.instance];
        let (outer, inner) = layout.radii(mark.lane, mark.pattern);
        layout.segment(&mut paths[run.instance], outer, inner, run.from, run.to);
    }
    if instances.len() > OWN_PATH {
        let mut looks: Vec<((&str, &str), String)> = Vec::new();
        for (at, (mark, d)) in lanes.marks.iter().zip(&paths).enumerate() {
            let look = (mark.class.as_str(), gone(at));
            match looks.iter_mut().find(|(known, _)| *known == look) {
                Some((_, all)) => all.push_str(d),
                None => looks.push((look, d.clone())),
            }
        }
        shapes.extend(looks.into_iter().map(|((class, gone), d)| path(d, &format!("arc {class}{gone}"))));
        return;
    }
    for (at, d) in paths.into_iter().enumerate().filter(|(_, d)| !d.is_empty()) {
        let arc = path(d, &format!("arc {}{}", lanes.marks[at].class, gone(at)));
        if instances.len() > NAMED {
            shapes.put(arc);
            continue;
        }
        let (id, called) = (&instances[at].id, instances[at].called(&instances[at].id));
        let share = |keys: u64| format!("{}\u{202f}%", significant(Share::of_keys(keys).value() * 100.0));
        shapes.put(Shape::Group(Group {
            key: id.clone(),
            label: format!(
                "{called}: first for {} of traces, a copy of {}{}",
                share(primary[at]),
                share(in_set[at]),
                if gone(at).is_empty() { "" } else { ", down" }
            ),
            target: down.map(|_| Target::Ingester(at)),
            children: vec![arc],
            ..Group::default()
        }));
    }
}

/// Swatch and name of each lane, in rows as wide as the picture: left edges and tops.
fn legend_places(names: &[String], width: f64) -> Vec<(f64, f64)> {
    if names.len() < 2 {
        return Vec::new();
    }
    let wide = |name: &String| 27.0 + 6.0 * name.chars().count() as f64;
    let (mut x, mut y) = (0.0, 0.0);
    let mut places = Vec::new();
    for name in names {
        if x > 0.0 && x + wide(name) > width {
            (x, y) = (0.0, y + LEGEND_ROW);
        }
        places.push((x, y));
        x += wide(name);
    }
    places
}

/// Sine and cosine of an angle in turns: to 1e-9, far below a device pixel. The general ones carry 8 kB for angles of any
/// size into the page.
fn sin_cos(turn: f64) -> (f64, f64) {
    let eighths = (turn * 4.0).round();
    // Within an eighth of a turn of a quarter the series is short.
    let x = (turn - eighths / 4.0) * TAU;
    let square = x * x;
    let sin = x * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0 * (1.0 - square / 72.0))));
    let cos = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0 * (1.0 - square / 90.0))));
    match (eighths as i64).rem_euclid(4) {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

/// The turn, from 0 to 1, at which sine and cosine are these: found by halving, to a 2^32nd.
fn turn_of(sin: f64, cos: f64) -> f64 {
    let half = if sin < 0.0 || (sin == 0.0 && cos < 0.0) { 0.5 } else { 0.0 };
    let (mut low, mut high) = (half, half + 0.5);
    for _ in 0..33 {
        let middle = (low + high) / 2.0;
        let (middle_sin, middle_cos) = sin_cos(middle);
        // Ahead of the middle as long as the cross product is positive.
        if middle_cos * sin - middle_sin * cos > 0.0 { low = middle } else { high = middle }
    }
    low
}

/// The key under a point of [`ring_circle`], for a pointer; `None` away from the lanes.
#[must_use]
pub fn token_at(view: &RingView, size: Size, x: f64, y: f64) -> Option<u32> {
    let (layout, ..) = Layout::of(view, size);
    let (dx, dy) = (x - layout.centre.0, y - layout.centre.1);
    let distance = (dx * dx + dy * dy).sqrt();
    if distance > layout.radius + MARGIN || distance < layout.inner() - MARGIN {
        return None;
    }
    let turn = turn_of(dx / distance, -dy / distance);
    Some((turn * KEYS as f64) as u64 as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_are_those_of_the_standard_library() {
        for step in 0..1000 {
            let turn = f64::from(step) / 1000.0;
            let ((sin, cos), (expected_sin, expected_cos)) = (sin_cos(turn), (turn * TAU).sin_cos());
            assert!((sin - expected_sin).abs() < 1e-8 && (cos - expected_cos).abs() < 1e-8, "{turn}");
            assert!((turn_of(sin, cos) - turn).abs() < 1e-8, "{turn}");
        }
    }
}
