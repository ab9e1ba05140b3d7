//! The controls: one row per field of the library's table, in its groups. Events are heard once, for the whole region.

use super::browser::{Key, Mark, take, web};
use super::findings;
use super::store::{Row, Said, Store};
use leptos::prelude::*;
use tempo_designer::design::Role;
use tempo_designer::design::edit::{along, shown, spoken, stop_at};
use tempo_designer::design::fields::{Group, Kind, Value};
use tempo_designer::estimate::Level;
use tempo_designer::quantity::{Style, Unit, show};
use tempo_designer::verdict;

/// Rows of a group that are shown before "more".
const FIRST: usize = 6;

pub fn controls(store: Store) -> AnyView {
    let of = |group: Group| store.rows.iter().filter(move |row| row.field.group == group).copied();
    let release = store.row("release").into_iter();
    let workload = rows(store, of(Group::Workload).collect());
    let platform = rows(store, release.chain(of(Group::Platform)).collect());
    let tempo = rows(store, of(Group::Tempo).collect());
    let components: Vec<AnyView> = Role::ALL.map(|role| component(store, role)).into_iter().collect();
    let mean = move || store.assessment.with(|a| a.estimate.figure("load.mean").map(|f| format!("mean {}", f.show())));
    let place = move || store.design.with(|d| format!("{}, {}, {} zones", d.release, d.platform.region, d.platform.zones));
    let pods = move || store.assessment.with(|a| verdict::tiles(a)[4].caption());
    view! {
        <section
            id="controls"
            class="pane controls"
            aria-labelledby="controls-title"
            tabindex="-1"
            on:input=move |event| input(store, &event)
            on:change=move |event| change(store, &event)
            on:keydown=move |event| key(store, &event)
            on:focusout=move |event| leave(store, &event)
            on:pointerdown=move |event| press(store, &event)
            on:click=move |event| click(store, &event)
        >
            <h2 id="controls-title" class="vh">"Controls"</h2>
            {group("Workload", true, mean.into_any(), workload)}
            {group("Platform", false, place.into_any(), platform)}
            {group("Components", true, pods.into_any(), view! { <div class="rows">{components}</div> }.into_any())}
            {group("Tempo settings", false, "".into_any(), tempo)}
        </section>
    }
    .into_any()
}

fn group(title: &'static str, open: bool, summary: AnyView, body: AnyView) -> AnyView {
    view! {
        <details class="group" prop:open=open>
            <summary><span class="title">{title}</span><span class="m">{summary}</span></summary>
            {body}
        </details>
    }
    .into_any()
}

/// The first rows, and the rest behind "more", whose line says what it holds.
fn rows(store: Store, list: Vec<Row>) -> AnyView {
    let (first, rest) = list.split_at(list.len().min(FIRST));
    let hidden = rest.to_vec();
    let more = (!hidden.is_empty()).then(|| {
        let words: Vec<_> = hidden.iter().map(|row| row.field.label.to_lowercase()).take(3).collect();
        view! {
            <details class="more">
                <summary><span class="use">{format!("{} more", hidden.len())}</span>{format!(" {}, …", words.join(", "))}</summary>
                {hidden.into_iter().map(|row| field(store, row)).collect_view()}
            </details>
        }
    });
    view! { <div class="rows">{first.iter().map(|row| field(store, *row)).collect_view()} {more}</div> }.into_any()
}

/// One field with its label.
pub fn field(store: Store, row: Row) -> AnyView {
    let Row { field, at, .. } = row;
    let label = view! { <label for=format!("f{at}") title=field.help>{field.label}</label> };
    let input = match field.kind {
        Kind::Number { .. } => view! { {text_box(store, row, field.label.to_owned())} {slider(store, row)} }.into_any(),
        Kind::Text { .. } => words(store, row),
        Kind::Choice(_) => choice(store, row),
        Kind::Flag => flag(store, row),
    };
    let kind = match field.kind {
        Kind::Number { .. } => "field",
        Kind::Text { .. } => "field words",
        Kind::Choice(_) => "field choice",
        Kind::Flag => "field flag",
    };
    view! { <div class=kind data-field=field.path>{label} {input} {fact(store, row)} {message(row)} {findings::mark(store, row)}</div> }.into_any()
}

fn value(store: Store, row: Row) -> Memo<Value> {
    Memo::new(move |_| store.design.with(|design| (row.field.get)(design)))
}

fn wrong(row: Row) -> bool {
    row.said.with(|said| matches!(said, Said::Wrong(_)))
}

