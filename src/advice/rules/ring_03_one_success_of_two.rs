//! RING-03: replication factor 2.

use crate::advice::words::three_copies;
use crate::advice::{Found, Rule, Severity};
use crate::design::Role;

pub const WHY: &str = "Tempo replaces the quorum by a strategy of its own for factor 2: one success is enough, unlike Loki and Mimir, which ask for two. \
          A trace may have one copy only, and the loss of its ingester loses what was acknowledged; until then answers may lack the spans \
          that the other one missed.";

pub static RULE: Rule = Rule {
    id: "RING-03",
    severity: Severity::Warning,
    title: "A write is acknowledged by one ingester of two",
    sources: &[
        "grafana/tempo v2.10.8 pkg/ring/ring.go, EventuallyConsistentStrategy",
        "https://github.com/grafana/tempo/issues/310",
        "https://github.com/grafana/tempo/issues/284",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.replication_factor = 2,
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.replication_factor = 3,
    check: |a| {
        (a.design.tempo.replication_factor == 2).then(|| {
            Found::new(
                "tempo.replication_factor",
                Some(Role::Ingester),
                "config/tempo.yaml",
                "RF 2 acknowledges a write with 1 copy of 2. A trace whose second copy failed is lost with its ingester.",
            )
            .fix(three_copies(&a.design))
        })
    },
};
