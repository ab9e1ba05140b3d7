//! `compactor.yaml`: merges blocks, removes the copies that replication made, deletes what is past its retention.

use super::super::ports::HTTP;
use super::super::site::Site;
use super::super::tree::{Node, list, map};
use super::deployment::{RollOut, deployment, eviction_budget};
use super::object::{service, service_ports};
use super::pod::Pod;
use crate::design::Role;
use crate::topology::grace_seconds;

pub(in super::super) fn compactor(site: &Site) -> Vec<Node> {
    let role = Role::Compactor;
    let pod = Pod {
        role,
        args: Vec::new(),
        ports: Vec::new(),
        grpc: true,
        grace: Node::from(grace_seconds(site.design, role)).note("an aborted job is done again by another compactor"),
        scratch: Some("10Gi".to_owned()),
        set: None,
        affinity: Node::absent(),
    };
    let roll_out = RollOut { max_surge: 0, max_unavailable: 1, min_ready_seconds: Node::absent() };
    list![
        deployment(site, "components.compactor.replicas", roll_out, &pod),
        service(site, role, "compactor", map! { "clusterIP": "None", "ports": service_ports([HTTP]) }),
        eviction_budget(site, role),
    ]
    .into_items()
}
