//! A published case as a design: what is stated of it, and the default for the rest.

use super::read::{Measured, Read};
use super::{Case, Setup, Wanted, runs};
use crate::catalog::Form;
use crate::design::{Bytes, Cores, Design, Millis, PerSecond, Role};
use crate::quantity::{HOUR, MB, MINUTE};

pub fn case(read: &Read) -> Case {
    let inputs = &read.inputs;
    let mut design = Design::default();
    let mut assumed = Vec::new();
    let workload = &mut design.workload;
    workload.peak_factor = 1.0;
    let bytes = inputs.any(&["bytes_per_span", "B_per_span"]);
    let per_trace = inputs.any(&["spans_per_trace"]);
    workload.spans_per_trace = per_trace.unwrap_or(workload.spans_per_trace);
    let spans = inputs.any(&["spans_s"]);
    let traces = inputs.any(&["traces_s"]).map(|traces| traces * workload.spans_per_trace);
    let rate = inputs.any(&["MBps"]).or(middle(inputs.number("MBps_per_replica_low"), inputs.number("MBps_per_replica_high")));
    workload.bytes_per_span = match (bytes, rate.map(|rate| MB.of(rate)), spans) {
        (Some(bytes), ..) => Bytes::new(bytes),
        (None, Some(rate), Some(spans)) if spans > 0.0 => Bytes::new(rate / spans),
        _ => workload.bytes_per_span,
    };
    let size = workload.bytes_per_span.get().max(1.0);
    match spans.or(traces).or(rate.map(|rate| MB.of(rate) / size)) {
        Some(spans) => workload.spans = PerSecond::new(spans),
        None => assumed.push("the load"),
    }
    if bytes.is_none() && (rate.is_none() || spans.is_none()) {
        assumed.push("bytes per span");
    }
    if traces.is_some() && per_trace.is_none() {
        assumed.push("spans per trace");
    }
    workload.spans_per_request = inputs.any(&["spans_per_request"]).unwrap_or(workload.spans_per_request);
    let time = |names: &[&str], unit: f64| inputs.any(names).map(|value| Millis::from_seconds(value * unit));
    workload.trace_duration = time(&["trace_duration_s"], 1.0).unwrap_or(workload.trace_duration);
    workload.retention = time(&["retention_h"], HOUR).or(time(&["retention_d"], 24.0 * HOUR)).unwrap_or(workload.retention);
    workload.searches = inputs.any(&["searches_s", "qps"]).map_or(workload.searches, PerSecond::new);
    workload.trace_lookups = inputs.any(&["lookups_s", "trace_lookups_s"]).map_or(workload.trace_lookups, PerSecond::new);
    workload.lookback = time(&["lookback_h", "search_lookback_h"], HOUR).unwrap_or(workload.lookback);
    workload.unique_characters = inputs.any(&["unique_characters"]).map(Bytes::new);
    let tempo = &mut design.tempo;
    tempo.replication_factor = inputs.any(&["rf"]).map_or(tempo.replication_factor, |rf| rf as u32);
    tempo.trace_idle_period = time(&["trace_idle_s"], 1.0).unwrap_or(tempo.trace_idle_period);
    tempo.flush_check_period = time(&["flush_check_s"], 1.0).unwrap_or(tempo.flush_check_period);
    tempo.max_block_duration =
        time(&["block_seconds", "max_block_s"], 1.0).or(time(&["max_block_min"], MINUTE)).unwrap_or(tempo.max_block_duration);
    tempo.max_block_bytes = inputs.any(&["max_block_MB"]).map_or(tempo.max_block_bytes, Bytes::mb);
    for role in Role::ALL {
        let name = |what: &str| format!("{}{what}", role.key());
        let component = design.component_mut(role);
        if let Some(replicas) = inputs.number(&name("s")) {
            component.replicas = replicas as u32;
        } else if inputs.text("MBps_per_replica_low").is_some() {
            component.replicas = 1;
        }
        if let Some(cores) = inputs.number(&name("_cpu_request")) {
            component.cpu_request = Cores::new(cores);
        }
        if let Some(cores) = inputs.number(&name("_cpu_limit")) {
            component.cpu_limit = Some(Cores::new(cores));
        }
        if let Some(memory) = inputs.any(&[&name("_mem_GiB"), &name("_mem_limit_GiB"), &name("_mem_request_GiB")]) {
            component.memory_limit = Bytes::gib(memory);
        }
    }
    // One ingester is stated by its own load, and holds a copy of all of it.
    if inputs.text("traces_s").is_some() && inputs.text("ingesters").is_none() && inputs.text("rf").is_none() {
        (design.ingester.replicas, design.tempo.replication_factor) = (1, 1);
    }

    // A case of the public load tests says so, and what is true of all of them is true of it.
    let tested = read.head.text("source").is_some_and(|source| source.contains("perf-tests-tempo-results"));
    if tested {
        if bytes.is_none() && (rate.is_none() || spans.is_none()) {
            design.workload.bytes_per_span = Bytes::new(680.0);
            design.workload.spans *= size / 680.0;
        }
        runs::generator(&mut design);
        let of_blocks = |measured: &Measured| measured.entry.text("metric").is_some_and(|metric| metric.starts_with("storage."));
        // Known from these blocks: it predicts everything but them.
        if !read.measured.iter().any(of_blocks) {
            design.workload.unique_characters = Some(Bytes::new(runs::UNIQUE));
        }
    }

    let name = read.head.text("id").unwrap_or_default().to_owned();
    let mut setup = Setup::new(Form::Published, read, name, design);
    if tested {
        runs::known(&mut setup);
        runs::full_queue(&mut setup);
    } else if inputs.text("object_store").is_some_and(|store| store.contains("same cluster")) {
        setup.near_store();
    }
    if !assumed.is_empty() && !setup.case.claim {
        setup.note(format!("not stated, so that the default is taken: {}", assumed.join(", ")));
    }
    for key in ["assumed", "how"] {
        if let Some(text) = read.head.text(key) {
            setup.note(text);
        }
    }
    for measured in &read.measured {
        want(&mut setup, measured);
    }
    setup.judge()
}

fn middle(low: Option<f64>, high: Option<f64>) -> Option<f64> {
    Some((low? + high?) / 2.0)
}

fn want(setup: &mut Setup, measured: &Measured) {
    let entry = &measured.entry;
    let metric = entry.text("metric").unwrap_or_default();
    let tolerance = entry.number("tol").unwrap_or(0.0);
    let unit = entry.text("unit").unwrap_or_default();
    let mut push = |metric: String, quantity: String, measured: f64| {
        setup.wanted.push(Wanted { metric, quantity, measured, tolerance, grain: 0.0 });
    };
    match (metric, &measured.values[..]) {
        // What an operator asks for: cores, GiB, and how many replicas of it.
        (metric, [cores, gib, replicas @ ..]) if metric.ends_with(".request_per_replica") => {
            let role = metric.trim_end_matches(".request_per_replica");
            push(format!("{role} request, cores"), format!("{role}.cpu_per_replica"), *cores);
            push(format!("{role} request, GiB"), format!("{role}.mem_GiB_per_replica"), *gib);
            if let (Some(count), Some(role)) = (replicas.first(), Role::ALL.into_iter().find(|known| known.key() == role)) {
                setup.offered.component_mut(role).replicas = *count as u32;
                setup.served.component_mut(role).replicas = *count as u32;
            }
        }
        (metric, [value]) if unit.starts_with("ratio") => push(metric.to_owned(), format!("{metric} over its law"), *value),
        (metric, values) => values.iter().for_each(|value| push(metric.to_owned(), metric.to_owned(), *value)),
    }
}
