//! RING-02: replication factor 1.

use crate::advice::words::{ingesters_of, three_copies};
use crate::advice::{Found, Rule, Severity};
use crate::design::Role;

pub const WHY: &str = "With one copy the loss of one ingester refuses every batch that has a trace for it, which is nearly every batch, and takes what \
          it had not flushed out of reach. An ingester that joins or leaves makes the set of its keys one larger and the quorum two, so \
          that even a roll-out refuses writes.";

pub static RULE: Rule = Rule {
    id: "RING-02",
    severity: Severity::Warning,
    title: "One copy of every trace",
    sources: &[
        "https://github.com/grafana/tempo/issues/989",
        "https://github.com/grafana/tempo/issues/3024",
        "grafana/tempo v2.10.8 vendor dskit/ring/ring.go, operation Write; modules/distributor/distributor.go, one DoBatch per request",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.replication_factor = 1,
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.replication_factor = 3,
    check: |a| {
        (a.design.tempo.replication_factor == 1).then(|| {
            let ingesters = a.design.ingester.replicas;
            Found::new(
                "tempo.replication_factor",
                Some(Role::Ingester),
                "config/tempo.yaml",
                format!("RF 1 on {}: one that is rolled or lost refuses nearly every batch, and its unflushed traces are out of reach.", ingesters_of(ingesters)),
            )
            .fix(three_copies(&a.design))
        })
    },
};
