//! The boxes of the data flow: a component with its pods, the object store, the world outside.

use super::flow::percent;
use super::hand::{Hand, handle};
use super::places::Card;
use super::scene::{Group, Shape, Shapes, Target, block, coordinate, group, path, rect, text};
use crate::Assessment;
use crate::design::Role;
use crate::estimate::Level;
use crate::quantity::{Style, Unit, show, significant};

fn replicas_path(role: Role) -> &'static str {
    match role {
        Role::Distributor => "components.distributor.replicas",
        Role::Ingester => "components.ingester.replicas",
        Role::QueryFrontend => "components.query_frontend.replicas",
        Role::Querier => "components.querier.replicas",
        Role::Compactor => "components.compactor.replicas",
    }
}

/// One component: name, pods filled to the scarcest resource, its meter, and the handles for its replicas. `room` is the
/// width of the scene.
pub(super) fn node(assessment: &Assessment, role: Role, at: (f64, f64), card: Card, room: f64, hand: &Hand) -> Shape {
    let estimate = &assessment.estimate;
    let component = assessment.design.component(role);
    let scarcest = estimate.of(role).first().copied();
    let range = scarcest.map(|u| estimate.sheet.range(u.cell));
    let likely = range.map_or(0.0, |range| range.likely);
    let resource = scarcest.map_or("", |u| u.resource.name());
    let bottleneck = estimate.bottleneck().filter(|binding| binding.role == role);
    let state = match bottleneck {
        Some(binding) if binding.multiple < 1.0 => " binds over",
        Some(_) => " binds",
        None if likely > 1.0 => " over",
        None => "",
    };
    let (w, h) = (card.width, card.height);
    let edge = w - card.column;
    let dragged = hand.on(role);
    let counted = dragged.filter(|dragged| dragged.field.path == replicas_path(role));
    let mut children = vec![
        rect(0.0, 0.0, w, h, 10.0, "card"),
        rect(11.0, 11.5, 9.0, 9.0, 2.5, "fill"),
        text(26.0, 20.5, role.title(), "n"),
        rect(edge + 2.0, 33.0, card.column - 5.0, h - 36.0, 7.0, if counted.is_some() { "grip held" } else { "grip" }),
        path(format!("M{} 31V{}M0.5 30.5H{}", coordinate(edge), coordinate(h - 1.0), coordinate(w - 0.5)), "hair"),
    ];
    let flag = bottleneck.map(|binding| {
        let verb = if binding.multiple < 1.0 { "short, holds" } else { "binds first at" };
        // The flag is as wide as the node; what is a thousandth of the load needs no digits.
        let multiple = if binding.multiple < 0.001 { "<\u{202f}0.001".to_owned() } else { significant(binding.multiple) };
        format!("{verb} {multiple}×")
    });
    // A group, full or not: what stands after it keeps its place while a hand is on it.
    let mut above = Vec::new();
    let mut said = flag.as_ref().map_or(String::new(), |flag| format!(", {flag}"));
    if let Some(dragged) = dragged {
        let words = hand.says(dragged, assessment);
        said = format!(", {words}");
        let class = if dragged.refused.is_some() { "flag hand refused" } else { "flag hand" };
        put_flag(&mut above, &words, class, (at.0, card), room);
    } else if let Some(flag) = &flag {
        put_flag(&mut above, &format!("▲ {flag}"), "flag", (at.0, card), room);
    }
    children.put(group(&format!("{}-flag", role.target()), "", (0.0, 0.0), String::new(), None, above));
    let used = share(likely);
    // What it was, if the pull has moved it: of the resource that is the scarcest now.
    let was =
        dragged.zip(scarcest).and_then(|(dragged, u)| dragged.before.estimate.share(role, u.resource)).map(|range| range.likely);
    let moved = match was.map(share) {
        // The unit once, where it is the same.
        Some(was) if was != used => format!("{} → {used}", was.trim_end_matches(|end| used.ends_with(end))),
        _ => used,
    };
    children.put(text(12.0, h - 19.0, fitting(resource, edge - 30.0 - 6.2 * moved.chars().count() as f64), "s"));
    children.put(text(edge - 8.0, h - 19.0, &moved, "s strong end"));
    meter(&mut children, 12.0, h - 13.0, edge - 24.0, range.map_or((0.0, 0.0, 0.0), |r| (r.low, r.likely, r.high)));
    let was = was.map_or(String::new(), |was| {
        format!("M{} {}v8", coordinate(12.0 + (edge - 24.0) * was.clamp(0.0, 1.0)), coordinate(h - 14.5))
    });
    children.put(path(was, "was"));
    let word = role.title().to_ascii_lowercase();
    let (button, size) = (card.column - 1.0, if hand.coarse { 44.0 } else { 24.0 });
    children.put(handle(replicas_path(role), format!("One more {word}"), 1, (edge, 31.0), (button, size)));
    let middle = 31.0 + (h - 31.0) / 2.0 + 4.0;
    children.put(text(edge + card.column / 2.0, middle, component.replicas.to_string(), "n mid count"));
    children.put(handle(replicas_path(role), format!("One {word} less"), -1, (edge, h - 1.0 - size), (button, size)));
    // Last, since their number changes: a renderer finds all the others in their places.
    let before = counted.map_or(component.replicas, |dragged| dragged.before.design.component(role).replicas);
    pods(&mut children, (component.replicas, before), likely, edge - 24.0, if hand.coarse { 52.0 } else { 29.0 });
    let legend = match children.last() {
        Some(Shape::Text { text, .. }) => text.as_str(),
        _ if component.replicas == 1 => "replica",
        _ => "replicas",
    };
    // All words that are seen, in the order in which they stand: who says them to the page means this node.
    let label = format!("{}{said}, {resource} {moved}, {} {legend}", role.title(), component.replicas);
    Shape::Group(Group {
        key: role.target().to_owned(),
        class: format!("node c-{}{state}{}", role.target(), if dragged.is_some() { " dragging" } else { "" }),
        at,
        label,
        target: Some(Target::Component(role)),
        role: Some(role),
        children,
    })
}

