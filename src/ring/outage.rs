//! What goes wrong when instances are gone: exact shares of the key space, by one pass over all ranges.
//!
//! Whether a dead instance is still called or its heartbeat has timed out makes no difference to any share: before, its call
//! fails and uses up what a set tolerates; after, it is missing from the set, which then tolerates one less. Only the latency
//! and the error text change (the vectors hold both, and they are the same in every scenario).

use super::{Instance, Operation, Quorum, Ring, RingError, Share, State, Sweep};

/// After so long without a heartbeat an instance is left out, in seconds: Tempo's default, which the bundle leaves alone (Tempo
/// `modules/ingester/config.go`; dskit's own is a minute).
pub const HEARTBEAT_TIMEOUT: f64 = 300.0;

/// How instances went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Gone {
    /// Dead without a word: their entries stay in the ring, and so do their tokens.
    #[default]
    Killed,
    /// Stopped cleanly: their tokens have left the ring, and others take their keys at once.
    Left,
}

/// Who is gone, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outage<'a> {
    /// A flag for each instance; whom it does not reach is there.
    pub down: &'a [bool],
    pub gone: Gone,
    /// [`Operation::Write`] unless `distributor.extend_writes` is off.
    pub write: Operation,
}

/// Why a query for recent data fails as a whole (dskit `ring/ring.go`, `GetReplicationSetForOperation`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadError {
    EmptyRing,
    TooManyUnhealthy,
}

/// Whom a querier asks for recent data unless `querier.query_relevant_ingesters` is on: the whole ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WholeRing {
    /// Instances that are asked.
    pub asked: usize,
    /// So many of them may still fail; 0 with zone awareness.
    pub max_errors: usize,
    /// So many more zones may still fail; 0 without zone awareness.
    pub max_unavailable_zones: usize,
}

/// What an outage does to the keys, in keys out of 2^32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impact {
    /// Keys without a write quorum: their spans are refused.
    pub write_refused: u64,
    /// Keys without a read quorum, for a trace by id with `querier.query_relevant_ingesters`.
    pub read_failed: u64,
    /// Keys of which every ingester is gone that was written to while all were well: what they had not flushed cannot be read,
    /// and is lost for good with their volumes.
    pub all_copies_down: u64,
    /// Keys for which a read by relevant ingesters answers, yet asks nobody who was written to before: a gap without an error.
    pub silent_gap: u64,
    /// Every other query for recent data, all tenants alike: it has an answer or it has none.
    pub whole_ring: Result<WholeRing, ReadError>,
    /// The votes behind that answer.
    pub votes: Votes,
}

/// Who is well in the ring as a whole, of those that a query for recent data needs: instances, or zones with zone awareness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    pub there: usize,
    pub needed: usize,
}

impl Impact {
    /// The share of push requests refused, each with so many traces of keys at random: a request fails with its first trace
    /// that has no quorum (dskit `ring/batch.go`, `DoBatch`). 0 to 1.
    #[must_use]
    pub fn requests_refused(&self, traces_a_request: f64) -> f64 {
        let kept = 1.0 - Share::of_keys(self.write_refused).value();
        1.0 - kept.powf(traces_a_request.max(0.0))
    }
}

/// What the loss of one thing does by itself: a pod, a node, a zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    pub write_refused: u64,
    pub read_failed: u64,
    pub all_copies_down: u64,
}

/// The worst two things to lose at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorstPair {
    /// Their numbers, the lower first.
    pub pair: (usize, usize),
    pub write_refused: u64,
}

/// Of one instance, for speed beside the tokens.
mod flag {
    pub const WRITES: u8 = 1;
    pub const READS: u8 = 2;
    pub const EXTENDS: u8 = 4;
    pub const GONE: u8 = 8;
}

/// Who is asked for the keys of one range.
struct RangeSet<'a> {
    keys: u64,
    /// Who would be asked if all were ACTIVE and well, and how many of them.
    members: &'a [u32],
    needed: usize,
    /// Its healthy members.
    write: &'a [u32],
    write_needed: usize,
    read: &'a [u32],
    read_needed: usize,
}

