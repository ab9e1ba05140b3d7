//! TIME-02: the object store is searched for data it cannot have yet.

use crate::advice::words::up;
use crate::advice::{Fix, Found, Rule, Severity};
use crate::design::{Millis, Role};

pub const WHY: &str = "Queriers learn of a block one or two polls after it is flushed. In 2.10 the ingesters answer for that time, so that nothing is missed; \
          the jobs for it find little, and cost requests and a place in the queue. (From 3.0 on, where query_ingesters_until is gone, the same \
          setting is a gap.)";

pub static RULE: Rule = Rule {
    id: "TIME-02",
    severity: Severity::Note,
    title: "The object store is searched too early",
    sources: &[
        "grafana/tempo v2.10.8 modules/frontend/search_sharder.go, backendRange and ingesterRequests",
        "https://github.com/grafana/tempo/pull/6988",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.query_backend_after = Millis::from_seconds(60.0),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.query_backend_after = Millis::from_seconds(600.0),
    check: |a| {
        let settings = &a.design.tempo;
        let (after, poll) = (settings.query_backend_after.seconds(), settings.blocklist_poll.seconds());
        (after < 2.0 * poll).then(|| {
            let path = "tempo.query_backend_after";
            let until = settings.query_ingesters_until.seconds();
            // Later than the ingesters are asked until would keep the query-frontend from starting.
            let fix = up(path, 2.0 * poll).map(|wanted| {
                let mut edits = vec![(path, wanted.clone())];
                if let Some(later) = up("tempo.query_ingesters_until", 3.0 * poll).filter(|_| until < 3.0 * poll) {
                    edits.push(("tempo.query_ingesters_until", later));
                }
                Fix { title: format!("Search the store after {wanted}"), edits }
            });
            Found::new(
                path,
                Some(Role::QueryFrontend),
                "config/tempo.yaml",
                format!(
                    "The store is searched for data older than {}, and knows of blocks after up to two polls of {}. Those jobs find what the ingesters answer too.",
                    settings.query_backend_after, settings.blocklist_poll
                ),
            )
            .maybe_fix(fix)
        })
    },
};
