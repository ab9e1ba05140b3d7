//! The cheapest design that holds what is wished for.
//!
//! Goes in: a design, of which workload, provider, region, Tempo's settings and goals are kept. Comes out: replicas, requests and
//! limits, volume, node type, replication factor and zones of the cheapest design that holds the goals, and for every component
//! what forbids one replica less; or which goal to drop. What counts is judged by the same sheet, packing and ring as every
//! other figure: the search knows no formula of its own. `docs/sizing.md` says what is searched and what is promised.

mod dress;
mod judge;
mod needs;
mod outcome;
mod search;
mod space;
mod told;
mod walk;

pub use dress::dress;
pub use judge::{Broken, Wish, judge, lost, stand};
pub use outcome::{Drop, Fewer, Outcome, Sized, Sizing, size};
pub use space::{Pods, Space};
pub use told::{changed, wished, worse};

/// A utilisation may pass 100 % by so much: headroom is solved to a millionth.
const EPSILON: f64 = 2e-6;
