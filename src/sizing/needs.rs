//! What one pod of a role needs, as a function of how many there are: read off the sheet, never calculated beside it.

use super::EPSILON;
use super::dress::{pinned, queue};
use super::space::stop;
use crate::catalog;
use crate::design::fields::field;
use crate::design::{Component, Cores, Design, Role};
use crate::estimate::{Estimate, Moves, Resource, Sheet, unsolved};
use crate::ring::Placement;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The least that one pod holds with.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Need {
    /// Cores.
    pub request: f64,
    pub limit: f64,
    /// Bytes.
    pub memory: f64,
    pub disk: f64,
    /// Something that no size mends is too much.
    pub beyond: bool,
}

impl Need {
    /// A utilisation is demand over supply, so that it times the supply is the least supply.
    pub fn of(role: Role, estimate: &Estimate, values: &[f64], has: &Component) -> Need {
        let mut need = Need::default();
        for utilisation in estimate.utilisations.iter().filter(|u| u.role == role) {
            let share = Sheet::in_replay(values, utilisation.cell);
            match utilisation.resource {
                Resource::CpuRequest => need.request = share * has.cpu_request.get(),
                Resource::CpuLimit => need.limit = share * has.cpu_limit.map_or(0.0, Cores::get),
                Resource::Memory => need.memory = share * has.memory_limit.get(),
                Resource::Disk => need.disk = share * has.volume.map_or(0.0, |volume| volume.get()),
                Resource::Throughput => need.beyond |= share > 1.0 + EPSILON,
                Resource::RateLimit | Resource::LiveTraces | Resource::Outstanding | Resource::Quorum => {}
            }
        }
        if role == Role::Ingester {
            // A full volume stops an ingester for good: it has to hold the high end at the peak, as DISK-01 asks.
            need.disk = need.disk.max(estimate.range("demand.ingester.disk").high);
        }
        need
    }

    pub fn max(&self, other: &Need) -> Need {
        Need {
            request: self.request.max(other.request),
            limit: self.limit.max(other.limit),
            memory: self.memory.max(other.memory),
            disk: self.disk.max(other.disk),
            beyond: self.beyond || other.beyond,
        }
    }

    /// Whether a pod of this size holds it.
    pub fn within(&self, cpu: f64, limit: Option<f64>, memory: f64) -> bool {
        let fits = |need: f64, has: f64| need <= has * (1.0 + EPSILON);
        !self.beyond && fits(self.request, cpu) && limit.is_none_or(|limit| fits(self.limit, limit)) && fits(self.memory, memory)
    }
}

/// Cores of one node of the design's type.
pub(super) fn cores_of_node(design: &Design) -> f64 {
    catalog::node(&design.platform.provider, &design.platform.node).map_or(f64::INFINITY, |node| f64::from(node.vcpu))
}

/// The CPU limit of a pod that requests so much and in its busiest seconds needs so much; `None` where no node has it.
pub(super) fn limit(design: &Design, request: f64, need: f64) -> Option<f64> {
    let stops = field("components.distributor.cpu_limit").map_or(Vec::new(), |field| field.ladder());
    limit_of(&stops, cores_of_node(design), request, need)
}

/// The same among these stops.
pub(super) fn limit_of(stops: &[f64], node: f64, request: f64, need: f64) -> Option<f64> {
    let least = request.max(need * (1.0 - 1e-9));
    (least <= node).then(|| stop(stops, least).map(|stop| stop.min(node))).flatten()
}

/// What the stated searches make of so many queriers of so many cores.
#[derive(Clone, Copy, Debug)]
pub(super) struct Searching {
    /// Seconds, of one search at the stated load.
    pub latency: f64,
    /// Outstanding jobs over what may wait, with the wished headroom and at the peak.
    pub waiting: f64,
    pub waiting_at_peak: f64,
    /// Bytes that one of them needs, likewise: how full they are hangs on their cores.
    pub memory: f64,
    pub memory_at_peak: f64,
}

/// All that was asked of one replication factor and one kind of ring, kept.
pub(super) struct Needs {
    /// The design as it is, with one pod of each role.
    base: Design,
    /// Its estimate, which is replayed with other numbers of pods.
    estimate: Estimate,
    moves: Moves,
    /// Stops of a CPU limit.
    pub limits: Vec<f64>,
    /// The ring's zones; 0 for none.
    zones: u32,
    stateless: BTreeMap<u32, [(Need, Need); 5]>,
    ingesters: BTreeMap<u32, (Need, Arc<Placement>)>,
    queriers: BTreeMap<(u32, u64), Searching>,
}

/// The inputs that are moved: the numbers of all that is no ingester, and the cores of a querier.
const NUMBERS: [&str; 4] = [
    "components.distributor.replicas",
    "components.query_frontend.replicas",
    "components.querier.replicas",
    "components.compactor.replicas",
];

