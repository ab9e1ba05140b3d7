//! Prices of the user's own: what stands in place of a list price, or where nobody published one.

use super::Design;
use crate::problem::Problem;
use crate::quantity::decimal;

/// What is bought, in the order of the bill, with the unit it is priced by where no list says.
pub const KINDS: [(&str, &str); 5] = [
    ("node", "hour"),
    ("volume", "GiB-month"),
    ("object-storage", "GiB-month"),
    ("object-request", "1000 requests"),
    ("cross-zone", "GiB"),
];

/// More are more than any bill has lines.
pub const MOST: usize = 100;

/// One price that the user gave. It holds in its region alone: another region's bill does not know it.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnPrice {
    pub region: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// As the list prices call it: `m7i.2xlarge`, `gp3`, `PUT`.
    pub id: String,
    /// USD for a unit of the list price.
    pub usd: f64,
    /// ISO 8601 of the precision known; empty when nobody said.
    pub date: String,
}

/// The keys of an entry in the document.
pub const KEYS: [&str; 5] = ["kind", "id", "region", "usd", "date"];

impl OwnPrice {
    /// An entry from its texts, in the order of [`KEYS`].
    ///
    /// # Errors
    /// The key that is wrong, what is, and what to write.
    pub fn read([kind, id, region, usd, date]: [&str; 5]) -> Result<OwnPrice, (&'static str, String, String)> {
        if !KINDS.iter().any(|(known, _)| *known == kind) {
            let kinds: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
            return Err(("kind", format!("“{kind}” is not what is bought."), format!("Write one of {}.", kinds.join(", "))));
        }
        let word = |text: &str| {
            !text.is_empty() && text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        for (key, text) in [("id", id), ("region", region)] {
            if !word(text) {
                let what = format!("“{text}” is not a name of the price list.");
                return Err((key, what, "Write it as the bill does, such as m7i.2xlarge or us-east-1.".to_owned()));
            }
        }
        let amount = decimal(usd.strip_prefix('$').unwrap_or(usd).trim()).filter(|usd| *usd <= 1e6);
        let Some(amount) = amount else {
            return Err((
                "usd",
                format!("“{usd}” is not a price."),
                "Type US dollars such as 0.25; 0 for what is free.".to_owned(),
            ));
        };
        if !(date.is_empty() || is_date(date)) {
            return Err(("date", format!("“{date}” is not a date."), "Write it as 2026-11-29, 2026-11 or 2026.".to_owned()));
        }
        let own = |text: &str| text.to_owned();
        Ok(OwnPrice { region: own(region), kind: own(kind), id: own(id), usd: amount, date: own(date) })
    }

    fn is(&self, other: &OwnPrice) -> bool {
        (&self.region, &self.kind, &self.id) == (&other.region, &other.kind, &other.id)
    }

    fn texts(&self) -> [String; 5] {
        [self.kind.clone(), self.id.clone(), self.region.clone(), self.usd.to_string(), self.date.clone()]
    }
}

/// `2026`, `2026-11`, `2026-11-29`.
fn is_date(text: &str) -> bool {
    let widths: Vec<usize> = text.split('-').map(str::len).collect();
    matches!(widths.as_slice(), [4] | [4, 2] | [4, 2, 2]) && text.chars().all(|c| c.is_ascii_digit() || c == '-')
}

impl Design {
    /// The user's own price of this, in the region of the design.
    #[must_use]
    pub fn own_price(&self, kind: &str, id: &str) -> Option<&OwnPrice> {
        let region = &self.platform.region;
        self.prices.iter().find(|price| price.kind == kind && price.id == id && price.region == *region)
    }

