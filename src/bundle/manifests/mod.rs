//! The Kubernetes objects, one module per file of the bundle; each reads like the manifest it writes.

mod autoscaling;
mod compactor;
mod deployment;
mod distributor;
mod ingester;
mod kustomization;
mod namespace;
mod network;
mod object;
mod pod;
mod querier;
mod query_frontend;

pub(super) use autoscaling::autoscalers;
pub(super) use compactor::compactor;
pub(super) use distributor::distributor;
pub(super) use ingester::ingester;
pub(super) use kustomization::{kustomization, written_out};
pub(super) use namespace::{namespace, service_account};
pub(super) use network::{gossip, policies};
pub(super) use object::{container_security, labels, metadata, selector};
pub(super) use querier::querier;
pub(super) use query_frontend::query_frontend;
