//! The time line of a failure: one small chart for each thing that moves, over one axis of time, with its limit and the moments
//! that are named below it.

use super::scene::{Scene, Shape, Shapes, Size, area, coordinate, path, text};
use crate::failure::{Series, Timeline};
use crate::quantity::{DAY, HOUR, MINUTE, Style, Unit, show};

const TOP: f64 = 22.0;
pub(super) const CHART: f64 = 58.0;
/// The line of a chart's name above it. On a narrow screen what belongs to it takes the next line.
pub(super) const NAME: f64 = 18.0;
/// From one chart to the next name.
pub(super) const GAP: f64 = 16.0;
const AXIS: f64 = 26.0;

/// Whether a curve has anything to show; others are told in words.
#[must_use]
pub fn moves(series: &Series) -> bool {
    let first = series.likely.first().copied().unwrap_or(0.0);
    series.likely.iter().chain(&series.high).any(|value| (value - first).abs() > f32::EPSILON * first.abs().max(1e-6))
}

/// The charts of what moves. As high as it needs to be.
#[must_use]
pub fn timeline(line: &Timeline, size: Size) -> Scene {
    let shown: Vec<&Series> = line.series.iter().filter(|series| moves(series)).collect();
    let head = if size.width < 640.0 { 2.0 * NAME } else { NAME };
    let pitch = head + CHART + GAP;
    let height = TOP + pitch * shown.len() as f64 + AXIS;
    let (left, right) = (16.0, size.width - 16.0);
    let duration = line.duration.max(1.0);
    let x = |seconds: f64| left + (right - left) * (seconds / duration).clamp(0.0, 1.0);
    let bottom = height - AXIS;
    let mut shapes = Vec::new();
    for (at, series) in shown.iter().enumerate() {
        chart(&mut shapes, series, &[], line.step, (TOP + pitch * at as f64, head), (&x, left, left, right));
    }
    if !shown.is_empty() {
        let step = tick(duration, right - left);
        let mut at = 0.0;
        while at <= duration {
            let class = if at == 0.0 {
                "x"
            } else if x(at) > right - 16.0 {
                "x end"
            } else {
                "x mid"
            };
            shapes.put(text(x(at), bottom + 14.0, clock(at, step), class));
            at += step;
        }
    }
    // Numbers of moments that would lie on each other share a place.
    let mut last = f64::NEG_INFINITY;
    for (at, moment) in line.moments.iter().enumerate() {
        let place = x(moment.at);
        shapes.put(path(format!("M{} {}V{}", coordinate(place), coordinate(TOP - 6.0), coordinate(bottom)), "mark"));
        if place - last >= 14.0 {
            shapes.put(text(place.clamp(left + 4.0, right - 4.0), 12.0, (at + 1).to_string(), "x strong mid"));
            last = place;
        }
    }
    let still: Vec<&str> = line.series.iter().filter(|series| !moves(series)).map(|series| series.label.as_str()).collect();
    let mut description = line.says.join(" ");
    if !still.is_empty() {
        description.push_str(&format!(" Unchanged: {}.", still.join(", ")));
    }
    Scene {
        id: "timeline",
        size: Size { width: size.width, height },
        title: format!("{}, {}", line.scenario.title(), line.subject),
        description,
        shapes,
    }
}

/// What a chart's height stands for. `bound`: a limit that moves.
pub(super) fn full(series: &Series, bound: &[f32]) -> f64 {
    let most = series.high.iter().chain(&series.likely).fold(0.0f32, |most, &value| most.max(value));
    let near = |limit: f64| limit <= f64::from(most) * 4.0;
    let limit = series.limit.as_ref().map(|(limit, _)| *limit).into_iter();
    let limits = limit.chain(bound.iter().map(|&limit| f64::from(limit)));
    limits.filter(|limit| near(*limit)).fold(f64::from(most), f64::max).max(1e-9) * 1.04
}

