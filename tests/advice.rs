//! Every rule is held to its own examples.

use tempo_designer::advice::{RULES, Severity, consequence};
use tempo_designer::assess;
use tempo_designer::design::Design;

#[test]
fn every_rule_fires_on_its_failing_example_and_is_silent_on_its_passing_one() {
    for rule in RULES {
        let example = |change: fn(&mut Design)| {
            let mut design = Design::default();
            change(&mut design);
            assess(&design)
        };
        let failing = example(rule.failing);
        assert!(failing.findings.iter().any(|f| f.id == rule.id), "{}: the failing example does not fire", rule.id);
        let passing = example(rule.passing);
        assert!(passing.findings.iter().all(|f| f.id != rule.id), "{}: the passing example fires", rule.id);
    }
}

#[test]
fn every_fix_silences_its_finding_and_is_whole() {
    for rule in RULES {
        let mut design = Design::default();
        (rule.failing)(&mut design);
        let assessment = assess(&design);
        let finding = assessment.findings.iter().find(|f| f.id == rule.id).expect("fires");
        let Some(fix) = &finding.fix else { continue };
        for (path, text) in &fix.edits {
            let field = tempo_designer::design::fields::field(path).unwrap_or_else(|| panic!("{}: no field {path}", rule.id));
            let read = field.read(&design, text).unwrap_or_else(|why| panic!("{}: {path}={text}: {why}", rule.id));
            assert_eq!((field.get)(&fix.apply(&design)), read.value, "{}: {path}", rule.id);
        }
        let told = consequence(&assessment, fix);
        assert!(told.removed.contains(&rule.id), "{}: the fix does not silence it: {told:?}", rule.id);
    }
}

#[test]
fn every_rule_is_documented() {
    let mut ids: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
    let sorted = {
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        sorted
    };
    assert_eq!(ids, sorted, "rules stand in the order of their ids");
    ids.dedup();
    assert_eq!(ids.len(), RULES.len(), "an id stands twice");
    for rule in RULES {
        assert!(!rule.sources.is_empty() && rule.why.len() > 40 && !rule.title.ends_with('.'), "{}", rule.id);
    }
}

/// The list is the product's first impression: each entry is meant, and none is an error.
#[test]
fn the_default_design_has_exactly_these_findings() {
    let assessment = assess(&Design::default());
    let ids: Vec<_> = assessment.findings.iter().map(|f| f.id).collect();
    assert_eq!(ids, ["RING-04"]);
    assert!(assessment.findings.iter().all(|f| f.severity != Severity::Error));
}
