//! Chapter "Storage": what lies in the bucket once retention has begun to delete.

use super::load::Load;
use super::sheet::{Draft, Range, Sheet, Term};
use super::tenancy::Tenancy;
use crate::catalog::coefficient;
use crate::design::Design;
use crate::quantity::Unit;

pub struct Storage<'d> {
    /// Stored bytes at steady state.
    pub stored: Term<'d>,
}

pub fn storage<'d>(design: &Design, draft: &'d Draft, load: &Load<'d>, tenancy: &Tenancy<'d>) -> Storage<'d> {
    let window = draft.field("tempo.compaction_window", design.tempo.compaction_window.seconds(), Unit::SECOND);
    let compacted =
        draft.field("tempo.compacted_block_retention", design.tempo.compacted_block_retention.seconds(), Unit::SECOND);
    let one = draft.constant(1.0, Unit::ONE);
    let rate = (load.mean * load.compression).listed("storage.rate", "Stored bytes per second");
    let kept = tenancy.kept(rate).listed("storage.kept", "Kept for the retention");
    let copies = (rate * (load.replication - one) * window).listed("storage.copies", "Copies not yet compacted");
    let superseded = (rate * load.replication * draft.coefficient(coefficient("write-amplification")) * compacted)
        .listed("storage.superseded", "Compacted blocks not yet deleted");
    let peak_rate = load.peak * load.compression * load.replication;
    peak_rate.listed("storage.flushed", "Flushed");
    (rate * load.replication * draft.coefficient(coefficient("write-amplification")))
        .listed("storage.rewritten", "Rewritten by compaction");
    let stored = (kept + copies + superseded).listed("storage.stored", "Stored at steady state");
    let poll = draft.field("tempo.blocklist_poll", design.tempo.blocklist_poll.seconds(), Unit::SECOND);
    (compacted + poll).listed("storage.drain", "Space freed after");
    Storage { stored }
}

/// Stored bytes a time after the first span, until retention has begun to delete.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Seconds since the first span.
    pub time: f64,
    pub stored: Range,
}

/// The longest retention period and half of another: a climb that flattens as each tenant's retention begins to delete, the
/// plateau, and what compaction adds in its window.
#[must_use]
pub fn growth(design: &Design, sheet: &Sheet) -> Vec<Growth> {
    const POINTS: u32 = 60;
    let default = design.workload.retention;
    let range = |id: &str| sheet.find(id).map_or(Range::exact(0.0), |cell| sheet.range(cell));
    let (copies, superseded) = (range("storage.copies"), range("storage.superseded"));
    let mut kept = vec![(range("storage.kept"), default)];
    if !design.tenants.is_empty() {
        kept = vec![(range("storage.kept_others"), default)];
        kept.extend(
            design
                .tenants
                .iter()
                .map(|tenant| (range(&format!("storage.kept.{}", tenant.id)), tenant.retention.unwrap_or(default))),
        );
    }
    let longest = design.retentions().1.seconds();
    let window = design.tempo.compaction_window.seconds().max(1.0);
    let later = window + design.tempo.compacted_block_retention.seconds();
    (0..=POINTS)
        .map(|point| {
            let time = longest * 1.5 * f64::from(point) / f64::from(POINTS);
            let (b, c) = ((time / window).min(1.0), (time / later).min(1.0));
            let at = |of: fn(Range) -> f64| {
                let kept: f64 = kept.iter().map(|(kept, retention)| of(*kept) * (time / retention.seconds()).min(1.0)).sum();
                kept + of(copies) * b + of(superseded) * c
            };
            Growth { time, stored: Range::new(at(|r| r.low), at(|r| r.likely), at(|r| r.high)) }
        })
        .collect()
}
