//! Coefficients fitted to a running cluster.
//!
//! Goes in: what its Prometheus answered. The sheet is replayed at the measured load, and what is asked is the factor on a figure's
//! own coefficients at which it comes to what was measured. Comes out: the coefficients with the ranges that are left, each with
//! its reason, and the design that has them.

use super::answers::Series;
use super::sheet::{Cause, CellId, Range, Sheet};
use super::{estimate_of, share};
use crate::catalog::coefficient;
use crate::design::{Design, Measured};
use crate::order::sort_short;
use crate::problem::Problem;
use crate::quantity::{Style, Unit, show, show_range, significant};
use crate::ring::{Moment, Placement};
use std::collections::BTreeMap;

/// From so many values on their scatter says how far one coefficient varies.
pub const MANY: usize = 12;
/// Of a coefficient known by many values alone the range stays at least so wide either way: other loads were not measured.
const LEAST: f64 = 1.25;
/// The factors looked among.
const FACTORS: [f64; 2] = [1e-3, 1e3];

/// What can be measured.
#[derive(Debug, PartialEq)]
pub struct Gauge {
    /// `ingester-cpu`: what the label `measured` of an answer says.
    pub id: &'static str,
    pub label: &'static str,
    pub unit: Unit,
    /// PromQL; `$namespace` stands for the design's.
    query: &'static str,
    what: What,
}

