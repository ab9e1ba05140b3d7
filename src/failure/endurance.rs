//! What each component endures: the worst single pod, node and zone, the worst pair, and how many losses it takes.

use super::{Down, Pod, Standing};
use crate::Assessment;
use crate::design::Role;
use crate::estimate::while_down;
use crate::ring::{Gone, Loss, Operation, Outage, Placement, Share};

/// The worst of a kind of loss among the ingesters.
#[derive(Clone, Debug, PartialEq)]
pub struct Worst {
    /// `One pod`, `One node`, `One zone`, `Two pods`.
    pub kind: &'static str,
    /// Who it is.
    pub name: String,
    pub down: Down,
    /// The share of traces whose writes are refused.
    pub refused: Share,
    /// The share of lookups that fail, with `querier.query_relevant_ingesters`.
    pub lookups: Share,
    /// The share of traces of which every copy is down.
    pub copies: Share,
    /// Whether queries for recent data go on being answered.
    pub searches: bool,
}

/// How many pods of a role may go.
#[derive(Clone, Debug, PartialEq)]
pub struct Endures {
    pub role: Role,
    pub pods: u32,
    /// So many losses and the rest is overfull at the peak, likely case; `None`: it carries on to the last, or is overfull now.
    pub overfull: Option<u32>,
    /// So many losses and it stops doing its work for somebody.
    pub stops: u32,
    /// What then happens.
    pub what: String,
}

/// The worst losses. Exact; of equals the first.
#[must_use]
pub fn worst(placement: &Placement, standing: &Standing) -> Vec<Worst> {
    let ring = &placement.ring;
    let count = ring.instances().len();
    let ingesters = |pods: Vec<Pod>| Down { pods: pods.into_iter().collect(), gone: Gone::Killed };
    let tell = |kind, name: String, down: Down| {
        let impact = ring.impact(Outage { down: &down.flags(count), gone: Gone::Killed, write: Operation::Write });
        Worst {
            kind,
            name,
            down,
            refused: Share::of_keys(impact.write_refused),
            lookups: Share::of_keys(impact.read_failed),
            copies: Share::of_keys(impact.all_copies_down),
            searches: impact.whole_ring.is_ok(),
        }
    };
    let each: Vec<u32> = (0..count as u32).collect();
    let pod = |number: usize| Pod { role: Role::Ingester, number: number as u32 };
    let mut told = Vec::new();
    if let Some(at) = worst_of(&ring.losses(&each, count)) {
        told.push(tell("One pod", pod(at).name(placement), ingesters(vec![pod(at)])));
    }
    if standing.nodes_known
        && let Some(at) = worst_of(&ring.losses(&standing.host_of_ingesters(count), standing.hosts.len()))
    {
        let host = &standing.hosts[at];
        told.push(tell("One node", host.name.clone(), ingesters(host.pods.clone())));
    }
    if standing.zones.len() > 1
        && let Some(at) = worst_of(&ring.losses(&standing.zone_of_ingesters(count), standing.zones.len()))
    {
        told.push(tell("One zone", standing.zones[at].clone(), ingesters(standing.in_zone(at))));
    }
    if let Some(worst) = ring.worst_pair(&each, count) {
        let (one, other) = (pod(worst.pair.0), pod(worst.pair.1));
        let name = format!("{} and {}", one.name(placement), other.name(placement));
        told.push(tell("Two pods", name, ingesters(vec![one, other])));
    }
    told
}

fn worst_of(losses: &[Loss]) -> Option<usize> {
    let weight = |loss: &Loss| (loss.write_refused, loss.all_copies_down, loss.read_failed);
    let most = losses.iter().map(weight).max()?;
    losses.iter().position(|loss| weight(loss) == most)
}

/// How many losses each component takes. Of a ring from elsewhere only the ingesters are known.
#[must_use]
pub fn endures(assessment: &Assessment, placement: &Placement, standing: &Standing) -> Vec<Endures> {
    let roles = Role::ALL.into_iter().filter(|role| *role == Role::Ingester || !standing.ingesters_alone);
    roles
        .filter_map(|role| if role == Role::Ingester { ingester(placement) } else { stateless(assessment, placement, role) })
        .collect()
}

