//! The unit a computed figure carries, and how the figure is shown.

use super::{DAY, HOUR, MINUTE, group, significant};
use std::fmt;

/// Exponents over the model's base units. Every operation of the sheet checks them.
///
/// The digits of one number to the base 128, from -63 to 63 each: units multiply by adding, and a unit is a constant where
/// it is passed, which a hundred figures do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Unit(i64);

const NAMES: [(&str, &str); 9] = [
    ("B", "B"),
    ("s", "s"),
    ("span", "spans"),
    ("trace", "traces"),
    ("request", "requests"),
    ("search", "searches"),
    ("core", "cores"),
    ("USD", "USD"),
    ("node", "nodes"),
];

impl Unit {
    pub const ONE: Unit = Unit(0);
    pub const BYTE: Unit = Unit::base(0);
    pub const SECOND: Unit = Unit::base(1);
    pub const SPAN: Unit = Unit::base(2);
    pub const TRACE: Unit = Unit::base(3);
    pub const REQUEST: Unit = Unit::base(4);
    pub const SEARCH: Unit = Unit::base(5);
    pub const CORE: Unit = Unit::base(6);
    pub const USD: Unit = Unit::base(7);
    pub const NODE: Unit = Unit::base(8);

    const fn base(at: u32) -> Unit {
        Unit(128i64.pow(at))
    }

    #[must_use]
    pub const fn times(self, other: Unit) -> Unit {
        Unit(self.0 + other.0)
    }

    #[must_use]
    pub const fn per(self, other: Unit) -> Unit {
        Unit(self.0 - other.0)
    }

    fn exponents(self) -> [i64; 9] {
        let mut rest = self.0;
        NAMES.map(|_| {
            let digit = (rest + 64).rem_euclid(128) - 64;
            rest = (rest - digit) / 128;
            digit
        })
    }

    /// The plural form stands above the stroke: `spans/s`, `USD/B`.
    fn spell(self, plural: bool) -> String {
        let mut above = Vec::new();
        let mut below = Vec::new();
        for ((one, many), exponent) in NAMES.into_iter().zip(self.exponents()) {
            for _ in 0..exponent {
                above.push(if plural { many } else { one });
            }
            for _ in exponent..0 {
                below.push(one);
            }
        }
        match (above.is_empty(), below.is_empty()) {
            (_, true) => above.join("·"),
            (true, false) => format!("1/{}", below.join("/")),
            (false, false) => format!("{}/{}", above.join("·"), below.join("/")),
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spell(true))
    }
}

/// How a figure wants to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Style {
    /// By its unit, with the prefix that gives one to three digits before the point.
    #[default]
    Auto,
    /// A share of one.
    Percent,
    /// A multiple: `1.41×`.
    Times,
    /// Counted, never fractional.
    Whole,
}

