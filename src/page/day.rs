//! The day on the Cost tab: the load under what its pods hold, who follows it, and what waits for compaction.

use super::browser::Mark;
use super::element::{el, figure, say, watch};
use super::picture::still;
use super::store::Store;
use leptos::prelude::*;
use std::sync::Arc;
use tempo_designer::diagram::day_chart;
use tempo_designer::estimate::{Day, day};

/// Worked out once the hand rests.
pub fn of(store: Store) -> Memo<Arc<Day>> {
    Memo::new_with_compare(move |_| store.settled.with(|assessment| Arc::new(day(assessment))), |_, _| true)
}

pub fn view(store: Store) -> Mark {
    let line = of(store);
    let title = say("h3", "", "The load over the day").with("id", "day-title");
    let (says, figures) = (el("ul", "claim-more"), el("p", "day-figures"));
    let (list, row) = (says.clone(), figures.clone());
    watch(Box::new(move || {
        line.with(|day| {
            list.clear();
            day.says.iter().for_each(|sentence| list.append(&say("li", "", sentence)));
            row.clear();
            for id in day.sheet.ids() {
                if let Some(found) = day.sheet.figure(id) {
                    // The one time among them: when nothing waits.
                    let shown = if found.range().likely.is_finite() { found.show() } else { "never".to_owned() };
                    row.append(&say("span", "m", found.label()).holding(&[&figure("fig", id, &shown)]));
                }
            }
        });
    }));
    let picture = still("day", Box::new(move |size| line.with(|day| day_chart(day, size))));
    let section = el("section", "stack day").with("aria-labelledby", "day-title").with("id", "day-section");
    section.holding(&[&title, &says, &picture, &figures])
}