fn ingester(placement: &Placement) -> Option<Endures> {
    let ring = &placement.ring;
    let votes = ring.impact(Outage::default()).votes;
    let deaths = ring.fewest_deaths_to_refuse()? as u32;
    let searches = (votes.there + 1).saturating_sub(votes.needed);
    let (unit, where_they_are) =
        if ring.zone_awareness() { ("zones with a dead one", "") } else { ("dead ones", ", however many there are") };
    let what = format!("some writes are refused; {searches} {unit} fail every recent query{where_they_are}");
    Some(Endures { role: Role::Ingester, pods: ring.instances().len() as u32, overfull: None, stops: deaths, what })
}

fn stateless(assessment: &Assessment, placement: &Placement, role: Role) -> Option<Endures> {
    let design = &assessment.design;
    let pods = design.component(role).replicas;
    if pods == 0 {
        return None;
    }
    let busiest = placement.ownership.max_in_set().value();
    let is_overfull = |lost: u32| {
        let mut left = Role::ALL.map(|role| design.component(role).replicas);
        left[role as usize] = pods - lost;
        let estimate = while_down(design, left, busiest);
        estimate.of(role).first().is_some_and(|fullest| estimate.sheet.range(fullest.cell).likely > 1.0)
    };
    // The fewer are left the fuller they are, so the first that is too few is found by halving.
    let (mut low, mut high) = (0, pods);
    while low < high {
        let middle = (low + high) / 2;
        if is_overfull(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let what = match role {
        Role::Distributor => "nothing is taken in",
        Role::QueryFrontend => "no query is taken",
        Role::Querier => "queries wait until they time out",
        _ => "nothing fails; blocks pile up, and retention stands still",
    };
    Some(Endures { role, pods, overfull: (low > 0 && low < pods).then_some(low), stops: pods, what: what.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;
    use crate::design::{Design, PerSecond};
    use crate::ring::KEYS;

    fn of(design: &Design) -> (Vec<Worst>, Vec<Endures>) {
        let assessment = assess(design);
        let placement = &assessment.placement;
        let standing = Standing::of(&assessment, placement);
        (worst(placement, &standing), endures(&assessment, placement, &standing))
    }

    #[test]
    fn the_default_takes_one_of_anything_and_no_two() {
        let (worst, endures) = of(&Design::default());
        let told: Vec<_> = worst.iter().map(|worst| (worst.kind, worst.refused.part, worst.searches)).collect();
        assert_eq!(told, [("One pod", 0, true), ("One node", 0, true), ("One zone", 0, true), ("Two pods", KEYS, false)]);
        let ingester = endures.iter().find(|row| row.role == Role::Ingester).expect("ingesters");
        assert_eq!((ingester.pods, ingester.stops), (3, 2));
        assert_eq!(ingester.what, "some writes are refused; 2 dead ones fail every recent query, however many there are");
    }

    #[test]
    fn what_the_rest_carries_runs_out_before_the_last_is_gone() {
        let mut design = Design::default();
        design.workload.spans = PerSecond::new(60_000.0);
        design.distributor.replicas = 20;
        let (_, endures) = of(&design);
        let row = endures.iter().find(|row| row.role == Role::Distributor).expect("distributors");
        let lost = row.overfull.expect("a distributor carries less than 60 000 spans/s with its peak");
        let assessment = assess(&design);
        let busiest = assessment.placement.ownership.max_in_set().value();
        let full = |lost: u32| {
            let mut left = Role::ALL.map(|role| design.component(role).replicas);
            left[0] = 20 - lost;
            let estimate = while_down(&design, left, busiest);
            estimate.of(Role::Distributor).first().map(|u| estimate.sheet.range(u.cell).likely)
        };
        assert!(full(lost) > Some(1.0) && full(lost - 1) <= Some(1.0), "{lost}: {:?} {:?}", full(lost), full(lost - 1));
    }
}
