//! `query-frontend.yaml`: Grafana's door; cuts searches into jobs that queriers fetch.

use super::super::ports::{GRPC, HTTP};
use super::super::site::Site;
use super::super::tree::{Node, list, map};
use super::deployment::{RollOut, deployment, eviction_budget};
use super::object::{service, service_ports};
use super::pod::Pod;
use super::querier::query_grace;
use crate::design::Role;

pub(in super::super) fn query_frontend(site: &Site) -> Vec<Node> {
    let role = Role::QueryFrontend;
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
        deployment(site, "components.query_frontend.replicas", roll_out, &pod),
        service(site, role, "query-frontend", map! { "ports": service_ports([HTTP, GRPC]) }),
        service(
            site,
            role,
            "query-frontend-discovery",
            map! {
                "clusterIP": Node::from("None").note("queriers connect to every query-frontend, not to one"),
                "publishNotReadyAddresses": Node::from(true).note("a query-frontend is ready only once a querier has found it"),
                "ports": service_ports([GRPC]),
            },
        ),
        eviction_budget(site, role),
    ]
    .into_items()
}
