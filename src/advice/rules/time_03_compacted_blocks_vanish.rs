//! TIME-03: compacted blocks are deleted while queriers still read them.

use crate::advice::words::raise;
use crate::advice::{Found, Rule, Severity};
use crate::design::{Millis, Role};
use crate::quantity::{HOUR, duration};

pub const WHY: &str = "A querier goes on reading a compacted block for two polls, until it surely knows the successor. Deleted before that, the block gives \
          an error to every search and lookup that meets it.";

pub static RULE: Rule = Rule {
    id: "TIME-03",
    severity: Severity::Warning,
    title: "Compacted blocks are deleted while queriers read them",
    sources: &[
        "grafana/tempo v2.10.8 tempodb/tempodb.go, includeCompactedBlock",
        "https://github.com/grafana/tempo/pull/834",
        "https://github.com/grafana/tempo/pull/6988",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.compacted_block_retention = Millis::from_seconds(300.0),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.compacted_block_retention = Millis::from_seconds(600.0),
    check: |a| {
        let settings = &a.design.tempo;
        let (kept, poll) = (settings.compacted_block_retention.seconds(), settings.blocklist_poll.seconds());
        (kept < 2.0 * poll).then(|| {
            Found::new(
                "tempo.compacted_block_retention",
                Some(Role::Compactor),
                "config/tempo.yaml",
                format!(
                    "Compacted blocks are deleted after {}; queriers read them for two polls, {}.",
                    settings.compacted_block_retention,
                    duration(2.0 * poll)
                ),
            )
            .maybe_fix(raise("tempo.compacted_block_retention", HOUR.max(2.0 * poll), |kept| format!("Keep them {kept}")))
        })
    },
};
