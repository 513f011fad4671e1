# A cluster without FeatureRollout, and without the reader's namespaces.
# The API server is alone: there is no controller that empties and removes a deleted namespace.
kubectl delete validatingadmissionpolicybindings,validatingadmissionpolicies --all
# No operator is there to do what a finalizer waits for.
{ kubectl get featurerollouts -A --no-headers -o custom-columns=:.metadata.namespace,:.metadata.name || true; } |
  while read -r namespace name; do
    kubectl patch featurerollout "$name" -n "$namespace" --type merge -p '{"metadata": {"finalizers": null}}'
  done
kubectl delete crd --all
kubectl delete clusterroles,clusterrolebindings -l app.kubernetes.io/name=featurerollout
for namespace in shop featurerollout-system; do
  kubectl delete --all -n $namespace configmaps,secrets,services,serviceaccounts,deployments,leases,roles,rolebindings,poddisruptionbudgets
  kubectl delete namespace $namespace --ignore-not-found --wait=false
  echo '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "'$namespace'"}, "spec": {"finalizers": []}}' |
    kubectl replace --raw /api/v1/namespaces/$namespace/finalize -f - || true # there was none
done
