//! How a scenario goes: who is its worst subject, who is down from when until when, and what that does to the ring.

use super::recovery::{plus, recovery, times};
use super::scenario::{Lasts, Lost, Scenario};
use super::tide::{Tide, When};
use super::{Down, Pod, Standing};
use crate::Assessment;
use crate::design::Role;
use crate::design::profile::HOURS;
use crate::estimate::{Range, Sheet, waiting};
use crate::ring::{Gone, Impact, KEYS, Loss, Operation, Outage, Placement, Share, State};
use crate::topology::{eviction_budget, hostname_anti_affinity};
use std::cell::{OnceCell, RefCell};

/// What all scenarios of one cluster share.
pub(super) struct View<'a> {
    pub assessment: &'a Assessment,
    pub placement: &'a Placement,
    pub standing: &'a Standing,
    /// Seconds.
    pub store_out: f64,
    /// The load while it lasts.
    pub tide: Tide,
    pub times: Sheet,
    /// The ingester that receives most, and the first of equals.
    pub busiest: usize,
    /// What the loss of each ingester, node and zone does by itself.
    pods: OnceCell<Vec<Loss>>,
    hosts: OnceCell<Vec<Loss>>,
    zones: OnceCell<Vec<Loss>>,
    /// Of an outage of the store, see [`View::filling`].
    pub filling: OnceCell<Vec<(f64, u64)>>,
    /// What has been asked of the ring: several scenarios have the same worst pod.
    asked: RefCell<Vec<(Asked, Impact)>>,
}

/// Who is down, or LEAVING, of the ingesters.
#[derive(PartialEq)]
struct Asked {
    down: Vec<bool>,
    gone: Gone,
    leaving: bool,
}

/// A stretch of time in which the same pods are down.
pub(super) struct Phase {
    /// Seconds since the beginning.
    pub from: Range,
    pub until: Range,
    /// When the pods that are no ingesters are back.
    pub others_until: Range,
    pub pods: Vec<Pod>,
    pub gone: Gone,
    /// They say LEAVING, and are there still.
    pub leaving: bool,
    pub impact: Impact,
    /// No distributor is left, until the others are back.
    pub mute: bool,
    /// No query-frontend or no querier is left, until the others are back.
    pub blind: bool,
}

pub(super) struct Course {
    pub scenario: Scenario,
    pub subject: String,
    pub down: Down,
    pub impact: Impact,
    pub phases: Vec<Phase>,
    pub lost: Lost,
    pub recover: Lasts,
    /// No other node takes the ingester: a new one has to come first.
    pub waits: bool,
    /// What `recover` and the phases are counted from, where it lies with somebody else.
    pub after: Option<&'static str>,
}

impl<'a> View<'a> {
    pub fn new(assessment: &'a Assessment, placement: &'a Placement, standing: &'a Standing, when: When) -> Self {
        let (tide, store_out) = (Tide::of(&assessment.design, when.hour), when.seconds);
        let ring = &placement.ring;
        let turns = ring.instances().len();
        let shares = &placement.ownership.in_set;
        let most = shares.iter().copied().max().unwrap_or(0);
        View {
            assessment,
            placement,
            standing,
            store_out,
            times: recovery(assessment, turns, tide.worth(store_out)),
            tide,
            busiest: shares.iter().position(|share| *share == most).unwrap_or(0),
            pods: OnceCell::new(),
            hosts: OnceCell::new(),
            zones: OnceCell::new(),
            filling: OnceCell::new(),
            asked: RefCell::default(),
        }
    }

    /// A figure of the recovery sheet, without its prefix.
    pub fn time(&self, id: &str) -> Range {
        self.times.find(&format!("recovery.{id}")).map_or(Range::exact(0.0), |cell| self.times.range(cell))
    }

    /// Bytes of copies that wait for compaction when it begins: what the hours before have left.
    pub fn waits(&self) -> Range {
        let before = self.tide.begins.map(|hour| (hour + HOURS - 1) % HOURS);
        before.zip(waiting(self.assessment)).map_or(Range::exact(0.0), |(hour, ends)| ends[hour])
    }

    /// When the busiest ingester's disk is full, on the clock of the failure.
    pub fn full(&self) -> Range {
        let worth = self.time("full");
        Range::new(self.tide.clock(worth.low), self.tide.clock(worth.likely), self.tide.clock(worth.high))
    }

