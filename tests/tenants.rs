//! The list of tenants that differ: how it is written, read, set, edited and refused; and what the rules say of it.

use tempo_designer::advice::Severity;
use tempo_designer::assess;
use tempo_designer::design::fields::{contradictions, impossible};
use tempo_designer::design::tenants::{TENANT_FIELDS, added, label, removed, tenant_field, typed};
use tempo_designer::design::{Bytes, Design, Millis, Share, Tenant, document, edit};

fn read(list: &str) -> (Design, Vec<String>) {
    let (design, problems) = document::read(&format!("version: 1\nworkload:\n  tenants: 12\ntenants:\n{list}"));
    (design, problems.iter().map(ToString::to_string).collect())
}

/// Reads `list` and expects just this problem.
#[track_caller]
fn refused(list: &str, told: &str) {
    let (_, problems) = read(list);
    assert_eq!(problems, [told], "{list}");
}

#[test]
fn issue_4_a_list_of_tenants_reads_back() {
    let (design, problems) =
        read("  - id: team-a\n    share: 40%\n    retention: 30d\n  - id: team.b\n    rate_limit: 30 MB/s\n");
    assert_eq!(problems, [] as [&str; 0]);
    let team_a = Tenant {
        id: "team-a".to_owned(),
        share: Some(Share::new(0.4)),
        retention: Some(Millis::from_seconds(30.0 * 86_400.0)),
        ..Tenant::default()
    };
    let team_b = Tenant { id: "team.b".to_owned(), rate_limit: Some(Bytes::mb(30.0).per_second()), ..Tenant::default() };
    assert_eq!(design.tenants, [team_a, team_b]);
    let text = document::write(&design);
    assert!(
        text.ends_with(
            "\ntenants:\n  - id: team-a\n    share: 40%\n    retention: 30d\n  - id: team.b\n    rate_limit: 30 MB/s\n"
        )
    );
    assert_eq!(document::read(&text), (design, Vec::new()));
    assert!(!document::write(&Design::default()).contains("\ntenants:"), "an empty list is not written");
}

#[test]
fn issue_4_every_problem_of_the_list_has_its_place() {
    refused(
        "  - id: a/b\n    share: 10%\n",
        "line 5, column 9, tenants, entry 1, id: “/” is not allowed in a tenant's name. Type letters, digits and !-_.*'(), 150 at most.",
    );
    refused(
        "  - id: '*'\n",
        "line 5, column 9, tenants, entry 1, id: In Tempo's file “*” is every tenant that is not listed; here those have the default limits. Type the id of one tenant.",
    );
    refused(
        "  - id: ..\n",
        "line 5, column 9, tenants, entry 1, id: “..” is a path, not a name. Type letters, digits and !-_.*'(), 150 at most.",
    );
    refused(
        &format!("  - id: {}\n", "a".repeat(151)),
        "line 5, column 9, tenants, entry 1, id: 151 characters are too many. Type letters, digits and !-_.*'(), 150 at most.",
    );
    refused(
        "  - share: 10%\n",
        "line 5, column 5, tenants, entry 1: The entry has no id. Write entries such as - id: team-a, and its share below.",
    );
    refused(
        "  - team-a\n",
        "line 5, column 5, tenants, entry 1: The entry is a value, not a mapping. Write entries such as - id: team-a, and its share below.",
    );
    refused(
        "  id: team-a\n",
        "line 5, column 3, tenants: The listed tenants are a mapping, not a list. Write entries such as - id: team-a, and its share below.",
    );
    refused(
        "  - id: team-a\n    retension: 3d\n",
        "line 6, column 16, tenants, entry 1, retension: A tenant has no such key. Did you mean retention?",
    );
    refused(
        "  - id: team-a\n    share: 140%\n",
        "line 6, column 12, tenants, entry 1, share: Share of the load 140% is above 100%. Type 100% or less.",
    );
    refused(
        "  - id: team-a\n    retention: [3d]\n",
        "line 6, column 16, tenants, entry 1, retention: Here stands a list, where one value belongs. Write one value.",
    );
    refused(
        "  - id: team-a\n    share: 70%\n  - id: team-b\n    share: 40.5%\n",
        "line 8, column 12, tenants.team-b.share: The shares of the listed tenants come to 110.5%, more than the whole load. Lower one of them by 10.5%.",
    );
    refused(
        "  - id: team-a\n  - id: team-a\n",
        "line 6, column 9, tenants.team-a.id: team-a stands twice among the listed tenants. List each tenant once.",
    );
}

#[test]
fn issue_4_more_tenants_than_there_are_contradict_the_count() {
    let told = |text: &str| document::read(text).1.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        told("version: 1\nworkload:\n  tenants: 2\ntenants: [{id: a}, {id: b}, {id: c}]\n"),
        ["line 3, column 12, workload.tenants: 3 tenants are listed, and there are 2. Type 3 or more, or take one off the list."]
    );
    // The default has one.
    assert_eq!(
        told("version: 1\ntenants: [{id: single-tenant}]\n"),
        [
            "workload.tenants: A tenant is listed, and with one tenant multitenancy is off: every trace belongs to single-tenant. Type 2 tenants or more, or take it off the list."
        ]
    );
    assert_eq!(
        told("version: 1\nworkload:\n  tenants: 2\ntenants: [{id: a, share: 60%}, {id: b, share: 30%}]\n"),
        [
            "line 4, column 47, tenants.b.share: Every tenant has a share, and 10% of the load is nobody's. Raise one share by 10%, or leave one empty."
        ]
    );
    let many: String = (0..101).map(|at| format!("- id: t{at}\n")).collect();
    let told = told(&format!("version: 1\nworkload: {{tenants: 500}}\ntenants:\n{many}"));
    assert_eq!(
        told,
        [
            "line 4, column 3, tenants: 101 tenants are listed, and 100 are the most that can be. List those that differ most; the others have the default limits."
        ]
    );
}

