//! Chapter "Requests": what the object store is asked, per second. Priced in the cost chapter.

use super::Range;
use super::capacity::Capacity;
use super::load::Load;
use super::sheet::{Draft, Term};
use super::tenancy::Tenancy;
use crate::catalog::coefficient;
use crate::design::{Design, Role};
use crate::quantity::Unit;

pub struct Requests<'d> {
    pub put: Term<'d>,
    pub list: Term<'d>,
    pub get: Term<'d>,
}

const RATE: Unit = Unit::REQUEST.per(Unit::SECOND);

/// All at the mean load: a bill is paid for the month, not for its peaks.
pub fn requests<'d>(
    design: &Design,
    draft: &'d Draft,
    load: &Load<'d>,
    tenancy: &Tenancy<'d>,
    max_share: Term<'d>,
    capacity: &Capacity<'d>,
) -> Requests<'d> {
    let row = |id| draft.coefficient(coefficient(id));
    let settings = &design.tempo;
    let field = |path, value, unit| draft.field(path, value, unit);
    let ingesters = field("components.ingester.replicas", f64::from(design.ingester.replicas), Unit::ONE);
    let block_time = field("tempo.max_block_duration", settings.max_block_duration.seconds(), Unit::SECOND);
    let block_bytes = draft.amount("tempo.max_block_bytes", settings.max_block_bytes);
    let tenants = tenancy.tenants;
    let one = draft.constant(1.0, Unit::ONE);

    let wal_rate = load.mean * max_share * load.compression * row("wal-ratio");
    // Every tenant has a head block of its own on every ingester, and its own WAL is what the size cut compares.
    let cuts = tenancy.each(&|party| (one / block_time).max(tenancy.of_one(party, wal_rate) / block_bytes) * ingesters);
    let cuts = tenancy.total(&cuts).listed("requests.blocks", "Blocks flushed");
    let stored = load.mean_copies * load.compression;
    let put_flush = stored / row("put-bytes") + cuts * row("block-objects");
    let rewritten = stored * row("write-amplification");
    // A compaction takes at least two blocks and leaves one.
    let compactions = cuts * row("write-amplification") * 0.5;
    let put_compaction = rewritten / row("put-bytes") + compactions * row("block-objects");
    let poll = field("tempo.blocklist_poll", settings.blocklist_poll.seconds(), Unit::SECOND);
    let index = draft.given(
        "tenant index builders",
        "storage.trace.blocklist_poll_tenant_index_builders, Tempo's default",
        Range::exact(2.0),
        Unit::REQUEST,
    );
    let put = (put_flush + put_compaction + index * tenants / poll).listed("requests.put", "PUT requests");

    // Builders list the blocks of every tenant, a thousand keys a page and about five objects a block.
    let window = field("tempo.compaction_window", settings.compaction_window.seconds(), Unit::SECOND);
    let blocks = (tenancy.mean_retention() / window * row("blocks-per-window") + cuts * window / tenants)
        .listed("requests.blocklist", "Blocks of a tenant");
    let pages = (blocks
        * draft.given(
            "share of a list page per block",
            "five objects a block, a thousand keys a page",
            Range::exact(0.005),
            Unit::ONE,
        ))
    .ceil()
        + one;
    let list = (index * tenants * pages / poll).listed("requests.list", "LIST requests");

    let pollers: u32 =
        [Role::Querier, Role::QueryFrontend, Role::Compactor].into_iter().map(|role| design.component(role).replicas).sum();
    let pollers = draft.given(
        "pods that poll",
        "every querier, query-frontend and compactor reads the tenant index",
        Range::exact(f64::from(pollers)),
        Unit::REQUEST,
    );
    let poll_get = pollers * tenants / poll + cuts * index;
    let compaction_get = rewritten / row("get-bytes-compaction");
    let one_search = draft.given("one search", "a figure per search", Range::exact(1.0), Unit::SEARCH);
    let searching = match capacity.search_scan {
        Some((inspected, jobs)) => {
            load.searches * (inspected / row("get-bytes-scan")) + load.searches / one_search * jobs * row("job-requests")
        }
        None => draft.constant(0.0, RATE),
    };
    let blooms = draft.given(
        "bloom shard per block",
        "a lookup reads one shard of the bloom filter of every block; without memcached each is a request",
        Range::exact(1.0),
        Unit::REQUEST,
    );
    let looking = load.lookups / one_search * blocks * blooms;
    let get = (poll_get + compaction_get + searching + looking).listed("requests.get", "GET requests");
    Requests { put, list, get }
}
