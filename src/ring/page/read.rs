//! The text of a ring page -> [`RingPage`], or the one sentence that says what is wrong with it and where.

use super::{Member, RingPage};
use crate::design::located::{self, Content, Limits, Node};
use crate::order::sort_short;
use crate::problem::{Place, Problem};
use crate::ring::{HEARTBEAT_TIMEOUT, Instance, Moment, State};

/// More members than any ring has.
const MOST_MEMBERS: usize = 2_000;
/// Letters of a name: as many as Kubernetes lets a pod have.
const LONGEST_NAME: usize = 253;
/// Bytes of the largest page that is read.
pub const MOST_BYTES: usize = 8_000_000;
const LIMITS: Limits = Limits { language: "JSON", bytes: MOST_BYTES, nodes: 1_000_000, keys: 200, usual: TOO_MUCH };

const TOO_MUCH: &str = "The page of 300 ingesters has half a megabyte; 8 MB, 2 000 ingesters and a million values are read.";
const WHOLE: &str = "Paste the whole answer, from the first { to the last }.";
const ASK: &str = "Ask a distributor for it: curl -H 'Accept: application/json' http://…:3200/ingester/ring";
const AS_IT_IS: &str = "Paste the page as Tempo gives it.";

/// Reads the JSON of a ring page.
///
/// # Errors
/// The first thing that is wrong with it, with its line and column, and what to paste instead.
pub fn read_page(text: &str) -> Result<RingPage, Problem> {
    look(text)?;
    let (root, problems) = located::read(text, &LIMITS);
    if let Some(problem) = problems.into_iter().next() {
        return Err(torn(text, root.as_ref(), problem));
    }
    let Some(Node { content: Content::Map(page), .. }) = &root else {
        return Err(Problem::new("", "This is no ring page.", ASK));
    };
    let shards = match entry(page, "shards") {
        None if entry(page, "partitions").is_some() => {
            let what = "This is a page of partitions, which place traces in 3.0 and with Kafka.";
            return Err(Problem::new("", what, ASK));
        }
        None => return Err(Problem::new("", "The text has no shards, as a ring page has.", ASK)),
        Some(node) if is_null(node) => &[],
        Some(Node { content: Content::List(shards), .. }) => &shards[..],
        Some(node) => {
            return Err(Problem::new("shards", format!("This is {}, not a list.", node.kind()), AS_IT_IS).at(node.place));
        }
    };
    if shards.len() > MOST_MEMBERS {
        return Err(Problem::new("", format!("The page has {} shards.", shards.len()), TOO_MUCH));
    }
    let seen = match entry(page, "now") {
        None => return Err(Problem::new("now", "The page does not say when it was made.", WHOLE)),
        Some(node) => moment(node, "now")?,
    };
    let mut ring = RingPage { seen, members: Vec::with_capacity(shards.len()), left: Vec::new() };
    let mut places = Vec::with_capacity(shards.len());
    for (at, node) in shards.iter().enumerate() {
        let shard = Shard::of(node, at)?;
        match shard.member(seen)? {
            Some(member) => {
                ring.members.push(member);
                places.push(shard);
            }
            None => ring.left.push(shard.id.to_owned()),
        }
    }
    ring.check(&places)?;
    ring.stand_in_zones();
    Ok(ring)
}

/// What is told from the first letters alone.
fn look(text: &str) -> Result<(), Problem> {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let problem = match start.chars().next() {
        Some('{') => return Ok(()),
        None => Problem::new("", "Nothing is pasted.", ASK),
        Some('<') => Problem::new("", "This is the HTML of the page.", ASK),
        Some('[') => Problem::new("", "This is a list; the page is an object that holds shards and now.", WHOLE),
        Some(_) => {
            let line = start.lines().next().unwrap_or_default();
            let short: String = line.chars().take(24).collect();
            let more = if short.len() < line.len() { "…" } else { "" };
            Problem::new("", format!("This is no JSON of a ring page: it begins with “{}{more}”.", short.trim_end()), ASK)
        }
    };
    Err(problem)
}

