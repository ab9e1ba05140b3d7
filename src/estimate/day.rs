//! The day: replicas and nodes where autoscalers follow the load, and what the compactors have waiting.

use super::capacity::{Resource, Utilisation};
use super::packing::{self, Room};
use super::sheet::{Draft, Range, Sheet};
use crate::Assessment;
use crate::catalog::coefficient;
use crate::design::profile::HOURS;
use crate::design::{Design, Role};
use crate::quantity::{DAY, HOUR, Style, Unit, show, significant};

/// What a HorizontalPodAutoscaler of the bundle aims at, of the CPU request: the usual 70 %.
pub const TARGET: f64 = 0.7;

/// Pods of each role in the order of [`Role::ALL`], hour by hour.
pub(super) type Pods = Vec<[u32; Role::ALL.len()]>;

/// The pods of every hour where some role is autoscaled, when its CPU lies at `of` of its range; nothing otherwise. Searches are
/// taken to follow the same profile, with the stated rate in the busiest hour.
#[inline(never)]
pub(super) fn pods(design: &Design, draft: &Draft, uses: &[Utilisation], of: fn(Range) -> f64) -> Pods {
    let mut pods = Vec::new();
    let Some(hours) = design.hours() else { return pods };
    if Role::ALL.iter().all(|role| design.fewest(*role).is_none()) {
        return pods;
    }
    let busiest = design.peak_factor();
    for hour in &hours {
        let mut now = [0; Role::ALL.len()];
        for role in Role::ALL {
            let most = design.component(role).replicas;
            now[role as usize] = most;
            let used = uses.iter().find(|u| u.role == role && u.resource == Resource::CpuRequest);
            if let (Some(fewest), Some(used)) = (design.fewest(role), used) {
                let wanted = of(draft.term(used.cell).range()) * f64::from(most) * hour / busiest / TARGET;
                now[role as usize] = ((wanted - 1e-9).ceil() as u32).clamp(fewest.min(most), most.max(1));
            }
        }
        pods.push(now);
    }
    pods
}

/// The design with so many pods of each role.
fn then(design: &Design, pods: &[u32]) -> Design {
    let mut then = design.clone();
    for (role, pods) in Role::ALL.into_iter().zip(pods) {
        then.component_mut(role).replicas = *pods;
    }
    then
}

/// The mean over the day of the nodes that these pods need.
#[inline(never)]
pub(super) fn mean_nodes(design: &Design, pods: &Pods, room: Room) -> f64 {
    let (mut nodes, mut last) = (0, 0);
    for (at, hour) in pods.iter().enumerate() {
        // Hours that are alike lie beside each other.
        if at == 0 || pods[at - 1] != *hour {
            last = packing::pack(&then(design, hour), room).nodes.len();
        }
        nodes += last;
    }
    nodes as f64 / HOURS as f64
}

/// The mean over the day of each role's pods.
pub(super) fn mean_pods(pods: &Pods, role: Role) -> f64 {
    pods.iter().map(|hour| f64::from(hour[role as usize])).sum::<f64>() / HOURS as f64
}

/// One hour of the day, likely case unless it is a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Hour {
    /// Spans per second.
    pub load: f64,
    /// Spans per second that the pods of this hour hold.
    pub holds: f64,
    /// In the order of [`Role::ALL`].
    pub pods: [u32; Role::ALL.len()],
    /// `None` where the capacity of the node type is not known.
    pub nodes: Option<usize>,
    /// Bytes of copies that wait for compaction at its end.
    pub backlog: Range,
}

/// A day under the profile of the design.
pub struct Day {
    pub hours: Vec<Hour>,
    /// Whether a profile is stated; otherwise one hour, the thirteenth, is at the peak and the others are even.
    pub stated: bool,
    /// Bytes of copies that wait at midnight.
    pub begins: Range,
    /// The place of the busiest hour, and of the one at whose end most waits.
    pub busiest: usize,
    pub fullest: usize,
    /// The figures behind it: `day.backlog`, `day.caught_up`.
    pub sheet: Sheet,
    /// What it comes to, in sentences.
    pub says: Vec<String>,
}

