//! Whose load it is: the tenants that the design lists, each with its part, and the others, who share the rest evenly.
//!
//! Where no tenant is listed there is one party, any tenant, and every formula is that of one tenant among equals.

use super::capacity::{Capacity, Resource, utilisation_id};
use super::load::Load;
use super::sheet::{CellId, Draft, Range, Term};
use crate::design::{Design, Role, Tenant};
use crate::quantity::{Style, Unit};

/// One listed tenant, or any one of the others.
pub struct Party<'d> {
    /// Its place in the design's list; `None` for any one of the others.
    pub at: Option<usize>,
    /// `tenant team-a`, `each other tenant`.
    pub name: String,
    /// What the ids of its own figures end with: `.team-a`, `_others`.
    pub suffix: String,
    /// Its part of the load; `None`: all tenants share it evenly.
    share: Option<Term<'d>>,
    retention: Term<'d>,
}

/// How far the limits of one party are used, by the cells of its figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TenantUse {
    /// Its place in the design's list; `None` for any one of the others.
    pub at: Option<usize>,
    /// Its bytes per second at the peak, and what is let in of them.
    pub peak: CellId,
    pub allowed: CellId,
    pub rate: CellId,
    pub burst: CellId,
    pub live_traces: CellId,
    pub trace: CellId,
}

pub struct Tenancy<'d> {
    draft: &'d Draft,
    /// All tenants, listed or not.
    pub tenants: Term<'d>,
    /// The listed tenants in their order, then the others if there are any.
    pub parties: Vec<Party<'d>>,
    /// Tenants that are not listed, and their part of the load together; `None` where none is listed.
    others: Option<(Term<'d>, Term<'d>)>,
    default_retention: Term<'d>,
}

const SOURCE: &str = "the design's list of tenants that differ";

/// A value of one listed tenant, or the default of all. Not inlined, for the page's bytes.
#[inline(never)]
fn own<'d>(draft: &'d Draft, tenant: &Tenant, what: &str, value: Option<f64>, default: Term<'d>, unit: Unit) -> Term<'d> {
    match value {
        Some(value) => draft.given(&format!("{what} of tenant {}", tenant.id), SOURCE, Range::exact(value), unit),
        None => default,
    }
}

impl<'d> Tenancy<'d> {
    pub fn of(design: &Design, draft: &'d Draft) -> Self {
        let tenants = draft.field("workload.tenants", f64::from(design.workload.tenants), Unit::ONE);
        let retention = draft.field("workload.retention", design.workload.retention.seconds(), Unit::SECOND);
        let mut tenancy = Tenancy { draft, tenants, parties: Vec::new(), others: None, default_retention: retention };
        if design.tenants.is_empty() {
            tenancy.parties.push(Party { at: None, name: String::new(), suffix: String::new(), share: None, retention });
            return tenancy;
        }
        let one = draft.constant(1.0, Unit::ONE);
        let none = draft.constant(0.0, Unit::ONE);
        let count = |count: u32| draft.constant(f64::from(count), Unit::ONE);
        // Each as a cell, so that the formula shows what is taken from the whole.
        let shares: Vec<Option<Term>> = design
            .tenants
            .iter()
            .map(|tenant| tenant.share.map(|share| own(draft, tenant, "share", Some(share.get()), one, Unit::ONE)))
            .collect();
        let left = shares.iter().flatten().fold(one, |left, share| left - *share).max(none);
        let even = design.even().0;
        let with_share = count(shares.iter().flatten().count() as u32);
        let each = (even > 0).then(|| {
            (left / (tenants - with_share).max(one)).listed_as("limits.even_share", "Share of each other tenant", Style::Percent)
        });
        for (at, tenant) in design.tenants.iter().enumerate() {
            let retention = own(draft, tenant, "retention", tenant.retention.map(|time| time.seconds()), retention, Unit::SECOND);
            let share = shares[at].or(each).or(Some(none));
            tenancy.parties.push(Party {
                at: Some(at),
                name: format!("tenant {}", tenant.id),
                suffix: format!(".{}", tenant.id),
                share,
                retention,
            });
        }
        let others = count(design.other_tenants());
        if design.other_tenants() > 0 {
            tenancy.parties.push(Party {
                at: None,
                name: "each other tenant".to_owned(),
                suffix: "_others".to_owned(),
                share: each,
                retention,
            });
        }
        // A load that is nobody's is stored all the same.
        tenancy.others = Some((others, each.map_or(left, |each| others * each)));
        tenancy
    }

