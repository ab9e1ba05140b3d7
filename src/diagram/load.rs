//! Two designs while their load grows and their clusters stay: what a million spans cost with each, and where each breaks.

use super::charts::ticks;
use super::scene::{Group, Scene, Shape, Shapes, Size, area, coordinate, path, rect, text};
use crate::compare::{Comparison, Curve, FURTHEST, Point, Side, per_million};
use crate::estimate::Range;
use crate::quantity::{Style, Unit, show};

const NAMES: [&str; 2] = ["A", "B"];
const LEFT: f64 = 56.0;
const RIGHT: f64 = 26.0;
const TOP: f64 = 38.0;
/// A lane of breaks: its name, its bar, and a line for each break.
const LANE: f64 = 30.0;
const LINE: f64 = 17.0;

/// The costs over the load, and below them a lane for each design with what runs out on the way. As high as it needs to be.
#[must_use]
pub fn load_chart(told: &Comparison, size: Size) -> Scene {
    let width = (size.width - LEFT - RIGHT).max(120.0);
    let height = (width * 0.36).clamp(150.0, 260.0);
    let x = |multiple: f64| LEFT + width * (multiple.clamp(1.0, FURTHEST) - 1.0) / (FURTHEST - 1.0);
    let most = told.curves.iter().flat_map(|curve| &curve.points).map(|point| point.per_million.high).fold(0.0, f64::max);
    // A wide range would press the curves flat: what lies far above them is cut off, and the table has it.
    let likely = told.curves.iter().flat_map(|curve| &curve.points).map(|point| point.per_million.likely).fold(0.0, f64::max);
    let (step, count) = ticks(most.min(likely * 2.0).max(1e-12));
    let full = step * f64::from(count);
    let floor = TOP + height;
    let y = |cost: f64| floor - height * (cost / full).clamp(0.0, 1.0);

    let mut shapes = vec![text(0.0, 14.0, "Cost per million spans", "s strong")];
    if size.width >= 480.0 {
        let own = if told.same_load { "" } else { "load: each its own; " };
        shapes.put(text(size.width, 14.0, format!("{own}band: the range; broken line: past what it holds"), "x end"));
    }
    let mut grid = Vec::new();
    for tick in 0..=count {
        let cost = step * f64::from(tick);
        grid.put(path(format!("M{} {}H{}", coordinate(LEFT), coordinate(y(cost)), coordinate(LEFT + width)), "grid"));
        grid.put(text(LEFT - 8.0, y(cost) + 4.0, per_million(cost), "x end"));
    }
    let every = if width < 360.0 { 3 } else { 1 };
    for multiple in (1..=FURTHEST as u32).step_by(every) {
        grid.put(text(x(f64::from(multiple)), floor + 16.0, format!("{multiple}×"), "x mid"));
    }
    shapes.put(Shape::Group(Group { children: grid, ..Group::default() }));
    for (curve, (class, _)) in told.curves.iter().zip(SIDES) {
        band(&mut shapes, curve, class, &x, &y);
    }
    for (curve, (class, sign)) in told.curves.iter().zip(SIDES) {
        draw(&mut shapes, curve, (class, sign), (&x, &y));
    }
    let ends = told.curves.each_ref().map(|curve| curve.points.last().map_or(floor, |point| y(point.per_million.likely)));
    // Names that would lie on each other make room: the dearer one stands above.
    let apart = (14.0 - (ends[0] - ends[1]).abs()).max(0.0) / 2.0;
    let up = if ends[0] <= ends[1] { [-apart, apart] } else { [apart, -apart] };
    for ((name, end), up) in NAMES.into_iter().zip(ends).zip(up) {
        shapes.put(text(LEFT + width + 8.0, end + up + 4.0, name, "s strong"));
    }
    let mut top = floor + 34.0;
    for ((name, curve), (class, _)) in NAMES.into_iter().zip(&told.curves).zip(SIDES) {
        top = lane(&mut shapes, name, curve, class, top, &x);
    }
    Scene {
        id: "load-chart",
        size: Size { width: size.width, height: top },
        title: "Cost per million spans while the load grows to ten times and the cluster stays".to_owned(),
        description: describe(told),
        shapes,
    }
}

