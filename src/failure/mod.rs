//! The failure lab: which pods stand where, what their loss does, exactly, and how it goes on over time.
//!
//! Goes in: an assessment, the ring that is looked at, and who is down. Comes out: a [`Report`], figures with their formulas;
//! the [`scenarios`](scenario) that operators ask about; a [`Timeline`](simulate) of one of them.

mod course;
mod curve;
mod endurance;
mod lane;
mod moments;
mod recovery;
mod report;
mod scenario;
mod simulate;
mod stand;
mod store;
mod tide;
mod words;

pub use endurance::{Endures, Worst, endures, worst};
pub use recovery::recovery;
pub use report::{Carried, Report, Word, next_loss, report, share};
pub use scenario::{Lasts, Lost, Outcome, Scenario, Unreadable, scenario, scenarios, traces_a_request};
pub use simulate::{Moment, Series, Timeline, simulate};
pub use stand::{Host, Pod, Standing};
pub use tide::When;
pub use words::{lasts, lost};

use crate::ring::Gone;
use std::collections::BTreeSet;

/// Who is down, and how they went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Down {
    pub pods: BTreeSet<Pod>,
    pub gone: Gone,
}

impl Down {
    /// Takes these pods down, or brings them back when all of them are down already.
    pub fn toggle(&mut self, pods: &[Pod]) {
        let all = pods.iter().all(|pod| self.pods.contains(pod));
        for pod in pods {
            if all {
                self.pods.remove(pod);
            } else {
                self.pods.insert(*pod);
            }
        }
    }

    /// A flag for each instance of the ring, as its outage wants them.
    #[must_use]
    pub fn flags(&self, instances: usize) -> Vec<bool> {
        let mut down = vec![false; instances];
        for pod in self.pods.iter().filter(|pod| pod.role == crate::design::Role::Ingester) {
            if let Some(flag) = down.get_mut(pod.number as usize) {
                *flag = true;
            }
        }
        down
    }
}
