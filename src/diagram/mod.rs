//! Pictures: from an assessment to positions and classes. No DOM, no colour; two renderers draw the same scene.

mod charts;
mod day;
mod flow;
mod hand;
mod load;
mod node;
mod nodes;
mod places;
mod ring;
mod scene;
mod svg;
mod timeline;
mod tornado;

pub use charts::{Row, cost_chart, cost_rows, growth_chart, growth_rows};
pub use day::{DAY_HEADS, day_chart, day_rows};
pub use flow::{flow, flow_in_hand};
pub use hand::{Dragged, Hand, stops};
pub use load::{LOAD_HEADS, break_rows, load_chart, load_rows};
pub use nodes::{node_rows, nodes};
pub use ring::{
    Colouring, RingView, Shares, Window, ownership, ring, ring_circle, ring_down, ring_lanes, ring_marks, ring_rows, ring_strip,
    token_at,
};
pub use scene::{Group, Scene, Shape, Size, Target, Turn, coordinate, nearest};
pub use svg::svg;
pub use timeline::{moves, timeline, timeline_rows};
pub use tornado::{tornado, tornado_rows};
