//! `namespace.yaml` and `serviceaccount.yaml`: where everything lives and as whom it runs.

use super::super::site::Site;
use super::super::tree::{Node, map};
use super::object::labels;

pub(in super::super) fn namespace(site: &Site) -> Vec<Node> {
    vec![map! {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": map! {
            "name": Node::from(site.namespace()).field("platform.namespace"),
            "labels": map! {
                "pod-security.kubernetes.io/enforce": Node::from("restricted").note("every pod of this bundle passes it"),
                "pod-security.kubernetes.io/warn": "restricted",
            },
        },
    }]
}

pub(in super::super) fn service_account(site: &Site) -> Vec<Node> {
    let platform = &site.design.platform;
    let key = match platform.secret_mode.as_str() {
        "irsa" => Some("eks.amazonaws.com/role-arn"),
        "gke-workload-identity" => Some("iam.gke.io/gcp-service-account"),
        "azure-workload-identity" => Some("azure.workload.identity/client-id"),
        _ => None,
    };
    let annotations = match (key, &platform.identity) {
        (Some(key), Some(identity)) => Node::map([(key.to_owned(), Node::from(identity).field("platform.identity"))]),
        _ => Node::absent(),
    };
    vec![map! {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": map! {
            "name": Node::from(&platform.instance).field("platform.instance"),
            "namespace": Node::from(site.namespace()).field("platform.namespace"),
            "labels": labels(site, None),
            "annotations": annotations,
        },
        "automountServiceAccountToken": Node::from(false).note("Tempo never calls the Kubernetes API"),
    }]
}
