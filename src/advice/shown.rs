//! What a list of findings says beside the findings themselves.

use super::{Consequence, Finding, Fix, Severity, rule};
use crate::design::Design;
use crate::design::fields::{contradictions, field};

impl Severity {
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];
}

/// How many findings there are of each severity, the most harmful first.
#[must_use]
pub fn counts(findings: &[Finding]) -> [(Severity, usize); 3] {
    Severity::ALL.map(|severity| (severity, findings.iter().filter(|finding| finding.severity == severity).count()))
}

/// `3 warnings, 2 notes`.
#[must_use]
pub fn summary(findings: &[Finding]) -> String {
    let told: Vec<String> =
        counts(findings).into_iter().filter(|(_, count)| *count > 0).map(|(severity, count)| counted(severity, count)).collect();
    if told.is_empty() { "none".to_owned() } else { told.join(", ") }
}

fn counted(severity: Severity, count: usize) -> String {
    format!("{count} {}{}", severity.word(), if count == 1 { "" } else { "s" })
}

impl Consequence {
    /// `removes 2, adds 1 note (TIME-02)`.
    #[must_use]
    pub fn phrase(&self) -> String {
        let removed = match self.removed.len() {
            0 => "removes none".to_owned(),
            count => format!("removes {count}"),
        };
        let added = Severity::ALL.map(|severity| {
            let of: Vec<&str> =
                self.added.iter().copied().filter(|id| rule(id).is_some_and(|rule| rule.severity == severity)).collect();
            (!of.is_empty()).then(|| format!("{} ({})", counted(severity, of.len()), of.join(", ")))
        });
        let added: Vec<String> = added.into_iter().flatten().collect();
        if added.is_empty() { removed } else { format!("{removed}, adds {}", added.join(", ")) }
    }
}

/// All fixes of the list as one: where two of them want more of one thing, or less, the one that goes further.
///
/// `None` when there are fewer than two, when two of them contradict each other, or when together they make a design that contradicts itself.
#[must_use]
pub fn together(design: &Design, findings: &[Finding]) -> Option<Fix> {
    let fixes: Vec<&Fix> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
    if fixes.len() < 2 {
        return None;
    }
    let all = merged(design, format!("Apply all {} fixes", fixes.len()), &fixes)?;
    let known = contradictions(design);
    contradictions(&all.apply(design)).iter().all(|new| known.iter().any(|old| old.key == new.key)).then_some(all)
}

/// The edits of several fixes as one; `None` when two of them contradict each other.
pub(super) fn merged(design: &Design, title: String, fixes: &[&Fix]) -> Option<Fix> {
    let mut all = Fix { title, edits: Vec::new() };
    for (path, text) in fixes.iter().flat_map(|fix| &fix.edits) {
        match all.edits.iter_mut().find(|(known, _)| known == path) {
            Some((_, known)) if same(design, path, known, text) => {}
            Some((_, known)) => *known = further(design, path, known, text)?.to_owned(),
            None => all.edits.push((path, text.clone())),
        }
    }
    Some(all)
}

/// Of two numbers on the same side of the present one the one further away.
fn further<'t>(design: &Design, path: &str, one: &'t str, other: &'t str) -> Option<&'t str> {
    let field = field(path)?;
    let number = |text: &str| field.read(design, text).ok()?.value.optional_number();
    let now = (field.get)(design).optional_number()?;
    let (a, b) = (number(one)? - now, number(other)? - now);
    (a * b > 0.0).then_some(if a.abs() >= b.abs() { one } else { other })
}

/// Two texts that one field reads as the same value.
fn same(design: &Design, path: &str, one: &str, other: &str) -> bool {
    let Some(field) = field(path) else { return false };
    let value = |text: &str| field.read(design, text).ok().map(|read| read.value);
    one == other || value(one).is_some_and(|one| value(other) == Some(one))
}

/// A source that can be opened: what to call it and where it is. Files of a release are named, not linked.
#[must_use]
pub fn link(source: &'static str) -> Option<(String, &'static str)> {
    let rest = source.strip_prefix("https://github.com/")?;
    let parts: Vec<&str> = rest.split('/').collect();
    match parts.as_slice() {
        ["grafana", repository, "issues" | "pull" | "discussions", number] => Some((format!("{repository} {number}"), source)),
        [owner, repository, "issues" | "pull" | "discussions", number] => {
            Some((format!("{owner}/{repository} {number}"), source))
        }
        _ => Some((rest.to_owned(), source)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::RULES;
    use super::*;
    use crate::assess;

    fn consequence(removed: &[&'static str], added: &[&'static str]) -> String {
        Consequence { removed: removed.to_vec(), added: added.to_vec() }.phrase()
    }

    #[test]
    fn consequences_are_counted() {
        assert_eq!(consequence(&["RING-04", "TIME-01"], &[]), "removes 2");
        assert_eq!(consequence(&["RING-04"], &["TIME-01"]), "removes 1, adds 1 warning (TIME-01)");
        assert_eq!(consequence(&[], &[]), "removes none");
    }

    /// One step mends what each fix alone would mend.
    #[test]
    fn fixes_that_agree_are_one() {
        let mut design = Design::default();
        for rule in RULES {
            (rule.failing)(&mut design);
        }
        let all = assess(&design).findings;
        let mended: Vec<Finding> = all.into_iter().filter(|finding| ["RING-04", "TIME-01"].contains(&finding.id)).collect();
        if let Some(fix) = together(&design, &mended) {
            assert_eq!(fix.title, "Apply all 2 fixes");
            let left = assess(&fix.apply(&design)).findings;
            assert!(left.iter().all(|finding| !["RING-04", "TIME-01"].contains(&finding.id)), "{left:?}");
        }
        let mut against = mended.clone();
        if let Some(fix) = against.first_mut().and_then(|finding| finding.fix.as_mut()) {
            fix.edits = vec![("tempo.complete_block_timeout", "1m".to_owned())];
            assert_eq!(together(&design, &against), None);
        }
    }

    #[test]
    fn threads_are_links_and_files_are_not() {
        let (name, _) = link("https://github.com/grafana/tempo/issues/4493").unwrap_or_default();
        assert_eq!(name, "tempo 4493");
        assert_eq!(link("grafana/tempo v2.10.8 modules/frontend/frontend.go, New"), None);
    }

    #[test]
    fn a_list_is_summed_up() {
        assert_eq!(summary(&[]), "none");
        let mut design = Design::default();
        design.ingester.replicas = 3;
        assert!(summary(&assess(&design).findings).contains("warning"));
    }
}
