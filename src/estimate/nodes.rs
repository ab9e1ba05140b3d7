//! What of a node is left for pods, and how many nodes the pods need.

use super::Estimate;
use super::packing::{self, Packing, Room};
use super::sheet::{Draft, Range, Term};
use crate::catalog::{NodeType, coefficient, node};
use crate::design::{Design, Role};
use crate::quantity::{MIB, Style, Unit};

/// CPU and memory of one node that pods may request.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocatable {
    /// Cores.
    pub cpu: f64,
    /// Bytes.
    pub memory: Range,
    /// The provider's rule it was worked out by.
    pub source: &'static str,
}

/// Capacity less the provider's reservation and the eviction threshold.
#[must_use]
pub fn allocatable(node: &NodeType) -> Allocatable {
    let cores = f64::from(node.vcpu);
    // EKS and GKE: 6 % of the first core, 1 % of the second, half a percent of the next two, a quarter of the rest.
    let graded =
        0.06 + 0.01 * (cores - 1.0).clamp(0.0, 1.0) + 0.005 * (cores - 2.0).clamp(0.0, 2.0) + 0.0025 * (cores - 4.0).max(0.0);
    let mib = node.memory_gib * 1024.0;
    let seen = match node.os_memory_mib {
        Some(measured) => Range::exact(measured),
        None => Range::new(mib * 0.925, mib * 0.95, mib * 0.965),
    };
    let pods = f64::from(node.max_pods);
    let (cpu, reserved, source) = match node.provider {
        "gcp" => (graded, gke_reserved(mib), "GKE: plan node sizes; memory Linux sees assumed 3.5 to 7.5 % below nominal"),
        "azure" => {
            let cpu = 0.06
                + 0.04 * (cores - 1.0).clamp(0.0, 1.0)
                + 0.02 * (cores - 2.0).clamp(0.0, 2.0)
                + 0.01 * (cores - 4.0).max(0.0);
            (
                cpu,
                (20.0 * pods + 50.0).min(0.25 * mib),
                "AKS 1.29 and later: node resource reservations; memory Linux sees assumed 3.5 to 7.5 % below nominal",
            )
        }
        _ => (
            graded,
            11.0 * pods + 255.0,
            "EKS: nodeadm of amazon-eks-ami v20260724; memory as Linux reports it (ec2instances.info, 2025-12-10)",
        ),
    };
    let left = |seen: f64| (seen - reserved - 100.0).max(0.0) * MIB;
    Allocatable {
        cpu: (cores * 1000.0 - (cpu * 1000.0 + 1e-6).floor()) / 1000.0,
        memory: Range::new(left(seen.low), left(seen.likely), left(seen.high)),
        source,
    }
}

/// GKE's ladder: 25 % of the first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % of the next 112, 2 % above.
fn gke_reserved(mib: f64) -> f64 {
    let mut reserved = 0.0;
    let mut from = 0.0;
    for (width, share) in [(4.0, 0.25), (4.0, 0.2), (8.0, 0.1), (112.0, 0.06), (f64::INFINITY, 0.02)] {
        let width = width * 1024.0;
        reserved += ((mib - from).clamp(0.0, width) * share).floor();
        from += width;
    }
    reserved
}

pub struct Nodes<'d> {
    pub count: Term<'d>,
    /// The share of the nodes that nobody requested, by the resource of which more is requested.
    pub idle: Term<'d>,
    pub packing: Packing,
}

/// DaemonSets take pods of a node as well; four to ten were assumed.
const DAEMON_PODS: u32 = 6;

