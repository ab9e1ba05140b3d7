//! RING-04: as many ingesters as copies, and no zones.

use crate::advice::{Fix, Found, Rule, Severity};
use crate::design::Role;

pub static RULE: Rule = Rule {
    id: "RING-04",
    severity: Severity::Warning,
    title: "No spare ingester",
    why: "With as many ingesters as copies every trace lies on all of them. While one is rolled, every trace is down to the quorum, \
          and the loss of one more refuses every write.",
    sources: &["https://github.com/grafana/tempo/issues/4493", "grafana/tempo v2.10.8 dskit/ring/replication_strategy.go"],
    failing: |design| design.ingester.replicas = 3,
    passing: |design| design.ingester.replicas = 4,
    check: |a| {
        let design = &a.design;
        let (ingesters, factor) = (design.ingester.replicas, design.tempo.replication_factor);
        (factor >= 3 && ingesters == factor && !design.platform.zone_awareness).then(|| {
            let more = (ingesters + 1).to_string();
            Found::new(
                "components.ingester.replicas",
                Some(Role::Ingester),
                "ingester.yaml",
                format!("{ingesters} ingesters hold {factor} copies. During a rolling update one more loss refuses every write."),
            )
            .fix(Fix::new(format!("Use {more} ingesters"), &[("components.ingester.replicas", &more)]))
        })
    },
};
