//! Tempo 2.10: the ingester ring.

use super::Release;

pub const TEMPO_2_10: Release = Release {
    tag: "2.10.8",
    image: "docker.io/grafana/tempo",
    source: "grafana/tempo v2.10.8: cmd/tempo/Dockerfile, cmd/tempo/app/modules.go",
    date: "2026-11-24",
};