/// The day hour by hour. Not within a gesture: each number of pods is an estimate of its own.
#[must_use]
pub fn day(a: &Assessment) -> Day {
    let design = &a.design;
    let (stated, busiest) = (design.hours(), design.peak_factor());
    let hours = stated.unwrap_or_else(|| {
        let rest = (HOURS as f64 - busiest) / (HOURS as f64 - 1.0);
        std::array::from_fn(|hour| if hour == HOURS / 2 { busiest } else { rest })
    });
    let draft = a.estimate.sheet.clone().reopen();
    let mut pods = pods(design, &draft, &a.estimate.utilisations, |range| range.likely);
    pods.resize(HOURS, Role::ALL.map(|role| design.component(role).replicas));
    let (sheet, begins, backlog) = backlog(a, hours);
    // Many hours are alike.
    let mut known: Vec<([u32; Role::ALL.len()], f64, f64, Option<usize>)> = Vec::new();
    let mean = a.estimate.range("load.mean_spans").likely;
    let hour = |(at, part): (usize, f64)| {
        let (holds, nodes) = match known.iter().find(|(then, of, ..)| *then == pods[at] && *of == part) {
            Some((_, _, holds, nodes)) => (*holds, *nodes),
            None => {
                let mut then = then(design, &pods[at]);
                then.workload.searches *= part / busiest;
                then.workload.trace_lookups *= part / busiest;
                let estimate = super::estimate(&then, &a.placement, None);
                let found = (estimate.range("capacity.sustainable").likely, estimate.packing.map(|packing| packing.nodes.len()));
                known.push((pods[at], part, found.0, found.1));
                found
            }
        };
        Hour { load: mean * part, holds, pods: pods[at], nodes, backlog: backlog[at] }
    };
    let hours: Vec<Hour> = hours.into_iter().enumerate().map(hour).collect();
    let most = |of: fn(&Hour) -> f64| {
        hours.iter().enumerate().fold(0, |best, (at, hour)| if of(hour) > of(&hours[best]) { at } else { best })
    };
    let (busiest, fullest) = (most(|hour| hour.load), most(|hour| hour.backlog.likely));
    let mut day = Day { hours, stated: stated.is_some(), begins, busiest, fullest, sheet, says: Vec::new() };
    day.says = says(a, &day);
    day
}

/// What waits for compaction at the end of each hour, where a profile is stated.
#[must_use]
pub fn waiting(a: &Assessment) -> Option<[Range; HOURS]> {
    a.design.hours().map(|hours| backlog(a, hours).2)
}

/// What waits for compaction at the end of each hour of the second day, after a first that began with nothing; and its figures.
fn backlog(a: &Assessment, hours: [f64; HOURS]) -> (Sheet, Range, [Range; HOURS]) {
    let draft = Draft::default();
    let rate = Unit::BYTE.per(Unit::SECOND);
    let copies =
        draft.given("mean ingest of all copies", "the figure load.mean_copies", a.estimate.range("load.mean_copies"), rate);
    let taken = (draft.coefficient(coefficient("compactor-throughput"))
        * draft.field("components.compactor.replicas", f64::from(a.design.compactor.replicas), Unit::ONE))
    .listed("day.compaction", "Compaction of all compactors");
    let hour = draft.given("an hour", "the profile has 24", Range::exact(HOUR), Unit::SECOND);
    let none = draft.constant(0.0, Unit::BYTE);
    let (mut waits, mut most) = (none, none);
    let (mut begins, mut ends) = (Range::exact(0.0), [Range::exact(0.0); HOURS]);
    for at in 0..2 * HOURS {
        let part = draft.given(
            &format!("hour {} over the mean", at % HOURS),
            "workload.profile; without one an hour at the peak, the others even",
            Range::exact(hours[at % HOURS]),
            Unit::ONE,
        );
        waits = (waits + (copies * part - taken) * hour).max(none);
        if at + 1 == HOURS {
            begins = waits.range();
        }
        if at >= HOURS {
            most = most.max(waits);
            ends[at - HOURS] = waits.range();
        }
    }
    most.listed("day.backlog", "Copies that wait at most");
    ((copies - taken) * draft.given("a day", "24 hours", Range::exact(DAY), Unit::SECOND))
        .max(none)
        .listed("day.growth", "Backlog that a day leaves");
    // From the busiest hour on until nothing waits, in each lane by itself.
    let busiest = hours.iter().enumerate().fold(0, |best, (at, part)| if *part > hours[best] { at } else { best });
    let takes = |of: fn(&Range) -> f64| {
        let hours = (0..HOURS).find(|ahead| of(&ends[(busiest + ahead) % HOURS]) <= 0.0);
        hours.map_or(f64::INFINITY, |ahead| ahead as f64 * HOUR)
    };
    let range = Range::new(takes(|r| r.low), takes(|r| r.likely), takes(|r| r.high));
    draft
        .given("hours counted", "the hours after the busiest at whose end something still waits", range, Unit::SECOND)
        .listed("day.caught_up", "Compaction has caught up");
    (draft.finish(), begins, ends)
}

