//! STO-06: blocks on the disks of single pods.

use crate::advice::words::ingesters_of;
use crate::advice::{Fix, Found, Rule, Severity};
use crate::design::Role;
use crate::quantity::duration;

pub const WHY: &str = "With the backend local an ingester flushes to its own disk. Queriers and compactors look at theirs, which is empty: once a block leaves \
          the ingester it is in no answer, and nothing is ever compacted or deleted. Tempo warns of it at start unless it runs as a single binary.";

pub static RULE: Rule = Rule {
    id: "STO-06",
    severity: Severity::Error,
    title: "Components do not see each other's blocks",
    sources: &[
        "grafana/tempo v2.10.8 cmd/tempo/app/config.go, CheckConfig, warnStorageTraceBackendLocal",
        "https://github.com/grafana/tempo-operator/pull/56",
        "https://github.com/grafana/tempo/issues/1493",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.platform.backend = "local".to_owned(),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.platform.backend = "s3".to_owned(),
    check: |a| {
        let design = &a.design;
        (design.platform.backend == "local").then(|| {
            let store = match design.platform.provider.as_str() {
                "gcp" => "gcs",
                "azure" => "azure",
                _ => "s3",
            };
            Found::new(
                "platform.backend",
                Some(Role::Ingester),
                "config/tempo.yaml",
                format!(
                    "Blocks of {} stay on their own disks: after {} no querier finds them.",
                    ingesters_of(design.ingester.replicas),
                    duration(design.tempo.max_block_duration.seconds() + design.tempo.complete_block_timeout.seconds())
                ),
            )
            .fix(Fix::new(format!("Use {store}"), &[("platform.backend", store)]))
        })
    },
};
