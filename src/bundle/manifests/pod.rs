//! The pod of every component: one image, one file of configuration, one volume; they differ in `-target`, ports and grace.

use super::super::ports::{GOSSIP, GRPC, HTTP, Port};
use super::super::site::{IngesterSet, Site};
use super::super::tempo_config::{CONFIG, DATA, OVERRIDES};
use super::super::tree::{Node, list, map, when};
use super::object::{container_security, labels, selector};
use crate::design::Role;
use crate::quantity::MIB;

/// What sets one role's pod apart.
pub(super) struct Pod<'a> {
    pub role: Role,
    /// Arguments behind those that all roles have.
    pub args: Vec<Node>,
    /// Besides HTTP, gRPC and gossip.
    pub ports: Vec<Port>,
    /// Whether other components call it on 9095.
    pub grpc: bool,
    pub grace: Node,
    /// `None`: the StatefulSet's claim.
    pub scratch: Option<String>,
    /// The ingesters of one set; `None` for a Deployment.
    pub set: Option<&'a IngesterSet>,
    pub affinity: Node,
}

/// The labels a pod is selected by: those of its role, and of its set where there are several.
pub(super) fn pod_selector(site: &Site, role: Role, set: Option<&IngesterSet>) -> Node {
    let all = selector(site, Some(role));
    match set {
        // The names that rollout-operator and Tempo's own rules use.
        Some(IngesterSet { zone: Some(_), name, .. }) => all.with("rollout-group", "ingester").with("name", name),
        _ => all,
    }
}

pub(super) fn template(site: &Site, pod: &Pod) -> Node {
    let role = pod.role;
    let own = match pod.set {
        Some(IngesterSet { zone: Some(_), name, .. }) => map! { "rollout-group": "ingester", "name": name },
        _ => map! {},
    };
    let gossip = when(Site::gossips(role), || Node::from("true").note("joins the ring"));
    let azure = when(site.design.platform.provider == "azure", || Node::from("true"));
    map! {
        "metadata": map! {
            "labels": labels(site, Some(role))
                .and(own)
                .with("tempo-gossip-member", gossip)
                .with("azure.workload.identity/use", azure),
            "annotations": map! {
                "checksum/config": Node::from(&site.checksum).note("SHA-256 of config/tempo.yaml without comments: a changed setting rolls the pods"),
                "prometheus.io/scrape": "true",
                "prometheus.io/port": Node::from(HTTP.number.to_string()).note("never 7946: gossip takes HTTP for noise"),
            },
        },
        "spec": map! {
            "serviceAccountName": &site.design.platform.instance,
            "automountServiceAccountToken": Node::from(false).note("Tempo never calls the Kubernetes API"),
            "enableServiceLinks": false,
            "terminationGracePeriodSeconds": pod.grace.clone(),
            "securityContext": map! {
                "runAsNonRoot": true,
                "runAsUser": Node::from(10001).note("the image's own user"),
                "runAsGroup": 10001,
                "fsGroup": Node::from(10001).note("may write the volume"),
                "fsGroupChangePolicy": "OnRootMismatch",
                "seccompProfile": map! { "type": "RuntimeDefault" },
            },
            "affinity": pod.affinity.clone(),
            "topologySpreadConstraints": spread(site, pod),
            "containers": list![container(site, pod)],
            "volumes": list![
                map! { "name": "config", "configMap": map! { "name": site.name("config") } },
                map! { "name": "overrides", "configMap": map! { "name": site.name("overrides") } },
                match &pod.scratch {
                    Some(limit) => map! { "name": "data", "emptyDir": map! { "sizeLimit": limit } },
                    None => Node::absent(),
                },
            ],
        },
    }
}

