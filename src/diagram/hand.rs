//! What a hand does to the data flow: the value that is being pulled, and the handles of the chosen component's resources.

use super::scene::{Shape, Shapes, Target, Turn, group, path, rect, text};
use crate::Assessment;
use crate::design::fields::{self, Field, Kind, field};
use crate::design::{Design, Role, edit};
use std::sync::Arc;

/// How the data flow is looked at and held.
#[derive(Clone, Copy, Default)]
pub struct Hand<'a> {
    /// A finger instead of a mouse: what is pressed is as large as one, and there is no Escape.
    pub coarse: bool,
    /// The component whose resources have their handles out.
    pub chosen: Option<Role>,
    pub dragged: Option<&'a Dragged>,
}

/// A value that is being pulled. What is drawn beside it has the new value already.
#[derive(Clone)]
pub struct Dragged {
    pub field: &'static Field,
    /// Everything as it was, and as it will be again when the pull is given up.
    pub before: Arc<Assessment>,
    /// Why the value follows no further, in sentences.
    pub refused: Option<String>,
}

/// From one stop of a field to the next, in pixels of the screen: no hand is so unsteady.
const STOP: f64 = 12.0;
/// So many stops are that far apart, the others half as far: 3 pods and 300 are one pull apart, 3 and 4 are still two places.
const WIDE_STOPS: f64 = 6.0;

/// How many stops of its ladder a value moves when it is pulled so many pixels up; down, both are negative.
#[must_use]
pub fn stops(up: f64) -> i32 {
    let far = up.abs() / STOP;
    let stops = if far <= WIDE_STOPS { far } else { 2.0 * far - WIDE_STOPS };
    (stops * up.signum()) as i32
}

impl Hand<'_> {
    /// The pull of `role`, if it is the one.
    pub(super) fn on(&self, role: Role) -> Option<&Dragged> {
        self.dragged.filter(|dragged| dragged.field.group == fields::Group::Component(role))
    }

    /// From what to what, and how to keep what was; or why it goes no further.
    pub(super) fn says(&self, dragged: &Dragged, now: &Assessment) -> String {
        if let Some(why) = &dragged.refused {
            // The remedy stands at the field: a flag is one line.
            return why.split(". ").next().unwrap_or_default().to_owned();
        }
        let (was, now) = (or_none(dragged.field, &dragged.before.design), or_none(dragged.field, &now.design));
        match (was == now, self.coarse) {
            (true, _) => "up: more, down: less".to_owned(),
            (false, true) => format!("{was} → {now}"),
            (false, false) => format!("{was} → {now}, Esc keeps {was}"),
        }
    }
}

/// A value as it is written.
fn or_none(field: &Field, design: &Design) -> String {
    let text = field.write(design);
    if text.is_empty() { "none".to_owned() } else { text }
}

/// What one pod is given, each with its field and as it is called where there is little room.
const RESOURCES: [(&str, &str); 3] = [("cpu_request", "CPU"), ("memory_limit", "memory"), ("volume", "volume")];

/// From the lower edge of a card to its handles.
const BELOW: f64 = 4.0;

/// How high the handles are, with what is between them and the card.
pub(super) fn reach(coarse: bool) -> f64 {
    BELOW + if coarse { 62.0 } else { 32.0 }
}

/// The handles for what one pod of the chosen component is given: below its card, over the edges. `room` is the width of
/// the scene, `under` the card's lower left corner.
pub(super) fn resources(assessment: &Assessment, hand: &Hand, role: Role, under: (f64, f64), card: f64, room: f64) -> Shape {
    let given: Vec<_> = RESOURCES
        .iter()
        .filter_map(|(name, short)| Some((field(&format!("components.{}.{name}", role.key()))?, *short)))
        .collect();
    let (width, height) = (if hand.coarse { ((room - 24.0) / 3.0).min(140.0) } else { 92.0 }, reach(hand.coarse) - BELOW);
    let whole = width * given.len() as f64;
    let x = (under.0 + (card - whole) / 2.0).min(room - 12.0 - whole).max(12.0);
    let mut children = vec![rect(0.0, 0.0, whole, height, 8.0, "card")];
    for (at, (field, short)) in given.into_iter().enumerate() {
        if at > 0 {
            children.put(path(format!("M{} 5v{}", at as f64 * width, height - 10.0), "hair"));
        }
        children.put(turn(assessment, hand, field, short, (at as f64 * width, 0.0), (width, height)));
    }
    let name = format!("resources c-{}", role.target());
    group(&name, &name, (x, under.1 + BELOW), String::new(), None, children)
}

