//! RING-12: one ingester with far more than its share of the ring.

use crate::advice::words::{count, equal_zones, ingesters_of, likely, raise};
use crate::advice::{Found, Rule, Severity};
use crate::design::Role;
use crate::quantity::{Style, Unit, show};

pub const WHY: &str = "Tokens are random, so that shares differ: the relative spread falls as one over the root of the tokens. Memory, disk and limits are \
          the same for all ingesters, and the one with the largest share runs out first. Spread-minimizing tokens cannot be chosen for \
          ingesters in 2.10.";

pub static RULE: Rule = Rule {
    id: "RING-12",
    severity: Severity::Note,
    title: "One ingester takes far more than the mean",
    sources: &[
        "https://github.com/grafana/tempo/issues/5446",
        "https://github.com/grafana/tempo/issues/4067",
        "grafana/tempo v2.10.8 vendor dskit/ring/lifecycler.go, RingTokenGenerator is yaml:\"-\"",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| {
        design.ingester.replicas = 24;
        design.tempo.num_tokens = 8;
    },
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.ingester.replicas = 24,
    check: |a| {
        let design = &a.design;
        let over = a.placement.ownership.max_over_mean();
        (over > 1.25).then(|| {
            let tokens = f64::from(design.tempo.num_tokens);
            let unequal = design.platform.zone_awareness && !design.ingester.replicas.is_multiple_of(design.platform.zones);
            let fix = if unequal {
                Some(equal_zones(design))
            } else {
                // The excess falls as the root of the tokens; half as much again, since the next draw may be unlucky.
                let wanted = tokens * (1.5 * (over - 1.0) / 0.25).powi(2);
                raise("tempo.num_tokens", wanted, |tokens| format!("Use {tokens} tokens"))
            };
            Found::new(
                "tempo.num_tokens",
                Some(Role::Ingester),
                "config/tempo.yaml",
                format!(
                    "The busiest of {} takes {} of all traces, {} the mean, with {} tokens each.",
                    ingesters_of(design.ingester.replicas),
                    likely(a, "ring.max_share"),
                    show(over, Unit::ONE, Style::Times),
                    count(tokens)
                ),
            )
            .maybe_fix(fix)
        })
    },
};
