//! The object store is out: what piles up where, and what is lost and unreadable once a limit is passed.

use super::course::{Course, View};
use super::scenario::{Lasts, Lost, Scenario, Unreadable};
use crate::estimate::Range;
use crate::ring::{Gone, Quorum, Share, Sweep};

/// Steps in which a large ring's disks fill.
const STEPS: usize = 12;

impl View<'_> {
    /// At which multiple of the time until the busiest ingester's disk is full how many keys have no copy that is still written:
    /// each ingester's disk fills as fast as it receives, and of a set the one that receives least is the last. In large rings
    /// ingesters that are nearly alike are taken together.
    pub fn filling(&self) -> &[(f64, u64)] {
        self.filling.get_or_init(|| self.fill())
    }

    fn fill(&self) -> Vec<(f64, u64)> {
        let ring = &self.placement.ring;
        let shares = &self.placement.ownership.in_set;
        let most = shares.iter().copied().max().unwrap_or(0);
        // Keys whose last copy is this ingester's.
        let mut last = vec![0u64; shares.len()];
        let mut sweep = Sweep::new(ring, &[]);
        while let Some((keys, members)) = sweep.step() {
            let slowest = members.iter().map(|member| *member as usize).min_by_key(|member| shares[*member]);
            let written = members.len() >= Quorum::of(ring.replication_factor(), members.len()).needed;
            if let Some(slowest) = slowest.filter(|_| written) {
                last[slowest] += keys;
            }
        }
        let mut order: Vec<usize> = (0..shares.len()).filter(|at| last[*at] > 0).collect();
        order.sort_unstable_by(|a, b| shares[*b].cmp(&shares[*a]));
        let mut steps: Vec<(f64, u64)> = Vec::new();
        let mut before = 0;
        for group in order.chunks(order.len().div_ceil(STEPS).max(1)) {
            let keys: u64 = group.iter().map(|at| last[*at]).sum();
            // Weighted by keys, so that what is lost in the end is the same.
            let sum: f64 = group.iter().map(|at| last[*at] as f64 * most as f64 / shares[*at] as f64).sum();
            before += keys;
            steps.push((sum / keys as f64, before));
        }
        steps
    }

    /// Seconds of all data at the mean load that are lost by the time `at` of an outage of the store, when the busiest ingester's disk is full after
    /// `full` seconds of the mean load: from then on what is cut from memory is written nowhere, until the first flush that succeeds makes room
    /// (grafana/tempo v2.10.8 modules/ingester/instance.go, CutCompleteTraces takes traces from memory before it writes them;
    /// flush.go deletes a block after three failed completions: POSSIBLE DATA LOSS).
    pub fn lost_on_full_disks(&self, filling: &[(f64, u64)], full: f64, retry: f64, at: f64) -> f64 {
        let mut before = 0;
        let mut lost = 0.0;
        for &(multiple, keys) in filling {
            let begins = self.tide.clock(multiple * full);
            let more = Share::of_keys(keys - before).value();
            before = keys;
            if begins < self.store_out && begins < at {
                let ends = at.min(self.store_out + retry);
                // A scratch disk that is full takes its pod along, and all that waited on it.
                lost += more * (self.tide.worth(ends) - if self.is_scratch() { 0.0 } else { self.tide.worth(begins) });
            }
        }
        lost
    }
}

impl Course {
    pub fn without_store(view: &View) -> Course {
        let mut course = Course::new(view, Scenario::StoreOut, "the object store".to_owned(), Vec::new(), Gone::Killed);
        course.after = Some("the store is back");
        course.recover = Lasts { after: course.after, range: view.time("readable") };
        let (full, retry, rate) = (view.time("full"), view.time("retry"), view.assessment.estimate.range("load.mean"));
        let filling = view.filling();
        let lost = |full: f64, retry: f64| view.lost_on_full_disks(filling, full, retry, f64::INFINITY);
        let over = |full: f64, retry: f64| {
            let full = view.tide.clock(full);
            if full < view.store_out { view.store_out + retry - full } else { 0.0 }
        };
        let keys = filling
            .iter()
            .filter(|(multiple, _)| view.tide.clock(multiple * full.low) < view.store_out)
            .map(|(_, keys)| *keys)
            .max();
        if let Some(keys) = keys {
            course.lost = Lost {
                keys: Share::of_keys(keys),
                window: Range::new(over(full.high, retry.low), over(full.likely, retry.likely), over(full.low, retry.high)),
                bytes: Range::new(
                    rate.low * lost(full.high, retry.low),
                    rate.likely * lost(full.likely, retry.likely),
                    rate.high * lost(full.low, retry.high),
                ),
            };
        }
        course
    }

    /// What only the ingesters have is not asked of them once it is older than query_ingesters_until, and the store does not have
    /// it yet (grafana/tempo v2.10.8 modules/frontend/search_sharder.go, ingesterRequests). A trace by its id asks every block,
    /// so that it fails as long as the store is out.
    pub fn unreadable_without_store(&self, view: &View) -> Unreadable {
        let out = view.store_out;
        let until = view.assessment.design.tempo.query_ingesters_until.seconds();
        let (unseen, back) = (view.time("unseen"), view.time("readable"));
        let lasts = |unseen: f64, back: f64| {
            let begins = (until - unseen).max(0.0);
            if begins < out { out + back - begins } else { 0.0 }
        };
        let range = Range::new(lasts(unseen.low, back.low), lasts(unseen.likely, back.likely), lasts(unseen.high, back.high));
        Unreadable {
            whole_ring: (range.high > 0.0).then_some(Lasts { after: None, range }),
            relevant: (out > 0.0).then_some(Lasts { after: None, range: Range::exact(out) }),
        }
    }
}
