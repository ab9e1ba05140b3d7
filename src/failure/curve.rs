//! Curves with few points that lose no peak.

/// How many curves are drawn.
pub(super) const CURVES: usize = 7;

/// Of the values from one point to the next the one farthest from the last point is kept: a peak stays, and so does where a curve
/// ends.
pub(super) struct Curves {
    last: [f64; CURVES],
    /// The farthest so far, and how far.
    candidate: [f64; CURVES],
    far: [f64; CURVES],
    kept: [Vec<f32>; CURVES],
}

impl Curves {
    pub fn begin(first: [f64; CURVES]) -> Self {
        Curves { last: first, candidate: first, far: [0.0; CURVES], kept: first.map(|value| vec![value as f32]) }
    }

    pub fn push(&mut self, values: [f64; CURVES]) {
        for (at, value) in values.into_iter().enumerate() {
            let far = (value - self.last[at]).abs();
            if far >= self.far[at] {
                (self.far[at], self.candidate[at]) = (far, value);
            }
        }
    }

    /// Ends a point.
    pub fn keep(&mut self) {
        for (at, kept) in self.kept.iter_mut().enumerate() {
            kept.push(self.candidate[at] as f32);
        }
        (self.last, self.far) = (self.candidate, [0.0; CURVES]);
    }

    pub fn finish(self) -> [Vec<f32>; CURVES] {
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_of_one_value_stays() {
        let mut curves = Curves::begin([0.0; CURVES]);
        for at in 1..=100 {
            curves.push([if at == 33 { 9.0 } else { 1.0 }; CURVES]);
            if at % 10 == 0 {
                curves.keep();
            }
        }
        let kept = &curves.finish()[0];
        assert_eq!((kept.len(), kept[4], kept[10]), (11, 9.0, 1.0));
    }
}
