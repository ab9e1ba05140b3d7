//! What every object has: its metadata, and the labels that selectors hang on.

use super::super::ports::Port;
use super::super::site::Site;
use super::super::tree::{Node, list, map};
use crate::design::Role;

/// Name, namespace and labels.
pub(in super::super) fn metadata(site: &Site, name: impl Into<String>, role: Option<Role>) -> Node {
    map! {
        "name": Node::from(name.into()).field("platform.instance"),
        "namespace": Node::from(site.namespace()).field("platform.namespace"),
        "labels": labels(site, role),
    }
}

/// The labels of an object; those of [`selector`] and some that may change.
pub(in super::super) fn labels(site: &Site, role: Option<Role>) -> Node {
    selector(site, role).and(map! {
        "app.kubernetes.io/version": Node::from(site.release().tag).field("release"),
        "app.kubernetes.io/part-of": "tempo",
        "app.kubernetes.io/managed-by": "tempo-designer",
    })
}

/// What tells the pods of one component from all others. The version is not among it, since selectors are immutable.
pub(in super::super) fn selector(site: &Site, role: Option<Role>) -> Node {
    let all = map! {
        "app.kubernetes.io/name": "tempo",
        "app.kubernetes.io/instance": Node::from(&site.design.platform.instance).field("platform.instance"),
    };
    match role {
        Some(role) => all.with("app.kubernetes.io/component", role.target()),
        None => all,
    }
}

/// A Service over the pods of one role.
pub(super) fn service(site: &Site, role: Role, name: &str, spec: Node) -> Node {
    map! {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(site, site.name(name), Some(role)),
        "spec": spec.with("selector", selector(site, Some(role))),
    }
}

/// Ports of a Service that lead to container ports of the same name.
pub(super) fn service_ports(ports: impl IntoIterator<Item = Port>) -> Node {
    Node::list(ports.into_iter().map(|port| {
        map! { "name": port.name, "port": port.number, "targetPort": port.name }
    }))
}

/// Restrains drains, so that they take pods one after the other; it does not restrain the controllers' own roll-outs.
pub(super) fn disruption_budget(site: &Site, role: Role, max_unavailable: Node, even_unready: bool) -> Node {
    let spec = map! { "maxUnavailable": max_unavailable };
    let spec = if even_unready {
        spec.with("unhealthyPodEvictionPolicy", Node::from("AlwaysAllow").note("a pod that is not ready must not block a drain"))
    } else {
        spec
    };
    map! {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata(site, site.name(role.target()), Some(role)),
        "spec": spec.with("selector", map! { "matchLabels": selector(site, Some(role)) }),
    }
}

/// Anybody in a namespace, as network policies name it.
pub(super) fn from_namespace(name: &str, field: &'static str) -> Node {
    map! {
        "namespaceSelector": map! {
            "matchLabels": map! { "kubernetes.io/metadata.name": Node::from(name).field(field) },
        },
    }
}

/// One ingress port of a network policy.
pub(super) fn policy_ports(ports: impl IntoIterator<Item = Port>) -> Node {
    Node::list(ports.into_iter().map(|port| map! { "protocol": "TCP", "port": port.name }))
}

/// `capabilities`, `seccompProfile` and the rest of Pod Security's *restricted*, for a container.
pub(in super::super) fn container_security() -> Node {
    map! {
        "allowPrivilegeEscalation": false,
        "readOnlyRootFilesystem": true,
        "capabilities": map! { "drop": list!["ALL"] },
    }
}
