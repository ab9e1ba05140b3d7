//! Chapter "Capacity": demand over supply, for every resource of every component.

use super::load::Load;
use super::query::Bound;
use super::sheet::{CellId, Draft, Range, Term};
use super::tenancy::Tenancy;
use crate::catalog::coefficient;
use crate::design::{Bytes, Component, Design, Millis, Role};
use crate::quantity::{MB, Style, Unit};
use crate::topology::write_quorum;

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
    /// The ingesters that a write wants to hear from, where there are fewer.
    Quorum,
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
            Resource::Quorum => "write quorum",
        }
    }

    /// Whether it is a configured limit, which refuses what is above it, and no resource of a pod.
    #[must_use]
    pub fn is_limit(self) -> bool {
        matches!(self, Resource::RateLimit | Resource::LiveTraces | Resource::Outstanding | Resource::Quorum)
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
            Resource::Quorum => "quorum",
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

impl<'d> Supply<'d> {
    /// Cores that one pod may count on: up to its limit, or what it requests where it has none.
    pub(super) fn cores(&self) -> Term<'d> {
        self.cpu_limit.unwrap_or(self.cpu_request)
    }
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
        memory: draft.amount(path!(role, "memory_limit"), component.memory_limit),
    }
}

/// Collects the utilisations of all components.
pub struct Capacity<'d> {
    draft: &'d Draft,
    pub utilisations: Vec<Utilisation>,
    /// Stored bytes per second on the busiest ingester, at the peak.
    pub stored_rate: Term<'d>,
    /// The WAL of all tenants' head blocks on it, and the blocks that come of them, each at its fullest.
    pub heads: Term<'d>,
    pub blocks: Term<'d>,
    /// Traces not yet cut to the WAL on it.
    pub live_traces: Term<'d>,
    /// Memory that the largest trace takes while it is held once.
    pub giant: Term<'d>,
    /// Jobs of a search and its latency, at most query_timeout, once the query chapter is written.
    pub search: Option<(Term<'d>, Term<'d>)>,
    /// Bytes inspected by a search and its jobs, on the mean over the month.
    pub search_scan: Option<(Term<'d>, Term<'d>)>,
    pub search_bound: Bound,
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
        // A compactor follows the mean of the load.
        let mean = pods.role == Role::Compactor;
        let per_pod = demand.named(
            format!("demand.{}.cpu", pods.role.key()),
            format!("{title} CPU of one pod"),
            if mean {
                "Cores one pod works with at the mean load: a peak becomes backlog."
            } else {
                "Cores one pod works with at peak load, on the mean over minutes."
            },
        );
        self.utilisation(
            pods.role,
            Resource::CpuRequest,
            per_pod,
            pods.cpu_request,
            if mean {
                "CPU at the mean load over the request, which the scheduler keeps free for the pod."
            } else {
                "Mean CPU at peak load over the request, which the scheduler keeps free for the pod."
            },
        );
        if let Some(limit) = pods.cpu_limit {
            let row = |id| draft.coefficient(coefficient(id));
            self.utilisation(
                pods.role,
                Resource::CpuLimit,
                match pods.role {
                    // One thread, which works or waits.
                    Role::Compactor => row("compactor-cpu-peak"),
                    Role::Ingester => per_pod * row("cpu-burst"),
                    _ => per_pod * row("cpu-burst-stateless"),
                },
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
pub fn capacity<'d>(
    design: &Design,
    draft: &'d Draft,
    load: &Load<'d>,
    tenancy: &Tenancy<'d>,
    max_share: Term<'d>,
) -> Capacity<'d> {
    let row = |id| draft.coefficient(coefficient(id));
    let one = draft.constant(1.0, Unit::ONE);
    let ingesters = supply(draft, Role::Ingester, &design.ingester);

    let ingester_rate = (load.peak * max_share).listed("load.ingester", "Ingest of the busiest ingester");
    let block_bytes = draft.amount("tempo.max_block_bytes", design.tempo.max_block_bytes);
    let block_time = draft.field("tempo.max_block_duration", design.tempo.max_block_duration.seconds(), Unit::SECOND);
    let stored_rate = (ingester_rate * load.compression).listed("disk.stored_rate", "Blocks written by the busiest ingester");
    // The size cut compares the WAL, which is larger than the block that comes of it: what is cut by size has a WAL of
    // max_block_bytes exactly, however large the block.
    let wal = row("wal-ratio");
    let blocks = tenancy.each(&|party| (tenancy.of_one(party, stored_rate) * block_time).min(block_bytes / wal));
    let heads = tenancy.each(&|party| (tenancy.of_one(party, stored_rate * wal) * block_time).min(block_bytes));
    let block = tenancy.largest(&blocks).listed("ingester.block", "Stored size of a block");
    let mut capacity = Capacity {
        draft,
        utilisations: Vec::new(),
        stored_rate,
        heads: tenancy.total(&heads),
        blocks: tenancy.total(&blocks),
        live_traces: live_traces(design, draft, load, max_share),
        giant: giant(design, draft),
        search: None,
        search_scan: None,
        search_bound: Bound::FirstByte,
    };
    let quorum = write_quorum(design.tempo.replication_factor);
    if design.ingester.replicas < quorum {
        let source = "floor(RF/2)+1, and 1 at RF 2: dskit counts them against the full set of copies";
        let needed = draft.given("ingesters a write wants to hear from", source, Range::exact(f64::from(quorum)), Unit::ONE);
        let meaning = "Above 100 % every write is refused, at any load.";
        capacity.utilisation(Role::Ingester, Resource::Quorum, needed, ingesters.replicas, meaning);
    }

    let distributors = supply(draft, Role::Distributor, &design.distributor);
    let copies_further = load.replication - one;
    let cpu = row("distributor-cpu-bytes") * load.peak
        + row("distributor-cpu-spans") * load.peak_spans
        + row("distributor-cpu-requests") * load.peak_requests
        + row("distributor-cpu-copy") * load.peak * copies_further;
    let cpu = cpu.listed("demand.distributor.cpu_all", "Distributor CPU of all pods");
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
    .listed("ingester.memory_steady", "Ingester memory between blocks");
    let at_once = (stored_rate / row("completion-rate")).max(aligned(draft, design.workload.tenants)).ceil();
    let at_once = at_once.min(workers(draft)).listed_as("ingester.completing", "Blocks completed at once", Style::Whole);
    let completion = (row("ingester-completion-base") + row("ingester-completion") * block * at_once)
        .listed("ingester.memory_completion", "Ingester memory at block completion");
    // The two were measured at so many live traces per byte received; only what is beyond them comes on top.
    let measured = draft.given(
        "live traces of the runs, per byte/s",
        "own runs of 2.10.8: 2 212 live traces at 0.99 MB/s, 11 032 at 4.93 MB/s",
        super::Range::exact(MB.each(2_237.0)),
        Unit::TRACE.per(Unit::BYTE.per(Unit::SECOND)),
    );
    let none = draft.constant(0.0, Unit::TRACE);
    let live = (row("ingester-live-trace") * (capacity.live_traces - measured * ingester_rate).max(none) + capacity.giant)
        .listed("ingester.memory_traces", "Ingester memory of live traces");
    capacity.memory(&ingesters, steady.max(completion) + live, "The larger of the steady memory and the peak at block completion, and live traces beyond those measured. File cache comes on top and is given back under pressure.");

    compactors(design, draft, load, &mut capacity);
    capacity
}

