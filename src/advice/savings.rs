//! What would make the bill smaller: a catalogue of changes, each put through the whole engine, and of those that hold the
//! ones that save most, with what they risk.
//!
//! A change that overfills anything, takes a survival away unasked, leaves a line without a price or brings an error is none.
//! A design that is itself beyond its end has none: what it needs is more, and what is cheaper is asked after that.
//! Worked out when somebody looks at the bill, not on every gesture: it takes some fifty estimates.

use super::words::{component_path, plural, up};
use super::{Consequence, Fix, Severity, rule};
use crate::Assessment;
use crate::catalog;
use crate::design::fields::{Value, contradictions, field};
use crate::design::{Design, Role};
use crate::estimate::{Range, first, price_name};
use crate::order::sort_short;
use crate::quantity::{Style, Unit, show};
use crate::topology::{Survival, Survivals};
use std::sync::Arc;

/// A change that makes the bill smaller.
#[derive(Clone, Debug, PartialEq)]
pub struct Saving {
    pub fix: Fix,
    /// USD a month, likely.
    pub saves: f64,
    /// The total afterwards.
    pub total: Range,
    /// Sentences: what is given for it.
    pub risk: String,
    pub consequence: Consequence,
}

/// So many are told.
pub const TOLD: usize = 3;

/// Less than this part of the bill is within what the bill does not know.
const WORTH: f64 = 0.01;

/// Requests are not lowered below so many times what the peak needs: the next burst is not to be waited for.
const MARGIN: f64 = 1.25;

/// A change to be tried: of one kind only the best is told.
struct Try {
    kind: &'static str,
    fix: Fix,
    risk: String,
    /// What is given away is what the change is about: a survival, or a warning.
    stated: bool,
}

impl Try {
    fn new(kind: &'static str, title: String, edits: Vec<(&'static str, String)>, risk: impl Into<String>) -> Try {
        Try { kind, fix: Fix { title, edits }, risk: risk.into(), stated: false }
    }
}

/// The search, change by change, so that a page can go on between two of them.
pub struct Savings {
    now: f64,
    tries: std::vec::IntoIter<Try>,
    found: Vec<(&'static str, Saving)>,
}

impl Savings {
    /// Nothing is tried yet; without a bill, and where the design does not hold its load, there is nothing to try.
    #[must_use]
    pub fn of(a: &Assessment) -> Savings {
        let now = a.estimate.figure("cost.total").map(|figure| figure.range().likely).filter(|_| barred(a).is_none());
        let tries = if now.is_some() { tries(a) } else { Vec::new() };
        Savings { now: now.unwrap_or_default(), tries: tries.into_iter(), found: Vec::new() }
    }

    /// Tries one change more; `false` once all were tried.
    pub fn step(&mut self, a: &Assessment) -> bool {
        let Some(attempt) = self.tries.next() else { return false };
        let kind = attempt.kind;
        if let Some(saving) = weigh(a, self.now, attempt) {
            match self.found.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, best)) if best.saves >= saving.saves => {}
                Some((_, best)) => *best = saving,
                None => self.found.push((kind, saving)),
            }
        }
        true
    }

    /// Those that save most of what was tried, the best first.
    #[must_use]
    pub fn best(&self) -> Vec<Saving> {
        let mut found: Vec<Saving> = self.found.iter().map(|(_, saving)| saving.clone()).collect();
        sort_short(&mut found, |a, b| b.saves.total_cmp(&a.saves));
        found.truncate(TOLD);
        found
    }
}

/// The changes that save most, the best first; none without a total.
#[must_use]
pub fn savings(a: &Assessment) -> Vec<Saving> {
    let mut search = Savings::of(a);
    while search.step(a) {}
    search.best()
}

/// What stands above the savings: why there are none, or what each was held against.
#[must_use]
pub fn savings_words(a: &Assessment, found: &[Saving]) -> String {
    if let Some(why) = barred(a) {
        return why;
    }
    if found.is_empty() {
        return "None of the changes that are tried makes the bill a hundredth smaller and leaves the cluster as sound as it is."
            .to_owned();
    }
    let own = match errors(a) {
        0 => String::new(),
        _ => format!(" The design itself has {}: mend that first.", counted(errors(a), "error")),
    };
    format!(
        "Each was put through the whole estimate: in the likely case nothing runs over with it that does not now, it brings no \
         error, and what it risks is said.{own}"
    )
}

