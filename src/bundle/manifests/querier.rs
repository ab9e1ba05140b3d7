//! `querier.yaml`: works on the query-frontends' jobs, over ingesters and blocks.

use super::super::ports::HTTP;
use super::super::site::Site;
use super::super::tree::{Node, list, map};
use super::deployment::{RollOut, deployment, eviction_budget};
use super::object::{service, service_ports};
use super::pod::Pod;
use crate::design::Role;
use crate::topology::grace_seconds;

pub(in super::super) fn querier(site: &Site) -> Vec<Node> {
    let role = Role::Querier;
    let pod = Pod {
        role,
        args: Vec::new(),
        ports: Vec::new(),
        grpc: true,
        grace: query_grace(site),
        scratch: Some("1Gi".to_owned()),
        set: None,
        affinity: Node::absent(),
    };
    let roll_out = RollOut { max_surge: 1, max_unavailable: 0, min_ready_seconds: Node::absent() };
    list![
        deployment(site, "components.querier.replicas", roll_out, &pod),
        service(site, role, "querier", map! { "clusterIP": "None", "ports": service_ports([HTTP]) }),
        eviction_budget(site, role),
    ]
    .into_items()
}

/// The grace period of the two that answer queries.
pub(super) fn query_grace(site: &Site) -> Node {
    Node::from(grace_seconds(site.design, Role::Querier))
        .field("tempo.query_timeout")
        .note("query_timeout + 15: it never exits on SIGTERM, so that every stop takes this long; nothing is lost")
}
