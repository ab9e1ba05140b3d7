//! The search as a whole, in steps, and what it comes to.

use super::Space;
use super::dress::dress;
use super::judge::{Broken, Wish, judge, stand};
use super::needs::Needs;
use super::search::{Best, Layout, Machine, Search, Work};
use crate::Assessment;
use crate::design::Loss;
use crate::design::{Design, Role};
use crate::estimate::{Room, estimate, unsolved};
use crate::quantity::{Style, Unit, show};
use crate::ring::Placement;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What forbids one replica less of a component, or one zone's worth of ingesters.
#[derive(Clone, Debug, PartialEq)]
pub struct Fewer {
    pub role: Role,
    /// How many fewer were tried.
    pub by: u32,
    /// What it would break first; `None`: it would hold, and cost no less.
    pub broken: Option<Broken>,
    /// The sentence.
    pub why: String,
}

/// A design that holds everything, and nothing in the space costs less.
#[derive(Clone, Debug, PartialEq)]
pub struct Sized {
    pub design: Design,
    /// USD a month, likely.
    pub cost: f64,
    /// Of each role, in the order of [`Role::ALL`].
    pub fewer: Vec<Fewer>,
    /// USD a month: no design in the space costs less.
    pub bound: f64,
}

/// The design without one of its wishes.
#[derive(Clone, Debug, PartialEq)]
pub struct Drop {
    pub wish: Wish,
    /// `None`: without it nothing is feasible either.
    pub cost: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Sized(Box<Sized>),
    /// Why not, and each wish dropped by itself.
    Infeasible {
        why: String,
        drops: Vec<Drop>,
    },
    /// No node type has a price.
    Unpriced {
        why: String,
    },
}

/// One search for one set of goals.
struct Round {
    design: Design,
    /// The wish that was dropped; `None` in the first round.
    dropped: Option<Wish>,
    layouts: Vec<(Layout, f64, f64)>,
    needs: BTreeMap<(u32, u32), Needs>,
    /// What is known of the layout at hand.
    extras: BTreeMap<(Role, u32, u64), f64>,
    best: Option<Best>,
    work: Work,
    at: usize,
}

/// The search, a step at a time, so that a page can show how far it is and stop it.
pub struct Sizing {
    design: Design,
    space: Space,
    machines: Vec<Machine>,
    rounds: Vec<Round>,
    round: usize,
}

impl Sizing {
    #[must_use]
    pub fn new(design: &Design) -> Sizing {
        Sizing::within(design, Space::of(design))
    }

    /// The same within other bounds.
    #[must_use]
    pub fn within(design: &Design, space: Space) -> Sizing {
        let machines = machines(design, &space);
        let first = Round::new(design.clone(), None, &space, &machines);
        Sizing { design: design.clone(), space, machines, rounds: vec![first], round: 0 }
    }

    /// One layout on one node type; true when there is nothing left to do.
    pub fn advance(&mut self) -> bool {
        let Some(round) = self.rounds.get_mut(self.round) else { return true };
        if round.advance(&self.space, &self.machines) {
            self.round += 1;
            if self.round == 1 && self.rounds[0].over_budget_or_nothing() {
                let wishes = wishes(&self.design);
                let all = self.rounds[0].layouts.len() * self.machines.len();
                let best = self.rounds[0].best.clone();
                let without = |wish| {
                    let mut round = Round::new(dropped(&self.design, wish), Some(wish), &self.space, &self.machines);
                    // What it may cost is no part of the search.
                    if wish == Wish::Budget {
                        (round.at, round.best) = (all, best.clone());
                    }
                    round
                };
                self.rounds.extend(wishes.into_iter().map(without));
            }
        }
        self.round >= self.rounds.len()
    }

