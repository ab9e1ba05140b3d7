//! OUT-02: a pod larger than a node.

use crate::advice::words::{component_path, file, larger_node};
use crate::advice::{Fix, Found, Rule, Severity};
use crate::design::{Cores, Role};

pub const WHY: &str = "A pod that requests more than a node of the chosen type has for pods stays pending for ever. What a node has is its size less what the \
          provider, the kubelet and the DaemonSets keep.";

pub static RULE: Rule = Rule {
    id: "OUT-02",
    severity: Severity::Error,
    title: "No node takes the pod",
    sources: &["https://github.com/grafana/loki/issues/8377", "https://github.com/grafana/loki/pull/8088"],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| {
        design.querier.cpu_request = Cores::new(8.0);
        design.querier.cpu_limit = None;
    },
    #[cfg(not(target_family = "wasm"))]
    passing: |design| {
        design.querier.cpu_request = Cores::new(7.0);
        design.querier.cpu_limit = None;
    },
    check: |a| {
        let packing = a.estimate.packing.as_ref()?;
        let first = packing.unfit.first()?;
        let others = match packing.unfit.len() {
            1 => String::new(),
            more => format!(
                " The same holds for {} more.",
                if more == 2 { "one component".to_owned() } else { format!("{} components", more - 1) }
            ),
        };
        Some(
            Found::new(
                component_path!(first.role, "cpu_request"),
                Some(first.role),
                file(first.role),
                format!("{} of {}: {}.{others}", first.role.title(), a.design.platform.node, first.why),
            )
            .maybe_fix(larger_node(&a.design).map(|node| Fix::new(format!("Use {node}"), &[("platform.node", node)]))),
        )
    },
};
