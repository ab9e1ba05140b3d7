//! Whether a design holds what is wished for, and what it breaks if not: all of it read off the figures, the packing and the ring.

use super::dress::{SHIFTS, down};
use super::needs::cores_of_node;
use super::search::{acknowledged_twice, taken};
use super::{EPSILON, Loss};
use crate::Assessment;
use crate::design::{Design, Role};
use crate::estimate::{Resource, Sheet, Utilisation, estimate};
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
}

/// A wish that is not held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub wish: Wish,
    pub role: Option<Role>,
    pub resource: Option<Resource>,
    /// A sentence without its stop, to stand behind "With 2: ": `memory is 108.5 % used at 1.25× the peak`.
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
        ring(format!("{zones} zones hold fewer than {copies} copies"));
    } else if design.platform.zone_awareness && !ingesters.is_multiple_of(zones) {
        ring(format!("{zones} zones are not filled evenly, and the smallest carries the most"));
    } else if ingesters < copies {
        ring(format!("fewer than the {copies} copies of RF {copies}"));
    }
    for role in Role::ALL {
        if design.component(role).replicas == 0 {
            broken.push(of(Wish::Runs, role, "none is left"));
        }
    }
    if a.estimate.packing.is_none() {
        broken.push(of(Wish::Runs, None, "what a node has is not known"));
    }
    for unfit in a.estimate.packing.iter().flat_map(|packing| &packing.unfit) {
        broken.push(of(Wish::Runs, unfit.role, format!("no node takes the pod: {}", unfit.why)));
    }
    // A full volume stops its ingester for good: the high end counts, as DISK-01 has it.
    let held = a.estimate.range("demand.ingester.disk").high;
    if let Some(volume) = design.ingester.volume.filter(|volume| held > volume.get() * (1.0 + EPSILON)) {
        let held = show(held, Unit::BYTE, Style::Auto);
        let what = format!("a volume may come to hold {held} at the peak, and has {}", volume.kubernetes());
        broken.push(Broken { resource: Some(Resource::Disk), ..of(Wish::Runs, Role::Ingester, what) });
    }
    let node = cores_of_node(design);
    for role in Role::ALL {
        if design.component(role).cpu_limit.is_some_and(|limit| limit.get() > node) {
            broken.push(of(Wish::Runs, role, format!("the CPU limit is above the {} cores of a node", significant(node))));
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
        let what = format!("at RF {copies} one copy acknowledges a write, and may be lost with its ingester");
        broken.push(of(Wish::Survive, Role::Ingester, what));
    }
    for role in SHIFTS {
        if design.component(role).replicas < 2 {
            broken.push(of(Wish::Survive, role, "none is left when it is lost"));
        }
    }
    let told = &a.survivals;
    for (loss, name, (survival, why)) in
        [(Loss::Pod, "pod", &told.pod), (Loss::Node, "node", &told.node), (Loss::Zone, "zone", &told.zone)]
    {
        if loss <= wish && *survival != Survival::Yes && broken.is_empty() {
            broken.push(of(Wish::Survive, Role::Ingester, format!("the loss of a {name} is not survived: {why}")));
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
            let what = if fails { "some traces are refused or lost" } else { "recent reads have no answer" };
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
            broken.push(of(Wish::Survive, role, format!("all stand where the loss of {name} takes them")));
            continue;
        }
        let Some(fullest) = short.of(role).first().copied() else { continue };
        let share = short.sheet.range(fullest.cell).likely;
        if share > 1.0 + EPSILON {
            let left = replicas - lost;
            let resource = fullest.resource;
            let what = format!(
                "when {name} is lost, {left} {} left with {} {} used at the peak",
                if left == 1 { "is" } else { "are" },
                resource.name(),
                percent(share)
            );
            broken.push(Broken { resource: Some(resource), ..of(Wish::Survive, role, what) });
        }
    }
    broken
}

fn headroom(a: &Assessment) -> Vec<Broken> {
    let (sheet, wished) = (&a.estimate.sheet, a.design.goals.headroom);
    let values = sheet.loaded(wished);
    let share = |u: &Utilisation| Sheet::in_replay(&values, u.cell);
    let scarcest = |role: Role| {
        let own = a.estimate.utilisations.iter().filter(|u| u.role == role);
        own.max_by(|a, b| share(a).total_cmp(&share(b))).filter(|u| share(u) > 1.0 + EPSILON)
    };
    let short = Role::ALL.into_iter().filter_map(scarcest);
    short
        .map(|u| {
            let load = if u.role == Role::Compactor { "mean" } else { "peak" };
            let times = show(wished, Unit::ONE, Style::Times);
            let what = format!("{} is {} used at {times} the {load}", u.resource.name(), percent(share(u)));
            Broken { resource: Some(u.resource), ..of(Wish::Headroom, u.role, what) }
        })
        .collect()
}

/// With a decimal, since a little too much is what one replica less makes.
fn percent(share: f64) -> String {
    format!("{:.1}\u{202f}%", 100.0 * share)
}

fn latency(a: &Assessment) -> Option<Broken> {
    let goal = a.design.goals.search_latency?.seconds();
    let takes = a.estimate.range("query.latency").likely;
    let shown = show(takes, Unit::SECOND, Style::Auto);
    let what = format!("a search takes {shown}, of {} wished for: {}", duration(goal), a.estimate.search_bound());
    (takes > goal * (1.0 + EPSILON)).then(|| of(Wish::SearchLatency, Role::Querier, what))
}

fn budget(a: &Assessment) -> Option<Broken> {
    let budget = a.design.goals.budget?;
    let cost = a.estimate.range("cost.total").likely;
    let usd = |value: f64| show(value, Unit::USD, Style::Auto);
    (cost > budget + 0.005).then(|| of(Wish::Budget, None, format!("a month costs {}, of {}", usd(cost), usd(budget))))
}