/// The refusal of the reader in the words of a ring page: where a text was cut off, the shard that it ends in.
fn torn(text: &str, root: Option<&Node>, problem: Problem) -> Problem {
    let Some(place) = problem.place else { return problem };
    let list = match root {
        Some(Node { content: Content::Map(page), .. }) => match entry(page, "shards") {
            Some(Node { content: Content::List(shards), .. }) => &shards[..],
            _ => &[],
        },
        _ => &[],
    };
    let near = match list.last().map(|last| (last, &last.content)) {
        Some((last, Content::Map(entries))) if last.place < place => {
            let name = entry(entries, "id").and_then(plain_text).map_or(String::new(), |id| format!(" ({})", cut(id)));
            format!("shard {}{name}", list.len())
        }
        _ => String::new(),
    };
    let end = end_of(text);
    if place >= end {
        let of = if near.is_empty() { "before its last }".to_owned() } else { format!("in or behind {near}") };
        return Problem::new("", format!("The text ends {of}."), WHOLE).at(end);
    }
    Problem { key: if problem.key.is_empty() { near } else { problem.key }, remedy: AS_IT_IS.to_owned(), ..problem }
}

/// The place behind the last letter.
fn end_of(text: &str) -> Place {
    let text = text.trim_end();
    let last = text.rsplit('\n').next().unwrap_or_default();
    Place { line: text.matches('\n').count() + 1, column: last.chars().count() + 1 }
}

/// A shard under inspection, for messages.
struct Shard<'a> {
    /// Counted from one.
    number: usize,
    place: Place,
    id: &'a str,
    entries: &'a [(String, Node)],
}

impl<'a> Shard<'a> {
    fn of(node: &'a Node, at: usize) -> Result<Self, Problem> {
        let number = at + 1;
        let Content::Map(entries) = &node.content else {
            return Err(Problem::new(format!("shard {number}"), format!("This is {}, not an object.", node.kind()), AS_IT_IS)
                .at(node.place));
        };
        let mut shard = Shard { number, place: node.place, id: "", entries };
        shard.id = shard.text("id")?;
        if shard.id.is_empty() || shard.id.chars().count() > LONGEST_NAME {
            return Err(shard.wrong("id", "The name is empty, or longer than a pod’s."));
        }
        Ok(shard)
    }

    fn name(&self) -> String {
        if self.id.is_empty() { format!("shard {}", self.number) } else { format!("shard {} ({})", self.number, cut(self.id)) }
    }

    /// A problem at the value of a key, or at the shard where there is none.
    fn wrong(&self, key: &str, what: impl AsRef<str>) -> Problem {
        let place = entry(self.entries, key).map_or(self.place, |node| node.place);
        Problem::new(format!("{}, {key}", self.name()), what, AS_IT_IS).at(place)
    }

    fn find(&self, key: &str) -> Result<&'a Node, Problem> {
        entry(self.entries, key).ok_or_else(|| self.wrong(key, "It is missing."))
    }

    fn text(&self, key: &str) -> Result<&'a str, Problem> {
        plain_text(self.find(key)?).ok_or_else(|| self.wrong(key, "This is no text."))
    }

    /// `None` for one that has left.
    fn member(&self, seen: Moment) -> Result<Option<Member>, Problem> {
        let (state, unhealthy) = match self.text("state")? {
            "PENDING" => (State::Pending, false),
            "JOINING" => (State::Joining, false),
            "ACTIVE" => (State::Active, false),
            "LEAVING" => (State::Leaving, false),
            "UNHEALTHY" => (State::Active, true),
            "LEFT" => return Ok(None),
            other => {
                let what = format!("The state “{}” is unknown.", cut(other));
                let remedy = "It is one of PENDING, JOINING, ACTIVE, LEAVING, LEFT and UNHEALTHY.";
                return Err(Problem { remedy: remedy.to_owned(), ..self.wrong("state", what) });
            }
        };
        let heartbeat = moment(self.find("timestamp")?, &format!("{}, timestamp", self.name()))?;
        let zone = match entry(self.entries, "zone") {
            Some(node) if !is_null(node) => self.text("zone")?,
            _ => "",
        };
        if zone.chars().count() > LONGEST_NAME {
            return Err(self.wrong("zone", "The name is longer than a zone’s."));
        }
        let read_only = matches!(entry(self.entries, "read_only").and_then(plain_text), Some("true"));
        let instance = Instance {
            id: self.id.to_owned(),
            zone: zone.to_owned(),
            state,
            late: unhealthy || seen.is_after(heartbeat, HEARTBEAT_TIMEOUT as i64),
            ..Instance::default()
        };
        Ok(Some(Member { instance, tokens: self.tokens()?, read_only }))
    }

    fn tokens(&self) -> Result<Vec<u32>, Problem> {
        let node = self.find("tokens")?;
        match &node.content {
            Content::List(tokens) => tokens.iter().map(|token| self.token(token)).collect(),
            Content::Scalar { .. } if is_null(node) => Ok(Vec::new()),
            _ => Err(self.wrong("tokens", format!("This is {}, not a list.", node.kind()))),
        }
    }

    fn token(&self, node: &Node) -> Result<u32, Problem> {
        let what = match &node.content {
            Content::Scalar { text, plain: true } => match text.parse::<u32>() {
                Ok(token) if !text.starts_with('+') => return Ok(token),
                _ if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                    format!("The token {} is above {}.", cut(text), u32::MAX)
                }
                _ => format!("“{}” is no token: tokens are whole numbers from 0 to {}.", cut(text), u32::MAX),
            },
            Content::Scalar { text, .. } => format!("“{}” is a text, not a token.", cut(text)),
            _ => format!("This is {}, not a token.", node.kind()),
        };
        Err(Problem::new(format!("{}, tokens", self.name()), what, AS_IT_IS).at(node.place))
    }
}

