//! What a bill says of the prices it was reckoned with: how the nodes are bought, whose prices they are, how old.

use super::Priced;
use crate::Assessment;
use crate::catalog;
use crate::design::prices::KINDS;
use crate::design::{Design, Share};

/// A price is old after so many months: the lists of the three providers move about once a year.
pub const MONTHS: u32 = 12;

/// `List prices of 2024-09-25 and later, nodes on demand, without tax.`
#[must_use]
pub fn bill_words(assessment: &Assessment) -> String {
    let (estimate, platform) = (&assessment.estimate, &assessment.design.platform);
    let known = || estimate.prices.iter().filter(|price| price.usd.is_some());
    let own = known().filter(|price| price.own).count();
    let whose = match (known().count(), own) {
        (0, _) => return "No price is known; type yours under Prices.".to_owned(),
        (all, own) if own == all => "Your own prices".to_owned(),
        (_, 0) => "List prices".to_owned(),
        (_, own) => format!("List prices and {own} of your own"),
    };
    let date = match estimate.price_date() {
        "" => String::new(),
        date => format!(" of {date} and later"),
    };
    let bought = match platform.purchase.as_str() {
        "on-demand" => "nodes on demand",
        "spot" => "spot nodes",
        _ => "committed nodes",
    };
    let off = match platform.node_discount {
        none if none == Share::default() && platform.purchase == "on-demand" => String::new(),
        none if none == Share::default() => ", whose discount is not stated".to_owned(),
        off => format!(" at {off} off"),
    };
    format!("{whose}{date}, {bought}{off}, without tax. Not in it: control plane, load balancers, NAT, monitoring.")
}

/// What a price is for, in words: `Node, m7i.2xlarge`.
#[must_use]
pub fn price_name(price: &Priced) -> String {
    let kind = match price.kind {
        "node" => "Node",
        "volume" => "Volume",
        "object-storage" => "Object storage",
        "object-request" => "Requests",
        _ => "Between zones",
    };
    format!("{kind}, {}", price.id)
}

/// The unit that one of the bill's prices is for: `hour`, `GB-month`.
#[must_use]
pub fn price_unit(design: &Design, price: &Priced) -> &'static str {
    let platform = &design.platform;
    match catalog::price(&platform.provider, &platform.region, price.kind, &price.id) {
        Some(row) => row.unit(),
        None if price.id.starts_with("premium-ssd") => "disk-month",
        None => KINDS.iter().find(|(kind, _)| *kind == price.kind).map_or("", |(_, unit)| unit),
    }
}

/// The prices of the bill that are more than [`MONTHS`] old on `today`, ISO 8601; none where that is no date.
#[must_use]
pub fn old_prices<'p>(prices: &'p [Priced], today: &str) -> Vec<&'p Priced> {
    let Some(now) = months(today) else { return Vec::new() };
    prices.iter().filter(|price| months(&price.date).is_some_and(|then| now > then + MONTHS)).collect()
}

/// Since the year 0, of the precision known: a year alone is its January.
fn months(date: &str) -> Option<u32> {
    let mut parts = date.split('-');
    let year: u32 = parts.next()?.parse().ok()?;
    let month: u32 = parts.next().map_or(Ok(1), str::parse).ok()?;
    (year < 10_000 && (1..=12).contains(&month)).then_some(year * 12 + month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess;
    use crate::design::prices::typed;

    #[test]
    fn a_bill_says_whose_prices_it_has() {
        let design = Design::default();
        let words = |design: &Design| bill_words(&assess(design));
        assert!(words(&design).starts_with("List prices of 2024-09-25 and later, nodes on demand, without tax."));
        let mut own = typed(&design, "node", "m7i.2xlarge", "0.3", "2023-05").unwrap();
        own.platform.purchase = "spot".to_owned();
        own.platform.node_discount = Share::new(0.6);
        assert!(
            words(&own).starts_with("List prices and 1 of your own of 2023-05 and later, spot nodes at 60% off"),
            "{}",
            words(&own)
        );
        own.platform.node_discount = Share::default();
        assert!(words(&own).contains("whose discount is not stated"));
    }

    #[test]
    fn prices_grow_old() {
        let prices = assess(&Design::default()).estimate.prices;
        let old = |today| old_prices(&prices, today).iter().map(|price| price.id.as_str()).collect::<Vec<_>>();
        assert_eq!(old("2025-09-30"), Vec::<&str>::new());
        assert_eq!(old("2026-11-29"), ["cross-zone-out", "cross-zone-in"]);
        assert_eq!(old("2028-01").len(), prices.len());
        assert_eq!(old("tomorrow"), Vec::<&str>::new());
    }
}