/// What is typed, or else the design's value as the field spells it.
fn text_in(row: Row, value: Memo<Value>) -> String {
    row.draft.get().unwrap_or_else(|| value.with(|value| shown(row.field, value).0))
}

fn text_box(store: Store, row: Row, name: String) -> AnyView {
    let Row { field, at, .. } = row;
    let Kind::Number { min, max, optional, .. } = field.kind else { return ().into_any() };
    let value = value(store, row);
    let unit = value.with_untracked(|value| shown(field, value).1);
    view! {
        <span class="box">
            <input
                type="text"
                inputmode="text"
                autocapitalize="off"
                autocomplete="off"
                spellcheck="false"
                role="spinbutton"
                id=format!("f{at}")
                data-part="text"
                aria-label=name
                aria-describedby=format!("m{at} h{at}")
                aria-valuemin=min.to_string()
                aria-valuemax=max.to_string()
                aria-valuenow=move || value.with(|value| value.optional_number().map(|number| number.to_string()))
                aria-valuetext=move || value.with(|value| spoken(field, value))
                aria-invalid=move || wrong(row).then_some("true")
                placeholder=optional.then_some("none")
                prop:value=move || text_in(row, value)
            />
            {(!unit.is_empty()).then(|| view! { <span class="u" aria-hidden="true">{unit}</span> })}
            <span id=format!("h{at}") class="vh">{field.help}</span>
        </span>
    }
    .into_any()
}

fn slider(store: Store, row: Row) -> AnyView {
    let Row { field, ladder, .. } = row;
    let value = value(store, row);
    let last = ladder.len().saturating_sub(1);
    let stop = Memo::new(move |_| value.with(|value| value.optional_number().map_or(0, |number| stop_at(ladder, number))));
    // The part of the slider in which one pod has less than it needs.
    let low = Memo::new(move |_| {
        store.assessment.with(|a| a.estimate.demand_on(field).map_or(0.0, |demand| along(ladder, demand.range().likely)))
    });
    view! {
        <div class="slide">
            <span class="track" style:--v=move || (stop.get() as f64 / last.max(1) as f64).to_string() style:--low=move || low.get().to_string()>
                <i class="low"></i>
            </span>
            <input
                type="range"
                min="0"
                max=last.to_string()
                step="1"
                data-part="range"
                aria-label=format!("{}, slider", field.label)
                aria-valuetext=move || value.with(|value| spoken(field, value))
                prop:value=move || stop.get().to_string()
            />
        </div>
    }
    .into_any()
}

fn words(store: Store, row: Row) -> AnyView {
    let Row { field, at, .. } = row;
    let value = value(store, row);
    let optional = matches!(field.kind, Kind::Text { optional: true, .. });
    view! {
        <span class="box">
            <input
                type="text"
                autocapitalize="off"
                autocomplete="off"
                spellcheck="false"
                id=format!("f{at}")
                data-part="text"
                aria-describedby=format!("m{at} h{at}")
                aria-invalid=move || wrong(row).then_some("true")
                placeholder=optional.then_some("none")
                prop:value=move || text_in(row, value)
            />
            <span id=format!("h{at}") class="vh">{field.help}</span>
        </span>
    }
    .into_any()
}

fn choice(store: Store, row: Row) -> AnyView {
    let Row { field, at, .. } = row;
    let value = value(store, row);
    let Kind::Choice(options) = field.kind else { return ().into_any() };
    let options = Memo::new(move |_| store.design.with(|design| options(design)));
    let list = move || {
        let chosen = value.with(Value::text);
        let option = |name: &'static str| view! { <option value=name prop:selected=name == chosen>{name}</option> };
        options.get().into_iter().map(option).collect_view()
    };
    view! {
        <span class="box">
            <select id=format!("f{at}") data-part="choice" aria-describedby=format!("m{at} h{at}")>{list}</select>
            <span id=format!("h{at}") class="vh">{field.help}</span>
        </span>
    }
    .into_any()
}

fn flag(store: Store, row: Row) -> AnyView {
    let Row { field, at, .. } = row;
    let value = value(store, row);
    view! {
        <span class="tick">
            <input
                type="checkbox"
                id=format!("f{at}")
                data-part="flag"
                aria-describedby=format!("m{at} h{at}")
                prop:checked=move || value.with(Value::flag)
            />
            <span id=format!("h{at}") class="vh">{field.help}</span>
        </span>
    }
    .into_any()
}

