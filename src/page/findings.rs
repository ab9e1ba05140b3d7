//! The findings: their list below the pictures, their tile in the verdict, their mark at a control.

use super::browser::{self, Mark, web};
use super::element::{button, el, figure, icon, say, watch};
use super::stage::OPEN_TABS;
use super::store::Store;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use tempo_designer::Assessment;
use tempo_designer::advice::{Certainty, Finding, Rule, Severity, consequence, counts, link, rule, summary, together};
use tempo_designer::verdict::severity_sign;

/// Links that a row shows; the rest stands in the details.
const LINKS: usize = 2;

/// Shape and word, so that the colour need not be seen.
fn sign(severity: Severity) -> Mark {
    let (class, shape) = severity_sign(severity);
    el("span", class).holding(&[&icon(shape), &say("span", "vh", &format!("{} ", severity.word()))])
}

pub fn tile(store: Store) -> Mark {
    let (value, worst) = (el("span", "tile-value losses counts"), el("span", "r worst").with("data-may-scroll", ""));
    let tile = button("tile", "").with("data-command", "findings").holding(&[&say("span", "l", "Findings"), &value, &worst]);
    // For each severity its mark, number and word, which stay and change.
    let marks = Severity::ALL.map(|severity| {
        let (sign, number, word) =
            (el("span", "").holding(&[&icon(severity_sign(severity).1)]), el("span", ""), el("span", "vh"));
        let around = el("span", "").holding(&[&sign, &number, &word]);
        value.append(&around);
        [around, sign, number, word]
    });
    let (counted, first) = (RefCell::new([None; 3]), RefCell::new(None));
    watch(Box::new(move || {
        store.assessment.with(|a| {
            let findings = &a.findings;
            let mut counted = counted.borrow_mut();
            for ((severity, count), (now, marks)) in counts(findings).into_iter().zip(counted.iter_mut().zip(&marks)) {
                if now.replace(count) == Some(count) {
                    continue;
                }
                let [around, sign, number, word] = marks;
                around.set("class", if count == 0 { "loss lost" } else { "loss" });
                sign.set("class", if count == 0 { "sev m" } else { severity_sign(severity).0 });
                number.write_text(&count.to_string());
                word.set_text(&format!(" {}{} ", severity.word(), if count == 1 { "" } else { "s" }));
            }
            let title = findings.first().map_or("nothing to mend", |finding| finding.title);
            if first.replace(Some(title)) != Some(title) {
                worst.set_text(title);
            }
        });
    }));
    tile
}

/// Brings the list into sight.
pub fn show(store: Store) {
    store.unfolded.set(true);
    browser::soon(Box::new(|| {
        if let Some(list) = Mark::by_id("findings") {
            list.show_nearest();
            list.focus();
        }
    }));
}

/// Brings one finding of the list into sight, and the focus to what mends it.
pub fn show_one(store: Store, id: String) {
    store.unfolded.set(true);
    browser::soon(Box::new(move || {
        let Some(row) = Mark::find(&format!("[data-finding='{id}']")) else { return };
        row.show_nearest();
        if let Some(button) = row.all("button:not([hidden])").last() {
            button.focus();
        }
    }));
}

/// The mark at the control that a finding belongs to.
pub fn mark(place: &Mark, found: Option<&Finding>) {
    place.clear();
    place.set_or_unset("hidden", found.is_none().then_some(""));
    if let Some(finding) = found {
        place.set("data-figure", &format!("rule:{}", finding.id));
        place.append(&sign(finding.severity));
        place.append(&say("span", "", finding.title));
    }
}

