//! docs/model.md tells what the product calculates with, and every figure tells it by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tempo_designer::assess;
use tempo_designer::calibration::{Case, Family, Summary, cases, counted};
use tempo_designer::catalog::{COEFFICIENTS, EVIDENCE, prices};
use tempo_designer::design::{Bytes, Design, document};
use tempo_designer::estimate::{Figure, Origin, Sheet};
use tempo_designer::failure::{Down, Standing, recovery, report};
use tempo_designer::quantity::{Style, Unit, ascii, show, significant};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).into()
}

/// The default design, one of each provider, every example, and what changes which formulas there are.
fn designs() -> Vec<(String, Design)> {
    let mut designs = vec![("default".to_owned(), Design::default())];
    let mut with = |changes: &[&str]| {
        let mut design = Design::default();
        changes.iter().for_each(|change| document::assign(&mut design, change).unwrap_or_else(|why| panic!("{change}: {why}")));
        designs.push((changes.join(" "), design));
    };
    for change in [
        "platform.provider=gcp",
        "platform.provider=azure",
        "tempo.rate_strategy=global",
        "workload.unique_characters=80",
        "workload.searches=0/s",
        "components.compactor.replicas=3",
        "workload.tenants=12",
        "tempo.replication_factor=1",
    ] {
        with(&[change]);
    }
    with(&["platform.provider=azure", "platform.region=westeurope"]);
    let mut files: Vec<_> = std::fs::read_dir(root().join("tests/designs")).expect("examples").flatten().collect();
    files.sort_by_key(std::fs::DirEntry::path);
    for file in files.iter().filter(|file| file.path().extension().is_some_and(|ending| ending == "yaml")) {
        let text = std::fs::read_to_string(file.path()).expect("a design");
        designs.push((file.path().display().to_string(), document::read(&text).0));
    }
    designs
}

/// Whatever a figure shows is said where it comes from, down to inputs, coefficients, prices and facts.
fn explains_itself(place: &str, sheet: &Sheet, others: &[&Sheet], figure: Figure<'_>) {
    let place = format!("{place}: {}", figure.id());
    assert!(!figure.label().is_empty() && figure.meaning().ends_with('.'), "{place}: {}", figure.meaning());
    assert!(!figure.formula().is_empty(), "{place} has no formula");
    assert!(!figure.formula_in_numbers().is_empty(), "{place} has no numbers");
    assert!(!figure.parts().is_empty(), "{place} has no inputs");
    // A share, a multiple or a count is a number; all else has a unit, which stands in the text.
    if figure.unit() == Unit::ONE {
        let named = figure.style() != Style::Auto || figure.range().likely == figure.range().likely.round();
        assert!(named || !figure.show().is_empty(), "{place} is a number of what?");
    } else {
        assert!(!figure.unit().to_string().is_empty(), "{place} has no unit");
        assert!(figure.show().chars().any(|c| c.is_alphabetic() || "%×$∞".contains(c)), "{place}: {}", figure.show());
    }
    let range = figure.range();
    assert!(range.low <= range.likely && range.likely <= range.high, "{place}: {range:?}");
    for part in figure.parts() {
        assert!(!part.label.is_empty() && !part.value.is_empty(), "{place}");
        match part.origin {
            Origin::Field(path) => assert!(tempo_designer::design::fields::field(path).is_some(), "{place}: {path}"),
            Origin::Figure(id) => {
                let known = std::iter::once(&sheet).chain(others).any(|sheet| sheet.figure(&id).is_some());
                assert!(known, "{place}: {id}");
            }
            Origin::Given(source) => assert!(source.len() > 10, "{place}: {} has no source", part.label),
            Origin::Coefficient(row) => {
                let (source, date) = row.source();
                assert!(source.len() > 20 && date.len() >= 4, "{place}: {}", row.id);
            }
            Origin::Price(row) => assert!(!row.source().is_empty() && !row.unit.is_empty(), "{place}: {row:?}"),
        }
    }
}

#[test]
fn issue_7_every_figure_has_formula_inputs_source_and_unit() {
    let mut walked = 0;
    for (name, design) in designs() {
        let assessment = assess(&design);
        let sheet = &assessment.estimate.sheet;
        for id in sheet.ids() {
            explains_itself(&name, sheet, &[], sheet.figure(id).expect("listed"));
            walked += 1;
        }
        // What the failure lab and its time line show.
        let standing = Standing::of(&assessment, &assessment.placement);
        let mut down = Down::default();
        if let Some(host) = standing.hosts.iter().find(|host| !host.pods.is_empty()) {
            down.toggle(&host.pods);
        }
        let report = report(&assessment, &assessment.placement, &standing, &down);
        let recovery = recovery(&assessment, 1, 3_600.0);
        for own in [&report.sheet, &recovery] {
            for id in own.ids() {
                explains_itself(&name, own, &[sheet], own.figure(id).expect("listed"));
                walked += 1;
            }
        }
    }
    assert!(walked > 1_500, "{walked}");
}

/// Rows of a Markdown table hold no bar and no line break.
fn cell(text: &str) -> String {
    ascii(text).replace('|', "/")
}

