//! A component of a run of our own as a design.

use super::read::Read;
use super::{Case, LIVE, NO_LIMIT, Setup};
use crate::catalog::Form;
use crate::design::{Bytes, Design, Millis, PerSecond};
use crate::quantity::{GB, HOUR, MB};

/// Unique characters per span that the generator reached, by the bytes of a span; half of the unique target and above gives a
/// sixth more.
const UNIQUE: [(f64, f64); 4] = [(99.0, 0.0), (287.0, 37.0), (672.0, 97.0), (1495.0, 282.0)];
const MORE: f64 = 112.0 / 97.0;
/// Seconds that a run went on before its window: 60 to 100.
const BEFORE: f64 = 80.0;

pub fn case(read: &Read) -> Case {
    let record = &read.head;
    let number = |name: &str| record.number(name);
    let component = record.text("component").unwrap_or_default();
    let count = |of: &str, otherwise: u32| match number("replicas") {
        Some(replicas) if of == component => replicas as u32,
        _ => otherwise,
    };
    let mut design = Design::default();
    let workload = &mut design.workload;
    let rate = MB.of(number("MBps").unwrap_or(0.0));
    let spans = number("spans_s").unwrap_or(0.0);
    workload.spans = PerSecond::new(spans);
    // What the window itself gives, which the rounded column does not.
    let bytes = number("bytes_per_span").unwrap_or(if spans > 0.0 { rate / spans } else { 500.0 });
    workload.bytes_per_span = Bytes::new(bytes);
    workload.spans_per_trace = number("spans_per_trace").unwrap_or(workload.spans_per_trace);
    workload.spans_per_request = number("spans_per_request").unwrap_or(workload.spans_per_request);
    workload.trace_duration = Millis::from_seconds(0.0);
    workload.largest_trace = Bytes::new(bytes * workload.spans_per_trace);
    workload.unique_characters = Some(Bytes::new(unique(bytes, number("unique_target").unwrap_or(0.2))));
    workload.peak_factor = 1.0;
    workload.searches = PerSecond::new(number("searches_s").unwrap_or(0.0));
    workload.trace_lookups = PerSecond::new(0.0);
    let elapsed = BEFORE + number("window_s").unwrap_or(240.0);
    // Nothing is older than the run.
    workload.lookback = Millis::from_seconds(elapsed.min(HOUR));
    let tempo = &mut design.tempo;
    tempo.replication_factor = number("rf").unwrap_or(1.0) as u32;
    tempo.max_block_duration = number("max_block_s").map_or(tempo.max_block_duration, Millis::from_seconds);
    tempo.complete_block_timeout = Millis::from_seconds(elapsed.min(tempo.complete_block_timeout.seconds()));
    tempo.query_backend_after = Millis::from_seconds(120.0);
    design.ingester.replicas = number("ingesters").unwrap_or(1.0) as u32;
    design.distributor.replicas = count("distributor", 1);
    design.query_frontend.replicas = count("query-frontend", 1);
    design.querier.replicas = count("querier", 1);
    design.compactor.replicas = count("compactor", 1);
    for role in crate::design::Role::ALL {
        design.component_mut(role).memory_limit = Bytes::new(NO_LIMIT);
    }

    let release = record.text("release").unwrap_or_default();
    // A distributor of 3.x receives and regroups like one of 2.10, and sends one copy, to Kafka.
    let designed = release.starts_with("2.") || component == "distributor";
    if !release.starts_with("2.") {
        design.tempo.replication_factor = 1;
    }
    let name = format!("{} {component}", record.text("run").unwrap_or_default());
    let mut setup = Setup::new(Form::Own, read, name, design);
    setup.case.source = format!("own run of {release}");
    if let Some(note) = record.text("note") {
        setup.note(note);
    }
    if !designed {
        setup.note(format!("{release} has components that are not designed here: no figure but of the blocks, which are alike"));
    } else if !release.starts_with("2.") {
        setup.note(format!("{release}: taken as a distributor of 2.10 that sends one copy"));
    }
    let replicas = number("replicas").unwrap_or(1.0);
    // Cuts that a window may begin or end within, of each replica.
    let cuts = HOUR / number("window_s").unwrap_or(240.0) * replicas;
    for (kind, metric, quantity) in QUANTITIES {
        if *kind != component {
            continue;
        }
        let later = format!("{component} {metric}, {release}");
        let quantity = if *quantity == NONE { later.as_str() } else { quantity };
        // Sums in the sheet, one replica in the file.
        let factor = match *metric {
            "rss_mean_MB" | "rss_max_MB" | "file_cache_MB" => GB.count(MB.of(1.0)),
            "search_p95_ms" => 1e-3,
            _ => 1.0,
        };
        let pods = if quantity.ends_with(".mem_GB") || quantity.ends_with(".mem_peak_GB") { replicas } else { 1.0 };
        match *metric {
            // Printed to the whole trace, but they arrive and are cut at random.
            "live_traces" => setup.want_within(record, metric, quantity, LIVE),
            "blocks_h" => setup.want_counted(record, metric, quantity, 1.0, cuts),
            _ => setup.want(record, metric, quantity, factor * pods),
        }
    }
    setup.judge()
}

