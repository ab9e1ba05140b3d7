//! `compactor.yaml`: merges blocks, removes the copies that replication made, deletes what is past its retention.

use super::super::ports::HTTP;
use super::super::site::Site;
use super::super::tree::{Node, list, map};
use super::deployment::{RollOut, deployment, eviction_share};
use super::object::{disruption_budget, service, service_ports};
use super::pod::Pod;
use crate::design::Role;

pub(in super::super) fn compactor(site: &Site) -> Vec<Node> {
    let role = Role::Compactor;
    let pod = Pod {
        role,
        args: Vec::new(),
        ports: Vec::new(),
        grpc: true,
        grace: Node::from(60).note("an aborted job is done again by another compactor"),
        scratch: Some("10Gi"),
        set: None,
        affinity: Node::absent(),
    };
    let roll_out = RollOut { max_surge: 0, max_unavailable: 1, min_ready_seconds: Node::absent() };
    list![
        deployment(site, "components.compactor.replicas", roll_out, &pod),
        service(site, role, "compactor", map! { "clusterIP": "None", "ports": service_ports([HTTP]) }),
        eviction_share(site.design.compactor.replicas).map_or_else(Node::absent, |_| disruption_budget(
            site,
            role,
            Node::from(1),
            true
        )),
    ]
    .into_items()
}
