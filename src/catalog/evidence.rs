//! What was measured elsewhere, as it was published: three files, copied whole and edited by nobody (tests/data/README.md).

/// How a file of evidence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A row per load test of one generator.
    Runs,
    /// Cases that somebody published, each with what was stated of it.
    Published,
    /// A row per component and run of our own.
    Own,
}

/// A file of evidence.
#[derive(Debug)]
pub struct Evidence {
    pub form: Form,
    pub file: &'static str,
    pub title: &'static str,
    pub source: &'static str,
    pub date: &'static str,
    pub text: &'static str,
}

/// All of it, in the order in which the table shows it.
pub static EVIDENCE: [Evidence; 3] = [
    Evidence {
        form: Form::Runs,
        file: "calibration-runs.csv",
        title: "Public load tests",
        source: "github.com/rubenvp8510/perf-tests-tempo-results, commit c1e3f8bf: Tempo 2.9.0 by its operator on OpenShift, MinIO in the \
                 cluster, no requests and limits, 75 minutes a run, one sample a minute; the generator pushes one trace of 10 spans a request",
        date: "2026-01-13",
        text: include_str!("../../tests/data/calibration-runs.csv"),
    },
    Evidence {
        form: Form::Published,
        file: "published-cases.json",
        title: "Published cases",
        source: "issues, documents and release notes of grafana/tempo and of its operator, each named at its case",
        date: "2026-05-12",
        text: include_str!("../../tests/data/published-cases.json"),
    },
    Evidence {
        form: Form::Own,
        file: "measured-here.csv",
        title: "Own runs",
        source: "binaries of v2.10.8 and v3.0.3, every component a process of its own on one machine of two shared cores, local disk, \
                 windows of 4 to 6 minutes after 60 to 100 s",
        date: "2026-11-24",
        text: include_str!("../../tests/data/measured-here.csv"),
    },
];