/// Class and sign of either side: a shape for each, so that the colour need not be seen.
const SIDES: [(&str, Sign); 2] = [("side-a", Sign::Dot), ("side-b", Sign::Square)];

#[derive(Clone, Copy)]
enum Sign {
    Dot,
    Square,
}

type Place<'p> = &'p dyn Fn(f64) -> f64;

fn band(shapes: &mut Vec<Shape>, curve: &Curve, class: &str, x: Place<'_>, y: Place<'_>) {
    let edge = |of: fn(Range) -> f64| curve.points.iter().map(move |point| (point.multiple, of(point.per_million)));
    let mut points: Vec<(f64, f64)> = edge(|range| range.high).map(|(at, cost)| (x(at), y(cost))).collect();
    points.extend(edge(|range| range.low).map(|(at, cost)| (x(at), y(cost))).collect::<Vec<_>>().into_iter().rev());
    if points.len() > 3 {
        shapes.put(area(&points, &format!("load-band {class}")));
    }
}

/// The likely case, whole as far as the cluster holds and broken from there on, with a sign at every whole multiple it holds.
fn draw(shapes: &mut Vec<Shape>, curve: &Curve, (class, sign): (&str, Sign), (x, y): (Place<'_>, Place<'_>)) {
    let end = curve.first.map_or(f64::INFINITY, |first| first.multiple);
    let at = |point: &Point| (x(point.multiple), y(point.per_million.likely));
    let line = |points: &[&Point]| -> String {
        let places = points.iter().map(|point| at(point));
        places
            .enumerate()
            .map(|(place, (x, y))| format!("{}{} {}", if place == 0 { 'M' } else { 'L' }, coordinate(x), coordinate(y)))
            .collect()
    };
    let held: Vec<&Point> = curve.points.iter().filter(|point| point.multiple <= end).collect();
    let past: Vec<&Point> = curve.points.iter().skip(held.len().saturating_sub(1)).collect();
    shapes.put(path(line(&past), &format!("load-curve past {class}")));
    shapes.put(path(line(&held), &format!("load-curve {class}")));
    let mut signs = Vec::new();
    for point in held.iter().filter(|point| point.multiple.fract() == 0.0) {
        let (x, y) = at(point);
        signs.put(match sign {
            Sign::Dot => rect(x - 3.0, y - 3.0, 6.0, 6.0, 3.0, &format!("load-sign {class}")),
            Sign::Square => rect(x - 3.0, y - 3.0, 6.0, 6.0, 0.0, &format!("load-sign {class}")),
        });
    }
    shapes.put(Shape::Group(Group { children: signs, ..Group::default() }));
}

/// How far one design holds, and each thing that runs out on the way to ten times; where the next lane may begin.
fn lane(shapes: &mut Vec<Shape>, name: &str, curve: &Curve, class: &str, top: f64, x: Place<'_>) -> f64 {
    let end = curve.first.map_or(FURTHEST, |first| first.multiple);
    let (bar, deep) = (top + 6.0, 10.0);
    let mut inside = vec![text(0.0, bar + 9.0, name, "s strong")];
    inside.put(rect(x(1.0), bar, x(FURTHEST) - x(1.0), deep, 2.0, "load-past"));
    inside.put(rect(x(1.0), bar, (x(end) - x(1.0)).max(0.0), deep, 2.0, &format!("load-held {class}")));
    let mut y = bar + LANE;
    if curve.breaks.is_empty() {
        inside.put(text(LEFT, y, "Nothing runs out on the way to 10×.", "s"));
        y += LINE;
    }
    let mut last = f64::NEG_INFINITY;
    for (at, found) in curve.breaks.iter().enumerate() {
        let place = x(found.multiple);
        inside.put(path(
            format!("M{0} {1}V{2}", coordinate(place), coordinate(bar - 3.0), coordinate(bar + deep + 3.0)),
            "load-break",
        ));
        // Numbers of breaks that would lie on each other share a place.
        if place - last >= 12.0 {
            inside.put(text(place, bar - 5.0, (at + 1).to_string(), "x strong mid"));
            last = place;
        }
        inside.put(text(LEFT, y, format!("{}. {} {}", at + 1, found.what(), times(found.multiple)), "s"));
        y += LINE;
    }
    shapes.put(Shape::Group(Group { key: name.to_owned(), children: inside, ..Group::default() }));
    y + 2.0
}

