//! The sets of all ranges of the ring in one pass, while every member is ACTIVE.

use super::Ring;

impl Ring {
    /// The sweep for three copies, which nearly every cluster keeps: its set in variables, for speed. `false`, and nothing is
    /// visited, where sets have another size.
    pub(super) fn sets_of_three(&self, mut visit: impl FnMut(u64, [u32; 3])) -> bool {
        let sweep = Sweep::new(self, &[]);
        let (3, &[mut first, mut second, mut third]) = (self.replication_factor(), sweep.members()) else { return false };
        let groups = self.groups();
        let [mut group, mut second_group] = [first, second].map(|member| groups[member as usize]);
        let tokens = self.tokens();
        let before = tokens.iter().rev().skip(1).chain(tokens.last());
        for ((&token, &owner), &before) in tokens.iter().zip(self.owners()).rev().zip(before) {
            let of = groups[owner as usize];
            if of != group {
                if of != second_group {
                    third = second;
                }
                (second, second_group) = (first, group);
            }
            (first, group) = (owner, of);
            // The first range goes round through zero.
            visit(u64::from(token.wrapping_sub(before)), [first, second, third]);
        }
        true
    }
}

/// Walks the ring backwards and knows the members of the set at every token.
///
/// Without extension the set at a token is its owner followed by the set at the next token, less whoever is of the owner's
/// group, cut to the replication factor. So one pass from the last token to the first gives every set, in time linear in the
/// tokens however the members are spread. Heartbeats do not matter to it: dskit filters the late ones out of the same set.
pub struct Sweep<'a> {
    ring: &'a Ring,
    absent: &'a [bool],
    members: Vec<u32>,
    /// The group of each member, beside them for speed.
    groups: Vec<u32>,
    at: usize,
}

impl<'a> Sweep<'a> {
    /// `absent`: per instance whether its tokens have left the ring; empty for nobody.
    #[must_use]
    pub fn new(ring: &'a Ring, absent: &'a [bool]) -> Self {
        let room = ring.replication_factor();
        let (members, groups) = (Vec::with_capacity(room), Vec::with_capacity(room));
        let mut sweep = Sweep { ring, absent, members, groups, at: ring.tokens().len() };
        // What stands behind the last token is what a walk from the first one finds.
        for &owner in ring.owners() {
            if sweep.members.len() >= room {
                break;
            }
            let group = ring.groups()[owner as usize];
            if !sweep.is_absent(owner) && !sweep.groups.contains(&group) {
                sweep.members.push(owner);
                sweep.groups.push(group);
            }
        }
        sweep
    }

    /// The members of the set behind the last token, or of the range that `step` has given.
    pub(super) fn members(&self) -> &[u32] {
        &self.members
    }

    fn is_absent(&self, instance: u32) -> bool {
        self.absent.get(instance as usize).copied().unwrap_or(false)
    }

    /// One token back: how many keys start at it, and the members of their set in the order of the walk.
    pub fn step(&mut self) -> Option<(u64, &[u32])> {
        self.at = self.at.checked_sub(1)?;
        let owner = self.ring.owners()[self.at];
        if !self.is_absent(owner) {
            self.put_first(owner);
        }
        Some((self.ring.range(self.at), &self.members))
    }

    fn put_first(&mut self, owner: u32) {
        let group = self.ring.groups()[owner as usize];
        let (mut carried, mut carried_group, mut done) = (owner, group, false);
        // Where the group stood is random, so leaving the loop there would cost more than going through to the end.
        for (member, of) in self.members.iter_mut().zip(&mut self.groups) {
            let (next, next_group) = if done { (*member, *of) } else { (carried, carried_group) };
            carried = if done { carried } else { *member };
            carried_group = if done { carried_group } else { *of };
            (*member, *of) = (next, next_group);
            done |= carried_group == group;
        }
        if !done && self.members.len() < self.ring.replication_factor() {
            self.members.push(carried);
            self.groups.push(carried_group);
        }
    }
}
