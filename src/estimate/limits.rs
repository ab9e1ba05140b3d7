//! Chapter "Limits": every configured limit as a share of the same load.

use super::Range;
use super::capacity::{Capacity, Resource};
use super::load::Load;
use super::sheet::{Draft, Term};
use super::tenancy::{Limits, Party, Tenancy, TenantUse};
use crate::design::{Design, Role};
use crate::quantity::{MIB, Style, Unit};

/// Tempo's own limit on one gRPC message; the bundle raises it with the largest trace.
const MESSAGE: f64 = MIB.of(16.0);

pub fn limits<'d>(
    design: &Design,
    draft: &'d Draft,
    load: &Load<'d>,
    tenancy: &Tenancy<'d>,
    capacity: &mut Capacity<'d>,
) -> Vec<TenantUse> {
    let settings = &design.tempo;
    let defaults = Limits {
        rate: draft.amount("tempo.rate_limit", settings.rate_limit),
        burst: draft.amount("tempo.burst_size", settings.burst_size),
        live_traces: draft.field("tempo.max_traces_per_user", f64::from(settings.max_traces_per_user), Unit::TRACE),
        trace: draft.amount("tempo.max_bytes_per_trace", settings.max_bytes_per_trace),
    };
    let limits: Vec<Limits> = tenancy.parties.iter().map(|party| defaults.of(design, draft, party)).collect();
    let each = || tenancy.parties.iter().zip(&limits);

    let distributors = draft.field("components.distributor.replicas", f64::from(design.distributor.replicas), Unit::ONE);
    let rates: Vec<(Term, Term)> = each()
        .map(|(party, limits)| {
            let (allowed, meaning) = if settings.rate_strategy == "local" {
                (
                    limits.rate * distributors,
                    "local: the limit holds on each distributor, so that the cluster takes it as often as there are distributors.",
                )
            } else {
                (
                    limits.rate * draft.constant(1.0, Unit::ONE),
                    "global: the distributors share the limit out among themselves.",
                )
            };
            let (id, label) = match party.at {
                Some(_) => (format!("limits.rate{}", party.suffix), format!("Rate limit of {}, whole cluster", party.name)),
                None => {
                    (allowed / distributors).listed("limits.rate_each", "Rate limit of a tenant, each distributor");
                    ("limits.rate".to_owned(), "Rate limit of a tenant, whole cluster".to_owned())
                }
            };
            (tenancy.peak(party, load), allowed.named(id, label, meaning))
        })
        .collect();
    let rate = tenancy.utilisation(
        capacity,
        (Role::Distributor, Resource::RateLimit),
        &rates,
        "Peak of one tenant over its rate limit. Above 100 % spans are refused: RATE_LIMITED.",
    );

    let live = capacity.live_traces;
    let traces: Vec<_> = each().map(|(party, limits)| (tenancy.of_one(party, live), limits.live_traces)).collect();
    let live_traces = tenancy.utilisation(
        capacity,
        (Role::Ingester, Resource::LiveTraces),
        &traces,
        "Live traces of one tenant over max_traces_per_user. Above 100 % spans are refused: LIVE_TRACES_EXCEEDED.",
    );

    let request_spans =
        draft.field("workload.spans_per_request", design.workload.spans_per_request, Unit::SPAN.per(Unit::REQUEST));
    let span_bytes = draft.field("workload.bytes_per_span", design.workload.bytes_per_span.get(), Unit::BYTE.per(Unit::SPAN));
    let request = (request_spans * span_bytes).listed("limits.request", "Size of a push request");
    let one = draft.given("one request", "a figure per request", Range::exact(1.0), Unit::REQUEST);
    let bursts: Vec<_> = limits.iter().map(|limits| (request * one, limits.burst)).collect();
    let burst = tenancy.highest(
        ("limits.burst", "Request over burst"),
        &bursts,
        "A request larger than burst_size_bytes fails always, however low the rate is.",
    );
    let trace = draft.amount("workload.largest_trace", design.workload.largest_trace);
    let sizes: Vec<_> = limits.iter().map(|limits| (trace, limits.trace)).collect();
    let trace_share = tenancy.highest(
        ("limits.trace", "Largest trace over its limit"),
        &sizes,
        "Above 100 % the trace is cut off: TRACE_TOO_LARGE.",
    );
    let trace_limit =
        limits.iter().fold(
            defaults.trace,
            |most, limits| {
                if limits.trace.id() == defaults.trace.id() { most } else { most.max(limits.trace) }
            },
        );
    let message = draft
        .given(
            "gRPC message limit",
            "16 MiB, Tempo's default, or 1.2 x max_bytes_per_trace where that is more: what the bundle writes",
            Range::exact(MESSAGE),
            Unit::BYTE,
        )
        .max(trace_limit * 1.2);
    let largest = (request * one).max(trace);
    (largest / message).listed_as("limits.message", "Largest message over the gRPC limit", Style::Percent);

    outstanding(design, draft, load, tenancy.tenants, capacity);
    let use_of = |(at, party): (usize, &Party)| TenantUse {
        at: party.at,
        peak: rates[at].0.id(),
        allowed: rates[at].1.id(),
        rate: rate[at],
        burst: burst[at],
        live_traces: live_traces[at],
        trace: trace_share[at],
    };
    tenancy.parties.iter().enumerate().map(use_of).collect()
}

/// Little's law: searches under way at once are searches per second times their latency, and at least one.
fn outstanding<'d>(design: &Design, draft: &'d Draft, load: &Load<'d>, tenants: Term<'d>, capacity: &mut Capacity<'d>) {
    let Some((jobs, latency)) = capacity.search else { return };
    let one = draft.given("one search", "a figure per search", Range::exact(1.0), Unit::SEARCH);
    let at_once = (load.searches / tenants * latency).max(one) / one;
    let concurrent = draft.field("tempo.concurrent_jobs", f64::from(design.tempo.concurrent_jobs), Unit::ONE);
    let waiting = (jobs.min(concurrent) * at_once).listed("limits.outstanding", "Outstanding jobs of a tenant");
    let limit = draft.field("tempo.max_outstanding_per_tenant", f64::from(design.tempo.max_outstanding_per_tenant), Unit::ONE);
    capacity.utilisation(
        Role::QueryFrontend,
        Resource::Outstanding,
        waiting,
        limit,
        "Outstanding jobs over max_outstanding_per_tenant. Above 100 % queries get 429.",
    );
}
