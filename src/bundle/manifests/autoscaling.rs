//! `autoscaling.yaml`: what follows the load between the fewest replicas and the most.

use super::super::site::Site;
use super::super::tree::{Node, list, map};
use super::object::metadata;
use crate::design::Role;
use crate::estimate::TARGET;

/// Of each role that has fewest replicas; nothing where the replicas stay.
pub(in super::super) fn autoscalers(site: &Site) -> Vec<Node> {
    list![
        autoscaler(site, Role::Distributor, "components.distributor.replicas_min", "components.distributor.replicas"),
        autoscaler(site, Role::QueryFrontend, "components.query_frontend.replicas_min", "components.query_frontend.replicas"),
        autoscaler(site, Role::Querier, "components.querier.replicas_min", "components.querier.replicas"),
    ]
    .into_items()
}

/// What follows the load of a role between its fewest replicas and its most; absent where the replicas stay.
///
/// Down by one pod a minute and only after ten quiet ones: queriers take their whole grace period to stop.
fn autoscaler(site: &Site, role: Role, fewest_field: &'static str, most_field: &'static str) -> Node {
    let Some(fewest) = site.design.fewest(role) else { return Node::absent() };
    let name = site.name(role.target());
    map! {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": metadata(site, name.clone(), Some(role)),
        "spec": map! {
            "scaleTargetRef": map! { "apiVersion": "apps/v1", "kind": "Deployment", "name": name },
            "minReplicas": Node::from(fewest).field(fewest_field),
            "maxReplicas": Node::from(site.design.component(role).replicas).field(most_field),
            "metrics": list![map! {
                "type": "Resource",
                "resource": map! {
                    "name": "cpu",
                    "target": map! {
                        "type": "Utilization",
                        "averageUtilization": Node::from((TARGET * 100.0).round() as u32).note("per cent of the CPU request; needs metrics-server"),
                    },
                },
            }],
            "behavior": map! {
                "scaleDown": map! {
                    "stabilizationWindowSeconds": 600,
                    "policies": list![map! { "type": "Pods", "value": 1, "periodSeconds": 60 }],
                },
            },
        },
    }
}
