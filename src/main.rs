//! The native command: arguments -> library -> stdout, files, exit status. No second engine.

use clap::{Parser, Subcommand};
use serde_json::{Value, json};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tempo_designer::advice::{Certainty, Consequence, Finding, Severity, consequence, rule};
use tempo_designer::design::{Design, document, share};
use tempo_designer::problem::Problem;
use tempo_designer::verdict::strip;
use tempo_designer::{Assessment, assess};

/// One line on standard output.
macro_rules! say {
    ($($text:tt)*) => {
        crate::line(format_args!($($text)*))
    };
}

#[path = "main/bill.rs"]
mod bill;
#[path = "main/calibration.rs"]
mod calibration;
#[path = "main/compare.rs"]
mod compare;
#[path = "main/failures.rs"]
mod failures;
#[path = "main/fit.rs"]
mod fit;
#[path = "main/sensitivity.rs"]
mod sensitivity;
#[path = "main/size.rs"]
mod size;

/// Sizes a Grafana Tempo cluster on Kubernetes from a design.yaml: figures with their ranges, and the manifests.
#[derive(Parser)]
#[command(
    name = "tempo-designer",
    version,
    after_help = "Examples:\n  tempo-designer init > design.yaml\n  tempo-designer estimate design.yaml --set workload.spans=120k/s\n  tempo-designer check design.yaml --fail-on warning\n  tempo-designer render design.yaml -o tempo/ && kubectl diff -k tempo/\n\nExit status: 0 fine, 1 check found something, 2 bad input."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the default design: the seed guide's topology, mended.
    #[command(
        after_help = "Examples:\n  tempo-designer init --set platform.bucket=acme-traces > design.yaml\n  tempo-designer init --size 1x.medium > medium.yaml"
    )]
    Init {
        /// In its place a size of the Tempo Operator, under the rate of its label: 1x.demo, 1x.pico, 1x.extra-small, 1x.small,
        /// 1x.medium.
        #[arg(long)]
        size: Option<String>,
        #[command(flatten)]
        change: Change,
    },
    /// Write the manifest bundle of a design, byte for byte what the page zips.
    #[command(
        after_help = "Examples:\n  tempo-designer render design.yaml -o tempo/\n  tempo-designer render design.yaml -o tempo/ --set components.ingester.replicas=6"
    )]
    Render {
        /// The design document; - for standard input.
        design: PathBuf,
        /// The folder to write to; it is made if need be. Files of an older bundle that this one lacks are left alone.
        #[arg(short, long, value_name = "DIR")]
        output: PathBuf,
        #[command(flatten)]
        change: Change,
    },
    /// Print what the design carries, stores and costs.
    #[command(
        after_help = "Examples:\n  tempo-designer estimate design.yaml\n  tempo-designer estimate design.yaml --json | jq '.figures[\"capacity.headroom\"]'\n  tempo-designer estimate design.yaml --sensitivity cost.total"
    )]
    Estimate {
        /// The design document; - for standard input.
        design: PathBuf,
        /// Every figure by its id, with low, likely, high and unit.
        #[arg(long)]
        json: bool,
        /// Today, as 2026-11-29: prices more than a year old are told.
        #[arg(long, value_name = "DATE")]
        today: Option<String>,
        /// What moves this figure most, coefficient by coefficient and field by field: capacity.headroom.
        #[arg(long, value_name = "FIGURE")]
        sensitivity: Option<String>,
        #[command(flatten)]
        change: Change,
    },
    /// Fit coefficients to what Prometheus measured of a running cluster, and print the design that has them.
    #[command(
        after_help = "Examples:\n  tempo-designer fit design.yaml --query > query.promql\n  curl -s prometheus:9090/api/v1/query --data-urlencode query@query.promql > answer.json\n  tempo-designer fit design.yaml answer.json > fitted.yaml"
    )]
    Fit(fit::Fit),
    /// Say what is wrong with the design, and what mends it.
    #[command(
        after_help = "Examples:\n  tempo-designer check design.yaml\n  tempo-designer check design.yaml --fail-on warning --set platform.zone_awareness=true\n  tempo-designer check design.yaml --json | jq '.findings[].id'\n\nExit status: 0 nothing at or above --fail-on, 1 something, 2 bad input. Every rule with its sources: docs/rules.md."
    )]
    Check {
        /// The design document; - for standard input.
        design: PathBuf,
        /// The mildest severity that makes the exit status 1.
        #[arg(long, value_enum, value_name = "SEVERITY", default_value = "error")]
        fail_on: FailOn,
        /// The findings with their fields, files and edits.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        change: Change,
    },
    /// Say what each failure costs, at its worst: refused, unreadable, lost, and how long it takes to recover.
    #[command(
        after_help = "Examples:\n  tempo-designer failures design.yaml\n  tempo-designer failures design.yaml --scenario store-out --for 12h\n  tempo-designer failures design.yaml --scenario zone-loss --json | jq '.outcome.traces_refused.keys'\n\nWhat each scenario assumes, with sources: docs/failures.md."
    )]
    Failures(failures::Failures),
    /// Print how well the model meets what was measured, case by case.
    #[command(
        after_help = "Example:\n  tempo-designer calibration | grep outside\n\nWhat the figures are made of, and what is not known: docs/model.md."
    )]
    Calibration,
    /// Put two designs side by side, number by number and over a growing load.
    #[command(
        after_help = "Examples:\n  tempo-designer compare design.yaml sized.yaml\n  tempo-designer compare design.yaml 1x.medium --load a\n  tempo-designer compare design.yaml sized.yaml --json | jq '.figures[] | select(.differs) | .id'\n\nA is the first, B the second. Exit status: 0, whether or not they differ; 2 bad input."
    )]
    Compare(compare::Compare),
    /// Find the cheapest design that holds the goals: replicas, requests and limits, node type, copies and zones.
    #[command(
        after_help = "Examples:\n  tempo-designer size design.yaml -o sized.yaml\n  tempo-designer size design.yaml --survive zone --headroom 1.5 --search-latency 2s\n  tempo-designer size design.yaml --budget 1500 --json | jq '.without'\n\nExit status: 0 sized, 1 nothing holds all goals, 2 bad input or no prices. What is searched and promised: docs/sizing.md."
    )]
    Size(size::Size),
    /// Print the verdict on the default design as HTML, for the build of the page.
    #[command(hide = true)]
    Strip,
    /// Print what stands behind the page's address in a link to the design.
    #[command(after_help = "Example:\n  echo \"https://example.org/$(tempo-designer link design.yaml)\"")]
    Link {
        /// The design document; - for standard input.
        design: PathBuf,
        #[command(flatten)]
        change: Change,
    },
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Note,
}

