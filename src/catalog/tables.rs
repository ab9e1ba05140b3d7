//! Prices and node types, read from the tables beside this file.
//!
//! `prices.csv`: a provider with its regions, below it each kind, below that the ids with their price in USD in each of the
//! regions and, behind the p, where and when it was read: `price_sources.csv`, `price_dates.csv` in the same order. Empty where
//! nobody published one. `price_details.csv`: units, and how well a price was cross-checked where that is less than high. What
//! only explains is apart, since the page reckons with the rest from its first moment.

use crate::quantity::decimal;
use std::sync::OnceLock;

/// One list price: on demand, no discount, no tax.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    pub provider: &'static str,
    pub region: &'static str,
    /// `node`, `volume`, `object-storage`, `object-request`, `cross-zone`.
    pub kind: &'static str,
    pub id: &'static str,
    pub usd: f64,
    /// ISO 8601 of the precision known; empty when the page bore none.
    pub date: &'static str,
    /// Row of `price_sources.csv`.
    source: &'static str,
}

impl Price {
    /// Where it was read.
    #[must_use]
    pub fn source(&self) -> &'static str {
        let place = |row: &'static str| row.split_once(',').filter(|(id, _)| id.strip_prefix('p') == Some(self.source));
        include_str!("price_sources.csv").lines().find_map(place).map_or("", |(_, place)| place)
    }

    /// As the provider bills it: `hour`, `GB-month`, `1000 requests`.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        self.detail(3).unwrap_or_default()
    }

    /// `high`, `medium` or `low`: how well the figure was cross-checked.
    #[must_use]
    pub fn confidence(&self) -> &'static str {
        let region = regions(self.provider).iter().position(|region| *region == self.region);
        region.and_then(|at| self.detail(4 + at)).filter(|word| !word.is_empty()).unwrap_or("high")
    }

    fn detail(&self, column: usize) -> Option<&'static str> {
        rows(include_str!("price_details.csv"))
            .find(|row| row[..3.min(row.len())] == [self.provider, self.kind, self.id])?
            .get(column)
            .copied()
    }
}

/// One shape of machine.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeType {
    pub provider: &'static str,
    pub id: &'static str,
    pub vcpu: u32,
    pub memory_gib: f64,
    /// `amd64` or `arm64`.
    pub arch: &'static str,
    pub max_pods: u32,
    /// What Linux sees of the memory, where somebody booted one and looked.
    pub os_memory_mib: Option<f64>,
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| line.split(',').collect())
}

/// All prices, in the order of the file. A row that cannot be read is left out; a test counts them.
#[must_use]
pub fn prices() -> &'static [Price] {
    static PRICES: OnceLock<Vec<Price>> = OnceLock::new();
    PRICES.get_or_init(|| {
        let dates: Vec<&str> = include_str!("price_dates.csv").lines().collect();
        let (mut provider, mut kind, mut known) = ("", "", Vec::new());
        let mut prices = Vec::new();
        for mut row in rows(include_str!("prices.csv")) {
            if let Some((name, region)) = row[0].split_once(':') {
                row[0] = region;
                (provider, known) = (name, row);
            } else if row.len() == 1 {
                kind = row[0];
            } else {
                for (region, cell) in known.iter().copied().zip(&row[1..]) {
                    if let Some((usd, source)) = cell.split_once('p')
                        && let Some(usd) = decimal(usd)
                        && let Some(number) = decimal(source)
                    {
                        let date = dates.get((number as usize).saturating_sub(1)).copied().unwrap_or_default();
                        prices.push(Price { provider, region, kind, id: row[0], usd, date, source });
                    }
                }
            }
        }
        prices
    })
}

/// All node types that have a capacity.
#[must_use]
pub fn nodes() -> &'static [NodeType] {
    static NODES: OnceLock<Vec<NodeType>> = OnceLock::new();
    NODES.get_or_init(|| {
        rows(include_str!("nodes.csv"))
            .filter_map(|row| {
                Some(NodeType {
                    provider: row.first()?,
                    id: row.get(1)?,
                    vcpu: row.get(3)?.parse().ok()?,
                    memory_gib: decimal(row.get(4)?)?,
                    arch: row.get(5)?,
                    max_pods: row.get(7)?.parse().ok()?,
                    os_memory_mib: row.get(8).and_then(|text| decimal(text)),
                })
            })
            .collect()
    })
}

