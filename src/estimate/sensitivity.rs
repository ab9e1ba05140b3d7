//! What moves a figure most: one thing after another taken to its low and to its high end while all others stay likely.
//!
//! Goes in: an estimate and the id of a figure. Comes out: a bar for each coefficient, each field and each other number with a
//! range, the widest first. The sheet is replayed; only what the sheet takes whole from elsewhere (how pods are packed, the ring)
//! is estimated anew, and the bar says so.

use super::sheet::{Cause, CellId, Sheet};
use super::{Estimate, Solver, estimate_of, packing, share};
use crate::catalog::Coefficient;
use crate::design::edit;
use crate::design::fields::{FIELDS, Field, Kind, Value};
use crate::design::{Design, Measured};
use crate::order::sort_short;
use crate::quantity::{Dimension, GIB, MIB, Style, Unit, show, show_range, significant};
use crate::ring::Placement;
use std::borrow::Cow;

/// A field has no low and no high end of its own: it is taken so much of its value down and up.
pub const STEP: f64 = 0.2;

/// Fields that hold no cell alone: the ring and the packing read them too, or the sheet takes what they make as given.
const ANEW: [&str; 3] = ["platform.zones", "tempo.num_tokens", "tempo.max_bytes_per_trace"];
/// Coefficients that the packing reads.
const PACKED: [&str; 2] = ["daemonset-cpu", "daemonset-memory"];

/// What a bar is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Mover {
    Field(&'static Field),
    Coefficient(&'static Coefficient),
    /// A number from elsewhere, with its source.
    Given(String),
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.path)
    }
}

/// One end of a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// The value taken, with its unit.
    pub value: String,
    /// What the figure is then, likely case, in its unit.
    pub result: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub mover: Mover,
    pub label: String,
    /// The likely value, or the design's.
    pub now: String,
    /// At its low and at its high end; `None` where the design does not allow it.
    pub ends: [Option<End>; 2],
    /// How far apart the results of both ends and of now are.
    pub swing: f64,
    /// How far a field was taken down and up, in its own unit.
    pub step: Option<f64>,
    /// The design was estimated anew for it.
    pub anew: bool,
}

/// All bars of a figure, the widest first. What does not move it has none.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    pub id: String,
    pub label: String,
    pub unit: Unit,
    pub style: Style,
    /// The figure as it stands, likely case.
    pub likely: f64,
    pub bars: Vec<Bar>,
}

impl Mover {
    /// `coefficient:compression`, `field:workload.spans`: for keys.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Mover::Field(field) => format!("field:{}", field.path),
            Mover::Coefficient(row) => format!("coefficient:{}", row.id),
            Mover::Given(source) => format!("given:{source}"),
        }
    }
}

impl Sensitivity {
    /// A value of the figure as text.
    #[must_use]
    pub fn show(&self, value: f64) -> String {
        show(value, self.unit, self.style)
    }

    /// What the figure is at the two ends: `51–386 GB`.
    #[must_use]
    pub fn results(&self, bar: &Bar) -> String {
        let [low, high] = bar.ends.each_ref().map(|end| end.as_ref().map_or(self.likely, |end| end.result));
        show_range(low.min(high), low.max(high), self.unit, self.style)
    }

    /// A bar in a sentence.
    #[must_use]
    pub fn words(&self, bar: &Bar) -> String {
        let at = |end: &Option<End>| end.as_ref().map(|end| format!("{} with {}", self.show(end.result), end.value));
        let results = match (at(&bar.ends[0]), at(&bar.ends[1])) {
            (Some(low), Some(high)) => format!("{low}, {high}"),
            (Some(one), None) | (None, Some(one)) => format!("{one}; the other way is not allowed"),
            (None, None) => String::new(),
        };
        let from = match &bar.mover {
            Mover::Coefficient(_) => "The evidence leaves this range".to_owned(),
            Mover::Given(source) => format!("Known no closer ({source})"),
            Mover::Field(field) if counts(field) => format!("An input of the design, {}", counted(bar)),
            Mover::Field(_) => "An input of the design, 20 % less and more".to_owned(),
        };
        let how = if bar.anew { " The design was estimated anew for it." } else { "" };
        format!("{from}: {results}; now {} with {}.{how}", self.show(self.likely), bar.now)
    }
}

/// Above the bars: what was moved, and by how much.
pub const MOVED: &str = "One at a time, the rest as it is: coefficients to the ends of their evidence, inputs 20 % down and up; \
    what is counted in whole numbers, such as zones and replicas, by the whole number nearest to that, one at least.";

