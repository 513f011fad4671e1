# A cluster without FeatureRollout, and without the reader's namespaces.
# The API server is alone: there is no controller that empties and removes a deleted namespace.
kubectl delete validatingadmissionpolicybindings,validatingadmissionpolicies --all
# First the objects, without the finalizers for which no operator is there; then nothing keeps a CRD that is let go.
for kind in featurerollouts criteriatemplates clustercriteriatemplates metricsproviders; do
  { kubectl get $kind -A --no-headers -o custom-columns=:.metadata.name,:.metadata.namespace || true; } |
    while read -r name namespace; do
      [ "$namespace" = '<none>' ] && namespace=default
      kubectl patch $kind "$name" -n "$namespace" --type merge -p '{"metadata": {"finalizers": null}}'
      kubectl delete $kind "$name" -n "$namespace" --ignore-not-found
    done
done
kubectl delete crd --all --wait=false
for crd in $(kubectl get crd -o name); do
  kubectl patch "$crd" --type merge -p '{"metadata": {"finalizers": null}}' || true # it has gone meanwhile
done
kubectl delete clusterroles,clusterrolebindings -l app.kubernetes.io/name=featurerollout
for namespace in shop featurerollout-system; do
  kubectl delete --all -n $namespace configmaps,secrets,services,serviceaccounts,deployments,leases,roles,rolebindings,poddisruptionbudgets
  kubectl delete namespace $namespace --ignore-not-found --wait=false
  echo '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "'$namespace'"}, "spec": {"finalizers": []}}' |
    kubectl replace --raw /api/v1/namespaces/$namespace/finalize -f - || true # there was none
done
