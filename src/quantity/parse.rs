//! The one grammar of all fields: `[~] number [prefix] [unit] [per]`, spaces anywhere between them.
//!
//! The field supplies the dimension. What reads two ways is asked back, never guessed.

use super::number::decimal;
use super::{Bits, Bytes, DAY, Dimension, GIB, HOUR, KIB, MIB, MINUTE, MONTH, PerDay, PerSecond};

/// A number understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// In the base unit of the dimension; in bytes per second when `byte_rate` is set.
    pub value: f64,
    /// What a byte rate typed into a field of spans per second says.
    pub byte_rate: Option<PerSecond<Bytes>>,
    /// Said beside the field when the text was taken but could have meant something else.
    pub note: Option<String>,
}

/// Reads `text` as a value of `dimension`.
///
/// # Errors
/// A sentence or two: what is wrong, and what to type instead. Never panics, whatever the text.
pub fn parse(dimension: Dimension, text: &str) -> Result<Parsed, String> {
    let text = normalise(text);
    let text = text.trim();
    let text = text.strip_prefix('~').unwrap_or(text).trim();
    if text.is_empty() {
        return Err(format!("Nothing is typed. Type {}.", dimension.example()));
    }
    if text.len() > 64 {
        return Err(format!("That is too long for a number. Type {}.", dimension.example()));
    }
    let (number, rest) = number(dimension, text)?;
    let rest = rest.trim();
    let mut parsed = match dimension {
        Dimension::Count | Dimension::Factor => plain(dimension, number.value, rest, text)?,
        Dimension::Share => share(number.value, rest, text)?,
        Dimension::Cpu => cpu(number.value, rest, text)?,
        Dimension::Memory => memory(number.value, rest, text)?,
        Dimension::Size => size(number.value, rest, text)?,
        Dimension::Duration => duration(number.value, rest, text)?,
        Dimension::SpanRate | Dimension::EventRate | Dimension::ByteRate => rate(dimension, number.value, rest, text)?,
    };
    if !parsed.value.is_finite() {
        return Err(format!("“{text}” is beyond any cluster. Type {}.", dimension.example()));
    }
    if parsed.note.is_none() {
        parsed.note = number.note;
    }
    Ok(parsed)
}

fn taken(value: f64) -> Parsed {
    Parsed { value, byte_rate: None, note: None }
}

/// Full-width digits and letters, and the many kinds of space and minus, become their ASCII counterparts.
fn normalise(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'))
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{2212}' | '\u{2013}' => '-',
            '×' => 'x',
            '\u{b5}' | '\u{3bc}' => 'u',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect()
}

struct Number {
    value: f64,
    note: Option<String>,
}

/// Splits the number off the front of the text.
fn number(dimension: Dimension, text: &str) -> Result<(Number, &str), String> {
    let example = dimension.example();
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("nan") || lower.starts_with("inf") || lower.starts_with("∞") {
        return Err(format!("“{text}” is not a size of anything. Type {example}."));
    }
    if text.starts_with('-') {
        return Err(format!("“{text}” is negative. Type {example}."));
    }
    let text = text.strip_prefix('+').unwrap_or(text);
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    let mut digits = String::new();
    let mut grouped = false;
    while digit(at) {
        digits.push(bytes[at] as char);
        at += 1;
        let group = matches!(bytes.get(at), Some(b' ' | b'_' | b',' | b'\''));
        let three = digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4);
        if group && three {
            at += 1;
            grouped = true;
        } else if bytes.get(at) == Some(&b',') {
            return Err(comma(text, digits.as_str(), &text[at + 1..], grouped, example));
        }
    }
    let whole = digits.len();
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1) != Some(&b'.') {
        digits.push('.');
        at += 1;
        while digit(at) {
            digits.push(bytes[at] as char);
            at += 1;
        }
    }
    if digits.is_empty() || digits == "." {
        return Err(format!("“{text}” does not begin with a number. Type {example}."));
    }
    let decimals = digits.len().saturating_sub(whole + 1);
    let dotted = decimals == 3 && !grouped && matches!(dimension, Dimension::Count | Dimension::SpanRate);
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        if digit(at + 1 + sign) {
            let from = at;
            at += 1 + sign;
            while digit(at) {
                at += 1;
            }
            digits.push_str(&text[from..at]);
        }
    }
    let rest = &text[at..];
    let spread = rest.trim_start();
    if spread.starts_with("..") || (spread.starts_with('-') && spread.len() > 1) {
        return Err(format!("“{text}” is a range, and this field takes one number. Type {example}."));
    }
    let value: f64 = decimal(&digits).ok_or_else(|| format!("“{text}” is not a number of at most 15 digits. Type {example}."))?;
    if !value.is_finite() || value > 1e30 {
        return Err(format!("“{text}” is beyond any cluster. Type {example}."));
    }
    let note = dotted.then(|| format!("Read as {value}. For {} type it without the point.", digits.replace('.', "")));
    Ok((Number { value, note }, rest))
}

