//! A named cell as the reader sees it: value, range, and the formula it was written with, in names and in numbers.

use super::{CellId, Name, Op, Range, Sheet};
use crate::catalog::{Coefficient, Price};
use crate::quantity::{Style, Unit, show, show_range};

/// Where a part of a formula comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// An input of the design: the path of its field.
    Field(&'static str),
    Coefficient(&'static Coefficient),
    Price(&'static Price),
    /// Another figure, by its id.
    Figure(String),
    /// Known by itself: the text says from where.
    Given(String),
}

/// One thing a formula is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub label: String,
    /// Value and range as text.
    pub value: String,
    pub origin: Origin,
}

/// A named cell as the reader sees it.
#[derive(Clone, Copy, Debug)]
pub struct Figure<'s> {
    pub(super) sheet: &'s Sheet,
    pub(super) at: CellId,
    pub(super) name: &'s Name,
}

impl<'s> Figure<'s> {
    #[must_use]
    pub fn id(&self) -> &'s str {
        &self.name.id
    }

    #[must_use]
    pub fn cell(&self) -> CellId {
        self.at
    }

    #[must_use]
    pub fn label(&self) -> &'s str {
        &self.name.label
    }

    /// What the figure means, in a sentence.
    #[must_use]
    pub fn meaning(&self) -> &'s str {
        &self.name.meaning
    }

    #[must_use]
    pub fn range(&self) -> Range {
        self.sheet.range(self.at)
    }

    #[must_use]
    pub fn unit(&self) -> Unit {
        self.sheet.cells[self.at.at()].unit
    }

    #[must_use]
    pub fn style(&self) -> Style {
        self.name.style
    }

    /// The likely value with its unit.
    #[must_use]
    pub fn show(&self) -> String {
        show(self.range().likely, self.unit(), self.name.style)
    }

    /// `51–386 GB`; empty when the figure is exact.
    #[must_use]
    pub fn show_range(&self) -> String {
        let range = self.range();
        if range.is_exact() { String::new() } else { show_range(range.low, range.high, self.unit(), self.name.style) }
    }

    /// The formula in names: `mean ingest × peak over mean`.
    #[must_use]
    pub fn formula(&self) -> String {
        self.sheet.spell(self.at, true, 0, &|sheet, id| sheet.label(id))
    }

    /// The same formula in numbers: `1.0 MB/s × 2.0`.
    #[must_use]
    pub fn formula_in_numbers(&self) -> String {
        self.sheet.spell(self.at, true, 0, &|sheet, id| {
            let cell = &sheet.cells[id.at()];
            let style = cell.name.as_ref().map_or(Style::Auto, |name| name.style);
            show(cell.range.likely, cell.unit, style)
        })
    }

    /// What the formula is made of, each thing once, in the order of the formula.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        self.collect(self.at, true, &mut parts);
        parts
    }

    fn collect(&self, id: CellId, root: bool, parts: &mut Vec<Part>) {
        let cell = &self.sheet.cells[id.at()];
        let origin = match (&cell.name, &cell.op) {
            (Some(name), _) if !root => Origin::Figure(name.id.clone()),
            (_, Op::Add(a, b) | Op::Sub(a, b) | Op::Mul(a, b) | Op::Div(a, b) | Op::Min(a, b) | Op::Max(a, b)) => {
                self.collect(*a, false, parts);
                self.collect(*b, false, parts);
                return;
            }
            (_, Op::Ceil(a)) => return self.collect(*a, false, parts),
            (_, Op::Field(path)) => Origin::Field(path),
            (_, Op::Coefficient(row)) => Origin::Coefficient(row),
            (_, Op::Price(row)) => Origin::Price(row),
            (_, Op::Given { source, .. }) => Origin::Given(source.clone()),
            (_, Op::Constant | Op::Lever) => return,
        };
        let style = cell.name.as_ref().map_or(Style::Auto, |name| name.style);
        let range = cell.range;
        let value = show(range.likely, cell.unit, style);
        let value =
            if range.is_exact() { value } else { format!("{value} ({})", show_range(range.low, range.high, cell.unit, style)) };
        let part = Part { label: self.sheet.label(id), value, origin };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
}

impl Sheet {
    /// A cell without a name of its own, in the names of those it is made of.
    #[must_use]
    pub fn spelled(&self, id: CellId) -> String {
        self.spell(id, false, 0, &|sheet, id| sheet.label(id))
    }

    #[must_use]
    pub fn unit(&self, id: CellId) -> Unit {
        self.cells[id.at()].unit
    }

    fn spell(&self, id: CellId, root: bool, outer: u8, leaf: &dyn Fn(&Sheet, CellId) -> String) -> String {
        let cell = &self.cells[id.at()];
        if cell.name.is_some() && !root {
            return leaf(self, id);
        }
        let infix = |a: CellId, b: CellId, sign: &str, strength: u8, right: u8| {
            let text = format!("{} {sign} {}", self.spell(a, false, strength, leaf), self.spell(b, false, right, leaf));
            if strength < outer { format!("({text})") } else { text }
        };
        let call = |name: &str, a: CellId, b: CellId| {
            format!("{name}({}, {})", self.spell(a, false, 0, leaf), self.spell(b, false, 0, leaf))
        };
        match cell.op {
            Op::Add(a, b) => infix(a, b, "+", 1, 1),
            Op::Sub(a, b) => infix(a, b, "−", 1, 2),
            Op::Mul(a, b) => infix(a, b, "×", 3, 3),
            Op::Div(a, b) => infix(a, b, "÷", 3, 4),
            Op::Min(a, b) => call("min", a, b),
            Op::Max(a, b) => call("max", a, b),
            Op::Ceil(a) => format!("round up({})", self.spell(a, false, 0, leaf)),
            _ => leaf(self, id),
        }
    }

    fn label(&self, id: CellId) -> String {
        let cell = &self.cells[id.at()];
        match (&cell.name, &cell.op) {
            (Some(name), _) => lower_first(&name.label),
            (None, Op::Field(path)) => crate::design::fields::field(path).map_or((*path).to_owned(), |field| match field.group {
                crate::design::fields::Group::Component(role) => {
                    format!("{} {}", lower_first(role.title()), lower_first(field.label))
                }
                _ => lower_first(field.label),
            }),
            (None, Op::Coefficient(row)) => row.label().to_owned(),
            (None, Op::Price(row)) => format!("price of {}", row.id),
            (None, Op::Given { label, .. }) => label.clone(),
            (None, Op::Lever) => "load multiple".to_owned(),
            _ => show(cell.range.likely, cell.unit, Style::Auto),
        }
    }
}

/// A label in the middle of a formula: `Mean ingest` becomes `mean ingest`, `CPU request` and `WAL volume` stay.
fn lower_first(label: &str) -> String {
    let mut characters = label.chars();
    match (characters.next(), characters.clone().next()) {
        (Some(first), Some(second)) if first.is_ascii_uppercase() && !second.is_ascii_uppercase() => {
            std::iter::once(first.to_ascii_lowercase()).chain(characters).collect()
        }
        _ => label.to_owned(),
    }
}
