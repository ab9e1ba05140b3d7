//! What all files of one bundle share: names, addresses, the image, and the design they come from.

use crate::Assessment;
use crate::catalog::{self, Release};
use crate::design::{Bytes, Design, PerSecond, Role};
use crate::quantity::MIB;
use crate::topology;

/// A design on its way to the cluster.
pub(super) struct Site<'a> {
    pub design: &'a Design,
    pub assessment: &'a Assessment,
    /// Of the settings in `config/tempo.yaml`: a changed one changes the pod template and rolls the pods.
    pub checksum: String,
}

/// The ingesters of one zone, or all of them where the ring knows no zones.
pub(super) struct IngesterSet {
    /// `ingester`, `ingester-zone-a`.
    pub name: String,
    pub replicas: u32,
    /// The zone as nodes are labelled with it and as the ring is told.
    pub zone: Option<String>,
}

impl Site<'_> {
    /// `tempo-distributor`.
    pub fn name(&self, part: &str) -> String {
        format!("{}-{part}", self.design.platform.instance)
    }

    pub fn namespace(&self) -> &str {
        &self.design.platform.namespace
    }

    /// A Service's full name, without the last point: what a URL wants.
    pub fn host(&self, part: &str) -> String {
        format!("{}.{}.svc.{}", self.name(part), self.namespace(), self.design.platform.cluster_domain)
    }

    /// With the last point, which saves a look-up per search domain of the pod.
    pub fn absolute(&self, part: &str) -> String {
        format!("{}.", self.host(part))
    }

    pub fn release(&self) -> &'static Release {
        catalog::RELEASES.iter().find(|row| row.tag == self.design.release).unwrap_or(&catalog::TEMPO_2_10)
    }

    pub fn image(&self) -> String {
        format!("{}:{}", self.release().image, self.release().tag)
    }

    /// Whether pods read the keys of the object store from a Secret.
    pub fn secret_keys(&self) -> bool {
        let platform = &self.design.platform;
        platform.secret_mode == "secret" && platform.backend != "local"
    }

    /// Distributors never touch the object store as long as usage reporting is off, so that they get no keys.
    pub fn opens_store(role: Role) -> bool {
        role != Role::Distributor
    }

    /// Targets whose ring lies in memberlist. The query-frontend has none.
    pub fn gossips(role: Role) -> bool {
        role != Role::QueryFrontend
    }

    pub fn ingester_sets(&self) -> Vec<IngesterSet> {
        topology::ingester_sets(self.design)
            .into_iter()
            .enumerate()
            .filter(|(_, (_, replicas))| *replicas > 0)
            .map(|(index, (zone, replicas))| IngesterSet {
                name: match zone {
                    Some(_) => format!("ingester-zone-{}", char::from(b'a' + (index % 26) as u8)),
                    None => "ingester".to_owned(),
                },
                replicas,
                zone,
            })
            .collect()
    }

    /// The largest message between components: a whole trace of any tenant and a fifth more for its envelope, and never below Tempo's
    /// own 16 MiB.
    pub fn message_bytes(&self) -> Bytes {
        Bytes::new((self.design.most_bytes_per_trace().get() * 1.2).max(MIB.of(16.0)).ceil())
    }
}

/// A size as a comment gives it: the unit that makes the shortest whole number.
pub(super) fn size(bytes: Bytes) -> String {
    const UNITS: [(u64, &str); 8] = [
        (1_000_000_000_000, "TB"),
        (1_000_000_000, "GB"),
        (1_000_000, "MB"),
        (1_000, "kB"),
        (1 << 40, "TiB"),
        (1 << 30, "GiB"),
        (1 << 20, "MiB"),
        (1 << 10, "KiB"),
    ];
    let bytes = bytes.whole();
    UNITS
        .iter()
        .filter(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit))
        .min_by_key(|(unit, _)| bytes / unit)
        .map_or_else(|| format!("{bytes} B"), |(unit, name)| format!("{} {name}", bytes / unit))
}

/// The same of what comes in a second: `15 MB/s`.
pub(super) fn rate(rate: PerSecond<Bytes>) -> String {
    format!("{}/s", size(rate.within(1.0)))
}
