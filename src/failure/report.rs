//! What a set of pods that are down does, as figures and as sentences.

use super::{Down, Pod, Standing};
use crate::Assessment;
use crate::design::Role;
use crate::estimate::{Draft, Range, Resource, Sheet, while_down};
use crate::quantity::{MINUTE, Style, Unit, group, show, significant};
use crate::ring::{Gone, HEARTBEAT_TIMEOUT, Impact, KEYS, Outage, Placement, Share};

/// How full the scarcest resource of a role is, likely case at the peak, before and while the pods are down.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    pub role: Role,
    pub resource: Resource,
    /// 1 is full.
    pub before: f64,
    /// `None`: nobody is left.
    pub after: Option<f64>,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    /// The id of the figure behind it, in the report's sheet.
    pub figure: Option<&'static str>,
}

/// Everything that follows from who is down.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Of the ring; what the other roles do to it stands in the sentences and the figures.
    pub impact: Impact,
    /// The figures of the lab, with their formulas: ids `failure.*`.
    pub sheet: Sheet,
    /// The roles of the design; none where only ingesters are known.
    pub carried: Vec<Carried>,
    /// The claim in a sentence.
    pub claim: Vec<Word>,
    /// What follows from it for whoever runs the cluster, a sentence each.
    pub consequences: Vec<Vec<Word>>,
    /// Nothing is refused, failing, lost or overfull.
    pub harmless: bool,
}

/// What `down` does to the ring that is looked at, and to the design's other roles. Exact for the ring; linear in its tokens.
#[must_use]
pub fn report(assessment: &Assessment, placement: &Placement, standing: &Standing, down: &Down) -> Report {
    let ring = &placement.ring;
    let flags = down.flags(ring.instances().len());
    let impact = ring.impact(Outage { down: &flags, gone: down.gone, ..Outage::default() });
    let scene = Scene { assessment, placement, standing, down, flags: &flags, impact };
    let sheet = scene.sheet();
    let carried = if standing.ingesters_alone { Vec::new() } else { scene.carried() };
    let claim = scene.claim(&sheet);
    let consequences = scene.consequences(&carried, &sheet);
    let harmless = scene.writes_refused() == 0
        && impact.all_copies_down == 0
        && impact.silent_gap == 0
        && scene.reads_answer()
        && carried.iter().all(|role| role.after.is_some_and(|after| after <= role.before.max(1.0)));
    Report { impact, sheet, carried, claim, consequences, harmless }
}

/// All that a report is made from.
struct Scene<'a> {
    assessment: &'a Assessment,
    placement: &'a Placement,
    standing: &'a Standing,
    down: &'a Down,
    flags: &'a [bool],
    impact: Impact,
}