    /// Puts a price in the place of the one that it replaces, or at the end.
    fn put_price(&mut self, new: OwnPrice) {
        match self.prices.iter().position(|price| price.is(&new)) {
            Some(at) => self.prices[at] = new,
            None if self.prices.len() < MOST => self.prices.push(new),
            None => {}
        }
    }
}

/// The design with `text` as the price of this in its region, seen on `date`; an empty text gives the list price back.
///
/// # Errors
/// A sentence or two: what is wrong, and what to type.
pub fn typed(design: &Design, kind: &str, id: &str, text: &str, date: &str) -> Result<Design, String> {
    let region = design.platform.region.clone();
    let mut changed = design.clone();
    let text = text.trim();
    if text.is_empty() {
        changed.prices.retain(|price| !(price.kind == kind && price.id == id && price.region == region));
        return Ok(changed);
    }
    match OwnPrice::read([kind, id, &region, text, date]) {
        Ok(_) if design.prices.len() >= MOST && design.own_price(kind, id).is_none() => {
            Err(format!("{MOST} own prices are the most that are kept. Empty one first."))
        }
        Ok(price) => {
            changed.put_price(price);
            Ok(changed)
        }
        Err((_, what, remedy)) => Err(format!("{what} {remedy}")),
    }
}

/// Applies `0.25` or `0.25 2026-11-29` to `prices.node.m7i.2xlarge` of the command line.
///
/// # Errors
/// What cannot be read; the design stays as it is.
pub(super) fn assign(design: &mut Design, path: &str, text: &str) -> Result<(), Problem> {
    let place = format!("--set prices.{path}");
    let (kind, id) = path.split_once('.').unwrap_or((path, ""));
    let (usd, date) = text.trim().split_once([' ', ',']).unwrap_or((text.trim(), ""));
    match typed(design, kind, id, usd, date.trim()) {
        Ok(changed) => {
            *design = changed;
            Ok(())
        }
        Err(why) => Err(Problem::new(place, why, "")),
    }
}

/// As lines of the document; nothing where there is no own price.
pub(super) fn write(design: &Design, text: &mut String, scalar: fn(&str) -> String) {
    if !design.prices.is_empty() {
        text.push_str("prices:\n");
    }
    for price in &design.prices {
        for (at, (key, value)) in KEYS.iter().zip(price.texts()).enumerate().filter(|(_, (_, value))| !value.is_empty()) {
            text.push_str(&format!("  {} {key}: {}\n", if at == 0 { "-" } else { " " }, scalar(&value)));
        }
    }
}

/// One entry of the document: keys with their texts.
///
/// # Errors
/// The key, what is wrong with it, and what to write.
pub(super) fn entry(design: &mut Design, texts: &[(String, String)]) -> Result<(), (String, String, String)> {
    if let Some((unknown, _)) = texts.iter().find(|(key, _)| !KEYS.contains(&key.as_str())) {
        return Err((unknown.clone(), "A price has no such key.".to_owned(), format!("Its keys are {}.", KEYS.join(", "))));
    }
    let text = |key: &str| texts.iter().find(|(known, _)| known == key).map_or("", |(_, text)| text.trim());
    match OwnPrice::read(KEYS.map(text)) {
        Ok(price) if design.prices.iter().any(|old| old.is(&price)) => {
            Err(("id".to_owned(), format!("{} is priced twice in {}.", price.id, price.region), "Keep one of them.".to_owned()))
        }
        Ok(price) => {
            if design.prices.len() >= MOST {
                let what = format!("More than {MOST} own prices are listed.");
                return Err((String::new(), what, "List those that the bill names.".to_owned()));
            }
            design.prices.push(price);
            Ok(())
        }
        Err((key, what, remedy)) => Err((key.to_owned(), what, remedy)),
    }
}

/// The own prices as lines of a [kept](super::edit::kept) design: words between blanks, the date last.
pub(super) fn kept(design: &Design, text: &mut String) {
    for OwnPrice { kind, id, region, usd, date } in &design.prices {
        text.push_str(&format!("prices={kind} {id} {region} {usd} {date}\n"));
    }
}

/// Reads one such line; one that is no longer read leaves the list price.
pub(super) fn recall(design: &mut Design, text: &str) {
    let mut words = text.split(' ');
    let mut word = || words.next().unwrap_or_default().to_owned();
    let (kind, id, region, usd, date) = (word(), word(), word(), word(), word());
    // What was kept had been read; only a number has to be one.
    if let Some(usd) = decimal(&usd) {
        design.prices.push(OwnPrice { region, kind, id, usd, date });
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Design, document, edit, share};
    use super::*;

    #[test]
    fn a_price_goes_wherever_the_design_goes() {
        let design = typed(&Design::default(), "node", "m7i.2xlarge", "$0.25", "2026-11-29").unwrap();
        let design = typed(&design, "volume", "gp3", "0", "").unwrap();
        assert_eq!(design.own_price("node", "m7i.2xlarge").map(|price| price.usd), Some(0.25));
        assert_eq!(document::read(&document::write(&design)), (design.clone(), Vec::new()));
        assert_eq!(edit::recalled(&edit::kept(&design)), design);
        assert_eq!(share::decode(&share::encode(&design)).unwrap(), design);
        // Emptied it is the list's again, and nothing of it is left.
        let design = typed(&design, "node", "m7i.2xlarge", " ", "").unwrap();
        assert_eq!(typed(&design, "volume", "gp3", "", "").unwrap(), Design::default());
    }

    #[test]
    fn another_region_has_not_this_price() {
        let mut design = typed(&Design::default(), "node", "m7i.2xlarge", "0.25", "").unwrap();
        design.platform.region = "eu-central-1".to_owned();
        assert_eq!(design.own_price("node", "m7i.2xlarge"), None);
    }

    #[test]
    fn refusals_say_what_to_write() {
        let why = |kind, text, date| typed(&Design::default(), kind, "x", text, date).unwrap_err();
        assert!(why("node", "cheap", "").contains("Type US dollars such as 0.25"));
        assert!(why("node", "-1", "").contains("not a price"));
        assert!(why("nodes", "1", "").contains("Write one of node, volume"));
        assert!(why("node", "1", "29.11.2026").contains("2026-11-29"));
        let (design, problems) = document::read(
            "version: 1\nprices:\n  - {kind: node, id: a, region: r, usd: 1}\n  - {kind: node, id: a, region: r, usd: 2}\n  - {kind: node, cost: 2}\n",
        );
        assert_eq!(design.prices.len(), 1);
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(told[0].contains("priced twice") && told[1].contains("no such key"), "{told:#?}");
    }

    #[test]
    fn the_command_sets_one() {
        let mut design = Design::default();
        document::assign(&mut design, "prices.node.m7i.2xlarge=0.3 2026-11-01").unwrap();
        assert_eq!(
            design.own_price("node", "m7i.2xlarge").map(|price| (price.usd, price.date.as_str())),
            Some((0.3, "2026-11-01"))
        );
        assert!(document::assign(&mut design, "prices.gold=1").is_err());
    }
}
