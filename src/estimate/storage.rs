//! Chapter "Storage": what lies in the bucket once retention has begun to delete.

use super::load::Load;
use super::sheet::{Draft, Term};
use crate::catalog::coefficient;
use crate::design::Design;
use crate::quantity::Unit;

pub struct Storage<'d> {
    /// Stored bytes at steady state.
    pub stored: Term<'d>,
}

pub fn storage<'d>(design: &Design, draft: &'d Draft, load: &Load<'d>) -> Storage<'d> {
    let retention = draft.field("workload.retention", design.workload.retention.seconds(), Unit::SECOND);
    let window = draft.field("tempo.compaction_window", design.tempo.compaction_window.seconds(), Unit::SECOND);
    let compacted =
        draft.field("tempo.compacted_block_retention", design.tempo.compacted_block_retention.seconds(), Unit::SECOND);
    let one = draft.constant(1.0, Unit::ONE);
    let rate = (load.mean * load.compression).named(
        "storage.rate",
        "Stored bytes per second",
        "What one copy of the ingest takes in blocks.",
    );
    let kept = (rate * retention).named("storage.kept", "Kept for the retention", "One copy of everything within the retention.");
    let copies = (rate * (load.replication - one) * window).named(
        "storage.copies",
        "Copies not yet compacted",
        "Every trace is flushed once per copy; compaction removes the copies within its window.",
    );
    let superseded = (rate * load.replication * draft.coefficient(coefficient("write-amplification")) * compacted).named(
        "storage.superseded",
        "Compacted blocks not yet deleted",
        "A block stays for compacted_block_retention after its successor is written.",
    );
    let peak_rate = load.peak * load.compression * load.replication;
    peak_rate.named(
        "storage.flushed",
        "Flushed",
        "What the ingesters write to the object store per second at the peak, copies included.",
    );
    (rate * load.replication * draft.coefficient(coefficient("write-amplification"))).named(
        "storage.rewritten",
        "Rewritten by compaction",
        "What the compactors write to the object store per second, on the mean; they read about as much.",
    );
    let stored = (kept + copies + superseded).named(
        "storage.stored",
        "Stored at steady state",
        "Bytes in the bucket once retention deletes as much as arrives. The content of the spans makes the range.",
    );
    Storage { stored }
}
