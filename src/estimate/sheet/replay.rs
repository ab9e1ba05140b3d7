//! A sheet worked out again with some cells moved: what the solver, the sensitivity, the comparison and auto-size ask.

use super::{Cause, Cell, CellId, Op, Range, Sheet, ceil, evaluate, product, quotient};

/// The cells that an operation works on.
fn operands(op: &Op) -> [Option<CellId>; 2] {
    match *op {
        Op::Add(a, b) | Op::Sub(a, b) | Op::Mul(a, b) | Op::Div(a, b) | Op::Min(a, b) | Op::Max(a, b) => [Some(a), Some(b)],
        Op::Ceil(a) => [Some(a), None],
        _ => [None, None],
    }
}

/// Inputs that a replay moves, and what hangs on them: see [`Sheet::moves`].
#[derive(Clone, Debug)]
pub struct Moves {
    inputs: Vec<Vec<CellId>>,
    lever: Option<CellId>,
    dependents: Vec<CellId>,
    base: Vec<f64>,
}

impl Sheet {
    /// All cells with some of them moved, into `values` (reused from call to call).
    pub fn replay(&self, changes: &[(CellId, Range)], values: &mut Vec<Range>) {
        values.clear();
        for (at, cell) in self.cells.iter().enumerate() {
            let moved = changes.iter().find(|(id, _)| id.at() == at).map(|(_, range)| *range);
            let value = moved.or_else(|| evaluate(&cell.op, |id| values[id.at()])).unwrap_or(cell.range);
            values.push(value);
        }
    }

    /// Where a coefficient stands, by its id: formulas of several chapters read some of them.
    pub fn standing<'s>(&'s self, row: &'s str) -> impl Iterator<Item = CellId> + 's {
        let is = move |cell: &Cell| matches!(cell.op, Op::Coefficient(known) if known.id == row);
        self.cells.iter().enumerate().filter(move |(_, cell)| is(cell)).map(|(at, _)| CellId(at as u32))
    }

    /// The same sheet with some cells moved, and all that hangs on them.
    #[must_use]
    pub fn moved(mut self, changes: &[(CellId, Range)]) -> Sheet {
        let mut values = Vec::new();
        self.replay(changes, &mut values);
        self.cells.iter_mut().zip(values).for_each(|(cell, range)| cell.range = range);
        self
    }

    /// The cells that hang on one of them, in the order of the sheet: all that a replay of that one needs to visit.
    #[must_use]
    pub fn dependents(&self, of: CellId) -> Vec<CellId> {
        let mut touched = vec![false; self.cells.len()];
        touched[of.at()] = true;
        let mut dependents = Vec::new();
        for (at, cell) in self.cells.iter().enumerate() {
            if operands(&cell.op).into_iter().flatten().any(|of| touched[of.at()]) {
                touched[at] = true;
                dependents.push(CellId(at as u32));
            }
        }
        dependents
    }

    /// Those of `dependents` on which one of `targets` hangs, or that are one.
    #[must_use]
    pub fn on_the_way(&self, dependents: &[CellId], targets: impl Iterator<Item = CellId>) -> Vec<CellId> {
        let mut wanted = vec![false; self.cells.len()];
        targets.for_each(|target| wanted[target.at()] = true);
        // Backwards: what a cell works on stands before it.
        for id in dependents.iter().rev() {
            if wanted[id.at()] {
                operands(&self.cells[id.at()].op).into_iter().flatten().for_each(|of| wanted[of.at()] = true);
            }
        }
        dependents.iter().copied().filter(|id| wanted[id.at()]).collect()
    }

    /// The same in the likely case alone, a quarter of the work.
    pub fn replay_likely(&self, moved: CellId, value: f64, dependents: &[CellId], values: &mut [f64]) {
        values[moved.at()] = value;
        for id in dependents {
            self.work_out(id.at(), values);
        }
    }

    #[inline]
    fn work_out(&self, at: usize, values: &mut [f64]) {
        let of = |id: CellId| values[id.at()];
        values[at] = match self.cells[at].op {
            Op::Add(a, b) => of(a) + of(b),
            Op::Sub(a, b) => of(a) - of(b),
            Op::Mul(a, b) => product(of(a), of(b)),
            Op::Div(a, b) => quotient(of(a), of(b)),
            Op::Min(a, b) => of(a).min(of(b)),
            Op::Max(a, b) => of(a).max(of(b)),
            Op::Ceil(a) => ceil(of(a)),
            _ => return,
        };
    }