impl Needs {
    /// `zones`: that the ring knows of; 0 for none.
    pub fn new(design: &Design, copies: u32, zones: u32) -> Needs {
        let mut base = design.clone();
        base.tempo.replication_factor = copies;
        base.platform.zone_awareness = zones > 0;
        if zones > 0 {
            base.platform.zones = zones;
        }
        base.ingester.replicas = copies.max(zones);
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Ingester) {
            base.component_mut(role).replicas = 1;
        }
        let placement = Arc::new(Placement::of(&base));
        let estimate = unsolved(&base, &placement);
        let queue = queue(&base, &estimate, &estimate.sheet.loaded(base.goals.headroom));
        base.tempo.max_outstanding_per_tenant = queue as u32;
        let estimate = unsolved(&base, &placement);
        let cores =
            if base.querier.cpu_limit.is_some() { "components.querier.cpu_limit" } else { "components.querier.cpu_request" };
        let [distributor, frontend, querier, compactor] = NUMBERS;
        let read = ["query.latency"].into_iter().filter_map(|id| estimate.sheet.find(id));
        let moves = estimate
            .sheet
            .moves(&[distributor, frontend, querier, compactor, cores], read.chain(estimate.utilisations.iter().map(|u| u.cell)));
        let need = Need::of(Role::Ingester, &estimate, &estimate.sheet.loaded(base.goals.headroom), &base.ingester);
        Needs {
            limits: field("components.distributor.cpu_limit").map_or(Vec::new(), |field| field.ladder()),
            zones,
            stateless: BTreeMap::new(),
            ingesters: BTreeMap::from([(base.ingester.replicas, (need, placement))]),
            queriers: BTreeMap::new(),
            base,
            estimate,
            moves,
        }
    }

    /// Up to how many cores a querier of the design as it is may go.
    fn cores(&self) -> f64 {
        self.base.querier.cpu_limit.unwrap_or(self.base.querier.cpu_request).get()
    }

    /// With the wished headroom, and at the peak.
    pub fn of(&mut self, role: Role, replicas: u32) -> (Need, Need) {
        if role == Role::Ingester {
            let need = self.ingester(replicas).0;
            return (need, Need::default());
        }
        let cores = self.cores();
        let (base, estimate, moves) = (&self.base, &self.estimate, &self.moves);
        // One role's needs hang on its own number alone, so that one replay answers for all.
        self.stateless.entry(replicas).or_insert_with(|| {
            let count = f64::from(replicas);
            let at = |multiple: f64| estimate.sheet.replayed(moves, &[count, count, count, count, cores], multiple);
            let (wished, peak) = (at(base.goals.headroom), at(1.0));
            Role::ALL.map(|role| {
                let of = |values: &[f64]| Need::of(role, estimate, values, base.component(role));
                (of(&wished), of(&peak))
            })
        })[role as usize]
    }

    fn ingester(&mut self, replicas: u32) -> &(Need, Arc<Placement>) {
        if !self.ingesters.contains_key(&replicas) {
            let mut design = self.base.clone();
            design.ingester.replicas = replicas;
            // The ring next to it has most of its tokens.
            let near = self.ingesters.range(..replicas).next_back().or(self.ingesters.iter().next());
            let near = near.map(|(_, (_, placement))| placement);
            let placement = near.and_then(|near| near.follow(&design)).unwrap_or_else(|| Placement::of(&design));
            let estimate = unsolved(&design, &placement);
            let need = Need::of(Role::Ingester, &estimate, &estimate.sheet.loaded(design.goals.headroom), &design.ingester);
            self.ingesters.insert(replicas, (need, Arc::new(placement)));
        }
        &self.ingesters[&replicas]
    }

    /// The ring of so many ingesters.
    pub fn placement(&mut self, replicas: u32) -> Arc<Placement> {
        Arc::clone(&self.ingester(replicas).1)
    }

    /// `cores`: up to which a querier may go.
    pub fn searching(&mut self, queriers: u32, cores: f64) -> Searching {
        let (base, estimate, moves) = (&self.base, &self.estimate, &self.moves);
        *self.queriers.entry((queriers, cores.to_bits())).or_insert_with(|| {
            let at = |multiple: f64| estimate.sheet.replayed(moves, &[1.0, 1.0, f64::from(queriers), 1.0, cores], multiple);
            let read = |values: &[f64], id: &str| estimate.sheet.find(id).map_or(0.0, |cell| Sheet::in_replay(values, cell));
            let (wished, peak) = (at(base.goals.headroom), at(1.0));
            let waiting = |values: &[f64]| read(values, "utilisation.query_frontend.outstanding");
            let memory = |values: &[f64]| Need::of(Role::Querier, estimate, values, &base.querier).memory;
            Searching {
                latency: read(&peak, "query.latency"),
                waiting: waiting(&wished),
                waiting_at_peak: waiting(&peak),
                memory: memory(&wished),
                memory_at_peak: memory(&peak),
            }
        })
    }

    /// The step in which the number of a role grows: whole zones of ingesters.
    pub fn step(&self, role: Role) -> u32 {
        if role == Role::Ingester { self.zones.max(1) } else { 1 }
    }

    /// Whether the searches hold with so many queriers, all there and with so many lost.
    pub fn answers(&mut self, queriers: u32, lost: u32, cores: f64) -> bool {
        let now = self.searching(queriers, cores);
        let goal = self.base.goals.search_latency.map_or(f64::INFINITY, |time| time.seconds());
        now.latency <= goal * (1.0 + EPSILON)
            && now.waiting <= 1.0 + EPSILON
            && (lost == 0 || lost < queriers && self.searching(queriers - lost, cores).waiting_at_peak <= 1.0 + EPSILON)
    }

    /// What one of so many queriers needs, all there and with so many lost.
    pub fn memory(&mut self, queriers: u32, lost: u32, cores: f64) -> f64 {
        let now = self.searching(queriers, cores);
        let left = if lost > 0 { self.searching(queriers.saturating_sub(lost).max(1), cores) } else { now };
        now.memory.max(left.memory_at_peak)
    }

    pub fn pinned(&self) -> bool {
        pinned(&self.base, Role::Querier)
    }
}