pub(super) fn chart(
    shapes: &mut Vec<Shape>,
    series: &Series,
    bound: &[f32],
    step: f64,
    (top, head): (f64, f64),
    // From where its name stands, and from where to where it is drawn.
    (x, edge, left, right): (&dyn Fn(f64) -> f64, f64, f64, f64),
) {
    let floor = top + head + CHART;
    let most = series.high.iter().chain(&series.likely).fold(0.0f32, |most, &value| most.max(value));
    // A limit that is far away would press the curve flat: it is then told beside the name alone.
    let limit = series.limit.as_ref().filter(|(limit, _)| *limit <= f64::from(most) * 4.0);
    let full = full(series, bound);
    let y = |value: f32| floor - CHART * (f64::from(value) / full).clamp(0.0, 1.0);
    let points = |values: &[f32]| -> Vec<(f64, f64)> {
        values.iter().enumerate().map(|(at, &value)| (x(at as f64 * step), y(value))).collect()
    };
    shapes.put(text(edge, top + 10.0, &series.label, "s strong"));
    let peak = series.likely.iter().fold(0.0f32, |most, &value| most.max(value));
    let mut beside = match (peak > 0.0, most > 0.0) {
        // Only the unlucky end has any.
        (false, true) => format!("nothing likely, up to {}", amount(f64::from(most), series.unit)),
        _ => format!("up to {}", amount(f64::from(peak), series.unit)),
    };
    if let Some((limit, name)) = &series.limit {
        beside.push_str(&format!(", {name} {}", amount(*limit, series.unit)));
    }
    shapes.put(match head > NAME {
        true => text(edge, top + 10.0 + NAME - 2.0, beside, "x"),
        false => text(right, top + 10.0, beside, "x end"),
    });
    shapes.put(path(format!("M{} {}H{}", coordinate(left), coordinate(floor), coordinate(right)), "grid"));
    let mut band = points(&series.high);
    band.extend(points(&series.low).into_iter().rev());
    if band.len() > 2 {
        shapes.put(area(&band, "spread"));
    }
    let mut d = String::new();
    for (at, (x, y)) in points(&series.likely).into_iter().enumerate() {
        d.push(if at == 0 { 'M' } else { 'L' });
        d.push_str(&coordinate(x));
        d.push(' ');
        d.push_str(&coordinate(y));
    }
    shapes.put(path(d, "curve"));
    // One that is far above at any time lies out of the picture there.
    let mut d = String::new();
    for (at, &limit) in bound.iter().enumerate() {
        let inside = |limit: &f32| f64::from(*limit) <= full;
        if inside(&limit) {
            d.push(if at == 0 || !inside(&bound[at - 1]) { 'M' } else { 'L' });
            d.push_str(&format!("{} {}", coordinate(x(at as f64 * step)), coordinate(y(limit))));
        }
    }
    if !d.is_empty() {
        shapes.put(path(d, "limit"));
    }
    if let Some((limit, _)) = limit {
        let y = coordinate(y(*limit as f32));
        shapes.put(path(format!("M{} {y}H{}", coordinate(left), coordinate(right)), "limit"));
    }
}

pub(super) fn amount(value: f64, unit: Unit) -> String {
    show(value, unit, if unit == Unit::ONE { Style::Whole } else { Style::Auto })
}

/// A step of time that divides the axis into a few parts, each with room for its words.
fn tick(duration: f64, width: f64) -> f64 {
    const STEPS: [f64; 14] = [
        10.0,
        30.0,
        MINUTE,
        5.0 * MINUTE,
        10.0 * MINUTE,
        30.0 * MINUTE,
        HOUR,
        2.0 * HOUR,
        4.0 * HOUR,
        6.0 * HOUR,
        12.0 * HOUR,
        DAY,
        2.0 * DAY,
        7.0 * DAY,
    ];
    let most = (width / 64.0).max(1.0);
    STEPS.into_iter().find(|step| duration / step <= most).unwrap_or(duration / most)
}

/// In hours where half hours are the finest parts, so that one axis has one unit.
fn clock(seconds: f64, step: f64) -> String {
    if seconds == 0.0 {
        "0".to_owned()
    } else if (HOUR / 2.0..DAY).contains(&step) {
        format!("{}h", seconds / HOUR)
    } else {
        crate::quantity::duration(seconds)
    }
}

/// The curves as a table: name, first, most and last value, and the limit.
#[must_use]
pub fn timeline_rows(line: &Timeline) -> Vec<super::Row> {
    let row = |series: &Series| {
        let value = |value: Option<f32>| amount(f64::from(value.unwrap_or(0.0)), series.unit);
        let most = series.likely.iter().copied().fold(0.0f32, f32::max);
        let limit =
            series.limit.as_ref().map_or(String::new(), |(limit, name)| format!("{name} {}", amount(*limit, series.unit)));
        vec![
            series.label.clone(),
            value(series.likely.first().copied()),
            value(Some(most)),
            value(series.likely.last().copied()),
            limit,
        ]
    };
    line.series.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;
    use crate::design::Design;
    use crate::failure::{Scenario, Standing, simulate};

    #[test]
    fn every_scenario_is_drawn_within_its_picture() {
        let assessment = assess(&Design::default());
        let standing = Standing::of(&assessment, &assessment.placement);
        for scenario in Scenario::ALL {
            let line = simulate(&assessment, &assessment.placement, &standing, scenario, 2.0 * HOUR);
            for width in [300.0, 720.0, 1800.0] {
                let scene = timeline(&line, Size { width, height: 400.0 });
                for shape in &scene.shapes {
                    if let Shape::Text { x, y, .. } = shape {
                        assert!((0.0..=width).contains(x) && (0.0..=scene.size.height).contains(y), "{scenario:?}");
                    }
                }
                assert!(!scene.description.contains("NaN"));
            }
        }
    }

    #[test]
    fn ticks_leave_room_for_their_words() {
        assert_eq!(
            [90.0, HOUR, 8.0 * HOUR, 3.0 * DAY].map(|duration| tick(duration, 700.0)),
            [10.0, 10.0 * MINUTE, HOUR, 12.0 * HOUR]
        );
    }
}
