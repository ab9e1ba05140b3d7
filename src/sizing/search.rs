//! The cheapest of all combinations for one layout on one node type, by branch and bound.
//!
//! Every role has its lean pods: for each number of pods the smallest sizes that hold, less what another is no worse than. A bound
//! on a combination is what the nodes cost that its requests add up to, and what its pods cost beside them; the nodes it really
//! needs come from the packing. Combinations nearest to the leanest of each role come first. In a small space every size of every
//! pod follows where the packing needed more than the sums, since the packing is no better for a larger pod only as a rule.

use super::Space;
use super::dress::{SHIFTS, expected};
use super::needs::{Need, Needs, limit_of};
use super::space::stop;
use super::walk::{Least, ORDER, Sum, Walk, cents};
use crate::design::Loss;
use crate::design::{Bytes, Design, Role};
use crate::estimate::{Room, unsolved};
use crate::topology::{Survival, hostname_anti_affinity, survivals};
use std::collections::BTreeMap;

/// Copies, zones, and whether the ring knows of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub copies: u32,
    pub zones: u32,
    pub aware: bool,
}

impl Layout {
    pub fn apply(self, design: &mut Design) {
        design.tempo.replication_factor = self.copies;
        design.platform.zones = self.zones;
        design.platform.zone_awareness = self.aware;
        design.platform.zone_names.truncate(self.zones as usize);
    }

    /// With one pod of each role, as many ingesters as there have to be, and the smallest volumes.
    pub fn fewest_pods(self, design: &Design, space: &Space) -> Design {
        let mut design = design.clone();
        self.apply(&mut design);
        for role in Role::ALL {
            design.component_mut(role).replicas = 1;
        }
        design.ingester.replicas = self.fewest();
        if let Some(&volume) = space.volume.first() {
            design.ingester.volume = Some(Bytes::new(volume));
        }
        design
    }

    /// So many ingesters at least.
    pub fn fewest(self) -> u32 {
        self.copies.max(if self.aware { self.zones } else { 1 })
    }
}

/// A node type that has a price.
#[derive(Clone, Copy, Debug)]
pub(super) struct Machine {
    pub id: &'static str,
    pub cores: f64,
    pub room: Room,
    /// USD a month.
    pub price: f64,
}

/// Pods of one role.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub replicas: u32,
    pub cpu: f64,
    pub memory: f64,
    pub volume: f64,
    /// USD a month beside the nodes, more than the fewest of the layout cost.
    pub extra: f64,
    /// So many may be lost.
    pub spare: u32,
    /// Nodes that they need by themselves.
    pub alone: f64,
}

impl Candidate {
    pub fn cores(&self) -> f64 {
        f64::from(self.replicas) * self.cpu
    }

    pub fn bytes(&self) -> f64 {
        f64::from(self.replicas) * self.memory
    }
}

/// The best found: whole cents a month, then pods. What costs the same is decided by fewer pods.
#[derive(Clone, Debug)]
pub(super) struct Best {
    pub cents: u64,
    pub pods: u32,
    pub design: Design,
    /// As many of each role as the loss to survive takes.
    pub lost: [u32; 5],
}

/// How much was looked at, and what no design costs less than.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    /// Combinations whose pods were packed, and parts of combinations.
    pub packed: u32,
    pub visits: u32,
    /// USD a month: the least bound of what was not excluded.
    pub bound: f64,
}

impl Work {
    pub fn new() -> Work {
        Work { packed: 0, visits: 0, bound: f64::INFINITY }
    }
}

/// What one search and all of a round may look at: packing takes ten microseconds for ten nodes.
const PACKED_EACH: u32 = 100;
const PACKED: u32 = 400;
const VISITS_EACH: u32 = 20_000;
/// Combinations of a space that is searched through in every size.
const SMALL: usize = 2_000;
/// As many pods as four times the fewest that would do, and always up to a dozen: smaller ones save nothing but the rounding.
const TIMES: u32 = 4;
const ALWAYS: u32 = 12;
/// Pods whose requests weigh as much within this part are tried by their number: fewer first.
const ALIKE: f64 = 0.03;

