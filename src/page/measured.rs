//! One's own cluster: queries to ask Prometheus, the field for its answers, old and new side by side, and the list of coefficients
//! that stand in place of the catalog's. What is pasted is no part of the design; what is taken of it is, in one step of undo.

use super::browser::{self, Key, Mark, web};
use super::element::{RowText, button, el, figure, keep_text, say, table, watch};
use super::store::Store;
use super::{explain, stage};
use leptos::prelude::*;
use std::sync::Arc;
use tempo_designer::catalog::{COEFFICIENTS, Coefficient};
use tempo_designer::design::measured::typed;
use tempo_designer::design::{Design, Measured};
use tempo_designer::estimate::{
    Answers, Estimate, Fit, Fitted, GAUGES, Gauge, estimate, fit, gauge, query_for_all, read_answer, sort_in,
};
use tempo_designer::problem::Problem;
use tempo_designer::quantity::{Style, show, significant};

/// What the heading is called, in the palette as well.
pub const TITLE: &str = "Your own cluster";
const HELP: &str = "Ask the Prometheus of a running cluster, best in its busy hours: the load and what it cost, over three hours. The design \
                    has to be that cluster’s: its replicas, replication factor and block settings. What is pasted stays in this tab.";
const JSON: &str = "The whole JSON of /api/v1/query or /api/v1/query_range: with a range of some days each value is held against the load \
                    of its own time, and their scatter makes the range.";
/// What a button says for a moment.
const COPIED: &str = "Copied";
/// Figures of the design that are shown before and after.
const FIGURES: [&str; 10] = [
    "capacity.headroom",
    "cost.total",
    "storage.stored",
    "query.latency",
    "demand.distributor.cpu",
    "demand.ingester.cpu",
    "demand.ingester.memory",
    "demand.querier.cpu",
    "demand.querier.memory",
    "demand.compactor.memory",
];

pub fn row(id: &str) -> Option<&'static Coefficient> {
    COEFFICIENTS.iter().find(|row| row.id == id)
}

/// A fit that was not taken yet, and the figures of the design without and with it.
struct Held {
    /// The coefficients of the design's own until now.
    old: Vec<Measured>,
    fit: Fit,
    before: Estimate,
    after: Estimate,
}

type Holding = RwSignal<Option<Arc<Held>>>;

/// The section of the tab.
pub fn section(store: Store) -> Mark {
    let held: Holding = RwSignal::new(None);
    let title = say("h3", "", TITLE).with("id", "measured-title");
    let all = el("code", "mono");
    keep_text(&all, Box::new(move || store.design.with(|design| query_for_all(design))));
    let copies = button("b o", "Copy the query").with("data-measured", "copy-all");
    let query = el("details", "fold-of").holding(&[&say("summary", "", "The query"), &el("pre", "query").holding(&[&all])]);
    let area = el("textarea", "mono").with("id", "measured-answer").with("rows", "4");
    area.set("aria-describedby", "measured-says measured-help");
    plain(&area);
    let said = el("p", "field-message wrong").with("id", "measured-says").with("role", "alert");
    let hold = button("b p", "Hold it against the model").with("data-measured", "hold");
    let field = el("div", "own-field").holding(&[
        &say("label", "", "Its answer").with("for", "measured-answer"),
        &area,
        &one_by_one(store),
        &said,
        &el("div", "line-of").holding(&[&hold]),
        &say("p", "m", JSON).with("id", "measured-help"),
    ]);
    let ask = el("div", "line-of").holding(&[&copies]);
    let around = el("section", "measured").with("aria-labelledby", "measured-title");
    for part in [&title, &say("p", "m", HELP), &ask, &query, &field, &result(held), &listed(store)] {
        around.append(part);
    }
    browser::on(&around, "click", Box::new(move |event| click(store, held, event)));
    browser::on(&around, "keydown", Box::new(own_undo));
    around
}

