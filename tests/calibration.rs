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
            println!(
                "== {} {} | {} | {}",
                case.name,
                if case.claim { "(claim)" } else { "" },
                case.stated,
                case.notes.join("; ")
            );
            for v in &case.values {
                println!(
                    "  {:<8} {:<44} {:<36} {:>12} {:<8} {}",
                    v.family.name(),
                    v.label,
                    v.show_predicted(),
                    v.show_measured(),
                    if case.claim {
                        "claim"
                    } else if v.inside() {
                        "inside"
                    } else {
                        "OUTSIDE"
                    },
                    v.error().map_or(String::new(), |e| format!("{e:.2}"))
                );
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

#[test]
fn per_quantity() {
    let mut rows: std::collections::BTreeMap<(Family, String, String), Vec<tempo_designer::calibration::Value>> =
        Default::default();
    for (file, cases) in all() {
        for v in counted(&cases) {
            if v.predicted.is_some() {
                rows.entry((v.family, v.metric.clone(), file[..4].to_owned())).or_default().push(v.clone());
            }
        }
    }
    for (key, values) in rows {
        let errors: Vec<String> =
            values.iter().map(|v| format!("{}{:.2}", if v.inside() { "" } else { "*" }, v.error().unwrap_or(0.0))).collect();
        println!("{:<8} {:<32} {} {} | {}", key.0.name(), key.1, key.2, Summary::of(values.iter()), errors.join(" "));
    }
}

#[test]
fn widths() {
    let mut every = Vec::new();
    for (_, cases) in all() {
        every.extend(cases);
    }
    for of in Family::ALL {
        let mut w: Vec<(f64, String)> =
            counted(&every).filter(|v| v.family == of).filter_map(|v| Some((v.width()?, v.metric.clone()))).collect();
        w.sort_by(|a, b| a.0.total_cmp(&b.0));
        println!("{} n {} narrow {}", of.name(), w.len(), w.iter().filter(|w| w.0 <= 4.0).count());
        if of == Family::Search {
            for (w, m) in w {
                print!("{w:.2} {m}; ");
            }
            println!();
        }
    }
}
