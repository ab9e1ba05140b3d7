//! STO-05: blocks so small or polls so frequent that requests dominate.

use crate::advice::words::{bytes, count, likely};
use crate::advice::{Fix, Found, Rule, Severity};
use crate::design::{Millis, Role};
use crate::quantity::{DAY, MB, MINUTE};

pub const WHY: &str = "Every block costs a dozen requests to write, more to compact, and one or more in each search and lookup; every poll lists the bucket and \
          reads the index of each tenant. The values of the demo file (blocks of 5 minutes or 1 MB) are meant for a laptop. In a small \
          cluster they cost little.";

pub static RULE: Rule = Rule {
    id: "STO-05",
    severity: Severity::Warning,
    title: "Small blocks or frequent polls multiply requests",
    sources: &[
        "https://github.com/grafana/tempo/issues/3264",
        "https://github.com/grafana/tempo/issues/3000",
        "https://github.com/grafana/tempo/pull/2652",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.tempo.max_block_duration = Millis::from_seconds(300.0),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.tempo.max_block_duration = Millis::from_seconds(600.0),
    check: |a| {
        let settings = &a.design.tempo;
        let mut edits = Vec::new();
        let mut told = Vec::new();
        if settings.max_block_bytes.get() <= 10e6 {
            told.push(format!("max_block_bytes is {}", bytes(settings.max_block_bytes.get())));
            edits.push(("tempo.max_block_bytes", "500 MiB".to_owned()));
        }
        if settings.max_block_duration.seconds() <= 5.0 * MINUTE {
            told.push(format!("max_block_duration is {}", settings.max_block_duration));
            edits.push(("tempo.max_block_duration", "30m".to_owned()));
        }
        if settings.blocklist_poll.seconds() < MINUTE {
            told.push(format!("blocklist_poll is {}", settings.blocklist_poll));
            edits.push(("tempo.blocklist_poll", "5m".to_owned()));
        }
        let (path, _) = *edits.first()?;
        let a_day = a.estimate.range("requests.blocks").likely * DAY;
        let found = Found::new(
            path,
            Some(Role::Ingester),
            "config/tempo.yaml",
            format!("{}: {} blocks a day and {} to the store.", told.join(", "), count(a_day.round()), likely(a, "requests.get")),
        )
        .fix(Fix { title: "Use Tempo's defaults".to_owned(), edits });
        // Nobody pays much for the requests of a trickle.
        Some(if a.estimate.range("load.mean").likely > MB.of(1.0) { found } else { found.severity(Severity::Note) })
    },
};
