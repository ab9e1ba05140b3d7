//! Chapter "Load": what the workload means per second.

use super::sheet::{Draft, Term};
use crate::design::Design;
use crate::quantity::{Style, Unit};

/// The rates every other chapter calculates with. `peak_*` carry the load multiple, so that a replay scales them.
pub struct Load<'d> {
    pub multiple: Term<'d>,
    /// The busiest hour over the mean.
    pub peak_factor: Term<'d>,
    /// Received bytes per second, mean over the day, times the multiple.
    pub mean: Term<'d>,
    pub peak: Term<'d>,
    pub peak_spans: Term<'d>,
    pub peak_traces: Term<'d>,
    pub peak_requests: Term<'d>,
    pub searches: Term<'d>,
    pub lookups: Term<'d>,
    pub replication: Term<'d>,
    /// Bytes per second of all copies, mean: what ingesters flush and compactors work on.
    pub mean_copies: Term<'d>,
    /// Stored bytes per byte received.
    pub compression: Term<'d>,
}

pub fn load<'d>(design: &Design, draft: &'d Draft) -> Load<'d> {
    let workload = &design.workload;
    let multiple = draft.lever(1.0);
    let spans = draft.amount("workload.spans", workload.spans);
    let span_bytes = draft.field("workload.bytes_per_span", workload.bytes_per_span.get(), Unit::BYTE.per(Unit::SPAN));
    let path = if design.hours().is_some() { "workload.profile" } else { "workload.peak_factor" };
    let peak_factor = draft.field(path, design.peak_factor(), Unit::ONE);
    let trace_spans = draft.field("workload.spans_per_trace", workload.spans_per_trace, Unit::SPAN.per(Unit::TRACE));
    let request_spans = draft.field("workload.spans_per_request", workload.spans_per_request, Unit::SPAN.per(Unit::REQUEST));
    let replication = draft.field("tempo.replication_factor", f64::from(design.tempo.replication_factor), Unit::ONE);

    let mean_spans = (spans * multiple).listed("load.mean_spans", "Mean spans");
    let mean = (mean_spans * span_bytes).listed("load.mean", "Mean ingest");
    let peak_spans = (mean_spans * peak_factor).listed("load.peak_spans", "Peak spans");
    let peak = (mean * peak_factor).listed("load.peak", "Peak ingest");
    let peak_traces = (peak_spans / trace_spans).listed("load.peak_traces", "Peak traces");
    let peak_requests = (peak_spans / request_spans).listed("load.peak_requests", "Peak push requests");
    let mean_copies = (mean * replication).listed("load.mean_copies", "Mean ingest of all copies");
    (peak * replication).listed("load.peak_copies", "Peak ingest of all copies");
    let searches = draft.amount("workload.searches", workload.searches).listed("load.searches", "Searches");
    let lookups = draft.amount("workload.trace_lookups", workload.trace_lookups);
    let compression = compression(design, draft, span_bytes);
    Load {
        multiple,
        peak_factor,
        mean,
        peak,
        peak_spans,
        peak_traces,
        peak_requests,
        searches,
        lookups,
        replication,
        mean_copies,
        compression,
    }
}

/// From the span's own content where somebody counted it, else the range of the evidence.
fn compression<'d>(design: &Design, draft: &'d Draft, span_bytes: Term<'d>) -> Term<'d> {
    let row = |id| draft.coefficient(crate::catalog::coefficient(id));
    let ratio = match design.workload.unique_characters {
        None => row("compression"),
        Some(unique) => {
            let unique = draft.field("workload.unique_characters", unique.get(), Unit::BYTE.per(Unit::SPAN));
            let keys = draft.given(
                "bytes of a bare span",
                "own runs of 2.10.8: a span without attributes is 97 B of OTLP",
                super::Range::exact(97.0),
                Unit::BYTE.per(Unit::SPAN),
            );
            let none = draft.constant(0.0, Unit::BYTE.per(Unit::SPAN));
            let repeated = (span_bytes - keys - unique).max(none);
            (row("stored-base") + row("stored-unique") * unique + row("stored-repeated") * repeated) / span_bytes
        }
    };
    ratio.listed_as("storage.compression", "Stored per received byte", Style::Percent)
}
