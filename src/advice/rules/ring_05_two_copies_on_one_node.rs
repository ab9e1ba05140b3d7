//! RING-05: ingesters that may share a node.

use crate::advice::words::aware;
use crate::advice::{Certainty, Found, Rule, Severity};
use crate::design::Role;
use crate::topology::hostname_anti_affinity;

pub const WHY: &str = "Above six ingesters the bundle only prefers distinct nodes, since a pod without a free node would stay pending. The disruption \
          budget makes drains take one ingester after the other, but a node that fails takes all it has: with two copies of a trace gone, \
          writes of that trace are refused and every recent read fails. Zone awareness keeps copies in distinct zones, hence on distinct nodes.";

pub static RULE: Rule = Rule {
    id: "RING-05",
    severity: Severity::Warning,
    title: "Two copies of a trace may stand on one node",
    sources: &[
        "https://github.com/grafana/helm-charts/pull/1654",
        "grafana/tempo v2.10.8 modules/querier/querier.go, forIngesterRings",
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
        let factor = design.tempo.replication_factor;
        if factor < 2 || design.platform.zone_awareness || hostname_anti_affinity(design) {
            return None;
        }
        let ingesters = design.ingester.replicas;
        let shared = a.estimate.packing.as_ref().map(|packing| {
            let most = packing.nodes.iter().map(|node| node.pods[Role::Ingester as usize]).max().unwrap_or(0);
            (packing.nodes.len(), most)
        });
        let (message, certainty) = match shared {
            Some((nodes, most)) if most > 1 => (
                format!(
                    "{ingesters} ingesters on {nodes} nodes: one node holds {most} of them, and its loss may take two of {factor} copies."
                ),
                Certainty::Surely,
            ),
            _ => (
                format!(
                    "{ingesters} ingesters only prefer distinct nodes: the loss of one node may take two of {factor} copies."
                ),
                Certainty::Perhaps,
            ),
        };
        Some(
            Found::new("platform.zone_awareness", Some(Role::Ingester), "ingester.yaml", message)
                .certainty(certainty)
                .maybe_fix(aware(design)),
        )
    },
};
