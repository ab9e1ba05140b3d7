//! How even the ring is: the share of every ingester against the spread that random tokens give.

use super::Colouring;
use super::lanes::{self, Lanes};
use crate::diagram::scene::{Group, Scene, Shape, Shapes, Size, path, rect, text};
use crate::quantity::{group, significant};
use crate::ring::{KEYS, Ownership, Ring, Spread};

/// Which share is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Shares {
    /// Traces for which an ingester comes first.
    #[default]
    First,
    /// Traces of which an ingester holds a copy: what it receives.
    Copies,
}

/// Bars with names up to here.
const ROWS: usize = 16;
/// A column for each ingester up to here; above, ingesters of like share are counted together.
const COLUMNS: usize = 60;
const ROW: f64 = 22.0;
/// Columns and histogram grow no higher than this, captions included.
const HIGHEST: f64 = 210.0;
/// Room below the bars for the two captions.
const CAPTION: f64 = 38.0;

/// Shares per ingester as bars, columns or, for many, as a histogram; with max/mean and the band of the expected spread.
///
/// The band is theory: nine ingesters of ten fall into it when tokens are random ([`Spread`]).
#[must_use]
pub fn ownership(ring: &Ring, told: &Ownership, colouring: Colouring, shares: Shares, size: Size) -> Scene {
    let (keys, spread, imbalance, title) = match shares {
        Shares::First => {
            (&told.primary, Spread::primary(ring), told.primary_max_over_mean(), "Who comes first, share of all traces")
        }
        Shares::Copies => (&told.in_set, Spread::in_set(ring), told.max_over_mean(), "Who holds a copy, share of all traces"),
    };
    let count = keys.len();
    let mean = keys.iter().sum::<u64>() as f64 / (KEYS as f64 * count.max(1) as f64);
    let values: Vec<f64> = keys.iter().map(|&keys| keys as f64 / KEYS as f64).collect();
    let low = Size { height: size.height.min(HIGHEST), ..size };
    let named = count <= ROWS && count as f64 * ROW + CAPTION <= size.height;
    let bars = Bars { ring, lanes: Lanes::of(ring, colouring), values: &values, mean, spread, size: low };
    let (mut shapes, bottom) = match count {
        0 => (Vec::new(), 0.0),
        _ if named => bars.rows(),
        _ if count <= COLUMNS => bars.columns(),
        _ => bars.histogram(),
    };
    let (imbalance, expected) = (significant(imbalance), significant(spread.max_p95));
    shapes.put(text(0.0, bottom + 18.0, format!("max/mean {imbalance}, expected up to {expected}"), "s"));
    let band = match ring.tokens_per_instance() {
        Some(tokens) => format!("band: 9 ingesters of 10 with {} random tokens", group(tokens as f64)),
        None => "band: 9 ingesters of 10 with random tokens".to_owned(),
    };
    shapes.put(text(0.0, bottom + 33.0, band, "x"));
    let description = format!(
        "{} ingesters, the mean is {}; the largest share is {imbalance} times the mean. With random tokens nine of ten lie between {} \
         and {} of the mean, and in 19 rings of 20 none is above {expected}.",
        group(count as f64),
        percent(mean),
        significant(spread.low),
        significant(spread.high)
    );
    let size = Size { height: (bottom + CAPTION).min(size.height), ..size };
    Scene { id: "ownership", size, title: title.to_owned(), description, shapes }
}

/// Each form gives its shapes and where it ends; the captions follow below.
struct Bars<'a> {
    ring: &'a Ring,
    lanes: Lanes,
    values: &'a [f64],
    mean: f64,
    spread: Spread,
    size: Size,
}

