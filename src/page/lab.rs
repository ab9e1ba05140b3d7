//! The failure lab: zones, nodes and pods to be taken down and brought back, what that does in a sentence, and what the rest
//! carries. Who is down is looked at and no part of the design.

use super::browser::{self, Key, Mark, take, web};
use super::element::{button, el, figure, say, watch};
use super::picture::parts;
use super::scenarios::{self, Looked};
use super::store::Store;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use tempo_designer::Assessment;
use tempo_designer::design::Role;
use tempo_designer::diagram::{Colouring, RingView, Scene, Size, Window, ring_down};
use tempo_designer::estimate::Level;
use tempo_designer::failure::{Carried, Down, Pod, Report, Standing, Word, report};
use tempo_designer::quantity::{Style, Unit, group, show};
use tempo_designer::ring::{Gone, KEYS, Placement};

/// Above so many pods those of a role on a node are taken down together: nobody finds one of a thousand.
const EACH: usize = 150;

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

/// A thing that can be taken down: its button, and the pods that go with it.
type Toggles = Rc<RefCell<Vec<(Mark, Vec<Pod>)>>>;

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

    let toggles: Toggles = Rc::default();
    let view = el("div", "lab").with("data-may-scroll", "");
    for part in [&head, &keys, &zones, &box_of_claim, &does, &scenarios::view(store, lab), &said] {
        view.append(part);
    }
    let (drawn, inside) = (RefCell::new(None::<(Standing, Arc<Placement>)>), Rc::clone(&toggles));
    watch(Box::new(move || {
        lab.seen.with(|seen| {
            let same = drawn.borrow().as_ref().is_some_and(|(standing, placement)| {
                *standing == seen.standing && (Arc::ptr_eq(placement, &seen.placement) || **placement == *seen.placement)
            });
            if !same {
                zones.clear();
                *inside.borrow_mut() = draw(&zones, seen);
                drawn.replace(Some((seen.standing.clone(), Arc::clone(&seen.placement))));
            }
            press(&inside.borrow(), &seen.down);
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
            carry(&carried, &seen.report.carried);
            rest.set_or_unset("hidden", seen.report.carried.is_empty().then_some(""));
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

    let pressed = Rc::clone(&toggles);
    browser::on(&view, "click", Box::new(move |event| click(lab, &pressed, event)));
    browser::on(&view, "keydown", Box::new(move |event| key(&toggles, event)));
    view
}

/// The ring with those who are down. Laid out anew only when it is another: an edit of the load leaves it alone.
fn circle(store: Store, lab: Lab) -> Mark {
    type Known = (Arc<Placement>, Down, f64, Scene);
    let known = RefCell::new(None::<Known>);
    let draw = move |_: &Assessment, size: Size| {
        lab.seen.with(|seen| {
            let mut known = known.borrow_mut();
            let same = |old: &&Known| *old.0 == *seen.placement && old.1 == seen.down && old.2 == size.width;
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

/// Below the circle, for the names of its colours.
const LEGEND: f64 = 38.0;

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

/// The zones with their nodes and pods, anew.
fn draw(zones: &Mark, seen: &Seen) -> Vec<(Mark, Vec<Pod>)> {
    let standing = &seen.standing;
    let count: usize = standing.hosts.iter().map(|host| host.pods.len()).sum();
    let mut toggles = Vec::new();
    let mut toggle = |class: &str, name: &str, text: &str, pods: Vec<Pod>| {
        let button = button(class, text).with("data-toggle", &toggles.len().to_string());
        if !name.is_empty() {
            button.set("aria-label", name);
        }
        button.set("tabindex", if toggles.is_empty() { "0" } else { "-1" });
        toggles.push((button.clone(), pods));
        button
    };
    for (zone, zone_name) in standing.zones.iter().enumerate() {
        let pods = standing.in_zone(zone);
        let head = el("div", "zone-head").holding(&[&say("b", "", zone_name)]);
        let of_whom = say("span", "vh", &format!(" zone {zone_name}, {}", counted(pods.len())));
        head.append(&toggle("b o", "", "", pods).holding(&[&el("span", ""), &of_whom]));
        let place = el("div", "zone").holding(&[&head]);
        for host in standing.hosts.iter().filter(|host| host.zone == zone && !host.pods.is_empty()) {
            let holder = el("div", "host");
            let where_it_is = format!("{} in {zone_name}", host.name);
            if standing.nodes_known {
                let title = format!("{where_it_is}, {}", counted(host.pods.len()));
                holder.append(&toggle("host-head", &title, &host.name, host.pods.clone()));
            }
            let chips = el("div", "chips");
            let mut rest = host.pods.as_slice();
            while let Some(first) = rest.first() {
                let alike = rest.iter().take_while(|pod| pod.role == first.role).count();
                let (some, others) = rest.split_at(if count > EACH { alike } else { 1 });
                rest = others;
                let (name, title) = match some {
                    [one] => (short(*one, &seen.placement), format!("{}, {where_it_is}", one.name(&seen.placement))),
                    many => {
                        let text = format!("{} {}", many.len(), plural(first.role));
                        (text.clone(), format!("{text} on {where_it_is}"))
                    }
                };
                chips.append(&toggle(&format!("chip c-{}", first.role.target()), &title, &name, some.to_vec()));
            }
            place.append(&holder.holding(&[&chips]));
        }
        zones.append(&place);
    }
    toggles
}

/// Without what all names of the cluster begin with.
fn short(pod: Pod, placement: &Placement) -> String {
    let name = pod.name(placement);
    match name.find("ingester") {
        Some(at) if pod.role == Role::Ingester => name[at..].to_owned(),
        _ => name,
    }
}

fn plural(role: Role) -> String {
    match role {
        Role::QueryFrontend => "query-frontends".to_owned(),
        role => format!("{}s", role.target()),
    }
}

fn counted(pods: usize) -> String {
    if pods == 1 { "1 pod".to_owned() } else { format!("{} pods", group(pods as f64)) }
}

/// Which of them are down.
fn press(toggles: &[(Mark, Vec<Pod>)], down: &Down) {
    for (button, pods) in toggles {
        let all = !pods.is_empty() && pods.iter().all(|pod| down.pods.contains(pod));
        button.set_or_unset("data-down", all.then_some(""));
        // The one of a zone says what a press does; the others are the name of what is pressed.
        if button.is(".zone-head .b") {
            if let Some(word) = button.all("span").first() {
                word.set_text(if all { "Bring back" } else { "Take down" });
            }
        } else {
            button.set("aria-pressed", if all { "true" } else { "false" });
        }
    }
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

fn click(lab: Lab, toggles: &Toggles, event: &web::Event) {
    let Some(mark) = Mark::of(event).and_then(|mark| mark.closest("[data-toggle],[data-lab]")) else { return };
    if let Some(at) = mark.attribute("data-toggle").and_then(|at| at.parse::<usize>().ok()) {
        let pods = toggles.borrow().get(at).map(|(_, pods)| pods.clone()).unwrap_or_default();
        rove(&toggles.borrow(), at);
        lab.toggle(&pods);
    }
    match mark.attribute("data-lab").as_deref() {
        Some("killed") => lab.change(|down| down.gone = Gone::Killed),
        Some("left") => lab.change(|down| down.gone = Gone::Left),
        Some("back") => lab.change(|down| down.pods.clear()),
        _ => {}
    }
}

/// One of them is on the way of the Tab key; arrows go on from there.
fn rove(toggles: &[(Mark, Vec<Pod>)], to: usize) {
    for (at, (button, _)) in toggles.iter().enumerate() {
        button.set("tabindex", if at == to { "0" } else { "-1" });
    }
}

fn key(toggles: &Toggles, event: &web::Event) {
    let (Some(key), Some(mark)) = (Key::of(event), Mark::of(event)) else { return };
    let Some(at) = mark.attribute("data-toggle").and_then(|at| at.parse::<usize>().ok()) else { return };
    if key.alt || key.command {
        return;
    }
    let toggles = toggles.borrow();
    let is_zone = |at: &usize| toggles[*at].0.is(".zone-head .b");
    let next = match key.name.as_str() {
        "ArrowRight" | "ArrowDown" => at + 1,
        "ArrowLeft" | "ArrowUp" => at.saturating_sub(1),
        "PageDown" => (at + 1..toggles.len()).find(is_zone).unwrap_or(at),
        "PageUp" => (0..at).rev().find(is_zone).unwrap_or(at),
        "Home" => 0,
        "End" => toggles.len() - 1,
        _ => return,
    };
    take(event);
    let next = next.min(toggles.len() - 1);
    rove(&toggles, next);
    toggles[next].0.focus();
}