/// By how much a count was moved.
fn counted(bar: &Bar) -> String {
    match bar.step {
        Some(1.0) | None => "one less and more, since it is a whole number".to_owned(),
        Some(step) => format!("{step:.0} less and more, the whole number nearest to a fifth"),
    }
}

fn counts(field: &Field) -> bool {
    matches!(field.kind, Kind::Number { dimension: Dimension::Count, .. })
}

/// What moves the figure `id` of this estimate; `None` where it has no such figure.
#[must_use]
pub fn sensitivity(design: &Design, placement: &Placement, estimate: &Estimate, id: &str) -> Option<Sensitivity> {
    let figure = estimate.figure(id)?;
    let mut stage = Stage::new(design, placement, estimate, id)?;
    let mut bars = stage.ranges();
    bars.extend(FIELDS.iter().filter_map(|field| stage.field(field)));
    // A swing that is only the search's last digit is none.
    let least = 1e-5 * stage.likely.abs();
    bars.retain(|bar| bar.swing > least);
    sort_short(&mut bars, |a, b| b.swing.total_cmp(&a.swing).then_with(|| a.mover.key().cmp(&b.mover.key())));
    let (label, unit, style) = (figure.label().to_owned(), figure.unit(), figure.style());
    Some(Sensitivity { id: id.to_owned(), label, unit, style, likely: stage.likely, bars })
}

/// The figure that is looked at, and what its sheet can be asked.
struct Stage<'e> {
    design: &'e Design,
    placement: &'e Placement,
    estimate: &'e Estimate,
    id: &'e str,
    target: CellId,
    lever: Option<CellId>,
    /// The headroom's cell, where the figure hangs on it: it is solved again in every replay.
    headroom: Option<CellId>,
    likely: f64,
    /// All that may be moved, by what it is.
    causes: Vec<(CellId, Cause<'e>)>,
    values: Vec<f64>,
}

impl<'e> Stage<'e> {
    fn new(design: &'e Design, placement: &'e Placement, estimate: &'e Estimate, id: &'e str) -> Option<Self> {
        let sheet = &estimate.sheet;
        let target = sheet.find(id)?;
        let headroom = sheet.find("capacity.headroom");
        let headroom = headroom.filter(|cell| *cell == target || sheet.dependents(*cell).contains(&target));
        let causes: Vec<_> = sheet.causes().collect();
        let lever = causes.iter().find(|(_, cause)| matches!(cause, Cause::Lever)).map(|(cell, _)| *cell);
        let likely = sheet.range(target).likely;
        Some(Stage { design, placement, estimate, id, target, lever, headroom, likely, causes, values: Vec::new() })
    }

    /// The figure with some cells moved.
    fn replay(&mut self, moved: &[(CellId, f64)]) -> f64 {
        let sheet = &self.estimate.sheet;
        sheet.replay_moved(moved, &mut self.values);
        if let (Some(headroom), Some(lever)) = (self.headroom, self.lever) {
            let solved = Solver::from(sheet, lever, self.values.clone()).likely(&self.estimate.utilisations);
            let all: Vec<_> = moved.iter().copied().chain([(headroom, solved)]).collect();
            sheet.replay_moved(&all, &mut self.values);
        }
        Sheet::in_replay(&self.values, self.target)
    }

    /// The figure of another design.
    fn estimate(&self, design: &Design) -> f64 {
        let alike = packing::alike(self.design, design);
        let drawn = self.placement.follow(design).map_or(Cow::Borrowed(self.placement), Cow::Owned);
        estimate_of(design, share(&drawn), Some(alike.then_some(self.estimate))).range(self.id).likely
    }

    fn swing(&self, ends: &[Option<End>; 2]) -> f64 {
        let results = || ends.iter().flatten().map(|end| end.result).chain([self.likely]);
        let (least, most) = (results().fold(f64::INFINITY, f64::min), results().fold(f64::NEG_INFINITY, f64::max));
        if least == most { 0.0 } else { most - least }
    }

