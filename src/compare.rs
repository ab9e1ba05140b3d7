//! Two designs side by side. Goes in: two assessments. Comes out: every field and every figure of both, what only one of them
//! has, how both bear a growing load, and the main differences in sentences. The first is called A, the second B.

mod curve;
mod rows;
mod size;
mod words;

pub use curve::{Break, Curve, FURTHEST, Point};
pub use rows::{FieldPair, FigurePair, Side};
pub use size::{of_size, size_for, size_words};

use crate::Assessment;
use crate::advice::Finding;
use crate::design::Design;
use crate::estimate::{Range, Sheet};
use crate::quantity::{MONTH, Style, Unit};
use crate::topology::Survival;

/// What a million spans cost: the id of its figure, in [`Comparison::sheets`].
pub const PER_MILLION: &str = "cost.per_million_spans";

/// All that is to be said of two designs.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub names: [String; 2],
    /// Whether workload and tenants are the same, so that money and use can be held against each other.
    pub same_load: bool,
    /// Every field, those of listed tenants too.
    pub fields: Vec<FieldPair>,
    /// Every figure of either, by id.
    pub figures: Vec<FigurePair>,
    /// What is found in one of them only.
    pub findings: [Vec<Finding>; 2],
    /// Pod, node and zone: what the loss of one does, and why.
    pub losses: [(&'static str, [(Survival, String); 2]); 3],
    pub curves: [Curve; 2],
    /// The figures of both, with what a million spans cost.
    pub sheets: [Sheet; 2],
    /// The main differences.
    pub says: Vec<String>,
}

/// Whose load both bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Load {
    /// Each its own.
    #[default]
    Each,
    First,
    Second,
}

/// The two designs with the load that is asked for.
#[must_use]
pub fn at_load(first: &Design, second: &Design, load: Load) -> [Design; 2] {
    let [mut a, mut b] = [first.clone(), second.clone()];
    match load {
        Load::Each => {}
        Load::First => b.bear(first),
        Load::Second => a.bear(second),
    }
    [a, b]
}

impl Design {
    fn bear(&mut self, other: &Design) {
        self.workload = other.workload.clone();
        self.tenants = other.tenants.clone();
    }
}

#[must_use]
pub fn compare(first: &Assessment, second: &Assessment) -> Comparison {
    let both = [first, second];
    let sheets = both.map(with_price);
    let (a, b) = (&first.design, &second.design);
    let same_load = a.workload == b.workload && a.tenants == b.tenants;
    let only = |of: &Assessment, other: &Assessment| {
        let known = |finding: &&Finding| other.findings.iter().all(|known| known.id != finding.id);
        of.findings.iter().filter(known).cloned().collect()
    };
    let told = both.map(|a| &a.survivals);
    let mut comparison = Comparison {
        names: both.map(|a| a.design.name.clone()),
        same_load,
        fields: rows::fields(a, b),
        figures: rows::figures(&sheets, same_load),
        findings: [only(first, second), only(second, first)],
        losses: [
            ("pod", told.map(|told| told.pod.clone())),
            ("node", told.map(|told| told.node.clone())),
            ("zone", told.map(|told| told.zone.clone())),
        ],
        curves: [curve::curve(first, &sheets[0]), curve::curve(second, &sheets[1])],
        sheets,
        says: Vec::new(),
    };
    comparison.says = words::says(&comparison, both);
    comparison
}

/// The sheet with one figure more. It is written here and not with the bill, since no gesture needs it.
fn with_price(assessment: &Assessment) -> Sheet {
    let sheet = &assessment.estimate.sheet;
    let (Some(total), Some(spans)) = (sheet.find("cost.total"), sheet.find("load.mean_spans")) else { return sheet.clone() };
    let draft = sheet.clone().reopen();
    let month = draft.given("month", "730 h, as the providers' own calculators count", Range::exact(MONTH), Unit::SECOND);
    let million = draft.given("a million spans", "what the price is told for", Range::exact(1e6), Unit::SPAN);
    (draft.term(total) / (draft.term(spans) * month) * million).styled(
        PER_MILLION,
        "Cost per million spans",
        "The monthly cost over the spans of a month. A cluster that stays as it is makes each span cheaper as the load grows, until it breaks.",
        Style::Auto,
    );
    draft.finish()
}

/// What a million spans cost, as it reads: with its cents, and what is less than that.
#[must_use]
pub fn per_million(usd: f64) -> String {
    rows::amount(usd, Unit::USD, Style::Auto)
}

impl Comparison {
    #[must_use]
    pub fn figure(&self, id: &str) -> Option<&FigurePair> {
        self.figures.iter().find(|pair| pair.id == id)
    }

    /// Whether nothing but the name differs.
    #[must_use]
    pub fn is_same(&self) -> bool {
        let fields = self.fields.iter().any(|pair| pair.differs && pair.path != "name");
        !fields && self.figures.iter().all(|pair| !pair.differs)
    }
}
