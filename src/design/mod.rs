//! The only state: what the user decided. Everything else is derived from a [`Design`] and thrown away at will.
//!
//! Plain data. [`fields::FIELDS`] is how every other part reads and writes it, [`document`] is how it is kept in a file.

pub mod document;
pub mod edit;
pub mod fields;
pub mod history;
pub(crate) mod located;
pub mod measured;
pub mod prices;
pub mod profile;
pub mod share;
mod steps;
mod table;
pub mod tenants;
mod values;

pub use crate::quantity::{Bytes, PerSecond};
pub use measured::Measured;
pub use prices::OwnPrice;
pub use tenants::Tenant;
pub use values::{Cores, Millis, Share};

use crate::quantity::{DAY, HOUR, Lookups, MINUTE, Searches, Spans};

/// One role of a 2.10 cluster. The order is that of the data flow, and of every list in the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Distributor,
    Ingester,
    QueryFrontend,
    Querier,
    Compactor,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Distributor, Role::Ingester, Role::QueryFrontend, Role::Querier, Role::Compactor];

    /// Tempo's `-target`, which is also the container's and the file's name: `query-frontend`.
    #[must_use]
    pub fn target(self) -> &'static str {
        match self {
            Role::Distributor => "distributor",
            Role::Ingester => "ingester",
            Role::QueryFrontend => "query-frontend",
            Role::Querier => "querier",
            Role::Compactor => "compactor",
        }
    }

    /// The key in a design document: `query_frontend`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Role::QueryFrontend => "query_frontend",
            other => other.target(),
        }
    }

    /// As a heading: `Query-frontend`.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Role::Distributor => "Distributor",
            Role::Ingester => "Ingester",
            Role::QueryFrontend => "Query-frontend",
            Role::Querier => "Querier",
            Role::Compactor => "Compactor",
        }
    }
}

/// The offered load.
#[derive(Clone, Debug, PartialEq)]
pub struct Workload {
    /// The mean.
    pub spans: PerSecond<Spans>,
    /// As the distributor counts them: uncompressed OTLP protobuf.
    pub bytes_per_span: Bytes,
    pub spans_per_trace: f64,
    pub trace_duration: Millis,
    /// Spans in one push request to the distributor: the largest CPU lever.
    pub spans_per_request: f64,
    /// Peak load over mean load, where the profile does not say it.
    pub peak_factor: f64,
    /// `peak`, `flat`, `office`, or 24 numbers, one an hour: see [`profile`].
    pub profile: String,
    /// All of them, listed in [`Design::tenants`] or not.
    pub tenants: u32,
    pub retention: Millis,
    pub searches: PerSecond<Searches>,
    pub trace_lookups: PerSecond<Lookups>,
    /// Mean look-back of a search.
    pub lookback: Millis,
    /// Unique characters per span (ids, addresses): what does not compress. `None` when nobody counted them.
    pub unique_characters: Option<Bytes>,
    pub largest_trace: Bytes,
}

/// Where the cluster runs and how it is reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Platform {
    pub provider: String,
    pub region: String,
    pub node: String,
    /// How the nodes are bought: `on-demand`, `spot` or `committed`.
    pub purchase: String,
    /// Off the nodes' price, as the user states it; volumes, store and traffic have none.
    pub node_discount: Share,
    /// Zones the nodes stand in.
    pub zones: u32,
    /// The real names of the zones, in order; needed once zone awareness is on.
    pub zone_names: Vec<String>,
    pub zone_awareness: bool,
    pub namespace: String,
    /// Prefix of every object's name.
    pub instance: String,
    pub cluster_domain: String,
    pub storage_class: String,
    /// Tempo's `storage.trace.backend`: the provider's object store, or `local`.
    pub backend: String,
    pub bucket: String,
    pub bucket_prefix: String,
    /// `None`: the provider's own for the region.
    pub endpoint: Option<String>,
    pub secret_mode: String,
    /// IRSA's role, Google's service account or Azure's client id, by secret mode.
    pub identity: Option<String>,
    /// The storage account, on Azure only.
    pub storage_account: Option<String>,
    pub otlp_grpc: bool,
    pub otlp_http: bool,
    pub jaeger_grpc: bool,
    pub jaeger_thrift_http: bool,
    pub network_policy: bool,
    pub grafana_namespace: String,
    pub prometheus_namespace: String,
    pub loki_uid: Option<String>,
    pub prometheus_uid: Option<String>,
}

