//! What a design becomes on a cluster.

use crate::design::Design;

/// Ingesters that may each demand a node of their own.
const NODES_OF_THEIR_OWN: u32 = 6;

/// Whether ingesters refuse to share a node.
///
/// Where the ring knows no zones, only this keeps two copies of a trace apart, so that it is required as long as the
/// cluster can be expected to have the nodes. Beyond that a pod that finds no node would do more harm than a shared one.
/// Zone sets need none: their copies are in distinct zones already.
#[must_use]
pub fn hostname_anti_affinity(design: &Design) -> bool {
    !design.platform.zone_awareness && design.ingester.replicas <= NODES_OF_THEIR_OWN
}