fn figures() -> String {
    // Of each figure the first design that has it; those of single tenants are the others' again.
    let mut known: BTreeMap<String, (String, String, String, String)> = BTreeMap::new();
    for (_, design) in designs().into_iter().filter(|(_, design)| design.tenants.is_empty()) {
        let estimate = assess(&design).estimate;
        for id in estimate.sheet.ids() {
            let figure = estimate.figure(id).expect("listed");
            let unit = match (figure.style(), figure.unit()) {
                (Style::Percent, _) => "%".to_owned(),
                (Style::Times, _) => "x".to_owned(),
                (_, unit) if unit == Unit::ONE => "-".to_owned(),
                (_, unit) => unit.to_string(),
            };
            let row = (figure.label().to_owned(), unit, figure.formula(), figure.meaning().to_owned());
            known.entry(id.to_owned()).or_insert(row);
        }
    }
    let mut text = String::new();
    let chapters: BTreeSet<String> = known.keys().map(|id| id.split('.').next().unwrap_or_default().to_owned()).collect();
    for chapter in chapters {
        text.push_str(&format!("### {chapter}\n\n| figure | unit | formula | meaning |\n|---|---|---|---|\n"));
        for (id, (label, unit, formula, meaning)) in known.iter().filter(|(id, _)| id.split('.').next() == Some(&chapter)) {
            let row = [&format!("{label} (`{id}`)"), unit, formula, meaning].map(|text| cell(text));
            text.push_str(&format!("| {} |\n", row.join(" | ")));
        }
        text.push('\n');
    }
    text
}

fn coefficients() -> String {
    let mut text =
        "| coefficient | low | likely | high | measured on, and why the range | date |\n|---|---|---|---|---|---|\n".to_owned();
    for row in COEFFICIENTS {
        let value = |value: f64| cell(&show(value, row.unit, Style::Auto));
        let (source, date) = row.source();
        let name = format!("{} (`{}`)", row.label(), row.id);
        let cells = [cell(&name), value(row.low), value(row.likely), value(row.high), cell(source), date.to_owned()];
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

fn list_prices() -> String {
    #[derive(Default)]
    struct Read<'p> {
        count: usize,
        regions: BTreeSet<&'p str>,
        kinds: BTreeSet<&'p str>,
        dates: BTreeSet<&'p str>,
    }
    let mut found: BTreeMap<(&str, &str), Read> = BTreeMap::new();
    for row in prices() {
        let entry = found.entry((row.provider, row.source())).or_default();
        entry.count += 1;
        entry.regions.insert(row.region);
        entry.kinds.insert(row.kind);
        entry.dates.insert(row.date);
    }
    let mut text = "| provider | prices | of | regions | dates | read from |\n|---|---|---|---|---|---|\n".to_owned();
    for ((provider, source), Read { count, regions, kinds, dates }) in found {
        let list = |set: BTreeSet<&str>| set.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
        let cells = [provider.to_owned(), count.to_string(), list(kinds), list(regions), list(dates), source.to_owned()];
        text.push_str(&format!("| {} |\n", cells.map(|text| cell(&text)).join(" | ")));
    }
    text
}

fn calibration() -> String {
    let files: Vec<_> = EVIDENCE.iter().map(|evidence| (evidence, cases(evidence))).collect();
    let all = || files.iter().flat_map(|(_, cases)| counted(cases));
    let mut text = "| | inside | share | median width | median likely over measured |\n|---|---|---|---|---|\n".to_owned();
    let mut line = |name: &str, summary: Summary| {
        let share = cell(&show(summary.share(), Unit::ONE, Style::Percent));
        let (width, ratio) = (significant(summary.width), significant(summary.ratio));
        text.push_str(&format!("| {name} | {} of {} | {share} | {width} | {ratio} |\n", summary.inside, summary.of));
    };
    for (file, cases) in &files {
        line(&format!("`{}`", file.file), Summary::of(counted(cases)));
    }
    for family in Family::ALL {
        line(family.name(), Summary::of(all().filter(|value| value.family == family)));
    }
    line("**all**", Summary::of(all()));
    for (file, cases) in &files {
        text.push_str(&format!("\n### {} (`{}`, {})\n\n{}.\n\n", file.title, file.file, file.date, ascii(file.source)));
        text.push_str("| case | quantity | predicted | measured | | measured over likely |\n|---|---|---|---|---|---|\n");
        cases.iter().for_each(|case| text.push_str(&rows(case)));
    }
    text
}

fn rows(case: &Case) -> String {
    let row = |value: &tempo_designer::calibration::Value| {
        let verdict = match (case.claim, value.inside()) {
            (true, _) => "claim",
            (false, true) => "inside",
            (false, false) => "**outside**",
        };
        let error = value.error().map_or(String::new(), significant);
        let cells = [&case.name, &value.label, &value.show_predicted(), &value.show_measured(), verdict, &error];
        format!("| {} |\n", cells.map(cell).join(" | "))
    };
    case.values.iter().map(row).collect()
}

/// What stands between the marks is as the product says; `UPDATE=1` writes it anew.
#[test]
fn issue_7_the_model_is_told_as_it_is() {
    let path = root().join("docs/model.md");
    let old = std::fs::read_to_string(&path).expect("docs/model.md");
    let mut text = old.clone();
    for (mark, part) in
        [("figures", figures()), ("coefficients", coefficients()), ("prices", list_prices()), ("calibration", calibration())]
    {
        let begin = format!("<!-- {mark} -->\n");
        let (before, rest) = text.split_once(&begin).expect("its mark");
        let (_, after) = rest.split_once("<!-- end -->").expect("the end of it");
        text = format!("{before}{begin}{}\n<!-- end -->{after}", part.trim_end());
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).expect("it writes");
    } else {
        assert!(text == old, "docs/model.md is old: UPDATE=1 cargo test --test model");
    }
}

/// A design that counted its unique characters reads coefficients that no other does.
#[test]
fn issue_7_every_coefficient_is_told() {
    let told = coefficients();
    assert!(COEFFICIENTS.iter().all(|row| told.contains(&format!("`{}`", row.id))));
    let mut counted = Design::default();
    counted.workload.unique_characters = Some(Bytes::new(80.0));
    let sheet = assess(&counted).estimate.sheet;
    assert!(sheet.figure("storage.compression").is_some_and(|figure| figure.formula().contains("unique")));
}