/// Replicas and resources of one role.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    pub replicas: u32,
    /// Pods that an autoscaler goes down to, `replicas` being its most; `None`: no autoscaler.
    pub replicas_min: Option<u32>,
    pub cpu_request: Cores,
    /// `None`: no CPU limit.
    pub cpu_limit: Option<Cores>,
    pub memory_request: Bytes,
    pub memory_limit: Bytes,
    /// The persistent volume of a stateful role; `None` elsewhere, and where the pod's own short-lived disk is to do.
    pub volume: Option<Bytes>,
}

/// Tempo's own settings that the model or the failure behaviour depends on, under Tempo's names.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub replication_factor: u32,
    pub num_tokens: u32,
    /// Seed of the random tokens that the ring is drawn with.
    pub ring_seed: u32,
    pub trace_idle_period: Millis,
    pub trace_live_period: Millis,
    pub flush_check_period: Millis,
    pub max_block_duration: Millis,
    pub max_block_bytes: Bytes,
    pub complete_block_timeout: Millis,
    pub blocklist_poll: Millis,
    pub compaction_window: Millis,
    pub compacted_block_retention: Millis,
    pub max_concurrent_queries: u32,
    pub max_outstanding_per_tenant: u32,
    pub concurrent_jobs: u32,
    pub target_bytes_per_job: Bytes,
    pub query_backend_after: Millis,
    pub query_ingesters_until: Millis,
    pub query_timeout: Millis,
    pub rate_strategy: String,
    /// In whole bytes.
    pub rate_limit: PerSecond<Bytes>,
    pub burst_size: Bytes,
    pub max_traces_per_user: u32,
    pub max_bytes_per_trace: Bytes,
    /// GOMEMLIMIT of every pod as a share of its memory limit; 0 leaves it unset. Go's, not Tempo's.
    pub go_mem_limit: f64,
}

/// What a design is sized for. Nothing of it reaches the cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goals {
    /// The largest loss to survive.
    pub survive: Loss,
    /// So many times the stated peak is to be held.
    pub headroom: f64,
    /// What a search of the stated look-back may take.
    pub search_latency: Option<Millis>,
    /// USD a month.
    pub budget: Option<f64>,
}

/// A loss that a design has to survive; a larger one contains the smaller ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    None,
    Pod,
    Node,
    Zone,
}

impl Loss {
    /// As they are written, the smallest first.
    pub const WORDS: [&'static str; 4] = ["none", "pod", "node", "zone"];

    #[must_use]
    pub fn word(self) -> &'static str {
        Loss::WORDS[self as usize]
    }
}

/// All that the user decides; the only thing saved, shared and undone.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    pub name: String,
    /// The exact patch release, as an image tag.
    pub release: String,
    pub workload: Workload,
    pub platform: Platform,
    pub distributor: Component,
    pub ingester: Component,
    pub query_frontend: Component,
    pub querier: Component,
    pub compactor: Component,
    pub tempo: Settings,
    pub goals: Goals,
    /// The tenants that differ from the rest; the others share what is left of the load evenly, under the default limits.
    pub tenants: Vec<Tenant>,
    /// Prices of the user's own, in place of the list's.
    pub prices: Vec<OwnPrice>,
    /// Coefficients in place of the catalog's, in the catalog's order.
    pub measured: Vec<Measured>,
}

impl Design {
    #[must_use]
    pub fn component(&self, role: Role) -> &Component {
        match role {
            Role::Distributor => &self.distributor,
            Role::Ingester => &self.ingester,
            Role::QueryFrontend => &self.query_frontend,
            Role::Querier => &self.querier,
            Role::Compactor => &self.compactor,
        }
    }

    pub fn component_mut(&mut self, role: Role) -> &mut Component {
        match role {
            Role::Distributor => &mut self.distributor,
            Role::Ingester => &mut self.ingester,
            Role::QueryFrontend => &mut self.query_frontend,
            Role::Querier => &mut self.querier,
            Role::Compactor => &mut self.compactor,
        }
    }

    /// The name of zone `index`, as written into node affinity and into the ring.
    #[must_use]
    pub fn zone_name(&self, index: usize) -> String {
        match self.platform.zone_names.get(index) {
            Some(name) => name.clone(),
            None => zone_default(&self.platform, index),
        }
    }

    #[must_use]
    pub fn multitenant(&self) -> bool {
        self.workload.tenants > 1
    }
}

/// What the provider calls its zones: `us-east-1a`, `us-central1-a`, `eastus-1`.
fn zone_default(platform: &Platform, index: usize) -> String {
    let letter = char::from(b'a' + (index % 26) as u8);
    match platform.provider.as_str() {
        "aws" => format!("{}{letter}", platform.region),
        "gcp" => format!("{}-{letter}", platform.region),
        "azure" => format!("{}-{}", platform.region, index + 1),
        _ => format!("zone-{letter}"),
    }
}

