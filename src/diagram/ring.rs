//! The ring: the full circle, and a part of it drawn straight with every token.
//!
//! Goes in: a [`RingView`], the ring and what of it is looked at. Comes out: scenes of few shapes, one path per ingester, since
//! a browser cannot redraw 38 400 marks within a frame. The circle is binned to pixels and thin owners can vanish from it:
//! figures come from [`Ring::ownership`], never from the bins.

mod bars;
mod circle;
mod lanes;
mod rows;
mod strip;

pub use bars::{Shares, ownership};
pub use circle::{ring_circle, ring_down, ring_lanes, ring_marks, token_at};
pub use rows::ring_rows;
pub use strip::ring_strip;

use super::scene::{Group, Scene, Shape, Shapes, Size};
use crate::ring::{KEYS, Outcome, Ownership, Ring, Walk};

/// What the hue of a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Colouring {
    #[default]
    Ingester,
    Zone,
}

/// The part of the ring that is drawn straight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub centre: u32,
    /// In keys, 2^32 at most.
    pub width: u64,
}

impl Window {
    const SMALLEST: u64 = 1 << 12;

    #[must_use]
    pub fn new(centre: u32, width: u64) -> Window {
        Window { centre, width: width.clamp(Window::SMALLEST, KEYS) }
    }

    /// Room for the whole walk, from a little before the key to a little behind the last copy; a hundredth of the ring around
    /// zero without one.
    #[must_use]
    pub fn around(ring: &Ring, walk: Option<&Walk>) -> Window {
        let Some(walk) = walk else { return Window::new(0, KEYS / 100) };
        let last = walk.steps.iter().rfind(|step| matches!(step.outcome, Outcome::Takes { .. } | Outcome::Drops { .. }));
        let way = last.map_or(0, |step| u64::from(step.token.wrapping_sub(walk.key)));
        // Three mean gaps at least, so that there is something to see when the first tokens do it.
        let gaps = 3 * KEYS / ring.tokens().len().max(1) as u64;
        let width = (way.max(gaps) * 4 / 3).min(KEYS);
        Window::new(walk.key.wrapping_add((width * 2 / 5) as u32), width)
    }

    #[must_use]
    pub fn start(self) -> u32 {
        self.centre.wrapping_sub((self.width / 2) as u32)
    }

    /// Turned by so many widths.
    #[must_use]
    pub fn moved(self, widths: f64) -> Window {
        let by = (widths * self.width as f64).rem_euclid(KEYS as f64) as u64;
        Window { centre: self.centre.wrapping_add(by as u32), ..self }
    }

    /// Narrower by `factor`, or wider when it is below one.
    #[must_use]
    pub fn zoomed(self, factor: f64) -> Window {
        Window::new(self.centre, (self.width as f64 / factor.max(1e-9)) as u64)
    }

    /// `76.4 % to 80.6 % of the ring`.
    #[must_use]
    pub fn says(self) -> String {
        let start = u64::from(self.start());
        format!("{} to {} of the ring", percent_of_ring(start), percent_of_ring((start + self.width) % KEYS))
    }

    /// Where its middle stands, in percent of the ring.
    #[must_use]
    pub fn percent(self) -> f64 {
        (f64::from(self.centre) / KEYS as f64 * 1000.0).round() / 10.0
    }

    /// Where a token stands in it: 0 at its start, 1 at its end. `None` outside.
    fn position(self, token: u32) -> Option<f64> {
        let offset = u64::from(token.wrapping_sub(self.start()));
        (offset < self.width).then_some(offset as f64 / self.width as f64)
    }
}

/// A ring and what of it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct RingView<'a> {
    pub ring: &'a Ring,
    /// Of this ring: known already, and slow to work out on every move of the window.
    pub ownership: &'a Ownership,
    pub colouring: Colouring,
    pub window: Window,
    /// The walk of the typed tenant and trace id.
    pub walk: Option<&'a Walk>,
}

/// Circle and strip in one picture: side by side where there is width, else one above the other.
#[must_use]
pub fn ring(view: &RingView, size: Size) -> Scene {
    let (circle_size, strip_size, at) = if size.width >= 1.2 * size.height {
        let half = size.width / 2.0;
        let strip = Size { width: half - 16.0, height: size.height.min(160.0) };
        (Size { width: half, ..size }, strip, (half + 16.0, 0.0))
    } else {
        let strip = Size { width: size.width, height: (size.height * 0.3).min(160.0) };
        let circle = Size { height: size.height - strip.height, ..size };
        (circle, strip, (0.0, circle.height))
    };
    let (circle, strip) = (ring_circle(view, circle_size), ring_strip(view, strip_size));
    let mut shapes = circle.shapes;
    shapes.put(Shape::Group(Group {
        key: "window".to_owned(),
        class: "window".to_owned(),
        at,
        label: strip.description,
        children: strip.shapes,
        ..Group::default()
    }));
    Scene { size, shapes, ..circle }
}

