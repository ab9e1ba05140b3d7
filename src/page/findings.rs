//! The findings: their list below the pictures, their tile in the verdict, their mark at a control.

use super::browser::{self, Mark};
use super::store::{Row, Store};
use leptos::prelude::*;
use std::sync::Arc;
use tempo_designer::Assessment;
use tempo_designer::advice::{Certainty, Finding, Severity, consequence, counts, link, rule, summary, together};

/// Links that a row shows; the rest stands in the details.
const LINKS: usize = 2;
/// The tabs whose pictures leave room for an open list.
const OPEN_TABS: [usize; 2] = [0, 4];

fn shape(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("sev c-err", "M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"),
        Severity::Warning => ("sev c-warn", "M8 2 14.5 13.5h-13zM8 6.500v3.500M8 12v.1"),
        Severity::Note => ("sev c-info", "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.300v4M8 4.900v.1"),
    }
}

/// Shape and word, so that the colour need not be seen.
fn sign(severity: Severity) -> AnyView {
    let (class, shape) = shape(severity);
    view! {
        <span class=class>
            <svg class="ic" viewBox="0 0 16 16" aria-hidden="true"><path d=shape></path></svg>
            <span class="vh">{severity.word()} " "</span>
        </span>
    }
    .into_any()
}

pub fn tile(store: Store) -> AnyView {
    let all = Memo::new(move |_| store.findings.with(|findings| counts(findings)));
    let number = move || {
        let one = |(severity, count): (Severity, usize)| {
            let (class, shape) = shape(severity);
            let plural = if count == 1 { "" } else { "s" };
            view! {
                <span class="loss" class:lost=count == 0>
                    <span class=if count == 0 { "sev m" } else { class }>
                        <svg class="ic" viewBox="0 0 16 16" aria-hidden="true"><path d=shape></path></svg>
                    </span>
                    {count}
                    <span class="vh">{format!(" {}{plural} ", severity.word())}</span>
                </span>
            }
        };
        all.get().map(one).into_iter().collect_view()
    };
    let worst = Memo::new(move |_| store.findings.with(|findings| findings.first().map(|finding| finding.title)));
    view! {
        <button type="button" class="tile" data-command="findings">
            <span class="l">"Findings"</span>
            <span class="tile-value losses counts">{number}</span>
            <span class="r worst" data-may-scroll="">{move || worst.get().unwrap_or("nothing to mend")}</span>
        </button>
    }
    .into_any()
}

/// Brings the list into sight.
pub fn show(store: Store) {
    store.unfolded.set(true);
    browser::soon(|| {
        if let Some(list) = Mark::by_id("findings") {
            list.show_nearest();
            list.focus();
        }
    });
}

/// The mark at the control that a finding belongs to.
pub fn mark(store: Store, row: Row) -> AnyView {
    let found = Memo::new(move |_| {
        store.findings.with(|all| all.iter().find(|finding| finding.field == row.field.path).map(|f| (f.severity, f.id, f.title)))
    });
    let view = move || {
        found.get().map(|(severity, id, title)| {
            view! {
                <button type="button" class="found" data-figure=format!("rule:{id}")>{sign(severity)} <span>{title}</span></button>
            }
        })
    };
    view.into_any()
}

/// What a fix changes in the list, per finding: worked out one by one once the hand rests and the list is in sight.
#[derive(Clone, Copy)]
struct Consequences {
    told: RwSignal<Vec<(&'static str, String)>>,
    of: StoredValue<Option<Arc<Assessment>>>,
}

impl Consequences {
    fn new(store: Store, visible: RwSignal<bool>) -> Consequences {
        let all = Consequences { told: RwSignal::new(Vec::new()), of: StoredValue::new(None) };
        Effect::new(move |_| {
            let assessment = store.settled.get();
            let known = all.of.with_value(|of| of.as_ref().is_some_and(|of| Arc::ptr_eq(of, &assessment)));
            if visible.get() && !known {
                all.of.set_value(Some(Arc::clone(&assessment)));
                all.next(assessment, 0);
            }
        });
        all
    }

