//! The state of the page: the history of designs, and what is looked at. Everything else is a memo of these.

use super::browser::{self, Timer};
use super::drag::Pull;
use super::element::watch;
use super::keep;
use super::lab::Lab;
use super::ring::Look;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use tempo_designer::advice::Fix;
use tempo_designer::bundle::{self, Bundle};
use tempo_designer::design::edit::{self, Edit};
use tempo_designer::design::fields::{FIELDS, Field, Value};
use tempo_designer::design::history::{Gesture, History};
use tempo_designer::design::{Design, Role};
use tempo_designer::ring::Placement;
use tempo_designer::{Assessment, assess_on};

/// Text that reads is taken after this pause, Enter or not.
const PAUSE: u32 = 450;
/// An edit that no other follows within this time has settled.
pub const SETTLED: u32 = 120;
/// How long the undo bar stays.
const UNDO_BAR: u32 = 6_000;

/// What stands below a field.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Said {
    #[default]
    Nothing,
    /// The text was taken; this is what was understood.
    Note(String),
    /// The text was refused; the design is as before.
    Wrong(String),
}

/// A field on the page.
#[derive(Clone, Copy)]
pub struct Row {
    pub field: &'static Field,
    /// Its place in the table, for ids.
    pub at: usize,
    /// The stops of its slider; empty for what is no number.
    pub ladder: &'static [f64],
    /// What is typed, while it is not the design's own spelling.
    pub draft: RwSignal<Option<String>>,
    pub said: RwSignal<Said>,
}

/// The running gesture: its number, the field it edits, and the design before it.
struct Running {
    number: u64,
    path: &'static str,
    before: Arc<Design>,
}

type Build = fn(&Assessment) -> Bundle;

#[derive(Clone, Copy)]
pub struct Store {
    history: RwSignal<History>,
    pub design: Memo<Arc<Design>>,
    pub assessment: Memo<Arc<Assessment>>,
    /// The ring of a running cluster, as it was when it was pasted. Not kept: it is no part of the design.
    pub own: RwSignal<Option<Arc<Placement>>>,
    /// The ring that is looked at: the pasted one under the design's rules, else the design's. All figures are of the latter.
    pub placement: Memo<Arc<Placement>>,
    /// The list of findings is open where it would stand folded.
    pub unfolded: RwSignal<bool>,
    /// What writes the bundle, and whether it writes all of it.
    pub build: RwSignal<(Build, bool)>,
    /// What is being pulled on the data flow.
    pub pull: Pull,
    /// What of the ring is looked at, once it has been.
    pub ring: RwSignal<Option<Look>>,
    /// Who is down in the failure lab, once it has been looked at.
    pub lab: RwSignal<Option<Lab>>,
    /// Owner of what lives as long as the page.
    pub owner: StoredValue<Owner>,
    /// The assessment once the hand rests: for what need not follow within a frame, or could not be read while it comes and goes.
    pub settled: RwSignal<Arc<Assessment>>,
    pub rows: &'static [Row],
    /// The component whose controls and files are shown.
    pub selected: RwSignal<Option<Role>>,
    /// The path of the file shown.
    pub file: RwSignal<String>,
    pub tab: RwSignal<usize>,
    /// The table instead of the diagram.
    pub table: RwSignal<bool>,
    /// The figures explained, the one shown last; each was opened from the one before.
    pub explained: RwSignal<Vec<String>>,
    /// What the undo bar says.
    pub undo_bar: RwSignal<Option<String>>,
    pub theme: RwSignal<&'static str>,
    /// A file was just copied.
    pub copied: RwSignal<bool>,
    /// Counts the changes of what the browser keeps.
    pub shelf: RwSignal<usize>,
    running: StoredValue<Running>,
    pause: StoredValue<Option<Timer>, LocalStorage>,
    bar_timer: StoredValue<Option<Timer>, LocalStorage>,
    offer: StoredValue<Option<Timer>, LocalStorage>,
}

/// Memos of shared values are told apart by the pointer: an edit makes a new one, and nothing else does.
fn shared<T: Send + Sync + 'static>(compute: impl Fn(Option<&Arc<T>>) -> Arc<T> + Send + Sync + 'static) -> Memo<Arc<T>> {
    Memo::new_with_compare(compute, |old, new| match (old, new) {
        (Some(old), Some(new)) => !Arc::ptr_eq(old, new),
        _ => true,
    })
}

