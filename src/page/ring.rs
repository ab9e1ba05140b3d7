//! The ring: circle, a part of it drawn straight, who owns how much, the walk of a trace, and what one ingester more or less
//! would change. What is looked at is no part of the design.

use super::browser::{self, Key, Mark, take, web};
use super::element::{button, el, icon, keep_text, say, watch};
use super::own;
use super::picture::still;
use super::store::Store;
use leptos::prelude::*;
use std::cell::RefCell;
use std::sync::Arc;
use tempo_designer::diagram::{
    Colouring, RingView, Scene, Shares, Size, Window, ownership, ring_lanes, ring_marks, ring_strip, token_at,
};
use tempo_designer::problem::Problem;
use tempo_designer::quantity::{decimal, group};
use tempo_designer::ring::{
    KEYS, Mark as Sign, Operation, Placement, SINGLE_TENANT, Walk, explain, one_less, one_more, parse_tenant, parse_trace,
    random_trace, token_for, trace_text,
};

/// How high the circle grows; its legend comes below.
const CIRCLE: f64 = 420.0;
const LEGEND: f64 = 38.0;

/// What of the ring is looked at.
#[derive(Clone, Copy)]
pub struct Look {
    /// The ring that is drawn: one frame behind the figures, which do not wait for the pictures.
    placement: RwSignal<Arc<Placement>>,
    colouring: RwSignal<Colouring>,
    shares: RwSignal<Shares>,
    tenant: RwSignal<String>,
    trace: RwSignal<[u8; 16]>,
    /// Counts the random traces: the same order of presses gives the same traces.
    seed: RwSignal<u64>,
    walk: Memo<Walk>,
    /// `None`: as wide as the walk.
    chosen: RwSignal<Option<Window>>,
    window: Memo<Window>,
}

impl Look {
    fn new(store: Store) -> Look {
        let placement = RwSignal::new(store.placement.get_untracked());
        watch(Box::new(move || {
            let next = store.placement.get();
            if !placement.with_untracked(|old| Arc::ptr_eq(old, &next)) {
                browser::next_frame(Box::new(move || placement.set(next)));
            }
        }));
        let (tenant, trace) = (RwSignal::new(SINGLE_TENANT.to_owned()), RwSignal::new(random_trace(0)));
        let chosen = RwSignal::new(None);
        let walk = Memo::new(move |_| {
            let key = tenant.with(|tenant| token_for(tenant, trace.get()));
            placement.with(|placement| placement.ring.walk(key, Operation::Write))
        });
        let window = Memo::new(move |_| match chosen.get() {
            Some(window) => window,
            None => placement.with(|placement| walk.with(|walk| Window::around(&placement.ring, Some(walk)))),
        });
        let (colouring, shares, seed) = (RwSignal::default(), RwSignal::default(), RwSignal::new(0));
        Look { placement, colouring, shares, tenant, trace, seed, walk, chosen, window }
    }

    /// Draws with all that is looked at.
    fn draw<T>(self, draw: impl FnOnce(&RingView) -> T) -> T {
        let (colouring, window) = (self.colouring.get(), self.window.get());
        self.placement.with(|placement| {
            self.walk.with(|walk| {
                let (ring, ownership) = (&placement.ring, &placement.ownership);
                draw(&RingView { ring, ownership, colouring, window, walk: Some(walk) })
            })
        })
    }

    /// The window follows the walk again.
    pub fn to_trace(self) {
        self.chosen.set(None);
    }

    fn change(self, change: impl FnOnce(Window) -> Window) {
        self.chosen.set(Some(change(self.window.get_untracked())));
    }
}

