//! `kustomization.yaml`: what `kubectl apply -k` applies, in this order, and the ConfigMaps made of plain files.

use super::super::site::Site;
use super::super::tree::{Node, list, map};
use super::object::labels;

/// The ConfigMaps of a bundle: name, key, file.
pub(in super::super) fn config_maps(site: &Site) -> [(String, &'static str, &'static str); 3] {
    [
        (site.name("config"), "tempo.yaml", "config/tempo.yaml"),
        (site.name("overrides"), "overrides.yaml", "config/overrides.yaml"),
        (site.name("design"), "design.yaml", "design.yaml"),
    ]
}

pub(in super::super) fn kustomization(site: &Site, resources: &[&str]) -> Node {
    let maps = config_maps(site).map(|(name, key, file)| {
        let entry = if file == key { file.to_owned() } else { format!("{key}={file}") };
        map! { "name": name, "namespace": site.namespace(), "files": list![entry] }
    });
    map! {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": Node::list(resources.iter().map(|path| Node::from(*path))),
        "configMapGenerator": Node::list(maps),
        "generatorOptions": map! {
            "disableNameSuffixHash": Node::from(true)
                .note("overrides.yaml is read again while running; a new name would restart every pod"),
            "labels": labels(site, None),
        },
    }
}

/// The same ConfigMaps written out, for the multi-document form.
pub(in super::super) fn written_out(site: &Site, text_of: impl Fn(&str) -> String) -> Vec<Node> {
    config_maps(site)
        .into_iter()
        .map(|(name, key, file)| {
            map! {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": map! { "name": name, "namespace": site.namespace(), "labels": labels(site, None) },
                "data": Node::map([(key.to_owned(), Node::from(text_of(file)))]),
            }
        })
        .collect()
}
