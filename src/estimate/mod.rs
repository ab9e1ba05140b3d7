//! Numbers: from a design to a sheet of figures, and what follows from replaying it.

mod answers;
mod bill;
mod capacity;
mod cost;
mod day;
mod disk;
mod fit;
mod limits;
mod load;
mod meanings;
mod needed;
mod nodes;
mod packing;
mod query;
mod requests;
mod sensitivity;
mod sheet;
mod storage;
mod tenancy;

pub use answers::{MOST_BYTES as MOST_ANSWER_BYTES, Series, read_answer};
pub use bill::{MONTHS, bill_words, old_prices, price_name, price_unit};
pub use capacity::{Resource, Utilisation};
pub use cost::{Priced, Unpriced};
pub use day::{Day, Hour, TARGET, day, waiting};
pub use fit::{Answers, Fit, Fitted, GAUGES, Gauge, MANY, fit, gauge, query_for_all, sort_in};
pub use needed::{first, on_share, unsolved, what_if, while_down};
pub use nodes::{Allocatable, allocatable};
pub use packing::{PackedNode, Packing, Room, Unfit, pack, pack_within};
pub use query::Bound;
pub use sensitivity::{Bar, End, MOVED, Mover, STEP, Sensitivity, sensitivity};
pub use sheet::{CellId, Draft, Figure, Moves, Origin, Part, Range, Sheet, Term};
pub use storage::{Growth, growth};
pub use tenancy::TenantUse;

use crate::design::{Design, Role};
use crate::order::sort_short;
use crate::quantity::{Style, Unit};
use crate::ring::Placement;

/// Load multiples are looked for up to here: one span a second may be told to stand for a thousand million.
const MOST: f64 = 1e9;

/// All figures of one design.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    pub sheet: Sheet,
    pub utilisations: Vec<Utilisation>,
    /// What a search waits for longest.
    pub search_bound: query::Bound,
    /// How far each tenant's limits are used: the listed ones in their order, then any one of the others.
    pub tenants: Vec<TenantUse>,
    /// What runs out first as the load grows, and what runs out next; empty when load binds nothing.
    pub binding: Vec<Binding>,
    /// Who stands on which node; `None` when the node type's capacity is not known.
    pub packing: Option<Packing>,
    /// The lines of the bill, by figure id.
    pub cost_lines: Vec<&'static str>,
    pub unpriced: Vec<Unpriced>,
    /// What the bill was reckoned with, in its order.
    pub prices: Vec<Priced>,
}

/// A resource and the multiple of the stated load at which it is used up, likely case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binding {
    pub role: Role,
    pub resource: Resource,
    pub cell: CellId,
    pub multiple: f64,
}

impl Estimate {
    #[must_use]
    pub fn figure(&self, id: &str) -> Option<Figure<'_>> {
        self.sheet.figure(id)
    }

    /// The range of a figure; zero for an id that does not exist, which a test of the ids in use excludes.
    #[must_use]
    pub fn range(&self, id: &str) -> Range {
        self.sheet.find(id).map_or(Range::exact(0.0), |cell| self.sheet.range(cell))
    }

    /// The share of a resource, likely case.
    #[must_use]
    pub fn share(&self, role: Role, resource: Resource) -> Option<Range> {
        self.utilisations.iter().find(|u| u.role == role && u.resource == resource).map(|u| self.sheet.range(u.cell))
    }

    /// The tenant that uses most of one of its limits, and how much of it, likely case.
    #[must_use]
    pub fn worst_tenant(&self, limit: fn(&TenantUse) -> CellId) -> Option<(TenantUse, f64)> {
        let used = |tenant: &TenantUse| self.sheet.range(limit(tenant)).likely;
        self.tenants
            .iter()
            .map(|tenant| (*tenant, used(tenant)))
            .reduce(|worst, next| if next.1 > worst.1 { next } else { worst })
    }

    /// The lines of the bill with the nodes as one, since what is requested of them and what is not make up for each other.
    #[must_use]
    pub fn cost_terms(&self) -> Vec<&'static str> {
        let nodes = self.cost_lines.contains(&"cost.idle").then_some("cost.compute");
        let others = self.cost_lines.iter().copied().filter(|id| !matches!(*id, "cost.requested" | "cost.idle"));
        nodes.into_iter().chain(others).collect()
    }

    /// The oldest date among the prices used, ISO 8601; empty where none has a date.
    #[must_use]
    pub fn price_date(&self) -> &str {
        self.prices.iter().map(|price| price.date.as_str()).filter(|date| !date.is_empty()).min().unwrap_or_default()
    }

    /// What a search waits for longest, as half a sentence: `the queriers' CPU binds`.
    #[must_use]
    pub fn search_bound(&self) -> &'static str {
        self.search_bound.words()
    }

    /// The figures that say how far each configured limit is used at the peak, by their ids.
    #[must_use]
    pub fn limits(&self) -> [&'static str; 6] {
        [
            "utilisation.distributor.rate_limit",
            "limits.burst",
            "utilisation.ingester.live_traces",
            "limits.trace",
            "limits.message",
            "utilisation.query_frontend.outstanding",
        ]
    }

    /// The utilisations of one component, the scarcest first.
    #[must_use]
    pub fn of(&self, role: Role) -> Vec<Utilisation> {
        let mut all: Vec<_> = self.utilisations.iter().filter(|u| u.role == role).copied().collect();
        sort_short(&mut all, |a, b| self.sheet.range(b.cell).likely.total_cmp(&self.sheet.range(a.cell).likely));
        all
    }

    /// The resource that runs out first as the load grows.
    #[must_use]
    pub fn bottleneck(&self) -> Option<Binding> {
        self.binding.first().copied()
    }

    /// Where one component by itself would run out.
    #[must_use]
    pub fn holds(&self, role: Role) -> Option<f64> {
        self.binding.iter().find(|binding| binding.role == role).map(|binding| binding.multiple)
    }
}

