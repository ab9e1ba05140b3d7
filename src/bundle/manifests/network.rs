//! `gossip.yaml` and `networkpolicy.yaml`: how pods find each other, and who may talk to whom.

use super::super::ports::{GOSSIP, GRPC, HTTP, receivers};
use super::super::site::Site;
use super::super::tree::{Node, list, map, when};
use super::object::{from_namespace, metadata, policy_ports, selector, service_ports};
use crate::design::Role;

pub(in super::super) fn gossip(site: &Site) -> Vec<Node> {
    let service = map! {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(site, site.name("gossip-ring"), None),
        "spec": map! {
            "clusterIP": Node::from("None").note("memberlist wants the members' own addresses"),
            "publishNotReadyAddresses": Node::from(true).note("a pod joins before it is ready"),
            "ports": service_ports([GOSSIP]),
            "selector": selector(site, None).with("tempo-gossip-member", "true"),
        },
    };
    vec![service]
}

/// Ingress only: the object store and DNS stay reachable. Probes come from the node, which network plugins let through.
pub(in super::super) fn policies(site: &Site) -> Vec<Node> {
    let platform = &site.design.platform;
    let policy = |name: &str, role: Option<Role>, from: Node, ports: Node| {
        map! {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": metadata(site, site.name(name), role),
            "spec": map! {
                "podSelector": map! { "matchLabels": selector(site, role) },
                "policyTypes": list!["Ingress"],
                "ingress": list![map! { "from": list![from], "ports": ports }],
            },
        }
    };
    let received: Vec<_> = receivers(site.design).iter().map(|receiver| receiver.port).collect();
    list![
        policy(
            "internal",
            None,
            map! { "podSelector": map! { "matchLabels": selector(site, None) } },
            policy_ports([HTTP, GRPC, GOSSIP]),
        )
        .head("Components among each other. By instance, not by component: gossip goes from any pod to any pod."),
        when(!received.is_empty(), || policy(
            "receivers",
            Some(Role::Distributor),
            map! { "namespaceSelector": map! {} },
            policy_ports(received),
        )
        .head("Spans may come from every namespace of this cluster.")),
        policy(
            "grafana",
            Some(Role::QueryFrontend),
            from_namespace(&platform.grafana_namespace, "platform.grafana_namespace"),
            policy_ports([HTTP]),
        )
        .head("Grafana queries, and streams searches, over HTTP."),
        policy(
            "scrape",
            None,
            from_namespace(&platform.prometheus_namespace, "platform.prometheus_namespace"),
            policy_ports([HTTP]),
        )
        .head("Prometheus scrapes every pod."),
    ]
    .into_items()
}