pub fn findings(store: Store, wide: RwSignal<bool>) -> Mark {
    let (sum, all) = (el("span", "m"), button("b", "").with("data-command", "mend-all"));
    let fold = button("b fold", "").with("data-command", "fold").with("aria-controls", "finding-list");
    let title = say("h2", "", "Findings").with("id", "findings-title");
    let head = el("div", "findings-head").holding(&[&title, &sum, &el("span", "grow"), &all, &fold]);
    let none = say("p", "empty", "No rule is broken.");
    let list = el("ul", "").with("id", "finding-list");
    let section = el("section", "findings").with("id", "findings").with("aria-labelledby", "findings-title");
    let section = section.with("tabindex", "-1").holding(&[&head, &none, &list]);

    let visible = RwSignal::new(false);
    browser::on_visible(
        &list,
        Box::new(move |is| {
            visible.try_set(is);
        }),
    );
    let told = consequences(store, visible);
    let rows = RefCell::new(Vec::<Row>::new());
    // Rows that come and go under the hand could not be read.
    watch(Box::new(move || {
        store.settled.with(|a| {
            let findings = &a.findings;
            sum.set_text(&summary(findings));
            none.set_or_unset("hidden", (!findings.is_empty()).then_some(""));
            told.with(|told| refresh(&list, &mut rows.borrow_mut(), findings, told));
        });
    }));
    // Reads every fix of the list, which a gesture has no time for.
    watch(Box::new(move || {
        let fix = store.settled.with(|a| together(&a.design, &a.findings));
        all.set_or_unset("hidden", fix.is_none().then_some(""));
        all.set_text(&fix.map_or(String::new(), |fix| fix.title));
    }));
    let whole = section.clone();
    watch(Box::new(move || {
        let open = wide.get() || OPEN_TABS.contains(&store.tab.get());
        let shown = open || store.unfolded.get();
        whole.set("class", if shown { "findings" } else { "findings folded" });
        fold.set_or_unset("hidden", open.then_some(""));
        fold.set("aria-expanded", if shown { "true" } else { "false" });
        fold.set_text(if shown { "Hide" } else { "Show" });
    }));
    section
}

/// A finding on the screen. Its row stays while the rule is broken, so that the focus stays in it while the numbers change.
struct Row {
    now: Finding,
    line: Mark,
    sign: Mark,
    sure: Mark,
    message: Mark,
    fix: Mark,
    effect: Mark,
    told: String,
}

impl Row {
    fn new(finding: &Finding) -> Row {
        let (sign, sure, message) = (el("span", "sign-place"), el("span", "m"), el("span", ""));
        let (fix, effect) = (button("b o", "").with("data-mend", finding.id), el("span", "m"));
        let title = say("h3", "", finding.title);
        title.append_text(" ");
        title.append(&sure);
        let text = el("p", "").holding(&[&message]);
        text.append_text(" ");
        let why = figure("use", &format!("rule:{}", finding.id), finding.id);
        why.append(&say("span", "vh", &format!(": {}", finding.title)));
        text.append(&why);
        let sources = rule(finding.id).map_or(&[][..], |rule| rule.sources);
        for (name, url) in sources.iter().filter_map(|source| link(source)).take(LINKS) {
            text.append_text(" ");
            text.append(&outward(&name, url));
        }
        let line = el("li", "finding").with("data-finding", finding.id).holding(&[
            &sign,
            &el("div", "").holding(&[&title, &text]),
            &el("div", "cure").holding(&[&fix, &effect]),
        ]);
        let row = Row { now: finding.clone(), line, sign, sure, message, fix, effect, told: String::new() };
        row.sign();
        row.write();
        row
    }

    fn sign(&self) {
        self.sign.clear();
        self.sign.append(&sign(self.now.severity));
    }

    fn write(&self) {
        let now = &self.now;
        // A rule that rests on no figure is always sure; the word is worth its room where it is not.
        self.sure.set_text(if now.certainty == Certainty::Surely { "" } else { now.certainty.word() });
        self.message.set_text(&now.message);
        self.fix.set_or_unset("hidden", now.fix.is_none().then_some(""));
        self.fix.set_text(now.fix.as_ref().map_or("", |fix| &fix.title));
    }
}

fn outward(name: &str, url: &str) -> Mark {
    say("a", "use", name).with("href", url).with("rel", "noreferrer").with("target", "_blank")
}

