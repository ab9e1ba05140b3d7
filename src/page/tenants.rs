//! The list of tenants that differ: a line for each, opened its fields. Every change is one step of undo. It hears its own
//! events, so that nothing else on the page knows of it.

use super::browser::{self, Key, Mark, web};
use super::controls::{help, label, text_input};
use super::element::{button, el, figure, keep_text, say, watch};
use super::store::Store;
use leptos::prelude::*;
use std::cell::RefCell;
use tempo_designer::Assessment;
use tempo_designer::design::fields::Field;
use tempo_designer::design::tenants::{self, TENANT_FIELDS};
use tempo_designer::design::{Design, Tenant};
use tempo_designer::quantity::{Style, Unit, show};

/// The elements of one listed tenant. They stand for a place in the list, not for the tenant: one that is removed moves
/// those behind it up.
struct Slot {
    around: Mark,
    name: Mark,
    own: Mark,
    used: Mark,
    inputs: Vec<Mark>,
    remove: Mark,
}

/// How an input of the tenant at place `at` is called, and with `m` before it the message below.
fn id(at: usize, key: &str) -> String {
    format!("t{at}-{key}")
}

pub fn list(store: Store) -> Mark {
    let title = say("h3", "", "Tenants that differ").with("id", "tenants-title");
    let add = button("b o", "Add").with("data-tenant", "add").with("aria-describedby", "tenants-title");
    let said = el("p", "field-message").with("id", "tenants-said").with("role", "status");
    let body = el("div", "");
    let around = el("div", "tenants").with("role", "group").with("aria-labelledby", "tenants-title");
    let slots = RefCell::new(Vec::<Slot>::new());
    let into = body.clone();
    watch(Box::new(move || {
        store.assessment.with(|assessment| {
            let design = &assessment.design;
            let mut slots = slots.borrow_mut();
            if slots.len() != design.tenants.len() {
                // What was said of a tenant is void where another may have taken its place.
                slots.iter().flat_map(|slot| &slot.inputs).for_each(|input| refuse(input, ""));
                let kept = design.tenants.len().min(slots.len());
                slots.drain(kept..).for_each(|slot| slot.around.remove());
            }
            for (at, tenant) in design.tenants.iter().enumerate() {
                if at == slots.len() {
                    slots.push(slot(at));
                    into.append(&slots[at].around);
                }
                slots[at].refresh(assessment, tenant, &design.other_tenant());
            }
        });
    }));
    let rest = say("p", "m", "");
    keep_text(&rest, Box::new(move || store.design.with(|design| others(design))));
    browser::on(&around, "change", Box::new(move |event| change(store, event)));
    browser::on(&around, "click", Box::new(move |event| click(store, event)));
    browser::on(&around, "keydown", Box::new(key));
    around.holding(&[&el("div", "tenants-head").holding(&[&title, &add]), &body, &rest, &said])
}

/// What the tenants that are not listed are given.
fn others(design: &Design) -> String {
    match (design.tenants.len(), design.other_tenants(), design.other_tenant().share) {
        (0, _, _) => "None: all share the load evenly, under the same limits.".to_owned(),
        (_, 0, _) => String::new(),
        (_, count, Some(share)) => {
            format!(
                "{count} more with {} of the load each, under the default limits.",
                show(share.get(), Unit::ONE, Style::Percent)
            )
        }
        (_, count, None) => format!("{count} more, under the default limits."),
    }
}

fn slot(at: usize) -> Slot {
    let (name, own) = (el("span", "title"), el("span", "m"));
    let around = el("details", "tenant").with("data-at", &at.to_string());
    around.append(&el("summary", "").holding(&[&name, &own]));
    let mut inputs = Vec::new();
    for field in &TENANT_FIELDS {
        let id = id(at, field.path);
        let input =
            text_input(false).with("id", &id).with("data-key", field.path).with("aria-describedby", &format!("m{id} h{id}"));
        let class = if field.path == "id" { "field words" } else { "field" };
        around.append(&el("div", class).holding(&[
            &label(field.label, &id),
            &el("span", "box").holding(&[&input]),
            &help(field.help, &format!("h{id}")),
            &el("p", "field-message").with("id", &format!("m{id}")),
        ]));
        inputs.push(input);
    }
    let used = figure("fact", "", "");
    let remove = button("b o", "Remove").with("data-tenant", "remove");
    around.append(&el("div", "tenants-head").holding(&[&used, &remove]));
    Slot { around, name, own, used, inputs, remove }
}

