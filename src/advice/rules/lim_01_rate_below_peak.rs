//! LIM-01: the peak of a tenant above its rate limit.

use crate::advice::words::{Whose, limits_file, raise_limit};
use crate::advice::{Found, Rule, Severity};
use crate::design::{Bytes, Role};
use crate::quantity::{Style, Unit, show, significant};

pub const WHY: &str = "A distributor refuses what exceeds rate_limit_bytes of a tenant: RATE_LIMITED, ResourceExhausted. With the strategy local the limit \
          holds on each distributor, with global the distributors share it out.";

pub static RULE: Rule = Rule {
    id: "LIM-01",
    severity: Severity::Warning,
    title: "The peak is above the rate limit",
    sources: &[
        "https://github.com/grafana/tempo/issues/5163",
        "https://github.com/grafana/tempo/pull/3485",
        "https://github.com/grafana/tempo/pull/1153",
        "grafana/tempo v2.10.8 modules/distributor/distributor.go, checkForRateLimits",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.rate_limit = Bytes::new(0.5e6).per_second(),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.rate_limit = Bytes::new(0.7e6).per_second(),
    check: |a| {
        let design = &a.design;
        let (found, share) = a.estimate.worst_tenant(|tenant| tenant.rate)?;
        (share > 1.0).then(|| {
            let whose = Whose::of(design, found);
            let (_, path) = whose.limit(|tenant| tenant.rate_limit, design.tempo.rate_limit, "tempo.rate_limit");
            let shared = if design.tempo.rate_strategy == "local" { f64::from(design.distributor.replicas) } else { 1.0 };
            let rate = |cell| a.estimate.sheet.range(cell).likely;
            let shown = |cell| show(rate(cell), Unit::BYTE.per(Unit::SECOND), Style::Auto);
            let enough = 1.5 * rate(found.peak) / shared;
            let found = Found::new(
                path,
                Some(Role::Distributor),
                limits_file(path),
                format!(
                    "{} peaks at {}, and {} is let in: {} of the peak is refused.",
                    whose.begins(),
                    shown(found.peak),
                    shown(found.allowed),
                    refused(share)
                ),
            )
            .maybe_fix(raise_limit(path, enough, |limit| format!("Raise the limit to {limit}")));
            // Above the mean already, spans are refused all day.
            if share > design.peak_factor() { found.severity(Severity::Error) } else { found }
        })
    },
};

/// `55.5 %` of what is `share` times the limit; nearly all is told by what is left, since 99.96 % would read as 100 %.
fn refused(share: f64) -> String {
    let allowed = 100.0 / share;
    if allowed < 0.5 {
        format!("all but {}\u{202f}%", significant(allowed))
    } else {
        format!("{}\u{202f}%", significant(100.0 - allowed))
    }
}
