//! Two designs side by side: the same from either side, every figure, and the operator's sizes.

use std::fs;
use std::path::Path;
use tempo_designer::catalog::{OPERATOR_SIZES, operator_size};
use tempo_designer::compare::{Comparison, Load, PER_MILLION, Side, at_load, compare, of_size, size_for, size_words};
use tempo_designer::design::fields::{FIELDS, contradictions, field};
use tempo_designer::design::{Design, PerSecond, document};
use tempo_designer::{Assessment, assess};

fn designs() -> Vec<Design> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/designs");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("tests/designs").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let written = paths.iter().map(|path| document::read(&fs::read_to_string(path).expect("a design")).0);
    written.chain(OPERATOR_SIZES.iter().map(|size| of_size(size, &Design::default()))).collect()
}

fn told(a: &Design, b: &Design) -> Comparison {
    compare(&assess(a), &assess(b))
}

#[test]
fn issue_7_the_same_design_differs_in_nothing() {
    for design in designs() {
        let told = told(&design, &design);
        assert!(told.is_same() && told.same_load, "{}", design.name);
        assert!(told.fields.iter().all(|pair| !pair.differs) && told.figures.iter().all(|pair| !pair.differs));
        assert!(told.findings.iter().all(Vec::is_empty));
        assert_eq!(told.says, ["Nothing differs: every field and every figure is the same."]);
        assert_eq!(told.curves[0], told.curves[1]);
    }
}

#[test]
fn issue_7_a_comparison_is_the_same_from_either_side() {
    let all: Vec<Assessment> = designs().iter().map(assess).collect();
    for (a, b) in all.iter().zip(all.iter().skip(1)) {
        let (forth, back) = (compare(a, b), compare(b, a));
        let turned = |pair: &[String; 2]| [pair[1].clone(), pair[0].clone()];
        assert_eq!(forth.names, turned(&back.names));
        for one in &forth.fields {
            let other = back.fields.iter().find(|pair| pair.path == one.path).expect("a field of both");
            assert_eq!((one.differs, &one.values), (other.differs, &turned(&other.values)), "{}", one.path);
        }
        for (one, other) in forth.figures.iter().zip(&back.figures) {
            assert_eq!((&one.id, one.ranges, one.differs), (&other.id, [other.ranges[1], other.ranges[0]], other.differs));
            let opposite = other.better.map(|side| if side == Side::A { Side::B } else { Side::A });
            assert_eq!(one.better, opposite, "{}", one.id);
            if let (Some(one), Some(other)) = (one.ratio, other.ratio) {
                assert!((one * other - 1.0).abs() < 1e-9);
            }
        }
        assert_eq!(forth.findings[0], back.findings[1]);
        assert_eq!(forth.curves[0], back.curves[1]);
        assert_eq!(forth.says.len(), back.says.len());
    }
}

#[test]
fn issue_7_every_field_and_figure_is_compared() {
    let all: Vec<Assessment> = designs().iter().map(assess).collect();
    for (a, b) in all.iter().zip(all.iter().skip(1)) {
        let told = compare(a, b);
        for field in &FIELDS {
            assert!(told.fields.iter().any(|pair| pair.path == field.path), "{}", field.path);
        }
        for (side, of) in [a, b].into_iter().enumerate() {
            for id in of.estimate.sheet.ids() {
                let pair = told.figure(id).unwrap_or_else(|| panic!("{id} is not compared"));
                assert_eq!(pair.ranges[side], Some(of.estimate.range(id)), "{id}");
                assert!(!pair.shown(Side::A).contains("NaN") && !pair.shown_range(Side::B).contains("NaN"), "{id}");
            }
            for tenant in &of.design.tenants {
                assert!(told.fields.iter().any(|pair| pair.path == format!("tenants.{}.share", tenant.id)));
            }
        }
        assert!(told.says.iter().all(|words| words.ends_with('.') && !words.contains("NaN")), "{:?}", told.says);
    }
}

/// What a million spans cost by hand: the default's bill over 2 000 spans/s for 730 h.
#[test]
fn issue_7_a_million_spans_by_hand() {
    let told = told(&Design::default(), &Design::default());
    let pair = told.figure(PER_MILLION).expect("a figure");
    let total = told.figure("cost.total").and_then(|pair| pair.ranges[0]).expect("a total").likely;
    let found = pair.ranges[0].expect("a range").likely;
    // 2 000 x 2 628 000 s = 5 256 million spans.
    assert!((found - total / 5_256.0).abs() < 1e-9, "{found}");
    let figure = told.sheets[0].figure(PER_MILLION).expect("it explains itself");
    assert_eq!(figure.formula(), "monthly cost ÷ (mean spans × month) × a million spans");
}

