//! The table of fields. A new input is one row here, one struct member in `mod.rs`, and the formula that reads it.

use super::fields::{Field, Group, Kind, Value};
use super::{Bytes, Cores, Design, Loss, Millis, PerSecond, Role, Share};
use crate::catalog;
use crate::quantity::{DAY, Dimension, GIB, HOUR, MIB};

macro_rules! number {
    ($group:expr, $path:expr, $label:expr, $help:expr, $dimension:ident, $min:expr, $max:expr, $get:expr, $set:expr) => {
        Field {
            path: $path,
            label: $label,
            help: $help,
            group: $group,
            kind: Kind::Number { dimension: Dimension::$dimension, min: $min, max: $max, optional: false },
            get: $get,
            set: $set,
        }
    };
}
/// Rows that read and write one struct member through its own number type.
macro_rules! bytes {
    ($group:expr, $path:expr, $label:expr, $help:expr, $dimension:ident, $min:expr, $max:expr, $($member:ident).+) => {
        number!($group, $path, $label, $help, $dimension, $min, $max, |d| Value::Number(d.$($member).+.get()), |d, v| d.$($member).+ = Bytes::new(v.number()))
    };
}
macro_rules! time {
    ($group:expr, $path:expr, $label:expr, $help:expr, $min:expr, $max:expr, $($member:ident).+) => {
        number!($group, $path, $label, $help, Duration, $min, $max, |d| Value::Number(d.$($member).+.seconds()), |d, v| d.$($member).+ = Millis::from_seconds(v.number()))
    };
}
macro_rules! plain {
    ($group:expr, $path:expr, $label:expr, $help:expr, $dimension:ident, $min:expr, $max:expr, $($member:ident).+) => {
        number!($group, $path, $label, $help, $dimension, $min, $max, |d| Value::Number(d.$($member).+), |d, v| d.$($member).+ = v.number())
    };
}
macro_rules! events {
    ($group:expr, $path:expr, $label:expr, $help:expr, $dimension:ident, $min:expr, $max:expr, $($member:ident).+) => {
        number!($group, $path, $label, $help, $dimension, $min, $max, |d| Value::Number(d.$($member).+.get()), |d, v| d.$($member).+ = PerSecond::new(v.number()))
    };
}
macro_rules! count {
    ($group:expr, $path:expr, $label:expr, $help:expr, $min:expr, $max:expr, $($member:ident).+) => {
        number!($group, $path, $label, $help, Count, $min, $max, |d| Value::Number(f64::from(d.$($member).+)), |d, v| d.$($member).+ = v.number() as u32)
    };
}
macro_rules! flag {
    ($group:expr, $path:expr, $label:expr, $help:expr, $($member:ident).+) => {
        Field { path: $path, label: $label, help: $help, group: $group, kind: Kind::Flag, get: |d| Value::Flag(d.$($member).+), set: |d, v| d.$($member).+ = v.flag() }
    };
}
macro_rules! choice {
    ($group:expr, $path:expr, $label:expr, $help:expr, $options:expr, $($member:ident).+) => {
        Field { path: $path, label: $label, help: $help, group: $group, kind: Kind::Choice($options), get: |d| Value::Text(d.$($member).+.clone()), set: |d, v| d.$($member).+ = v.text() }
    };
}
macro_rules! text {
    ($group:expr, $path:expr, $label:expr, $help:expr, $check:expr, $($member:ident).+) => {
        Field { path: $path, label: $label, help: $help, group: $group, kind: Kind::Text { check: $check, optional: false }, get: |d| Value::Text(d.$($member).+.clone()), set: |d, v| d.$($member).+ = v.text() }
    };
}
macro_rules! optional_text {
    ($group:expr, $path:expr, $label:expr, $help:expr, $check:expr, $($member:ident).+) => {
        Field {
            path: $path, label: $label, help: $help, group: $group,
            kind: Kind::Text { check: $check, optional: true },
            get: |d| d.$($member).+.clone().map_or(Value::Unset, Value::Text),
            set: |d, v| d.$($member).+ = v.optional_text(),
        }
    };
}
macro_rules! component {
    ($role:ident, $key:ident) => {
        [
            count!(
                Group::Component(Role::$role),
                concat!("components.", stringify!($key), ".replicas"),
                "Replicas",
                "Pods of this component, over all zones.",
                1.0,
                1000.0,
                $key.replicas
            ),
            number!(
                Group::Component(Role::$role),
                concat!("components.", stringify!($key), ".cpu_request"),
                "CPU request",
                "What the scheduler keeps free for one pod.",
                Cpu,
                0.05,
                96.0,
                |d| Value::Number(d.$key.cpu_request.get()),
                |d, v| d.$key.cpu_request = Cores::new(v.number())
            ),
            Field {
                path: concat!("components.", stringify!($key), ".cpu_limit"),
                label: "CPU limit",
                help: "Where the kernel throttles one pod; empty for none.",
                group: Group::Component(Role::$role),
                kind: Kind::Number { dimension: Dimension::Cpu, min: 0.05, max: 96.0, optional: true },
                get: |d| d.$key.cpu_limit.map_or(Value::Unset, |cores| Value::Number(cores.get())),
                set: |d, v| d.$key.cpu_limit = v.optional_number().map(Cores::new),
            },
            bytes!(
                Group::Component(Role::$role),
                concat!("components.", stringify!($key), ".memory_request"),
                "Memory request",
                "What the scheduler keeps free for one pod.",
                Memory,
                MIB.of(64.0),
                GIB.of(768.0),
                $key.memory_request
            ),
            bytes!(
                Group::Component(Role::$role),
                concat!("components.", stringify!($key), ".memory_limit"),
                "Memory limit",
                "Where the kernel kills one pod. GOMEMLIMIT is a share of it.",
                Memory,
                MIB.of(64.0),
                GIB.of(768.0),
                $key.memory_limit
            ),
        ]
    };
}

