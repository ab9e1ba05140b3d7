//! STO-01: more copies than the compactors take in.

use crate::advice::words::{count, likely, raise};
use crate::advice::{Certainty, Found, Rule, Severity};
use crate::design::{PerSecond, Role};
use crate::estimate::Resource;

pub const WHY: &str = "A compactor takes in 9 to 15 MB/s of copies, whatever CPU it is given, since the work is one thread. Above that outstanding blocks grow \
          without bound: searches open more and more blocks, and copies stay in the store.";

pub static RULE: Rule = Rule {
    id: "STO-01",
    severity: Severity::Warning,
    title: "Compaction falls behind",
    sources: &[
        "https://github.com/grafana/tempo/issues/5779",
        "https://github.com/grafana/tempo/issues/5776",
        "https://github.com/grafana/tempo/issues/4067",
        "https://github.com/grafana/tempo/issues/1587",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.workload.spans = PerSecond::new(10_000.0),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| {
        design.workload.spans = PerSecond::new(10_000.0);
        design.compactor.replicas = 2;
    },
    check: |a| {
        let design = &a.design;
        let share = a.estimate.share(Role::Compactor, Resource::Throughput)?;
        Certainty::above(share, 1.0).map(|certainty| {
            let compactors = design.compactor.replicas;
            let wanted = (f64::from(compactors) * share.high).ceil();
            Found::new(
                "components.compactor.replicas",
                Some(Role::Compactor),
                "compactor.yaml",
                format!(
                    "{} {} {} of copies, {} each; one takes 9 to 15 MB/s.",
                    count(f64::from(compactors)),
                    if compactors == 1 { "compactor gets" } else { "compactors get" },
                    likely(a, "load.mean_copies"),
                    likely(a, "load.compactor")
                ),
            )
            .certainty(certainty)
            .maybe_fix(raise("components.compactor.replicas", wanted, |compactors| format!("Use {compactors} compactors")))
        })
    },
};
