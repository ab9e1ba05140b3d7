//! Chapter "Queries": what a search costs the frontends and the queriers.

use super::Range;
use super::capacity::{Capacity, supply};
use super::load::Load;
use super::sheet::{Draft, Term};
use super::tenancy::Tenancy;
use crate::catalog::coefficient;
use crate::design::{Design, Role};
use crate::quantity::{Style, Unit};

/// What a search waits for longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Slots,
    FirstByte,
    Cpu,
    Store,
}

impl Bound {
    pub(super) fn words(self) -> &'static str {
        match self {
            Bound::Slots => "the slots of the queriers bind",
            Bound::FirstByte => "the store's time to first byte binds",
            Bound::Cpu => "the queriers' CPU binds",
            Bound::Store => "what store and network give binds",
        }
    }
}

const SEARCH_RATE: Unit = Unit::SEARCH.per(Unit::SECOND);

/// Gives the requests to ingesters for recent data, per second.
pub fn query<'d>(
    design: &Design,
    draft: &'d Draft,
    load: &Load<'d>,
    tenancy: &Tenancy<'d>,
    capacity: &mut Capacity<'d>,
) -> Term<'d> {
    let row = |id| draft.coefficient(coefficient(id));
    let frontends = supply(draft, Role::QueryFrontend, &design.query_frontend);
    capacity.cpu(&frontends, row("frontend-cpu") * load.searches);
    let per_frontend = load.searches / frontends.replicas;
    let small = draft.given("5 searches/s", "where the public runs measured the small figure", Range::exact(5.0), SEARCH_RATE);
    let span = draft.given(
        "from 5 to 25 searches/s",
        "between the two measured points the figure is interpolated",
        Range::exact(20.0),
        SEARCH_RATE,
    );
    let (low, high) = (row("frontend-memory-small"), row("frontend-memory-large"));
    let none = draft.constant(0.0, Unit::ONE);
    let one = draft.constant(1.0, Unit::ONE);
    let part = ((per_frontend - small) / span).max(none).min(one);
    capacity.memory(&frontends, low + (high - low) * part, "Results held in memory while a search is put together.");

    let queriers = supply(draft, Role::Querier, &design.querier);
    let lookback = draft.field("workload.lookback", design.workload.lookback.seconds(), Unit::SECOND);
    let within = look_back(design, draft, load, tenancy, true);
    let blocks = within(lookback).listed("query.block_bytes", "Block bytes in the look-back");
    let one_search = draft.given("one search", "a figure per search", Range::exact(1.0), Unit::SEARCH);
    let inspected = (blocks * row("inspected-share") / one_search).listed("query.inspected", "Bytes inspected per search");
    let rate = (load.searches * inspected).listed("query.inspected_rate", "Bytes inspected");
    let target = draft.amount("tempo.target_bytes_per_job", design.tempo.target_bytes_per_job);
    let recent = draft.given(
        "job for recent data",
        "the query-frontend sends one job for what the ingesters hold",
        Range::exact(1.0),
        Unit::ONE,
    );
    let jobs_of = |bytes: Term<'d>| (bytes / target).ceil() + recent;
    let jobs = jobs_of(blocks).listed_as("query.jobs", "Jobs per search", Style::Whole);
    let per_search = draft.given(
        "one request per job",
        "a job is a request of the querier",
        Range::exact(1.0),
        Unit::REQUEST.per(Unit::SEARCH),
    );
    let shards = draft.given(
        "query shards of a lookup",
        "query_frontend.trace_by_id.query_shards, Tempo's default",
        Range::exact(50.0),
        Unit::REQUEST.per(Unit::SEARCH),
    );
    (load.searches * jobs * per_search + load.lookups * shards).listed("query.jobs_rate", "Jobs");
    (load.searches + load.lookups).listed("query.requests", "Queries");
    let ingesters = draft.field("components.ingester.replicas", f64::from(design.ingester.replicas), Unit::ONE);
    let recent = ((load.searches + load.lookups) * ingesters * per_search).listed("query.recent", "Recent reads");

    let by_cpu = queriers.cores() * row("querier-scan");
    let by_store = row("querier-scan-pod");
    let scan = by_cpu.min(by_store).listed("query.scan", "Scan of one querier");
    let slots_of = |queriers: Term<'d>| {
        queriers * draft.field("tempo.max_concurrent_queries", f64::from(design.tempo.max_concurrent_queries), Unit::ONE)
    };
    let wait = row("job-latency");
    let timeout = draft.field("tempo.query_timeout", design.tempo.query_timeout.seconds(), Unit::SECOND);
    let some = draft.constant(1e-6, Unit::ONE);
    // What the stated searches take of so many queriers is not there for the one that is timed; what is under way began
    // within the last query_timeout, which ends it.
    let shared = |queriers: Term<'d>| {
        let slots = load.searches / one_search * jobs * wait / slots_of(queriers);
        let busy = slots.max(rate / (queriers * scan));
        (one / (one - busy).max(some)).min(one + load.searches / one_search * timeout)
    };
    // A search as wide as `bytes` on so many queriers: waves of jobs, and the bytes over what the queriers scan.
    let waiting = |bytes: Term<'d>, queriers: Term<'d>| (jobs_of(bytes) / slots_of(queriers)).ceil() * wait;
    let scanning = |bytes: Term<'d>, queriers: Term<'d>| bytes * row("inspected-share") / (queriers * scan);
    let latency = |bytes: Term<'d>, queriers: Term<'d>| (waiting(bytes, queriers) + scanning(bytes, queriers)) * shared(queriers);
    let likely = |term: Term<'d>| term.range().likely;
    let (waited, scanned) = (likely(waiting(blocks, queriers.replicas)), likely(scanning(blocks, queriers.replicas)));
    let binds = match waited > scanned {
        true if waited > 1.5 * likely(wait) => Bound::Slots,
        true => Bound::FirstByte,
        false if likely(by_cpu) < likely(by_store) => Bound::Cpu,
        false => Bound::Store,
    };
    capacity.search_bound = binds;
    let binds = binds.words();
    let own = latency(blocks, queriers.replicas).named(
        "query.latency",
        "Latency of a search",
        format!(
            "Waves of jobs and the time to scan what the look-back holds, slowed by the other searches under way; query_timeout ends it. \
             Here {binds}."
        ),
    );
    let two = draft.constant(2.0, Unit::ONE);
    latency(blocks, queriers.replicas + two).listed("query.latency_two_more", "Latency with two more queriers");
    (jobs / slots_of(queriers.replicas)).ceil().listed_as("query.waves", "Waves of jobs", Style::Whole);
    let day = draft.given("24 h", "the span that rule QRY-02 judges", Range::exact(crate::quantity::DAY), Unit::SECOND);
    latency(within(day), queriers.replicas).listed("query.latency_day", "Latency of a search over 24 h");
    capacity.search = Some((jobs, own.min(timeout)));
    // A bill is paid for the month: the searches of a usual hour find what a usual hour left.
    let usual = look_back(design, draft, load, tenancy, false)(lookback)
        .listed("query.block_bytes_mean", "Block bytes in a usual look-back");
    capacity.search_scan = Some((usual * row("inspected-share") / one_search, jobs_of(usual)));

    let cpu = rate / row("querier-scan") + row("querier-cpu-search") * (load.searches + load.lookups);
    capacity.cpu(&queriers, cpu.listed("demand.querier.cpu_all", "Querier CPU of all pods"));
    let on_one = load.searches / queriers.replicas;
    // A lookup puts the copies of a trace together.
    let small = row("querier-memory") + row("querier-memory-search") * on_one;
    // Measured well below half of what they scan, and with a full queue; a line between.
    let part = (rate / (queriers.replicas * scan) * two - one).max(none).min(one);
    let memory = small.max(row("querier-memory-full") * part) + capacity.giant * load.replication;
    capacity.memory(
        &queriers,
        memory,
        "Row groups of the jobs under way, more of them the nearer a queue is, and all copies of the largest trace.",
    );
    recent
}

