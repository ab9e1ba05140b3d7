//! The JSON of a running cluster's ring page, `/ingester/ring` with `Accept: application/json` -> its members and tokens.
//!
//! The form is that of dskit `ring/ring_http.go` at the commit that Tempo v2.10.8 vendors: `{"shards": [...], "now": ...}`. A
//! shard's `state` is what the instance says of itself, or `UNHEALTHY` in its place when the heartbeat was older than the
//! timeout; `tokens` is null for an instance without any, `shards` for a ring without instances. RF and zone awareness are not
//! on the page: they belong to the one who asks the ring, here the design.

mod read;

pub use read::{MOST_BYTES, read_page};

use super::moment::Moment;
use super::{Instance, Ring, State};
use std::fmt::Write;

/// Names that a sentence counts up.
const NAMED: usize = 3;

/// What a ring page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RingPage {
    /// When the page was made.
    pub seen: Moment,
    /// In the page's order, which is that of their names, without those that have left.
    pub members: Vec<Member>,
    /// Names of those that the page still lists as LEFT: they own nothing, and nobody counts them.
    pub left: Vec<String>,
}

/// One shard of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its state is ACTIVE where the page says UNHEALTHY in its place, which is what a pod that died was.
    pub instance: Instance,
    pub tokens: Vec<u32>,
    /// It takes part in shuffle shards no more; the walk of a trace, which Tempo does on the whole ring, does not look at it.
    pub read_only: bool,
}

impl RingPage {
    /// The ring that these make under the rules of who asks it.
    #[must_use]
    pub fn ring(&self, replication_factor: usize, zone_awareness: bool) -> Ring {
        let members = self.members.iter().map(|member| (member.instance.clone(), member.tokens.clone())).collect();
        Ring::from_tokens(replication_factor, zone_awareness, members)
    }

    /// What of the page is shown under these rules, and who of its members is not as it should be: "Ring of 3 ingesters, pasted;
    /// seen 2026-11-24 08:41 UTC; RF 3 and zone awareness off as in the design. ingester-2 is unhealthy."
    #[must_use]
    pub fn says(&self, ring: &Ring) -> String {
        let (count, seen) = (self.members.len(), self.seen);
        let mut text = format!(
            "Ring of {count} ingester{}, pasted; seen {seen}; RF {} and zone awareness {} as in the design.",
            if count == 1 { "" } else { "s" },
            ring.replication_factor(),
            if ring.zone_awareness() { "on" } else { "off" }
        );
        let zones = ring.zones().iter().filter(|zone| !zone.is_empty()).count();
        if ring.zone_awareness() && zones == 0 {
            text.push_str(" No ingester names a zone, so copies are not kept apart by zone.");
        } else if !ring.zone_awareness() && zones > 1 {
            let _ = write!(text, " The ingesters name {zones} zones, which count once zone awareness is on.");
        }
        let those = |is: &dyn Fn(&Member) -> bool| -> Vec<&str> {
            self.members.iter().filter(|member| is(member)).map(|member| member.instance.id.as_str()).collect()
        };
        let mut tell = |names: &[&str], what: &str| {
            if !names.is_empty() {
                let _ = write!(text, " {} {} {what}.", listed(names), if names.len() == 1 { "is" } else { "are" });
            }
        };
        tell(&those(&|member| member.instance.late), "unhealthy");
        for state in [State::Pending, State::Joining, State::Leaving] {
            tell(&those(&|member| !member.instance.late && member.instance.state == state), state.name());
        }
        tell(&those(&|member| member.tokens.is_empty()), "without tokens");
        tell(&those(&|member| member.read_only), "read-only, which a trace’s walk does not look at");
        let left: Vec<&str> = self.left.iter().map(String::as_str).collect();
        tell(&left, "LEFT, and not counted");
        text
    }
}

