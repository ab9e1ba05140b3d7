//! `config/tempo.yaml`: one file for all targets, `-target` picks the component.
//!
//! Tempo reads it strictly, so that one unknown key stops the process. A key stands here when the design decides it, when it
//! differs from the release's default, or when a silent change of the default would hurt.

use super::ports::{GOSSIP, GRPC, HTTP, Receiver, receivers};
use super::site::{Site, rate, size};
use super::tree::{Node, list, map, when};
use crate::catalog::SELF_HOSTED;
use crate::design::{Bytes, Millis, PerSecond};

/// Where the volume of every pod is mounted; everything Tempo writes lies below it.
pub(super) const DATA: &str = "/var/tempo";
/// Not a folder of [`CONFIG`]: a ConfigMap mounted into another one's folder would need `subPath`, which is never updated.
pub(super) const OVERRIDES: &str = "/etc/tempo-overrides";
pub(super) const CONFIG: &str = "/etc/tempo";

pub(super) fn tempo(site: &Site) -> Node {
    let design = site.design;
    map! {
        "multitenancy_enabled": Node::from(design.multitenant())
            .field("workload.tenants")
            .note(if design.multitenant() { "every request names its tenant in X-Scope-OrgID" } else { "one tenant; Tempo default" }),
        "stream_over_http_enabled": Node::from(true).note("Grafana streams searches on 3200; Tempo default: false"),
        "usage_report": map! {
            "reporting_enabled": Node::from(false)
                .note("reporting would make every target list the bucket and gossip; Tempo default: true"),
        },
        "server": server(site),
        "memberlist": map! {
            "cluster_label": Node::from(format!("{}.{}", design.platform.instance, site.namespace()))
                .field("platform.instance")
                .note("keeps this ring apart from others that reuse a pod's address"),
            "join_members": list![
                Node::from(format!("dns+{}:{}", site.absolute("gossip-ring"), GOSSIP.number)).note("dns+ resolves every member")
            ],
            "abort_if_cluster_join_fails": Node::from(false).note("the first pods start alone; Tempo default"),
        },
        "distributor": map! {
            "ring": memberlist_ring("used by rate_strategy global"),
            "receivers": receiver_map(site),
        },
        "ingester": ingester(site),
        "compactor": map! {
            "ring": memberlist_ring("without a ring two compactors do the same work twice; Tempo default: none"),
            "compaction": map! {
                "block_retention": time(design.workload.retention, "336h").field("workload.retention"),
                "compacted_block_retention": time(design.tempo.compacted_block_retention, "1h")
                    .field("tempo.compacted_block_retention"),
                "compaction_window": time(design.tempo.compaction_window, "1h").field("tempo.compaction_window"),
            },
        },
        "ingester_client": when(site.message_bytes() > CLIENT_BYTES, || map! {
            "grpc_client_config": map! {
                "max_recv_msg_size": client_limit(site, CLIENT_BYTES),
                "max_send_msg_size": client_limit(site, CLIENT_BYTES),
            },
        }),
        "querier": querier(site),
        "query_frontend": query_frontend(site),
        "storage": map! { "trace": storage(site) },
        "overrides": overrides_section(site),
    }
    .head(format!(
        "Tempo {}, one file for every component: -target picks it. Read strictly: an unknown key stops the process.",
        site.release().tag
    ))
}

fn server(site: &Site) -> Node {
    let timeout = Millis::from_seconds(site.design.tempo.query_timeout.seconds().max(30.0));
    let http = || {
        let node = time(timeout, "30s").field("tempo.query_timeout");
        let default = node.note.clone().unwrap_or_default();
        node.note(format!("not below querier.search.query_timeout; {default}"))
    };
    let said = if site.design.most_bytes_per_trace() > site.design.tempo.max_bytes_per_trace {
        "1.2 x the largest max_bytes_per_trace of any tenant, at least 16 MiB"
    } else {
        "1.2 x max_bytes_per_trace, at least 16 MiB"
    };
    let message = || message_size(site, SERVER_BYTES, said);
    map! {
        "http_listen_port": Node::from(HTTP.number).note("Tempo default"),
        "grpc_listen_port": Node::from(GRPC.number).note("Tempo default"),
        "http_server_read_timeout": http(),
        "http_server_write_timeout": http(),
        "grpc_server_max_recv_msg_size": message(),
        "grpc_server_max_send_msg_size": message(),
    }
}