/// Shows the section, with the focus in the field of the answer.
pub fn ask(store: Store) {
    stage::show(store, stage::names().position(|name| name == "Evidence").unwrap_or_default());
    // Once the tab stands and has had the focus.
    browser::soon(Box::new(|| focus("#measured-answer")));
}

/// No help of the browser with what is no prose.
fn plain(input: &Mark) {
    for (name, value) in [("spellcheck", "false"), ("autocomplete", "off"), ("autocapitalize", "off")] {
        input.set(name, value);
    }
}

/// Text of its own: the page would undo an edit of the design.
fn own_undo(event: &web::Event) {
    let typed = Key::of(event).filter(|key| key.command && ["z", "y"].contains(&key.name.to_ascii_lowercase().as_str()));
    if typed.is_some() && Mark::of(event).is_some_and(|mark| mark.is("textarea, input")) {
        event.stop_propagation();
    }
}

/// A field for each measurement alone, with its query.
fn one_by_one(store: Store) -> Mark {
    let list = el("div", "gauges");
    for gauge in GAUGES {
        let id = format!("gauge-{}", gauge.id);
        let input = el("input", "mono").with("type", "text").with("id", &id).with("data-gauge", gauge.id);
        input.set("aria-describedby", &format!("q-{id}"));
        plain(&input);
        let query = el("code", "mono").with("id", &format!("q-{id}"));
        keep_text(&query, Box::new(move || store.design.with(|design| gauge.query(design))));
        let copies = button("b o", "Copy").with("data-measured", "copy").with("data-gauge-id", gauge.id);
        copies.set("aria-label", &format!("Copy the query of {}", gauge.label));
        let label = say("label", "", gauge.label).with("for", &id).holding(&[&say("span", "m", &format!(" {}", gauge.unit))]);
        list.append(&el("div", "gauge").holding(&[&label, &input, &query, &copies]));
    }
    el("details", "fold-of").holding(&[&say("summary", "", "One by one, as numbers or JSON"), &list])
}

/// What came of it: measured and model, old and new.
fn result(held: Holding) -> Mark {
    let heading = say("h4", "", "Measured and modelled").with("id", "measured-result").with("tabindex", "-1");
    let load = el("p", "");
    keep_text(&load, Box::new(move || held.with(|held| held.as_ref().map(|held| held.fit.load.clone()).unwrap_or_default())));
    let rows = move |of: fn(&Held) -> Vec<RowText>| {
        Box::new(move || held.with(|held| held.as_ref().map(|held| of(held)).unwrap_or_default()))
    };
    let tables = [
        table(
            "What was measured",
            &["What", "Measured", "The model by its catalog", "Within", "Factor", "The range, and why"],
            rows(measured_rows),
        ),
        table("Coefficients: low / likely / high", &["Coefficient", "Now", "Fitted"], rows(coefficient_rows)),
        table("Figures of this design", &["Figure", "Now", "With them"], rows(figure_rows)),
    ];
    let problems = el("ul", "problems");
    let list = problems.clone();
    watch(Box::new(move || {
        list.clear();
        held.with(|held| {
            let problems = held.iter().flat_map(|held| &held.fit.problems);
            problems.for_each(|problem| list.append(&say("li", "", &format!("Not fitted: {problem}"))));
        });
    }));
    let take_them = button("b p", "Use these coefficients").with("data-measured", "take");
    let leave = button("b o", "Leave them").with("data-measured", "leave");
    tables[0].set("class", "t whys");
    let around = el("section", "box-card").with("aria-labelledby", "measured-result");
    around.append(&heading);
    around.append(&load);
    for (table, name) in tables.iter().zip(["What was measured", "Coefficients", "Figures of this design"]) {
        let place = el("div", "scroll").with("data-may-scroll", "").with("role", "group").with("aria-label", name);
        around.append(&place.with("tabindex", "0").holding(&[table]));
    }
    around.append(&problems);
    around.append(&el("div", "line-of").holding(&[&take_them, &leave]));
    let shown = around.clone();
    watch(Box::new(move || {
        let fits = held.with(|held| held.as_ref().map(|held| !held.fit.fitted.is_empty()));
        shown.set_or_unset("hidden", fits.is_none().then_some(""));
        take_them.set_or_unset("hidden", (fits == Some(false)).then_some(""));
    }));
    around
}

