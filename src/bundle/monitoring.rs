//! `monitoring/`: Prometheus rules and Grafana's data source, and the same rules for the Prometheus Operator.
//!
//! Every metric named here is registered by the release, kubelet's excepted; a test holds them against the list.

use super::manifests::{labels, metadata, selector};
use super::ports::HTTP;
use super::site::Site;
use super::tree::{Node, list, map, when};

/// A recording rule. `@` stands for the namespace's selector.
struct Record {
    name: &'static str,
    expr: &'static str,
}

struct Alert {
    name: &'static str,
    expr: &'static str,
    hold: &'static str,
    severity: &'static str,
    summary: &'static str,
    /// What to do about it.
    description: &'static str,
}

/// What sizing wants to know of a running cluster.
const RECORDS: [Record; 11] = [
    Record { name: "ingest_bytes:rate5m", expr: "sum by (tenant) (rate(tempo_distributor_bytes_received_total{@}[5m]))" },
    Record { name: "ingest_spans:rate5m", expr: "sum by (tenant) (rate(tempo_distributor_spans_received_total{@}[5m]))" },
    Record {
        name: "bytes_per_span:ratio1h",
        expr: "sum by (tenant) (rate(tempo_distributor_bytes_received_total{@}[1h])) / sum by (tenant) (rate(tempo_distributor_spans_received_total{@}[1h]))",
    },
    Record {
        name: "peak_to_mean:1d",
        expr: "max_over_time(sum(tempo_designer:ingest_bytes:rate5m{@})[1d:5m]) / avg_over_time(sum(tempo_designer:ingest_bytes:rate5m{@})[1d:5m])",
    },
    Record {
        name: "distributor_skew:ratio",
        expr: "max(sum by (pod) (rate(tempo_distributor_bytes_received_total{@}[5m]))) / avg(sum by (pod) (rate(tempo_distributor_bytes_received_total{@}[5m])))",
    },
    Record {
        name: "ingester_skew:ratio",
        expr: "max(sum by (pod) (rate(tempo_ingester_bytes_received_total{@}[5m]))) / avg(sum by (pod) (rate(tempo_ingester_bytes_received_total{@}[5m])))",
    },
    Record { name: "live_traces", expr: "sum by (pod) (tempo_ingester_live_traces{@})" },
    // Every poller exports the same total.
    Record { name: "stored_bytes", expr: "sum(max by (tenant, status) (tempodb_backend_bytes_total{@}))" },
    Record { name: "blocklist_length", expr: "max by (tenant) (tempodb_blocklist_length{@})" },
    Record {
        name: "backend_requests:rate5m",
        expr: "sum by (operation) (rate(tempodb_backend_request_duration_seconds_count{@}[5m]))",
    },
    Record { name: "query_bytes_inspected:rate5m", expr: "sum(rate(tempo_query_frontend_bytes_inspected_total{@}[5m]))" },
];

