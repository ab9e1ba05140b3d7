//! The T-shirt sizes of the Tempo Operator as designs, and how each differs from what the model wants.

use crate::Assessment;
use crate::catalog::{
    OPERATOR_SIZES, OperatorSize, RUN_SPAN_BYTES, RUN_SPANS_PER_REQUEST, RUN_SPANS_PER_TRACE, RUNS_DATE, SIZES_DATE,
};
use crate::design::{Bytes, Component, Cores, Design, Millis, PerSecond, Role};
use crate::estimate::Figure;
use crate::quantity::{DAY, MINUTE, Style, Unit, show};

/// The places of the roles in a row of the catalog.
const ROLES: [Role; 5] = [Role::Distributor, Role::Ingester, Role::QueryFrontend, Role::Querier, Role::Compactor];

/// The size as a design on the platform of `base`, under the rate of its label, which is taken as constant, in spans such as
/// those of the runs behind it.
///
/// The operator sets no limits. The memory limit here is the request, all that the scheduler keeps free, with `GOMEMLIMIT` at
/// the operator's 80 % of a limit, and no CPU limit is set. A size that requests nothing has the requests of the default.
#[must_use]
pub fn of_size(size: &OperatorSize, base: &Design) -> Design {
    let mut design = Design { platform: base.platform.clone(), name: format!("Tempo Operator {}", size.id), ..Design::default() };
    design.platform.zone_awareness = false;
    for (at, role) in ROLES.into_iter().enumerate() {
        let component = design.component_mut(role);
        component.replicas = size.replicas[at];
        component.cpu_limit = None;
        if let Some(requests) = size.requests {
            let (cpu, memory) = requests[at];
            component.cpu_request = Cores::from_millis(cpu);
            component.memory_request = Bytes::mib(f64::from(memory));
        }
        component.memory_limit = component.memory_request;
    }
    design.ingester.volume = Some(Bytes::gib(10.0));
    let tempo = &mut design.tempo;
    tempo.replication_factor = size.replication_factor;
    tempo.max_block_duration = Millis::from_seconds(10.0 * MINUTE);
    tempo.concurrent_jobs = 2_000;
    tempo.max_traces_per_user = size.live_traces;
    tempo.go_mem_limit = 0.8;
    let load = &mut design.workload;
    load.retention = Millis::from_seconds(2.0 * DAY);
    if let Some(rate) = size.rate {
        tempo.rate_limit = rate.within(1.0).per_second();
        tempo.burst_size = rate.within(2.0);
        load.bytes_per_span = Bytes::new(RUN_SPAN_BYTES);
        load.spans_per_trace = RUN_SPANS_PER_TRACE;
        load.spans_per_request = RUN_SPANS_PER_REQUEST;
        load.trace_duration = Millis::from_seconds(0.0);
        load.spans = rate.to_spans(load.bytes_per_span).rounded();
        load.peak_factor = 1.0;
    }
    design
}

/// The size that its label would have one choose: the smallest whose rate is not below the mean ingest, or the largest.
#[must_use]
pub fn size_for(design: &Design) -> &'static OperatorSize {
    let mean = design.workload.spans.to_bytes(design.workload.bytes_per_span);
    let enough = |size: &&OperatorSize| size.rate.is_some_and(|rate| rate >= mean);
    OPERATOR_SIZES.iter().find(enough).unwrap_or(&OPERATOR_SIZES[OPERATOR_SIZES.len() - 1])
}

/// How a size differs from what the model wants for the load that `assessment` of it bears.
#[must_use]
pub fn size_words(size: &OperatorSize, assessment: &Assessment) -> Vec<String> {
    let mut says = vec![label(size)];
    if size.requests.is_some() {
        says.extend(ROLES.map(|role| held_against(assessment, role)));
    } else {
        says.push("It requests nothing and runs one pod of each. The requests of the default stand in for it here, or nothing could be worked out.".to_owned());
    }
    says.extend(peaks(size));
    says.push(
        "The operator sets no limits. Here the memory limit is the request: what a pod takes beyond is the node’s to give, and to take back by eviction."
            .to_owned(),
    );
    if !size.beside.is_empty() {
        let beside: Vec<String> = size
            .beside
            .iter()
            .map(|(name, pods, cpu, memory)| {
                let each = Component {
                    cpu_request: Cores::from_millis(*cpu),
                    memory_request: Bytes::mib(f64::from(*memory)),
                    ..Component::clone(&assessment.design.distributor)
                };
                format!("{pods} {name} pods of {} CPU and {}", each.cpu_request.kubernetes(), each.memory_request.kubernetes())
            })
            .collect();
        says.push(format!("It may run {} besides. They are in no figure here.", beside.join(" and ")));
    }
    says.push(format!("Sizes as of {SIZES_DATE}, runs of {RUNS_DATE}."));
    says
}

