//! Where each pod stands: zones, the nodes in them, and on each node the pods by name.

use crate::Assessment;
use crate::design::Role;
use crate::ring::Placement;

/// One pod of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pod {
    pub role: Role,
    /// From zero. Of an ingester: its place among the instances of the ring.
    pub number: u32,
}

/// A node, or what stands for the nodes of a zone where none is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    pub name: String,
    /// Index into [`Standing::zones`].
    pub zone: usize,
    pub pods: Vec<Pod>,
}

/// All pods that stand somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Names, in order.
    pub zones: Vec<String>,
    pub hosts: Vec<Host>,
    /// The nodes are those of the estimate; otherwise a host stands for all that a zone has.
    pub nodes_known: bool,
    /// Another ring than the design's: only its ingesters are known.
    pub ingesters_alone: bool,
}

impl Standing {
    /// Pods of the design on the nodes that the estimate counted. Of a ring from elsewhere, the ingesters in their zones.
    #[must_use]
    pub fn of(assessment: &Assessment, placement: &Placement) -> Standing {
        // The same in memory, mostly: to compare tokens takes long.
        let own = &*assessment.placement;
        if std::ptr::eq(placement, own) || *placement == *own {
            Standing::of_design(assessment)
        } else {
            Standing::of_ring(placement)
        }
    }

    fn of_design(assessment: &Assessment) -> Standing {
        let design = &assessment.design;
        let zones: Vec<String> = (0..design.platform.zones.max(1) as usize).map(|zone| design.zone_name(zone)).collect();
        let instances = assessment.placement.ring.instances();
        let zone_of = |at: usize| instances.get(at).map_or(0, |instance| instance.node_zone).min(zones.len() - 1);
        let nodes_known = assessment.estimate.packing.is_some();
        let Some(packing) = &assessment.estimate.packing else {
            let mut hosts: Vec<Host> =
                (0..zones.len()).map(|zone| Host { name: "its nodes".to_owned(), zone, pods: Vec::new() }).collect();
            for role in Role::ALL {
                for number in 0..design.component(role).replicas {
                    let zone = if role == Role::Ingester { zone_of(number as usize) } else { number as usize % zones.len() };
                    hosts[zone].pods.push(Pod { role, number });
                }
            }
            return Standing { zones, hosts, nodes_known, ingesters_alone: false };
        };
        // The ring and the packing agree on how many ingesters a zone has only where zones are promised. Elsewhere an ingester
        // goes to a node of another zone when its own is full.
        let mut waiting: Vec<Vec<u32>> = vec![Vec::new(); zones.len()];
        (0..instances.len()).rev().for_each(|at| waiting[zone_of(at)].push(at as u32));
        let mut next = [0u32; Role::ALL.len()];
        let mut hosts = Vec::with_capacity(packing.nodes.len());
        for (at, node) in packing.nodes.iter().enumerate() {
            let zone = node.zone.min(zones.len() - 1);
            let mut pods = Vec::new();
            for (role, &count) in Role::ALL.into_iter().zip(&node.pods) {
                for _ in 0..count {
                    let number = if role == Role::Ingester {
                        let Some(number) = waiting[zone].pop() else { continue };
                        number
                    } else {
                        next[role as usize] += 1;
                        next[role as usize] - 1
                    };
                    pods.push(Pod { role, number });
                }
            }
            hosts.push(Host { name: format!("node {}", at + 1), zone, pods });
        }
        let mut left: Vec<u32> = waiting.into_iter().flatten().collect();
        left.sort_unstable();
        for (host, node) in hosts.iter_mut().zip(&packing.nodes) {
            let missing =
                node.pods[Role::Ingester as usize] as usize - host.pods.iter().filter(|pod| pod.role == Role::Ingester).count();
            let taken: Vec<u32> = left.drain(..missing.min(left.len())).collect();
            host.pods.extend(taken.into_iter().map(|number| Pod { role: Role::Ingester, number }));
            host.pods.sort_unstable();
        }
        Standing { zones, hosts, nodes_known, ingesters_alone: false }
    }

