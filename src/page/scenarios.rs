//! The scenarios of the failure lab, each at its worst, and one of them over time.

use super::browser::{self, Mark, web};
use super::element::{RowText, button, el, keep_text, say, table, watch};
use super::lab::{Lab, Seen};
use super::picture::still;
use super::store::Store;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use tempo_designer::Assessment;
use tempo_designer::design::profile::HOURS;
use tempo_designer::diagram::{Scene, Size, timeline};
use tempo_designer::failure::{
    Down, Endures, Lasts, Outcome, Scenario, Timeline, When, Worst, endures, lasts, scenario, share, simulate, worst,
};
use tempo_designer::quantity::{Dimension, HOUR, MINUTE, Style, Unit, duration, group, parse, show};

/// What is looked at of the scenarios.
#[derive(Clone, Copy)]
pub struct Looked {
    /// Worked out once the hand rests.
    rows: RwSignal<Arc<Vec<Outcome>>>,
    /// The worst losses, and how many each component takes; likewise.
    ends: RwSignal<Arc<Ends>>,
    chosen: RwSignal<Scenario>,
    /// How long the cause lasts where it lies elsewhere, and otherwise how long is drawn; in seconds.
    cause: RwSignal<f64>,
    /// The hour of the profile in which it begins; `None`: the busiest.
    hour: RwSignal<Option<usize>>,
}

impl Looked {
    pub fn new() -> Looked {
        Looked {
            rows: RwSignal::default(),
            ends: RwSignal::default(),
            chosen: RwSignal::new(Scenario::ZoneLoss),
            cause: RwSignal::new(2.0 * HOUR),
            hour: RwSignal::new(None),
        }
    }

    fn when(self) -> When {
        When { hour: self.hour.get(), seconds: self.cause.get() }
    }
}

type Ends = (Vec<Worst>, Vec<Endures>);

const HEADS: [&str; 5] = ["Scenario", "Writes refused", "Recent searches", "Lost for good", "Back in full"];

pub fn view(store: Store, lab: Lab) -> Mark {
    let looked = lab.looked;
    work_out(store, lab);
    let head = el("tr", "");
    HEADS.iter().for_each(|name| head.append(&say("th", "", name).with("scope", "col")));
    let body = el("tbody", "");
    let caption = say("caption", "", "Scenarios").holding(&[&say("span", "m", " each of its worst pod, node or zone")]);
    let all = el("table", "t scenarios").holding(&[&caption, &el("thead", "").holding(&[&head]), &body]);
    watch(Box::new(move || {
        let chosen = looked.chosen.get();
        body.clear();
        looked.rows.with(|rows| rows.iter().for_each(|outcome| body.append(&row(outcome, outcome.scenario == chosen))));
    }));

    let (title, moments) = (el("h3", ""), el("ol", "moments"));
    let (field, from) = (cause(looked), from(store, looked));
    let line = Memo::new_with_compare(move |_| lab.line(store), |_, _| true);
    keep_text(&title, Box::new(move || line.with(|line| format!("{} over time: {}", line.scenario.title(), line.subject))));
    let list = moments.clone();
    watch(Box::new(move || {
        list.clear();
        line.with(|line| line.moments.iter().for_each(|moment| list.append(&say("li", "", &moment.says))));
    }));
    let picture = still("timeline", Box::new(move |size: Size| -> Scene { line.with(|line| timeline(line, size)) }));
    let says = sentences(looked);
    let course = el("section", "box-card course").with("id", "course").with("tabindex", "-1").with("aria-label", "Over time");
    course.append(&el("div", "line-of").holding(&[&title, &from, &field]));
    for part in [&says, &picture, &moments] {
        course.append(part);
    }
    let scroll = |name: &str, table: &Mark| {
        let place = el("div", "scroll").with("data-may-scroll", "").with("role", "group").with("aria-label", name);
        place.with("tabindex", "0").holding(&[table])
    };
    let (worst, ends) = ends(looked);
    let view = el("div", "stack").holding(&[&scroll("Scenarios", &all), &course]);
    view.append(&scroll("The worst losses of ingesters", &worst));
    view.append(&scroll("How many losses it takes", &ends));
    browser::on(&view, "click", Box::new(move |event| press(store, lab, event)));
    view
}

