//! What is found by a few letters, and in which order.

use tempo_designer::advice::Finding;
use tempo_designer::bundle::bundle;
use tempo_designer::design::Design;
use tempo_designer::design::fields::FIELDS;
use tempo_designer::find::{Entry, Kind, entries, find};
use tempo_designer::{Assessment, assess};

fn all() -> (Assessment, Vec<Entry>) {
    let assessment = assess(&Design::default());
    let all = entries(&assessment, &bundle(&assessment));
    (assessment, all)
}

fn first<'e>(all: &'e [Entry], wanted: &str) -> &'e Entry {
    let found = find(all, wanted);
    &all[*found.first().unwrap_or_else(|| panic!("nothing is found for {wanted}"))]
}

#[test]
fn everything_that_has_a_name_is_found_by_it() {
    let (assessment, all) = all();
    for entry in &all {
        assert_eq!(first(&all, &entry.name).name.to_lowercase(), entry.name.to_lowercase(), "{entry:?}");
    }
    for field in FIELDS.iter() {
        assert!(all.iter().any(|entry| entry.kind == Kind::Control && entry.target == field.path), "{}", field.path);
    }
    for id in assessment.estimate.sheet.ids() {
        assert!(all.iter().any(|entry| entry.kind == Kind::Figure && entry.target == id), "{id}");
    }
    for Finding { id, fix, .. } in &assessment.findings {
        let of = |kind| all.iter().any(|entry| entry.kind == kind && entry.target == *id);
        assert!(of(Kind::Finding) && of(Kind::Fix) == fix.is_some(), "{id}");
    }
}

#[test]
fn a_word_of_the_name_comes_before_a_beginning_and_that_before_the_rest() {
    let (_, all) = all();
    for (wanted, kind, target) in [
        ("replication factor", Kind::Control, "tempo.replication_factor"),
        ("ing rep", Kind::Control, "components.ingester.replicas"),
        ("wal vol", Kind::Control, "components.ingester.volume"),
        ("num_tokens", Kind::Control, "tempo.num_tokens"),
        ("repfac", Kind::Control, "tempo.replication_factor"),
        ("ingester.yaml", Kind::File, "ingester.yaml"),
        ("wal", Kind::Term, "WAL"),
        ("RETENTION", Kind::Control, "workload.retention"),
    ] {
        let found = first(&all, wanted);
        assert_eq!((found.kind, found.target.as_str()), (kind, target), "{wanted}");
    }
}

#[test]
fn what_is_not_there_is_not_found_and_nothing_asked_is_everything() {
    let (_, all) = all();
    assert!(find(&all, "xylophone").is_empty());
    assert_eq!(find(&all, "  ").len(), all.len());
    // No text makes it fail.
    for text in ["ÄÖ", "ﬁ", "İ", "\u{202f}", "🙂 rf", "ſ"] {
        let _ = find(&all, text);
    }
}

#[test]
fn entries_say_what_they_read_now() {
    let (_, all) = all();
    for entry in all.iter().filter(|entry| entry.kind != Kind::Figure) {
        assert!(!entry.value.is_empty(), "{entry:?} says nothing");
    }
}
