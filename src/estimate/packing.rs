//! Pods onto nodes under the placement rules that the bundle writes: requests, ingesters apart, zones of the ingester sets.
//!
//! Deterministic: the largest pods first, each onto the node where it spreads best and, of those, where least is left.

use crate::design::{Design, Role};
use crate::order::sort_short;
use crate::topology::{hostname_anti_affinity, ingester_sets};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What one node offers pods.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Cores.
    pub cpu: f64,
    /// Bytes.
    pub memory: f64,
    pub pods: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PackedNode {
    /// Index of the zone the node stands in.
    pub zone: usize,
    /// Pods by role, in the order of [`Role::ALL`].
    pub pods: [u32; 5],
    pub cpu: f64,
    pub memory: f64,
}

/// Pods that no node takes, with the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Unfit {
    pub role: Role,
    pub pods: u32,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Packing {
    pub room: Room,
    pub nodes: Vec<PackedNode>,
    pub unfit: Vec<Unfit>,
}

/// Pods that are alike: a role, and for ingester sets the zone they must stand in.
struct Batch {
    role: Role,
    zone: Option<usize>,
    count: u32,
    cpu: f64,
    memory: f64,
}

/// Whether both are packed alike: the same pods under the same rules onto the same nodes.
#[must_use]
pub fn alike(one: &Design, other: &Design) -> bool {
    // Coefficients of one's own may be of what a node keeps for itself.
    one.platform == other.platform
        && one.measured == other.measured
        && Role::ALL.iter().all(|role| one.component(*role) == other.component(*role))
}

/// The fewest nodes that take all pods, and who stands where.
#[must_use]
pub fn pack(design: &Design, room: Room) -> Packing {
    pack_within(design, room, usize::MAX)
}

/// The same, and no nodes at all where more than so many are needed.
#[must_use]
pub fn pack_within(design: &Design, room: Room, most: usize) -> Packing {
    let zones = design.platform.zones.max(1) as usize;
    let mut batches = Vec::new();
    let mut unfit = Vec::new();
    for role in Role::ALL {
        let component = design.component(role);
        let (cpu, memory) = (component.cpu_request.get(), component.memory_request.get());
        if let Some(why) = too_large(cpu, memory, room) {
            unfit.push(Unfit { role, pods: component.replicas, why });
        } else if role == Role::Ingester {
            for (set, (_, count)) in ingester_sets(design).into_iter().enumerate() {
                batches.push(Batch { role, zone: design.platform.zone_awareness.then_some(set), count, cpu, memory });
            }
        } else {
            batches.push(Batch { role, zone: None, count: component.replicas, cpu, memory });
        }
    }
    // The scarcest share of a node decides what is large; ingesters go first among equals, since they have rules.
    let share = |batch: &Batch| (batch.cpu / room.cpu).max(batch.memory / room.memory);
    sort_short(&mut batches, |a, b| share(b).total_cmp(&share(a)).then(a.role.cmp(&b.role)));
    let apart = hostname_anti_affinity(design);
    let mut count = least(&batches, room, zones, apart);
    let mut nodes = Vec::new();
    while nodes.is_empty() && count <= most {
        nodes = attempt(&batches, room, zones, apart, count).unwrap_or_default();
        count += 1;
    }
    Packing { room, nodes, unfit }
}

fn too_large(cpu: f64, memory: f64, room: Room) -> Option<String> {
    let (wanted, offered) = if cpu > room.cpu {
        (format!("{cpu} cores"), format!("{:.2} cores", room.cpu.max(0.0)))
    } else if memory > room.memory {
        (
            format!("{:.1} GiB", crate::quantity::GIB.count(memory)),
            format!("{:.1} GiB", crate::quantity::GIB.count(room.memory.max(0.0))),
        )
    } else {
        return None;
    };
    Some(format!("a pod requests {wanted}, and a node has {offered} for pods"))
}

/// No packing can do with fewer: sums, pods, each kind of pod by itself, ingesters apart, and a node in every zone.
fn least(batches: &[Batch], room: Room, zones: usize, apart: bool) -> usize {
    let sum = |of: fn(&Batch) -> f64| batches.iter().map(|batch| f64::from(batch.count) * of(batch)).sum::<f64>();
    let by_cpu = (sum(|batch| batch.cpu) / room.cpu - 1e-9).ceil();
    let by_memory = (sum(|batch| batch.memory) / room.memory - 1e-9).ceil();
    let by_pods = (sum(|_| 1.0) / f64::from(room.pods.max(1)) - 1e-9).ceil();
    // Pods of 5 cores on nodes of 7 stand alone, which the sums do not see.
    let alone = batches.iter().map(|batch| {
        let fit = ((room.cpu + 1e-9) / batch.cpu).floor().min((room.memory / batch.memory).floor()).max(1.0);
        let nodes = (f64::from(batch.count) / fit).ceil() as usize;
        if batch.zone.is_some() { (nodes - usize::from(nodes > 0)) * zones + 1 } else { nodes }
    });
    let ingesters: u32 = batches.iter().filter(|batch| batch.role == Role::Ingester).map(|batch| batch.count).sum();
    let by_rule = if apart { ingesters as usize } else { 0 };
    (by_cpu.max(by_memory).max(by_pods).max(1.0) as usize).max(by_rule).max(zones).max(alone.max().unwrap_or(0))
}