fn cells(texts: Vec<String>) -> RowText {
    RowText { class: String::new(), cells: texts.into_iter().map(|text| (text, None)).collect() }
}

fn measured_rows(held: &Held) -> Vec<RowText> {
    let row = |fitted: &Fitted| {
        cells(vec![
            fitted.gauge.label.to_owned(),
            show(fitted.measured, fitted.gauge.unit, Style::Auto),
            fitted.predicted(),
            if fitted.is_inside() { "inside" } else { "outside" }.to_owned(),
            format!("× {}", significant(fitted.factor)),
            fitted.reason.clone(),
        ])
    };
    held.fit.fitted.iter().map(row).collect()
}

fn coefficient_rows(held: &Held) -> Vec<RowText> {
    let row = |own: &Measured| {
        let now = Measured::of(own.row, [own.row.low, own.row.likely, own.row.high], "");
        let old = held.old.iter().find(|old| old.row.id == own.row.id);
        RowText {
            class: String::new(),
            cells: vec![
                (own.row.label().to_owned(), Some(format!("coefficient:{}", own.row.id))),
                (old.unwrap_or(&now).spell(), None),
                (own.spell(), None),
            ],
        }
    };
    held.fit.fitted.iter().flat_map(|fitted| &fitted.own).map(row).collect()
}

fn figure_rows(held: &Held) -> Vec<RowText> {
    let text = |estimate: &Estimate, id: &str| {
        let figure = estimate.figure(id)?;
        let range = figure.show_range();
        Some(if range.is_empty() { figure.show() } else { format!("{}, {range}", figure.show()) })
    };
    let row = |id: &&str| {
        let label = held.before.figure(id)?.label().to_owned();
        Some(cells(vec![label, text(&held.before, id)?, text(&held.after, id)?]))
    };
    FIGURES.iter().filter_map(row).collect()
}

/// The coefficients that stand in place of the catalog's, each with its way back.
fn listed(store: Store) -> Mark {
    let list = el("ul", "parts");
    let all = button("b o", "All back to the catalog").with("data-measured", "back-all");
    let head = say("h4", "", "In place of the catalog").with("id", "measured-listed").with("tabindex", "-1");
    let around = el("section", "listed").with("aria-labelledby", "measured-listed");
    let (shown, body) = (around.clone(), list.clone());
    let own = Memo::new(move |_| store.design.with(|design| design.measured.clone()));
    watch(Box::new(move || {
        own.with(|own| {
            shown.set_or_unset("hidden", own.is_empty().then_some(""));
            body.clear();
            for own in own {
                let row = own.row;
                let of = |button: Mark| button.holding(&[&say("span", "vh", &format!(": {}", row.label()))]);
                let catalog = Measured::of(row, [row.low, row.likely, row.high], "").spell();
                let from = format!("{}{}the catalog has {catalog}", own.note, if own.note.is_empty() { "" } else { "; " });
                body.append(&el("li", "").holding(&[
                    &say("span", "", row.label()),
                    &say("b", "", &own.spell()),
                    &say("span", "source", &from),
                    &el("span", "uses").holding(&[
                        &of(figure("use", &format!("coefficient:{}", row.id), "Change it")),
                        &of(button("use", "Back to the catalog").with("data-measured", "back").with("data-id", row.id)),
                    ]),
                ]));
            }
        });
    }));
    around.holding(&[&el("div", "line-of").holding(&[&head, &all]), &list])
}

