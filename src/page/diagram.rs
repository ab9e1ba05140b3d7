//! Scene -> SVG elements. Elements are kept from scene to scene, so that the focus stays where it is and a frame touches
//! only what changed.

use super::browser::{Key, Mark, take, web};
use tempo_designer::design::Role;
use tempo_designer::diagram::{Group, Scene, Shape, Size, Target, coordinate, nearest};

/// What can be focused in a diagram: groups that do something and lie in no other. What lies inside is for the pointer.
const STOPS: &str = "[tabindex]";

struct Drawn {
    shape: Shape,
    mark: Mark,
    /// In no group that does something.
    outermost: bool,
    children: Vec<Drawn>,
}

/// Draws scenes into one `<svg>`.
pub struct Painter {
    root: Mark,
    size: Option<Size>,
    chosen: Option<Role>,
    drawn: Vec<Drawn>,
}

impl Painter {
    pub fn new(root: Mark) -> Painter {
        Painter { root, size: None, chosen: None, drawn: Vec::new() }
    }

    /// Draws the scene, and sets the node of the chosen component apart.
    pub fn paint(&mut self, scene: &Scene, chosen: Option<Role>) {
        if self.size != Some(scene.size) {
            let Size { width, height } = scene.size;
            self.root.write("viewBox", &format!("0 0 {} {}", coordinate(width), coordinate(height)));
            // The shape of the drawing by CSS, so that the element has its height before the next frame.
            self.root.write_style("--ratio", &(width / height).to_string());
            self.size = Some(scene.size);
        }
        let others = paint(&self.root, &mut self.drawn, &scene.shapes, true, false);
        // One stop of the tab key, also after the one that had it is gone.
        if others
            && self.root.all("[tabindex='0']").is_empty()
            && let Some(first) = self.root.all(STOPS).first()
        {
            first.set("tabindex", "0");
        }
        if others || self.chosen != chosen {
            self.chosen = chosen;
            self.choose();
        }
    }

    fn choose(&self) {
        for node in self.root.all("[data-select]") {
            if node.attribute("data-select").as_deref() == self.chosen.map(Role::target) {
                node.set("data-chosen", "");
            } else {
                node.unset("data-chosen");
            }
        }
    }
}

/// Brings `drawn` below `parent` to `shapes`, and says whether elements came or went. Groups are found again by key, other
/// shapes by place. `named`: the parent has a name of its own, so that words inside would be read twice.
fn paint(parent: &Mark, drawn: &mut Vec<Drawn>, shapes: &[Shape], outermost: bool, named: bool) -> bool {
    // Most scenes move nothing: as far as shapes stand where they stood, they stay.
    let stay = drawn.iter().zip(shapes).take_while(|(drawn, shape)| alike(&drawn.shape, shape)).count();
    let mut others = false;
    for (drawn, shape) in drawn.iter_mut().zip(&shapes[..stay]) {
        others |= update(drawn, shape);
    }
    let mut old: Vec<Option<Drawn>> = drawn.drain(stay..).map(Some).collect();
    for (at, shape) in shapes.iter().enumerate().skip(stay) {
        let here = old.get(at - stay).and_then(Option::as_ref).is_some_and(|drawn| alike(&drawn.shape, shape));
        let found = if here { Some(at - stay) } else { elsewhere(&old, shape) };
        let kept = found.and_then(|from| old[from].take());
        others |= kept.is_none();
        let mut new = kept.unwrap_or_else(|| create(shape, outermost, named));
        others |= update(&mut new, shape);
        parent.put(&new.mark, at);
        drawn.push(new);
    }
    for gone in old.into_iter().flatten() {
        gone.mark.remove();
        others = true;
    }
    others
}

fn alike(old: &Shape, new: &Shape) -> bool {
    match (old, new) {
        (Shape::Group(old), Shape::Group(new)) => old.key == new.key,
        (Shape::Rect { .. }, Shape::Rect { .. })
        | (Shape::Area { .. }, Shape::Area { .. })
        | (Shape::Path { .. }, Shape::Path { .. })
        | (Shape::Text { .. }, Shape::Text { .. }) => true,
        _ => false,
    }
}

