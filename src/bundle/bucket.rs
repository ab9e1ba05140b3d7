//! `bucket/`: rights and lifecycle of the object store, in the form its own command line reads.
//!
//! No rule expires objects by age: Tempo's retention deletes blocks, and a rule beside it would delete live ones.

use super::line::Line;
use super::script::script;
use super::site::Site;
use super::tree::{Node, list, map};

pub(super) enum BucketFile {
    Json(Node),
    Script(Vec<Line>),
}

/// Path, why, content; what the provider of the design needs.
pub(super) fn files(site: &Site) -> Vec<(&'static str, &'static str, BucketFile)> {
    use BucketFile::{Json, Script};
    match site.design.platform.provider.as_str() {
        "gcp" => vec![
            ("bucket/lifecycle.json", "Ends abandoned uploads and old versions.", Json(gcs_lifecycle())),
            ("bucket/iam.sh", "Lets the service account into the bucket.", Script(gcs_iam(site))),
        ],
        "azure" => vec![
            ("bucket/management-policy.json", "Deletes old versions and snapshots.", Json(azure_policy(site))),
            ("bucket/role.sh", "Lets the managed identity into the container.", Script(azure_role(site))),
        ],
        _ => {
            let mut files = vec![
                ("bucket/iam-policy.json", "What Tempo may do in the bucket.", Json(s3_policy(site))),
                ("bucket/lifecycle.json", "Ends abandoned uploads and old versions.", Json(s3_lifecycle(site))),
            ];
            if site.design.platform.secret_mode == "irsa" {
                files.push(("bucket/trust-policy.sh", "Prints who may take the role.", Script(s3_trust(site))));
            }
            files
        }
    }
}

/// The design's folder in the bucket, with its slash; nothing for the root.
fn folder(site: &Site) -> String {
    let prefix = &site.design.platform.bucket_prefix;
    if prefix.is_empty() { String::new() } else { format!("{prefix}/") }
}

fn s3_policy(site: &Site) -> Node {
    let bucket = &site.design.platform.bucket;
    let arn = |path: &str| Node::from(format!("arn:aws:s3:::{bucket}{path}")).field("platform.bucket");
    map! {
        "Version": "2012-10-17",
        "Statement": list![
            map! {
                "Sid": "TempoBucket",
                "Effect": "Allow",
                "Action": list!["s3:ListBucket", "s3:ListBucketMultipartUploads"],
                "Resource": arn(""),
            },
            map! {
                "Sid": "TempoObjects",
                "Effect": "Allow",
                "Action": list![
                    "s3:GetObject",
                    "s3:PutObject",
                    "s3:DeleteObject",
                    "s3:GetObjectTagging",
                    "s3:PutObjectTagging",
                    "s3:AbortMultipartUpload",
                    "s3:ListMultipartUploadParts",
                ],
                "Resource": arn(&format!("/{}*", folder(site))),
            },
        ],
    }
}

fn s3_lifecycle(site: &Site) -> Node {
    let filter = || map! { "Prefix": folder(site) };
    map! {
        "Rules": list![
            map! {
                "ID": "tempo-abandoned-uploads",
                "Status": "Enabled",
                "Filter": filter(),
                "AbortIncompleteMultipartUpload": map! { "DaysAfterInitiation": 1 },
            },
            map! {
                "ID": "tempo-old-versions",
                "Status": "Enabled",
                "Filter": filter(),
                "NoncurrentVersionExpiration": map! { "NoncurrentDays": 1 },
                "Expiration": map! { "ExpiredObjectDeleteMarker": true },
            },
        ],
    }
}