/// Why nothing is tried: no price is known, or the design does not hold what it is for.
fn barred(a: &Assessment) -> Option<String> {
    let prices = &a.estimate.prices;
    if prices.iter().all(|price| price.usd.is_none()) {
        let asked: Vec<String> = prices.iter().map(price_name).collect();
        let asked = if asked.is_empty() { String::new() } else { format!(" It asks for these prices: {}.", asked.join("; ")) };
        return Some(format!("There is no bill yet, so nothing can be said to save: no price is known.{asked}"));
    }
    let over = a.estimate.utilisations.iter().any(|u| a.estimate.sheet.range(u.cell).likely > 1.0);
    let headroom = a.estimate.figure("capacity.headroom")?;
    if !over && headroom.range().likely >= 1.0 {
        return None;
    }
    let found = match errors(a) {
        0 => String::new(),
        errors => format!(" and has {}", counted(errors, "error")),
    };
    Some(format!(
        "The design does not hold its load: it holds {} of the stated peak{found}. Mend that first: no saving is offered for a \
         design that runs over.",
        headroom.show()
    ))
}

fn errors(a: &Assessment) -> usize {
    a.findings.iter().filter(|finding| finding.severity == Severity::Error).count()
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("one {what}") } else { format!("{count} {what}s") }
}

/// What a change saves, if the design holds with it.
fn weigh(a: &Assessment, now: f64, attempt: Try) -> Option<Saving> {
    let design = attempt.fix.apply(&a.design);
    let known = contradictions(&a.design);
    if design == a.design || contradictions(&design).iter().any(|new| known.iter().all(|old| old.key != new.key)) {
        return None;
    }
    let placement = a.placement.follow(&design).map_or_else(|| Arc::clone(&a.placement), Arc::new);
    let after = crate::assess_on(&design, placement, Some(a));
    let total = after.estimate.figure("cost.total")?.range();
    let saves = now - total.likely;
    // What has no price would only seem to be cheap.
    let gaps = |a: &Assessment| a.estimate.unpriced.iter().map(|gap| gap.line).collect::<Vec<_>>();
    let (had, has) = (gaps(a), gaps(&after));
    if saves < WORTH * now || has.iter().any(|line| !had.contains(line)) || overfull(a, &after) {
        return None;
    }
    let ids = |a: &Assessment| a.findings.iter().map(|finding| (finding.id, finding.severity)).collect::<Vec<_>>();
    let (before, left) = (ids(a), ids(&after));
    let added = added(a, &after);
    let worst = added.iter().map(|(_, severity)| *severity).min();
    let bearable = if attempt.stated { Severity::Warning } else { Severity::Note };
    if worst.is_some_and(|worst| worst < bearable) || (!attempt.stated && worse(&a.survivals, &after.survivals)) {
        return None;
    }
    let consequence = Consequence {
        removed: before.iter().map(|(id, _)| *id).filter(|id| left.iter().all(|(known, _)| known != id)).collect(),
        added: added.iter().map(|(id, _)| *id).collect(),
    };
    let risk = risk(a, &after, attempt.risk);
    Some(Saving { fix: attempt.fix, saves, total, risk, consequence })
}

/// Whether something is used beyond its end that was not, or more so.
fn overfull(before: &Assessment, after: &Assessment) -> bool {
    after.estimate.utilisations.iter().any(|u| {
        let now = after.estimate.sheet.range(u.cell).likely;
        let was = before.estimate.share(u.role, u.resource).map_or(0.0, |share| share.likely);
        now > 1.0 && now > was + 1e-9
    })
}

fn rank(survival: Survival) -> u8 {
    match survival {
        Survival::Yes => 2,
        Survival::NotPromised => 1,
        Survival::No => 0,
    }
}