/// The number and its unit apart, since the page sets them in different sizes.
fn parts(value: f64, unit: Unit, style: Style) -> (String, String) {
    match style {
        // Nobody acts on a tenth of a percent, except near nothing and where all but a little is not all.
        Style::Percent if value >= 0.0995 && !(0.995..1.0).contains(&value) => {
            return (group((value * 100.0).round()), "%".to_owned());
        }
        Style::Percent => return (significant((value * 1000.0).round() / 10.0), "%".to_owned()),
        Style::Times => return (significant(value), "×".to_owned()),
        Style::Whole => return (group(value), unit.spell(true)),
        Style::Auto => {}
    }
    let scaled = |scale: &[(f64, &str)], behind: &str| {
        let (factor, name) =
            scale.iter().find(|(factor, _)| value.abs() >= *factor).or(scale.last()).copied().unwrap_or((1.0, ""));
        (significant(value / factor), format!("{name}{behind}"))
    };
    const BYTES: [(f64, &str); 6] = [(1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B")];
    const PLAIN: [(f64, &str); 3] = [(1e9, " G"), (1e6, " M"), (1.0, "")];
    if value == f64::INFINITY && unit == Unit::SECOND {
        ("without end".to_owned(), String::new())
    } else if !value.is_finite() {
        (significant(value), unit.spell(true))
    } else if unit.exponents()[0] == 1 {
        let rest = unit.per(Unit::BYTE).spell(false);
        let rest = rest.strip_prefix("1/").map_or(rest.clone(), |below| format!("/{below}"));
        scaled(&BYTES, &if rest.is_empty() || rest.starts_with('/') { rest } else { format!("·{rest}") })
    } else if unit == Unit::SECOND && value != 0.0 {
        scaled(
            &[(2.0 * DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (1.0, "s"), (1e-3, "ms"), (1e-6, "µs")]
                .map(|(f, n)| (if n == "d" { DAY } else { f }, n)),
            "",
        )
    } else if unit == Unit::USD {
        // Whole dollars, except where there would be none left.
        (if value >= 1.0 || value == 0.0 { group(value) } else { format!("{value:.2}") }, "USD".to_owned())
    } else if value.abs() >= 1e6 {
        let (number, prefix) = scaled(&PLAIN, "");
        (number, format!("{}{}", prefix.trim_start(), unit.spell(true)))
    } else if value != 0.0 && value.abs() < 1e-3 {
        let exponent = value.abs().log10().floor() as i32;
        (format!("{}·10^{exponent}", significant(value / 10f64.powi(exponent))), unit.spell(true))
    } else {
        (significant(value), unit.spell(true))
    }
}

fn join(number: &str, unit: &str) -> String {
    match unit {
        "" => number.to_owned(),
        "×" => format!("{number}×"),
        "USD" => format!("${number}"),
        unit => format!("{number}\u{202f}{unit}"),
    }
}

/// A figure as a reader sees it: number and unit, `$1 030`, `41 %`, `1.41×`, `2.0 MB/s`.
#[must_use]
pub fn show(value: f64, unit: Unit, style: Style) -> String {
    let (number, unit) = parts(value, unit, style);
    join(&number, &unit)
}

/// The same with the unit apart, for where it is set smaller. The signs of money and multiples stay with the number.
#[must_use]
pub fn show_apart(value: f64, unit: Unit, style: Style) -> (String, String) {
    let (number, unit) = parts(value, unit, style);
    if matches!(unit.as_str(), "×" | "USD") { (join(&number, &unit), String::new()) } else { (number, unit) }
}

/// A range, unit once: `51–386 GB`. Bounds that read the same are one number.
#[must_use]
pub fn show_range(low: f64, high: f64, unit: Unit, style: Style) -> String {
    let (first, first_unit) = parts(low, unit, style);
    let (last, last_unit) = parts(high, unit, style);
    if first_unit == last_unit {
        if first == last {
            return join(&last, &last_unit);
        }
        // One grain for both ends, or the finer one would claim more than the coarser.
        let joined = join(&last, &last_unit);
        return if last_unit == "USD" { format!("${first}–{last}") } else { format!("{first}–{joined}") };
    }
    let first = join(&first, &first_unit);
    if high.is_infinite() { format!("{first} or more") } else { format!("{first}–{}", join(&last, &last_unit)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_people_write_them() {
        let rate = Unit::BYTE.per(Unit::SECOND);
        for (value, unit, style, text) in [
            (2e6, rate, Style::Auto, "2.0\u{202f}MB/s"),
            (153e9, Unit::BYTE, Style::Auto, "153\u{202f}GB"),
            (1030.0, Unit::USD, Style::Auto, "$1\u{202f}030"),
            (0.41, Unit::ONE, Style::Percent, "41\u{202f}%"),
            (1.414, Unit::ONE, Style::Times, "1.41×"),
            (29_880.0, Unit::SECOND, Style::Auto, "8.3\u{202f}h"),
            (7.2e6, Unit::BYTE.per(Unit::SEARCH), Style::Auto, "7.2\u{202f}MB/search"),
            (197e15, Unit::BYTE, Style::Auto, "197\u{202f}PB"),
            (0.0, Unit::SECOND, Style::Auto, "0\u{202f}s"),
            (f64::INFINITY, Unit::SECOND, Style::Auto, "without end"),
            (f64::INFINITY, Unit::SPAN.per(Unit::SECOND), Style::Auto, "∞\u{202f}spans/s"),
            (4000.0, Unit::SPAN.per(Unit::SECOND), Style::Auto, "4\u{202f}000\u{202f}spans/s"),
        ] {
            assert_eq!(show(value, unit, style), text);
        }
        assert_eq!(show_apart(4000.0, Unit::SPAN.per(Unit::SECOND), Style::Auto), ("4\u{202f}000".into(), "spans/s".into()));
        assert_eq!(show_apart(1030.0, Unit::USD, Style::Auto), ("$1\u{202f}030".into(), String::new()));
        assert_eq!(show_range(51e9, 386e9, Unit::BYTE, Style::Auto), "51–386\u{202f}GB");
        assert_eq!(show_range(3_600.0, f64::INFINITY, Unit::SECOND, Style::Auto), "1.0\u{202f}h or more");
        assert_eq!(show_range(883.0, 883.2, Unit::USD, Style::Auto), "$883");
    }

    #[test]
    fn units_multiply_and_divide() {
        let cost = Unit::CORE.per(Unit::BYTE.per(Unit::SECOND)).times(Unit::BYTE.per(Unit::SECOND));
        assert_eq!(cost, Unit::CORE);
        assert_eq!(Unit::SPAN.per(Unit::SECOND).to_string(), "spans/s");
        let far = Unit::NODE.per(Unit::BYTE).per(Unit::BYTE).times(Unit::CORE).per(Unit::SEARCH);
        assert_eq!(far.exponents(), [-2, 0, 0, 0, 0, -1, 1, 0, 1]);
        assert_eq!(far.times(Unit::BYTE).times(Unit::BYTE).to_string(), "cores·nodes/search");
    }
}
