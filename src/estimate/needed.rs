//! What a resource has to be at least, for the part of a slider that is too small.

use super::capacity::utilisation_id;
use super::{Estimate, Figure, Utilisation};
use crate::design::fields::{Field, Group};

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
        assert_eq!(demand("workload.spans"), None);
        assert!(estimate.utilisations.iter().all(|u| estimate.figure(&u.figure()).is_some_and(|f| f.cell() == u.cell)));
    }
}
