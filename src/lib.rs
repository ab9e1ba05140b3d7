//! Sizes a Grafana Tempo cluster in microservices mode on Kubernetes.
//!
//! Goes in: a [`design::Design`], all that the user decides. Comes out of [`assess`]: what the design becomes on a
//! cluster, what it carries, stores and costs, as ranges with their formulas and sources. From there [`bundle`] writes the
//! manifests and [`diagram`] the pictures. Pure functions: no I/O, no clock, no randomness without a seed.

pub mod advice;
pub mod bundle;
pub mod calibration;
pub mod catalog;
pub mod compare;
pub mod design;
pub mod diagram;
pub mod estimate;
pub mod failure;
pub mod find;
mod order;
pub mod problem;
pub mod quantity;
pub mod ring;
pub mod sizing;
pub mod topology;
pub mod verdict;

use design::Design;
use estimate::Estimate;
use ring::Placement;
use std::sync::Arc;
use topology::Survivals;

/// Everything that follows from one design.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    pub design: Design,
    /// The ring its ingesters make.
    pub placement: Arc<Placement>,
    pub estimate: Estimate,
    pub survivals: Survivals,
    /// What is wrong with it, the most harmful first.
    pub findings: Vec<advice::Finding>,
}

/// The whole engine in one call.
#[must_use]
pub fn assess(design: &Design) -> Assessment {
    assess_on(design, Arc::new(Placement::of(design)), None).with_fixes()
}

/// The same within a gesture: on a ring that is known already, since most edits leave it alone, with what the assessment
/// `before` has of the same pods, and without the fixes that have to be [searched](Assessment::with_fixes) for.
#[must_use]
pub fn assess_on(design: &Design, placement: Arc<Placement>, before: Option<&Assessment>) -> Assessment {
    let estimate = estimate::estimate(design, &placement, before.map(|before| (&before.design, &before.estimate)));
    let survivals = topology::survivals(design);
    let mut assessment = Assessment { design: design.clone(), placement, estimate, survivals, findings: Vec::new() };
    assessment.findings = advice::advise(&assessment);
    assessment
}

impl Assessment {
    /// With every fix. Some are searched for by estimating design after design, which takes ten times as long as all the rest.
    #[must_use]
    pub fn with_fixes(mut self) -> Assessment {
        let mut findings = std::mem::take(&mut self.findings);
        advice::search_fixes(&self, &mut findings);
        self.findings = findings;
        self
    }
}
