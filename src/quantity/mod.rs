//! Text <-> numbers with a dimension. Goes in: what people type (`120k/s`, `1.5Gi`, `7d`). Comes out: a number in the
//! dimension's base unit, or a sentence that says what to type.
//!
//! MB is 10^6 bytes and MiB is 2^20 everywhere; nothing converts one into the other in silence: sizes, rates
//! and amounts a day are types of their own.

mod amount;
mod number;
mod parse;
mod unit;

pub use amount::{
    Amount, Billed, Binary, Bits, Bytes, Counted, Decimal, GB, GIB, KIB, Lookups, MB, MIB, PerDay, PerSecond, Searches, Spans,
};
pub use number::{ascii, decimal, group, significant};
pub use parse::{Parsed, parse};
pub use unit::{Style, Unit, show, show_apart, show_range};

pub const MINUTE: f64 = 60.0;
pub const HOUR: f64 = 3_600.0;
pub const DAY: f64 = 86_400.0;
/// A month of the price lists: 730 hours.
pub const MONTH: f64 = 730.0 * HOUR;

/// What an editable number measures. It decides which units may be typed and how the number is written back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Things that come whole: replicas, zones, tokens.
    Count,
    /// A plain ratio; base unit 1.
    Factor,
    /// A part of a whole, in per cent; base unit 1, the whole.
    Share,
    /// CPU as Kubernetes counts it; base unit one core.
    Cpu,
    /// Memory and volumes as Kubernetes writes them; base unit one byte. A bare number is refused.
    Memory,
    /// Sizes of data: spans, traces, blocks; base unit one byte.
    Size,
    /// Base unit one second.
    Duration,
    /// Spans per second; a byte rate is taken too and answered as such, see [`Parsed::byte_rate`].
    SpanRate,
    /// Bytes per second.
    ByteRate,
    /// Searches, lookups per second.
    EventRate,
}

impl Dimension {
    /// What stands behind the number in a field, when the number carries no unit of its own.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Dimension::SpanRate | Dimension::EventRate => "/s",
            Dimension::Factor => "×",
            _ => "",
        }
    }

    /// A value that shows a newcomer the form.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Dimension::Count => "3",
            Dimension::Factor => "2 or 1.5",
            Dimension::Share => "40%",
            Dimension::Cpu => "500m or 2",
            Dimension::Memory => "8Gi or 512Mi",
            Dimension::Size => "500 B, 5 MB or 500 MiB",
            Dimension::Duration => "30s, 15m, 7d",
            Dimension::SpanRate => "120k/s or 5 TB/day",
            Dimension::ByteRate => "15 MB/s",
            Dimension::EventRate => "1/s",
        }
    }
}

/// Writes a value so that [`parse`] reads the same value back, in ASCII, with the unit people use for it.
#[must_use]
pub fn write(dimension: Dimension, value: f64) -> String {
    match dimension {
        Dimension::Count | Dimension::Factor => plain(value),
        // Through millionths, which a share comes in: 0.07 x 100 is not 7.
        Dimension::Share => format!("{}%", plain((value * 1e6).round() / 1e4)),
        Dimension::Cpu => {
            let millis = (value * 1000.0).round();
            if divides(1000.0, millis) { plain(millis / 1000.0) } else { format!("{}m", plain(millis)) }
        }
        Dimension::Memory => memory(value),
        Dimension::Size => format!("{} {}", plain(scale(value).0), scale(value).1),
        Dimension::Duration => duration(value),
        Dimension::SpanRate | Dimension::EventRate => format!("{}/s", plain(value)),
        Dimension::ByteRate => format!("{} {}/s", plain(scale(value).0), scale(value).1),
    }
}

/// Whether a whole number is a multiple of a whole unit.
fn divides(unit: f64, value: f64) -> bool {
    value.fract() == 0.0 && value < 9e18 && (value as u64).is_multiple_of(unit as u64)
}

/// The shortest decimal that reads back as the same number.
fn plain(value: f64) -> String {
    format!("{value}")
}