    /// How much of the work that is known of is done, 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        let (mut done, mut all) = (0, 0);
        for round in &self.rounds {
            all += round.layouts.len() * self.machines.len();
            done += round.at.min(round.layouts.len() * self.machines.len());
        }
        if all == 0 { 1.0 } else { done as f64 / all as f64 }
    }

    /// What it comes to, once [`Sizing::advance`] is done.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.machines.is_empty() {
            let platform = &self.design.platform;
            let why = format!(
                "No node type of {} has a price in {}: what is cheapest cannot be told.",
                platform.provider, platform.region
            );
            return Outcome::Unpriced { why };
        }
        let first = &self.rounds[0];
        match &first.best {
            Some(best) if !first.over_budget_or_nothing() => Outcome::Sized(Box::new(sized(best, first.work.bound))),
            best => {
                let why = match best {
                    Some(best) => format!(
                        "The cheapest design that holds the other goals costs {} a month, above the budget.",
                        usd(best.cents)
                    ),
                    None => "No replicas, sizes, node type, copies and zones hold all goals.".to_owned(),
                };
                let drops = self.rounds[1..].iter().filter_map(|round| {
                    let found = if round.over_budget_or_nothing() { None } else { round.best.as_ref() };
                    Some(Drop { wish: round.dropped?, cost: found.map(|best| best.cents as f64 / 100.0) })
                });
                Outcome::Infeasible { why, drops: drops.collect() }
            }
        }
    }
}

/// The cheapest design that holds the goals of `design`.
#[must_use]
pub fn size(design: &Design) -> Outcome {
    let mut sizing = Sizing::new(design);
    while !sizing.advance() {}
    sizing.outcome()
}

fn usd(cents: u64) -> String {
    show(cents as f64 / 100.0, Unit::USD, Style::Auto)
}

/// The wishes that a design has.
fn wishes(design: &Design) -> Vec<Wish> {
    let goals = &design.goals;
    [
        (Wish::Survive, design.goals.survive != Loss::None),
        (Wish::Headroom, goals.headroom > 1.0),
        (Wish::SearchLatency, goals.search_latency.is_some()),
        (Wish::Budget, goals.budget.is_some()),
    ]
    .into_iter()
    .filter_map(|(wish, there)| there.then_some(wish))
    .collect()
}

fn dropped(design: &Design, wish: Wish) -> Design {
    let mut design = design.clone();
    let goals = &mut design.goals;
    match wish {
        Wish::Runs => {}
        Wish::Survive => goals.survive = Loss::None,
        Wish::Headroom => goals.headroom = 1.0,
        Wish::SearchLatency => goals.search_latency = None,
        Wish::Budget => goals.budget = None,
    }
    design
}

/// The node types with a price, what each has for pods, and what one costs: read off the design's own bill.
fn machines(design: &Design, space: &Space) -> Vec<Machine> {
    let placement = Placement::of(design);
    let of = |&id: &&'static str| {
        let mut on = design.clone();
        on.platform.node = id.to_owned();
        let told = estimate(&on, &placement, None);
        let room: Room = told.packing.as_ref()?.room;
        let compute = told.sheet.find("cost.compute").map(|cell| told.sheet.range(cell).likely)?;
        Some(Machine { id, cores: super::needs::cores_of_node(&on), room, price: compute / told.range("nodes.count").likely })
    };
    let mut machines: Vec<Machine> = space.nodes.iter().filter_map(of).collect();
    // Per core, so that a good design is known early.
    machines.sort_by(|a, b| (a.price / a.room.cpu).total_cmp(&(b.price / b.room.cpu)));
    machines
}

impl Round {
    fn new(design: Design, dropped: Option<Wish>, space: &Space, machines: &[Machine]) -> Round {
        let cheapest = machines.iter().map(|machine| machine.price).fold(f64::INFINITY, f64::min);
        let mut layouts = Vec::new();
        for &copies in &space.copies {
            for &(zones, aware) in &space.zones {
                let layout = Layout { copies, zones, aware };
                // A zone has one copy of a trace.
                if aware && zones < copies {
                    continue;
                }
                let mut fewest = layout.fewest_pods(&design, space);
                let placement = Placement::of(&fewest);
                let base = unsolved(&fewest, &placement).range("cost.total").likely;
                // What a distributor in every zone saves.
                fewest.distributor.replicas = space.pods[Role::Distributor as usize].replicas.1;
                let least = unsolved(&fewest, &placement).range("cost.total").likely;
                layouts.push((layout, base, least.min(base) + f64::from(zones) * cheapest));
            }
        }
        layouts.sort_by(|a, b| a.2.total_cmp(&b.2));
        Round { design, dropped, layouts, needs: BTreeMap::new(), extras: BTreeMap::new(), best: None, work: Work::new(), at: 0 }
    }