    pub fn ingesters(&self) -> usize {
        self.placement.ring.instances().len()
    }

    fn pods(&self) -> &[Loss] {
        self.pods.get_or_init(|| {
            let each: Vec<u32> = (0..self.ingesters() as u32).collect();
            self.placement.ring.losses(&each, each.len())
        })
    }

    fn worst_pod(&self) -> Option<usize> {
        worst(self.pods(), &vec![1; self.ingesters()])
    }

    fn hosts(&self) -> &[Loss] {
        let ingesters = self.ingesters();
        self.hosts
            .get_or_init(|| self.placement.ring.losses(&self.standing.host_of_ingesters(ingesters), self.standing.hosts.len()))
    }

    fn zones(&self) -> &[Loss] {
        let ingesters = self.ingesters();
        self.zones
            .get_or_init(|| self.placement.ring.losses(&self.standing.zone_of_ingesters(ingesters), self.standing.zones.len()))
    }

    fn ask(&self, pods: &[Pod], gone: Gone, leaving: bool) -> Impact {
        let down = Down { pods: pods.iter().copied().collect(), gone }.flags(self.ingesters());
        let asked = Asked { down, gone, leaving };
        if let Some((_, impact)) = self.asked.borrow().iter().find(|(known, _)| *known == asked) {
            return *impact;
        }
        let ring = &self.placement.ring;
        let impact = if leaving {
            let instances = ring.instances().iter().zip(&asked.down);
            let states: Vec<State> = instances.map(|(own, is)| if *is { State::Leaving } else { own.state }).collect();
            ring.in_states(&states).impact(Outage::default())
        } else {
            ring.impact(Outage { down: &asked.down, gone, write: Operation::Write })
        };
        self.asked.borrow_mut().push((asked, impact));
        impact
    }

    pub fn impact(&self, pods: &[Pod], gone: Gone) -> Impact {
        self.ask(pods, gone, false)
    }

    /// While they say LEAVING: their tokens are there, and sets reach past them.
    fn impact_leaving(&self, pods: &[Pod]) -> Impact {
        self.ask(pods, Gone::Left, true)
    }

    /// Pods of a role that are left; `None` where only the ingesters are known.
    pub fn left(&self, role: Role, down: &[Pod]) -> Option<u32> {
        let gone = down.iter().filter(|pod| pod.role == role).count() as u32;
        match role {
            Role::Ingester => Some(self.ingesters() as u32 - gone),
            _ if self.standing.ingesters_alone => None,
            _ => Some(self.assessment.design.component(role).replicas.saturating_sub(gone)),
        }
    }

    pub fn is_scratch(&self) -> bool {
        self.assessment.design.ingester.volume.is_none()
    }

    /// Whether another node that its volume may follow to has room for an ingester of this host.
    fn has_room(&self, host: usize) -> bool {
        let design = &self.assessment.design;
        let Some(packing) = &self.assessment.estimate.packing else { return false };
        let bound = design.ingester.volume.is_some() || design.platform.zone_awareness;
        let zone = self.standing.hosts.get(host).map(|host| host.zone);
        packing.nodes.iter().enumerate().any(|(at, node)| {
            at != host
                && (!bound || Some(node.zone) == zone)
                && !(hostname_anti_affinity(design) && node.pods[Role::Ingester as usize] > 0)
                && node.cpu + design.ingester.cpu_request.get() <= packing.room.cpu + 1e-9
                && node.memory + design.ingester.memory_request.get() <= packing.room.memory
        })
    }

    fn phase(&self, from: Range, until: Range, pods: Vec<Pod>, gone: Gone, impact: Impact) -> Phase {
        let left = |role| self.left(role, &pods);
        let mute = left(Role::Distributor) == Some(0);
        let blind = left(Role::Querier) == Some(0) || left(Role::QueryFrontend) == Some(0);
        Phase { from, until, others_until: until, pods, gone, leaving: false, impact, mute, blind }
    }
}

/// Most refused, then most lost, then most ingesters, then the lowest number; `None` of none.
fn worst(losses: &[Loss], ingesters: &[usize]) -> Option<usize> {
    let rank = |at: usize| (losses[at].write_refused, losses[at].all_copies_down, ingesters[at]);
    (0..losses.len()).reduce(|worst, at| if rank(at) > rank(worst) { at } else { worst })
}

fn ingester(number: usize) -> Pod {
    Pod { role: Role::Ingester, number: number as u32 }
}