/// What the label says, and what was run.
fn label(size: &OperatorSize) -> String {
    let rate = |rate: PerSecond<Bytes>| show(rate.get(), Unit::BYTE.per(Unit::SECOND), Style::Auto);
    let Some(limit) = size.rate else { return format!("{} is for {}; its label names no rate.", size.id, size.label) };
    let says = format!("{} is for {}; its label says {}", size.id, size.label, rate(limit));
    match &size.run {
        None => format!("{says}. No run of it is among those its makers name."),
        Some(run) if run.saturated => format!(
            "{says}, and the run behind it settled at {}: {} searches per second were asked of its one querier, whose queue was full.",
            rate(run.rate),
            run.searches
        ),
        Some(run) => format!("{says}, and the run behind it was of {}.", rate(run.rate)),
    }
}

/// Where the run itself used more memory than the size made of it requests.
fn peaks(size: &OperatorSize) -> Option<String> {
    let (run, requests) = (size.run.as_ref()?, size.requests?);
    let measured = [Role::Ingester, Role::Querier, Role::Compactor].into_iter().zip(run.peak_memory);
    let above: Vec<String> = measured
        .filter_map(|(role, peak)| {
            let at = ROLES.iter().position(|known| *known == role)?;
            let request = Bytes::mib(f64::from(requests[at].1));
            let used = show(peak, Unit::BYTE, Style::Auto);
            let words = format!("{} {used} against {}", role.title().to_ascii_lowercase(), request.kubernetes());
            (peak > request.get()).then_some(words)
        })
        .collect();
    let words = "In the run itself a pod used more memory at its peak, file cache counted, than the size requests";
    (!above.is_empty()).then(|| format!("{words}: {}.", above.join(", ")))
}

/// What one pod of a role requests, and what the model says that it needs.
fn held_against(assessment: &Assessment, role: Role) -> String {
    let component = assessment.design.component(role);
    let demand = |resource: &str| assessment.estimate.figure(&format!("demand.{}.{resource}", role.key()));
    let cpu = needs(demand("cpu"), component.cpu_request.get());
    let memory = needs(demand("memory"), component.memory_request.get());
    // A compactor follows the mean: a peak becomes backlog.
    let when = if role == Role::Compactor { "on the mean" } else { "at the peak" };
    let short: Vec<String> = [("CPU", &cpu.1), ("memory", &memory.1)]
        .into_iter()
        .filter_map(|(name, short)| short.map(|word| format!("{name} is {word}")))
        .collect();
    let short = if short.is_empty() { short.concat() } else { format!(": {}", short.join(", ")) };
    format!(
        "{}: a pod requests {} CPU and {}, and needs {} and {} {when}{short}.",
        role.title(),
        component.cpu_request.kubernetes(),
        component.memory_request.kubernetes(),
        cpu.0,
        memory.0,
    )
}

/// What is needed, and whether `has` is short of it: surely, when even the low end is above.
fn needs(figure: Option<Figure<'_>>, has: f64) -> (String, Option<&'static str>) {
    figure.map_or_else(Default::default, |figure| {
        let range = figure.range();
        let short = if range.low > has { Some("short") } else { (range.likely > has).then_some("likely short") };
        (told(figure), short)
    })
}

/// `1.1 (0.8–1.6 cores)`; `7.0 GB (3.0–7.8 GB)` where the two differ in their unit.
fn told(figure: Figure<'_>) -> String {
    let (likely, range) = (figure.show(), figure.show_range());
    if range.is_empty() {
        return likely;
    }
    let unit = likely.rsplit_once('\u{202f}').map(|(_, unit)| unit);
    let bare = |range: &str| !range.contains(|c: char| c.is_ascii_alphabetic());
    match unit.and_then(|unit| Some((unit, range.strip_suffix(unit)?))) {
        Some((unit, rest)) if bare(rest) => format!("{} ({range})", likely.trim_end_matches(unit).trim_end()),
        _ => format!("{likely} ({range})"),
    }
}