impl Ring {
    /// What is refused, unreadable and lost in an outage, on top of whoever is unhealthy in the ring already. Linear in the
    /// tokens.
    #[must_use]
    pub fn impact(&self, outage: Outage) -> Impact {
        let Outage { down, gone, write } = outage;
        let (whole_ring, votes) = self.whole_ring(down, gone);
        let mut impact = Impact { write_refused: 0, read_failed: 0, all_copies_down: 0, silent_gap: 0, whole_ring, votes };
        if gone == Gone::Killed && self.members_are_active() {
            self.killed(down, &mut impact);
            return impact;
        }
        let is_down = |member: u32| down.get(member as usize).copied().unwrap_or(false) || self.instances()[member as usize].late;
        let absent = if gone == Gone::Left { down } else { &[] };
        let mut former = Sweep::new(self, &[]);
        Ranges::new(self, write, absent, down).each(|now| {
            let Some((keys, former)) = former.step() else { return };
            let written = former.len() >= Quorum::of(self.replication_factor(), former.len()).needed;
            let read = now.read.len() >= now.read_needed;
            if now.write.len() < now.write_needed {
                impact.write_refused += keys;
            }
            if !read {
                impact.read_failed += keys;
            }
            if written && former.iter().all(|&member| is_down(member)) {
                impact.all_copies_down += keys;
            }
            if written && read && !now.read.iter().any(|member| former.contains(member)) {
                impact.silent_gap += keys;
            }
        });
        impact
    }

    /// The same where nobody extends a set and no tokens go: the sets stay, so counting who is left of each is enough.
    fn killed(&self, down: &[bool], impact: &mut Impact) {
        let left = |(at, instance): (usize, &Instance)| !(instance.late || down.get(at).copied().unwrap_or(false));
        let left: Vec<u8> = self.instances().iter().enumerate().map(|each| u8::from(left(each))).collect();
        let factor = self.replication_factor();
        let left_of = |members: &[u32]| members.iter().map(|&member| usize::from(left[member as usize])).sum::<usize>();
        // Keys by how many of a full set are left, summed up once at the end: a branch per range would cost as much as the rest.
        let mut by_left = [0u64; 4];
        if self.sets_of_three(|keys, members| by_left[left_of(&members)] += keys) {
            let needed = Quorum::of(factor, 3).needed;
            impact.write_refused = by_left[..needed].iter().sum();
            impact.read_failed = impact.write_refused;
            impact.all_copies_down = by_left[0];
            return;
        }
        let mut sweep = Sweep::new(self, &[]);
        while let Some((keys, members)) = sweep.step() {
            let left = left_of(members);
            let needed = Quorum::of(factor, members.len()).needed;
            if left < needed {
                impact.write_refused += keys;
                impact.read_failed += keys;
            }
            if left == 0 && members.len() >= needed {
                impact.all_copies_down += keys;
            }
        }
    }

    /// Whether nobody makes a set larger, and counting is enough.
    fn members_are_active(&self) -> bool {
        self.instances().iter().all(|instance| instance.state == State::Active)
    }

    /// Whom a query for recent data asks, over the whole ring.
    fn whole_ring(&self, down: &[bool], gone: Gone) -> (Result<WholeRing, ReadError>, Votes) {
        let is_down = |at: usize| down.get(at).copied().unwrap_or(false);
        let in_ring = |at: usize| gone == Gone::Killed || !is_down(at);
        let members = (0..self.instances().len()).filter(|&at| in_ring(at));
        let healthy = |at: usize| Operation::Read.healthy(&self.instances()[at]) && !is_down(at);
        let factor = self.replication_factor();
        let (votes, asked) = if self.zone_awareness() {
            // Of each zone: whether anybody is in it, whether anybody in it is unhealthy, and how many it has.
            let mut zones = vec![(false, false, 0); self.zones().len()];
            for at in members {
                let (there, faulty, count) = &mut zones[self.zone_of(at)];
                *there = true;
                *faulty |= !healthy(at);
                *count += 1;
            }
            let there = zones.iter().filter(|(there, ..)| *there).count();
            let well = zones.iter().filter(|(there, faulty, _)| *there && !*faulty);
            let asked = well.clone().map(|(.., count)| count).sum();
            (Votes { there: well.count(), needed: there - there.min(factor) / 2 }, asked)
        } else {
            let (all, asked) = members.fold((0usize, 0usize), |(all, well), at| (all + 1, well + usize::from(healthy(at))));
            (Votes { there: asked, needed: all.max(factor) - factor / 2 }, asked)
        };
        let answer = match votes.there.checked_sub(votes.needed) {
            _ if !self.owners().iter().any(|&owner| in_ring(owner as usize)) => Err(ReadError::EmptyRing),
            None => Err(ReadError::TooManyUnhealthy),
            Some(left) if self.zone_awareness() => Ok(WholeRing { asked, max_errors: 0, max_unavailable_zones: left }),
            Some(left) => Ok(WholeRing { asked, max_errors: left, max_unavailable_zones: 0 }),
        };
        (answer, votes)
    }

