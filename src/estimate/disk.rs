//! Chapter "Disk": what an ingester's volume holds, and how long it rides out an outage of the object store.

use super::capacity::{Capacity, Resource};
use super::load::Load;
use super::sheet::{Draft, Term};
use crate::catalog::coefficient;
use crate::design::{Design, Role};
use crate::quantity::Unit;

pub fn disk<'d>(design: &Design, draft: &'d Draft, load: &Load<'d>, max_share: Term<'d>, capacity: &mut Capacity<'d>) {
    let row = |id| draft.coefficient(coefficient(id));
    let settings = &design.tempo;
    let kept_for = draft.field("tempo.complete_block_timeout", settings.complete_block_timeout.seconds(), Unit::SECOND);
    let stored_rate = capacity.stored_rate;
    // Two at once: the head block at its fullest, and the cut one whose WAL goes only when its Parquet is complete.
    let heads = (capacity.heads + capacity.heads).named(
        "disk.wal",
        "WAL of an ingester",
        "The head block of every tenant at its fullest and the one being completed.",
    );
    let kept = (stored_rate * (kept_for + row("flush-delay")) + capacity.blocks).named(
        "disk.kept",
        "Flushed blocks kept",
        "Complete blocks stay for complete_block_timeout, so that queriers learn of them first.",
    );
    let demand = (heads + kept).named(
        "demand.ingester.disk",
        "Ingester disk in use",
        "What the volume of the busiest ingester holds at peak load.",
    );
    let files = (stored_rate * kept_for + capacity.blocks * 0.5).named(
        "disk.files",
        "Files of an ingester",
        "Flushed blocks and the head block, half full on the mean.",
    );
    (files * row("ingester-cache")).named(
        "ingester.cache",
        "File cache of an ingester",
        "What the kernel keeps of its files in memory. A working set counts it; under a limit it is given back.",
    );
    let Some(volume) = design.ingester.volume else { return };
    let volume = draft.field("components.ingester.volume", volume.get(), Unit::BYTE);
    capacity.utilisation(Role::Ingester, Resource::Disk, demand, volume, "WAL and kept blocks at peak load over the volume.");
    let none = draft.constant(0.0, Unit::BYTE);
    let free = (volume - demand).max(none);
    let fill = load.mean * max_share * load.compression;
    (free / fill).named(
        "disk.ride_out",
        "Rides out a store outage of",
        "While the object store is down blocks pile up at the mean load; after so long the volume of the busiest ingester is full.",
    );
}