pub fn ring(store: Store) -> Mark {
    let look = store.ring.get_untracked().unwrap_or_else(|| store.owner.with_value(|owner| owner.with(|| Look::new(store))));
    store.ring.set(Some(look));
    let card = |class: &str, parts: &[&Mark]| el("section", &format!("box-card {class}")).holding(parts);

    let colours = [choice("Ingester", "by-ingester"), choice("Zone", "by-zone")];
    let pad = pad();
    pad.append(&still("ring", circle(look)));
    let left = el("div", "stack").holding(&[
        &el("div", "ring-head").holding(&[&say("span", "m", "Colour by"), &seg("Colour by", &colours)]),
        &pad,
        &say("p", "vh", "Arrow keys move the window, plus and minus make it narrower and wider, Home goes to the trace.")
            .with("id", "ring-keys"),
    ]);
    let (title, shares) = (el("h3", ""), [choice("First copies", "first"), choice("All copies", "all")]);
    let bars = el("div", "line-of").holding(&[&title, &seg("Share shown", &shares)]);
    left.append(&card("", &[&bars, &still("ownership", shares_of(look, title))]));

    let token = el("span", "m");
    let random = el("div", "line-of").holding(&[&button("b o", "Random trace").with("data-ring", "random"), &token]);
    let tenant = words("Tenant", "ring-tenant", &look.tenant.get_untracked());
    let trace = words("Trace id", "ring-trace", &trace_text(look.trace.get_untracked()));
    let (walk, verdict, trace_tool) =
        (el("ol", "walk"), el("p", "walk-verdict"), button("b o", "To the trace").with("data-ring", "trace"));
    let right = el("div", "stack").holding(&[
        &card("inputs", &[&tenant, &trace, &random]),
        &card("", &[&tools(&trace_tool), &still("ring-window", Box::new(move |size| strip(look, size)))]),
        &card("", &[&say("h3", "", "The walk to its copies"), &walk, &verdict]),
        &card("", &[&moves(store)]),
    ]);

    keep_text(&token, Box::new(move || format!("token {}", look.walk.with(|walk| group(f64::from(walk.key))))));
    keep_text(&verdict, Box::new(move || look.walk.with(Walk::verdict)));
    watch(Box::new(move || lines(look, &walk)));
    watch(Box::new(move || {
        let window = look.window.get();
        pad.set("aria-valuenow", &window.percent().to_string());
        pad.set("aria-valuetext", &window.says());
        trace_tool.set("aria-disabled", if look.chosen.with(Option::is_none) { "true" } else { "false" });
        press(&colours, look.colouring.get() == Colouring::Zone);
        press(&shares, look.shares.get() == Shares::Copies);
    }));
    let view = el("div", "ring-view").holding(&[&own::own(store), &left, &right]);
    browser::on(&view, "click", Box::new(move |event| click(look, event)));
    browser::on(&view, "keydown", Box::new(move |event| key(look, event)));
    browser::on(&view, "input", Box::new(move |event| input(look, event)));
    view
}

fn choice(word: &str, does: &str) -> Mark {
    button("", word).with("data-ring", does)
}

fn seg(name: &str, all: &[Mark; 2]) -> Mark {
    el("div", "seg").with("role", "group").with("aria-label", name).holding(&[&all[0], &all[1]])
}

fn press(all: &[Mark; 2], second: bool) {
    all[0].set("aria-pressed", if second { "false" } else { "true" });
    all[1].set("aria-pressed", if second { "true" } else { "false" });
}

/// The circle as one thing to operate: tokens are too many and too thin to be pressed one by one.
fn pad() -> Mark {
    el("div", "ring-pad")
        .with("tabindex", "0")
        .with("role", "slider")
        .with("aria-label", "Part of the ring that is drawn straight")
        .with("aria-describedby", "ring-keys")
        .with("aria-valuemin", "0")
        .with("aria-valuemax", "100")
}

/// The lanes are the heavy part and do not hang on the window: they are kept while it moves.
fn circle(look: Look) -> Box<dyn Fn(Size) -> Scene> {
    type Known = (Arc<Placement>, Colouring, f64, Scene);
    let known = RefCell::new(None::<Known>);
    Box::new(move |room| {
        let (placement, colouring, width) = (look.placement.get(), look.colouring.get(), room.width);
        let mut known = known.borrow_mut();
        let same = |old: &&mut Known| Arc::ptr_eq(&old.0, &placement) && old.1 == colouring && old.2 == width;
        let mut scene = match known.as_mut().filter(same) {
            Some(old) => old.3.clone(),
            None => {
                let (ring, ownership) = (&placement.ring, &placement.ownership);
                let view = RingView { ring, ownership, colouring, window: Window::new(0, KEYS), walk: None };
                let scene = ring_lanes(&view, Size { width, height: width.min(CIRCLE) + LEGEND });
                *known = Some((Arc::clone(&placement), colouring, width, scene.clone()));
                scene
            }
        };
        scene.shapes.extend(look.draw(|view| ring_marks(view, scene.size)));
        scene
    })
}

