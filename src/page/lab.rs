//! The failure lab: zones, nodes and pods to be taken down and brought back, what that does in a sentence, and what the rest
//! carries. Who is down is looked at and no part of the design.

use super::board::Board;
use super::browser::{self, Mark, web};
use super::element::{button, el, figure, say, watch};
use super::picture::parts;
use super::scenarios::{self, Looked};
use super::store::{SETTLED, Store};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use tempo_designer::Assessment;
use tempo_designer::diagram::{Colouring, RingView, Scene, Size, Window, ring_down};
use tempo_designer::estimate::Level;
use tempo_designer::failure::{Carried, Down, Pod, Report, Standing, Word, next_loss, report};
use tempo_designer::quantity::{Style, Unit, show};
use tempo_designer::ring::{Gone, KEYS, Placement};

/// What of the lab is looked at.
#[derive(Clone, Copy)]
pub struct Lab {
    pub down: RwSignal<Arc<Down>>,
    pub seen: Memo<Arc<Seen>>,
    pub looked: Looked,
}

/// What stands, who of it is down, and what that does.
pub struct Seen {
    pub placement: Arc<Placement>,
    pub standing: Standing,
    /// Without those who no longer stand.
    pub down: Down,
    pub report: Report,
}

impl Lab {
    /// The lab of this page, which stays when its tab is left.
    pub fn of(store: Store) -> Lab {
        let lab = store.lab.get_untracked();
        let lab = lab.unwrap_or_else(|| store.owner.with_value(|owner| owner.with(|| Lab::new(store))));
        store.lab.set(Some(lab));
        lab
    }

    fn new(store: Store) -> Lab {
        let down = RwSignal::new(Arc::new(Down::default()));
        let compute = move |_: Option<&Arc<Seen>>| {
            store.assessment.with(|a| {
                let placement = store.placement.get();
                let standing = Standing::of(a, &placement);
                let down = down.with(|down| {
                    let stands = |pod: &&Pod| standing.hosts.iter().any(|host| host.pods.contains(pod));
                    Down { pods: down.pods.iter().filter(stands).copied().collect(), gone: down.gone }
                });
                let report = report(a, &placement, &standing, &down);
                Arc::new(Seen { placement, standing, down, report })
            })
        };
        Lab { down, seen: Memo::new_with_compare(compute, |_, _| true), looked: Looked::new() }
    }

    pub fn toggle(self, pods: &[Pod]) {
        self.change(|down| down.toggle(pods));
    }

    pub fn change(self, change: impl FnOnce(&mut Down)) {
        let mut down = self.down.with_untracked(|down| Down::clone(down));
        change(&mut down);
        self.down.set(Arc::new(down));
    }
}

