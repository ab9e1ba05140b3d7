//! The load over the day: 24 hours as parts of one another, from midnight on.

use super::{Design, Role};
use crate::quantity::decimal;

pub const HOURS: usize = 24;

/// An assumption: one time zone at work, a lunch dip, a fifth of the busiest hour at night.
const OFFICE: &str = "20 20 20 20 20 22 30 50 75 95 100 98 85 92 100 98 90 70 50 42 36 30 25 22";

/// The hours of a text, their mean 1; `None` for what is no profile, and for `peak`, which says of the day only how far its busiest
/// minutes lie above its mean.
fn hours(text: &str) -> Option<[f64; HOURS]> {
    let text = match text {
        "flat" => return Some([1.0; HOURS]),
        "office" => OFFICE,
        own => own,
    };
    let (mut hours, mut count, mut sum) = ([0.0; HOURS], 0, 0.0);
    // One kind of split, twice: the page has it already.
    for word in text.split(',').flat_map(|part| part.split(' ')).filter(|word| !word.is_empty()) {
        let part = decimal(word).filter(|part| *part <= 1e9)?;
        *hours.get_mut(count)? = part;
        count += 1;
        sum += part;
    }
    hours.iter_mut().for_each(|hour| *hour *= HOURS as f64 / sum);
    (count == HOURS && sum > 0.0).then_some(hours)
}

/// What a profile is.
///
/// # Errors
/// What to type instead.
pub(super) fn check(text: &str) -> Result<(), String> {
    if text == "peak" || hours(text).is_some() {
        return Ok(());
    }
    Err("Type peak, flat, office, or 24 numbers from midnight on.".to_owned())
}

impl Design {
    /// Each hour's load over the mean of the day, where a profile is stated.
    #[must_use]
    pub fn hours(&self) -> Option<[f64; HOURS]> {
        hours(&self.workload.profile)
    }

    /// The busiest hour over the mean of the day: of the profile, or as it is stated.
    #[must_use]
    pub fn peak_factor(&self) -> f64 {
        self.hours().map_or(self.workload.peak_factor, |hours| hours.into_iter().fold(1.0, f64::max))
    }

    /// The pods that a HorizontalPodAutoscaler goes down to; `None` for a role without one.
    #[must_use]
    pub fn fewest(&self, role: Role) -> Option<u32> {
        self.component(role).replicas_min
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_has_the_mean_one() {
        for text in ["flat", "office", "0,0,0,0,0,0,1,2,3,4,5,6,6,6,5,5,4,3,2,1,0,0,0,0"] {
            let hours = hours(text).unwrap();
            assert!((hours.iter().sum::<f64>() - 24.0).abs() < 1e-9, "{text}");
        }
        let mut design = Design::default();
        assert_eq!((design.hours(), design.peak_factor()), (None, 2.0));
        design.workload.profile = "flat".to_owned();
        assert_eq!(design.peak_factor(), 1.0);
        design.workload.profile = format!("24{}", " 0".repeat(23));
        assert_eq!(design.peak_factor(), 24.0);
    }

    #[test]
    fn what_is_no_profile_is_told() {
        for text in ["always", "1 2 3", "-1", &"0 ".repeat(24), &"1 ".repeat(25), "nan"] {
            assert!(check(text).is_err(), "{text}");
        }
        for text in ["peak", "flat", "office", &"1 ".repeat(24)] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }
}
