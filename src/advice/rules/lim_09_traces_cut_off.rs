//! LIM-09: the largest trace above the limit of one trace.

use crate::advice::words::{Whose, bytes, limits_file, raise_limit};
use crate::advice::{Found, Rule, Severity};
use crate::design::{Bytes, Role};

/// Above it LIM-06 warns.
const CEILING: f64 = 60e6;

pub const WHY: &str = "What a trace has beyond max_bytes_per_trace is refused, TRACE_TOO_LARGE: the trace is there, and its later spans are not. Up \
          to 60 MB the limit may be raised, at the price of memory wherever a whole trace is held.";

pub static RULE: Rule = Rule {
    id: "LIM-09",
    severity: Severity::Warning,
    title: "The largest traces are cut off",
    sources: &[
        "https://github.com/grafana/tempo/issues/2162",
        "https://github.com/grafana/tempo/issues/976",
        "grafana/tempo v2.10.8 modules/ingester/instance.go, errTraceTooLarge",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.workload.largest_trace = Bytes::new(6e6),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.workload.largest_trace = Bytes::new(5e6),
    check: |a| {
        let design = &a.design;
        let (found, share) = a.estimate.worst_tenant(|tenant| tenant.trace)?;
        (share > 1.0).then(|| {
            let whose = Whose::of(design, found);
            let default = design.tempo.max_bytes_per_trace;
            let (limit, path) = whose.limit(|tenant| tenant.max_bytes_per_trace, default, "tempo.max_bytes_per_trace");
            let largest = design.workload.largest_trace.get();
            let fix =
                (largest <= CEILING).then(|| raise_limit(path, largest, |limit| format!("Allow traces of {limit}"))).flatten();
            let then = if fix.is_some() || path == "workload.tenants" { "" } else { " Above 60 MB, link the work instead." };
            Found::new(
                path,
                Some(Role::Ingester),
                limits_file(path),
                format!(
                    "The largest trace has {}, and {} of it are taken{}: the rest is refused.{then}",
                    bytes(largest),
                    bytes(limit.get()),
                    whose.of_whom(),
                ),
            )
            .maybe_fix(fix)
        })
    },
};
