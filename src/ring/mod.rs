//! Placement of traces on ingesters, exactly as Tempo 2.10 does it.
//!
//! Goes in: a [`RingSpec`], what decides a ring, or a [`RingPage`], what a running one says of itself. Comes out: a [`Ring`], the
//! sorted tokens with their owners, and from it the [`ReplicationSet`] of a key with the [`Walk`] that found it, the
//! [`Ownership`] of every instance, the [`Moves`] when one comes or goes, and the ring of one tenant's
//! [shard](Ring::shuffle_shard). Shares are integers out of 2^32, so nothing is rounded before it is shown.
//!
//! ```
//! use tempo_designer::design::Design;
//! use tempo_designer::ring::{Operation, Ring, RingSpec, SINGLE_TENANT, explain, random_trace, token_for};
//!
//! let design = Design::default();
//! let ring = Ring::build(&RingSpec::of(&design));
//! assert_eq!(ring.ownership().max_in_set().value(), 1.0, "3 ingesters at RF 3 hold every trace");
//!
//! let walk = ring.walk(token_for(SINGLE_TENANT, random_trace(1)), Operation::Write);
//! assert_eq!(walk.verdict(), "2 of 3 have to answer, 1 may fail.");
//! assert!(explain(&ring, &walk)[0].text.ends_with("takes copy 1"));
//!
//! let more = ring.update(&RingSpec::with_one_more(&design));
//! assert!(more.moves(3).when_it_joins(&more).starts_with("tempo-ingester-3 becomes first for "));
//! ```
//!
//! The words and the rules are those of grafana/dskit `ring/` at the commit that Tempo v2.10.8 vendors, and of Tempo's own
//! `pkg/ring/ring.go` and `pkg/util/hash.go`; `tests/ring.rs` holds vectors computed by that code.

mod explain;
mod go_rand;
mod moment;
mod moves;
mod outage;
mod ownership;
mod page;
mod placement;
mod shard;
mod spec;
mod spread;
mod sweep;
mod tokens;
mod trace;
mod walk;

pub use explain::{Line, Mark, explain};
pub use go_rand::GoRand;
pub use moment::Moment;
pub use moves::{Moves, one_less, one_more};
pub use outage::{Gone, HEARTBEAT_TIMEOUT, Impact, Loss, Outage, ReadError, Votes, WholeRing, WorstPair};
pub use ownership::{Ownership, Share};
pub use page::{MOST_BYTES, Member, RingPage, read_page};
pub use placement::Placement;
pub use shard::shard_seed;
pub use spec::{Instance, RingSpec, State};
pub use spread::Spread;
pub use sweep::Sweep;
pub use tokens::{Ring, SplitMix64};
pub use trace::{SINGLE_TENANT, parse_tenant, parse_trace, random_trace, token_for, trace_text};
pub use walk::{Operation, Outcome, Quorum, ReplicationSet, RingError, Step, Walk};

/// All keys there are: 2^32.
pub const KEYS: u64 = 1 << 32;
