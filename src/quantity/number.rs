//! Digits: what the reader sees.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_and_no_false_zeros() {
        for (value, text) in [
            (5632.0, "5\u{202f}630"),
            (1.4142, "1.41"),
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
