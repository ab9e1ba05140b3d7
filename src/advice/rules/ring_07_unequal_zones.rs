//! RING-07: zone awareness with too few or unequal zones.

use crate::advice::words::equal_zones;
use crate::advice::{Found, Rule, Severity};
use crate::design::Role;
use crate::quantity::{Style, Unit, show};
use crate::topology::write_quorum;

pub const WHY: &str = "A trace gets one copy per zone, so that fewer zones than copies make fewer copies: RF 3 in 2 zones needs both, in 1 zone every write \
          fails. In unequal zones the members of the smallest carry the most: of 5, 3 and 1 ingesters the lone one takes three times the mean.";

pub static RULE: Rule = Rule {
    id: "RING-07",
    severity: Severity::Warning,
    title: "Zones are fewer than copies, or unequal",
    sources: &[
        "https://github.com/grafana/helm-charts/pull/3265",
        "https://github.com/grafana/helm-charts/issues/3202",
        "grafana/tempo v2.10.8 vendor dskit/ring/ring.go, findInstancesForKey",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| {
        design.platform.zone_awareness = true;
        design.ingester.replicas = 7;
    },
    #[cfg(not(target_family = "wasm"))]
    passing: |design| {
        design.platform.zone_awareness = true;
        design.ingester.replicas = 6;
    },
    check: |a| {
        let design = &a.design;
        if !design.platform.zone_awareness {
            return None;
        }
        let (zones, factor, ingesters) = (design.platform.zones, design.tempo.replication_factor, design.ingester.replicas);
        let (found, severity) = if zones < factor {
            let needed = write_quorum(factor);
            let then = match zones.checked_sub(needed) {
                None => "Every write fails.".to_owned(),
                Some(0) => "The loss of one refuses its writes.".to_owned(),
                Some(spare) => format!("The loss of {spare} is tolerated, not that of more."),
            };
            let message =
                format!("RF {factor} in {zones} zones: a trace has {zones} copies and a write needs {needed} of them. {then}");
            (
                Found::new("platform.zones", Some(Role::Ingester), "config/tempo.yaml", message),
                if zones < needed { Severity::Error } else { Severity::Warning },
            )
        } else if !ingesters.is_multiple_of(zones) {
            let message = format!(
                "{ingesters} ingesters in {zones} zones are unequal: one of the smallest zone carries {} the mean.",
                show(a.placement.ownership.max_over_mean(), Unit::ONE, Style::Times)
            );
            (Found::new("components.ingester.replicas", Some(Role::Ingester), "ingester.yaml", message), Severity::Warning)
        } else {
            return None;
        };
        Some(found.severity(severity).fix(equal_zones(design)))
    },
};
