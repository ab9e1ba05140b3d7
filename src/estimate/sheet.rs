//! One expression gives value, range, unit, formula and sources.
//!
//! A [`Draft`] is written like arithmetic; what comes out is a [`Sheet`], a plain list of operations. "At which load does
//! this reach 1" and "what if that coefficient is at its high end" replay the same list, so that no second formula exists.
//! Hence no Rust `if` on a cell's value: `min`, `max` and `ceil` are operations too.

mod figure;
mod replay;

pub use figure::{Figure, Origin, Part};
pub use replay::Moves;

use crate::catalog::{Coefficient, Price};
use crate::design::{Design, Measured};
use crate::quantity::{Amount, Billed, Style, Unit};
use std::cell::RefCell;
use std::ops::{Add, Div, Mul, Sub};

/// Low, likely, high. Always in that order: a test holds every cell to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub low: f64,
    pub likely: f64,
    pub high: f64,
}

impl Range {
    #[must_use]
    pub fn exact(value: f64) -> Self {
        Range { low: value, likely: value, high: value }
    }

    #[must_use]
    pub fn new(low: f64, likely: f64, high: f64) -> Self {
        Range { low, likely, high }
    }

    #[must_use]
    pub fn is_exact(self) -> bool {
        self.low == self.high
    }

    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Range { low: f(self.low), likely: f(self.likely), high: f(self.high) }
    }

    /// Bounds of a monotone operation on both operands, each bound at its worst corner.
    fn corners(self, other: Range, f: fn(f64, f64) -> f64) -> Self {
        let ends = [f(self.low, other.low), f(self.low, other.high), f(self.high, other.low), f(self.high, other.high)];
        let likely = f(self.likely, other.likely);
        Range { low: ends.into_iter().fold(likely, f64::min), likely, high: ends.into_iter().fold(likely, f64::max) }
    }
}

/// Nothing demanded of nothing is no load; something demanded of nothing is beyond any.
fn quotient(a: f64, b: f64) -> f64 {
    if a == 0.0 { 0.0 } else { a / b }
}

