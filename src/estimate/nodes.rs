//! What of a node is left for pods, and how many nodes the pods need.

use super::capacity::Utilisation;
use super::packing::{self, Packing, Room};
use super::sheet::{Draft, Range, Term};
use super::{Estimate, day};
use crate::catalog::{NodeType, SELF_HOSTED, coefficient, node};
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
        SELF_HOSTED => {
            (0.0, 0.0, "kubelet's own defaults: nothing reserved; memory Linux sees assumed 3.5 to 7.5 % below nominal")
        }
        _ => (
            graded,
            11.0 * pods + 255.0,
            "EKS: nodeadm of amazon-eks-ami v20260724; memory as Linux reports it (ec2instances.info, 2025-12-10)",
        ),
    };
    let left = |seen: f64| MIB.of((seen - reserved - 100.0).max(0.0));
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
    /// The nodes that are paid for: those, or their mean over the day where autoscalers follow the load.
    pub paid: Term<'d>,
    /// The share of those that nobody requested, by the resource of which more is requested.
    pub idle: Term<'d>,
    pub packing: Packing,
}

/// DaemonSets take pods of a node as well; four to ten were assumed.
const DAEMON_PODS: u32 = 6;

/// Packs the pods onto the chosen node type, or takes the packing of an estimate of the same pods; `None` when the node's
/// capacity is not known.
pub fn nodes<'d>(design: &Design, draft: &'d Draft, uses: &[Utilisation], same: Option<&Estimate>) -> Option<Nodes<'d>> {
    let shape = node(&design.platform.provider, &design.platform.node)?;
    let free = allocatable(shape);
    let per_node = |label: &str, range, unit: Unit| draft.given(label, free.source, range, unit.per(Unit::NODE));
    let requested = Role::ALL.map(|role| {
        let component = design.component(role);
        let [replicas, cpu, memory] = request_paths(role);
        let replicas = draft.field(replicas, f64::from(component.replicas), Unit::ONE);
        (
            replicas * draft.field(cpu, component.cpu_request.get(), Unit::CORE),
            replicas * draft.amount(memory, component.memory_request),
        )
    });
    let [(cpu, memory), rest @ ..] = requested;
    let (cpu, memory) = rest.into_iter().fold((cpu, memory), |(cpu, memory), (c, m)| (cpu + c, memory + m));
    let requested_cpu = cpu.listed("nodes.requested_cpu", "CPU requested");
    let requested_memory = memory.listed("nodes.requested_memory", "Memory requested");
    let cpu_free = (per_node("allocatable CPU of a node", Range::exact(free.cpu), Unit::CORE)
        - draft.coefficient(coefficient("daemonset-cpu")))
    .listed("nodes.free_cpu", "CPU of a node for pods");
    let memory_free = (per_node("allocatable memory of a node", free.memory, Unit::BYTE)
        - draft.coefficient(coefficient("daemonset-memory")))
    .listed("nodes.free_memory", "Memory of a node for pods");
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
    let count = draft.given("packed", source, count, Unit::NODE).listed_as("nodes.count", "Nodes", Style::Whole);
    let cpu_share = (requested_cpu / (count * cpu_free)).listed_as("nodes.cpu_share", "Share of CPU requested", Style::Percent);
    let memory_share =
        (requested_memory / (count * memory_free)).listed_as("nodes.memory_share", "Share of memory requested", Style::Percent);
    let (none, one) = (draft.constant(0.0, Unit::ONE), draft.constant(1.0, Unit::ONE));
    let idle = (one - cpu_share.max(memory_share)).max(none).listed_as("nodes.idle", "Idle share of the nodes", Style::Percent);
    let mut all = Nodes { paid: count, idle, packing };
    let pods_at = |of| day::pods(design, draft, uses, of);
    let (low, likely, high) = (pods_at(|range| range.low), pods_at(|range| range.likely), pods_at(|range| range.high));
    if !likely.is_empty() {
        let mean = |of: &day::Pods, cpu, memory| day::mean_nodes(design, of, Room { cpu, memory, pods });
        let mid = mean(&likely, cpu_room.likely, memory_room.likely);
        let few = mean(&low, cpu_room.high, memory_room.high).min(mid);
        let many = mean(&high, cpu_room.low, memory_room.low).max(mid);
        let source = "pods of each hour packed anew, autoscaled at 70 % of the CPU request";
        all.paid = draft
            .given("packed over the day", source, Range::new(few, mid, many), Unit::NODE)
            .listed("nodes.mean", "Nodes, mean of the day");
        let (mut cpu, mut memory) = (draft.constant(0.0, Unit::CORE), draft.constant(0.0, Unit::BYTE));
        for role in Role::ALL {
            let [_, cpu_path, memory_path] = request_paths(role);
            let lane = |of: &day::Pods| day::mean_pods(of, role);
            let pods = Range::new(lane(&low), lane(&likely), lane(&high));
            let pods = draft.given(role.title(), "pods, mean of the day", pods, Unit::ONE);
            cpu = cpu + pods * draft.field(cpu_path, design.component(role).cpu_request.get(), Unit::CORE);
            memory = memory + pods * draft.amount(memory_path, design.component(role).memory_request);
        }
        let share = (cpu / (all.paid * cpu_free)).max(memory / (all.paid * memory_free));
        all.idle = (one - share).max(none);
    }
    Some(all)
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
        assert_eq!(MIB.count(free.memory.likely).round(), mib, "{id}");
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