    fn advance(&mut self, space: &Space, machines: &[Machine]) -> bool {
        while self.at < self.layouts.len() * machines.len() {
            let (layout, base, least) = self.layouts[self.at / machines.len()];
            let machine = machines[self.at % machines.len()];
            if self.at.is_multiple_of(machines.len()) {
                self.extras.clear();
            }
            self.at += 1;
            if self.best.as_ref().is_some_and(|best| (least * 100.0).round() > best.cents as f64) {
                continue;
            }
            let key = (layout.copies, if layout.aware { layout.zones } else { 0 });
            let design = &self.design;
            let needs = self.needs.entry(key).or_insert_with(|| Needs::new(design, key.0, key.1));
            let extras = &mut self.extras;
            Search { design, space, layout, machine, needs, extras, base }.run(&mut self.best, &mut self.work);
            break;
        }
        self.at >= self.layouts.len() * machines.len()
    }

    fn over_budget_or_nothing(&self) -> bool {
        let budget = self.design.goals.budget.map_or(f64::INFINITY, |budget| budget * 100.0 + 0.5);
        self.best.as_ref().is_none_or(|best| best.cents as f64 > budget)
    }
}

/// Dresses the best, and looks for what forbids one less of each component.
fn sized(best: &Best, bound: f64) -> Sized {
    let placement = Arc::new(Placement::of(&best.design));
    let design = dress(&best.design, &placement, best.lost);
    let told = stand(&design, placement);
    let cost = told.estimate.range("cost.total").likely;
    let fewer = Role::ALL.into_iter().map(|role| fewer(&told, best.lost, role)).collect();
    Sized { design, cost, fewer, bound: bound.min(cost) }
}

fn fewer(told: &Assessment, lost: [u32; 5], role: Role) -> Fewer {
    let design = &told.design;
    let by = if role == Role::Ingester && design.platform.zone_awareness { design.platform.zones } else { 1 };
    let left = design.component(role).replicas.saturating_sub(by);
    if left == 0 {
        let place = if by == 1 { "" } else { " in each zone" };
        let broken = Broken { wish: Wish::Runs, role: Some(role), resource: None, what: "none is left".to_owned() };
        return Fewer { role, by, broken: Some(broken), why: format!("One{place} is the least there can be.") };
    }
    let mut less = design.clone();
    less.component_mut(role).replicas = left;
    let placement = told.placement.follow(&less).map_or_else(|| Arc::clone(&told.placement), Arc::new);
    let less = stand(&dress(&less, &placement, lost), placement);
    let broken = judge(&less);
    // Of this role before any other: that is what was taken away.
    let first = broken.iter().find(|broken| broken.role == Some(role)).or(broken.first());
    let why = match first {
        Some(broken) => broken.what.clone(),
        None => dearer(told, &less),
    };
    Fewer { role, by, broken: first.cloned(), why: format!("With {left}: {why}.") }
}

/// What costs more where fewer pods hold as well.
fn dearer(told: &Assessment, less: &Assessment) -> String {
    let more = |id: &str| less.estimate.range(id).likely - told.estimate.range(id).likely;
    let line = told.estimate.cost_terms().into_iter().max_by(|a, b| more(a).total_cmp(&more(b)));
    let name = line.and_then(|id| told.estimate.figure(id)).map_or(String::new(), |figure| format!(", by {}", figure.label()));
    format!("all is held as well, and costs {} a month more{}", show(more("cost.total"), Unit::USD, Style::Auto), name)
}
