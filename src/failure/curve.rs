//! Curves with few points that lose no peak.

/// How many curves are drawn.
pub(super) const CURVES: usize = 7;

/// Of every so many values the one farthest from the last point is kept: a peak stays, and so does where a curve ends.
pub(super) struct Curves {
    every: usize,
    since: usize,
    last: [f64; CURVES],
    /// The farthest so far, and how far.
    candidate: [f64; CURVES],
    far: [f64; CURVES],
    kept: [Vec<f32>; CURVES],
}

impl Curves {
    pub fn begin(every: usize, first: [f64; CURVES]) -> Self {
        Curves { every, since: 0, last: first, candidate: first, far: [0.0; CURVES], kept: first.map(|value| vec![value as f32]) }
    }

    pub fn push(&mut self, values: [f64; CURVES]) {
        for (at, value) in values.into_iter().enumerate() {
            let far = (value - self.last[at]).abs();
            if far >= self.far[at] {
                (self.far[at], self.candidate[at]) = (far, value);
            }
        }
        self.since += 1;
        if self.since == self.every {
            self.keep();
        }
    }

    fn keep(&mut self) {
        for (at, kept) in self.kept.iter_mut().enumerate() {
            kept.push(self.candidate[at] as f32);
        }
        (self.last, self.far, self.since) = (self.candidate, [0.0; CURVES], 0);
    }

    pub fn finish(mut self) -> [Vec<f32>; CURVES] {
        if self.since > 0 {
            self.keep();
        }
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_of_one_value_stays() {
        let mut curves = Curves::begin(10, [0.0; CURVES]);
        (1..=95).for_each(|at| curves.push([if at == 33 { 9.0 } else { 1.0 }; CURVES]));
        let kept = &curves.finish()[0];
        assert_eq!(kept.len(), 11, "the first, nine whole tens and the rest");
        assert_eq!(kept[4], 9.0);
        assert_eq!(kept[10], 1.0);
    }
}
