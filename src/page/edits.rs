//! What keys and presses in the controls do. Each kind of event is heard once, at the document: `app.rs`.

use super::browser::{self, Key, Mark, take, web};
use super::controls::explain;
use super::store::{Row, Said, Store};
use leptos::prelude::*;
use tempo_designer::design::Role;
use tempo_designer::design::edit::stop_at;
use tempo_designer::design::fields::Value;

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
pub fn change(store: Store, event: &web::Event) {
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

pub fn press(store: Store, event: &web::Event) {
    if let Some((row, _, part)) = part(store, event)
        && part == "range"
    {
        store.begin(row);
    }
    if let Some(number) = Mark::of(event).filter(|mark| mark.is(".in input")) {
        number.set_or_unset("data-fresh", (!number.is(":focus")).then_some(""));
    }
}

/// The finger on a slider was one that scrolls, and the browser had set the slider to where it came down: that is no edit.
pub fn cancel(store: Store, event: &web::Event) {
    if let Some((row, _, part)) = part(store, event)
        && part == "range"
    {
        store.put_back(row);
    }
}

pub fn click(store: Store, event: &web::Event) {
    if let Some(name) = Mark::of(event).and_then(|mark| mark.closest("[data-open]")?.attribute("data-open")) {
        let role = Role::ALL.into_iter().find(|role| role.target() == name);
        match role.filter(|_| store.selected.get_untracked() != role) {
            Some(role) => store.select(role),
            None => store.selected.set(None),
        }
        return;
    }
    if let Some(field) = Mark::of(event).filter(|mark| mark.is(".q")).and_then(|mark| mark.closest(".field")) {
        // Only what lies below the hand moves.
        field.set_or_unset("data-explained", (!field.is("[data-explained]")).then_some(""));
        return;
    }
    // The edge of a box and the unit in it belong to the field, as far as a finger can tell. The first press takes the whole
    // number, the next one a place in it.
    let boxed = Mark::of(event).filter(|mark| mark.is(".box, .box > .u, [data-fresh]")).and_then(|mark| mark.closest(".box"));
    if let Some(input) = boxed.and_then(|boxed| boxed.all("input").into_iter().next()) {
        input.unset("data-fresh");
        input.focus();
        input.select_text();
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
    // Help comes with the tab key and not with the focus: a press of the pointer would find its target moved away.
    if Key::of(event).is_some_and(|key| key.name == "Tab") {
        browser::soon(Box::new(|| explain(Mark::focused())));
    }
    let (Some((row, _, part)), Some(key)) = (part(store, event), Key::of(event)) else { return };
    if key.composing || key.command || !matches!(part.as_str(), "text" | "range") {
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
        let value = store.design.with_untracked(|design| (row.field.get)(design));
        let at = value.optional_number().map_or(0, |number| stop_at(row.ladder, number));
        let to = (at as f64 + steps).clamp(0.0, (row.ladder.len() - 1) as f64) as usize;
        store.set(row, &Value::Number(row.ladder[to]));
    }
}
