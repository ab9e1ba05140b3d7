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
    draw(&RingView { ring, colouring: Colouring::Zone, window, walk: Some(&walk) }, size)
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
        Shape::Path { class, .. } | Shape::Rect { class, .. } | Shape::Text { class, .. } => class.as_str(),
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
        let view = RingView { ring: &ring, colouring: Colouring::Ingester, window, walk: None };
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
        let scene = ownership(&made(replicas, 3, true), Colouring::Zone, Shares::Copies, size);
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
                ownership(&made, Colouring::Ingester, Shares::First, size),
                ownership(&made, Colouring::Zone, Shares::Copies, size),
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
    let view = RingView { ring: &ring, colouring: Colouring::Zone, window: Window::around(&ring, None), walk: None };
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
}