#[must_use]
pub fn node(provider: &str, id: &str) -> Option<&'static NodeType> {
    nodes().iter().find(|row| row.provider == provider && row.id == id)
}

/// The price with this key, or `None`: nobody published one, and the product says so.
#[must_use]
pub fn price(provider: &str, region: &str, kind: &str, id: &str) -> Option<&'static Price> {
    prices().iter().find(|row| row.provider == provider && row.region == region && row.kind == kind && row.id == id)
}

/// The provider who publishes no price: machines, disks and a store of the user's own.
pub const SELF_HOSTED: &str = "self-hosted";

/// The regions with prices, in the order of the file; one's own house for who has no list.
#[must_use]
pub fn regions(provider: &str) -> Vec<&'static str> {
    if provider == SELF_HOSTED {
        return vec!["on-premises"];
    }
    let mut regions = Vec::new();
    for row in prices().iter().filter(|row| row.provider == provider) {
        if !regions.contains(&row.region) {
            regions.push(row.region);
        }
    }
    regions
}

/// Regions of the three providers near one another: Virginia and Iowa, Frankfurt, Ireland and Belgium and the Netherlands.
const NEAR: [[&str; 3]; 3] = [
    ["us-east-1", "us-central1", "eastus"],
    ["eu-central-1", "europe-west3", "germanywestcentral"],
    ["eu-west-1", "europe-west1", "westeurope"],
];

/// Where `provider` runs what ran in `region` of another; its first region where none is near.
#[must_use]
pub fn region_near(region: &str, provider: &str) -> Option<&'static str> {
    let near = NEAR.iter().find(|near| near.contains(&region)).copied().unwrap_or_default();
    let known = regions(provider);
    near.into_iter().find(|name| known.contains(name)).or(known.first().copied())
}

/// Whether machines of this type can be had there.
#[must_use]
pub fn sold(node: &NodeType, provider: &str, region: &str) -> bool {
    node.provider == provider && (provider == SELF_HOSTED || price(provider, region, "node", node.id).is_some())
}

/// The node type of `provider` in `region` that is most like `node`: of as many cores, the same architecture where there is
/// one, then the nearest memory; the first of equals in the order of the file.
#[must_use]
pub fn node_like(node: &NodeType, provider: &str, region: &str) -> Option<&'static NodeType> {
    let sold = |row: &&NodeType| sold(row, provider, region);
    let distance =
        |row: &&NodeType| (row.vcpu.abs_diff(node.vcpu), row.arch != node.arch, (row.memory_gib - node.memory_gib).abs() as u32);
    nodes().iter().filter(sold).min_by_key(distance)
}

#[cfg(test)]
mod tests {
    use super::{node, node_like, nodes, price, region_near, regions, rows};

    #[test]
    fn another_provider_has_the_like() {
        for provider in ["aws", "gcp", "azure"] {
            for row in nodes() {
                let from = regions(row.provider);
                for region in from.iter().filter(|region| price(row.provider, region, "node", row.id).is_some()) {
                    let there = region_near(region, provider).unwrap();
                    assert_eq!(region_near(there, row.provider), Some(*region));
                    let like = node_like(row, provider, there).unwrap();
                    assert!(price(provider, there, "node", like.id).is_some());
                    assert!(provider != row.provider || like.vcpu == row.vcpu);
                }
            }
        }
        let seed = node("aws", "m7i.2xlarge").unwrap();
        assert_eq!(node_like(seed, "gcp", "us-central1").unwrap().id, "n2-standard-8");
    }

    #[test]
    fn no_row_is_lost() {
        let lines = |text: &str| text.lines().filter(|line| !line.starts_with('#')).count();
        let cells = include_str!("prices.csv").lines().filter(|line| !line.contains(':'));
        let cells: usize = cells.map(|line| line.split(',').skip(1).filter(|cell| !cell.is_empty()).count()).sum();
        assert_eq!((super::prices().len(), cells), (205, 205));
        assert_eq!(lines(include_str!("price_dates.csv")), lines(include_str!("price_sources.csv")));
        let priced: Vec<_> = super::prices().iter().map(|row| (row.provider, row.kind, row.id)).collect();
        let detailed = rows(include_str!("price_details.csv")).filter(|row| priced.contains(&(row[0], row[1], row[2]))).count();
        assert_eq!(detailed, lines(include_str!("price_details.csv")));
        assert_eq!(super::nodes().len(), lines(include_str!("nodes.csv")));
    }
}
