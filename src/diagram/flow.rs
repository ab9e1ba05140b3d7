//! The data flow: clients to distributors to ingesters to the object store, and the read path from Grafana.
//!
//! Nodes keep their place whatever the counts are, so that nothing moves under the hand.

use super::hand::{Hand, reach, resources};
use super::node::{node, outside, store};
use super::places::{OUTSIDE_HEIGHT, Places, STORE_HEIGHT, STORE_RISE};
use super::scene::{Scene, Shape, Shapes, Size, Target, area, coordinate, group, text};
use crate::Assessment;
use crate::design::Role;
use crate::quantity::{MB, Style, show, significant};

/// Where the edge's numbers stand relative to its middle.
#[derive(Clone, Copy)]
enum Side {
    Above,
    /// To the right of a vertical edge.
    Right,
    /// To the left of a vertical edge.
    Left,
    /// Under the end of a bent edge, to its right.
    End,
}

/// What flows along an edge.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Write,
    Read,
    /// Requests: no bytes are known, so that the line is thin and dashed.
    Request,
    /// Read and written back.
    Both,
}

/// Lays the data flow out for `size`: landscape from 640 wide, portrait below. The scene may be taller than asked for
/// where it would not fit; it is never wider.
#[must_use]
pub fn flow(assessment: &Assessment, size: Size) -> Scene {
    flow_in_hand(assessment, size, &Hand::default())
}

/// The same with what a hand does to it.
#[must_use]
pub fn flow_in_hand(assessment: &Assessment, size: Size, hand: &Hand) -> Scene {
    let portrait = size.width < 640.0;
    let places = if portrait { Places::portrait(size, hand.coarse) } else { Places::landscape(size, hand.coarse) };
    let card = places.card;
    // Handles of resources lie over the edges: on a phone over their words too, which give way.
    let taken = hand.chosen.filter(|_| portrait).map(|role| places.of(role).1 + card.height);
    let taken = taken.map_or((0.0, 0.0), |top| (top, top + reach(hand.coarse)));
    let mut shapes = edges(assessment, &places, portrait, taken);
    shapes.put(outside(assessment, "clients", places.clients, places.outside_width));
    shapes.put(outside(assessment, "grafana", places.grafana, places.outside_width));
    shapes.put(store(assessment, places.store, card.width));
    for role in Role::ALL {
        shapes.put(node(assessment, role, places.of(role), card, size.width, hand));
    }
    if !portrait {
        shapes.put(legend(16.0, places.height - 22.0, size.width));
    }
    // Last, over the edges.
    if let Some(role) = hand.chosen {
        let (x, y) = places.of(role);
        shapes.put(resources(assessment, hand, role, (x, y + card.height), card.width, size.width));
    }
    Scene {
        id: "flow",
        size: Size { width: size.width, height: places.height },
        title: "Data flow".to_owned(),
        description: describe(assessment),
        shapes,
    }
}

/// The sentence a reader without eyes gets first.
fn describe(assessment: &Assessment) -> String {
    let load = assessment.estimate.figure("load.peak").map(|figure| figure.show()).unwrap_or_default();
    match assessment.estimate.bottleneck() {
        Some(binding) => format!(
            "{load} arrive at the peak. {} {} binds first, at {} times the stated load.",
            binding.role.title(),
            binding.resource.name(),
            significant(binding.multiple)
        ),
        None => format!("{load} arrive at the peak. Nothing runs out as the load grows."),
    }
}

/// Width of an edge that carries so many bytes per second: a factor of ten is 2.6 px, so that 0.1 and 100 MB/s both show.
fn edge_width(rate: f64) -> f64 {
    if rate <= 0.0 { 1.5 } else { (1.5 + 2.6 * (MB.count(rate) / 0.03).log10()).clamp(1.5, 12.0) }
}

struct Edge {
    key: &'static str,
    figure: &'static str,
    kind: Kind,
    points: [(f64, f64); 2],
    side: Side,
    what: String,
    /// Reads aloud: "Distributors to ingesters".
    ends: &'static str,
}

/// Key, figure, kind, ends, and what is written beside the number; the first two say it in numbers of their own.
static EDGES: [(&str, &str, Kind, &str, &str); 8] = [
    ("clients", "load.peak", Kind::Write, "Clients to distributors", ""),
    ("copies", "load.peak_copies", Kind::Write, "Distributors to ingesters", ""),
    ("blocks", "storage.flushed", Kind::Write, "Ingesters to object store", "blocks"),
    ("queries", "query.requests", Kind::Request, "Grafana to query-frontends", "queries"),
    ("jobs", "query.jobs_rate", Kind::Request, "Query-frontends to queriers", "jobs"),
    ("recent", "query.recent", Kind::Request, "Ingesters to queriers", "recent reads"),
    ("scan", "query.inspected_rate", Kind::Read, "Object store to queriers", "blocks read"),
    ("compaction", "storage.rewritten", Kind::Both, "Object store and compactors", "rewritten, mean"),
];

