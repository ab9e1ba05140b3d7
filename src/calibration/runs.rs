//! A run of the public load tests as a design.

use super::read::Read;
use super::{Case, LIVE, NO_LIMIT, Setup};
use crate::catalog::Form;
use crate::design::{Bytes, Cores, Design, Millis, PerSecond, Role};
use crate::estimate::Range;
use crate::quantity::{MB, MINUTE};

/// Unique characters in a span of that generator: its blocks hold 424 B of each span of 680 B, in every run whose blocks were
/// looked at.
pub const UNIQUE: f64 = 392.0;
/// Searches per second that one querier was seen to complete without a queue. Of a full queue nobody published the completed ones.
const COMPLETED: f64 = 25.0;
/// Minutes that the counts of blocks are over.
const WINDOW: f64 = 75.0;

pub fn case(read: &Read) -> Case {
    let record = &read.head;
    let number = |name: &str| record.number(name);
    let text = |name: &str| record.text(name).unwrap_or_default();
    let mut design = Design::default();
    let workload = &mut design.workload;
    let bytes = number("B_per_span").unwrap_or(680.0);
    workload.bytes_per_span = Bytes::new(bytes);
    workload.spans = PerSecond::new(number("spans_s").or(number("MBps").map(|rate| MB.of(rate) / bytes)).unwrap_or(0.0));
    workload.spans_per_trace = number("spans_per_trace").unwrap_or(10.0);
    workload.searches = PerSecond::new(number("qps").unwrap_or(0.0));
    design.tempo.replication_factor = number("rf").unwrap_or(1.0) as u32;
    design.ingester.replicas = number("ingesters").unwrap_or(1.0) as u32;
    // One pod of each.
    design.distributor.replicas = 1;
    design.query_frontend.replicas = 1;
    design.querier.replicas = 1;
    design.compactor.replicas = 1;
    generator(&mut design);
    design.workload.unique_characters = Some(Bytes::new(UNIQUE * bytes / 680.0));
    let tempo = &mut design.tempo;
    let time = |name: &str, unit: f64| number(name).map(|value| Millis::from_seconds(value * unit));
    tempo.trace_idle_period = time("trace_idle_s", 1.0).unwrap_or(tempo.trace_idle_period);
    tempo.flush_check_period = time("flush_check_s", 1.0).unwrap_or(tempo.flush_check_period);
    let block_time = time("max_block_min", MINUTE);
    tempo.max_block_duration = block_time.unwrap_or(tempo.max_block_duration);

    let name = format!("{} {}", text("run"), text("profile"));
    let mut setup = Setup::new(Form::Runs, read, name.trim().to_owned(), design);
    if block_time.is_none() {
        setup.note("max_block_duration is not stated: Tempo's default of 30 min is taken");
    }
    known(&mut setup);
    if number("queue").unwrap_or(0.0) > 0.0 {
        full_queue(&mut setup);
    }
    if let Some(note) = record.text("note") {
        setup.note(note);
    }
    for (metric, quantity) in QUANTITIES {
        match *metric {
            "live_traces" => setup.want_within(record, metric, quantity, LIVE),
            // A window begins and ends within a block.
            "blocks_completed_h" => {
                setup.want_counted(record, metric, quantity, 1.0, 60.0 / WINDOW);
            }
            _ => setup.want(record, metric, quantity, 1.0),
        }
    }
    setup.judge()
}

/// What is true of every load of that generator: it pushes each trace by itself, at once (tests/k6/ingestion-test.js), and asks for
/// no trace by its id.
pub fn generator(design: &mut Design) {
    let workload = &mut design.workload;
    workload.spans_per_request = workload.spans_per_trace;
    workload.trace_duration = Millis::from_seconds(0.0);
    workload.largest_trace = Bytes::new(workload.bytes_per_span.get() * workload.spans_per_trace);
    workload.peak_factor = 1.0;
    workload.trace_lookups = PerSecond::new(0.0);
    // No pod has a limit: what the nodes have is not known, and a querier was seen on ten cores.
    for role in Role::ALL {
        design.component_mut(role).memory_limit = Bytes::new(NO_LIMIT);
    }
    design.querier.cpu_limit = Some(Cores::new(10.0));
}

/// What its clusters say of coefficients whose range covers others too.
pub fn known(setup: &mut Setup) {
    setup.near_store();
    setup.known.push(("ingester-cache", Range::new(0.8, 1.0, 1.3)));
    setup.note("no memory limit: the kernel gives no file cache back");
    // The part of the coefficient's range that is of such searches.
    setup.known.push(("inspected-share", Range::new(0.0007, 0.0025, 0.0067)));
    setup.note("searches of the last hour with a limit of 10 to 50, which stops them early");
}

/// Of the searches offered to a full queue nobody published how many were served.
pub fn full_queue(setup: &mut Setup) {
    let most = COMPLETED * f64::from(setup.offered.querier.replicas);
    if setup.offered.workload.searches.get() > most {
        setup.served.workload.searches = PerSecond::new(most);
        setup.note(format!("the queue was full: of the searches offered {most}/s are taken as completed"));
    }
}

/// Columns that the engine has a figure for. The busiest seconds are the 95th percentile where the file has it, else the maximum.
/// It has none for the gateway, which it does not deploy, for the median memory of a compactor, which is that of one that waits,
/// and for the median search, which a limit stops early.
const QUANTITIES: &[(&str, &str)] = &[
    ("distributor_cpu_med", "distributor.cpu"),
    ("distributor_cpu_max", "distributor.cpu_peak"),
    ("ingester_cpu_med", "ingester.cpu"),
    ("ingester_cpu_p95", "ingester.cpu_peak"),
    ("compactor_cpu_med", "compactor.cpu"),
    ("compactor_cpu_max", "compactor.cpu_peak"),
    ("querier_cpu_med", "querier.cpu"),
    ("querier_cpu_p95", "querier.cpu_peak"),
    ("query-frontend_cpu_med", "query_frontend.cpu"),
    ("query-frontend_cpu_max", "query_frontend.cpu_peak"),
    ("distributor_GB_med", "distributor.mem_GB"),
    ("distributor_GB_max", "distributor.mem_peak_GB"),
    ("ingester_GB_med", "ingester.mem_GB"),
    ("ingester_GB_p95", "ingester.mem_peak_GB"),
    ("ingester_GB_max", "ingester.mem_peak_GB"),
    ("live_traces", "ingester.live_traces"),
    ("compactor_GB_p95", "compactor.mem_peak_GB"),
    ("compactor_GB_max", "compactor.mem_peak_GB"),
    ("querier_GB_med", "querier.mem_GB"),
    ("querier_GB_p95", "querier.mem_peak_GB"),
    ("querier_GB_max", "querier.mem_peak_GB"),
    ("query-frontend_GB_med", "query_frontend.mem_GB"),
    ("query-frontend_GB_max", "query_frontend.mem_GB"),
    ("blocks_completed_h", "ingester.blocks_flushed_per_hour"),
    ("compacted_MBps", "compactor.write_MBps"),
    ("inspected_MBps", "search.inspected_MBps"),
    ("q_p99", "search.latency_s"),
];
