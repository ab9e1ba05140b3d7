//! LIM-02: push requests near or above the burst size.

use crate::advice::words::{Whose, bytes, limits_file, raise_limit};
use crate::advice::{Found, Rule, Severity};
use crate::design::{Bytes, Role};

pub const WHY: &str = "The rate limiter never lets in more than burst_size_bytes at once: a larger request is refused always, however low the rate is, and a \
          client that retries repeats it for nothing. The stated request is the mean; batches of twice the mean are common.";

pub static RULE: Rule = Rule {
    id: "LIM-02",
    severity: Severity::Warning,
    title: "A push request is larger than the burst allows",
    sources: &[
        "https://github.com/grafana/tempo/pull/4986",
        "https://github.com/grafana/tempo/issues/264",
        "grafana/tempo v2.10.8 modules/distributor/distributor.go, checkForRateLimits",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.burst_size = Bytes::new(90e3),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.burst_size = Bytes::new(200e3),
    check: |a| {
        let (found, share) = a.estimate.worst_tenant(|tenant| tenant.burst)?;
        (share > 0.5).then(|| {
            let request = a.estimate.range("limits.request").likely;
            let whose = Whose::of(&a.design, found);
            let (burst, path) = whose.limit(|tenant| tenant.burst_size, a.design.tempo.burst_size, "tempo.burst_size");
            let burst = burst.get();
            let then = if share > 1.0 { "It is refused always." } else { "One of twice the mean is refused always." };
            let found = Found::new(
                path,
                Some(Role::Distributor),
                limits_file(path),
                format!(
                    "A push request has {} on the mean, the burst{} is {}. {then}",
                    bytes(request),
                    whose.of_whom(),
                    bytes(burst)
                ),
            )
            .maybe_fix(raise_limit(path, 2.0 * request, |burst| format!("Raise the burst to {burst}")));
            if share > 1.0 { found.severity(Severity::Error) } else { found }
        })
    },
};