macro_rules! fewest {
    ($role:ident, $key:ident) => {
        [Field {
            path: concat!("components.", stringify!($key), ".replicas_min"),
            label: "Fewest replicas",
            help: "A HorizontalPodAutoscaler goes down to these at 70 % of the CPU request, and up to the replicas; empty for none.",
            group: Group::Component(Role::$role),
            kind: Kind::Number { dimension: Dimension::Count, min: 1.0, max: 1000.0, optional: true },
            get: |d| d.$key.replicas_min.map_or(Value::Unset, |count| Value::Number(f64::from(count))),
            set: |d, v| d.$key.replicas_min = v.optional_number().map(|count| count as u32),
        }]
    };
}

const FEWEST_DISTRIBUTORS: [Field; 1] = fewest!(Distributor, distributor);
const FEWEST_FRONTENDS: [Field; 1] = fewest!(QueryFrontend, query_frontend);
const FEWEST_QUERIERS: [Field; 1] = fewest!(Querier, querier);
const DISTRIBUTOR: [Field; 5] = component!(Distributor, distributor);
const INGESTER: [Field; 5] = component!(Ingester, ingester);
const QUERY_FRONTEND: [Field; 5] = component!(QueryFrontend, query_frontend);
const QUERIER: [Field; 5] = component!(Querier, querier);
const COMPACTOR: [Field; 5] = component!(Compactor, compactor);

use Group::{Platform, Tempo, Workload};

const DESIGN: [Field; 2] = [
    text!(Group::Design, "name", "Name", "What this design is called in lists and in the bundle.", one_line, name),
    choice!(
        Group::Design,
        "release",
        "Tempo release",
        "The exact image tag that the bundle runs.",
        |_| catalog::RELEASES.iter().map(|row| row.tag).collect(),
        release
    ),
];

