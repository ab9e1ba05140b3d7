//! The ring: circle, a part of it drawn straight, who owns how much, the walk of a trace, and what one ingester more or less
//! would change. What is looked at is no part of the design.

use super::app::icon;
use super::browser::{self, Key, Mark, take, web};
use super::picture::{Room, still};
use super::stage::plain_table;
use super::store::{Store, shared};
use leptos::prelude::*;
use std::sync::Arc;
use tempo_designer::diagram::{
    Colouring, RingView, Scene, Shares, Size, Window, ownership, ring_lanes, ring_marks, ring_rows, ring_strip, token_at,
};
use tempo_designer::problem::Problem;
use tempo_designer::quantity::group;
use tempo_designer::ring::{
    KEYS, Line, Mark as Sign, Operation, Placement, SINGLE_TENANT, Walk, explain, one_less, one_more, parse_tenant, parse_trace,
    random_trace, token_for, trace_text,
};

/// How high the circle grows; its legend comes below.
const CIRCLE: f64 = 420.0;
const LEGEND: f64 = 38.0;

/// What is typed, the last of it that could be read, and why the rest could not.
struct Typed<T: 'static> {
    text: RwSignal<String>,
    good: RwSignal<T>,
    wrong: RwSignal<String>,
}

// Signals are handles, whatever they hold.
impl<T> Clone for Typed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Typed<T> {}

impl<T: Send + Sync> Typed<T> {
    fn new(text: String, good: T) -> Typed<T> {
        Typed { text: RwSignal::new(text), good: RwSignal::new(good), wrong: RwSignal::new(String::new()) }
    }
}

/// What of the ring is looked at.
#[derive(Clone, Copy)]
pub struct Look {
    colouring: RwSignal<Colouring>,
    shares: RwSignal<Shares>,
    tenant: Typed<String>,
    trace: Typed<[u8; 16]>,
    /// `None`: as wide as the walk.
    window: RwSignal<Option<Window>>,
    /// Counts the random traces: the same order of presses gives the same traces.
    seed: RwSignal<u64>,
}

impl Look {
    pub fn new() -> Look {
        let first = random_trace(0);
        Look {
            colouring: RwSignal::new(Colouring::Ingester),
            shares: RwSignal::new(Shares::First),
            tenant: Typed::new(SINGLE_TENANT.to_owned(), SINGLE_TENANT.to_owned()),
            trace: Typed::new(trace_text(first), first),
            window: RwSignal::new(None),
            seed: RwSignal::new(0),
        }
    }

    fn next_trace(self) {
        self.seed.update(|seed| *seed += 1);
        let trace = random_trace(self.seed.get_untracked());
        self.trace.text.set(trace_text(trace));
        self.trace.wrong.set(String::new());
        self.trace.good.set(trace);
        self.window.set(None);
    }
}

/// What the pictures of the view are made from.
#[derive(Clone, Copy)]
struct Shown {
    look: Look,
    /// One frame behind the figures, which do not wait for the pictures.
    placement: RwSignal<Arc<Placement>>,
    walk: Memo<Walk>,
    window: Memo<Window>,
}

impl Shown {
    fn new(store: Store) -> Shown {
        let look = store.ring;
        let placement = RwSignal::new(store.placement.get_untracked());
        Effect::new(move |before: Option<()>| {
            let next = store.placement.get();
            if before.is_some() {
                browser::next_frame(move || {
                    placement.try_set(next);
                });
            }
        });
        let walk = Memo::new(move |_| {
            let key = look.tenant.good.with(|tenant| token_for(tenant, look.trace.good.get()));
            placement.with(|placement| placement.ring.walk(key, Operation::Write))
        });
        let window = Memo::new(move |_| match look.window.get() {
            Some(window) => window,
            None => placement.with(|placement| walk.with(|walk| Window::around(&placement.ring, Some(walk)))),
        });
        Shown { look, placement, walk, window }
    }

    /// Draws with all that is looked at.
    fn draw<T>(self, draw: impl FnOnce(&RingView) -> T) -> T {
        let (colouring, window) = (self.look.colouring.get(), self.window.get());
        self.placement.with(|placement| {
            self.walk.with(|walk| {
                let (ring, ownership) = (&placement.ring, &placement.ownership);
                draw(&RingView { ring, ownership, colouring, window, walk: Some(walk) })
            })
        })
    }

    fn change(self, change: impl FnOnce(Window) -> Window) {
        self.look.window.set(Some(change(self.window.get_untracked())));
    }
}