/// Memory and volumes the way a manifest spells them: `Gi`, `Mi` or `Ki` when whole, else the decimal suffix that is whole.
#[must_use]
pub fn memory(bytes: f64) -> String {
    for (unit, name) in
        [(GIB.of(1.0), "Gi"), (MIB.of(1.0), "Mi"), (GB.of(1.0), "G"), (MB.of(1.0), "M"), (KIB.of(1.0), "Ki"), (1e3, "k")]
    {
        if bytes >= unit && divides(unit, bytes) {
            return format!("{}{name}", plain(bytes / unit));
        }
    }
    format!("{} B", plain(bytes))
}

/// The unit in which a size is the shortest whole number, decimal before binary where both are as short: 500 MiB is not
/// 524288 kB.
fn scale(bytes: f64) -> (f64, &'static str) {
    const UNITS: [(f64, &str); 9] = [
        (1e12, "TB"),
        (GB.of(1.0), "GB"),
        (MB.of(1.0), "MB"),
        (1e3, "kB"),
        (1.0, "B"),
        (GIB.of(1024.0), "TiB"),
        (GIB.of(1.0), "GiB"),
        (MIB.of(1.0), "MiB"),
        (KIB.of(1.0), "KiB"),
    ];
    UNITS
        .into_iter()
        .filter(|(unit, _)| bytes >= *unit && divides(*unit, bytes))
        .map(|(unit, name)| (bytes / unit, name))
        .min_by_key(|(value, _)| plain(*value).len())
        .unwrap_or((bytes, "B"))
}

/// A duration in the largest unit that divides it; weeks are not used since nobody writes retention in them.
#[must_use]
pub fn duration(seconds: f64) -> String {
    let millis = (seconds * 1000.0).round();
    if millis == 0.0 {
        return "0s".to_owned();
    }
    for (unit, name) in [(DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (1.0, "s")] {
        if millis >= unit * 1000.0 && divides(unit * 1000.0, millis) {
            return format!("{}{name}", plain(millis / unit / 1000.0));
        }
    }
    format!("{}ms", plain(millis))
}

/// A duration in the one form both of Tempo's parsers take: `h`, `m`, `s`, `ms` in that order, each at most once.
#[must_use]
pub fn go_duration(seconds: f64) -> String {
    let mut rest = (seconds * 1000.0).round() as u64;
    if rest == 0 {
        return "0s".to_owned();
    }
    let mut text = String::new();
    for (unit, name) in [(3_600_000, "h"), (60_000, "m"), (1_000, "s"), (1, "ms")] {
        if rest >= unit {
            text.push_str(&format!("{}{name}", rest / unit));
            rest %= unit;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_spelled_as_a_manifest_spells_it() {
        for (bytes, text) in
            [(GIB.of(8.0), "8Gi"), (GIB.of(1.5), "1536Mi"), (GB.of(1.5), "1500M"), (GB.of(10.0), "10G"), (MIB.of(512.0), "512Mi")]
        {
            assert_eq!(memory(bytes), text);
        }
    }

    #[test]
    fn durations_for_tempo_have_no_days() {
        for (seconds, text) in [(7.0 * DAY, "168h"), (5_400.0, "1h30m"), (0.25, "250ms"), (0.0, "0s"), (90.0, "1m30s")] {
            assert_eq!(go_duration(seconds), text);
        }
    }

    #[test]
    fn written_values_read_back() {
        for (dimension, value) in [
            (Dimension::Cpu, 0.5),
            (Dimension::Cpu, 2.0),
            (Dimension::Memory, GIB.of(1.5)),
            (Dimension::Memory, GB.of(1.5)),
            (Dimension::Size, 524_288_000.0),
            (Dimension::Size, 500.0),
            (Dimension::Duration, 7.0 * DAY),
            (Dimension::Duration, 0.25),
            (Dimension::SpanRate, 2000.0),
            (Dimension::SpanRate, 1234.5),
            (Dimension::ByteRate, 15e6),
            (Dimension::EventRate, 0.1),
            (Dimension::Count, 3.0),
            (Dimension::Factor, 1.5),
            (Dimension::Share, 0.07),
            (Dimension::Share, 0.083_333),
            (Dimension::Share, 1.0),
        ] {
            let text = write(dimension, value);
            let read = parse(dimension, &text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(read.value, value, "{text}");
        }
    }
}
