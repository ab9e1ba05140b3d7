//! The day hour by hour: the load under what its pods hold, pods and nodes that follow it, and what waits for compaction.

use super::Row;
use super::scene::{Scene, Shape, Shapes, Size, coordinate, path, text};
use super::timeline::{CHART, GAP, NAME, amount, chart, full};
use crate::design::Role;
use crate::estimate::{Day, Hour, Range};
use crate::failure::Series;
use crate::quantity::{HOUR, Style, Unit, group, show};

const TOP: f64 = 6.0;
const AXIS: f64 = 26.0;
/// Room for the words of the vertical axis.
const WORDS: f64 = 84.0;
/// Points of an hour, so that a step looks like one.
const POINTS: usize = 12;

const RATE: Unit = Unit::SPAN.per(Unit::SECOND);

/// A value that stays for its hour, and the range around it.
fn steps(day: &Day, id: &'static str, label: &str, unit: Unit, of: &dyn Fn(&Hour) -> [f64; 3]) -> Series {
    let lane =
        |at: usize| -> Vec<f32> { day.hours.iter().flat_map(|hour| std::iter::repeat_n(of(hour)[at] as f32, POINTS)).collect() };
    Series { id, label: label.to_owned(), unit, low: lane(0), likely: lane(1), high: lane(2), limit: None }
}

/// A value at the end of each hour, in a straight line from one to the next.
fn slopes(day: &Day) -> Series {
    let lane = |of: fn(Range) -> f64| -> Vec<f32> {
        let mut from = of(day.begins);
        let mut points = Vec::new();
        for hour in &day.hours {
            let to = of(hour.backlog);
            points.extend((0..POINTS).map(|at| (from + (to - from) * (at as f64 + 1.0) / POINTS as f64) as f32));
            from = to;
        }
        points
    };
    Series {
        id: "backlog",
        label: "Copies that wait for compaction".to_owned(),
        unit: Unit::BYTE,
        low: lane(|range| range.low),
        likely: lane(|range| range.likely),
        high: lane(|range| range.high),
        limit: None,
    }
}

/// What the pods of each hour hold, point by point.
fn bound(day: &Day) -> Vec<f32> {
    day.hours.iter().flat_map(|hour| std::iter::repeat_n(hour.holds as f32, POINTS)).collect()
}

/// Two to four values that divide the height into parts that are easily read.
fn marks(full: f64, unit: Unit) -> Vec<f64> {
    let decade = 10f64.powf((full / 2.0).log10().floor());
    let part = [5.0, 2.0, 1.0].map(|of| of * decade).into_iter().find(|part| part * 2.0 <= full).unwrap_or(decade);
    // Whole pods and nodes.
    let part = if unit == Unit::ONE { part.floor().max(1.0) } else { part };
    (1..=4).map(|times| f64::from(times) * part).filter(|mark| *mark <= full).collect()
}

fn all(day: &Day) -> Vec<Series> {
    let same = |value: f64| [value; 3];
    let moved = |of: &dyn Fn(&Hour) -> f64| day.hours.iter().any(|hour| of(hour) != of(&day.hours[0]));
    // Filled from nothing up to the load.
    let mut load = steps(day, "load", "", RATE, &|hour| [0.0, hour.load, hour.load]);
    let bound = bound(day);
    let seen = bound.iter().any(|holds| f64::from(*holds) <= full(&load, &bound));
    load.label = match seen {
        true => "Spans, and dashed what the pods of the hour hold".to_owned(),
        false => "Spans; what the pods hold lies far above".to_owned(),
    };
    let mut all = vec![load];
    for role in Role::ALL {
        let pods = move |hour: &Hour| f64::from(hour.pods[role as usize]);
        if moved(&pods) {
            all.push(steps(day, role.target(), &format!("{}s", role.title()), Unit::ONE, &|hour| same(pods(hour))));
        }
    }
    let nodes = |hour: &Hour| hour.nodes.unwrap_or_default() as f64;
    if moved(&nodes) {
        all.push(steps(day, "nodes", "Nodes", Unit::ONE, &|hour| same(nodes(hour))));
    }
    if day.hours.iter().any(|hour| hour.backlog.high > 0.0) {
        all.push(slopes(day));
    }
    all
}