/// The worst that can be lost, and how many losses each component takes.
pub fn ends(looked: Looked) -> (Mark, Mark) {
    let plain = |text: String| (text, None);
    let worst = move || {
        let row = |worst: &Worst| {
            let answered = if worst.searches { "answered" } else { "fail" };
            let cells = [
                format!("{}: {}", worst.kind, worst.name),
                share(worst.refused.value()),
                answered.to_owned(),
                share(worst.lookups.value()),
                share(worst.copies.value()),
            ];
            RowText { class: String::new(), cells: cells.into_iter().map(plain).collect() }
        };
        looked.ends.with(|ends| ends.0.iter().map(row).collect())
    };
    let endures = move || {
        let row = |row: &Endures| {
            let count = |losses: Option<u32>| losses.map_or("–".to_owned(), |losses| group(f64::from(losses)));
            let cells = [
                row.role.title().to_owned(),
                group(f64::from(row.pods)),
                count(row.overfull),
                format!("{}: {}", group(f64::from(row.stops)), row.what),
            ];
            RowText { class: format!("c-{}", row.role.target()), cells: cells.into_iter().map(plain).collect() }
        };
        looked.ends.with(|ends| ends.1.iter().map(row).collect())
    };
    let worst_heads = ["The worst to lose", "Writes refused", "Recent searches", "Lookups failing", "Every copy down"];
    let heads = ["Component", "Pods", "Rest overfull after", "Stops after"];
    (
        table("The worst losses of ingesters", &worst_heads, Box::new(worst)),
        table("How many losses it takes", &heads, Box::new(endures)),
    )
}

/// What the chosen scenario does, in sentences.
fn sentences(looked: Looked) -> Mark {
    let says = el("ul", "claim-more");
    let list = says.clone();
    watch(Box::new(move || {
        let chosen = looked.chosen.get();
        list.clear();
        looked.rows.with(|rows| {
            let told = rows.iter().find(|outcome| outcome.scenario == chosen);
            told.iter().flat_map(|outcome| &outcome.says).for_each(|sentence| list.append(&say("li", "", sentence)));
        });
    }));
    says
}

/// Every scenario once the hand rests: too much work for a gesture, and nobody reads ten rows that change under the hand. One at
/// a time, with the browser's own work in between.
fn work_out(store: Store, lab: Lab) {
    let turn = Rc::new(Cell::new(0u32));
    watch(Box::new(move || {
        let (assessment, when) = (store.settled.get(), lab.looked.when());
        let seen = lab.seen.get_untracked();
        turn.set(turn.get().wrapping_add(1));
        let (own, turn) = (turn.get(), Rc::clone(&turn));
        let work = Work { assessment, seen, when, rows: Vec::new(), worst: None, looked: lab.looked };
        go_on(work, 0, Rc::new(move || turn.get() == own));
    }));
}

struct Work {
    assessment: Arc<Assessment>,
    seen: Arc<Seen>,
    when: When,
    rows: Vec<Outcome>,
    worst: Option<Vec<Worst>>,
    looked: Looked,
}

fn go_on(mut work: Work, at: usize, wanted: Rc<dyn Fn() -> bool>) {
    browser::soon(Box::new(move || {
        if !wanted() {
            return;
        }
        let Seen { placement, standing, .. } = &*work.seen;
        match Scenario::ALL.get(at) {
            Some(&next) => work.rows.extend(scenario(&work.assessment, placement, standing, work.when, next)),
            None if at == Scenario::ALL.len() => work.looked.rows.set(Arc::new(std::mem::take(&mut work.rows))),
            None if work.worst.is_none() => work.worst = Some(worst(placement, standing)),
            None => {
                let endures = endures(&work.assessment, placement, standing);
                work.looked.ends.set(Arc::new((work.worst.unwrap_or_default(), endures)));
                return;
            }
        }
        go_on(work, at + 1, wanted);
    }));
}

