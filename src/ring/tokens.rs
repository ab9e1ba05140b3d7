//! The sorted tokens of a ring, drawn from a seed or given.

use super::{Instance, RingSpec};
use crate::order::sort_short;

/// Numbers that look random and follow from a seed: splitmix64, whose state after `n` numbers is known without drawing them.
#[derive(Clone, Debug)]
pub struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

    #[must_use]
    pub fn new(seed: u64) -> Self {
        SplitMix64 { state: seed }
    }

    /// The stream of `seed` behind its first `drawn` numbers.
    #[must_use]
    pub fn after(seed: u64, drawn: u64) -> Self {
        SplitMix64 { state: seed.wrapping_add(Self::STEP.wrapping_mul(drawn)) }
    }

    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(Self::STEP);
        let mut z = self.state;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// Tokens are the upper half: the convention of the vectors.
    fn next_token(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }
}

/// Where the tokens came from, kept so that one ingester more or less costs a merge instead of a new ring.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Drawn {
    seed: u64,
    tokens_per_instance: usize,
    /// Numbers of the stream that were passed over since their token was taken already, in order.
    skipped: Vec<u64>,
}

/// All tokens, sorted, with their owners, and the rules under which keys are placed on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    replication_factor: usize,
    zone_awareness: bool,
    instances: Vec<Instance>,
    tokens: Vec<u32>,
    /// Index into `instances` of the owner of each token.
    owners: Vec<u32>,
    /// The zones of all members, sorted; the empty one is a zone as well.
    zones: Vec<String>,
    /// Index into `zones` of each instance.
    zone_of: Vec<u32>,
    /// Members of each zone, also those without tokens.
    zone_members: Vec<usize>,
    /// Two instances of one group never hold the same key while all are ACTIVE: those of a zone under zone awareness.
    groups: Vec<u32>,
    drawn: Option<Drawn>,
}

impl Ring {
    /// Draws the tokens: instance by instance from one stream, a token already taken is drawn again.
    #[must_use]
    pub fn build(spec: &RingSpec) -> Ring {
        let wanted = spec.instances.len() * spec.tokens_per_instance;
        let mut random = SplitMix64::new(spec.seed);
        let mut sorted: Vec<u64> = (0..wanted as u64).map(|draw| u64::from(random.next_token()) << 32 | draw).collect();
        sorted.sort_unstable();
        let mut skipped = Vec::new();
        // Of equal tokens the one drawn first sorts first, and stays.
        sorted.dedup_by(|later, first| {
            let same = *later >> 32 == *first >> 32;
            if same {
                skipped.push(*later & 0xffff_ffff);
            }
            same
        });
        skipped.sort_unstable();
        let mut draw = wanted as u64;
        while sorted.len() < wanted {
            let token = u64::from(random.next_token());
            match sorted.binary_search_by_key(&token, |entry| entry >> 32) {
                Ok(_) => skipped.push(draw),
                Err(at) => sorted.insert(at, token << 32 | draw),
            }
            draw += 1;
        }
        let per_instance = spec.tokens_per_instance.max(1) as u32;
        let owner = |entry: &u64| {
            let draw = *entry & 0xffff_ffff;
            let before = skipped.partition_point(|&other| other < draw);
            (draw as u32 - before as u32) / per_instance
        };
        let tokens = sorted.iter().map(|entry| (entry >> 32) as u32).collect();
        let owners = sorted.iter().map(owner).collect();
        let drawn = Drawn { seed: spec.seed, tokens_per_instance: spec.tokens_per_instance, skipped };
        Ring::assemble(spec.replication_factor, spec.zone_awareness, spec.instances.clone(), tokens, owners, Some(drawn))
    }