/// A share of the ring as the axis has it: `76.4 %`.
fn percent_of_ring(key: u64) -> String {
    let percent = key as f64 / KEYS as f64 * 100.0;
    format!("{percent:.1}\u{202f}%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Design;
    use crate::diagram::svg;
    use crate::ring::{Operation, RingSpec, SINGLE_TENANT, parse_trace, token_for};

    const SIZE: Size = Size { width: 372.0, height: 372.0 };

    fn made(replicas: u32, zones: u32, aware: bool) -> Ring {
        let mut design = Design::default();
        design.ingester.replicas = replicas;
        design.platform.zones = zones;
        design.platform.zone_awareness = aware;
        Ring::build(&RingSpec::of(&design))
    }

    fn scene_of(ring: &Ring, draw: fn(&RingView, Size) -> Scene, size: Size) -> Scene {
        let trace = parse_trace("4bf92f3577b34da6a3ce929d0e0e4736").unwrap();
        let walk = ring.walk(token_for(SINGLE_TENANT, trace), Operation::Write);
        let window = Window::around(ring, Some(&walk));
        draw(&RingView { ring, ownership: &ring.ownership(), colouring: Colouring::Zone, window, walk: Some(&walk) }, size)
    }

    fn bars(ring: &Ring, colouring: Colouring, shares: Shares, size: Size) -> Scene {
        ownership(ring, &ring.ownership(), colouring, shares, size)
    }

    fn flat(shapes: &[Shape]) -> Vec<&Shape> {
        let mut all = Vec::new();
        for shape in shapes {
            match shape {
                Shape::Group(group) => all.extend(flat(&group.children)),
                other => all.push(other),
            }
        }
        all
    }

    fn with_class<'a>(scene: &'a Scene, wanted: &str) -> Vec<&'a str> {
        let class = |shape: &'a Shape| match shape {
            Shape::Area { class, .. } | Shape::Path { class, .. } | Shape::Rect { class, .. } | Shape::Text { class, .. } => {
                class.as_str()
            }
            Shape::Group(group) => group.class.as_str(),
        };
        flat(&scene.shapes).into_iter().map(class).filter(|class| class.split(' ').any(|one| one == wanted)).collect()
    }

    #[test]
    fn one_lane_per_ingester_then_per_zone_then_one() {
        for (replicas, zones, lanes, arcs) in
            [(1, 3, 1, 1), (3, 3, 3, 3), (6, 3, 6, 6), (7, 3, 3, 7), (12, 2, 2, 12), (8, 4, 1, 8), (8, 1, 1, 8), (60, 3, 3, 60)]
        {
            let scene = scene_of(&made(replicas, zones, true), ring_circle, SIZE);
            assert_eq!(with_class(&scene, "lane").len(), lanes, "{replicas} in {zones}");
            let drawn = with_class(&scene, "arc").len() - with_class(&scene, "sw").len();
            assert_eq!(drawn, arcs, "{replicas} in {zones}");
        }
    }

    #[test]
    fn few_elements_for_many_ingesters() {
        for replicas in [300, 301, 1000] {
            let scene = scene_of(&made(replicas, 3, true), ring, Size { width: 600.0, height: 600.0 });
            let paths = flat(&scene.shapes).iter().filter(|shape| matches!(shape, Shape::Path { .. })).count();
            assert!(paths <= 340, "{replicas}: {paths}");
        }
    }

    #[test]
    fn lanes_of_one_place_differ_in_shape() {
        let ring = made(8, 4, true);
        let lanes = lanes::Lanes::of(&ring, Colouring::Zone);
        let patterns: Vec<(f64, f64)> = (0..4).map(|at| lanes.marks[at].pattern).collect();
        assert!((1..4).all(|at| !patterns[..at].contains(&patterns[at])), "{patterns:?}");
    }

    #[test]
    fn the_strip_has_every_token_and_the_copies() {
        let ring = made(3, 3, false);
        let scene = scene_of(&ring, ring_strip, Size { width: 330.0, height: 112.0 });
        let window = {
            let trace = parse_trace("4bf92f3577b34da6a3ce929d0e0e4736").unwrap();
            Window::around(&ring, Some(&ring.walk(token_for(SINGLE_TENANT, trace), Operation::Write)))
        };
        let inside = ring.tokens().iter().filter(|&&token| window.position(token).is_some()).count();
        let ticks: usize = flat(&scene.shapes)
            .iter()
            .map(|shape| match shape {
                Shape::Path { d, class, .. } if class.starts_with("tick") => d.matches('M').count(),
                _ => 0,
            })
            .sum();
        assert_eq!(ticks, inside);
        let copies: Vec<String> = flat(&scene.shapes)
            .iter()
            .filter_map(|shape| match shape {
                Shape::Text { text, class, .. } if class == "copy-no mid" => Some(text.clone()),
                _ => None,
            })
            .collect();
        assert_eq!(copies, ["1", "2", "3"]);
        assert_eq!(with_class(&scene, "needle").len(), 1);
    }

    /// Every key belongs to one range of the strip, however the window lies.
    #[test]
    fn ranges_fill_the_window() {
        for (ring, window) in [
            (made(3, 3, false), Window::new(0, KEYS)),
            (made(3, 3, false), Window::new(u32::MAX, KEYS / 50)),
            (made(1, 1, false), Window::new(7, 1 << 14)),
        ] {
            let ownership = ring.ownership();
            let view = RingView { ring: &ring, ownership: &ownership, colouring: Colouring::Ingester, window, walk: None };
            let scene = ring_strip(&view, Size { width: 40_000.0, height: 112.0 });
            let mut covered = 0.0;
            for shape in flat(&scene.shapes) {
                let Shape::Path { d, class, .. } = shape else { continue };
                if class.starts_with("range") {
                    for bar in d.split('M').skip(1) {
                        let (from, rest) = bar.split_once(' ').unwrap();
                        let (_, rest) = rest.split_once('H').unwrap();
                        let (to, _) = rest.split_once('V').unwrap();
                        covered += to.parse::<f64>().unwrap() - from.parse::<f64>().unwrap();
                    }
                }
            }
            assert!((covered - 40_000.0).abs() < 60.0, "{covered}");
        }
    }

    #[test]
    fn bars_columns_histogram() {
        let size = Size { width: 320.0, height: 130.0 };
        for (replicas, groups) in [(3, 3..=3), (12, 12..=12), (60, 60..=60), (300, 8..=22)] {
            let scene = bars(&made(replicas, 3, true), Colouring::Zone, Shares::Copies, size);
            let count = scene.shapes.iter().filter(|shape| matches!(shape, Shape::Group(_))).count();
            assert!(groups.contains(&count), "{replicas}: {count}");
            assert_eq!((with_class(&scene, "band").len(), with_class(&scene, "mean").len()), (1, 1));
        }
    }

    #[test]
    fn whatever_is_asked_is_drawn() {
        for replicas in [0, 1, 2, 7, 61] {
            for size in [SIZE, Size { width: 1.0, height: 1.0 }, Size { width: 900.0, height: 300.0 }] {
                let made = made(replicas, 3, replicas % 2 == 0);
                for scene in [
                    scene_of(&made, ring, size),
                    bars(&made, Colouring::Ingester, Shares::First, size),
                    bars(&made, Colouring::Zone, Shares::Copies, size),
                ] {
                    let text = svg(&scene, "");
                    assert!(!text.contains("NaN") && !text.contains("inf"), "{replicas}: {text}");
                    assert!(!scene.description.is_empty());
                }
            }
        }
    }

    #[test]
    fn a_point_of_the_circle_is_a_key() {
        let ring = made(3, 3, false);
        let (ownership, window) = (ring.ownership(), Window::around(&ring, None));
        let view = RingView { ring: &ring, ownership: &ownership, colouring: Colouring::Zone, window, walk: None };
        let near = |x: f64, y: f64, turn: f64| {
            let key = token_at(&view, Size { width: 400.0, height: 418.0 }, x, y).unwrap();
            assert!((f64::from(key) / KEYS as f64 - turn).abs() < 0.001, "{key}");
        };
        near(380.0, 200.0, 0.25);
        near(200.0, 380.0, 0.5);
        near(20.0, 200.0, 0.75);
        assert_eq!(token_at(&view, Size { width: 400.0, height: 418.0 }, 200.0, 200.0), None);
    }

    #[test]
    fn windows_turn_and_zoom() {
        let window = Window::new(0, KEYS / 100);
        assert_eq!(window.moved(1.0).centre, (KEYS / 100) as u32);
        assert_eq!(window.moved(-1.0).moved(1.0), window);
        assert_eq!(window.zoomed(0.0001).width, KEYS);
        assert_eq!(window.zoomed(1e12).width, Window::SMALLEST);
        assert_eq!(Window::new(1 << 31, KEYS / 2).says(), "25.0\u{202f}% to 75.0\u{202f}% of the ring");
        assert_eq!(Window::new(1 << 31, KEYS / 2).percent(), 50.0);
    }
}
