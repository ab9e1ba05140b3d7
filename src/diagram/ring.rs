//! The ring: the full circle, and a part of it drawn straight with every token.
//!
//! Goes in: a [`RingView`], the ring and what of it is looked at. Comes out: scenes of few shapes, one path per ingester, since
//! a browser cannot redraw 38 400 marks within a frame. The circle is binned to pixels and thin owners can vanish from it:
//! figures come from [`Ring::ownership`], never from the bins.

mod bars;
mod circle;
mod lanes;
mod strip;

pub use bars::{Shares, ownership};
pub use circle::{ring_circle, token_at};
pub use strip::ring_strip;

use super::scene::{Group, Scene, Shape, Size};
use crate::ring::{KEYS, Outcome, Ring, Walk};

/// What the hue of a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Colouring {
    #[default]
    Ingester,
    Zone,
}

/// The part of the ring that is drawn straight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub centre: u32,
    /// In keys, 2^32 at most.
    pub width: u64,
}

impl Window {
    const SMALLEST: u64 = 1 << 12;

    #[must_use]
    pub fn new(centre: u32, width: u64) -> Window {
        Window { centre, width: width.clamp(Window::SMALLEST, KEYS) }
    }

    /// Room for the whole walk, from a little before the key to a little behind the last copy; a hundredth of the ring around
    /// zero without one.
    #[must_use]
    pub fn around(ring: &Ring, walk: Option<&Walk>) -> Window {
        let Some(walk) = walk else { return Window::new(0, KEYS / 100) };
        let last = walk.steps.iter().rfind(|step| matches!(step.outcome, Outcome::Takes { .. } | Outcome::Drops { .. }));
        let way = last.map_or(0, |step| u64::from(step.token.wrapping_sub(walk.key)));
        // Three mean gaps at least, so that there is something to see when the first tokens do it.
        let gaps = 3 * KEYS / ring.tokens().len().max(1) as u64;
        let width = (way.max(gaps) * 4 / 3).min(KEYS);
        Window::new(walk.key.wrapping_add((width * 2 / 5) as u32), width)
    }

    #[must_use]
    pub fn start(self) -> u32 {
        self.centre.wrapping_sub((self.width / 2) as u32)
    }

    /// Turned by so many widths.
    #[must_use]
    pub fn moved(self, widths: f64) -> Window {
        let by = (widths * self.width as f64).rem_euclid(KEYS as f64) as u64;
        Window { centre: self.centre.wrapping_add(by as u32), ..self }
    }

    /// Narrower by `factor`, or wider when it is below one.
    #[must_use]
    pub fn zoomed(self, factor: f64) -> Window {
        Window::new(self.centre, (self.width as f64 / factor.max(1e-9)) as u64)
    }

    /// Where a token stands in it: 0 at its start, 1 at its end. `None` outside.
    fn position(self, token: u32) -> Option<f64> {
        let offset = u64::from(token.wrapping_sub(self.start()));
        (offset < self.width).then_some(offset as f64 / self.width as f64)
    }
}

/// A ring and what of it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct RingView<'a> {
    pub ring: &'a Ring,
    pub colouring: Colouring,
    pub window: Window,
    /// The walk of the typed tenant and trace id.
    pub walk: Option<&'a Walk>,
}

/// Circle and strip in one picture: side by side where there is width, else one above the other.
#[must_use]
pub fn ring(view: &RingView, size: Size) -> Scene {
    let (circle_size, strip_size, at) = if size.width >= 1.2 * size.height {
        let half = size.width / 2.0;
        let strip = Size { width: half - 16.0, height: size.height.min(160.0) };
        (Size { width: half, ..size }, strip, (half + 16.0, 0.0))
    } else {
        let strip = Size { width: size.width, height: (size.height * 0.3).min(160.0) };
        let circle = Size { height: size.height - strip.height, ..size };
        (circle, strip, (0.0, circle.height))
    };
    let (circle, strip) = (ring_circle(view, circle_size), ring_strip(view, strip_size));
    let mut shapes = circle.shapes;
    shapes.push(Shape::Group(Group {
        key: "window".to_owned(),
        class: "window".to_owned(),
        at,
        label: strip.description,
        children: strip.shapes,
        ..Group::default()
    }));
    Scene { size, shapes, ..circle }
}

/// A share of the ring as the axis has it: `76.4 %`.
fn percent_of_ring(key: u64) -> String {
    let percent = key as f64 / KEYS as f64 * 100.0;
    format!("{percent:.1}\u{202f}%")
}

#[cfg(test)]
mod tests;