impl FailOn {
    fn severity(self) -> Severity {
        match self {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Note => Severity::Note,
        }
    }
}

#[derive(clap::Args)]
struct Change {
    /// Change a field of the design before it is used; may be given several times.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
}

const FOUND: u8 = 1;
const BAD_INPUT: u8 = 2;

/// Who reads a line may have gone, as `head` does: then nobody misses the rest.
fn line(text: std::fmt::Arguments) {
    match writeln!(std::io::stdout(), "{text}") {
        Err(why) if why.kind() != ErrorKind::BrokenPipe => {
            eprintln!("Standard output cannot be written: {why}. Write to another place.");
            std::process::exit(i32::from(BAD_INPUT))
        }
        _ => {}
    }
}

/// One line beside what is printed.
fn tell(text: &str) {
    eprintln!("{text}");
}

fn main() -> ExitCode {
    let fine = |()| ExitCode::SUCCESS;
    let done = match Arguments::parse().command {
        Command::Init { size, change } => compare::begin(size.as_deref())
            .and_then(|design| changed(design, Vec::new(), &change))
            .map(|design| say!("{}", document::write(&design).trim_end()))
            .map(fine),
        Command::Render { design, output, change } => {
            load(&design, &change).and_then(|design| render(&assess(&design), &output)).map(fine)
        }
        Command::Estimate { design, json, today, sensitivity, change } => load(&design, &change)
            .and_then(|design| match sensitivity {
                None => {
                    estimate(&assess(&design), json, today.as_deref());
                    Ok(())
                }
                Some(id) => sensitivity::print(&assess(&design), &id, json),
            })
            .map(fine),
        Command::Fit(arguments) => fit::fit(&arguments).map(fine),
        Command::Check { design, fail_on, json, change } => {
            load(&design, &change).map(|design| check(&assess(&design), fail_on.severity(), json))
        }
        Command::Failures(arguments) => failures::failures(&arguments),
        Command::Calibration => {
            calibration::calibration();
            Ok(ExitCode::SUCCESS)
        }
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Size(arguments) => size::run(arguments),
        Command::Strip => {
            say!("{}", strip(&assess(&Design::default())));
            Ok(ExitCode::SUCCESS)
        }
        Command::Link { design, change } => load(&design, &change).map(|design| say!("#{}", share::encode(&design))).map(fine),
    };
    done.unwrap_or_else(|problems| {
        for problem in problems {
            eprintln!("{problem}");
        }
        ExitCode::from(BAD_INPUT)
    })
}

