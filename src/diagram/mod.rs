//! Pictures: from an assessment to positions and classes. No DOM, no colour; two renderers draw the same scene.

mod flow;
mod node;
mod ring;
mod scene;
mod svg;

pub use flow::flow;
pub use ring::{Colouring, RingView, Shares, Window, ownership, ring, ring_circle, ring_strip, token_at};
pub use scene::{Group, Scene, Shape, Size, Target};
pub use svg::svg;
