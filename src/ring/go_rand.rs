//! The numbers of Go's `math/rand` for a seed: what draws a tenant's ingesters.
//!
//! The generator adds two of its last 607 numbers, the one 607 and the one 273 draws ago (D. P. Mitchell and J. A. Reeds).
//! Go promises that a seed gives the same numbers for ever, so tenants keep their ingesters over every release of Tempo.
//!
//! A seed only stirs a fixed state, which Go carries as a table of 607 numbers: the state of the same generator after
//! 7.8e12 draws from seed 1. No table stands here. A draw is linear in the state, so the state after any count of draws is a
//! power of `x` modulo the generator's polynomial, and the power takes 43 squarings: some milliseconds, once. That is less to
//! fetch than the table, which no compression makes shorter, and leaves nothing to copy.

use std::sync::OnceLock;

/// Numbers in the state.
const LENGTH: usize = 607;
/// How many draws ago the other one of a sum was made.
const TAP: usize = 273;
/// Where that one stands behind the oldest.
const AHEAD: usize = LENGTH - TAP;
/// Modulus of the generator that turns a seed into a state, a Mersenne prime; its factor is 48271.
const SEED_MODULUS: u64 = (1 << 31) - 1;
/// Draws from seed 1 to the fixed state (Go `src/math/rand/gen_cooked.go`).
const FIXED_DRAWS: u64 = 7_800_000_000_000;

/// Oldest first.
type State = [u64; LENGTH];

/// The source that Go's `rand.NewSource` makes of a seed (Go `src/math/rand/rng.go`).
#[derive(Clone, Debug)]
pub struct GoRand {
    /// A circle.
    state: State,
    /// Where its oldest number stands.
    oldest: usize,
}

impl GoRand {
    #[must_use]
    pub fn new(seed: i64) -> Self {
        static FIXED: OnceLock<State> = OnceLock::new();
        let mut state = stirred(seed, [40, 20]);
        for (number, fixed) in state.iter_mut().zip(FIXED.get_or_init(fixed)) {
            *number ^= fixed;
        }
        GoRand { state, oldest: 0 }
    }

    /// The next number of Go's `Uint32`.
    pub fn uint32(&mut self) -> u32 {
        let other = self.state[(self.oldest + AHEAD) % LENGTH];
        let sum = self.state[self.oldest].wrapping_add(other);
        self.state[self.oldest] = sum;
        self.oldest = (self.oldest + 1) % LENGTH;
        // Go drops the highest of the 64 bits first, then takes the upper half of what is left.
        (sum >> 31) as u32
    }
}

/// A state of a seed alone: three numbers make one, the first two of them shifted by so many bits.
fn stirred(seed: i64, shifts: [u32; 2]) -> State {
    let mut x = match seed.rem_euclid(SEED_MODULUS as i64) as u64 {
        // From zero only zeros would follow.
        0 => 89_482_311,
        seed => seed,
    };
    let mut next = || {
        x = x * 48_271 % SEED_MODULUS;
        x
    };
    (0..20).for_each(|_| _ = next());
    let mut state = [0; LENGTH];
    for slot in 0..LENGTH {
        // Go fills its slots upwards and draws downwards, from slot 333 on.
        state[(AHEAD - 1 + LENGTH - slot) % LENGTH] = next() << shifts[0] ^ next() << shifts[1] ^ next();
    }
    state
}

/// The fixed state.
fn fixed() -> State {
    // All numbers that follow are sums of the first 607. The state after so many draws needs one state more than those.
    let mut first = stirred(1, [20, 10]).to_vec();
    for at in 0..LENGTH - 1 {
        first.push(first[at].wrapping_add(first[at + AHEAD]));
    }
    let power = power_of_x(FIXED_DRAWS);
    let mut state = [0; LENGTH];
    for (at, number) in state.iter_mut().enumerate() {
        *number = power.iter().zip(&first[at..]).fold(0, |sum: u64, (a, b)| sum.wrapping_add(a.wrapping_mul(*b)));
    }
    // Go leaves the numbers in the slots where the draws ended, and the oldest is taken to stand where the first draw began.
    state.rotate_right((FIXED_DRAWS % LENGTH as u64) as usize);
    state
}

/// `x` to this power modulo `x^607 - x^334 - 1`, lowest coefficient first.
///
/// With these the number that many draws after one of the state is the sum of coefficient times number, from that one on.
fn power_of_x(exponent: u64) -> State {
    let mut power = [0; LENGTH];
    power[0] = 1;
    for bit in (0..u64::BITS - exponent.leading_zeros()).rev() {
        let mut product = squared(&power);
        if exponent >> bit & 1 == 1 {
            product.rotate_right(1);
        }
        for at in (LENGTH..product.len()).rev() {
            let high = product[at];
            product[at - LENGTH] = product[at - LENGTH].wrapping_add(high);
            product[at - TAP] = product[at - TAP].wrapping_add(high);
        }
        power.copy_from_slice(&product[..LENGTH]);
    }
    power
}

/// The square, not yet reduced. Its last coefficient is zero: room for one more degree.
fn squared(power: &State) -> [u64; 2 * LENGTH] {
    let mut square = [0_u64; 2 * LENGTH];
    for (at, &a) in power.iter().enumerate().filter(|(_, a)| **a != 0) {
        square[2 * at] = square[2 * at].wrapping_add(a.wrapping_mul(a));
        let twice = a.wrapping_mul(2);
        for (sum, b) in square[2 * at + 1..].iter_mut().zip(&power[at + 1..]) {
            *sum = sum.wrapping_add(twice.wrapping_mul(*b));
        }
    }
    square
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The best known numbers of Go: `rand.New(rand.NewSource(1)).Int63()`, five times.
    #[test]
    fn seed_one() {
        let mut source = GoRand::new(1);
        for expected in [
            5_577_006_791_947_779_410_u64,
            8_674_665_223_082_153_551,
            6_129_484_611_666_145_821,
            4_037_200_794_235_010_051,
            3_916_589_616_287_113_937,
        ] {
            assert_eq!(source.uint32(), (expected >> 31) as u32);
        }
    }

    /// A jump by a power of `x` is as many draws.
    #[test]
    fn powers_are_draws() {
        let mut source = GoRand { state: stirred(1, [20, 10]), oldest: 0 };
        let first = source.state;
        for draws in 0..2_000 {
            let power = power_of_x(draws);
            let jumped = power.iter().zip(&first).fold(0, |sum: u64, (a, b)| sum.wrapping_add(a.wrapping_mul(*b)));
            assert_eq!(jumped, source.state[source.oldest], "{draws}");
            source.uint32();
        }
    }

    /// Seeds that are the same to the generator: they are taken modulo 2^31 - 1, and zero has one of its own.
    #[test]
    fn seeds_are_taken_modulo_a_prime() {
        let first = |seed| GoRand::new(seed).uint32();
        assert_eq!(first(5), first(5 + SEED_MODULUS as i64));
        assert_eq!(first(5), first(5 - SEED_MODULUS as i64));
        assert_eq!(first(0), first(89_482_311));
        assert_ne!(first(i64::MIN), first(i64::MAX));
    }
}