#[derive(Debug, PartialEq)]
enum What {
    /// The load it was measured under.
    Load,
    /// A figure of the sheet, and the coefficients that are scaled until it fits: with the factor, or against it.
    Figure { id: &'static str, with: &'static [&'static str], against: &'static [&'static str] },
}

macro_rules! gauges {
    (loads: $($id:literal, $label:literal, $unit:expr, $query:expr;)*
     figures: $($fid:literal, $flabel:literal, $funit:expr, $figure:literal, $with:expr, $against:expr, $fquery:expr;)*) => {
        /// All that can be measured: the load first, then in the order in which they are fitted, since later figures hang on the
        /// coefficients of earlier ones.
        pub static GAUGES: &[Gauge] = &[
            $(Gauge { id: $id, label: $label, unit: $unit, query: $query, what: What::Load },)*
            $(Gauge {
                id: $fid, label: $flabel, unit: $funit, query: $fquery,
                what: What::Figure { id: $figure, with: &$with, against: &$against },
            },)*
        ];
    };
}

const PER_SECOND: Unit = Unit::ONE.per(Unit::SECOND);
const BYTE_RATE: Unit = Unit::BYTE.per(Unit::SECOND);
const SPAN_RATE: Unit = Unit::SPAN.times(PER_SECOND);
const REQUEST_RATE: Unit = Unit::REQUEST.times(PER_SECOND);
const TRACE_RATE: Unit = Unit::TRACE.times(PER_SECOND);
const SEARCH_RATE: Unit = Unit::SEARCH.times(PER_SECOND);

macro_rules! cpu {
    ($of:literal, $container:literal) => {
        concat!(
            $of,
            "(sum by (pod) (rate(container_cpu_usage_seconds_total{namespace=\"$namespace\", container=\"",
            $container,
            "\"}[3h])))"
        )
    };
}
// The resident memory: the working set counts the file cache, which the model shows apart.
macro_rules! memory {
    ($container:literal) => {
        concat!("max(max_over_time(container_memory_rss{namespace=\"$namespace\", container=\"", $container, "\"}[3h]))")
    };
}

gauges! {
    loads:
    "spans", "Spans received", SPAN_RATE, "sum(rate(tempo_distributor_spans_received_total[3h]))";
    "bytes", "Bytes received", BYTE_RATE, "sum(rate(tempo_distributor_bytes_received_total[3h]))";
    "requests", "Push requests", REQUEST_RATE, "sum(rate(tempo_distributor_push_duration_seconds_count[3h]))";
    "traces", "Traces begun, all copies", TRACE_RATE, "sum(rate(tempo_ingester_traces_created_total[3h]))";
    "searches", "Searches", SEARCH_RATE, "sum(rate(tempo_query_frontend_queries_total{op=\"search\"}[3h]))";
    "lookups", "Lookups of a trace", SEARCH_RATE, "sum(rate(tempo_query_frontend_queries_total{op=\"traces\"}[3h]))";
    figures:
    "flushed", "Blocks flushed", BYTE_RATE, "storage.flushed",
        ["compression", "stored-base", "stored-unique", "stored-repeated"], [],
        "sum(rate(tempo_ingester_flush_size_bytes_sum[3h]))";
    "rewritten", "Rewritten by compaction", BYTE_RATE, "storage.rewritten", ["write-amplification"], [],
        "sum(rate(tempodb_compaction_bytes_written_total[3h]))";
    "inspected", "Bytes inspected by searches", BYTE_RATE, "query.inspected_rate", ["inspected-share"], [],
        "sum(rate(tempo_query_frontend_bytes_inspected_total{op=\"search\"}[3h]))";
    "distributor-cpu", "Distributor CPU, all pods", Unit::CORE, "demand.distributor.cpu_all",
        ["distributor-cpu-bytes", "distributor-cpu-spans", "distributor-cpu-requests", "distributor-cpu-copy"], [],
        cpu!("sum", "distributor");
    "ingester-cpu", "Ingester CPU, busiest pod", Unit::CORE, "demand.ingester.cpu",
        ["ingester-cpu-bytes", "ingester-cpu-spans", "ingester-cpu-traces", "ingester-cpu-requests", "ingester-cpu-search"], [],
        cpu!("max", "ingester");
    "query-frontend-cpu", "Query-frontend CPU, mean pod", Unit::CORE, "demand.query_frontend.cpu", ["frontend-cpu"], [],
        cpu!("avg", "query-frontend");
    "querier-cpu", "Querier CPU, all pods", Unit::CORE, "demand.querier.cpu_all", ["querier-cpu-search"], ["querier-scan"],
        cpu!("sum", "querier");
    "compactor-cpu", "Compactor CPU, mean pod", Unit::CORE, "demand.compactor.cpu", ["compactor-cpu"], [],
        cpu!("avg", "compactor");
    "distributor-memory", "Distributor memory, largest pod", Unit::BYTE, "demand.distributor.memory", ["distributor-memory"], [],
        memory!("distributor");
    "ingester-memory", "Ingester memory, largest pod", Unit::BYTE, "demand.ingester.memory",
        [
            "ingester-memory-base", "ingester-memory-rate", "ingester-memory-search", "ingester-memory-search-cap",
            "ingester-completion-base", "ingester-completion", "ingester-live-trace",
        ], [],
        memory!("ingester");
    "query-frontend-memory", "Query-frontend memory, largest pod", Unit::BYTE, "demand.query_frontend.memory",
        ["frontend-memory-small", "frontend-memory-large"], [],
        memory!("query-frontend");
    "querier-memory", "Querier memory, largest pod", Unit::BYTE, "demand.querier.memory",
        ["querier-memory", "querier-memory-search", "querier-memory-full"], [],
        memory!("querier");
    "compactor-memory", "Compactor memory, largest pod", Unit::BYTE, "demand.compactor.memory",
        ["compactor-memory-small", "compactor-memory-large"], [],
        memory!("compactor");
}

impl Gauge {
    /// The PromQL that answers with it.
    #[must_use]
    pub fn query(&self, design: &Design) -> String {
        self.query.replace("$namespace", &design.platform.namespace)
    }

    /// Whether it is the load that the others were measured under.
    #[must_use]
    pub fn is_load(&self) -> bool {
        self.what == What::Load
    }
}

/// The gauge with this id.
#[must_use]
pub fn gauge(id: &str) -> Option<&'static Gauge> {
    GAUGES.iter().find(|gauge| gauge.id == id)
}

/// All queries as one, whose answer says by the label `measured` which value is which. What the cluster lacks is left out of
/// the answer.
#[must_use]
pub fn query_for_all(design: &Design) -> String {
    let one = |gauge: &Gauge| format!("label_replace({}, \"measured\", \"{}\", \"\", \"\")", gauge.query(design), gauge.id);
    GAUGES.iter().map(one).collect::<Vec<_>>().join("\nor ")
}

/// What was measured, by the gauge: times and values.
pub type Answers = BTreeMap<&'static str, Vec<(f64, f64)>>;

/// Puts an answer to what it answers: the labels say it, or the field it was pasted into.
///
/// # Errors
/// A sentence: what is not clear, and what to do. The answers stay as they were.
pub fn sort_in(answers: &mut Answers, series: Vec<Series>, field: Option<&'static Gauge>) -> Result<(), Problem> {
    let mut found = Answers::new();
    let several = series.len();
    for one in series {
        let gauge = match (one.label("measured"), field) {
            (Some(name), _) => gauge(name).ok_or_else(|| {
                let name: String = name.chars().take(40).collect();
                Problem::new("measured", format!("Nothing measured is called {name}."), "Ask the query for all as it stands.")
            })?,
            (None, Some(field)) if several == 1 => field,
            (None, Some(field)) => {
                let what = format!("The answer has {several} series, and the query gives one.");
                return Err(Problem::new(field.label, what, "Ask the query as it stands: it makes one of all pods."));
            }
            (None, None) => {
                let what = "The answer does not say what was measured: it has no label `measured`.";
                return Err(Problem::new("", what, "Ask the query for all as it stands, or paste it at what it measures."));
            }
        };
        if found.insert(gauge.id, one.samples).is_some() {
            let what = "The answer has two series of it.";
            return Err(Problem::new(gauge.label, what, "Ask the query as it stands."));
        }
    }
    answers.extend(found);
    Ok(())
}

/// One figure that was fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    pub gauge: &'static Gauge,
    /// The middle one of the values.
    pub measured: f64,
    pub values: usize,
    /// What the model says at the measured load by the catalog.
    pub predicted: Range,
    /// Measured over predicted, on the coefficients alone.
    pub factor: f64,
    pub own: Vec<Measured>,
    /// What the range is and why.
    pub reason: String,
}

impl Fitted {
    /// The model's answer as text: `1.02 cores, 0.8–1.5 cores`.
    #[must_use]
    pub fn predicted(&self) -> String {
        let (range, unit) = (self.predicted, self.gauge.unit);
        let likely = show(range.likely, unit, Style::Auto);
        if range.is_exact() { likely } else { format!("{likely}, {}", show_range(range.low, range.high, unit, Style::Auto)) }
    }

