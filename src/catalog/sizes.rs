//! The T-shirt sizes of the Tempo Operator, the one public answer to "how big" beside this one.

use crate::quantity::{Bytes, GB, PerSecond};

/// What the rows were read from.
pub const SIZES_SOURCE: &str = "grafana/tempo-operator v0.22.0 internal/manifests/manifestutils/size.go (requests, replicas, RF, rate limits), \
     internal/webhooks/tempostack_webhook.go (retention, volume, ingesters = quorum of the RF), \
     internal/manifests/config/tempo-config.yaml and build.go (max_block_duration, blocklist_poll, concurrent_jobs)";
/// ISO 8601.
pub const SIZES_DATE: &str = "2026-08-18";
/// What the runs were read from: the folder that size.go names.
pub const RUNS_SOURCE: &str = "https://github.com/rubenvp8510/perf-tests-tempo-results/tree/main/06";
pub const RUNS_DATE: &str = "2026-01-13";

/// The load of those runs: 680 B a span, 10 spans a trace that lasts no time, one trace a request, at a constant rate.
pub const RUN_SPAN_BYTES: f64 = 680.0;
pub const RUN_SPANS_PER_TRACE: f64 = 10.0;
pub const RUN_SPANS_PER_REQUEST: f64 = 10.0;

/// One value of `spec.size`. Requests and replicas are of distributor, ingester, query-frontend, querier and compactor, in this
/// order; no size sets a limit.
#[derive(Debug)]
pub struct OperatorSize {
    pub id: &'static str,
    /// Whom it is for, in its makers' words.
    pub label: &'static str,
    pub replication_factor: u32,
    /// `ingestion_rate_limit_bytes`, which is the rate on the label; the burst is twice that. `None`: Tempo's
    /// own limits hold, and the label names no rate.
    pub rate: Option<PerSecond<Bytes>>,
    /// `max_traces_per_user`: of the size, or Tempo's own 10 000.
    pub live_traces: u32,
    pub replicas: [u32; 5],
    /// Millicores and MiB of one pod; `None`: nothing is requested.
    pub requests: Option<[(u32, u32); 5]>,
    /// What runs beside these five: name, pods, millicores, MiB. The metrics-generator where it is turned on.
    pub beside: &'static [(&'static str, u32, u32, u32)],
    pub run: Option<SizeRun>,
}

/// The run behind a size.
#[derive(Debug)]
pub struct SizeRun {
    /// What it settled at, the median of its last 52 minutes.
    pub rate: PerSecond<Bytes>,
    /// Searches per second it was offered.
    pub searches: f64,
    /// Whether the queue of its one querier was full.
    pub saturated: bool,
    /// Bytes of memory at most, with the file cache that would be given back: of one of its two ingesters on the mean, of its
    /// querier, of its compactor.
    pub peak_memory: [f64; 3],
}

pub static OPERATOR_SIZES: [OperatorSize; 5] = [
    OperatorSize {
        id: "1x.demo",
        label: "development and demos",
        replication_factor: 1,
        rate: None,
        live_traces: 10_000,
        replicas: [1; 5],
        requests: None,
        beside: &[],
        run: None,
    },
    OperatorSize {
        id: "1x.pico",
        label: "small production workloads",
        replication_factor: 2,
        rate: Some(PerSecond::mb(0.6)),
        live_traces: 10_000,
        replicas: [2; 5],
        requests: Some([(500, 500), (500, 3072), (500, 500), (750, 1536), (500, 500)]),
        beside: &[("gateway", 2, 100, 64), ("metrics-generator", 2, 500, 512)],
        run: Some(SizeRun {
            rate: PerSecond::mb(0.7),
            peak_memory: [GB.of(8.39 / 2.0), GB.of(0.51), GB.of(6.38)],
            searches: 25.0,
            saturated: false,
        }),
    },
    OperatorSize {
        id: "1x.extra-small",
        label: "medium production workloads, about 100 GB a day",
        replication_factor: 2,
        rate: Some(PerSecond::mb(1.2)),
        live_traces: 10_000,
        replicas: [2; 5],
        requests: Some([(200, 128), (1500, 8192), (200, 1024), (1000, 1024), (200, 4096)]),
        beside: &[("gateway", 2, 400, 128), ("metrics-generator", 2, 500, 512)],
        run: Some(SizeRun {
            rate: PerSecond::mb(1.4),
            peak_memory: [GB.of(11.39 / 2.0), GB.of(1.92), GB.of(7.13)],
            searches: 25.0,
            saturated: false,
        }),
    },
    OperatorSize {
        id: "1x.small",
        label: "larger production workloads, about 500 GB a day",
        replication_factor: 2,
        rate: Some(PerSecond::mb(5.8)),
        live_traces: 17_000,
        replicas: [3, 2, 2, 3, 2],
        requests: Some([(600, 128), (2000, 10_240), (400, 1024), (2500, 3072), (400, 6144)]),
        beside: &[("gateway", 2, 800, 192), ("metrics-generator", 3, 1000, 1024)],
        run: None,
    },
    OperatorSize {
        id: "1x.medium",
        label: "high-scale production workloads, about 2 TB a day",
        replication_factor: 2,
        rate: Some(PerSecond::mb(23.0)),
        live_traces: 54_000,
        replicas: [4, 2, 2, 5, 3],
        requests: Some([(1500, 128), (8000, 16_384), (800, 1024), (5000, 4096), (600, 10_240)]),
        beside: &[("gateway", 2, 4000, 192), ("metrics-generator", 3, 2000, 2048)],
        run: Some(SizeRun {
            rate: PerSecond::mb(5.16),
            peak_memory: [GB.of(22.56 / 2.0), GB.of(4.55), GB.of(13.42)],
            searches: 100.0,
            saturated: true,
        }),
    },
];

/// The size with this id.
#[must_use]
pub fn operator_size(id: &str) -> Option<&'static OperatorSize> {
    OPERATOR_SIZES.iter().find(|size| size.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_grow_and_say_where_they_are_from() {
        assert!(SIZES_SOURCE.len() > 20 && SIZES_DATE.len() == 10 && RUNS_DATE.len() == 10 && RUNS_SOURCE.starts_with("https"));
        for pair in OPERATOR_SIZES.windows(2) {
            assert!(pair[0].rate < pair[1].rate, "{}", pair[1].id);
        }
        for size in &OPERATOR_SIZES {
            // floor(RF / 2) + 1 ingesters, as the operator's webhook has it.
            assert_eq!(size.replicas[1], size.replication_factor / 2 + 1, "{}", size.id);
            assert_eq!(operator_size(size.id).map(|found| found.id), Some(size.id));
        }
    }
}
