//! The data flow: clients to distributors to ingesters to the object store, and the read path from Grafana.
use super::scene::{Scene, Size};
use crate::Assessment;

/// Lays the data flow out for `size`: landscape from 640 wide, portrait below.
#[must_use]
pub fn flow(_assessment: &Assessment, size: Size) -> Scene {
    Scene { id: "flow", size, title: "Data flow".to_owned(), description: String::new(), shapes: Vec::new() }
}