/// The design of the file with the changes; every problem at once.
fn load(path: &Path, change: &Change) -> Result<Design, Vec<Problem>> {
    let (design, problems) = document::read(&text_of(path, "design", DESIGN).map_err(|problem| vec![problem])?);
    changed(design, problems, change)
}

fn changed(mut design: Design, mut problems: Vec<Problem>, change: &Change) -> Result<Design, Vec<Problem>> {
    // A contradiction of the file may be what a change mends.
    let told = tempo_designer::design::fields::contradictions(&design);
    problems.retain(|problem| !told.iter().any(|known| known.key == problem.key && known.what == problem.what));
    for assignment in &change.set {
        if let Err(problem) = document::assign(&mut design, assignment) {
            problems.push(problem);
        }
    }
    problems.extend(tempo_designer::design::fields::contradictions(&design));
    if problems.is_empty() { Ok(design) } else { Err(problems) }
}

const DESIGN: &str = "Name a design.yaml; `tempo-designer init > design.yaml` makes one.";

fn text_of(path: &Path, what: &str, remedy: &str) -> Result<String, Problem> {
    let read = if path == Path::new("-") { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(path) };
    read.map_err(|error| Problem::new(path.display().to_string(), format!("The {what} cannot be read: {error}."), remedy))
}

/// One line for whoever reads along, beside what is asked for.
fn complain(text: &str) {
    eprintln!("{text}");
}

fn write(path: &Path, text: &str) -> Result<(), Vec<Problem>> {
    let failed = |error| format!("The design cannot be written: {error}.");
    std::fs::write(path, text)
        .map_err(|error| vec![Problem::new(path.display().to_string(), failed(error), "Name a file that can be written to.")])
}