fn comma(text: &str, before: &str, after: &str, grouped: bool, example: &str) -> String {
    let decimals: String = after.chars().take_while(char::is_ascii_digit).collect();
    if grouped || decimals.is_empty() {
        return format!("“{text}” has a comma in an odd place. Type {example}.");
    }
    format!("“{text}” reads as {before}.{decimals} or as {before}{decimals}. Type one of them.")
}

fn plain(dimension: Dimension, value: f64, rest: &str, text: &str) -> Result<Parsed, String> {
    let factor = match rest {
        "" => 1.0,
        "k" | "K" if dimension == Dimension::Count => 1e3,
        "M" if dimension == Dimension::Count => 1e6,
        "x" | "times" if dimension == Dimension::Factor => 1.0,
        "%" if dimension == Dimension::Factor => 0.01,
        _ => return Err(unknown_unit(text, rest, dimension)),
    };
    let value = value * factor;
    if dimension == Dimension::Count && value.fract() != 0.0 {
        return Err(format!("“{text}” is not a whole number. Type {:.0} or {:.0}.", value.floor(), value.ceil()));
    }
    Ok(taken(value))
}

/// A bare number is per cent; one below 1 could as well be the part itself.
fn share(value: f64, rest: &str, text: &str) -> Result<Parsed, String> {
    match rest {
        "" if value > 0.0 && value < 1.0 => {
            return Err(format!("“{text}” reads as {value}% or as {}%. Type one of them.", (value * 1e6).round() / 1e4));
        }
        "" | "%" => {}
        _ => return Err(unknown_unit(text, rest, Dimension::Share)),
    }
    let millionths = value * 1e4;
    if (millionths - millionths.round()).abs() > 1e-6 {
        return Err(format!("“{text}” is finer than a ten-thousandth of a per cent. Type {}%.", millionths.round() / 1e4));
    }
    Ok(taken(millionths.round() / 1e6))
}

fn cpu(value: f64, rest: &str, text: &str) -> Result<Parsed, String> {
    let value = match rest.to_ascii_lowercase().as_str() {
        "" | "core" | "cores" | "cpu" | "cpus" | "vcpu" | "vcpus" => value,
        "m" if rest == "m" => value / 1000.0,
        "millicores" | "millicore" => value / 1000.0,
        _ => return Err(unknown_unit(text, rest, Dimension::Cpu)),
    };
    if rest.is_empty() && value > 1000.0 {
        return Err(format!("{value} cores? Type {value}m if millicores are meant."));
    }
    // Kubernetes rounds finer values up to a millicore; saying so beats a request that silently differs.
    let millis = value * 1000.0;
    if (millis - millis.round()).abs() > 1e-6 {
        return Err(format!("“{text}” is finer than a millicore. Type {:.0}m.", millis.ceil()));
    }
    Ok(taken(millis.round() / 1000.0))
}

/// The factor of a decimal or binary prefix, and the rest behind it.
fn prefix(unit: &str) -> (f64, &str) {
    const BINARY: [(&str, f64); 6] = [
        ("Ki", KIB.of(1.0)),
        ("Mi", MIB.of(1.0)),
        ("Gi", GIB.of(1.0)),
        ("Ti", GIB.of(1024.0)),
        ("Pi", GIB.of(MIB.of(1.0))),
        ("Ei", GIB.of(GIB.of(1.0))),
    ];
    const DECIMAL: [(&str, f64); 7] = [("k", 1e3), ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18)];
    for (name, factor) in BINARY.into_iter().chain(DECIMAL) {
        if let Some(rest) = unit.strip_prefix(name) {
            return (factor, rest);
        }
    }
    (1.0, unit)
}

