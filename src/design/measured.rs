//! Coefficients of one's own: what was measured on a running cluster, or is known better than the catalog knows it. A line for
//! each, `0.025 / 0.03 / 0.04 cores per MB/s; measured on 2026-11-29`, in the document, in the browser and for `--set` alike.

use super::Design;
use crate::catalog::{self, COEFFICIENTS, Coefficient};
use crate::quantity::decimal;

/// A value so many times the catalog's, or below it, is a slip of the unit.
const FARTHEST: f64 = 1_000.0;
/// Letters of a note.
pub const LONGEST_NOTE: usize = 200;

/// A coefficient that stands in place of the catalog's. The numbers are in the unit that a person reads and writes,
/// [`Coefficient::written_in`], so that a document reads back to the same value.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    pub row: &'static Coefficient,
    /// Low, likely, high, ascending.
    pub numbers: [f64; 3],
    /// Where it is from, in words; empty where nobody said.
    pub note: String,
}

/// Why a text is no coefficient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Neither one number nor three.
    Form,
    /// No unit, or another one.
    Unit,
    /// The three do not ascend.
    Order,
    /// Further than a thousand times from the catalog's.
    Far,
}

impl Measured {
    /// Low, likely, high in the base unit, as the sheet calculates.
    #[must_use]
    pub fn base(&self) -> [f64; 3] {
        let scale = self.row.scale();
        self.numbers.map(|number| number * scale)
    }

    /// The line without its note: `0.025 / 0.03 / 0.04 cores per MB/s`.
    #[must_use]
    pub fn spell(&self) -> String {
        let [low, likely, high] = self.numbers;
        let unit = self.row.written_in().1;
        format!("{low} / {likely} / {high}{}{unit}", if unit.is_empty() { "" } else { " " })
    }

    /// The line that [`Measured::read`] takes again.
    #[must_use]
    pub fn write(&self) -> String {
        let note = &self.note;
        format!("{}{}{note}", self.spell(), if note.is_empty() { "" } else { "; " })
    }

    /// Reads such a line. Of one number the likely value is meant, and the catalog's range goes with it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(row: &'static Coefficient, text: &str) -> Result<Measured, Fault> {
        let (value, note) = text.split_once(';').unwrap_or((text, ""));
        let value = value.trim();
        let at = value.find(|c: char| !(c.is_ascii_digit() || "./ ".contains(c))).unwrap_or(value.len());
        let (numbers, unit) = value.split_at(at);
        let (scale, written) = row.written_in();
        let mut found = [0.0; 3];
        let mut count = 0;
        for number in numbers.split('/') {
            *found.get_mut(count).ok_or(Fault::Form)? = decimal(number.trim()).ok_or(Fault::Form)?;
            count += 1;
        }
        let likely = row.likely / scale;
        match count {
            1 => {
                let factor = found[0] / likely;
                let with = |bound: f64| rounded(bound / scale * factor);
                found = [with(row.low).min(found[0]), found[0], with(row.high).max(found[0])];
            }
            3 => {}
            _ => return Err(Fault::Form),
        }
        if unit.trim() != written {
            return Err(Fault::Unit);
        }
        if found[0] > found[1] || found[1] > found[2] {
            return Err(Fault::Order);
        }
        if found[1] * FARTHEST < likely || found[2] > likely * FARTHEST {
            return Err(Fault::Far);
        }
        let note = note.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NOTE).collect();
        Ok(Measured { row, numbers: found, note })
    }

    /// From numbers in the base unit, to four digits, as many as any of them has.
    #[must_use]
    pub fn of(row: &'static Coefficient, base: [f64; 3], note: &str) -> Measured {
        let scale = row.written_in().0;
        let note = note.chars().filter(|c| !c.is_control()).take(LONGEST_NOTE).collect();
        Measured { row, numbers: base.map(|number| rounded(number / scale)), note }
    }
}

/// To four digits, so that no measurement claims more, and such that the shortest decimal reads back.
fn rounded(number: f64) -> f64 {
    if number.abs() < 1e-12 || !number.is_finite() {
        return 0.0;
    }
    let places = 3 - number.abs().log10().floor() as i32;
    if places < 0 {
        let tens = 10f64.powi(-places);
        return (number / tens).round() * tens;
    }
    let tens = 10f64.powi(places);
    (number * tens).round() / tens
}

impl Design {
    /// What stands in place of the catalog's row.
    #[must_use]
    pub fn measured(&self, row: &Coefficient) -> Option<&Measured> {
        self.measured.iter().find(|own| own.row.id == row.id)
    }

    /// The likely value of a coefficient: one's own, or the catalog's.
    #[must_use]
    pub fn likely(&self, id: &'static str) -> f64 {
        let row = catalog::coefficient(id);
        self.measured(row).map_or(row.likely, |own| own.base()[1])
    }

    /// Puts it in place of the catalog's row, or of what stood there. The list is in the catalog's order, so that one design has
    /// one document.
    pub fn put_measured(&mut self, own: Measured) {
        let place = |row: &Coefficient| COEFFICIENTS.iter().position(|known| known.id == row.id);
        let at = self.measured.partition_point(|known| place(known.row) < place(own.row));
        match self.measured.get_mut(at) {
            Some(known) if known.row.id == own.row.id => *known = own,
            _ => self.measured.insert(at, own),
        }
    }
}