/// The bytes that a search over a span reads of the store.
///
/// Blocks younger than query_backend_after are searched in the ingesters alone (grafana/tempo v2.10.8
/// modules/frontend/search_sharder.go, backendRange). Every copy is a block until compaction has worked on its window.
fn look_back<'d>(
    design: &Design,
    draft: &'d Draft,
    load: &Load<'d>,
    tenancy: &Tenancy<'d>,
    busiest_hour: bool,
) -> impl Fn(Term<'d>) -> Term<'d> {
    let settings = &design.tempo;
    let one = draft.constant(1.0, Unit::ONE);
    let none = draft.constant(0.0, Unit::SECOND);
    let busiest = draft.given(
        "how long the peak lasts",
        "assumption: about an hour of the day; 15 minutes to 4 hours",
        Range::new(900.0, 3600.0, 14_400.0),
        Unit::SECOND,
    );
    let after = draft.field("tempo.query_backend_after", settings.query_backend_after.seconds(), Unit::SECOND);
    let window = draft.field("tempo.compaction_window", settings.compaction_window.seconds(), Unit::SECOND);
    let above = if busiest_hour { load.peak_factor - one } else { draft.constant(0.0, Unit::ONE) };
    let copies = load.replication - one;
    let rate = load.mean * load.compression;
    // In seconds of the mean load.
    let worth = move |span: Term<'d>| (span - after).max(none) + above * (span.min(busiest) - after).max(none);
    move |span| {
        let of = |retention: Term<'d>| {
            let span = span.min(retention);
            (worth(span) + copies * worth(span.min(window))).min(retention + copies * window)
        };
        rate * tenancy.weighted(&of)
    }
}
