//! The explanation of a figure: a popover that is not modal. What it holds comes from the figure itself.

use super::browser::{self, Mark};
use super::compare;
use super::element::{button, el, figure, say, watch};
use super::findings;
use super::store::Store;
use super::{evidence, later, measured, moves};
use leptos::prelude::*;
use std::rc::Rc;
use tempo_designer::Assessment;
use tempo_designer::advice;
use tempo_designer::catalog::{Coefficient, Price, Term, term_of, terms_in};
use tempo_designer::design::fields::{FIELDS, Field, Group, field};
use tempo_designer::design::{Design, edit};
use tempo_designer::estimate::{Figure, Origin, Part, day};
use tempo_designer::quantity::{Style, Unit, show, show_range};
use tempo_designer::verdict::{losses, promise};

const ID: &str = "explanation";
/// The tile of the three losses, which is no figure of the sheet.
const SURVIVALS: &str = "survivals";

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
    let Some(popover) = Mark::by_id(ID) else { return };
    let place = popover.clone();
    // Once what is asked for stands in it, since its place depends on its size.
    let show = move || {
        let (popover, anchor) = (popover.clone(), anchor.clone());
        browser::soon(Box::new(move || {
            if inside {
                focus_title();
            } else {
                popover.show_popover(&anchor);
            }
        }));
    };
    if place.is(":empty") {
        store.owner.with_value(|owner| owner.with(|| later::put(store, later::Part::Explanation, &place, Rc::new(show))));
    } else {
        show();
    }
}

fn focus_title() {
    if let Some(title) = Mark::by_id("explanation-title") {
        title.focus();
    }
}

pub fn back(store: Store) {
    store.explained.update(|shown| {
        shown.pop();
    });
    browser::soon(Box::new(focus_title));
}

pub fn close() {
    if let Some(popover) = Mark::by_id(ID) {
        popover.hide_popover();
    }
}

/// The popover, empty until somebody first asks.
pub fn explanation(store: Store) -> Mark {
    let popover = el("div", "pop").with("id", ID).with("popover", "auto").with("role", "dialog");
    let popover = popover.with("aria-labelledby", "explanation-title");
    let this = popover.clone();
    let closed = move |_: &browser::web::Event| {
        if !this.is_popover_open() {
            store.explained.set(Vec::new());
        }
    };
    browser::on(&popover, "toggle", Box::new(closed));
    popover
}

/// What stands in it.
pub fn contents(store: Store) -> Mark {
    let title = el("h2", "").with("id", "explanation-title").with("tabindex", "-1").with("autofocus", "");
    let back = button("b", "Back").with("data-command", "explain-back");
    let close = button("b", "Close").with("data-command", "explain-close");
    let body = el("div", "pop-body");
    let head = el("div", "pop-head").holding(&[&title, &back, &close]);
    let contents = el("div", "pop-all").holding(&[&head, &body, &moves::of_explained(store)]);
    watch(Box::new(move || {
        let (id, depth) = store.explained.with(|shown| (shown.last().cloned(), shown.len()));
        let Some(id) = id else { return };
        back.set_or_unset("hidden", (depth < 2).then_some(""));
        body.clear();
        store.assessment.with(|a| {
            if id == SURVIVALS {
                title.set_text("What the cluster survives");
                survivals(&body, a);
            } else if let Some(rule) = id.strip_prefix("rule:").and_then(advice::rule) {
                title.set_text(rule.title);
                findings::explain(&body, a, rule);
                words(&body, &[rule.title, rule.why()]);
            } else if let Some(row) = id.strip_prefix("coefficient:").and_then(measured::row) {
                title.set_text(&upper_first(row.label()));
                measured::coefficient(store, &body, &a.design, row);
            } else if let Some(field) = id.strip_prefix("field:").and_then(field) {
                title.set_text(&edit::name(field));
                body.append(&say("p", "", field.help));
                body.append(&controls(a, &[field]));
            } else if let Some(source) = id.strip_prefix("given:") {
                title.set_text("Known by itself");
                body.append(&say("p", "", source));
            } else if let Some(term) = id.strip_prefix("term:").and_then(term_of) {
                title.set_text(term.name);
                meaning(&body, a, term);
            } else if let Some(lab) = store.lab.get().filter(|_| id.starts_with("failure.")) {
                lab.seen.with(|seen| {
                    if let Some(figure) = seen.report.sheet.figure(&id) {
                        title.set_text(figure.label());
                        explain(&body, store, a, figure);
                    }
                });
            } else if id.starts_with("day.") {
                if let Some(figure) = day(a).sheet.figure(&id) {
                    title.set_text(figure.label());
                    explain(&body, store, a, figure);
                }
            } else if let Some(figure) = a.estimate.figure(&id) {
                title.set_text(figure.label());
                explain(&body, store, a, figure);
            } else if let Some(name) = compare::explain(store, &body, &id) {
                title.set_text(&name);
            }
        });
    }));
    contents
}

fn survivals(body: &Mark, assessment: &Assessment) {
    body.append(&say(
        "p",
        "",
        "Whether the cluster goes on taking writes and answering queries after the loss of one thing: from replica counts, the write quorum and where copies may lie.",
    ));
    let rows =
        losses(assessment).each.map(|(name, survival, why)| (format!("One {name}"), format!("{}: {why}", promise(survival))));
    body.append(&list("tight", rows.into_iter()));
}

fn list(class: &str, rows: impl Iterator<Item = (String, String)>) -> Mark {
    let list = el("dl", class);
    for (name, text) in rows {
        list.append(&say("dt", "", &name));
        list.append(&say("dd", if class.is_empty() { "fx" } else { "" }, &text));
    }
    list
}