/// Packs the pods onto the chosen node type, or takes the packing of an estimate of the same pods; `None` when the node's
/// capacity is not known.
pub fn nodes<'d>(design: &Design, draft: &'d Draft, same: Option<&Estimate>) -> Option<Nodes<'d>> {
    let shape = node(&design.platform.provider, &design.platform.node)?;
    let free = allocatable(shape);
    let per_node = |label: &str, range, unit: Unit| draft.given(label, free.source, range, unit.per(Unit::NODE));
    let requested = Role::ALL.map(|role| {
        let component = design.component(role);
        let [replicas, cpu, memory] = request_paths(role);
        let replicas = draft.field(replicas, f64::from(component.replicas), Unit::ONE);
        (
            replicas * draft.field(cpu, component.cpu_request.get(), Unit::CORE),
            replicas * draft.field(memory, component.memory_request.get(), Unit::BYTE),
        )
    });
    let [(cpu, memory), rest @ ..] = requested;
    let (cpu, memory) = rest.into_iter().fold((cpu, memory), |(cpu, memory), (c, m)| (cpu + c, memory + m));
    let requested_cpu = cpu.named("nodes.requested_cpu", "CPU requested", "Cores requested by all pods together.");
    let requested_memory = memory.named("nodes.requested_memory", "Memory requested", "Bytes requested by all pods together.");
    let cpu_free = (per_node("allocatable CPU of a node", Range::exact(free.cpu), Unit::CORE)
        - draft.coefficient(coefficient("daemonset-cpu")))
    .named("nodes.free_cpu", "CPU of a node for pods", "Capacity less the provider's reservation and the DaemonSets.");
    let memory_free = (per_node("allocatable memory of a node", free.memory, Unit::BYTE)
        - draft.coefficient(coefficient("daemonset-memory")))
    .named(
        "nodes.free_memory",
        "Memory of a node for pods",
        "Capacity less the provider's reservation, the eviction threshold and the DaemonSets.",
    );
    let pods = shape.max_pods.saturating_sub(DAEMON_PODS);
    let (cpu_room, memory_room) = (cpu_free.range(), memory_free.range());
    let (packing, count) = match same.and_then(|same| Some((same.packing.clone()?, same.range("nodes.count")))) {
        Some(kept) => kept,
        None => {
            let pack = |cpu, memory| packing::pack(design, Room { cpu, memory, pods });
            let packing = pack(cpu_room.likely, memory_room.likely);
            // Little room is many nodes: the low end of the room is the high end of the count.
            let few = pack(cpu_room.high, memory_room.high).nodes.len();
            let many = pack(cpu_room.low, memory_room.low).nodes.len();
            let likely = packing.nodes.len();
            (packing, Range::new(few.min(likely) as f64, likely as f64, many.max(likely) as f64))
        }
    };
    let source = "pods packed onto nodes by requests, ingesters apart or by zone, one node in every zone at least";
    let count = draft.given("packed", source, count, Unit::NODE).styled(
        "nodes.count",
        "Nodes",
        "The fewest nodes of the chosen type that take all pods under the bundle's placement rules.",
        Style::Whole,
    );
    let cpu_share = (requested_cpu / (count * cpu_free)).styled(
        "nodes.cpu_share",
        "Share of CPU requested",
        "Requests over what all nodes have for pods.",
        Style::Percent,
    );
    let memory_share = (requested_memory / (count * memory_free)).styled(
        "nodes.memory_share",
        "Share of memory requested",
        "Requests over what all nodes have for pods.",
        Style::Percent,
    );
    let (none, one) = (draft.constant(0.0, Unit::ONE), draft.constant(1.0, Unit::ONE));
    let idle = (one - cpu_share.max(memory_share)).max(none).styled(
        "nodes.idle",
        "Idle share of the nodes",
        "What no pod requests, of the resource that is requested more. It carries bursts, and it is paid for.",
        Style::Percent,
    );
    Some(Nodes { count, idle, packing })
}

fn request_paths(role: Role) -> [&'static str; 3] {
    macro_rules! paths {
        ($key:literal) => {
            [
                concat!("components.", $key, ".replicas"),
                concat!("components.", $key, ".cpu_request"),
                concat!("components.", $key, ".memory_request"),
            ]
        };
    }
    match role {
        Role::Distributor => paths!("distributor"),
        Role::Ingester => paths!("ingester"),
        Role::QueryFrontend => paths!("query_frontend"),
        Role::Querier => paths!("querier"),
        Role::Compactor => paths!("compactor"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(provider: &str, id: &str, millicores: f64, mib: f64) {
        let free = allocatable(node(provider, id).expect("a node type of the table"));
        assert_eq!((free.cpu * 1000.0).round(), millicores, "{id}");
        assert_eq!((free.memory.likely / MIB).round(), mib, "{id}");
    }

    #[test]
    fn reservations_as_the_providers_work_them_out() {
        // 15697 - (11 x 58 + 255) - 100; 31548 - 893 - 100; 126754 - (11 x 234 + 255) - 100.
        check("aws", "m7i.xlarge", 3920.0, 14_704.0);
        check("aws", "m7i.2xlarge", 7910.0, 30_555.0);
        check("aws", "r7i.4xlarge", 15_890.0, 123_825.0);
        // 32768 nominal: reserved 1024 + 819 + 819 + 983 = 3645; seen 95 % of nominal.
        check("gcp", "n2-standard-8", 7910.0, (32_768.0f64 * 0.95 - 3645.0 - 100.0).round());
    }
}