/// Sets what is another: who hears a signal runs whether or not its value has changed.
fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, new: T) {
    if signal.with_untracked(|old| *old != new) {
        signal.set(new);
    }
}

/// With the fixes that take a search.
fn whole(assessment: Arc<Assessment>) -> Arc<Assessment> {
    Arc::new(Assessment::clone(&assessment).with_fixes())
}

impl Store {
    pub fn new() -> Store {
        let (slot, design) = keep::recall();
        let history = RwSignal::new(History::of(slot, design));
        let design = shared(move |_| history.with(|history| Arc::clone(history.present())));
        // The ring hangs on few fields and is the one slow stage: an edit that leaves it alone keeps it.
        let drawn = shared(move |old: Option<&Arc<Placement>>| {
            design.with(|design| match old {
                Some(old) => old.follow(design).map_or_else(|| Arc::clone(old), Arc::new),
                None => Arc::new(Placement::of(design)),
            })
        });
        let assessment = shared(move |old: Option<&Arc<Assessment>>| {
            Arc::new(design.with(|design| assess_on(design, drawn.get(), old.map(Arc::as_ref))))
        });
        let own = RwSignal::new(None::<Arc<Placement>>);
        let placement = shared(move |old: Option<&Arc<Placement>>| match own.get() {
            None => drawn.get(),
            Some(own) => {
                // What was made of the same page last, so that only another rule makes another ring.
                let same = |old: &&Arc<Placement>| old.page().map(Arc::as_ptr) == own.page().map(Arc::as_ptr);
                let last = old.filter(same).unwrap_or(&own);
                design.with(|design| last.follow(design).map_or_else(|| Arc::clone(last), Arc::new))
            }
        });
        let settled = RwSignal::new(whole(assessment.get_untracked()));
        let rows = FIELDS
            .iter()
            .enumerate()
            .map(|(at, field)| Row {
                field,
                at,
                ladder: field.ladder().leak(),
                draft: RwSignal::new(None),
                said: RwSignal::new(Said::Nothing),
            })
            .collect::<Vec<_>>();
        let theme = match browser::kept("theme").as_deref() {
            Some("light") => "light",
            Some("dark") => "dark",
            _ => "auto",
        };
        let before = design.get_untracked();
        let store = Store {
            history,
            design,
            assessment,
            own,
            placement,
            unfolded: RwSignal::new(false),
            build: RwSignal::new((bundle::first as Build, false)),
            pull: Pull::new(),
            ring: RwSignal::new(None),
            lab: RwSignal::new(None),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            settled,
            rows: rows.leak(),
            selected: RwSignal::new(None),
            file: RwSignal::new("ingester.yaml".to_owned()),
            tab: RwSignal::new(0),
            table: RwSignal::new(false),
            explained: RwSignal::new(Vec::new()),
            undo_bar: RwSignal::new(None),
            theme: RwSignal::new(theme),
            copied: RwSignal::new(false),
            shelf: RwSignal::new(0),
            running: StoredValue::new(Running { number: 0, path: "", before }),
            pause: StoredValue::new_local(None),
            bar_timer: StoredValue::new_local(None),
            offer: StoredValue::new_local(None),
        };
        browser::set_theme(theme);
        store.settle();
        store
    }

    /// Lets the slow things follow once the hand rests: the bundle's text, the design in the browser's storage.
    fn settle(self) {
        let timer = RefCell::new(None);
        let first = Cell::new(true);
        watch(Box::new(move || {
            let assessment = self.assessment.get();
            if first.replace(false) {
                return;
            }
            let work = move || {
                self.put_away();
                self.rest(assessment);
            };
            timer.replace(Some(browser::after(SETTLED, Box::new(work))));
        }));
    }

    /// The hand rests on this.
    fn rest(self, now: Arc<Assessment>) {
        if self.settled.with_untracked(|settled| settled.design != now.design) {
            self.settled.set(whole(now));
        }
    }

    /// The present assessment with every fix, whether or not the hand rests.
    pub fn whole(self) -> Arc<Assessment> {
        let (now, settled) = (self.assessment.get_untracked(), self.settled.get_untracked());
        if settled.design == now.design { settled } else { whole(now) }
    }

