//! The Deployment around a stateless pod.

use super::super::site::Site;
use super::super::tree::{Node, map};
use super::object::{metadata, selector};
use super::pod::{Pod, template};

/// How a Deployment replaces its pods.
pub(super) struct RollOut {
    pub max_surge: i32,
    pub max_unavailable: i32,
    pub min_ready_seconds: Node,
}

pub(super) fn deployment(site: &Site, replicas_field: &'static str, roll_out: RollOut, pod: &Pod) -> Node {
    let role = pod.role;
    map! {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata(site, site.name(role.target()), Some(role)),
        "spec": map! {
            "replicas": Node::from(site.design.component(role).replicas).field(replicas_field),
            "revisionHistoryLimit": 3,
            "minReadySeconds": roll_out.min_ready_seconds,
            "selector": map! { "matchLabels": selector(site, Some(role)) },
            "strategy": map! {
                "type": "RollingUpdate",
                "rollingUpdate": map! { "maxSurge": roll_out.max_surge, "maxUnavailable": roll_out.max_unavailable },
            },
            "template": template(site, pod),
        },
    }
}

/// One pod at a time, or a quarter where one at a time would make a drain last for hours. None for a single replica: it
/// would block every drain.
pub(super) fn eviction_share(replicas: u32) -> Option<Node> {
    match replicas {
        0 | 1 => None,
        2..=7 => Some(Node::from(1)),
        _ => Some(Node::from("25%")),
    }
}
