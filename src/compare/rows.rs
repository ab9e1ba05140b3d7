//! Every field and every figure of two designs, in pairs.

use crate::design::Design;
use crate::design::edit::{lower_first, name, shown};
use crate::design::fields::{FIELDS, Field};
use crate::design::tenants::{TENANT_FIELDS, Tenant};
use crate::estimate::{Figure, Range, Sheet};
use crate::quantity::{Style, Unit, show, show_range, significant};

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    A,
    B,
}

/// A field of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPair {
    /// Of a listed tenant `tenants.ID.KEY`, as `--set` has it.
    pub path: String,
    pub label: String,
    /// As they read; `none` where it is not set.
    pub values: [String; 2],
    pub differs: bool,
}

/// A figure of both.
#[derive(Clone, Debug, PartialEq)]
pub struct FigurePair {
    pub id: String,
    pub label: String,
    pub unit: Unit,
    pub style: Style,
    /// `None`: that design has no such figure.
    pub ranges: [Option<Range>; 2],
    /// B over A, likely case, where both are above nothing and have an end.
    pub ratio: Option<f64>,
    /// Which of them is to be preferred in this one figure, where it can be said at all.
    pub better: Option<Side>,
    pub differs: bool,
}

impl FigurePair {
    /// The likely value; `none` where that design has no such figure.
    #[must_use]
    pub fn shown(&self, side: Side) -> String {
        self.ranges[side as usize].map_or("none".to_owned(), |range| amount(range.likely, self.unit, self.style))
    }

    /// Empty where the figure is exact.
    #[must_use]
    pub fn shown_range(&self, side: Side) -> String {
        match self.ranges[side as usize] {
            Some(range) if !range.is_exact() => {
                let (low, high) = (amount(range.low, self.unit, self.style), amount(range.high, self.unit, self.style));
                if self.unit != Unit::USD {
                    show_range(range.low, range.high, self.unit, self.style)
                } else if low == high {
                    low
                } else {
                    format!("{low}–{}", high.trim_start_matches('$'))
                }
            }
            _ => String::new(),
        }
    }

    /// `1.4×`; empty where there is none.
    #[must_use]
    pub fn shown_ratio(&self) -> String {
        self.ratio.map_or(String::new(), |ratio| show(ratio, Unit::ONE, Style::Times))
    }
}

/// As everywhere, but for small sums of money, of which two designs differ in the cents.
pub(super) fn amount(value: f64, unit: Unit, style: Style) -> String {
    if unit == Unit::USD && value > 0.0 && value < 10.0 { format!("${}", significant(value)) } else { show(value, unit, style) }
}

/// As the field's box shows it.
fn reads<T>(field: &Field<T>, of: &T) -> String {
    match shown(field, &(field.get)(of)) {
        (text, _) if text.is_empty() => "none".to_owned(),
        (text, unit) => text + unit,
    }
}

pub fn fields(a: &Design, b: &Design) -> Vec<FieldPair> {
    let mut pairs: Vec<FieldPair> = FIELDS
        .iter()
        .map(|field| FieldPair {
            path: field.path.to_owned(),
            label: name(field),
            values: [reads(field, a), reads(field, b)],
            differs: (field.get)(a) != (field.get)(b),
        })
        .collect();
    let further = b.tenants.iter().filter(|tenant| a.tenant(&tenant.id).is_none());
    for tenant in a.tenants.iter().chain(further) {
        let both = [a, b].map(|design| design.tenant(&tenant.id).map(|at| &design.tenants[at]));
        for field in &TENANT_FIELDS {
            let of = |tenant: Option<&Tenant>| tenant.map(|tenant| (field.get)(tenant));
            pairs.push(FieldPair {
                path: format!("tenants.{}.{}", tenant.id, field.path),
                label: format!("{}, {}", tenant.id, lower_first(field.label)),
                values: both.map(|tenant| tenant.map_or("not listed".to_owned(), |tenant| reads(field, tenant))),
                differs: of(both[0]) != of(both[1]),
            });
        }
    }
    pairs
}

/// All ids of either sheet, in alphabetical order, with what a million spans cost behind the total.
pub fn figures(sheets: &[Sheet; 2], same_load: bool) -> Vec<FigurePair> {
    let [a, b] = sheets;
    let mut ids: Vec<&str> = a.ids().collect();
    for id in b.ids() {
        if let Err(place) = ids.binary_search(&id) {
            ids.insert(place, id);
        }
    }
    ids.into_iter().filter_map(|id| pair(id, [a.figure(id), b.figure(id)], same_load)).collect()
}

fn pair(id: &str, both: [Option<Figure<'_>>; 2], same_load: bool) -> Option<FigurePair> {
    let known = both[0].or(both[1])?;
    let ranges = both.map(|figure| figure.map(|figure| figure.range()));
    let differs = match ranges {
        [Some(a), Some(b)] => !(near(a.low, b.low) && near(a.likely, b.likely) && near(a.high, b.high)),
        _ => true,
    };
    let (mut ratio, mut better) = (None, None);
    if let ([Some(a), Some(b)], true) = (ranges, differs) {
        let quotient = b.likely / a.likely;
        ratio = (a.likely > 0.0 && b.likely > 0.0 && quotient.is_finite()).then_some(quotient);
        better = match more_is_better(id, same_load) {
            _ if near(a.likely, b.likely) => None,
            Some(more) => Some(if (b.likely > a.likely) == more { Side::B } else { Side::A }),
            None => None,
        };
    }
    let mut pair = FigurePair {
        id: id.to_owned(),
        label: known.label().to_owned(),
        unit: known.unit(),
        style: known.style(),
        ranges,
        ratio,
        better,
        differs,
    };
    // What reads the same is no difference to anybody.
    let both = |of: fn(&FigurePair, Side) -> String| of(&pair, Side::A) == of(&pair, Side::B);
    if differs && both(FigurePair::shown) && both(FigurePair::shown_range) {
        (pair.ratio, pair.better, pair.differs) = (None, None, false);
    }
    Some(pair)
}

/// Two ways to the same value may differ by the noise of the sums.
fn near(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

/// `None` where a figure by itself is neither good nor bad, such as how full a thing is; money under another load as well, but
/// for what a million spans cost.
fn more_is_better(id: &str, same_load: bool) -> Option<bool> {
    match id {
        "capacity.headroom" | "disk.ride_out" => Some(true),
        "capacity.sustainable" => Some(true),
        super::PER_MILLION | "nodes.idle" => Some(false),
        _ if !same_load => None,
        "nodes.count" => Some(false),
        _ if id.starts_with("cost.") || id.starts_with("query.latency") => Some(false),
        _ => None,
    }
}