    /// Makes all edits of a fix one step of undo.
    pub fn mend(self, fix: &Fix) {
        self.replace(fix.title.clone(), self.design.with_untracked(|design| fix.apply(design)));
    }

    /// Makes `design` the present in one step of undo that is called `label`.
    pub fn replace(self, label: String, design: Design) {
        self.travelled();
        let number = self.gesture();
        self.history.update(|history| history.push(Gesture(number), label, design));
        // One press is no gesture that goes on.
        self.rest(self.assessment.get_untracked());
        self.offer_undo();
    }

    /// Makes another design the present, in one step of undo that is called `label`.
    pub fn open(self, label: String, slot: u64, design: Design) {
        self.put_away();
        self.open_over(label, slot, design);
    }

    /// The same without keeping the present first.
    pub fn open_over(self, label: String, slot: u64, design: Design) {
        self.pause.set_value(None);
        self.travelled();
        self.history.update(|history| history.open(label, slot, design));
        self.offer_undo();
    }

    /// The design goes on in another slot, with its past.
    pub fn move_slot(self, from: u64, to: u64) {
        self.history.update(|history| history.move_slot(from, to));
    }

    /// Looks at the steps, without following them.
    pub fn with_history<T>(self, look: impl FnOnce(&History) -> T) -> T {
        self.history.with_untracked(look)
    }

    pub fn go_to_step(self, step: usize) {
        self.travel(&|history| history.go_to(step));
    }

    /// The number of the last gesture.
    pub fn gesture(self) -> u64 {
        self.running.with_value(|running| running.number)
    }

    pub fn row(self, path: &str) -> Option<Row> {
        self.rows.iter().find(|row| row.field.path == path).copied()
    }

    /// From here on edits belong to a new gesture: one more step of undo.
    pub fn begin(self, row: Row) {
        self.running.update_value(|running| {
            running.number += 1;
            running.path = row.field.path;
            running.before = self.design.get_untracked();
        });
    }

    /// Sets a value by slider, step, box or list. `false` if it is refused, with the reason below the field.
    pub fn set(self, row: Row, value: &Value) -> bool {
        put(row.draft, None);
        let edit = self.design.with_untracked(|design| edit::set(design, row.field, value));
        self.take(row, edit)
    }

    /// `steps` key presses away: ±1, ±10, ±0.1.
    pub fn step(self, row: Row, steps: f64) {
        if let Some(value) = self.design.with_untracked(|design| row.field.step(design, steps)) {
            self.set(row, &value);
        }
    }

    fn take(self, row: Row, edit: Result<Edit, String>) -> bool {
        match edit {
            Ok(edit) => {
                if self.running.with_value(|running| running.path != row.field.path) {
                    self.begin(row);
                }
                let (gesture, label) = self
                    .running
                    .with_value(|running| (Gesture(running.number), edit::label(row.field, &running.before, &edit.design)));
                put(row.said, edit.note.map_or(Said::Nothing, Said::Note));
                // What the factor was told hangs on the profile.
                if let Some(factor) = self.row("workload.peak_factor").filter(|_| row.field.path == "workload.profile") {
                    put(factor.said, Said::Nothing);
                }
                if self.design.with_untracked(|design| **design != edit.design) {
                    self.history.update(|history| history.push(gesture, label, edit.design));
                    self.offer_undo();
                }
                true
            }
            Err(why) => {
                put(row.said, Said::Wrong(why));
                false
            }
        }
    }

    /// Text changed under the hand. It is looked at once the hand rests.
    pub fn typed(self, row: Row, text: String) {
        if row.draft.with_untracked(Option::is_none) {
            self.begin(row);
        }
        put(row.draft, Some(text));
        self.pause.set_value(Some(browser::after(PAUSE, Box::new(move || self.commit(row, false)))));
    }

