//! TIME-01: blocks leave the ingester before queriers know of them.

use crate::advice::{Fix, Found, Rule, Severity};
use crate::design::{Millis, Role};
use crate::quantity::duration;

pub const WHY: &str = "A flushed block is dropped from the ingester after complete_block_timeout; queriers learn of it at their next blocklist_poll, \
          and may miss one. In between nobody answers for it. Tempo warns below one poll; three leave room for a missed one.";

pub static RULE: Rule = Rule {
    id: "TIME-01",
    severity: Severity::Warning,
    title: "Blocks leave the ingester before queriers see them",
    sources: &[
        "grafana/tempo v2.10.8 cmd/tempo/app/config.go, CheckConfig",
        "https://github.com/grafana/tempo/issues/1258",
        "https://github.com/grafana/tempo/issues/4969",
        "https://github.com/grafana/tempo/issues/408",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.complete_block_timeout = Millis::from_seconds(60.0),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.complete_block_timeout = Millis::from_seconds(900.0),
    check: |a| {
        let settings = &a.design.tempo;
        let (kept, poll) = (settings.complete_block_timeout.seconds(), settings.blocklist_poll.seconds());
        (kept < 3.0 * poll).then(|| {
            let wanted = duration(3.0 * poll);
            let found = Found::new(
                "tempo.complete_block_timeout",
                Some(Role::Ingester),
                "config/tempo.yaml",
                format!(
                    "complete_block_timeout is {}, the block list is polled every {}: searches may miss up to {}.",
                    settings.complete_block_timeout,
                    settings.blocklist_poll,
                    duration(3.0 * poll - kept)
                ),
            )
            .fix(Fix::new(format!("Use {wanted}"), &[("tempo.complete_block_timeout", &wanted)]));
            // Above one poll only a missed poll opens the gap.
            if kept < poll { found } else { found.severity(Severity::Note) }
        })
    },
};