fn edges(assessment: &Assessment, places: &Places, portrait: bool, taken: (f64, f64)) -> Vec<Shape> {
    let design = &assessment.design;
    let estimate = &assessment.estimate;
    let (w, h) = (places.card.width, places.card.height);
    let [distributor, ingester, frontend, querier, compactor] = Role::ALL.map(|role| places.of(role));
    let store = places.store;
    let copies = design.tempo.replication_factor;
    // Between two cards of a laptop's width there is room for the short form.
    let narrow = !portrait && places.nodes[0].0 - places.clients.0 - places.outside_width < 90.0;
    let spans = estimate.figure("load.peak_spans").map(|figure| figure.show()).unwrap_or_default();
    let from = |at: (f64, f64), x: f64, y: f64| (at.0 + x, at.1 + y);
    let (clients, grafana, ow) = (places.clients, places.grafana, places.outside_width);
    let (down, up) = (h, 0.0);
    // In the order of the edges.
    let list = if portrait {
        let m = w / 2.0;
        [
            ([from(clients, m, OUTSIDE_HEIGHT), from(distributor, m, up)], Side::Right),
            ([from(distributor, m, down), from(ingester, m, up)], Side::Right),
            ([from(ingester, m, down), from(store, m, 8.0)], Side::Right),
            ([from(grafana, m, OUTSIDE_HEIGHT), from(frontend, m, up)], Side::Left),
            ([from(frontend, m, down), from(querier, m, up)], Side::Left),
            ([from(ingester, w, h * 0.5), from(querier, 0.0, h * 0.5)], Side::Above),
            ([from(store, w, 30.0), from(querier, m, down)], Side::End),
            ([from(store, w, h * 0.7), from(compactor, 0.0, h * 0.7 - 14.0)], Side::Above),
        ]
    } else {
        let y = h / 2.0;
        [
            ([from(clients, ow, OUTSIDE_HEIGHT / 2.0), from(distributor, 0.0, y)], Side::Above),
            ([from(distributor, w, y), from(ingester, 0.0, y)], Side::Above),
            ([from(ingester, w, y), from(store, 0.0, STORE_HEIGHT / 2.0 + STORE_RISE)], Side::Above),
            ([from(grafana, ow, OUTSIDE_HEIGHT / 2.0), from(frontend, 0.0, y)], Side::Above),
            ([from(frontend, w, y), from(querier, 0.0, y)], Side::Above),
            ([from(ingester, w * 0.3, down), from(querier, w * 0.3, up)], Side::Left),
            ([from(store, 26.0, STORE_HEIGHT + STORE_RISE - 2.0), from(querier, w, y - 12.0)], Side::Left),
            ([from(store, w * 0.42, STORE_HEIGHT + STORE_RISE), from(compactor, w * 0.42, up)], Side::Right),
        ]
    };
    let mut shapes = Vec::new();
    for (&(key, figure, kind, ends, what), (points, side)) in EDGES.iter().zip(list) {
        let what = match key {
            "clients" if narrow => spans.replace("spans/s", "sp/s"),
            "clients" => spans.clone(),
            "copies" if copies == 1 => "1 copy".to_owned(),
            "copies" => format!("{copies} copies"),
            // Across, between the two columns of a phone, there is room for the number alone.
            _ if portrait && matches!(side, Side::Above) => String::new(),
            _ => what.to_owned(),
        };
        shapes.put(edge(assessment, Edge { key, figure, kind, points, side, what, ends }, taken));
    }
    shapes
}

/// A path: each command of `pen` with its point, a blank for one that goes on with the last.
fn drawn(pen: &str, points: &[(f64, f64)]) -> String {
    let mut d = String::new();
    for (command, (x, y)) in pen.chars().zip(points) {
        d.push_str(&format!("{command}{} {}", coordinate(*x), coordinate(*y)));
    }
    d
}

