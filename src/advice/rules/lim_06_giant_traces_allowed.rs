//! LIM-06: a trace limit above 60 MB.

use crate::advice::words::{Whose, bytes, limits_file};
use crate::advice::{Fix, Found, Rule, Severity};
use crate::design::{Bytes, Role};
use crate::estimate::TenantUse;

const CEILING: f64 = 60e6;

pub const WHY: &str = "Ingester, compactor and querier hold a whole trace in memory, several times over while it is rewritten. One giant trace kills them \
          again and again until its block leaves the retention. 15 MB is a start and 60 MB the ceiling that operators report; long-running \
          work is better linked than put into one trace.";

pub static RULE: Rule = Rule {
    id: "LIM-06",
    severity: Severity::Warning,
    title: "Giant traces are let in",
    sources: &[
        "https://github.com/grafana/tempo/issues/2162",
        "https://github.com/grafana/tempo/issues/2769",
        "https://github.com/grafana/tempo/issues/3268",
        "https://github.com/grafana/tempo/issues/976",
        "https://github.com/grafana/tempo/issues/7064",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.max_bytes_per_trace = Bytes::new(61e6),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.max_bytes_per_trace = Bytes::new(60e6),
    check: |a| {
        let design = &a.design;
        let largest = |found: &TenantUse| {
            let whose = Whose::of(design, *found);
            let default = design.tempo.max_bytes_per_trace;
            let (limit, path) = whose.limit(|tenant| tenant.max_bytes_per_trace, default, "tempo.max_bytes_per_trace");
            (limit, path, whose)
        };
        let (limit, path, whose) = a.estimate.tenants.iter().map(largest).reduce(|a, b| if b.0 > a.0 { b } else { a })?;
        (limit.get() > CEILING).then(|| {
            let (kept, _) = whose.limit(|tenant| tenant.retention, design.workload.retention, "");
            let own = path == "workload.tenants";
            let fix = (!own).then(|| Fix::new("Limit traces to 60 MB", &[("tempo.max_bytes_per_trace", "60 MB")]));
            Found::new(
                path,
                Some(Role::Compactor),
                limits_file(path),
                format!(
                    "Traces{} of up to {} are let in. One above 60 MB may kill the compactors again and again for {kept}.",
                    if own { whose.of_whom() } else { String::new() },
                    bytes(limit.get()),
                ),
            )
            .maybe_fix(fix)
        })
    },
};