pub fn lab(store: Store) -> Mark {
    let lab = Lab::of(store);
    let gone = [("Killed", "killed"), ("Stopped cleanly", "left")].map(|(word, does)| button("", word).with("data-lab", does));
    let seg = el("div", "seg").with("role", "group").with("aria-label", "How they go").holding(&[&gone[0], &gone[1]]);
    let back = button("b o", "Bring all back").with("data-lab", "back");
    let head = el("div", "ring-head").holding(&[&say("span", "m grow", "Press what goes down"), &seg, &back]);
    let keys =
        say("p", "vh", "Arrow keys go from one to the next, Enter takes it down or brings it back.").with("id", "lab-keys");
    let zones = el("div", "zones").with("role", "group").with("aria-label", "Zones, nodes and pods");
    zones.set("aria-describedby", "lab-keys");
    let (claim, consequences, carried) = (el("p", "claim-words"), el("ul", "claim-more"), el("div", "carried"));
    let box_of_claim = el("section", "claim").with("aria-label", "What it does").holding(&[&claim, &consequences]);
    let carries = say("h3", "", "What the rest carries").holding(&[&say("span", "m", " before and now, at the peak")]);
    let rest = el("section", "").holding(&[&carries, &carried]);
    let does = el("div", "does").holding(&[&rest, &circle(store, lab)]);
    let said = el("p", "vh").with("role", "status");

    let board = Rc::new(RefCell::new(Board::new(zones.clone())));
    let view = el("div", "lab").with("data-may-scroll", "");
    for part in [&head, &keys, &zones, &box_of_claim, &does, &scenarios::view(store, lab), &said] {
        view.append(part);
    }
    let next = el("li", "");
    keep_next(lab, next.clone());
    let (drawn, told) = (Rc::clone(&board), RefCell::new(None::<Told>));
    watch(Box::new(move || {
        lab.seen.with(|seen| {
            drawn.borrow_mut().draw(&seen.standing, &seen.placement, &seen.down);
            let now = Told::of(&seen.report, &seen.down);
            if told.borrow().as_ref() == Some(&now) {
                return;
            }
            back.set("aria-disabled", if seen.down.pods.is_empty() { "true" } else { "false" });
            for (button, kind) in gone.iter().zip([Gone::Killed, Gone::Left]) {
                button.set("aria-pressed", if seen.down.gone == kind { "true" } else { "false" });
            }
            tell(&claim, &seen.report.claim);
            claim_class(&box_of_claim, &seen.report);
            consequences.clear();
            for sentence in &seen.report.consequences {
                let line = el("li", "");
                tell(&line, sentence);
                consequences.append(&line);
            }
            consequences.append(&next);
            carry(&carried, &seen.report.carried);
            rest.set_or_unset("hidden", seen.report.carried.is_empty().then_some(""));
            told.replace(Some(now));
        });
    }));
    // Only a press in the lab is spoken of: an edit of the design changes the same sentence ten times a second.
    let (status, first) = (said.clone(), std::cell::Cell::new(true));
    watch(Box::new(move || {
        lab.down.track();
        let text = lab.seen.with_untracked(|seen| words(&seen.report.claim));
        if !first.replace(false) {
            status.set_text(&text);
        }
    }));

    let pressed = Rc::clone(&board);
    browser::on(&view, "click", Box::new(move |event| click(lab, &pressed, event)));
    browser::on(&view, "keydown", Box::new(move |event| board.borrow().key(event)));
    view
}

/// Keeps the sentence of what one loss more would do. It takes longer than all the rest, so it follows in a turn of its own, and
/// where the ring itself changes, once the hand rests.
fn keep_next(lab: Lab, line: Mark) {
    type Told = (Arc<Placement>, Down);
    let (told, timer) = (RefCell::new(None::<Told>), RefCell::new(None));
    watch(Box::new(move || {
        let seen = lab.seen.get();
        let ring = told.borrow().as_ref().is_some_and(|(ring, _)| same_ring(ring, &seen.placement));
        if ring && told.borrow().as_ref().is_some_and(|(_, down)| *down == seen.down) {
            return;
        }
        told.replace(Some((Arc::clone(&seen.placement), seen.down.clone())));
        let line = line.clone();
        let work = move || {
            let sentence = next_loss(&seen.placement, &seen.down, &seen.report);
            line.set_or_unset("hidden", sentence.is_none().then_some(""));
            line.set_text(&sentence.unwrap_or_default());
        };
        timer.replace(Some(browser::after(if ring { 1 } else { SETTLED }, Box::new(work))));
    }));
}