/// What Tempo's gRPC servers, and the queriers' answers, take by themselves.
const SERVER_BYTES: Bytes = Bytes::mib(16.0);
/// What Tempo's gRPC clients take by themselves.
const CLIENT_BYTES: Bytes = Bytes::mib(100.0);

fn message_size(site: &Site, default: Bytes, said: &str) -> Node {
    let bytes = site.message_bytes();
    Node::from(bytes.whole()).field("tempo.max_bytes_per_trace").note(format!(
        "{}: {said}; {}",
        size(bytes),
        or_default(bytes.whole(), default.whole(), &size(default))
    ))
}

/// A client's limit, where what it takes by itself is too small for the largest message.
fn client_limit(site: &Site, default: Bytes) -> Node {
    when(site.message_bytes() > default, || message_size(site, default, "as server.grpc_server_max_recv_msg_size"))
}

fn memberlist_ring(why: &str) -> Node {
    map! { "kvstore": map! { "store": Node::from("memberlist").note(why) } }
}

/// Every protocol with its address: since Tempo 2.7 a receiver without one listens on localhost only.
fn receiver_map(site: &Site) -> Node {
    let on = receivers(site.design);
    let protocols = |name: &str| {
        let inner = on.iter().filter(|receiver| receiver.receiver == name);
        Node::map(inner.map(|receiver| (receiver.protocol.to_owned(), protocol(site, *receiver))))
    };
    Node::map(["otlp", "jaeger"].map(|name| {
        let any = on.iter().any(|receiver| receiver.receiver == name);
        (name.to_owned(), when(any, || map! { "protocols": protocols(name) }))
    }))
    .note("0.0.0.0: without an address they listen on localhost only")
}

fn protocol(site: &Site, receiver: Receiver) -> Node {
    let endpoint = map! {
        "endpoint": Node::from(format!("0.0.0.0:{}", receiver.port.number)).field(receiver.field),
    };
    if receiver.receiver != "otlp" || !receiver.is_grpc() {
        return endpoint;
    }
    endpoint.and(map! {
        "max_recv_msg_size_mib": Node::from(site.message_bytes().whole().div_ceil(1 << 20))
            .field("tempo.max_bytes_per_trace")
            .note("as server.grpc_server_max_recv_msg_size, in MiB"),
        "keepalive": map! {
            "server_parameters": map! {
                "max_connection_age": Node::from("2m").note("clients reconnect, which spreads them over the distributors"),
                "max_connection_age_grace": "30s",
            },
        },
    })
}

fn ingester(site: &Site) -> Node {
    let tempo = &site.design.tempo;
    map! {
        "lifecycler": map! {
            "ring": map! {
                "replication_factor": plain(tempo.replication_factor, 1).field("tempo.replication_factor"),
                "kvstore": map! { "store": Node::from("memberlist").note("Tempo default") },
                "zone_awareness_enabled": Node::from(site.design.platform.zone_awareness)
                    .field("platform.zone_awareness")
                    .note(if site.design.platform.zone_awareness {
                        "copies go to distinct zones; each StatefulSet names its own in -ingester.availability-zone"
                    } else {
                        "Tempo default"
                    }),
            },
            "num_tokens": plain(tempo.num_tokens, 128).field("tempo.num_tokens"),
            "tokens_file_path": when(site.design.ingester.volume.is_some(), || {
                Node::from(format!("{DATA}/tokens.json"))
                    .note("on the volume: a restarted ingester keeps its share of the ring; Tempo default: none")
            }),
        },
        "trace_idle_period": time(tempo.trace_idle_period, "5s").field("tempo.trace_idle_period"),
        "trace_live_period": time(tempo.trace_live_period, "30s").field("tempo.trace_live_period"),
        "flush_check_period": time(tempo.flush_check_period, "10s").field("tempo.flush_check_period"),
        "max_block_duration": time(tempo.max_block_duration, "30m").field("tempo.max_block_duration"),
        "max_block_bytes": bytes(tempo.max_block_bytes, Bytes::mib(500.0)).field("tempo.max_block_bytes"),
        "complete_block_timeout": time(tempo.complete_block_timeout, "15m")
            .field("tempo.complete_block_timeout")
            .head(
                "A flushed block stays until queriers have learnt of it: three times storage.trace.blocklist_poll or more.",
            ),
    }
}

