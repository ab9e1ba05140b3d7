//! LIM-03: more live traces on an ingester than its limit.

use crate::advice::words::{Whose, count, limits_file, raise_limit};
use crate::advice::{Found, Rule, Severity};
use crate::design::Role;

pub const WHY: &str = "Each ingester counts the live traces of a tenant, and one above max_traces_per_user is discarded: LIVE_TRACES_EXCEEDED, with no error \
          that a client would notice. A trace is live from its first span until it was idle for trace_idle_period, at most trace_live_period, \
          and then until the next flush check.";

pub static RULE: Rule = Rule {
    id: "LIM-03",
    severity: Severity::Warning,
    title: "Live traces exceed the limit of a tenant",
    sources: &[
        "https://github.com/grafana/tempo/issues/395",
        "https://github.com/grafana/tempo/issues/1120",
        "https://github.com/grafana/tempo/issues/1840",
        "grafana/tempo v2.10.8 modules/ingester/limiter.go, AssertMaxTracesPerUser",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.max_traces_per_user = 5_000,
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.max_traces_per_user = 10_000,
    check: |a| {
        let design = &a.design;
        // The range stands for other draws of the ring; a limit is judged by the ring at hand.
        let (found, share) = a.estimate.worst_tenant(|tenant| tenant.live_traces)?;
        (share > 1.0).then(|| {
            let whose = Whose::of(design, found);
            let default = design.tempo.max_traces_per_user;
            let (limit, path) = whose.limit(|tenant| tenant.max_traces_per_user, default, "tempo.max_traces_per_user");
            let limit = f64::from(limit);
            let found = Found::new(
                path,
                Some(Role::Ingester),
                limits_file(path),
                format!(
                    "The busiest ingester has {} live traces of {} at the peak, and {} are kept: the rest is discarded.",
                    count((share * limit).round()),
                    whose.name,
                    count(limit)
                ),
            )
            .maybe_fix(raise_limit(path, 1.2 * share * limit, |limit| format!("Allow {limit} live traces")));
            if share > design.peak_factor() { found.severity(Severity::Error) } else { found }
        })
    },
};