/// The seed guide's topology on 2.10.8: its replicas, requests, limits, volume, replication factor, retention and store.
/// Mended is only what keeps it from starting (image, unscoped overrides, discovery, credentials, volume rights) or loses
/// data (`complete_block_timeout` below `blocklist_poll`); load and platform are the model's defaults.
impl Default for Design {
    fn default() -> Self {
        let component = |replicas, cpu: (u32, u32), memory: (f64, f64)| Component {
            replicas,
            replicas_min: None,
            cpu_request: Cores::from_millis(cpu.0),
            cpu_limit: Some(Cores::from_millis(cpu.1)),
            memory_request: Bytes::gib(memory.0),
            memory_limit: Bytes::gib(memory.1),
            volume: None,
        };
        let time = Millis::from_seconds;
        Design {
            name: "Seed guide, mended".to_owned(),
            release: "2.10.8".to_owned(),
            workload: Workload {
                spans: PerSecond::new(2_000.0),
                bytes_per_span: Bytes::new(500.0),
                spans_per_trace: 10.0,
                trace_duration: time(2.0),
                spans_per_request: 200.0,
                peak_factor: 2.0,
                profile: "peak".to_owned(),
                tenants: 1,
                retention: time(7.0 * DAY),
                searches: PerSecond::new(1.0),
                trace_lookups: PerSecond::new(1.0),
                lookback: time(HOUR),
                unique_characters: None,
                largest_trace: Bytes::mb(5.0),
            },
            platform: Platform {
                provider: "aws".to_owned(),
                region: "us-east-1".to_owned(),
                node: "m7i.2xlarge".to_owned(),
                purchase: "on-demand".to_owned(),
                node_discount: Share::default(),
                zones: 3,
                zone_names: Vec::new(),
                zone_awareness: false,
                namespace: "tracing".to_owned(),
                instance: "tempo".to_owned(),
                cluster_domain: "cluster.local".to_owned(),
                storage_class: "gp3".to_owned(),
                backend: "s3".to_owned(),
                bucket: "tempo-traces".to_owned(),
                bucket_prefix: String::new(),
                endpoint: None,
                secret_mode: "secret".to_owned(),
                identity: None,
                storage_account: None,
                otlp_grpc: true,
                otlp_http: true,
                jaeger_grpc: true,
                jaeger_thrift_http: true,
                network_policy: true,
                grafana_namespace: "monitoring".to_owned(),
                prometheus_namespace: "monitoring".to_owned(),
                loki_uid: Some("loki".to_owned()),
                prometheus_uid: None,
            },
            distributor: component(3, (500, 2000), (1.0, 4.0)),
            ingester: Component { volume: Some(Bytes::gib(10.0)), ..component(3, (1000, 4000), (2.0, 8.0)) },
            query_frontend: component(2, (500, 2000), (0.5, 2.0)),
            querier: component(3, (1000, 4000), (1.0, 4.0)),
            compactor: component(1, (1000, 4000), (2.0, 8.0)),
            tempo: Settings {
                replication_factor: 3,
                num_tokens: 128,
                ring_seed: 1,
                trace_idle_period: time(5.0),
                trace_live_period: time(30.0),
                flush_check_period: time(10.0),
                max_block_duration: time(30.0 * MINUTE),
                max_block_bytes: Bytes::mib(500.0),
                complete_block_timeout: time(15.0 * MINUTE),
                blocklist_poll: time(5.0 * MINUTE),
                compaction_window: time(HOUR),
                compacted_block_retention: time(HOUR),
                max_concurrent_queries: 20,
                max_outstanding_per_tenant: 2_000,
                concurrent_jobs: 1_000,
                target_bytes_per_job: Bytes::mib(100.0),
                query_backend_after: time(15.0 * MINUTE),
                query_ingesters_until: time(30.0 * MINUTE),
                query_timeout: time(30.0),
                rate_strategy: "local".to_owned(),
                rate_limit: Bytes::mb(15.0).per_second(),
                burst_size: Bytes::mb(20.0),
                max_traces_per_user: 100_000,
                max_bytes_per_trace: Bytes::mb(5.0),
                go_mem_limit: 0.85,
            },
            goals: Goals { survive: Loss::Node, headroom: 1.25, search_latency: None, budget: None },
            tenants: Vec::new(),
            prices: Vec::new(),
            measured: Vec::new(),
        }
    }
}