const ALERTS: [Alert; 13] = [
    Alert {
        name: "TempoIngesterUnhealthy",
        expr: r#"max(tempo_ring_members{@, name="ingester", state="Unhealthy"}) > 0"#,
        hold: "15m",
        severity: "critical",
        summary: "An ingester is dead in the ring.",
        description: "Until its pod is back, no other ingester becomes ready. If it will not come back, forget it: POST forget=<pod> to /ingester/ring of a distributor.",
    },
    Alert {
        name: "TempoCompactorUnhealthy",
        expr: r#"max(tempo_ring_members{@, name="compactor", state="Unhealthy"}) > 0"#,
        hold: "15m",
        severity: "critical",
        summary: "A compactor is dead in the ring.",
        description: "Its share of the blocks is not compacted and copies pile up. Look at the pod.",
    },
    Alert {
        name: "TempoSpansDiscarded",
        expr: "sum by (tenant, reason) (rate(tempo_discarded_spans_total{@}[5m])) > 0",
        hold: "10m",
        severity: "warning",
        summary: "Spans of {{ $labels.tenant }} are discarded: {{ $labels.reason }}.",
        description: "A limit is reached. Raise it in config/overrides.yaml, or slow the sender down.",
    },
    Alert {
        name: "TempoIngesterFlushesFailing",
        expr: "sum by (pod) (increase(tempo_ingester_failed_flushes_total{@}[1h])) > 2 and sum by (pod) (increase(tempo_ingester_failed_flushes_total{@}[5m])) > 0",
        hold: "5m",
        severity: "critical",
        summary: "An ingester cannot flush to the object store.",
        description: "Blocks stay on its volume, which fills. Check bucket, credentials and the store's status.",
    },
    Alert {
        name: "TempoDistributorAppendFailures",
        expr: "sum(rate(tempo_distributor_ingester_append_failures_total{@}[5m])) > 0",
        hold: "10m",
        severity: "warning",
        summary: "Pushes to ingesters fail.",
        description: "Traces have fewer copies than the replication factor promises, or are refused. Look at the ingesters.",
    },
    Alert {
        name: "TempoCompactionBacklog",
        expr: "avg by (tenant) (tempodb_compaction_outstanding_blocks{@}) > 100",
        hold: "6h",
        severity: "warning",
        summary: "More than 100 blocks wait for each compactor.",
        description: "Searches slow down as the block list grows. Add a compactor.",
    },
    Alert {
        name: "TempoCompactionBacklogLarge",
        expr: "avg by (tenant) (tempodb_compaction_outstanding_blocks{@}) > 250",
        hold: "24h",
        severity: "critical",
        summary: "More than 250 blocks have waited for each compactor for a day.",
        description: "Searches slow down as the block list grows. Add compactors.",
    },
    Alert {
        name: "TempoCompactionsFailing",
        expr: "sum(increase(tempodb_compaction_errors_total{@}[1h])) > 2 and sum(increase(tempodb_compaction_errors_total{@}[5m])) > 0",
        hold: "1h",
        severity: "critical",
        summary: "Compactions fail.",
        description: "Read the compactors' logs: credentials, memory or a damaged block.",
    },
    Alert {
        name: "TempoPollsFailing",
        expr: "sum(increase(tempodb_blocklist_poll_errors_total{@}[1h])) > 2 and sum(increase(tempodb_blocklist_poll_errors_total{@}[5m])) > 0",
        hold: "",
        severity: "critical",
        summary: "Polling the block list fails.",
        description: "Queriers do not see new blocks. Check the credentials of compactors and queriers.",
    },
    Alert {
        name: "TempoTenantIndexFailures",
        expr: "sum by (tenant) (increase(tempodb_blocklist_tenant_index_errors_total{@}[1h])) > 2 and sum by (tenant) (increase(tempodb_blocklist_tenant_index_errors_total{@}[5m])) > 0",
        hold: "",
        severity: "critical",
        summary: "The tenant index cannot be read or written.",
        description: "Pollers fall back to listing the bucket, which costs requests. Check the bucket.",
    },
    Alert {
        name: "TempoTenantIndexTooOld",
        expr: "max by (tenant) (tempodb_blocklist_tenant_index_age_seconds{@}) > 600",
        hold: "5m",
        severity: "critical",
        summary: "The tenant index is older than ten minutes.",
        description: "No compactor builds it. Look at the compactors.",
    },
    Alert {
        name: "TempoBadOverrides",
        expr: "min(tempo_runtime_config_last_reload_successful{@}) == 0",
        hold: "15m",
        severity: "critical",
        summary: "config/overrides.yaml cannot be read.",
        description: "The last good limits stay in force until a pod restarts. Mend the file and apply.",
    },
    Alert {
        name: "TempoWALDiskFilling",
        expr: r#"min by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{@, persistentvolumeclaim=~"data-INSTANCE-ingester-.*"} / kubelet_volume_stats_capacity_bytes{@, persistentvolumeclaim=~"data-INSTANCE-ingester-.*"}) < 0.2"#,
        hold: "10m",
        severity: "critical",
        summary: "The volume {{ $labels.persistentvolumeclaim }} has less than a fifth left.",
        description: "Either flushes fail or the volume is too small: see README.md.",
    },
];