    fn of_ring(placement: &Placement) -> Standing {
        let ring = &placement.ring;
        let name = |zone: &String| if zone.is_empty() { "no zone told".to_owned() } else { zone.clone() };
        let hosts = (0..ring.zones().len()).map(|zone| Host {
            name: "its nodes".to_owned(),
            zone,
            pods: (0..ring.instances().len())
                .filter(|&at| ring.zone_of(at) == zone)
                .map(|at| Pod { role: Role::Ingester, number: at as u32 })
                .collect(),
        });
        let hosts = hosts.collect();
        Standing { zones: ring.zones().iter().map(name).collect(), hosts, nodes_known: false, ingesters_alone: true }
    }

    /// The pods of a zone.
    #[must_use]
    pub fn in_zone(&self, zone: usize) -> Vec<Pod> {
        self.hosts.iter().filter(|host| host.zone == zone).flat_map(|host| host.pods.iter().copied()).collect()
    }

    /// The ingesters' hosts, one for each instance of the ring, as [`crate::ring::Ring::losses`] wants them.
    #[must_use]
    pub fn host_of_ingesters(&self, instances: usize) -> Vec<u32> {
        self.groups(instances, |at| at)
    }

    /// The ingesters' zones, likewise.
    #[must_use]
    pub fn zone_of_ingesters(&self, instances: usize) -> Vec<u32> {
        self.groups(instances, |at| self.hosts[at].zone)
    }

    fn groups(&self, instances: usize, group: impl Fn(usize) -> usize) -> Vec<u32> {
        let mut groups = vec![u32::MAX; instances];
        for (at, host) in self.hosts.iter().enumerate() {
            for pod in host.pods.iter().filter(|pod| pod.role == Role::Ingester) {
                if let Some(of) = groups.get_mut(pod.number as usize) {
                    *of = group(at) as u32;
                }
            }
        }
        groups
    }
}

impl Pod {
    /// As the cluster calls it, as far as that is known: a Deployment's pods have names that nobody chose.
    #[must_use]
    pub fn name(self, placement: &Placement) -> String {
        match placement.ring.instances().get(self.number as usize) {
            Some(instance) if self.role == Role::Ingester => instance.id.clone(),
            _ => format!("{} {}", self.role.target(), self.number + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;
    use crate::design::Design;

    #[track_caller]
    fn every_pod_once(design: &Design) {
        let assessment = assess(design);
        let standing = Standing::of(&assessment, &assessment.placement);
        let mut pods: Vec<Pod> = standing.hosts.iter().flat_map(|host| host.pods.clone()).collect();
        pods.sort_unstable();
        let all: Vec<Pod> = Role::ALL
            .into_iter()
            .flat_map(|role| (0..design.component(role).replicas).map(move |number| Pod { role, number }))
            .collect();
        assert_eq!(pods, all);
        if design.platform.zone_awareness {
            let instances = assessment.placement.ring.instances();
            let zones = standing.zone_of_ingesters(instances.len());
            for (instance, zone) in instances.iter().zip(zones) {
                assert_eq!(instance.zone, standing.zones[zone as usize], "{}", instance.id);
            }
        }
    }

    #[test]
    fn every_pod_stands_somewhere_and_zones_are_the_rings() {
        let mut design = Design::default();
        every_pod_once(&design);
        for (replicas, zones, aware) in [(7, 3, false), (7, 3, true), (4, 2, true), (300, 3, true), (20, 4, false)] {
            design.ingester.replicas = replicas;
            (design.platform.zones, design.platform.zone_awareness) = (zones, aware);
            every_pod_once(&design);
        }
        design.platform.node = "nobody-knows".to_owned();
        every_pod_once(&design);
    }
}