/// An edge with its words. `taken`: from where to where down the picture they would be covered.
fn edge(assessment: &Assessment, edge: Edge, taken: (f64, f64)) -> Shape {
    let [(x1, y1), (x2, y2)] = edge.points;
    let figure = assessment.estimate.figure(edge.figure);
    let rate = figure.map_or(0.0, |figure| figure.range().likely);
    let requests = edge.kind == Kind::Request;
    // Searches per second are neither spans nor bytes: the unit is said by the words below.
    // Between two columns of a phone there is room for the number alone.
    let narrow = matches!(edge.side, Side::Above) && edge.what.is_empty() && !requests;
    let shown = if requests {
        format!("{}\u{202f}/s", significant(rate))
    } else {
        figure.map(|figure| figure.show()).unwrap_or_default()
    };
    let width = if requests { 1.5 } else { edge_width(rate) };
    let class = match edge.kind {
        Kind::Write | Kind::Both => "edge",
        Kind::Read => "edge rd",
        Kind::Request => "edge rd ctl",
    };
    let head = 8.0 + width * 0.2;
    let half = (3.2 + width * 0.42).max(4.0);
    let curved = x1 != x2 && y1 != y2;
    let (dx, dy) = if curved {
        ((x2 - x1).signum(), 0.0)
    } else {
        ((x2 - x1).signum() * f64::from(u8::from(x1 != x2)), (y2 - y1).signum() * f64::from(u8::from(y1 != y2)))
    };
    let portrait_scan = matches!(edge.side, Side::End);
    let (dx, dy) = if portrait_scan { (0.0, (y2 - y1).signum()) } else { (dx, dy) };
    // Under the head, which is never shorter: a line that keeps its shape while its width follows the load.
    let stop = (x2 - dx * 9.0, y2 - dy * 9.0);
    let line = if curved && portrait_scan {
        drawn("MC  ", &[(x1, y1), ((x1 + x2) / 2.0, y1), (stop.0, (y1 + stop.1) / 2.0 + 10.0), stop])
    } else if curved {
        let reach = (y2 - y1).abs() * 0.55;
        drawn("MC  ", &[(x1, y1), (x1, y1 + reach), (stop.0 + 46.0, stop.1), stop])
    } else if requests {
        drawn("ML", &[(x1, y1), stop])
    } else {
        String::new()
    };
    let head_class = if matches!(edge.kind, Kind::Read | Kind::Request) { "head rd" } else { "head" };
    // One shoulder, the tip, the other shoulder; where a line of some width ends in it, the corners of that line around them.
    let arrow = |(x, y): (f64, f64), (dx, dy): (f64, f64), neck: Option<f64>| {
        let (bx, by) = (x - dx * head, y - dy * head);
        let side = |by_half: f64| (bx - dy * by_half, by + dx * by_half);
        let [near, far] = [half, -half].map(side);
        match neck {
            Some(neck) => vec![side(-neck), far, (x, y), near, side(neck)],
            None => vec![far, (x, y), near],
        }
    };
    let (tip, tail) = ((x2 - dx, y2 - dy), (x1 + dx, y1 + dy));
    let mut children = if !line.is_empty() {
        vec![Shape::Path { d: line, class: class.to_owned(), stroke: Some(width) }, area(&arrow(tip, (dx, dy), None), head_class)]
    } else {
        // Line and heads as one outline, since all of it follows the load.
        let neck = width / 2.0;
        let mut points = arrow(tip, (dx, dy), Some(neck));
        if edge.kind == Kind::Both {
            points.extend(arrow(tail, (-dx, -dy), Some(neck)));
        } else {
            points.extend([(x1 - dy * neck, y1 + dx * neck), (x1 + dy * neck, y1 - dx * neck)]);
        }
        vec![area(&points, head_class)]
    };
    let (mx, my) = ((x1 + x2) / 2.0, (y1 + y2) / 2.0);
    let lift = width / 2.0;
    let (mut rate_at, what_at, align) = match edge.side {
        Side::Above => ((mx, my - lift - 6.0), (mx, my + lift + 13.0), " mid"),
        Side::Right => ((mx + lift + 8.0, my - 1.0), (mx + lift + 8.0, my + 12.0), ""),
        Side::End => ((x2 + lift + 12.0, y2 + 20.0), (x2 + lift + 12.0, y2 + 33.0), ""),
        Side::Left if curved => ((mx - 14.0, my + 14.0), (mx - 14.0, my + 27.0), " end"),
        Side::Left => ((mx - lift - 8.0, my - 1.0), (mx - lift - 8.0, my + 12.0), " end"),
    };
    let written = if narrow { shown.split('\u{202f}').next().unwrap_or_default().to_owned() } else { shown.clone() };
    // Under the handles there is room for one line.
    let moved = rate_at.1 > taken.0 && rate_at.1 - 10.0 < taken.1;
    if moved {
        rate_at.1 = taken.1 + 12.0;
    }
    let mut words = vec![text(rate_at.0, rate_at.1, written, &format!("rate halo{align}"))];
    if !edge.what.is_empty() && !moved {
        words.put(text(what_at.0, what_at.1, edge.what.clone(), &format!("x halo{align}")));
    }
    // The words are what is pressed: the room that a curved line takes overlaps its neighbours.
    let label = format!("{}: {shown} {}", edge.ends, edge.what);
    let target = Target::Figure(edge.figure.to_owned());
    children.put(group(&format!("words-{}", edge.key), "words", (0.0, 0.0), label, Some(target), words));
    group(&format!("edge-{}", edge.key), "flow-edge", (0.0, 0.0), String::new(), None, children)
}

