#!/bin/sh
# Lets the pods act as the managed identity, and that identity into the container.
#   sh bucket/role.sh RESOURCE_GROUP CLUSTER IDENTITY      names of the AKS cluster's group, the cluster, the identity
set -eu
group=${1:?resource group} cluster=${2:?AKS cluster} identity=${3:?managed identity}
issuer=$(az aks show --resource-group "$group" --name "$cluster" --query oidcIssuerProfile.issuerUrl --output tsv)
az identity federated-credential create --resource-group "$group" --identity-name "$identity" --name 'tracing-tempo' \
  --issuer "$issuer" --subject 'system:serviceaccount:tracing:tempo' --audiences api://AzureADTokenExchange
store=$(az storage account show --name 'acmetraces' --query id --output tsv)
az role assignment create --assignee '6f9619ff-8b86-d011-b42d-00cf4fc964ff' --role 'Storage Blob Data Contributor' \
  --scope "$store/blobServices/default/containers/tempo-traces"
