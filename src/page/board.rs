//! The zones with their nodes and pods, to be pressed. Elements are kept from one standing to the next: an edit moves few pods,
//! and a cluster of 300 ingesters has as many buttons.

use super::browser::{Key, Mark, take, web};
use super::element::{Words, button, el};
use super::lab::same_ring;
use std::sync::Arc;
use tempo_designer::design::Role;
use tempo_designer::failure::{Down, Pod, Standing};
use tempo_designer::quantity::group;
use tempo_designer::ring::Placement;

/// Above so many pods those of a role on a node are taken down together: nobody finds one of a thousand.
const EACH: usize = 150;

pub struct Board {
    around: Mark,
    zones: Vec<Zone>,
    /// What the next button is known by.
    next: u32,
    drawn: Option<(Standing, Arc<Placement>)>,
}

struct Zone {
    place: Mark,
    name: Words,
    head: Toggle,
    /// What the button of the zone does.
    does: Words,
    of_whom: Words,
    hosts: Vec<Host>,
}

struct Host {
    holder: Mark,
    /// The node itself, where it is known, and its pods.
    toggles: Vec<Toggle>,
}

/// How a button looks and is called.
#[derive(PartialEq)]
struct Look {
    class: String,
    name: String,
    text: String,
}

/// A thing that can be taken down: its button, and the pods that go with it.
struct Toggle {
    id: u32,
    button: Mark,
    look: Look,
    pods: Vec<Pod>,
    /// Whether it is shown as down; `None` before it is shown at all.
    down: Option<bool>,
}

impl Board {
    pub fn new(around: Mark) -> Board {
        Board { around, zones: Vec::new(), next: 0, drawn: None }
    }

    /// Shows what stands and who of it is down.
    pub fn draw(&mut self, standing: &Standing, placement: &Arc<Placement>, down: &Down) {
        let same = self.drawn.as_ref().is_some_and(|(old, ring)| old == standing && same_ring(ring, placement));
        if !same {
            self.stand(standing, placement);
            self.drawn = Some((standing.clone(), Arc::clone(placement)));
        }
        for zone in &mut self.zones {
            if let Some(all) = zone.head.turn(down) {
                zone.does.say(if all { "Bring back" } else { "Take down" });
            }
            for toggle in zone.hosts.iter_mut().flat_map(|host| &mut host.toggles) {
                if let Some(all) = toggle.turn(down) {
                    toggle.button.write("aria-pressed", if all { "true" } else { "false" });
                }
            }
        }
    }

    fn stand(&mut self, standing: &Standing, placement: &Placement) {
        self.zones.drain(standing.zones.len().min(self.zones.len())..).for_each(|zone| zone.place.remove());
        let count: usize = standing.hosts.iter().map(|host| host.pods.len()).sum();
        for (at, name) in standing.zones.iter().enumerate() {
            if at == self.zones.len() {
                let zone = self.zone();
                self.around.append(&zone.place);
                self.zones.push(zone);
            }
            let pods = standing.in_zone(at);
            let zone = &mut self.zones[at];
            zone.name.say(name);
            zone.of_whom.say(&format!(" zone {name}, {}", counted(pods.len())));
            zone.head.pods = pods;
            let hosts = standing.hosts.iter().filter(|host| host.zone == at && !host.pods.is_empty());
            let mut stand = 0;
            for host in hosts {
                let where_it_is = format!("{} in {name}", host.name);
                let mut looks = Vec::new();
                if standing.nodes_known {
                    let title = format!("{where_it_is}, {}", counted(host.pods.len()));
                    looks.push((Look { class: "host-head".to_owned(), name: title, text: host.name.clone() }, host.pods.clone()));
                }
                pods_of(&host.pods, count > EACH, placement, &where_it_is, &mut looks);
                zone.host(stand, looks, &mut self.next);
                stand += 1;
            }
            zone.hosts.drain(stand..).for_each(|host| host.holder.remove());
        }
        // One stop of the tab key, also after the one that had it is gone.
        if self.around.all("[data-toggle][tabindex='0']").is_empty()
            && let Some(first) = self.zones.first()
        {
            first.head.button.set("tabindex", "0");
        }
    }

    fn zone(&mut self) -> Zone {
        let look = Look { class: "b o".to_owned(), name: String::new(), text: String::new() };
        let head = Toggle::new(look, Vec::new(), &mut self.next);
        let (does, of_whom, name) = (el("span", ""), el("span", "vh"), el("b", ""));
        head.button.append(&does);
        head.button.append(&of_whom);
        let place = el("div", "zone").holding(&[&el("div", "zone-head").holding(&[&name, &head.button])]);
        let [name, does, of_whom] = [name, does, of_whom].map(Words::new);
        Zone { place, name, head, does, of_whom, hosts: Vec::new() }
    }

