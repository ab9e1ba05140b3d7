//! The controls: one row per field of the library's table, in its groups. What keys and presses in them do: `edits.rs`.

use super::browser::{self, Mark, web};
use super::element::{button, el, figure, keep_text, say, watch};
use super::store::{Row, Said, Store};
use super::{findings, later};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use tempo_designer::Assessment;
use tempo_designer::advice::Severity;
use tempo_designer::design::edit::{along, shown, spoken, stop_at};
use tempo_designer::design::fields::{Group, Kind, Value};
use tempo_designer::design::{Design, Role};
use tempo_designer::estimate::Level;
use tempo_designer::quantity::{Style, Unit, show};
use tempo_designer::verdict;

/// Rows of a group that are shown before "more".
const FIRST: usize = 6;
/// Characters that a number's box holds at its first width, the unit among them.
const ROOM: usize = 10;

pub fn controls(store: Store) -> Mark {
    let of = |group: Group| store.rows.iter().filter(move |row| row.field.group == group).copied();
    let mut made = Vec::new();
    let workload = rows(store, &mut made, of(Group::Workload).collect());
    let platform = rows(store, &mut made, store.row("release").into_iter().chain(of(Group::Platform)).collect());
    let tempo = rows(store, &mut made, of(Group::Tempo).collect());
    let components = el("div", "rows");
    let mut meters = Vec::new();
    let list = components.clone();
    super::app::next(Box::new(move || {
        for role in Role::ALL {
            list.append(&component(store, role, &mut made, &mut meters));
        }
        super::app::next(Box::new(move || {
            keep(store, made);
            watch(Box::new(move || {
                let chosen = store.selected.get();
                store.assessment.with(|a| meters.iter().for_each(|meter| meter.refresh(a, chosen)));
            }));
        }));
    }));
    let mean =
        move || store.assessment.with(|a| a.estimate.figure("load.mean").map_or(String::new(), |f| format!("mean {}", f.show())));
    let place = move || store.design.with(|d| format!("{}, {}, {} zones", d.release, d.platform.region, d.platform.zones));
    let pods = move || store.assessment.with(|a| verdict::tiles(a)[4].caption());
    el("section", "pane controls")
        .with("id", "controls")
        .with("aria-labelledby", "controls-title")
        .with("tabindex", "-1")
        .holding(&[
            &say("h2", "vh", "Controls").with("id", "controls-title"),
            &group("Workload", true, Box::new(mean), &workload),
            &group("Platform", false, Box::new(place), &platform),
            &group("Components", true, Box::new(pods), &components),
            &group("Tempo settings", false, Box::new(String::new), &tempo),
        ])
}

fn group(title: &str, open: bool, summary: Box<dyn Fn() -> String>, body: &Mark) -> Mark {
    let words = el("span", "");
    keep_text(&words, summary);
    let words = el("span", "m").holding(&[&words]);
    let group = el("details", "group").holding(&[&el("summary", "").holding(&[&say("h3", "title", title), &words]), body]);
    group.set_or_unset("open", open.then_some(""));
    group
}

/// The first rows, and the rest behind "more", whose line says what it holds.
fn rows(store: Store, made: &mut Vec<Control>, list: Vec<Row>) -> Mark {
    let body = el("div", "rows");
    let (first, rest) = list.split_at(list.len().min(FIRST));
    first.iter().for_each(|row| body.append(&field(*row, made)));
    if !rest.is_empty() {
        let words: Vec<_> = rest.iter().map(|row| row.field.label.to_ascii_lowercase()).take(3).collect();
        let summary = el("summary", "").holding(&[&say("span", "use", &format!("{} more", rest.len()))]);
        summary.append_text(&format!(" {}, …", words.join(", ")));
        let more = el("details", "more").holding(&[&summary]);
        for row in rest {
            more.append(&field(*row, made));
            if row.field.path == "workload.tenants" {
                more.append(&listed(store, &more));
            }
        }
        body.append(&more);
    }
    body
}

/// Where the tenants that differ stand, once somebody opens what they are part of.
fn listed(store: Store, more: &Mark) -> Mark {
    let place = el("div", "");
    let into = place.clone();
    let asked = Cell::new(false);
    let opened = move |_: &web::Event| {
        if !asked.replace(true) {
            store.owner.with_value(|owner| owner.with(|| later::put(store, later::Part::Tenants, &into, Rc::new(|| ()))));
        }
    };
    browser::on(more, "toggle", Box::new(opened));
    place
}

/// The elements of one field that change with its value, and what they show now.
pub struct Control {
    row: Row,
    /// The box around the input.
    around: Mark,
    input: Mark,
    slider: Option<(Mark, Mark)>,
    message: Mark,
    fact: Option<Mark>,
    /// What is wrong with the value, in one line.
    found: Mark,
    now: RefCell<Now>,
}

