//! Chapter "Cost": list prices for a month of 730 hours, line by line, never a total without its range.

use super::load::Load;
use super::nodes::Nodes;
use super::requests::Requests;
use super::sheet::{Draft, Range, Term};
use super::storage::Storage;
use crate::catalog::{SELF_HOSTED, price};
use crate::design::{Bytes, Design};
use crate::quantity::{Billed, GIB, MONTH, Unit};

/// What the cost chapter could not price, and why: shown beside the total, which does not hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpriced {
    pub line: &'static str,
    pub why: String,
}

/// A price that the bill asked for: the user's own, the list's, or nobody's.
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// As in the table of prices: `node`, `volume`.
    pub kind: &'static str,
    pub id: String,
    /// USD for the unit of the list; `None` where nobody gave one.
    pub usd: Option<f64>,
    /// ISO 8601; empty where there is none.
    pub date: String,
    pub own: bool,
}

/// The lines of the bill, by figure id, and the gaps.
pub struct Cost {
    pub lines: Vec<&'static str>,
    pub unpriced: Vec<Unpriced>,
    pub prices: Vec<Priced>,
}

struct Bill<'d> {
    design: &'d Design,
    draft: &'d Draft,
    lines: Vec<&'static str>,
    terms: Vec<Term<'d>>,
    unpriced: Vec<Unpriced>,
    prices: Vec<Priced>,
}

impl<'d> Bill<'d> {
    fn line(&mut self, id: &'static str, label: &str, meaning: &str, cost: Term<'d>) {
        self.terms.push(cost.named(id, label, meaning));
        self.lines.push(id);
    }

    /// The user's own price, or the list's. `billed` turns the provider's way of billing into the sheet's.
    fn price(&mut self, kind: &'static str, id: &str, billed: Billed) -> Option<Term<'d>> {
        let platform = &self.design.platform;
        let own = self.design.own_price(kind, id);
        let row = price(&platform.provider, &platform.region, kind, id);
        let (term, usd, date) = match (own, row) {
            (Some(own), _) => {
                let source = format!("your own price, {}", if own.date.is_empty() { "without a date" } else { &own.date });
                let term = self.draft.given(&format!("price of {id}"), &source, Range::exact(billed.of(own.usd)), billed.unit);
                (Some(term), Some(own.usd), own.date.as_str())
            }
            (None, Some(row)) => (Some(self.draft.price(row, billed)), Some(row.usd), row.date),
            (None, None) => (None, None, ""),
        };
        self.prices.push(Priced { kind, id: id.to_owned(), usd, date: date.to_owned(), own: own.is_some() });
        term
    }

    fn missing(&mut self, line: &'static str) {
        let why = match self.design.platform.provider.as_str() {
            SELF_HOSTED => "you have given no price; it is not in the total".to_owned(),
            _ => format!("no list price is known in {}; it is not in the total", self.design.platform.region),
        };
        self.unpriced.push(Unpriced { line, why });
    }
}

pub fn cost<'d>(
    design: &'d Design,
    draft: &'d Draft,
    load: &Load<'d>,
    storage: &Storage<'d>,
    requests: &Requests<'d>,
    nodes: Option<&Nodes<'d>>,
    recent: Term<'d>,
) -> Cost {
    let mut bill = Bill { design, draft, lines: Vec::new(), terms: Vec::new(), unpriced: Vec::new(), prices: Vec::new() };
    let month = draft.given("month", "730 h, as the providers' own calculators count", Range::exact(MONTH), Unit::SECOND);

    let hourly = bill.price("node", &design.platform.node, Billed::NODE_HOUR);
    match (nodes, hourly) {
        (Some(nodes), Some(hourly)) => {
            let one = draft.constant(1.0, Unit::ONE);
            let off = draft.field("platform.node_discount", design.platform.node_discount.get(), Unit::ONE);
            let compute = (nodes.paid * hourly * (one - off) * month).listed("cost.compute", "Nodes, a month");
            (compute * (one - nodes.idle)).listed("cost.requested", "Nodes, requested");
            (compute * nodes.idle).listed("cost.idle", "Nodes, unused");
            bill.lines.extend(["cost.requested", "cost.idle"]);
            // Once, since its two parts move against each other: the sum of their ends would be too wide.
            bill.terms.push(compute);
            let unfit: u32 = nodes.packing.unfit.iter().map(|unfit| unfit.pods).sum();
            if unfit > 0 {
                let why =
                    format!("no {} takes {unfit} of the pods; what they would cost is not in the total", design.platform.node);
                bill.unpriced.push(Unpriced { line: "Nodes", why });
            }
        }
        _ => bill.missing("Nodes"),
    }
    volumes(&mut bill);
    object_storage(storage.stored, &mut bill);
    request_lines(requests, month, &mut bill);
    cross_zone(load, recent, month, &mut bill);

    // A bill without a single price has no total: it would be read as free.
    if let Some(total) = bill.terms.iter().copied().reduce(|sum, line| sum + line) {
        total.listed("cost.total", "Monthly cost");
    }
    Cost { lines: bill.lines, unpriced: bill.unpriced, prices: bill.prices }
}

