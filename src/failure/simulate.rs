//! A failure second by second: what fills, what is refused, what cannot be read, and when each limit is hit.

use super::Standing;
use super::course::{Course, View};
use super::curve::{CURVES, Curves};
use super::lane::{Lane, Now, Story};
use super::moments::moments;
use super::scenario::{Scenario, outcome};
use super::tide::When;
use crate::Assessment;
use crate::estimate::Range;
use crate::quantity::{DAY, Unit};
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

/// Draws `scenario` at its worst. `when`: from which hour of the profile on, and how many seconds its cause lasts, of a store, a zone, a node or an entry; where the cluster
/// mends itself the run lasts that long at least.
///
/// Nothing is drawn where the cluster has nothing of the kind, as with one ingester that is to be two: `says` tells.
#[must_use]
pub fn simulate(
    assessment: &Assessment,
    placement: &Placement,
    standing: &Standing,
    scenario: Scenario,
    when: impl Into<When>,
) -> Timeline {
    let When { hour, seconds } = when.into();
    let seconds = if seconds.is_finite() { seconds.max(0.0) } else { 0.0 };
    let view = View::new(assessment, placement, standing, When { hour, seconds });
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
        let least = if view.tide.begins.is_some() { DAY } else { 600.0 };
        // Under a profile the night may be what catches up.
        seconds + (1.25 * back("readable").max(back("catch_up"))).clamp(least, longest.max(least))
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
    let series: Vec<Series> = labels
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
    let step = tick * every as f64;
    // Under a profile the curve tells; otherwise what waits goes at an even pace, as the figure says.
    let caught_up = match view.tide.begins {
        None => seconds + view.time("catch_up").likely,
        Some(_) => nothing_waits(&series, step, seconds + view.time("retry").likely),
    };
    let moments = moments(&view, &course, &outcome, &story, (duration, caught_up));
    let mut says = outcome.says;
    if let Some(hour) = view.tide.begins {
        says.push(format!("The load follows the profile of the day from {hour:02}:00 on."));
    }
    Timeline { scenario, subject: course.subject, duration, step, series, moments, says }
}

/// The first point after `from` at which no copy waits for compaction, likely case; never, where the run ends before.
fn nothing_waits(series: &[Series], step: f64, from: f64) -> f64 {
    let backlog = series.iter().find(|series| series.id == "backlog").map_or(&[][..], |series| series.likely.as_slice());
    let found = backlog.iter().enumerate().find(|(at, waits)| *at as f64 * step > from && **waits <= 0.0);
    found.map_or(f64::INFINITY, |(at, _)| at as f64 * step)
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
    let (breaks, mut next) = (lane.breaks(grid.ticks as f64 * grid.tick), 0);
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
    use crate::design::{Design, PerSecond};

    #[test]
    fn long_steps_draw_what_seconds_draw() {
        let mut design = Design::default();
        for (factor, volume, profile) in [(3, true, "peak"), (1, true, "peak"), (2, false, "peak"), (3, true, "office")] {
            design.tempo.replication_factor = factor;
            design.workload.profile = profile.to_owned();
            design.ingester.volume = volume.then(|| Design::default().ingester.volume).flatten();
            let assessment = assess(&design);
            let standing = Standing::of(&assessment, &assessment.placement);
            let seconds = 86_400.0;
            let view = View::new(&assessment, &assessment.placement, &standing, seconds.into());
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

    #[test]
    fn a_disk_fills_as_the_profile_goes() {
        let mut design = Design::default();
        // Twelve hours at twice the mean, twelve without load.
        design.workload.profile = format!("{}{}", "1 ".repeat(12), "0 ".repeat(12));
        let assessment = assess(&design);
        let standing = Standing::of(&assessment, &assessment.placement);
        let full = |hour| {
            let when = When { hour: Some(hour), seconds: 86_400.0 };
            let line = simulate(&assessment, &assessment.placement, &standing, Scenario::StoreOut, when);
            let moment = line.moments.iter().find(|moment| moment.says.contains("is full")).expect("it fills");
            let disk = &line.series[0];
            let at = disk.likely.iter().position(|bytes| f64::from(*bytes) >= 10.0 * 1_073_741_824.0 * 0.999).unwrap();
            // The curve and the sentence tell the same.
            assert!((at as f64 * line.step - moment.at).abs() <= 120.0, "{} {}", at as f64 * line.step, moment.at);
            moment.at
        };
        let mean = assessment.estimate.range("disk.ride_out").likely;
        // From midnight on twice as fast; from noon on not before midnight.
        assert!((full(0) - mean / 2.0).abs() < 1.0, "{} {mean}", full(0));
        assert!((full(12) - (43_200.0 + mean / 2.0)).abs() < 1.0);
    }

    #[test]
    fn compaction_catches_up_when_the_load_falls() {
        let mut design = Design::default();
        design.workload.spans = PerSecond::new(6_000.0);
        design.workload.profile = "office".to_owned();
        let assessment = assess(&design);
        let standing = Standing::of(&assessment, &assessment.placement);
        let line = simulate(&assessment, &assessment.placement, &standing, Scenario::StoreOut, 2.0 * 3_600.0);
        let backlog = line.series.iter().find(|series| series.id == "backlog").unwrap();
        // 9 MB/s of copies on the mean, 16.5 in the busiest hour, and one compactor takes 12: there was some before, and there is
        // more after two hours without a store.
        let waits = crate::estimate::waiting(&assessment).unwrap();
        assert!(waits[9].likely > 0.0 && (f64::from(backlog.likely[0]) - waits[9].likely).abs() < 1e6);
        let moment = line.moments.iter().find(|moment| moment.says.contains("caught up")).expect("it catches up");
        assert!(moment.at > 6.0 * 3_600.0, "{}", moment.at);
        let at = (moment.at / line.step) as usize;
        assert_eq!(backlog.likely[at], 0.0);
        assert!(line.says.last().unwrap().contains("from 10:00 on"));
    }
}