/// How full something is, in four steps that the pictures and meters share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Below 60 %.
    Easy,
    /// Below 80 %.
    Busy,
    /// Up to 100 %.
    Tight,
    Over,
}

impl Level {
    #[must_use]
    pub fn of(share: f64) -> Self {
        match share {
            share if share > 1.0 => Level::Over,
            share if share >= 0.8 => Level::Tight,
            share if share >= 0.6 => Level::Busy,
            _ => Level::Easy,
        }
    }

    /// The class the style sheets know it by.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Level::Easy => "u0",
            Level::Busy => "u60",
            Level::Tight => "u80",
            Level::Over => "u100",
        }
    }
}

/// The whole estimate. What an estimate `before` has of the same pods on the same nodes is taken over: most edits of a gesture
/// leave the packing alone, and it takes long.
#[must_use]
pub fn estimate(design: &Design, placement: &Placement, before: Option<(&Design, &Estimate)>) -> Estimate {
    let alike = before.filter(|(then, _)| packing::alike(design, then));
    estimate_of(design, share(placement), Some(alike.map(|(_, estimate)| estimate)))
}

/// The same from the share of the busiest ingester. Headroom and nodes take the most time, and are left out where nobody asks
/// for them: `solved` is `None` then, and else the estimate whose packing holds, if there is one.
fn estimate_of(design: &Design, shares: Range, solved: Option<Option<&Estimate>>) -> Estimate {
    let draft = Draft::of(design);
    let load = load::load(design, &draft);
    let lever = load.multiple.id();
    let max_share = draft
        .given(
            "share from the ring",
            "exact, from the tokens drawn with the design's seed; low: all even; high: 19 of 20 other draws stay below",
            shares,
            Unit::ONE,
        )
        .listed_as("ring.max_share", "Largest share of an ingester", Style::Percent);
    let tenancy = tenancy::Tenancy::of(design, &draft);
    let mut capacity = capacity::capacity(design, &draft, &load, &tenancy, max_share);
    disk::disk(design, &draft, &load, max_share, &mut capacity);
    let recent = query::query(design, &draft, &load, &tenancy, &mut capacity);
    let tenants = limits::limits(design, &draft, &load, &tenancy, &mut capacity);
    let requests = requests::requests(design, &draft, &load, &tenancy, max_share, &capacity);
    let storage = storage::storage(design, &draft, &load, &tenancy);
    let nodes = solved.and_then(|before| nodes::nodes(design, &draft, &capacity.utilisations, before));
    let cost = cost::cost(design, &draft, &load, &storage, &requests, nodes.as_ref(), recent);
    let packing = nodes.map(|nodes| nodes.packing);
    let (utilisations, search_bound) = (capacity.utilisations, capacity.search_bound);

    // The headroom is solved on the sheet as it stands, and then becomes a figure of it.
    let peak_spans = load.peak_spans.id();
    let probe = draft.probe();
    let (binding, headroom) = if solved.is_some() {
        let solver = Solver::new(&probe, lever);
        (solver.binding(&utilisations), solver.headroom(&utilisations))
    } else {
        (Vec::new(), Range::exact(0.0))
    };
    let draft = probe.reopen();
    let source = "the largest multiple of the load at which no utilisation passes 100 %, found by replaying the sheet";
    let headroom = draft.given("solved", source, headroom, Unit::ONE).listed_as("capacity.headroom", "Headroom", Style::Times);
    (draft.term(peak_spans) * headroom).listed("capacity.sustainable", "Sustains at peak");
    Estimate {
        sheet: draft.finish(),
        utilisations,
        search_bound,
        tenants,
        packing,
        binding,
        cost_lines: cost.lines,
        unpriced: cost.unpriced,
        prices: cost.prices,
    }
}

/// The share of all traces on the busiest ingester: as drawn, and what other draws would give.
fn share(placement: &Placement) -> Range {
    let ownership = &placement.ownership;
    let drawn = ownership.max_in_set().value();
    let mean = drawn / ownership.max_over_mean().max(1.0);
    Range::new(mean.min(drawn), drawn, (mean * placement.spread.max_p95).clamp(drawn, 1.0_f64.max(drawn)))
}