fn volumes<'d>(bill: &mut Bill<'d>) {
    let (design, draft) = (bill.design, bill.draft);
    let Some(volume) = design.ingester.volume else { return };
    let replicas = draft.field("components.ingester.replicas", f64::from(design.ingester.replicas), Unit::ONE);
    let size = draft.amount("components.ingester.volume", volume);
    // AWS writes GB and counts binary, as Google says outright.
    let stored = Billed::size(GIB);
    let cost = match design.platform.provider.as_str() {
        "aws" => bill.price("volume", "gp3", stored).map(|each| replicas * size * each),
        // The fourth generation takes Hyperdisk alone.
        "gcp" => {
            let disk = if design.platform.node.starts_with("c4") { "hyperdisk-balanced" } else { "pd-ssd" };
            bill.price("volume", disk, stored).map(|each| replicas * size * each)
        }
        SELF_HOSTED => bill.price("volume", "disk", stored).map(|each| replicas * size * each),
        // Azure bills a disk by the next size up.
        _ => {
            const SIZES: [(f64, &str); 4] =
                [(32.0, "premium-ssd-P4"), (128.0, "premium-ssd-P10"), (512.0, "premium-ssd-P20"), (1024.0, "premium-ssd-P30")];
            let tier = SIZES.iter().find(|(gib, _)| volume <= Bytes::gib(*gib));
            tier.and_then(|(_, tier)| bill.price("volume", tier, Billed::PIECE)).map(|each| replicas * each)
        }
    };
    match cost {
        Some(cost) => bill.line("cost.volumes", "Volumes", "The ingesters' persistent volumes.", cost),
        None => bill.missing("Volumes"),
    }
}

/// Tier by tier: each takes what lies above its lower and below its upper bound.
fn object_storage<'d>(stored: Term<'d>, bill: &mut Bill<'d>) {
    let draft = bill.draft;
    const TIERS: [(&str, f64, f64); 3] = [
        ("s3-standard-0-50TB", 0.0, 51_200.0),
        ("s3-standard-50-500TB", 51_200.0, 512_000.0),
        ("s3-standard-over-500TB", 512_000.0, f64::INFINITY),
    ];
    let tiers: &[(&str, f64, f64)] = match bill.design.platform.provider.as_str() {
        "gcp" => &[("gcs-standard", 0.0, f64::INFINITY)],
        "azure" => &[("blob-hot-lrs", 0.0, f64::INFINITY)],
        SELF_HOSTED => &[("bucket", 0.0, f64::INFINITY)],
        _ => &TIERS,
    };
    let none = draft.constant(0.0, Unit::BYTE);
    let mut sum: Option<Term<'d>> = None;
    let mut last = None;
    for &(id, from, to) in tiers {
        // Where only the first tier's price is known, its price goes on: the higher tiers are cheaper by 4 to 9 %.
        let Some(each) = bill.price("object-storage", id, Billed::size(GIB)).or(last) else { break };
        last = Some(each);
        let mut part = stored;
        if from > 0.0 {
            part = (part - draft.constant(GIB.of(from), Unit::BYTE)).max(none);
        }
        if to.is_finite() {
            part = part.min(draft.constant(GIB.of(to - from), Unit::BYTE));
        }
        let cost = part * each;
        sum = Some(sum.map_or(cost, |sum| sum + cost));
    }
    match sum {
        Some(cost) => bill.line("cost.object_storage", "Object storage", "Stored bytes at steady state.", cost),
        None => bill.missing("Object storage"),
    }
}

/// Every kind has its own price; one without a list price is a gap, never free.
fn request_lines<'d>(requests: &Requests<'d>, month: Term<'d>, bill: &mut Bill<'d>) {
    let lines = [
        ("cost.requests_put", "PUT requests", requests.put, "PUT"),
        ("cost.requests_list", "LIST requests", requests.list, "LIST"),
        ("cost.requests_get", "GET requests", requests.get, "GET"),
    ];
    for (id, label, rate, kind) in lines {
        match bill.price("object-request", kind, Billed::THOUSAND_REQUESTS) {
            Some(each) => bill.line(id, label, "Requests to the object store at their price.", rate * month * each),
            None => bill.missing(label),
        }
    }
}

/// A byte crosses a zone when its other end stands in another one: with z zones, (z-1)/z of all bytes.
fn cross_zone<'d>(load: &Load<'d>, recent: Term<'d>, month: Term<'d>, bill: &mut Bill<'d>) {
    let (design, draft) = (bill.design, bill.draft);
    let zones = f64::from(design.platform.zones.max(1));
    // In one zone there is no such traffic, whatever it would cost.
    if zones < 2.0 {
        return;
    }
    let carried = Billed::size(GIB);
    let out = bill.price("cross-zone", "cross-zone-out", carried);
    let both = match design.platform.provider.as_str() {
        SELF_HOSTED => out,
        _ => bill.price("cross-zone", "cross-zone-in", carried).and_then(|into| Some(out? + into)),
    };
    let Some(both) = both else { return bill.missing("Traffic between zones") };
    let likely = (zones - 1.0) / zones;
    let other = draft.given(
        "share of copies and answers that cross a zone",
        "(zones − 1) ÷ zones, with and without zone awareness",
        Range::exact(likely),
        Unit::ONE,
    );
    // The bundle asks for traffic within the zone, which a cluster honours where the zone has a distributor that is ready.
    let without = (zones - f64::from(design.distributor.replicas)).max(0.0) / zones;
    let clients = draft.given(
        "share of client traffic that crosses a zone",
        "the bundle's trafficDistribution: PreferClose keeps it in zones that have a distributor; high: no preference, (zones − 1) ÷ zones",
        Range::new(0.0, without.min(likely), likely),
        Unit::ONE,
    );
    let answer = draft.coefficient(crate::catalog::coefficient("recent-answer"));
    let cost = ((load.mean_copies + recent * answer) * other + load.mean * clients) * month * both;
    bill.line(
        "cost.cross_zone",
        "Traffic between zones",
        "Copies from distributors to ingesters, answers of ingesters to queriers, and clients to distributors, both directions billed.",
        cost,
    );
}
