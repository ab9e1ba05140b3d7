//! How much of a resource a unit of work takes. MB is 10^6 bytes.

use super::Coefficient;
use crate::quantity::{GB, MB, MIB, Unit};

const PER_BYTE_RATE: Unit = Unit::CORE.per(Unit::BYTE.per(Unit::SECOND));
const PER_SPAN_RATE: Unit = Unit::CORE.per(Unit::SPAN.per(Unit::SECOND));
const PER_TRACE_RATE: Unit = Unit::CORE.per(Unit::TRACE.per(Unit::SECOND));
const PER_REQUEST_RATE: Unit = Unit::CORE.per(Unit::REQUEST.per(Unit::SECOND));
const PER_SEARCH_RATE: Unit = Unit::CORE.per(Unit::SEARCH.per(Unit::SECOND));
const BYTE_RATE: Unit = Unit::BYTE.per(Unit::SECOND);
const US: f64 = 1e-6;
const MS: f64 = 1e-3;

/// 24 runs on 2.10.8, one factor at a time (1-5 MB/s, RF 1 to 3), chosen to cover 17 public runs of 2.9 as well (0.1-14 MB/s).
const MEASURED: &str = "24 own runs of 2.10.8 (1-5 MB/s, 99-1495 B per span, RF 1-3) and 17 public runs of 2.9 by rubenvp8510/perf-tests-tempo-results (0.1-14 MB/s, RF 1-2)";
const PUBLIC: &str =
    "17 public runs of 2.9 by rubenvp8510/perf-tests-tempo-results, commit c1e3f8bf (0.1-14 MB/s, RF 1-2, one querier)";

/// One list, two tables: the page calculates with the first from its first moment, and the second comes with what is read.
macro_rules! written {
    ($(($unit:expr, $scale:expr, $name:literal),)*) => {
        /// Of each unit: what of the base unit one is that a person writes.
        pub(super) static SCALES: &[(Unit, f64)] = &[$(($unit, $scale)),*];
        /// How that is called.
        pub(super) static WRITTEN: &[&str] = &[$($name),*];
    };
}

written! {
    (PER_BYTE_RATE, MB.each(1.0), "cores per MB/s"),
    (PER_SPAN_RATE, MS, "cores per 1000 spans/s"),
    (PER_TRACE_RATE, MS, "cores per 1000 traces/s"),
    (PER_REQUEST_RATE, MS, "cores per 1000 requests/s"),
    (PER_SEARCH_RATE, 1.0, "cores per search/s"),
    (Unit::BYTE, GB.of(1.0), "GB"),
    (BYTE_RATE, MB.of(1.0), "MB/s"),
    (Unit::SECOND, 1.0, "s"),
    (Unit::BYTE.per(Unit::SEARCH.per(Unit::SECOND)), GB.of(1.0), "GB per search/s"),
    (Unit::BYTE.per(Unit::TRACE), 1.0, "B per trace"),
    (Unit::BYTE.per(Unit::SPAN), 1.0, "B per span"),
    (BYTE_RATE.per(Unit::CORE), MB.of(1.0), "MB/s per core"),
    (Unit::BYTE.per(Unit::REQUEST), 1.0, "B per request"),
    (Unit::REQUEST, 1.0, "requests"),
    (Unit::CORE, 1.0, "cores"),
    (Unit::CORE.per(Unit::NODE), 1.0, "cores per node"),
    (Unit::BYTE.per(Unit::NODE), GB.of(1.0), "GB per node"),
}

/// One list, two tables: the page computes with the first from its first moment, and fetches the second with what explains.
macro_rules! rows {
    ($($id:literal, $label:literal, $unit:expr, $low:expr, $likely:expr, $high:expr, $source:expr, $date:literal;)*) => {
        /// All coefficients.
        pub static COEFFICIENTS: &[Coefficient] =
            &[$(Coefficient { id: $id, unit: $unit, low: $low, likely: $likely, high: $high }),*];
        /// Of each: what it was measured on, and when, and what it is.
        pub(super) static SOURCES: &[(&str, &str, &str)] = &[$(($source, $date, $label)),*];
    };
}