const WORKLOAD: [Field; 14] = [
    events!(
        Workload,
        "workload.spans",
        "Spans, mean",
        "Spans per second on the mean, over all tenants. A byte rate such as 5 TB/day is taken too.",
        SpanRate,
        1.0,
        1e9,
        workload.spans
    ),
    bytes!(
        Workload,
        "workload.bytes_per_span",
        "Bytes per span",
        "As tempo_distributor_bytes_received_total counts them: uncompressed OTLP. 300 to 680 B were seen.",
        Size,
        20.0,
        1e6,
        workload.bytes_per_span
    ),
    plain!(
        Workload,
        "workload.spans_per_trace",
        "Spans per trace",
        "Short traces cost the ingesters more CPU and disk per byte.",
        Count,
        1.0,
        1e6,
        workload.spans_per_trace
    ),
    plain!(
        Workload,
        "workload.peak_factor",
        "Peak over mean",
        "How far the busiest minutes lie above the mean, unless a profile of the day is stated. Capacity is judged at the peak.",
        Factor,
        1.0,
        20.0,
        workload.peak_factor
    ),
    time!(
        Workload,
        "workload.retention",
        "Retention",
        "How long blocks are kept: compactor.compaction.block_retention.",
        HOUR,
        3650.0 * DAY,
        workload.retention
    ),
    events!(Workload, "workload.searches", "Searches", "TraceQL searches per second.", EventRate, 0.0, 1e5, workload.searches),
    text!(
        Workload,
        "workload.profile",
        "Load over the day",
        "peak for the factor above; or flat, office, or 24 numbers, one an hour from midnight: their busiest over their mean is the peak.",
        super::profile::check,
        workload.profile
    ),
    time!(
        Workload,
        "workload.lookback",
        "Look-back",
        "How far back a search looks, on the mean.",
        1.0,
        365.0 * DAY,
        workload.lookback
    ),
    events!(
        Workload,
        "workload.trace_lookups",
        "Traces by id",
        "Lookups of one trace per second.",
        EventRate,
        0.0,
        1e5,
        workload.trace_lookups
    ),
    time!(
        Workload,
        "workload.trace_duration",
        "Trace duration",
        "From a trace's first span to its last.",
        0.0,
        DAY,
        workload.trace_duration
    ),
    plain!(
        Workload,
        "workload.spans_per_request",
        "Spans per request",
        "Spans in one push: up to 512 from an SDK, up to 8192 from a collector's batch processor. The largest CPU lever.",
        Count,
        1.0,
        1e5,
        workload.spans_per_request
    ),
    count!(
        Workload,
        "workload.tenants",
        "Tenants",
        "More than one turns multitenancy on; the load is spread evenly over them.",
        1.0,
        10_000.0,
        workload.tenants
    ),
    bytes!(
        Workload,
        "workload.largest_trace",
        "Largest trace",
        "Bytes of the largest trace that shall be kept whole.",
        Size,
        1e3,
        1e9,
        workload.largest_trace
    ),
    Field {
        path: "workload.unique_characters",
        label: "Unique characters",
        help: "Characters of a span that repeat nowhere (ids, addresses): they decide how well blocks compress. Empty when nobody counted.",
        group: Workload,
        kind: Kind::Number { dimension: Dimension::Size, min: 0.0, max: 1e6, optional: true },
        get: |d| d.workload.unique_characters.map_or(Value::Unset, |bytes| Value::Number(bytes.get())),
        set: |d, v| d.workload.unique_characters = v.optional_number().map(Bytes::new),
    },
];

