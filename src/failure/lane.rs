//! One lane of the time line: every range at one of its ends, and the state of the cluster from second to second.

use super::course::{Course, View};
use super::curve::CURVES;
use super::scenario::{Outcome, Scenario, traces_a_request};
use crate::design::Role;
use crate::estimate::Range;
use crate::quantity::Unit;
use crate::topology::INGESTER_SCRATCH;

/// What all three lanes tell of.
pub(super) struct Story {
    /// Seconds; `None`: the store is there.
    pub store_out: Option<f64>,
    /// Bytes of the busiest ingester's disk.
    pub disk: f64,
    /// Live traces at which a tenant's limit is reached; `None` without any.
    pub live_limit: Option<f64>,
    /// See [`View::filling`].
    pub filling: Vec<(f64, u64)>,
    /// Seconds.
    pub ingesters_until: f64,
}

impl Story {
    pub fn of(view: &View, course: &Course) -> Story {
        let design = &view.assessment.design;
        let estimate = &view.assessment.estimate;
        let used = estimate.range("utilisation.ingester.live_traces").likely;
        let out = course.scenario == Scenario::StoreOut;
        Story {
            store_out: out.then_some(view.store_out),
            disk: design.ingester.volume.map_or(INGESTER_SCRATCH, |volume| volume.get()),
            // The fullest tenant's share of its limit, taken to all traces.
            live_limit: (used > 0.0).then(|| estimate.range("limits.live_traces").likely / used),
            filling: if out { view.filling().to_vec() } else { Vec::new() },
            ingesters_until: design.tempo.query_ingesters_until.seconds(),
        }
    }

    /// Id, label, unit and limit of each curve, in the order of [`Now::values`].
    pub fn labels(&self, view: &View) -> [Label; CURVES] {
        let busiest = super::words::name(view, view.busiest);
        let disk = match view.assessment.design.ingester.volume {
            Some(_) => format!("the volume of {busiest}"),
            None => format!("the scratch disk of {busiest}"),
        };
        let live = self.live_limit.map(|limit| (limit, "a tenant reaches max_traces_per_user".to_owned()));
        let label = |id, text: String, unit, limit| Label { id, text, unit, limit };
        [
            label("disk", format!("WAL and blocks on {busiest}"), Unit::BYTE, Some((self.disk, disk))),
            label("live", format!("Live traces on {busiest}"), Unit::TRACE, live),
            label("refused", "Spans refused".to_owned(), Unit::SPAN.per(Unit::SECOND), None),
            label("unread", "Recent data that no query reads".to_owned(), Unit::SECOND, None),
            label("backlog", "Copies that wait for compaction".to_owned(), Unit::BYTE, None),
            label("pods", "Pods not ready".to_owned(), Unit::ONE, None),
            label("lost", "Acknowledged and lost".to_owned(), Unit::BYTE, None),
        ]
    }
}

/// What a curve shows.
pub(super) struct Label {
    pub id: &'static str,
    pub text: String,
    pub unit: Unit,
    pub limit: Option<(f64, String)>,
}

/// A phase of one lane.
struct Stretch {
    from: f64,
    until: f64,
    /// Of the push requests.
    refused: f64,
    /// Every query for recent data fails.
    fails: bool,
    /// Some recent data is missing without an error.
    gap: bool,
    ingesters: f64,
    /// The busiest ingester is one of them.
    busiest: bool,
    /// It has left memory and ring; while it is LEAVING it has not.
    gone: bool,
}

/// Pods without data, which come back by themselves.
struct Others {
    until: f64,
    pods: f64,
    /// Share of the compactors that is left.
    compactors: f64,
    mute: bool,
    blind: bool,
}

