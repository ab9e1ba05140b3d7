//! Chapter "Queries": what a search costs the frontends and the queriers.

use super::Range;
use super::capacity::{Capacity, supply};
use super::load::Load;
use super::sheet::{Draft, Term};
use super::tenancy::Tenancy;
use crate::catalog::coefficient;
use crate::design::{Design, Role};
use crate::quantity::{Style, Unit};

const SEARCH_RATE: Unit = Unit::SEARCH.per(Unit::SECOND);

pub fn query<'d>(design: &Design, draft: &'d Draft, load: &Load<'d>, tenancy: &Tenancy<'d>, capacity: &mut Capacity<'d>) {
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
    let rate_stored = load.peak * load.compression;
    let within = |span: Term<'d>| rate_stored * tenancy.weighted(|retention| span.min(retention));
    let blocks = within(lookback).named(
        "query.block_bytes",
        "Block bytes in the look-back",
        "Stored bytes that lie within the look-back of a search, at the peak rate.",
    );
    let one_search = draft.given("one search", "a figure per search", Range::exact(1.0), Unit::SEARCH);
    let inspected = (blocks * row("inspected-share") / one_search).named(
        "query.inspected",
        "Bytes inspected per search",
        "Of the block bytes in the look-back, the columns a search reads.",
    );
    let rate = (load.searches * inspected).named(
        "query.inspected_rate",
        "Bytes inspected",
        "What all queriers read of the object store together, per second.",
    );
    let target = draft.field("tempo.target_bytes_per_job", design.tempo.target_bytes_per_job.get(), Unit::BYTE);
    let recent = draft.given(
        "job for recent data",
        "the query-frontend sends one job for what the ingesters hold",
        Range::exact(1.0),
        Unit::ONE,
    );
    let jobs_of = |bytes: Term<'d>| (bytes / target).ceil() + recent;
    let jobs = jobs_of(blocks).styled(
        "query.jobs",
        "Jobs per search",
        "The block bytes in the look-back in jobs of target_bytes_per_job, and one for recent data.",
        Style::Whole,
    );
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
    (load.searches * jobs * per_search + load.lookups * shards).named(
        "query.jobs_rate",
        "Jobs",
        "Jobs the query-frontends hand to the queriers per second.",
    );
    (load.searches + load.lookups).named(
        "query.requests",
        "Queries",
        "Searches and lookups that reach the query-frontends per second.",
    );
    let ingesters = draft.field("components.ingester.replicas", f64::from(design.ingester.replicas), Unit::ONE);
    ((load.searches + load.lookups) * ingesters * per_search).named(
        "query.recent",
        "Recent reads",
        "Every ingester is asked by every query for what it has not flushed.",
    );

    // A search as wide as `bytes` on so many queriers: waves of jobs, and the bytes over what the queriers scan.
    let latency = |bytes: Term<'d>, queriers: Term<'d>| {
        let slots =
            queriers * draft.field("tempo.max_concurrent_queries", f64::from(design.tempo.max_concurrent_queries), Unit::ONE);
        let waves = (jobs_of(bytes) / slots).ceil();
        waves * row("job-latency") + bytes * row("inspected-share") / (queriers * row("querier-scan-pod"))
    };
    let own = latency(blocks, queriers.replicas).named(
        "query.latency",
        "Latency of a search",
        "Waves of jobs and the time to scan what the look-back holds, with no other search under way.",
    );
    let two = draft.constant(2.0, Unit::ONE);
    latency(blocks, queriers.replicas + two).named(
        "query.latency_two_more",
        "Latency with two more queriers",
        "What two more queriers would make of it.",
    );
    let slots = queriers.replicas
        * draft.field("tempo.max_concurrent_queries", f64::from(design.tempo.max_concurrent_queries), Unit::ONE);
    (jobs / slots).ceil().styled(
        "query.waves",
        "Waves of jobs",
        "Jobs of a search over the jobs that all queriers work on at once.",
        Style::Whole,
    );
    let day = draft.given("24 h", "the span that rule QRY-02 judges", Range::exact(crate::quantity::DAY), Unit::SECOND);
    latency(within(day), queriers.replicas).named(
        "query.latency_day",
        "Latency of a search over 24 h",
        "The same for a look-back of a day.",
    );
    capacity.search = Some((jobs, own));
    capacity.search_scan = Some((inspected, jobs));

    let cpu = rate / row("querier-scan") + row("querier-cpu-search") * (load.searches + load.lookups);
    capacity.cpu(
        &queriers,
        cpu.named("demand.querier.cpu_all", "Querier CPU of all pods", "Cores for scanning blocks and putting answers together."),
    );
    let on_one = load.searches / queriers.replicas;
    let memory = row("querier-memory") + row("querier-memory-search") * on_one;
    capacity.memory(&queriers, memory, "Row groups of the jobs under way. A full queue takes 3.7 to 5.0 GB.");
}
