//! What moves a figure most, as a tornado: a bar for each cause, the widest first, from the figure as it stands to what it is at
//! the cause's low and at its high end.

use super::charts::Row;
use super::scene::{Group, Scene, Shape, Shapes, Size, Target, coordinate, path, rect, text, width};
use crate::estimate::{Bar, Sensitivity};

/// Height of a row: its words, and its bar below them.
const ROW: f64 = 42.0;

/// The first `most` bars.
#[must_use]
pub fn tornado(found: &Sensitivity, most: usize, size: Size) -> Scene {
    let bars = &found.bars[..found.bars.len().min(most)];
    // The values of a cause stand beside its bar.
    let side = |at: usize| bars.iter().map(|bar| width(end_text(bar, at))).fold(0.0, f64::max).min(size.width * 0.28) + 8.0;
    let (left, right) = (side(0).max(side(1)), side(0).max(side(1)));
    let room = (size.width - left - right).max(60.0);
    let results = || bars.iter().flat_map(|bar| bar.ends.iter().flatten()).map(|end| end.result).chain([found.likely]);
    let finite = || results().filter(|result| result.is_finite());
    let (least, most) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let scale = if most > least { room / (most - least) } else { 0.0 };
    // What has no end goes to the edge.
    let x = |result: f64| left + if result.is_finite() { (result - least) * scale } else { room };
    let now = x(found.likely);
    let mut shapes = Vec::new();
    for (at, bar) in bars.iter().enumerate() {
        let results = found.results(bar);
        let name = cut(&bar.label, ((size.width - width(&results) - 12.0) / 5.4).max(8.0) as usize);
        let mut children = vec![text(0.0, 12.0, &name, "s"), text(size.width, 12.0, &results, "s strong end")];
        let ends = [0, 1].map(|side| bar.ends[side].as_ref().map_or(now, |end| x(end.result)));
        let [low, high] = ends.map(|to| to - now);
        // Where both ends lie on one side the shorter stands over the longer one, and its value on the other side.
        let one_side = low * high > 0.0;
        let shorter = usize::from(low.abs() > high.abs());
        for side in [1 - shorter, shorter] {
            let inset = if one_side && side == shorter { 3.0 } else { 0.0 };
            if bar.ends[side].is_some() {
                let (from, wide) = (now.min(ends[side]), (now - ends[side]).abs().max(1.0));
                let class = if side == 0 { "end-low" } else { "end-high" };
                children.put(rect(from, 19.0 + inset, wide, 14.0 - 2.0 * inset, 1.0, class));
            }
        }
        let longer_leftwards = [low, high][1 - shorter] < 0.0 || (low == high && shorter == 1);
        let mut values = Vec::new();
        for side in [0, 1] {
            let leftwards = longer_leftwards == (side != shorter);
            let at = if one_side && side == shorter { now } else { ends[side] };
            let (at, room, class) =
                if leftwards { (at - 4.0, at - 4.0, "x end") } else { (at + 4.0, size.width - at - 4.0, "x") };
            let value = cut(end_text(bar, side), letters(room));
            children.put(text(at, 30.0, &value, class));
            values.push(value);
        }
        // It begins with what is seen, as a name has to.
        let whole = if name == bar.label { String::new() } else { format!("{}. ", bar.label) };
        shapes.put(Shape::Group(Group {
            key: bar.mover.key(),
            class: "move".to_owned(),
            at: (0.0, ROW * at as f64),
            label: format!("{name} {results} {}. {whole}{}", values.join(" ").trim(), found.words(bar)),
            target: Some(Target::Figure(bar.mover.key())),
            role: None,
            children,
        }));
    }
    let bottom = ROW * bars.len() as f64;
    shapes.put(path(format!("M{} 16V{}", coordinate(now), coordinate(bottom)), "mark"));
    let anchor = if now < width(&found.show(found.likely)) {
        "x"
    } else if now > size.width - 80.0 {
        "x end"
    } else {
        "x mid"
    };
    shapes.put(text(now, bottom + 12.0, format!("now {}", found.show(found.likely)), anchor));
    let description = match bars.first() {
        Some(bar) => format!("{} moves it most: {}.", bar.label, found.results(bar)),
        None => "Nothing that the model knows moves it.".to_owned(),
    };
    Scene {
        id: "tornado",
        size: Size { width: size.width, height: bottom + 20.0 },
        title: format!("What moves most: {}", found.label),
        description,
        shapes,
    }
}

fn end_text(bar: &Bar, at: usize) -> &str {
    bar.ends[at].as_ref().map_or("", |end| end.value.as_str())
}

/// Letters of class `x` that go into a width.
fn letters(wide: f64) -> usize {
    (wide / 5.8).max(0.0) as usize
}

/// Words that go into so many letters, with a sign that some are missing.
fn cut(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    words.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// The table behind the chart: what moves it, its low and high end, the figure there.
#[must_use]
pub fn tornado_rows(found: &Sensitivity) -> Vec<Row> {
    let row = |bar: &Bar| {
        let at = |side: usize| match &bar.ends[side] {
            Some(end) => format!("{} → {}", end.value, found.show(end.result)),
            None => "not allowed".to_owned(),
        };
        vec![bar.label.clone(), at(0), at(1), if bar.anew { "estimated anew" } else { "replayed" }.to_owned()]
    };
    found.bars.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Design;
    use crate::{assess, estimate};

    #[test]
    fn every_bar_of_every_width_stays_in_the_picture() {
        let a = assess(&Design::default());
        for id in ["cost.total", "capacity.headroom", "storage.stored", "query.latency"] {
            let found = estimate::sensitivity(&a.design, &a.placement, &a.estimate, id).unwrap();
            for wide in [280.0, 400.0, 900.0] {
                let scene = tornado(&found, 10, Size { width: wide, height: 300.0 });
                assert!(scene.shapes.len() <= 12 && scene.description.ends_with('.'));
                for shape in &scene.shapes {
                    let Shape::Group(group) = shape else { continue };
                    assert!(group.target.is_some() && group.label.ends_with('.'), "{}", group.label);
                    for shape in &group.children {
                        match shape {
                            Shape::Rect { x, width, .. } => {
                                assert!(*x >= -0.1 && x + width <= wide + 1.1, "{id}, {wide}: {}", group.key)
                            }
                            Shape::Text { x, text, class, .. } if class.starts_with('x') => {
                                let long = 5.8 * text.chars().count() as f64;
                                let (from, to) = if class.ends_with("end") { (x - long, *x) } else { (*x, x + long) };
                                assert!(from >= -0.1 && to <= wide + 0.1, "{id}, {wide}, {}: {text}", group.key);
                            }
                            _ => {}
                        }
                    }
                }
            }
            assert_eq!(tornado_rows(&found).len(), found.bars.len());
        }
    }
}