/// As high as it needs to be.
#[must_use]
pub fn day_chart(day: &Day, size: Size) -> Scene {
    let all = all(day);
    let head = if size.width < 640.0 { 2.0 * NAME } else { NAME };
    let pitch = head + CHART + GAP;
    let height = TOP + pitch * all.len() as f64 + AXIS;
    let (edge, left, right) = (16.0, 16.0 + WORDS, size.width - 16.0);
    let bound = bound(day);
    let end = day.hours.len() as f64 * HOUR;
    let x = |seconds: f64| left + (right - left) * (seconds / end).clamp(0.0, 1.0);
    let mut shapes: Vec<Shape> = Vec::new();
    for (at, series) in all.iter().enumerate() {
        let bound = if series.id == "load" { &bound[..] } else { &[] };
        let top = TOP + pitch * at as f64;
        let (full, floor) = (full(series, bound), top + head + CHART);
        shapes.put(text(left - 8.0, floor, amount(0.0, series.unit), "x end"));
        for mark in marks(full, series.unit) {
            let y = floor - CHART * mark / full;
            shapes.put(path(format!("M{} {}H{}", coordinate(left), coordinate(y), coordinate(right)), "grid"));
            shapes.put(text(left - 8.0, y + 4.0, amount(mark, series.unit), "x end"));
        }
        chart(&mut shapes, series, bound, HOUR / POINTS as f64, (top, head), (&x, edge, left, right));
    }
    for hour in (0..=24).step_by(if size.width < 480.0 { 6 } else { 3 }) {
        let class = match hour {
            0 => "x",
            24 => "x end",
            _ => "x mid",
        };
        shapes.put(text(x(f64::from(hour) * HOUR), height - AXIS + 14.0, format!("{hour:02}:00"), class));
    }
    Scene {
        id: "day",
        size: Size { width: size.width, height },
        title: "The load over the day".to_owned(),
        description: day.says.join(" "),
        shapes,
    }
}

/// The table behind it: hour, spans, what its pods hold, pods that change, nodes, backlog at its end.
#[must_use]
pub fn day_rows(day: &Day) -> Vec<Row> {
    let row = |(at, hour): (usize, &Hour)| {
        let pods: Vec<String> = hour.pods.iter().map(|pods| pods.to_string()).collect();
        vec![
            format!("{at:02}:00"),
            show(hour.load, RATE, Style::Auto),
            show(hour.holds, RATE, Style::Auto),
            pods.join(", "),
            hour.nodes.map_or("–".to_owned(), |nodes| group(nodes as f64)),
            show(hour.backlog.likely, Unit::BYTE, Style::Auto),
            crate::quantity::show_range(hour.backlog.low, hour.backlog.high, Unit::BYTE, Style::Auto),
        ]
    };
    day.hours.iter().enumerate().map(row).collect()
}

/// Above the columns of [`day_rows`].
pub const DAY_HEADS: [&str; 7] = [
    "Hour from",
    "Spans",
    "Its pods hold",
    "Distributors, ingesters, query-frontends, queriers, compactors",
    "Nodes",
    "Waits for compaction at its end",
    "Range",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;
    use crate::design::{Design, PerSecond};
    use crate::estimate::day;

    #[test]
    fn a_day_is_drawn_within_its_picture() {
        for profile in ["peak", "flat", "office"] {
            let mut design = Design::default();
            design.workload.profile = profile.to_owned();
            design.workload.spans = PerSecond::new(9_000.0);
            design.distributor.replicas_min = Some(1);
            let day = day(&assess(&design));
            assert_eq!((day_rows(&day).len(), day_rows(&day)[0].len()), (24, DAY_HEADS.len()));
            for width in [320.0, 700.0, 1600.0] {
                let scene = day_chart(&day, Size { width, height: 300.0 });
                assert!(scene.shapes.len() > 4 && !scene.description.contains("NaN"), "{}", scene.description);
                for shape in &scene.shapes {
                    if let Shape::Text { x, y, .. } = shape {
                        assert!((0.0..=width).contains(x) && (0.0..=scene.size.height).contains(y));
                    }
                }
            }
        }
    }
}
