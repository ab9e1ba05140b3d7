//! MEM-05: a compactor with less memory than compaction takes.

use crate::Assessment;
use crate::advice::size::more_memory;
use crate::advice::words::{likely, told};
use crate::advice::{Certainty, Finding, Found, Rule, Severity};
use crate::design::{Bytes, Role};

pub const WHY: &str = "A compactor holds several row groups and whole traces while it merges blocks. Killed in between it starts over, and a block with one \
          large trace kills it again and again until the block leaves the retention. Peaks of 3 to 8 GB were seen up to 3 MB/s of copies per \
          compactor, 10 to 18 GB from 5 MB/s on.";

pub static RULE: Rule = Rule {
    id: "MEM-05",
    severity: Severity::Warning,
    title: "The compactor has too little memory",
    sources: &[
        "https://github.com/grafana/tempo/issues/2162",
        "https://github.com/grafana/tempo/issues/976",
        "https://github.com/grafana/tempo/issues/2690",
        "17 public runs of 2.9 by rubenvp8510/perf-tests-tempo-results",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.compactor.memory_limit = Bytes::gib(4.0),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.compactor.memory_limit = Bytes::gib(8.0),
    check: |a| {
        let limit = a.design.compactor.memory_limit;
        let peak = a.estimate.range("demand.compactor.memory");
        Certainty::above(peak, limit.get()).map(|certainty| {
            Found::new(
                "components.compactor.memory_limit",
                Some(Role::Compactor),
                "compactor.yaml",
                format!(
                    "A compactor peaks at {} with {} of copies on it; the limit is {}.",
                    told(a, "demand.compactor.memory"),
                    likely(a, "load.compactor"),
                    limit.kubernetes()
                ),
            )
            .certainty(certainty)
        })
    },
};

pub fn search(a: &Assessment, found: &mut Finding) {
    found.fix = more_memory(a, Role::Compactor, &|what| what.range("demand.compactor.memory").high);
}