#[derive(Default)]
struct Now {
    value: Option<Value>,
    text: String,
    roomy: bool,
    /// The text is what is being typed.
    drafted: bool,
    said: Said,
    options: Vec<&'static str>,
    low: f64,
    fact: String,
    found: Option<(&'static str, Severity)>,
}

/// Keeps controls true: all in one go, each only where its own value has changed. What is typed and said is heard apart,
/// since to hear a hundred signals takes longer than to look at them.
pub fn keep(store: Store, made: Vec<Control>) {
    // As long as the page.
    let made: &'static [Control] = made.leak();
    watch(Box::new(move || {
        let open = store.selected.get();
        store.assessment.with(|a| made.iter().for_each(|control| control.refresh(a, open)));
    }));
    // Once the hand rests: a line that comes or goes moves everything below it.
    watch(Box::new(move || store.settled.with(|a| made.iter().for_each(|control| control.find(a)))));
    watch(Box::new(move || {
        for control in made {
            control.row.draft.track();
            control.row.said.track();
        }
        let open = store.selected.get_untracked();
        store.assessment.with_untracked(|a| made.iter().for_each(|control| control.refresh(a, open)));
    }));
}

/// One field with its label.
pub fn field(row: Row, made: &mut Vec<Control>) -> Mark {
    let Row { field, at, .. } = row;
    let class = match field.kind {
        Kind::Number { .. } => "field",
        Kind::Text { .. } => "field words",
        Kind::Choice(_) => "field choice",
        Kind::Flag => "field flag",
    };
    let label = label(field.label, &format!("f{at}"));
    let control = Control::new(row, field.label);
    let around = el("div", class).with("data-field", field.path).holding(&[&label, &control.boxed()]);
    control.rest().iter().for_each(|part| around.append(part));
    made.push(control);
    around
}

impl Control {
    fn new(row: Row, name: &str) -> Control {
        let Row { field, at, ladder, .. } = row;
        let input = match field.kind {
            Kind::Number { min, max, optional, .. } => text_input(optional)
                .with("inputmode", "text")
                .with("role", "spinbutton")
                .with("aria-label", name)
                .with("aria-valuemin", &min.to_string())
                .with("aria-valuemax", &max.to_string()),
            Kind::Text { optional, .. } => text_input(optional),
            Kind::Choice(_) => el("select", "").with("data-part", "choice"),
            Kind::Flag => el("input", "").with("type", "checkbox").with("data-part", "flag"),
        };
        let input = input.with("id", &format!("f{at}")).with("aria-describedby", &format!("m{at} h{at}"));
        let slider = matches!(field.kind, Kind::Number { .. }).then(|| {
            let range = el("input", "")
                .with("type", "range")
                .with("min", "0")
                .with("max", &ladder.len().saturating_sub(1).to_string())
                .with("step", "1")
                .with("data-part", "range")
                .with("aria-label", name);
            (el("span", "track").holding(&[&el("i", "low")]), range)
        });
        let message = el("p", "field-message").with("id", &format!("m{at}"));
        let fact = (slider.is_some() && matches!(field.group, Group::Component(_))).then(|| figure("fact", "", ""));
        let found = figure("found", "", "").with("hidden", "");
        Control { row, around: el("span", ""), input, slider, message, fact, found, now: RefCell::default() }
    }

    /// The box with the field's own input.
    fn boxed(&self) -> Mark {
        let field = self.row.field;
        let class = if matches!(field.kind, Kind::Flag) { "tick" } else { "box" };
        self.around.set("class", class);
        let around = self.around.clone();
        match field.kind {
            // A block of its own in the box: what a cell holds is laid out with the page, this is laid out alone.
            Kind::Number { .. } => around.append(&el("span", "in").holding(&[&self.input])),
            _ => around.append(&self.input),
        }
        let unit = shown(field, &(field.get)(&Design::default())).1;
        if !unit.is_empty() {
            around.append(&say("span", "u", unit).with("aria-hidden", "true"));
        }
        around
    }

    /// What stands below: slider, help, fact, message.
    fn rest(&self) -> Vec<Mark> {
        let Row { field, at, .. } = self.row;
        let help = help(field.help, &format!("h{at}"));
        let slide = self.slider.as_ref().map(|(track, range)| el("div", "slide").holding(&[track, range]));
        slide.into_iter().chain([help]).chain(self.fact.clone()).chain([self.message.clone(), self.found.clone()]).collect()
    }