impl Lab {
    fn line(self, store: Store) -> Timeline {
        let (assessment, looked) = (store.settled.get(), self.looked);
        let (chosen, when) = (looked.chosen.get(), looked.when());
        self.seen.with_untracked(|seen| simulate(&assessment, &seen.placement, &seen.standing, chosen, when))
    }
}

fn row(outcome: &Outcome, chosen: bool) -> Mark {
    let name = button("fig", outcome.scenario.title()).with("data-scenario", outcome.scenario.key());
    name.set("aria-pressed", if chosen { "true" } else { "false" });
    let head = el("th", "").with("scope", "row").holding(&[&name, &say("span", "m", &outcome.subject)]);
    let row = el("tr", if chosen { "chosen" } else { "" }).holding(&[&head]);
    for (bad, text, more) in cells(outcome) {
        let cell = el("td", "").holding(&[&say("span", if bad { "bad" } else { "" }, &text)]);
        if !more.is_empty() {
            cell.append(&say("span", "m", &more));
        }
        row.append(&cell);
    }
    row
}

/// What a scenario costs: whether that is bad, in a word, and what belongs to it.
pub fn cells(outcome: &Outcome) -> [(bool, String, String); 4] {
    let long = |lasting: &Option<Lasts>| lasting.as_ref().map_or(String::new(), lasts);
    let refused = outcome.traces_refused.part > 0;
    let requests = match refused {
        true => format!("{} of requests, {}", share(outcome.requests_refused), long(&outcome.refusing)),
        false => String::new(),
    };
    let searches = match &outcome.unreadable.whole_ring {
        Some(lasting) => (true, "fail".to_owned(), lasts(lasting)),
        None if outcome.silent.part > 0 => {
            (true, format!("miss {}", share(outcome.silent.value())), "without an error".to_owned())
        }
        None => (false, "miss nothing".to_owned(), String::new()),
    };
    let lost = match outcome.lost.is_nothing() {
        true => (false, "nothing".to_owned(), String::new()),
        false => {
            let (bytes, traces) = (outcome.lost.bytes, format!("of {} of traces", share(outcome.lost.keys.value())));
            let [likely, high] = [bytes.likely, bytes.high].map(|bytes| show(bytes, Unit::BYTE, Style::Auto));
            match bytes.likely > 0.0 {
                // Only the unlucky end loses anything.
                false => (false, "nothing likely".to_owned(), format!("up to {high} {traces}")),
                true if likely == high => (true, likely, traces),
                true => (true, likely, format!("up to {high}, {traces}")),
            }
        }
    };
    let recover = &outcome.recover;
    let seconds = show(recover.range.likely, Unit::SECOND, Style::Auto);
    let back = match recover.after {
        _ if recover.range.likely.is_infinite() => (true, "never".to_owned(), String::new()),
        Some(after) => {
            (false, format!("when {after}"), if recover.range.high > 0.0 { format!("and {seconds} more") } else { String::new() })
        }
        None => (false, seconds, String::new()),
    };
    [(refused, share(outcome.traces_refused.value()), requests), searches, lost, back]
}