fn elsewhere(old: &[Option<Drawn>], shape: &Shape) -> Option<usize> {
    let Shape::Group(group) = shape else { return None };
    old.iter().position(|drawn| matches!(drawn, Some(Drawn { shape: Shape::Group(old), .. }) if old.key == group.key))
}

/// A bare element, with what never changes.
fn create(shape: &Shape, outermost: bool, named: bool) -> Drawn {
    let (tag, empty) = match shape {
        Shape::Group(group) => ("g", Shape::Group(Group { key: group.key.clone(), ..Group::default() })),
        Shape::Rect { .. } => (
            "rect",
            Shape::Rect { x: f64::NAN, y: f64::NAN, width: f64::NAN, height: f64::NAN, radius: f64::NAN, class: String::new() },
        ),
        Shape::Area { .. } => ("polygon", Shape::Area { points: String::new(), class: String::new() }),
        Shape::Path { .. } => ("path", Shape::Path { d: String::new(), class: String::new(), stroke: None }),
        Shape::Text { .. } => ("text", Shape::Text { x: f64::NAN, y: f64::NAN, text: String::new(), class: String::new() }),
    };
    let mark = Mark::svg(tag);
    if named {
        mark.write("aria-hidden", "true");
    }
    if let Shape::Group(group) = shape {
        if let Some(role) = group.role {
            mark.set("data-component", role.target());
        }
        match &group.target {
            Some(Target::Component(role)) => mark.set("data-select", role.target()),
            Some(Target::Step(path, steps)) => {
                mark.set("data-step", &steps.to_string());
                mark.set("data-path", path);
            }
            Some(Target::Figure(figure)) => mark.set("data-figure", figure),
            Some(Target::Ingester(at)) => mark.set("data-ingester", &at.to_string()),
            Some(Target::Turn(turn)) => {
                mark.set("data-turn", turn.path);
                mark.set("data-goto", turn.path);
                mark.set("aria-valuemin", &turn.min.to_string());
                mark.set("aria-valuemax", &turn.max.to_string());
            }
            None => {}
        }
        // A button's parts are not buttons of their own to a screen reader; + and - on the button do the same.
        if group.target.is_some() && outermost {
            mark.set("role", if matches!(group.target, Some(Target::Turn(_))) { "spinbutton" } else { "button" });
            mark.set("tabindex", "-1");
        } else if group.target.is_none() && !group.label.is_empty() {
            // A name alone is not allowed on an element without a role.
            mark.set("role", "img");
        }
    }
    Drawn { shape: empty, mark, outermost, children: Vec::new() }
}