/// Only a ring of distributors can have dead members, and they form one for the global rate strategy alone.
const DISTRIBUTORS: Alert = Alert {
    name: "TempoDistributorUnhealthy",
    expr: r#"max(tempo_ring_members{@, name="distributor", state="Unhealthy"}) > 0"#,
    hold: "15m",
    severity: "warning",
    summary: "A distributor is dead in the ring.",
    description: "The global rate limit is shared out among too many. Look at the pod.",
};

/// A file that Prometheus reads by itself.
pub(super) fn rules(site: &Site) -> Node {
    map! { "groups": groups(site) }.head("For rule_files of Prometheus. Thresholds are those of Tempo's own mixin.")
}

fn groups(site: &Site) -> Node {
    let expr = |text: &str| {
        let namespace = format!("namespace=\"{}\"", site.namespace());
        Node::from(text.replace('@', &namespace).replace("INSTANCE", &site.design.platform.instance)).field("platform.namespace")
    };
    let records = RECORDS.iter().map(|record| {
        map! {
            "record": format!("tempo_designer:{}", record.name),
            "expr": expr(record.expr),
            "labels": map! { "namespace": site.namespace() },
        }
    });
    let global = site.design.tempo.rate_strategy == "global";
    let alerts = ALERTS.iter().chain(global.then_some(&DISTRIBUTORS)).map(|alert| {
        map! {
            "alert": alert.name,
            "expr": expr(alert.expr),
            "for": when(!alert.hold.is_empty(), || Node::from(alert.hold)),
            "labels": map! { "severity": alert.severity, "namespace": site.namespace() },
            "annotations": map! { "summary": alert.summary, "description": alert.description },
        }
    });
    let alerts = alerts.chain(over_capacity(site));
    list![
        map! { "name": site.name("sizing"), "rules": Node::list(records) }
            .head("What the page asks for when a running cluster is sized anew."),
        map! { "name": site.name("alerts"), "rules": Node::list(alerts) },
    ]
}

/// Against the estimate, which is a number of this design; none where load exhausts nothing.
fn over_capacity(site: &Site) -> Option<Node> {
    let figure = site.assessment.estimate.figure("capacity.sustainable")?;
    let spans = figure.range().likely;
    if !spans.is_finite() || spans < 1.0 {
        return None;
    }
    let namespace = site.namespace();
    let mut expr = Node::from(format!("sum(tempo_designer:ingest_spans:rate5m{{namespace=\"{namespace}\"}}) > {spans:.0}"));
    expr.figure = Some(figure.id().to_owned());
    Some(map! {
        "alert": "TempoOverCapacity",
        "expr": expr.head("Spans per second at which the first resource of this design is used up, likely case."),
        "for": "15m",
        "labels": map! { "severity": "warning", "namespace": namespace },
        "annotations": map! {
            "summary": "More spans arrive than this design was sized for.",
            "description": "Open design.yaml in the designer, enter the measured load and size it anew.",
        },
    })
}

/// `optional/prometheus-operator/`: needs its CRDs, so that it is not applied with the rest.
pub(super) fn prometheus_rule(site: &Site) -> Node {
    map! {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": metadata(site, site.name("rules"), None),
        "spec": map! { "groups": groups(site) },
    }
}

pub(super) fn pod_monitor(site: &Site) -> Node {
    map! {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PodMonitor",
        "metadata": metadata(site, &site.design.platform.instance, None),
        "spec": map! {
            "selector": map! { "matchLabels": selector(site, None) },
            "podMetricsEndpoints": list![map! { "port": HTTP.name, "path": "/metrics" }],
        },
    }
}