const NOW: Range = Range { low: 0.0, likely: 0.0, high: 0.0 };

impl Phase {
    /// Keys that are refused: those without a quorum, and all where no distributor is left.
    pub fn refused(&self) -> u64 {
        if self.mute { KEYS } else { self.impact.write_refused }
    }

    pub fn requests_refused(&self, traces: f64) -> f64 {
        if self.mute { 1.0 } else { self.impact.requests_refused(traces) }
    }

    /// Keys with a gap and no error. While entries are there, a set without a copy left is an error.
    pub fn silent(&self) -> u64 {
        let whole = if self.impact.whole_ring.is_ok() { self.impact.all_copies_down } else { 0 };
        if self.blind { 0 } else { self.impact.silent_gap.max(whole) }
    }
}

impl Course {
    /// `cause`: seconds that the cause lasts where it ends from outside: a zone, a machine, an entry. `None` where the cluster has
    /// nothing of the kind.
    pub fn of(view: &View, scenario: Scenario, cause: f64) -> Option<Course> {
        let name = |pod: usize| ingester(pod).name(view.placement);
        Some(match scenario {
            Scenario::RollingUpdate => Course::roll(view)?,
            Scenario::CleanStop => {
                let pod = view.worst_pod()?;
                Course::stop(view, scenario, name(pod), vec![vec![ingester(pod)]], view.time("recreate"))
            }
            Scenario::NodeDrain => Course::drain(view)?,
            Scenario::Permitted => Course::permitted(view)?,
            Scenario::Kill => {
                let pod = view.worst_pod()?;
                Course::kill(view, scenario, name(pod), vec![ingester(pod)], view.time("restart"))
            }
            Scenario::TwoKilled => {
                let each: Vec<u32> = (0..view.ingesters() as u32).collect();
                let (one, other) = view.placement.ring.worst_pair(&each, each.len())?.pair;
                let subject = format!("{} and {}", name(one), name(other));
                Course::kill(view, scenario, subject, vec![ingester(one), ingester(other)], view.time("restart"))
            }
            Scenario::NodeLoss => Course::node(view, cause)?,
            Scenario::ZoneLoss => Course::zone(view, cause)?,
            Scenario::StoreOut => Course::without_store(view),
            Scenario::DeadEntry => {
                let pod = view.worst_pod()?;
                let mut course = Course::kill(view, scenario, name(pod), vec![ingester(pod)], Range::exact(cause));
                course.after = Some("the entry is forgotten");
                course.recover = Lasts { after: course.after, range: NOW };
                course.lost = course.lost_of(view, "unflushed");
                course
            }
        })
    }

    pub fn new(view: &View, scenario: Scenario, subject: String, pods: Vec<Pod>, gone: Gone) -> Course {
        let impact = view.impact(&pods, gone);
        Course {
            scenario,
            subject,
            down: Down { pods: pods.into_iter().collect(), gone },
            impact,
            phases: Vec::new(),
            lost: Lost::nothing(),
            recover: Lasts { after: None, range: NOW },
            waits: false,
            after: None,
        }
    }

    /// What of the keys that have lost all their copies is gone with memory or disks.
    fn lost_of(&self, view: &View, window: &str) -> Lost {
        let keys = Share::of_keys(self.impact.all_copies_down);
        let bytes = times(view.time(&format!("lost_{window}")), keys.value());
        if keys.part == 0 { Lost::nothing() } else { Lost { keys, window: view.time(window), bytes } }
    }

    /// Dead at once, back after `back`.
    fn kill(view: &View, scenario: Scenario, subject: String, pods: Vec<Pod>, back: Range) -> Course {
        let mut course = Course::new(view, scenario, subject, pods.clone(), Gone::Killed);
        course.phases.push(view.phase(NOW, back, pods, Gone::Killed, course.impact));
        course.recover.range = back;
        course.lost = course.lost_of(view, "live");
        course
    }

    /// Stopped cleanly, group after group, each back after `back`. The picture shows the first.
    fn stop(view: &View, scenario: Scenario, subject: String, groups: Vec<Vec<Pod>>, back: Range) -> Course {
        let first = groups.first().cloned().unwrap_or_default();
        let mut course = Course::new(view, scenario, subject, first.clone(), Gone::Left);
        let leaving = view.impact_leaving(&first);
        let mut begin = NOW;
        for group in groups {
            course.turn(view, group, begin, back, leaving);
            begin = plus(begin, back);
        }
        course.recover.range = begin;
        if view.is_scratch() {
            course.lost = course.lost_of(view, "unflushed");
        }
        course
    }

