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
    let heads = (capacity.heads + capacity.heads).listed("disk.wal", "WAL of an ingester");
    let kept = (stored_rate * (kept_for + row("flush-delay")) + capacity.blocks).listed("disk.kept", "Flushed blocks kept");
    let demand = (heads + kept).listed("demand.ingester.disk", "Ingester disk in use");
    let files = (stored_rate * kept_for + capacity.blocks * 0.5).listed("disk.files", "Files of an ingester");
    (files * row("ingester-cache")).listed("ingester.cache", "File cache of an ingester");
    let Some(volume) = design.ingester.volume else { return };
    let volume = draft.amount("components.ingester.volume", volume);
    capacity.utilisation(Role::Ingester, Resource::Disk, demand, volume, "WAL and kept blocks at peak load over the volume.");
    let none = draft.constant(0.0, Unit::BYTE);
    let free = (volume - demand).max(none);
    let fill = load.mean * max_share * load.compression;
    (free / fill).listed("disk.ride_out", "Rides out a store outage of");
}
