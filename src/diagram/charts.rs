//! Charts in the same drawing code as the diagrams: stored bytes over time, and where the money goes.

use super::scene::{Group, Scene, Shape, Shapes, Size, Target, coordinate, lines, path, rect, text, width};
use crate::Assessment;
use crate::estimate::{bill_words, growth};
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
pub(super) fn ticks(most: f64) -> (f64, u32) {
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
    let total = match estimate.figure("cost.total") {
        Some(figure) => format!("{}, {}", figure.show(), figure.show_range()),
        None => "not known, for want of prices".to_owned(),
    };
    let mut shapes = vec![text(16.0, 18.0, format!("A month: {total}"), "n")];
    let bill: Vec<_> = bill.iter().map(|line| (*line, line.show(), line.show_range())).collect();
    // The amounts stand past the bar, or above it where nothing would be left of the bar beside them.
    let narrow = size.width < 480.0;
    let left = if narrow { 0.0 } else { 134.0 };
    let room = size.width - 32.0 - left;
    let beside = |likely: &str, range: &str| if narrow { 0.0 } else { 8.0 + width(likely) + GAP + width(range) };
    let scale = bill
        .iter()
        .map(|(line, likely, range)| {
            (room - beside(likely, range)).max(20.0) / line.range().high.max(line.range().likely).max(1.0)
        })
        .fold(f64::INFINITY, f64::min);
    let ranges = bill.iter().map(|(.., range)| width(range)).fold(0.0, f64::max);
    let mut y = 34.0;
    for (line, likely, shown) in bill {
        let range = line.range();
        let (top, past) = (if narrow { 20.0 } else { 2.0 }, left + scale * range.high.max(range.likely) + 8.0);
        let mut children = if narrow {
            vec![text(0.0, 13.0, line.label(), "s"), text(room - ranges - GAP, 13.0, &likely, "s strong end")]
        } else {
            vec![text(left - 8.0, 15.0, line.label(), "s end"), text(past, 15.0, &likely, "s strong")]
        };
        children.put(rect(left, top, (scale * range.likely).max(1.0), 18.0, 2.0, "bar"));
        if !range.is_exact() {
            let (from, to) = (coordinate(left + scale * range.low), coordinate(left + scale * range.high));
            children.put(path(format!("M{from} {}H{to}", top + 9.0), "whisker"));
            let (x, class) = if narrow { (room, "x end") } else { (past + width(&likely) + GAP, "x") };
            children.put(text(x, if narrow { 13.0 } else { 15.0 }, &shown, class));
        }
        shapes.put(Shape::Group(Group {
            key: line.id().to_owned(),
            class: "line".to_owned(),
            at: (16.0, y),
            label: format!("{}: {likely} {shown}", line.label()),
            target: Some(Target::Figure(line.id().to_owned())),
            role: None,
            children,
        }));
        y += if narrow { 46.0 } else { 26.0 };
    }
    for gap in &estimate.unpriced {
        y = lines(&mut shapes, &format!("{}: {}.", gap.line, gap.why), "s bad", (16.0, y + 14.0), size.width - 32.0) - 6.0;
    }
    y = lines(&mut shapes, &bill_words(assessment), "x", (16.0, y + 16.0), size.width - 32.0) - 18.0;
    Scene {
        id: "cost",
        size: Size { width: size.width, height: y + 32.0 },
        title: "Where the money goes".to_owned(),
        description: format!("A month: {total}."),
        shapes,
    }
}

/// Between an amount and its range.
const GAP: f64 = 8.0;

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
    use crate::design::{Design, PerSecond};

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

    #[test]
    fn every_amount_of_the_bill_stays_in_the_picture() {
        let mut design = Design::default();
        design.workload.spans = PerSecond::new(3e6);
        let assessment = assess(&design);
        for width in [320.0, 360.0, 479.0, 480.0, 744.0, 1200.0] {
            for shape in cost_chart(&assessment, Size { width, height: 300.0 }).shapes {
                let Shape::Group(line) = shape else { continue };
                let mut past = 0.0;
                for shape in &line.children {
                    match shape {
                        Shape::Text { x, text, class, .. } => {
                            // Of the small letters of a name more go into the same room.
                            let wide =
                                super::width(text) * if text == line.label.split(':').next().unwrap() { 0.87 } else { 1.0 };
                            let (from, to) = if class.ends_with("end") { (x - wide, *x) } else { (*x, x + wide) };
                            assert!(line.at.0 + to <= width, "{width}: {text}");
                            assert!(past == 0.0 || from >= past, "{width}: {text} lies on what is before it");
                            past = to;
                        }
                        Shape::Rect { x, width: bar, .. } => assert!(line.at.0 + x + bar <= width - 16.0, "{width}"),
                        _ => {}
                    }
                }
            }
        }
    }
}
