//! `estimate`: the bill line by line, whose prices it has, and what would make it smaller.

use crate::plain;
use serde_json::{Value, json};
use tempo_designer::Assessment;
use tempo_designer::advice::{Saving, savings, savings_words};
use tempo_designer::estimate::{MONTHS, Priced, bill_words, old_prices, price_unit};

/// Prints the bill. Prices are held against `today` where it is given: the command reads no clock, so that the same design
/// prints the same.
pub fn print(assessment: &Assessment, today: Option<&str>) {
    let estimate = &assessment.estimate;
    say!("The bill, a month of 730 hours:");
    for id in estimate.cost_lines.iter().copied().chain(["cost.total"]) {
        if let Some(figure) = estimate.figure(id) {
            say!("  {:<34} {:>16}  {}", figure.label(), plain(&figure.show()), plain(&figure.show_range()));
        }
    }
    for gap in &estimate.unpriced {
        say!("  {}: {}.", gap.line, gap.why);
    }
    say!("{}", bill_words(assessment));
    for old in today.map(|today| old_prices(&estimate.prices, today)).unwrap_or_default() {
        say!("The price of {} is of {}, more than {MONTHS} months old: look it up again.", old.id, old.date);
    }
    let found = savings(assessment);
    say!("");
    say!("What saves most: {}", plain(&savings_words(assessment, &found)));
    for Saving { fix, saves, risk, .. } in found {
        let edits: String = fix.edits.iter().map(|(path, value)| format!(" --set {path}={}", crate::quoted(value))).collect();
        say!("  {}, about ${saves:.2} a month:{edits}", plain(&fix.title));
        say!("    {}", plain(&risk));
    }
}

pub fn as_json(assessment: &Assessment) -> Value {
    let estimate = &assessment.estimate;
    let price = |price: &Priced| {
        json!({
            "kind": price.kind,
            "id": price.id,
            "usd": price.usd,
            "unit": price_unit(&assessment.design, price),
            "date": price.date,
            "own": price.own,
        })
    };
    let saving = |saving: Saving| {
        json!({
            "title": saving.fix.title,
            "saves": saving.saves,
            "total": {"low": saving.total.low, "likely": saving.total.likely, "high": saving.total.high},
            "edits": saving.fix.edits.iter().map(|(path, value)| json!({"field": path, "value": value})).collect::<Vec<_>>(),
            "risk": saving.risk,
            "removes": saving.consequence.removed,
            "adds": saving.consequence.added,
        })
    };
    let found = savings(assessment);
    json!({
        "lines": estimate.cost_lines,
        "unpriced": estimate.unpriced.iter().map(|gap| json!({"line": gap.line, "why": gap.why})).collect::<Vec<_>>(),
        "price_date": estimate.price_date(),
        "prices": estimate.prices.iter().map(price).collect::<Vec<_>>(),
        "savings_say": plain(&savings_words(assessment, &found)),
        "savings": found.into_iter().map(saving).collect::<Vec<_>>(),
    })
}
