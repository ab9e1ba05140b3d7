//! Words and round values that the rules share.

use super::Fix;
use crate::Assessment;
use crate::catalog;
use crate::design::fields::{Value, field};
use crate::design::{Design, Role, Tenant};
use crate::estimate::{TenantUse, allocatable};
use crate::quantity::{Style, Unit, show};

/// The smallest stop of the field's slider that is no less than `value`, as text to type; `None` beyond the last.
pub(super) fn up(path: &str, value: f64) -> Option<String> {
    let field = field(path)?;
    let stop = field.ladder().into_iter().find(|&stop| stop >= value)?;
    Some(field.spell(&Value::Number(stop)))
}

/// Whose limit a rule speaks of.
pub(super) struct Whose<'a> {
    /// `a tenant`, `tenant team-a`, `each other tenant`.
    pub name: String,
    tenant: Option<&'a Tenant>,
}

impl<'a> Whose<'a> {
    pub(super) fn of(design: &'a Design, found: TenantUse) -> Self {
        let tenant = found.at.and_then(|at| design.tenants.get(at));
        let name = match tenant {
            Some(tenant) => format!("tenant {}", tenant.id),
            None if design.tenants.is_empty() => "a tenant".to_owned(),
            None => "each other tenant".to_owned(),
        };
        Whose { name, tenant }
    }

    /// Its own limit, and the field to look at: the list where it has one, else `path` of the default.
    pub(super) fn limit<T>(&self, own: fn(&Tenant) -> Option<T>, default: T, path: &'static str) -> (T, &'static str) {
        match self.tenant.and_then(own) {
            Some(limit) => (limit, "workload.tenants"),
            None => (default, path),
        }
    }

    /// The name at the beginning of a sentence.
    pub(super) fn begins(&self) -> String {
        let (first, rest) = self.name.split_at(1);
        first.to_ascii_uppercase() + rest
    }

    /// ` of tenant team-a`, where one is meant.
    pub(super) fn of_whom(&self) -> String {
        self.tenant.map_or(String::new(), |tenant| format!(" of tenant {}", tenant.id))
    }
}

/// Where the limit behind a field stands.
pub(super) fn limits_file(path: &str) -> &'static str {
    if path == "workload.tenants" { "config/overrides.yaml" } else { "config/tempo.yaml" }
}

/// The default limit raised to `value`; a listed tenant's own limit is for its list to change, and said in words.
pub(super) fn raise_limit(path: &'static str, value: f64, title: impl Fn(&str) -> String) -> Option<Fix> {
    if path == "workload.tenants" { None } else { raise(path, value, title) }
}

/// A fix of one field: `title` with the value in it.
pub(super) fn raise(path: &'static str, value: f64, title: impl Fn(&str) -> String) -> Option<Fix> {
    let text = up(path, value)?;
    Some(Fix::new(title(&text), &[(path, &text)]))
}

/// A figure as the sheet shows it, with its range where it has one: `7.0 GB (3.0–7.7 GB)`.
pub(super) fn told(a: &Assessment, id: &str) -> String {
    let Some(figure) = a.estimate.figure(id) else { return String::new() };
    let range = figure.show_range();
    if range.is_empty() { figure.show() } else { format!("{} ({range})", figure.show()) }
}

/// The likely value alone.
pub(super) fn likely(a: &Assessment, id: &str) -> String {
    a.estimate.figure(id).map_or_else(String::new, |figure| figure.show())
}

pub(super) fn bytes(value: f64) -> String {
    show(value, Unit::BYTE, Style::Auto)
}

pub(super) fn count(value: f64) -> String {
    show(value, Unit::ONE, Style::Whole)
}

/// `1 ingester`, `3 ingesters`.
pub(super) fn ingesters_of(count: u32) -> String {
    if count == 1 { "1 ingester".to_owned() } else { format!("{count} ingesters") }
}

/// The manifest of a role.
pub(super) fn file(role: Role) -> &'static str {
    match role {
        Role::Distributor => "distributor.yaml",
        Role::Ingester => "ingester.yaml",
        Role::QueryFrontend => "query-frontend.yaml",
        Role::Querier => "querier.yaml",
        Role::Compactor => "compactor.yaml",
    }
}