fn strip(look: Look, room: Size) -> Scene {
    look.draw(|view| ring_strip(view, Size { width: room.width, height: 220.0 }))
}

fn shares_of(look: Look, title: Mark) -> Box<dyn Fn(Size) -> Scene> {
    Box::new(move |room| {
        let size = Size { width: room.width, height: 400.0 };
        let (colouring, shares) = (look.colouring.get(), look.shares.get());
        let scene = look.placement.with(|p| ownership(&p.ring, &p.ownership, colouring, shares, size));
        title.set_text(&scene.title);
        scene
    })
}

fn tools(trace: &Mark) -> Mark {
    let tools = el("div", "line-of tools").with("role", "group").with("aria-label", "Part of the ring");
    for (does, label, shape) in [
        ("back", "Back", "M13 8H3M7 4 3 8l4 4"),
        ("on", "On", "M3 8h10M9 4l4 4-4 4"),
        ("wider", "Wider", "M3.5 8h9"),
        ("closer", "Closer", "M3.5 8h9M8 3.5v9"),
    ] {
        let tool = button("b i o", "").with("data-ring", does).with("title", label);
        tools.append(&tool.holding(&[&icon(shape)]));
    }
    tools.append(trace);
    el("div", "line-of").holding(&[&say("h3", "", "Part of the ring"), &tools])
}

/// A field of the view.
fn words(label: &str, id: &str, text: &str) -> Mark {
    let says = format!("{id}-says");
    let input = el("input", "").with("type", "text").with("id", id).with("data-ring-text", "").with("aria-describedby", &says);
    for name in ["autocapitalize", "autocomplete"] {
        input.set(name, "off");
    }
    input.set("spellcheck", "false");
    input.set_value(text);
    el("div", "field wide").holding(&[
        &say("label", "", label).with("for", id),
        &el("span", "box").holding(&[&input]),
        &el("p", "field-message wrong").with("id", &says),
    ])
}

fn lines(look: Look, list: &Mark) {
    list.clear();
    for line in look.placement.with(|placement| look.walk.with(|walk| explain(&placement.ring, walk))) {
        let (class, sign) = match line.mark {
            Sign::Copy(copy) => ("sign taken", copy.to_string()),
            Sign::Passed => ("sign", "–".to_owned()),
            Sign::Folded(_) => ("sign", "…".to_owned()),
            Sign::Dropped => ("sign", "×".to_owned()),
        };
        let token = line.step.map_or(String::new(), |step| group(f64::from(step.token)));
        // Why, below what: together they are wider than the column.
        let (what, why) = line.text.split_once(": ").map_or((line.text.clone(), ""), |(what, why)| (format!("{what}: "), why));
        let words = say("span", if token.is_empty() { "wide" } else { "" }, &what);
        if !why.is_empty() {
            words.append(&say("span", "m", why));
        }
        let row = el("li", "").holding(&[&say("span", class, &sign).with("aria-hidden", "true"), &words]);
        if !token.is_empty() {
            row.append(&say("span", "token", &token));
        }
        list.append(&row);
    }
}

/// Worked out once the hand rests, and only for another ring: each sentence needs a second one.
fn moves(store: Store) -> Mark {
    let (more, less_head, less) = (el("p", ""), say("h3", "", "If the last one leaves"), el("p", ""));
    let around = el("div", "moves").holding(&[&say("h3", "", "If an ingester joins"), &more, &less_head, &less]);
    let known = RefCell::new(None::<Arc<Placement>>);
    watch(Box::new(move || {
        store.settled.with(|a| {
            let own = store.own.with(Option::is_some);
            let placement = if own { store.placement.get() } else { Arc::clone(&a.placement) };
            if known.borrow().as_ref().is_some_and(|known| Arc::ptr_eq(known, &placement)) {
                return;
            }
            more.set_text(&one_more(&a.design, &placement));
            let told = one_less(&placement.ring);
            less_head.set_or_unset("hidden", told.is_none().then_some(""));
            less.set_text(&told.unwrap_or_default());
            known.replace(Some(placement));
        });
    }));
    around
}