const PLATFORM: [Field; 29] = [
    Field {
        path: "platform.provider",
        label: "Provider",
        help: "Whose prices, node types and identities are used: Amazon (EKS), Google (GKE), Azure (AKS) or your own machines.",
        group: Platform,
        kind: Kind::Choice(|_| vec!["aws", "gcp", "azure", catalog::SELF_HOSTED]),
        get: |d| Value::Text(d.platform.provider.clone()),
        set: |d, v| move_to(d, v.text()),
    },
    choice!(
        Platform,
        "platform.region",
        "Region",
        "Where the cluster runs, in the US or Europe (EU): the regions with dated prices.",
        |d| catalog::regions(&d.platform.provider),
        platform.region
    ),
    choice!(Platform, "platform.node", "Node type", "The machines the pods are placed on.", node_types, platform.node),
    choice!(
        Platform,
        "platform.purchase",
        "Nodes bought",
        "What the node discount is for. Spot nodes are taken back within minutes.",
        |_| vec!["on-demand", "spot", "committed"],
        platform.purchase
    ),
    number!(
        Platform,
        "platform.node_discount",
        "Node discount",
        "Per cent off the price of nodes, as you were offered it; of nodes alone.",
        Share,
        0.0,
        0.95,
        |d| Value::Number(d.platform.node_discount.get()),
        |d, v| d.platform.node_discount = Share::new(v.number())
    ),
    count!(Platform, "platform.zones", "Zones", "Zones the nodes stand in.", 1.0, 6.0, platform.zones),
    flag!(
        Platform,
        "platform.zone_awareness",
        "Zone awareness",
        "Copies of a trace go to distinct zones: one ingester StatefulSet per zone.",
        platform.zone_awareness
    ),
    Field {
        path: "platform.zone_names",
        label: "Zone names",
        help: "The real names, separated by commas; empty for the provider's usual ones.",
        group: Platform,
        kind: Kind::Text { check: zone_names, optional: true },
        get: |d| if d.platform.zone_names.is_empty() { Value::Unset } else { Value::Text(d.platform.zone_names.join(", ")) },
        set: |d, v| {
            d.platform.zone_names =
                v.text().split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
        },
    },
    text!(Platform, "platform.namespace", "Namespace", "The namespace everything is applied to.", dns_label, platform.namespace),
    text!(
        Platform,
        "platform.instance",
        "Instance",
        "Prefix of every object's name, and part of every selector.",
        instance,
        platform.instance
    ),
    text!(Platform, "platform.cluster_domain", "Cluster domain", "The cluster's DNS domain.", dns_name, platform.cluster_domain),
    text!(
        Platform,
        "platform.storage_class",
        "Storage class",
        "StorageClass of the ingesters' volumes; it must exist.",
        dns_name,
        platform.storage_class
    ),
    choice!(
        Platform,
        "platform.backend",
        "Storage backend",
        "storage.trace.backend: the provider's object store. local keeps blocks on each pod's own disk.",
        backends,
        platform.backend
    ),
    text!(
        Platform,
        "platform.bucket",
        "Bucket",
        "The bucket or container for the blocks; it must exist.",
        bucket,
        platform.bucket
    ),
    Field {
        path: "platform.bucket_prefix",
        label: "Prefix in the bucket",
        help: "A folder of the bucket; empty for its root.",
        group: Platform,
        kind: Kind::Text { check: prefix, optional: true },
        get: |d| if d.platform.bucket_prefix.is_empty() { Value::Unset } else { Value::Text(d.platform.bucket_prefix.clone()) },
        set: |d, v| d.platform.bucket_prefix = v.text(),
    },
    optional_text!(
        Platform,
        "platform.endpoint",
        "S3 endpoint",
        "Host of an S3-compatible store; empty for the region's own.",
        host,
        platform.endpoint
    ),
    choice!(
        Platform,
        "platform.secret_mode",
        "Credentials",
        "How pods are let into the bucket. No secret value is ever written.",
        secret_modes,
        platform.secret_mode
    ),
    optional_text!(
        Platform,
        "platform.identity",
        "Cloud identity",
        "Role ARN, Google service account or Azure client id, by the kind of credentials.",
        one_word,
        platform.identity
    ),
    optional_text!(
        Platform,
        "platform.storage_account",
        "Storage account",
        "On Azure: the account that holds the container.",
        one_word,
        platform.storage_account
    ),
    flag!(Platform, "platform.otlp_grpc", "OTLP gRPC", "Receive OTLP over gRPC on 4317.", platform.otlp_grpc),
    flag!(Platform, "platform.otlp_http", "OTLP HTTP", "Receive OTLP over HTTP on 4318.", platform.otlp_http),
    flag!(Platform, "platform.jaeger_grpc", "Jaeger gRPC", "Receive Jaeger over gRPC on 14250.", platform.jaeger_grpc),
    flag!(
        Platform,
        "platform.jaeger_thrift_http",
        "Jaeger Thrift HTTP",
        "Receive Jaeger Thrift over HTTP on 14268.",
        platform.jaeger_thrift_http
    ),
    flag!(
        Platform,
        "platform.network_policy",
        "Network policies",
        "Write NetworkPolicies: who may talk to whom.",
        platform.network_policy
    ),
    text!(
        Platform,
        "platform.grafana_namespace",
        "Grafana's namespace",
        "May reach the query-frontend.",
        dns_label,
        platform.grafana_namespace
    ),
    text!(
        Platform,
        "platform.prometheus_namespace",
        "Prometheus' namespace",
        "May scrape every pod.",
        dns_label,
        platform.prometheus_namespace
    ),
    optional_text!(
        Platform,
        "platform.loki_uid",
        "Loki data source",
        "uid of Grafana's Loki data source, for trace to logs; empty for none.",
        one_word,
        platform.loki_uid
    ),
    optional_text!(
        Platform,
        "platform.prometheus_uid",
        "Prometheus data source",
        "uid of Grafana's Prometheus data source, for trace to metrics; empty for none.",
        one_word,
        platform.prometheus_uid
    ),
    count!(
        Platform,
        "platform.ring_seed",
        "Ring seed",
        "Seed of the random tokens the ring is drawn with: another seed is another throw of the same dice.",
        0.0,
        1e9,
        tempo.ring_seed
    ),
];

