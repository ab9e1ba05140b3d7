//! `tempo-designer failures`: the table of scenarios, or one of them with its time line.

use crate::{Change, load, plain, quoted};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;
use tempo_designer::estimate::Range;
use tempo_designer::failure::{Lasts, Outcome, Scenario, Standing, Timeline, When, lost, scenarios, simulate};
use tempo_designer::problem::Problem;
use tempo_designer::quantity::{DAY, Dimension, HOUR, Style, Unit, parse, show, show_range};
use tempo_designer::ring::{Share, WholeRing};
use tempo_designer::{Assessment, assess};

#[derive(clap::Args)]
pub struct Failures {
    /// The design document; - for standard input.
    design: PathBuf,
    /// One scenario with its time line, by its key: zone-loss, store-out ... Without it the table of all.
    #[arg(long, value_name = "KEY")]
    scenario: Option<String>,
    /// How long the cause lasts: the object store is out, the zone or the node away, the entry not forgotten.
    #[arg(long = "for", value_name = "DURATION", default_value = "2h")]
    lasts: String,
    /// The hour of the profile in which it begins, 0 to 23; without it the busiest. Used with --scenario.
    #[arg(long, value_name = "HOUR", value_parser = clap::value_parser!(u8).range(0..24))]
    at: Option<u8>,
    /// Keys out of 2^32 beside shares, every range, and the curves of the time line.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    change: Change,
}

/// Seconds that a run may last.
const LONGEST: f64 = 30.0 * DAY;