fn times(multiple: f64) -> String {
    if multiple == 0.0 { "without any load".to_owned() } else { format!("at {}", show(multiple, Unit::ONE, Style::Times)) }
}

fn describe(told: &Comparison) -> String {
    let sides = NAMES.into_iter().zip(&told.curves).map(|(name, curve)| {
        let cost = |multiple: f64| curve.at(multiple).map_or(String::new(), |point| per_million(point.per_million.likely));
        let breaks = match curve.first {
            None => "nothing runs out".to_owned(),
            Some(first) => format!("{} runs out {}", first.what(), times(first.multiple)),
        };
        format!("{name} from {} to {}; {breaks}.", cost(1.0), cost(FURTHEST))
    });
    sides.collect::<Vec<_>>().join(" ")
}

/// The heads of the table behind it.
pub const LOAD_HEADS: [&str; 5] = ["Load", "A, million spans", "A, headroom", "B, million spans", "B, headroom"];

/// The table behind it: what a million spans cost at every whole multiple, and how far the cluster holds from there.
#[must_use]
pub fn load_rows(told: &Comparison) -> Vec<super::Row> {
    let cells = |side: Side, multiple: f64| {
        let curve = &told.curves[side as usize];
        curve.at(multiple).map_or_else(Default::default, |point| {
            let Range { low, likely, high } = point.per_million;
            let cost = format!("{} ({}–{})", per_million(likely), per_million(low), per_million(high).trim_start_matches('$'));
            let headroom = match point.headroom {
                None => "without end".to_owned(),
                Some(headroom) => {
                    let broken: Vec<_> = curve.breaks.iter().filter(|found| found.multiple < multiple).collect();
                    let words = show(headroom, Unit::ONE, Style::Times);
                    if broken.is_empty() { words } else { format!("{words}, broken") }
                }
            };
            [cost, headroom]
        })
    };
    (1..=FURTHEST as u32)
        .map(|multiple| {
            let [a, held_a] = cells(Side::A, f64::from(multiple));
            let [b, held_b] = cells(Side::B, f64::from(multiple));
            vec![format!("{multiple}×"), a, held_a, b, held_b]
        })
        .collect()
}

/// Where each breaks: design, component and resource, multiple.
#[must_use]
pub fn break_rows(told: &Comparison) -> Vec<super::Row> {
    let rows = NAMES.into_iter().zip(&told.curves).flat_map(|(name, curve)| {
        curve.breaks.iter().map(move |found| vec![name.to_owned(), found.what(), times(found.multiple)])
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;
    use crate::catalog::OPERATOR_SIZES;
    use crate::compare::{Load, at_load, compare, of_size};
    use crate::design::Design;

    #[test]
    fn both_are_drawn_within_the_picture_and_their_breaks_are_named() {
        let default = Design::default();
        for size in &OPERATOR_SIZES {
            let [a, b] = at_load(&default, &of_size(size, &default), Load::First).map(|design| assess(&design));
            let told = compare(&a, &b);
            for width in [290.0, 700.0, 1400.0] {
                let scene = load_chart(&told, Size { width, height: 400.0 });
                let mut names = Vec::new();
                inside(&scene.shapes, &scene.size, &mut names);
                for found in told.curves.iter().flat_map(|curve| &curve.breaks) {
                    assert!(names.iter().any(|name| name.contains(&found.what())), "{}", found.what());
                }
                assert!(!scene.description.contains("NaN") && scene.description.contains(" runs out "), "{}", scene.description);
            }
            assert_eq!(load_rows(&told).len(), 10);
            assert_eq!(break_rows(&told).len(), told.curves.iter().map(|curve| curve.breaks.len()).sum::<usize>());
        }
    }

    fn inside(shapes: &[Shape], size: &Size, names: &mut Vec<String>) {
        for shape in shapes {
            match shape {
                Shape::Text { x, y, text, .. } => {
                    assert!((0.0..=size.width).contains(x) && (0.0..=size.height).contains(y), "{text} at {x} {y}");
                    names.push(text.clone());
                }
                Shape::Group(group) => inside(&group.children, size, names),
                _ => {}
            }
        }
    }
}