/// The ring with those who are down. Laid out anew only when it is another: an edit of the load leaves it alone.
fn circle(store: Store, lab: Lab) -> Mark {
    type Known = (Arc<Placement>, Down, f64, Scene);
    let known = RefCell::new(None::<Known>);
    let draw = move |_: &Assessment, size: Size| {
        lab.seen.with(|seen| {
            let mut known = known.borrow_mut();
            let same = |old: &&Known| same_ring(&old.0, &seen.placement) && old.1 == seen.down && old.2 == size.width;
            if let Some(old) = known.as_ref().filter(same) {
                return old.3.clone();
            }
            let (ring, ownership) = (&seen.placement.ring, &seen.placement.ownership);
            let view = RingView { ring, ownership, colouring: Colouring::default(), window: Window::new(0, KEYS), walk: None };
            let size = Size { width: size.width, height: size.width + LEGEND };
            let scene = ring_down(&view, size, &seen.down.flags(ring.instances().len()));
            *known = Some((Arc::clone(&seen.placement), seen.down.clone(), size.width, scene.clone()));
            scene
        })
    };
    el("div", "room").holding(&[&parts(store, "lab-ring", Box::new(draw))])
}

/// The same in memory, mostly: to compare tokens takes long.
pub fn same_ring(one: &Arc<Placement>, other: &Arc<Placement>) -> bool {
    Arc::ptr_eq(one, other) || **one == **other
}

/// Below the circle, for the names of its colours.
const LEGEND: f64 = 38.0;

/// What is said of those who are down, to be told apart from what was said last: an edit of the load changes none of it.
#[derive(PartialEq)]
struct Told {
    claim: Vec<Word>,
    consequences: Vec<Vec<Word>>,
    carried: Vec<Carried>,
    harmless: bool,
    nobody: bool,
    gone: Gone,
}

impl Told {
    fn of(report: &Report, down: &Down) -> Told {
        Told {
            claim: report.claim.clone(),
            consequences: report.consequences.clone(),
            carried: report.carried.clone(),
            harmless: report.harmless,
            nobody: down.pods.is_empty(),
            gone: down.gone,
        }
    }
}

fn claim_class(mark: &Mark, report: &Report) {
    mark.set("class", if report.harmless { "claim" } else { "claim bad" });
}

/// A sentence whose figures can be pressed.
fn tell(mark: &Mark, sentence: &[Word]) {
    mark.clear();
    for word in sentence {
        match word.figure {
            Some(id) => mark.append(&figure("fig", id, &word.text)),
            None => mark.append_text(&word.text),
        }
    }
}

pub fn words(sentence: &[Word]) -> String {
    sentence.iter().map(|word| word.text.as_str()).collect()
}

fn carry(carried: &Mark, roles: &[Carried]) {
    carried.clear();
    for role in roles {
        let percent = |share: f64| show(share, Unit::ONE, Style::Percent);
        let name = el("span", &format!("c-{}", role.role.target())).holding(&[&el("span", "sw")]);
        name.append_text(role.role.title());
        let after = role.after.map_or("nobody left".to_owned(), percent);
        let bar = el("span", &format!("carry {}", Level::of(role.after.unwrap_or(f64::INFINITY)).class()));
        bar.write_style("--before", &format!("{}%", (role.before * 100.0).clamp(0.0, 100.0)));
        bar.write_style("--now", &format!("{}%", (role.after.unwrap_or(1.0) * 100.0).clamp(0.0, 100.0)));
        let text = el("span", "m");
        text.append_text(&format!("{} {} → ", role.resource.name(), percent(role.before)));
        text.append(&say("b", "", &after));
        carried.append(&el("div", "").holding(&[&name, &bar, &text]));
    }
}

fn click(lab: Lab, board: &RefCell<Board>, event: &web::Event) {
    let Some(mark) = Mark::of(event).and_then(|mark| mark.closest("[data-toggle],[data-lab]")) else { return };
    // Taken out first: what follows draws the board.
    let pods = board.borrow().press(&mark);
    if let Some(pods) = pods {
        lab.toggle(&pods);
    }
    match mark.attribute("data-lab").as_deref() {
        Some("killed") => lab.change(|down| down.gone = Gone::Killed),
        Some("left") => lab.change(|down| down.gone = Gone::Left),
        Some("back") => lab.change(|down| down.pods.clear()),
        _ => {}
    }
}