/// Reads what a person typed for a row.
///
/// # Errors
/// What is wrong, and what to type.
pub fn typed(row: &'static Coefficient, text: &str) -> Result<Measured, (String, String)> {
    Measured::read(row, text).map_err(|fault| {
        let (scale, unit) = row.written_in();
        let catalog = Measured::of(row, [row.low, row.likely, row.high], "");
        let likely = rounded(row.likely / scale);
        let shown = text.split(';').next().unwrap_or_default().trim();
        let what = match fault {
            Fault::Form => format!("“{shown}” is neither one number nor low / likely / high."),
            Fault::Unit if unit.is_empty() => format!("“{shown}” has a unit, and {} has none.", row.label()),
            Fault::Unit => format!("“{shown}” is not in {unit}."),
            Fault::Order => format!("In “{shown}” low, likely and high do not ascend."),
            Fault::Far => format!("“{shown}” is a thousand times away from the catalog’s {likely} {unit}."),
        };
        (
            what,
            format!("Type {likely} {unit}").trim_end().to_owned() + &format!(", or {} as the catalog has it.", catalog.spell()),
        )
    })
}

/// The row of the catalog with this id, if there is one.
pub(super) fn row(id: &str) -> Option<&'static Coefficient> {
    COEFFICIENTS.iter().find(|row| row.id == id)
}

/// The list as lines of a [kept](super::edit::kept) design: bare numbers and the note, since nobody reads them and every
/// visitor carries the reader.
pub(super) fn kept(design: &Design, text: &mut String) {
    for own in &design.measured {
        let [low, likely, high] = own.numbers;
        text.push_str(&format!("measured.{}={low} {likely} {high} {}\n", own.row.id, own.note));
    }
}

/// Reads one such line; one that is no longer read leaves the catalog's.
pub(super) fn recall(design: &mut Design, id: &str, text: &str) {
    let mut words = text.splitn(4, ' ');
    let mut number = || decimal(words.next().unwrap_or_default()).unwrap_or(-1.0);
    let numbers = [number(), number(), number()];
    if let Some(row) = row(id)
        && 0.0 <= numbers[0]
        && numbers[0] <= numbers[1]
        && numbers[1] <= numbers[2]
    {
        design.measured.push(Measured { row, numbers, note: words.next().unwrap_or_default().to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(id: &str, text: &str) -> Result<Measured, Fault> {
        Measured::read(row(id).expect("a row"), text)
    }

    #[test]
    fn a_line_reads_back_and_has_its_unit() {
        let own = read("ingester-cpu-bytes", "0.02 / 0.028 / 0.05 cores per MB/s; my cluster, 3 h").unwrap();
        assert_eq!(own.base(), [2e-8, 2.8e-8, 5e-8]);
        assert_eq!(own.note, "my cluster, 3 h");
        assert_eq!(read("ingester-cpu-bytes", &own.write()), Ok(own));
        assert_eq!(read("compression", "0.3").unwrap().spell(), "0.0996 / 0.3 / 0.756");
        for (id, text, fault) in [
            ("ingester-cpu-bytes", "0.03", Fault::Unit),
            ("ingester-cpu-bytes", "0.03 cores per GB/s", Fault::Unit),
            ("compression", "0.3 GB", Fault::Unit),
            ("compression", "0.3 / 0.2 / 0.4", Fault::Order),
            ("compression", "0.3 / 0.4", Fault::Form),
            ("compression", "1 / 2 / 3 / 4", Fault::Form),
            ("compression", "much", Fault::Form),
            ("compression", "", Fault::Form),
            ("compression", "0", Fault::Far),
            ("compression", "251", Fault::Far),
        ] {
            assert_eq!(read(id, text), Err(fault), "{id} {text}");
        }
    }

    #[test]
    fn every_row_of_the_catalog_reads_back() {
        for row in COEFFICIENTS {
            let own = Measured::of(row, [row.low, row.likely, row.high], "");
            assert_eq!(Measured::read(row, &own.write()), Ok(own.clone()), "{}", row.id);
            let near = |a: f64, b: f64| (a - b).abs() <= 2e-3 * b;
            assert!(own.base().into_iter().zip([row.low, row.likely, row.high]).all(|(a, b)| near(a, b)), "{}", row.id);
        }
    }

    #[test]
    fn the_list_is_in_the_catalogs_order_and_each_row_once() {
        let mut design = Design::default();
        for (id, text) in [("compression", "0.3"), ("distributor-memory", "1 GB"), ("compression", "0.4")] {
            design.put_measured(read(id, text).unwrap());
        }
        let listed: Vec<_> = design.measured.iter().map(|own| (own.row.id, own.numbers[1])).collect();
        assert_eq!(listed, [("distributor-memory", 1.0), ("compression", 0.4)]);
        assert_eq!((design.likely("compression"), design.likely("wal-ratio")), (0.4, 1.35));
    }
}
