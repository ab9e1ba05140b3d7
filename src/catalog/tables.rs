//! Prices and node types, read from the two tables beside this file.

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
    /// As the provider bills it: `hour`, `GB-month`, `1000 requests`.
    pub unit: &'static str,
    pub usd: f64,
    /// ISO 8601 of the precision known; empty when the page bore none.
    pub date: &'static str,
    /// `high`, `medium` or `low`: how well the figure was cross-checked.
    pub confidence: &'static str,
    /// Row of `price_sources.csv`.
    pub source: &'static str,
}

impl Price {
    /// Where it was read.
    #[must_use]
    pub fn source(&self) -> &'static str {
        sources().find(|(id, _)| *id == self.source).map_or("", |(_, place)| place)
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

fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("price_sources.csv").lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(','))
}

/// All prices, in the order of the file. A row that cannot be read is left out; a test counts the rows.
#[must_use]
pub fn prices() -> &'static [Price] {
    static PRICES: OnceLock<Vec<Price>> = OnceLock::new();
    PRICES.get_or_init(|| {
        rows(include_str!("prices.csv"))
            .filter_map(|row| {
                Some(Price {
                    provider: row.first()?,
                    region: row.get(1)?,
                    kind: row.get(2)?,
                    id: row.get(3)?,
                    unit: row.get(4)?,
                    usd: decimal(row.get(5)?)?,
                    date: row.get(6)?,
                    confidence: row.get(7)?,
                    source: row.get(10)?,
                })
            })
            .collect()
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
    let mut regions = if provider == SELF_HOSTED { vec!["on-premises"] } else { Vec::new() };
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
    use super::{node, node_like, nodes, price, region_near, regions};

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
        assert_eq!(super::prices().len(), lines(include_str!("prices.csv")));
        assert_eq!(super::nodes().len(), lines(include_str!("nodes.csv")));
    }
}