fn clock(hour: usize) -> String {
    format!("{:02}:00", hour % HOURS)
}

fn says(a: &Assessment, day: &Day) -> Vec<String> {
    let mut says = Vec::new();
    if !day.stated {
        says.push(
            "No profile is stated: one hour is at the peak, the others are even. Load over the day takes flat, office, or 24 numbers."
                .to_owned(),
        );
    }
    let figure = |id: &str| day.sheet.figure(id);
    if let (Some(growth), Some(backlog), Some(caught)) = (figure("day.growth"), figure("day.backlog"), figure("day.caught_up")) {
        says.push(if growth.range().likely > 0.0 {
            format!("Compaction never catches up: {} more wait every day.", growth.show())
        } else if backlog.range().likely > 0.0 {
            format!(
                "At {} {} of copies wait for compaction; {} after the busiest hour nothing does.",
                clock(day.fullest + 1),
                backlog.show(),
                caught.show()
            )
        } else {
            "The compactors keep up with every hour, in the likely case.".to_owned()
        });
    }
    let span = |values: &mut dyn Iterator<Item = usize>| {
        let all: Vec<usize> = values.collect();
        (all.iter().copied().min().unwrap_or_default(), all.iter().copied().max().unwrap_or_default(), all.iter().sum::<usize>())
    };
    for role in Role::ALL.into_iter().filter(|role| a.design.fewest(*role).is_some()) {
        let (few, many, sum) = span(&mut day.hours.iter().map(|hour| hour.pods[role as usize] as usize));
        let mean = significant(sum as f64 / HOURS as f64);
        says.push(if day.stated {
            format!("{}s: {few} to {many}, {mean} on the mean.", role.title())
        } else {
            format!("{}s stay at {many} in the bill: without a profile nobody knows when fewer do.", role.title())
        });
    }
    let tight = |hour: &Hour| hour.load / hour.holds.max(f64::MIN_POSITIVE);
    // The first of those that are alike.
    if let Some((at, worst)) = day.hours.iter().enumerate().rev().max_by(|a, b| tight(a.1).total_cmp(&tight(b.1))) {
        let rate = |value| show(value, Unit::SPAN.per(Unit::SECOND), Style::Auto);
        let (load, holds) = (rate(worst.load), rate(worst.holds));
        says.push(if day.hours.iter().all(|hour| tight(hour) == tight(worst)) {
            format!("Every hour is the same: {load} of the {holds} that its pods hold.")
        } else {
            format!("The tightest hour begins at {}: {load} of the {holds} that its pods hold.", clock(at))
        });
    }
    says
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;
    use crate::design::document::assign;

    fn of(wishes: &[&str]) -> Day {
        let mut design = Design::default();
        wishes.iter().for_each(|wish| assign(&mut design, wish).unwrap());
        day(&assess(&design))
    }

    #[test]
    fn a_backlog_by_hand() {
        // 8 000 spans/s of 500 B in three copies are 12 MB/s, and one compactor takes 12. Twelve hours at twice the mean leave
        // 12 MB/s x 12 h = 518.4 GB, and twelve hours without load take them away: from noon on, in the evening.
        let hours = format!("workload.profile={}{}", "1 ".repeat(12), "0 ".repeat(12));
        let day = of(&["workload.spans=8000", &hours]);
        let likely = |at: usize| day.hours[at].backlog.likely;
        assert!((likely(0) - 43.2e9).abs() < 1.0 && (likely(11) - 518.4e9).abs() < 1.0, "{}", likely(11));
        assert!((likely(17) - 259.2e9).abs() < 1.0 && likely(23) < 1.0);
        assert_eq!((day.busiest, day.fullest), (0, 11));
        assert!((day.sheet.figure("day.backlog").unwrap().range().likely - 518.4e9).abs() < 1.0);
        assert_eq!(day.sheet.figure("day.caught_up").unwrap().range().likely, 23.0 * HOUR);
        // The slow end of the compactors never catches up.
        assert_eq!(day.sheet.figure("day.caught_up").unwrap().range().high, f64::INFINITY);
        assert!(day.sheet.figure("day.growth").unwrap().range().high > 0.0);
    }

    #[test]
    fn pods_follow_the_profile() {
        let wishes = ["workload.spans=200k", "components.distributor.replicas=20", "components.distributor.replicas_min=2"];
        // Without queries only the pods tell one hour's capacity from another's.
        let quiet = ["workload.searches=0", "workload.trace_lookups=0"];
        let steady = of(&wishes);
        assert!(!steady.stated && steady.hours.iter().all(|hour| hour.pods[0] == 20));
        let day = of(&[wishes[0], wishes[1], wishes[2], quiet[0], quiet[1], "workload.profile=office"]);
        let (night, noon) = (&day.hours[3], &day.hours[day.busiest]);
        assert_eq!((night.pods[0] < noon.pods[0], noon.pods[0], night.pods[1]), (true, 20, 3));
        assert!(night.holds <= noon.holds && night.load < noon.load);
        assert!(day.says.iter().any(|sentence| sentence.starts_with("Distributors: ")), "{:?}", day.says);
    }

    #[test]
    fn a_flat_day_has_no_tightest_hour() {
        for profile in ["flat".to_owned(), "3 ".repeat(24)] {
            let says = of(&[&format!("workload.profile={profile}")]).says;
            assert!(says.iter().any(|sentence| sentence.starts_with("Every hour is the same: ")), "{says:?}");
        }
        // Two hours are the busiest: the first is named.
        let says = of(&[&format!("workload.profile=1 1 2 2{}", " 1".repeat(20))]).says;
        assert!(says.iter().any(|sentence| sentence.starts_with("The tightest hour begins at 02:00: ")), "{says:?}");
    }

    #[test]
    fn a_bill_follows_the_pods() {
        let mut design = Design::default();
        for wish in ["workload.spans=200k", "components.distributor.replicas=60", "workload.profile=office"] {
            assign(&mut design, wish).unwrap();
        }
        let before = assess(&design).estimate;
        assign(&mut design, "components.distributor.replicas_min=2").unwrap();
        let after = assess(&design).estimate;
        assert_eq!(before.figure("nodes.mean").map(|figure| figure.show()), None);
        assert_eq!(after.range("nodes.count"), before.range("nodes.count"));
        let (mean, count) = (after.range("nodes.mean"), after.range("nodes.count"));
        assert!(mean.likely < count.likely && mean.high <= count.high, "{mean:?} {count:?}");
        let part = after.range("cost.compute").likely / before.range("cost.compute").likely;
        assert!((part - mean.likely / count.likely).abs() < 1e-9, "{part}");
    }
}