/// A share in at most five signs: per cent, so many times, or beyond counting.
fn share(likely: f64) -> String {
    match likely {
        share if share < 10.0 => percent(share),
        share if share < 1_000.0 => show(share, Unit::ONE, Style::Times),
        _ => ">999×".to_owned(),
    }
}

/// As much of a name as `room` holds: letters of this size are 5.4 wide on the mean.
fn fitting(name: &str, room: f64) -> String {
    let most = (room / 5.4).max(1.0) as usize;
    if name.chars().count() <= most { name.to_owned() } else { name.chars().take(most - 1).chain(['…']).collect() }
}

/// A flag on the card: as wide as that at least, wider where its words are, and within the scene.
fn put_flag(children: &mut Vec<Shape>, words: &str, class: &str, (left, card): (f64, Card), room: f64) {
    let (card, top) = (card.width, -card.flag);
    let wide = (words.chars().count() as f64 * 6.1 + 12.0).clamp(card - 4.0, (room - 4.0).max(card));
    let x = ((card - wide) / 2.0).min(room - 2.0 - wide - left).max(2.0 - left);
    children.put(block(x, top, wide, 20.0, 5.0, class));
    if top < -20.0 {
        children.put(path(format!("M{} -4h12l-6 5z", coordinate(card / 2.0 - 6.0)), class));
    }
    children.put(text(x + wide / 2.0, top + 14.0, words, "flag-text mid"));
}

/// Pods as vessels; small cells above twelve, one cell for several above forty-eight. Those that come or go in the hand
/// are dashed.
fn pods(children: &mut Vec<Shape>, (now, before): (u32, u32), share: f64, room: f64, height: f64) {
    let (x0, y0) = (12.0, 40.0);
    let full = share.clamp(0.0, 1.0);
    let (certain, all) = (now.min(before), now.max(before));
    if all <= 12 {
        let pitch = (room / f64::from(all.max(1))).min(25.0);
        let width = pitch - if pitch >= 12.0 { 5.0 } else { 2.0 };
        let inset = if width >= 12.0 { 2.5 } else { 1.5 };
        for pod in 0..all {
            let x = x0 + f64::from(pod) * pitch;
            let ghost = if pod < certain { "pod" } else { "pod ghost" };
            children.put(rect(x, y0, width, height, (width / 4.0).min(5.0), ghost));
            // What goes carries nothing any more.
            if pod < now {
                let filled = (height - 2.0 * inset) * full;
                let y = y0 + height - inset - filled;
                children.put(block(x + inset, y, width - 2.0 * inset, filled, filled.min(3.0) / 2.0, "fill"));
            }
        }
        return;
    }
    let columns = (room / 7.25).floor().max(1.0) as u32;
    // Under the cells there is a line of words then.
    let rows = ((height - 2.0) / 6.6) as u32;
    let per_cell = if all <= 48 { 1 } else { all.div_ceil((rows * columns).min(48)) };
    // All cells are alike, so that three paths draw them: the outlines, the dashed ones, and the levels.
    let [mut outline, mut ghost, mut level] = [const { String::new() }; 3];
    for cell in 0..all.div_ceil(per_cell) {
        let x = x0 + f64::from(cell % columns) * 7.25;
        let (first, pitch) = if per_cell > 1 { (y0 - 4.5, 6.6) } else { (y0 - 2.0, 7.6) };
        let y = first + f64::from(cell / columns) * pitch;
        let of = if cell < certain.div_ceil(per_cell) { &mut outline } else { &mut ghost };
        of.push_str(&format!("M{} {}h5.6v6h-5.6z", coordinate(x), coordinate(y)));
        if cell < now.div_ceil(per_cell) {
            let filled = coordinate(6.0 * full);
            level.push_str(&format!("M{} {}h5.6v{filled}h-5.6z", coordinate(x), coordinate(y + 6.0 - 6.0 * full)));
        }
    }
    children.put(path(outline, "pod cell"));
    children.put(path(level, "fill"));
    if !ghost.is_empty() {
        children.put(path(ghost, "pod cell ghost"));
    }
    if per_cell > 1 {
        children.put(text(x0, y0 + height + 2.0, format!("1 cell = {per_cell} pods"), "xx"));
    }
}

