//! The ingesters of one tenant: its shuffle shard (dskit `ring/ring.go`, `ShuffleShard`; seeds: `ring/shard/shard.go`).

use super::{GoRand, Ring};
use md5::{Digest, Md5};

/// The seed of a tenant's draws in one zone; in the empty zone, or without zone awareness, the tenant alone decides.
#[must_use]
pub fn shard_seed(tenant: &str, zone: &str) -> i64 {
    let mut hash = Md5::new_with_prefix(tenant);
    if !zone.is_empty() {
        hash.update([0]);
        hash.update(zone);
    }
    // The first eight of its sixteen bytes.
    hash.finalize().iter().take(8).fold(0, |seed, &byte| seed << 8 | i64::from(byte))
}

impl Ring {
    /// The indices, ascending, of the instances that take a tenant's traces when its shard has this size
    /// (`overrides`, `ingestion.tenant_shard_size`); 0 stands for all.
    ///
    /// With zone awareness every zone gives the same number, so there may be more than `size`; a zone with fewer gives all.
    /// Only those with a token are drawn, but a zone that gives all gives those without one as well. Where all have tokens, one
    /// instance more or less, in zones that stay, changes at most one member; and a larger shard holds the smaller.
    #[must_use]
    pub fn shuffle_shard(&self, tenant: &str, size: usize) -> Vec<usize> {
        let mut chosen = vec![size == 0; self.instances().len()];
        if !self.zone_awareness() {
            self.draw(shard_seed(tenant, ""), size, &mut chosen, |_| true);
        } else if size > 0 {
            let per_zone = size.div_ceil(self.zones().len().max(1));
            for (at, (zone, &members)) in self.zones().iter().zip(self.zone_members()).enumerate() {
                let within = |instance| self.zone_of(instance) == at;
                if per_zone >= members {
                    chosen.iter_mut().enumerate().for_each(|(instance, is)| *is |= within(instance));
                } else {
                    self.draw(shard_seed(tenant, zone), per_zone, &mut chosen, within);
                }
            }
        }
        chosen.iter().enumerate().filter(|(_, is)| **is).map(|(instance, _)| instance).collect()
    }

    /// Chooses `count` more of the instances within a zone, or as many as there are: each is the first on the way from a
    /// drawn key.
    fn draw(&self, seed: i64, count: usize, chosen: &mut [bool], within: impl Fn(usize) -> bool) {
        let mut random = GoRand::new(seed);
        for _ in 0..count {
            let (before, from) = self.owners().split_at(self.first_token(random.uint32()));
            let mut way = from.iter().chain(before).map(|&owner| owner as usize);
            match way.find(|&instance| !chosen[instance] && within(instance)) {
                Some(instance) => chosen[instance] = true,
                None => break,
            }
        }
    }

    /// The ring of these instances alone, with the tokens they have here: what a tenant with a shard is placed on.
    ///
    /// They keep their order, so that instance 0 of a shard's ring is the first member of the shard.
    ///
    /// ```
    /// use tempo_designer::ring::{Instance, Operation, Ring, RingSpec, random_trace, token_for};
    ///
    /// let instances = (0..9).map(|at| Instance { id: format!("ingester-{at}"), ..Instance::default() }).collect();
    /// let ring = Ring::build(&RingSpec { replication_factor: 3, instances, tokens_per_instance: 128, ..RingSpec::default() });
    /// let shard = ring.shuffle_shard("team-a", 4);
    /// assert_eq!(shard.len(), 4);
    ///
    /// let walk = ring.subring(&shard).walk(token_for("team-a", random_trace(1)), Operation::Write);
    /// let set: Vec<usize> = walk.set?.instances.iter().map(|&at| shard[at]).collect();
    /// assert_eq!(set.len(), 3, "all of them among the four");
    /// # Ok::<(), tempo_designer::ring::RingError>(())
    /// ```
    #[must_use]
    pub fn subring(&self, members: &[usize]) -> Ring {
        let mut absent = vec![true; self.instances().len()];
        for &member in members {
            if let Some(is) = absent.get_mut(member) {
                *is = false;
            }
        }
        self.without(&absent)
    }
}
