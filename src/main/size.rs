//! `tempo-designer size`: the cheapest design that holds the goals, and what forbids one replica less.

use crate::{BAD_INPUT, Change, FOUND, complain, load, plain, write};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tempo_designer::assess;
use tempo_designer::design::{Design, Role, document, edit};
use tempo_designer::problem::Problem;
use tempo_designer::sizing::{Drop, Outcome, Sized, changed, size, wished, worse};

#[derive(clap::Args)]
pub struct Size {
    /// The design document, of which workload, place, settings and goals are kept; - for standard input.
    design: PathBuf,
    /// Where the sized design is written to; - for standard output, and nothing else then.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The largest loss to survive: none, pod, node or zone. As goals.survive.
    #[arg(long, value_name = "LOSS")]
    survive: Option<String>,
    /// So many times the stated peak is to be held. As goals.headroom.
    #[arg(long, value_name = "FACTOR")]
    headroom: Option<String>,
    /// What a search of the stated look-back may take. As goals.search_latency.
    #[arg(long, value_name = "DURATION")]
    search_latency: Option<String>,
    /// USD a month. As goals.budget.
    #[arg(long, value_name = "USD")]
    budget: Option<String>,
    /// The numbers, the reasons and what is feasible without a goal.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    change: Change,
}

pub fn run(arguments: Size) -> Result<ExitCode, Vec<Problem>> {
    let Size { design: path, output, survive, headroom, search_latency, budget, json, mut change } = arguments;
    let goals = [("survive", survive), ("headroom", headroom), ("search_latency", search_latency), ("budget", budget)];
    change.set.extend(goals.into_iter().filter_map(|(key, value)| Some(format!("goals.{key}={}", value?))));
    let design = load(&path, &change)?;
    let outcome = size(&design);
    let to_stdout = output.as_deref() == Some(Path::new("-"));
    if let (Outcome::Sized(sized), Some(output)) = (&outcome, &output) {
        let text = document::write(&sized.design);
        if to_stdout {
            say!("{}", text.trim_end());
        } else {
            write(output, &text)?;
        }
    }
    if json && !to_stdout {
        say!("{:#}", as_json(&design, &outcome));
    }
    match outcome {
        Outcome::Sized(sized) => {
            if !json && !to_stdout {
                tell(&design, &sized);
            }
            Ok(ExitCode::SUCCESS)
        }
        Outcome::Infeasible { why, drops } => {
            if !json {
                complain(&plain(&why));
                drops.iter().for_each(|drop| complain(&plain(&drop.sentence())));
            }
            Ok(ExitCode::from(FOUND))
        }
        Outcome::Unpriced { why } => {
            if !json {
                complain(&why);
            }
            Ok(ExitCode::from(BAD_INPUT))
        }
    }
}

fn tell(from: &Design, sized: &Sized) {
    let to = &sized.design;
    let now = assess(from);
    say!("{}", plain(&wished(from)));
    say!("{}", plain(&sized.claim(now.estimate.range("cost.total").likely)));
    let worse = worse(&now, &assess(to));
    if !worse.is_empty() {
        say!("What gets worse:");
        worse.iter().for_each(|worse| say!("  {}", plain(worse)));
    }
    say!("");
    for field in changed(from, to) {
        say!("{}", plain(&edit::label(field, from, to)));
    }
    for role in Role::ALL {
        say!("");
        let (old, new) = (from.component(role), to.component(role));
        say!("{}", role.title());
        let row = |what: &str, old: String, new: String| {
            if old == new { say!("  {what:<16} {new}") } else { say!("  {what:<16} {old} -> {new}") }
        };
        let cores = |cores: Option<tempo_designer::design::Cores>| cores.map_or("none".to_owned(), |cores| cores.kubernetes());
        row("replicas", old.replicas.to_string(), new.replicas.to_string());
        row("CPU request", old.cpu_request.kubernetes(), new.cpu_request.kubernetes());
        row("CPU limit", cores(old.cpu_limit), cores(new.cpu_limit));
        row("memory request", old.memory_request.kubernetes(), new.memory_request.kubernetes());
        row("memory limit", old.memory_limit.kubernetes(), new.memory_limit.kubernetes());
        if let (Some(old), Some(new)) = (old.volume, new.volume) {
            row("volume", old.kubernetes(), new.kubernetes());
        }
        if let Some(fewer) = sized.fewer.iter().find(|fewer| fewer.role == role) {
            say!("  {}", plain(&fewer.why));
        }
    }
}

fn as_json(from: &Design, outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Sized(sized) => json!({
            "feasible": true,
            "cost": sized.cost,
            "worse": worse(&assess(from), &assess(&sized.design)).iter().map(|worse| plain(worse)).collect::<Vec<_>>(),
            "cost_before": assess(from).estimate.range("cost.total").likely,
            "no_design_costs_less_than": sized.bound,
            "fields": tempo_designer::design::fields::FIELDS.iter()
                .filter(|field| field.write(from) != field.write(&sized.design))
                .map(|field| json!({"field": field.path, "from": field.write(from), "to": field.write(&sized.design)}))
                .collect::<Vec<_>>(),
            "one_less": sized.fewer.iter().map(|fewer| json!({
                "component": fewer.role.target(),
                "fewer_by": fewer.by,
                "breaks": fewer.broken.as_ref().map(|broken| broken.wish.field()),
                "resource": fewer.broken.as_ref().and_then(|broken| broken.resource).map(|resource| resource.name()),
                "why": fewer.why,
            })).collect::<Vec<_>>(),
        }),
        Outcome::Infeasible { why, drops } => json!({
            "feasible": false,
            "why": why,
            "without": drops.iter().map(|Drop { wish, cost }| json!({"goal": wish.field(), "cost": cost})).collect::<Vec<_>>(),
        }),
        Outcome::Unpriced { why } => json!({"feasible": null, "why": why}),
    }
}
