//! A drawn ring with what is asked of it on every gesture, worked out once.

use super::spec::Inputs;
use super::{Ownership, Ring, RingSpec, Spread};
use crate::design::Design;

/// The ring of a design. Slow to build beside everything else, and it hangs on few fields: keep it while they stand still.
#[derive(Clone, Debug)]
pub struct Placement {
    inputs: Inputs,
    pub spec: RingSpec,
    pub ring: Ring,
    pub ownership: Ownership,
    /// How uneven the shares in a set may be expected to be, over all rings that could have been drawn.
    pub spread: Spread,
}

impl Placement {
    #[must_use]
    pub fn of(design: &Design) -> Self {
        let inputs = Inputs::of(design);
        let spec = inputs.spec();
        let ring = Ring::build(&spec);
        Self::with(inputs, spec, ring)
    }

    /// The placement of a changed design: `None` when nothing changed that the ring hangs on, else built from this one.
    #[must_use]
    pub fn follow(&self, design: &Design) -> Option<Self> {
        let inputs = Inputs::of(design);
        (inputs != self.inputs).then(|| {
            let spec = inputs.spec();
            let ring = self.ring.update(&spec);
            Self::with(inputs, spec, ring)
        })
    }

    fn with(inputs: Inputs, spec: RingSpec, ring: Ring) -> Self {
        let ownership = ring.ownership();
        let spread = Spread::in_set(&ring);
        Placement { inputs, spec, ring, ownership, spread }
    }
}

/// Two placements of the same inputs are the same: all else follows from them.
impl PartialEq for Placement {
    fn eq(&self, other: &Self) -> bool {
        self.inputs == other.inputs
    }
}
