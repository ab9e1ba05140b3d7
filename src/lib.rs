//! Sizes a Grafana Tempo cluster.