fn legend(x: f64, y: f64, room: f64) -> Shape {
    let mut children = vec![text(0.0, 4.0, "width", "x")];
    let mut at = 36.0;
    for rate in [0.1, 1.0, 10.0, 100.0] {
        children.put(Shape::Path {
            d: format!("M{} 0h20", coordinate(at)),
            class: "edge".to_owned(),
            stroke: Some(edge_width(MB.of(rate))),
        });
        let label = if rate == 100.0 { "100 MB/s".to_owned() } else { significant(rate).trim_end_matches(".0").to_owned() };
        children.put(text(at + 25.0, 4.0, label.clone(), "x"));
        at += 42.0 + label.len() as f64 * 5.0;
    }
    at += 12.0;
    for (class, word) in [("edge", "write"), ("edge rd", "read"), ("edge rd ctl", "requests")] {
        let stroke = if class.ends_with("ctl") { 1.5 } else { 3.0 };
        children.put(Shape::Path { d: format!("M{} 0h22", coordinate(at)), class: class.to_owned(), stroke: Some(stroke) });
        children.put(text(at + 27.0, 4.0, word, "x"));
        at += 44.0 + word.len() as f64 * 5.6;
    }
    if x + at + 190.0 < room {
        children.put(text(at + 8.0, 4.0, "pods fill to their scarcest resource", "x"));
    }
    group("legend", "legend", (x, y), String::new(), None, children)
}

/// The percentage of a share as the diagram writes it.
pub(super) fn percent(share: f64) -> String {
    show(share, crate::quantity::Unit::ONE, Style::Percent)
}

#[cfg(test)]
mod tests {
    use super::super::scene::Group;
    use super::*;
    use crate::{assess, design::Design};

    fn groups(shapes: &[Shape]) -> Vec<&Group> {
        let mut found = Vec::new();
        for shape in shapes {
            if let Shape::Group(group) = shape {
                found.push(group);
                found.extend(groups(&group.children));
            }
        }
        found
    }

    fn texts(shapes: &[Shape]) -> Vec<&str> {
        shapes
            .iter()
            .flat_map(|shape| match shape {
                Shape::Text { text, .. } => vec![text.as_str()],
                Shape::Group(group) => texts(&group.children),
                _ => Vec::new(),
            })
            .collect()
    }

    #[test]
    fn the_bottleneck_is_said_in_words() {
        let scene = flow(&assess(&Design::default()), Size { width: 768.0, height: 462.0 });
        let bound: Vec<_> = groups(&scene.shapes).into_iter().filter(|group| group.class.contains("binds")).collect();
        assert_eq!(bound.len(), 1);
        assert_eq!(bound[0].role, Some(Role::Compactor));
        assert!(texts(&bound[0].children).iter().any(|text| text.contains("binds first at 1.13×")));
    }

    #[test]
    fn every_target_has_a_label_and_every_key_stands_once() {
        for width in [340.0, 768.0, 1200.0] {
            let scene = flow(&assess(&Design::default()), Size { width, height: 500.0 });
            let all = groups(&scene.shapes);
            assert!(all.iter().all(|group| group.target.is_none() || !group.label.is_empty()));
            let mut keys: Vec<_> = all.iter().map(|group| group.key.as_str()).filter(|key| !key.is_empty()).collect();
            keys.sort_unstable();
            assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "{keys:?}");
        }
    }

    #[test]
    fn three_hundred_ingesters_stay_a_handful_of_shapes() {
        let mut design = Design::default();
        design.ingester.replicas = 300;
        let scene = flow(&assess(&design), Size { width: 768.0, height: 462.0 });
        fn count(shapes: &[Shape]) -> usize {
            shapes.iter().map(|shape| if let Shape::Group(group) = shape { 1 + count(&group.children) } else { 1 }).sum()
        }
        assert!(count(&scene.shapes) < 400, "{}", count(&scene.shapes));
        assert!(texts(&scene.shapes).iter().any(|text| text.contains("1 cell = 7 pods")));
    }
}