impl Slot {
    fn refresh(&self, assessment: &Assessment, tenant: &Tenant, other: &Tenant) {
        // In its line the share and the retention, which say what they are by their units.
        let text = |key| tenants::tenant_field(key).map_or(String::new(), |field| field.write(tenant));
        let limits = TENANT_FIELDS[2..6].iter().any(|field| !field.write(tenant).is_empty());
        let mut own = vec![text("share"), text("retention"), if limits { "own limits" } else { "" }.to_owned()];
        own.retain(|text| !text.is_empty());
        self.name.set_text(&tenant.id);
        self.own.set_text(&own.join(", "));
        self.remove.set("aria-label", &format!("Remove {} from the list", tenant.id));
        for (input, field) in self.inputs.iter().zip(&TENANT_FIELDS) {
            let text = shown(field, tenant);
            // What is typed and was refused stays, until the design says something new.
            if input.attribute("data-shown").as_ref() != Some(&text) {
                input.set("data-shown", &text);
                input.set_value(&text);
                refuse(input, "");
            }
            input.set("placeholder", &shown(field, other));
        }
        let id = format!("utilisation.distributor.rate_limit.{}", tenant.id);
        if let Some(used) = assessment.estimate.figure(&id) {
            self.used.set("data-figure", &id);
            self.used.set_text(&format!("rate limit used to {}", used.show()));
        }
    }
}

fn shown(field: &Field<Tenant>, tenant: &Tenant) -> String {
    tempo_designer::design::edit::shown(field, &(field.get)(tenant)).0
}

/// Says below an input why it was refused; with no reason, that all is well.
fn refuse(input: &Mark, why: &str) {
    input.set_or_unset("aria-invalid", (!why.is_empty()).then_some("true"));
    say_below(input, why, if why.is_empty() { "field-message" } else { "field-message wrong" });
}

fn say_below(input: &Mark, words: &str, class: &str) {
    if let Some(message) = input.attribute("id").and_then(|id| Mark::by_id(&format!("m{id}"))) {
        message.set("class", class);
        message.set_text(words);
    }
}

/// The place of the tenant that an element belongs to.
fn place(mark: &Mark) -> Option<usize> {
    mark.closest("[data-at]")?.attribute("data-at")?.parse().ok()
}

/// A text was typed and left, or Enter pressed.
fn change(store: Store, event: &web::Event) {
    let Some(input) = Mark::of(event) else { return };
    let (Some(at), Some(key)) = (place(&input), input.attribute("data-key")) else { return };
    let Some(field) = tenants::tenant_field(&key) else { return };
    let text = input.value();
    if input.attribute("data-shown").as_ref() == Some(&text) {
        refuse(&input, "");
        return;
    }
    match store.design.with_untracked(|design| tenants::typed(design, at, field, &text)) {
        Ok(edit) => {
            let label = store.design.with_untracked(|design| match (design.tenants.get(at), edit.design.tenants.get(at)) {
                (Some(old), Some(new)) => tenants::label(field, old, new),
                _ => String::new(),
            });
            // The same value in other words: the field shows its own spelling again.
            input.unset("data-shown");
            input.set_value(&edit.design.tenants.get(at).map(|tenant| shown(field, tenant)).unwrap_or_default());
            input.set("data-shown", &input.value());
            refuse(&input, "");
            say_below(&input, &edit.note.unwrap_or_default(), "field-message");
            store.replace(label, edit.design);
        }
        Err(why) => refuse(&input, &why),
    }
}

fn click(store: Store, event: &web::Event) {
    let Some(button) = Mark::of(event).and_then(|mark| mark.closest("[data-tenant]")) else { return };
    let said = Mark::by_id("tenants-said");
    let tell = |words: &str| said.iter().for_each(|said| said.set_text(words));
    let Some(at) = place(&button) else {
        let edit = store.design.with_untracked(|design| tenants::added(design));
        let at = edit.design.tenants.len() - 1;
        tell(&edit.note.unwrap_or_default());
        store.replace(format!("{} listed", edit.design.tenants[at].id), edit.design);
        // Once its fields stand: the name is what a new tenant wants first.
        browser::soon(Box::new(move || {
            if let Some(input) = Mark::by_id(&id(at, "id")) {
                input.unfold();
                input.focus();
                input.select_text();
            }
        }));
        return;
    };
    let Some(tenant) = store.design.with_untracked(|design| design.tenants.get(at).map(|tenant| tenant.id.clone())) else {
        return;
    };
    tell(&format!("{tenant} is one of the others again."));
    store.replace(format!("{tenant} off the list"), store.design.with_untracked(|design| tenants::removed(design, at)));
    // The button that had the focus is gone.
    if let Some(add) = Mark::find("[data-tenant=add]") {
        add.focus();
    }
}

/// What is typed and not taken is the field's own: Escape takes it back, and undo by key is the browser's.
fn key(event: &web::Event) {
    let (Some(input), Some(key)) = (Mark::of(event), Key::of(event)) else { return };
    let Some(text) = input.attribute("data-shown") else { return };
    if input.value() == text && !input.is("[aria-invalid]") {
        return;
    }
    if key.name == "Escape" {
        input.set_value(&text);
        refuse(&input, "");
    } else if key.command {
        event.stop_propagation();
    }
}
