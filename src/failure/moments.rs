//! When something begins, ends or is hit, in words: what the chart marks.

use super::course::{Course, View};
use super::lane::Story;
use super::scenario::{Outcome, Scenario};
use super::share;
use super::simulate::Moment;
use super::words::{HEARTBEAT_TIMEOUT, lost, name, plural, seconds};
use crate::order::sort_short;
use crate::ring::Gone;

/// "At the start" or "After 8.3 h".
fn after(at: f64) -> String {
    if at <= 0.0 { "At the start".to_owned() } else { format!("After {}", seconds(at)) }
}

struct Told {
    duration: f64,
    moments: Vec<Moment>,
}

impl Told {
    /// What lies beyond the run is left out.
    fn say(&mut self, at: f64, series: &'static str, what: &str) {
        if at.is_finite() && at <= self.duration {
            self.moments.push(Moment { at, series, says: format!("{} {what}", after(at)) });
        }
    }
}

/// All of a run, in the order of time.
/// `caught_up`: when nothing waits for compaction any more, where the profile leaves that to the curve.
pub(super) fn moments(
    view: &View,
    course: &Course,
    outcome: &Outcome,
    story: &Story,
    (duration, caught_up): (f64, f64),
) -> Vec<Moment> {
    let mut told = Told { duration, moments: Vec::new() };
    match course.scenario {
        Scenario::StoreOut => store(view, outcome, story, caught_up, &mut told),
        _ => pods(course, outcome, &mut told),
    }
    let live = view.assessment.estimate.range("limits.live_traces").likely;
    if story.live_limit.is_some_and(|limit| live > limit) {
        told.say(0.0, "live", "a tenant is above max_traces_per_user: spans are refused with LIVE_TRACES_EXCEEDED.");
    }
    let mut moments = told.moments;
    sort_short(&mut moments, |a, b| a.at.total_cmp(&b.at));
    moments
}

fn pods(course: &Course, outcome: &Outcome, told: &mut Told) {
    let subject = &course.subject;
    let (Some(first), Some(last)) = (course.phases.first(), course.phases.last()) else { return };
    let killed = first.gone == Gone::Killed;
    let turns = course.phases.len() / 2;
    if turns > 1 && course.scenario == Scenario::NodeDrain {
        told.say(0.0, "pods", &format!("the first of {turns} ingesters is evicted; each is drawn as the worst of them."));
    } else if turns > 1 && !killed {
        told.say(0.0, "pods", &format!("the first of {turns} turns begins; each is drawn as the worst, {subject}."));
    } else {
        let count = course.down.pods.len() as u32;
        let who = match course.scenario {
            Scenario::TwoKilled => subject.clone(),
            Scenario::Permitted => plural(count, "pod"),
            _ if count == 1 => subject.clone(),
            _ => format!("{} of {subject}", plural(count, "pod")),
        };
        let how = match (killed, count) {
            (true, 1) => "dies without a word",
            (true, _) => "die without a word",
            (false, 1) => "is told to stop",
            (false, _) => "are told to stop",
        };
        told.say(0.0, "pods", &format!("{who} {how}."));
    }
    // Of turns that are all alike the first begins it and the last ends it.
    let refusing = |at: &&super::course::Phase| at.impact.write_refused > 0;
    if let Some(phase) = course.phases.iter().find(refusing) {
        told.say(
            phase.from.likely,
            "refused",
            &format!(
                "{} of the traces and {} of the push requests are refused.",
                share(outcome.traces_refused.value()),
                share(outcome.requests_refused)
            ),
        );
    }
    if first.mute {
        told.say(0.0, "refused", "no distributor is left: every push is refused.");
        told.say(first.others_until.likely, "refused", "a distributor is back.");
    }
    if let Some(phase) = course.phases.iter().rev().find(refusing) {
        told.say(phase.until.likely, "refused", "every write has its quorum again.");
    }
    let fails = |at: &&super::course::Phase| at.impact.whole_ring.is_err();
    if let Some(phase) = course.phases.iter().find(fails) {
        told.say(phase.from.likely, "unread", "every query for recent data fails.");
    }
    if let Some(phase) = course.phases.iter().rev().find(fails) {
        told.say(phase.until.likely, "unread", "queries for recent data are answered again.");
    }
    if first.blind {
        told.say(0.0, "unread", "no query is answered: no query-frontend or no querier is left.");
        told.say(first.others_until.likely, "unread", "queries are answered again.");
    }
    if let Some(phase) = course.phases.iter().find(|phase| phase.silent() > 0) {
        told.say(
            phase.from.likely,
            "unread",
            &format!("{} of the recent traces are missing from answers without an error.", share(outcome.silent.value())),
        );
    }
    if killed && first.until.likely > HEARTBEAT_TIMEOUT {
        told.say(HEARTBEAT_TIMEOUT, "pods", "the ring page says UNHEALTHY: calls are no longer made, the shares stay.");
    }
    if !outcome.lost.is_nothing() {
        told.say(0.0, "lost", &format!("what was acknowledged is lost for good: {}.", lost(&outcome.lost)));
    }
    let others = course.phases.first().map_or(0.0, |phase| phase.others_until.likely);
    if others > 0.0
        && (others - last.until.likely).abs() > 1.0
        && first.pods.iter().any(|pod| pod.role != crate::design::Role::Ingester)
    {
        told.say(others, "pods", "all pods without data are back.");
    }
    let back = match course.scenario {
        Scenario::DeadEntry => "the entry is forgotten.",
        Scenario::RollingUpdate => "the last ingester is back.",
        _ => "the ingesters are back.",
    };
    told.say(last.until.likely, "pods", back);
}

fn store(view: &View, outcome: &Outcome, story: &Story, caught_up: f64, told: &mut Told) {
    let out = view.store_out;
    let likely = |id: &str| view.time(id).likely;
    told.say(0.0, "disk", "the object store is out: blocks pile up on the ingesters.");
    let gap = (story.ingesters_until - likely("unseen")).max(0.0);
    let readable = out + likely("readable");
    if gap < out {
        told.say(gap, "unread", "a gap opens: what is older is neither asked of the ingesters nor in the store.");
        told.say(readable, "unread", "the gap is closed.");
    }
    let full = view.full().likely;
    let filled = |multiple: f64| view.tide.clock(multiple * likely("full"));
    let busiest = name(view, view.busiest);
    if full < out {
        if view.assessment.design.ingester.volume.is_some() {
            told.say(
                full,
                "disk",
                &format!("the volume of {busiest} is full: it cuts traces from memory and writes them nowhere."),
            );
        } else {
            told.say(full, "disk", &format!("the scratch disk of {busiest} is full: its pod is evicted."));
        }
        if let Some((multiple, keys)) = story.filling.first().filter(|(multiple, _)| filled(*multiple) < out) {
            let share = super::share(crate::ring::Share::of_keys(*keys).value());
            told.say(filled(*multiple), "lost", &format!("no copy of {share} of the traces is kept, and no sender is told."));
        }
        told.say(
            out + likely("retry"),
            "lost",
            &format!("blocks go to the store again and make room. Lost: {}.", lost(&outcome.lost)),
        );
    }
    told.say(out, "disk", "the object store is back.");
    told.say(out + likely("flushed"), "disk", "all blocks that waited are in the store.");
    told.say(caught_up, "backlog", "compaction has caught up.");
}
