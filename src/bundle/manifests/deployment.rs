//! The Deployment around a stateless pod.

use super::super::site::Site;
use super::super::tree::{Node, map, when};
use super::object::{disruption_budget, metadata, selector};
use super::pod::{Pod, template};
use crate::design::Role;
use crate::topology::{self, Budget};

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
            // The autoscaler's own: an apply would throw them back.
            "replicas": when(site.design.fewest(role).is_none(), || {
                Node::from(site.design.component(role).replicas).field(replicas_field)
            }),
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

/// The budget of a role, if it has one.
pub(super) fn eviction_budget(site: &Site, role: Role) -> Node {
    topology::eviction_budget(site.design, role).map_or_else(Node::absent, |budget| {
        let share = match budget {
            Budget::Pods(pods) => Node::from(pods),
            Budget::Percent(share) => Node::from(format!("{share}%")),
        };
        disruption_budget(site, role, share, true)
    })
}