pub(super) struct Search<'a> {
    pub design: &'a Design,
    pub space: &'a Space,
    pub layout: Layout,
    pub machine: Machine,
    pub needs: &'a mut Needs,
    /// What pods cost beside the nodes, known from other node types: by role, number and whole bytes of the volume.
    pub extras: &'a mut BTreeMap<(Role, u32, u64), f64>,
    /// USD a month of everything but the nodes, with the fewest pods of the layout.
    pub base: f64,
}

/// Sizes of one pod.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Size {
    /// Places among the stops.
    cpu: usize,
    memory: usize,
    volume: f64,
}

impl Search<'_> {
    pub fn laid(&self) -> Design {
        let mut design = self.layout.fewest_pods(self.design, self.space);
        design.platform.node = self.machine.id.to_owned();
        design
    }

    fn lost(&self, role: Role, replicas: u32) -> u32 {
        expected(self.design.goals.survive, self.layout.zones, role, replicas)
    }

    fn capped(&self, role: Role) -> bool {
        self.design.component(role).cpu_limit.is_some()
    }

    /// The need of one of so many pods, with as many lost as must be; `None` where nobody would be left or nothing helps.
    fn need(&mut self, role: Role, replicas: u32) -> Option<Need> {
        let lost = self.lost(role, replicas);
        if lost > 0 && lost >= replicas {
            return None;
        }
        let (wished, peak) = self.needs.of(role, replicas);
        let mut need = wished.max(&if lost == 0 { peak } else { self.needs.of(role, replicas - lost).1 });
        let capped = self.capped(role);
        if capped && role == Role::Querier && self.needs.pinned() {
            need.request = need.request.max(need.limit);
        }
        (!(need.beyond || capped && need.limit > self.machine.cores)).then_some(need)
    }

    /// Up to how many cores a pod goes that requests `cpu`.
    fn cores(&self, role: Role, cpu: f64, need: &Need) -> Option<f64> {
        if !self.capped(role) || role == Role::Querier && self.needs.pinned() {
            return Some(cpu);
        }
        limit_of(&self.needs.limits, self.machine.cores, cpu, need.limit)
    }

    /// The smallest sizes of one of so many pods; `None` where no node takes it.
    fn size(&mut self, role: Role, replicas: u32) -> Option<Size> {
        let need = self.need(role, replicas)?;
        let (space, room) = (self.space, self.machine.room);
        let pods = &space.pods[role as usize];
        let volume = if role == Role::Ingester && !space.volume.is_empty() { stop(&space.volume, need.disk)? } else { 0.0 };
        let first = place(&pods.cpu, need.request, room.cpu)?;
        let cpu = if role == Role::Querier {
            let lost = self.lost(role, replicas);
            let last = pods.cpu.partition_point(|&cpu| cpu <= room.cpu);
            let mut answers = |at: usize| {
                let cores = self.cores(role, pods.cpu[at], &need);
                cores.is_some_and(|cores| self.needs.answers(replicas, lost, cores))
            };
            // The more cores the sooner a search is answered.
            let (mut low, mut high) = (first, last);
            if answers(first) {
                high = first;
            } else if !answers(last - 1) {
                return None;
            }
            while low < high {
                let middle = (low + high) / 2;
                if answers(middle) { high = middle } else { low = middle + 1 }
            }
            low
        } else {
            first
        };
        // A querier of more cores is less full, and needs less.
        let last = if role == Role::Querier { pods.cpu.partition_point(|&cpu| cpu <= room.cpu) } else { cpu + 1 };
        (cpu..last).find_map(|cpu| Some(Size { cpu, memory: self.memory(role, replicas, pods.cpu[cpu], &need)?, volume }))
    }

    /// The place of the smallest memory for a pod that requests so much CPU.
    fn memory(&mut self, role: Role, replicas: u32, cpu: f64, need: &Need) -> Option<usize> {
        let bytes = match role {
            Role::Querier => {
                let (lost, cores) = (self.lost(role, replicas), self.cores(role, cpu, need)?);
                self.needs.memory(replicas, lost, cores)
            }
            _ => need.memory,
        };
        place(&self.space.pods[role as usize].memory, bytes, self.machine.room.memory)
    }

    /// The numbers of pods that are looked at, each with its sizes: whole zones of ingesters.
    fn numbers(&mut self, role: Role) -> Vec<(u32, Size)> {
        let (least, most) = self.space.pods[role as usize].replicas;
        let step = self.needs.step(role);
        let fewest = if role == Role::Ingester { self.layout.fewest() } else { 1 };
        let (least, mut most) = (least.max(fewest).div_ceil(step), most / step);
        if !self.stands(role, least.max(2).min(most) * step) {
            return Vec::new();
        }
        // Above some number ingesters may share a node, and from there on they do.
        if !self.stands(role, most * step) {
            let (mut low, mut high) = (least, most);
            while low + 1 < high {
                let middle = (low + high) / 2;
                if self.stands(role, middle * step) { low = middle } else { high = middle }
            }
            most = low;
        }
        // Doubled until it holds, then halved down.
        let mut high = least;
        while self.size(role, high * step).is_none() {
            if high >= most {
                return Vec::new();
            }
            high = (high * 2).min(most);
        }
        let mut low = least.max(high / 2);
        while low < high {
            let middle = (low + high) / 2;
            if self.size(role, middle * step).is_some() { high = middle } else { low = middle + 1 }
        }
        let to = most.min((TIMES * high).max(ALWAYS / step));
        let mut found = BTreeMap::new();
        if role == Role::Ingester {
            // Shares of a ring do not fall evenly: every number is looked at, and a few below may do as well.
            for count in least.max(high - high / 4)..=to {
                found.insert(count * step, self.size(role, count * step));
            }
        } else {
            // A distributor in each zone saves traffic; beyond, more pods of the same size are no use.
            let each = if role == Role::Distributor { high..=to.min(high.max(self.layout.zones)) } else { high..=high };
            for count in each.chain([to]) {
                found.insert(count, self.size(role, count));
            }
            let last = found.keys().rev().nth(1).copied().unwrap_or(high);
            self.changes(role, (last, to), &mut found);
        }
        let stand: Vec<u32> = found.keys().copied().filter(|&replicas| self.stands(role, replicas)).collect();
        let mut numbers: Vec<(u32, Size)> =
            stand.into_iter().filter_map(|replicas| Some((replicas, found.get(&replicas).copied()??))).collect();
        if matches!(role, Role::QueryFrontend | Role::Querier | Role::Compactor) {
            numbers.dedup_by_key(|(_, size)| *size);
        }
        numbers
    }

    /// Fills in the first number of each size between two that are known.
    fn changes(&mut self, role: Role, (low, high): (u32, u32), found: &mut BTreeMap<u32, Option<Size>>) {
        if high <= low + 1 || found.get(&low) == found.get(&high) {
            return;
        }
        let middle = (low + high) / 2;
        found.insert(middle, self.size(role, middle));
        self.changes(role, (low, middle), found);
        self.changes(role, (middle, high), found);
    }

    /// Whether quorum and placement survive what is to be survived.
    fn stands(&self, role: Role, replicas: u32) -> bool {
        let wish = self.design.goals.survive;
        if wish == Loss::None || role == Role::Compactor {
            return true;
        }
        if role != Role::Ingester {
            return replicas >= 2;
        }
        let mut design = self.laid();
        for role in SHIFTS {
            design.component_mut(role).replicas = 2;
        }
        design.ingester.replicas = replicas;
        let told = survivals(&design);
        acknowledged_twice(&design)
            && [(Loss::Pod, told.pod), (Loss::Node, told.node), (Loss::Zone, told.zone)]
                .into_iter()
                .all(|(loss, (survival, _))| loss > wish || survival == Survival::Yes)
    }

    /// Pods of a role: lean ones, or of every size.
    fn candidates(&mut self, role: Role, numbers: &[(u32, Size)], lean: bool) -> Vec<Candidate> {
        let (space, room) = (self.space, self.machine.room);
        let pods = &space.pods[role as usize];
        let mut found: Vec<Candidate> = Vec::new();
        for &(replicas, size) in numbers {
            let Some(need) = self.need(role, replicas) else { continue };
            let extra = self.extra(role, replicas, size.volume);
            let mut smallest = usize::MAX;
            for &cpu in pods.cpu[size.cpu..].iter().take_while(|&&cpu| cpu <= room.cpu) {
                let Some(least) = self.memory(role, replicas, cpu, &need) else { continue };
                if lean && least >= smallest {
                    continue;
                }
                smallest = least;
                for &memory in pods.memory[least..].iter().take_while(|&&memory| memory <= room.memory) {
                    let fit = ((room.cpu + 1e-9) / cpu).floor().min((room.memory / memory).floor()).max(1.0);
                    let spare = self.spare(role, replicas, (cpu, memory), fit as u32, &need);
                    let alone = self.alone(role, replicas, fit);
                    found.push(Candidate { replicas, cpu, memory, volume: size.volume, extra, spare, alone });
                    if lean {
                        break;
                    }
                }
                if lean && role != Role::Querier {
                    break;
                }
            }
        }
        if lean {
            let all = found.clone();
            found.retain(|one| !all.iter().any(|other| undercuts(other, one)));
        }
        let share = |one: &Candidate| (one.cores() / room.cpu).max(one.bytes() / room.memory);
        let weight = |one: &Candidate| share(one) * self.machine.price + one.extra;
        let lightest = found.iter().map(weight).fold(f64::INFINITY, f64::min);
        let class = |one: &Candidate| ((weight(one) - lightest) / (ALIKE * lightest.abs().max(1.0))).floor();
        found.sort_by(|a, b| {
            class(a).total_cmp(&class(b)).then(a.replicas.cmp(&b.replicas)).then(weight(a).total_cmp(&weight(b)))
        });
        found
    }

    /// USD a month beside the nodes, more than the fewest cost.
    fn extra(&mut self, role: Role, replicas: u32, volume: f64) -> f64 {
        let key = (role, replicas, volume as u64);
        if let Some(extra) = self.extras.get(&key) {
            return *extra;
        }
        let mut design = self.laid();
        design.component_mut(role).replicas = replicas;
        if role == Role::Ingester && volume > 0.0 {
            design.ingester.volume = Some(Bytes::new(volume));
        }
        let placement = self.needs.placement(design.ingester.replicas);
        let extra = unsolved(&design, &placement).range("cost.total").likely - self.base;
        self.extras.insert(key, extra);
        extra
    }

    /// So many pods may be lost at the peak, counted as far as one loss may take.
    fn spare(&mut self, role: Role, replicas: u32, (cpu, memory): (f64, f64), fit: u32, need: &Need) -> u32 {
        let mut spare = self.lost(role, replicas);
        let most = match self.design.goals.survive {
            Loss::Node => fit.min(replicas.saturating_sub(1)),
            Loss::Zone => replicas.div_ceil(2).min(replicas.saturating_sub(1)),
            _ => 0,
        };
        if !SHIFTS.contains(&role) {
            return replicas;
        }
        let cores = self.cores(role, cpu, need);
        let limit = if self.capped(role) { cores } else { None };
        let mut holds = |lost: u32| {
            let mut left = self.needs.of(role, replicas - lost).1;
            if let (Role::Querier, Some(cores)) = (role, cores) {
                left.memory = self.needs.searching(replicas - lost, cores).memory_at_peak;
            }
            let answers = role != Role::Querier || cores.is_some_and(|cores| self.needs.answers(replicas, lost, cores));
            answers && left.within(cpu, limit, memory)
        };
        // The more are lost the fuller the rest are.
        if most <= spare || holds(most) {
            return most.max(spare);
        }
        let mut high = most;
        while spare + 1 < high {
            let middle = (spare + high) / 2;
            if holds(middle) { spare = middle } else { high = middle }
        }
        spare
    }

    /// Looks for something better than `best`.
    pub fn run(mut self, best: &mut Option<Best>, work: &mut Work) {
        let mut numbers: [Vec<(u32, Size)>; 5] = Default::default();
        let mut lean: [Vec<Candidate>; 5] = Default::default();
        for role in FEWEST_FIRST {
            numbers[role as usize] = self.numbers(role);
            if numbers[role as usize].is_empty() {
                return;
            }
        }
        for role in ORDER {
            lean[role as usize] = self.candidates(role, &numbers[role as usize], true);
        }
        let packed = PACKED_EACH.min(PACKED.saturating_sub(work.packed).max(1));
        let (open, _) = self.walk(&lean, best, work, (packed, VISITS_EACH));
        let beaten = |best: &Option<Best>| best.as_ref().is_some_and(|best| cents(open) >= best.cents);
        if beaten(best) {
            return;
        }
        let combinations = |role: Role| {
            let (pods, numbers) = (&self.space.pods[role as usize], &numbers[role as usize]);
            numbers.len() * pods.cpu.len() * pods.memory.len()
        };
        if ORDER.iter().map(|&role| combinations(role)).try_fold(1usize, usize::checked_mul).is_some_and(|all| all <= SMALL) {
            for role in ORDER {
                lean[role as usize] = self.candidates(role, &numbers[role as usize], false);
            }
            // Everything was looked at, whatever the packing made of it.
            if self.walk(&lean, best, &mut Work::new(), (u32::MAX, u32::MAX)).1 {
                return;
            }
        }
        work.bound = work.bound.min(open);
    }

    /// Gives the least bound of what the packing needed more for or was left out, and whether nothing was left out.
    fn walk(
        &self,
        all: &[Vec<Candidate>; 5],
        best: &mut Option<Best>,
        work: &mut Work,
        (packed, visits): (u32, u32),
    ) -> (f64, bool) {
        let least = Least::of(all);
        let root = self.bound(&least.after(0));
        if best.as_ref().is_some_and(|best| cents(root) > best.cents) {
            return (f64::INFINITY, true);
        }
        let most = (work.packed + packed, work.visits + visits);
        let mut walk = Walk { search: self, all, best, least, work, most, open: f64::INFINITY, deeper: false };
        for aside in 0.. {
            walk.deeper = false;
            walk.go(0, Sum::default(), [0; 5], aside);
            if !walk.deeper {
                return (walk.open, true);
            }
            if walk.spent() {
                break;
            }
        }
        (root, false)
    }

    /// No combination with these sums costs less.
    pub fn bound(&self, sum: &Sum) -> f64 {
        self.base + sum.extra + self.nodes(sum) * self.machine.price
    }

    pub fn nodes(&self, sum: &Sum) -> f64 {
        let room = self.machine.room;
        (sum.cores / room.cpu - 1e-9)
            .max(sum.bytes / room.memory - 1e-9)
            .max(f64::from(sum.pods) / f64::from(room.pods.max(1)))
            .ceil()
            .max(f64::from(self.layout.zones))
            .max(sum.alone)
    }

    /// Nodes that one kind of pods needs by itself, so many of which fit on a node.
    pub fn alone(&self, role: Role, replicas: u32, fit: f64) -> f64 {
        let nodes = (f64::from(replicas) / fit - 1e-9).ceil();
        if role != Role::Ingester {
            return nodes;
        }
        let mut design = self.laid();
        design.ingester.replicas = replicas;
        if hostname_anti_affinity(&design) { nodes.max(f64::from(replicas)) } else { nodes }
    }
}