fn querier(site: &Site) -> Node {
    let tempo = &site.design.tempo;
    map! {
        "frontend_worker": map! {
            "frontend_address": Node::from(format!("{}:{}", site.absolute("query-frontend-discovery"), GRPC.number))
                .note("headless: a querier works for every query-frontend, not for one"),
            "grpc_client_config": when(site.message_bytes() > SERVER_BYTES, || map! {
                "max_recv_msg_size": client_limit(site, CLIENT_BYTES),
                "max_send_msg_size": client_limit(site, SERVER_BYTES),
            }),
        },
        "max_concurrent_queries": plain(tempo.max_concurrent_queries, 20).field("tempo.max_concurrent_queries"),
        "search": map! {
            "query_timeout": time(tempo.query_timeout, "30s").field("tempo.query_timeout"),
        },
    }
}

fn query_frontend(site: &Site) -> Node {
    let tempo = &site.design.tempo;
    map! {
        "max_outstanding_per_tenant": plain(tempo.max_outstanding_per_tenant, 2_000).field("tempo.max_outstanding_per_tenant"),
        "search": map! {
            "concurrent_jobs": plain(tempo.concurrent_jobs, 1_000).field("tempo.concurrent_jobs"),
            "target_bytes_per_job": bytes(tempo.target_bytes_per_job, Bytes::mib(100.0)).field("tempo.target_bytes_per_job"),
            "query_backend_after": time(tempo.query_backend_after, "15m").field("tempo.query_backend_after"),
            "query_ingesters_until": time(tempo.query_ingesters_until, "30m").field("tempo.query_ingesters_until"),
        },
    }
}

fn storage(site: &Site) -> Node {
    let platform = &site.design.platform;
    let prefix =
        || when(!platform.bucket_prefix.is_empty(), || Node::from(&platform.bucket_prefix).field("platform.bucket_prefix"));
    let (backend, store) = match platform.provider.as_str() {
        _ if platform.backend == "local" => (
            "local",
            map! { "path": Node::from(format!("{DATA}/blocks")).note("on this pod's own disk, which no other pod sees") },
        ),
        "gcp" => (
            "gcs",
            map! {
                "bucket_name": Node::from(&platform.bucket).field("platform.bucket"),
                "prefix": prefix(),
            }
            .note("credentials: Workload Identity of the service account"),
        ),
        "azure" => (
            "azure",
            map! {
                "storage_account_name": Node::from(platform.storage_account.clone().unwrap_or_default())
                    .field("platform.storage_account"),
                "container_name": Node::from(&platform.bucket).field("platform.bucket"),
                "prefix": prefix(),
                "use_federated_token": Node::from(true).note("credentials: workload identity of the service account"),
            },
        ),
        _ => ("s3", s3(site, prefix())),
    };
    map! {
        "backend": Node::from(backend).field("platform.backend"),
    }
    .with(backend, store)
    .and(map! {
        "blocklist_poll": time(site.design.tempo.blocklist_poll, "5m").field("tempo.blocklist_poll"),
        "wal": map! { "path": Node::from(format!("{DATA}/wal")).note("on the data volume; Tempo default") },
        "block": map! { "version": Node::from("vParquet4").note("Tempo default") },
    })
}

