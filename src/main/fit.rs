//! `fit`: coefficients of one's own from the answers of Prometheus.

use crate::{Change, load, plain, tell, text_of};
use std::path::PathBuf;
use tempo_designer::design::document;
use tempo_designer::estimate::{Answers, fit as fitted, query_for_all, read_answer, sort_in};
use tempo_designer::problem::Problem;
use tempo_designer::quantity::{Style, show};
use tempo_designer::ring::Placement;

#[derive(clap::Args)]
pub struct Fit {
    /// The design document; - for standard input.
    design: PathBuf,
    /// The JSON that Prometheus' query API answered the query with.
    #[arg(required_unless_present = "query")]
    answer: Option<PathBuf>,
    /// Print the query instead.
    #[arg(long, conflicts_with = "answer")]
    query: bool,
    #[command(flatten)]
    change: Change,
}

/// The document goes to standard output, what was fitted and why to standard error.
pub fn fit(arguments: &Fit) -> Result<(), Vec<Problem>> {
    let design = load(&arguments.design, &arguments.change)?;
    let Some(path) = &arguments.answer else {
        say!("{}", query_for_all(&design));
        return Ok(());
    };
    let place = path.display().to_string();
    let text = text_of(path, "answer", "Name the file that the query API answered with.").map_err(|problem| vec![problem])?;
    let mut answers = Answers::new();
    read_answer(&text).and_then(|series| sort_in(&mut answers, series, None)).map_err(|problem| {
        vec![Problem { key: [&place, &*problem.key].join(if problem.key.is_empty() { "" } else { ", " }), ..problem }]
    })?;
    let fit = fitted(&design, &Placement::of(&design), &answers);
    tell(&plain(&fit.load));
    for fitted in &fit.fitted {
        let measured = show(fitted.measured, fitted.gauge.unit, Style::Auto);
        let inside = if fitted.is_inside() { "inside" } else { "outside" };
        tell(&format!(
            "{}: measured {}, {inside} of the model's {}. {}",
            fitted.gauge.label,
            plain(&measured),
            plain(&fitted.predicted()),
            fitted.reason
        ));
    }
    fit.problems.iter().for_each(|problem| tell(&problem.to_string()));
    say!("{}", document::write(&fit.design).trim_end());
    Ok(())
}
