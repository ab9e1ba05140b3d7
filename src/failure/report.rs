//! What a set of pods that are down does, as figures and as sentences.

use super::{Down, Pod, Standing};
use crate::Assessment;
use crate::design::Role;
use crate::estimate::{Draft, Range, Resource, Sheet};
use crate::quantity::{Style, Unit};
use crate::ring::{Gone, Impact, KEYS, Outage, Placement};

/// How full the scarcest resource of a role is, likely case at the peak, before and while the pods are down.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    pub role: Role,
    pub resource: Resource,
    /// 1 is full.
    pub before: f64,
    /// `None`: nobody is left.
    pub after: Option<f64>,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    /// The id of the figure behind it, in the report's sheet or in the estimate's.
    pub figure: Option<&'static str>,
}

/// Everything that follows from who is down.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub impact: Impact,
    /// The figures of the lab, with their formulas: ids `failure.*`.
    pub sheet: Sheet,
    /// Roles that stand in the lab.
    pub carried: Vec<Carried>,
    /// The claim in a sentence, then what follows for who runs the cluster.
    pub claim: Vec<Word>,
    pub consequences: Vec<Vec<Word>>,
    /// Nothing refused, failing, lost or overfull.
    pub harmless: bool,
}

/// What `down` does to the ring that is looked at and to the design's other roles.
#[must_use]
pub fn report(assessment: &Assessment, placement: &Placement, standing: &Standing, down: &Down) -> Report {
    todo!()
}
