#!/bin/sh
# Prints the trust policy of the role: only the service account of this bundle may take it.
#   sh bucket/trust-policy.sh CLUSTER > trust-policy.json
#   aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust-policy.json
set -eu
cluster=${1:?name of the EKS cluster}
issuer=$(aws eks describe-cluster --region eu-west-1 --name "$cluster" --query cluster.identity.oidc.issuer --output text)
issuer=${issuer#https://}
account=$(aws sts get-caller-identity --query Account --output text)
cat <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": "arn:aws:iam::$account:oidc-provider/$issuer" },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
          "$issuer:sub": "system:serviceaccount:observability:traces",
          "$issuer:aud": "sts.amazonaws.com"
        }
      }
    }
  ]
}
EOF