/// The bar below: likely as a fill, up to the high end paler, a tick at 80 %.
fn meter(children: &mut Vec<Shape>, x: f64, y: f64, width: f64, (_, likely, high): (f64, f64, f64)) {
    let level = Level::of(likely).class();
    let to = |share: f64| width * share.clamp(0.0, 1.0);
    children.put(rect(x, y, width, 5.0, 2.5, "ubg"));
    if high > likely {
        children.put(block(x + to(likely), y + 0.5, to(high) - to(likely), 4.0, 0.0, &format!("{level} urange")));
    }
    children.put(block(x, y, to(likely), 5.0, 2.5, level));
    children.put(path(format!("M{} {}v8", coordinate(x + width * 0.8), coordinate(y - 1.5)), "tick80"));
}

/// Clients and Grafana: what the design does not run.
pub(super) fn outside(assessment: &Assessment, key: &str, at: (f64, f64), width: f64) -> Shape {
    let design = &assessment.design;
    let shown = |id: &str| assessment.estimate.figure(id).map(|figure| figure.show()).unwrap_or_default();
    let (name, first, second) = if key == "clients" {
        let mut kinds = Vec::new();
        if design.platform.otlp_grpc || design.platform.otlp_http {
            kinds.push("OTLP");
        }
        if design.platform.jaeger_grpc || design.platform.jaeger_thrift_http {
            kinds.push("Jaeger");
        }
        ("Clients", kinds.join(", "), shown("load.peak_requests"))
    } else {
        let each = |rate: f64| significant(rate).trim_end_matches(".0").to_owned();
        (
            "Grafana",
            format!(
                "{} search{}/s",
                each(design.workload.searches.get()),
                if design.workload.searches.get() == 1.0 { "" } else { "es" }
            ),
            format!("over {}", design.workload.lookback),
        )
    };
    let middle = width / 2.0;
    let children = vec![
        rect(0.0, 0.0, width, 60.0, 24.0, "ext"),
        text(middle, 21.0, name, "n mid"),
        text(middle, 37.0, first, "s mid"),
        text(middle, 51.0, second, "x mid"),
    ];
    group(key, "outside c-client", at, String::new(), None, children)
}

/// The object store as a cylinder, with what lies in it.
pub(super) fn store(assessment: &Assessment, at: (f64, f64), width: f64) -> Shape {
    let figure = assessment.estimate.figure("storage.stored");
    let (stored, range) = figure.map(|figure| (figure.show(), figure.show_range())).unwrap_or_default();
    let retention = assessment.design.retention_words();
    let r = width / 2.0;
    let c = coordinate;
    let children = vec![
        path(format!("M0 11a{0} 11 0 0 1 {1} 0V107a{0} 11 0 0 1 -{1} 0z", c(r), c(width)), "card"),
        path(format!("M0 11a{0} 11 0 0 0 {1} 0", c(r), c(width)), "lid"),
        rect(13.0, 30.5, 9.0, 9.0, 2.5, "fill"),
        text(28.0, 39.5, "Object store", "n"),
        text(13.0, 63.0, stored.clone(), "big"),
        text(13.0, 79.0, range.clone(), "s"),
        text(13.0, 93.0, format!("at {retention}"), "x"),
    ];
    let label = format!("Object store, {stored}, {range}, at {retention}");
    group("store", "store c-store", at, label, Some(Target::Figure("storage.stored".to_owned())), children)
}

#[cfg(test)]
mod tests {
    use super::{fitting, share};

    #[test]
    fn issue_4_words_of_a_node_stay_apart() {
        for (likely, said) in [(0.43, "43\u{202f}%"), (9.99, "999\u{202f}%"), (14.5, "14.5×"), (12_100.0, ">999×")] {
            assert_eq!(share(likely), said);
        }
        assert_eq!(fitting("memory", 60.0), "memory");
        assert_eq!(fitting("outstanding jobs", 50.0), "outstand…");
        assert_eq!(fitting("disk", -3.0), "…");
    }
}