/// Traces that the busiest ingester holds in memory.
fn live_traces<'d>(design: &Design, draft: &'d Draft, load: &Load<'d>, max_share: Term<'d>) -> Term<'d> {
    let settings = &design.tempo;
    let time = |path, value: Millis| draft.field(path, value.seconds(), Unit::SECOND);
    let live_for = (time("workload.trace_duration", design.workload.trace_duration)
        + time("tempo.trace_idle_period", settings.trace_idle_period))
    .min(time("tempo.trace_live_period", settings.trace_live_period))
        + time("tempo.flush_check_period", settings.flush_check_period);
    (load.peak_traces * max_share * live_for).listed("limits.live_traces", "Live traces on the busiest ingester")
}

/// What is above max_bytes_per_trace is cut off, so that it is never held.
fn giant<'d>(design: &Design, draft: &'d Draft) -> Term<'d> {
    let limits = design.tenants.iter().filter_map(|tenant| tenant.max_bytes_per_trace).map(Bytes::get);
    let highest = limits.fold(design.tempo.max_bytes_per_trace.get(), f64::max);
    let limit = draft.given(
        "highest max_bytes_per_trace",
        "of all tenants; what a trace has beyond is refused: TRACE_TOO_LARGE",
        super::Range::exact(highest),
        Unit::BYTE,
    );
    let largest = draft.amount("workload.largest_trace", design.workload.largest_trace);
    draft.coefficient(coefficient("giant-trace")) * largest.min(limit)
}

/// Blocks cut at the same time.
fn aligned(draft: &Draft, tenants: u32) -> Term<'_> {
    draft.given(
        "tenants whose blocks are cut together",
        "one; after a restart all tenants' head blocks begin, and by time end, together",
        super::Range::new(1.0, 1.0, f64::from(tenants.max(1))),
        Unit::ONE,
    )
}

fn workers(draft: &Draft) -> Term<'_> {
    let source = "ingester.concurrent_flushes, Tempo's default (grafana/tempo v2.10.8 modules/ingester/config.go)";
    draft.given("concurrent flushes", source, super::Range::exact(4.0), Unit::ONE)
}

/// Compactors follow the mean load: a peak becomes backlog, not a failure.
fn compactors<'d>(design: &Design, draft: &'d Draft, load: &Load<'d>, capacity: &mut Capacity<'d>) {
    let row = |id| draft.coefficient(coefficient(id));
    let pods = supply(draft, Role::Compactor, &design.compactor);
    let per_pod = (load.mean_copies / pods.replicas).listed("load.compactor", "Copies per compactor");
    let one = draft.constant(1.0, Unit::ONE);
    let busy = (per_pod / row("compactor-busy")).min(one);
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
        super::Range::exact(MB.of(3.0)),
        Unit::BYTE.per(Unit::SECOND),
    );
    let span = draft.given(
        "from 3 to 5 MB/s",
        "between the two plateaus the figure is interpolated",
        super::Range::exact(MB.of(2.0)),
        Unit::BYTE.per(Unit::SECOND),
    );
    let (low, high) = (row("compactor-memory-small"), row("compactor-memory-large"));
    let none = draft.constant(0.0, Unit::ONE);
    let part = ((per_pod - small) / span).max(none).min(one);
    // The copies of one trace lie in as many blocks, and are held together while they become one.
    let giants = capacity.giant * load.replication;
    capacity.memory(
        &pods,
        low + (high - low) * part + giants,
        "The peak while four row groups are merged, and all copies of the largest trace.",
    );
}