/// Presses in the view.
fn click(look: Look, event: &web::Event) {
    let Some(mark) = Mark::of(event) else { return };
    if let Some(does) = mark.closest("[data-ring]").and_then(|mark| mark.attribute("data-ring")) {
        match does.as_str() {
            "back" => look.change(|window| window.moved(-0.5)),
            "on" => look.change(|window| window.moved(0.5)),
            "wider" => look.change(|window| window.zoomed(0.5)),
            "closer" => look.change(|window| window.zoomed(2.0)),
            "trace" => look.chosen.set(None),
            "by-ingester" => look.colouring.set(Colouring::Ingester),
            "by-zone" => look.colouring.set(Colouring::Zone),
            "first" => look.shares.set(Shares::First),
            "all" => look.shares.set(Shares::Copies),
            "random" => random(look),
            _ => {}
        }
    } else if mark.closest(".ring-pad").is_some()
        && let Some(circle) = Mark::by_id("ring")
        && let Some((x, y)) = circle.place_of(event)
        && let Some(size) = size_of(&circle)
        && let Some(key) = untrack(|| look.draw(|view| token_at(view, size, x * size.width, y * size.height)))
    {
        look.change(|window| Window::new(key, window.width));
    }
}

/// The size that a picture was laid out for.
fn size_of(picture: &Mark) -> Option<Size> {
    let view = picture.attribute("viewBox")?;
    let mut numbers = view.split(' ').skip(2);
    Some(Size { width: decimal(numbers.next()?)?, height: decimal(numbers.next()?)? })
}

fn random(look: Look) {
    look.seed.update(|seed| *seed += 1);
    let trace = random_trace(look.seed.get_untracked());
    if let Some(input) = Mark::by_id("ring-trace") {
        input.set_value(&trace_text(trace));
        refuse(&input, "");
    }
    look.trace.set(trace);
    look.chosen.set(None);
}

fn key(look: Look, event: &web::Event) {
    let (Some(key), Some(mark)) = (Key::of(event), Mark::of(event)) else { return };
    if key.alt || key.command || !mark.is(".ring-pad") {
        return;
    }
    match key.name.as_str() {
        "ArrowRight" | "ArrowUp" => look.change(|window| window.moved(0.25)),
        "ArrowLeft" | "ArrowDown" => look.change(|window| window.moved(-0.25)),
        "PageUp" => look.change(|window| window.moved(1.0)),
        "PageDown" => look.change(|window| window.moved(-1.0)),
        "+" | "=" => look.change(|window| window.zoomed(2.0)),
        "-" => look.change(|window| window.zoomed(0.5)),
        "Home" => look.chosen.set(None),
        _ => return,
    }
    take(event);
}

/// What does not read leaves the picture as it is, and says so below.
fn input(look: Look, event: &web::Event) {
    let Some(input) = Mark::of(event).filter(|mark| mark.is("[data-ring-text]")) else { return };
    if input.is("#ring-tenant") {
        take_in(look, &input, parse_tenant(&input.value()), look.tenant);
    } else {
        take_in(look, &input, parse_trace(&input.value()), look.trace);
    }
}

fn take_in<T: PartialEq + Send + Sync + 'static>(look: Look, input: &Mark, read: Result<T, Problem>, kept: RwSignal<T>) {
    match read {
        Ok(value) => {
            refuse(input, "");
            if kept.with_untracked(|kept| *kept != value) {
                kept.set(value);
                look.chosen.set(None);
            }
        }
        Err(why) => refuse(input, &format!("{} {}", why.what, why.remedy)),
    }
}

fn refuse(input: &Mark, why: &str) {
    input.set_or_unset("aria-invalid", (!why.is_empty()).then_some("true"));
    if let Some(says) = input.attribute("aria-describedby").and_then(|id| Mark::by_id(&id)) {
        says.set_text(why);
    }
}
