//! Which lane and which classes an ingester is drawn with, so that it is told apart by place before hue.

use super::Colouring;
use crate::ring::Ring;

/// One lane per ingester up to here.
const OWN_LANE: usize = 6;
/// One lane per zone up to here.
const ZONE_LANES: usize = 3;
/// Letters of a name that are shown.
const LONGEST: usize = 24;
/// Hues that the style sheet has.
const HUES: usize = 6;
/// The part of the lane's height that a mark fills, from the outer edge, where several share one lane.
const PATTERNS: [(f64, f64); 6] = [(0.0, 1.0), (0.0, 0.45), (0.55, 1.0), (0.3, 0.7), (0.0, 0.2), (0.8, 1.0)];

/// How one ingester is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub lane: usize,
    /// Hue and tone, and whether it takes its part in a write: `z0 t1`, `z0 t1 off`.
    pub class: String,
    /// Part of the lane's height, from the outer edge.
    pub pattern: (f64, f64),
}

pub(super) struct Lanes {
    /// What stands in each lane, the outermost first.
    pub names: Vec<String>,
    /// The same, where there is little room.
    pub short: Vec<String>,
    /// The class of the lane's swatch in the legend.
    pub classes: Vec<String>,
    pub marks: Vec<Mark>,
}

impl Lanes {
    pub fn of(ring: &Ring, colouring: Colouring) -> Lanes {
        let instances = ring.instances();
        let aware = ring.zone_awareness();
        let zone = |at: usize| if aware { ring.zone_of(at) } else { instances[at].node_zone };
        let zones = (0..instances.len()).map(|at| zone(at) + 1).max().unwrap_or(1);
        let own = instances.len() <= OWN_LANE;
        let per_zone = !own && zones > 1 && zones <= ZONE_LANES;
        let count = if own {
            instances.len()
        } else if per_zone {
            zones
        } else {
            1
        };
        let mut inhabitants = vec![0; count.max(1)];
        let mut marks: Vec<Mark> = Vec::with_capacity(instances.len());
        for at in 0..instances.len() {
            let lane = if own {
                at
            } else if per_zone {
                zone(at)
            } else {
                0
            };
            let hue = match colouring {
                Colouring::Zone => format!("z{}", zone(at) % HUES),
                Colouring::Ingester => format!("i{}", at % HUES),
            };
            // Neighbours in a lane alternate in tone, so that a border between two of one hue is seen.
            let tone = inhabitants[lane] % 2;
            inhabitants[lane] += 1;
            let shares_lane = !own && !per_zone;
            let pattern = PATTERNS[if !shares_lane {
                0
            } else if zones > 1 {
                zone(at)
            } else {
                at
            } % PATTERNS.len()];
            let off = if instances[at].condition().is_some() { " off" } else { "" };
            marks.push(Mark { lane, class: format!("{hue} t{tone}{off}"), pattern });
        }
        let zone_name = |lane: usize| match ring.zones().get(lane) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("zone {}", lane + 1),
        };
        let (names, short): (Vec<String>, Vec<String>) = if own {
            instances
                .iter()
                // What all pods' names begin with parts none of them.
                .map(|instance| (instance.called(&name(&instance.id)), cut(short(&instance.id))))
                .unzip()
        } else if per_zone {
            (0..count).map(|lane| (zone_name(lane), zone_name(lane))).unzip()
        } else {
            (vec![format!("{} ingesters", instances.len())], vec!["all".to_owned()])
        };
        let first = |lane: usize| marks.iter().find(|mark| mark.lane == lane).map_or(String::new(), |mark| mark.class.clone());
        let classes = (0..count).map(first).collect();
        Lanes { names, short, classes, marks }
    }

    pub fn count(&self) -> usize {
        self.names.len().max(1)
    }
}

/// A pod's name without what all of a design have in front; as much of it as a lane has room for.
pub(super) fn name(id: &str) -> String {
    let short = short(id);
    cut(&if short == id { id.to_owned() } else { format!("ingester-{short}") })
}

/// The end of a name: there pods are told apart.
fn cut(name: &str) -> String {
    match name.char_indices().nth_back(LONGEST) {
        Some((at, letter)) => format!("…{}", &name[at + letter.len_utf8()..]),
        None => name.to_owned(),
    }
}

/// What tells pods of one design apart: `0`, or `a-0` of `tempo-ingester-zone-a-0`.
pub(super) fn short(id: &str) -> &str {
    let tail = id.rsplit_once("ingester-").map_or(id, |(_, tail)| tail);
    tail.strip_prefix("zone-").unwrap_or(tail)
}
