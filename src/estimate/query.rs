//! Chapter "Queries": what a search costs the frontends and the queriers.

use super::Range;
use super::capacity::{Capacity, supply};
use super::load::Load;
use super::sheet::Draft;
use crate::catalog::coefficient;
use crate::design::{Design, Role};
use crate::quantity::{Style, Unit};

const SEARCH_RATE: Unit = Unit::SEARCH.per(Unit::SECOND);

pub fn query<'d>(design: &Design, draft: &'d Draft, load: &Load<'d>, capacity: &mut Capacity<'d>) {
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
    let retention = draft.field("workload.retention", design.workload.retention.seconds(), Unit::SECOND);
    let blocks = (load.peak * load.compression * lookback.min(retention)).named(
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
    let jobs = ((blocks / target).ceil() + recent).styled(
        "query.jobs",
        "Jobs per search",
        "The block bytes in the look-back in jobs of target_bytes_per_job, and one for recent data.",
        Style::Whole,
    );
    let shards = draft.given(
        "query shards of a lookup",
        "query_frontend.trace_by_id.query_shards, Tempo's default",
        Range::exact(50.0),
        Unit::ONE,
    );
    (load.searches * jobs + load.lookups * shards).named(
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
    ((load.searches + load.lookups) * ingesters).named(
        "query.recent",
        "Recent reads",
        "Every ingester is asked by every query for what it has not flushed.",
    );

    let cpu = rate / row("querier-scan") + row("querier-cpu-search") * (load.searches + load.lookups);
    capacity.cpu(
        &queriers,
        cpu.named("demand.querier.cpu_all", "Querier CPU of all pods", "Cores for scanning blocks and putting answers together."),
    );
    let on_one = load.searches / queriers.replicas;
    let memory = row("querier-memory") + row("querier-memory-search") * on_one;
    capacity.memory(&queriers, memory, "Row groups of the jobs under way. A full queue takes 3.7 to 5.0 GB.");
}