/// The place of the first stop that is no less than `need`, unless it is above `most`.
fn place(stops: &[f64], need: f64, most: f64) -> Option<usize> {
    let at = stops.partition_point(|&stop| stop < need * (1.0 - 1e-9));
    stops.get(at).is_some_and(|&stop| stop <= most).then_some(at)
}

/// A write that one ingester acknowledged for good is lost with it (RING-03).
pub(super) fn acknowledged_twice(design: &Design) -> bool {
    crate::topology::write_quorum(design.tempo.replication_factor) >= 2
}

/// `one` is no better in any way, and equal ones keep the first.
fn undercuts(other: &Candidate, one: &Candidate) -> bool {
    let no_worse = other.replicas <= one.replicas
        && other.cpu <= one.cpu
        && other.memory <= one.memory
        && other.extra <= one.extra
        && other.alone <= one.alone
        && other.spare >= one.spare.min(other.replicas.saturating_sub(1));
    let better = other.replicas < one.replicas || other.cpu < one.cpu || other.memory < one.memory || other.extra < one.extra;
    no_worse && better
}

/// The ring has the most rules: what it cannot do need not be worked out for the rest.
const FEWEST_FIRST: [Role; 5] = [Role::Ingester, Role::Compactor, Role::Querier, Role::Distributor, Role::QueryFrontend];

/// As many pods of each role as the loss to survive takes at most.
pub(super) fn taken(design: &Design, nodes: &[crate::estimate::PackedNode], zones: u32) -> [u32; 5] {
    let most = |role: usize| match design.goals.survive {
        Loss::None => 0,
        Loss::Pod => 1,
        Loss::Node => nodes.iter().map(|node| node.pods[role]).max().unwrap_or(0),
        Loss::Zone => (0..zones as usize)
            .map(|zone| nodes.iter().filter(|node| node.zone == zone).map(|node| node.pods[role]).sum())
            .max()
            .unwrap_or(0),
    };
    [0, 1, 2, 3, 4].map(most)
}
