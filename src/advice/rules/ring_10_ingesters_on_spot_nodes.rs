//! RING-10: nodes that are taken back hold ingesters.

use crate::advice::{Fix, Found, Rule, Severity};
use crate::design::Role;
use crate::topology::grace_seconds;

pub const WHY: &str = "A spot node is taken back two minutes after it is told (Amazon), or 30 seconds (Google, Azure). An ingester that leaves answers \
          “Ingester is shutting down”, which collectors count as permanent: they drop what they hold. Several nodes go at once when a \
          zone runs short, and with them every copy of a trace. Distributors, query-frontends and queriers may stand on spot nodes; the bundle \
          has one kind of nodes for all.";

pub static RULE: Rule = Rule {
    id: "RING-10",
    severity: Severity::Warning,
    title: "Ingesters on spot nodes",
    sources: &["https://github.com/grafana/tempo/issues/4493", "https://github.com/grafana/tempo/issues/6344"],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.platform.purchase = "spot".to_owned(),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.platform.purchase = "committed".to_owned(),
    check: |a| {
        let design = &a.design;
        (design.platform.purchase == "spot").then(|| {
            Found::new(
                "platform.purchase",
                Some(Role::Ingester),
                "ingester.yaml",
                format!(
                    "An ingester takes up to {} s to leave; a spot node is gone 30 to 120 s after it is told.",
                    grace_seconds(design, Role::Ingester)
                ),
            )
            .fix(Fix::new("Use nodes on demand", &[("platform.purchase", "on-demand"), ("platform.node_discount", "0%")]))
        })
    },
};
