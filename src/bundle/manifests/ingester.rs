//! `ingester.yaml`: keeps live traces and their WAL on a volume, cuts blocks, flushes them to the object store.

use super::super::ports::{GRPC, HTTP};
use super::super::site::{IngesterSet, Site};
use super::super::tree::{Node, list, map, when};
use super::object::{disruption_budget, metadata, selector, service, service_ports};
use super::pod::{Pod, pod_selector, template};
use crate::design::{Bytes, Role};
use crate::quantity::memory;
use crate::topology::{INGESTER_MIN_READY, INGESTER_SCRATCH, eviction_budget, grace_seconds, hostname_anti_affinity};

const ROLE: Role = Role::Ingester;

pub(in super::super) fn ingester(site: &Site) -> Vec<Node> {
    let mut objects: Vec<Node> = site.ingester_sets().iter().map(|set| stateful_set(site, set)).collect();
    objects.push(service(
        site,
        ROLE,
        "ingester",
        map! {
            "clusterIP": Node::from("None").note("gives pods their names; the ring itself knows pods by address"),
            "ports": service_ports([HTTP, GRPC]),
        },
    ));
    if let Some(budget) = eviction_budget(site.design, ROLE) {
        // Unready ones count as healthy enough to stay: they may be replaying their WAL.
        let share = Node::from(budget.pods(site.design.ingester.replicas))
            .note("recent reads ask every ingester, whatever its zone: one at a time");
        objects.push(disruption_budget(site, ROLE, share, false));
    }
    objects
}

fn stateful_set(site: &Site, set: &IngesterSet) -> Node {
    let args = match &set.zone {
        Some(zone) => vec![
            Node::from(format!("-ingester.availability-zone={zone}"))
                .field("platform.zone_names")
                .note("the ring's zone, as the nodes are labelled"),
        ],
        None => Vec::new(),
    };
    let pod = Pod {
        role: ROLE,
        args,
        ports: Vec::new(),
        grpc: true,
        grace: Node::from(grace_seconds(site.design, ROLE)).note("flush_op_timeout 300 + 60: a running flush is waited for"),
        // Without a claim the pod still needs a disk, which goes with it.
        scratch: if site.design.ingester.volume.is_some() { None } else { Some(memory(INGESTER_SCRATCH)) },
        set: Some(set),
        affinity: affinity(site, set),
    };
    let name = site.name(&set.name);
    let update = if set.zone.is_some() {
        map! {
            "type": Node::from("OnDelete").note("zones are rolled one after the other by hand: see README.md"),
        }
    } else {
        map! { "type": Node::from("RollingUpdate").note("one pod at a time") }
    };
    map! {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": metadata(site, name, Some(ROLE)),
        "spec": map! {
            "serviceName": site.name("ingester"),
            "replicas": Node::from(set.replicas).field("components.ingester.replicas"),
            "podManagementPolicy": Node::from("Parallel")
                .note("a broken revision can be replaced; updates still go one by one"),
            "revisionHistoryLimit": 3,
            "minReadySeconds": Node::from(INGESTER_MIN_READY),
            "selector": map! { "matchLabels": pod_selector(site, ROLE, Some(set)) },
            "updateStrategy": update,
            "persistentVolumeClaimRetentionPolicy": when(site.design.ingester.volume.is_some(), || {
                map! { "whenDeleted": "Retain", "whenScaled": "Retain" }
                    .note("the volume holds traces that are not flushed yet")
            }),
            "template": template(site, &pod),
            "volumeClaimTemplates": site.design.ingester.volume.map_or_else(Node::absent, |volume| list![claim(site, volume)]),
        },
    }
}

fn claim(site: &Site, volume: Bytes) -> Node {
    map! {
        "metadata": map! { "name": "data", "labels": selector(site, Some(ROLE)) },
        "spec": map! {
            "accessModes": list!["ReadWriteOnce"],
            "storageClassName": Node::from(&site.design.platform.storage_class).field("platform.storage_class"),
            "resources": map! {
                "requests": map! { "storage": Node::from(volume.kubernetes()).field("components.ingester.volume") },
            },
        },
    }
}

fn affinity(site: &Site, set: &IngesterSet) -> Node {
    if let Some(zone) = &set.zone {
        return map! {
            "nodeAffinity": map! {
                "requiredDuringSchedulingIgnoredDuringExecution": map! {
                    "nodeSelectorTerms": list![map! {
                        "matchExpressions": list![map! {
                            "key": "topology.kubernetes.io/zone",
                            "operator": "In",
                            "values": list![Node::from(zone).field("platform.zone_names")],
                        }],
                    }],
                },
            },
        };
    }
    let term = map! {
        "topologyKey": "kubernetes.io/hostname",
        "labelSelector": map! { "matchLabels": pod_selector(site, ROLE, Some(set)) },
    };
    let replicas = site.design.ingester.replicas;
    let rule = if hostname_anti_affinity(site.design) {
        map! { "requiredDuringSchedulingIgnoredDuringExecution": list![term] }
            .note(format!("one ingester a node, {replicas} in all: a lost node takes one copy with it"))
    } else {
        map! {
            "preferredDuringSchedulingIgnoredDuringExecution": list![map! { "weight": 100, "podAffinityTerm": term }],
        }
        .note(format!("preferred, not required: {replicas} ingesters may outnumber the nodes"))
    };
    map! { "podAntiAffinity": rule }
}
