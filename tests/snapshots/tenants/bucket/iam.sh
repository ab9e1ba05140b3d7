#!/bin/sh
# Lets the pods act as the Google service account, and that account into the bucket.
#   sh bucket/iam.sh PROJECT      the project of the GKE cluster
set -eu
project=${1:?project of the GKE cluster}
gcloud iam service-accounts add-iam-policy-binding 'tempo@acme.iam.gserviceaccount.com' \
  --role roles/iam.workloadIdentityUser \
  --member "serviceAccount:$project.svc.id.goog[tracing/tempo]"
# Objects: create, delete, get, list.
gcloud storage buckets add-iam-policy-binding 'gs://acme-traces' \
  --role roles/storage.objectUser --member 'serviceAccount:tempo@acme.iam.gserviceaccount.com'
# The bucket itself: storage.buckets.get.
gcloud storage buckets add-iam-policy-binding 'gs://acme-traces' \
  --role roles/storage.legacyBucketReader --member 'serviceAccount:tempo@acme.iam.gserviceaccount.com'
