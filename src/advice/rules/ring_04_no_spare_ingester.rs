//! RING-04: as many ingesters as copies, or a zone with one ingester.

use crate::advice::{Fix, Found, Rule, Severity};
use crate::design::Role;

pub const WHY: &str = "With as many ingesters as copies every trace lies on all of them. An ingester that is rolled leaves the ring, and nobody takes its \
          place: every trace is down to the quorum, and the loss of one more refuses every write. One ingester in each of three zones is the \
          same ring; zones help only from the second ingester of each on.";

pub static RULE: Rule = Rule {
    id: "RING-04",
    severity: Severity::Warning,
    title: "No spare ingester",
    sources: &[
        "https://github.com/grafana/tempo/issues/4493",
        "https://github.com/lsst-it/k8s-cookbook/pull/474",
        "https://github.com/grafana/loki/issues/3360",
        "grafana/tempo v2.10.8 vendor dskit/ring/ring.go, findInstancesForKey; replication_strategy.go, Filter",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.ingester.replicas = 3,
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.ingester.replicas = 4,
    check: |a| {
        let design = &a.design;
        let (ingesters, factor, zones) = (design.ingester.replicas, design.tempo.replication_factor, design.platform.zones);
        let aware = design.platform.zone_awareness;
        // With zones to spare another zone takes the place of an empty one.
        let alone = if aware { zones <= factor && ingesters >= zones && ingesters < 2 * zones } else { ingesters == factor };
        (factor >= 3 && alone).then(|| {
            let more = if aware { 2 * zones } else { ingesters + 1 }.to_string();
            let where_they_stand = if aware { format!(" in {zones} zones") } else { String::new() };
            Found::new(
                "components.ingester.replicas",
                Some(Role::Ingester),
                "ingester.yaml",
                format!(
                    "{ingesters} ingesters{where_they_stand} hold {factor} copies. During a rolling update one more loss refuses {} write.",
                    if ingesters <= factor { "every" } else { "nearly every" }
                ),
            )
            .fix(Fix::new(format!("Use {more} ingesters"), &[("components.ingester.replicas", &more)]))
        })
    },
};
