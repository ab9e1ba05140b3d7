//! Random tenants that differ, for the property tests.

use proptest::prelude::*;
use tempo_designer::design::fields::{Kind, Value};
use tempo_designer::design::tenants::TENANT_FIELDS;
use tempo_designer::design::{Design, Share, Tenant};

/// A tenant with any of its values set, each to a stop of its field. Shares come as weights, which [`list`] brings into
/// bounds.
pub fn listed() -> impl Strategy<Value = Tenant> {
    let id = prop_oneof![Just("team-a"), Just("b.c"), Just("2024"), Just("'quoted'"), Just("null"), Just("(x)!")];
    let values = proptest::collection::vec(proptest::option::of(0.0f64..1.0), TENANT_FIELDS.len());
    (id, values).prop_map(|(id, values)| {
        let mut tenant = Tenant { id: id.to_owned(), ..Tenant::default() };
        for (field, place) in TENANT_FIELDS.iter().zip(values) {
            if let (Kind::Number { .. }, Some(place)) = (&field.kind, place) {
                let stops = field.ladder();
                (field.set)(&mut tenant, &Value::Number(stops[(place * stops.len() as f64) as usize]));
            }
        }
        tenant
    })
}

/// Puts them on the design's list such that the list is sound: each id once, no more than there are tenants, shares that
/// leave something for the others.
pub fn list(design: &mut Design, listed: Vec<Tenant>) {
    let mut left = Share::WHOLE;
    for mut tenant in listed {
        if design.tenant(&tenant.id).is_some() {
            continue;
        }
        tenant.share = tenant.share.map(|share| Share::new(share.get() * left.get()));
        left = left.less(tenant.share.unwrap_or_default());
        design.tenants.push(tenant);
    }
    if !design.tenants.is_empty() {
        design.workload.tenants = design.workload.tenants.max(design.tenants.len() as u32).max(2);
    }
}
