//! STO-08: a store of one's own, and nothing says where it is.

use crate::advice::{Found, Rule, Severity};
use crate::catalog::SELF_HOSTED;
use crate::design::fields::asked;

pub const WHY: &str = "Tempo looks for its store when it starts, and ends where it finds none. Amazon's hosts follow from the region; those of a store of \
          your own follow from nothing, so the bundle leaves the endpoint empty until it is given.";

pub static RULE: Rule = Rule {
    id: "STO-08",
    severity: Severity::Error,
    title: "Nothing says where the store is",
    sources: &[
        "grafana/tempo v2.10.8 tempodb/backend/s3/s3.go, createCore",
        "https://grafana.com/docs/tempo/latest/configuration/",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| design.platform.provider = SELF_HOSTED.to_owned(),
    #[cfg(not(target_family = "wasm"))]
    passing: |design| {
        design.platform.provider = SELF_HOSTED.to_owned();
        design.platform.endpoint = Some("minio.storage.svc:9000".to_owned());
    },
    check: |a| {
        let problem = asked(&a.design).into_iter().find(|problem| problem.key == ENDPOINT)?;
        Some(Found::new(ENDPOINT, None, "config/tempo.yaml", format!("{} {}", problem.what, problem.remedy)))
    },
};

const ENDPOINT: &str = "platform.endpoint";