impl Scene<'_> {
    fn left(&self, role: Role) -> u32 {
        let down = self.down.pods.iter().filter(|pod| pod.role == role).count() as u32;
        self.assessment.design.component(role).replicas.saturating_sub(down)
    }

    /// Nobody of a role is left that once was there.
    fn out(&self, role: Role) -> bool {
        !self.standing.ingesters_alone && self.left(role) == 0 && self.assessment.design.component(role).replicas > 0
    }

    fn writes_refused(&self) -> u64 {
        if self.out(Role::Distributor) { KEYS } else { self.impact.write_refused }
    }

    /// Queries for recent data have an answer, whatever it misses.
    fn reads_answer(&self) -> bool {
        self.impact.whole_ring.is_ok() && !self.out(Role::Querier) && !self.out(Role::QueryFrontend)
    }

    /// Traces in one push request: at least one.
    fn traces_a_request(&self) -> f64 {
        let load = &self.assessment.design.workload;
        (load.spans_per_request / load.spans_per_trace.max(1.0)).max(1.0)
    }

    fn sheet(&self) -> Sheet {
        let draft = Draft::default();
        const COUNTED: &str = "counted over all ranges of the ring, as dskit would place each key";
        let all = draft.given("all keys", "2^32: every place a trace can have on the ring", Range::exact(KEYS as f64), Unit::ONE);
        let keys = |label: &str, source: &str, keys: u64| draft.given(label, source, Range::exact(keys as f64), Unit::ONE);
        let refused = match self.out(Role::Distributor) {
            true => keys("keys that nobody takes", "no distributor is left", KEYS),
            false => keys("keys without a write quorum", COUNTED, self.impact.write_refused),
        };
        (refused / all).styled(
            "failure.refused",
            "Writes refused",
            "The share of traces of whose copies too few can be written: their spans are refused. The same before the heartbeats of the dead time out and after.",
            Style::Percent,
        );
        let one = draft.constant(1.0, Unit::ONE);
        let traces = significant(self.traces_a_request());
        let whole = 1.0 - if self.out(Role::Distributor) { 1.0 } else { self.impact.requests_refused(self.traces_a_request()) };
        let source = format!(
            "(1 − writes refused) to the power of {traces}, the traces in a request: spans per request ÷ spans per trace"
        );
        (one - draft.given("requests taken whole", &source, Range::exact(whole), Unit::ONE)).styled(
            "failure.requests",
            "Push requests refused",
            "The share of push requests of which at least one trace is refused: a request fails as a whole, and a client that tries again repeats all of it.",
            Style::Percent,
        );
        (keys("keys without a read quorum", COUNTED, self.impact.read_failed) / all).styled(
            "failure.lookups",
            "Lookups of recent traces that fail",
            "The share of traces by id that find no quorum among the ingesters that hold them, with querier.query_relevant_ingesters. Without it every query asks the whole ring.",
            Style::Percent,
        );
        (keys("keys of which every copy is down", COUNTED, self.impact.all_copies_down) / all).styled(
            "failure.lost",
            "Traces of which every copy is down",
            "The share of traces of which every ingester is gone that was written to while all were well. What is flushed stays in the object store; what is not cannot be read until they are back, and is lost with their volumes.",
            Style::Percent,
        );
        (keys("keys whose answers miss what was written", COUNTED, self.impact.silent_gap) / all).styled(
            "failure.silent",
            "Recent traces that are missed without an error",
            "The share of traces for which a lookup succeeds, yet asks nobody who was written to before: ingesters that stopped cleanly have left the ring with what they had not flushed.",
            Style::Percent,
        );
        let zones = self.placement.ring.zone_awareness();
        let (there, needed) = match zones {
            true => ("zones without an unhealthy ingester", "zones in the ring less half of the copies, rounded down"),
            false => {
                ("ingesters that are well", "ingesters in the ring, or RF where that is more, less half of RF, rounded down")
            }
        };
        let votes = self.impact.votes;
        let there = draft.given(there, COUNTED, Range::exact(votes.there as f64), Unit::ONE);
        let needed = draft.given("needed", needed, Range::exact(votes.needed as f64), Unit::ONE);
        (there - needed).named(
            "failure.recent",
            if zones { "Zones that recent queries can still lose" } else { "Ingesters that recent queries can still lose" },
            "A query for recent data asks the whole ring, not only those who hold the trace: below zero every such query fails, of all tenants.",
        );
        draft.finish()
    }

    fn carried(&self) -> Vec<Carried> {
        let design = &self.assessment.design;
        let mut left = Role::ALL.map(|role| self.left(role));
        let mut busiest = self.placement.ownership.max_in_set().value();
        if self.down.gone == Gone::Killed {
            // A dead ingester keeps its place in the ring: nobody takes over what it received.
            left[Role::Ingester as usize] = design.ingester.replicas;
        } else if left[Role::Ingester as usize] > 0 {
            busiest = self.placement.ring.without(self.flags).ownership().max_in_set().value();
        }
        let estimate = &self.assessment.estimate;
        // With all up it is the estimate that is there.
        let changed = (!self.down.pods.is_empty()).then(|| while_down(design, left, busiest));
        let while_down = changed.as_ref().unwrap_or(estimate);
        let likely = |of: &crate::estimate::Utilisation| estimate.sheet.range(of.cell).likely;
        Role::ALL
            .into_iter()
            .filter_map(|role| {
                let after = |resource| while_down.share(role, resource).map_or(0.0, |range| range.likely);
                let gone = self.left(role) == 0;
                // The resource that is scarcest then is the one to look at, and where nobody is left the one that was.
                let scarcest = estimate.of(role).into_iter().max_by(|a, b| {
                    let share = |of: &crate::estimate::Utilisation| if gone { likely(of) } else { after(of.resource) };
                    share(a).total_cmp(&share(b))
                })?;
                let after = (!gone).then(|| after(scarcest.resource));
                Some(Carried { role, resource: scarcest.resource, before: likely(&scarcest), after })
            })
            .collect()
    }

    /// These pods, and no others, are down.
    fn is_subject(&self, pods: &[Pod]) -> bool {
        let down = &self.down.pods;
        !pods.is_empty() && pods.len() == down.len() && pods.iter().all(|pod| down.contains(pod))
    }

    /// Who is down, as the subject of a sentence: `zone us-east-1b`, `node 2`, `tempo-ingester-1`, `7 pods`.
    fn subject(&self) -> String {
        let (pods, standing) = (&self.down.pods, self.standing);
        if let Some(zone) = (0..standing.zones.len()).find(|&zone| self.is_subject(&standing.in_zone(zone))) {
            return format!("zone {}", standing.zones[zone]);
        }
        if let Some(host) = standing.hosts.iter().find(|host| standing.nodes_known && self.is_subject(&host.pods)) {
            return host.name.clone();
        }
        let names: Vec<String> = pods.iter().take(2).map(|pod| pod.name(self.placement)).collect();
        match (pods.len(), names.as_slice()) {
            (1, [one]) => one.clone(),
            (2, [one, other]) => format!("{one} and {other}"),
            (count, _) => format!("{} pods", group(count as f64)),
        }
    }

    fn claim(&self, sheet: &Sheet) -> Vec<Word> {
        let share = |id: &'static str| Word { text: figure(sheet, id), figure: Some(id) };
        if self.down.pods.is_empty() {
            return self.claim_of_all_up(share("failure.refused"));
        }
        let verb = if self.down.gone == Gone::Left { "Stopping" } else { "Losing" };
        let mut claim = vec![plain(format!("{verb} {} refuses ", self.subject())), share("failure.refused"), plain(" of writes")];
        let lost = self.impact.all_copies_down;
        // One who stopped cleanly has its data, and nobody can read it: that is a gap, not a loss.
        let (word, rest) = match (lost, self.down.gone) {
            (0, _) => ("no".to_owned(), " trace"),
            (_, Gone::Left) => (figure(sheet, "failure.lost"), " of traces from sight"),
            (_, Gone::Killed) => {
                (figure(sheet, "failure.lost"), " of traces, as far as they are not flushed and volumes do not return")
            }
        };
        let takes = if self.down.gone == Gone::Left { ", takes " } else { ", loses " };
        let takes = if lost == 0 { ", loses " } else { takes };
        claim.extend([plain(takes), Word { text: word, figure: Some("failure.lost") }, plain(rest)]);
        claim.push(plain(", and recent searches "));
        claim.push(self.searches());
        claim.push(plain("."));
        claim
    }

    fn searches(&self) -> Word {
        let (text, figure) = if !self.reads_answer() {
            ("fail".to_owned(), "failure.recent")
        } else if self.impact.silent_gap > 0 {
            (format!("miss {} of traces without an error", percent(self.impact.silent_gap)), "failure.silent")
        } else {
            ("miss nothing".to_owned(), "failure.recent")
        };
        Word { text, figure: Some(figure) }
    }

    fn claim_of_all_up(&self, refused: Word) -> Vec<Word> {
        let unhealthy = self.placement.ring.instances().iter().filter(|instance| instance.late).count();
        let up = match unhealthy {
            0 => "Every pod is up: ".to_owned(),
            1 => "Nobody is taken down; 1 ingester is unhealthy in this ring: ".to_owned(),
            many => format!("Nobody is taken down; {many} ingesters are unhealthy in this ring: "),
        };
        vec![plain(up), refused, plain(" of writes are refused, and recent searches "), self.searches(), plain(".")]
    }

    fn consequences(&self, carried: &[Carried], sheet: &Sheet) -> Vec<Vec<Word>> {
        let mut told = Vec::new();
        let ingesters = self.flags.iter().filter(|down| **down).count();
        for role in [Role::Distributor, Role::QueryFrontend, Role::Querier, Role::Compactor] {
            if self.out(role) {
                told.push(vec![plain(
                    match role {
                        Role::Distributor => "No distributor is left: nothing is taken in.",
                        Role::Compactor => "No compactor is left: nothing fails, but blocks pile up and retention stands still.",
                        Role::QueryFrontend => "No query-frontend is left: no query is taken.",
                        _ => "No querier is left: every query waits until it times out.",
                    }
                    .to_owned(),
                )]);
            }
        }
        if self.impact.write_refused > 0 && self.impact.write_refused < KEYS && !self.out(Role::Distributor) {
            let requests = Word { text: figure(sheet, "failure.requests"), figure: Some("failure.requests") };
            let traces = significant(self.traces_a_request());
            told.push(vec![
                plain(format!("A push request carries {traces} traces and fails with the first of them: ")),
                requests,
                plain(" of requests are refused."),
            ]);
        }
        if ingesters > 0 && self.down.gone == Gone::Killed {
            let (who, it) = if ingesters == 1 {
                ("the dead ingester is", "its heartbeat times")
            } else {
                ("the dead ingesters are", "their heartbeats time")
            };
            let lookups = if self.impact.read_failed == 0 { "" } else { " With query_relevant_ingesters, lookups of " };
            let mut words = vec![plain(format!(
                "For {}\u{202f}min, until {it} out, {who} still called and errors cost time; the shares are the same before and after.{lookups}",
                group(HEARTBEAT_TIMEOUT / MINUTE)
            ))];
            if self.impact.read_failed > 0 {
                words.push(Word { text: figure(sheet, "failure.lookups"), figure: Some("failure.lookups") });
                words.push(plain(" of recent traces by id fail."));
            }
            told.push(words);
        }
        if ingesters > 0 && self.down.gone == Gone::Left {
            told.push(vec![plain(
                "Others take the keys at once. What the stopped ingesters had not flushed waits on their volumes, and is missing from answers until they are back."
                    .to_owned(),
            )]);
        }
        let zones_go = (0..self.standing.zones.len()).any(|zone| self.is_subject(&self.standing.in_zone(zone)));
        if zones_go && !self.placement.ring.zone_awareness() && self.standing.zones.len() > 1 {
            told.push(vec![plain(
                "Zone awareness is off, so this holds for ingesters that stand as drawn: the scheduler tends to spread them so, and promises nothing.",
            )]);
        }
        for role in carried.iter().filter(|role| role.after.is_some_and(|after| after > 1.0 && after > role.before)) {
            let full = role.after.unwrap_or_default();
            told.push(vec![plain(format!(
                "The {} that are left run out of {}: {} at the peak.",
                match role.role {
                    Role::QueryFrontend => "query-frontends".to_owned(),
                    other => format!("{}s", other.target()),
                },
                role.resource.name(),
                show(full, Unit::ONE, Style::Percent)
            ))]);
        }
        told
    }
}