fn attempt(batches: &[Batch], room: Room, zones: usize, apart: bool, count: usize) -> Option<Vec<PackedNode>> {
    let mut nodes: Vec<PackedNode> =
        (0..count).map(|at| PackedNode { zone: at % zones, pods: [0; 5], cpu: 0.0, memory: 0.0 }).collect();
    for batch in batches {
        place(batch, &mut nodes, room, zones, apart)?;
    }
    Some(nodes)
}

/// Where a pod would rather go: hosts even, then the fuller node, so that a large pod still finds a free one.
type Wish = Reverse<(u32, Reverse<u64>, usize)>;

/// Pods of a batch are alike, so that a node that does not take one takes none of the rest: each is looked at once more
/// than it takes pods, whatever the size of the cluster.
fn place(batch: &Batch, nodes: &mut [PackedNode], room: Room, zones: usize, apart: bool) -> Option<()> {
    let role = Role::ALL.iter().position(|&role| role == batch.role).unwrap_or(0);
    let wish = |node: &PackedNode, at: usize| Reverse((node.pods[role], Reverse((node.cpu * 1000.0).round() as u64), at));
    let mut queues: Vec<BinaryHeap<Wish>> = vec![BinaryHeap::new(); zones];
    for (at, node) in nodes.iter().enumerate() {
        if batch.zone.is_none_or(|zone| zone == node.zone) {
            queues[node.zone].push(wish(node, at));
        }
    }
    let mut in_zone = vec![0u32; zones];
    for _ in 0..batch.count {
        loop {
            // As the scheduler scores the spread constraints: zones even first.
            let zone = (0..zones)
                .filter_map(|zone| Some((in_zone[zone], queues[zone].peek()?.0, zone)))
                .min()
                .map(|(_, _, zone)| zone)?;
            let Reverse((_, _, at)) = queues[zone].pop()?;
            let node = &mut nodes[at];
            let fits = node.cpu + batch.cpu <= room.cpu + 1e-9
                && node.memory + batch.memory <= room.memory
                && node.pods.iter().sum::<u32>() < room.pods
                && !(apart && batch.role == Role::Ingester && node.pods[role] > 0);
            if fits {
                node.pods[role] += 1;
                node.cpu += batch.cpu;
                node.memory += batch.memory;
                in_zone[zone] += 1;
                queues[zone].push(wish(node, at));
                break;
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Bytes, Cores};
    use crate::quantity::GIB;

    const ROOM: Room = Room { cpu: 7.61, memory: GIB.of(29.3), pods: 52 };

    #[test]
    fn the_default_takes_three_nodes_with_one_ingester_each() {
        let packing = pack(&Design::default(), ROOM);
        assert_eq!(packing.nodes.len(), 3);
        assert!(packing.unfit.is_empty());
        assert!(packing.nodes.iter().all(|node| node.pods[1] == 1), "{packing:?}");
        assert_eq!(packing.nodes.iter().map(|node| node.zone).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn what_is_larger_than_a_node_is_named() {
        let mut design = Design::default();
        design.querier.cpu_request = Cores::new(8.0);
        design.querier.cpu_limit = None;
        let packing = pack(&design, ROOM);
        assert_eq!(packing.unfit.len(), 1);
        assert_eq!((packing.unfit[0].role, packing.unfit[0].pods), (Role::Querier, 3));
        assert!(packing.unfit[0].why.contains("requests 8 cores, and a node has 7.61"));
    }

    #[test]
    fn zone_sets_stay_in_their_zones() {
        let mut design = Design::default();
        design.platform.zone_awareness = true;
        design.ingester.replicas = 9;
        design.ingester.memory_request = Bytes::gib(20.0);
        design.ingester.memory_limit = Bytes::gib(20.0);
        let packing = pack(&design, ROOM);
        for zone in 0..3 {
            let pods: u32 = packing.nodes.iter().filter(|node| node.zone == zone).map(|node| node.pods[1]).sum();
            assert_eq!(pods, 3);
        }
    }
}
