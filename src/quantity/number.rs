//! Digits: what the reader sees.

/// Reads `12`, `1.5`, `.5`, `1.2e5`, without a sign: the double nearest to it, for up to 15 digits and powers of ten up to 22.
///
/// Such a number is the quotient or product of two doubles that are exact, so that one operation rounds once (Clinger 1990,
/// the fast path of every reader). Finer ones are beyond what a field takes; the general reader of the standard library
/// costs the page 14 kB.
#[must_use]
pub fn decimal(text: &str) -> Option<f64> {
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (mut mantissa, mut places, mut any, mut pointed) = (0u64, 0i32, false, false);
    for c in digits.chars() {
        match c.to_digit(10) {
            Some(digit) => {
                mantissa = mantissa.checked_mul(10)?.checked_add(u64::from(digit))?;
                any = true;
                places += i32::from(pointed);
            }
            None if c == '.' && !pointed => pointed = true,
            None => return None,
        }
    }
    // A tail of zeros is no finer: 0.50000000000000000.
    while places > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        places -= 1;
    }
    let power = exponent.checked_sub(places)?;
    if !any || mantissa >= 1_000_000_000_000_000 || !(-22..=22).contains(&power) {
        return if any && mantissa == 0 { Some(0.0) } else { None };
    }
    let value = mantissa as f64;
    Some(if power < 0 { value / 10f64.powi(-power) } else { value * 10f64.powi(power) })
}

/// Groups the digits of a whole number by three with U+202F, the narrow no-break space.
#[must_use]
pub fn group(value: f64) -> String {
    let text = format!("{:.0}", value.abs());
    let mut out = String::with_capacity(text.len() + text.len() / 3 * 3);
    if value < 0.0 && text != "0" {
        out.push('-');
    }
    for (at, digit) in text.chars().enumerate() {
        if at > 0 && (text.len() - at) % 3 == 0 {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// Three significant digits, grouped; a trailing zero only behind a decimal point that means something.
#[must_use]
pub fn significant(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() {
        return if value > 0.0 { "∞".to_owned() } else { "−∞".to_owned() };
    }
    let magnitude = value.abs().log10().floor() as i32;
    let digits = 10f64.powi(magnitude - 2);
    let rounded = (value / digits).round() * digits;
    if rounded.abs() >= 100.0 {
        return group(rounded);
    }
    // Rounding may have carried into the next power of ten: 9.996 is 10.0, not 10.00.
    let decimals = (2 - rounded.abs().log10().floor() as i32).clamp(0, 9) as usize;
    let text = format!("{rounded:.decimals$}");
    if text.contains('.') {
        // 2.00 reads as a claim of precision; 2.0 says "not a count". From ten on the zero says nothing more.
        let trimmed = text.trim_end_matches('0');
        return match trimmed.strip_suffix('.') {
            Some(whole) if whole.len() > 1 => whole.to_owned(),
            Some(_) => format!("{trimmed}0"),
            None => trimmed.to_owned(),
        };
    }
    text
}

/// A text as other programs take it: ASCII blanks, dashes and signs for those that the page sets, and no line breaks.
#[must_use]
pub fn ascii(text: &str) -> String {
    let plain = text.replace(['–', '−'], "-").replace('×', "x").replace('→', "->").replace('≤', "<=").replace('≥', ">=");
    let plain = plain.replace(['“', '”'], "\"").replace('’', "'");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_the_nearest_doubles() {
        for text in [
            "0",
            "0.0",
            ".5",
            "5.",
            "1.2e5",
            "0.4032",
            "123456789012345",
            "0.1",
            "2.675",
            "9.99999999999999e-8",
            "1e22",
            "0.000000001",
        ] {
            assert_eq!(decimal(text), text.parse().ok(), "{text}");
        }
        for text in ["", ".", "e5", "1e", "1.2.3", "-1", "1e400", "1234567890123456", "x"] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn three_digits_and_no_false_zeros() {
        for (value, text) in [
            (5632.0, "5\u{202f}630"),
            (1.4146, "1.41"),
            (2.0, "2.0"),
            (0.0123, "0.0123"),
            (9.996, "10"),
            (99.96, "100"),
            (153.2, "153"),
            (0.0, "0"),
            (1030.0, "1\u{202f}030"),
            (12.0, "12"),
        ] {
            assert_eq!(significant(value), text, "{value}");
        }
        assert_eq!(group(1_234_567.0), "1\u{202f}234\u{202f}567");
    }
}