/// What the worst next loss of one ingester would do on top, in a sentence; `None` where all is refused already. A pass of the ring
/// for every ingester in turn: far slower than the report itself, which must answer a press at once.
#[must_use]
pub fn next_loss(placement: &Placement, down: &Down, report: &Report) -> Option<String> {
    if report.sheet.figure("failure.refused").is_some_and(|refused| refused.range().likely >= 1.0) {
        return None;
    }
    let flags = down.flags(placement.ring.instances().len());
    let after = match down.gone {
        Gone::Killed => placement.ring.with_late(&flags),
        Gone::Left => placement.ring.without(&flags),
    };
    let pods: Vec<u32> = (0..after.instances().len() as u32).collect();
    let losses = after.losses(&pods, pods.len());
    let up = losses.iter().zip(after.instances()).filter(|(_, instance)| !instance.late);
    let worst = up.map(|(loss, _)| loss.write_refused).max()?;
    let more = worst.saturating_sub(report.impact.write_refused);
    Some(match (more, down.pods.is_empty()) {
        (0, true) => "Any one ingester may go: writes keep their quorum.".to_owned(),
        (0, false) => "Any one ingester more may go: writes keep their quorum.".to_owned(),
        (_, true) => format!("The next ingester down refuses up to {} of writes.", percent(worst)),
        (_, false) => format!("There is no spare left: one ingester more down refuses up to {} of writes.", percent(worst)),
    })
}

