//! The load while a failure lasts: the profile of the day from an hour on, or the mean where none is stated.

use crate::design::Design;
use crate::design::profile::HOURS;
use crate::quantity::{DAY, HOUR};

/// When a failure begins, and how long its cause lasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct When {
    /// Of the day; `None`: the busiest hour of the profile.
    pub hour: Option<usize>,
    pub seconds: f64,
}

impl From<f64> for When {
    fn from(seconds: f64) -> When {
        When { hour: None, seconds }
    }
}

/// Multiples of the mean load over time.
#[derive(Clone, Debug)]
pub(super) struct Tide {
    /// From the hour on in which the failure begins.
    hours: Option<[f64; HOURS]>,
    /// The hour of the day in which it begins; none without a profile.
    pub begins: Option<usize>,
    busiest: f64,
}

impl Tide {
    pub fn of(design: &Design, hour: Option<usize>) -> Tide {
        let Some(mut hours) = design.hours() else { return Tide { hours: None, begins: None, busiest: 1.0 } };
        let busiest = hours.iter().enumerate().fold(0, |best, (at, part)| if *part > hours[best] { at } else { best });
        let begins = hour.unwrap_or(busiest) % HOURS;
        let most = hours[busiest];
        hours.rotate_left(begins);
        Tide { hours: Some(hours), begins: Some(begins), busiest: most }
    }

    /// The load at a time over the mean.
    pub fn now(&self, at: f64) -> f64 {
        self.hours.map_or(1.0, |hours| hours[(at.max(0.0) / HOUR) as usize % HOURS])
    }

    /// The same over the busiest hour's; 1 without a profile, where what is judged at the peak stays there.
    pub fn of_peak(&self, at: f64) -> f64 {
        self.now(at) / self.busiest
    }

    /// Seconds of the mean load that bring what arrives until `at`.
    pub fn worth(&self, at: f64) -> f64 {
        let Some(hours) = self.hours.filter(|_| at.is_finite()) else { return at };
        let (days, rest) = ((at / DAY).floor(), at % DAY);
        let whole = (rest / HOUR) as usize;
        let past: f64 = hours.iter().take(whole).sum();
        days * DAY + past * HOUR + (rest - whole as f64 * HOUR) * hours[whole % HOURS]
    }

    /// When as much has arrived as in so many seconds of the mean load.
    pub fn clock(&self, worth: f64) -> f64 {
        let Some(hours) = self.hours.filter(|_| worth.is_finite()) else { return worth };
        let (days, mut rest) = ((worth / DAY).floor(), worth % DAY);
        for (at, part) in hours.iter().enumerate() {
            if rest <= part * HOUR {
                return days * DAY + at as f64 * HOUR + if *part > 0.0 { rest / part } else { 0.0 };
            }
            rest -= part * HOUR;
        }
        (days + 1.0) * DAY
    }

    /// Every full hour until `end`; none where nothing changes.
    pub fn turns(&self, end: f64) -> Vec<f64> {
        let count = if self.hours.is_some() { (end / HOUR) as usize } else { 0 };
        (1..=count).map(|at| at as f64 * HOUR).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arrives_and_when_are_each_others_inverse() {
        let mut design = Design::default();
        let mean = Tide::of(&design, None);
        assert_eq!((mean.worth(5_000.0), mean.clock(5_000.0), mean.now(9.0), mean.begins), (5_000.0, 5_000.0, 1.0, None));
        design.workload.profile = "office".to_owned();
        for hour in [None, Some(0), Some(17)] {
            let tide = Tide::of(&design, hour);
            for at in [0.0, 1.0, 3_599.0, 3_600.0, 40_000.0, 86_400.0, 500_000.0] {
                assert!((tide.clock(tide.worth(at)) - at).abs() < 1e-6, "{at}");
            }
            assert!((tide.worth(DAY) - DAY).abs() < 1e-6 && tide.turns(DAY).len() == 24);
        }
        // From the busiest hour on more arrives than on the mean.
        let tide = Tide::of(&design, None);
        assert_eq!((tide.begins, tide.of_peak(0.0)), (Some(10), 1.0));
        assert!((tide.worth(HOUR) - HOUR * design.peak_factor()).abs() < 1e-6);
        assert_eq!(tide.clock(f64::INFINITY), f64::INFINITY);
    }
}
