//! What may be chosen from.

use crate::catalog;
use crate::design::fields::field;
use crate::design::{Design, Role};
use crate::quantity::{GIB, MIB};

/// The sizes and numbers that the pods of one role may have. Ascending, as all lists here.
#[derive(Clone, Debug, PartialEq)]
pub struct Pods {
    /// The fewest and the most.
    pub replicas: (u32, u32),
    /// Cores requested by one pod.
    pub cpu: Vec<f64>,
    /// Bytes of one pod, request and limit alike.
    pub memory: Vec<f64>,
}

/// Everything that may be chosen from; the rest of the design stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    pub nodes: Vec<&'static str>,
    /// Replication factors.
    pub copies: Vec<u32>,
    /// Zones, and whether the ring knows of them.
    pub zones: Vec<(u32, bool)>,
    /// In the order of [`Role::ALL`].
    pub pods: [Pods; 5],
    /// Bytes of an ingester's volume; none where the design has no volumes.
    pub volume: Vec<f64>,
}

/// No pod requests less: what a runtime, a sidecar and a probe take is in no coefficient.
const SMALLEST_CPU: f64 = 0.25;
const SMALLEST_MEMORY: f64 = MIB.of(512.0);
const SMALLEST_VOLUME: f64 = GIB.of(1.0);
/// Zones that every region of the three providers has.
const USUAL_ZONES: u32 = 3;

impl Space {
    /// All that a design may become: the stops of its sliders, the node types of its provider and architecture that have a
    /// capacity, one to three copies, and as many zones as a region has or the design names.
    #[must_use]
    pub fn of(design: &Design) -> Space {
        let platform = &design.platform;
        let stops = |path: &str, least: f64| -> Vec<f64> {
            field(path).map_or(Vec::new(), |field| field.ladder().into_iter().filter(|&stop| stop >= least).collect())
        };
        let arch = catalog::node(&platform.provider, &platform.node).map(|node| node.arch);
        let alike = |node: &&catalog::NodeType| node.provider == platform.provider && arch.is_none_or(|arch| arch == node.arch);
        let most = match platform.zone_names.len() as u32 {
            0 => USUAL_ZONES.max(platform.zones),
            named => named,
        };
        let pods = Pods {
            replicas: (1, 1000),
            cpu: stops("components.distributor.cpu_request", SMALLEST_CPU),
            memory: stops("components.distributor.memory_limit", SMALLEST_MEMORY),
        };
        Space {
            nodes: catalog::nodes().iter().filter(alike).map(|node| node.id).collect(),
            copies: vec![1, 2, 3],
            zones: (1..=most).map(|zones| (zones, false)).chain((2..=most).map(|zones| (zones, true))).collect(),
            pods: Role::ALL.map(|_| pods.clone()),
            volume: design.ingester.volume.map_or(Vec::new(), |_| stops("components.ingester.volume", SMALLEST_VOLUME)),
        }
    }
}

/// The first stop that is no less than `value`, a hair aside.
pub(super) fn stop(stops: &[f64], value: f64) -> Option<f64> {
    stops.get(stops.partition_point(|&stop| stop < value * (1.0 - 1e-9))).copied()
}