/// Nothing, however often, is nothing: a headroom without end over no load at all.
fn product(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

/// A cell's place in its sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellId(u32);

impl CellId {
    fn at(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Debug)]
enum Op {
    /// A field of the design, by its path.
    Field(&'static str),
    /// A quantity that a replay moves and no user sees: the multiple of the load.
    Lever,
    Constant,
    Coefficient(&'static Coefficient),
    Price(&'static Price),
    /// A number from another exact computation, or a fact without a row of its own.
    Given {
        label: String,
        source: String,
    },
    Add(CellId, CellId),
    Sub(CellId, CellId),
    Mul(CellId, CellId),
    Div(CellId, CellId),
    Min(CellId, CellId),
    Max(CellId, CellId),
    Ceil(CellId),
}

/// What a replay may move.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cause<'s> {
    Field(&'static str),
    Coefficient(&'static Coefficient),
    Given { label: &'s str, source: &'s str },
    Lever,
}

#[derive(Clone, Debug)]
struct Name {
    id: String,
    label: String,
    meaning: String,
    style: Style,
}

#[derive(Clone, Debug)]
struct Cell {
    op: Op,
    unit: Unit,
    range: Range,
    name: Option<Name>,
}

/// A sheet being written.
#[derive(Default)]
pub struct Draft {
    cells: RefCell<Vec<Cell>>,
    /// Coefficients in place of the catalog's.
    own: Vec<Measured>,
}

/// A cell of a draft, to be calculated with.
#[derive(Clone, Copy)]
pub struct Term<'d> {
    draft: &'d Draft,
    id: CellId,
}

impl Draft {
    /// A draft with the coefficients that the design has of its own.
    #[must_use]
    pub fn of(design: &Design) -> Draft {
        Draft { own: design.measured.clone(), ..Draft::default() }
    }

    fn push(&self, op: Op, unit: Unit, range: Range) -> Term<'_> {
        let mut cells = self.cells.borrow_mut();
        cells.push(Cell { op, unit, range, name: None });
        Term { draft: self, id: CellId(cells.len() as u32 - 1) }
    }

    /// A value of the design.
    pub fn field(&self, path: &'static str, value: f64, unit: Unit) -> Term<'_> {
        self.push(Op::Field(path), unit, Range::exact(value))
    }

    /// A value of the design whose type says the unit.
    #[inline]
    pub fn amount<A: Amount>(&self, path: &'static str, value: A) -> Term<'_> {
        self.field(path, value.base(), A::UNIT)
    }

    pub fn lever(&self, value: f64) -> Term<'_> {
        self.push(Op::Lever, Unit::ONE, Range::exact(value))
    }

    pub fn constant(&self, value: f64, unit: Unit) -> Term<'_> {
        self.push(Op::Constant, unit, Range::exact(value))
    }

    pub fn coefficient(&self, row: &'static Coefficient) -> Term<'_> {
        let own = self.own.iter().find(|own| own.row.id == row.id);
        let [low, likely, high] = own.map_or([row.low, row.likely, row.high], Measured::base);
        let range = Range { low, likely, high };
        self.push(Op::Coefficient(row), row.unit, range)
    }

    /// `unit` and `factor` turn the provider's way of billing into the sheet's: USD per byte, per request.
    pub fn price(&self, row: &'static Price, billed: Billed) -> Term<'_> {
        self.push(Op::Price(row), billed.unit, Range::exact(billed.of(row.usd)))
    }

    pub fn given(&self, label: &str, source: &str, range: Range, unit: Unit) -> Term<'_> {
        self.push(Op::Given { label: label.to_owned(), source: source.to_owned() }, unit, range)
    }

    /// Ends the draft.
    #[must_use]
    pub fn finish(self) -> Sheet {
        let mut sheet = self.probe();
        for (at, cell) in sheet.cells.iter().enumerate() {
            if let Some(name) = &cell.name {
                let place = sheet.index.partition_point(|(id, _)| *id < name.id);
                sheet.index.insert(place, (name.id.clone(), CellId(at as u32)));
            }
        }
        sheet
    }

    /// The sheet as it stands, to be replayed and written on with [`Sheet::reopen`]. It knows no figures by name yet.
    #[must_use]
    pub fn probe(self) -> Sheet {
        Sheet { cells: self.cells.into_inner(), index: Vec::new() }
    }

    /// A cell written before.
    pub fn term(&self, id: CellId) -> Term<'_> {
        Term { draft: self, id }
    }
}

impl<'d> Term<'d> {
    #[inline(never)]
    fn binary(self, other: Term<'d>, unit: Unit, op: fn(CellId, CellId) -> Op) -> Term<'d> {
        let op = op(self.id, other.id);
        let range = {
            let cells = self.draft.cells.borrow();
            evaluate(&op, |id| cells[id.at()].range).unwrap_or(Range::exact(0.0))
        };
        self.draft.push(op, unit, range)
    }

    fn unit(self) -> Unit {
        self.draft.cells.borrow()[self.id.at()].unit
    }

    /// Both sides of a sum, a minimum or a maximum are of one kind; anything else is a fault of the formula.
    fn same(self, other: Term<'d>) -> Unit {
        debug_assert_eq!(self.unit(), other.unit(), "the two sides have different units");
        self.unit()
    }

    pub fn min(self, other: Term<'d>) -> Term<'d> {
        self.binary(other, self.same(other), Op::Min)
    }

    pub fn max(self, other: Term<'d>) -> Term<'d> {
        self.binary(other, self.same(other), Op::Max)
    }

    pub fn ceil(self) -> Term<'d> {
        let range = self.range().map(ceil);
        self.draft.push(Op::Ceil(self.id), self.unit(), range)
    }

    /// Makes the cell a figure: it gets an id, a label, a meaning, and explains itself.
    pub fn named(self, id: impl AsRef<str>, label: impl AsRef<str>, meaning: impl AsRef<str>) -> Term<'d> {
        self.name(id.as_ref(), label.as_ref(), meaning.as_ref(), Style::Auto)
    }

    pub fn styled(self, id: impl AsRef<str>, label: impl AsRef<str>, meaning: impl AsRef<str>, style: Style) -> Term<'d> {
        self.name(id.as_ref(), label.as_ref(), meaning.as_ref(), style)
    }

    /// The same for a figure whose meaning stands in the list `meanings.rs`.
    pub fn listed(self, id: &str, label: &str) -> Term<'d> {
        self.name(id, label, "", Style::Auto)
    }

    pub fn listed_as(self, id: &str, label: &str, style: Style) -> Term<'d> {
        self.name(id, label, "", style)
    }

    /// Not inlined, for the page's bytes: a hundred figures are named.
    #[inline(never)]
    fn name(self, id: &str, label: &str, meaning: &str, style: Style) -> Term<'d> {
        let name = Name { id: id.to_owned(), label: label.to_owned(), meaning: meaning.to_owned(), style };
        self.draft.cells.borrow_mut()[self.id.at()].name = Some(name);
        self
    }

    pub fn range(self) -> Range {
        self.draft.cells.borrow()[self.id.at()].range
    }

    pub fn id(self) -> CellId {
        self.id
    }
}

/// A hair above a whole number is the noise of the division before it, not one more of what is counted.
fn ceil(value: f64) -> f64 {
    (value - 1e-9).ceil().max(0.0)
}