/// One resource: its value, pulled up and down, between − and +.
fn turn(
    assessment: &Assessment,
    hand: &Hand,
    field: &'static Field,
    short: &str,
    at: (f64, f64),
    (width, height): (f64, f64),
) -> Shape {
    let design = &assessment.design;
    let value = (field.get)(design);
    let says = edit::spoken(field, &value);
    let shown = or_none(field, design);
    let held = hand.dragged.is_some_and(|dragged| dragged.field.path == field.path);
    let mut children = vec![rect(1.0, 1.0, width - 2.0, height - 2.0, 7.0, "grip")];
    // Side by side for a mouse; two halves below the words for a finger.
    let (least, most, size) = if hand.coarse {
        children.put(text(10.0, 13.0, short, "s"));
        children.put(text(width - 10.0, 13.0, shown, "s strong end"));
        ((1.0, 17.0), (width / 2.0, 17.0), (width / 2.0 - 1.0, 44.0))
    } else {
        children.put(text(width / 2.0, 12.5, short, "x mid"));
        children.put(text(width / 2.0, 26.0, shown, "s strong mid"));
        ((1.0, 1.0), (width - 27.0, 1.0), (26.0, height - 2.0))
    };
    let name = edit::lower_first(field.label);
    children.put(handle(field.path, format!("Less {name}"), -1, least, size));
    children.put(handle(field.path, format!("More {name}"), 1, most, size));
    let (min, max) = match field.kind {
        Kind::Number { min, max, .. } => (min, max),
        _ => (0.0, 0.0),
    };
    let label = format!("{short} {says}, {name}");
    let target = Target::Turn(Turn { path: field.path, now: value.optional_number(), min, max, says });
    group(field.path, if held { "turn dragging" } else { "turn" }, at, label, Some(target), children)
}