impl RingPage {
    /// What no shard shows by itself: names and tokens that two have, and a ring that places nothing.
    fn check(&self, shards: &[Shard]) -> Result<(), Problem> {
        if self.members.is_empty() {
            return Err(Problem::new("", "The ring is empty: no ingester is in it.", "Ask again once the ingesters are ready."));
        }
        let mut names: Vec<(&str, usize)> = shards.iter().enumerate().map(|(at, shard)| (shard.id, at)).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let (first, second) = (&shards[pair[0].1], &shards[pair[1].1]);
            return Err(second.wrong("id", format!("Shard {} has this name already.", first.number)));
        }
        let mut tokens: Vec<(u32, usize)> = Vec::with_capacity(self.members.iter().map(|member| member.tokens.len()).sum());
        for (at, member) in self.members.iter().enumerate() {
            tokens.extend(member.tokens.iter().map(|&token| (token, at)));
        }
        if tokens.is_empty() {
            let what = "No ingester has a token, as in the ring of live-stores.";
            return Err(Problem::new("", what, "Paste the page of the ingesters’ ring of 2.x."));
        }
        tokens.sort_unstable();
        if let Some(pair) = tokens.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let (token, first, second) = (pair[0].0, &shards[pair[0].1], &shards[pair[1].1]);
            let what = if first.number == second.number {
                format!("The token {token} is there twice.")
            } else {
                format!("The token {token} belongs to {} as well.", first.name())
            };
            return Err(second.wrong("tokens", what));
        }
        Ok(())
    }

    /// Where the nodes stand is not on the page: the zones of the ring, in their order, are shown instead.
    fn stand_in_zones(&mut self) {
        let mut zones: Vec<String> = Vec::new();
        for Member { instance, .. } in &self.members {
            if !zones.contains(&instance.zone) {
                zones.push(instance.zone.clone());
            }
        }
        sort_short(&mut zones, String::cmp);
        for Member { instance, .. } in &mut self.members {
            instance.node_zone = zones.iter().position(|zone| *zone == instance.zone).unwrap_or(0);
        }
    }
}

/// A text of the page as far as a sentence has room for it.
fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn entry<'a>(entries: &'a [(String, Node)], key: &str) -> Option<&'a Node> {
    entries.iter().find(|(name, _)| name == key).map(|(_, node)| node)
}

