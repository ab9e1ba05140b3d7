//! Ports, once: the receivers of tempo.yaml, the container's ports, the Services and the network policies read this list.

use crate::design::Design;

#[derive(Clone, Copy)]
pub(super) struct Port {
    /// At most 15 characters: the API server refuses more, though the schema allows them.
    pub name: &'static str,
    pub number: u32,
}

/// HTTP API, `/ready` and `/metrics`.
pub(super) const HTTP: Port = Port { name: "http-metrics", number: 3200 };
/// Between components.
pub(super) const GRPC: Port = Port { name: "grpc", number: 9095 };
/// Memberlist; Tempo gossips over TCP only.
pub(super) const GOSSIP: Port = Port { name: "gossip", number: 7946 };

/// One protocol that distributors receive spans by.
#[derive(Clone, Copy)]
pub(super) struct Receiver {
    pub port: Port,
    /// Keys of `distributor.receivers`: `otlp`, `grpc`.
    pub receiver: &'static str,
    pub protocol: &'static str,
    pub field: &'static str,
}

impl Receiver {
    pub fn is_grpc(self) -> bool {
        self.protocol == "grpc"
    }
}

const OTLP_GRPC: Receiver =
    Receiver { port: Port { name: "otlp-grpc", number: 4317 }, receiver: "otlp", protocol: "grpc", field: "platform.otlp_grpc" };
const OTLP_HTTP: Receiver =
    Receiver { port: Port { name: "otlp-http", number: 4318 }, receiver: "otlp", protocol: "http", field: "platform.otlp_http" };
const JAEGER_GRPC: Receiver = Receiver {
    port: Port { name: "jaeger-grpc", number: 14250 },
    receiver: "jaeger",
    protocol: "grpc",
    field: "platform.jaeger_grpc",
};
const JAEGER_HTTP: Receiver = Receiver {
    port: Port { name: "jaeger-http", number: 14268 },
    receiver: "jaeger",
    protocol: "thrift_http",
    field: "platform.jaeger_thrift_http",
};

/// The receivers that the design turns on.
pub(super) fn receivers(design: &Design) -> Vec<Receiver> {
    let platform = &design.platform;
    [
        (platform.otlp_grpc, OTLP_GRPC),
        (platform.otlp_http, OTLP_HTTP),
        (platform.jaeger_grpc, JAEGER_GRPC),
        (platform.jaeger_thrift_http, JAEGER_HTTP),
    ]
    .into_iter()
    .filter_map(|(on, receiver)| on.then_some(receiver))
    .collect()
}
