//! `distributor.yaml`: receives spans, sends each trace to its ingesters.

use super::super::ports::{HTTP, receivers};
use super::super::site::Site;
use super::super::tree::{Node, list, map, when};
use super::deployment::{RollOut, deployment, eviction_budget};
use super::object::{service, service_ports};
use super::pod::Pod;
use crate::design::Role;
use crate::topology::grace_seconds;

pub(in super::super) fn distributor(site: &Site) -> Vec<Node> {
    let role = Role::Distributor;
    let ports: Vec<_> = receivers(site.design).iter().map(|receiver| receiver.port).collect();
    let pod = Pod {
        role,
        args: vec![Node::from("-shutdown-delay=15s").note("not ready for 15 s before it stops: clients move on")],
        ports: ports.clone(),
        grpc: true,
        grace: Node::from(grace_seconds(site.design, role)).note("shutdown-delay 15 + server drain 30 + margin"),
        scratch: Some("1Gi".to_owned()),
        set: None,
        affinity: Node::absent(),
    };
    let roll_out = RollOut { max_surge: 1, max_unavailable: 0, min_ready_seconds: Node::from(15) };
    let grpc: Vec<_> =
        receivers(site.design).iter().filter(|receiver| receiver.is_grpc()).map(|receiver| receiver.port).collect();
    list![
        deployment(site, "components.distributor.replicas", roll_out, &pod),
        service(
            site,
            role,
            "distributor",
            map! {
                "ports": service_ports(ports.into_iter().chain([HTTP])),
                "trafficDistribution": when(site.design.platform.zones > 1, || {
                    Node::from("PreferClose")
                        .field("platform.zones")
                        .note("clients stay in their zone, which costs no transfer; Kubernetes 1.31 or later")
                }),
            },
        ),
        when(!grpc.is_empty(), || service(
            site,
            role,
            "distributor-headless",
            map! {
                "clusterIP": Node::from("None").note("for gRPC clients with dns:/// and round_robin, one connection a pod"),
                "ports": service_ports(grpc),
            },
        )),
        eviction_budget(site, role),
    ]
    .into_items()
}