fn click(store: Store, held: Holding, event: &web::Event) {
    let Some(button) = Mark::of(event).and_then(|mark| mark.closest("[data-measured]")) else { return };
    let copied = |text: String| {
        browser::copy(&text);
        let (pressed, words) = (button.clone(), button.text());
        // A second press finds the word already there.
        if words != COPIED {
            pressed.set_text(COPIED);
            browser::after(2_000, Box::new(move || pressed.set_text(&words))).forget();
        }
    };
    match button.attribute("data-measured").as_deref() {
        Some("copy-all") => copied(store.design.with_untracked(|design| query_for_all(design))),
        Some("copy") => {
            if let Some(gauge) = button.attribute("data-gauge-id").and_then(|id| gauge(&id)) {
                copied(store.design.with_untracked(|design| gauge.query(design)));
            }
        }
        Some("hold") => hold(store, held),
        Some("take") => {
            let Some(fit) = held.get_untracked() else { return };
            held.set(None);
            // Of the design as it is by now.
            let mut design = store.design.with_untracked(|design| Design::clone(design));
            let own: Vec<_> = fit.fit.fitted.iter().flat_map(|fitted| fitted.own.clone()).collect();
            let label = format!("{} coefficients of your own cluster", own.len());
            own.into_iter().for_each(|own| design.put_measured(own));
            store.replace(label, design);
            focus("#measured-listed");
        }
        Some("leave") => {
            held.set(None);
            focus("#measured-answer");
        }
        Some("back") => {
            if let Some(row) = button.attribute("data-id").and_then(|id| row(&id)) {
                back(store, row);
                let left = store.design.with_untracked(|design| !design.measured.is_empty());
                focus(if left { "#measured-listed" } else { "#measured-answer" });
            }
        }
        Some("back-all") => {
            let mut design = store.design.with_untracked(|design| Design::clone(design));
            design.measured.clear();
            store.replace("All coefficients back to the catalog".to_owned(), design);
            focus("#measured-answer");
        }
        _ => {}
    }
}

/// Once it stands.
fn focus(selector: &'static str) {
    browser::soon(Box::new(move || {
        if let Some(mark) = Mark::find(selector) {
            mark.focus();
            mark.show_nearest();
        }
    }));
}

fn back(store: Store, row: &'static Coefficient) {
    let mut design = store.design.with_untracked(|design| Design::clone(design));
    design.measured.retain(|own| own.row.id != row.id);
    store.replace(format!("{} back to the catalog", row.label()), design);
}

/// Reads all that was pasted and fits it, or says the first thing that is wrong: then all stays as it was.
fn hold(store: Store, held: Holding) {
    let mut answers = Answers::new();
    let mut take = |mark: &Mark, gauge: Option<&'static Gauge>| {
        let text = mark.value();
        if text.trim().is_empty() {
            return Ok(());
        }
        let named = |problem: Problem| match gauge {
            Some(gauge) if problem.key.is_empty() => Problem { key: gauge.label.to_owned(), ..problem },
            _ => problem,
        };
        read_answer(&text)
            .and_then(|series| sort_in(&mut answers, series, gauge))
            .map_err(|problem| (mark.clone(), named(problem)))
    };
    let inputs = Mark::by_id("measured-answer").into_iter().map(|mark| (mark, None));
    let own = Mark::body().map(|body| body.all("input[data-gauge]")).unwrap_or_default();
    let own = own.into_iter().filter_map(|mark| {
        let gauge = gauge(&mark.attribute("data-gauge")?)?;
        Some((mark, Some(gauge)))
    });
    let all: Vec<_> = inputs.chain(own).collect();
    all.iter().for_each(|(mark, _)| mark.unset("aria-invalid"));
    let mut read = all.iter().map(|(mark, gauge)| take(mark, *gauge)).collect::<Result<Vec<()>, _>>().map(drop);
    if read.is_ok() && !answers.keys().any(|id| gauge(id).is_some_and(|gauge| !gauge.is_load())) {
        let problem = if answers.is_empty() {
            Problem::new("", "Nothing is pasted.", "Copy the query, ask Prometheus, and paste its answer here.")
        } else {
            Problem::new(
                "",
                "Only a load is pasted, and nothing that it cost.",
                "Paste what was measured of CPU, memory or blocks, too.",
            )
        };
        if let Some((mark, _)) = all.first() {
            read = Err((mark.clone(), problem));
        }
    }
    let said = Mark::by_id("measured-says");
    if let Err((mark, problem)) = read {
        said.iter().for_each(|said| said.set_text(&problem.to_string()));
        mark.set("aria-invalid", "true");
        mark.unfold();
        mark.focus();
        return;
    }
    said.iter().for_each(|said| said.set_text(""));
    let assessment = store.assessment.get_untracked();
    let fit = fit(&assessment.design, &assessment.placement, &answers);
    let after = estimate(&fit.design, &assessment.placement, None);
    held.set(Some(Arc::new(Held { old: assessment.design.measured.clone(), fit, before: assessment.estimate.clone(), after })));
    focus("#measured-result");
}