/// Brings an element to its shape, and says whether elements inside came or went.
fn update(drawn: &mut Drawn, shape: &Shape) -> bool {
    // A group is kept without its children, and so is like one that has lost them.
    if drawn.shape == *shape && drawn.children.is_empty() {
        return false;
    }
    let mark = &drawn.mark;
    let number = |name: &str, old: f64, new: f64| {
        if old != new {
            mark.write(name, &coordinate(new));
        }
    };
    let word = |name: &str, old: &str, new: &str| {
        if old != new {
            mark.write(name, new);
        }
    };
    match (&drawn.shape, shape) {
        (Shape::Group(old), Shape::Group(new)) => {
            word("class", &old.class, &new.class);
            word("aria-label", &old.label, &new.label);
            if let Some(Target::Turn(turn)) = &new.target
                && old.target != new.target
            {
                mark.set_or_unset("aria-valuenow", turn.now.map(|now| now.to_string()).as_deref());
                mark.set("aria-valuetext", &turn.says);
            }
            if old.at != new.at {
                mark.write("transform", &format!("translate({} {})", coordinate(new.at.0), coordinate(new.at.1)));
            }
            let outermost = drawn.outermost && new.target.is_none();
            let others = paint(mark, &mut drawn.children, &new.children, outermost, !new.label.is_empty());
            // The children are kept as drawn elements; a second copy inside the shape would only be compared in vain.
            drawn.shape = Shape::Group(Group { children: Vec::new(), ..new.clone() });
            return others;
        }
        (
            Shape::Rect { x, y, width, height, radius, class },
            Shape::Rect { x: x2, y: y2, width: w2, height: h2, radius: r2, class: c2 },
        ) => {
            number("x", *x, *x2);
            number("y", *y, *y2);
            number("width", *width, *w2);
            number("height", *height, *h2);
            number("rx", *radius, *r2);
            word("class", class, c2);
        }
        (Shape::Area { points, class }, Shape::Area { points: p2, class: c2 }) => {
            word("points", points, p2);
            word("class", class, c2);
        }
        (Shape::Path { d, class, stroke }, Shape::Path { d: d2, class: c2, stroke: s2 }) => {
            word("d", d, d2);
            word("class", class, c2);
            if let Some(width) = s2.filter(|_| stroke != s2) {
                mark.write("stroke-width", &coordinate(width));
            }
        }
        (Shape::Text { x, y, text, class }, Shape::Text { x: x2, y: y2, text: t2, class: c2 }) => {
            number("x", *x, *x2);
            number("y", *y, *y2);
            word("class", class, c2);
            if text != t2 {
                // The blank parts it from the next text, for what reads the group as one.
                mark.write_text(&format!("{t2} "));
            }
        }
        _ => {}
    }
    drawn.shape = shape.clone();
    false
}

/// Arrows go to the nearest stop in their direction, Home and End to the first and last; Enter and Space press, + and -
/// step the replicas. On a resource up and down step it, and Escape goes back to its component. A step hears whether the key
/// is still held from the one before.
pub fn key(event: &web::Event, press: &dyn Fn(&Mark), step: &dyn Fn(&Mark, f64, bool)) {
    let (Some(key), Some(here)) = (Key::of(event), Mark::of(event)) else { return };
    let Some(root) = here.closest("svg") else { return };
    if key.alt || key.command || !here.is("[tabindex]") {
        return;
    }
    let stops = root.all(STOPS);
    let go = |direction| {
        let places: Vec<_> = stops.iter().map(Mark::middle).collect();
        nearest(here.middle(), direction, &places).and_then(|at| stops.get(at))
    };
    let turn = here.is("[data-turn]");
    let steps = match key.name.as_str() {
        "+" => 1.0,
        "-" => -1.0,
        "ArrowUp" if turn => 1.0,
        "ArrowDown" if turn => -1.0,
        "PageUp" if turn => 10.0,
        "PageDown" if turn => -10.0,
        _ => 0.0,
    };
    if steps != 0.0 {
        take(event);
        step(&here, steps, key.repeat);
        return;
    }
    let next = match key.name.as_str() {
        "Escape" if turn => stops.iter().find(|stop| stop.is("[data-chosen]")),
        "ArrowRight" => go((1.0, 0.0)),
        "ArrowLeft" => go((-1.0, 0.0)),
        "ArrowDown" => go((0.0, 1.0)),
        "ArrowUp" => go((0.0, -1.0)),
        "Home" => stops.first(),
        "End" => stops.last(),
        "Enter" | " " => {
            take(event);
            press(&here);
            return;
        }
        _ => return,
    };
    take(event);
    if let Some(next) = next {
        next.focus();
    }
}

/// The stop that has the focus is the one the tab key comes back to.
pub fn focused(event: &web::Event) {
    let Some(here) = Mark::of(event).and_then(|mark| mark.closest("svg [tabindex]")) else { return };
    let Some(root) = here.closest("svg") else { return };
    root.all(STOPS).iter().for_each(|stop| stop.set("tabindex", "-1"));
    here.set("tabindex", "0");
}