    /// The ring of `spec`, made from this one where that is cheaper: the same ring as [`Ring::build`] gives.
    #[must_use]
    pub fn update(&self, spec: &RingSpec) -> Ring {
        let Some(drawn) = &self.drawn else { return Ring::build(spec) };
        let (old, new) = (self.instances.len(), spec.instances.len());
        let same_stream = drawn.seed == spec.seed && drawn.tokens_per_instance == spec.tokens_per_instance;
        // Merging pays as long as most of the tokens stay.
        if !same_stream || new > old + old / 2 {
            return Ring::build(spec);
        }
        let per_instance = drawn.tokens_per_instance;
        let mut skipped = drawn.skipped.clone();
        let (tokens, owners) = if new <= old {
            let kept = (new * per_instance) as u64;
            skipped =
                skipped.iter().enumerate().filter(|(at, draw)| **draw - (*at as u64) < kept).map(|(_, draw)| *draw).collect();
            let room = new * per_instance;
            let (mut tokens, mut owners) = (Vec::with_capacity(room), Vec::with_capacity(room));
            for (&token, &owner) in self.tokens.iter().zip(&self.owners) {
                if (owner as usize) < new {
                    tokens.push(token);
                    owners.push(owner);
                }
            }
            (tokens, owners)
        } else {
            let mut draw = (old * per_instance + skipped.len()) as u64;
            let mut random = SplitMix64::after(drawn.seed, draw);
            let mut added: Vec<u64> = Vec::with_capacity((new - old) * per_instance);
            for owner in old..new {
                let mut missing = per_instance;
                while missing > 0 {
                    let token = random.next_token();
                    // The added tokens are few and in no order: a collision among them shows when they are sorted.
                    if self.tokens.binary_search(&token).is_ok() {
                        skipped.push(draw);
                    } else {
                        added.push(u64::from(token) << 32 | owner as u64);
                        missing -= 1;
                    }
                    draw += 1;
                }
            }
            added.sort_unstable();
            let added: Vec<(u32, u32)> = added.into_iter().map(|entry| ((entry >> 32) as u32, entry as u32)).collect();
            if added.windows(2).any(|pair| pair[0].0 == pair[1].0) {
                return Ring::build(spec);
            }
            self.merge(&added)
        };
        let drawn = Drawn { skipped, ..drawn.clone() };
        Ring::assemble(spec.replication_factor, spec.zone_awareness, spec.instances.clone(), tokens, owners, Some(drawn))
    }

    /// A ring of tokens that are known, such as those of a running cluster.
    #[must_use]
    pub fn from_tokens(replication_factor: usize, zone_awareness: bool, members: Vec<(Instance, Vec<u32>)>) -> Ring {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        let mut instances = Vec::with_capacity(members.len());
        for (at, (instance, tokens)) in members.into_iter().enumerate() {
            pairs.extend(tokens.into_iter().map(|token| (token, at as u32)));
            instances.push(instance);
        }
        pairs.sort_unstable();
        pairs.dedup_by_key(|(token, _)| *token);
        let (tokens, owners) = pairs.into_iter().unzip();
        Ring::assemble(replication_factor, zone_awareness, instances, tokens, owners, None)
    }

    /// The ring with one more member that has `count` tokens of its own, drawn from `seed`.
    #[must_use]
    pub fn joined_by(&self, instance: Instance, count: usize, seed: u64) -> Ring {
        let mut random = SplitMix64::new(seed);
        let owner = self.instances.len() as u32;
        let mut added: Vec<(u32, u32)> = Vec::with_capacity(count);
        while added.len() < count {
            let token = random.next_token();
            let free = self.tokens.binary_search(&token).is_err();
            if let Err(at) = added.binary_search(&(token, owner))
                && free
            {
                added.insert(at, (token, owner));
            }
        }
        let (tokens, owners) = self.merge(&added);
        let instances = [&self.instances[..], &[instance]].concat();
        Ring::assemble(self.replication_factor, self.zone_awareness, instances, tokens, owners, None)
    }

    /// The same members and tokens under other rules.
    #[must_use]
    pub fn under(&self, replication_factor: usize, zone_awareness: bool) -> Ring {
        let (instances, drawn) = (self.instances.clone(), self.drawn.clone());
        Ring::assemble(replication_factor, zone_awareness, instances, self.tokens.clone(), self.owners.clone(), drawn)
    }

