//! `querier.yaml`: works on the query-frontends' jobs, over ingesters and blocks.

use super::super::ports::HTTP;
use super::super::site::Site;
use super::super::tree::{Node, list, map};
use super::deployment::{RollOut, deployment, eviction_share};
use super::object::{disruption_budget, service, service_ports};
use super::pod::Pod;
use crate::design::Role;

pub(in super::super) fn querier(site: &Site) -> Vec<Node> {
    let role = Role::Querier;
    let pod = Pod {
        role,
        args: Vec::new(),
        ports: Vec::new(),
        grpc: true,
        grace: query_grace(site),
        scratch: Some("1Gi"),
        set: None,
        affinity: Node::absent(),
    };
    let roll_out = RollOut { max_surge: 1, max_unavailable: 0, min_ready_seconds: Node::absent() };
    list![
        deployment(site, "components.querier.replicas", roll_out, &pod),
        service(site, role, "querier", map! { "clusterIP": "None", "ports": service_ports([HTTP]) }),
        eviction_share(site.design.querier.replicas)
            .map_or_else(Node::absent, |share| disruption_budget(site, role, share, true)),
    ]
    .into_items()
}

/// Seconds from SIGTERM to SIGKILL for the two that answer queries.
///
/// Neither exits by itself (grafana/tempo v2.10.8 tempodb/tempodb.go, Shutdown waits for the poller for ever), so that they
/// always sit the whole period out: long enough for a running query, and no longer.
pub(super) fn query_grace(site: &Site) -> Node {
    let seconds = site.design.tempo.query_timeout.seconds().ceil() as u64 + 15;
    Node::from(seconds)
        .field("tempo.query_timeout")
        .note("query_timeout + 15: it never exits on SIGTERM, so that every stop takes this long; nothing is lost")
}