pub fn ring(store: Store) -> AnyView {
    let shown = Shown::new(store);
    let look = shown.look;
    view! {
        <div class="ring-view">
            <div class="stack">
                {circle(shown)}
                <section class="box-card">
                    {still_bars(shown)}
                </section>
            </div>
            <div class="stack">
                <section class="box-card inputs">
                    {words("Tenant", look, look.tenant, parse_tenant)}
                    {words("Trace id", look, look.trace, parse_trace)}
                    <div class="line-of">
                        <button type="button" class="b o" on:click=move |_| look.next_trace()>"Random trace"</button>
                        <span class="m">"token " {move || shown.walk.with(|walk| group(f64::from(walk.key)))}</span>
                    </div>
                </section>
                <section class="box-card">{strip(shown)}</section>
                <section class="box-card">
                    <h3>"The walk to its copies"</h3>
                    <ol class="walk">{move || lines(shown)}</ol>
                    <p class="walk-verdict">{move || shown.walk.with(Walk::verdict)}</p>
                </section>
                <section class="box-card">{moves(store)}</section>
            </div>
        </div>
    }
    .into_any()
}

fn circle(shown: Shown) -> AnyView {
    let room = Room::new(None);
    // The lanes are the heavy part and do not hang on the window: they are kept while it moves.
    let lanes = Memo::new(move |_| {
        let width = room.get()?.width;
        let size = Size { width, height: width.min(CIRCLE) + LEGEND };
        let colouring = shown.look.colouring.get();
        Some(shown.placement.with(|placement| {
            let (ring, ownership) = (&placement.ring, &placement.ownership);
            ring_lanes(&RingView { ring, ownership, colouring, window: Window::new(0, KEYS), walk: None }, size)
        }))
    });
    let scene = Memo::new(move |_| {
        let mut scene: Scene = lanes.get()?;
        scene.shapes.extend(shown.draw(|view| ring_marks(view, scene.size)));
        Some(scene)
    });
    let press = move |event: web::Event| {
        let Some((x, y)) = Mark::by_id("ring").and_then(|circle| circle.place_of(&event)) else { return };
        let Some(size) = scene.with_untracked(|scene| scene.as_ref().map(|scene| scene.size)) else { return };
        let key = untrack(|| shown.draw(|view| token_at(view, size, x * size.width, y * size.height)));
        if let Some(key) = key {
            shown.change(|window| Window::new(key, window.width));
        }
    };
    view! {
        <div class="ring-head">
            <span class="m">"Colour by"</span>
            {choice("Colour by", shown.look.colouring, [(Colouring::Ingester, "Ingester"), (Colouring::Zone, "Zone")])}
        </div>
        <div
            class="ring-pad"
            tabindex="0"
            role="slider"
            aria-label="Part of the ring that is drawn straight"
            aria-describedby="ring-keys"
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || shown.window.get().percent().to_string()
            aria-valuetext=move || shown.window.get().says()
            on:click=move |event| press(event.into())
            on:keydown=move |event| key(shown, &event)
        >
            <div class="room">{still("ring", room, scene)}</div>
        </div>
        <p id="ring-keys" class="vh">"Arrow keys move the window, plus and minus make it narrower and wider, Home goes to the trace."</p>
    }
    .into_any()
}

fn key(shown: Shown, event: &web::Event) {
    let Some(key) = Key::of(event) else { return };
    if key.alt || key.command {
        return;
    }
    match key.name.as_str() {
        "ArrowRight" | "ArrowUp" => shown.change(|window| window.moved(0.25)),
        "ArrowLeft" | "ArrowDown" => shown.change(|window| window.moved(-0.25)),
        "PageUp" => shown.change(|window| window.moved(1.0)),
        "PageDown" => shown.change(|window| window.moved(-1.0)),
        "+" | "=" => shown.change(|window| window.zoomed(2.0)),
        "-" => shown.change(|window| window.zoomed(0.5)),
        "Home" => shown.look.window.set(None),
        _ => return,
    }
    take(event);
}

fn strip(shown: Shown) -> AnyView {
    let room = Room::new(None);
    let scene = Memo::new(move |_| {
        let width = room.get()?.width;
        Some(shown.draw(|view| ring_strip(view, Size { width, height: 220.0 })))
    });
    let button = move |label: &'static str, shape: &'static str, change: fn(Window) -> Window| {
        view! {
            <button type="button" class="b i o" aria-label=label title=label on:click=move |_| shown.change(change)>{icon(shape)}</button>
        }
    };
    view! {
        <div class="line-of">
            <h3>"Part of the ring"</h3>
            <div class="line-of tools" role="group" aria-label="Part of the ring">
                {button("Back", "M13 8H3M7 4 3 8l4 4", |window| window.moved(-0.5))}
                {button("On", "M3 8h10M9 4l4 4-4 4", |window| window.moved(0.5))}
                {button("Wider", "M3.5 8h9", |window| window.zoomed(0.5))}
                {button("Closer", "M3.5 8h9M8 3.5v9", |window| window.zoomed(2.0))}
                <button
                    type="button"
                    class="b o"
                    aria-disabled=move || shown.look.window.with(Option::is_none).to_string()
                    on:click=move |_| shown.look.window.set(None)
                >
                    "To the trace"
                </button>
            </div>
        </div>
        <div class="room">{still("ring-window", room, scene)}</div>
    }
    .into_any()
}

