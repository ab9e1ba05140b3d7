//! A design as files that start on the first `kubectl apply -k`.
//!
//! Same design, same bytes: no time stamp, no random name, no secret value. What is applied needs no operator and no custom
//! resource; what does need one lies in `optional/`.

pub mod archive;
mod bucket;
mod json;
mod line;
mod manifests;
mod monitoring;
pub mod opening;
mod overrides;
mod ports;
mod readme;
mod script;
mod site;
mod tempo_config;
mod tree;
mod yaml;

pub use line::{Line, Token, TokenKind, changed};

use crate::Assessment;
use crate::design::{Design, Role, document, fields};
use bucket::BucketFile;
use sha2::{Digest, Sha256};
use site::Site;
use tree::Node;

/// Everything that is handed over, in the order in which it reads well.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    pub files: Vec<BundleFile>,
    /// What kustomize makes of plain files, for the form that has no kustomize.
    config_maps: Vec<Node>,
}

/// One file.
#[derive(Clone, Debug, PartialEq)]
pub struct BundleFile {
    /// With slashes, from the bundle's root.
    pub path: String,
    pub lines: Vec<Line>,
    /// The component whose file it is.
    pub role: Option<Role>,
    /// What the file is for, in one line.
    pub why: &'static str,
    /// Whether the root kustomization applies it.
    applied: bool,
}

impl BundleFile {
    /// What is written to disk.
    #[must_use]
    pub fn text(&self) -> String {
        line::text(&self.lines)
    }

    /// Bytes on disk.
    #[must_use]
    pub fn size(&self) -> usize {
        self.lines.iter().map(|line| 1 + line.tokens.iter().map(|token| token.text.len()).sum::<usize>()).sum()
    }

    fn new(path: &str, why: &'static str, lines: Vec<Line>) -> Self {
        BundleFile { path: path.to_owned(), lines, role: None, why, applied: false }
    }

    fn yaml(path: &str, why: &'static str, root: &Node) -> Self {
        BundleFile::new(path, why, yaml::document(root))
    }

    /// Objects that the root kustomization applies.
    fn objects(path: &str, why: &'static str, objects: &[Node]) -> Self {
        BundleFile { applied: true, ..BundleFile::new(path, why, yaml::documents(objects)) }
    }

    fn of(self, role: Role) -> Self {
        BundleFile { role: Some(role), ..self }
    }
}

/// The bundle of a design.
///
/// A design with [contradictions](fields::contradictions) renders too, so that its files can be looked at; it is not to be
/// handed out.
#[must_use]
pub fn bundle(assessment: &Assessment) -> Bundle {
    assembled(assessment, document_file, beside, readme::readme)
}

/// The same with what is applied written out, and of the rest (design, manual, monitoring, bucket, tests) the names alone: what the
/// page shows first, before it has the code of the rest. A file without lines is one of those.
#[must_use]
pub fn first(assessment: &Assessment) -> Bundle {
    let names = |site: &Site| {
        let mut names: Vec<BundleFile> =
            ["monitoring/", "optional/", "bucket/", "test/"].map(|folder| BundleFile::new(folder, "", Vec::new())).into();
        if Role::ALL.iter().any(|role| site.design.fewest(*role).is_some()) {
            names.insert(0, BundleFile { applied: true, ..BundleFile::new(AUTOSCALING, "", Vec::new()) });
        }
        names
    };
    assembled(assessment, |_| BundleFile::new("design.yaml", DOCUMENT, Vec::new()), names, |_, _| Vec::new())
}

const AUTOSCALING: &str = "autoscaling.yaml";

type Document = fn(&Design) -> BundleFile;
type Beside = fn(&Site) -> Vec<BundleFile>;
type Manual = fn(&Site, &[BundleFile]) -> Vec<Line>;

fn assembled(assessment: &Assessment, document: Document, beside: Beside, manual: Manual) -> Bundle {
    let design = &assessment.design;
    let mut site = Site { design, assessment, checksum: String::new() };
    let tempo =
        BundleFile::yaml("config/tempo.yaml", "Tempo's configuration, shared by all components.", &tempo_config::tempo(&site));
    site.checksum = checksum(&tempo.lines);
    let site = &site;

    let mut files = vec![
        document(design),
        BundleFile::objects("namespace.yaml", "The namespace, under Pod Security restricted.", &manifests::namespace(site)),
        BundleFile::objects("serviceaccount.yaml", "Whom all pods run as.", &manifests::service_account(site)),
        tempo,
        BundleFile::yaml("config/overrides.yaml", "Limits of single tenants, read while running.", &overrides::overrides(site)),
    ];
    type Objects = fn(&Site) -> Vec<Node>;
    let roles: [(Role, &str, Objects); 5] = [
        (Role::Distributor, "Receives spans, sends each trace to its ingesters.", manifests::distributor),
        (Role::Ingester, "Keeps recent traces on a volume, writes blocks.", manifests::ingester),
        (Role::QueryFrontend, "Grafana's door: cuts searches into jobs.", manifests::query_frontend),
        (Role::Querier, "Works on the jobs, over ingesters and blocks.", manifests::querier),
        (Role::Compactor, "Merges blocks, deletes what is past its retention.", manifests::compactor),
    ];
    for (role, why, objects) in roles {
        files.push(BundleFile::objects(&format!("{}.yaml", role.target()), why, &objects(site)).of(role));
    }
    files.push(BundleFile::objects("gossip.yaml", "How ring members find each other.", &manifests::gossip(site)));
    if design.platform.network_policy {
        files.push(BundleFile::objects("networkpolicy.yaml", "Who may talk to whom.", &manifests::policies(site)));
    }
    files.extend(beside(site));

    let resources: Vec<&str> = files.iter().filter(|file| file.applied).map(|file| file.path.as_str()).collect();
    let kustomization =
        BundleFile::yaml("kustomization.yaml", "What kubectl apply -k applies.", &manifests::kustomization(site, &resources));
    let text_of = |path: &str| files.iter().find(|file| file.path == path).map(BundleFile::text).unwrap_or_default();
    let config_maps = manifests::written_out(site, text_of);
    files.insert(0, kustomization);
    let readme = BundleFile::new("README.md", "What to do, in which order.", manual(site, &files));
    files.insert(0, readme);
    Bundle { files, config_maps }
}