    fn refresh(&self, assessment: &Assessment, open: Option<Role>) {
        let Row { field, ladder, .. } = self.row;
        let mut now = self.now.borrow_mut();
        let value = (field.get)(&assessment.design);
        if let Kind::Choice(options) = field.kind {
            let options = options(&assessment.design);
            if options != now.options {
                self.input.clear();
                options.iter().for_each(|name| self.input.append(&say("option", "", name).with("value", name)));
                now.options = options;
                now.value = None;
            }
        }
        let moved = now.value.as_ref() != Some(&value);
        if moved {
            let said = spoken(field, &value);
            let number = value.optional_number();
            match (&field.kind, &self.slider) {
                (_, Some((track, range))) => {
                    let stop = number.map_or(0, |number| stop_at(ladder, number));
                    range.set_value(&stop.to_string());
                    range.set("aria-valuetext", &said);
                    let along = stop as f64 / ladder.len().saturating_sub(1).max(1) as f64;
                    // The middle of a thumb runs from half a thumb to the width less half a thumb.
                    track.write_style("background-size", &format!("calc(.4375rem + {along:.4} * (100% - .875rem)) 100%"));
                    self.input.set("aria-valuetext", &said);
                    self.input.set_or_unset("aria-valuenow", number.map(|number| number.to_string()).as_deref());
                }
                (Kind::Flag, _) => self.input.set_checked(value.flag()),
                (Kind::Choice(_), _) => self.input.set_value(&value.text()),
                _ => {}
            }
            now.value = Some(value.clone());
        }
        if matches!(field.kind, Kind::Number { .. } | Kind::Text { .. }) {
            let draft = self.row.draft.get_untracked();
            let drafted = draft.is_some();
            if moved || drafted || now.drafted {
                let (shown, unit) = shown(field, &value);
                let text = draft.unwrap_or(shown);
                if text != now.text {
                    self.input.set_value(&text);
                    // A width of two steps: one that follows every digit moves under the hand, and the page with it.
                    let roomy = matches!(field.kind, Kind::Number { .. }) && text.chars().count() + unit.chars().count() > ROOM;
                    if roomy != now.roomy {
                        self.around.set_or_unset("data-roomy", roomy.then_some(""));
                        now.roomy = roomy;
                    }
                    now.text = text;
                }
                now.drafted = drafted;
            }
        }
        let said = self.row.said.get_untracked();
        if said != now.said {
            let wrong = matches!(said, Said::Wrong(_));
            self.input.set_or_unset("aria-invalid", wrong.then_some("true"));
            self.message.set("class", if wrong { "field-message wrong" } else { "field-message" });
            self.message.set_text(match &said {
                Said::Nothing => "",
                Said::Note(text) | Said::Wrong(text) => text,
            });
            now.said = said;
        }
        if open.is_some_and(|role| field.group == Group::Component(role)) {
            self.need(assessment, &mut now);
        }
    }

    /// The line of what is wrong with the value.
    fn find(&self, assessment: &Assessment) {
        let found = assessment.findings.iter().find(|finding| finding.field == self.row.field.path);
        let sign = found.map(|finding| (finding.id, finding.severity));
        let mut now = self.now.borrow_mut();
        if sign != now.found {
            findings::mark(&self.found, found);
            now.found = sign;
        }
    }