fn container(site: &Site, pod: &Pod) -> Node {
    let role = pod.role;
    let mut args = vec![
        Node::from(format!("-config.file={CONFIG}/tempo.yaml")),
        Node::from("-config.expand-env=true").note("without it the keys of the object store stay literal"),
        Node::from(format!("-target={}", role.target())),
    ];
    args.extend(pod.args.clone());
    let grpc = pod.grpc.then_some(GRPC);
    let gossip = Site::gossips(role).then_some(GOSSIP);
    let ports = pod.ports.iter().copied().chain([HTTP]).chain(grpc).chain(gossip);
    map! {
        "name": Node::from(role.target()).note("alert rules select by it"),
        "image": Node::from(site.image()).field("release"),
        "imagePullPolicy": "IfNotPresent",
        "args": args,
        "env": env(site, role),
        "ports": Node::list(ports.map(|port| map! { "name": port.name, "containerPort": port.number })),
        "readinessProbe": map! {
            "httpGet": map! { "path": "/ready", "port": HTTP.name },
            "periodSeconds": 10,
            "timeoutSeconds": 3,
            "failureThreshold": 3,
        },
        "livenessProbe": map! {
            "tcpSocket": map! { "port": HTTP.name },
            "periodSeconds": 20,
            "failureThreshold": 6,
        }
        .note("not /ready: it fails while a healthy pod replays or waits for others"),
        "resources": resources(site, role),
        "securityContext": container_security(),
        "volumeMounts": list![
            map! { "name": "config", "mountPath": CONFIG, "readOnly": true },
            map! { "name": "overrides", "mountPath": OVERRIDES, "readOnly": true },
            map! { "name": "data", "mountPath": DATA },
        ],
    }
}

fn env(site: &Site, role: Role) -> Node {
    let (_, _, _, limit_field) = resource_fields(role);
    let limit = site.design.component(role).memory_limit.get();
    let share = site.design.tempo.go_mem_limit;
    let memory = when(share > 0.0, || {
        map! {
            "name": "GOMEMLIMIT",
            "value": Node::from(format!("{}MiB", MIB.count(limit * share).floor() as u64))
                .field(limit_field)
                .note(format!("{share} x the memory limit: the collector works harder before the kernel kills")),
        }
    });
    let from_secret = |variable: &str, key: &str| {
        when(site.secret_keys() && Site::opens_store(role), || {
            map! {
                "name": variable,
                "valueFrom": map! {
                    "secretKeyRef": map! {
                        "name": Node::from(site.name("object-store")).field("platform.secret_mode"),
                        "key": key,
                    },
                },
            }
        })
    };
    list![memory, from_secret("S3_ACCESS_KEY", "access_key"), from_secret("S3_SECRET_KEY", "secret_key")]
}

fn resources(site: &Site, role: Role) -> Node {
    let component = site.design.component(role);
    let (cpu_request, memory_request, cpu_limit, memory_limit) = resource_fields(role);
    map! {
        "requests": map! {
            "cpu": Node::from(component.cpu_request.kubernetes()).field(cpu_request),
            "memory": Node::from(component.memory_request.kubernetes()).field(memory_request),
        },
        "limits": map! {
            "cpu": component
                .cpu_limit
                .map_or_else(Node::absent, |cores| Node::from(cores.kubernetes()).field(cpu_limit)),
            "memory": Node::from(component.memory_limit.kubernetes()).field(memory_limit),
        },
    }
}

/// Paths of CPU request, memory request, CPU limit, memory limit.
fn resource_fields(role: Role) -> (&'static str, &'static str, &'static str, &'static str) {
    macro_rules! of {
        ($key:literal) => {
            (
                concat!("components.", $key, ".cpu_request"),
                concat!("components.", $key, ".memory_request"),
                concat!("components.", $key, ".cpu_limit"),
                concat!("components.", $key, ".memory_limit"),
            )
        };
    }
    match role {
        Role::Distributor => of!("distributor"),
        Role::Ingester => of!("ingester"),
        Role::QueryFrontend => of!("query_frontend"),
        Role::Querier => of!("querier"),
        Role::Compactor => of!("compactor"),
    }
}

/// Evenly over zones and nodes where the cluster allows it. A set that lives in one zone is spread over its nodes alone.
fn spread(site: &Site, pod: &Pod) -> Node {
    let constraint = |key: &str| {
        let keys = when(pod.set.is_none(), || list!["pod-template-hash"].note("a roll-out is spread by itself"));
        map! {
            "maxSkew": 1,
            "topologyKey": key,
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": map! { "matchLabels": pod_selector(site, pod.role, pod.set) },
            "matchLabelKeys": keys,
        }
    };
    let zoned = pod.set.is_some_and(|set| set.zone.is_some());
    list![when(!zoned, || constraint("topology.kubernetes.io/zone")), constraint("kubernetes.io/hostname")]
}
