//! The Cost tab: where the money goes, what would save most, and the prices, each of which can be one's own. It hears its own
//! events, so that nothing else on the page knows of it.

use super::browser::{self, Key, Mark, web};
use super::controls::text_input;
use super::element::{button, el, keep_text, say, watch};
use super::picture::parts;
use super::store::Store;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use tempo_designer::Assessment;
use tempo_designer::advice::{Saving, Savings, savings_words};
use tempo_designer::design::prices;
use tempo_designer::diagram::{cost_chart, growth_chart};
use tempo_designer::estimate::{MONTHS, Priced, old_prices, price_name, price_unit};
use tempo_designer::quantity::{Style, Unit, show, show_range};

/// Today, for prices that are typed and for the age of the others.
fn today() -> String {
    browser::moment(browser::now()).chars().take(10).collect()
}

/// Where the money goes, what fills the store meanwhile, and what can be done about either.
pub fn view(store: Store) -> Mark {
    let half = |picture: Mark| el("div", "room").holding(&[&picture]);
    let charts = el("div", "pair")
        .holding(&[&half(parts(store, "cost", Box::new(cost_chart))), &half(parts(store, "growth", Box::new(growth_chart)))]);
    let below = el("div", "pair bill").holding(&[&saving(store), &own_prices(store)]);
    el("div", "").with("data-may-scroll", "").holding(&[&charts, &below, &super::day::view(store)])
}

/// The changes that save most, each with its button and its risk.
fn saving(store: Store) -> Mark {
    let title = say("h3", "", "What saves most").with("id", "saving-title");
    let list = el("ol", "savings");
    let none = say("p", "m", "");
    let section = el("section", "stack").with("aria-labelledby", "saving-title").with("id", "saving").with("tabindex", "-1");
    let found = searched(store);
    let rows = list.clone();
    let says = none.clone();
    watch(Box::new(move || {
        let found = found.get();
        rows.clear();
        says.set_text(found.as_ref().map_or("Being worked out.", |(_, words)| words));
        found.iter().flat_map(|(found, _)| found).enumerate().for_each(|(at, saving)| rows.append(&row(at, saving)));
    }));
    browser::on(
        &list,
        "click",
        Box::new(move |event| {
            let pressed = Mark::of(event).and_then(|mark| mark.closest("[data-saving]")?.attribute("data-saving")?.parse().ok());
            let Some(at) = pressed else { return };
            let fix = found.with_untracked(|found| found.as_ref()?.0.get::<usize>(at).map(|saving| saving.fix.clone()));
            if let Some(fix) = fix {
                store.mend(&fix);
                Mark::by_id("saving").iter().for_each(Mark::focus);
            }
        }),
    );
    section.holding(&[&title, &none, &list])
}

fn row(at: usize, saving: &Saving) -> Mark {
    let usd = |value: f64| show(value, Unit::USD, Style::Auto);
    let range = show_range(saving.total.low, saving.total.high, Unit::USD, Style::Auto);
    let total = format!("a month; the bill is then {}, {range}", usd(saving.total.likely));
    let press = button("b o", &saving.fix.title).with("data-saving", &at.to_string());
    let amount = el("p", "").holding(&[&say("b", "", &format!("saves {} ", usd(saving.saves))), &say("span", "m", &total)]);
    let head = el("div", "line-of").holding(&[&amount, &press]);
    el("li", "box-card").holding(&[&head, &say("p", "", &saving.risk)])
}

/// The savings, and the words above them.
type Found = RwSignal<Option<(Vec<Saving>, String)>>;

/// Searched for change by change once the hand rests.
fn searched(store: Store) -> Found {
    let found = RwSignal::new(None);
    let current = Rc::new(Cell::new(0u64));
    watch(Box::new(move || {
        let assessment = store.settled.get();
        current.set(current.get() + 1);
        let search = Savings::of(&assessment);
        next(assessment, search, found, Rc::clone(&current), current.get());
    }));
    found
}

fn next(assessment: Arc<Assessment>, mut search: Savings, found: Found, current: Rc<Cell<u64>>, run: u64) {
    browser::soon(Box::new(move || {
        if current.get() != run {
            return;
        }
        if search.step(&assessment) {
            next(assessment, search, found, current, run);
        } else {
            // The view may have gone meanwhile.
            let best = search.best();
            let words = savings_words(&assessment, &best);
            let best = Some((best, words));
            if found.try_with_untracked(|old| *old != best) == Some(true) {
                found.set(best);
            }
        }
    }));
}

/// The elements of one price.
struct Slot {
    around: Mark,
    input: Mark,
    unit: Mark,
    said: Mark,
}

fn slot(at: usize, price: &Priced) -> Slot {
    let id = format!("price-{at}");
    let input = text_input(false).with("id", &id).with("inputmode", "decimal").with("aria-describedby", &format!("m{id}"));
    input.set("data-kind", price.kind);
    input.set("data-id", &price.id);
    let (unit, said) = (el("span", "u m"), el("p", "field-message").with("id", &format!("m{id}")));
    let boxed = el("span", "box").holding(&[&say("span", "u", "$"), &input]);
    let around = el("div", "field").holding(&[
        &say("label", "", &price_name(price)).with("for", &id),
        &el("span", "price").holding(&[&boxed, &unit]),
        &said,
    ]);
    Slot { around, input, unit, said }
}

