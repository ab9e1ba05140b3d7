//! How uneven random tokens are expected to be.

use super::Ring;

/// Shares relative to the mean that random tokens give, by the theory of random spacings.
///
/// Tokens cut the circle like uniform random points, so the share of an instance with `T` of `N x T` tokens has the
/// distribution Beta(T, (N-1) T). Its quantiles come from mean, deviation and skewness (Cornish-Fisher, first term). Against
/// 200 rings drawn with dskit, median and 95th percentile of the maximum are met within 0.03 from 3 to 300 instances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Nine instances of ten lie between these.
    pub low: f64,
    pub high: f64,
    /// The largest of all: half of all rings stay below.
    pub max_median: f64,
    /// The largest of all: 19 rings of 20 stay below.
    pub max_p95: f64,
}

impl Spread {
    /// Of the share for which an instance comes first.
    #[must_use]
    pub fn primary(ring: &Ring) -> Spread {
        let members = ring.instances().len();
        Spread::circle(members as f64, members, tokens_each(ring))
    }

    /// Of the share of which an instance holds a copy.
    ///
    /// Under zone awareness each zone is a ring of its own (an approximation when there are more zones than copies, and for
    /// zones of unequal size). Without it an instance misses what lies behind one of its tokens further than the walk goes:
    /// of the gap before each token that is longer than the way to RF others, the rest. That rest is exponential, as the gap
    /// is; length of the circle and count of the others' tokens are given, so what follows from them is taken off (regression
    /// on both). The result is matched to a Beta distribution.
    #[must_use]
    pub fn in_set(ring: &Ring) -> Spread {
        let (members, copies) = (ring.instances().len(), ring.replication_factor());
        if ring.zone_awareness() && !ring.zones().is_empty() {
            return Spread::circle(members as f64 / ring.zones().len() as f64, members, tokens_each(ring));
        }
        if members <= copies {
            return Spread::EVEN;
        }
        let count = members as f64;
        let missed = (members - copies) as f64 / count;
        let way: f64 = (0..copies).map(|seen| 1.0 / (members - seen) as f64).sum();
        let given = 1.0 + (1.0 + way) * (1.0 + way) + way * way / (count - 1.0);
        let variance = (2.0 * missed - missed * missed * given) / tokens_each(ring);
        let weight = missed * (1.0 - missed) / variance - 1.0;
        Spread::beta((1.0 - missed) * weight, missed * weight, members)
    }

    const EVEN: Spread = Spread { low: 1.0, high: 1.0, max_median: 1.0, max_p95: 1.0 };

    /// `members` share one circle; the maximum is taken over `all` of them, on all circles together.
    fn circle(members: f64, all: usize, tokens: f64) -> Spread {
        Spread::beta(tokens, tokens * (members - 1.0), all)
    }

    fn beta(own: f64, others: f64, all: usize) -> Spread {
        if !(own > 0.0 && others > 0.0) {
            return Spread::EVEN;
        }
        let sum = own + others;
        let deviation = (others / own / (sum + 1.0)).sqrt();
        let skewness = 2.0 * (others - own) * (sum + 1.0).sqrt() / ((sum + 2.0) * (own * others).sqrt());
        let at = |tail: f64, sign: f64| {
            let z = sign * normal_tail(tail);
            (1.0 + deviation * (z + skewness / 6.0 * (z * z - 1.0))).max(0.0)
        };
        let count = all as f64;
        // Few instances cannot all be large at once, so the tails simply add up; many are as good as independent.
        let median_tail = if all <= 6 { 0.5 / count } else { 1.0 - (-std::f64::consts::LN_2 / count).exp() };
        Spread { low: at(0.05, -1.0), high: at(0.05, 1.0), max_median: at(median_tail, 1.0), max_p95: at(0.05 / count, 1.0) }
    }
}

fn tokens_each(ring: &Ring) -> f64 {
    ring.tokens().len() as f64 / ring.instances().len().max(1) as f64
}

/// How many deviations above the mean a normal variable is with the probability `tail`, up to 0.5.
///
/// Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23: wrong by less than 0.0005.
fn normal_tail(tail: f64) -> f64 {
    let t = (-2.0 * tail.clamp(1e-12, 0.5).ln()).sqrt();
    t - (2.515_517 + t * (0.802_853 + t * 0.010_328)) / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)))
}

#[cfg(test)]
mod tests {
    use super::super::{Instance, RingSpec};
    use super::*;

    fn ring(instances: usize, zone_awareness: bool, seed: u64) -> Ring {
        let zone = |at| if zone_awareness { format!("zone-{}", at % 3) } else { String::new() };
        Ring::build(&RingSpec {
            replication_factor: 3,
            zone_awareness,
            instances: (0..instances).map(|at| Instance { id: at.to_string(), zone: zone(at), ..Instance::default() }).collect(),
            tokens_per_instance: 128,
            seed,
        })
    }

    /// Median and 95th percentile of max/mean over 200 rings drawn with dskit.
    #[test]
    fn theory_meets_the_rings_of_dskit() {
        for (members, primary, set, aware) in [
            (3, (1.07, 1.15), (1.00, 1.00), (1.00, 1.00)),
            (6, (1.11, 1.19), (1.07, 1.12), (1.08, 1.15)),
            (12, (1.14, 1.23), (1.08, 1.13), (1.12, 1.21)),
            (50, (1.20, 1.29), (1.11, 1.16), (1.22, 1.29)),
            (100, (1.23, 1.31), (1.13, 1.18), (1.23, 1.31)),
            (300, (1.26, 1.34), (1.15, 1.19), (1.27, 1.37)),
        ] {
            let (plain, zoned) = (ring(members, false, 1), ring(members, true, 1));
            for (told, (median, p95), what) in [
                (Spread::primary(&plain), primary, "primary"),
                (Spread::in_set(&plain), set, "set"),
                (Spread::in_set(&zoned), aware, "aware"),
            ] {
                assert!((told.max_median - median).abs() < 0.03, "{members} {what}: {told:?}, measured {median}");
                assert!((told.max_p95 - p95).abs() < 0.03, "{members} {what}: {told:?}, measured {p95}");
            }
        }
    }

    #[test]
    fn nine_of_ten_lie_in_the_band() {
        let (mut inside, mut all) = (0, 0);
        for seed in 0..40 {
            let ring = ring(12, false, seed);
            let (spread, shares) = (Spread::primary(&ring), ring.ownership().primary);
            for share in shares {
                let relative = share as f64 * 12.0 / super::super::KEYS as f64;
                inside += usize::from((spread.low..=spread.high).contains(&relative));
                all += 1;
            }
        }
        let part = inside as f64 / all as f64;
        assert!((0.87..0.93).contains(&part), "{part}");
    }
}
