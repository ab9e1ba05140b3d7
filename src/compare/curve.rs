//! One design while its load grows and its cluster stays: what a million spans cost, and where it breaks.

use super::PER_MILLION;
use crate::Assessment;
use crate::design::Role;
use crate::estimate::{Range, Resource, Sheet};
use crate::order::sort_short;
use std::sync::Arc;

/// The load grows up to so many times.
pub const FURTHEST: f64 = 10.0;
/// From one point of the curve to the next.
const STEP: f64 = 0.25;

/// The load `multiple` times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub multiple: f64,
    pub cost: Range,
    pub per_million: Range,
    /// How many times this load the cluster holds; below one it is broken. Likely case; `None` where load binds nothing.
    pub headroom: Option<f64>,
}

/// Where a component runs out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Break {
    pub role: Role,
    pub resource: Resource,
    /// Of the stated load; below one it has run out already.
    pub multiple: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// From 1x to 10x.
    pub points: Vec<Point>,
    /// What runs out on the way there, first to last, one a component.
    pub breaks: Vec<Break>,
    /// Where the first one does, however far.
    pub first: Option<Break>,
}

impl Break {
    /// `ingester memory`.
    #[must_use]
    pub fn what(&self) -> String {
        format!("{} {}", self.role.title().to_ascii_lowercase(), self.resource.name())
    }
}

impl Curve {
    /// The point at a multiple that is a point.
    #[must_use]
    pub fn at(&self, multiple: f64) -> Option<&Point> {
        self.points.iter().find(|point| point.multiple == multiple)
    }
}

/// Replays the sheet: an estimate of the design with that load is the same, which a test holds it to.
pub fn curve(assessment: &Assessment, sheet: &Sheet) -> Curve {
    let binding = &assessment.estimate.binding;
    let first = binding.first().map(|binding| binding.multiple);
    let (cost, per_million) = (sheet.find("cost.total"), sheet.find(PER_MILLION));
    let mut values = Vec::new();
    let mut points = Vec::new();
    if let (Some(lever), Some(cost), Some(per_million)) = (sheet.lever(), cost, per_million) {
        let mut multiple = 1.0;
        while multiple <= FURTHEST {
            // Pods that follow the load take their nodes along, which no replay packs anew.
            let moved = sheet.find("nodes.mean").map_or((lever, Range::exact(multiple)), |nodes| {
                let mut grown = assessment.design.clone();
                grown.workload.spans *= multiple;
                let grown = crate::assess_on(&grown, Arc::clone(&assessment.placement), Some(assessment));
                (nodes, grown.estimate.range("nodes.mean"))
            });
            sheet.replay(&[(lever, Range::exact(multiple)), moved], &mut values);
            points.push(Point {
                multiple,
                cost: Sheet::in_replay(&values, cost),
                per_million: Sheet::in_replay(&values, per_million),
                headroom: first.map(|first| first / multiple),
            });
            multiple += STEP;
        }
    }
    let mut breaks: Vec<Break> = binding
        .iter()
        .map(|binding| Break { role: binding.role, resource: binding.resource, multiple: binding.multiple })
        .collect();
    sort_short(&mut breaks, |a, b| a.multiple.total_cmp(&b.multiple));
    let first = breaks.first().copied();
    breaks.retain(|found| found.multiple <= FURTHEST);
    Curve { points, breaks, first }
}