    /// The same ring, with its instances in these states; whom the list does not reach stays as it is.
    #[must_use]
    pub fn in_states(&self, states: &[super::State]) -> Ring {
        let mut ring = self.clone();
        ring.instances.iter_mut().zip(states).for_each(|(instance, state)| instance.state = *state);
        ring
    }

    /// The ring as others take the keys once these have left it.
    #[must_use]
    pub fn without(&self, absent: &[bool]) -> Ring {
        self.with(absent, &[]).0
    }

    /// The same ring with these gone silent.
    #[must_use]
    pub fn with_late(&self, late: &[bool]) -> Ring {
        let mut ring = self.clone();
        ring.instances.iter_mut().zip(late).for_each(|(instance, late)| instance.late |= late);
        ring
    }

    /// The ring without `absent`, where `down` no longer send heartbeats; and for each of its instances the number it has here.
    pub(super) fn with(&self, absent: &[bool], down: &[bool]) -> (Ring, Vec<u32>) {
        let is = |flags: &[bool], at: usize| flags.get(at).copied().unwrap_or(false);
        let numbers: Vec<u32> = (0..self.instances.len()).filter(|&at| !is(absent, at)).map(|at| at as u32).collect();
        let instance = |&at: &u32| {
            let instance = &self.instances[at as usize];
            Instance { late: instance.late || is(down, at as usize), ..instance.clone() }
        };
        let instances = numbers.iter().map(instance).collect();
        let stays = |(token, owner): (&u32, &u32)| Some((*token, numbers.binary_search(owner).ok()? as u32));
        let (tokens, owners) = self.tokens.iter().zip(&self.owners).filter_map(stays).unzip();
        (Ring::assemble(self.replication_factor, self.zone_awareness, instances, tokens, owners, None), numbers)
    }

    fn assemble(
        replication_factor: usize,
        zone_awareness: bool,
        instances: Vec<Instance>,
        tokens: Vec<u32>,
        owners: Vec<u32>,
        drawn: Option<Drawn>,
    ) -> Ring {
        let mut zones: Vec<String> = Vec::new();
        for instance in &instances {
            if !zones.contains(&instance.zone) {
                zones.push(instance.zone.clone());
            }
        }
        sort_short(&mut zones, String::cmp);
        let zone = |instance: &Instance| zones.partition_point(|zone| *zone < instance.zone) as u32;
        let zone_of: Vec<u32> = instances.iter().map(zone).collect();
        let mut zone_members = vec![0; zones.len()];
        zone_of.iter().for_each(|&zone| zone_members[zone as usize] += 1);
        let group = |(at, instance): (usize, &Instance)| {
            if zone_awareness && !instance.zone.is_empty() { zone_of[at] } else { (zones.len() + at) as u32 }
        };
        let groups = instances.iter().enumerate().map(group).collect();
        Ring { replication_factor, zone_awareness, instances, tokens, owners, zones, zone_of, zone_members, groups, drawn }
    }

    fn merge(&self, added: &[(u32, u32)]) -> (Vec<u32>, Vec<u32>) {
        let room = self.tokens.len() + added.len();
        let (mut tokens, mut owners) = (Vec::with_capacity(room), Vec::with_capacity(room));
        let mut from = 0;
        for &(token, owner) in added {
            let to = from + self.tokens[from..].partition_point(|&other| other < token);
            tokens.extend_from_slice(&self.tokens[from..to]);
            owners.extend_from_slice(&self.owners[from..to]);
            tokens.push(token);
            owners.push(owner);
            from = to;
        }
        tokens.extend_from_slice(&self.tokens[from..]);
        owners.extend_from_slice(&self.owners[from..]);
        (tokens, owners)
    }

    #[must_use]
    pub fn replication_factor(&self) -> usize {
        self.replication_factor
    }

    #[must_use]
    pub fn zone_awareness(&self) -> bool {
        self.zone_awareness
    }

    #[must_use]
    pub fn instances(&self) -> &[Instance] {
        &self.instances
    }

    /// Sorted.
    #[must_use]
    pub fn tokens(&self) -> &[u32] {
        &self.tokens
    }