    fn next(self, assessment: Arc<Assessment>, at: usize) {
        browser::soon(move || {
            let current = self.of.try_with_value(|of| of.as_ref().is_some_and(|of| Arc::ptr_eq(of, &assessment)));
            let Some(finding) = assessment.findings.get(at).filter(|_| current == Some(true)) else { return };
            if let Some(fix) = &finding.fix {
                let (id, text) = (finding.id, consequence(&assessment, fix).phrase());
                if self.told.with_untracked(|told| told.iter().all(|known| *known != (id, text.clone()))) {
                    self.told.update(|told| {
                        told.retain(|(known, _)| *known != id);
                        told.push((id, text));
                    });
                }
            }
            self.next(assessment, at + 1);
        });
    }

    fn of(self, id: &'static str) -> Option<String> {
        self.told.with(|told| told.iter().find(|(known, _)| *known == id).map(|(_, text)| text.clone()))
    }
}

pub fn findings(store: Store, wide: RwSignal<bool>) -> AnyView {
    let visible = RwSignal::new(false);
    let consequences = Consequences::new(store, visible);
    let list = NodeRef::<leptos::html::Ul>::new();
    Effect::new(move |_| {
        if let Some(list) = list.get() {
            browser::on_visible(&Mark::element(list), move |is| {
                visible.try_set(is);
            });
        }
    });
    let folded = Memo::new(move |_| !wide.get() && !OPEN_TABS.contains(&store.tab.get()) && !store.unfolded.get());
    let can_fold = move || !wide.get() && !OPEN_TABS.contains(&store.tab.get());
    let all = Memo::new(move |_| {
        store.design.with(|design| store.findings.with(|findings| together(design, findings).map(|fix| fix.title)))
    });
    let apply_all =
        move || all.get().map(|title| view! { <button type="button" class="b" data-command="mend-all">{title}</button> });
    let fold = move || {
        can_fold().then(|| {
            view! {
                <button
                    type="button"
                    class="b fold"
                    aria-controls="finding-list"
                    aria-expanded=move || (!folded.get()).to_string()
                    on:click=move |_| store.unfolded.update(|open| *open = !*open)
                >
                    {move || if folded.get() { "Show" } else { "Hide" }}
                </button>
            }
        })
    };
    let ids = Memo::new(move |_| store.findings.with(|all| all.iter().map(|finding| finding.id).collect::<Vec<_>>()));
    let none = move || store.findings.with(Vec::is_empty).then(|| view! { <p class="empty">"No rule is broken."</p> });
    view! {
        <section id="findings" class="findings" class:folded=folded aria-labelledby="findings-title" tabindex="-1">
            <div class="findings-head">
                <h2 id="findings-title">"Findings"</h2>
                <span class="m">{move || store.findings.with(|findings| summary(findings))}</span>
                <span class="grow"></span>
                {apply_all}
                {fold}
            </div>
            {none}
            <ul id="finding-list" node_ref=list>
                <For each=move || ids.get() key=Clone::clone children=move |id| finding(store, id, consequences) />
            </ul>
        </section>
    }
    .into_any()
}

/// The row of one rule. It stays while the rule is broken, so that the focus stays in it while the numbers change.
fn finding(store: Store, id: &'static str, consequences: Consequences) -> AnyView {
    let found = Memo::new(move |last: Option<&Option<Finding>>| {
        let now = store.findings.with(|all| all.iter().find(|finding| finding.id == id).cloned());
        now.or_else(|| last.cloned().flatten())
    });
    let of = move |pick: fn(&Finding) -> String| move || found.with(|found| found.as_ref().map(pick));
    let severity = Memo::new(move |_| found.with(|found| found.as_ref().map(|found| found.severity)));
    // A rule that rests on no figure is always sure; the word is worth its room where it is not.
    let sure = of(|found| if found.certainty == Certainty::Surely { String::new() } else { found.certainty.word().to_owned() });
    let fix = Memo::new(move |_| found.with(|found| Some(found.as_ref()?.fix.as_ref()?.title.clone())));
    let has_fix = Memo::new(move |_| fix.with(Option::is_some));
    let cure = move || {
        has_fix.get().then(|| {
            view! {
                <button type="button" class="b o" data-mend=id>{move || fix.get()}</button>
                <span class="m">{move || consequences.of(id)}</span>
            }
        })
    };
    let known = rule(id);
    let links =
        known.map_or(&[][..], |rule| rule.sources).iter().filter_map(|source| link(source)).take(LINKS).map(|(name, url)| {
            view! { " " <a class="use" href=url rel="noreferrer" target="_blank">{name}</a> }
        });
    let touch = move || found.with_untracked(|found| found.iter().for_each(outline));
    view! {
        <li
            class="finding"
            data-finding=id
            on:pointerenter=move |_| touch()
            on:pointerleave=move |_| clear()
            on:focusin=move |_| touch()
            on:focusout=move |_| clear()
        >
            {move || severity.get().map(sign)}
            <div>
                <h3>{known.map(|rule| rule.title)} " " <span class="m">{sure}</span></h3>
                <p>
                    {of(|found| found.message.clone())} " "
                    <button type="button" class="use" data-figure=format!("rule:{id}")>{id}</button> {links.collect_view()}
                </p>
            </div>
            <div class="cure">{cure}</div>
        </li>
    }
    .into_any()
}

/// Sets apart what a finding is about: node, control and file.
fn outline(found: &Finding) {
    clear();
    let Some(page) = Mark::find("body") else { return };
    let node = found.role.map(|role| format!("svg [data-component='{}'], ", role.target())).unwrap_or_default();
    let about = format!("{node}.field[data-field='{}'], [role=treeitem][data-path='{}']", found.field, found.file);
    page.all(&about).iter().for_each(|mark| mark.set("data-touched", ""));
}

fn clear() {
    if let Some(page) = Mark::find("body") {
        page.all("[data-touched]").iter().for_each(|mark| mark.unset("data-touched"));
    }
}

/// Presses of the buttons in the list.
pub fn mend(store: Store, id: &str) {
    let fix = store.findings.with_untracked(|all| all.iter().find(|finding| finding.id == id)?.fix.clone());
    if let Some(fix) = fix {
        clear();
        store.mend(&fix);
        keep_focus();
    }
}

pub fn mend_all(store: Store) {
    let fix = store.design.with_untracked(|design| store.findings.with_untracked(|all| together(design, all)));
    if let Some(fix) = fix {
        store.mend(&fix);
        keep_focus();
    }
}

/// The button that was pressed goes with its finding: the list takes the focus, so that the keyboard is not lost.
fn keep_focus() {
    browser::soon(|| {
        if Mark::focused().is_none_or(|mark| mark.is("body"))
            && let Some(list) = Mark::by_id("findings")
        {
            list.focus();
        }
    });
}

/// What stands in the details of a rule.
pub fn details(store: Store, id: &str) -> AnyView {
    let Some(rule) = rule(id) else { return ().into_any() };
    let here = store.findings.with(|all| all.iter().find(|finding| finding.id == id).cloned());
    let here = here.map(|finding| {
        let path = finding.field;
        view! {
            <p>{finding.message}</p>
            <p><button type="button" class="use" data-goto=path>"Go to the control"</button></p>
        }
    });
    let source = |source: &&'static str| {
        let source = *source;
        match link(source) {
            Some((name, url)) => {
                view! { <li><a class="use" href=url rel="noreferrer" target="_blank">{name}</a></li> }.into_any()
            }
            None => view! { <li class="source">{source}</li> }.into_any(),
        }
    };
    view! {
        <p class="m">{rule.id} ", " {rule.severity.word()}</p>
        {here}
        <h3>"Why"</h3>
        <p>{rule.why}</p>
        <h3>"Sources"</h3>
        <ul class="sources">{rule.sources.iter().map(source).collect_view()}</ul>
    }
    .into_any()
}
