//! Facts, no computation: what a maintainer edits when the world changes. Every row has a source and a date.

mod coefficients;
mod evidence;
mod sizes;
mod tables;
mod tempo_2_10;
mod terms;

pub use coefficients::COEFFICIENTS;
pub use evidence::{EVIDENCE, Evidence, Form};
pub use sizes::{
    OPERATOR_SIZES, OperatorSize, RUN_SPAN_BYTES, RUN_SPANS_PER_REQUEST, RUN_SPANS_PER_TRACE, RUNS_DATE, RUNS_SOURCE, SIZES_DATE,
    SIZES_SOURCE, SizeRun, operator_size,
};
pub use tables::{NodeType, Price, SELF_HOSTED, node, node_like, nodes, price, prices, region_near, regions, sold};

use crate::quantity::Unit;
pub use tempo_2_10::TEMPO_2_10;
pub use terms::{TERMS, Term, term_of, terms_in};

/// A number that is not the user's: how much of a resource a unit of work takes, as far as the evidence goes.
#[derive(Debug, PartialEq)]
pub struct Coefficient {
    /// `ingester-cpu-bytes`: stable, since documents and links may name it.
    pub id: &'static str,
    pub unit: Unit,
    pub low: f64,
    pub likely: f64,
    pub high: f64,
}

impl Coefficient {
    /// What of the base unit one is that a person reads and writes it in: 10^-6 of cores per MB/s.
    #[must_use]
    pub fn scale(&self) -> f64 {
        coefficients::SCALES.iter().find(|row| row.0 == self.unit).map_or(1.0, |row| row.1)
    }

    /// That unit and its name: `cores per MB/s`.
    #[must_use]
    pub fn written_in(&self) -> (f64, &'static str) {
        let at = coefficients::SCALES.iter().position(|row| row.0 == self.unit);
        (self.scale(), at.and_then(|at| coefficients::WRITTEN.get(at)).copied().unwrap_or_default())
    }

    /// What it was measured on and why the range is as wide as it is; and the date, ISO 8601 of the precision known. Empty for
    /// what is no row of [`COEFFICIENTS`].
    #[must_use]
    pub fn source(&self) -> (&'static str, &'static str) {
        let (source, date, _) = self.told();
        (source, date)
    }

    /// What it is: `ingester CPU per byte`.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.told().2
    }

    fn told(&self) -> (&'static str, &'static str, &'static str) {
        let at = COEFFICIENTS.iter().position(|row| row.id == self.id);
        at.and_then(|at| coefficients::SOURCES.get(at)).copied().unwrap_or_default()
    }
}

/// The row with this id.
///
/// # Panics
/// When there is none: the ids are written in this crate, and a test walks them.
#[must_use]
pub fn coefficient(id: &'static str) -> &'static Coefficient {
    match COEFFICIENTS.iter().find(|row| row.id == id) {
        Some(row) => row,
        None => panic!("no coefficient is called {id}"),
    }
}

/// What one patch release of Tempo is, for the bundle.
#[derive(Debug)]
pub struct Release {
    /// The exact image tag.
    pub tag: &'static str,
    pub image: &'static str,
    pub source: &'static str,
    pub date: &'static str,
}

/// The releases a design may name, newest first.
pub static RELEASES: &[Release] = &[TEMPO_2_10];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_coefficient_has_an_ordered_range_a_source_and_a_date() {
        let mut ids: Vec<_> = COEFFICIENTS.iter().map(|row| row.id).collect();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "an id stands twice");
        for row in COEFFICIENTS {
            assert!(row.low <= row.likely && row.likely <= row.high, "{}", row.id);
            let (source, date) = row.source();
            assert!(source.len() > 20 && date.len() >= 4, "{}", row.id);
            let (scale, unit) = row.written_in();
            assert!(scale > 0.0 && (row.unit == Unit::ONE) == unit.is_empty(), "{}", row.id);
        }
    }

    #[test]
    fn every_price_and_node_type_reads() {
        assert!(prices().len() > 190 && nodes().len() > 40);
        for row in prices() {
            assert!(
                row.usd >= 0.0 && !row.source().is_empty() && !row.unit().is_empty() && !row.confidence().is_empty(),
                "{row:?}"
            );
        }
        for provider in ["aws", "gcp", "azure"] {
            for region in regions(provider) {
                assert!(
                    nodes().iter().any(|n| n.provider == provider && price(provider, region, "node", n.id).is_some()),
                    "{region}"
                );
            }
        }
    }
}