type Told = Vec<(&'static str, String)>;

fn refresh(list: &Mark, rows: &mut Vec<Row>, findings: &[Finding], told: &Told) {
    rows.retain(|row| {
        let stays = findings.iter().any(|finding| finding.id == row.now.id);
        if !stays {
            row.line.remove();
        }
        stays
    });
    for (at, finding) in findings.iter().enumerate() {
        let found = rows.iter().position(|row| row.now.id == finding.id).unwrap_or_else(|| {
            rows.push(Row::new(finding));
            rows.len() - 1
        });
        let row = &mut rows[found];
        if row.now != *finding {
            let old = std::mem::replace(&mut row.now, finding.clone());
            if old.severity != finding.severity {
                row.sign();
            }
            row.write();
        }
        let effect = told.iter().find(|(id, _)| *id == finding.id).map_or("", |(_, text)| text);
        if row.told != effect {
            row.effect.set_text(effect);
            row.told = effect.to_owned();
        }
        list.put(&row.line, at);
    }
}

/// What each fix changes in the list: worked out one by one, once the hand rests and the list is in sight.
fn consequences(store: Store, visible: RwSignal<bool>) -> RwSignal<Told> {
    let told = RwSignal::new(Told::new());
    let current = Rc::new(Cell::new(0u64));
    let known = RefCell::new(None::<Arc<Assessment>>);
    watch(Box::new(move || {
        let assessment = store.settled.get();
        if !visible.get() || known.borrow().as_ref().is_some_and(|known| Arc::ptr_eq(known, &assessment)) {
            return;
        }
        known.replace(Some(Arc::clone(&assessment)));
        current.set(current.get() + 1);
        next(assessment, 0, told, Rc::clone(&current), current.get());
    }));
    told
}

fn next(assessment: Arc<Assessment>, at: usize, told: RwSignal<Told>, current: Rc<Cell<u64>>, run: u64) {
    browser::soon(Box::new(move || {
        let Some(finding) = assessment.findings.get(at).filter(|_| current.get() == run) else { return };
        if let Some(fix) = &finding.fix {
            let new = (finding.id, consequence(&assessment, fix).phrase());
            if told.with_untracked(|told| !told.contains(&new)) {
                told.update(|told| {
                    told.retain(|(known, _)| *known != new.0);
                    told.push(new);
                });
            }
        }
        next(assessment, at + 1, told, current, run);
    }));
}

/// Sets apart what the finding under the pointer or the focus is about: node, control and file.
pub fn touch(store: Store, event: &web::Event) {
    let (Some(mark), Some(page)) = (Mark::of(event), Mark::body()) else { return };
    let row = mark.closest("[data-finding]");
    if row.as_ref().is_some_and(|row| row.is("[data-over]")) {
        return;
    }
    page.all("[data-touched], [data-over]").iter().for_each(|mark| {
        mark.unset("data-touched");
        mark.unset("data-over");
    });
    let Some(row) = row else { return };
    row.set("data-over", "");
    let id = row.attribute("data-finding").unwrap_or_default();
    let about = store.settled.with_untracked(|a| {
        let found = a.findings.iter().find(|finding| finding.id == id)?;
        let node = found.role.map(|role| format!("svg [data-component='{}'], ", role.target())).unwrap_or_default();
        Some(format!("{node}.field[data-field='{}'], [role=treeitem][data-path='{}']", found.field, found.file))
    });
    if let Some(about) = about {
        page.all(&about).iter().for_each(|mark| mark.set("data-touched", ""));
    }
}

pub fn mend(store: Store, id: &str) {
    let fix = store.whole().findings.iter().find(|finding| finding.id == id).and_then(|finding| finding.fix.clone());
    if let Some(fix) = fix {
        store.mend(&fix);
        keep_focus();
    }
}

pub fn mend_all(store: Store) {
    let now = store.whole();
    let fix = together(&now.design, &now.findings);
    if let Some(fix) = fix {
        store.mend(&fix);
        keep_focus();
    }
}

/// The button that was pressed goes with its finding: the list takes the focus, so that the keyboard is not lost.
fn keep_focus() {
    browser::soon(Box::new(|| {
        if Mark::focused().is_none_or(|mark| mark.is("body"))
            && let Some(list) = Mark::by_id("findings")
        {
            list.focus();
        }
    }));
}

/// What stands in the details of a rule.
pub fn explain(body: &Mark, assessment: &Assessment, rule: &Rule) {
    body.append(&say("p", "m", &format!("{}, {}", rule.id, rule.severity.word())));
    if let Some(finding) = assessment.findings.iter().find(|finding| finding.id == rule.id) {
        body.append(&say("p", "", &finding.message));
        let go = button("use", "Go to the control").with("data-goto", finding.field);
        body.append(&el("p", "").holding(&[&go]));
    }
    body.append(&say("h3", "", "Why"));
    body.append(&say("p", "", rule.why()));
    body.append(&say("h3", "", "Sources"));
    let list = el("ul", "sources");
    for source in rule.all_sources() {
        let line = match link(source) {
            Some((name, url)) => el("li", "").holding(&[&outward(&name, url)]),
            None => say("li", "", source),
        };
        list.append(&line);
    }
    body.append(&list);
}
