//! Charts in the same drawing code as the diagrams: stored bytes over time, and where the money goes.

use super::scene::{Group, Scene, Shape, Shapes, Size, Target, coordinate, lines, path, rect, text};
use crate::Assessment;
use crate::estimate::growth;
use crate::order::sort_short;
use crate::quantity::{DAY, Style, Unit, show};

/// A row of the table behind a chart.
pub type Row = Vec<String>;

/// Stored bytes over the first retention period: the range as a band, the likely value as a line.
#[must_use]
pub fn growth_chart(assessment: &Assessment, size: Size) -> Scene {
    let points = growth(&assessment.design, &assessment.estimate.sheet);
    let (left, right, top, bottom) = (64.0, 24.0, 40.0, 40.0);
    // Where the room has no height of its own the picture takes a share of its width.
    let size = if size.height < 160.0 { Size { height: (size.width * 0.42).clamp(220.0, 320.0), ..size } } else { size };
    let (width, height) = ((size.width - left - right).max(80.0), (size.height - top - bottom).max(80.0));
    let end = points.last().map_or(1.0, |point| point.time).max(1.0);
    let most = points.iter().map(|point| point.stored.high).fold(1.0, f64::max);
    let (step, count) = ticks(most);
    let full = step * f64::from(count);
    let x = |time: f64| left + width * time / end;
    let y = |bytes: f64| top + height * (1.0 - bytes / full);
    // In a group, since their number changes: a renderer finds all the others in their places.
    let mut ticks = Vec::new();
    for tick in 0..=count {
        let bytes = step * f64::from(tick);
        ticks.put(path(format!("M{} {}H{}", coordinate(left), coordinate(y(bytes)), coordinate(left + width)), "grid"));
        ticks.put(text(left - 8.0, y(bytes) + 4.0, show(bytes, Unit::BYTE, Style::Auto), "x end"));
    }
    let mut shapes = vec![Shape::Group(Group { children: ticks, ..Group::default() })];
    let line = |of: fn(crate::estimate::Range) -> f64| {
        points
            .iter()
            .map(|point| format!("{} {}", coordinate(x(point.time)), coordinate(y(of(point.stored)))))
            .collect::<Vec<_>>()
    };
    let (low, likely, mut high) = (line(|r| r.low), line(|r| r.likely), line(|r| r.high));
    high.reverse();
    shapes.put(path(format!("M{}L{}z", low.join("L"), high.join("L")), "band c-store"));
    shapes.put(path(format!("M{}", likely.join("L")), "curve c-store"));
    let longest = assessment.design.retentions().1;
    let retention = longest.seconds();
    shapes.put(path(format!("M{0} {1}V{2}", coordinate(x(retention)), coordinate(top), coordinate(top + height)), "mark"));
    let days = |seconds: f64| show(seconds, Unit::SECOND, Style::Auto);
    shapes.put(text(x(retention) - 6.0, top + 12.0, format!("retention {longest}"), "x end"));
    for part in 0..=3 {
        let time = end * f64::from(part) / 3.0;
        let align = if part == 0 {
            "x"
        } else if part == 3 {
            "x end"
        } else {
            "x mid"
        };
        shapes.put(text(x(time), top + height + 18.0, if part == 0 { "first span".to_owned() } else { days(time) }, align));
    }
    let stored = assessment
        .estimate
        .figure("storage.stored")
        .map(|figure| format!("{}, {}", figure.show(), figure.show_range()))
        .unwrap_or_default();
    Scene {
        id: "growth",
        size: Size { width: size.width, height: top + height + bottom },
        title: "Stored bytes over the first retention period".to_owned(),
        description: format!("Levels off at {stored} after {longest}."),
        shapes: vec![
            Shape::Group(Group {
                key: "title".to_owned(),
                label: format!("{GROWTH}: levels off at {stored}"),
                target: Some(Target::Figure("storage.stored".to_owned())),
                children: vec![text(16.0, 18.0, GROWTH, "n")],
                ..Group::default()
            }),
            Shape::Group(Group {
                key: "growth".to_owned(),
                class: "chart".to_owned(),
                label: format!("Levels off at {stored}"),
                children: shapes,
                ..Group::default()
            }),
        ],
    }
}

const GROWTH: &str = "Stored bytes, first retention period";

/// The table behind the growth chart: day, low, likely, high.
#[must_use]
pub fn growth_rows(assessment: &Assessment) -> Vec<Row> {
    let bytes = |value: f64| show(value, Unit::BYTE, Style::Auto);
    let points = growth(&assessment.design, &assessment.estimate.sheet);
    points
        .iter()
        .step_by(4)
        .map(|point| {
            vec![
                format!("{:.1} d", point.time / DAY),
                bytes(point.stored.low),
                bytes(point.stored.likely),
                bytes(point.stored.high),
            ]
        })
        .collect()
}

