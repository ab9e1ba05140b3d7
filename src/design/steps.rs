//! The values a slider stops at, and what one key press does.

use crate::quantity::{DAY, Dimension, GIB, HOUR, MIB, MINUTE};

const DURATIONS: [f64; 47] = [
    0.1,
    0.2,
    0.5,
    1.0,
    2.0,
    3.0,
    5.0,
    10.0,
    15.0,
    20.0,
    30.0,
    45.0,
    MINUTE,
    2.0 * MINUTE,
    3.0 * MINUTE,
    5.0 * MINUTE,
    10.0 * MINUTE,
    15.0 * MINUTE,
    20.0 * MINUTE,
    30.0 * MINUTE,
    45.0 * MINUTE,
    HOUR,
    1.5 * HOUR,
    2.0 * HOUR,
    3.0 * HOUR,
    4.0 * HOUR,
    6.0 * HOUR,
    8.0 * HOUR,
    12.0 * HOUR,
    18.0 * HOUR,
    DAY,
    2.0 * DAY,
    3.0 * DAY,
    4.0 * DAY,
    5.0 * DAY,
    6.0 * DAY,
    7.0 * DAY,
    10.0 * DAY,
    14.0 * DAY,
    21.0 * DAY,
    30.0 * DAY,
    45.0 * DAY,
    60.0 * DAY,
    90.0 * DAY,
    120.0 * DAY,
    180.0 * DAY,
    365.0 * DAY,
];
const CPU: [f64; 33] = [
    0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0,
    14.0, 16.0, 20.0, 24.0, 28.0, 32.0, 40.0, 48.0, 64.0, 96.0,
];
const BINARY: [f64; 10] = [1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];
const DECADE: [f64; 10] = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];

/// The stops of a slider from `min` to `max`, both included, ascending. Their number stays below 150 for any range, and the
/// distance grows with the value, so that a thumb is as fine at 3 as at 300.
pub(super) fn ladder(dimension: Dimension, min: f64, max: f64) -> Vec<f64> {
    let mut stops = match dimension {
        Dimension::Duration => DURATIONS.to_vec(),
        Dimension::Cpu => CPU.to_vec(),
        Dimension::Memory => binary(),
        Dimension::Count => whole(max),
        Dimension::Factor if max <= 20.0 => (0..=200).map(|at| f64::from(at) / 10.0).collect(),
        _ => decades(),
    };
    stops.retain(|&stop| stop > min && stop < max && (dimension != Dimension::Size || stop.fract() == 0.0));
    stops.insert(0, min);
    stops.push(max);
    stops
}

fn binary() -> Vec<f64> {
    let mut stops: Vec<f64> = [32.0, 64.0, 96.0, 128.0, 192.0, 256.0, 384.0, 512.0, 768.0].map(|mib| MIB.of(mib)).to_vec();
    for power in [1.0, 10.0, 100.0, 1000.0] {
        stops.extend(BINARY.map(|step| MIB.of(MIB.count(GIB.of(step * power)).round())));
    }
    stops.push(GIB.of(10.0 * 1024.0));
    stops
}

fn whole(max: f64) -> Vec<f64> {
    let mut stops: Vec<f64> = (0..=20).map(f64::from).collect();
    let mut step = 2.0;
    let mut at = 20.0;
    while at < max {
        at += step;
        stops.push(at);
        // Twenty stops a doubling keeps the thumb even.
        if at >= step * 20.0 {
            step = nice(step * 1.9);
        }
    }
    stops
}

fn nice(step: f64) -> f64 {
    let power = 10f64.powi(step.log10().floor() as i32);
    let lead = step / power;
    power
        * if lead < 1.5 {
            1.0
        } else if lead < 3.5 {
            2.0
        } else if lead < 7.5 {
            5.0
        } else {
            10.0
        }
}

fn decades() -> Vec<f64> {
    let mut stops = vec![0.0];
    for exponent in -2..13 {
        let power = 10f64.powi(exponent);
        // Through text, since 1.2 * 10^n is not the double nearest to the decimal that a reader expects.
        stops.extend(DECADE.map(|step| crate::quantity::decimal(&format!("{:.4}", step * power)).unwrap_or(step * power)));
    }
    stops
}

/// The value `steps` presses away: whole steps go along the ladder, a tenth of a step moves the second digit.
pub(super) fn stepped(dimension: Dimension, min: f64, max: f64, value: f64, steps: f64) -> f64 {
    let moved = if dimension == Dimension::Count {
        value + if steps.abs() < 1.0 { steps.signum() } else { steps }
    } else if steps.abs() < 1.0 {
        let grain = match dimension {
            Dimension::Memory => {
                if value < GIB.of(1.0) {
                    MIB.of(1.0)
                } else {
                    MIB.of(128.0)
                }
            }
            Dimension::Cpu => 0.01,
            Dimension::Duration => 1.0,
            _ => 10f64.powi(value.abs().max(0.01).log10().floor() as i32 - 1),
        };
        ((value + grain * steps.signum()) / grain).round() * grain
    } else {
        walked(&ladder(dimension, min, max), value, steps as i32)
    };
    moved.clamp(min, max)
}

/// So many stops up or down a ladder that is not empty. Between two of them the first goes to the next one.
pub(super) fn walked(ladder: &[f64], value: f64, stops: i32) -> f64 {
    let count = stops.unsigned_abs() as usize;
    let at = if stops > 0 {
        (ladder.partition_point(|&stop| stop <= value) + count - 1).min(ladder.len() - 1)
    } else {
        ladder.partition_point(|&stop| stop < value).saturating_sub(count)
    };
    ladder[at]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ladders_ascend_within_their_bounds_and_stay_short() {
        for (dimension, min, max) in [
            (Dimension::Count, 1.0, 1000.0),
            (Dimension::Memory, MIB.of(64.0), GIB.of(512.0)),
            (Dimension::Cpu, 0.05, 64.0),
            (Dimension::Duration, 1.0, 365.0 * DAY),
            (Dimension::SpanRate, 0.0, 1e8),
            (Dimension::Size, 1.0, 1e9),
            (Dimension::Factor, 1.0, 20.0),
        ] {
            let stops = ladder(dimension, min, max);
            assert!(stops.windows(2).all(|pair| pair[0] < pair[1]), "{dimension:?}: {stops:?}");
            assert!(stops.len() < 200, "{dimension:?}: {}", stops.len());
            assert_eq!((stops[0], stops[stops.len() - 1]), (min, max));
        }
    }

    #[test]
    fn keys_step_to_round_values() {
        let memory = |value, steps| stepped(Dimension::Memory, MIB.of(64.0), GIB.of(512.0), value, steps);
        assert_eq!(memory(GIB.of(8.0), 1.0), GIB.of(10.0));
        assert_eq!(memory(GIB.of(8.0), -1.0), GIB.of(6.0));
        assert_eq!(memory(GIB.of(7.0), 1.0), GIB.of(8.0));
        let count = |value, steps| stepped(Dimension::Count, 1.0, 1000.0, value, steps);
        assert_eq!((count(3.0, 1.0), count(3.0, 10.0), count(3.0, -10.0), count(3.0, 0.1)), (4.0, 13.0, 1.0, 4.0));
        assert_eq!(stepped(Dimension::SpanRate, 0.0, 1e8, 2000.0, 1.0), 2500.0);
    }
}