/// The explanation of a coefficient, and the field that changes it.
pub fn coefficient(store: Store, body: &Mark, design: &Design, row: &'static Coefficient) {
    let own = design.measured(row);
    let catalog = Measured::of(row, [row.low, row.likely, row.high], "");
    let now = own.unwrap_or(&catalog);
    let unit = row.written_in().1;
    let value = format!("{} {unit}", now.numbers[1]);
    body.append(&el("p", "pop-value").holding(&[&say("b", "", value.trim_end())]));
    body.append(&say("p", "source", &explain::coefficient(row, design)));
    let label = say("label", "", "Low / likely / high").with("for", "own-value");
    let input = el("input", "mono")
        .with("type", "text")
        .with("id", "own-value")
        .with("aria-describedby", "own-value-says own-value-help");
    plain(&input);
    input.set_value(&now.spell());
    let said = el("p", "field-message wrong").with("id", "own-value-says").with("role", "alert");
    let help =
        say("p", "m", "One number keeps the catalog’s range beside it. It is kept in the design.").with("id", "own-value-help");
    let line = el("div", "line-of").holding(&[&button("b p", "Use it").with("data-own-value", "use")]);
    if own.is_some() {
        line.append(&button("b o", "Back to the catalog").with("data-own-value", "back"));
    }
    let form = el("div", "own-field").holding(&[&label, &input, &said, &help, &line]);
    let use_it = move || {
        let text = input.value();
        match typed(row, &text) {
            Ok(own) => {
                let mut design = store.design.with_untracked(|design| Design::clone(design));
                let old = design.measured(row).map_or(catalog.numbers[1], |own| own.numbers[1]);
                let label = format!("{} {old} → {} {unit}", row.label(), own.numbers[1]);
                design.put_measured(own);
                store.replace(label.trim_end().to_owned(), design);
                focus("#explanation-title");
            }
            Err((what, remedy)) => {
                said.set_text(&format!("{what} {remedy}"));
                input.set("aria-invalid", "true");
                input.focus();
            }
        }
    };
    let enter = use_it.clone();
    browser::on(
        &form,
        "click",
        Box::new(move |event| match Mark::of(event).and_then(|mark| mark.attribute("data-own-value")).as_deref() {
            Some("use") => use_it(),
            Some("back") => {
                back(store, row);
                focus("#explanation-title");
            }
            _ => {}
        }),
    );
    browser::on(
        &form,
        "keydown",
        Box::new(move |event| {
            own_undo(event);
            if Key::of(event).is_some_and(|key| key.name == "Enter") && Mark::of(event).is_some_and(|mark| mark.is("input")) {
                browser::claim(event);
                enter();
            }
        }),
    );
    body.append(&form);
}