/// Between the sizes that were generated, and on beyond them, by straight lines.
fn unique(bytes: f64, target: f64) -> f64 {
    let at = UNIQUE[1..].iter().position(|(size, _)| bytes <= *size).unwrap_or(UNIQUE.len() - 2);
    let ((from, low), (to, high)) = (UNIQUE[at], UNIQUE[at + 1]);
    let unique = low + (high - low) * (bytes - from) / (to - from);
    (if target >= 0.5 { unique * MORE } else { unique }).clamp(0.0, bytes)
}

/// What the engine has no figure for.
const NONE: &str = "";

/// By component: the columns that the engine has a figure for. It has none for the Go heap by itself, for what was delivered
/// of the copies, and for the mean memory of a compactor.
const QUANTITIES: &[(&str, &str, &str)] = &[
    ("distributor", "cpu_cores", "distributor.cpu"),
    ("distributor", "cpu_p95_10s", "distributor.cpu_peak"),
    ("distributor", "rss_mean_MB", "distributor.mem_GB"),
    ("distributor", "rss_max_MB", "distributor.mem_peak_GB"),
    ("ingester", "cpu_cores", "ingester.cpu"),
    ("ingester", "cpu_p95_10s", "ingester.cpu_peak"),
    ("ingester", "rss_mean_MB", "ingester.rss_GB"),
    ("ingester", "rss_max_MB", "ingester.rss_peak_GB"),
    ("ingester", "file_cache_MB", "ingester.cache_GB"),
    ("ingester", "live_traces", "ingester.live_traces"),
    ("ingester", "blocks_h", "ingester.blocks_flushed_per_hour"),
    ("ingester", "stored_bytes_per_span", "storage.bytes_per_span"),
    ("ingester", "stored_block_MB", "storage.block_MB"),
    ("ingester", "disk_MB", "ingester.files_MB"),
    ("ingester", "wal_per_stored", "ingester.wal_per_stored"),
    ("query-frontend", "cpu_cores", "query_frontend.cpu"),
    ("query-frontend", "cpu_p95_10s", "query_frontend.cpu_peak"),
    ("query-frontend", "rss_mean_MB", "query_frontend.mem_GB"),
    ("query-frontend", "rss_max_MB", "query_frontend.mem_GB"),
    ("query-frontend", "search_p95_ms", "search.latency_s"),
    ("querier", "cpu_cores", "querier.cpu"),
    ("querier", "cpu_p95_10s", "querier.cpu_peak"),
    ("querier", "rss_mean_MB", "querier.mem_GB"),
    ("querier", "rss_max_MB", "querier.mem_peak_GB"),
    ("compactor", "cpu_cores", "compactor.cpu"),
    ("compactor", "cpu_p95_10s", "compactor.cpu_peak"),
    ("compactor", "rss_max_MB", "compactor.mem_peak_GB"),
    ("live-store", "cpu_cores", NONE),
    ("live-store", "rss_max_MB", NONE),
    ("live-store", "stored_bytes_per_span", "storage.bytes_per_span"),
    ("live-store", "wal_per_stored", "ingester.wal_per_stored"),
    ("block-builder", "cpu_cores", NONE),
    ("block-builder", "rss_max_MB", NONE),
    ("block-builder", "stored_bytes_per_span", "storage.bytes_per_span"),
];
