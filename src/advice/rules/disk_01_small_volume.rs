//! DISK-01: a volume smaller than the WAL and the blocks kept.

use crate::advice::words::{raise, told};
use crate::advice::{Certainty, Found, Rule, Severity};
use crate::design::{Bytes, Role};

pub const WHY: &str = "A volume holds the head block, the one being completed and every flushed block for complete_block_timeout. When it is full, flushes \
          fail with no space left on device and the ingester is stuck, since it cannot complete what would free it.";

pub static RULE: Rule = Rule {
    id: "DISK-01",
    severity: Severity::Warning,
    title: "The WAL volume fills up",
    sources: &[
        "https://github.com/grafana/tempo/issues/326",
        "https://github.com/grafana/tempo/issues/2034",
        "https://github.com/grafana/tempo/issues/2129",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.ingester.volume = Some(Bytes::gib(1.0)),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| design.ingester.volume = Some(Bytes::gib(10.0)),
    check: |a| {
        let volume = a.design.ingester.volume?;
        let demand = a.estimate.range("demand.ingester.disk");
        let certainty = Certainty::above(demand, volume.get())?;
        let found = Found::new(
            "components.ingester.volume",
            Some(Role::Ingester),
            "ingester.yaml",
            format!(
                "The busiest ingester holds {} on its volume at the peak; the volume is {}.",
                told(a, "demand.ingester.disk"),
                volume.kubernetes()
            ),
        )
        .maybe_fix(raise("components.ingester.volume", demand.high, |volume| format!("Grow the volume to {volume}")));
        // Full for sure, no ingester gets its blocks out.
        let found = if certainty == Certainty::Surely { found.severity(Severity::Error) } else { found };
        Some(found.certainty(certainty))
    },
};