    /// One turn: LEAVING, then gone until it is back. Every turn is drawn with the worst one's impact.
    fn turn(&mut self, view: &View, pods: Vec<Pod>, begin: Range, back: Range, leaving: Impact) {
        let gone = plus(begin, view.time("leaving"));
        // While it leaves, the pod still answers.
        let leaving = view.phase(begin, gone, pods.clone(), Gone::Left, leaving);
        self.phases.push(Phase { leaving: true, ..leaving });
        self.phases.push(view.phase(gone, plus(begin, back), pods, Gone::Left, self.impact));
    }

    /// One by one; zone sets by hand, as the bundle's README has it: a whole zone that is LEAVING at once makes sets that nobody can
    /// answer.
    fn roll(view: &View) -> Option<Course> {
        let worst = ingester(view.worst_pod()?);
        let mut course = Course::new(view, Scenario::RollingUpdate, worst.name(view.placement), vec![worst], Gone::Left);
        let leaving = view.impact_leaving(&[worst]);
        let (turn, back) = (view.time("turn"), view.time("recreate"));
        for at in 0..view.ingesters() {
            course.turn(view, vec![ingester(at)], times(turn, at as f64), back, leaving);
        }
        course.recover.range = view.time("roll");
        if view.is_scratch() {
            // Of every trace the last copy goes in its turn, unless it has been flushed by then.
            let alone = course.impact.all_copies_down > 0;
            let (window, bytes) = if alone {
                (view.time("unflushed"), view.time("lost_unflushed"))
            } else {
                (view.time("unrolled"), view.time("lost_roll"))
            };
            course.lost = Lost { keys: Share::of_keys(KEYS), window, bytes };
        }
        Some(course)
    }

    fn drain(view: &View) -> Option<Course> {
        if !view.standing.nodes_known {
            return None;
        }
        let on = |host: usize| {
            let pods = &view.standing.hosts[host].pods;
            pods.iter().filter(|pod| pod.role == Role::Ingester).map(|pod| pod.number as usize)
        };
        // Evictions go one by one: the worst node is that of the worst pod.
        let hosts = 0..view.standing.hosts.len();
        let losses: Vec<Loss> =
            hosts.clone().map(|host| worst_of(view, on(host)).map_or(Loss::default(), |pod| view.pods()[pod])).collect();
        let members: Vec<usize> = hosts.map(|host| on(host).count()).collect();
        let host = worst(&losses, &members)?;
        let first = worst_of(view, on(host));
        let groups: Vec<Vec<Pod>> =
            first.into_iter().chain(on(host).filter(|pod| Some(*pod) != first)).map(|pod| vec![ingester(pod)]).collect();
        let waits = !view.has_room(host);
        let back = view.time(if waits { "move_new" } else { "move" });
        let subject = view.standing.hosts[host].name.clone();
        let mut course = Course::stop(view, Scenario::NodeDrain, subject, groups, back);
        course.waits = waits;
        let others = Role::ALL.into_iter().filter(|role| *role != Role::Ingester).flat_map(|role| {
            let here = view.standing.hosts[host].pods.iter().copied().filter(move |pod| pod.role == role);
            here.take(budget(view, role) as usize)
        });
        course.with_others(view, others.collect());
        Some(course)
    }

    fn permitted(view: &View) -> Option<Course> {
        let pod = view.worst_pod()?;
        let back = view.time("move");
        let subject = "every component".to_owned();
        let mut course = Course::stop(view, Scenario::Permitted, subject, vec![vec![ingester(pod)]], back);
        let others = Role::ALL.into_iter().filter(|role| *role != Role::Ingester && !view.standing.ingesters_alone);
        let others = others.flat_map(|role| (0..budget(view, role)).map(move |number| Pod { role, number }));
        course.with_others(view, others.collect());
        Some(course)
    }