    /// Takes the typed text if it reads. `leave`: by Enter or on the way out, so that the field shows its own spelling again.
    pub fn commit(self, row: Row, leave: bool) {
        self.pause.set_value(None);
        let Some(text) = row.draft.get_untracked() else { return };
        let edit = self.design.with_untracked(|design| {
            let unchanged = text == edit::shown(row.field, &(row.field.get)(design)).0;
            (!unchanged).then(|| edit::typed(design, row.field, &text))
        });
        match edit {
            // An empty box on the way out is no wish: the value comes back.
            Some(Err(_)) if leave && text.trim().is_empty() => self.restore(row),
            Some(edit) => {
                if self.take(row, edit) && leave {
                    put(row.draft, None);
                }
            }
            None => {
                put(row.said, Said::Nothing);
                if leave {
                    put(row.draft, None);
                }
            }
        }
    }

    /// Escape: the value before the edit, and no trace of the edit.
    pub fn restore(self, row: Row) {
        self.pause.set_value(None);
        if row.draft.with_untracked(Option::is_some) {
            let (number, path) = self.running.with_value(|running| (running.number, running.path));
            if path == row.field.path {
                self.history.update(|history| history.drop_gesture(Gesture(number)));
                self.close_undo_bar();
            }
        }
        put(row.draft, None);
        put(row.said, Said::Nothing);
    }

    pub fn can_undo(self) -> bool {
        self.history.with(|history| history.undo_label().is_some())
    }

    pub fn can_redo(self) -> bool {
        self.history.with(|history| history.redo_label().is_some())
    }

    pub fn undo(self) {
        self.travel(&History::undo);
    }

    pub fn redo(self) {
        self.travel(&History::redo);
    }

    fn travel(self, way: &dyn Fn(&mut History) -> bool) {
        self.pause.set_value(None);
        self.history.update(|history| {
            way(history);
        });
        self.rest(self.assessment.get_untracked());
        self.travelled();
        self.close_undo_bar();
    }

    /// The design changed past the controls.
    fn travelled(self) {
        // The next edit is a new gesture even of the same field, and what was said of the old value is void.
        self.running.update_value(|running| {
            running.number += 1;
            running.path = "";
        });
        for row in self.rows {
            put(row.said, Said::Nothing);
            put(row.draft, None);
        }
    }

    /// Sets the value that a pull has come to. It is counted from the design before the gesture, so that one that returns
    /// has changed nothing that went along.
    ///
    /// # Errors
    /// The sentence that refuses it; the value stays.
    pub fn pull(self, row: Row, value: &Value) -> Result<(), String> {
        let edit = self.running.with_value(|running| edit::set(&running.before, row.field, value))?;
        self.take(row, Ok(edit));
        Ok(())
    }

    /// The pull ended here.
    pub fn let_go(self) {
        if self.running.with_value(|running| self.design.with_untracked(|design| **design != *running.before)) {
            self.offer_undo();
        }
    }

    /// The pull is given up: as it was before, and no trace of it.
    pub fn put_back(self, row: Row) {
        self.history.update(|history| history.drop_gesture(Gesture(self.gesture())));
        self.close_undo_bar();
        put(row.said, Said::Nothing);
    }

    /// Once the hand rests: nobody reads words that change under it.
    fn offer_undo(self) {
        let offer = move || {
            if self.pull.is_on() {
                return;
            }
            self.undo_bar.set(self.history.with_untracked(|history| history.undo_label().map(str::to_owned)));
            self.let_undo_bar_go();
        };
        self.offer.set_value(Some(browser::after(SETTLED, Box::new(offer))));
    }

    fn close_undo_bar(self) {
        self.offer.set_value(None);
        self.undo_bar.set(None);
    }

    /// The bar stays while it is pointed at or focused.
    pub fn hold_undo_bar(self) {
        self.bar_timer.set_value(None);
    }

    pub fn let_undo_bar_go(self) {
        self.bar_timer.set_value(Some(browser::after(UNDO_BAR, Box::new(move || self.undo_bar.set(None)))));
    }

    /// Shows a component's controls and its file.
    pub fn select(self, role: Role) {
        self.selected.set(Some(role));
        self.file.set(format!("{}.yaml", role.target()));
    }

    pub fn next_theme(self) {
        let next = match self.theme.get_untracked() {
            "auto" => "light",
            "light" => "dark",
            _ => "auto",
        };
        self.theme.set(next);
        browser::set_theme(next);
        // A theme that is not kept is chosen again.
        let _ = browser::keep("theme", next);
    }
}
