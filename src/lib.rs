//! Sizes a Grafana Tempo cluster in microservices mode on Kubernetes.
//!
//! Goes in: a [`design::Design`], all that the user decides. Comes out of [`assess`]: what the design becomes on a
//! cluster, what it carries, stores and costs, as ranges with their formulas and sources. From there [`bundle`] writes the
//! manifests and [`diagram`] the pictures. Pure functions: no I/O, no clock, no randomness without a seed.

pub mod catalog;
pub mod design;
pub mod diagram;
pub mod estimate;
pub mod problem;
pub mod quantity;
pub mod topology;
pub mod verdict;

use design::Design;
use estimate::Estimate;
use topology::Survivals;

/// Everything that follows from one design.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    pub design: Design,
    pub estimate: Estimate,
    pub survivals: Survivals,
}

/// The whole engine in one call.
#[must_use]
pub fn assess(design: &Design) -> Assessment {
    Assessment { design: design.clone(), estimate: estimate::estimate(design), survivals: topology::survivals(design) }
}
