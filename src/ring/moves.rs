//! What changes hands when one instance comes or goes.

use super::{Instance, Placement, Ring, RingSpec, Share, Sweep};
use crate::design::Design;
use crate::quantity::significant;

/// The difference between a ring and the same ring without one of its instances; as if every member were ACTIVE.
///
/// Only new traces are concerned: Tempo passes dskit no transfer hook, so what an ingester holds stays where it is until it
/// is flushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moves {
    /// Index of the instance that comes or goes.
    pub instance: usize,
    /// Keys whose first instance is another one.
    pub primary_changed: u64,
    /// Keys whose set has another member.
    pub set_changed: u64,
    /// Per instance the keys it receives when that one goes, and gives up when it comes.
    pub received: Vec<u64>,
}

impl Ring {
    /// What changes hands when `instance` leaves this ring, or when it joins to make this ring.
    #[must_use]
    pub fn moves(&self, instance: usize) -> Moves {
        let mut absent = vec![false; self.instances().len()];
        if let Some(gone) = absent.get_mut(instance) {
            *gone = true;
        }
        let mut moves = Moves { instance, primary_changed: 0, set_changed: 0, received: vec![0; absent.len()] };
        let (mut with, mut without) = (Sweep::new(self, &[]), Sweep::new(self, &absent));
        while let (Some((keys, before)), Some((_, after))) = (with.step(), without.step()) {
            if before.first() != after.first() {
                moves.primary_changed += keys;
            }
            if before.iter().any(|member| !after.contains(member)) {
                moves.set_changed += keys;
                after
                    .iter()
                    .filter(|member| !before.contains(member))
                    .for_each(|&member| moves.received[member as usize] += keys);
            }
        }
        moves
    }
}

/// What one more ingester would change. On a ring that was not drawn it gets random tokens, as many as the others have, and
/// joins the zone with the fewest ingesters.
#[must_use]
pub fn one_more(design: &Design, placement: &Placement) -> String {
    let ring = &placement.ring;
    let more = if placement.page().is_none() {
        ring.update(&RingSpec::with_one_more(design))
    } else {
        let members = ring.instances().len().max(1);
        let count = (ring.tokens().len() + members / 2) / members;
        let in_zone = |zone: &String| ring.instances().iter().filter(|instance| instance.zone == *zone).count();
        let zone = ring.zones().iter().min_by_key(|zone| in_zone(zone)).cloned().unwrap_or_default();
        let id = format!("One more ingester with {count} random tokens");
        ring.joined_by(Instance { id, zone, ..Instance::default() }, count, u64::from(design.tempo.ring_seed))
    };
    more.moves(more.instances().len().saturating_sub(1)).when_it_joins(&more)
}

/// What the loss of the last ingester would change; `None` when no other is there.
#[must_use]
pub fn one_less(ring: &Ring) -> Option<String> {
    let last = ring.instances().len().checked_sub(1).filter(|last| *last > 0)?;
    Some(ring.moves(last).when_it_leaves(ring))
}

impl Moves {
    /// "tempo-ingester-3 becomes first for 24.6 % of traces; 75.1 % of traces change one of their 3 copies. Nothing is moved:
    /// old copies stay until they are flushed."
    #[must_use]
    pub fn when_it_joins(&self, ring: &Ring) -> String {
        let (first, set) = self.percents();
        format!(
            "{} becomes first for {first} of traces; {}. Nothing is moved: old copies stay where they are until they are flushed.",
            self.name(ring),
            change(&set, ring.replication_factor())
        )
    }

    #[must_use]
    pub fn when_it_leaves(&self, ring: &Ring) -> String {
        let (first, set) = self.percents();
        format!(
            "Without {} another comes first for {first} of traces; {}. Its copies are not handed over: they are read again when it \
             is back or has flushed.",
            self.name(ring),
            change(&set, ring.replication_factor())
        )
    }

    fn name<'a>(&self, ring: &'a Ring) -> &'a str {
        ring.instances().get(self.instance).map_or("The ingester", |instance| &instance.id)
    }

    fn percents(&self) -> (String, String) {
        (percent(Share::of_keys(self.primary_changed)), percent(Share::of_keys(self.set_changed)))
    }
}

fn change(set: &str, replication_factor: usize) -> String {
    match replication_factor {
        1 => format!("{set} of traces go to another ingester"),
        copies => format!("{set} of traces change one of their {copies} copies"),
    }
}

/// Three digits, as wide as shares of a ring are worth.
pub(crate) fn percent(share: Share) -> String {
    format!("{}\u{202f}%", significant((share.value() * 10_000.0).round() / 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_and_one_less_are_told() {
        let mut design = Design::default();
        let ring = Ring::build(&RingSpec::of(&design));
        let text = one_more(&design, &Placement::of(&design));
        assert!(text.starts_with("tempo-ingester-3 becomes first for ") && text.contains("one of their 3 copies"), "{text}");
        assert!(one_less(&ring).is_some_and(|text| text.starts_with("Without tempo-ingester-2 another comes first for ")));
        (design.ingester.replicas, design.tempo.replication_factor) = (1, 1);
        assert_eq!(one_less(&Ring::build(&RingSpec::of(&design))), None);
    }
}
