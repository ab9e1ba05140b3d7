//! The table behind the ring: what each ingester owns, by the three measures that are in use.

use super::bars::percent;
use crate::design::Design;
use crate::diagram::Row;
use crate::ring::{Instance, KEYS, Placement};

/// Ingester with what ails it, zone, share it comes first for, share it holds a copy of, and the column "ownership" of Tempo's ring page.
#[must_use]
pub fn ring_rows(design: &Design, placement: &Placement) -> Vec<Row> {
    let (ring, owned) = (&placement.ring, &placement.ownership);
    let page = ring.ring_page_owned();
    let zone = |instance: &Instance| match placement.page() {
        None => design.zone_name(instance.node_zone),
        Some(_) if instance.zone.is_empty() => "–".to_owned(),
        Some(_) => instance.zone.clone(),
    };
    let share = |keys: u64| percent(keys as f64 / KEYS as f64);
    ring.instances()
        .iter()
        .enumerate()
        .map(|(at, instance)| {
            vec![
                instance.called(&instance.id),
                zone(instance),
                share(owned.primary[at]),
                share(owned.in_set[at]),
                share(page[at]),
            ]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_as_many_copies_as_ingesters_all_hold_all() {
        let design = Design::default();
        let rows = ring_rows(&design, &Placement::of(&design));
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1][..2], ["tempo-ingester-1", "us-east-1b"]);
        assert!(rows.iter().all(|row| row[3] == "100\u{202f}%" && row[2] != row[3]), "{rows:?}");
    }
}
