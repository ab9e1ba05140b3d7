//! What the figures mean, a sentence each: a list beside the formulas, since the page computes with these from its first moment and
//! fetches the words with what explains.

/// By the figure's id, chapter by chapter.
const MEANINGS: &[(&str, &str)] = &[
    // load.rs
    ("load.mean_spans", "Spans received per second over the day."),
    ("load.mean", "Bytes received per second over the day, as tempo_distributor_bytes_received_total counts them."),
    ("load.peak_spans", "Spans received per second in the busiest minutes."),
    ("load.peak", "Bytes received per second in the busiest minutes. Capacity is judged here."),
    ("load.peak_traces", "Traces begun per second at the peak."),
    ("load.peak_requests", "Push requests to the distributors per second at the peak."),
    (
        "load.mean_copies",
        "What the ingesters flush and the compactors work on. An upper bound: a slow copy may be cancelled once the quorum has answered.",
    ),
    ("load.peak_copies", "What all ingesters receive together at the peak."),
    ("load.searches", "TraceQL searches per second."),
    (
        "storage.compression",
        "How small blocks are beside what was received. It hangs on the spans' content: measure a block of your own.",
    ),
    // tenancy.rs
    (
        "limits.even_share",
        "What the listed shares leave of the load, spread evenly over the tenants without a share of their own.",
    ),
    ("storage.kept_others", "One copy of what the tenants that are not listed send within the retention."),
    (
        "limits.tenant_peak",
        "What one tenant sends in the busiest minutes: the load, or what the listed shares leave of it, spread evenly over the tenants.",
    ),
    // capacity.rs
    ("load.ingester", "Bytes per second of copies that the ingester with the largest share of the ring receives at the peak."),
    ("disk.stored_rate", "Stored bytes per second that the busiest ingester makes at the peak."),
    (
        "ingester.block",
        "A tenant's head block is cut at max_block_duration or when its WAL reaches max_block_bytes, whichever is first. The largest of all tenants.",
    ),
    ("demand.distributor.cpu_all", "Cores for receiving, regrouping by trace and sending the copies, at the peak."),
    ("ingester.memory_steady", "Resident memory of the busiest ingester while no block is being completed."),
    (
        "ingester.completing",
        "At least one; more where blocks are cut faster than one is completed, or where tenants' blocks are cut at the same time. At most concurrent_flushes.",
    ),
    ("ingester.memory_completion", "The peak while cut blocks are written as Parquet. max_block_bytes is the lever."),
    (
        "ingester.memory_traces",
        "Live traces beyond those of the runs that the other memory was measured at, and the largest trace once. It comes on top.",
    ),
    ("limits.live_traces", "Traces not yet cut to the WAL, at the fullest moment: just before the flush check."),
    ("load.compactor", "Bytes per second of all copies that one compactor has to take, on the mean."),
    // disk.rs
    ("disk.wal", "The head block of every tenant at its fullest and the one being completed."),
    ("disk.kept", "Complete blocks stay for complete_block_timeout, so that queriers learn of them first."),
    ("demand.ingester.disk", "What the volume of the busiest ingester holds at peak load."),
    ("disk.files", "Flushed blocks and the head block, half full on the mean."),
    ("ingester.cache", "What the kernel keeps of its files in memory. A working set counts it; under a limit it is given back."),
    (
        "disk.ride_out",
        "While the object store is down blocks pile up at the mean load; after so long the volume of the busiest ingester is full.",
    ),
    // query.rs
    (
        "query.block_bytes",
        "What a search reads of the store: the busiest hour at the peak rate, the rest at the mean, the copies not yet compacted, never more than is kept, nothing younger than query_backend_after.",
    ),
    (
        "query.block_bytes_mean",
        "The same outside the busiest hour: what the searches of the month read on the mean, and the bill counts.",
    ),
    ("query.inspected", "Of the block bytes in the look-back, the columns a search reads."),
    ("query.inspected_rate", "What all queriers read of the object store together, per second."),
    ("query.jobs", "The block bytes in the look-back in jobs of target_bytes_per_job, and one for recent data."),
    ("query.jobs_rate", "Jobs the query-frontends hand to the queriers per second."),
    ("query.requests", "Searches and lookups that reach the query-frontends per second."),
    ("query.recent", "Every ingester is asked by every query for what it has not flushed."),
    (
        "query.scan",
        "Bytes one querier inspects in a second: what its CPU allows up to the limit, and what store and network give, whichever is less.",
    ),
    ("query.latency_two_more", "What two more queriers would make of it."),
    ("query.waves", "Jobs of a search over the jobs that all queriers work on at once."),
    ("query.latency_day", "The same for a look-back of a day."),
    ("demand.querier.cpu_all", "Cores for scanning blocks and putting answers together."),
    // limits.rs
    (
        "limits.rate_each",
        "local: each distributor lets in the whole limit. global: each lets in its part, so that a client that sends to one of them is held to that.",
    ),
    ("limits.request", "Bytes of one push at the stated spans per request."),
    ("limits.message", "The larger of a push request and the largest trace."),
    ("limits.outstanding", "Jobs of the searches that are under way at once; one search offers at most concurrent_jobs."),
    // requests.rs
    ("requests.blocks", "Every ingester cuts a block per tenant at max_block_duration or when max_block_bytes is reached."),
    ("requests.put", "Parts, meta, index and bloom of every block flushed or compacted, and the tenant index."),
    (
        "requests.blocklist",
        "The blocklist at steady state: what compaction leaves of each window, and the window not yet compacted.",
    ),
    ("requests.list", "The builders of the tenant index list the bucket at every poll."),
    (
        "requests.get",
        "Polls, reads of compaction and search, and the bloom filters that lookups by id read: one per block, which dominates without a cache.",
    ),
    // storage.rs
    ("storage.rate", "What one copy of the ingest takes in blocks."),
    ("storage.kept", "One copy of everything within the retention."),
    ("storage.copies", "Every trace is flushed once per copy; compaction removes the copies within its window."),
    ("storage.superseded", "A block stays for compacted_block_retention after its successor is written."),
    ("storage.flushed", "What the ingesters write to the object store per second at the peak, copies included."),
    ("storage.rewritten", "What the compactors write to the object store per second, on the mean; they read about as much."),
    (
        "storage.stored",
        "Bytes in the bucket once retention deletes as much as arrives. The content of the spans makes the range.",
    ),
    (
        "storage.drain",
        "When retention is shortened, blocks past it are marked at the next look and deleted compacted_block_retention later.",
    ),
    // nodes.rs
    ("nodes.requested_cpu", "Cores requested by all pods together."),
    ("nodes.requested_memory", "Bytes requested by all pods together."),
    ("nodes.free_cpu", "Capacity less the provider's reservation and the DaemonSets."),
    ("nodes.free_memory", "Capacity less the provider's reservation, the eviction threshold and the DaemonSets."),
    ("nodes.count", "The fewest nodes of the chosen type that take all pods under the bundle's placement rules."),
    ("nodes.cpu_share", "Requests over what all nodes have for pods."),
    ("nodes.memory_share", "Requests over what all nodes have for pods."),
    ("nodes.idle", "What no pod requests, of the resource that is requested more. It carries bursts, and it is paid for."),
    ("nodes.mean", "What is paid for where pods follow the profile."),
    // cost.rs
    ("cost.compute", "All nodes at their price, less the discount that you stated."),
    ("cost.requested", "What pods request, of the resource that is requested more."),
    ("cost.idle", "What no pod requests, of the resource that is requested more. It carries bursts, and it is paid for."),
    ("cost.total", "All lines that have a price, for 730 hours at the mean load, without tax."),
    // day.rs
    ("day.compaction", "Bytes of copies that they take in a second together."),
    (
        "day.backlog",
        "What the compactors have not taken at the end of the fullest hour of the second day: what was waiting, and what came in above what they take. They work on the mean; a peak becomes backlog.",
    ),
    ("day.growth", "Where the mean is more than the compactors take, this much more waits every day, without end."),
    ("day.caught_up", "After the end of the busiest hour, in whole hours. Searches read more blocks until then."),
    // mod.rs
    ("ring.max_share", "The share of all traces that the busiest ingester holds a copy of."),
    ("capacity.headroom", "How many times the stated peak the cluster holds before something runs out."),
    ("capacity.sustainable", "Spans per second at which the first resource is used up."),
];

/// What a figure means; empty for one that has no row here.
pub(super) fn meaning(id: &str) -> &'static str {
    MEANINGS.iter().find(|(known, _)| *known == id).map_or("", |(_, meaning)| meaning)
}

#[cfg(test)]
mod tests {
    use super::MEANINGS;

    #[test]
    fn every_meaning_stands_once() {
        let mut ids: Vec<&str> = MEANINGS.iter().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
