//! How well the model meets what was measured.
//!
//! In goes a file of evidence; out comes a [`Case`] for each of its rows: a [`Design`] from what is stated of it, and of every
//! measured quantity what the engine says, low, likely and high, beside what was found. Nothing is fitted here, and nothing is
//! left out: a claim is shown and not counted, and what the engine has no figure for is counted as missed.

mod observed;
mod own;
mod published;
mod read;
mod runs;
mod text;

pub use observed::Family;
pub use text::{lines, report};

use crate::catalog::{Evidence, Form};
use crate::design::fields::{FIELDS, Value as FieldValue};
use crate::design::{Bytes, Design};
use crate::estimate::Range;
use crate::order::sort_short;
use crate::problem::Problem;
use crate::quantity::{Style, Unit, show, show_range};
use observed::{Observed, QUANTITIES, quantity, width};
use read::Read;
use std::cmp::Ordering;

/// One row or case of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub form: Form,
    pub name: String,
    pub source: String,
    /// ISO 8601 of the precision known.
    pub date: String,
    /// A vendor's rule or label, not a measurement: shown and never counted.
    pub claim: bool,
    /// The design it became, with the searches that were served.
    pub design: Design,
    /// What is unlike the default in it.
    pub stated: String,
    /// What had to be assumed, and what the file itself remarks.
    pub notes: Vec<String>,
    pub values: Vec<Value>,
}

/// One measured quantity of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// As the file calls it.
    pub metric: String,
    pub label: String,
    pub family: Family,
    pub unit: Unit,
    pub measured: f64,
    /// Where nobody published the number, only on which side of `measured` it was.
    pub side: Option<Ordering>,
    /// What the publication itself leaves open, as a part of the bounds and in the unit: printed digits, counts in a window.
    pub tolerance: f64,
    pub grain: f64,
    /// `None`: the engine has no such figure.
    pub predicted: Option<Range>,
    /// In the names of the sheet.
    pub formula: String,
}

impl Value {
    #[must_use]
    pub fn inside(&self) -> bool {
        self.predicted.is_some_and(|range| {
            let low = range.low * (1.0 - self.tolerance) - self.grain;
            let high = range.high * (1.0 + self.tolerance) + self.grain;
            match self.side {
                None => (low..=high).contains(&self.measured),
                Some(Ordering::Greater) => high > self.measured,
                Some(_) => low <= self.measured,
            }
        })
    }

    /// Measured over likely; `None` where nothing is predicted.
    #[must_use]
    pub fn error(&self) -> Option<f64> {
        self.predicted.filter(|range| range.likely > 0.0 && self.side.is_none()).map(|range| self.measured / range.likely)
    }

    /// High over low.
    #[must_use]
    pub fn width(&self) -> Option<f64> {
        self.predicted.map(width).filter(|width| width.is_finite())
    }

    /// Where low, high and measured lie on a logarithmic scale with the likely value in the middle, from 0, a thirtieth of it, to
    /// 1, thirty times as much. What is beyond lies at the end.
    #[must_use]
    pub fn places(&self) -> Option<[f64; 3]> {
        let range = self.predicted.filter(|range| range.likely > 0.0)?;
        let place = |value: f64| ((value / range.likely).max(1e-9).ln() / 30f64.ln() / 2.0 + 0.5).clamp(0.0, 1.0);
        Some([place(range.low), place(range.high), place(self.measured)])
    }

    #[must_use]
    pub fn show_measured(&self) -> String {
        let side = match self.side {
            None => "",
            Some(Ordering::Greater) => "above ",
            Some(_) => "not above ",
        };
        format!("{side}{}", show(self.measured, self.unit, Style::Auto))
    }

    /// The likely value, and the range; the second is empty where the figure is exact.
    #[must_use]
    pub fn show_apart(&self) -> (String, String) {
        let Some(range) = self.predicted else { return ("no figure".to_owned(), String::new()) };
        let likely = show(range.likely, self.unit, Style::Auto);
        let bounds = if range.is_exact() { String::new() } else { show_range(range.low, range.high, self.unit, Style::Auto) };
        (likely, bounds)
    }

    #[must_use]
    pub fn show_predicted(&self) -> String {
        let (likely, range) = self.show_apart();
        if range.is_empty() { likely } else { format!("{likely} ({range})") }
    }
}

/// How well some values are met.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    pub inside: usize,
    pub of: usize,
    /// Medians; zero of nothing.
    pub width: f64,
    /// Likely over measured.
    pub ratio: f64,
}