    /// What the loss of each group does by itself, for all groups in one pass: `groups` gives each instance its group, below
    /// `count`. The instances of a group are killed together.
    #[must_use]
    pub fn losses(&self, groups: &[u32], count: usize) -> Vec<Loss> {
        let mut losses = vec![Loss::default(); count];
        // What is refused with nothing lost, as in a ring with unhealthy members.
        let mut always = Loss::default();
        let late: Vec<bool> = self.instances().iter().map(|instance| instance.late).collect();
        if self.members_are_active() && !late.contains(&true) {
            self.losses_of_the_well(groups, &mut losses);
            return losses;
        }
        let mut well: Vec<u32> = Vec::with_capacity(self.replication_factor());
        Ranges::new(self, Operation::Write, &[], &[]).each(|set| {
            let mut refused = |members: &[u32], needed: usize, of: fn(&mut Loss) -> &mut u64| {
                if members.len() < needed {
                    *of(&mut always) += set.keys;
                    return;
                }
                each_group(members, groups, count, |group, lost| {
                    if members.len() - lost < needed {
                        *of(&mut losses[group]) += set.keys;
                    }
                });
            };
            refused(set.write, set.write_needed, |loss| &mut loss.write_refused);
            refused(set.read, set.read_needed, |loss| &mut loss.read_failed);
            if set.members.len() < set.needed {
                return;
            }
            well.clear();
            well.extend(set.members.iter().filter(|&&member| !late[member as usize]));
            refused(&well, 1, |loss| &mut loss.all_copies_down);
        });
        for loss in &mut losses {
            loss.write_refused += always.write_refused;
            loss.read_failed += always.read_failed;
            loss.all_copies_down += always.all_copies_down;
        }
        losses
    }

    /// The same where everybody is ACTIVE and well, so that one count answers all three questions.
    fn losses_of_the_well(&self, groups: &[u32], losses: &mut [Loss]) {
        let mut sweep = Sweep::new(self, &[]);
        while let Some((keys, members)) = sweep.step() {
            let (all, needed) = (members.len(), Quorum::of(self.replication_factor(), members.len()).needed);
            let refused = |lost: usize| if all - lost < needed { keys } else { 0 };
            // Too few ingesters for a quorum: refused whatever is lost besides, and nothing was ever written.
            let always = refused(0);
            if always > 0 {
                losses.iter_mut().for_each(|loss| {
                    loss.write_refused += always;
                    loss.read_failed += always;
                });
                continue;
            }
            each_group(members, groups, losses.len(), |group, lost| {
                let loss = &mut losses[group];
                loss.write_refused += refused(lost);
                loss.read_failed += refused(lost);
                loss.all_copies_down += if lost == all { keys } else { 0 };
            });
        }
    }

    /// The two groups whose loss at once refuses most, the first of equals. `None` with fewer than two groups.
    ///
    /// All pairs in one pass: a range is refused by a pair when either of the two is enough, or both together are.
    #[must_use]
    pub fn worst_pair(&self, groups: &[u32], count: usize) -> Option<WorstPair> {
        let (mut alone, mut always) = (vec![0u64; count], 0u64);
        // Beyond what either does alone: what both together refuse, less what both of them refuse alone.
        let mut together = vec![0i64; count * count];
        let mut present: Vec<(usize, usize)> = Vec::new();
        Ranges::new(self, Operation::Write, &[], &[]).each(|set| {
            let Some(tolerated) = set.write.len().checked_sub(set.write_needed) else {
                always += set.keys;
                return;
            };
            present.clear();
            each_group(set.write, groups, count, |group, members| present.push((group, members)));
            present.sort_unstable();
            for (at, &(one, members)) in present.iter().enumerate() {
                if members > tolerated {
                    alone[one] += set.keys;
                }
                for &(other, more) in &present[at + 1..] {
                    let each = i64::from(members > tolerated) + i64::from(more > tolerated);
                    let both = i64::from(members + more > tolerated);
                    together[one * count + other] += (both - each) * set.keys as i64;
                }
            }
        });
        let mut worst: Option<WorstPair> = None;
        for one in 0..count {
            for other in one + 1..count {
                let sum = (always + alone[one] + alone[other]) as i64 + together[one * count + other];
                let write_refused = sum.unsigned_abs();
                if worst.is_none_or(|worst| write_refused > worst.write_refused) {
                    worst = Some(WorstPair { pair: (one, other), write_refused });
                }
            }
        }
        worst
    }

