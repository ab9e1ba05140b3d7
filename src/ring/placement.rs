//! A ring with what is asked of it on every gesture, worked out once.

use super::spec::Inputs;
use super::{Ownership, Ring, RingPage, Spread};
use crate::design::Design;
use std::sync::Arc;

/// What a ring was made from.
#[derive(Clone, Debug)]
enum Source {
    /// Drawn for a design.
    Design(Inputs),
    /// Pasted. The rules are the design's, which the ring holds.
    Page(Arc<RingPage>),
}

/// The ring of a design, or a running cluster's under the design's rules. Slow to build beside everything else, and it hangs on
/// few fields: keep it while they stand still.
#[derive(Clone, Debug)]
pub struct Placement {
    source: Source,
    pub ring: Ring,
    /// As if every member were ACTIVE and healthy.
    pub ownership: Ownership,
    /// How uneven the shares in a set may be expected to be, over all rings that could have been drawn.
    pub spread: Spread,
}

impl Placement {
    #[must_use]
    pub fn of(design: &Design) -> Self {
        let inputs = Inputs::of(design);
        let ring = Ring::build(&inputs.spec());
        Self::with(Source::Design(inputs), ring)
    }

    /// The ring of a page, under the replication factor and the zone awareness of a design.
    #[must_use]
    pub fn of_page(page: Arc<RingPage>, design: &Design) -> Self {
        let (factor, aware) = rules(design);
        let ring = page.ring(factor, aware);
        Self::with(Source::Page(page), ring)
    }

    /// The placement of a changed design: `None` when nothing changed that the ring hangs on, else built from this one. The ring
    /// of a page keeps its members and takes the design's rules.
    #[must_use]
    pub fn follow(&self, design: &Design) -> Option<Self> {
        match &self.source {
            Source::Design(old) => {
                let inputs = Inputs::of(design);
                (inputs != *old).then(|| {
                    let ring = self.ring.update(&inputs.spec());
                    Self::with(Source::Design(inputs), ring)
                })
            }
            Source::Page(page) => {
                let (factor, aware) = rules(design);
                ((self.ring.replication_factor(), self.ring.zone_awareness()) != (factor, aware))
                    .then(|| Self::with(Source::Page(Arc::clone(page)), self.ring.under(factor, aware)))
            }
        }
    }

    /// The page that the ring comes from; `None` when it was drawn for a design.
    #[must_use]
    pub fn page(&self) -> Option<&Arc<RingPage>> {
        match &self.source {
            Source::Design(_) => None,
            Source::Page(page) => Some(page),
        }
    }

    fn with(source: Source, ring: Ring) -> Self {
        let ownership = ring.ownership();
        let spread = Spread::in_set(&ring);
        Placement { source, ring, ownership, spread }
    }
}

fn rules(design: &Design) -> (usize, bool) {
    (design.tempo.replication_factor as usize, design.platform.zone_awareness)
}

/// Two placements of the same source are the same: all else follows from it, and from the rules.
impl PartialEq for Placement {
    fn eq(&self, other: &Self) -> bool {
        match (&self.source, &other.source) {
            (Source::Design(own), Source::Design(other)) => own == other,
            (Source::Page(own), Source::Page(of)) => {
                Arc::ptr_eq(own, of)
                    && self.ring.replication_factor() == other.ring.replication_factor()
                    && self.ring.zone_awareness() == other.ring.zone_awareness()
            }
            _ => false,
        }
    }
}