pub fn explain(body: &Mark, store: Store, assessment: &Assessment, figure: Figure<'_>) {
    let value = el("p", "pop-value").holding(&[&say("b", "", &figure.show())]);
    let range = figure.show_range();
    if !range.is_empty() {
        value.append_text(" ");
        value.append(&say("span", "m", &format!("likely, range {range}")));
    }
    body.append(&value);
    body.append(&say("p", "", figure.meaning()));
    notes(body, assessment, figure.id());
    let (formula, numbers) = (figure.formula(), figure.formula_in_numbers());
    // A figure that is one number has no formula: its origin says where it comes from.
    if numbers != figure.show() {
        let rows = [("Formula".to_owned(), formula), ("In numbers".to_owned(), numbers)];
        body.append(&list("", rows.into_iter()));
    }
    let parts = figure.parts();
    if !parts.is_empty() {
        body.append(&say("h3", "", "Made of"));
        let list = el("ul", "parts");
        parts.into_iter().for_each(|found| list.append(&part(store, found, &assessment.design)));
        body.append(&list);
    }
    words(body, &[figure.label(), figure.meaning()]);
}

/// The terms that stand in these texts, each in a line, for who does not know them.
fn words(body: &Mark, texts: &[&str]) {
    let found = terms_in(&texts.join(" "));
    if found.is_empty() {
        return;
    }
    let names: Vec<_> = found.iter().map(|term| term.name).collect();
    let summary = el("summary", "").holding(&[&say("h3", "", "Words")]);
    summary.append_text(&format!(" {}", names.join(", ")));
    let rows = found.iter().map(|term| (term.name.to_owned(), term.meaning.to_owned()));
    body.append(&el("details", "words-of").holding(&[&summary, &list("tight", rows)]));
}

/// What a term means, and the controls that set what it is about.
fn meaning(body: &Mark, assessment: &Assessment, term: &'static Term) {
    body.append(&say("p", "", term.meaning));
    let about = |field: &&Field| terms_in(&format!("{} {}", field.label, field.explained())).contains(&term);
    let rows: Vec<_> =
        FIELDS.iter().filter(|field| matches!(field.group, Group::Workload | Group::Tempo)).filter(about).collect();
    if rows.is_empty() {
        return;
    }
    body.append(&say("h3", "", "Controls"));
    body.append(&controls(assessment, &rows));
}

/// Fields with their values, and the way to their controls.
fn controls(assessment: &Assessment, fields: &[&'static Field]) -> Mark {
    let list = el("ul", "parts");
    for field in fields {
        let value = field.write(&assessment.design);
        let item = el("li", "").holding(&[&say("span", "", field.label), &say("b", "", &value)]);
        let go = button("use", "Go to the control").with("data-goto", field.path);
        item.append(&go.holding(&[&say("span", "vh", &format!(": {}", field.label))]));
        list.append(&item);
    }
    list
}

/// What belongs beside some figures: what binds, and what the total leaves out.
fn notes(body: &Mark, assessment: &Assessment, id: &str) {
    let estimate = &assessment.estimate;
    match id {
        "capacity.headroom" | "capacity.sustainable" => {
            let rows = estimate.binding.iter().map(|binding| {
                let at = show(binding.multiple, Unit::ONE, Style::Times);
                (format!("{} {}", binding.role.title(), binding.resource.name()), format!("runs out at {at}"))
            });
            body.append(&list("tight", rows));
        }
        "cost.total" => {
            body.append(&say("p", "m", &format!("The oldest price used is of {}.", estimate.price_date())));
            for gap in &estimate.unpriced {
                body.append(&say("p", "warn", &format!("{}: {}.", gap.line, gap.why)));
            }
        }
        _ => {}
    }
}

fn part(store: Store, part: Part, design: &Design) -> Mark {
    let item = el("li", "").holding(&[&say("span", "", &part.label), &say("b", "", &part.value)]);
    // Which one it is stands beside it for the eye alone.
    let of = |button: Mark| button.holding(&[&say("span", "vh", &format!(": {}", part.label))]);
    item.append(&match part.origin {
        Origin::Field(path) => of(button("use", "Go to the control").with("data-goto", path)),
        Origin::Figure(id) => of(figure("use", &id, "Explain")),
        Origin::Given(source) => say("span", "source", &source),
        Origin::Coefficient(row) => {
            item.append(&say("span", "source", &coefficient(row, design)));
            item.append(&of(figure("use", &format!("coefficient:{}", row.id), "Change it")));
            evidence::checked(store, row.id)
        }
        Origin::Price(row) => say("span", "source", &price(row)),
    });
    item
}

/// Where a coefficient is from: the design's own word where it has one, and the catalog's.
pub fn coefficient(row: &'static Coefficient, design: &Design) -> String {
    let range = show_range(row.low, row.high, row.unit, Style::Auto);
    let (source, date) = row.source();
    let catalog = format!("likely {}, range {range}. {source}, {date}.", show(row.likely, row.unit, Style::Auto));
    match design.measured(row) {
        None => format!("Measured: {catalog}"),
        Some(own) if own.note.is_empty() => format!("Your own, in place of: {catalog}"),
        Some(own) => format!("Your own ({}), in place of: {catalog}", own.note),
    }
}

/// As the title of what is explained.
fn upper_first(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn price(row: &'static Price) -> String {
    let date = if row.date.is_empty() { "undated" } else { row.date };
    format!("{} USD per {}, {}, {date}, confidence {}. {}", row.usd, row.unit(), row.region, row.confidence(), row.source())
}