fn message(row: Row) -> AnyView {
    let text = move || match row.said.get() {
        Said::Nothing => String::new(),
        Said::Note(text) | Said::Wrong(text) => text,
    };
    view! { <p id=format!("m{}", row.at) class="field-message" class:wrong=move || wrong(row)>{text}</p> }.into_any()
}

/// What one pod needs of the resource that this field gives it.
fn fact(store: Store, row: Row) -> AnyView {
    let demand = Memo::new(move |_| {
        store.assessment.with(|a| {
            let figure = a.estimate.demand_on(row.field)?;
            let range = figure.show_range();
            let comma = if range.is_empty() { "" } else { ", " };
            Some((figure.id().to_owned(), format!("one pod needs {}{comma}{range}", figure.show())))
        })
    });
    if demand.with_untracked(Option::is_none) {
        return ().into_any();
    }
    let id = move || demand.get().map(|(id, _)| id);
    let text = move || demand.get().map(|(_, text)| text);
    view! { <button type="button" class="fact" data-figure=id>{text}</button> }.into_any()
}

/// The scarcest resource of a component.
#[derive(Clone, PartialEq)]
struct Meter {
    figure: String,
    resource: &'static str,
    likely: f64,
    high: f64,
    text: String,
    flag: Option<&'static str>,
}

fn meter(store: Store, role: Role) -> Memo<Option<Meter>> {
    Memo::new(move |_| {
        store.assessment.with(|a| {
            let scarcest = *a.estimate.of(role).first()?;
            let range = a.estimate.sheet.range(scarcest.cell);
            let bottleneck = a.estimate.bottleneck().filter(|binding| binding.role == role);
            Some(Meter {
                figure: scarcest.figure(),
                resource: scarcest.resource.name(),
                likely: range.likely,
                high: range.high,
                text: show(range.likely, Unit::ONE, Style::Percent),
                flag: bottleneck.map(|binding| if binding.multiple < 1.0 { "▲ short" } else { "▲ binds" }),
            })
        })
    })
}

/// One component: name, replicas, the scarcest resource; opened, its other fields.
fn component(store: Store, role: Role) -> AnyView {
    let mut own = store.rows.iter().filter(|row| row.field.group == Group::Component(role)).copied();
    let Some(replicas) = own.next() else { return ().into_any() };
    let rest = own.map(|row| field(store, row)).collect_view();
    let open = Memo::new(move |_| store.selected.get() == Some(role));
    let meter = meter(store, role);
    let of = move |pick: fn(&Meter) -> String| move || meter.with(|meter| meter.as_ref().map(pick));
    let share = |pick: fn(&Meter) -> f64| {
        move || meter.with(|meter| meter.as_ref().map_or(0.0, |meter| pick(meter).clamp(0.0, 1.0))).to_string()
    };
    let level = move || meter.with(|meter| format!("meter {}", Level::of(meter.as_ref().map_or(0.0, |m| m.likely)).class()));
    let id = format!("part-{}", role.target());
    view! {
        <div class=format!("comp c-{}", role.target()) class:open=move || open.get()>
            <div class="field replicas" data-field=replicas.field.path>
                <button
                    type="button"
                    class="name"
                    data-open=role.target()
                    aria-expanded=move || open.get().to_string()
                    aria-controls=id.clone()
                >
                    <span class="sw"></span>
                    {role.title()}
                </button>
                <span class="step">
                    <button type="button" data-part="less" aria-label=format!("One {} less", role.title().to_lowercase())>"−"</button>
                    {text_box(store, replicas, format!("{}, replicas", role.title()))}
                    <button type="button" data-part="more" aria-label=format!("One more {}", role.title().to_lowercase())>"+"</button>
                </span>
                {slider(store, replicas)}
                {message(replicas)}
                {findings::mark(store, replicas)}
            </div>
            <div class="util">
                <span
                    class=level
                    role="meter"
                    aria-label=of(|m| m.resource.to_owned())
                    aria-valuemin="0"
                    aria-valuemax="100"
                    aria-valuenow=of(|m| (m.likely * 100.0).round().to_string())
                    aria-valuetext=of(|m| m.text.clone())
                    style:--v=share(|m| m.likely)
                    style:--hi=share(|m| m.high)
                >
                    <em></em>
                    <i></i>
                </span>
                <button type="button" class="fig" data-figure=of(|m| m.figure.clone())>
                    {of(|m| format!("{} ", m.resource))}
                    <b>{of(|m| m.text.clone())}</b>
                    <span class="bind">{of(|m| m.flag.unwrap_or_default().to_owned())}</span>
                </button>
            </div>
            <div class="sub" id=id hidden=move || !open.get()>{rest}</div>
        </div>
    }
    .into_any()
}

