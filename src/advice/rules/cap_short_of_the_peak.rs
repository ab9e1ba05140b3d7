//! CAP-01 to CAP-05: a component that does not hold the peak, one rule each.

use crate::Assessment;
use crate::advice::shown::merged;
use crate::advice::size::{more_cpu, more_memory, pods, use_pods};
use crate::advice::words::{component_path, file, raise, told};
use crate::advice::{Certainty, Finding, Fix, Found, Rule, Severity};
use crate::design::{Bytes, Cores, Design, PerSecond, Role};
use crate::estimate::{Estimate, Resource, Utilisation};
use crate::quantity::{Style, Unit, show};

/// A fix leaves a tenth of the resource free.
const FULL: f64 = 0.9;

pub const WHY: &str = "At the peak the likely demand is above what the pods have: the kernel throttles or kills them, a queue fills, a backlog grows. More \
    pods mend what falls with their number, a larger limit what does not, as far as a node holds it. A fix leaves a tenth free.";
const SOURCES: &[&str] = &[
    "https://github.com/grafana/tempo/issues/1540",
    "https://github.com/grafana/tempo/issues/4044",
    "https://github.com/grafana/tempo/issues/5679",
    "https://github.com/grafana/tempo/issues/4424",
];

macro_rules! rules {
    ($($name:ident $id:literal $role:ident $title:literal $failing:expr;)*) => {
        $(pub static $name: Rule = Rule {
            id: $id,
            severity: Severity::Error,
            title: $title,
            sources: SOURCES,
            #[cfg(not(target_family = "wasm"))]
            failing: $failing,
            #[cfg(not(target_family = "wasm"))]
            passing: |_| {},
            check: |a| check(a, Role::$role),
        };)*
    };
}

rules! {
    DISTRIBUTOR "CAP-01" Distributor "The distributors do not hold the peak" |design: &mut Design| design.workload.spans_per_request = 1.0;
    INGESTER "CAP-02" Ingester "The ingesters do not hold the peak" |design: &mut Design| design.ingester.memory_limit = Bytes::gib(2.0);
    QUERY_FRONTEND "CAP-03" QueryFrontend "The query-frontends do not hold the searches"
        |design: &mut Design| design.workload.searches = PerSecond::new(200.0);
    QUERIER "CAP-04" Querier "The queriers do not hold the searches" |design: &mut Design| design.workload.searches = PerSecond::new(100.0);
    COMPACTOR "CAP-05" Compactor "The compactors do not hold the load" |design: &mut Design| design.compactor.cpu_request = Cores::new(0.1);
}

/// What is short of the peak. A configured limit refuses what is above it and has a rule of its own.
fn short_of(a: &Assessment, role: Role) -> Vec<Utilisation> {
    let mut short = a.estimate.of(role);
    short.retain(|u| !u.resource.is_limit() && a.estimate.sheet.range(u.cell).likely > 1.0);
    short
}

fn check(a: &Assessment, role: Role) -> Option<Found> {
    let short = short_of(a, role);
    // What runs out first as the load grows is named, which need not be what is used most now.
    let binding = a.estimate.binding.iter().find(|binding| binding.role == role);
    let first = *short.iter().find(|u| binding.is_some_and(|binding| binding.cell == u.cell)).or(short.first())?;
    // Searches do not come with the spans: too many of them are too many at any load.
    let holds = binding
        .filter(|binding| binding.multiple > 0.0)
        .map_or(String::new(), |binding| format!(": it holds {} the load", show(binding.multiple, Unit::ONE, Style::Times)));
    Some(
        Found::new(
            component_path!(role, "replicas"),
            Some(role),
            file(role),
            format!(
                "{} {} is used to {}{}{holds}.",
                role.title(),
                first.resource.name(),
                told(a, &first.figure()),
                if role == Role::Compactor { " on the mean" } else { " at the peak" },
            ),
        )
        .certainty(Certainty::above(a.estimate.sheet.range(first.cell), 1.0)?),
    )
}

pub fn search(a: &Assessment, role: Role, found: &mut Finding) {
    found.fix = mend(a, role, &short_of(a, role));
    if found.fix.is_none() {
        found.message.push_str(&format!(" No field mends it: ask for {}.", wish(role)));
    }
}

/// What would have to be given up where nothing holds it.
fn wish(role: Role) -> &'static str {
    match role {
        Role::Distributor => "fewer spans, or more spans per request",
        Role::QueryFrontend | Role::Querier => "fewer searches or a shorter look-back",
        Role::Ingester | Role::Compactor => "fewer spans or copies",
    }
}

/// The smallest change for every resource that is short, as one fix; `None` where one of them has none.
fn mend(a: &Assessment, role: Role, short: &[Utilisation]) -> Option<Fix> {
    let has = |resource: Resource| short.iter().any(|u| u.resource == resource);
    let cpu = has(Resource::CpuRequest) || has(Resource::CpuLimit);
    let full = |estimate: &Estimate, resource: Resource| estimate.share(role, resource).is_some_and(|share| share.likely > FULL);
    // One thread works in a compactor, and two query-frontends are enough: what each has is too little.
    let larger = if cpu && matches!(role, Role::QueryFrontend | Role::Compactor) { more_cpu(a, role, FULL) } else { None };
    // All that more pods mend.
    let enough = |what: &Estimate| {
        !(has(Resource::Throughput) && full(what, Resource::Throughput))
            && (larger.is_some() || !(full(what, Resource::CpuRequest) || full(what, Resource::CpuLimit)))
    };
    let mut fixes = Vec::new();
    if has(Resource::Throughput) || cpu && larger.is_none() {
        fixes.push(use_pods(role, pods(a, role, &enough)?));
    }
    fixes.extend(larger);
    if has(Resource::Memory) {
        let id = format!("demand.{}.memory", role.key());
        fixes.push(more_memory(a, role, &|what| what.range(&id).likely / FULL)?);
    }
    if has(Resource::Disk) {
        // As much as DISK-01 asks for.
        let wanted = a.estimate.range("demand.ingester.disk").high;
        fixes.push(raise(component_path!(role, "volume"), wanted, |volume| format!("Grow the volume to {volume}"))?);
    }
    let mut all = merged(&a.design, String::new(), &fixes.iter().collect::<Vec<_>>())?;
    // Of two counts of the same pods the larger is left, and is the one that is named.
    fixes.retain(|fix| fix.edits.iter().any(|edit| all.edits.contains(edit)));
    let mut titles: Vec<&str> = fixes.iter().map(|fix| fix.title.as_str()).collect();
    titles.dedup();
    all.title = titles.join("; ");
    Some(all)
}