impl Summary {
    #[must_use]
    pub fn of<'v>(values: impl Iterator<Item = &'v Value>) -> Summary {
        let (mut summary, mut widths, mut ratios) = (Summary::default(), Vec::new(), Vec::new());
        for value in values {
            summary.of += 1;
            summary.inside += usize::from(value.inside());
            widths.extend(value.width());
            ratios.extend(value.error().filter(|error| *error > 0.0).map(|error| 1.0 / error));
        }
        Summary { width: median(widths), ratio: median(ratios), ..summary }
    }

    #[must_use]
    pub fn share(self) -> f64 {
        if self.of == 0 { 1.0 } else { self.inside as f64 / self.of as f64 }
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "inside {} of {}, median width {:.2}, median likely/measured {:.2}",
            self.inside, self.of, self.width, self.ratio
        )
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    sort_short(&mut values, f64::total_cmp);
    let middle = values.len() / 2;
    match values.get(middle) {
        None => 0.0,
        Some(&upper) if values.len() % 2 == 1 => upper,
        Some(&upper) => (values[middle - 1] + upper) / 2.0,
    }
}

/// The values that count: those of claims do not.
pub fn counted(cases: &[Case]) -> impl Iterator<Item = &Value> {
    cases.iter().filter(|case| !case.claim).flat_map(|case| &case.values)
}

#[must_use]
pub fn family(cases: &[Case], family: Family) -> Summary {
    Summary::of(counted(cases).filter(|value| value.family == family))
}

/// The cases of a file that the product brings along.
#[must_use]
pub fn cases(evidence: &Evidence) -> Vec<Case> {
    // A test reads all of them.
    read_cases(evidence.form, evidence.text).unwrap_or_default()
}

/// The cases of a file of the same form.
///
/// # Errors
/// Where it is no such file.
pub fn read_cases(form: Form, text: &str) -> Result<Vec<Case>, Problem> {
    let of = match form {
        Form::Runs => runs::case,
        Form::Published => published::case,
        Form::Own => own::case,
    };
    Ok(read::read(form, text)?.iter().map(of).collect())
}

/// How far the gauge of live traces strays from its law in a steady run: 0.97 to 1.02 in 17 public runs. The law is exact, the
/// printed rate and the moment of the sample are not.
const LIVE: f64 = 0.04;

/// The memory limit of pods that have none.
const NO_LIMIT: f64 = 1e12;

/// A case as its file states it, before the engine is asked.
struct Setup {
    case: Case,
    /// What the cluster was offered, and what it served of that.
    offered: Design,
    served: Design,
    /// Coefficients of which the case states what the catalog's range leaves open.
    known: Vec<(&'static str, Range)>,
    wanted: Vec<Wanted>,
}

/// A measured number, by the name that [`observed::QUANTITIES`] has for it.
struct Wanted {
    metric: String,
    quantity: String,
    measured: f64,
    tolerance: f64,
    /// In the printed unit.
    grain: f64,
}

impl Setup {
    fn new(form: Form, read: &Read, name: String, design: Design) -> Setup {
        let text = |key| read.head.text(key).unwrap_or_default().to_owned();
        let case = Case {
            form,
            name,
            source: text("source"),
            date: text("date"),
            claim: read.head.text("kind") == Some("claim"),
            design: design.clone(),
            stated: String::new(),
            notes: Vec::new(),
            values: Vec::new(),
        };
        Setup { case, served: design.clone(), offered: design, known: Vec::new(), wanted: Vec::new() }
    }

    /// What is known of a coefficient where the store stands in the cluster itself.
    fn near_store(&mut self) {
        self.known.push(("querier-scan-pod", Range::new(377e6, 450e6, 540e6)));
        // 0.05 to 0.08 s for a search of one or two waves of jobs.
        self.known.push(("job-latency", Range::new(0.01, 0.03, 0.08)));
        self.note("the store stands in the same cluster: what is only true of a far or throttled one is left out");
    }

    fn note(&mut self, note: impl Into<String>) {
        self.case.notes.push(note.into());
    }

    /// A number of the record, known by half a unit of its last printed place; nothing where it is not there.
    fn want(&mut self, record: &read::Record, metric: &str, quantity: &str, factor: f64) {
        self.want_counted(record, metric, quantity, factor, 0.0);
    }

    /// The same, known to within a part of itself.
    fn want_within(&mut self, record: &read::Record, metric: &str, quantity: &str, tolerance: f64) {
        self.want(record, metric, quantity, 1.0);
        if let Some(wanted) = self.wanted.last_mut().filter(|wanted| wanted.metric == metric) {
            wanted.tolerance = tolerance;
        }
    }

