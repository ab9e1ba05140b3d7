//! QRY-01: searches that offer more jobs than may wait.

use crate::advice::words::{count, raise, told};
use crate::advice::{Certainty, Found, Rule, Severity};
use crate::design::Role;
use crate::estimate::Resource;

pub static RULE: Rule = Rule {
    id: "QRY-01",
    severity: Severity::Warning,
    title: "Searches offer more jobs than may wait",
    why: "A search becomes a job per target_bytes_per_job of its blocks. What exceeds max_outstanding_per_tenant on one query-frontend is answered \
          429, too many outstanding requests, and the whole search fails, with few users already.",
    sources: &[
        "https://github.com/grafana/tempo/issues/2316",
        "https://github.com/grafana/tempo/issues/2315",
        "grafana/tempo v2.10.8 modules/frontend/queue/queue.go, EnqueueRequest",
    ],
    failing: |design| design.tempo.max_outstanding_per_tenant = 10,
    passing: |design| design.tempo.max_outstanding_per_tenant = 2_000,
    check: |a| {
        let share = a.estimate.share(Role::QueryFrontend, Resource::Outstanding)?;
        Certainty::above(share, 1.0).map(|certainty| {
            let limit = f64::from(a.design.tempo.max_outstanding_per_tenant);
            Found::new(
                "tempo.max_outstanding_per_tenant",
                Some(Role::QueryFrontend),
                "config/tempo.yaml",
                format!(
                    "A tenant's searches have {} jobs under way at once, and {} may wait: the rest is answered 429.",
                    told(a, "limits.outstanding"),
                    count(limit)
                ),
            )
            .certainty(certainty)
            .maybe_fix(raise("tempo.max_outstanding_per_tenant", 1.5 * share.high * limit, |jobs| {
                format!("Let {jobs} jobs wait")
            }))
        })
    },
};