    /// The part of `whole` that is one party's. Not inlined, for the page's bytes.
    #[inline(never)]
    pub fn of_one(&self, party: &Party<'d>, whole: Term<'d>) -> Term<'d> {
        match party.share {
            Some(share) => whole * share,
            None => whole / self.tenants,
        }
    }

    /// `of` every party's retention, weighted by the load.
    pub fn weighted(&self, of: &dyn Fn(Term<'d>) -> Term<'d>) -> Term<'d> {
        let Some((_, rest)) = self.others else { return of(self.default_retention) };
        self.listed().fold(rest * of(self.default_retention), |sum, party| sum + self.of_one(party, of(party.retention)))
    }

    fn listed(&self) -> impl Iterator<Item = &Party<'d>> {
        self.parties.iter().filter(|party| party.at.is_some())
    }

    /// What is kept of `rate` for each party's retention: a figure per listed tenant, and one for the others together.
    pub fn kept(&self, rate: Term<'d>) -> Term<'d> {
        let Some((_, rest)) = self.others else { return rate * self.default_retention };
        let others = (rate * rest * self.default_retention).listed("storage.kept_others", "Kept of the others");
        self.listed().fold(others, |sum, party| {
            let kept = self.of_one(party, rate) * party.retention;
            sum + kept.named(
                format!("storage.kept{}", party.suffix),
                format!("Kept of {}", party.name),
                "One copy of what this tenant sends within its retention.",
            )
        })
    }

    /// The retention of a tenant on the mean, however much it sends: block lists are a tenant's own.
    pub fn mean_retention(&self) -> Term<'d> {
        let Some((others, _)) = self.others else { return self.default_retention };
        let all = self.listed().fold(others * self.default_retention, |sum, party| sum + party.retention);
        let count = others + self.draft.constant(self.listed().count() as f64, Unit::ONE);
        all / count
    }

    /// What every tenant makes of its own, such as blocks: one term for each party, in their order.
    pub fn each(&self, of: &dyn Fn(&Party<'d>) -> Term<'d>) -> Vec<Term<'d>> {
        self.parties.iter().map(of).collect()
    }

    /// The sum over all tenants of what [`Tenancy::each`] gave: a party that stands for several counts as often.
    pub fn total(&self, terms: &[Term<'d>]) -> Term<'d> {
        let Some((others, _)) = self.others else { return terms[0] * self.tenants };
        let all = terms.iter().zip(&self.parties).map(|(&term, party)| if party.at.is_some() { term } else { term * others });
        all.reduce(|a, b| a + b).unwrap_or(self.tenants)
    }

    /// The largest of them.
    pub fn largest(&self, terms: &[Term<'d>]) -> Term<'d> {
        // There is one party always.
        terms.iter().copied().reduce(Term::max).unwrap_or(self.tenants)
    }

    /// Makes a utilisation of each party's demand over its limit: the highest of them counts. Gives each one's cell.
    pub fn utilisation(
        &self,
        capacity: &mut Capacity<'d>,
        (role, resource): (Role, Resource),
        uses: &[(Term<'d>, Term<'d>)],
        meaning: &str,
    ) -> Vec<CellId> {
        let title = format!("{} {}", role.title(), resource.name());
        let (shares, worst, meaning) = self.shares((&utilisation_id(role, resource), &title), uses, meaning);
        capacity.share(role, resource, worst, &meaning);
        shares
    }

    /// The same for what does not grow with the load.
    pub fn highest(&self, name: (&str, &str), uses: &[(Term<'d>, Term<'d>)], meaning: &str) -> Vec<CellId> {
        let (shares, worst, meaning) = self.shares(name, uses, meaning);
        worst.styled(name.0, name.1, meaning, Style::Percent);
        shares
    }

    /// Each party's demand over its limit, as a figure of its own where there are several; the highest of them; and what
    /// that means, with the name of whose it is.
    fn shares(&self, (id, label): (&str, &str), uses: &[(Term<'d>, Term<'d>)], meaning: &str) -> (Vec<CellId>, Term<'d>, String) {
        let shares: Vec<Term> = uses.iter().map(|(demand, supply)| *demand / *supply).collect();
        let worst = self.largest(&shares);
        let cells = shares.iter().map(|share| share.id()).collect();
        if self.others.is_none() {
            return (cells, worst, meaning.to_owned());
        }
        let likely = |at: usize| shares[at].range().likely;
        let first = (0..shares.len()).reduce(|first, at| if likely(at) > likely(first) { at } else { first });
        for (share, party) in shares.iter().zip(&self.parties) {
            share.styled(format!("{id}{}", party.suffix), format!("{label}, {}", party.name), meaning, Style::Percent);
        }
        let whose = first.and_then(|at| self.parties.get(at)).map_or("", |party| party.name.as_str());
        (cells, worst, format!("{meaning} The highest of all tenants is that of {whose}."))
    }

    /// A party's bytes per second at the peak.
    pub fn peak(&self, party: &Party<'d>, load: &Load<'d>) -> Term<'d> {
        let peak = self.of_one(party, load.peak);
        match (party.at, self.others) {
            (None, None) => peak.listed("limits.tenant_peak", "Peak ingest of a tenant"),
            (None, Some(_)) => peak.listed("limits.tenant_peak", "Peak ingest of each other tenant"),
            (Some(_), _) => peak.named(
                format!("limits.tenant_peak{}", party.suffix),
                format!("Peak ingest of {}", party.name),
                "This tenant's part of the load in the busiest minutes.",
            ),
        }
    }
}

/// What one party may do.
pub struct Limits<'d> {
    pub rate: Term<'d>,
    pub burst: Term<'d>,
    pub live_traces: Term<'d>,
    pub trace: Term<'d>,
}

impl<'d> Limits<'d> {
    /// The limits that hold for a party: its own, or `self`.
    pub fn of(&self, design: &Design, draft: &'d Draft, party: &Party<'d>) -> Limits<'d> {
        let Some(tenant) = party.at.and_then(|at| design.tenants.get(at)) else {
            return Limits { ..*self };
        };
        let bytes = |what, value: Option<crate::design::Bytes>, default| {
            own(draft, tenant, what, value.map(|bytes| bytes.get()), default, Unit::BYTE)
        };
        Limits {
            rate: own(
                draft,
                tenant,
                "rate limit",
                tenant.rate_limit.map(|rate| rate.get()),
                self.rate,
                Unit::BYTE.per(Unit::SECOND),
            ),
            burst: bytes("burst size", tenant.burst_size, self.burst),
            live_traces: own(
                draft,
                tenant,
                "live trace limit",
                tenant.max_traces_per_user.map(f64::from),
                self.live_traces,
                Unit::TRACE,
            ),
            trace: bytes("max bytes per trace", tenant.max_bytes_per_trace, self.trace),
        }
    }
}