/// Finds load multiples by replaying the sheet.
struct Solver<'s> {
    sheet: &'s Sheet,
    lever: CellId,
    /// What hangs on the lever.
    dependents: Vec<CellId>,
    /// The sheet as it stands, to begin a search from.
    base: Vec<Range>,
    likely: Vec<f64>,
}

impl<'s> Solver<'s> {
    fn new(sheet: &'s Sheet, lever: CellId) -> Self {
        let mut base = Vec::new();
        sheet.replay(&[], &mut base);
        let likely = base.iter().map(|range| range.likely).collect();
        Solver { base, ..Solver::from(sheet, lever, likely) }
    }

    /// In the likely case alone, from a replay of the sheet.
    fn from(sheet: &'s Sheet, lever: CellId, likely: Vec<f64>) -> Self {
        Solver { sheet, lever, dependents: sheet.dependents(lever), base: Vec::new(), likely }
    }

    /// The largest multiple at which `worst` stays at or below one. It never falls as the load grows.
    ///
    /// False position between bounds, halved wherever it does not gain: the utilisations are nearly straight lines, and
    /// leap where jobs and nodes come whole.
    fn largest(worst: &mut dyn FnMut(f64) -> f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        let mut at_low = worst(low);
        if at_low > 1.0 {
            return 0.0;
        }
        let mut at_high = worst(high);
        while at_high <= 1.0 {
            (low, at_low) = (high, at_high);
            high *= 2.0;
            if high > MOST {
                return f64::INFINITY;
            }
            at_high = worst(high);
        }
        // A millionth is far finer than any figure is shown.
        let mut halve = false;
        while high - low > 1e-6 * high {
            let width = high - low;
            let crossing = low + width * (1.0 - at_low) / (at_high - at_low);
            // A hair beyond the crossing brings the far bound in when the near one is exact.
            let guess =
                if halve { low + width / 2.0 } else { (crossing + 2e-7 * high).clamp(low + 1e-7 * high, high - 1e-7 * high) };
            let at = worst(guess);
            if at <= 1.0 {
                (low, at_low) = (guess, at)
            } else {
                (high, at_high) = (guess, at)
            }
            halve = high - low > width / 2.0;
        }
        low
    }

    /// Of what hangs on the lever, that on which these hang: a quarter of it.
    fn on_the_way(&self, utilisations: &[Utilisation]) -> Vec<CellId> {
        self.sheet.on_the_way(&self.dependents, utilisations.iter().map(|u| u.cell))
    }

    /// Low: every demand at its high end.
    fn headroom(&self, utilisations: &[Utilisation]) -> Range {
        let mut values = self.base.clone();
        let dependents = self.on_the_way(utilisations);
        let mut lane = |of: fn(Range) -> f64| {
            Self::largest(&mut |multiple| {
                self.sheet.replay_one(self.lever, Range::exact(multiple), &dependents, &mut values);
                utilisations.iter().map(|u| of(Sheet::in_replay(&values, u.cell))).fold(0.0, f64::max)
            })
        };
        let (low, high) = (lane(|range| range.high), lane(|range| range.low));
        // The searches end a millionth apart at most; the order of the bounds is not theirs to break.
        let likely = self.likely(utilisations).max(low);
        Range::new(low, likely, high.max(likely))
    }

    fn likely(&self, utilisations: &[Utilisation]) -> f64 {
        let mut values = self.likely.clone();
        let dependents = self.on_the_way(utilisations);
        Self::largest(&mut |multiple| {
            self.sheet.replay_likely(self.lever, multiple, &dependents, &mut values);
            utilisations.iter().map(|u| Sheet::in_replay(&values, u.cell)).fold(0.0, f64::max)
        })
    }

    /// The scarcest resource of each component with its own multiple, ascending; resources that load does not exhaust
    /// are left out.
    fn binding(&self, utilisations: &[Utilisation]) -> Vec<Binding> {
        let mut bindings: Vec<Binding> = Vec::new();
        for role in Role::ALL {
            let own: Vec<Utilisation> = utilisations.iter().filter(|u| u.role == role).copied().collect();
            let multiple = self.likely(&own);
            if multiple.is_infinite() {
                continue;
            }
            let mut values = self.likely.clone();
            // A breath above, so that of two curves that meet here the steeper one is named.
            let dependents = self.on_the_way(&own);
            self.sheet.replay_likely(self.lever, multiple * 1.000_01 + 1e-9, &dependents, &mut values);
            let of = |u: &Utilisation| Sheet::in_replay(&values, u.cell);
            let scarcest = own.iter().max_by(|a, b| of(a).total_cmp(&of(b)));
            if let Some(u) = scarcest {
                bindings.push(Binding { role, resource: u.resource, cell: u.cell, multiple });
            }
        }
        sort_short(&mut bindings, |a, b| a.multiple.total_cmp(&b.multiple));
        bindings
    }
}