fn plain_text(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

fn is_null(node: &Node) -> bool {
    matches!(&node.content, Content::Scalar { text, plain: true } if text == "null")
}

fn moment(node: &Node, key: &str) -> Result<Moment, Problem> {
    let text = plain_text(node).unwrap_or_default();
    Moment::parse(text).ok_or_else(|| {
        let what = format!("“{}” is no time such as 2026-11-24T08:41:18Z.", cut(text));
        Problem::new(key, what, AS_IT_IS).at(node.place)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{SAMPLE, page, shard};
    use super::*;

    #[track_caller]
    fn refused(text: &str, says: &str) {
        match read_page(text) {
            Ok(page) => panic!("{text} reads as {page:?}"),
            Err(problem) => assert_eq!(problem.to_string(), says, "{text}"),
        }
    }

    #[test]
    fn garbage_is_told_in_one_sentence() {
        refused(" \n", &format!("Nothing is pasted. {ASK}"));
        refused("\n<!DOCTYPE html>\n<html>", &format!("This is the HTML of the page. {ASK}"));
        refused("404 page not found", &format!("This is no JSON of a ring page: it begins with “404 page not found”. {ASK}"));
        refused(
            "HTTP/1.1 200 OK\nContent-Type: x",
            &format!("This is no JSON of a ring page: it begins with “HTTP/1.1 200 OK”. {ASK}"),
        );
        refused("[]", &format!("This is a list; the page is an object that holds shards and now. {WHOLE}"));
        refused("{}", &format!("The text has no shards, as a ring page has. {ASK}"));
        refused("{\"partitions\":[]}", &format!("This is a page of partitions, which place traces in 3.0 and with Kafka. {ASK}"));
        refused("{\"shards\":7}", &format!("line 1, column 11, shards: This is a value, not a list. {AS_IT_IS}"));
        refused("{\"shards\":[]}", &format!("now: The page does not say when it was made. {WHOLE}"));
        let empty = "The ring is empty: no ingester is in it. Ask again once the ingesters are ready.";
        refused("{\"shards\":null,\"now\":\"2026-11-24T08:41:18Z\"}", empty);
        refused(&page(&[]), empty);
        refused(
            "{\"shards\":[],\"now\":\"today\"}",
            &format!("line 1, column 20, now: “today” is no time such as 2026-11-24T08:41:18Z. {AS_IT_IS}"),
        );
        let one = |tokens: &str, other: &str, says: &str| refused(&page(&[shard("a", "1", ""), shard("b", tokens, other)]), says);
        one(
            "2,4294967296",
            "",
            &format!("line 2, column 85, shard 2 (b), tokens: The token 4294967296 is above 4294967295. {AS_IT_IS}"),
        );
        let no_token = |text| {
            format!(
                "line 2, column 83, shard 2 (b), tokens: “{text}” is no token: tokens are whole numbers from 0 to 4294967295. {AS_IT_IS}"
            )
        };
        for text in ["1.5", "-1", "null", "true", "1e3", "+7"] {
            one(text, "", &no_token(text));
        }
        one("\"7\"", "", &format!("line 2, column 83, shard 2 (b), tokens: “7” is a text, not a token. {AS_IT_IS}"));
        one("[7]", "", &format!("line 2, column 83, shard 2 (b), tokens: This is a list, not a token. {AS_IT_IS}"));
        one(
            "7,1",
            "",
            &format!("line 2, column 82, shard 2 (b), tokens: The token 1 belongs to shard 1 (a) as well. {AS_IT_IS}"),
        );
        one("7,7", "", &format!("line 2, column 82, shard 2 (b), tokens: The token 7 is there twice. {AS_IT_IS}"));
        one("7", "tokens={}", &format!("line 2, column 82, shard 2 (b), tokens: This is a mapping, not a list. {AS_IT_IS}"));
        one("7", "tokens=-", &format!("line 2, column 1, shard 2 (b), tokens: It is missing. {AS_IT_IS}"));
        one(
            "7",
            "state=\"BROKEN\"",
            "line 2, column 19, shard 2 (b), state: The state “BROKEN” is unknown. It is one of PENDING, JOINING, ACTIVE, LEAVING, LEFT and UNHEALTHY.",
        );
        one("7", "state=[]", &format!("line 2, column 19, shard 2 (b), state: This is no text. {AS_IT_IS}"));
        one("7", "id=\"a\"", &format!("line 2, column 7, shard 2 (a), id: Shard 1 has this name already. {AS_IT_IS}"));
        one("7", "id=\"\"", &format!("line 2, column 7, shard 2, id: The name is empty, or longer than a pod’s. {AS_IT_IS}"));
        one("7", "id=-", &format!("line 2, column 1, shard 2, id: It is missing. {AS_IT_IS}"));
        refused(&page(&["7".to_owned()]), &format!("line 1, column 12, shard 1: This is a value, not an object. {AS_IT_IS}"));
        refused(
            &page(&[shard("a", "", "tokens=null")]),
            "No ingester has a token, as in the ring of live-stores. Paste the page of the ingesters’ ring of 2.x.",
        );
        refused(&"{".repeat(8_000_001), &format!("The text has 8000001 bytes. {TOO_MUCH}"));
    }

    #[test]
    fn a_page_that_was_cut_off_says_where() {
        let end = |bytes: usize, of: &str| {
            let text = &SAMPLE[..bytes];
            refused(text, &format!("line 1, column {}: The text ends {of}. {WHOLE}", bytes + 1));
        };
        end(1, "before its last }");
        end(10, "before its last }");
        end(300, "in or behind shard 1 (ingester-1)");
        end(2_000, "in or behind shard 2 (ingester-2)");
        end(SAMPLE.trim_end().len() - 1, "in or behind shard 3 (ingester-3)");
        for bytes in (0..SAMPLE.trim_end().len()).step_by(13) {
            assert!(read_page(&SAMPLE[..bytes]).is_err(), "{bytes}");
        }
        // In the middle of it, too.
        let text = SAMPLE.replacen("47", "4:7", 1);
        let told = read_page(&text).unwrap_err().to_string();
        assert!(told.starts_with("line 1, column "), "{told}");
    }
}