    fn toggles(&self) -> impl Iterator<Item = &Toggle> {
        self.zones.iter().flat_map(|zone| std::iter::once(&zone.head).chain(zone.hosts.iter().flat_map(|host| &host.toggles)))
    }

    /// The pods that go with this button, to which the Tab key comes back from now on.
    pub fn press(&self, button: &Mark) -> Option<Vec<Pod>> {
        let id = id_of(button)?;
        let pods = self.toggles().find(|toggle| toggle.id == id)?.pods.clone();
        self.rove(button);
        Some(pods)
    }

    /// One of them is on the way of the Tab key; arrows go on from there.
    fn rove(&self, to: &Mark) {
        self.around.all("[data-toggle][tabindex='0']").iter().for_each(|stop| stop.set("tabindex", "-1"));
        to.set("tabindex", "0");
    }

    pub fn key(&self, event: &web::Event) {
        let (Some(key), Some(mark)) = (Key::of(event), Mark::of(event)) else { return };
        let toggles: Vec<&Toggle> = self.toggles().collect();
        let here = id_of(&mark).and_then(|id| toggles.iter().position(|toggle| toggle.id == id));
        let Some(at) = here.filter(|_| !key.alt && !key.command) else { return };
        let is_zone = |at: &usize| self.zones.iter().any(|zone| zone.head.id == toggles[*at].id);
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
        let next = &toggles[next.min(toggles.len() - 1)].button;
        self.rove(next);
        next.focus();
    }
}

fn id_of(mark: &Mark) -> Option<u32> {
    mark.attribute("data-toggle")?.parse().ok()
}

impl Zone {
    /// The host at a place: the one that stands there where it looks the same, else another.
    fn host(&mut self, at: usize, looks: Vec<(Look, Vec<Pod>)>, next: &mut u32) {
        if let Some(host) = self.hosts.get_mut(at)
            && host.toggles.iter().map(|toggle| &toggle.look).eq(looks.iter().map(|(look, _)| look))
        {
            host.toggles.iter_mut().zip(looks).for_each(|(toggle, (_, pods))| toggle.pods = pods);
            return;
        }
        let (holder, chips) = (el("div", "host"), el("div", "chips"));
        let mut toggles = Vec::with_capacity(looks.len());
        for (look, pods) in looks {
            let toggle = Toggle::new(look, pods, next);
            let place = if toggle.look.class == "host-head" { &holder } else { &chips };
            place.append(&toggle.button);
            toggles.push(toggle);
        }
        holder.append(&chips);
        let new = Host { holder, toggles };
        match self.hosts.get_mut(at) {
            Some(old) => {
                old.holder.replace(&new.holder);
                *old = new;
            }
            None => {
                self.place.append(&new.holder);
                self.hosts.push(new);
            }
        }
    }
}

impl Toggle {
    fn new(look: Look, pods: Vec<Pod>, next: &mut u32) -> Toggle {
        *next += 1;
        let button = button(&look.class, &look.text).with("data-toggle", &next.to_string()).with("tabindex", "-1");
        if !look.name.is_empty() {
            button.set("aria-label", &look.name);
        }
        Toggle { id: *next, button, look, pods, down: None }
    }

    /// Shows whether all of it is down, and says so if that is new.
    fn turn(&mut self, down: &Down) -> Option<bool> {
        let all = !self.pods.is_empty() && self.pods.iter().all(|pod| down.pods.contains(pod));
        if self.down == Some(all) {
            return None;
        }
        self.button.set_or_unset("data-down", all.then_some(""));
        self.down = Some(all);
        Some(all)
    }
}

/// A button for each pod, or for those of a role together.
fn pods_of(pods: &[Pod], together: bool, placement: &Placement, where_it_is: &str, looks: &mut Vec<(Look, Vec<Pod>)>) {
    for alike in pods.chunk_by(|one, other| together && one.role == other.role) {
        let (text, name) = match alike {
            [one] => (short(*one, placement), format!("{}, {where_it_is}", one.name(placement))),
            many => {
                let text = format!("{} {}", many.len(), plural(many[0].role));
                (text.clone(), format!("{text} on {where_it_is}"))
            }
        };
        let class = format!("chip c-{}", alike[0].role.target());
        looks.push((Look { class, name, text }, alike.to_vec()));
    }
}

/// Without what all names of the cluster begin with.
fn short(pod: Pod, placement: &Placement) -> String {
    let name = pod.name(placement);
    match (pod.role, placement.ring.instances().get(pod.number as usize)) {
        (Role::Ingester, Some(instance)) => instance.called(&name[name.find("ingester").unwrap_or(0)..]),
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
