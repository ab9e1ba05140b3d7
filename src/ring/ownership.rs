//! How much of the ring is whose.

use super::{KEYS, Ring, Sweep};

/// An exact fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub part: u64,
    pub whole: u64,
}

impl Share {
    #[must_use]
    pub fn of_keys(part: u64) -> Share {
        Share { part, whole: KEYS }
    }

    /// As a number, for display and for the estimate.
    #[must_use]
    pub fn value(self) -> f64 {
        if self.whole == 0 { 0.0 } else { self.part as f64 / self.whole as f64 }
    }
}

/// Per instance, in their order, the keys out of 2^32; as if every member were ACTIVE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ownership {
    /// Keys for which it comes first.
    pub primary: Vec<u64>,
    /// Keys of which it holds a copy: what it receives.
    pub in_set: Vec<u64>,
}

impl Ring {
    #[must_use]
    pub fn ownership(&self) -> Ownership {
        let count = self.instances().len();
        let mut owned = Ownership { primary: vec![0; count], in_set: vec![0; count] };
        let three = self.sets_of_three(|keys, members| {
            owned.primary[members[0] as usize] += keys;
            for member in members {
                owned.in_set[member as usize] += keys;
            }
        });
        if three {
            return owned;
        }
        let mut sweep = Sweep::new(self, &[]);
        while let Some((keys, members)) = sweep.step() {
            if let Some(&first) = members.first() {
                owned.primary[first as usize] += keys;
            }
            members.iter().for_each(|&member| owned.in_set[member as usize] += keys);
        }
        owned
    }

    /// Per instance the column of Tempo's ring page (dskit `ring/ring.go`, `countTokensByAz`): distance to the token before
    /// it within the instance's own zone, whether or not zone awareness is on. Neither of the other two in general.
    #[must_use]
    pub fn ring_page_owned(&self) -> Vec<u64> {
        let mut owned = vec![0; self.instances().len()];
        // Each zone is a ring of its own: its first token takes what lies behind its last one.
        let mut ends: Vec<Option<(u32, u32)>> = vec![None; self.zones().len()];
        let mut starts = ends.clone();
        for (&token, &owner) in self.tokens().iter().zip(self.owners()) {
            let zone = self.zone_of(owner as usize);
            match ends[zone] {
                Some((before, _)) => owned[owner as usize] += u64::from(token - before),
                None => starts[zone] = Some((token, owner)),
            }
            ends[zone] = Some((token, owner));
        }
        for (start, end) in starts.into_iter().zip(ends) {
            if let (Some((first, owner)), Some((last, _))) = (start, end) {
                owned[owner as usize] += KEYS - u64::from(last) + u64::from(first);
            }
        }
        owned
    }
}

impl Ownership {
    /// The share of all traces of which the fullest instance holds a copy.
    #[must_use]
    pub fn max_in_set(&self) -> Share {
        Share::of_keys(self.in_set.iter().copied().max().unwrap_or(0))
    }

    /// The share of all copies that the fullest instance receives: times the replicated rate, this is its load.
    #[must_use]
    pub fn max_of_copies(&self) -> Share {
        Share { part: self.max_in_set().part, whole: self.in_set.iter().sum() }
    }

    /// Load of the fullest instance over the mean one; 1 when all are equal or nobody is there.
    #[must_use]
    pub fn max_over_mean(&self) -> f64 {
        over_mean(&self.in_set)
    }

    #[must_use]
    pub fn primary_max_over_mean(&self) -> f64 {
        over_mean(&self.primary)
    }
}

fn over_mean(shares: &[u64]) -> f64 {
    let sum: u64 = shares.iter().sum();
    let max = shares.iter().copied().max().unwrap_or(0);
    if sum == 0 { 1.0 } else { max as f64 * shares.len() as f64 / sum as f64 }
}
