//! The explanation of a figure: a popover that is not modal. What it holds comes from the figure itself.

use super::browser::{self, Mark};
use super::findings;
use super::store::Store;
use super::verdict::explain_losses;
use leptos::prelude::*;
use tempo_designer::advice;
use tempo_designer::catalog::{Coefficient, Price};
use tempo_designer::estimate::{Figure, Origin, Part};
use tempo_designer::quantity::{Style, show, show_range};

const ID: &str = "explanation";

/// Opens the explanation of `figure` beside the element that asked; from inside the popover it takes the place of the one
/// shown.
pub fn open(store: Store, figure: String, anchor: Mark) {
    let inside = anchor.closest("[popover]").is_some();
    store.explained.update(|shown| {
        if !inside {
            shown.clear();
        }
        shown.push(figure);
    });
    browser::soon(move || {
        let Some(popover) = Mark::by_id(ID) else { return };
        if inside {
            focus_title();
        } else {
            popover.show_popover(&anchor);
        }
    });
}

fn focus_title() {
    if let Some(title) = Mark::by_id("explanation-title") {
        title.focus();
    }
}

pub fn close() {
    if let Some(popover) = Mark::by_id(ID) {
        popover.hide_popover();
    }
}

pub fn explanation(store: Store) -> AnyView {
    let closed = move |_| {
        if !Mark::by_id(ID).is_some_and(|popover| popover.is_popover_open()) {
            store.explained.set(Vec::new());
        }
    };
    let back = move |_| {
        store.explained.update(|shown| {
            shown.pop();
        });
        browser::soon(focus_title);
    };
    let has_back = Memo::new(move |_| store.explained.with(|shown| shown.len() > 1));
    let body = move || {
        let id = store.explained.with(|shown| shown.last().cloned())?;
        if id == "survivals" {
            return Some(explain_losses(store));
        }
        if let Some(rule) = id.strip_prefix("rule:") {
            return Some(findings::details(store, rule));
        }
        store.assessment.with(|a| a.estimate.figure(&id).map(|figure| body(store, figure)))
    };
    let title = move || {
        let id = store.explained.with(|shown| shown.last().cloned()).unwrap_or_default();
        if id == "survivals" {
            return "What the cluster survives".to_owned();
        }
        if let Some(rule) = id.strip_prefix("rule:") {
            return advice::rule(rule).map_or(String::new(), |rule| rule.title.to_owned());
        }
        store.assessment.with(|a| a.estimate.figure(&id).map_or(String::new(), |figure| figure.label().to_owned()))
    };
    view! {
        <div id=ID class="pop" popover="auto" role="dialog" aria-labelledby="explanation-title" on:toggle=closed>
            <div class="pop-head">
                <h2 id="explanation-title" tabindex="-1" autofocus>{title}</h2>
                {move || has_back.get().then(|| view! { <button type="button" class="b" on:click=back>"Back"</button> })}
                <button type="button" class="b" on:click=move |_| close()>"Close"</button>
            </div>
            <div class="pop-body">{body}</div>
        </div>
    }
    .into_any()
}

fn body(store: Store, figure: Figure<'_>) -> AnyView {
    let (formula, numbers) = (figure.formula(), figure.formula_in_numbers());
    // A figure that is one number has no formula: its origin says where it comes from.
    let formula = (formula.contains(' ') && numbers.contains(' ') && numbers != figure.show()).then(|| {
        view! {
            <dt>"Formula"</dt>
            <dd class="fx">{formula}</dd>
            <dt>"In numbers"</dt>
            <dd class="fx">{numbers}</dd>
        }
    });
    let range = figure.show_range();
    let range = (!range.is_empty()).then(|| view! { <span class="m">{format!("likely, range {range}")}</span> });
    let extra = notes(store, figure.id());
    let parts = figure.parts();
    let list = (!parts.is_empty()).then(|| {
        view! { <h3>"Made of"</h3> <ul class="parts">{parts.into_iter().map(part).collect_view()}</ul> }
    });
    view! {
        <p class="pop-value"><b>{figure.show()}</b> {range}</p>
        <p>{figure.meaning().to_owned()}</p>
        {extra}
        <dl>{formula}</dl>
        {list}
    }
    .into_any()
}

/// What belongs beside some figures: what binds, and what the total leaves out.
fn notes(store: Store, id: &str) -> AnyView {
    store.assessment.with(|a| match id {
        "capacity.headroom" | "capacity.sustainable" => {
            let rows = a.estimate.binding.iter().map(|binding| {
                let name = format!("{} {}", binding.role.title(), binding.resource.name());
                view! { <dt>{name}</dt> <dd>{format!("runs out at {}", show(binding.multiple, tempo_designer::quantity::Unit::ONE, Style::Times))}</dd> }
            });
            view! { <dl class="tight">{rows.collect_view()}</dl> }.into_any()
        }
        "cost.total" => {
            let gaps = a.estimate.unpriced.iter().map(|gap| view! { <p class="warn">{format!("{}: {}.", gap.line, gap.why)}</p> });
            view! { <p class="m">{format!("The oldest price used is of {}.", a.estimate.price_date)}</p> {gaps.collect_view()} }.into_any()
        }
        _ => ().into_any(),
    })
}

fn part(part: Part) -> AnyView {
    let Part { label, value, origin } = part;
    let row = |kind: &'static str, detail: AnyView| {
        view! { <li><span class="part-label">{label.clone()}</span> <b>{value.clone()}</b> <span class="kind">{kind}</span> {detail}</li> }.into_any()
    };
    match origin {
        Origin::Field(path) => {
            row("yours", view! { <button type="button" class="use" data-goto=path>"Go to the control"</button> }.into_any())
        }
        Origin::Figure(id) => {
            row("computed", view! { <button type="button" class="use" data-figure=id>"Explain"</button> }.into_any())
        }
        Origin::Given(source) => row("known", view! { <span class="source">{source}</span> }.into_any()),
        Origin::Coefficient(found) => row("measured", coefficient(found)),
        Origin::Price(found) => row("price", price(found)),
    }
}

fn coefficient(row: &'static Coefficient) -> AnyView {
    let range = format!(
        "low–high {}, likely {}",
        show_range(row.low, row.high, row.unit, Style::Auto),
        show(row.likely, row.unit, Style::Auto)
    );
    view! { <span class="source">{range} ". " {row.source} ", " {row.date} "."</span> }.into_any()
}

fn price(row: &'static Price) -> AnyView {
    let date = if row.date.is_empty() { "undated" } else { row.date };
    let text = format!("{} USD per {}, {}, {date}, confidence {}. {}", row.usd, row.unit, row.region, row.confidence, row.source);
    view! { <span class="source">{text}</span> }.into_any()
}
