//! Sizes a Grafana Tempo cluster.
pub mod bundle;
pub mod catalog;
pub mod design;
pub mod problem;
pub mod quantity;
pub mod topology;