fn render(assessment: &Assessment, output: &Path) -> Result<(), Vec<Problem>> {
    let failed = |path: &Path, error: std::io::Error| {
        vec![Problem::new(
            path.display().to_string(),
            format!("The file cannot be written: {error}."),
            "Name a folder that can be written to.",
        )]
    };
    for file in &tempo_designer::bundle::bundle(assessment).files {
        let path = output.join(&file.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        }
        std::fs::write(&path, file.text()).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}

fn estimate(assessment: &Assessment, json: bool, today: Option<&str>) {
    if json {
        say!("{:#}", as_json(assessment));
        return;
    }
    let estimate = &assessment.estimate;
    say!("{} on Tempo {}", assessment.design.name, assessment.design.release);
    let mut chapter = "";
    for id in estimate.sheet.ids() {
        let Some(figure) = estimate.figure(id) else { continue };
        let next = id.split('.').next().unwrap_or_default();
        if next != chapter {
            say!("");
            chapter = next;
        }
        say!("{:<36} {:>16}  {}", figure.label(), plain(&figure.show()), plain(&figure.show_range()));
    }
    say!("");
    match estimate.bottleneck() {
        Some(binding) => say!("{} {} binds first.", binding.role.title(), binding.resource.name()),
        None => say!("Nothing runs out as the load grows."),
    }
    let survivals = &assessment.survivals;
    for (what, (answer, why)) in [("pod", &survivals.pod), ("node", &survivals.node), ("zone", &survivals.zone)] {
        say!("Survives the loss of a {what}: {} ({why}).", answer.word());
    }
    say!("");
    bill::print(assessment, today);
}

/// One block a finding, the most harmful first.
fn check(assessment: &Assessment, fail_on: Severity, json: bool) -> ExitCode {
    let findings = &assessment.findings;
    if json {
        let listed: Vec<Value> = findings.iter().map(|finding| finding_as_json(assessment, finding)).collect();
        say!("{:#}", json!({"name": assessment.design.name, "findings": listed}));
    } else {
        for finding in findings {
            let certainty = match finding.certainty {
                Certainty::Surely => String::new(),
                other => format!(", {}", other.word()),
            };
            say!("{}{certainty}: {} {}", finding.severity.word(), finding.id, finding.title);
            say!("  {}", plain(&finding.message));
            say!("  Look at {}, in {}.", finding.field, finding.file);
            if let Some(fix) = &finding.fix {
                let edits: String = fix.edits.iter().map(|(path, value)| format!(" --set {path}={}", quoted(value))).collect();
                say!("  {}:{edits}", plain(&fix.title));
                say!("  {}", plain(&effect(&consequence(assessment, fix))));
            }
            say!("");
        }
        say!("{}", summary(findings));
    }
    if findings.iter().any(|finding| finding.severity <= fail_on) { ExitCode::from(FOUND) } else { ExitCode::SUCCESS }
}

/// `1 error, 2 warnings, 1 note.`
fn summary(findings: &[Finding]) -> String {
    let counted: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter_map(|severity| match findings.iter().filter(|finding| finding.severity == severity).count() {
            0 => None,
            1 => Some(format!("1 {}", severity.word())),
            more => Some(format!("{more} {}s", severity.word())),
        })
        .collect();
    if counted.is_empty() { "Nothing found.".to_owned() } else { format!("{}.", counted.join(", ")) }
}

/// `Removes RING-04, adds RING-13.`
fn effect(consequence: &Consequence) -> String {
    let removed = format!("Removes {}", consequence.removed.join(", "));
    if consequence.added.is_empty() {
        format!("{removed}.")
    } else {
        format!("{removed}, adds {}.", consequence.added.join(", "))
    }
}

/// As a shell takes it as one word.
fn quoted(value: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
    if !value.is_empty() && value.chars().all(bare) { value.to_owned() } else { format!("'{value}'") }
}

fn finding_as_json(assessment: &Assessment, finding: &Finding) -> Value {
    let fix = finding.fix.as_ref().map(|fix| {
        let consequence = consequence(assessment, fix);
        json!({
            "title": fix.title,
            "edits": fix.edits.iter().map(|(path, value)| json!({"field": path, "value": value})).collect::<Vec<_>>(),
            "removes": consequence.removed,
            "adds": consequence.added,
        })
    });
    json!({
        "id": finding.id,
        "severity": finding.severity.word(),
        "certainty": finding.certainty.word(),
        "title": finding.title,
        "message": finding.message,
        "field": finding.field,
        "component": finding.role.map(|role| role.target()),
        "file": finding.file,
        "sources": rule(finding.id).map(|rule| rule.all_sources()),
        "fix": fix,
    })
}

/// ASCII, so that a terminal or a script can paste it back.
fn plain(text: &str) -> String {
    text.replace(['\u{202f}', '\u{2212}'], " ").replace('–', "-").replace('×', "x").replace('∞', "inf")
}

fn as_json(assessment: &Assessment) -> Value {
    let estimate = &assessment.estimate;
    let figures: serde_json::Map<String, Value> = estimate
        .sheet
        .ids()
        .filter_map(|id| {
            let figure = estimate.figure(id)?;
            let range = figure.range();
            // JSON knows no infinity: a figure without an upper end has null there.
            let value = json!({"label": figure.label(), "low": range.low, "likely": range.likely, "high": range.high, "unit": figure.unit().to_string()});
            Some((id.to_owned(), value))
        })
        .collect();
    let survivals = &assessment.survivals;
    json!({
        "name": assessment.design.name,
        "release": assessment.design.release,
        "figures": figures,
        "binding": estimate.binding.iter().map(|binding| json!({"component": binding.role.target(), "resource": binding.resource.name(), "multiple": binding.multiple})).collect::<Vec<_>>(),
        "survives": {"pod": survivals.pod.0.word(), "node": survivals.node.0.word(), "zone": survivals.zone.0.word()},
        "unpriced": estimate.unpriced.iter().map(|gap| json!({"line": gap.line, "why": gap.why})).collect::<Vec<_>>(),
        "price_date": estimate.price_date(),
        "bill": bill::as_json(assessment),
    })
}
