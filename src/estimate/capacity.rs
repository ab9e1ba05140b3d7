//! Chapter "Capacity": demand over supply, for every resource of every component.

use super::load::Load;
use super::sheet::{CellId, Draft, Term};
use crate::catalog::coefficient;
use crate::design::{Component, Design, Role};
use crate::quantity::{MB, Style, Unit};

/// What of a component can run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    /// The mean demand at peak load against the request, which the scheduler keeps free.
    CpuRequest,
    /// The busiest seconds against the limit, where the kernel throttles.
    CpuLimit,
    Memory,
    Disk,
    /// What a compactor can take in, whatever CPU it is given: it is one thread.
    Throughput,
    RateLimit,
    LiveTraces,
    Outstanding,
}

impl Resource {
    /// As in "ingester memory".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Resource::CpuRequest => "CPU",
            Resource::CpuLimit => "CPU limit",
            Resource::Memory => "memory",
            Resource::Disk => "disk",
            Resource::Throughput => "throughput",
            Resource::RateLimit => "rate limit",
            Resource::LiveTraces => "live traces",
            Resource::Outstanding => "outstanding jobs",
        }
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Resource::CpuRequest => "cpu_request",
            Resource::CpuLimit => "cpu_limit",
            Resource::Memory => "memory",
            Resource::Disk => "disk",
            Resource::Throughput => "throughput",
            Resource::RateLimit => "rate_limit",
            Resource::LiveTraces => "live_traces",
            Resource::Outstanding => "outstanding",
        }
    }
}

/// Demand over supply of one resource of one component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Utilisation {
    pub role: Role,
    pub resource: Resource,
    pub cell: CellId,
}

/// The id of a utilisation's figure.
pub(super) fn utilisation_id(role: Role, resource: Resource) -> String {
    format!("utilisation.{}.{}", role.key(), resource.key())
}

/// One pod of a component: what it has.
pub(super) struct Supply<'d> {
    pub(super) role: Role,
    pub(super) replicas: Term<'d>,
    cpu_request: Term<'d>,
    cpu_limit: Option<Term<'d>>,
    memory: Term<'d>,
}

macro_rules! path {
    ($role:expr, $name:literal) => {
        match $role {
            Role::Distributor => concat!("components.distributor.", $name),
            Role::Ingester => concat!("components.ingester.", $name),
            Role::QueryFrontend => concat!("components.query_frontend.", $name),
            Role::Querier => concat!("components.querier.", $name),
            Role::Compactor => concat!("components.compactor.", $name),
        }
    };
}

pub(super) fn supply<'d>(draft: &'d Draft, role: Role, component: &Component) -> Supply<'d> {
    Supply {
        role,
        replicas: draft.field(path!(role, "replicas"), f64::from(component.replicas), Unit::ONE),
        cpu_request: draft.field(path!(role, "cpu_request"), component.cpu_request.get(), Unit::CORE),
        cpu_limit: component.cpu_limit.map(|cores| draft.field(path!(role, "cpu_limit"), cores.get(), Unit::CORE)),
        memory: draft.field(path!(role, "memory_limit"), component.memory_limit.get(), Unit::BYTE),
    }
}

/// Collects the utilisations of all components.
pub struct Capacity<'d> {
    draft: &'d Draft,
    pub utilisations: Vec<Utilisation>,
    /// Replicated bytes per second on the busiest ingester, at the peak.
    pub ingester_rate: Term<'d>,
    /// Stored bytes of one block when it is cut.
    pub block: Term<'d>,
    /// Jobs of a search and its latency, once the query chapter is written.
    pub search: Option<(Term<'d>, Term<'d>)>,
    /// Bytes inspected by a search and its jobs.
    pub search_scan: Option<(Term<'d>, Term<'d>)>,
}

impl<'d> Capacity<'d> {
    /// Names the quotient and keeps it as one thing that can run out.
    pub fn utilisation(&mut self, role: Role, resource: Resource, demand: Term<'d>, supply: Term<'d>, meaning: &str) {
        self.share(role, resource, demand / supply, meaning);
    }

    /// The same of a quotient that stands already: the highest of several.
    pub fn share(&mut self, role: Role, resource: Resource, share: Term<'d>, meaning: &str) {
        let title = format!("{} {}", role.title(), resource.name());
        let share = share.styled(utilisation_id(role, resource), title, meaning, Style::Percent);
        self.utilisations.push(Utilisation { role, resource, cell: share.id() });
    }

    /// CPU of a component: the demand of all its pods at the peak, spread evenly over them.
    pub(super) fn cpu(&mut self, pods: &Supply<'d>, demand: Term<'d>) {
        self.cpu_of_one(pods, demand / pods.replicas);
    }

    /// CPU of a component of which one pod's demand is known.
    fn cpu_of_one(&mut self, pods: &Supply<'d>, demand: Term<'d>) {
        let draft = self.draft;
        let title = pods.role.title();
        let per_pod = demand.named(
            format!("demand.{}.cpu", pods.role.key()),
            format!("{title} CPU of one pod"),
            "Cores one pod works with at peak load, on the mean over minutes.",
        );
        self.utilisation(
            pods.role,
            Resource::CpuRequest,
            per_pod,
            pods.cpu_request,
            "Mean CPU at peak load over the request, which the scheduler keeps free for the pod.",
        );
        if let Some(limit) = pods.cpu_limit {
            let burst = draft.coefficient(coefficient("cpu-burst"));
            self.utilisation(
                pods.role,
                Resource::CpuLimit,
                per_pod * burst,
                limit,
                "CPU of the busiest ten seconds over the limit, where the kernel throttles.",
            );
        }
    }

