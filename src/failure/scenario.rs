//! The failures that operators ask about, each at its worst: who is down, and what it costs.

use super::course::{Course, View};
use super::tide::When;
use super::{Down, Standing, words};
use crate::Assessment;
use crate::design::Design;
use crate::estimate::Range;
use crate::ring::{Impact, KEYS, Placement, Share};

/// A kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scenario {
    /// Every ingester is made again, one by one.
    RollingUpdate,
    /// One ingester is stopped with SIGTERM and made again on its node.
    CleanStop,
    /// The container of one ingester dies and starts again in place.
    Kill,
    /// The same of the two whose loss at once refuses most.
    TwoKilled,
    /// The pods of a node are evicted as their budgets allow.
    NodeDrain,
    /// A node falls silent and does not come back.
    NodeLoss,
    /// All nodes of a zone fall silent, and come back later.
    ZoneLoss,
    /// All that the bundle's PodDisruptionBudgets allow to be evicted at once.
    Permitted,
    /// The object store takes and gives nothing.
    StoreOut,
    /// An ingester is gone for good, and its entry stays in the ring.
    DeadEntry,
}

impl Scenario {
    /// In the order in which a table shows them: what one does on purpose, what dies, what lies outside.
    pub const ALL: [Scenario; 10] = [
        Scenario::RollingUpdate,
        Scenario::CleanStop,
        Scenario::NodeDrain,
        Scenario::Permitted,
        Scenario::Kill,
        Scenario::TwoKilled,
        Scenario::NodeLoss,
        Scenario::ZoneLoss,
        Scenario::DeadEntry,
        Scenario::StoreOut,
    ];

    /// As the command knows it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Scenario::RollingUpdate => "rolling-update",
            Scenario::CleanStop => "clean-stop",
            Scenario::Kill => "kill",
            Scenario::TwoKilled => "two-killed",
            Scenario::NodeDrain => "node-drain",
            Scenario::NodeLoss => "node-loss",
            Scenario::ZoneLoss => "zone-loss",
            Scenario::Permitted => "permitted",
            Scenario::StoreOut => "store-out",
            Scenario::DeadEntry => "dead-entry",
        }
    }

    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Scenario::RollingUpdate => "Rolling update",
            Scenario::CleanStop => "Clean stop",
            Scenario::Kill => "Kill",
            Scenario::TwoKilled => "Two killed at once",
            Scenario::NodeDrain => "Node drain",
            Scenario::NodeLoss => "Node loss",
            Scenario::ZoneLoss => "Zone loss",
            Scenario::Permitted => "All evictions that budgets permit",
            Scenario::StoreOut => "Object store out",
            Scenario::DeadEntry => "Dead ring entry not forgotten",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Scenario> {
        Scenario::ALL.into_iter().find(|scenario| scenario.key() == key)
    }
}

/// How long something lasts, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lasts {
    /// "the zone is back": the seconds are counted from then. `None`: from the beginning.
    pub after: Option<&'static str>,
    pub range: Range,
}

/// How long queries for recent data fail or miss some of it; `None` where they do not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unreadable {
    /// Every query for recent data, as Tempo asks by default: the whole ring.
    pub whole_ring: Option<Lasts>,
    /// A trace by id with `querier.query_relevant_ingesters`.
    pub relevant: Option<Lasts>,
}

/// Spans that were acknowledged and are lost for good.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lost {
    /// The keys whose recent spans are lost, at the unlucky end.
    pub keys: Share,
    /// Seconds of their data.
    pub window: Range,
    /// Received bytes, of one copy.
    pub bytes: Range,
}

impl Lost {
    #[must_use]
    pub fn nothing() -> Lost {
        Lost { keys: Share::of_keys(0), window: Range::exact(0.0), bytes: Range::exact(0.0) }
    }

    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.keys.part == 0 || self.bytes.high <= 0.0
    }
}

/// What a scenario costs, of its worst pod, pair, node or zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub scenario: Scenario,
    /// Who it is: `zone us-east-1b`, `tempo-ingester-1`.
    pub subject: String,
    /// What the picture shows of it.
    pub down: Down,
    /// Of `down`, exactly.
    pub impact: Impact,
    /// The most that is refused at any moment of it, and how long that lasts.
    pub traces_refused: Share,
    /// The same of push requests, 0 to 1: a request fails with its first trace that has no quorum.
    pub requests_refused: f64,
    pub refusing: Option<Lasts>,
    pub unreadable: Unreadable,
    /// Keys for which a query answers and misses what only those had who are gone: a gap without an error.
    pub silent: Share,
    pub lost: Lost,
    /// Until everything is as before.
    pub recover: Lasts,
    /// All of it in sentences.
    pub says: Vec<String>,
}

/// Traces in a push request: a request fails with its first trace that has no quorum. At least 1.
#[must_use]
pub fn traces_a_request(design: &Design) -> f64 {
    (design.workload.spans_per_request / design.workload.spans_per_trace).max(1.0)
}

/// Every scenario that the cluster has, at its worst: most refused, then most lost, then most ingesters, then the lowest number.
///
/// Without a second ingester there are no two to be killed, and where the nodes are not known none is drained or lost.
#[must_use]
pub fn scenarios(assessment: &Assessment, placement: &Placement, standing: &Standing, store_out_hours: f64) -> Vec<Outcome> {
    let view = View::new(assessment, placement, standing, (store_out_hours * 3_600.0).into());
    Scenario::ALL.into_iter().filter_map(|scenario| outcome(&view, scenario)).collect()
}

/// One of them by itself, for who has only a moment at a time.
#[must_use]
pub fn scenario(
    assessment: &Assessment,
    placement: &Placement,
    standing: &Standing,
    when: impl Into<When>,
    scenario: Scenario,
) -> Option<Outcome> {
    outcome(&View::new(assessment, placement, standing, when.into()), scenario)
}

pub(super) fn outcome(view: &View, scenario: Scenario) -> Option<Outcome> {
    let course = Course::of(view, scenario, 0.0)?;
    let traces = traces_a_request(&view.assessment.design);
    let refused = course.phases.iter().map(|phase| phase.refused()).max().unwrap_or(0);
    let mut outcome = Outcome {
        scenario,
        subject: course.subject.clone(),
        down: course.down.clone(),
        impact: course.impact,
        traces_refused: Share::of_keys(refused),
        requests_refused: course.phases.iter().map(|phase| phase.requests_refused(traces)).fold(0.0, f64::max),
        refusing: course.lasting(&|phase| phase.impact.write_refused > 0, &|phase| phase.mute),
        unreadable: Unreadable {
            whole_ring: course.lasting(&|phase| phase.impact.whole_ring.is_err(), &|phase| phase.blind),
            relevant: course.lasting(&|phase| phase.impact.read_failed > 0, &|phase| phase.blind),
        },
        silent: Share::of_keys(course.phases.iter().map(|phase| phase.silent()).max().unwrap_or(0)),
        lost: course.lost,
        recover: course.recover,
        says: Vec::new(),
    };
    if scenario == Scenario::StoreOut {
        outcome.unreadable = course.unreadable_without_store(view);
    }
    outcome.says = words::says(view, &course, &outcome);
    debug_assert!(outcome.silent.part <= KEYS);
    Some(outcome)
}