    /// Bars of coefficients and of what else has a range.
    fn ranges(&mut self) -> Vec<Bar> {
        let mut done: Vec<String> = Vec::new();
        let mut bars = Vec::new();
        for (at, (cell, cause)) in self.causes.clone().into_iter().enumerate() {
            let range = self.estimate.sheet.range(cell);
            let (mover, label) = match cause {
                Cause::Coefficient(row) => (Mover::Coefficient(row), row.label()),
                Cause::Given { label, source } => (Mover::Given(source.to_owned()), label),
                Cause::Field(_) | Cause::Lever => continue,
            };
            let key = format!("{}{label}", mover.key());
            if range.is_exact() || Some(cell) == self.headroom || label == "solved" || done.contains(&key) {
                continue;
            }
            done.push(key);
            let same: Vec<CellId> = self.causes[at..]
                .iter()
                .filter(|(_, other)| match (&mover, other) {
                    (Mover::Coefficient(row), Cause::Coefficient(other)) => row.id == other.id,
                    (Mover::Given(source), Cause::Given { label: other, source: its }) => label == *other && source == its,
                    _ => false,
                })
                .map(|(cell, _)| *cell)
                .collect();
            let unit = self.estimate.sheet.unit(cell);
            let text = |value: f64| match &mover {
                Mover::Coefficient(row) => spell(row, value),
                _ => show(value, unit, Style::Auto),
            };
            let packed = match &mover {
                Mover::Coefficient(row) if PACKED.contains(&row.id) => Some(*row),
                _ => None,
            };
            let ends = [range.low, range.high].map(|value| {
                if value == range.likely {
                    return Some(End { value: text(value), result: self.likely });
                }
                let result = match packed {
                    Some(row) => {
                        let mut changed = self.design.clone();
                        let number = value / row.written_in().0;
                        changed.put_measured(Measured { row, numbers: [number; 3], note: String::new() });
                        self.estimate(&changed)
                    }
                    None => self.replay(&same.iter().map(|cell| (*cell, value)).collect::<Vec<_>>()),
                };
                Some(End { value: text(value), result })
            });
            let swing = self.swing(&ends);
            let (label, now) = (label.to_owned(), text(range.likely));
            bars.push(Bar { mover, label, now, ends, swing, step: None, anew: packed.is_some() });
        }
        bars
    }

    /// A bar of a field that is a number and that the figures hang on.
    fn field(&mut self, field: &'static Field) -> Option<Bar> {
        let Kind::Number { min, max, .. } = field.kind else { return None };
        let now = (field.get)(self.design).optional_number().filter(|now| *now != 0.0)?;
        let own = |(cell, cause): &(CellId, Cause)| matches!(cause, Cause::Field(path) if *path == field.path).then_some(*cell);
        let cells: Vec<CellId> = self.causes.iter().filter_map(own).collect();
        let listed = ANEW.contains(&field.path);
        if cells.is_empty() && !listed {
            return None;
        }
        let requested = field.path.ends_with("_request");
        let mut anew = listed || counts(field) || requested;
        let step = if counts(field) { (now * STEP).round().max(1.0) } else { now * STEP };
        let mut end = |value: f64| {
            let edit = edit::set(self.design, field, &Value::Number(value.clamp(min, max))).ok()?;
            let taken = (field.get)(&edit.design).optional_number().filter(|taken| *taken != now)?;
            // What goes along is in other cells.
            let alone = !anew && edit.note.is_none();
            anew |= !alone;
            let result = if alone {
                self.replay(&cells.iter().map(|cell| (*cell, taken)).collect::<Vec<_>>())
            } else {
                self.estimate(&edit.design)
            };
            Some(End { value: stepped(field, taken), result })
        };
        let ends = [end(now - step), end(now + step)];
        let swing = self.swing(&ends);
        Some(Bar {
            mover: Mover::Field(field),
            label: edit::name(field),
            now: shown(field, now),
            ends,
            swing,
            step: Some(step),
            anew,
        })
    }
}

/// A stepped value, to three digits: a fifth of 8Gi is no number that anybody would type.
fn stepped(field: &Field, value: f64) -> String {
    let Kind::Number { dimension, .. } = field.kind else { return String::new() };
    let auto = |unit| show(value, unit, Style::Auto);
    match dimension {
        Dimension::Memory if value >= GIB.of(1.0) => format!("{}Gi", significant(GIB.count(value))),
        Dimension::Memory => format!("{}Mi", significant(MIB.count(value))),
        Dimension::Size => auto(Unit::BYTE),
        Dimension::ByteRate => auto(Unit::BYTE.per(Unit::SECOND)),
        Dimension::Duration => auto(Unit::SECOND),
        _ => shown(field, value),
    }
}

/// As the field's box and what stands behind it.
fn shown(field: &Field, value: f64) -> String {
    let (text, unit) = edit::shown(field, &Value::Number(value));
    text + unit
}

/// A coefficient in the unit that a person reads it in.
fn spell(row: &Coefficient, value: f64) -> String {
    let (scale, unit) = row.written_in();
    let number = significant(value / scale);
    if unit.is_empty() { number } else { format!("{number}\u{202f}{unit}") }
}
