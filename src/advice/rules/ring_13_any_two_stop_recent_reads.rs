//! RING-13: more ingesters than copies without zone awareness.

use crate::advice::words::aware;
use crate::advice::{Found, Rule, Severity};
use crate::design::Role;

pub const WHY: &str = "A query of recent data asks every ingester of the ring and needs all but floor(RF/2) of them, however many there are: writes fail only \
          for the traces that have both, reads fail for all. With zone awareness a whole zone may be down. The more ingesters, the sooner two \
          are down together.";

pub static RULE: Rule = Rule {
    id: "RING-13",
    severity: Severity::Note,
    title: "Any two ingesters down fail every recent read",
    sources: &[
        "grafana/tempo v2.10.8 modules/querier/querier.go, forIngesterRings",
        "grafana/tempo v2.10.8 vendor dskit/ring/ring.go, GetReplicationSetForOperation",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.ingester.replicas = 9,
    #[cfg(not(target_family = "wasm"))]
    passing: |design| {
        design.ingester.replicas = 9;
        design.platform.zone_awareness = true;
    },
    check: |a| {
        let design = &a.design;
        let (ingesters, factor) = (design.ingester.replicas, design.tempo.replication_factor);
        // One above the copies is the spare that RING-04 asks for, and no worse than the copies alone.
        (factor >= 3 && ingesters > factor + 1 && !design.platform.zone_awareness).then(|| {
            let spared = factor / 2;
            let found = Found::new(
                "platform.zone_awareness",
                Some(Role::Ingester),
                "config/tempo.yaml",
                format!(
                    "Recent reads ask all {ingesters} ingesters and need {}: any {} that are down fail every recent read.",
                    ingesters - spared,
                    spared + 1
                ),
            )
            .maybe_fix(aware(design));
            if ingesters > 2 * factor { found.severity(Severity::Warning) } else { found }
        })
    },
};