    /// The same of a count, which is known by so much at best.
    fn want_counted(&mut self, record: &read::Record, metric: &str, quantity: &str, factor: f64, grain: f64) {
        let (Some(measured), Some(text)) = (record.number(metric), record.text(metric)) else { return };
        let places = text.split_once('.').map_or(0, |(_, digits)| digits.len() as i32);
        let rounding = 0.5 * 10f64.powi(-places);
        let (metric, quantity) = (metric.to_owned(), quantity.to_owned());
        let grain = grain.max(rounding) * factor;
        self.wanted.push(Wanted { metric, quantity, measured: measured * factor, tolerance: 0.0, grain });
    }

    /// Asks the engine.
    fn judge(mut self) -> Case {
        self.case.stated = stated(&self.offered, &self.served);
        self.case.design = self.served.clone();
        let offered = Observed::of(&self.offered, share(&self.offered), &self.known);
        let served = Observed::of(&self.served, share(&self.served), &self.known);
        let of = |wanted: &Wanted| {
            let known = quantity(&wanted.quantity)?;
            let cell = (known.of)(if known.offered { &offered } else { &served })?.id();
            Some((known, cell))
        };
        let asked: Vec<_> = self.wanted.iter().map(of).collect();
        let (offered, served) = (offered.finish(), served.finish());
        for (wanted, asked) in self.wanted.into_iter().zip(asked) {
            let mut value = Value {
                label: wanted.quantity.clone(),
                metric: wanted.metric,
                family: Family::unknown(&wanted.quantity),
                unit: Unit::ONE,
                measured: wanted.measured,
                tolerance: wanted.tolerance,
                grain: wanted.grain,
                side: None,
                predicted: None,
                formula: String::new(),
            };
            if let Some((known, cell)) = asked {
                let sheet = if known.offered { &offered } else { &served };
                value.label = known.label.to_owned();
                value.family = known.family;
                value.unit = sheet.unit(cell);
                value.measured *= known.scale;
                value.grain *= known.scale;
                value.predicted = Some(sheet.range(cell));
                value.formula = sheet.spelled(cell);
            }
            // Outstanding blocks grow where a compactor gets more than it takes.
            if value.metric == "compactor.backlog_grows" {
                value.side = Some(if value.measured > 0.0 { Ordering::Greater } else { Ordering::Less });
                value.measured = 1.0;
            }
            self.case.values.push(value);
        }
        self.case
    }
}

/// The labels of the measured quantities that hang on a coefficient, by its id.
#[must_use]
pub fn checked_on(row: &str) -> Vec<&'static str> {
    // One or the other way to stored bytes.
    let plain = Design::default();
    let mut counted = plain.clone();
    counted.workload.unique_characters = Some(Bytes::new(100.0));
    let mut labels = Vec::new();
    for design in [plain, counted] {
        let observed = Observed::of(&design, share(&design), &[]);
        let cells: Vec<_> = QUANTITIES.iter().filter_map(|known| Some((known.label, (known.of)(&observed)?.id()))).collect();
        let sheet = observed.finish();
        let mut hanging: Vec<_> = sheet.standing(row).collect();
        hanging.extend(hanging.clone().into_iter().flat_map(|cell| sheet.dependents(cell)));
        for (label, cell) in cells {
            if hanging.contains(&cell) && !labels.contains(&label) {
                labels.push(label);
            }
        }
    }
    labels
}

/// The share of all traces that an ingester holds a copy of: the mean, since what was measured is a sum over all of them.
#[must_use]
pub fn share(design: &Design) -> f64 {
    let ingesters = f64::from(design.ingester.replicas.max(1));
    (f64::from(design.tempo.replication_factor) / ingesters).min(1.0)
}

/// What a case's design says that the default does not, by the fields' own texts.
fn stated(offered: &Design, served: &Design) -> String {
    let default = Design::default();
    let mut words = Vec::new();
    for field in &FIELDS {
        let value = field.write(offered);
        let unlimited = field.path.ends_with("memory_limit") && (field.get)(offered) == FieldValue::Number(NO_LIMIT);
        if unlimited {
            continue;
        }
        if value != field.write(&default) {
            words.push(format!("{} {value}", field.path));
        }
        let taken = field.write(served);
        if taken != value {
            words.push(format!("{} served {taken}", field.path));
        }
    }
    words.join(", ")
}