impl Bars<'_> {
    fn full(&self) -> f64 {
        self.values.iter().copied().fold(self.mean * self.spread.high, f64::max).max(f64::MIN_POSITIVE)
    }

    fn named(&self, at: usize, children: Vec<Shape>) -> Shape {
        let instance = &self.ring.instances()[at];
        let (id, relative) = (instance.id.clone(), significant(self.values[at] / self.mean));
        let label = format!("{}: {}, {relative} of the mean", instance.called(&id), percent(self.values[at]));
        Shape::Group(Group { key: id, label, children, ..Group::default() })
    }

    fn class(&self, at: usize) -> String {
        // Tones part neighbours in a lane; bars are apart already.
        let class = &self.lanes.marks[at].class;
        let hue = class.split(' ').next().unwrap_or_default();
        format!("bar {hue}{}", if class.ends_with(" off") { " off" } else { "" })
    }

    fn rows(&self) -> (Vec<Shape>, f64) {
        let name = |at: usize| {
            let instance = &self.ring.instances()[at];
            instance.called(&lanes::name(&instance.id))
        };
        let widest = (0..self.values.len()).map(|at| name(at).chars().count()).max().unwrap_or(0);
        let left = (8.0 + 6.2 * widest as f64).min(self.size.width / 2.0);
        let width = (self.size.width - left - 52.0).max(10.0);
        let x = |value: f64| left + width * value / self.full();
        let bottom = self.values.len() as f64 * ROW;
        let (low, high) = (x(self.mean * self.spread.low), x(self.mean * self.spread.high));
        let mut shapes = vec![rect(low, 0.0, high - low, bottom, 0.0, "band")];
        for (at, &value) in self.values.iter().enumerate() {
            let y = at as f64 * ROW;
            let children = vec![
                text(0.0, y + 15.0, name(at), "s"),
                rect(left, y + 3.0, x(value) - left, ROW - 6.0, 2.0, &self.class(at)),
                text(self.size.width, y + 15.0, percent(value), "s strong end"),
            ];
            shapes.put(self.named(at, children));
        }
        shapes.put(path(format!("M{:.1} 0V{bottom:.1}", x(self.mean)), "mean"));
        (shapes, bottom)
    }

    fn columns(&self) -> (Vec<Shape>, f64) {
        let (top, bottom) = (16.0, self.size.height - CAPTION - 4.0);
        let width = self.size.width / self.values.len() as f64;
        let y = |value: f64| bottom - (bottom - top) * value / self.full();
        let (low, high) = (y(self.mean * self.spread.low), y(self.mean * self.spread.high));
        let mut shapes = vec![rect(0.0, high, self.size.width, low - high, 0.0, "band")];
        for (at, &value) in self.values.iter().enumerate() {
            let bar = rect(at as f64 * width + width * 0.1, y(value), width * 0.8, bottom - y(value), 1.0, &self.class(at));
            shapes.put(self.named(at, vec![bar]));
        }
        shapes.put(path(format!("M0 {:.1}H{:.1}", y(self.mean), self.size.width), "mean"));
        shapes.put(text(0.0, 10.0, format!("the mean is {}", percent(self.mean)), "x"));
        (shapes, bottom)
    }

    /// Ingesters counted by their share over the mean.
    fn histogram(&self) -> (Vec<Shape>, f64) {
        let relative = |value: &f64| value / self.mean;
        let low = self.values.iter().map(relative).fold(self.spread.low, f64::min);
        let high = self.values.iter().map(relative).fold(self.spread.high, f64::max);
        let span = (high - low).max(1e-6);
        let bins = ((self.size.width / 14.0) as usize).clamp(8, 40);
        let mut counts = vec![0usize; bins];
        for value in self.values {
            let bin = ((relative(value) - low) / span * bins as f64) as usize;
            counts[bin.min(bins - 1)] += 1;
        }
        let most = counts.iter().copied().max().unwrap_or(1).max(1);
        let (top, bottom) = (16.0, self.size.height - CAPTION - 20.0);
        let x = |relative: f64| self.size.width * (relative - low) / span;
        let mut shapes = vec![rect(x(self.spread.low), top, x(self.spread.high) - x(self.spread.low), bottom - top, 0.0, "band")];
        let width = self.size.width / bins as f64;
        let edge = |bin: usize| significant(low + span * bin as f64 / bins as f64);
        for (bin, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let height = (bottom - top) * count as f64 / most as f64;
            let bar = rect(bin as f64 * width + 1.0, bottom - height, width - 2.0, height, 1.0, "bar many");
            let label = format!("{count} ingesters have {} to {} of the mean", edge(bin), edge(bin + 1));
            shapes.put(Shape::Group(Group { key: format!("bin-{bin}"), label, children: vec![bar], ..Group::default() }));
        }
        shapes.put(path(format!("M{:.1} {top:.1}V{bottom:.1}", x(1.0)), "mean"));
        shapes.put(text(0.0, bottom + 14.0, format!("{}×", significant(low)), "x"));
        shapes.put(text(x(1.0), bottom + 14.0, format!("mean {}", percent(self.mean)), "x mid"));
        shapes.put(text(self.size.width, bottom + 14.0, format!("{}×", significant(high)), "x end"));
        shapes.put(text(0.0, 10.0, format!("{} ingesters, at most {most} in a bar", group(self.values.len() as f64)), "x"));
        (shapes, bottom + 16.0)
    }
}

pub(super) fn percent(share: f64) -> String {
    format!("{}\u{202f}%", significant(share * 100.0))
}