fn each(survivals: &Survivals) -> [(&'static str, Survival); 3] {
    [("pod", survivals.pod.0), ("node", survivals.node.0), ("zone", survivals.zone.0)]
}

fn worse(before: &Survivals, after: &Survivals) -> bool {
    each(before).iter().zip(each(after)).any(|((_, was), (_, is))| rank(is) < rank(*was))
}

/// The change's own words, and what the engine sees go.
fn risk(before: &Assessment, after: &Assessment, own: String) -> String {
    let mut words = vec![own];
    words.extend(given_up(before, after));
    words.retain(|words| !words.is_empty());
    words.join(" ")
}

/// What is worse with `after` than with `before`, as the engine sees it, in sentences: survivals, headroom, speed, findings that
/// come or grow worse.
pub(crate) fn given_up(before: &Assessment, after: &Assessment) -> Vec<String> {
    let mut words = Vec::new();
    for ((what, was), (_, is)) in each(&before.survivals).iter().zip(each(&after.survivals)) {
        if rank(is) < rank(*was) {
            words.push(format!("Survives the loss of a {what}: {}, was {}.", is.word(), was.word()));
        }
    }
    for (id, what, better) in [
        ("capacity.headroom", "Headroom", 1.0),
        ("query.latency", "A search takes", -1.0),
        ("disk.ride_out", "An outage of the store is ridden out for", 1.0),
    ] {
        let (Some(was), Some(is)) = (before.estimate.figure(id), after.estimate.figure(id)) else { continue };
        // The likely value, or the end of the range that is hoped not to come.
        let end = |range: Range| if better > 0.0 { range.low } else { range.high };
        let fell = |from: f64, to: f64| (from - to) * better > 0.02 * from;
        if fell(was.range().likely, is.range().likely) || fell(end(was.range()), end(is.range())) {
            words.push(format!("{what} {} ({}), was {} ({}).", is.show(), is.show_range(), was.show(), was.show_range()));
        }
    }
    let told = |(id, severity): (&str, Severity)| Some(format!("{} {id}: {}.", severity.word(), rule(id)?.title));
    words.extend(added(before, after).into_iter().filter_map(told).map(capital));
    words
}

fn capital(mut sentence: String) -> String {
    sentence.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
    sentence
}

/// Findings that come, and those that grow worse.
fn added(before: &Assessment, after: &Assessment) -> Vec<(&'static str, Severity)> {
    let known = |id, severity| before.findings.iter().any(|old| old.id == id && old.severity <= severity);
    after.findings.iter().map(|new| (new.id, new.severity)).filter(|(id, severity)| !known(*id, *severity)).collect()
}

fn tries(a: &Assessment) -> Vec<Try> {
    let mut all = nodes(a);
    for role in Role::ALL {
        all.extend(fewer_pods(&a.design, role));
    }
    all.extend(requests(a));
    all.extend(autoscaled(&a.design));
    all.extend(copies(&a.design));
    all.extend(volume(a));
    all.extend(settings(&a.design));
    all
}

/// Another type of node, of those that are sold in the region.
fn nodes(a: &Assessment) -> Vec<Try> {
    let platform = &a.design.platform;
    let now = catalog::node(&platform.provider, &platform.node);
    catalog::nodes()
        .iter()
        .filter(|node| node.id != platform.node && catalog::sold(node, &platform.provider, &platform.region))
        .map(|node| {
            let other = now.is_some_and(|now| now.arch != node.arch);
            let risk = if other {
                format!("The nodes are {}: whatever else runs on them, DaemonSets too, needs an image for it. A core of theirs is taken to do as much as now.", node.arch)
            } else {
                "The nodes are made anew, every pod moves once, and a core of theirs is taken to do as much as now.".to_owned()
            };
            Try::new("node", format!("Use {} nodes", node.id), vec![("platform.node", node.id.to_owned())], risk)
        })
        .collect()
}

/// Some pods of a role fewer, whole zones of ingesters.
fn fewer_pods(design: &Design, role: Role) -> Vec<Try> {
    let (path, now) = (component_path!(role, "replicas"), design.component(role).replicas);
    let aware = role == Role::Ingester && design.platform.zone_awareness;
    let step = if aware { design.platform.zones.max(1) } else { 1 };
    let mut counts: Vec<u32> = [now.saturating_sub(step), now.saturating_sub(2 * step)].to_vec();
    counts.extend([0.9, 0.75, 0.6, 0.5].map(|part| (f64::from(now) * part) as u32 / step * step));
    counts.sort_unstable();
    counts.dedup();
    counts
        .into_iter()
        .filter(|count| *count > 0 && *count < now)
        .map(|count| {
            let names = if count == 1 { role.title().to_ascii_lowercase() } else { plural(role) };
            let risk = format!(
                "Each {} carries {:.0} % more.",
                role.title().to_ascii_lowercase(),
                (f64::from(now) / f64::from(count) - 1.0) * 100.0
            );
            Try::new(path, format!("Use {count} {names} instead of {now}"), vec![(path, count.to_string())], risk)
        })
        .collect()
}

/// Requests of what one pod needs at the peak and a quarter more, where they are above that: fewer nodes carry them.
fn requests(a: &Assessment) -> Option<Try> {
    let mut edits = Vec::new();
    for role in Role::ALL {
        let pod = a.design.component(role);
        let paths = [component_path!(role, "cpu_request"), component_path!(role, "memory_request")];
        for (path, resource, now) in [(paths[0], "cpu", pod.cpu_request.get()), (paths[1], "memory", pod.memory_request.get())] {
            let demand = a.estimate.figure(&format!("demand.{}.{resource}", role.key()));
            let text = demand.and_then(|figure| up(path, figure.range().likely * MARGIN));
            if let Some(text) = text
                && let Some(read) = field(path).and_then(|field| field.read(&a.design, &text).ok())
                && read.value.number() < now
            {
                edits.push((path, text));
            }
        }
    }
    let risk = "Requests are what the peak needs and a quarter more. Bursts above them share what is left of their node, and a node \
                short of memory evicts the pod that is furthest above its request.";
    (!edits.is_empty()).then(|| Try::new("requests", "Request what one pod needs".to_owned(), edits, risk))
}

/// Autoscalers where a profile says what they would follow.
fn autoscaled(design: &Design) -> Option<Try> {
    design.hours()?;
    let roles = [Role::Distributor, Role::Querier].into_iter();
    let edits: Vec<_> = roles
        .zip(["components.distributor.replicas_min", "components.querier.replicas_min"])
        .filter(|(role, _)| design.fewest(*role).is_none() && design.component(*role).replicas > 2)
        .map(|(_, path)| (path, "2".to_owned()))
        .collect();
    let risk = "A burst meets the pods of the minutes before it, until more have started, and a local rate limit is as many times itself as \
                there are distributors. Needs metrics-server, and nodes that come and go with the pods.";
    (!edits.is_empty()).then(|| Try::new("autoscaled", "Let distributors and queriers follow the load".to_owned(), edits, risk))
}

/// One copy less; one zone.
fn copies(design: &Design) -> Vec<Try> {
    let mut all = Vec::new();
    let factor = design.tempo.replication_factor;
    if factor > 1 {
        let left = factor - 1;
        let risk = match left {
            1 => "One copy: what an ingester holds is gone with it, and writes fail while it restarts.",
            2 => "Two copies: a write counts once one ingester has it.",
            _ => "The loss of as many ingesters as before loses more.",
        };
        let edits = vec![("tempo.replication_factor", left.to_string())];
        all.push(Try {
            stated: true,
            ..Try::new(
                "copies",
                format!("Keep {left} cop{} instead of {factor}", if left == 1 { "y" } else { "ies" }),
                edits,
                risk,
            )
        });
    }
    if design.platform.zones > 1 {
        let mut edits = vec![("platform.zone_awareness", "false".to_owned()), ("platform.zones", "1".to_owned())];
        if !design.platform.zone_names.is_empty() {
            edits.insert(0, ("platform.zone_names", String::new()));
        }
        let risk = "The loss of the zone stops everything, and what is not flushed is lost.";
        all.push(Try { stated: true, ..Try::new("zones", "Run in one zone".to_owned(), edits, risk) });
    }
    all
}

/// A smaller volume that is still not full.
fn volume(a: &Assessment) -> Option<Try> {
    const PATH: &str = "components.ingester.volume";
    let now = a.design.ingester.volume?;
    let enough = |what: &crate::estimate::Estimate| {
        what.share(Role::Ingester, crate::estimate::Resource::Disk).is_some_and(|share| share.high <= 1.0)
    };
    let stop = first(&a.design, &a.placement, PATH, false, &|what| !enough(what));
    // The last stop that was enough lies above the first that is not.
    let ladder = field(PATH)?.ladder();
    let least = ladder.into_iter().find(|size| stop.is_none_or(|stop| *size > stop))?;
    let text = field(PATH)?.spell(&Value::Number(least));
    (least < now.get()).then(|| {
        let risk = "A volume is made smaller only by a new one.";
        Try::new("volume", format!("Use volumes of {text}"), vec![(PATH, text.clone())], risk)
    })
}

/// Tempo's own settings, and how long blocks are kept.
fn settings(design: &Design) -> Vec<Try> {
    let tempo = &design.tempo;
    let time = |kind, path: &'static str, seconds: f64, title: &str, risk: &str| {
        let field = field(path)?;
        let text = field.spell(&Value::Number(seconds));
        let read = field.read(design, &text).ok()?;
        Some(Try::new(kind, format!("{title} {}", field.spell(&read.value)), vec![(path, text)], risk))
    };
    let retention = design.workload.retention.seconds() / 2.0;
    let kept = show(retention, Unit::SECOND, Style::Auto);
    let mut all: Vec<Try> = [
        time(
            "retention",
            "workload.retention",
            retention,
            "Keep traces for",
            &format!("A trace older than {kept} is gone. Tenants with a retention of their own keep it."),
        ),
        time(
            "poll",
            "tempo.blocklist_poll",
            tempo.blocklist_poll.seconds() * 2.0,
            "Poll the block list every",
            "Queriers learn of new blocks later.",
        ),
        time(
            "compacted",
            "tempo.compacted_block_retention",
            tempo.compacted_block_retention.seconds() / 2.0,
            "Delete compacted blocks after",
            "A querier that polls late asks for blocks that are gone.",
        ),
        time(
            "cut",
            "tempo.max_block_duration",
            tempo.max_block_duration.seconds() * 2.0,
            "Cut blocks every",
            "More lies on the ingesters alone, and replaying the WAL takes longer.",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    let path = "tempo.max_block_bytes";
    if let Some(text) = up(path, tempo.max_block_bytes.get() * 2.0) {
        all.push(Try::new(
            "cut",
            format!("Cut blocks at {text}"),
            vec![(path, text)],
            "Completing a block takes more memory at once.",
        ));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;

    #[test]
    fn savings_are_what_the_engine_says_they_are() {
        let before = assess(&Design::default());
        let found = savings(&before);
        assert!(!found.is_empty() && found.len() <= TOLD);
        let total = before.estimate.range("cost.total").likely;
        for saving in &found {
            let after = assess(&saving.fix.apply(&before.design));
            let now = after.estimate.range("cost.total");
            assert!((total - now.likely - saving.saves).abs() < 1e-9, "{}", saving.fix.title);
            assert_eq!(now, saving.total);
            assert!(saving.saves >= WORTH * total && saving.risk.ends_with('.'), "{saving:?}");
            assert!(!overfull(&before, &after), "{}", saving.fix.title);
            assert!(
                after
                    .findings
                    .iter()
                    .all(|new| new.severity != Severity::Error || before.findings.iter().any(|old| old.id == new.id))
            );
        }
        assert!(found.windows(2).all(|pair| pair[0].saves >= pair[1].saves));
    }

    #[test]
    fn a_design_that_runs_over_is_offered_nothing() {
        let mut design = Design::default();
        field("workload.spans").unwrap().apply(&mut design, &Value::Number(120_000.0));
        let a = assess(&design);
        assert!(savings(&a).is_empty());
        let words = savings_words(&a, &[]);
        assert!(words.starts_with("The design does not hold its load: it holds 0.") && words.contains("errors"), "{words}");
        let sound = assess(&Design::default());
        assert!(savings_words(&sound, &savings(&sound)).ends_with("what it risks is said."));
    }

    #[test]
    fn what_has_no_price_saves_nothing() {
        let mut design = Design::default();
        field("platform.provider").unwrap().apply(&mut design, &Value::Text("self-hosted".to_owned()));
        let unpriced = assess(&design);
        assert_eq!(savings(&unpriced), []);
        let words = savings_words(&unpriced, &[]);
        assert!(words.starts_with("There is no bill yet") && words.contains(&design.platform.node), "{words}");
        // With one machine priced, the others are not free.
        let design = crate::design::prices::typed(&design, "node", &design.platform.node, "0.3", "").unwrap();
        let found = savings(&assess(&design));
        assert!(found.iter().all(|saving| saving.fix.edits.iter().all(|(path, _)| *path != "platform.node")), "{found:#?}");
    }
}
