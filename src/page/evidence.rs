//! The tab of the evidence: how well the model meets what was measured, case by case. It hangs on no design.

use super::browser::{self, Mark};
use super::element::{button, el, say};
use super::store::Store;
use super::{explain, measured, stage};
use std::cell::{Cell, OnceCell};
use std::rc::Rc;
use tempo_designer::calibration::{Case, Family, Summary, Value, cases, checked_on, counted};
use tempo_designer::catalog::{EVIDENCE, Evidence};
use tempo_designer::quantity::{Style, Unit, show, significant};

/// The place of the evidence among the tabs.
const PLACE: usize = 8;

type Files = Rc<Vec<(&'static Evidence, Vec<Case>)>>;

thread_local! {
    /// Worked out when first looked at: sixty designs through the engine.
    static FILES: OnceCell<Files> = const { OnceCell::new() };
}

fn files() -> Files {
    let read = || Rc::new(EVIDENCE.iter().map(|evidence| (evidence, cases(evidence))).collect());
    FILES.with(|files| Rc::clone(files.get_or_init(read)))
}

/// A section each, one below the other.
pub fn evidence(store: Store) -> Mark {
    el("div", "evidence").with("data-may-scroll", "").holding(&[&measured::section(store), &calibration()])
}

const SAYS: &str = "Every case of three files goes through the same engine as your design. “Inside” means that what was measured lies \
                    between low and high. Width is high over low: what a prediction is worth. Where the engine has no figure, \
                    the value counts as missed; claims of vendors are shown below and never counted.";

fn calibration() -> Mark {
    let files = files();
    let section = el("section", "").with("aria-label", "Calibration");
    section.append(&say("h3", "", "How well the model meets what was measured"));
    section.append(&say("p", "", SAYS));
    let all = || files.iter().flat_map(|(_, cases)| counted(cases));
    let mut rows: Vec<_> =
        Family::ALL.iter().map(|of| (of.name(), Summary::of(all().filter(|value| value.family == *of)))).collect();
    rows.push(("All", Summary::of(all())));
    section.append(&summaries("By family", "Family", &rows));
    let rows: Vec<_> = files.iter().map(|(file, cases)| (file.title, Summary::of(counted(cases)))).collect();
    section.append(&summaries("By file", "File", &rows));
    for (file, cases) in files.iter() {
        section.append(&say("h3", "", file.title));
        section.append(&say("p", "m", &format!("{}; {}, {}.", file.source, file.file, file.date)));
        cases.iter().filter(|case| !case.claim).for_each(|case| section.append(&one(case)));
    }
    section.append(&say("h3", "", "Claims"));
    section.append(&say("p", "m", "Vendors' rules and labels beside what the engine says: shown, never counted."));
    for (_, cases) in files.iter() {
        cases.iter().filter(|case| case.claim).for_each(|case| section.append(&one(case)));
    }
    section
}

/// A table with its heads; the body is filled by the caller.
fn frame(caption: &str, heads: &[&str]) -> (Mark, Mark) {
    let head = el("tr", "");
    heads.iter().for_each(|name| head.append(&say("th", "", name).with("scope", "col")));
    let body = el("tbody", "");
    let table = el("table", "t").holding(&[&say("caption", "", caption), &el("thead", "").holding(&[&head]), &body]);
    let place = el("div", "scroll").with("data-may-scroll", "").with("role", "group").with("aria-label", caption);
    (place.with("tabindex", "0").holding(&[&table]), body)
}

fn summaries(caption: &str, first: &str, rows: &[(&str, Summary)]) -> Mark {
    let (place, body) = frame(caption, &[first, "Inside", "Share", "Median width", "Likely over measured"]);
    for (name, summary) in rows {
        let row = el("tr", "").holding(&[&say("th", "", name).with("scope", "row")]);
        for text in [
            format!("{} of {}", summary.inside, summary.of),
            show(summary.share(), Unit::ONE, Style::Percent),
            format!("{}×", significant(summary.width)),
            significant(summary.ratio),
        ] {
            row.append(&say("td", "", &text));
        }
        body.append(&row);
    }
    place
}

/// One case, closed: its table is made when it is opened, since all of them are some thousand cells.
fn one(case: &Case) -> Mark {
    let summary = Summary::of(case.values.iter());
    let missed = summary.of - summary.inside;
    let verdict = if case.claim { "claim".to_owned() } else { format!("{} of {} inside", summary.inside, summary.of) };
    let head = el("summary", "").holding(&[
        &say("b", "", &case.name),
        &say("span", if missed > 0 && !case.claim { "case-says missed" } else { "case-says" }, &verdict),
    ]);
    let fold = el("details", "case").holding(&[&head]);
    let (filled, case, place) = (Cell::new(false), case.clone(), fold.clone());
    browser::on(
        &fold,
        "toggle",
        Box::new(move |_| {
            if !filled.replace(true) {
                fill(&place, &case);
            }
        }),
    );
    fold
}

fn fill(place: &Mark, case: &Case) {
    if !case.source.is_empty() {
        let date = if case.date.is_empty() { String::new() } else { format!(", {}", case.date) };
        place.append(&say("p", "m", &format!("{}{date}.", case.source)));
    }
    if !case.notes.is_empty() {
        let list = el("ul", "m notes");
        case.notes.iter().for_each(|note| list.append(&say("li", "", note)));
        place.append(&list);
    }
    let design = el("details", "as-design").holding(&[
        &say("summary", "m", "The design it became"),
        &say("p", "m", &format!("Unlike the default: {}.", case.stated)),
    ]);
    place.append(&design);
    let heads = ["Quantity", "1/30 to 30 times likely", "Predicted", "Measured"];
    let (table, body) = frame(&format!("{}, value by value", case.name), &heads);
    case.values.iter().for_each(|value| body.append(&row(value, case.claim)));
    place.append(&table);
}

fn row(value: &Value, claim: bool) -> Mark {
    let below = |tag: &str, class: &str, text: &str, small: &Mark| say(tag, class, text).holding(&[small]);
    let kind = say("span", "m small", &format!("{}, {}", value.family.name(), value.metric));
    let (likely, range) = value.show_apart();
    let error = value.error().map_or(String::new(), |error| format!(", {}× likely", significant(error)));
    let (class, verdict) = match (claim, value.inside()) {
        (true, _) => ("m small", "claim"),
        (false, true) => ("m small", "inside"),
        (false, false) => ("missed small", "outside"),
    };
    el("tr", "").holding(&[
        &below("th", "", &value.label, &kind).with("scope", "row"),
        &el("td", "").holding(&[&plot(value)]),
        &below("td", "", &likely, &say("span", "m small", &range)),
        &below("td", "", &value.show_measured(), &say("span", class, &format!("{verdict}{error}"))),
    ])
}

/// The range as a bar, the likely value as a tick in it, what was measured as a dot. Its words stand in the row.
fn plot(value: &Value) -> Mark {
    let plot = el("span", "dots").with("aria-hidden", "true");
    if let Some([low, high, measured]) = value.places() {
        let percent = |place: f64| format!("{:.1}%", place * 100.0);
        for (name, place) in [("--low", low), ("--high", 1.0 - high), ("--at", measured)] {
            plot.write_style(name, &percent(place));
        }
        for class in ["span", "tick", if value.inside() { "dot" } else { "dot out" }] {
            plot.append(&el("i", class));
        }
    }
    plot
}

/// What of the evidence hangs on a coefficient, and the way to all of it; filled once what asks for it stands.
pub fn checked(store: Store, row: &'static str) -> Mark {
    let place = el("span", "source");
    let holder = place.clone();
    browser::soon(Box::new(move || {
        let labels = checked_on(row);
        let files = files();
        let values = files.iter().flat_map(|(_, cases)| counted(cases));
        let summary = Summary::of(values.filter(|value| labels.contains(&value.label.as_str())));
        if summary.of == 0 {
            holder.set_text("No measured value hangs on it.");
            return;
        }
        holder.set_text(&format!("{} of {} measured values that hang on it are inside. ", summary.inside, summary.of));
        let go = button("use", "Evidence");
        browser::on(
            &go,
            "click",
            Box::new(move |_| {
                explain::close();
                stage::show(store, PLACE);
            }),
        );
        holder.append(&go);
    }));
    place
}
