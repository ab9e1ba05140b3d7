//! Sizes a Grafana Tempo cluster.
pub mod catalog;
pub mod design;
pub mod problem;
pub mod quantity;
