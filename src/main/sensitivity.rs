//! `estimate --sensitivity`: what moves a figure most.

use crate::plain;
use serde_json::json;
use tempo_designer::Assessment;
use tempo_designer::estimate::{MOVED, Mover, Sensitivity, sensitivity};
use tempo_designer::problem::Problem;

/// Bars printed; `--json` has all.
const SHOWN: usize = 20;

pub fn print(assessment: &Assessment, id: &str, as_json: bool) -> Result<(), Vec<Problem>> {
    let Assessment { design, placement, estimate, .. } = assessment;
    let Some(found) = sensitivity(design, placement, estimate, id) else {
        let remedy = "`estimate --json` lists every id, as cost.total and capacity.headroom.";
        return Err(vec![Problem::new("--sensitivity", format!("No figure is called {id}."), remedy)]);
    };
    if as_json {
        say!("{:#}", json(&found));
        return Ok(());
    }
    say!("{}, {}: what moves it most, one at a time", found.label, plain(&found.show(found.likely)));
    for bar in found.bars.iter().take(SHOWN) {
        let ends = bar.ends.each_ref().map(|end| end.as_ref().map_or("-", |end| end.value.as_str()));
        say!("{:<44} {:>16}  {} to {}", plain(&bar.label), plain(&found.results(bar)), plain(ends[0]), plain(ends[1]));
    }
    if let Some(rest) = found.bars.len().checked_sub(SHOWN).filter(|rest| *rest > 0) {
        say!("{rest} more move it less; --json has them.");
    }
    say!("{MOVED}");
    Ok(())
}

fn json(found: &Sensitivity) -> serde_json::Value {
    let bar = |bar: &tempo_designer::estimate::Bar| {
        let (kind, id) = match &bar.mover {
            Mover::Field(field) => ("field", field.path),
            Mover::Coefficient(row) => ("coefficient", row.id),
            Mover::Given(source) => ("given", source.as_str()),
        };
        let [low, high] =
            bar.ends.each_ref().map(|end| end.as_ref().map(|end| json!({"value": plain(&end.value), "result": end.result})));
        json!({
            "kind": kind, "id": id, "label": bar.label, "now": plain(&bar.now), "low": low, "high": high,
            "swing": bar.swing, "estimated_anew": bar.anew, "words": plain(&found.words(bar)),
        })
    };
    json!({
        "figure": found.id, "label": found.label, "unit": found.unit.to_string(), "likely": found.likely,
        "bars": found.bars.iter().map(bar).collect::<Vec<_>>(),
    })
}