const VOLUME: [Field; 1] = [Field {
    path: "components.ingester.volume",
    label: "WAL volume",
    help: "Persistent volume of one ingester: WAL, flushed blocks that are kept, tokens file. Empty for none.",
    group: Group::Component(Role::Ingester),
    kind: Kind::Number { dimension: Dimension::Memory, min: GIB.of(1.0), max: GIB.of(16.0 * 1024.0), optional: true },
    get: |d| d.ingester.volume.map_or(Value::Unset, |bytes| Value::Number(bytes.get())),
    set: |d, v| d.ingester.volume = v.optional_number().map(Bytes::new),
}];

const TEMPO: [Field; 24] = [
    count!(
        Tempo,
        "tempo.replication_factor",
        "Replication factor",
        "Copies of every trace: ingester.lifecycler.ring.replication_factor. Tempo's own default is 1.",
        1.0,
        5.0,
        tempo.replication_factor
    ),
    count!(
        Tempo,
        "tempo.num_tokens",
        "Tokens per ingester",
        "ingester.lifecycler.num_tokens: more tokens, more even shares.",
        1.0,
        4096.0,
        tempo.num_tokens
    ),
    time!(
        Tempo,
        "tempo.trace_idle_period",
        "Trace idle period",
        "A trace without new spans for so long is cut to the WAL.",
        0.1,
        HOUR,
        tempo.trace_idle_period
    ),
    time!(
        Tempo,
        "tempo.trace_live_period",
        "Trace live period",
        "A trace is cut to the WAL after so long, idle or not.",
        0.1,
        HOUR,
        tempo.trace_live_period
    ),
    time!(
        Tempo,
        "tempo.flush_check_period",
        "Flush check period",
        "How often traces are looked at for cutting.",
        0.1,
        HOUR,
        tempo.flush_check_period
    ),
    time!(
        Tempo,
        "tempo.max_block_duration",
        "Max block duration",
        "A head block is cut after so long.",
        1.0,
        DAY,
        tempo.max_block_duration
    ),
    bytes!(
        Tempo,
        "tempo.max_block_bytes",
        "Max block bytes",
        "A head block is cut at this size of its WAL. Sets the ingester's memory peak.",
        Size,
        1e6,
        1e11,
        tempo.max_block_bytes
    ),
    time!(
        Tempo,
        "tempo.complete_block_timeout",
        "Complete block timeout",
        "How long a flushed block stays on the ingester's disk.",
        0.0,
        7.0 * DAY,
        tempo.complete_block_timeout
    ),
    time!(
        Tempo,
        "tempo.blocklist_poll",
        "Blocklist poll",
        "How often queriers learn of new blocks.",
        1.0,
        DAY,
        tempo.blocklist_poll
    ),
    time!(
        Tempo,
        "tempo.compaction_window",
        "Compaction window",
        "Blocks of the same window are compacted together; copies are removed then.",
        60.0,
        7.0 * DAY,
        tempo.compaction_window
    ),
    time!(
        Tempo,
        "tempo.compacted_block_retention",
        "Compacted block retention",
        "How long a compacted block stays after its successor is written.",
        0.0,
        7.0 * DAY,
        tempo.compacted_block_retention
    ),
    count!(
        Tempo,
        "tempo.max_concurrent_queries",
        "Concurrent queries",
        "querier.max_concurrent_queries: jobs one querier works on at once.",
        1.0,
        1000.0,
        tempo.max_concurrent_queries
    ),
    count!(
        Tempo,
        "tempo.max_outstanding_per_tenant",
        "Outstanding per tenant",
        "query_frontend.max_outstanding_per_tenant: jobs queued for one tenant before it is refused.",
        1.0,
        1e7,
        tempo.max_outstanding_per_tenant
    ),
    count!(
        Tempo,
        "tempo.concurrent_jobs",
        "Concurrent jobs",
        "query_frontend.search.concurrent_jobs: jobs of one search under way at once.",
        1.0,
        1e6,
        tempo.concurrent_jobs
    ),
    bytes!(
        Tempo,
        "tempo.target_bytes_per_job",
        "Target bytes per job",
        "query_frontend.search.target_bytes_per_job.",
        Size,
        1e6,
        1e11,
        tempo.target_bytes_per_job
    ),
    time!(
        Tempo,
        "tempo.query_backend_after",
        "Query backend after",
        "Data younger than this is not looked for in the object store.",
        0.0,
        7.0 * DAY,
        tempo.query_backend_after
    ),
    time!(
        Tempo,
        "tempo.query_ingesters_until",
        "Query ingesters until",
        "Data older than this is not looked for in the ingesters.",
        0.0,
        7.0 * DAY,
        tempo.query_ingesters_until
    ),
    time!(Tempo, "tempo.query_timeout", "Query timeout", "querier.search.query_timeout.", 1.0, HOUR, tempo.query_timeout),
    choice!(
        Tempo,
        "tempo.rate_strategy",
        "Rate strategy",
        "local: the limit holds for each distributor; global: it is shared out among them.",
        |_| vec!["local", "global"],
        tempo.rate_strategy
    ),
    number!(
        Tempo,
        "tempo.rate_limit",
        "Rate limit",
        "overrides.defaults.ingestion.rate_limit_bytes, per tenant.",
        ByteRate,
        1e3,
        1e12,
        |d| Value::Number(d.tempo.rate_limit.get()),
        |d, v| d.tempo.rate_limit = Bytes::new(v.number()).per_second()
    ),
    bytes!(
        Tempo,
        "tempo.burst_size",
        "Burst size",
        "overrides.defaults.ingestion.burst_size_bytes: no request may be larger.",
        Size,
        1e3,
        1e12,
        tempo.burst_size
    ),
    count!(
        Tempo,
        "tempo.max_traces_per_user",
        "Live traces per tenant",
        "overrides.defaults.ingestion.max_traces_per_user: counted on each ingester.",
        1.0,
        1e9,
        tempo.max_traces_per_user
    ),
    bytes!(
        Tempo,
        "tempo.max_bytes_per_trace",
        "Max bytes per trace",
        "overrides.defaults.global.max_bytes_per_trace.",
        Size,
        1e3,
        1e9,
        tempo.max_bytes_per_trace
    ),
    plain!(
        Tempo,
        "tempo.go_mem_limit",
        "GOMEMLIMIT",
        "Share of the memory limit at which Go's collector works harder; 0 for no GOMEMLIMIT.",
        Factor,
        0.0,
        1.0,
        tempo.go_mem_limit
    ),
];

