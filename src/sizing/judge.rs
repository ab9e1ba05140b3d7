//! Whether a design holds what is wished for, and what it breaks if not: all of it read off the figures, the packing and the ring.

use super::dress::{SHIFTS, down};
use super::needs::cores_of_node;
use super::search::{acknowledged_twice, taken};
use super::{EPSILON, Loss};
use crate::Assessment;
use crate::design::{Design, Role};
use crate::estimate::{Resource, estimate};
use crate::failure::Standing;
use crate::quantity::{Style, Unit, duration, show, significant};
use crate::ring::{Outage, Placement};
use crate::topology::{Survival, survivals};
use std::sync::Arc;

/// What can be wished for, or what no wish can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wish {
    /// That it can run at all.
    Runs,
    Survive,
    Headroom,
    SearchLatency,
    Budget,
}

impl Wish {
    /// The field it stands in.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Wish::Runs => "components",
            Wish::Survive => "goals.survive",
            Wish::Headroom => "goals.headroom",
            Wish::SearchLatency => "goals.search_latency",
            Wish::Budget => "goals.budget",
        }
    }

    /// As in "without the budget".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Wish::Runs => "running at all",
            Wish::Survive => "surviving a loss",
            Wish::Headroom => "headroom",
            Wish::SearchLatency => "search latency",
            Wish::Budget => "budget",
        }
    }
}

/// A wish that is not held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub wish: Wish,
    pub role: Option<Role>,
    pub resource: Option<Resource>,
    /// The rest of a sentence that began with how many there are: `hold 0.92× of the stated peak: memory binds`.
    pub what: String,
}

/// The design with its figures; without findings, which nobody asks a search for.
#[must_use]
pub fn stand(design: &Design, placement: Arc<Placement>) -> Assessment {
    let estimate = estimate(design, &placement, None);
    Assessment { design: design.clone(), placement, estimate, survivals: survivals(design), findings: Vec::new() }
}

/// As many pods of each role as the loss to survive takes at most, in the order of [`Role::ALL`].
#[must_use]
pub fn lost(a: &Assessment) -> [u32; 5] {
    let nodes = a.estimate.packing.as_ref().map_or(&[][..], |packing| &packing.nodes);
    taken(&a.design, nodes, a.design.platform.zones)
}

/// Everything that the design breaks of its own goals, the plainest first; nothing where it holds them.
#[must_use]
pub fn judge(a: &Assessment) -> Vec<Broken> {
    let mut broken = runs(a);
    if broken.is_empty() {
        broken.extend(survives(a));
    }
    broken.extend(headroom(a));
    broken.extend(latency(a));
    broken.extend(budget(a));
    broken
}

fn of(wish: Wish, role: impl Into<Option<Role>>, what: impl Into<String>) -> Broken {
    Broken { wish, role: role.into(), resource: None, what: what.into() }
}

fn runs(a: &Assessment) -> Vec<Broken> {
    let design = &a.design;
    let (ingesters, zones, copies) = (design.ingester.replicas, design.platform.zones, design.tempo.replication_factor);
    let mut broken = Vec::new();
    let mut ring = |what: String| broken.push(of(Wish::Runs, Role::Ingester, what));
    if design.platform.zone_awareness && zones < copies {
        ring(format!("stand in {zones} zones, which hold fewer than {copies} copies"));
    } else if design.platform.zone_awareness && !ingesters.is_multiple_of(zones) {
        ring(format!("do not fill {zones} zones evenly: the smallest zone would carry the most"));
    } else if ingesters < copies {
        ring(format!("hold fewer than the {copies} copies of RF {copies}"));
    }
    for role in Role::ALL {
        if design.component(role).replicas == 0 {
            broken.push(of(Wish::Runs, role, "is none"));
        }
    }
    for unfit in a.estimate.packing.iter().flat_map(|packing| &packing.unfit) {
        broken.push(of(Wish::Runs, unfit.role, format!("do not fit: {}", unfit.why)));
    }
    let node = cores_of_node(design);
    for role in Role::ALL {
        if design.component(role).cpu_limit.is_some_and(|limit| limit.get() > node) {
            broken.push(of(Wish::Runs, role, format!("have a CPU limit above the {} cores of a node", significant(node))));
        }
    }
    broken
}

fn survives(a: &Assessment) -> Vec<Broken> {
    let design = &a.design;
    let wish = Loss::of(design);
    let mut broken = Vec::new();
    if wish == Loss::None {
        return broken;
    }
    if !acknowledged_twice(design) {
        let copies = design.tempo.replication_factor;
        let what = format!("at RF {copies} acknowledge a write with one copy, which may be lost with its ingester");
        broken.push(of(Wish::Survive, Role::Ingester, what));
    }
    for role in SHIFTS {
        if design.component(role).replicas < 2 {
            broken.push(of(Wish::Survive, role, "leaves none when it is lost"));
        }
    }
    let told = &a.survivals;
    for (loss, name, (survival, why)) in
        [(Loss::Pod, "pod", &told.pod), (Loss::Node, "node", &told.node), (Loss::Zone, "zone", &told.zone)]
    {
        if loss <= wish && *survival != Survival::Yes && broken.is_empty() {
            broken.push(of(Wish::Survive, Role::Ingester, format!("do not survive the loss of a {name}: {why}")));
        }
    }
    if broken.is_empty() {
        broken.extend(ring(a, wish));
        broken.extend(carried(a, wish));
    }
    broken
}