/// What nobody applies with the root kustomization.
fn beside(site: &Site) -> Vec<BundleFile> {
    let mut files = Vec::new();
    let scalers = manifests::autoscalers(site);
    if !scalers.is_empty() {
        files.push(BundleFile::objects(AUTOSCALING, "Pods follow the load.", &scalers));
    }
    files.extend(monitoring_files(site));
    for (path, why, content) in bucket::files(site) {
        files.push(BundleFile::new(
            path,
            why,
            match content {
                BucketFile::Json(root) => json::document(&root),
                BucketFile::Script(lines) => lines,
            },
        ));
    }
    if let Some(lines) = script::smoke_test(site) {
        files.push(BundleFile::new("test/smoke.sh", "Sends one trace and reads it back.", lines));
    }
    if let Some(jobs) = script::load_test(site) {
        files.push(BundleFile::new("test/load-test.yaml", "The design's load, for 15 minutes.", yaml::documents(&jobs)));
    }
    files
}

/// SHA-256 of a file without its comments: some of them tell what other parts of the design make of a setting, and a pod
/// must not restart because of a comment.
fn checksum(lines: &[Line]) -> String {
    let mut hash = Sha256::new();
    for line in lines {
        let values = line.tokens.iter().filter(|token| token.kind != TokenKind::Comment);
        let text: String = values.map(|token| token.text.as_str()).collect();
        if !text.trim().is_empty() {
            hash.update(text.trim_end());
            hash.update("\n");
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn monitoring_files(site: &Site) -> Vec<BundleFile> {
    let data_source =
        BundleFile::yaml("monitoring/datasource.yaml", "Grafana's data source, provisioned.", &monitoring::data_source(site));
    let config_map = BundleFile::yaml(
        "monitoring/datasource-configmap.yaml",
        "The same for Grafana's sidecar.",
        &monitoring::data_source_config_map(site, data_source.text()),
    );
    let optional =
        |name: &str, why: &'static str, root: &Node| BundleFile::yaml(&format!("optional/prometheus-operator/{name}"), why, root);
    vec![
        BundleFile::yaml("monitoring/rules.yaml", "Recording rules and alerts for Prometheus.", &monitoring::rules(site)),
        data_source,
        config_map,
        optional("kustomization.yaml", "For clusters with the Prometheus Operator.", &monitoring::operator_kustomization()),
        optional("podmonitor.yaml", "Scrapes every pod.", &monitoring::pod_monitor(site)),
        optional("prometheusrule.yaml", "monitoring/rules.yaml as a custom resource.", &monitoring::prometheus_rule(site)),
    ]
}

const DOCUMENT: &str = "The design: the page opens it again.";

/// `design.yaml`: the same text that the document writer gives, with each value linked to its field.
fn document_file(design: &Design) -> BundleFile {
    let mut open: Vec<String> = Vec::new();
    let text = document::write(design);
    let lines = text.lines().map(|row| {
        let Some((key, value)) = row.split_once(':').filter(|_| !row.starts_with('#')) else {
            return Line::of(TokenKind::Comment, row);
        };
        let depth = (key.len() - key.trim_start().len()) / 2;
        open.truncate(depth);
        open.push(key.trim_start().to_owned());
        let mut line = Line::of(TokenKind::Plain, "  ".repeat(depth));
        let key = key.trim_start();
        let item = key.strip_prefix("- ");
        line.push(TokenKind::Punctuation, if item.is_some() { "- " } else { "" });
        line.push(TokenKind::Key, item.unwrap_or(key));
        line.push(TokenKind::Punctuation, ":");
        if let Some(value) = value.strip_prefix(' ') {
            line.push(TokenKind::Plain, " ");
            let tenant = || open.first().filter(|first| *first == "tenants").map(|_| "workload.tenants");
            let field = fields::field(&open.join(".")).map(|field| field.path).or_else(tenant);
            let kind = if value.starts_with(|c: char| c.is_ascii_digit()) { TokenKind::Number } else { TokenKind::String };
            line.tokens.push(Token { field, ..Token::new(kind, value) });
        }
        line
    });
    BundleFile::new("design.yaml", DOCUMENT, lines.collect())
}