const GOALS: [Field; 4] = [
    Field {
        path: "goals.survive",
        label: "Survive",
        help: "The loss of it.",
        group: Group::Goals,
        kind: Kind::Choice(|_| Loss::WORDS.to_vec()),
        get: |d| Value::Text(d.goals.survive.word().to_owned()),
        set: |d, v| {
            d.goals.survive = match v.text().as_str() {
                "pod" => Loss::Pod,
                "node" => Loss::Node,
                "zone" => Loss::Zone,
                _ => Loss::None,
            }
        },
    },
    plain!(Group::Goals, "goals.headroom", "Headroom wanted", "Times the stated peak.", Factor, 1.0, 10.0, goals.headroom),
    Field {
        path: "goals.search_latency",
        label: "Search latency",
        help: "Of the stated look-back.",
        group: Group::Goals,
        kind: Kind::Number { dimension: Dimension::Duration, min: 0.1, max: HOUR, optional: true },
        get: |d| d.goals.search_latency.map_or(Value::Unset, |time| Value::Number(time.seconds())),
        set: |d, v| d.goals.search_latency = v.optional_number().map(Millis::from_seconds),
    },
    Field {
        path: "goals.budget",
        label: "Budget",
        help: "USD a month.",
        group: Group::Goals,
        kind: Kind::Number { dimension: Dimension::Count, min: 1.0, max: 1e8, optional: true },
        get: |d| d.goals.budget.map_or(Value::Unset, Value::Number),
        set: |d, v| d.goals.budget = v.optional_number(),
    },
];

