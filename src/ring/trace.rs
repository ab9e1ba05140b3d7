//! From a tenant and a trace id to the key that the ring is asked for.

use super::SplitMix64;
use crate::design::tenants::valid_id;
use crate::problem::Problem;

/// The tenant of every trace while multitenancy is off (Tempo `pkg/util/fakeauth`).
pub const SINGLE_TENANT: &str = "single-tenant";

/// The key of a trace: FNV-1, 32 bit, over the tenant and the 16 bytes of the id (Tempo `pkg/util/hash.go`, `TokenFor`).
///
/// FNV-1 multiplies first and then takes the byte in; FNV-1a, the better known one, does it the other way round.
#[must_use]
pub fn token_for(tenant: &str, trace_id: [u8; 16]) -> u32 {
    let mut hash: u32 = 2_166_136_261;
    for byte in tenant.bytes().chain(trace_id) {
        hash = hash.wrapping_mul(16_777_619) ^ u32::from(byte);
    }
    hash
}

/// A trace id to try the ring with; the same seed gives the same id.
#[must_use]
pub fn random_trace(seed: u64) -> [u8; 16] {
    let mut random = SplitMix64::new(seed);
    (u128::from(random.next_u64()) << 64 | u128::from(random.next_u64())).to_be_bytes()
}

/// Reads a trace id as Tempo's API does: up to 32 hexadecimal digits, short ones filled with zeros in front
/// (Tempo `pkg/util/traceid.go`, `HexStringToTraceID`).
///
/// An empty text, which Tempo takes for the id of zeros, is refused here: nobody means it.
pub fn parse_trace(text: &str) -> Result<[u8; 16], Problem> {
    let text = text.trim();
    let refuse = |what: String| Err(Problem::new("trace id", what, "Type up to 32 hexadecimal digits."));
    if text.is_empty() {
        return refuse("No trace id is typed.".to_owned());
    }
    let mut id: u128 = 0;
    for (at, character) in text.chars().enumerate() {
        let Some(digit) = character.to_digit(16) else {
            return refuse(format!("“{character}” at position {} is not a hexadecimal digit.", at + 1));
        };
        if at >= 32 {
            return refuse(format!("{} digits are more than a trace id has.", text.chars().count()));
        }
        id = id << 4 | u128::from(digit);
    }
    Ok(id.to_be_bytes())
}

/// A trace id as Tempo writes it.
#[must_use]
pub fn trace_text(trace_id: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(trace_id))
}

/// Reads a tenant's name as Tempo lets it in.
pub fn parse_tenant(text: &str) -> Result<String, Problem> {
    let name = text.trim();
    let refuse = |what: String| Err(Problem::new("tenant", what, "Type letters, digits and !-_.*'(), 150 at most."));
    if name.is_empty() {
        return refuse(format!("No tenant is typed; without multitenancy it is {SINGLE_TENANT}."));
    }
    if let Err(what) = valid_id(name) {
        return refuse(what);
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<u128, &str>) {
        let told = parse_trace(text).map(u128::from_be_bytes).map_err(|problem| problem.to_string());
        assert_eq!(told, expected.map_err(str::to_owned), "{text}");
    }

    #[test]
    fn short_ids_are_filled_in_front() {
        check("4bf92f3577b34da6a3ce929d0e0e4736", Ok(0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736));
        check(" A3CE929D0E0E4736 ", Ok(0xa3ce_929d_0e0e_4736));
        check("7", Ok(7));
        check("", Err("trace id: No trace id is typed. Type up to 32 hexadecimal digits."));
        check("4bg9", Err("trace id: “g” at position 3 is not a hexadecimal digit. Type up to 32 hexadecimal digits."));
        check(&"a".repeat(33), Err("trace id: 33 digits are more than a trace id has. Type up to 32 hexadecimal digits."));
        check("1é", Err("trace id: “é” at position 2 is not a hexadecimal digit. Type up to 32 hexadecimal digits."));
    }

    #[test]
    fn tenants_are_those_that_tempo_lets_in() {
        assert_eq!(parse_tenant(" team-a ").as_deref().ok(), Some("team-a"));
        for (text, says) in [("", "No tenant"), ("a/b", "“/”"), ("..", "is a path"), (&"a".repeat(151), "151 characters")] {
            let told = parse_tenant(text).unwrap_err().to_string();
            assert!(told.contains(says), "{told}");
        }
    }

    #[test]
    fn an_id_is_written_as_it_is_read() {
        assert_eq!(parse_trace(&trace_text(random_trace(7))), Ok(random_trace(7)));
    }

    #[test]
    fn a_seed_gives_one_trace() {
        assert_eq!(random_trace(1), random_trace(1));
        assert_ne!(random_trace(1), random_trace(2));
    }
}