fn s3(site: &Site, prefix: Node) -> Node {
    let platform = &site.design.platform;
    let endpoint = match &platform.endpoint {
        Some(host) => Node::from(host),
        // No host is made up: rule STO-08 asks for it.
        None if platform.provider == SELF_HOSTED => Node::from("").note("not given: the bundle is not to be applied yet"),
        None => Node::from(format!("s3.{}.amazonaws.com", platform.region)),
    };
    let key = |name: &str| {
        when(site.secret_keys(), || {
            Node::from(format!("${{{name}}}")).note(format!("from the Secret {}", site.name("object-store")))
        })
    };
    map! {
        "bucket": Node::from(&platform.bucket).field("platform.bucket"),
        "prefix": prefix,
        "endpoint": endpoint.field("platform.endpoint"),
        // A store of one's own has no region to be signed for, or names it itself.
        "region": when(platform.provider != SELF_HOSTED, || Node::from(&platform.region).field("platform.region")),
        "access_key": key("S3_ACCESS_KEY"),
        "secret_key": key("S3_SECRET_KEY"),
    }
}

fn overrides_section(site: &Site) -> Node {
    let tempo = &site.design.tempo;
    let limit = tempo.rate_limit;
    let shared = shared(site, limit);
    map! {
        "defaults": map! {
            "ingestion": map! {
                "rate_strategy": text(&tempo.rate_strategy, "local").field("tempo.rate_strategy"),
                "rate_limit_bytes": Node::from(limit.whole())
                    .field("tempo.rate_limit")
                    .note(format!("{} per tenant{shared}; {}", rate(limit), or_default(limit.whole(), 15_000_000, "15 MB/s"))),
                "burst_size_bytes": Node::from(tempo.burst_size.whole()).field("tempo.burst_size").note(format!(
                    "{}, the largest request; {}",
                    size(tempo.burst_size),
                    or_default(tempo.burst_size.whole(), 20_000_000, "20 MB")
                )),
                "max_traces_per_user": Node::from(tempo.max_traces_per_user).field("tempo.max_traces_per_user").note(format!(
                    "live traces of a tenant on each ingester; {}",
                    or_default(u64::from(tempo.max_traces_per_user), 10_000, "10000")
                )),
            },
            "global": map! {
                "max_bytes_per_trace": bytes(tempo.max_bytes_per_trace, Bytes::mb(5.0)).field("tempo.max_bytes_per_trace"),
            },
        },
        "per_tenant_override_config": format!("{OVERRIDES}/overrides.yaml"),
        "per_tenant_override_period": Node::from("10s").note("Tempo default"),
    }
}

/// What a rate limit is over all distributors.
pub(super) fn shared(site: &Site, limit: PerSecond<Bytes>) -> String {
    let distributors = site.design.distributor.replicas;
    match (site.design.tempo.rate_strategy.as_str(), distributors) {
        (_, 1) => String::new(),
        ("global", _) => format!(", shared by the {distributors} distributors"),
        _ => format!(" on each of {distributors} distributors, {} in all", rate(limit * f64::from(distributors))),
    }
}

fn or_default(value: u64, default: u64, spelled: &str) -> String {
    if value == default { "Tempo default".to_owned() } else { format!("Tempo default: {spelled}") }
}

fn text(value: &str, default: &str) -> Node {
    let note = if value == default { "Tempo default".to_owned() } else { format!("Tempo default: {default}") };
    Node::from(value).note(note)
}

fn time(value: Millis, default: &str) -> Node {
    text(&value.tempo(), default)
}

fn plain(value: u32, default: u32) -> Node {
    Node::from(value).note(or_default(u64::from(value), u64::from(default), &default.to_string()))
}

fn bytes(value: Bytes, default: Bytes) -> Node {
    let said = or_default(value.whole(), default.whole(), &size(default));
    Node::from(value.whole()).note(format!("{}; {said}", size(value)))
}
