//! RING-01: fewer ingesters than copies.

use crate::advice::{Fix, Found, Rule, Severity};
use crate::design::Role;
use crate::topology::write_quorum;

pub const WHY: &str = "Every write still wants the quorum of the full set, floor(RF/2)+1, whatever the number of ingesters. Down to the quorum it \
          works and tolerates nothing; below it every write fails: at least N live replicas required, could only find M.";

pub static RULE: Rule = Rule {
    id: "RING-01",
    severity: Severity::Warning,
    title: "Fewer ingesters than copies",
    sources: &[
        "https://github.com/grafana/helm-charts/issues/326",
        "https://github.com/grafana/tempo-operator/issues/135",
        "https://github.com/grafana/tempo/issues/995",
        "grafana/tempo v2.10.8 vendor dskit/ring/replication_strategy.go, Filter",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.ingester.replicas = 2,
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.ingester.replicas = 3,
    check: |a| {
        let design = &a.design;
        let (ingesters, factor) = (design.ingester.replicas, design.tempo.replication_factor);
        let quorum = write_quorum(factor);
        (ingesters < factor).then(|| {
            let wanted = (factor + 1).to_string();
            let then = match ingesters.checked_sub(quorum) {
                None => "Every write fails.".to_owned(),
                Some(0) => "The loss of one refuses every write.".to_owned(),
                Some(spare) => format!("The loss of {spare} is tolerated, not that of more."),
            };
            let found = Found::new(
                "components.ingester.replicas",
                Some(Role::Ingester),
                "ingester.yaml",
                format!("Ingesters {ingesters} is below RF {factor}, and a write needs {quorum}. {then}"),
            )
            .fix(Fix::new(format!("Use {wanted} ingesters"), &[("components.ingester.replicas", &wanted)]));
            if ingesters < quorum { found.severity(Severity::Error) } else { found }
        })
    },
};