    /// The fewest instances whose death refuses the writes of any key: 0 when some are refused already, `None` in an empty ring.
    #[must_use]
    pub fn fewest_deaths_to_refuse(&self) -> Option<usize> {
        let mut fewest = None;
        Ranges::new(self, Operation::Write, &[], &[]).each(|set| {
            let deaths = set.write.len().checked_sub(set.write_needed).map_or(0, |tolerated| tolerated + 1);
            fewest = Some(fewest.map_or(deaths, |fewest: usize| fewest.min(deaths)));
        });
        fewest
    }
}

/// The groups below `count` that have members, and how many each.
fn each_group(members: &[u32], groups: &[u32], count: usize, mut visit: impl FnMut(usize, usize)) {
    let group = |member: &u32| groups.get(*member as usize).map_or(usize::MAX, |group| *group as usize);
    for (at, member) in members.iter().enumerate() {
        let of = group(member);
        // Each group once, at its first member.
        if of < count && !members[..at].iter().any(|other| group(other) == of) {
            visit(of, members[at..].iter().filter(|other| group(other) == of).count());
        }
    }
}

/// The sets of all ranges, from the last token to the first. A set that somebody in it extends is walked, the others are swept.
struct Ranges<'a> {
    ring: &'a Ring,
    /// Of the writes.
    operation: Operation,
    sweep: Sweep<'a>,
    flags: Vec<u8>,
    at: usize,
    /// The ring that the walk goes over, and for each of its instances the number here; made when first needed.
    walked: Option<(Ring, Vec<u32>)>,
    absent: &'a [bool],
    down: &'a [bool],
    write: Vec<u32>,
    read: Vec<u32>,
}

impl<'a> Ranges<'a> {
    /// `absent`: whose tokens have left the ring. `down`: who does not answer.
    fn new(ring: &'a Ring, operation: Operation, absent: &'a [bool], down: &'a [bool]) -> Self {
        let flags = ring.instances().iter().enumerate().map(|(at, instance)| {
            let bit = |is: bool, bit: u8| if is { bit } else { 0 };
            bit(operation.healthy(instance), flag::WRITES)
                | bit(Operation::Read.healthy(instance), flag::READS)
                | bit(operation.extends_on(instance.state) || Operation::Read.extends_on(instance.state), flag::EXTENDS)
                | bit(down.get(at).copied().unwrap_or(false), flag::GONE)
        });
        let room = || Vec::with_capacity(ring.replication_factor() + 1);
        Ranges {
            ring,
            operation,
            sweep: Sweep::new(ring, absent),
            flags: flags.collect(),
            at: ring.tokens().len(),
            walked: None,
            absent,
            down,
            write: room(),
            read: room(),
        }
    }

    fn each(mut self, mut visit: impl FnMut(RangeSet)) {
        while let Some(set) = self.step() {
            visit(set);
        }
    }

    fn step(&mut self) -> Option<RangeSet<'_>> {
        let (keys, members) = self.sweep.step()?;
        self.at -= 1;
        self.write.clear();
        self.read.clear();
        let mut extends = false;
        for &member in members {
            let flags = self.flags[member as usize];
            extends |= flags & flag::EXTENDS != 0;
            if flags & (flag::WRITES | flag::GONE) == flag::WRITES {
                self.write.push(member);
            }
            if flags & (flag::READS | flag::GONE) == flag::READS {
                self.read.push(member);
            }
        }
        let needed = Quorum::of(self.ring.replication_factor(), members.len()).needed;
        let (mut write_needed, mut read_needed) = (needed, needed);
        if extends {
            let (ring, numbers) = self.walked.get_or_insert_with(|| self.ring.with(self.absent, self.down));
            let tokens = self.ring.tokens();
            // One key decides the whole range, and the token before it is its first.
            let key = tokens[self.at.checked_sub(1).unwrap_or(tokens.len() - 1)];
            for (operation, set, needed) in
                [(self.operation, &mut self.write, &mut write_needed), (Operation::Read, &mut self.read, &mut read_needed)]
            {
                set.clear();
                match ring.quorum(key, operation) {
                    Ok(found) => {
                        *needed = found.instances.len() - found.max_failures;
                        set.extend(found.instances.iter().filter_map(|&at| numbers.get(at)));
                    }
                    Err(RingError::TooFewHealthy { needed: of, .. }) => *needed = of,
                    Err(RingError::EmptyRing) => *needed = 1,
                }
            }
        }
        let members = self.sweep.members();
        Some(RangeSet { keys, members, needed, write: &self.write, write_needed, read: &self.read, read_needed })
    }
}
