//! LIM-01: the peak of a tenant above its rate limit.

use crate::advice::words::{likely, raise};
use crate::advice::{Found, Rule, Severity};
use crate::design::{Bytes, Role};
use crate::estimate::Resource;
use crate::quantity::{Style, Unit, show};

pub static RULE: Rule = Rule {
    id: "LIM-01",
    severity: Severity::Warning,
    title: "The peak is above the rate limit",
    why: "A distributor refuses what exceeds rate_limit_bytes of a tenant: RATE_LIMITED, ResourceExhausted. With the strategy local the limit \
          holds on each distributor, with global the distributors share it out.",
    sources: &[
        "https://github.com/grafana/tempo/issues/5163",
        "https://github.com/grafana/tempo/pull/3485",
        "https://github.com/grafana/tempo/pull/1153",
        "grafana/tempo v2.10.8 modules/distributor/distributor.go, checkForRateLimits",
    ],
    failing: |design| design.tempo.rate_limit = Bytes::new(0.5e6),
    passing: |design| design.tempo.rate_limit = Bytes::new(0.7e6),
    check: |a| {
        let design = &a.design;
        let share = a.estimate.share(Role::Distributor, Resource::RateLimit)?.likely;
        (share > 1.0).then(|| {
            let shared = if design.tempo.rate_strategy == "local" { f64::from(design.distributor.replicas) } else { 1.0 };
            let peak = a.estimate.range("limits.tenant_peak").likely;
            let found = Found::new(
                "tempo.rate_limit",
                Some(Role::Distributor),
                "config/tempo.yaml",
                format!(
                    "A tenant peaks at {}, and {} is let in: {} of the peak is refused.",
                    likely(a, "limits.tenant_peak"),
                    likely(a, "limits.rate"),
                    show(1.0 - 1.0 / share, Unit::ONE, Style::Percent)
                ),
            )
            .maybe_fix(raise("tempo.rate_limit", 1.5 * peak / shared, |limit| format!("Raise the limit to {limit}")));
            // Above the mean already, spans are refused all day.
            if share > design.workload.peak_factor { found.severity(Severity::Error) } else { found }
        })
    },
};
