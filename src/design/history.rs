//! The past and the future of one design. Undo and redo move an index; an edit is a new value.

use super::Design;
use std::sync::Arc;

/// What one undo takes back: a drag, a held key, a burst of typing. Edits that carry the same gesture make one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gesture(pub u64);

#[derive(Clone, Debug)]
struct Entry {
    design: Arc<Design>,
    gesture: Option<Gesture>,
    /// What the edit did, for the undo bar: `Ingester, replicas 3 → 4`.
    label: String,
    /// The design of which it is a state, where several are kept: undo past an opening leads back to the one before.
    slot: u64,
}

/// Never empty; holds whole designs, which are small and shared.
#[derive(Clone, Debug)]
pub struct History {
    entries: Vec<Entry>,
    at: usize,
}

impl History {
    #[must_use]
    pub fn new(design: Design) -> Self {
        History::of(0, design)
    }

    /// The history of a design that is kept in this slot.
    #[must_use]
    pub fn of(slot: u64, design: Design) -> Self {
        History { entries: vec![Entry { design: Arc::new(design), gesture: None, label: String::new(), slot }], at: 0 }
    }

    #[must_use]
    pub fn present(&self) -> &Arc<Design> {
        &self.entries[self.at].design
    }

    /// Makes `design` the present. Drops the future. A design equal to the present leaves no trace.
    pub fn push(&mut self, gesture: Gesture, label: impl Into<String>, design: Design) {
        if design == **self.present() {
            return;
        }
        self.entries.truncate(self.at + 1);
        let entry = Entry { design: Arc::new(design), gesture: Some(gesture), label: label.into(), slot: self.slot() };
        if self.entries[self.at].gesture == Some(gesture) {
            self.entries[self.at] = entry;
            // A gesture that ends where it began is no edit.
            if self.at > 0 && self.entries[self.at - 1].design == self.entries[self.at].design {
                self.entries.pop();
                self.at -= 1;
            }
        } else {
            self.entries.push(entry);
            self.at += 1;
        }
    }

    /// Makes another design the present, as one step: what was before stays behind it.
    pub fn open(&mut self, label: impl Into<String>, slot: u64, design: Design) {
        self.entries.truncate(self.at + 1);
        self.entries.push(Entry { design: Arc::new(design), gesture: None, label: label.into(), slot });
        self.at += 1;
    }

    /// Where the present is kept.
    #[must_use]
    pub fn slot(&self) -> u64 {
        self.entries[self.at].slot
    }

    /// The states of one design belong to another slot from here on.
    pub fn move_slot(&mut self, from: u64, to: u64) {
        self.entries.iter_mut().filter(|entry| entry.slot == from).for_each(|entry| entry.slot = to);
    }

    /// What each step did, the oldest first; the first is the beginning and did nothing.
    pub fn steps(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.label.as_str())
    }

    /// The design behind a step.
    #[must_use]
    pub fn design(&self, step: usize) -> Option<&Arc<Design>> {
        self.entries.get(step).map(|entry| &entry.design)
    }

    /// Which of the steps is the present.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes to a step, back or forth. `false` if there is no such step, or it is the present.
    pub fn go_to(&mut self, step: usize) -> bool {
        let can = step < self.entries.len() && step != self.at;
        if can {
            self.at = step;
        }
        can
    }

    /// Takes the running gesture back, as if it had never begun: Escape, a lost pointer.
    pub fn drop_gesture(&mut self, gesture: Gesture) {
        if self.at > 0 && self.entries[self.at].gesture == Some(gesture) {
            self.entries.truncate(self.at);
            self.at -= 1;
        }
    }

    /// The label of what undo would take back.
    #[must_use]
    pub fn undo_label(&self) -> Option<&str> {
        (self.at > 0).then(|| self.entries[self.at].label.as_str())
    }

    #[must_use]
    pub fn redo_label(&self) -> Option<&str> {
        self.entries.get(self.at + 1).map(|entry| entry.label.as_str())
    }

    pub fn undo(&mut self) -> bool {
        let can = self.at > 0;
        self.at -= usize::from(can);
        can
    }

    pub fn redo(&mut self) -> bool {
        let can = self.at + 1 < self.entries.len();
        self.at += usize::from(can);
        can
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(replicas: u32) -> Design {
        let mut design = Design::default();
        design.ingester.replicas = replicas;
        design
    }

    #[test]
    fn one_gesture_is_one_step_back() {
        let mut history = History::new(with(3));
        for replicas in 4..9 {
            history.push(Gesture(1), "drag", with(replicas));
        }
        history.push(Gesture(2), "key", with(9));
        assert!(history.undo());
        assert_eq!(history.present().ingester.replicas, 8);
        assert!(history.undo());
        assert_eq!(history.present().ingester.replicas, 3);
        assert!(!history.undo());
        assert!(history.redo() && history.redo() && !history.redo());
        assert_eq!(history.present().ingester.replicas, 9);
    }

    #[test]
    fn a_gesture_that_returns_leaves_no_trace() {
        let mut history = History::new(with(3));
        history.push(Gesture(1), "drag", with(4));
        history.push(Gesture(1), "drag", with(3));
        assert_eq!(history.undo_label(), None);
        history.push(Gesture(2), "drag", with(5));
        history.drop_gesture(Gesture(2));
        assert_eq!(history.present().ingester.replicas, 3);
        assert_eq!(history.redo_label(), None);
    }

    #[test]
    fn undo_past_an_opening_leads_back_to_the_design_before() {
        let mut history = History::of(1, with(3));
        history.push(Gesture(1), "three to four", with(4));
        // Equal designs in two slots are two designs.
        history.open("Opened another", 2, with(4));
        history.push(Gesture(2), "four to five", with(5));
        assert_eq!((history.slot(), history.present().ingester.replicas), (2, 5));
        assert!(history.undo() && history.undo());
        assert_eq!((history.slot(), history.present().ingester.replicas), (1, 4));
        assert!(history.redo());
        assert_eq!(history.slot(), 2);
        history.move_slot(2, 7);
        assert_eq!(history.slot(), 7);
        assert_eq!(history.steps().collect::<Vec<_>>(), ["", "three to four", "Opened another", "four to five"]);
        assert_eq!(
            [0, 1, 3, 4].map(|step| history.design(step).map(|design| design.ingester.replicas)),
            [Some(3), Some(4), Some(5), None]
        );
        assert!(history.go_to(0) && !history.go_to(0) && !history.go_to(9));
        assert_eq!((history.at(), history.slot(), history.present().ingester.replicas), (0, 1, 3));
        assert!(history.go_to(3));
        assert_eq!((history.at(), history.slot()), (3, 7));
    }
}