impl<'d> Add for Term<'d> {
    type Output = Term<'d>;
    fn add(self, other: Term<'d>) -> Term<'d> {
        self.binary(other, self.same(other), Op::Add)
    }
}

impl<'d> Sub for Term<'d> {
    type Output = Term<'d>;
    fn sub(self, other: Term<'d>) -> Term<'d> {
        self.binary(other, self.same(other), Op::Sub)
    }
}

impl<'d> Mul for Term<'d> {
    type Output = Term<'d>;
    fn mul(self, other: Term<'d>) -> Term<'d> {
        self.binary(other, self.unit().times(other.unit()), Op::Mul)
    }
}

impl<'d> Div for Term<'d> {
    type Output = Term<'d>;
    fn div(self, other: Term<'d>) -> Term<'d> {
        self.binary(other, self.unit().per(other.unit()), Op::Div)
    }
}

impl<'d> Mul<f64> for Term<'d> {
    type Output = Term<'d>;
    fn mul(self, factor: f64) -> Term<'d> {
        self * self.draft.constant(factor, Unit::ONE)
    }
}

/// The value of an operation on cells already known; `None` for a cell that is its own origin.
fn evaluate(op: &Op, of: impl Fn(CellId) -> Range) -> Option<Range> {
    Some(match *op {
        Op::Add(a, b) => {
            let (a, b) = (of(a), of(b));
            Range::new(a.low + b.low, a.likely + b.likely, a.high + b.high)
        }
        Op::Sub(a, b) => {
            let (a, b) = (of(a), of(b));
            Range::new(a.low - b.high, a.likely - b.likely, a.high - b.low)
        }
        // Without negative values the worst corners are known.
        Op::Mul(a, b) => match (of(a), of(b)) {
            (a, b) if a.low >= 0.0 && b.low >= 0.0 => {
                Range::new(product(a.low, b.low), product(a.likely, b.likely), product(a.high, b.high))
            }
            (a, b) => a.corners(b, product),
        },
        Op::Div(a, b) => match (of(a), of(b)) {
            (a, b) if a.low >= 0.0 && b.low > 0.0 => {
                Range::new(quotient(a.low, b.high), quotient(a.likely, b.likely), quotient(a.high, b.low))
            }
            (a, b) => a.corners(b, quotient),
        },
        Op::Min(a, b) => {
            let (a, b) = (of(a), of(b));
            Range::new(a.low.min(b.low), a.likely.min(b.likely), a.high.min(b.high))
        }
        Op::Max(a, b) => {
            let (a, b) = (of(a), of(b));
            Range::new(a.low.max(b.low), a.likely.max(b.likely), a.high.max(b.high))
        }
        Op::Ceil(a) => of(a).map(ceil),
        Op::Field(_) | Op::Lever | Op::Constant | Op::Coefficient(_) | Op::Price(_) | Op::Given { .. } => return None,
    })
}

/// The finished list of operations, its figures by name.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    cells: Vec<Cell>,
    /// The figures, by their ids in alphabetical order.
    index: Vec<(String, CellId)>,
}

impl PartialEq for Sheet {
    fn eq(&self, other: &Self) -> bool {
        self.cells.len() == other.cells.len() && self.cells.iter().zip(&other.cells).all(|(a, b)| a.range == b.range)
    }
}

impl Sheet {
    #[must_use]
    pub fn range(&self, id: CellId) -> Range {
        self.cells[id.at()].range
    }

    /// Goes on writing.
    #[must_use]
    pub fn reopen(self) -> Draft {
        Draft { cells: RefCell::new(self.cells), ..Draft::default() }
    }

    /// Number of cells, for benches.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The ids of all figures, in alphabetical order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.index.iter().map(|(id, _)| id.as_str())
    }

    #[must_use]
    pub fn find(&self, id: &str) -> Option<CellId> {
        self.index.binary_search_by(|(known, _)| known.as_str().cmp(id)).ok().map(|at| self.index[at].1)
    }

    #[must_use]
    pub fn figure(&self, id: &str) -> Option<Figure<'_>> {
        let at = self.find(id)?;
        let name = self.cells[at.at()].name.as_ref()?;
        Some(Figure { sheet: self, at, name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_explains_itself() {
        let draft = Draft::default();
        let spans = draft.field("workload.spans", 2000.0, Unit::SPAN.per(Unit::SECOND));
        let bytes = draft.field("workload.bytes_per_span", 500.0, Unit::BYTE.per(Unit::SPAN));
        let mean = (spans * bytes).named("mean", "Mean ingest", "");
        let peak = draft.field("workload.peak_factor", 2.0, Unit::ONE);
        ((mean + mean) * peak).named("peak", "Peak ingest", "");
        let sheet = draft.finish();
        let figure = sheet.figure("peak").unwrap();
        assert_eq!(figure.formula(), "(mean ingest + mean ingest) × peak over mean");
        assert_eq!(figure.formula_in_numbers(), "(1.0\u{202f}MB/s + 1.0\u{202f}MB/s) × 2.0");
        assert_eq!(figure.show(), "4.0\u{202f}MB/s");
        assert_eq!(figure.parts().len(), 2);
        let mut values = Vec::new();
        sheet.replay(&[(sheet.find("mean").unwrap(), Range::exact(2e6))], &mut values);
        assert_eq!(Sheet::in_replay(&values, figure.cell()), Range::exact(8e6));
        let mean = sheet.find("mean").unwrap();
        let mut likely: Vec<f64> = values.iter().map(|range| range.likely).collect();
        sheet.replay_likely(mean, 3e6, &sheet.dependents(mean), &mut likely);
        assert_eq!(likely[figure.cell().at()], 12e6);
        sheet.replay_one(mean, Range::exact(3e6), &sheet.dependents(mean), &mut values);
        assert_eq!(Sheet::in_replay(&values, figure.cell()), Range::exact(12e6));
    }
}
