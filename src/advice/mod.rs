//! What is wrong with a design, and what mends it: a catalogue of rules, one file each.

mod rules;
mod savings;
mod shown;
mod size;
mod words;

pub use rules::RULES;
pub(crate) use savings::given_up;
pub use savings::{Saving, Savings, savings, savings_words};
pub use shown::{counts, link, summary, together};

use crate::Assessment;
use crate::design::fields::field;
use crate::design::{Design, Role};
use crate::estimate::Range;
use crate::order::sort_short;
use std::sync::Arc;

/// How much harm a finding stands for; the order is that of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The cluster does not start, refuses writes or loses data.
    Error,
    Warning,
    /// Worth knowing; nothing breaks.
    Note,
}

impl Severity {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Whether a rule on a figure is broken over the whole range or only beyond its likely value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Already at the favourable end of the range, or no figure is involved.
    Surely,
    /// At the likely value.
    Likely,
    /// Only at the unfavourable end.
    Perhaps,
}

impl Certainty {
    /// How sure it is that a figure which should stay at or below `bound` does not; `None` when even its high end does.
    #[must_use]
    pub fn above(range: Range, bound: f64) -> Option<Self> {
        if range.low > bound {
            Some(Certainty::Surely)
        } else if range.likely > bound {
            Some(Certainty::Likely)
        } else if range.high > bound {
            Some(Certainty::Perhaps)
        } else {
            None
        }
    }

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Certainty::Surely => "surely",
            Certainty::Likely => "likely",
            Certainty::Perhaps => "perhaps",
        }
    }
}

/// A titled list of field edits.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// Names what it does: `Use 4 ingesters`.
    pub title: String,
    /// Path of a field and the text to type into it.
    pub edits: Vec<(&'static str, String)>,
}

impl Fix {
    #[must_use]
    pub fn new(title: impl Into<String>, edits: &[(&'static str, &str)]) -> Self {
        Fix { title: title.into(), edits: edits.iter().map(|(path, text)| (*path, (*text).to_owned())).collect() }
    }

    /// The design with the edits made. An edit that its field refuses is left out; a test holds every rule's fix to be whole.
    #[must_use]
    pub fn apply(&self, design: &Design) -> Design {
        let mut design = design.clone();
        for (path, text) in &self.edits {
            if let Some(field) = field(path)
                && let Ok(read) = field.read(&design, text)
            {
                field.apply(&mut design, &read.value);
            }
        }
        design
    }
}

/// One thing that is looked for. The file of a rule reads top to bottom: what, why, sources, examples, check.
pub struct Rule {
    /// Stable: `RING-04`.
    pub id: &'static str,
    pub severity: Severity,
    /// The fault, not the cure.
    pub title: &'static str,
    /// Threads and source files; of [`RULES`] two that can be opened. [`Rule::all_sources`] has the rest.
    pub sources: &'static [&'static str],
    /// Makes the default design break this rule: an example for tests and manual, which the page does not carry.
    #[cfg(not(target_family = "wasm"))]
    pub failing: fn(&mut Design),
    /// Makes the default design keep this rule.
    #[cfg(not(target_family = "wasm"))]
    pub passing: fn(&mut Design),
    pub check: fn(&Assessment) -> Option<Found>,
}

impl Rule {
    /// What happens and why, for the documentation and whoever asks.
    #[must_use]
    pub fn why(&self) -> &'static str {
        let at = RULES.iter().position(|rule| rule.id == self.id);
        at.and_then(|at| rules::REASONS.get(at)).copied().unwrap_or_default()
    }

    /// Threads and source files.
    #[must_use]
    pub fn all_sources(&self) -> &'static [&'static str] {
        let at = RULES.iter().position(|rule| rule.id == self.id);
        at.and_then(|at| rules::SOURCES.get(at)).copied().unwrap_or_default()
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// A sentence or two with the design's own numbers.
    pub message: String,
    /// The field to look at first.
    pub field: &'static str,
    pub role: Option<Role>,
    /// The bundle's file it shows in.
    pub file: &'static str,
    pub certainty: Certainty,
    /// Where this case is worse or milder than the rule in general.
    pub severity: Option<Severity>,
    pub fix: Option<Fix>,
}

impl Found {
    #[must_use]
    pub fn new(field: &'static str, role: Option<Role>, file: &'static str, message: impl Into<String>) -> Self {
        Found { message: message.into(), field, role, file, certainty: Certainty::Surely, severity: None, fix: None }
    }

    /// What only an unfavourable case would bring is worth knowing, not a warning.
    #[must_use]
    pub fn certainty(mut self, certainty: Certainty) -> Self {
        self.certainty = certainty;
        if certainty == Certainty::Perhaps {
            self.severity = Some(Severity::Note);
        }
        self
    }

    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    #[must_use]
    pub fn fix(self, fix: Fix) -> Self {
        self.maybe_fix(Some(fix))
    }

    /// Where the cure may lie outside what the fields allow.
    #[must_use]
    pub fn maybe_fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}

/// A rule that a design breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's id; [`rule`] gives the rest.
    pub id: &'static str,
    pub title: &'static str,
    pub severity: Severity,
    pub certainty: Certainty,
    pub message: String,
    pub field: &'static str,
    pub role: Option<Role>,
    pub file: &'static str,
    pub fix: Option<Fix>,
}

/// The rule with this id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// Gives a finding the fix that takes a search, and what to say where there is none.
type Search = fn(&Assessment, &mut Finding);

/// Searches for the fixes that are not told by the design alone.
pub fn search_fixes(assessment: &Assessment, findings: &mut [Finding]) {
    for finding in findings {
        let at = RULES.iter().position(|rule| rule.id == finding.id);
        if let Some(search) = at.and_then(|at| *rules::SEARCHES.get(at)?) {
            search(assessment, finding);
        }
    }
}

/// All findings, the most harmful first, then the surest, then by id; without the fixes that [`search_fixes`] adds.
#[must_use]
pub fn advise(assessment: &Assessment) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RULES
        .iter()
        .filter_map(|rule| {
            let found = (rule.check)(assessment)?;
            Some(Finding {
                id: rule.id,
                title: rule.title,
                severity: found.severity.unwrap_or(rule.severity),
                certainty: found.certainty,
                message: found.message,
                field: found.field,
                role: found.role,
                file: found.file,
                fix: found.fix,
            })
        })
        .collect();
    let key = |finding: &Finding| (finding.severity, finding.certainty, finding.id);
    sort_short(&mut findings, |a, b| key(a).cmp(&key(b)));
    findings
}

/// What a fix does to the list of findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consequence {
    /// Ids of findings that go.
    pub removed: Vec<&'static str>,
    /// Ids of findings that come.
    pub added: Vec<&'static str>,
}

/// Assesses the mended design and compares. Worked out when a finding is shown, not on every gesture.
#[must_use]
pub fn consequence(assessment: &Assessment, fix: &Fix) -> Consequence {
    let ids = |findings: &[Finding]| findings.iter().map(|finding| finding.id).collect::<Vec<_>>();
    let before = ids(&assessment.findings);
    let mended = fix.apply(&assessment.design);
    // Most fixes leave the ring alone, and it is the slow part.
    let placement = assessment.placement.follow(&mended).map_or_else(|| Arc::clone(&assessment.placement), Arc::new);
    let after = ids(&crate::assess_on(&mended, placement, Some(assessment)).findings);
    Consequence {
        removed: before.iter().filter(|id| !after.contains(id)).copied().collect(),
        added: after.iter().filter(|id| !before.contains(id)).copied().collect(),
    }
}