fn memory(value: f64, rest: &str, text: &str) -> Result<Parsed, String> {
    if rest.is_empty() {
        return Err(if value == 0.0 {
            format!("“{text}” has no unit. Type {}.", Dimension::Memory.example())
        } else {
            format!("{value} bytes? Type {value}Gi or {value}Mi.")
        });
    }
    if rest == "m" {
        return Err(format!("“{text}” is milli-bytes to Kubernetes. Type {value}Mi."));
    }
    let (factor, unit) = prefix(rest);
    if rest == "K" || rest.starts_with("ki") || rest.starts_with("gi") || rest.starts_with("mi") {
        let upper = format!("{}{}", rest[..1].to_ascii_uppercase(), &rest[1..]);
        let meant = if rest == "K" { "Ki or k".to_owned() } else { upper };
        return Err(format!("Kubernetes does not know “{rest}”. Type {value}{meant}."));
    }
    let note = match unit {
        "" | "B" if factor != 1.0 || unit == "B" => None,
        "b" => return Err(format!("“{rest}” could be bits or bytes. Type {value}{}B.", &rest[..rest.len() - 1])),
        _ => return Err(unknown_unit(text, rest, Dimension::Memory)),
    };
    let bytes = value * factor;
    // A fraction of a byte is no more than the rounding of the decimal that was typed.
    let bytes = if (bytes - bytes.round()).abs() < 1e-3 || bytes > 1e6 { bytes.round() } else { bytes };
    if bytes.fract() != 0.0 {
        return Err(format!("“{text}” is not a whole number of bytes. Type {}.", Dimension::Memory.example()));
    }
    let binary = rest.contains('i');
    let note = note.or_else(|| {
        (!binary && factor >= 1e6).then(|| format!("= {:.1}Mi. For {value}{}i type the i.", MIB.count(bytes), &rest[..1]))
    });
    Ok(Parsed { value: bytes, byte_rate: None, note })
}