    /// One cell moved, in `values` of an earlier [`Sheet::replay`] of this sheet: only its dependents are worked out again.
    pub fn replay_one(&self, moved: CellId, range: Range, dependents: &[CellId], values: &mut [Range]) {
        values[moved.at()] = range;
        for id in dependents {
            if let Some(value) = evaluate(&self.cells[id.at()].op, |id| values[id.at()]) {
                values[id.at()] = value;
            }
        }
    }

    /// The value of a cell in a replay.
    #[must_use]
    pub fn in_replay<T: Copy>(values: &[T], id: CellId) -> T {
        values[id.at()]
    }

    /// The cells that nothing in the sheet makes: what a replay may move.
    pub(in crate::estimate) fn causes(&self) -> impl Iterator<Item = (CellId, Cause<'_>)> {
        self.cells.iter().enumerate().filter_map(|(at, cell)| {
            let cause = match &cell.op {
                Op::Field(path) => Cause::Field(path),
                Op::Coefficient(row) => Cause::Coefficient(row),
                Op::Given { label, source } => Cause::Given { label, source },
                Op::Lever => Cause::Lever,
                _ => return None,
            };
            Some((CellId(at as u32), cause))
        })
    }

    /// All cells in the likely case, with some of them moved, into `values` (reused from call to call).
    pub(in crate::estimate) fn replay_moved(&self, moved: &[(CellId, f64)], values: &mut Vec<f64>) {
        values.clear();
        values.extend(self.cells.iter().map(|cell| cell.range.likely));
        let mut touched = vec![false; self.cells.len()];
        for (id, value) in moved {
            values[id.at()] = *value;
            touched[id.at()] = true;
        }
        for (at, cell) in self.cells.iter().enumerate() {
            let hangs = match cell.op {
                Op::Add(a, b) | Op::Sub(a, b) | Op::Mul(a, b) | Op::Div(a, b) | Op::Min(a, b) | Op::Max(a, b) => {
                    touched[a.at()] || touched[b.at()]
                }
                Op::Ceil(a) => touched[a.at()],
                _ => false,
            };
            if hangs && !touched[at] {
                touched[at] = true;
                self.work_out(at, values);
            }
        }
    }

    /// The multiple of the load, to be moved in a replay.
    #[must_use]
    pub fn lever(&self) -> Option<CellId> {
        self.cells.iter().position(|cell| matches!(cell.op, Op::Lever)).map(|at| CellId(at as u32))
    }

    /// The likely value of every cell at a multiple of the load, for [`Sheet::in_replay`].
    #[must_use]
    pub fn loaded(&self, multiple: f64) -> Vec<f64> {
        self.replayed(&self.moves(&[], (0..self.cells.len()).map(|at| CellId(at as u32))), &[], multiple)
    }

    /// What it takes to move some inputs at once, each a field by its path or a figure by its id, and to read the `targets`.
    #[must_use]
    pub fn moves(&self, inputs: &[&str], targets: impl Iterator<Item = CellId>) -> Moves {
        let is = |cell: &Cell, input: &str| {
            matches!(cell.op, Op::Field(path) if path == input) || cell.name.as_ref().is_some_and(|name| name.id == input)
        };
        let all = || (0..self.cells.len()).map(|at| CellId(at as u32));
        let places = |input: &&str| all().filter(|id| is(&self.cells[id.at()], input)).collect();
        let inputs: Vec<Vec<CellId>> = inputs.iter().map(places).collect();
        let lever = self.lever();
        let mut touched = vec![false; self.cells.len()];
        inputs.iter().flatten().chain(&lever).for_each(|id| touched[id.at()] = true);
        let mut dependents = Vec::new();
        for (at, cell) in self.cells.iter().enumerate() {
            if !touched[at] && operands(&cell.op).into_iter().flatten().any(|of| touched[of.at()]) {
                touched[at] = true;
                dependents.push(CellId(at as u32));
            }
        }
        let dependents = self.on_the_way(&dependents, targets);
        Moves { inputs, lever, dependents, base: self.cells.iter().map(|cell| cell.range.likely).collect() }
    }

    /// The likely values with the inputs of `moves` at `values` and the load at a multiple; of use for its targets alone.
    #[must_use]
    pub fn replayed(&self, moves: &Moves, values: &[f64], multiple: f64) -> Vec<f64> {
        let mut all = moves.base.clone();
        for (cells, value) in moves.inputs.iter().zip(values) {
            cells.iter().for_each(|id| all[id.at()] = *value);
        }
        if let Some(lever) = moves.lever {
            self.replay_likely(lever, multiple, &moves.dependents, &mut all);
        }
        all
    }
}
