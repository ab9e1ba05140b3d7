//! The scenarios in sentences. Every number in them is one of the outcome's.

use super::course::{Course, Phase, View, budget};
use super::scenario::{Lasts, Lost, Outcome, Scenario, traces_a_request};
use super::{Pod, share};
use crate::design::Role;
use crate::estimate::Range;
use crate::quantity::{GIB, Style, Unit, show, show_range};
use crate::topology::{INGESTER_SCRATCH, grace_seconds, hostname_anti_affinity};

/// `25 s (18–60 s)`; of a range whose unlucky end never comes `2.0 h (1.9 h or more)`.
pub(super) fn range(range: Range, unit: Unit) -> String {
    let likely = show(range.likely, unit, Style::Auto);
    if range.likely.is_infinite() {
        return "a time without end".to_owned();
    }
    if range.high.is_infinite() {
        return format!("{likely} ({} or more)", show(range.low, unit, Style::Auto));
    }
    let whole = show_range(range.low, range.high, unit, Style::Auto);
    if whole == likely { likely } else { format!("{likely} ({whole})") }
}

/// `1.2 GB (0–3.1 GB)`; where only the unlucky end loses anything, `nothing likely, up to 920 MB`.
pub fn lost(lost: &Lost) -> String {
    match lost.bytes.likely > 0.0 {
        _ if lost.is_nothing() => "nothing".to_owned(),
        true => range(lost.bytes, Unit::BYTE),
        false => format!("nothing likely, up to {}", show(lost.bytes.high, Unit::BYTE, Style::Auto)),
    }
}

pub(super) fn seconds(seconds: f64) -> String {
    show(seconds, Unit::SECOND, Style::Auto)
}

/// `for 25 s (18–60 s)`, `until the zone is back, and 25 s (18–60 s) more`.
pub fn lasts(lasts: &Lasts) -> String {
    match lasts.after {
        None => format!("for {}", range(lasts.range, Unit::SECOND)),
        Some(after) if lasts.range.high <= 0.0 => format!("until {after}"),
        Some(after) => format!("until {after}, and {} more", range(lasts.range, Unit::SECOND)),
    }
}