pub(super) struct Lane<'a> {
    view: &'a View<'a>,
    story: &'a Story,
    stretches: Vec<Stretch>,
    others: Others,
    /// A gap stays after its pod is back while ingesters are no longer asked for it and the store does not have it.
    gap_until: f64,
    spans: f64,
    bytes: f64,
    demand: f64,
    fill: f64,
    live: f64,
    live_for: f64,
    unseen: f64,
    polled: f64,
    copies: f64,
    /// Copies that wait for compaction when it begins.
    waits: f64,
    compaction: f64,
    flush: f64,
    retry: f64,
    flushed: f64,
    full: f64,
    /// Bytes that are gone at once.
    lost: f64,
}

/// The state.
#[derive(Clone, Copy)]
pub(super) struct Now {
    at_stretch: usize,
    disk: f64,
    live: f64,
    refused: f64,
    unread: f64,
    backlog: f64,
    pods: f64,
    lost: f64,
}

impl Now {
    pub fn begin(lane: &Lane) -> Now {
        let disk = lane.demand.min(lane.story.disk);
        let live = lane.live * lane.view.tide.of_peak(0.0);
        Now { at_stretch: 0, disk, live, refused: 0.0, unread: 0.0, backlog: lane.waits, pods: 0.0, lost: 0.0 }
    }

    pub fn values(&self) -> [f64; CURVES] {
        [self.disk, self.live, self.refused, self.unread, self.backlog, self.pods, self.lost]
    }
}

impl<'a> Lane<'a> {
    /// `pick`: which end of what harms; `back`: the same end of what helps, a rate of recovery.
    pub fn of(
        view: &'a View,
        course: &Course,
        outcome: &Outcome,
        story: &'a Story,
        pick: fn(Range) -> f64,
        back: fn(Range) -> f64,
    ) -> Self {
        let estimate = &view.assessment.estimate;
        let figure = |id: &str| pick(estimate.range(id));
        let time = |id: &str| pick(view.time(id));
        let traces = traces_a_request(&view.assessment.design);
        let ingesters_of = |pods: &[super::Pod]| pods.iter().filter(|pod| pod.role == Role::Ingester).count() as f64;
        let stretches: Vec<Stretch> = course
            .phases
            .iter()
            .map(|phase| Stretch {
                from: pick(phase.from),
                until: pick(phase.until),
                refused: phase.impact.requests_refused(traces),
                fails: phase.impact.whole_ring.is_err(),
                gap: phase.silent() > 0,
                ingesters: ingesters_of(&phase.pods),
                busiest: phase.pods.iter().any(|pod| pod.role == Role::Ingester && pod.number as usize == view.busiest),
                gone: !phase.leaving,
            })
            .collect();
        let first = course.phases.first();
        let of_first = |role: Option<Role>| {
            first.map_or(0, |phase| {
                phase.pods.iter().filter(|pod| pod.role != Role::Ingester && role.is_none_or(|role| pod.role == role)).count()
            }) as f64
        };
        let compactors = f64::from(view.assessment.design.compactor.replicas.max(1));
        let others = Others {
            until: first.map_or(0.0, |phase| pick(phase.others_until)),
            pods: of_first(None),
            compactors: 1.0 - of_first(Some(Role::Compactor)) / compactors,
            mute: first.is_some_and(|phase| phase.mute),
            blind: first.is_some_and(|phase| phase.blind),
        };
        let missing = |phase: &super::course::Phase| phase.impact.all_copies_down > 0;
        let gap_until = course.phases.iter().filter(|phase| missing(phase)).map(|phase| {
            let (from, until) = (pick(phase.from), pick(phase.until));
            if until - from + time("unseen") > story.ingesters_until { until + time("seen") } else { 0.0 }
        });
        Lane {
            view,
            story,
            gap_until: gap_until.fold(0.0, f64::max),
            stretches,
            others,
            spans: figure("load.mean_spans"),
            bytes: figure("load.mean"),
            demand: figure("demand.ingester.disk"),
            fill: time("fill"),
            live: figure("limits.live_traces"),
            live_for: time("live").max(1.0),
            unseen: time("unseen"),
            polled: time("polled"),
            copies: figure("load.mean_copies"),
            waits: pick(view.waits()),
            compaction: back(view.time("compaction")),
            flush: back(view.time("flush_rate")),
            retry: time("retry"),
            flushed: time("flushed"),
            full: back(view.time("full")),
            lost: if story.store_out.is_some() { 0.0 } else { pick(outcome.lost.bytes) },
        }
    }

