//! RING-08: ingesters without a persistent volume.

use crate::advice::words::{ingesters_of, raise};
use crate::advice::{Found, Rule, Severity};
use crate::design::{Bytes, Role};
use crate::quantity::GIB;

pub const WHY: &str = "An ingester that stops writes its live traces to the WAL and does not flush (flush_all_on_shutdown is false). Without a persistent \
          volume the WAL and the blocks not yet flushed go with the pod: a rolling update within max_block_duration takes every copy of them. \
          The tokens file goes too, so that each pod comes back with another share of the ring.";

pub static RULE: Rule = Rule {
    id: "RING-08",
    severity: Severity::Error,
    title: "Ingesters lose their WAL with the pod",
    sources: &[
        "grafana/tempo v2.10.8 modules/ingester/ingester.go, stopping",
        "https://github.com/grafana/tempo/issues/1275",
        "https://github.com/grafana/tempo/issues/918",
        "https://github.com/grafana/dskit/issues/207",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.ingester.volume = None,
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.ingester.volume = Some(Bytes::gib(10.0)),
    check: |a| {
        let design = &a.design;
        design.ingester.volume.is_none().then(|| {
            let held = a.estimate.range("demand.ingester.disk").high.max(GIB.of(10.0));
            Found::new(
                "components.ingester.volume",
                Some(Role::Ingester),
                "ingester.yaml",
                format!(
                    "The {} have no persistent volume: a rolling update loses up to {} of traces not yet flushed.",
                    ingesters_of(design.ingester.replicas),
                    design.tempo.max_block_duration
                ),
            )
            .maybe_fix(raise("components.ingester.volume", held, |volume| format!("Give each ingester {volume}")))
        })
    },
};