rows! {
    "distributor-cpu-bytes", "distributor CPU per byte received", PER_BYTE_RATE, MB.each(0.015), MB.each(0.019), MB.each(0.025), MEASURED, "2026-11-24";
    "distributor-cpu-spans", "distributor CPU per span", PER_SPAN_RATE, 1.5 * US, 2.0 * US, 3.5 * US, MEASURED, "2026-11-24";
    "distributor-cpu-requests", "distributor CPU per push request", PER_REQUEST_RATE, 0.5 * MS, 0.73 * MS, 0.9 * MS, MEASURED, "2026-11-24";
    "distributor-cpu-copy", "distributor CPU per byte of each further copy", PER_BYTE_RATE, MB.each(0.006), MB.each(0.03), MB.each(0.09),
        "own runs: 0.006 well batched, 0.018 in small batches; public runs of 2.9: 0.076. RF 3 is extrapolated from RF 1 and 2", "2026-11-24";
    "distributor-memory", "distributor memory", Unit::BYTE, GB.of(0.05), GB.of(0.09), GB.of(2.0),
        "public runs of 2.9: 0.05-0.07 GB up to 13.5 MB/s; own runs of 2.10.8: 0.09-0.13 GB; the high end is Grafana's size page (large batches, retries)", "2026-11-24";
    "ingester-cpu-bytes", "ingester CPU per byte of a copy", PER_BYTE_RATE, MB.each(0.025), MB.each(0.03), MB.each(0.04), MEASURED, "2026-11-24";
    "ingester-cpu-spans", "ingester CPU per span of a copy", PER_SPAN_RATE, 5.0 * US, 7.2 * US, 12.0 * US, MEASURED, "2026-11-24";
    "ingester-cpu-traces", "ingester CPU per trace of a copy", PER_TRACE_RATE, 40.0 * US, 58.0 * US, 80.0 * US, MEASURED, "2026-11-24";
    "ingester-cpu-requests", "ingester CPU per push request", PER_REQUEST_RATE, 0.3 * MS, 0.37 * MS, 0.5 * MS, MEASURED, "2026-11-24";
    "ingester-cpu-search", "ingester CPU per search that reaches it", PER_SEARCH_RATE, 0.030, 0.034, 0.050,
        "17 public runs of 2.9 (0.034 with a cap of 25 searches/s per querier), confirmed by one own run of 2.10.8 (0.033)", "2026-11-24";
    "cpu-burst", "ingester CPU in the busiest ten seconds over the mean", Unit::ONE, 1.2, 2.7, 3.3,
        "own runs of 2.10.8: 2.5-3 at blocks of 60 s, 3.3 with a 401 MB block; public runs: p95 over median 1.2-2.9", "2026-11-24";
    "cpu-burst-stateless", "CPU of pods without data in the busiest ten seconds over the mean", Unit::ONE, 1.0, 1.2, 2.0,
        "own runs of 2.10.8: distributors 1.03-1.58; public runs of 2.9, p95 over median: queriers 1.0-2.0, query-frontends 1.0-1.25 (maximum)", "2026-11-24";
    "ingester-memory-base", "ingester memory at rest", Unit::BYTE, GB.of(0.1), GB.of(0.25), GB.of(0.35),
        "own runs of 2.10.8: RSS 92-98 MB idle and 0.16 GB just before a cut at 1 MB/s, but 0.26-0.40 GB on the mean of windows with block completions, whose garbage stays", "2026-11-24";
    "ingester-memory-rate", "ingester memory per byte/s of copies on it", Unit::SECOND, MB.each(GB.of(0.05)), MB.each(GB.of(0.07)), MB.each(GB.of(0.2)),
        "own runs of 2.10.8: RSS 0.16 GB at 1 MB/s, 0.45 GB at 5 MB/s", "2026-11-24";
    "ingester-memory-search", "ingester memory per search/s", Unit::BYTE.per(Unit::SEARCH.per(Unit::SECOND)), GB.of(0.02), GB.of(0.1), GB.of(0.15),
        "one own run of 2.10.8 at 10 searches/s: mean RSS 0.36 to 1.4 GB; a congested run, hence the range", "2026-11-24";
    "ingester-memory-search-cap", "ingester memory of searches, at most", Unit::BYTE, GB.of(1.5), GB.of(1.5), GB.of(1.5),
        "judgement: no run shows more than 1.4 GB on the mean from searches", "2026-11-24";
    "ingester-completion-base", "ingester memory beside a block being completed", Unit::BYTE, GB.of(0.3), GB.of(0.45), GB.of(0.7),
        "own runs of 2.10.8: what is left of the peaks (0.45 / 0.62 / 1.32 / 3.95 GB at 12 / 18 / 69 / 401 MB) beyond 8.8 times the block is 0.34 to 0.71 GB", "2026-11-24";
    "ingester-completion", "memory per stored byte of the block being completed", Unit::ONE, 6.0, 8.8, 13.0,
        "own runs of 2.10.8: blocks of 12 / 18 / 69 / 401 MB peak at 0.45 / 0.62 / 1.32 / 3.95 GB", "2026-11-24";
    "completion-rate", "stored bytes completed in a second by one worker", BYTE_RATE, MB.of(4.7), MB.of(21.0), MB.of(25.0),
        "public runs of 2.9: 505 MB in 20 to 35 s; own run of 2.10.8 on two shared cores: 401 MB in 85 s", "2026-11-24";
    "ingester-live-trace", "memory per live trace beyond those of the runs", Unit::BYTE.per(Unit::TRACE), 4_000.0, 9_000.0, 13_000.0,
        "grafana/tempo#3761: 12 to 35 GiB from 0.25 to 3 million live traces; own runs of 2.10.8 at 1 MB/s: 51 MB over 12 644 traces (99 and 1495 B per span), 143 MB over 10 987 (2 and 1000 spans per trace)", "2026-11-24";
    "giant-trace", "memory per byte of the largest trace where it is held", Unit::ONE, 1.0, 4.0, 10.0,
        "judgement: its bytes, Go values and rows of Parquet; that it matters is reported (grafana/tempo#976, #2162, #4424), how much is not", "2026-11-24";
    "ingester-cache", "file cache kept of flushed blocks", Unit::ONE, 0.0, 1.0, 1.3,
        "public medians of 2.9 = 0.81 GB + 1.00 x cache (R2 0.90, 16 of 17 runs); 0 under a tight limit, since the kernel takes it back", "2026-01-13";
    "compactor-throughput", "copies one compactor takes", BYTE_RATE, MB.of(9.0), MB.of(12.0), MB.of(15.0),
        "public runs of 2.9: one compactor kept up with 13.5 (RF 1) and 10.3 (RF 2) replicated MB/s; grafana/tempo#5779: 15.3 slowly falls behind; Grafana's 3-5 received, if RF 3 is meant", "2026-01-13";
    "compactor-cpu", "compactor CPU while busy", Unit::CORE, 0.4, 0.55, 0.65, "public runs of 2.9: the median minute of runs above 5 MB/s; one thread; grafana/tempo#5776", "2026-01-13";
    "compactor-cpu-peak", "compactor CPU in its busiest minute", Unit::CORE, 0.36, 0.8, 1.0, "public runs of 2.9 above 0.5 MB/s: 0.2-0.97 core, 0.8-0.9 above 5 MB/s; one thread; grafana/tempo#5776: uses one core of four", "2026-01-13";
    "compactor-busy", "copies that keep one compactor busy", BYTE_RATE, MB.of(4.0), MB.of(6.0), MB.of(15.0),
        "public runs of 2.9: at 5.2-7.7 MB/s of copies the median minute is busy (0.42-0.63 core) though nothing is outstanding, since it goes on to further levels; below 3 MB/s it is idle or half busy; high end: what it takes at most", "2026-01-13";
    "compactor-memory-small", "compactor memory peak up to 3 MB/s of copies", Unit::BYTE, GB.of(3.0), GB.of(7.0), GB.of(7.7), "17 public runs of 2.9, those below 3 MB/s", "2026-01-13";
    "compactor-memory-large", "compactor memory peak from 5 MB/s of copies", Unit::BYTE, GB.of(10.0), GB.of(15.0), GB.of(18.0),
        "17 public runs of 2.9, those above 5 MB/s; grafana/tempo#2690: the maintainers' own use 5-6 GB", "2026-01-13";
    "write-amplification", "bytes rewritten by compaction per byte flushed", Unit::ONE, 1.4, 2.7, 3.7,
        "8 public runs of 2.9 within 75 minutes; over a whole retention more", "2026-01-13";
    "frontend-cpu", "query-frontend CPU per search", PER_SEARCH_RATE, 0.006, 0.0075, 0.010, PUBLIC, "2026-01-13";
    "frontend-memory-small", "query-frontend memory up to 5 searches/s", Unit::BYTE, GB.of(0.08), GB.of(0.4), GB.of(0.47),
        "public runs of 2.9: 0.40-0.47 GB with two small side containers; own runs of 2.10.8 without: 0.08-0.10 GB", "2026-11-24";
    "frontend-memory-large", "query-frontend memory from 25 searches/s", Unit::BYTE, GB.of(1.25), GB.of(1.3), GB.of(1.34), PUBLIC, "2026-01-13";
    "querier-scan", "bytes one core inspects in a second",
        BYTE_RATE.per(Unit::CORE), MB.of(29.0), MB.of(60.0), MB.of(248.0),
        "public runs of 2.9: 52-67 MB/s per core cold, 157-248 hot, local MinIO; grafana/tempo#5679: 17.5 MB/s at 0.6 core, store or network bound", "2026-01-13";
    "inspected-share", "share of the block bytes that a search inspects", Unit::ONE, 0.0007, 0.004, 0.0145,
        "worked out from 19 public runs of 2.9, at most 25 searches/s taken as completed: 0.0007-0.0067 (a limit stops searches early); high end: grafana/tempo#5679, one attribute over 48 h, 36.9 GB of 2542 GB. The likely value is a judgement between them. A query over many attributes reads more than any case shows", "2026-01-13";
    "querier-cpu-search", "querier CPU per search", PER_SEARCH_RATE, 0.010, 0.013, 0.05, "own run of 2.10.8 at 10 searches/s, data recent", "2026-11-24";
    "querier-memory", "querier memory", Unit::BYTE, GB.of(0.22), GB.of(0.4), GB.of(0.6),
        "public runs of 2.9 at 5 searches/s, queue never full: 0.20-0.75 GB. One that nobody asks takes 0.08 GB (own runs of 2.10.8), which is no size to plan with", "2026-11-24";
    "querier-memory-full", "querier memory with a full queue", Unit::BYTE, GB.of(2.6), GB.of(3.7), GB.of(5.0), "9 public runs of 2.9 with a full queue: median 2.7-4.0 GB, at most 5.0", "2026-01-13";
    "querier-memory-search", "querier memory per search/s on it", Unit::BYTE.per(Unit::SEARCH.per(Unit::SECOND)), 0.0, GB.of(0.03), GB.of(0.053),
        "public runs of 2.9: 0.3-1.9 GB at 25 searches/s on one querier, queue never full", "2026-01-13";
    "compression", "stored bytes per byte received", Unit::ONE, 0.083, 0.25, 0.63,
        "57-131 B stored per span (design block; grafana/tempo#7147) against 300-680 B received; measured on both sides: 424 of 680 B. A sample of one's own blocks narrows it", "2026-01-13";
    "stored-base", "stored bytes of a span without text", Unit::BYTE.per(Unit::SPAN), 55.0, 62.0, 90.0, "own runs of 2.10.8 at 99 to 1495 B per span, within 2 %", "2026-11-24";
    "stored-unique", "stored bytes per unique character", Unit::ONE, 0.6, 0.87, 1.0, "own runs of 2.10.8 with 0 to 282 unique hex characters per span", "2026-11-24";
    "stored-repeated", "stored bytes per repeated byte", Unit::ONE, 0.05, 0.11, 0.2, "own runs of 2.10.8 at 99 to 1495 B per span", "2026-11-24";
    "wal-ratio", "WAL bytes per stored byte", Unit::ONE, 1.04, 1.35, 1.75,
        "own runs of 2.10.8: 1.06-1.73, high for small spans and short traces; public runs of 2.9: 1.04", "2026-11-24";
    "flush-delay", "time from cut to flushed", Unit::SECOND, 10.0, 60.0, 330.0,
        "grafana/tempo v2.10.8 modules/ingester/flush.go: jitter and backoff; own runs: a 401 MB block completes in 85 s; high end: one retry after flush_op_timeout", "2026-11-24";
    "put-bytes", "bytes in one part of an upload", Unit::BYTE.per(Unit::REQUEST), MIB.of(16.0), MIB.of(16.0), MB.of(30.0),
        "minio-go as vendored in v2.10.8: parts of 16 MiB when a flushed block is copied; compaction appends one row group (100 MB in memory, about 30 MB stored) at a time", "2026-11-24";
    "block-objects", "further requests to write a block", Unit::REQUEST, 5.0, 6.0, 25.0,
        "grafana/tempo v2.10.8 vparquet4/copy.go: start and end of the upload, meta, index, bloom shards of 100 KiB, whose number (1 to 20) is assumed", "2026-11-24";
    "get-bytes-scan", "bytes of one read of a search", Unit::BYTE.per(Unit::REQUEST), MIB.of(0.25), MIB.of(1.0), MIB.of(1.0),
        "grafana/tempo v2.10.8: storage.trace.search.read_buffer_size_bytes, 1 MiB; less where a column is small", "2026-11-24";
    "get-bytes-compaction", "bytes of one read of a compactor", Unit::BYTE.per(Unit::REQUEST), MIB.of(1.0), MIB.of(2.0), MIB.of(2.0),
        "grafana/tempo v2.10.8 vparquet4/block_iterator.go: a reader that buffers 2 MiB", "2026-11-24";
    "job-requests", "reads to open a block for a job", Unit::REQUEST, 2.0, 4.0, 12.0,
        "assumption: footer, page index and dictionary of a block that is not cached", "2026-11-24";
    "blocks-per-window", "blocks left of a compaction window", Unit::ONE, 1.0, 2.0, 6.0,
        "assumption: max_compaction_objects and max_block_bytes are rarely reached in a small cluster; a window that falls behind keeps more", "2026-11-24";
    "querier-scan-pod", "bytes one querier inspects in a second", BYTE_RATE, MB.of(17.0), MB.of(450.0), MB.of(540.0),
        "public runs of 2.9, queue full: 377-536 MB/s per pod on 6-9 cores and local MinIO; grafana/tempo#5679: 17.5, bound by store or network", "2026-01-13";
    "job-latency", "time to first byte of a job", Unit::SECOND, 0.02, 0.15, 1.0,
        "assumption: some reads of 10 to 50 ms in a row before a block is open; a cold or throttled store takes longer", "2026-11-24";
    "recent-answer", "bytes an ingester answers a query for recent data with", Unit::BYTE.per(Unit::REQUEST), 1_000.0, 10_000.0, 500_000.0,
        "assumption: up to 20 traces of a search with about half a kilobyte each; high end: a lookup of a large trace", "2026-11-24";
    "daemonset-cpu", "CPU of the DaemonSets on a node", Unit::CORE.per(Unit::NODE), 0.15, 0.3, 0.6, "assumption: CNI, kube-proxy, CSI, node exporter, log agent", "2026-11-24";
    "daemonset-memory", "memory of the DaemonSets on a node", Unit::BYTE.per(Unit::NODE), MIB.of(256.0), MIB.of(512.0), MIB.of(1024.0),
        "assumption: CNI, kube-proxy, CSI, node exporter, log agent", "2026-11-24";
    "container-restart", "from the death of a container to its next start", Unit::SECOND, 0.5, 2.0, 30.0,
        "kubernetes.io, Pod Lifecycle: the first restart is at once, the next ones after 10 s, doubled to 5 min; how often it has died before is a judgement", "2026-11-28";
    "pod-start", "from the end of a pod to its successor's start on the same node", Unit::SECOND, 2.0, 6.0, 30.0,
        "judgement: scheduling, mounts of a volume that stays attached, image already there", "2026-11-28";
    "image-pull", "time to pull the image where the node has none", Unit::SECOND, 1.0, 10.0, 60.0,
        "judgement: an image of some 50 MB; low end: the node has it", "2026-11-28";
    "ingester-start", "from the start of an ingester to ready, replay apart", Unit::SECOND, 16.0, 19.0, 60.0,
        "own runs of 2.10.8: /ready after 18.1, 18.1 and 21.7 s (15 s of it min_ready_duration), writes taken again after 16-17 s; high end: a judgement for a large gossip ring", "2026-11-24";
    "stateless-start", "from the start of a pod without data to ready", Unit::SECOND, 0.6, 10.0, 60.0,
        "own runs of 2.10.8: 0.6 s, compactors 60 s; the readiness probe asks every 10 s", "2026-11-24";
    "leaving", "time distributors see an ingester LEAVING", Unit::SECOND, 0.1, 1.0, 3.1,
        "grafana/tempo v2.10.8: on SIGTERM the lifecycler says LEAVING and unregisters at once (final_sleep 0), so that it lasts as long as gossip needs; high end: an own run, the process gone 3.1 s after SIGTERM. Between them a judgement", "2026-11-28";
    "ingester-stop", "from SIGTERM to the end of an ingester", Unit::SECOND, 1.0, 3.1, 85.0,
        "own run of 2.10.8: 3.1 s with little in memory; it waits for a completion or flush under way, for which an own run took 85 s (a block of 401 MB); SIGKILL after 360 s", "2026-11-24";
    "wal-replay", "WAL bytes replayed in a second", BYTE_RATE, MB.of(5.0), MB.of(130.0), MB.of(1_400.0),
        "own runs of the code of 2.10.8 (vparquet4 openWALBlock, two shared cores, files in the page cache) on WAL blocks of 8 to 319 MB in 30 to 180 files: 9-1450 MB/s, 1.3-6.7 ms a file, and one file comes of each flush check; low end: a judgement for a disk that is not cached", "2026-11-28";
    "volume-move", "time to detach a volume from one node and attach it to another", Unit::SECOND, 10.0, 40.0, 180.0,
        "judgement: block volumes of the clouds while both nodes answer", "2026-11-28";
    "node-noticed", "time until a silent node is taken for unreachable", Unit::SECOND, 40.0, 50.0, 60.0,
        "kubernetes.io, kube-controller-manager --node-monitor-grace-period: 50 s, 40 s before 1.32; checked every 5 s", "2026-11-28";
    "node-given-up", "from unreachable until another node may take its pods", Unit::SECOND, 10.0, 300.0, 3_600.0,
        "kubernetes.io, Taints and Tolerations: pods tolerate an unreachable node for 300 s; Nodes: a StatefulSet replaces none before the node's object is gone, which a cloud does at once for a machine that is gone (low end) and a person for one that hangs (high end, a judgement)", "2026-11-28";
    "force-detach", "time until the volume of a lost node is detached by force", Unit::SECOND, 0.0, 360.0, 360.0,
        "kubernetes.io, Node Shutdowns, Forced storage detach on timeout: 6 min; none where the taint out-of-service is set or the cloud has detached it", "2026-11-28";
    "node-replacement", "time until a new node is ready", Unit::SECOND, 45.0, 180.0, 600.0,
        "kube.fm, Faster EKS Node and Pod Startup: 65 s cut to 45 s on about 1 000 nodes; likely and high end are a judgement for autoscalers", "2026-02-17";
    "flush-retry", "wait of a failed flush when the object store is back", Unit::SECOND, 0.0, 60.0, 120.0,
        "grafana/tempo v2.10.8 modules/ingester/flush.go: retries back off to 120 s, and the store comes back anywhere between two", "2026-11-28";
    "flush-rate", "stored bytes an ingester uploads in a second", BYTE_RATE, MB.of(10.0), MB.of(50.0), MB.of(200.0),
        "judgement: four flushes at once over the node's network; nobody published one", "2026-11-28";
}
