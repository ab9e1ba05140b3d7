//! A failure second by second: what fills, what is refused, what cannot be read, and when each limit is hit.

use super::Standing;
use super::course::{Course, View};
use super::curve::{CURVES, Curves};
use super::lane::{Lane, Now, Story};
use super::moments::moments;
use super::scenario::{Scenario, outcome};
use crate::Assessment;
use crate::estimate::Range;
use crate::quantity::Unit;
use crate::ring::Placement;

/// One curve, its points `step` seconds apart, the first one just before the failure.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub id: &'static str,
    pub label: String,
    pub unit: Unit,
    pub likely: Vec<f32>,
    /// The lucky and the unlucky end: every duration, rate and size at that end of its range.
    pub low: Vec<f32>,
    pub high: Vec<f32>,
    /// What it may not pass, and what that is.
    pub limit: Option<(f64, String)>,
}

/// Something that begins, ends or is hit, in the likely case.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Seconds since the beginning.
    pub at: f64,
    /// The id of the curve that shows it.
    pub series: &'static str,
    pub says: String,
}

/// A scenario over time, in the likely case and between the lucky and the unlucky end.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    pub scenario: Scenario,
    pub subject: String,
    /// Seconds that are drawn: the failure, and what it takes to recover.
    pub duration: f64,
    /// Seconds from one point to the next.
    pub step: f64,
    pub series: Vec<Series>,
    /// In the order of time.
    pub moments: Vec<Moment>,
    pub says: Vec<String>,
}

/// So many seconds are simulated one by one; a longer run takes as many larger steps.
const STEPS: f64 = 4_000_000.0;
/// Points kept of a curve.
const POINTS: u64 = 1_000;

/// Draws `scenario` at its worst. `seconds`: how long its cause lasts, of a store, a zone, a node or an entry; where the cluster
/// mends itself the run lasts that long at least.
///
/// Nothing is drawn where the cluster has nothing of the kind, as with one ingester that is to be two: `says` tells.
#[must_use]
pub fn simulate(
    assessment: &Assessment,
    placement: &Placement,
    standing: &Standing,
    scenario: Scenario,
    seconds: f64,
) -> Timeline {
    let seconds = if seconds.is_finite() { seconds.max(0.0) } else { 0.0 };
    let view = View::new(assessment, placement, standing, seconds);
    let (Some(course), Some(outcome)) = (Course::of(&view, scenario, seconds), outcome(&view, scenario)) else {
        let says = vec![format!("{}: there is nothing of the kind here to fail.", scenario.title())];
        let (subject, series, moments) = (String::new(), Vec::new(), Vec::new());
        return Timeline { scenario, subject, duration: 0.0, step: 1.0, series, moments, says };
    };
    let ends = course.phases.iter().map(|phase| phase.until.likely.max(phase.others_until.likely)).fold(0.0, f64::max);
    let tail = if scenario == Scenario::StoreOut {
        // A backlog that takes days to go, or never goes, is not followed to its end.
        let longest = 2.0 * seconds + 3_600.0;
        let back = |id: &str| Some(view.time(id).likely).filter(|time| time.is_finite()).unwrap_or(longest);
        seconds + (1.25 * back("readable").max(back("catch_up"))).clamp(600.0, longest)
    } else {
        1.25 * ends + 60.0
    };
    let duration = seconds.max(tail).ceil();
    let tick = (duration / STEPS).ceil().max(1.0);
    let ticks = (duration / tick).ceil() as u64;
    let every = ticks.div_ceil(POINTS).max(1);
    let story = Story::of(&view, &course);
    let picks: [fn(Range) -> f64; 3] = [|range| range.low, |range| range.likely, |range| range.high];
    let backwards: [fn(Range) -> f64; 3] = [picks[2], picks[1], picks[0]];
    let mut drawn = [0, 1, 2].map(|at| {
        let lane = Lane::of(&view, &course, &outcome, &story, picks[at], backwards[at]);
        draw(&lane, Grid { tick, ticks, every }, false)
    });
    let labels = story.labels(&view);
    let series = labels
        .into_iter()
        .enumerate()
        .map(|(at, label)| {
            let mut take = |lane: usize| std::mem::take(&mut drawn[lane][at]);
            Series {
                id: label.id,
                label: label.text,
                unit: label.unit,
                low: take(0),
                likely: take(1),
                high: take(2),
                limit: label.limit,
            }
        })
        .collect();
    let moments = moments(&view, &course, &outcome, &story, duration);
    Timeline { scenario, subject: course.subject, duration, step: tick * every as f64, series, moments, says: outcome.says }
}

/// Seconds of a step, steps of the run, and steps from one point to the next.
#[derive(Clone, Copy)]
struct Grid {
    tick: f64,
    ticks: u64,
    every: u64,
}

/// `one_by_one`: every step is taken; otherwise one is enough for as long as nothing begins or ends.
fn draw(lane: &Lane, grid: Grid, one_by_one: bool) -> [Vec<f32>; CURVES] {
    let mut now = Now::begin(lane);
    let mut curves = Curves::begin(now.values());
    let (breaks, mut next) = (lane.breaks(), 0);
    let mut done = 0;
    while done < grid.ticks {
        let point = (done + grid.every).min(grid.ticks);
        while done < point {
            while breaks.get(next).is_some_and(|at| *at < done as f64 * grid.tick) {
                next += 1;
            }
            // Up to the second in which something happens, then that second.
            let calm = breaks.get(next).map_or(point, |at| (*at / grid.tick) as u64);
            let until = if one_by_one { done + 1 } else { calm.clamp(done + 1, point) };
            lane.step(&mut now, until as f64 * grid.tick, (until - done) as f64 * grid.tick);
            curves.push(now.values());
            done = until;
        }
        curves.keep();
    }
    curves.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;
    use crate::design::Design;

    #[test]
    fn long_steps_draw_what_seconds_draw() {
        let mut design = Design::default();
        for (factor, volume) in [(3, true), (1, true), (2, false)] {
            design.tempo.replication_factor = factor;
            if !volume {
                design.ingester.volume = None;
            }
            let assessment = assess(&design);
            let standing = Standing::of(&assessment, &assessment.placement);
            let seconds = 86_400.0;
            let view = View::new(&assessment, &assessment.placement, &standing, seconds);
            for scenario in Scenario::ALL {
                let (course, outcome) = (Course::of(&view, scenario, seconds).unwrap(), outcome(&view, scenario).unwrap());
                let story = Story::of(&view, &course);
                let lane = Lane::of(&view, &course, &outcome, &story, |range| range.likely, |range| range.likely);
                let grid = Grid { tick: 1.0, ticks: 100_000, every: 100 };
                for (long, short) in draw(&lane, grid, false).iter().zip(&draw(&lane, grid, true)) {
                    let most = short.iter().copied().fold(0.0, f32::max);
                    for (long, short) in long.iter().zip(short) {
                        assert!((long - short).abs() <= most * 1e-4, "{scenario:?}: {long} is not {short}");
                    }
                }
            }
        }
    }
}