/// The rows as the page works with them from its first moment, without their help.
const fn bare<const N: usize>(rows: &[Field; N]) -> [Field; N] {
    let mut all = *rows;
    let mut at = 0;
    while at < N {
        all[at].help = "";
        at += 1;
    }
    all
}

/// The help alone, which is fetched with what explains.
const fn helps<const N: usize>(rows: &[Field; N]) -> [&'static str; N] {
    let mut all = [""; N];
    let mut at = 0;
    while at < N {
        all[at] = rows[at].help;
        at += 1;
    }
    all
}

macro_rules! groups {
    ($($group:ident),* $(,)?) => {
        static TABLE: &[&[Field]] = &[$({
            static ROWS: [Field; $group.len()] = bare(&$group);
            &ROWS
        }),*];
        static HELPS: &[&[&str]] = &[$({
            static ROWS: [&str; $group.len()] = helps(&$group);
            &ROWS
        }),*];
    };
}

groups!(
    DESIGN,
    WORKLOAD,
    PLATFORM,
    DISTRIBUTOR,
    FEWEST_DISTRIBUTORS,
    INGESTER,
    VOLUME,
    QUERY_FRONTEND,
    FEWEST_FRONTENDS,
    QUERIER,
    FEWEST_QUERIERS,
    COMPACTOR,
    TEMPO,
    GOALS
);

/// The help of the field at this place.
pub(super) fn help(at: usize) -> Option<&'static str> {
    HELPS.iter().flat_map(|group| group.iter()).nth(at).copied()
}

/// All fields, in the order of the document and of the controls.
pub static FIELDS: Fields = Fields;

/// The table as one sequence. A type of its own, since a `const` slice cannot be joined from the groups' arrays.
pub struct Fields;

impl Fields {
    pub fn iter(&self) -> impl Iterator<Item = &'static Field> + use<> {
        TABLE.iter().flat_map(|group| group.iter())
    }
}

impl IntoIterator for &'static Fields {
    type Item = &'static Field;
    type IntoIter = Box<dyn Iterator<Item = &'static Field>>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

fn node_types(design: &Design) -> Vec<&'static str> {
    let platform = &design.platform;
    catalog::nodes().iter().filter(|row| catalog::sold(row, &platform.provider, &platform.region)).map(|row| row.id).collect()
}

/// Another provider takes along the like of the region and the machine, and its usual class of volumes where the design has
/// the usual one; a class the user named stays.
fn move_to(design: &mut Design, provider: String) {
    let platform = &mut design.platform;
    if platform.provider == provider {
        return;
    }
    if platform.storage_class == usual_storage_class(&platform.provider) {
        platform.storage_class = usual_storage_class(&provider).to_owned();
    }
    if let Some(region) = catalog::region_near(&platform.region, &provider) {
        let machine = catalog::node(&platform.provider, &platform.node);
        if let Some(like) = machine.and_then(|machine| catalog::node_like(machine, &provider, region)) {
            platform.node = like.id.to_owned();
        }
        platform.region = region.to_owned();
    }
    platform.provider = provider;
}