/// A − or +.
pub(super) fn handle(of: &'static str, label: String, step: i32, at: (f64, f64), (width, height): (f64, f64)) -> Shape {
    let (x, y) = (width / 2.0, height / 2.0);
    let mut glyph = format!("M{} {y}h8", x - 4.0);
    if step > 0 {
        glyph.push_str(&format!("M{x} {}v8", y - 4.0));
    }
    let children = vec![rect(0.0, 0.0, width, height, 0.0, "btn"), path(glyph, "glyph")];
    group(&format!("{of}{step:+}"), "handle", at, label, Some(Target::Step(of, step)), children)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;
    use crate::diagram::{Group, Scene, Size, flow_in_hand};

    fn with(replicas: u32) -> Assessment {
        let mut design = Design::default();
        design.ingester.replicas = replicas;
        assess(&design)
    }

    fn pulling(from: u32, refused: Option<&str>) -> Dragged {
        Dragged {
            field: edit::replicas(Role::Ingester).unwrap(),
            before: Arc::new(with(from)),
            refused: refused.map(str::to_owned),
        }
    }

    fn drawn(now: &Assessment, hand: &Hand, width: f64) -> Scene {
        flow_in_hand(now, Size { width, height: 462.0 }, hand)
    }

    fn inside<'a>(shapes: &'a [Shape], key: &str) -> Option<&'a Group> {
        shapes.iter().find_map(|shape| match shape {
            Shape::Group(group) if group.key == key => Some(group),
            Shape::Group(group) => inside(&group.children, key),
            _ => None,
        })
    }

    fn texts(group: &Group) -> Vec<&str> {
        let mut found = Vec::new();
        for shape in &group.children {
            match shape {
                Shape::Text { text, .. } => found.push(text.as_str()),
                Shape::Group(group) => found.extend(texts(group)),
                _ => {}
            }
        }
        found
    }

    fn count(group: &Group, wanted: &str) -> usize {
        let of = |shape: &&Shape| matches!(shape, Shape::Rect { class, .. } | Shape::Path { class, .. } if class == wanted);
        group.children.iter().filter(of).count()
    }

    #[test]
    fn issue_5_a_pull_is_fine_at_first_and_reaches_three_hundred() {
        for (up, moved) in [(0.0, 0), (11.0, 0), (12.0, 1), (-12.0, -1), (72.0, 6), (78.0, 7), (84.0, 8), (-84.0, -8)] {
            assert_eq!(stops(up), moved, "{up}");
        }
        let field = edit::replicas(Role::Ingester).unwrap();
        let ladder = field.ladder();
        let after = |up: f64| edit::pulled(&ladder, &(field.get)(&Design::default()), stops(up)).number();
        assert_eq!((after(13.0), after(-13.0), after(-400.0)), (4.0, 2.0, 1.0));
        // A pixel is one pod more or an eighth of what is there.
        assert!((0..400).map(f64::from).all(|up| after(up + 1.0) - after(up) <= (after(up) / 8.0).max(1.0)));
        assert!(after(72.0) < 10.0 && after(400.0) >= 300.0, "{} {}", after(72.0), after(400.0));
    }

    #[test]
    fn issue_5_a_scene_shows_what_is_pulled_from_where() {
        let dragged = pulling(3, None);
        let hand = Hand { dragged: Some(&dragged), ..Hand::default() };
        let scene = drawn(&with(12), &hand, 768.0);
        let node = inside(&scene.shapes, "ingester").unwrap();
        assert!(node.class.ends_with(" dragging"), "{}", node.class);
        let said = texts(node);
        assert!(said.contains(&"3 → 12, Esc keeps 3") && said.contains(&"12"), "{said:?}");
        assert!(said.iter().any(|text| text.contains(" → ") && text.ends_with('%')), "{said:?}");
        assert_eq!((count(node, "pod"), count(node, "pod ghost")), (3, 9));
        // A pod that goes stays as dashes.
        let scene = drawn(&with(2), &hand, 768.0);
        let node = inside(&scene.shapes, "ingester").unwrap();
        assert_eq!((count(node, "pod"), count(node, "pod ghost")), (2, 1));
        assert!(texts(node).contains(&"3 → 2, Esc keeps 3"));
        // The others stand still.
        assert_eq!(inside(&scene.shapes, "querier"), inside(&drawn(&with(2), &Hand::default(), 768.0).shapes, "querier"));
    }

    #[test]
    fn issue_5_a_flag_says_why_it_goes_no_further_and_stays_in_the_picture() {
        let dragged = pulling(3, Some("2 ingesters cannot stand in 3 zones. Type 3 or more, or turn zone awareness off."));
        for width in [320.0, 390.0, 768.0] {
            let hand = Hand { coarse: width < 640.0, dragged: Some(&dragged), ..Hand::default() };
            let scene = drawn(&with(3), &hand, width);
            let node = inside(&scene.shapes, "ingester").unwrap();
            assert!(texts(node).contains(&"2 ingesters cannot stand in 3 zones"));
            let above = inside(&node.children, "ingester-flag").unwrap();
            for shape in &above.children {
                if let Shape::Rect { x, width: wide, .. } = shape {
                    assert!(node.at.0 + x >= 0.0 && node.at.0 + x + wide <= width, "{width}: {x} {wide}");
                }
            }
        }
    }

    #[test]
    fn issue_5_on_a_phone_neither_handles_nor_flags_cover_a_rate() {
        for (chosen, coarse) in Role::ALL.into_iter().flat_map(|role| [(Some(role), true), (Some(role), false), (None, true)]) {
            // With 40 times the load another component binds.
            for spans in [2e3, 8e4] {
                let mut design = Design::default();
                design.workload.spans = crate::design::PerSecond::new(spans);
                let scene = drawn(&assess(&design), &Hand { coarse, chosen, dragged: None }, 360.0);
                let (mut words, mut over) = (Vec::new(), Vec::new());
                for shape in &scene.shapes {
                    let Shape::Group(group) = shape else { continue };
                    let box_of = |shape: &Shape| match shape {
                        Shape::Rect { x, y, width, height, .. } => {
                            Some((group.at.0 + x, group.at.1 + y, group.at.0 + x + width, group.at.1 + y + height))
                        }
                        _ => None,
                    };
                    if group.key.starts_with("edge-") {
                        let key = group.key.replace("edge", "words");
                        for word in &inside(&group.children, &key).unwrap().children {
                            if let Shape::Text { x, y, class, .. } = word {
                                let from = x - if class.contains("end") {
                                    20.0
                                } else if class.contains("mid") {
                                    10.0
                                } else {
                                    0.0
                                };
                                words.push((from, y - 9.0, y + 2.0));
                            }
                        }
                    } else if group.key.starts_with("resources") {
                        over.extend(group.children.first().and_then(box_of));
                    } else if let Some(role) = group.role {
                        over.extend(group.children.first().and_then(box_of));
                        let flag = inside(&group.children, &format!("{}-flag", role.target())).unwrap();
                        over.extend(flag.children.first().and_then(box_of));
                    }
                }
                assert!(!words.is_empty());
                for (left, top, bottom) in words {
                    let covered = over.iter().find(|at| left < at.2 && left + 20.0 > at.0 && top < at.3 && bottom > at.1);
                    assert_eq!(covered, None, "{chosen:?} {coarse} {spans}: {left} {top}");
                }
            }
        }
    }

    #[test]
    fn issue_5_many_pods_have_ghosts_as_cells() {
        let dragged = pulling(300, None);
        let scene = drawn(&with(320), &Hand { dragged: Some(&dragged), ..Hand::default() }, 768.0);
        let node = inside(&scene.shapes, "ingester").unwrap();
        assert_eq!((count(node, "pod cell"), count(node, "pod cell ghost")), (1, 1));
    }

    #[test]
    fn issue_5_the_chosen_component_has_handles_for_its_resources() {
        for (width, coarse) in [(320.0, true), (390.0, true), (768.0, true), (768.0, false), (1200.0, false)] {
            for role in Role::ALL {
                let hand = Hand { coarse, chosen: Some(role), dragged: None };
                let scene = drawn(&assess(&Design::default()), &hand, width);
                let strip = inside(&scene.shapes, &format!("resources c-{}", role.target())).unwrap();
                let turns: Vec<_> = strip
                    .children
                    .iter()
                    .filter_map(|shape| match shape {
                        Shape::Group(Group { target: Some(Target::Turn(turn)), at, .. }) => Some((turn, at.0)),
                        _ => None,
                    })
                    .collect();
                assert_eq!(turns.len(), if role == Role::Ingester { 3 } else { 2 });
                assert!(turns.iter().all(|(turn, _)| !turn.says.is_empty() && turn.min < turn.max));
                let Some(Shape::Rect { width: whole, height, .. }) = strip.children.first() else { panic!("a strip has a card") };
                assert!(strip.at.0 >= 0.0 && strip.at.0 + whole <= width, "{width}: {} {whole}", strip.at.0);
                assert!(strip.at.1 + height <= scene.size.height, "{width}");
                // Below 24 px nobody hits a button; a finger wants 44.
                for shape in &strip.children {
                    let Shape::Group(turn) = shape else { continue };
                    for button in
                        turn.children.iter().filter_map(|shape| if let Shape::Group(g) = shape { Some(g) } else { None })
                    {
                        let Some(Shape::Rect { width, height, .. }) = button.children.first() else { continue };
                        let least = if coarse { 44.0 } else { 24.0 };
                        assert!(*width >= least && *height >= least, "{width} x {height}");
                    }
                }
            }
        }
        let scene = drawn(&assess(&Design::default()), &Hand::default(), 768.0);
        assert!(inside(&scene.shapes, "resources c-ingester").is_none());
    }
}
