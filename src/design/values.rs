//! The number types a design is made of: whole units underneath, so that a document reads back to the same value.
//! Sizes and rates are `quantity`'s, since what people type is read into them.

use crate::quantity::{Dimension, go_duration, write};
use std::fmt;

/// CPU in whole millicores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cores(u32);

impl Cores {
    #[must_use]
    pub fn from_millis(millis: u32) -> Self {
        Cores(millis)
    }

    #[must_use]
    pub fn new(cores: f64) -> Self {
        Cores((cores * 1000.0).round() as u32)
    }

    #[must_use]
    pub fn get(self) -> f64 {
        f64::from(self.0) / 1000.0
    }

    /// As a manifest spells it: `500m`, `2`.
    #[must_use]
    pub fn kubernetes(self) -> String {
        write(Dimension::Cpu, self.get())
    }
}

/// A part of a whole in whole millionths, so that shares add up to the whole exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Share(u32);

impl Share {
    pub const WHOLE: Share = Share(1_000_000);

    #[must_use]
    pub fn new(part: f64) -> Self {
        Share((part * 1e6).round() as u32)
    }

    #[must_use]
    pub fn get(self) -> f64 {
        f64::from(self.0) / 1e6
    }

    #[must_use]
    pub fn plus(self, other: Share) -> Self {
        Share(self.0.saturating_add(other.0))
    }

    /// What is left without `other`; nothing where that is more.
    #[must_use]
    pub fn less(self, other: Share) -> Self {
        Share(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write(Dimension::Share, self.get()))
    }
}

/// A duration in whole milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Millis(u64);

impl Millis {
    #[must_use]
    pub fn from_seconds(seconds: f64) -> Self {
        Millis((seconds * 1000.0).round() as u64)
    }

    #[must_use]
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// In the form both of Tempo's duration parsers take: `168h`.
    #[must_use]
    pub fn tempo(self) -> String {
        go_duration(self.seconds())
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write(Dimension::Duration, self.seconds()))
    }
}