    #[must_use]
    pub fn is_inside(&self) -> bool {
        self.predicted.low <= self.measured && self.measured <= self.predicted.high
    }
}

/// What came of the answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub fitted: Vec<Fitted>,
    /// The load they were fitted at, in words.
    pub load: String,
    /// What could not be fitted, and why.
    pub problems: Vec<Problem>,
    /// The design with the fitted coefficients.
    pub design: Design,
}

/// Fits what was measured. The design says what the cluster is; of its load only what was not measured is taken, and the
/// peak is the measured moment.
#[must_use]
pub fn fit(design: &Design, placement: &Placement, answers: &Answers) -> Fit {
    let mut asked: Vec<(&'static Gauge, &Vec<(f64, f64)>)> = Vec::new();
    for gauge in GAUGES {
        asked.extend(answers.get(gauge.id).filter(|samples| !samples.is_empty()).map(|samples| (gauge, samples)));
    }
    let mut base = design.clone();
    // What is measured is measured at a load: no factor of the day lies between.
    base.workload.profile = "peak".to_owned();
    base.workload.peak_factor = 1.0;
    // Each is fitted from the catalog's value, however often: a fit of a fit would drift.
    let rows = |gauge: &Gauge| match gauge.what {
        What::Figure { with, against, .. } => [with, against].concat(),
        What::Load => Vec::new(),
    };
    let fresh: Vec<&str> = asked.iter().flat_map(|(gauge, _)| rows(gauge)).collect();
    base.measured.retain(|own| !fresh.contains(&own.row.id));
    let sheet = estimate_of(&base, share(placement), None).sheet;
    let mut fitter =
        Fitter { design, causes: sheet.causes().collect(), sheet: &sheet, answers, done: Vec::new(), values: Vec::new() };
    let mut fit = Fit { fitted: Vec::new(), load: fitter.load_words(), problems: Vec::new(), design: design.clone() };
    for (gauge, samples) in asked.into_iter().filter(|(gauge, _)| !gauge.is_load()) {
        match fitter.one(gauge, samples) {
            Ok(fitted) => {
                fitted.own.iter().for_each(|own| fit.design.put_measured(own.clone()));
                fit.fitted.push(fitted);
            }
            Err((what, remedy)) => fit.problems.push(Problem::new(gauge.label, what, remedy)),
        }
    }
    fit
}

struct Fitter<'f> {
    design: &'f Design,
    sheet: &'f Sheet,
    causes: Vec<(CellId, Cause<'f>)>,
    answers: &'f Answers,
    /// The coefficients fitted so far.
    done: Vec<(CellId, f64)>,
    values: Vec<f64>,
}

impl Fitter<'_> {
    fn cells(&self, is: impl Fn(&Cause) -> bool) -> impl Iterator<Item = CellId> {
        self.causes.iter().filter(move |(_, cause)| is(cause)).map(|(cell, _)| *cell)
    }

    /// What a gauge said at this time, or its middle value where it was not asked then.
    fn at(&self, id: &str, time: Option<f64>) -> Option<f64> {
        let samples = self.answers.get(id)?;
        let then = time.and_then(|time| samples.iter().find(|(known, _)| *known == time && time != 0.0));
        then.map(|(_, value)| *value).or_else(|| middle(samples.iter().map(|(_, value)| *value)))
    }

    /// The load at this time, as values of the design's fields.
    fn load(&self, time: Option<f64>) -> Vec<(&'static str, f64)> {
        let of = |id| self.at(id, time).filter(|value| *value > 0.0);
        let workload = &self.design.workload;
        let spans = of("spans").unwrap_or(workload.spans.get());
        let mut load = vec![("workload.spans", spans)];
        load.extend(of("bytes").map(|bytes| ("workload.bytes_per_span", bytes / spans)));
        load.extend(of("requests").map(|requests| ("workload.spans_per_request", spans / requests)));
        let copies = f64::from(self.design.tempo.replication_factor);
        load.extend(of("traces").map(|traces| ("workload.spans_per_trace", spans * copies / traces)));
        // No searches are a load as well.
        load.extend(self.at("searches", time).map(|searches| ("workload.searches", searches)));
        load.extend(self.at("lookups", time).map(|lookups| ("workload.trace_lookups", lookups)));
        load
    }

    fn moved(&self, load: &[(&'static str, f64)]) -> Vec<(CellId, f64)> {
        let mut moved = self.done.clone();
        for (path, value) in load {
            moved.extend(self.cells(|cause| matches!(cause, Cause::Field(known) if known == path)).map(|cell| (cell, *value)));
        }
        moved
    }

    fn load_words(&self) -> String {
        let told = |gauge: &Gauge| {
            self.at(gauge.id, None)
                .map(|value| format!("{} {}", gauge.label.to_ascii_lowercase(), show(value, gauge.unit, Style::Auto)))
        };
        let (known, open): (Vec<&Gauge>, Vec<&Gauge>) =
            GAUGES.iter().filter(|gauge| gauge.is_load()).partition(|gauge| self.answers.contains_key(gauge.id));
        let known: Vec<_> = known.into_iter().filter_map(told).collect();
        let open: Vec<_> = open.into_iter().map(|gauge| gauge.label.to_ascii_lowercase()).collect();
        match (known.is_empty(), open.is_empty()) {
            (true, _) => "No load was measured: that of the design is taken, at its mean.".to_owned(),
            (false, true) => format!("Fitted at the measured load: {}.", known.join(", ")),
            (false, false) => {
                format!("Fitted at the measured load: {}; as the design has it: {}.", known.join(", "), open.join(", "))
            }
        }
    }

    fn one(&mut self, gauge: &'static Gauge, samples: &[(f64, f64)]) -> Result<Fitted, (String, &'static str)> {
        let What::Figure { id, with, against } = gauge.what else { return Err((String::new(), "")) };
        let Some(target) = self.sheet.find(id) else {
            return Err(("The design has no such figure.".to_owned(), "Leave it out."));
        };
        let load = self.moved(&self.load(None));
        let (with, against) = (self.felt(with, &load, target), self.felt(against, &load, target));
        let (ups, downs) = (self.scaled(&with), self.scaled(&against));
        let mut factors = Vec::with_capacity(samples.len());
        for (time, measured) in samples {
            let moved = self.moved(&self.load(Some(*time)));
            factors.push(self.factor(&moved, &ups, &downs, target, *measured)?);
        }
        let measured = middle(samples.iter().map(|(_, value)| *value)).unwrap_or(0.0);
        let factor = middle(factors.iter().copied()).unwrap_or(1.0);
        sort_short(&mut factors, f64::total_cmp);
        // The outermost twentieth at either end is a restart or a gap.
        let cut = (factors.len() - 1) / 20;
        let (least, most) = (factors[cut].min(factor), factors[factors.len() - 1 - cut].max(factor));
        let predicted = self.predicted(target);
        let alone = with.len() + against.len() == 1;
        let note = note(gauge, measured, samples);
        let own: Vec<Measured> = with
            .iter()
            .map(|id| (*id, factor, least, most))
            .chain(against.iter().map(|id| (*id, 1.0 / factor, 1.0 / most, 1.0 / least)))
            .map(|(id, factor, least, most)| {
                let row = coefficient(id);
                let mut low = (row.low * factor).min(row.likely * least);
                let mut high = (row.high * factor).max(row.likely * most);
                if alone && samples.len() >= MANY {
                    low = low.max(row.likely * least.min(factor / LEAST));
                    high = high.min(row.likely * most.max(factor * LEAST));
                }
                Measured::of(row, [low, row.likely * factor, high], &note)
            })
            .collect();
        for (cell, likely) in ups {
            self.done.push((cell, likely * factor));
        }
        for (cell, likely) in downs {
            self.done.push((cell, likely / factor));
        }
        let reason = reason(samples.len(), alone, own.len());
        Ok(Fitted { gauge, measured, values: samples.len(), predicted, factor, own, reason })
    }

    /// The cells of these coefficients, each with the catalog's likely value.
    fn scaled(&self, ids: &[&str]) -> Vec<(CellId, f64)> {
        let cells = self.cells(|cause| ids.iter().any(|id| is_row(cause, id)));
        cells.map(|cell| (cell, self.sheet.range(cell).likely)).collect()
    }

    /// Those of the coefficients that the figure hangs on at this load: of a load that there was none of a measurement says
    /// nothing, and of a lesser demand that a larger one hides only where a tenth or ten times of it would show.
    fn felt(&mut self, ids: &[&'static str], load: &[(CellId, f64)], target: CellId) -> Vec<&'static str> {
        let mut at = |id: &str, factor: f64| {
            let own = self.causes.iter().filter(|(_, cause)| is_row(cause, id)).map(|(cell, _)| *cell);
            let own = own.map(|cell| (cell, self.sheet.range(cell).likely * factor));
            let moved: Vec<_> = load.iter().copied().chain(own).collect();
            self.sheet.replay_moved(&moved, &mut self.values);
            Sheet::in_replay(&self.values, target)
        };
        ids.iter().copied().filter(|id| at(id, 0.1) != at(id, 10.0)).collect()
    }

    /// What the model says at the middle of the load, with the coefficients fitted before as they are now.
    fn predicted(&mut self, target: CellId) -> Range {
        let moved: Vec<_> = self.moved(&self.load(None)).into_iter().map(|(cell, value)| (cell, Range::exact(value))).collect();
        let mut values = Vec::new();
        self.sheet.replay(&moved, &mut values);
        Sheet::in_replay(&values, target)
    }

    /// The factor on the coefficients at which the figure is what was measured: it never falls as the factor grows.
    fn factor(
        &mut self,
        load: &[(CellId, f64)],
        ups: &[(CellId, f64)],
        downs: &[(CellId, f64)],
        target: CellId,
        measured: f64,
    ) -> Result<f64, (String, &'static str)> {
        let mut at = |factor: f64| {
            let moved: Vec<_> = load
                .iter()
                .copied()
                .chain(ups.iter().map(|(cell, likely)| (*cell, likely * factor)))
                .chain(downs.iter().map(|(cell, likely)| (*cell, likely / factor)))
                .collect();
            self.sheet.replay_moved(&moved, &mut self.values);
            Sheet::in_replay(&self.values, target)
        };
        let [mut low, mut high] = FACTORS;
        let (least, most) = (at(low), at(high));
        if measured <= 0.0 {
            return Err(("0 was measured, which fits nothing.".to_owned(), "Measure it under load, or leave it out."));
        }
        if least == most {
            let what = "At the measured load the model has none of it, so that nothing can be fitted.";
            return Err((what.to_owned(), "Look at the load: without searches there is nothing to inspect. Or leave it out."));
        }
        if !(least..=most).contains(&measured) {
            let what = "What was measured is a thousand times away from the model.";
            return Err((what.to_owned(), "Look whether the unit is that of the query, and the design that of the cluster."));
        }
        // A millionth of a factor, on a scale of its logarithm.
        while high > low * (1.0 + 1e-6) {
            let middle = (low * high).sqrt();
            if at(middle) < measured { low = middle } else { high = middle }
        }
        Ok((low * high).sqrt())
    }
}

fn is_row(cause: &Cause, id: &str) -> bool {
    matches!(cause, Cause::Coefficient(row) if row.id == id)
}

/// The middle value; of an even number the mean of the two in the middle.
fn middle(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    sort_short(&mut values, f64::total_cmp);
    let half = values.len() / 2;
    let upper = *values.get(half)?;
    Some(if values.len() % 2 == 1 { upper } else { (values[half - 1] + upper) / 2.0 })
}

/// `measured: ingester CPU, busiest pod 0.84 cores, 2026-11-24, 48 values`.
fn note(gauge: &Gauge, measured: f64, samples: &[(f64, f64)]) -> String {
    let mut note = format!("measured: {} {}", lower(gauge.label), show(measured, gauge.unit, Style::Auto));
    let last = samples.iter().map(|(time, _)| *time).fold(0.0, f64::max);
    if last > 0.0 {
        let moment = Moment::at(last).to_string();
        note.push_str(&format!(", {}", moment.split(' ').next().unwrap_or_default()));
    }
    if samples.len() > 1 {
        note.push_str(&format!(", {} values", samples.len()));
    }
    crate::quantity::ascii(&note)
}

fn lower(label: &str) -> String {
    crate::design::edit::lower_first(label)
}

fn reason(values: usize, alone: bool, rows: usize) -> String {
    let together =
        if rows > 1 { "; how it is shared among them one figure does not tell, so that all are scaled alike" } else { "" };
    match values {
        1 => format!("One value: the range stays as wide as the catalog’s beside its likely value{together}."),
        _ if alone && values >= MANY => format!(
            "{values} values: the range is their scatter, the outermost twentieths apart, at least {} % up and {} % down, since other loads were not measured.",
            significant((LEAST - 1.0) * 100.0),
            significant((1.0 - 1.0 / LEAST) * 100.0)
        ),
        _ => format!("{values} values: the range stays as wide as the catalog’s, and holds their scatter{together}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_the_median() {
        assert_eq!(middle([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(middle([4.0, 1.0, 2.0, 3.0].into_iter()), Some(2.5));
        assert_eq!(middle(std::iter::empty()), None);
    }
}