/// The ring itself, exactly: whether any key loses its quorum or all its copies, and whether recent reads go on.
fn ring(a: &Assessment, wish: Loss) -> Option<Broken> {
    let ring = &a.placement.ring;
    let count = ring.instances().len();
    let standing = Standing::of(a, &a.placement);
    let each: Vec<u32> = (0..count as u32).collect();
    let kinds = [
        (Loss::Pod, "a pod", each, count),
        (Loss::Node, "a node", standing.host_of_ingesters(count), standing.hosts.len()),
        (Loss::Zone, "a zone", standing.zone_of_ingesters(count), standing.zones.len()),
    ];
    for (_, name, groups, count) in kinds.into_iter().filter(|(loss, ..)| *loss <= wish) {
        let fails = ring.losses(&groups, count).iter().any(|loss| loss.write_refused > 0 || loss.all_copies_down > 0);
        let of_group = |group: usize| groups.iter().filter(|&&at| at as usize == group).count();
        let largest = (0..count).max_by_key(|&group| (of_group(group), std::cmp::Reverse(group))).unwrap_or(0);
        let down: Vec<bool> = groups.iter().map(|&group| group as usize == largest).collect();
        let unread = ring.impact(Outage { down: &down, ..Outage::default() }).whole_ring.is_err();
        if fails || unread {
            let what = if fails { "refuse or lose some traces" } else { "leave recent reads without an answer" };
            return Some(of(Wish::Survive, Role::Ingester, format!("{what} when {name} is lost")));
        }
    }
    None
}

/// Whether what is left holds the peak.
fn carried(a: &Assessment, wish: Loss) -> Vec<Broken> {
    let design = &a.design;
    let lost = lost(a);
    let short = down(design, &a.placement, lost);
    let mut broken = Vec::new();
    for role in SHIFTS {
        let (replicas, lost) = (design.component(role).replicas, lost[role as usize]);
        let name = match wish {
            Loss::Node => "a node",
            Loss::Zone => "a zone",
            _ => "a pod",
        };
        if lost >= replicas {
            broken.push(of(Wish::Survive, role, format!("stand so that the loss of {name} takes all")));
            continue;
        }
        let Some(fullest) = short.of(role).first().copied() else { continue };
        let share = short.sheet.range(fullest.cell).likely;
        if share > 1.0 + EPSILON {
            let left = replicas - lost;
            let resource = fullest.resource;
            let what = format!(
                "leave {left} when {name} is lost, and at the peak {} takes {} of its {}",
                if left == 1 { "that one" } else { "each of those" },
                show(share, Unit::ONE, Style::Percent),
                resource.name()
            );
            broken.push(Broken { resource: Some(resource), ..of(Wish::Survive, role, what) });
        }
    }
    broken
}

fn headroom(a: &Assessment) -> Vec<Broken> {
    let wished = a.design.goals.headroom;
    let short = a.estimate.binding.iter().filter(|binding| binding.multiple < wished * (1.0 - EPSILON));
    short
        .map(|binding| {
            let load = if binding.role == Role::Compactor { "mean" } else { "peak" };
            let held = show(binding.multiple, Unit::ONE, Style::Times);
            let wished = show(wished, Unit::ONE, Style::Times);
            let what = format!("hold {held} the {load}, of {wished} wished for: {} binds", binding.resource.name());
            Broken { resource: Some(binding.resource), ..of(Wish::Headroom, binding.role, what) }
        })
        .collect()
}

fn latency(a: &Assessment) -> Option<Broken> {
    let goal = a.design.goals.search_latency?.seconds();
    let takes = a.estimate.range("query.latency").likely;
    let shown = show(takes, Unit::SECOND, Style::Auto);
    let what = format!("take {shown} for a search, of {} wished for: {}", duration(goal), a.estimate.search_bound());
    (takes > goal * (1.0 + EPSILON)).then(|| of(Wish::SearchLatency, Role::Querier, what))
}

fn budget(a: &Assessment) -> Option<Broken> {
    let budget = a.design.goals.budget?;
    let cost = a.estimate.range("cost.total").likely;
    let usd = |value: f64| show(value, Unit::USD, Style::Auto);
    (cost > budget + 0.005).then(|| of(Wish::Budget, None, format!("costs {} a month, of {}", usd(cost), usd(budget))))
}
