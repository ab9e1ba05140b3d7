//! MEM-02: an ingester limit below its peak.

use crate::Assessment;
use crate::advice::size::more_memory;
use crate::advice::words::{count, likely, told};
use crate::advice::{Certainty, Finding, Found, Rule, Severity};
use crate::design::{Bytes, Role};
use crate::estimate::{Estimate, Range};

pub const WHY: &str = "A cut block is written as Parquet in memory, which gives a peak of 3 to 4 times the steady memory at every cut. Where the limit is \
          below it, the kernel kills the ingester again and again, and each restart replays the WAL first. max_block_bytes is the lever. Live traces beyond those of a usual load come on top, about 9 kB each.";

pub static RULE: Rule = Rule {
    id: "MEM-02",
    severity: Severity::Warning,
    title: "The ingester has no room to complete a block",
    sources: &[
        "https://github.com/grafana/tempo/issues/4792",
        "https://github.com/grafana/tempo/issues/2602",
        "https://github.com/grafana/tempo/issues/3761",
        "own runs of 2.10.8: blocks of 12 / 18 / 69 / 401 MB peak at 0.45 / 0.62 / 1.32 / 3.95 GB",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.ingester.memory_limit = Bytes::gib(2.0),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.ingester.memory_limit = Bytes::gib(8.0),
    check: |a| {
        let limit = a.design.ingester.memory_limit;
        let (steady, peak) = (a.estimate.range("ingester.memory_steady"), a.estimate.range("demand.ingester.memory"));
        let wanted =
            Range::new(peak.low.max(2.5 * steady.low), peak.likely.max(2.5 * steady.likely), peak.high.max(2.5 * steady.high));
        let at_once = a.estimate.range("ingester.completing").likely;
        Certainty::above(wanted, limit.get()).map(|certainty| {
            Found::new(
                "components.ingester.memory_limit",
                Some(Role::Ingester),
                "ingester.yaml",
                format!(
                    "An ingester takes {} while {} completed and {} between, and {} for live traces on top; the limit is {}.",
                    told(a, "ingester.memory_completion"),
                    if at_once > 1.0 { format!("{} blocks are", count(at_once)) } else { "a block is".to_owned() },
                    likely(a, "ingester.memory_steady"),
                    likely(a, "ingester.memory_traces"),
                    limit.kubernetes()
                ),
            )
            .certainty(certainty)
        })
    },
};

pub fn search(a: &Assessment, found: &mut Finding) {
    let need = |what: &Estimate| what.range("demand.ingester.memory").high.max(2.5 * what.range("ingester.memory_steady").high);
    found.fix = more_memory(a, Role::Ingester, &need);
}