/// A round step and the number of steps that hold `most`: at most five.
fn ticks(most: f64) -> (f64, u32) {
    let power = 10f64.powi(most.log10().floor() as i32);
    for step in [0.2, 0.25, 0.5, 1.0, 2.0, 2.5] {
        let count = (most / (step * power)).ceil();
        if count <= 5.0 {
            return (step * power, count.max(1.0) as u32);
        }
    }
    (power * 2.5, 4)
}

/// Where the money goes: one bar a line of the bill, the largest first; its range as a thin bar.
#[must_use]
pub fn cost_chart(assessment: &Assessment, size: Size) -> Scene {
    let estimate = &assessment.estimate;
    let mut bill: Vec<_> = estimate.cost_lines.iter().filter_map(|id| estimate.figure(id)).collect();
    sort_short(&mut bill, |a, b| b.range().likely.total_cmp(&a.range().likely));
    let most = bill.iter().map(|line| line.range().high).fold(1.0, f64::max);
    let (left, right) = if size.width < 480.0 { (142.0, 108.0) } else { (150.0, 150.0) };
    let width = (size.width - left - right).max(60.0);
    let to = |usd: f64| width * usd / most;
    let total = estimate.figure("cost.total").map(|figure| (figure.show(), figure.show_range())).unwrap_or_default();
    let mut shapes = vec![text(16.0, 18.0, format!("A month: {}, {}", total.0, total.1), "n")];
    let mut y = 34.0;
    for line in &bill {
        let range = line.range();
        let mut children = vec![
            text(left - 16.0 - 8.0, 15.0, line.label(), "s end"),
            rect(left - 16.0, 2.0, to(range.likely).max(1.0), 18.0, 2.0, "bar"),
        ];
        if !range.is_exact() {
            children.put(path(
                format!("M{} 11H{}", coordinate(left - 16.0 + to(range.low)), coordinate(left - 16.0 + to(range.high))),
                "whisker",
            ));
        }
        let past = left - 16.0 + to(range.high.max(range.likely)) + 8.0;
        children.put(text(past, 15.0, format!("{} {}", line.show(), line.show_range()), "s"));
        shapes.put(Shape::Group(Group {
            key: line.id().to_owned(),
            class: "line".to_owned(),
            at: (16.0, y),
            label: format!("{}: {} {}", line.label(), line.show(), line.show_range()),
            target: Some(Target::Figure(line.id().to_owned())),
            role: None,
            children,
        }));
        y += 26.0;
    }
    for gap in &estimate.unpriced {
        y = lines(&mut shapes, &format!("{}: {}.", gap.line, gap.why), "s bad", (16.0, y + 14.0), size.width - 32.0) - 6.0;
    }
    shapes.put(text(16.0, y + 16.0, format!("List prices of {} and later, on demand, without tax.", estimate.price_date), "x"));
    Scene {
        id: "cost",
        size: Size { width: size.width, height: y + 32.0 },
        title: "Where the money goes".to_owned(),
        description: format!("{} a month, {}.", total.0, total.1),
        shapes,
    }
}

/// The table behind the cost chart: line, likely, range.
#[must_use]
pub fn cost_rows(assessment: &Assessment) -> Vec<Row> {
    let estimate = &assessment.estimate;
    estimate
        .cost_lines
        .iter()
        .copied()
        .chain(["cost.total"])
        .filter_map(|id| estimate.figure(id))
        .map(|figure| vec![figure.label().to_owned(), figure.show(), figure.show_range()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;
    use crate::design::Design;

    #[test]
    fn ticks_are_round_and_few() {
        for (most, step, count) in [(411e9, 100e9, 5), (9.0, 2.0, 5), (1.0, 0.2, 5), (26.0, 10.0, 3)] {
            assert_eq!(ticks(most), (step, count), "{most}");
        }
    }

    #[test]
    fn charts_have_their_tables() {
        let assessment = assess(&Design::default());
        let last = growth_rows(&assessment).pop().unwrap_or_default();
        assert_eq!(last[2], assessment.estimate.figure("storage.stored").map(|f| f.show()).unwrap_or_default());
        assert_eq!(cost_rows(&assessment).len(), assessment.estimate.cost_lines.len() + 1);
        let size = Size { width: 600.0, height: 300.0 };
        assert!(growth_chart(&assessment, size).description.contains("Levels off"));
        assert!(cost_chart(&assessment, size).shapes.len() > 5);
    }
}
