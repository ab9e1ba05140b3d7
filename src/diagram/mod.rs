//! Pictures: from an assessment to positions and classes. No DOM, no colour; two renderers draw the same scene.

mod flow;
mod node;
mod scene;
mod svg;

pub use flow::flow;
pub use scene::{Group, Scene, Shape, Size, Target, coordinate, nearest};
pub use svg::svg;
