//! MEM-04: no GOMEMLIMIT, or one at the limit itself.

use crate::advice::{Fix, Found, Rule, Severity};
use crate::quantity::{Style, Unit, show};

pub const WHY: &str = "Go's collector lets the heap double before it works. Without GOMEMLIMIT it does so past the limit of the container, and the kernel \
          kills the pod; a compactor then loses the whole batch. 0.8 to 0.9 of the limit leaves room for what is no heap, at the price of some CPU.";

pub static RULE: Rule = Rule {
    id: "MEM-04",
    severity: Severity::Warning,
    title: "Go does not know the memory limit",
    sources: &[
        "https://github.com/grafana/tempo/issues/2162",
        "https://github.com/grafana/tempo/issues/2769",
        "https://github.com/grafana-community/helm-charts/pull/327",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.go_mem_limit = 0.0,
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.go_mem_limit = 0.9,
    check: |a| {
        let share = a.design.tempo.go_mem_limit;
        (share == 0.0 || share > 0.95).then(|| {
            let limit = a.design.compactor.memory_limit.kubernetes();
            let message = if share == 0.0 {
                format!(
                    "GOMEMLIMIT is not set: the heap of a compactor grows past its limit of {limit} before the collector works."
                )
            } else {
                format!(
                    "GOMEMLIMIT is {} of the memory limit: of {limit} too little is left for stacks and buffers.",
                    show(share, Unit::ONE, Style::Percent)
                )
            };
            Found::new("tempo.go_mem_limit", None, "compactor.yaml", message)
                .fix(Fix::new("Set GOMEMLIMIT to 0.85 of the limit", &[("tempo.go_mem_limit", "0.85")]))
        })
    },
};