/// The row and the part of it that an event is for.
fn part(store: Store, event: &web::Event) -> Option<(Row, Mark, String)> {
    let mark = Mark::of(event)?.closest("[data-part]")?;
    let path = mark.closest("[data-field]")?.attribute("data-field")?;
    let part = mark.attribute("data-part")?;
    Some((store.row(&path)?, mark, part))
}

pub fn input(store: Store, event: &web::Event) {
    let Some((row, mark, part)) = part(store, event) else { return };
    match part.as_str() {
        "text" => store.typed(row, mark.value()),
        "range" => {
            if let Some(stop) = mark.value().parse().ok().and_then(|at: usize| row.ladder.get(at)) {
                store.set(row, &Value::Number(*stop));
            }
        }
        _ => {}
    }
}

/// A control that was refused goes back to what the design holds; the reason stands below it.
fn change(store: Store, event: &web::Event) {
    let Some((row, mark, part)) = part(store, event) else { return };
    let now = store.design.with_untracked(|design| (row.field.get)(design));
    match part.as_str() {
        "flag" => {
            store.begin(row);
            if !store.set(row, &Value::Flag(mark.checked())) {
                mark.set_checked(now.flag());
            }
        }
        "choice" => {
            store.begin(row);
            if !store.set(row, &Value::Text(mark.value())) {
                mark.set_value(&now.text());
            }
        }
        "range" => mark.set_value(&now.optional_number().map_or(0, |number| stop_at(row.ladder, number)).to_string()),
        _ => {}
    }
}

pub fn leave(store: Store, event: &web::Event) {
    if let Some((row, _, part)) = part(store, event)
        && part == "text"
    {
        store.commit(row, true);
    }
}

fn press(store: Store, event: &web::Event) {
    if let Some((row, _, part)) = part(store, event)
        && part == "range"
    {
        store.begin(row);
    }
}

fn click(store: Store, event: &web::Event) {
    if let Some(name) = Mark::of(event).and_then(|mark| mark.closest("[data-open]")?.attribute("data-open")) {
        let role = Role::ALL.into_iter().find(|role| role.target() == name);
        match role.filter(|_| store.selected.get_untracked() != role) {
            Some(role) => store.select(role),
            None => store.selected.set(None),
        }
        return;
    }
    let Some((row, _, part)) = part(store, event) else { return };
    let steps = match part.as_str() {
        "less" => -1.0,
        "more" => 1.0,
        _ => return,
    };
    store.begin(row);
    store.step(row, steps);
}

/// Keys of the text and of the slider; what is not named here stays the browser's.
pub fn key(store: Store, event: &web::Event) {
    let (Some((row, _, part)), Some(key)) = (part(store, event), Key::of(event)) else { return };
    if key.composing || key.command {
        return;
    }
    let text = part == "text";
    if text && key.name == "Enter" {
        store.commit(row, true);
        return;
    }
    if text && key.name == "Escape" {
        if row.draft.with_untracked(Option::is_some) || row.said.with_untracked(|said| matches!(said, Said::Wrong(_))) {
            store.restore(row);
            take(event);
        }
        return;
    }
    if row.ladder.is_empty() {
        return;
    }
    let up = |name: &str| -> f64 { if name.ends_with("Up") { 1.0 } else { -1.0 } };
    let steps: f64 = match (key.name.as_str(), key.alt, key.shift) {
        (name @ ("ArrowUp" | "ArrowDown"), true, false) => up(name) * 0.1,
        (name @ ("ArrowUp" | "ArrowDown"), false, false) if text => up(name),
        (name @ ("ArrowUp" | "ArrowDown"), false, true) if !text => up(name) * 10.0,
        (name @ ("PageUp" | "PageDown"), false, false) => up(name) * 10.0,
        _ => {
            // The browser moves the slider itself; the first press of a key begins what one undo takes back.
            if !text && !key.repeat {
                store.begin(row);
            }
            return;
        }
    };
    take(event);
    if text {
        store.commit(row, true);
    }
    if !key.repeat {
        store.begin(row);
    }
    if text || steps.abs() < 1.0 {
        store.step(row, steps);
    } else {
        let at =
            store.design.with_untracked(|design| (row.field.get)(design).optional_number().map_or(0, |n| stop_at(row.ladder, n)));
        let to = (at as f64 + steps).clamp(0.0, (row.ladder.len() - 1) as f64) as usize;
        store.set(row, &Value::Number(row.ladder[to]));
    }
}