/// The class for volumes that a busy WAL wants.
fn usual_storage_class(provider: &str) -> &'static str {
    match provider {
        "gcp" => "premium-rwo",
        "azure" => "managed-csi-premium",
        catalog::SELF_HOSTED => "standard",
        _ => "gp3",
    }
}

fn backends(design: &Design) -> Vec<&'static str> {
    match design.platform.provider.as_str() {
        "gcp" => vec!["gcs", "local"],
        "azure" => vec!["azure", "local"],
        _ => vec!["s3", "local"],
    }
}

fn secret_modes(design: &Design) -> Vec<&'static str> {
    match design.platform.provider.as_str() {
        "gcp" => vec!["gke-workload-identity"],
        "azure" => vec!["azure-workload-identity"],
        catalog::SELF_HOSTED => vec!["secret"],
        _ => vec!["secret", "irsa"],
    }
}

fn characters(text: &str, allowed: impl Fn(char) -> bool, what: &str) -> Result<(), String> {
    match text.chars().find(|&c| !allowed(c)) {
        Some(c) => Err(format!("“{c}” is not allowed in {what}.")),
        None => Ok(()),
    }
}

fn one_line(text: &str) -> Result<(), String> {
    if text.chars().count() > 120 {
        return Err("That is longer than 120 characters. Type a shorter one.".to_owned());
    }
    characters(text, |c| !c.is_control(), "a name. Type it on one line")
}

fn one_word(text: &str) -> Result<(), String> {
    if text.len() > 256 {
        return Err("That is longer than 256 characters. Type a shorter one.".to_owned());
    }
    characters(
        text,
        |c| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '\\' | '`' | '$' | '{' | '}'),
        "an identifier. Type letters, digits and - _ . : / @",
    )
}

fn host(text: &str) -> Result<(), String> {
    if text.contains("://") {
        return Err("Tempo wants the host without a scheme. Type s3.us-east-1.amazonaws.com.".to_owned());
    }
    characters(
        text,
        |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'),
        "a host name. Type one such as s3.us-east-1.amazonaws.com",
    )
}

fn dns_label(text: &str) -> Result<(), String> {
    if text.len() > 63 || text.starts_with('-') || text.ends_with('-') {
        return Err(
            "Kubernetes wants at most 63 characters that begin and end with a letter or digit. Type one such as tracing."
                .to_owned(),
        );
    }
    characters(text, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-', "a Kubernetes name. Type a-z, 0-9 and -")
}

fn dns_name(text: &str) -> Result<(), String> {
    text.split('.').try_for_each(|label| {
        if label.is_empty() { Err("A dot stands alone. Type one such as cluster.local.".to_owned()) } else { dns_label(label) }
    })
}

fn instance(text: &str) -> Result<(), String> {
    // `<instance>-query-frontend-discovery` must stay below 63, a StatefulSet's name below 52.
    if text.len() > 30 || !text.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Err("Names derive from it: at most 30 characters, the first a letter. Type one such as tempo.".to_owned());
    }
    dns_label(text)
}

fn bucket(text: &str) -> Result<(), String> {
    if text.len() < 3 || text.len() > 63 {
        return Err("Bucket names have 3 to 63 characters. Type one such as tempo-traces.".to_owned());
    }
    characters(
        text,
        |c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'),
        "a bucket's name. Type a-z, 0-9, - and .",
    )
}

fn prefix(text: &str) -> Result<(), String> {
    if text.starts_with('/') || text.ends_with('/') {
        return Err("A prefix has no slash at either end. Type one such as team/tempo.".to_owned());
    }
    one_word(text)
}

fn zone_names(text: &str) -> Result<(), String> {
    let names: Vec<&str> = text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) {
            return Err(format!("“{name}” stands twice. Name each zone once."));
        }
        dns_label(name)?;
    }
    Ok(())
}
