//! Sizes a Grafana Tempo cluster.
pub mod problem;
pub mod quantity;