/// The path of one field of a role.
macro_rules! component_path {
    ($role:expr, $name:literal) => {
        match $role {
            Role::Distributor => concat!("components.distributor.", $name),
            Role::Ingester => concat!("components.ingester.", $name),
            Role::QueryFrontend => concat!("components.query_frontend.", $name),
            Role::Querier => concat!("components.querier.", $name),
            Role::Compactor => concat!("components.compactor.", $name),
        }
    };
}
pub(super) use component_path;

/// The next multiple of `step` that is no less than `count`.
fn multiple(count: u32, step: u32) -> u32 {
    count.div_ceil(step.max(1)) * step.max(1)
}

/// Zone awareness with equal zones; `None` where there are fewer zones than copies, which would tolerate no loss.
pub(super) fn aware(design: &Design) -> Option<Fix> {
    let zones = design.platform.zones;
    if zones < design.tempo.replication_factor {
        return None;
    }
    let mut edits = vec![("platform.zone_awareness", "true".to_owned())];
    let ingesters = multiple(design.ingester.replicas, zones);
    if ingesters != design.ingester.replicas {
        edits.push(("components.ingester.replicas", ingesters.to_string()));
    }
    Some(Fix { title: "Turn on zone awareness".to_owned(), edits })
}

/// Equal zones, as many as copies at least.
pub(super) fn equal_zones(design: &Design) -> Fix {
    let zones = design.platform.zones.max(design.tempo.replication_factor);
    let ingesters = multiple(design.ingester.replicas, zones);
    let mut edits = Vec::new();
    if zones != design.platform.zones {
        edits.push(("platform.zones", zones.to_string()));
        // Names for another number of zones would contradict it.
        if !design.platform.zone_names.is_empty() {
            edits.push(("platform.zone_names", String::new()));
        }
    }
    if ingesters != design.ingester.replicas {
        edits.push(("components.ingester.replicas", ingesters.to_string()));
    }
    Fix { title: format!("Use {ingesters} ingesters in {zones} zones"), edits }
}

/// Three copies, with an ingester to spare.
pub(super) fn three_copies(design: &Design) -> Fix {
    let spare = if design.platform.zone_awareness { 2 * design.platform.zones.max(3) } else { 4 };
    let ingesters = design.ingester.replicas.max(spare);
    let mut edits = vec![("tempo.replication_factor", "3".to_owned())];
    if ingesters != design.ingester.replicas {
        edits.push(("components.ingester.replicas", ingesters.to_string()));
    }
    Fix { title: format!("Keep 3 copies on {ingesters} ingesters"), edits }
}

/// `distributors`, `query-frontends`.
pub(super) fn plural(role: Role) -> String {
    format!("{}s", role.title().to_ascii_lowercase())
}

/// The smallest node type of the same architecture and region that takes every pod, the cheapest of its size.
pub(super) fn larger_node(design: &Design) -> Option<&'static str> {
    node_for(design, 0.0, 0.0)
}

/// The same with so much CPU and memory free for one pod at least.
pub(super) fn node_for(design: &Design, least_cpu: f64, least_memory: f64) -> Option<&'static str> {
    let platform = &design.platform;
    let now = catalog::node(&platform.provider, &platform.node)?;
    let (daemons_cpu, daemons_memory) = (design.likely("daemonset-cpu"), design.likely("daemonset-memory"));
    let price = |id: &str| catalog::price(&platform.provider, &platform.region, "node", id).map(|row| row.usd);
    let (_, id) = catalog::nodes()
        .iter()
        .filter(|node| node.provider == platform.provider && node.arch == now.arch)
        .filter(|node| {
            let free = allocatable(node);
            let (cpu, memory) = (free.cpu - daemons_cpu, free.memory.likely - daemons_memory);
            cpu >= least_cpu
                && memory >= least_memory
                && Role::ALL.into_iter().all(|role| {
                    let pod = design.component(role);
                    pod.cpu_request.get() <= cpu && pod.memory_request.get() <= memory
                })
        })
        .filter_map(|node| Some(((node.vcpu, price(node.id)?), node.id)))
        .min_by(|(a, _), (b, _)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))?;
    Some(id)
}