pub(super) fn operator_kustomization() -> Node {
    map! {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": list!["podmonitor.yaml", "prometheusrule.yaml"],
    }
}

/// A provisioning file. Grafana expands `$NAME` in it, so that a literal dollar is written twice.
pub(super) fn data_source(site: &Site) -> Node {
    let platform = &site.design.platform;
    let tenant = site.design.multitenant();
    map! {
        "apiVersion": 1,
        "datasources": list![map! {
            "name": Node::from("Tempo").note("shown in Grafana's lists"),
            "uid": Node::from(&platform.instance).field("platform.instance").note("fixed, so that links and dashboards survive"),
            "type": "tempo",
            "access": "proxy",
            "url": format!("http://{}:{}", site.host("query-frontend"), HTTP.number),
            "jsonData": map! {
                "streamingEnabled": map! { "search": true, "metrics": true }
                    .note("needs stream_over_http_enabled, which tempo.yaml sets"),
                "search": map! { "hide": false },
                "traceQuery": map! {
                    "timeShiftEnabled": Node::from(true).note("a trace by id is looked for around its time, not in all blocks"),
                    "spanStartTimeShift": "-30m",
                    "spanEndTimeShift": "30m",
                },
                "tracesToLogsV2": match &platform.loki_uid {
                    Some(uid) => traces_to_logs(uid),
                    None => Node::absent(),
                },
                "tracesToMetrics": match &platform.prometheus_uid {
                    Some(uid) => traces_to_metrics(uid),
                    None => Node::absent(),
                },
                "httpHeaderName1": when(tenant, || Node::from("X-Scope-OrgID")),
            },
            "secureJsonData": when(tenant, || map! {
                "httpHeaderValue1": Node::from("$TEMPO_TENANT").note("an environment variable of Grafana"),
            }),
        }],
    }
}

/// For Grafana's sidecar, which looks for the label.
pub(super) fn data_source_config_map(site: &Site, file: String) -> Node {
    map! {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": map! {
            "name": site.name("datasource"),
            "namespace": Node::from(&site.design.platform.grafana_namespace).field("platform.grafana_namespace"),
            "labels": labels(site, None).with("grafana_datasource", Node::from("1").note("the sidecar looks for it")),
        },
        "data": Node::map([(format!("{}.yaml", site.design.platform.instance), Node::from(file))]),
    }
}

fn traces_to_logs(uid: &str) -> Node {
    map! {
        "datasourceUid": Node::from(uid).field("platform.loki_uid"),
        "spanStartTimeShift": "-1h",
        "spanEndTimeShift": "1h",
        "tags": list![
            map! { "key": "service.name", "value": "service_name" },
            map! { "key": "k8s.namespace.name", "value": "k8s_namespace_name" },
            map! { "key": "k8s.pod.name", "value": "k8s_pod_name" },
        ],
        "filterByTraceID": true,
        "filterBySpanID": false,
        "customQuery": false,
    }
}

/// The pod's own metrics, which every cluster has: span metrics would need a metrics-generator.
fn traces_to_metrics(uid: &str) -> Node {
    let query = |name: &str, query: &str| map! { "name": name, "query": query };
    map! {
        "datasourceUid": Node::from(uid).field("platform.prometheus_uid"),
        "spanStartTimeShift": "-30m",
        "spanEndTimeShift": "30m",
        "tags": list![
            map! { "key": "k8s.namespace.name", "value": "namespace" },
            map! { "key": "k8s.pod.name", "value": "pod" },
        ],
        "queries": list![
            query("CPU of the pod", "sum(rate(container_cpu_usage_seconds_total{$$__tags}[5m]))"),
            query("Memory of the pod", "sum(container_memory_working_set_bytes{$$__tags})"),
        ],
    }
}
