//! The model against what was measured.

use tempo_designer::calibration::{Case, Family, Summary, counted, family, read_cases};
use tempo_designer::catalog::EVIDENCE;

fn all() -> Vec<(&'static str, Vec<Case>)> {
    EVIDENCE.iter().map(|e| (e.file, read_cases(e.form, e.text).unwrap())).collect()
}

#[test]
fn the_table() {
    let files = all();
    let mut every = Vec::new();
    for (file, cases) in files {
        for case in &cases {
            println!("== {} {} | {} | {}", case.name, if case.claim { "(claim)" } else { "" }, case.stated, case.notes.join("; "));
            for v in &case.values {
                println!("  {:<8} {:<44} {:<36} {:>12} {:<8} {}", v.family.name(), v.label, v.show_predicted(), v.show_measured(),
                    if case.claim {"claim"} else if v.inside() { "inside" } else { "OUTSIDE" }, v.error().map_or(String::new(), |e| format!("{e:.2}")));
            }
        }
        println!("{file}: {}", Summary::of(counted(&cases)));
        every.extend(cases);
    }
    println!("all: {}", Summary::of(counted(&every)));
    for of in Family::ALL {
        println!("{}: {}", of.name(), family(&every, of));
    }
}
