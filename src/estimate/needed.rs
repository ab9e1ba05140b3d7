//! What a resource has to be at least, for the part of a slider that is too small.

use super::capacity::utilisation_id;
use super::{Estimate, Figure, Range, Utilisation};
use crate::design::fields::{Field, Group, Value, field};
use crate::design::{Design, Role};
use crate::ring::Placement;

impl Estimate {
    /// The demand that `field` supplies to one pod: its memory for the limit, its CPU for the request.
    #[must_use]
    pub fn demand_on(&self, field: &Field) -> Option<Figure<'_>> {
        let Group::Component(role) = field.group else { return None };
        let resource = match field.path.rsplit('.').next()? {
            "memory_limit" => "memory",
            "cpu_request" => "cpu",
            "volume" => "disk",
            _ => return None,
        };
        self.figure(&format!("demand.{}.{resource}", role.key()))
    }

    /// The same in words, and for how long a volume rides out an outage of the store; empty where nothing is demanded.
    #[must_use]
    pub fn needs(&self, field: &Field) -> String {
        let Some(demand) = self.demand_on(field) else { return String::new() };
        let range = demand.show_range();
        let mut words = format!("one pod needs {}{}{range}", demand.show(), if range.is_empty() { "" } else { ", " });
        if let Some(outage) = self.figure("disk.ride_out").filter(|_| field.path.ends_with("volume")) {
            words.push_str(&format!("; rides out a store outage of {}", outage.show()));
        }
        words
    }
}

/// The estimate of `design` with `value` for the field `path`, without its ring being drawn anew.
///
/// Another number of ingesters takes other shares of the ring: the even share, and for the busiest so much above it as so
/// many tokens give, or as much as now where that is more. The excess falls as the root of the tokens: a quarter at 128,
/// two fifths in an unlucky draw.
#[must_use]
pub fn what_if(design: &Design, placement: &Placement, path: &str, value: f64) -> Estimate {
    let mut changed = design.clone();
    if let Some(field) = field(path) {
        field.apply(&mut changed, &Value::Number(value));
    }
    let mut shares = super::share(placement);
    if changed.ingester.replicas != design.ingester.replicas {
        let zones = if design.platform.zone_awareness { design.platform.zones } else { u32::MAX };
        let copies = f64::from(design.tempo.replication_factor.min(zones));
        let even = |ingesters: u32| (copies / f64::from(ingesters.max(1))).min(1.0);
        let now = shares.likely / even(design.ingester.replicas);
        let of = |excess: f64| {
            let over = 1.0 + excess / f64::from(design.tempo.num_tokens.max(1)).sqrt();
            (even(changed.ingester.replicas) * over.max(now)).min(1.0)
        };
        // Of more ingesters the unluckiest is unluckier: as the root of twice the logarithm of their number, in so many deviations.
        let unlucky = (1.4 * f64::from(32 - changed.ingester.replicas.leading_zeros())).sqrt();
        shares = Range::new(even(changed.ingester.replicas), of(unlucky.max(2.8)), of((unlucky + 1.2).max(4.5)));
    }
    super::estimate_of(&changed, shares, None)
}

/// The estimate without headroom, nodes and what they cost, which take the most time.
#[must_use]
pub fn unsolved(design: &Design, placement: &Placement) -> Estimate {
    super::estimate_of(design, super::share(placement), None)
}

/// The estimate while so many pods of each role are left, in the order of [`Role::ALL`], and the busiest ingester holds a copy of
/// this share of all traces. A role without pods keeps what it has: the caller says that nobody is left.
#[must_use]
pub fn while_down(design: &Design, left: [u32; 5], busiest: f64) -> Estimate {
    let mut changed = design.clone();
    for (role, left) in Role::ALL.into_iter().zip(left).filter(|(_, left)| *left > 0) {
        changed.component_mut(role).replicas = left;
    }
    on_share(&changed, busiest)
}

/// The estimate where the busiest ingester holds a copy of this share of all traces, without headroom and nodes.
#[must_use]
pub fn on_share(design: &Design, busiest: f64) -> Estimate {
    super::estimate_of(design, Range::exact(busiest), None)
}

/// The first stop of a field's slider, from its present value on upwards or downwards, for which `enough` holds. It has to go
/// on holding from there on.
#[must_use]
pub fn first(
    design: &Design,
    placement: &Placement,
    path: &str,
    upwards: bool,
    enough: &dyn Fn(&Estimate) -> bool,
) -> Option<f64> {
    let field = field(path)?;
    let now = (field.get)(design).optional_number()?;
    let mut stops = field.ladder();
    stops.retain(|stop| *stop == now || (*stop > now) == upwards);
    if !upwards {
        stops.reverse();
    }
    let at = stops.partition_point(|&stop| !enough(&what_if(design, placement, path, stop)));
    stops.get(at).copied()
}

impl Utilisation {
    /// The id of the figure that explains it.
    #[must_use]
    pub fn figure(&self) -> String {
        utilisation_id(self.role, self.resource)
    }
}

#[cfg(test)]
mod tests {
    use crate::design::fields::field;
    use crate::{assess, design::Design};

    #[test]
    fn limits_and_requests_are_held_against_one_pod() {
        let estimate = assess(&Design::default()).estimate;
        let demand = |path| estimate.demand_on(field(path).unwrap()).map(|figure| figure.id().to_owned());
        assert_eq!(demand("components.ingester.memory_limit").as_deref(), Some("demand.ingester.memory"));
        assert_eq!(demand("components.query_frontend.cpu_request").as_deref(), Some("demand.query_frontend.cpu"));
        assert_eq!(demand("components.querier.replicas"), None);
        let needs = |path| estimate.needs(field(path).unwrap());
        assert_eq!(
            needs("components.ingester.volume").replace('\u{202f}', " "),
            "one pod needs 1.92 GB, 1.07–3.1 GB; rides out a store outage of 9.8 h"
        );
        assert_eq!(needs("components.ingester.replicas"), "");
        assert_eq!(demand("workload.spans"), None);
        assert!(estimate.utilisations.iter().all(|u| estimate.figure(&u.figure()).is_some_and(|f| f.cell() == u.cell)));
    }
}
