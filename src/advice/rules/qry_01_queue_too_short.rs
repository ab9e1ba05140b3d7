//! QRY-01: searches that offer more jobs than may wait.

use crate::advice::size::{pods, use_pods};
use crate::advice::words::{count, raise, told};
use crate::advice::{Certainty, Found, Rule, Severity};
use crate::design::Role;
use crate::estimate::Resource;

pub const WHY: &str = "A search becomes a job per target_bytes_per_job of its blocks. What exceeds max_outstanding_per_tenant on one query-frontend is answered \
          429, too many outstanding requests, and the whole search fails, with few users already. Where searches pile \
          up because the queriers are slower than they come, a longer queue only makes them wait.";

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
        let jobs = a.estimate.range("query.jobs").likely.min(f64::from(a.design.tempo.concurrent_jobs));
        // Room for the jobs of one search is the queue's to give; that many are under way is the queriers' doing.
        let path = "tempo.max_outstanding_per_tenant";
        let waiting = a.estimate.range("limits.outstanding").likely;
        let alone = (jobs > limit).then(|| raise(path, 1.5 * jobs, |jobs| format!("Let {jobs} jobs wait"))).flatten();
        let room = if jobs > limit { 1.5 * jobs } else { limit };
        let piled = waiting > room;
        let then = if piled { format!(" Searches pile up: {}.", a.estimate.search_bound()) } else { String::new() };
        let fix = if piled {
            match pods(a, Role::Querier, &|what| what.range("limits.outstanding").likely <= room) {
                Some(count) => {
                    let mut fix = use_pods(Role::Querier, count);
                    if let Some(alone) = alone {
                        fix.title.push_str(&format!("; {}", alone.title));
                        fix.edits.extend(alone.edits);
                    }
                    Some(fix)
                }
                // Not even the fastest search would keep them from piling up.
                None => raise(path, 1.5 * waiting, |jobs| format!("Let {jobs} jobs wait")),
            }
        } else {
            alone
        };
        Some(
            Found::new(
                path,
                Some(Role::QueryFrontend),
                "config/tempo.yaml",
                format!(
                    "A tenant's searches have {} jobs under way at once, and {} may wait: the rest is answered 429.{then}",
                    told(a, "limits.outstanding"),
                    count(limit)
                ),
            )
            .certainty(certainty)
            .maybe_fix(fix),
        )
    },
};
