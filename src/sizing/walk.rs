//! The walk over combinations of one candidate for each role, those nearest to the leanest first, cut where the bound is no better.

use super::dress::SHIFTS;
use super::search::{Best, Candidate, Search, Work, taken};
use crate::design::{Bytes, Cores, Role};
use crate::estimate::pack_within;

/// The largest pods first, so that the bound is known early.
pub(super) const ORDER: [Role; 5] = [Role::Compactor, Role::Ingester, Role::Querier, Role::Distributor, Role::QueryFrontend];

pub(super) fn cents(usd: f64) -> u64 {
    (usd * 100.0).round().max(0.0) as u64
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    pub cores: f64,
    pub bytes: f64,
    pub extra: f64,
    pub pods: u32,
    pub alone: f64,
}

impl Sum {
    pub fn plus(mut self, one: &Candidate) -> Sum {
        self.cores += one.cores();
        self.bytes += one.bytes();
        self.extra += one.extra;
        self.pods += one.replicas;
        self.alone = self.alone.max(one.alone);
        self
    }

    pub fn and(mut self, other: &Sum) -> Sum {
        self.cores += other.cores;
        self.bytes += other.bytes;
        self.extra += other.extra;
        self.pods += other.pods;
        self
    }
}

/// The least that each role adds, each sum by itself.
pub(super) struct Least([Sum; 5]);

impl Least {
    pub fn of(all: &[Vec<Candidate>; 5]) -> Least {
        let least = |role: Role, of: fn(&Candidate) -> f64| all[role as usize].iter().map(of).fold(f64::INFINITY, f64::min);
        Least(Role::ALL.map(|role| Sum {
            cores: least(role, Candidate::cores),
            bytes: least(role, Candidate::bytes),
            extra: least(role, |one| one.extra),
            pods: least(role, |one| f64::from(one.replicas)) as u32,
            alone: 0.0,
        }))
    }

    /// Of the roles from a place of the order on.
    pub fn after(&self, depth: usize) -> Sum {
        ORDER[depth..].iter().fold(Sum::default(), |sum, role| sum.and(&self.0[*role as usize]))
    }
}

pub(super) struct Walk<'w, 's> {
    pub search: &'w Search<'s>,
    pub all: &'w [Vec<Candidate>; 5],
    pub best: &'w mut Option<Best>,
    pub least: Least,
    pub work: &'w mut Work,
    /// Where this walk has to end.
    pub most: (u32, u32),
    /// The least bound of what was packed and needed more.
    pub open: f64,
    /// Something is left for a walk that goes further aside.
    pub deeper: bool,
}

impl Walk<'_, '_> {
    pub fn spent(&self) -> bool {
        self.work.packed >= self.most.0 || self.work.visits >= self.most.1
    }

    /// All combinations whose places in the lists add up to `aside`: those nearest to the first of each come first.
    pub fn go(&mut self, depth: usize, sum: Sum, chosen: [usize; 5], aside: usize) {
        if depth == ORDER.len() {
            return self.leaf(&sum, &chosen);
        }
        let role = ORDER[depth];
        let rest = self.least.after(depth + 1);
        let list = &self.all[role as usize];
        let only = if depth + 1 == ORDER.len() { aside..=aside } else { 0..=aside };
        for at in only {
            let Some(one) = list.get(at) else {
                break;
            };
            if self.spent() {
                self.deeper = true;
                return;
            }
            self.work.visits += 1;
            let sum = sum.plus(one);
            if self.better(self.search.bound(&sum.and(&rest)), sum.pods + rest.pods) {
                let mut chosen = chosen;
                chosen[role as usize] = at;
                self.go(depth + 1, sum, chosen, aside - at);
            }
        }
        // A later one of this list may do, and one that was not reached with what is left.
        self.deeper |= list.len() > aside + 1;
    }

    fn better(&self, usd: f64, pods: u32) -> bool {
        self.best.as_ref().is_none_or(|best| (cents(usd), pods) < (best.cents, best.pods))
    }

    fn leaf(&mut self, sum: &Sum, chosen: &[usize; 5]) {
        let search = self.search;
        self.work.packed += 1;
        let of = |role: Role| &self.all[role as usize][chosen[role as usize]];
        let mut design = search.laid();
        for role in Role::ALL {
            let (one, component) = (of(role), design.component_mut(role));
            component.replicas = one.replicas;
            component.cpu_request = Cores::new(one.cpu);
            component.memory_request = Bytes::new(one.memory);
            component.memory_limit = component.memory_request;
            if one.volume > 0.0 {
                component.volume = Some(Bytes::new(one.volume));
            }
        }
        let (beside, price) = (search.base + sum.extra, search.machine.price);
        // More nodes than this cost more than what is known.
        let most = match &self.best {
            Some(best) => (((best.cents as f64 / 100.0 + 0.01 - beside) / price).floor().max(0.0)) as usize,
            None => usize::MAX,
        };
        let packing = pack_within(&design, search.machine.room, most);
        let least = search.bound(sum);
        if packing.nodes.is_empty() || !packing.unfit.is_empty() {
            return self.open = self.open.min(least);
        }
        let usd = beside + packing.nodes.len() as f64 * price;
        let lost = taken(search.design, &packing.nodes, search.layout.zones);
        let spared = SHIFTS.iter().all(|&role| lost[role as usize] <= of(role).spare);
        if !spared || cents(usd) > cents(least) {
            self.open = self.open.min(least);
        }
        if spared && self.better(usd, sum.pods) {
            *self.best = Some(Best { cents: cents(usd), pods: sum.pods, design, lost });
        }
    }
}