fn still_bars(shown: Shown) -> AnyView {
    let (room, shares, colouring) = (Room::new(None), shown.look.shares, shown.look.colouring);
    let scene = Memo::new(move |_| {
        let size = Size { width: room.get()?.width, height: 400.0 };
        let (colouring, shares) = (colouring.get(), shares.get());
        Some(shown.placement.with(|placement| ownership(&placement.ring, &placement.ownership, colouring, shares, size)))
    });
    let title = move || scene.with(|scene| scene.as_ref().map(|scene| scene.title.clone()));
    view! {
        <div class="line-of">
            <h3>{title}</h3>
            {choice("Share shown", shares, [(Shares::First, "First copies"), (Shares::Copies, "All copies")])}
        </div>
        <div class="room">{still("ownership", room, scene)}</div>
    }
    .into_any()
}

fn choice<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    of: RwSignal<T>,
    all: [(T, &'static str); 2],
) -> AnyView {
    let one = |(value, word): (T, &'static str)| {
        view! {
            <button type="button" aria-pressed=move || (of.get() == value).to_string() on:click=move |_| of.set(value)>
                {word}
            </button>
        }
    };
    view! { <div class="seg" role="group" aria-label=name>{all.map(one).into_iter().collect_view()}</div> }.into_any()
}

/// A field of the view. What does not read leaves the picture as it is.
fn words<T: PartialEq + Send + Sync + 'static>(
    label: &'static str,
    look: Look,
    typed: Typed<T>,
    read: fn(&str) -> Result<T, Problem>,
) -> AnyView {
    let id = if label == "Tenant" { "ring-tenant" } else { "ring-trace" };
    let input = move |event: web::Event| {
        let Some(text) = Mark::of(&event).map(|mark| mark.value()) else { return };
        match read(&text) {
            Ok(value) => {
                typed.wrong.set(String::new());
                if typed.good.with_untracked(|good| *good != value) {
                    typed.good.set(value);
                    look.window.set(None);
                }
            }
            Err(why) => typed.wrong.set(format!("{} {}", why.what, why.remedy)),
        }
        typed.text.set(text);
    };
    let wrong = move || typed.wrong.with(|wrong| !wrong.is_empty());
    view! {
        <div class="field wide">
            <label for=id>{label}</label>
            <span class="box">
                <input
                    type="text"
                    id=id
                    autocapitalize="off"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby=format!("{id}-says")
                    aria-invalid=move || wrong().then_some("true")
                    prop:value=move || typed.text.get()
                    on:input=move |event| input(event)
                />
            </span>
            <p id=format!("{id}-says") class="field-message wrong">{move || typed.wrong.get()}</p>
        </div>
    }
    .into_any()
}

fn lines(shown: Shown) -> AnyView {
    let list = shown.placement.with(|placement| shown.walk.with(|walk| explain(&placement.ring, walk)));
    let line = |line: Line| {
        let (class, sign) = match line.mark {
            Sign::Copy(copy) => ("sign taken", copy.to_string()),
            Sign::Passed => ("sign", "–".to_owned()),
            Sign::Folded(_) => ("sign", "…".to_owned()),
            Sign::Dropped => ("sign", "×".to_owned()),
        };
        let token = line.step.map(|step| group(f64::from(step.token)));
        view! { <li><span class=class aria-hidden="true">{sign}</span> <span>{line.text}</span> <span class="token">{token}</span></li> }
    };
    list.into_iter().map(line).collect_view().into_any()
}

/// Worked out once the hand rests: each needs a second ring.
fn moves(store: Store) -> AnyView {
    let rested = shared(move |_| store.settled.with(|a| Arc::clone(&a.placement)));
    let told = Memo::new(move |_| {
        let placement = rested.get();
        let design = store.settled.with_untracked(|a| a.design.clone());
        (one_more(&design, &placement.ring), one_less(&placement.ring))
    });
    let less = move || told.with(|(_, less)| less.clone()).map(|text| view! { <h3>"If the last one leaves"</h3> <p>{text}</p> });
    view! {
        <h3>"If an ingester joins"</h3>
        <p>{move || told.with(|(more, _)| more.clone())}</p>
        {less}
    }
    .into_any()
}

pub fn table(store: Store) -> AnyView {
    let rows = Memo::new(move |_| store.settled.with(|a| ring_rows(&a.design, &a.placement)));
    let heads = ["Ingester", "Zone", "First copy", "Any copy", "Ring page"];
    let table = plain_table("Shares of the ring", &heads, rows);
    view! { <div class="tables" data-may-scroll="">{table}</div> }.into_any()
}