/// The field for how long the cause lasts, or how long is drawn.
fn cause(looked: Looked) -> Mark {
    let input = el("input", "").with("type", "text").with("id", "cause").with("aria-describedby", "cause-says");
    input.set("autocomplete", "off");
    input.set("spellcheck", "false");
    let says = el("p", "field-message wrong").with("id", "cause-says");
    let (shown, told) = (input.clone(), says.clone());
    watch(Box::new(move || {
        shown.set_value(&duration(looked.cause.get()));
        shown.unset("aria-invalid");
        told.clear();
    }));
    let (field, wrong) = (input.clone(), says.clone());
    let read = move || {
        let text = field.value();
        let seconds = parse(Dimension::Duration, &text).map(|parsed| parsed.value).and_then(|seconds| match seconds {
            seconds if (1.0..=LONGEST).contains(&seconds) => Ok(seconds),
            _ => Err(format!("{text} is outside of 1s to {}. Type 2h or 30m.", duration(LONGEST))),
        });
        field.set_or_unset("aria-invalid", seconds.is_err().then_some("true"));
        wrong.set_text(seconds.as_ref().err().map_or("", String::as_str));
        if let Ok(seconds) = seconds
            && looked.cause.get_untracked() != seconds
        {
            looked.cause.set(seconds);
        }
    };
    let read = Rc::new(read);
    browser::on(&input, "change", Box::new(move |_| read()));
    let label = say("label", "", "Over").with("for", "cause");
    el("div", "field cause").holding(&[&label, &el("span", "box").holding(&[&input]), &says])
}

/// The choice of the hour in which it begins; nothing to choose without a profile.
fn from(store: Store, looked: Looked) -> Mark {
    let list = el("select", "").with("id", "from-hour");
    list.append(&say("option", "", "busiest hour").with("value", ""));
    for hour in 0..HOURS {
        list.append(&say("option", "", &format!("{hour:02}:00")).with("value", &hour.to_string()));
    }
    let label = say("label", "", "From").with("for", "from-hour");
    let around = el("div", "field cause").holding(&[&label, &el("span", "box").holding(&[&list])]);
    let (field, shown) = (around.clone(), list.clone());
    watch(Box::new(move || {
        let stated = store.settled.with(|assessment| assessment.design.hours().is_some());
        field.set_or_unset("hidden", (!stated).then_some(""));
    }));
    watch(Box::new(move || shown.set_value(&looked.hour.get().map_or(String::new(), |hour| hour.to_string()))));
    let chosen = list.clone();
    browser::on(&list, "change", Box::new(move |_| looked.hour.set(chosen.value().parse().ok())));
    around
}

/// Nobody plans for more, and a curve of every second has an end.
const LONGEST: f64 = 7.0 * 24.0 * HOUR;

/// A scenario that is pressed is shown over time, and its pods go down in the picture.
fn press(store: Store, lab: Lab, event: &web::Event) {
    let key = Mark::of(event).and_then(|mark| mark.closest("[data-scenario]")?.attribute("data-scenario"));
    let Some(scenario) = key.and_then(|key| Scenario::from_key(&key)) else { return };
    choose(store, lab, scenario);
    // The row was drawn anew.
    let again = format!("[data-scenario='{}']", scenario.key());
    browser::soon(Box::new(move || {
        if let Some(button) = Mark::find(&again) {
            button.focus();
        }
    }));
}

/// Shows a scenario in the picture and over time.
pub fn choose(store: Store, lab: Lab, chosen: Scenario) {
    let assessment = store.settled.get_untracked();
    let (seen, cause) = (lab.seen.get_untracked(), lab.looked.cause.get_untracked());
    let Some(outcome) = scenario(&assessment, &seen.placement, &seen.standing, cause, chosen) else { return };
    lab.looked.chosen.set(chosen);
    lab.looked.cause.set(over(&outcome));
    lab.change(|down: &mut Down| *down = outcome.down);
}

/// How long a scenario is drawn at first: a usual outage, or until a good while after all is back.
fn over(outcome: &Outcome) -> f64 {
    match outcome.recover.after {
        Some(_) => 2.0 * HOUR,
        None => {
            let whole = (outcome.recover.range.high * 1.25 / MINUTE).ceil() * MINUTE;
            whole.clamp(10.0 * MINUTE, LONGEST)
        }
    }
}