#[test]
fn issue_4_a_listed_tenant_is_set_by_its_id() {
    let (mut design, _) = read("  - id: team.b\n");
    assert_eq!(document::assign(&mut design, "tenants.team.b.share=25%"), Ok(()));
    assert_eq!(design.tenants[0].share, Some(Share::new(0.25)));
    assert_eq!(document::assign(&mut design, "tenants.team.b.share=none"), Ok(()));
    assert_eq!(design.tenants[0].share, None);
    let mut why = |assignment| document::assign(&mut design, assignment).unwrap_err().to_string();
    assert_eq!(why("tenants.a.share=25%"), "--set tenants.a.share: No tenant a is listed. Listed are team.b.");
    assert_eq!(why("tenants.team.b.shard=25%"), "--set tenants.team.b.shard: A tenant has no such key. Did you mean share?");
    assert_eq!(
        why("tenants.team.b.share=0.25"),
        "--set tenants.team.b.share: “0.25” reads as 0.25% or as 25%. Type one of them."
    );
    assert_eq!(
        document::assign(&mut Design::default(), "tenants.a.share=1%").unwrap_err().to_string(),
        "--set tenants.a.share: No tenant a is listed. Add it to the list `tenants` of the document."
    );
}

#[test]
fn issue_4_tenants_are_edited_one_by_one() {
    let key = |name| tenant_field(name).expect("a field");
    // One tenant more turns multitenancy on, and says that there are two now.
    let first = added(&Design::default());
    assert_eq!((first.design.tenants[0].id.as_str(), first.design.workload.tenants), ("tenant-1", 2));
    assert_eq!(first.note.as_deref(), Some("The tenants went from 1 to 2 with it."));
    let second = added(&first.design);
    assert_eq!((second.design.tenants[1].id.as_str(), second.design.workload.tenants, second.note), ("tenant-2", 2, None));
    assert_eq!(contradictions(&second.design), []);

    let design = typed(&second.design, 0, key("share"), "60").expect("a share").design;
    assert_eq!(label(key("share"), &second.design.tenants[0], &design.tenants[0]), "tenant-1, share of the load none → 60%");
    let why = typed(&design, 1, key("share"), "50%").unwrap_err();
    assert_eq!(why, "The shares of the listed tenants come to 110%, more than the whole load. Lower one of them by 10%.");
    assert!(typed(&design, 1, key("id"), "tenant-1").unwrap_err().contains("stands twice"));
    assert!(typed(&design, 1, key("id"), "").unwrap_err().contains("is empty"));
    // Two shares change one after the other, though they come to less in between.
    let less = typed(&design, 1, key("share"), "30%").expect("less than the rest").design;
    assert!(impossible(&less).is_empty() && contradictions(&less).len() == 1);
    assert!(edit::typed(&design, tempo_designer::design::fields::field("workload.tenants").unwrap(), "1").is_err());

    let fewer = removed(&design, 0);
    assert_eq!((fewer.tenants.len(), fewer.tenants[0].id.as_str(), fewer.workload.tenants), (1, "tenant-2", 2));
    assert_eq!(removed(&fewer, 7), fewer);
    for field in &TENANT_FIELDS {
        assert!(field.help.ends_with('.') && field.read(&design, &field.write(&design.tenants[0])).is_ok(), "{}", field.path);
    }
}

#[test]
fn issue_4_rules_say_whose_limit_it_is() {
    let findings = |list: &str| {
        let (design, problems) = read(list);
        assert_eq!(problems, [] as [&str; 0]);
        assess(&design).findings
    };
    let told = |list: &str, id: &str| {
        let found = findings(list).into_iter().find(|finding| finding.id == id);
        found.map(|finding| (finding.message, finding.field, finding.file, finding.severity, finding.fix.is_some()))
    };
    let own = ("workload.tenants", "config/overrides.yaml");
    // 40 % of 2 MB/s, against 3 x 200 kB/s.
    let (message, field, file, severity, fix) = told("  - {id: Heavy, share: 40%, rate_limit: 200 kB/s}\n", "LIM-01").unwrap();
    assert!(message.starts_with("Tenant Heavy peaks at 800\u{202f}kB/s, and 600\u{202f}kB/s is let in"), "{message}");
    assert_eq!(((field, file), severity, fix), (own, Severity::Warning, false));
    assert_eq!(told("  - {id: Heavy, share: 40%, rate_limit: 300 kB/s}\n", "LIM-01"), None);
    // 100 kB a request on the mean.
    let (message, field, file, severity, _) = told("  - {id: a, burst_size: 90 kB}\n", "LIM-02").unwrap();
    assert!(message.contains("the burst of tenant a is 90\u{202f}kB. It is refused always."), "{message}");
    assert_eq!(((field, file), severity), (own, Severity::Error));
    // 6 800 live traces, half of them of this tenant.
    let (message, field, file, ..) = told("  - {id: a, share: 50%, max_traces_per_user: 3000}\n", "LIM-03").unwrap();
    assert!(message.contains("3\u{202f}400 live traces of tenant a at the peak, and 3\u{202f}000 are kept"), "{message}");
    assert_eq!((field, file), own);
    // For as long as that tenant's blocks are kept.
    let (message, field, file, _, fix) = told("  - {id: a, max_bytes_per_trace: 80 MB, retention: 30d}\n", "LIM-06").unwrap();
    assert!(
        message.starts_with("Traces of tenant a of up to 80\u{202f}MB are let in") && message.ends_with("for 30d."),
        "{message}"
    );
    assert_eq!(((field, file), fix), (own, false));
}