fn bytes(value: f64, rest: &str, text: &str, dimension: Dimension) -> Result<Parsed, String> {
    let lower = rest.to_ascii_lowercase();
    let (factor, unit) = prefix(rest);
    match unit {
        "" | "B" | "byte" | "bytes" | "Bytes" => return Ok(taken(value * factor)),
        "bit" | "bits" => {
            let bytes = Bits::new(value * factor).to_bytes();
            let note = Some(format!("{value} {rest} are {bytes}: 8 bits are a byte."));
            return Ok(Parsed { note, ..taken(bytes.get()) });
        }
        "b" if factor > 1.0 => {
            let prefix = &rest[..rest.len() - 1];
            return Err(format!("“{rest}” could be bytes or bits. Type {value} {prefix}B or {value} {prefix}bit."));
        }
        _ => {}
    }
    for (name, factor) in [("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12)] {
        if lower == name {
            let upper = rest.to_ascii_uppercase().replace('K', "k");
            return Ok(Parsed { value: value * factor, byte_rate: None, note: Some(format!("Read as {value} {upper}, bytes.")) });
        }
    }
    Err(unknown_unit(text, rest, dimension))
}

fn size(value: f64, rest: &str, text: &str) -> Result<Parsed, String> {
    let parsed = bytes(value, rest, text, Dimension::Size)?;
    // Sizes are whole bytes; only the rounding of a typed decimal may be left over.
    Ok(Parsed { value: parsed.value.round(), ..parsed })
}

fn time_unit(unit: &str) -> Option<f64> {
    Some(match unit {
        "ms" | "millisecond" | "milliseconds" => 0.001,
        "s" | "sec" | "second" | "seconds" => 1.0,
        "m" | "min" | "minute" | "minutes" => MINUTE,
        "h" | "hour" | "hours" => HOUR,
        "d" | "day" | "days" => DAY,
        "w" | "week" | "weeks" => 7.0 * DAY,
        "mo" | "month" | "months" => MONTH,
        "y" | "year" | "years" => 365.0 * DAY,
        _ => return None,
    })
}

/// `1h30m` as well as `90m`: repeated parts add up.
fn duration(value: f64, rest: &str, text: &str) -> Result<Parsed, String> {
    if rest.is_empty() {
        if value == 0.0 {
            return Ok(taken(0.0));
        }
        return Err(format!("{value} of what? Type {value}s, {value}m, {value}h or {value}d."));
    }
    let (mut value, mut rest, mut total) = (value, rest, 0.0);
    loop {
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (unit, after) = rest.split_at(end);
        if unit == "M" {
            return Err(format!("“{text}” could be minutes or months. Type {value}m or {value}mo."));
        }
        total += value * time_unit(unit).ok_or_else(|| unknown_unit(text, unit, Dimension::Duration))?;
        let after = after.trim();
        if after.is_empty() {
            break;
        }
        let (next, behind) = number(Dimension::Duration, after).map_err(|_| unknown_unit(text, after, Dimension::Duration))?;
        value = next.value;
        rest = behind.trim();
    }
    // Tempo's finest useful grain is the millisecond.
    let millis = total * 1000.0;
    if (millis - millis.round()).abs() > 1e-6 * millis.max(1.0) {
        return Err(format!("“{text}” is finer than a millisecond. Type {}.", Dimension::Duration.example()));
    }
    Ok(taken(millis.round() / 1000.0))
}

fn rate(dimension: Dimension, value: f64, rest: &str, text: &str) -> Result<Parsed, String> {
    let (quantity, per) = split_per(rest);
    let seconds = match per {
        None => 1.0,
        Some(unit) => time_unit(unit).ok_or_else(|| unknown_unit(text, unit, dimension))?,
    };
    let quantity = quantity.trim();
    let (factor, unit) = prefix(quantity);
    let events: &[&str] = match dimension {
        Dimension::SpanRate => &["", "span", "spans", "sp"],
        Dimension::EventRate => {
            &["", "search", "searches", "query", "queries", "request", "requests", "lookup", "lookups", "traces"]
        }
        _ => &[],
    };
    if events.contains(&unit.trim()) {
        return Ok(taken(value * factor / seconds));
    }
    if dimension == Dimension::EventRate {
        return Err(unknown_unit(text, rest, dimension));
    }
    if per.is_none() && dimension == Dimension::SpanRate {
        return Err(format!(
            "“{text}” is an amount, and a rate is asked for. Type {value} {quantity}/s or {value} {quantity}/day."
        ));
    }
    let parsed = bytes(value, quantity, text, dimension)?;
    let rate = spread(parsed.value, seconds);
    Ok(Parsed { value: rate.get(), byte_rate: (dimension == Dimension::SpanRate).then_some(rate), note: parsed.note })
}

/// Bytes in so many seconds; in a day is how volumes are quoted.
fn spread(bytes: f64, seconds: f64) -> PerSecond<Bytes> {
    if seconds == DAY { PerDay::new(bytes).per_second() } else { PerSecond::over(bytes, seconds) }
}

/// `TB/day`, `TB per day`, `TBpd`, `MBps` -> the amount and the time unit.
fn split_per(rest: &str) -> (&str, Option<&str>) {
    if let Some((amount, per)) = rest.split_once('/') {
        return (amount, Some(per.trim()));
    }
    if let Some((amount, per)) = rest.split_once("per ") {
        return (amount, Some(per.trim()));
    }
    for (ending, unit) in [("ps", "s"), ("pd", "d"), ("ph", "h")] {
        if let Some(amount) = rest.strip_suffix(ending) {
            return (amount, Some(unit));
        }
    }
    (rest, None)
}

fn unknown_unit(text: &str, unit: &str, dimension: Dimension) -> String {
    format!("“{text}”: “{}” is no unit here. Type {}.", unit.trim(), dimension.example())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(dimension: Dimension, text: &str, value: f64) {
        match parse(dimension, text) {
            Ok(parsed) => assert!((parsed.value - value).abs() <= value * 1e-9, "{text}: {} is not {value}", parsed.value),
            Err(why) => panic!("{text}: {why}"),
        }
    }

    #[track_caller]
    fn refuses(dimension: Dimension, text: &str, says: &str) {
        match parse(dimension, text) {
            Ok(parsed) => panic!("{text} was taken as {}", parsed.value),
            Err(why) => assert!(why.contains(says), "{text}: {why:?} does not say {says:?}"),
        }
    }

    #[test]
    fn what_people_type_is_read() {
        use Dimension::*;
        for text in [
            "120k/s",
            "120 k spans/s",
            "120000",
            "120 000",
            "120_000",
            "120,000",
            "1.2e5",
            "~120k",
            "120\u{202f}000/s",
            "１２０k",
        ] {
            reads(SpanRate, text, 120_000.0);
        }
        reads(SpanRate, "7.2M/min", 120_000.0);
        reads(ByteRate, "5 TB/day", 5e12 / DAY);
        reads(ByteRate, "5TBpd", 5e12 / DAY);
        reads(ByteRate, "5 TiB per day", GIB.of(5.0 * 1024.0) / DAY);
        reads(ByteRate, "40 Mbit/s", 5e6);
        reads(ByteRate, "15 MB/s", 15e6);
        for text in ["1.5Gi", "1536Mi", "1.5 GiB", "1.5 Gi"] {
            reads(Memory, text, GIB.of(1.5));
        }
        reads(Memory, "1.5GB", 1.5e9);
        reads(Memory, "0.3Gi", (GIB.of(0.3)).round());
        for text in ["500m", "0.5", ".5", "0.5 cores", "500 millicores"] {
            reads(Cpu, text, 0.5);
        }
        for text in ["7d", "168h", "1w", "7 days", "6d24h"] {
            reads(Duration, text, 7.0 * DAY);
        }
        reads(Duration, "1h30m", 5_400.0);
        reads(Size, "500", 500.0);
        reads(Size, "500 MiB", 524_288_000.0);
        reads(Factor, "1.5x", 1.5);
        reads(Count, "1,000", 1000.0);
        for text in ["40%", "40 %", "40", "4e1%"] {
            reads(Share, text, 0.4);
        }
        assert!(parse(SpanRate, "5 TB/day").is_ok_and(|p| p.byte_rate == Some(PerDay::new(5e12).per_second())));
        assert!(parse(ByteRate, "40 Mbit/s").is_ok_and(|p| p.note.is_some_and(|n| n == "40 Mbit are 5 MB: 8 bits are a byte.")));
        assert!(parse(SpanRate, "1.000").is_ok_and(|p| p.value == 1.0 && p.note.is_some()));
        assert!(parse(Memory, "1.5GB").is_ok_and(|p| p.note.is_some_and(|n| n.contains("1430.5Mi"))));
        assert!(parse(Size, "20mb").is_ok_and(|p| p.value == 2e7 && p.note.is_some()));
    }

    #[test]
    fn what_reads_two_ways_is_asked_back() {
        use Dimension::*;
        refuses(Share, "0.4", "0.4% or as 40%");
        refuses(Share, "33.33333%", "Type 33.3333%");
        refuses(Share, "40 MB", "is no unit here. Type 40%");
        refuses(Memory, "6", "6Gi or 6Mi");
        refuses(Memory, "500m", "milli-bytes");
        refuses(Memory, "1gi", "1Gi");
        refuses(SpanRate, "1,5", "1.5 or as 15");
        refuses(ByteRate, "40 Mb/s", "MB or 40 Mbit");
        refuses(Duration, "5M", "minutes or months");
        refuses(Duration, "5", "5s, 5m");
        refuses(Count, "3x", "no unit");
        refuses(Count, "2.5", "2 or 3");
        refuses(Cpu, "2000", "2000m");
        refuses(SpanRate, "5 TB", "a rate is asked");
        refuses(SpanRate, "80k-120k/s", "k");
        for text in ["-3", "NaN", "inf", "1e400", "", "   ", "lots", "e3", "--", "1,,000"] {
            refuses(SpanRate, text, "Type ");
        }
    }
}
