//! RING-06: several zones and no zone awareness.

use crate::advice::words::{aware, ingesters_of};
use crate::advice::{Found, Rule, Severity};
use crate::design::Role;

pub const WHY: &str = "Without zone awareness the ring takes the next ingesters by their tokens, wherever they stand. The loss of a zone then takes \
          every copy of some traces, and the quorum of many more.";

pub static RULE: Rule = Rule {
    id: "RING-06",
    severity: Severity::Warning,
    title: "All copies of a trace may lie in one zone",
    sources: &[
        "https://github.com/grafana/tempo/issues/1578",
        "https://github.com/grafana/helm-charts/issues/3069",
        "https://github.com/grafana/tempo-operator/issues/1585",
        "grafana/tempo v2.10.8 vendor dskit/ring/ring.go, findInstancesForKey",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.platform.zone_awareness = false,
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.platform.zone_awareness = true,
    check: |a| {
        let design = &a.design;
        let (zones, factor) = (design.platform.zones, design.tempo.replication_factor);
        (factor >= 2 && zones > 1 && !design.platform.zone_awareness).then(|| {
            let ingesters = design.ingester.replicas;
            Found::new(
                "platform.zone_awareness",
                Some(Role::Ingester),
                "config/tempo.yaml",
                format!("{} stand in {zones} zones, and zone awareness is off: the loss of a zone may take all {factor} copies of a trace.", ingesters_of(ingesters)),
            )
            .maybe_fix(aware(design))
        })
    },
};