pub fn failures(arguments: &Failures) -> Result<ExitCode, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut refuse = |problem: Problem| problems.push(problem);
    let scenario = arguments.scenario.as_deref().map(|key| (key, Scenario::from_key(key)));
    if let Some((key, None)) = scenario {
        let keys: Vec<&str> = Scenario::ALL.iter().map(|scenario| scenario.key()).collect();
        refuse(Problem::new(
            "--scenario",
            format!("No scenario is called {}.", quoted(key)),
            format!("Type one of {}.", keys.join(", ")),
        ));
    }
    let seconds = match parse(Dimension::Duration, &arguments.lasts) {
        Ok(parsed) if (0.0..=LONGEST).contains(&parsed.value) => parsed.value,
        Ok(_) => {
            refuse(Problem::new("--for", "That is no time that is simulated.", "Type something between 0s and 30d."));
            0.0
        }
        Err(why) => {
            refuse(Problem::new("--for", why, "Write it like 90s, 30m or 12h."));
            0.0
        }
    };
    let design = match load(&arguments.design, &arguments.change) {
        Ok(design) if problems.is_empty() => design,
        Ok(_) => return Err(problems),
        Err(more) => {
            problems.extend(more);
            return Err(problems);
        }
    };
    let assessment = assess(&design);
    let placement = &assessment.placement;
    let standing = Standing::of(&assessment, placement);
    let when = When { hour: arguments.at.map(usize::from), seconds };
    let outcomes = scenarios(&assessment, placement, &standing, seconds / HOUR);
    match scenario.and_then(|(_, scenario)| scenario) {
        None if arguments.json => {
            say!(
                "{:#}",
                json!({"name": design.name, "scenarios": outcomes.iter().map(|outcome| outcome_as_json(&assessment, outcome)).collect::<Vec<_>>()})
            )
        }
        None => table(&assessment, &outcomes),
        Some(scenario) => {
            let timeline = simulate(&assessment, placement, &standing, scenario, when);
            let outcome = tempo_designer::failure::scenario(&assessment, placement, &standing, when, scenario);
            if arguments.json {
                let told = outcome.map(|outcome| outcome_as_json(&assessment, &outcome));
                say!("{:#}", json!({"name": design.name, "outcome": told, "timeline": timeline_as_json(&timeline)}));
            } else {
                tell(&timeline);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What a column of the table says of a time.
fn cell(lasts: Option<&Lasts>) -> String {
    match lasts {
        None => "-".to_owned(),
        Some(lasts) => match lasts.after {
            Some(after) if lasts.range.high <= 0.0 => format!("until {after}"),
            Some(after) => format!("until {after} + {}", time(lasts.range)),
            None => time(lasts.range),
        },
    }
}

fn time(range: Range) -> String {
    if range.likely.is_finite() { show(range.likely, Unit::SECOND, Style::Auto) } else { "never".to_owned() }
}

fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.001 { "< 0.1 %".to_owned() } else { show(share, Unit::ONE, Style::Percent) }
}

fn table(assessment: &Assessment, outcomes: &[Outcome]) {
    let head = ["scenario", "worst of its kind", "traces", "requests", "recent data unread", "silent", "lost", "recovered after"];
    let mut rows: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
    for outcome in outcomes {
        let bytes = |value: f64| show(value, Unit::BYTE, Style::Auto);
        let lost = match outcome.lost.bytes {
            _ if outcome.lost.is_nothing() => "-".to_owned(),
            range if range.likely <= 0.0 => format!("nothing likely, up to {}", bytes(range.high)),
            range => bytes(range.likely),
        };
        let recovered = match outcome.recover.after {
            Some(after) if outcome.recover.range.high <= 0.0 => format!("when {after}"),
            Some(after) => format!("{} after {after}", time(outcome.recover.range)),
            None => time(outcome.recover.range),
        };
        let row = [
            outcome.scenario.key().to_owned(),
            outcome.subject.clone(),
            percent(outcome.traces_refused.value()),
            percent(outcome.requests_refused),
            cell(outcome.unreadable.whole_ring.as_ref()),
            percent(outcome.silent.value()),
            lost,
            recovered,
        ];
        rows.push(row.iter().map(|text| plain(text)).collect());
    }
    let widths: Vec<usize> =
        (0..head.len()).map(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0)).collect();
    say!("{}: each failure at its worst, likely values; --scenario KEY tells one whole.", assessment.design.name);
    say!("");
    for row in &rows {
        let line: Vec<String> = row.iter().zip(&widths).map(|(text, width)| format!("{text:<width$}")).collect();
        say!("{}", line.join("  ").trim_end());
    }
    say!("");
    say!(
        "traces, requests: refused at the worst moment. silent: traces that answers miss without an error. lost: acknowledged and gone for good."
    );
}

fn tell(timeline: &Timeline) {
    say!("{}", timeline.scenario.title());
    say!("");
    for sentence in &timeline.says {
        say!("{}", plain(sentence));
    }
    if timeline.moments.is_empty() {
        return;
    }
    say!("");
    for moment in &timeline.moments {
        let at = plain(&show(moment.at, Unit::SECOND, Style::Auto));
        say!("{at:>10}  {:<8}  {}", moment.series, plain(&moment.says));
    }
    say!("");
    for series in &timeline.series {
        let ends = |of: &[f32]| {
            of.iter()
                .copied()
                .fold((f64::INFINITY, 0.0f64), |(low, high), value| (low.min(f64::from(value)), high.max(f64::from(value))))
        };
        let (low, high) = ends(&series.likely);
        let limit = series
            .limit
            .as_ref()
            .map_or(String::new(), |(limit, what)| format!("; limit {}: {what}", show(*limit, series.unit, Style::Auto)));
        say!("{}", plain(&format!("{:<40} {}{limit}", series.label, show_range(low, high, series.unit, Style::Auto))));
    }
}

fn keys(share: Share) -> Value {
    json!({"keys": share.part, "of": share.whole, "share": share.value()})
}

/// JSON knows no infinity: an end that never comes has null there.
fn range(range: Range) -> Value {
    json!({"low": range.low, "likely": range.likely, "high": range.high})
}

fn lasting(lasts: &Lasts) -> Value {
    json!({"after": lasts.after, "seconds": range(lasts.range)})
}

fn outcome_as_json(assessment: &Assessment, outcome: &Outcome) -> Value {
    let impact = &outcome.impact;
    let whole_ring = match impact.whole_ring {
        Ok(WholeRing { asked, max_errors, max_unavailable_zones }) => {
            json!({"asked": asked, "max_errors": max_errors, "max_unavailable_zones": max_unavailable_zones})
        }
        Err(why) => json!({"error": format!("{why:?}")}),
    };
    let down: Vec<String> = outcome.down.pods.iter().map(|pod| pod.name(&assessment.placement)).collect();
    json!({
        "scenario": outcome.scenario.key(),
        "title": outcome.scenario.title(),
        "subject": outcome.subject,
        "down": down,
        "gone": format!("{:?}", outcome.down.gone).to_lowercase(),
        "impact": {
            "write_refused": keys(Share::of_keys(impact.write_refused)),
            "read_failed": keys(Share::of_keys(impact.read_failed)),
            "all_copies_down": keys(Share::of_keys(impact.all_copies_down)),
            "silent_gap": keys(Share::of_keys(impact.silent_gap)),
            "whole_ring": whole_ring,
        },
        "traces_refused": keys(outcome.traces_refused),
        "requests_refused": outcome.requests_refused,
        "refusing": outcome.refusing.as_ref().map(lasting),
        "unreadable": {
            "whole_ring": outcome.unreadable.whole_ring.as_ref().map(lasting),
            "relevant_ingesters": outcome.unreadable.relevant.as_ref().map(lasting),
        },
        "silent": keys(outcome.silent),
        "lost": {"says": plain(&lost(&outcome.lost)), "traces": keys(outcome.lost.keys), "seconds": range(outcome.lost.window), "bytes": range(outcome.lost.bytes)},
        "recover": lasting(&outcome.recover),
        "says": outcome.says.iter().map(|text| plain(text)).collect::<Vec<_>>(),
    })
}

fn timeline_as_json(timeline: &Timeline) -> Value {
    let series: Vec<Value> = timeline
        .series
        .iter()
        .map(|series| {
            json!({
                "id": series.id,
                "label": series.label,
                "unit": series.unit.to_string(),
                "limit": series.limit.as_ref().map(|(value, what)| json!({"value": value, "what": what})),
                "likely": series.likely,
                "low": series.low,
                "high": series.high,
            })
        })
        .collect();
    let moments: Vec<Value> = timeline
        .moments
        .iter()
        .map(|moment| json!({"at": moment.at, "series": moment.series, "says": plain(&moment.says)}))
        .collect();
    json!({
        "scenario": timeline.scenario.key(),
        "subject": timeline.subject,
        "duration": timeline.duration,
        "step": timeline.step,
        "moments": moments,
        "series": series,
    })
}
