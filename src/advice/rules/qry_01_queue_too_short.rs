//! QRY-01: searches that offer more jobs than may wait.

use crate::Assessment;
use crate::advice::size::{pods, use_pods};
use crate::advice::words::{count, raise, told};
use crate::advice::{Certainty, Finding, Fix, Found, Rule, Severity};
use crate::design::Role;
use crate::estimate::{Estimate, Resource};

pub const WHY: &str = "A search becomes a job per target_bytes_per_job of its blocks. What exceeds max_outstanding_per_tenant on one query-frontend is answered \
          429, too many outstanding requests, and the whole search fails, with few users already. Where searches pile \
          up because the queriers are slower than they come, a longer queue only makes them wait.";

const PATH: &str = "tempo.max_outstanding_per_tenant";

pub static RULE: Rule = Rule {
    id: "QRY-01",
    severity: Severity::Warning,
    title: "Searches offer more jobs than may wait",
    sources: &[
        "https://github.com/grafana/tempo/issues/2316",
        "https://github.com/grafana/tempo/issues/2315",
        "grafana/tempo v2.10.8 modules/frontend/queue/queue.go, EnqueueRequest",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.max_outstanding_per_tenant = 10,
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.max_outstanding_per_tenant = 2_000,
    check: |a| {
        let share = a.estimate.share(Role::QueryFrontend, Resource::Outstanding)?;
        // The high end is a store that starves the queriers: too wide a range to act on.
        let certainty = Certainty::above(share, 1.0).filter(|certainty| *certainty != Certainty::Perhaps)?;
        let limit = f64::from(a.design.tempo.max_outstanding_per_tenant);
        let piled = a.estimate.range("limits.outstanding").likely > room(a);
        let then = if piled { format!(" Searches pile up: {}.", a.estimate.search_bound()) } else { String::new() };
        Some(
            Found::new(
                PATH,
                Some(Role::QueryFrontend),
                "config/tempo.yaml",
                format!(
                    "A tenant's searches have {} jobs under way at once, and {} may wait: the rest is answered 429.{then}",
                    told(a, "limits.outstanding"),
                    count(limit)
                ),
            )
            .certainty(certainty),
        )
    },
};

/// Jobs of one search that are under way at once.
fn jobs(a: &Assessment) -> f64 {
    a.estimate.range("query.jobs").likely.min(f64::from(a.design.tempo.concurrent_jobs))
}

/// How many may wait once there is room for one search: that much is the queue's to give. What is under way beyond it is the
/// queriers' doing.
fn room(a: &Assessment) -> f64 {
    let (jobs, limit) = (jobs(a), f64::from(a.design.tempo.max_outstanding_per_tenant));
    if jobs > limit { 1.5 * jobs } else { limit }
}

pub fn search(a: &Assessment, found: &mut Finding) {
    let (room, waiting) = (room(a), a.estimate.range("limits.outstanding").likely);
    let wait = |jobs: f64| raise(PATH, 1.5 * jobs, |jobs| format!("Let {jobs} jobs wait"));
    let alone = (jobs(a) > f64::from(a.design.tempo.max_outstanding_per_tenant)).then(|| wait(jobs(a))).flatten();
    let queriers = |what: &Estimate| what.range("limits.outstanding").likely <= room;
    found.fix = if waiting <= room {
        alone
    } else if let Some(count) = pods(a, Role::Querier, &queriers) {
        let mut fix: Fix = use_pods(Role::Querier, count);
        if let Some(alone) = alone {
            fix.title.push_str(&format!("; {}", alone.title));
            fix.edits.extend(alone.edits);
        }
        Some(fix)
    } else {
        // Not even the fastest search would keep them from piling up.
        wait(waiting)
    };
}