#[test]
fn issue_7_the_curve_is_what_the_engine_says_of_each_load() {
    for design in designs() {
        let told = told(&design, &design);
        let curve = &told.curves[0];
        let estimate = assess(&design).estimate;
        let first = curve.first.expect("load binds something");
        assert_eq!(Some(first.multiple), estimate.bottleneck().map(|binding| binding.multiple), "{}", design.name);
        assert_eq!(curve.breaks.len(), estimate.binding.iter().filter(|binding| binding.multiple <= 10.0).count());
        assert!(curve.breaks.windows(2).all(|pair| pair[0].multiple <= pair[1].multiple));
        assert_eq!((curve.points[0].multiple, curve.points.last().map(|point| point.multiple)), (1.0, Some(10.0)));
        for multiple in [1.0, 2.5, 10.0] {
            let mut grown = design.clone();
            grown.workload.spans *= multiple;
            let (point, grown) = (curve.at(multiple).expect("a point"), assess(&grown));
            let near =
                |found: f64, expected: f64| assert!((found - expected).abs() <= 1e-5 * expected, "{found} is not {expected}");
            near(point.cost.likely, grown.estimate.range("cost.total").likely);
            near(point.cost.high, grown.estimate.range("cost.total").high);
            near(point.headroom.expect("a headroom"), grown.estimate.bottleneck().expect("it binds").multiple);
            let again = compare(&grown, &grown);
            near(point.per_million.likely, again.figure(PER_MILLION).and_then(|pair| pair.ranges[0]).expect("a price").likely);
        }
    }
}

#[test]
fn issue_7_loads_can_be_made_the_same() {
    let (a, b) = (Design::default(), of_size(operator_size("1x.medium").expect("a size"), &Design::default()));
    for (load, spans) in [(Load::Each, [2_000.0, 33_824.0]), (Load::First, [2_000.0; 2]), (Load::Second, [33_824.0; 2])] {
        let both = at_load(&a, &b, load);
        assert_eq!(both.each_ref().map(|design| design.workload.spans.get()), spans);
        assert_eq!(told(&both[0], &both[1]).same_load, load != Load::Each);
    }
}

#[test]
fn issue_7_the_operators_sizes_are_designs() {
    for size in &OPERATOR_SIZES {
        let design = of_size(size, &Design::default());
        assert_eq!(contradictions(&design), [], "{}", size.id);
        let (read, problems) = document::read(&document::write(&design));
        assert!(problems.is_empty() && read == design, "{}: {problems:?}", size.id);
        let assessment = assess(&design);
        assert!(assessment.estimate.bottleneck().is_some(), "{}", size.id);
        let mean = assessment.estimate.range("load.mean").likely;
        assert!(size.rate.is_none_or(|rate| (mean / rate.get() - 1.0).abs() < 1e-3), "{}: {mean}", size.id);
    }
    for (spans, size) in [(100.0, "1x.pico"), (2_000.0, "1x.extra-small"), (11_000.0, "1x.small"), (1e6, "1x.medium")] {
        let mut design = Design::default();
        field("workload.spans").expect("a field");
        design.workload.spans = PerSecond::new(spans);
        assert_eq!(size_for(&design).id, size);
    }
}

/// The words as a reader finds them, one snapshot for all: `UPDATE=1` accepts.
#[test]
fn issue_7_the_words() {
    let mut out = String::new();
    let default = Design::default();
    for size in &OPERATOR_SIZES {
        for load in [Load::First, Load::Second] {
            let [a, b] = at_load(&default, &of_size(size, &default), load).map(|design| assess(&design));
            out.push_str(&format!("# A {}, B {}, {load:?}\n", a.design.name, b.design.name));
            for words in compare(&a, &b).says.iter().chain(&size_words(size, &b)) {
                out.push_str(words);
                out.push('\n');
            }
            out.push('\n');
        }
    }
    let mut dearer = default.clone();
    dearer.ingester.replicas = 6;
    dearer.platform.zone_awareness = true;
    let all = designs();
    for (a, b) in [(&default, &dearer), (&all[0], &default), (&all[3], &default)] {
        out.push_str(&format!("# A {}, B {}\n{}\n\n", a.name, b.name, told(a, b).says.join("\n")));
    }
    let out = out.replace('\u{202f}', " ").trim_end().to_owned() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/compare.txt");
    if std::env::var("UPDATE").is_ok() {
        fs::write(&path, &out).expect("the snapshot is written");
    }
    assert_eq!(fs::read_to_string(&path).expect("tests/snapshots/compare.txt"), out);
}
