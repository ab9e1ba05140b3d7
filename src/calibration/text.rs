//! The table as text, for the command and for the tests.

use super::{Case, Family, Summary, counted};
use crate::catalog::Evidence;
use crate::quantity::significant;

/// As a terminal takes it.
fn ascii(text: &str) -> String {
    crate::quantity::ascii(text).replace('·', "*").replace('µ', "u").replace('∞', "inf")
}

/// A case with a line for each of its values.
#[must_use]
pub fn lines(case: &Case) -> Vec<String> {
    let mut lines = vec![format!("{}{}", case.name, if case.claim { " (claim, not counted)" } else { "" })];
    lines.extend(case.notes.iter().map(|note| format!("    {}", ascii(note))));
    for value in &case.values {
        let verdict = match (case.claim, value.inside()) {
            (true, _) => "claim",
            (false, true) => "inside",
            (false, false) => "outside",
        };
        let error = value.error().map_or(String::new(), |error| format!("{}x", significant(error)));
        let line = format!(
            "  {:<8} {:<44} {:<40} {:>14}  {verdict:<8} {error}",
            value.family.name(),
            value.label,
            ascii(&value.show_predicted()),
            ascii(&value.show_measured()),
        );
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Every case of some files, a summary of each file and family, and of all.
#[must_use]
pub fn report(files: &[(&Evidence, Vec<Case>)]) -> Vec<String> {
    let mut text = vec!["Kind, quantity, predicted likely (low-high), measured, where it lies, measured over likely.".to_owned()];
    for (file, cases) in files {
        text.push(String::new());
        text.push(format!("# {}: {}", file.title, ascii(file.source)));
        text.extend(cases.iter().flat_map(lines));
    }
    text.push(String::new());
    for (file, cases) in files {
        text.push(format!("{}: {}", file.file, Summary::of(counted(cases))));
    }
    let all = || files.iter().flat_map(|(_, cases)| counted(cases));
    for family in Family::ALL {
        text.push(format!("{}: {}", family.name(), Summary::of(all().filter(|value| value.family == family))));
    }
    text.push(format!("All: {}", Summary::of(all())));
    text
}
