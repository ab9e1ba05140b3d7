//! A walk told token by token.

use super::{Operation, Outcome, Ring, Step, Walk};

/// The sign in front of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Holds this copy.
    Copy(usize),
    Passed,
    /// Several tokens that were passed over.
    Folded(usize),
    /// Picked, and dropped at the end.
    Dropped,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub mark: Mark,
    /// Absent for folded lines.
    pub step: Option<Step>,
    pub text: String,
}

/// More tokens passed over in a row than this are folded: the first and the last of them stay.
const UNFOLDED: usize = 6;

/// The list of a walk, in its order.
#[must_use]
pub fn explain(ring: &Ring, walk: &Walk) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut rest = &walk.steps[..];
    while let Some(first) = rest.first() {
        let passed = rest.iter().take_while(|step| is_passed(step)).count();
        if passed > UNFOLDED {
            lines.push(line(ring, walk, first));
            lines.push(folded(&rest[1..passed - 1]));
            lines.push(line(ring, walk, &rest[passed - 1]));
            rest = &rest[passed..];
        } else {
            lines.push(line(ring, walk, first));
            rest = &rest[1..];
        }
    }
    lines
}

fn is_passed(step: &Step) -> bool {
    matches!(step.outcome, Outcome::HasOne | Outcome::ZoneHasOne)
}

fn folded(steps: &[Step]) -> Line {
    let zones = steps.iter().any(|step| step.outcome == Outcome::ZoneHasOne);
    let whose = if zones { "ingesters that have one, or whose zone has one, already" } else { "ingesters that have one already" };
    Line { mark: Mark::Folded(steps.len()), step: None, text: format!("{} tokens of {whose}", steps.len()) }
}

fn line(ring: &Ring, walk: &Walk, step: &Step) -> Line {
    let instance = &ring.instances()[step.instance];
    let (id, state) = (&instance.id, instance.state.name());
    let (mark, text) = match step.outcome {
        Outcome::Takes { copy, extends: false } => (Mark::Copy(copy), format!("{id} takes copy {copy}")),
        Outcome::Takes { copy, extends: true } => {
            (Mark::Copy(copy), format!("{id} takes copy {copy}; it is {state}, so the set grows by one"))
        }
        Outcome::HasOne => (Mark::Passed, format!("{id} passed over: it has a copy already")),
        Outcome::ZoneHasOne => (Mark::Passed, format!("{id} passed over: zone {} has its copy already", instance.zone)),
        Outcome::Drops { extends } => {
            let why = if !walk.operation.allows(instance.state) {
                format!("it is {state}, and {} does not use it", verb(walk.operation))
            } else {
                "its heartbeat is older than the timeout".to_owned()
            };
            let grows = if extends { ", so the set grows by one" } else { "" };
            (Mark::Dropped, format!("{id} picked and dropped: {why}{grows}"))
        }
    };
    Line { mark, step: Some(*step), text }
}

fn verb(operation: Operation) -> &'static str {
    match operation {
        Operation::Write | Operation::WriteNoExtend => "a write",
        Operation::Read => "a read",
    }
}

impl Walk {
    /// What the set promises: "2 of 3 have to answer, 1 may fail."
    #[must_use]
    pub fn verdict(&self) -> String {
        match &self.set {
            Ok(set) => {
                let count = set.instances.len();
                let needed = count - set.max_failures;
                let may = if set.max_failures == 0 { "none".to_owned() } else { set.max_failures.to_string() };
                format!("{needed} of {count} {} to answer, {may} may fail.", if needed == 1 { "has" } else { "have" })
            }
            Err(error) => error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Instance, State};
    use super::*;

    /// Instances as `id zone state tokens`; the list of the walk from key 0 on.
    fn told(aware: bool, members: &[(&str, &str, State, &[u32])]) -> String {
        let member = |&(id, zone, state, tokens): &(&str, &str, State, &[u32])| {
            (Instance { id: id.to_owned(), zone: zone.to_owned(), state, ..Instance::default() }, tokens.to_vec())
        };
        let ring = Ring::from_tokens(3, aware, members.iter().map(member).collect());
        let walk = ring.walk(0, Operation::Write);
        let lines: Vec<String> = explain(&ring, &walk).into_iter().map(|line| line.text).collect();
        format!("{}. {}", lines.join("; "), walk.verdict())
    }

    #[test]
    fn reasons() {
        use State::{Active, Leaving};
        assert_eq!(
            told(
                true,
                &[
                    ("i-0", "a", Active, &[1, 3]),
                    ("i-1", "b", Active, &[2, 6]),
                    ("i-2", "a", Active, &[4]),
                    ("i-3", "c", Active, &[5])
                ]
            ),
            "i-0 takes copy 1; i-1 takes copy 2; i-0 passed over: it has a copy already; \
             i-2 passed over: zone a has its copy already; i-3 takes copy 3. 2 of 3 have to answer, 1 may fail."
        );
        assert_eq!(
            told(
                false,
                &[("i-0", "", Leaving, &[1]), ("i-1", "", Active, &[2]), ("i-2", "", Active, &[4]), ("i-3", "", Active, &[5])]
            ),
            "i-0 picked and dropped: it is LEAVING, and a write does not use it, so the set grows by one; i-1 takes copy 1; \
             i-2 takes copy 2; i-3 takes copy 3. 3 of 3 have to answer, none may fail."
        );
        assert_eq!(
            told(false, &[("i-0", "", Active, &[1]), ("i-1", "", Leaving, &[2]), ("i-2", "", Leaving, &[4])]),
            "i-0 takes copy 1; i-1 picked and dropped: it is LEAVING, and a write does not use it, so the set grows by one; \
             i-2 picked and dropped: it is LEAVING, and a write does not use it, so the set grows by one. \
             Too few healthy instances in the set: 1 of the 2 that are needed."
        );
    }

    #[test]
    fn long_runs_are_folded() {
        use State::Active;
        let many: Vec<u32> = (1..=9).collect();
        let list = told(false, &[("i-0", "", Active, &many), ("i-1", "", Active, &[20]), ("i-2", "", Active, &[30])]);
        assert!(list.contains("; 6 tokens of ingesters that have one already; i-0 passed over"), "{list}");
    }
}