/// A script, since the cluster's OIDC issuer is known to the cluster alone.
fn s3_trust(site: &Site) -> Vec<Line> {
    let platform = &site.design.platform;
    script(&format!(
        r#"#!/bin/sh
# Prints the trust policy of the role: only the service account of this bundle may take it.
#   sh bucket/trust-policy.sh CLUSTER > trust-policy.json
#   aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust-policy.json
set -eu
cluster=${{1:?name of the EKS cluster}}
issuer=$(aws eks describe-cluster --region {region} --name "$cluster" --query cluster.identity.oidc.issuer --output text)
issuer=${{issuer#https://}}
account=$(aws sts get-caller-identity --query Account --output text)
cat <<EOF
{{
  "Version": "2012-10-17",
  "Statement": [
    {{
      "Effect": "Allow",
      "Principal": {{ "Federated": "arn:aws:iam::$account:oidc-provider/$issuer" }},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {{
        "StringEquals": {{
          "$issuer:sub": "system:serviceaccount:{namespace}:{account}",
          "$issuer:aud": "sts.amazonaws.com"
        }}
      }}
    }}
  ]
}}
EOF
"#,
        region = platform.region,
        namespace = platform.namespace,
        account = platform.instance,
    ))
}

fn gcs_lifecycle() -> Node {
    map! {
        "rule": list![
            map! {
                "action": map! { "type": "AbortIncompleteMultipartUpload" },
                "condition": map! { "age": 1 },
            },
            map! {
                "action": map! { "type": "Delete" },
                "condition": map! { "daysSinceNoncurrentTime": 1 },
            },
        ],
    }
}

fn gcs_iam(site: &Site) -> Vec<Line> {
    let platform = &site.design.platform;
    script(&format!(
        r#"#!/bin/sh
# Lets the pods act as the Google service account, and that account into the bucket.
#   sh bucket/iam.sh PROJECT      the project of the GKE cluster
set -eu
project=${{1:?project of the GKE cluster}}
gcloud iam service-accounts add-iam-policy-binding '{identity}' \
  --role roles/iam.workloadIdentityUser \
  --member "serviceAccount:$project.svc.id.goog[{namespace}/{account}]"
# Objects: create, delete, get, list.
gcloud storage buckets add-iam-policy-binding 'gs://{bucket}' \
  --role roles/storage.objectUser --member 'serviceAccount:{identity}'
# The bucket itself: storage.buckets.get.
gcloud storage buckets add-iam-policy-binding 'gs://{bucket}' \
  --role roles/storage.legacyBucketReader --member 'serviceAccount:{identity}'
"#,
        identity = platform.identity.as_deref().unwrap_or_default(),
        namespace = platform.namespace,
        account = platform.instance,
        bucket = platform.bucket,
    ))
}

/// Azure drops uncommitted blocks by itself after a week.
fn azure_policy(site: &Site) -> Node {
    let older = || map! { "delete": map! { "daysAfterCreationGreaterThan": 1 } };
    map! {
        "rules": list![map! {
            "enabled": true,
            "name": "tempo-old-versions",
            "type": "Lifecycle",
            "definition": map! {
                "actions": map! { "version": older(), "snapshot": older() },
                "filters": map! {
                    "blobTypes": list!["blockBlob"],
                    "prefixMatch": list![
                        Node::from(format!("{}/{}", site.design.platform.bucket, folder(site))).field("platform.bucket")
                    ],
                },
            },
        }],
    }
}

fn azure_role(site: &Site) -> Vec<Line> {
    let platform = &site.design.platform;
    script(&format!(
        r#"#!/bin/sh
# Lets the pods act as the managed identity, and that identity into the container.
#   sh bucket/role.sh RESOURCE_GROUP CLUSTER IDENTITY      names of the AKS cluster's group, the cluster, the identity
set -eu
group=${{1:?resource group}} cluster=${{2:?AKS cluster}} identity=${{3:?managed identity}}
issuer=$(az aks show --resource-group "$group" --name "$cluster" --query oidcIssuerProfile.issuerUrl --output tsv)
az identity federated-credential create --resource-group "$group" --identity-name "$identity" --name '{namespace}-{account}' \
  --issuer "$issuer" --subject 'system:serviceaccount:{namespace}:{account}' --audiences api://AzureADTokenExchange
store=$(az storage account show --name '{storage}' --query id --output tsv)
az role assignment create --assignee '{client}' --role 'Storage Blob Data Contributor' \
  --scope "$store/blobServices/default/containers/{bucket}"
"#,
        namespace = platform.namespace,
        account = platform.instance,
        storage = platform.storage_account.as_deref().unwrap_or_default(),
        client = platform.identity.as_deref().unwrap_or_default(),
        bucket = platform.bucket,
    ))
}