    /// Pods without data that are evicted with the first ingester, and are back before it.
    fn with_others(&mut self, view: &View, others: Vec<Pod>) {
        let back = view.time("stateless_move");
        self.down.pods.extend(&others);
        if self.phases.is_empty() {
            self.phases.push(view.phase(NOW, back, Vec::new(), Gone::Left, self.impact));
            self.recover.range = back;
        }
        for at in 0..self.phases.len().min(2) {
            let old = &self.phases[at];
            let pods = old.pods.iter().chain(&others).copied().collect();
            let mut phase = view.phase(old.from, old.until, pods, old.gone, old.impact);
            (phase.others_until, phase.leaving) = (back, old.leaving);
            self.phases[at] = phase;
        }
    }

    fn node(view: &View, cause: f64) -> Option<Course> {
        if !view.standing.nodes_known {
            return None;
        }
        let members: Vec<usize> =
            view.standing.hosts.iter().map(|host| host.pods.iter().filter(|pod| pod.role == Role::Ingester).count()).collect();
        let host = worst(view.hosts(), &members)?;
        let waits = !view.has_room(host);
        let mut back = view.time(if waits { "node_new" } else { "node" });
        let mut others = view.time("stateless");
        if cause > 0.0 {
            // The machine itself may be back before another takes its place.
            let sooner = plus(Range::exact(cause), view.time("zone"));
            let first = |a: Range, b: Range| Range::new(a.low.min(b.low), a.likely.min(b.likely), a.high.min(b.high));
            (back, others) = (first(back, sooner), first(others, sooner));
        }
        let of = &view.standing.hosts[host];
        let mut course = Course::kill(view, Scenario::NodeLoss, of.name.clone(), of.pods.clone(), back);
        course.waits = waits;
        course.phases.iter_mut().for_each(|phase| phase.others_until = others);
        if view.is_scratch() {
            course.lost = course.lost_of(view, "unflushed");
        }
        Some(course)
    }

    fn zone(view: &View, cause: f64) -> Option<Course> {
        let count = view.standing.zones.len();
        let members: Vec<usize> =
            (0..count).map(|zone| view.standing.in_zone(zone).iter().filter(|pod| pod.role == Role::Ingester).count()).collect();
        let zone = worst(view.zones(), &members)?;
        let back = plus(Range::exact(cause), view.time("zone"));
        let subject = format!("zone {}", view.standing.zones[zone]);
        let mut course = Course::kill(view, Scenario::ZoneLoss, subject, view.standing.in_zone(zone), back);
        if count > 1 {
            course.phases.iter_mut().for_each(|phase| phase.others_until = view.time("stateless"));
        }
        course.after = Some("the zone is back");
        course.recover = Lasts { after: course.after, range: view.time("zone") };
        if view.is_scratch() {
            course.lost = course.lost_of(view, "unflushed");
        }
        Some(course)
    }

    /// How long it holds in all phases together, of the ring and of the other roles; `None` for never.
    pub fn lasting(&self, ring: &dyn Fn(&Phase) -> bool, roles: &dyn Fn(&Phase) -> bool) -> Option<Lasts> {
        let mut lasting: Option<Lasts> = None;
        for phase in &self.phases {
            let until = match (ring(phase), roles(phase)) {
                (true, true) => most(phase.until, phase.others_until),
                (true, false) => phase.until,
                (false, true) => phase.others_until,
                (false, false) => continue,
            };
            let from = phase.from;
            let range = Range::new(until.low - from.low, until.likely - from.likely, until.high - from.high);
            let so_far = lasting.map_or(NOW, |lasts| lasts.range);
            // Pods of other roles come back elsewhere: they wait for nobody.
            let after = if ring(phase) { self.after } else { lasting.and_then(|lasts| lasts.after) };
            lasting = Some(Lasts { after, range: plus(so_far, range) });
        }
        lasting
    }
}

fn most(a: Range, b: Range) -> Range {
    Range::new(a.low.max(b.low), a.likely.max(b.likely), a.high.max(b.high))
}

/// Pods of a role that may be evicted at once: its budget, or all where it has none.
pub(super) fn budget(view: &View, role: Role) -> u32 {
    let design = &view.assessment.design;
    let replicas = design.component(role).replicas;
    eviction_budget(design, role).map_or(replicas, |budget| budget.pods(replicas))
}

fn worst_of(view: &View, pods: impl Iterator<Item = usize>) -> Option<usize> {
    let losses = view.pods();
    let rank = |pod: usize| losses.get(pod).map(|loss| (loss.write_refused, loss.all_copies_down));
    pods.reduce(|worst, pod| if rank(pod) > rank(worst) { pod } else { worst })
}