    pub(super) fn memory(&mut self, pods: &Supply<'d>, demand: Term<'d>, meaning: &str) {
        let demand = demand.named(
            format!("demand.{}.memory", pods.role.key()),
            format!("{} memory of one pod", pods.role.title()),
            meaning,
        );
        self.utilisation(pods.role, Resource::Memory, demand, pods.memory, meaning);
    }
}

/// `max_share`: the share of all traces that the busiest ingester holds a copy of, exactly from the ring.
pub fn capacity<'d>(design: &Design, draft: &'d Draft, load: &Load<'d>, max_share: Term<'d>) -> Capacity<'d> {
    let row = |id| draft.coefficient(coefficient(id));
    let one = draft.constant(1.0, Unit::ONE);
    let ingesters = supply(draft, Role::Ingester, &design.ingester);

    let ingester_rate = (load.peak * max_share).named(
        "load.ingester",
        "Ingest of the busiest ingester",
        "Bytes per second of copies that the ingester with the largest share of the ring receives at the peak.",
    );
    let block_bytes = draft.field("tempo.max_block_bytes", design.tempo.max_block_bytes.get(), Unit::BYTE);
    let block_time = draft.field("tempo.max_block_duration", design.tempo.max_block_duration.seconds(), Unit::SECOND);
    // The size cut compares the WAL, which is larger than the block that comes of it.
    let block = (ingester_rate * load.compression * block_time).min(block_bytes / row("wal-ratio")).named(
        "ingester.block",
        "Stored size of a block",
        "A head block is cut at max_block_duration or when its WAL reaches max_block_bytes, whichever is first.",
    );
    let mut capacity = Capacity { draft, utilisations: Vec::new(), ingester_rate, block, search: None, search_scan: None };

    let distributors = supply(draft, Role::Distributor, &design.distributor);
    let copies_further = load.replication - one;
    let cpu = row("distributor-cpu-bytes") * load.peak
        + row("distributor-cpu-spans") * load.peak_spans
        + row("distributor-cpu-requests") * load.peak_requests
        + row("distributor-cpu-copy") * load.peak * copies_further;
    let cpu = cpu.named(
        "demand.distributor.cpu_all",
        "Distributor CPU of all pods",
        "Cores for receiving, regrouping by trace and sending the copies, at the peak.",
    );
    capacity.cpu(&distributors, cpu);
    capacity.memory(&distributors, row("distributor-memory"), "Flat in the load; large batches and stalling ingesters raise it.");

    // Every ingester is asked by every search of recent data.
    let searching = row("ingester-cpu-search") * load.searches;
    let cpu = (row("ingester-cpu-bytes") * load.peak
        + row("ingester-cpu-spans") * load.peak_spans
        + row("ingester-cpu-traces") * load.peak_traces
        + row("ingester-cpu-requests") * load.peak_requests)
        * max_share
        + searching;
    capacity.cpu_of_one(&ingesters, cpu);
    let steady = (row("ingester-memory-base")
        + row("ingester-memory-rate") * ingester_rate
        + (row("ingester-memory-search") * load.searches).min(row("ingester-memory-search-cap")))
    .named(
        "ingester.memory_steady",
        "Ingester memory between blocks",
        "Resident memory of the busiest ingester while no block is being completed.",
    );
    let completion = (row("ingester-completion-base") + row("ingester-completion") * block).named(
        "ingester.memory_completion",
        "Ingester memory at block completion",
        "The peak while a cut block is written as Parquet. max_block_bytes is the lever.",
    );
    capacity.memory(&ingesters, steady.max(completion), "The larger of the steady memory and the peak at block completion. File cache comes on top and is given back under pressure.");

    compactors(design, draft, load, &mut capacity);
    capacity
}

/// Compactors follow the mean load: a peak becomes backlog, not a failure.
fn compactors<'d>(design: &Design, draft: &'d Draft, load: &Load<'d>, capacity: &mut Capacity<'d>) {
    let row = |id| draft.coefficient(coefficient(id));
    let pods = supply(draft, Role::Compactor, &design.compactor);
    let per_pod = (load.mean_copies / pods.replicas).named(
        "load.compactor",
        "Copies per compactor",
        "Bytes per second of all copies that one compactor has to take, on the mean.",
    );
    let one = draft.constant(1.0, Unit::ONE);
    let busy = (per_pod / row("compactor-throughput")).min(one);
    capacity.cpu_of_one(&pods, row("compactor-cpu") * busy);
    capacity.utilisation(
        Role::Compactor,
        Resource::Throughput,
        per_pod,
        row("compactor-throughput"),
        "Copies per compactor over what one compactor takes. Above 100 % outstanding blocks grow without bound.",
    );
    // Two measured plateaus, below 3 and above 5 MB/s, and a line between them.
    let small = draft.given(
        "3 MB/s",
        "public runs of 2.9: below, memory does not follow the load",
        super::Range::exact(3.0 * MB),
        Unit::BYTE.per(Unit::SECOND),
    );
    let span = draft.given(
        "from 3 to 5 MB/s",
        "between the two plateaus the figure is interpolated",
        super::Range::exact(2.0 * MB),
        Unit::BYTE.per(Unit::SECOND),
    );
    let (low, high) = (row("compactor-memory-small"), row("compactor-memory-large"));
    let none = draft.constant(0.0, Unit::ONE);
    let part = ((per_pod - small) / span).max(none).min(one);
    capacity.memory(&pods, low + (high - low) * part, "The peak while four row groups are merged; the largest trace raises it.");
}
