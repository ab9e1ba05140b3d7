//! What a resource has to be at least, for the part of a slider that is too small.

use super::capacity::utilisation_id;
use super::{CellId, Estimate, Figure, Range, Sheet, Utilisation};
use crate::design::Design;
use crate::design::fields::{Field, Group, field};

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

/// The figures of a design with one field changed, without its ring being drawn anew.
pub struct WhatIf<'e> {
    estimate: &'e Estimate,
    values: Vec<Range>,
}

impl WhatIf<'_> {
    #[must_use]
    pub fn of(&self, cell: CellId) -> Range {
        Sheet::in_replay(&self.values, cell)
    }

    #[must_use]
    pub fn range(&self, id: &str) -> Range {
        self.estimate.sheet.find(id).map_or(Range::exact(0.0), |cell| self.of(cell))
    }
}

impl Estimate {
    /// `value` for the field `path`. Other numbers of ingesters take other shares of the ring: the even share, and for the
    /// busiest so much above it as so many tokens give, or as much as now where that is more.
    #[must_use]
    pub fn what_if(&self, design: &Design, path: &str, value: f64) -> WhatIf<'_> {
        let mut figures = Vec::new();
        if path == "components.ingester.replicas"
            && let Some(cell) = self.sheet.find("ring.max_share")
        {
            let aware = design.platform.zone_awareness;
            let copies = f64::from(design.tempo.replication_factor.min(if aware { design.platform.zones } else { u32::MAX }));
            let even = |ingesters: f64| (copies / ingesters.max(1.0)).min(1.0);
            let now = self.sheet.range(cell).likely / even(f64::from(design.ingester.replicas));
            // The excess of the busiest falls as the root of the tokens: a quarter at 128, two fifths in an unlucky draw.
            let excess = |of: f64| 1.0 + of / f64::from(design.tempo.num_tokens.max(1)).sqrt();
            let of = |over: f64| (even(value) * over).min(1.0);
            figures.push((cell, Range::new(of(1.0), of(now.max(excess(2.8))), of(now.max(excess(4.5))))));
        }
        WhatIf { estimate: self, values: self.sheet.with(&[(path, value)], &figures) }
    }

    /// The first value of the field, from its present one on upwards or downwards, for which `enough` holds. It has to go on
    /// holding from there on.
    #[must_use]
    pub fn first(&self, design: &Design, path: &str, upwards: bool, enough: &dyn Fn(&WhatIf) -> bool) -> Option<f64> {
        let field = field(path)?;
        let now = (field.get)(design).optional_number()?;
        let mut stops: Vec<f64> =
            field.ladder().into_iter().filter(|stop| if upwards { *stop >= now } else { *stop <= now }).collect();
        if !upwards {
            stops.reverse();
        }
        let at = stops.partition_point(|&stop| !enough(&self.what_if(design, path, stop)));
        stops.get(at).copied()
    }
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
