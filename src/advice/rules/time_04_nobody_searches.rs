//! TIME-04: an age of traces that nobody searches.

use crate::advice::words::raise;
use crate::advice::{Found, Rule, Severity};
use crate::design::{Millis, Role};
use crate::quantity::duration;

pub const WHY: &str = "Ingesters are searched for data younger than query_ingesters_until, the store for what its blocklist knows. In quiet hours a head block \
          is cut only at max_block_duration, so that its oldest traces are that old when it is flushed, and a poll older when queriers learn of \
          it. Older than query_ingesters_until and not yet known, they are in no answer of a search; a lookup by id finds them. Tempo's own \
          defaults leave this strip. With query_ingesters_until below query_backend_after the query-frontend does not start.";

pub static RULE: Rule = Rule {
    id: "TIME-04",
    severity: Severity::Note,
    title: "Traces of some age are searched nowhere",
    sources: &[
        "grafana/tempo v2.10.8 modules/frontend/search_sharder.go, ingesterRequests",
        "grafana/tempo v2.10.8 modules/frontend/frontend.go, New",
        "https://github.com/grafana/tempo/issues/2398",
        "https://github.com/grafana/tempo/issues/3611",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.query_ingesters_until = Millis::from_seconds(1200.0),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.query_ingesters_until = Millis::from_seconds(2700.0),
    check: |a| {
        let settings = &a.design.tempo;
        let (until, after) = (settings.query_ingesters_until.seconds(), settings.query_backend_after.seconds());
        let (cut, poll) = (settings.max_block_duration.seconds(), settings.blocklist_poll.seconds());
        let flush = a.design.likely("flush-delay");
        let known = cut + flush + poll;
        let path = "tempo.query_ingesters_until";
        let found = |message: String| {
            Found::new(path, Some(Role::QueryFrontend), "config/tempo.yaml", message).maybe_fix(raise(
                path,
                known.max(after + 2.0 * poll),
                |until| format!("Ask ingesters until {until}"),
            ))
        };
        if until < after {
            let message = format!(
                "query_ingesters_until {} is below query_backend_after {}: the query-frontend does not start.",
                settings.query_ingesters_until, settings.query_backend_after
            );
            return Some(found(message).severity(Severity::Error));
        }
        (until < known).then(|| {
            let found = found(format!(
                "Ingesters are asked until {}, and a block cut after {} is known to queriers {} later: searches may miss traces {} to {} old.",
                settings.query_ingesters_until,
                settings.max_block_duration,
                duration(flush + poll),
                duration(until),
                duration(known)
            ));
            // Below the cut a strip is missed at every block, not only its oldest minutes.
            if until < cut { found.severity(Severity::Warning) } else { found }
        })
    },
};
