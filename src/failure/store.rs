//! The object store is out: what piles up where, and what is lost and unreadable once a limit is passed.

use super::course::{Course, View};
use super::scenario::{Lasts, Lost, Scenario, Unreadable};
use crate::estimate::Range;
use crate::ring::{Gone, Operation, Outage, Share};

impl View<'_> {
    /// At which multiple of the time until the busiest ingester's disk is full how many keys have no copy that is still
    /// written: each ingester's disk fills as fast as it receives. At most eight steps.
    pub fn filling(&self) -> &[(f64, u64)] {
        self.filling.get_or_init(|| self.fill())
    }

    fn fill(&self) -> Vec<(f64, u64)> {
        let shares = &self.placement.ownership.in_set;
        let most = shares.iter().copied().max().unwrap_or(0);
        let mut distinct: Vec<u64> = shares.iter().copied().filter(|share| *share > 0).collect();
        distinct.sort_unstable_by(|a, b| b.cmp(a));
        distinct.dedup();
        let kept: Vec<u64> = match distinct.len() {
            0..=8 => distinct,
            more => (1..=8).map(|step| distinct[step * more / 8 - 1]).collect(),
        };
        let step = |share: u64| {
            let full: Vec<bool> = shares.iter().map(|of| *of >= share).collect();
            let outage = Outage { down: &full, gone: Gone::Killed, write: Operation::Write };
            (most as f64 / share as f64, self.placement.ring.impact(outage).all_copies_down)
        };
        kept.into_iter().map(step).filter(|(_, keys)| *keys > 0).collect()
    }

    /// Seconds of all data that are lost by the time `at` of an outage of the store, when the busiest ingester's disk is full after
    /// `full`: from then on what is cut from memory is written nowhere, until the first flush that succeeds makes room
    /// (grafana/tempo v2.10.8 modules/ingester/instance.go, CutCompleteTraces takes traces from memory before it writes them;
    /// flush.go deletes a block after three failed completions: POSSIBLE DATA LOSS).
    pub fn lost_on_full_disks(&self, filling: &[(f64, u64)], full: f64, retry: f64, at: f64) -> f64 {
        let mut before = 0;
        let mut lost = 0.0;
        for &(multiple, keys) in filling {
            let begins = multiple * full;
            let more = Share::of_keys(keys - before).value();
            before = keys;
            if begins < self.store_out && begins < at {
                let ends = at.min(self.store_out + retry);
                // A scratch disk that is full takes its pod along, and all that waited on it.
                lost += more * if self.is_scratch() { ends } else { ends - begins };
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
        let over = |full: f64, retry: f64| if full < view.store_out { view.store_out + retry - full } else { 0.0 };
        let keys = filling.iter().filter(|(multiple, _)| multiple * full.low < view.store_out).map(|(_, keys)| *keys).max();
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