impl Slot {
    fn is(&self, price: &Priced) -> bool {
        self.input.attribute("data-kind").as_deref() == Some(price.kind)
            && self.input.attribute("data-id").as_ref() == Some(&price.id)
    }

    fn refresh(&self, assessment: &Assessment, price: &Priced, old: bool) {
        let usd = price.usd.map_or(String::new(), |usd| usd.to_string());
        let shown = if price.own { usd.clone() } else { String::new() };
        // What is typed and was refused stays, until the design says something new.
        if self.input.attribute("data-shown").as_ref() != Some(&shown) {
            self.input.set("data-shown", &shown);
            self.input.set_value(&shown);
        }
        self.input.set("placeholder", if price.own { "" } else { &usd });
        self.unit.set_text(&format!("per {}", price_unit(&assessment.design, price)));
        if self.input.is("[aria-invalid]") && self.input.value() != shown {
            return;
        }
        let date = if price.date.is_empty() { "without a date" } else { &price.date };
        let age = if old { format!(", more than {MONTHS} months old: look it up again") } else { String::new() };
        let words = match (price.usd, price.own) {
            (None, _) => "No price is known. Type yours; it is not in the total until then.".to_owned(),
            (_, true) => format!("Your own, {date}{age}. Empty gives the list’s."),
            (_, false) => format!("List price, {date}{age}."),
        };
        self.say(&words, if old || price.usd.is_none() { "field-message warn" } else { "field-message" });
    }

    fn say(&self, words: &str, class: &str) {
        self.said.set("class", class);
        self.said.set_text(words);
    }
}

/// The prices of the bill, each with a field for one's own.
fn own_prices(store: Store) -> Mark {
    let title = say("h3", "", "Prices").with("id", "prices-title");
    let sum = say("p", "m", "");
    keep_text(&sum, Box::new(move || store.assessment.with(|assessment| summary(assessment))));
    let body = el("div", "prices");
    let section = el("section", "stack").with("aria-labelledby", "prices-title").with("id", "prices");
    let slots = Rc::new(RefCell::new(Vec::<Slot>::new()));
    let (into, kept) = (body.clone(), Rc::clone(&slots));
    watch(Box::new(move || {
        store.settled.with(|assessment| {
            let used = &assessment.estimate.prices;
            let day = today();
            let old = old_prices(used, &day);
            let mut slots = slots.borrow_mut();
            if slots.len() != used.len() || slots.iter().zip(used).any(|(slot, price)| !slot.is(price)) {
                into.clear();
                *slots = used.iter().enumerate().map(|(at, price)| slot(at, price)).collect();
                slots.iter().for_each(|slot| into.append(&slot.around));
            }
            for (slot, price) in slots.iter().zip(used) {
                slot.refresh(assessment, price, old.contains(&price));
            }
        });
    }));
    browser::on(&body, "change", Box::new(move |event| change(store, &kept.borrow(), event)));
    browser::on(&body, "keydown", Box::new(key));
    section.holding(&[&title, &sum, &body])
}

/// What is old, and what has no price.
fn summary(assessment: &Assessment) -> String {
    let used = &assessment.estimate.prices;
    let (old, none) = (old_prices(used, &today()).len(), used.iter().filter(|price| price.usd.is_none()).count());
    let count = |count: usize, one: &str, more: &str| match count {
        0 => String::new(),
        1 => format!(" One {one}."),
        _ => format!(" {count} {more}."),
    };
    format!(
        "As the bill asks for them. A price of your own holds in {} and goes with the design, with today’s date.{}{}",
        assessment.design.platform.region,
        count(old, "is more than a year old", "are more than a year old"),
        count(none, "has no price, and its line is not in the total", "have no price, and their lines are not in the total"),
    )
}

fn change(store: Store, slots: &[Slot], event: &web::Event) {
    let Some(input) = Mark::of(event) else { return };
    let (Some(kind), Some(id)) = (input.attribute("data-kind"), input.attribute("data-id")) else { return };
    let text = input.value();
    let slot = slots.iter().find(|slot| slot.input.attribute("id") == input.attribute("id"));
    if input.attribute("data-shown").as_ref() == Some(&text) && !input.is("[aria-invalid]") {
        return;
    }
    match store.design.with_untracked(|design| prices::typed(design, &kind, &id, &text, &today())) {
        Ok(design) => {
            input.unset("aria-invalid");
            input.unset("data-shown");
            let label = match design.own_price(&kind, &id) {
                Some(price) => format!("Price of {id}, {} USD", price.usd),
                None => format!("Price of {id}, as listed"),
            };
            store.replace(label, design);
        }
        Err(why) => {
            input.set("aria-invalid", "true");
            slot.iter().for_each(|slot| slot.say(&why, "field-message wrong"));
        }
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
        input.unset("aria-invalid");
    } else if key.command {
        event.stop_propagation();
    }
}
