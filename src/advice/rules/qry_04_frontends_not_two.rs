//! QRY-04: one query-frontend, or more than two.

use crate::advice::{Fix, Found, Rule, Severity};
use crate::design::Role;
use crate::estimate::what_if;

pub const WHY: &str = "One alone is every query's single door: each roll-out closes it. Each further one has a queue of its own and its own connections to \
          every querier, which multiplies the jobs that a querier takes at once; Grafana runs two and makes them larger.";

pub static RULE: Rule = Rule {
    id: "QRY-04",
    severity: Severity::Warning,
    title: "One query-frontend, or more than two",
    sources: &[
        "grafana/tempo v2.10.8 docs/sources/tempo/operations/backend_search.md",
        "https://github.com/grafana/tempo/issues/2847",
        "https://github.com/grafana/tempo/issues/741",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.query_frontend.replicas = 1,
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.query_frontend.replicas = 2,
    check: |a| {
        let frontends = a.design.query_frontend.replicas;
        (frontends != 2).then(|| {
            let message = if frontends == 1 {
                "One query-frontend answers every query: while it is rolled, none is answered.".to_owned()
            } else {
                format!(
                    "{frontends} query-frontends keep {frontends} queues of {} jobs a tenant, and each feeds all {} queriers.",
                    a.design.tempo.max_outstanding_per_tenant, a.design.querier.replicas
                )
            };
            let path = "components.query_frontend.replicas";
            // Two that do not hold the searches would be no cure.
            let two = what_if(&a.design, &a.placement, path, 2.0);
            let held = frontends < 2 || two.of(Role::QueryFrontend).iter().all(|u| two.sheet.range(u.cell).likely <= 1.0);
            let found = Found::new(path, Some(Role::QueryFrontend), "query-frontend.yaml", message)
                .maybe_fix(held.then(|| Fix::new("Use 2 query-frontends", &[(path, "2")])));
            if frontends == 1 { found } else { found.severity(Severity::Note) }
        })
    },
};
