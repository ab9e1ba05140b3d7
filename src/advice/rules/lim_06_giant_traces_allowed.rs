//! LIM-06: a trace limit above 60 MB.

use crate::advice::words::bytes;
use crate::advice::{Fix, Found, Rule, Severity};
use crate::design::{Bytes, Role};

const CEILING: f64 = 60e6;

pub static RULE: Rule = Rule {
    id: "LIM-06",
    severity: Severity::Warning,
    title: "Giant traces are let in",
    why: "Ingester, compactor and querier hold a whole trace in memory, several times over while it is rewritten. One giant trace kills them \
          again and again until its block leaves the retention. 15 MB is a start and 60 MB the ceiling that operators report; long-running \
          work is better linked than put into one trace.",
    sources: &[
        "https://github.com/grafana/tempo/issues/2162",
        "https://github.com/grafana/tempo/issues/2769",
        "https://github.com/grafana/tempo/issues/3268",
        "https://github.com/grafana/tempo/issues/976",
        "https://github.com/grafana/tempo/issues/7064",
    ],
    failing: |design| design.tempo.max_bytes_per_trace = Bytes::new(61e6),
    passing: |design| design.tempo.max_bytes_per_trace = Bytes::new(60e6),
    check: |a| {
        let limit = a.design.tempo.max_bytes_per_trace.get();
        (limit > CEILING).then(|| {
            Found::new(
                "tempo.max_bytes_per_trace",
                Some(Role::Compactor),
                "config/tempo.yaml",
                format!(
                    "Traces of up to {} are let in. One above 60 MB may kill the compactors again and again for {}.",
                    bytes(limit),
                    a.design.workload.retention
                ),
            )
            .fix(Fix::new("Limit traces to 60 MB", &[("tempo.max_bytes_per_trace", "60 MB")]))
        })
    },
};