    /// Per token the index of the instance that owns it.
    #[must_use]
    pub fn owners(&self) -> &[u32] {
        &self.owners
    }

    /// The zones of all members, sorted; members without one give the empty zone.
    #[must_use]
    pub fn zones(&self) -> &[String] {
        &self.zones
    }

    /// Index into [`Ring::zones`] of an instance's zone.
    #[must_use]
    pub fn zone_of(&self, instance: usize) -> usize {
        self.zone_of.get(instance).map_or(0, |&zone| zone as usize)
    }

    pub(super) fn zone_members(&self) -> &[usize] {
        &self.zone_members
    }

    pub(super) fn groups(&self) -> &[u32] {
        &self.groups
    }

    /// Tokens of one instance, where all were drawn from a seed.
    #[must_use]
    pub fn tokens_per_instance(&self) -> Option<usize> {
        self.drawn.as_ref().map(|drawn| drawn.tokens_per_instance)
    }

    /// Where the walk of `key` starts: at the first token strictly greater, past the end at the first of all
    /// (dskit `ring/util.go`, `searchToken`).
    #[must_use]
    pub fn first_token(&self, key: u32) -> usize {
        let at = self.tokens.partition_point(|&token| token <= key);
        if at == self.tokens.len() { 0 } else { at }
    }

    /// How many keys start their walk at token `at`: those from the token before up to this one less one.
    #[must_use]
    pub fn range(&self, at: usize) -> u64 {
        let token = u64::from(self.tokens[at]);
        match at.checked_sub(1) {
            Some(before) => token - u64::from(self.tokens[before]),
            // The first range goes round through zero; with a single token it is everything.
            None => token + super::KEYS - self.tokens.last().map_or(0, |&last| u64::from(last)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(instances: usize, tokens_per_instance: usize, seed: u64) -> RingSpec {
        let instance = |at| Instance { id: format!("ingester-{at}"), ..Instance::default() };
        RingSpec {
            replication_factor: 3,
            zone_awareness: false,
            instances: (0..instances).map(instance).collect(),
            tokens_per_instance,
            seed,
        }
    }

    #[test]
    fn one_more_or_less_is_the_ring_built_anew() {
        for (from, to) in [(3, 4), (4, 3), (10, 11), (300, 301), (301, 300), (2, 9), (5, 0), (0, 5)] {
            let built = Ring::build(&spec(to, 128, 7));
            assert_eq!(Ring::build(&spec(from, 128, 7)).update(&spec(to, 128, 7)), built, "{from} to {to}");
        }
        let other = spec(3, 64, 7);
        assert_eq!(Ring::build(&spec(3, 128, 7)).update(&other), Ring::build(&other));
    }

    /// Big enough that tokens collide: the draw passed over counts for nobody.
    #[test]
    fn collisions_are_drawn_again() {
        let drawn = |seed| Ring::build(&spec(400, 512, seed));
        let collided: Vec<Ring> = (0..4).map(drawn).filter(|ring| !ring.drawn.as_ref().unwrap().skipped.is_empty()).collect();
        assert!(!collided.is_empty());
        for ring in collided {
            let mut count = vec![0; 400];
            ring.owners.iter().for_each(|&owner| count[owner as usize] += 1);
            assert!(count.iter().all(|&tokens| tokens == 512));
            assert!(ring.tokens.windows(2).all(|pair| pair[0] < pair[1]));
            let seed = ring.drawn.as_ref().unwrap().seed;
            for to in [399, 200, 401] {
                assert_eq!(ring.update(&spec(to, 512, seed)), Ring::build(&spec(to, 512, seed)), "{to}");
            }
        }
    }

    #[test]
    fn a_key_equal_to_a_token_belongs_to_the_next() {
        let ring = Ring::from_tokens(1, false, vec![(Instance::default(), vec![10, 20])]);
        assert_eq!([9, 10, 19, 20, u32::MAX].map(|key| ring.first_token(key)), [0, 1, 1, 0, 0]);
        assert_eq!([ring.range(0), ring.range(1)], [super::super::KEYS - 10, 10]);
    }
}
