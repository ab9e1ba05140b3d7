//! CAP-01 to CAP-05: a component that does not hold the peak, one rule each.

use crate::Assessment;
use crate::advice::shown::merged;
use crate::advice::size::{more_cpu, more_memory, pods, use_pods};
use crate::advice::words::{component_path, file, raise};
use crate::advice::{Certainty, Fix, Found, Rule, Severity};
use crate::design::{Bytes, Cores, Design, Role};
use crate::estimate::{Resource, Utilisation, WhatIf};
use crate::quantity::{GIB, Style, Unit, show};

/// A fix leaves a tenth of the resource free.
const FULL: f64 = 0.9;

const WHY: &str = "Capacity is judged at the peak, where a resource is used up when the likely demand is above what a pod has: the kernel throttles \
    or kills it, a queue fills, a backlog grows. More pods mend what falls with their number; a larger limit mends what does not, as far as a node \
    holds it. Two query-frontends are made larger, not more. A fix leaves a tenth free.";
const SOURCES: &[&str] = &[
    "https://github.com/grafana/tempo/issues/1540",
    "https://github.com/grafana/tempo/issues/4044",
    "https://github.com/grafana/tempo/issues/5679",
    "https://github.com/grafana/tempo/issues/4424",
    "24 own runs of 2.10.8 and 17 public runs of 2.9, as listed with every coefficient",
];

macro_rules! rules {
    ($($name:ident $id:literal $role:ident $title:literal $failing:expr;)*) => {
        $(pub static $name: Rule = Rule {
            id: $id,
            severity: Severity::Error,
            title: $title,
            why: WHY,
            sources: SOURCES,
            failing: $failing,
            passing: |_| {},
            check: |a| check(a, Role::$role),
        };)*
    };
}

rules! {
    DISTRIBUTOR "CAP-01" Distributor "The distributors do not hold the peak" |design: &mut Design| design.workload.spans_per_request = 1.0;
    INGESTER "CAP-02" Ingester "The ingesters do not hold the peak" |design: &mut Design| design.ingester.memory_limit = Bytes::new(2.0 * GIB);
    QUERY_FRONTEND "CAP-03" QueryFrontend "The query-frontends do not hold the searches"
        |design: &mut Design| design.workload.searches = 200.0;
    QUERIER "CAP-04" Querier "The queriers do not hold the searches" |design: &mut Design| design.workload.searches = 100.0;
    COMPACTOR "CAP-05" Compactor "The compactors do not hold the load" |design: &mut Design| design.compactor.cpu_request = Cores::new(0.1);
}

fn check(a: &Assessment, role: Role) -> Option<Found> {
    let likely = |u: &Utilisation| a.estimate.sheet.range(u.cell).likely;
    // A configured limit refuses what is above it and has a rule of its own.
    let mut short: Vec<Utilisation> =
        a.estimate.of(role).into_iter().filter(|u| !u.resource.is_limit() && likely(u) > 1.0).collect();
    // What runs out first as the load grows is named first, which need not be what is used most now.
    let binding = a.estimate.binding.iter().find(|binding| binding.role == role);
    if let Some(at) = short.iter().position(|u| binding.is_some_and(|binding| binding.cell == u.cell)) {
        short[..=at].rotate_right(1);
    }
    let first = short.first()?;
    let figure = a.estimate.figure(&first.figure())?;
    let certainty = Certainty::above(figure.range(), 1.0)?;
    let range = figure.show_range();
    let range = if range.is_empty() { range } else { format!(" ({range})") };
    // Searches do not come with the spans: too many of them are too many at any load.
    let holds = binding.map_or(0.0, |binding| binding.multiple);
    let holds = if holds > 0.0 { format!(": it holds {} the load", show(holds, Unit::ONE, Style::Times)) } else { String::new() };
    let others = match short.len() {
        1 => String::new(),
        _ => format!(" Short too: {}.", short[1..].iter().map(|u| u.resource.name()).collect::<Vec<_>>().join(", ")),
    };
    let fix = mend(a, role, &short);
    let then = if fix.is_some() { String::new() } else { format!(" No field mends it: ask for {}.", wish(role)) };
    Some(
        Found::new(
            component_path!(role, "replicas"),
            Some(role),
            file(role),
            format!(
                "{} {} is used to {}{range}{}{holds}.{others}{then}",
                role.title(),
                first.resource.name(),
                figure.show(),
                if role == Role::Compactor { " on the mean" } else { " at the peak" },
            ),
        )
        .certainty(certainty)
        .maybe_fix(fix),
    )
}

/// What would have to be given up where nothing holds it.
fn wish(role: Role) -> &'static str {
    match role {
        Role::Distributor => "fewer spans, or more spans per request",
        Role::Ingester => "fewer spans or a lower peak",
        Role::QueryFrontend => "fewer searches",
        Role::Querier => "fewer searches or a shorter look-back",
        Role::Compactor => "fewer spans or copies",
    }
}

/// The smallest change for every resource that is short, as one fix; `None` where one of them has none.
fn mend(a: &Assessment, role: Role, short: &[Utilisation]) -> Option<Fix> {
    let demand = |name: &str| a.estimate.range(&format!("demand.{}.{name}", role.key())).likely / FULL;
    // One thread works in a compactor, and two query-frontends are enough: what each has is too little.
    let larger = matches!(role, Role::QueryFrontend | Role::Compactor);
    let cpu = |u: &&Utilisation| matches!(u.resource, Resource::CpuRequest | Resource::CpuLimit);
    let cells: Vec<_> =
        short.iter().filter(|u| u.resource == Resource::Throughput || cpu(u) && !larger).map(|u| u.cell).collect();
    let mut fixes = Vec::new();
    if !cells.is_empty() {
        let enough = |what: &WhatIf| cells.iter().all(|&cell| what.of(cell).likely <= FULL);
        fixes.push(use_pods(role, pods(a, role, &enough)?));
    }
    if larger && short.iter().any(|u| cpu(&u)) {
        let limit = a.design.component(role).cpu_limit.map_or(0.0, |limit| limit.get());
        let burst = a.estimate.share(role, Resource::CpuLimit).map_or(0.0, |share| share.likely * limit / FULL);
        let enough = |what: &WhatIf| short.iter().filter(cpu).all(|u| what.of(u.cell).likely <= FULL);
        fixes
            .push(more_cpu(a, role, demand("cpu"), burst).or_else(|| pods(a, role, &enough).map(|count| use_pods(role, count)))?);
    }
    if short.iter().any(|u| u.resource == Resource::Memory) {
        let id = format!("demand.{}.memory", role.key());
        fixes.push(more_memory(a, role, &|what| what.range(&id).likely / FULL)?);
    }
    if short.iter().any(|u| u.resource == Resource::Disk) {
        // As much as DISK-01 asks for.
        let wanted = a.estimate.range("demand.ingester.disk").high;
        fixes.push(raise(component_path!(role, "volume"), wanted, |volume| format!("Grow the volume to {volume}"))?);
    }
    let mut titles: Vec<&str> = fixes.iter().map(|fix| fix.title.as_str()).collect();
    titles.dedup();
    let title = titles.join("; ");
    merged(&a.design, title, &fixes.iter().collect::<Vec<_>>())
}