    /// What one pod needs of the resource that this field gives it, in words and as the part of the slider that is too small.
    fn need(&self, assessment: &Assessment, now: &mut Now) {
        let (Some(fact), Some((track, _))) = (&self.fact, &self.slider) else { return };
        let demand = assessment.estimate.demand_on(self.row.field);
        let low = demand.map_or(0.0, |demand| along(self.row.ladder, demand.range().likely));
        if low != now.low {
            track.write_style("--low", &low.to_string());
            now.low = low;
        }
        let words = assessment.estimate.needs(self.row.field);
        if words != now.fact {
            fact.set("data-figure", demand.map_or("", |demand| demand.id()));
            fact.write_text(&words);
            now.fact = words;
        }
    }
}

/// A field's label. The mark in it shows the line of help to a pointer; keys bring the line along, and a screen reader has
/// it as the description of the input.
pub fn label(text: &str, of: &str) -> Mark {
    let mark = button("q", "").with("tabindex", "-1").with("aria-hidden", "true");
    say("label", "", text).with("for", of).holding(&[&mark])
}

/// The line of help below a field.
pub fn help(text: &str, id: &str) -> Mark {
    say("p", "help", text).with("id", id)
}

/// Shows the help of the field that holds `mark` and of no other.
pub fn explain(mark: Option<Mark>) {
    let Some(page) = Mark::body() else { return };
    page.all(".field[data-explained]").iter().for_each(|field| field.unset("data-explained"));
    if let Some(field) = mark.and_then(|mark| mark.closest(".field")) {
        field.set("data-explained", "");
    }
}

pub fn text_input(optional: bool) -> Mark {
    let input = el("input", "").with("type", "text").with("data-part", "text");
    for name in ["autocapitalize", "autocomplete"] {
        input.set(name, "off");
    }
    input.set("spellcheck", "false");
    input.set_or_unset("placeholder", optional.then_some("none"));
    input
}

/// The scarcest resource of a component, and whether the component is open.
struct Meter {
    role: Role,
    around: Mark,
    name: Mark,
    sub: Mark,
    meter: Mark,
    figure: Mark,
    words: [Mark; 3],
    now: RefCell<([String; 5], Option<bool>)>,
}

impl Meter {
    fn refresh(&self, assessment: &Assessment, chosen: Option<Role>) {
        let mut now = self.now.borrow_mut();
        let open = chosen == Some(self.role);
        if now.1 != Some(open) {
            self.around.set("class", &format!("comp c-{}{}", self.role.target(), if open { " open" } else { "" }));
            self.name.set("aria-expanded", if open { "true" } else { "false" });
            self.sub.set_or_unset("hidden", (!open).then_some(""));
            now.1 = Some(open);
        }
        let estimate = &assessment.estimate;
        let Some(scarcest) = estimate.of(self.role).first().copied() else { return };
        let range = estimate.sheet.range(scarcest.cell);
        let flag = match estimate.bottleneck().filter(|binding| binding.role == self.role) {
            Some(binding) if binding.multiple < 1.0 => " ▲ short",
            Some(_) => " ▲ binds",
            None => "",
        };
        let (name, used) = (scarcest.resource.name(), show(range.likely, Unit::ONE, Style::Percent));
        // A third of a pixel: what cannot be seen moving is not drawn again.
        let share = |share: f64| format!("{:.1}% 100%", share.clamp(0.0, 1.0) * 100.0);
        let sizes = format!("1px 100%, {}, {}", share(range.likely), share(range.high));
        let level = Level::of(range.likely).class();
        let texts = [format!("{name} "), used.clone(), flag.to_owned(), sizes, format!("meter {level}")];
        if texts == now.0 {
            return;
        }
        let meter = &self.meter;
        for (at, text) in texts.iter().enumerate().filter(|(at, text)| now.0[*at] != **text) {
            match at {
                3 => meter.write_style("background-size", text),
                4 => meter.write("class", text),
                _ => self.words[at].write_text(text),
            }
            if at == 0 {
                self.figure.write("data-figure", &scarcest.figure());
                meter.write("aria-label", name);
            } else if at == 1 {
                meter.write("aria-valuetext", &used);
                meter.write("aria-valuenow", &(range.likely.min(1.0) * 100.0).round().to_string());
            }
        }
        now.0 = texts;
    }
}

/// One component: name, replicas, the scarcest resource; opened, its other fields.
fn component(store: Store, role: Role, made: &mut Vec<Control>, meters: &mut Vec<Meter>) -> Mark {
    let around = el("div", "comp");
    let mut own = store.rows.iter().filter(|row| row.field.group == Group::Component(role)).copied();
    let Some(replicas) = own.next() else { return around };
    let id = format!("part-{}", role.target());
    let word = role.title().to_ascii_lowercase();
    let name = button("name", "").with("data-open", role.target()).with("aria-controls", &id).holding(&[&el("span", "sw")]);
    name.append_text(role.title());
    let mut control = Control::new(replicas, &format!("{}, replicas", role.title()));
    control.fact = None;
    let step = el("span", "step").holding(&[
        &button("", "−").with("data-part", "less").with("aria-label", &format!("One {word} less")),
        &control.boxed(),
        &button("", "+").with("data-part", "more").with("aria-label", &format!("One more {word}")),
    ]);
    let head = el("div", "field replicas").with("data-field", replicas.field.path).holding(&[&name, &step]);
    control.rest().iter().for_each(|part| head.append(part));
    made.push(control);

    let meter = el("span", "").with("role", "meter").with("aria-valuemin", "0").with("aria-valuemax", "100");
    let words = [el("span", ""), el("b", ""), el("span", "bind")];
    let [resource, used, flag] = &words;
    // Whose it is stands beside it for the eye alone.
    let whose = say("span", "vh", &format!("{} ", role.title()));
    let figure = figure("fig", "", "").holding(&[&whose, resource, used, flag]);
    let sub = el("div", "sub").with("id", &id).with("role", "group").with("aria-label", role.title());
    own.for_each(|row| sub.append(&field(row, made)));
    around.append(&head);
    around.append(&el("div", "util").holding(&[&meter, &figure]));
    around.append(&sub);
    meters.push(Meter { role, around: around.clone(), name, sub, meter, figure, words, now: RefCell::default() });
    around
}