    /// When something begins or ends, in the order of time. Between two of them everything stays, or goes in a straight line until
    /// it is full or empty: one long step is as exact as many short ones.
    pub fn breaks(&self, end: f64) -> Vec<f64> {
        let mut breaks: Vec<f64> = self.stretches.iter().flat_map(|stretch| [stretch.from, stretch.until]).collect();
        breaks.extend([self.others.until, self.gap_until]);
        if let Some(out) = self.story.store_out {
            breaks.extend([out, out + self.retry, out + self.retry + self.polled]);
            breaks.extend(self.story.filling.iter().map(|(multiple, _)| self.view.tide.clock(multiple * self.full)));
        }
        breaks.extend(self.view.tide.turns(end));
        breaks.sort_unstable_by(f64::total_cmp);
        breaks
    }

    /// The `tick` seconds that end `at`.
    pub fn step(&self, now: &mut Now, at: f64, tick: f64) {
        while self.stretches.get(now.at_stretch).is_some_and(|stretch| stretch.until < at) {
            now.at_stretch += 1;
        }
        let stretch = self.stretches.get(now.at_stretch).filter(|stretch| stretch.from < at);
        let others = at <= self.others.until;
        // No step goes beyond an hour of the profile.
        let load = self.view.tide.now(at - tick / 2.0);
        let refused = if others && self.others.mute { 1.0 } else { stretch.map_or(0.0, |stretch| stretch.refused) };
        now.refused = self.spans * load * refused;
        now.pods = stretch.map_or(0.0, |stretch| stretch.ingesters) + if others { self.others.pods } else { 0.0 };
        let busiest_is_gone = stretch.is_some_and(|stretch| stretch.busiest && stretch.gone);
        let live = self.live * self.view.tide.of_peak(at - tick / 2.0);
        let target = if busiest_is_gone { 0.0 } else { live * (1.0 - refused) };
        let change = self.live / self.live_for * tick;
        now.live = if busiest_is_gone { 0.0 } else { now.live + (target - now.live).clamp(-change, change) };
        let fails = (others && self.others.blind) || stretch.is_some_and(|stretch| stretch.fails);
        let gap = stretch.is_some_and(|stretch| stretch.gap) || at <= self.gap_until;
        now.unread = match (fails, gap) {
            (true, _) => self.story.ingesters_until,
            (false, true) => self.unseen,
            _ => 0.0,
        };
        let mut compaction = self.compaction * if others { self.others.compactors } else { 1.0 };
        if let Some(out) = self.story.store_out {
            if at <= out + self.retry {
                compaction = 0.0;
            }
            self.without_store(now, out, at, tick, load);
        } else {
            now.lost = self.lost;
        }
        now.backlog = (now.backlog + (self.copies * load * (1.0 - refused) - compaction) * tick).max(0.0);
    }

    fn without_store(&self, now: &mut Now, out: f64, at: f64, tick: f64, load: f64) {
        now.disk = if at <= out + self.retry {
            // From as full as at the peak; at the mean load where no profile is stated: the figure disk.ride_out.
            (self.demand + self.fill * self.view.tide.worth(at)).min(self.story.disk)
        } else {
            (now.disk - (self.flush - self.fill * load) * tick).clamp(self.demand.min(self.story.disk), self.story.disk)
        };
        let grown = |at: f64| (at + self.unseen - self.story.ingesters_until).max(0.0);
        // Blocks become readable one after the other, each when the queriers look again.
        let begins = out + self.retry + self.polled;
        now.unread = if at <= begins {
            grown(at)
        } else {
            let takes = (self.flushed - self.retry).max(1.0);
            grown(begins) * (1.0 - (at - begins) / takes).max(0.0)
        };
        now.lost = self.bytes * self.view.lost_on_full_disks(&self.story.filling, self.full, self.retry, at);
    }
}
