//! A point in time as a ring page writes it: RFC 3339, as Go's `time.Time` gives it in JSON.

use std::fmt;

/// Seconds since 1970 in UTC, and the nanoseconds behind them. `Display`: `2026-11-24 08:41 UTC`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    seconds: i64,
    nanoseconds: u32,
}

const DAY: i64 = 86_400;

impl Moment {
    /// So many seconds after the beginning of 1970, or the nearest of the years up to 9999.
    #[must_use]
    pub fn at(seconds: f64) -> Moment {
        Moment { seconds: seconds.clamp(0.0, 253_402_300_799.0) as i64, nanoseconds: 0 }
    }

    /// Reads `2026-11-24T08:41:18.298659397Z`, also with an offset such as `+01:00`; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Moment> {
        let (date, rest) = text.split_at_checked(10)?;
        let (time, rest) = rest.strip_prefix('T')?.split_at_checked(8)?;
        let [year, month, day] = numbers(date, '-')?;
        let [hour, minute, second] = numbers(time, ':')?;
        if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let (nanoseconds, zone) = match rest.strip_prefix('.') {
            None => (0, rest),
            Some(rest) => {
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                if !(1..=9).contains(&digits) {
                    return None;
                }
                let (fraction, zone) = rest.split_at(digits);
                (fraction.parse::<u32>().ok()? * 10_u32.pow(9 - digits as u32), zone)
            }
        };
        let offset = if zone == "Z" {
            0
        } else {
            let sign = if zone.starts_with('+') { 1 } else { -1 };
            let [hours, minutes] = numbers(zone.strip_prefix(['+', '-'])?, ':')?;
            if hours > 23 || minutes > 59 {
                return None;
            }
            sign * (hours * 3_600 + minutes * 60)
        };
        Some(Moment { seconds: days_to(year, month, day) * DAY + hour * 3_600 + minute * 60 + second - offset, nanoseconds })
    }

    /// Whether more than `seconds` have passed from `earlier` to this moment.
    #[must_use]
    pub fn is_after(self, earlier: Moment, seconds: i64) -> bool {
        self > Moment { seconds: earlier.seconds + seconds, ..earlier }
    }
}

/// Numbers of digits alone, all of two but the first of a date.
fn numbers<const N: usize>(text: &str, between: char) -> Option<[i64; N]> {
    let mut all = [0; N];
    let mut parts = text.split(between);
    for (at, number) in all.iter_mut().enumerate() {
        let part = parts.next()?;
        let wanted = if N == 3 && at == 0 && between == '-' { 4 } else { 2 };
        if part.len() != wanted || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(all)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the first of January of a year.
fn days_to_year(year: i64) -> i64 {
    let before = year - 1;
    before * 365 + before / 4 - before / 100 + before / 400 - 719_162
}

fn days_to(year: i64, month: i64, day: i64) -> i64 {
    days_to_year(year) + (1..month).map(|month| days_in(year, month)).sum::<i64>() + day - 1
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut days, in_day) = (self.seconds.div_euclid(DAY), self.seconds.rem_euclid(DAY));
        // A mean year is 365.2425 days: the quotient is the year, or the one beside it.
        let mut year = 1970 + days * 10_000 / 3_652_425;
        while days_to_year(year) > days {
            year -= 1;
        }
        while days_to_year(year + 1) <= days {
            year += 1;
        }
        days -= days_to_year(year);
        let mut month = 1;
        while days >= days_in(year, month) {
            days -= days_in(year, month);
            month += 1;
        }
        write!(f, "{year:04}-{month:02}-{:02} {:02}:{:02} UTC", days + 1, in_day / 3_600, in_day / 60 % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str, seconds: i64) {
        let moment = Moment::parse(text).unwrap_or_else(|| panic!("{text} does not read"));
        assert_eq!((moment.to_string().as_str(), moment.seconds), (shown, seconds), "{text}");
    }

    #[test]
    fn moments_read_and_show() {
        check("2026-11-24T08:41:18.298659397Z", "2026-11-24 08:41 UTC", 1_795_509_678);
        check("2026-11-24T09:41:18+01:00", "2026-11-24 08:41 UTC", 1_795_509_678);
        check("2026-11-23T23:11:18.5-09:30", "2026-11-24 08:41 UTC", 1_795_509_678);
        check("1970-01-01T00:00:00Z", "1970-01-01 00:00 UTC", 0);
        check("1969-12-31T23:59:59Z", "1969-12-31 23:59 UTC", -1);
        check("0001-01-01T00:00:00Z", "0001-01-01 00:00 UTC", -62_135_596_800);
        check("2000-02-29T12:00:00Z", "2000-02-29 12:00 UTC", 951_825_600);
        check("2000-12-31T00:00:00Z", "2000-12-31 00:00 UTC", 978_220_800);
        check("9999-12-31T23:59:59Z", "9999-12-31 23:59 UTC", 253_402_300_799);
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in [
            "",
            "now",
            "2026-11-24",
            "2026-11-24 08:41:18Z",
            "2026-11-24T08:41:18",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T08:41:18.Z",
            "2026-11-24T08:41:18.1234567890Z",
            "2026-11-24T08:41:18+1:00",
            "+026-11-24T08:41:18Z",
            "2026-11-24T08:41:18Zulu",
            "２026-11-24T08:41:18Z",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_heartbeat_is_late_a_nanosecond_after_the_timeout() {
        let [heartbeat, at, over] = ["08:41:16Z", "08:46:16Z", "08:46:16.000000001Z"]
            .map(|time| Moment::parse(&format!("2026-11-24T{time}")).expect("a moment"));
        assert!(!at.is_after(heartbeat, 300) && over.is_after(heartbeat, 300));
        assert!(!heartbeat.is_after(over, 300), "a heartbeat of the future");
    }
}