/// "a, b and c"; of many the first few and how many more.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [name] => (*name).to_owned(),
        [names @ .., last] if names.len() < NAMED => format!("{} and {last}", names.join(", ")),
        names => format!("{} and {} more", names[..NAMED].join(", "), names.len() - NAMED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ring::{Operation, explain};

    pub(super) const SAMPLE: &str = include_str!("../../tests/data/ring-page-2.10.8.json");

    /// A shard with what differs from a healthy one of two tokens: `key: value` as JSON.
    pub(super) fn shard(id: &str, tokens: &str, other: &str) -> String {
        let mut all =
            vec![("id", format!("\"{id}\"")), ("state", "\"ACTIVE\"".into()), ("timestamp", "\"2026-11-24T08:41:16Z\"".into())];
        all.extend([("zone", "\"\"".into()), ("tokens", format!("[{tokens}]"))]);
        for change in other.split(';').filter(|change| !change.is_empty()) {
            let (key, value) = change.split_once('=').unwrap();
            all.iter_mut().find(|(known, _)| *known == key).unwrap().1 = value.to_owned();
        }
        let entries: Vec<String> = all.into_iter().filter(|(_, v)| v != "-").map(|(k, v)| format!("\"{k}\":{v}")).collect();
        format!("{{{}}}", entries.join(","))
    }

    pub(super) fn page(shards: &[String]) -> String {
        format!("{{\"shards\":[{}],\n\"now\":\"2026-11-24T08:41:18.298659397Z\"}}\n", shards.join(",\n"))
    }

    #[test]
    fn the_page_of_a_running_cluster() {
        let page = read_page(SAMPLE).unwrap();
        let ids: Vec<&str> = page.members.iter().map(|member| member.instance.id.as_str()).collect();
        assert_eq!(ids, ["ingester-1", "ingester-2", "ingester-3"]);
        assert!(page.members.iter().all(|member| member.tokens.len() == 128 && !member.instance.late && !member.read_only));
        assert_eq!(page.members[0].tokens[..2], [26_692_714, 46_995_050]);
        let ring = page.ring(3, false);
        assert_eq!(
            page.says(&ring),
            "Ring of 3 ingesters, pasted; seen 2026-11-24 08:41 UTC; RF 3 and zone awareness off as in the design."
        );
        assert_eq!((ring.tokens().len(), ring.ownership().max_in_set().value()), (384, 1.0));
    }

    /// As `jq`, `jq --tab` and Windows leave it, and with a mark of byte order in front.
    #[test]
    fn white_space_is_no_matter() {
        let plain = read_page(SAMPLE).unwrap();
        for between in [",\n  ", ",\n\t", ",\r\n\t\t", " ,\n\n"] {
            let text = format!("\u{feff}\n{}\n", SAMPLE.replace(',', between));
            assert_eq!(read_page(&text).as_ref(), Ok(&plain), "{between:?}");
        }
    }

    /// What a member says of itself decides its part in the walk; RF and zone awareness come from outside.
    #[test]
    fn states_and_heartbeats() {
        let told = |other: &str| {
            let shards = [shard("i-0", "10", other), shard("i-1", "20", ""), shard("i-2", "30", ""), shard("i-3", "40", "")];
            let page = read_page(&page(&shards)).unwrap();
            let ring = page.ring(3, false);
            let walk = ring.walk(0, Operation::Write);
            let says = page.says(&ring);
            format!("{}; {} {}", explain(&ring, &walk)[0].text, walk.verdict(), says.split("design.").nth(1).unwrap())
        };
        for (other, says) in [
            ("", "i-0 takes copy 1; 2 of 3 have to answer, 1 may fail. "),
            (
                "state=\"UNHEALTHY\"",
                "i-0 picked and dropped: its heartbeat is older than the timeout; 2 of 2 have to answer, none may fail.  i-0 is unhealthy.",
            ),
            (
                "timestamp=\"2026-11-24T08:36:18Z\"",
                "i-0 picked and dropped: its heartbeat is older than the timeout; 2 of 2 have to answer, none may fail.  i-0 is unhealthy.",
            ),
            ("timestamp=\"2026-11-24T08:36:19Z\"", "i-0 takes copy 1; 2 of 3 have to answer, 1 may fail. "),
            (
                "state=\"LEAVING\"",
                "i-0 picked and dropped: it is LEAVING, and a write does not use it, so the set grows by one; 3 of 3 have to answer, none may fail.  i-0 is LEAVING.",
            ),
            (
                "state=\"JOINING\"",
                "i-0 picked and dropped: it is JOINING, and a write does not use it, so the set grows by one; 3 of 3 have to answer, none may fail.  i-0 is JOINING.",
            ),
            (
                "state=\"PENDING\";tokens=null",
                "i-1 takes copy 1; 2 of 3 have to answer, 1 may fail.  i-0 is PENDING. i-0 is without tokens.",
            ),
            ("state=\"LEFT\"", "i-1 takes copy 1; 2 of 3 have to answer, 1 may fail.  i-0 is LEFT, and not counted."),
        ] {
            assert_eq!(told(other), says, "{other}");
        }
    }

    #[test]
    fn zones_and_many_names() {
        let shards: Vec<String> = (0..6)
            .map(|at| shard(&format!("i-{at}"), &at.to_string(), &format!("zone=\"z-{}\";state=\"LEAVING\"", at % 3)))
            .collect();
        let page = read_page(&page(&shards)).unwrap();
        let zones: Vec<usize> = page.members.iter().map(|member| member.instance.node_zone).collect();
        assert_eq!(zones, [0, 1, 2, 0, 1, 2]);
        let says = page.says(&page.ring(3, false));
        assert!(
            says.ends_with("name 3 zones, which count once zone awareness is on. i-0, i-1, i-2 and 3 more are LEAVING."),
            "{says}"
        );
        let says = read_page(SAMPLE).map(|page| page.says(&page.ring(2, true))).unwrap();
        assert!(says.ends_with(
            "RF 2 and zone awareness on as in the design. No ingester names a zone, so copies are not kept apart by zone."
        ));
    }
}
