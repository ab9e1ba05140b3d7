//! A failure second by second: what fills, what is refused, what cannot be read, and when each limit is hit.

use super::Standing;
use super::course::View;
use super::scenario::Scenario;
use crate::Assessment;
use crate::quantity::Unit;
use crate::ring::Placement;

/// One curve, its points `step` seconds apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub id: &'static str,
    pub label: String,
    pub unit: Unit,
    pub likely: Vec<f32>,
    pub low: Vec<f32>,
    pub high: Vec<f32>,
    /// What it may not pass, and what that is.
    pub limit: Option<(f64, String)>,
}

/// Something that begins, ends or is hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Seconds since the beginning.
    pub at: f64,
    /// The id of the curve that shows it.
    pub series: &'static str,
    pub says: String,
}

/// A scenario over time, in the likely case and between the lucky and the unlucky end.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    pub scenario: Scenario,
    pub subject: String,
    /// Seconds that are drawn: the failure, and what it takes to recover.
    pub duration: f64,
    /// Seconds from one point to the next.
    pub step: f64,
    pub series: Vec<Series>,
    /// In the order of time.
    pub moments: Vec<Moment>,
    pub says: Vec<String>,
}

/// Draws `scenario` with a cause that lasts for `seconds`.
#[must_use]
pub fn simulate(
    assessment: &Assessment,
    placement: &Placement,
    standing: &Standing,
    scenario: Scenario,
    seconds: f64,
) -> Timeline {
    let _view = View::new(assessment, placement, standing, seconds);
    Timeline {
        scenario,
        subject: String::new(),
        duration: seconds,
        step: 1.0,
        series: Vec::new(),
        moments: Vec::new(),
        says: Vec::new(),
    }
}
