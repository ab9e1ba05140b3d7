//! QRY-02: a search over a day that takes longer than it may.

use crate::Assessment;
use crate::advice::size::{pods, use_pods};
use crate::advice::words::{count, told};
use crate::advice::{Certainty, Finding, Found, Rule, Severity};
use crate::design::{PerSecond, Role};
use crate::estimate::Estimate;
use crate::quantity::duration;

/// Of the timeout, for a likely latency that is no more than that.
const MARGIN: f64 = 0.7;

pub const WHY: &str = "A search over a day reads in waves: as many jobs at once as all queriers work on. The bundle's server.http_server_write_timeout is \
          query_timeout, 30 s at least, and ends the answer. More queriers shorten it, so does dedicated columns, and larger jobs where there are \
          many waves. The fix aims at 70 % of the timeout.";

pub static RULE: Rule = Rule {
    id: "QRY-02",
    severity: Severity::Warning,
    title: "A search over 24 h runs into its timeout",
    sources: &[
        "https://github.com/grafana/tempo/issues/5679",
        "https://github.com/grafana/tempo/issues/7147",
        "https://github.com/grafana/tempo/issues/3419",
        "https://github.com/grafana/tempo/issues/2252",
        "grafana/tempo v2.10.8 modules/querier/http.go, SearchHandler",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| {
        design.workload.spans = PerSecond::new(100_000.0);
        design.querier.replicas = 1;
    },
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.workload.spans = PerSecond::new(2_000.0),
    check: |a| {
        let design = &a.design;
        let timeout = timeout(a);
        let latency = a.estimate.range("query.latency_day");
        // The high end is a store that answers in seconds: too wide a range to act on.
        let certainty = Certainty::above(latency, timeout).filter(|certainty| *certainty != Certainty::Perhaps)?;
        let queriers = f64::from(design.querier.replicas);
        let path = "components.querier.replicas";
        Some(
            Found::new(
                path,
                Some(Role::Querier),
                "querier.yaml",
                format!(
                    "A search over 24 h takes {} with {} {}, and is ended after {}: {}.",
                    told(a, "query.latency_day"),
                    count(queriers),
                    if design.querier.replicas == 1 { "querier" } else { "queriers" },
                    duration(timeout),
                    a.estimate.search_bound()
                ),
            )
            .certainty(certainty),
        )
    },
};

/// When the answer is ended, seconds.
fn timeout(a: &Assessment) -> f64 {
    a.design.tempo.query_timeout.seconds().max(30.0)
}

pub fn search(a: &Assessment, found: &mut Finding) {
    let enough = |what: &Estimate| what.range("query.latency_day").likely <= MARGIN * timeout(a);
    found.fix = pods(a, Role::Querier, &enough).map(|count| use_pods(Role::Querier, count));
}