fn plain(text: impl Into<String>) -> Word {
    Word { text: text.into(), figure: None }
}

fn figure(sheet: &Sheet, id: &str) -> String {
    sheet.figure(id).map(|figure| share(figure.range().likely)).unwrap_or_default()
}

fn percent(keys: u64) -> String {
    share(Share::of_keys(keys).value())
}

/// A share in words that never round something to nothing, or nearly all to all.
#[must_use]
pub fn share(value: f64) -> String {
    const HAIR: f64 = 0.0005;
    if value > 0.0 && value < HAIR {
        "under 0.1\u{202f}%".to_owned()
    } else if value < 1.0 && value > 1.0 - HAIR {
        "over 99.9\u{202f}%".to_owned()
    } else {
        show(value, Unit::ONE, Style::Percent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;
    use crate::design::Design;

    fn told(design: &Design, down: &dyn Fn(&Standing) -> Vec<Pod>, gone: Gone) -> (String, Report) {
        let assessment = assess(design);
        let placement = assessment.placement.clone();
        let standing = Standing::of(&assessment, &placement);
        let down = Down { pods: down(&standing).into_iter().collect(), gone };
        let report = report(&assessment, &placement, &standing, &down);
        let said = |words: &[Word]| words.iter().map(|word| word.text.as_str()).collect::<String>();
        let mut text = said(&report.claim);
        for sentence in &report.consequences {
            text = format!("{text} | {}", said(sentence));
        }
        if let Some(sentence) = next_loss(&placement, &down, &report) {
            text = format!("{text} | {sentence}");
        }
        (text.replace('\u{202f}', " "), report)
    }

    fn ingester(number: u32) -> Pod {
        Pod { role: Role::Ingester, number }
    }

    #[test]
    fn the_default_loses_a_zone() {
        let (text, report) = told(&Design::default(), &|standing| standing.in_zone(1), Gone::Killed);
        assert_eq!(
            text,
            "Losing zone us-east-1b refuses 0 % of writes, loses no trace, and recent searches miss nothing. | For 5 min, until its \
             heartbeat times out, the dead ingester is still called and errors cost time; the shares are the same before and \
             after. | Zone awareness is off, so this holds for ingesters that stand as drawn: the scheduler tends to spread them so, \
             and promises nothing. | There is no spare left: one ingester more down refuses up to 100 % of writes."
        );
        assert!(report.harmless);
        let distributor = report.carried.iter().find(|carried| carried.role == Role::Distributor).expect("a distributor");
        let after = distributor.after.expect("two are left");
        assert!((after / distributor.before - 1.5).abs() < 0.01, "{distributor:?}: the same load on two of three");
    }

    #[test]
    fn two_of_three_refuse_everything() {
        let (text, report) = told(&Design::default(), &|_| vec![ingester(0), ingester(2)], Gone::Killed);
        assert!(text.starts_with("Losing tempo-ingester-0 and tempo-ingester-2 refuses 100 % of writes, loses no trace, and recent searches fail. | "), "{text}");
        assert!(!report.harmless);
        assert_eq!(report.sheet.figure("failure.recent").map(|figure| figure.range().likely), Some(-1.0));
    }

    #[test]
    fn a_clean_stop_of_all_copies_is_a_gap_and_no_loss() {
        let mut design = Design::default();
        (design.tempo.replication_factor, design.ingester.replicas) = (1, 5);
        let (text, report) = told(&design, &|_| vec![ingester(3)], Gone::Left);
        let share = Share::of_keys(report.impact.silent_gap).value();
        assert!(report.impact.silent_gap > 0 && (share - 0.2).abs() < 0.1, "{share}");
        assert!(text.contains("from sight, and recent searches miss ") && text.contains("of traces without an error."), "{text}");
        let (text, _) = told(&design, &|_| vec![ingester(3)], Gone::Killed);
        assert!(text.contains("and recent searches fail"), "{text}");
    }

    #[test]
    fn roles_without_ring_count_too() {
        let all = |role: Role| {
            move |standing: &Standing| {
                standing.hosts.iter().flat_map(|host| host.pods.clone()).filter(|pod| pod.role == role).collect::<Vec<_>>()
            }
        };
        let (text, report) = told(&Design::default(), &all(Role::Distributor), Gone::Killed);
        assert!(text.starts_with("Losing 3 pods refuses 100 % of writes") && text.contains("nothing is taken in"), "{text}");
        assert!(report.carried.iter().any(|carried| carried.role == Role::Distributor && carried.after.is_none()));
        let (text, _) = told(&Design::default(), &all(Role::Querier), Gone::Killed);
        assert!(text.contains("recent searches fail"), "{text}");
    }

    #[test]
    fn shares_never_round_away() {
        assert_eq!(
            [0.0, 1e-9, 0.5, 0.9968, 1.0 - 1e-9, 1.0].map(share),
            ["0\u{202f}%", "under 0.1\u{202f}%", "50\u{202f}%", "99.7\u{202f}%", "over 99.9\u{202f}%", "100\u{202f}%"]
        );
    }
}