pub(super) fn plural(count: u32, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

pub(super) fn says(view: &View, course: &Course, outcome: &Outcome) -> Vec<String> {
    let mut says = vec![begins(view, course)];
    says.extend(refuses(view, course, outcome));
    says.extend(reads(view, course, outcome));
    says.push(loses(view, course, outcome));
    says.extend(compaction(view, course));
    says.extend(notes(view, course, outcome));
    says.push(recovers(view, course, outcome));
    says
}

/// What happens.
fn begins(view: &View, course: &Course) -> String {
    let subject = &course.subject;
    let ingesters = |phase: &Phase| phase.pods.iter().filter(|pod| pod.role == Role::Ingester).count() as u32;
    let of_first = course.phases.first().map_or(0, ingesters);
    match course.scenario {
        Scenario::RollingUpdate if view.placement.ring.zone_awareness() => format!(
            "Zone sets roll by hand (OnDelete): the {} one by one, zone after zone. Worst of them is {subject}.",
            plural(view.ingesters() as u32, "ingester")
        ),
        Scenario::RollingUpdate => {
            format!("The {} are made again one by one. Worst of them is {subject}.", plural(view.ingesters() as u32, "ingester"))
        }
        Scenario::CleanStop => format!(
            "{subject} stops on SIGTERM: it is LEAVING for {}, then its tokens leave the ring and others take its keys.",
            range(view.time("leaving"), Unit::SECOND)
        ),
        Scenario::NodeDrain => format!(
            "{subject} is drained: {} to move, one at a time, each when the one before is ready elsewhere.",
            plural(course.phases.len() as u32 / 2, "ingester")
        ),
        Scenario::Permitted => {
            let counted: Vec<String> = Role::ALL
                .into_iter()
                .map(|role| (role, if role == Role::Ingester { of_first } else { budget(view, role) }))
                .filter(|(role, _)| *role == Role::Ingester || !view.standing.ingesters_alone)
                .map(|(role, pods)| plural(pods, role.target()))
                .collect();
            format!("The budgets let drains take at once: {}.", counted.join(", "))
        }
        Scenario::Kill => format!(
            "The container of {subject} dies without a word. Its entry and its tokens stay in the ring, and calls to it fail."
        ),
        Scenario::TwoKilled => {
            format!("{subject} die at once: of all pairs this one refuses most. Their entries stay in the ring.")
        }
        Scenario::NodeLoss => format!(
            "{subject} falls silent with {}. Entries of its ingesters stay in the ring.",
            plural(course.down.pods.len() as u32, "pod")
        ),
        Scenario::ZoneLoss => format!("All nodes of {subject} fall silent, with {}.", plural(of_first, "ingester")),
        Scenario::StoreOut => format!(
            "The object store is out for {}. Writes go on; blocks pile up on the ingesters, and what was flushed before cannot be read.",
            seconds(view.store_out)
        ),
        Scenario::DeadEntry => format!(
            "{subject} is gone for good, and its entry stays: Tempo never forgets an ingester by itself, a person presses Forget on /ingester/ring."
        ),
    }
}

fn refuses(view: &View, course: &Course, outcome: &Outcome) -> Option<String> {
    if outcome.scenario == Scenario::StoreOut {
        return None;
    }
    let Some(refusing) = &outcome.refusing else { return Some("No trace is refused.".to_owned()) };
    if course.phases.iter().any(|phase| phase.mute) {
        return Some(format!("No distributor is left: every push is refused, {}.", lasts(refusing)));
    }
    Some(format!(
        "{} of the traces have no write quorum: {} of the push requests are refused, with {} traces each, {}.",
        share(outcome.traces_refused.value()),
        share(outcome.requests_refused),
        show(traces_a_request(&view.assessment.design), Unit::ONE, Style::Auto),
        lasts(refusing)
    ))
}

/// What is read of recent data.
fn reads(view: &View, course: &Course, outcome: &Outcome) -> Vec<String> {
    let mut says = Vec::new();
    let settings = &view.assessment.design.tempo;
    if course.scenario == Scenario::StoreOut {
        says.push(format!(
            "Searches of the last {} (query_backend_after) work. Those that reach blocks in the store fail, and so does every look-up of a trace by its id.",
            seconds(settings.query_backend_after.seconds())
        ));
        if let Some(gap) = &outcome.unreadable.whole_ring {
            says.push(format!(
                "A gap opens {} after the outage began: ingesters are asked for the last {} alone (query_ingesters_until), and the store has no later block. It lasts {}.",
                seconds((settings.query_ingesters_until.seconds() - view.time("unseen").likely).max(0.0)),
                seconds(settings.query_ingesters_until.seconds()),
                lasts(gap).trim_start_matches("for ")
            ));
        }
        return says;
    }
    let blind = course.phases.iter().any(|phase| phase.blind);
    match &outcome.unreadable.whole_ring {
        Some(fails) if blind => {
            let down: Vec<Pod> = course.down.pods.iter().copied().collect();
            let role = if view.left(Role::Querier, &down) == Some(0) { Role::Querier } else { Role::QueryFrontend };
            says.push(format!("No {} is left: no query is answered, of recent or old data, {}.", role.target(), lasts(fails)));
        }
        Some(fails) => says.push(format!(
            "Every search that reaches into the last {} fails, and every look-up of a trace, of all tenants, {}.",
            seconds(settings.query_ingesters_until.seconds()),
            lasts(fails)
        )),
        None => {
            let further = match outcome.impact.whole_ring {
                Ok(whole) if view.placement.ring.zone_awareness() => spare(whole.max_unavailable_zones, "zone"),
                Ok(whole) => spare(whole.max_errors, "ingester"),
                Err(_) => String::new(),
            };
            let asked = outcome.impact.whole_ring.map_or(0, |whole| whole.asked);
            says.push(format!(
                "Queries for recent data are answered: {asked} of {} ingesters are asked, {further}.",
                view.ingesters()
            ));
        }
    }
    match &outcome.unreadable.relevant {
        Some(fails) if !blind => says.push(format!(
            "With query_relevant_ingesters a look-up by id fails for {} of the traces, {}.",
            share(
                crate::ring::Share::of_keys(course.phases.iter().map(|phase| phase.impact.read_failed).max().unwrap_or(0))
                    .value()
            ),
            lasts(fails)
        )),
        _ => {}
    }
    if outcome.silent.part > 0 {
        says.push(format!(
            "{} of the traces of the last {} are missing from answers without an error until their ingester is back.",
            share(outcome.silent.value()),
            range(view.time("unseen"), Unit::SECOND)
        ));
    }
    says
}

/// How many more may fail.
fn spare(count: usize, one: &str) -> String {
    if count == 0 { format!("no further {one} may fail") } else { format!("{} more may fail", plural(count as u32, one)) }
}

fn loses(view: &View, course: &Course, outcome: &Outcome) -> String {
    let lost = &outcome.lost;
    if lost.is_nothing() {
        return match course.scenario {
            Scenario::StoreOut => "Nothing that was acknowledged is lost.".to_owned(),
            _ => "Nothing that was acknowledged is lost, as long as every copy was taken.".to_owned(),
        };
    }
    let keys = share(lost.keys.value());
    let bytes = range(lost.bytes, Unit::BYTE);
    let window = range(lost.window, Unit::SECOND);
    match course.scenario {
        Scenario::StoreOut if lost.bytes.likely > 0.0 && view.assessment.design.ingester.volume.is_none() => {
            format!(
                "A scratch disk that is full evicts its pod, and all that waited goes with it: {bytes} of {keys} of the traces are lost for good."
            )
        }
        Scenario::StoreOut if lost.bytes.likely <= 0.0 => format!(
            "The disks are likely to hold. At worst they do not, and up to {} that were acknowledged are lost without an error to the sender.",
            show(lost.bytes.high, Unit::BYTE, Style::Auto)
        ),
        Scenario::StoreOut => format!(
            "On full disks what is acknowledged is lost without an error to the sender: {bytes} of {keys} of the traces in {window}."
        ),
        Scenario::RollingUpdate => format!(
            "Without volumes a pod's disk goes with it, and the roll overtakes the flush: {bytes} that were acknowledged are lost for good, the last {window}."
        ),
        _ if lost.window == view.time("live") => format!(
            "All copies of {keys} of the traces die: what was in memory and not yet in a WAL is lost for good, {bytes} of the last {window}."
        ),
        _ => format!(
            "All copies of {keys} of the traces are gone with their disks: {bytes} of the last {window} are lost for good."
        ),
    }
}

/// The role that nobody waits for.
fn compaction(view: &View, course: &Course) -> Option<String> {
    let down: Vec<Pod> = course.down.pods.iter().copied().collect();
    let gone = down.iter().any(|pod| pod.role == Role::Compactor) && view.left(Role::Compactor, &down) == Some(0);
    gone.then(|| "No compactor is left: nothing is lost, but blocks wait, and searches read more of them.".to_owned())
}

/// How many of each role share a node at most, as the estimate packs them.
fn packed(view: &View) -> Option<String> {
    if !view.standing.nodes_known {
        return None;
    }
    let most = |role: Role| {
        let on = |host: &super::Host| host.pods.iter().filter(|pod| pod.role == role).count() as u32;
        view.standing.hosts.iter().map(on).max().unwrap_or(0)
    };
    let counted: Vec<String> = Role::ALL.into_iter().map(|role| plural(most(role), role.target())).collect();
    Some(format!("As the estimate packs them, one node carries at most {}.", counted.join(", ")))
}

/// What an operator has to know of this one.
fn notes(view: &View, course: &Course, outcome: &Outcome) -> Vec<String> {
    let design = &view.assessment.design;
    let mut says = Vec::new();
    let mut say = |text: String| says.push(text);
    let rf = view.placement.ring.replication_factor();
    if matches!(course.scenario, Scenario::RollingUpdate | Scenario::CleanStop | Scenario::NodeDrain | Scenario::Permitted) {
        let leaving = course.phases.first();
        if leaving.is_some_and(|phase| phase.impact.write_refused > 0) && course.impact.write_refused == 0 {
            say(if leaving.is_some_and(|phase| phase.pods.iter().filter(|pod| pod.role == Role::Ingester).count() > 1) {
                format!(
                    "Every LEAVING ingester makes a set one larger: with several of a zone LEAVING at once RF {rf} asks for more answers than the other zones give. One pod after the other avoids it."
                )
            } else {
                format!("A LEAVING ingester makes a set one larger: with RF {rf} its keys are refused until it has left.")
            });
        } else if rf >= 3 && rf % 2 == 1 && view.ingesters() > rf {
            say("While it is LEAVING its sets need one more answer and tolerate nobody else.".to_owned());
        }
    }
    match course.scenario {
        Scenario::RollingUpdate => {
            say(format!(
                "Queriers and query-frontends never exit on SIGTERM: each sits out its {} and a new one stands in for it before.",
                seconds(f64::from(grace_seconds(design, Role::Querier)))
            ));
            say("A dead entry in the ring stops the roll at its first pod: an ingester that starts is not ready while any other is unhealthy.".to_owned());
        }
        Scenario::Kill | Scenario::TwoKilled => say(format!(
            "The ring page says UNHEALTHY only after {} without a heartbeat; until then calls are made and fail, and the shares are the same.",
            seconds(HEARTBEAT_TIMEOUT)
        )),
        Scenario::NodeDrain if course.waits => {
            say("No other node takes the ingester with its volume: it waits for a new one, or for this one.".to_owned());
        }
        Scenario::NodeLoss => {
            say("A StatefulSet replaces no pod of a silent node before the node's object is gone: the cloud removes it with the machine, else a person does.".to_owned());
            if view.assessment.design.ingester.replicas > 1 && outcome.down.pods.iter().any(|pod| pod.role == Role::Ingester) {
                say("Until its ingesters are ready the budget lets no other be evicted: drains wait.".to_owned());
            }
        }
        Scenario::ZoneLoss if design.ingester.volume.is_some() => {
            say("Volumes are bound to their zone: its ingesters start nowhere else.".to_owned());
        }
        Scenario::Permitted => {
            say(if hostname_anti_affinity(design) {
                "Ingesters share no node (required). The spread of all others is a wish (ScheduleAnyway): one node may carry all of them, and its loss asks no budget.".to_owned()
            } else {
                "Spread over nodes is a wish for every role (ScheduleAnyway), for ingesters too: one node may carry several, and its loss asks no budget.".to_owned()
            });
            packed(view).into_iter().for_each(&mut say);
        }
        Scenario::StoreOut => {
            let disk = match design.ingester.volume {
                Some(_) => "volume".to_owned(),
                None => format!("scratch disk of {}\u{202f}GiB", GIB.count(INGESTER_SCRATCH)),
            };
            let full = view.full();
            say(if full.likely.is_finite() {
                format!("The {disk} of {} is full after {}.", name(view, view.busiest), range(full, Unit::SECOND))
            } else {
                format!("The {disk} of {} never fills: nothing is received.", name(view, view.busiest))
            });
            say("Ingesters take more memory the longer it lasts; how much is not known. One public run of 2.9 took six times its usual.".to_owned());
        }
        Scenario::DeadEntry => {
            let next = match outcome.impact.whole_ring {
                Err(_) => "Every query for recent data fails as long as it is there.",
                Ok(whole) if view.placement.ring.zone_awareness() && whole.max_unavailable_zones == 0 => {
                    "The next loss in another zone fails every query for recent data."
                }
                Ok(whole) if !view.placement.ring.zone_awareness() && whole.max_errors == 0 => {
                    "The next loss anywhere fails every query for recent data."
                }
                Ok(_) => "One more loss is still tolerated by recent reads.",
            };
            say(next.to_owned());
            say("No ingester that restarts becomes ready while it is there (readiness_check_ring_health): a rolling update stops at its first pod.".to_owned());
        }
        _ => {}
    }
    says
}

fn recovers(view: &View, course: &Course, outcome: &Outcome) -> String {
    let time = range(outcome.recover.range, Unit::SECOND);
    match course.scenario {
        Scenario::StoreOut => {
            let catch_up = view.time("catch_up");
            let compaction = if catch_up.likely.is_finite() {
                format!("compaction has caught up after {}", range(catch_up, Unit::SECOND))
            } else {
                "the compactors never catch up at the mean load".to_owned()
            };
            let readable = if outcome.recover.range.likely.is_finite() {
                format!("All is readable {time} after the store is back")
            } else {
                "Ingesters never upload what waits: more comes in than they take to the store".to_owned()
            };
            format!("{readable}, and {compaction}.")
        }
        Scenario::DeadEntry => "It heals when the entry is forgotten, or when a pod of the same name is back.".to_owned(),
        Scenario::ZoneLoss => format!("It heals {time} after the zone is back."),
        Scenario::RollingUpdate => format!("The roll takes {time}."),
        Scenario::NodeLoss => format!("All pods are back after {time}, or sooner with the machine itself."),
        _ => format!("All pods are back after {time}."),
    }
}

pub(super) fn name(view: &View, ingester: usize) -> String {
    Pod { role: Role::Ingester, number: ingester as u32 }.name(view.placement)
}

/// `ingester.lifecycler.ring.heartbeat_timeout`, Tempo's default, which the bundle leaves (grafana/tempo v2.10.8
/// modules/ingester/config.go). Seconds.
pub(super) const HEARTBEAT_TIMEOUT: f64 = 300.0;
